//! Claims of one namespace, as files: `<id>.payload`, and `<id>.claim` with what is known of it.
//!
//! A claim exists when its `.claim` does: it is put in place last and taken away first, each by a rename or unlink, so a
//! claim is there as a whole or not at all, whoever dies when. Time is an argument, in ms since 1970, because claims
//! outlive processes.

use crate::claim_id::ClaimId;
use crate::upload::Upload;
use prism_pattern_common::create_private_dir;
use prism_proto::pattern::Claim;
use prost::Message as _;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Files of an upload that was never finished are removed when nobody has written to them for this long.
const LEFT_BEHIND: Duration = Duration::from_secs(3600);

/// Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct ClaimStore {
    dir: PathBuf,
    budget: Arc<Budget>,
}

/// Bytes of payloads, finished or being uploaded.
#[derive(Debug)]
pub(crate) struct Budget {
    used: AtomicU64,
    max: u64,
}

/// Why a store did not do it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("there is no such claim, or its ttl has run out")]
    Unknown,
    #[error("the claims of this namespace would take more than {0} bytes")]
    Full(u64),
    #[error("the payload is larger than {0} bytes")]
    TooLarge(u64),
    #[error("the payload does not have the expected sha256")]
    Unexpected,
    #[error("what was stored of this claim is damaged")]
    Damaged,
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: io::Error },
}

impl ClaimStore {
    /// The claims in `root/namespace`, which is created; they take at most `bytes_max`.
    pub(crate) fn open(root: &Path, namespace: &str, bytes_max: u64) -> Result<Self, StoreError> {
        let dir = root.join(namespace);
        create_private_dir(root).map_err(io_at(root))?;
        create_private_dir(&dir).map_err(io_at(&dir))?;
        let budget = Arc::new(Budget { used: AtomicU64::new(0), max: bytes_max });
        let store = Self { dir, budget };
        store.budget.used.store(store.used()?, Ordering::Relaxed);
        Ok(store)
    }

    /// Begins to take a payload in.
    pub(crate) fn upload(&self) -> Result<Upload, StoreError> {
        let id = ClaimId::random().map_err(io_at(&self.dir))?;
        Upload::begin(self.clone(), id)
    }

    /// A claim that has not run out.
    pub(crate) fn claim(&self, id: &ClaimId, now_ms: i64) -> Result<Claim, StoreError> {
        let path = self.path(id, "claim");
        let bytes = fs::read(&path).map_err(unknown_or_io(&path))?;
        let claim = Claim::decode(bytes.as_slice()).map_err(|_| StoreError::Damaged)?;
        if now_ms < claim.expires_at_unix_ms { Ok(claim) } else { Err(StoreError::Unknown) }
    }

    /// The payload of a claim.
    pub(crate) fn payload(&self, id: &ClaimId) -> Result<File, StoreError> {
        let path = self.path(id, "payload");
        File::open(&path).map_err(unknown_or_io(&path))
    }

    /// Takes a claim away that has not run out.
    pub(crate) fn delete(&self, id: &ClaimId, now_ms: i64) -> Result<(), StoreError> {
        let claim = self.claim(id, now_ms)?;
        let path = self.path(id, "claim");
        fs::remove_file(&path).map_err(unknown_or_io(&path))?;
        self.remove(&self.path(id, "payload"));
        self.budget.give_back(claim.size_bytes);
        Ok(())
    }

    /// Removes what has run out or was left behind, and counts again: other processes may use the directory too.
    pub(crate) fn sweep(&self, now_ms: i64) -> Result<(), StoreError> {
        for entry in fs::read_dir(&self.dir).map_err(io_at(&self.dir))?.flatten() {
            let path = entry.path();
            let id = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse::<ClaimId>().ok());
            if let Some(id) = id {
                self.sweep_file(&id, &path, now_ms);
            }
        }
        self.budget.used.store(self.used()?, Ordering::Relaxed);
        Ok(())
    }

    fn sweep_file(&self, id: &ClaimId, path: &Path, now_ms: i64) {
        let is_claim = path.extension().is_some_and(|extension| extension == "claim");
        let gone = matches!(self.claim(id, now_ms), Err(StoreError::Unknown));
        if gone && (is_claim || left_behind(path)) {
            self.remove(path);
            if is_claim {
                self.remove(&self.path(id, "payload"));
            }
        }
    }

    /// Best effort: what stays is swept later.
    pub(crate) fn remove(&self, path: &Path) {
        let _ = fs::remove_file(path);
    }

    /// The claim's file of this kind.
    pub(crate) fn path(&self, id: &ClaimId, kind: &str) -> PathBuf {
        self.dir.join(format!("{id}.{kind}"))
    }

    /// What limits the payloads.
    pub(crate) fn budget(&self) -> &Budget {
        &self.budget
    }

    fn used(&self) -> Result<u64, StoreError> {
        let entries = fs::read_dir(&self.dir).map_err(io_at(&self.dir))?;
        let payload = |path: &Path| path.extension().is_some_and(|kind| kind == "payload" || kind == "part");
        let payloads = entries.flatten().filter(|entry| payload(&entry.path()));
        Ok(payloads.filter_map(|entry| entry.metadata().ok()).map(|found| found.len()).sum())
    }
}

impl Budget {
    /// Takes bytes out of the budget, or none where they are not in it.
    pub(crate) fn take(&self, bytes: u64) -> Result<(), StoreError> {
        let more = |used: u64| used.checked_add(bytes).filter(|used| *used <= self.max);
        let taken = self.used.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        taken.map(|_| ()).map_err(|_| StoreError::Full(self.max))
    }

    /// Puts bytes back.
    pub(crate) fn give_back(&self, bytes: u64) {
        // A sweep may have counted them as gone already.
        let _ = self.used.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |used| Some(used.saturating_sub(bytes)));
    }
}

fn left_behind(path: &Path) -> bool {
    let age = path.metadata().and_then(|found| found.modified()).map(|time| time.elapsed().unwrap_or_default());
    age.is_ok_and(|age| age > LEFT_BEHIND)
}

/// Puts the path to an error.
pub(crate) fn io_at(path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let path = path.to_owned();
    |source| StoreError::Io { path, source }
}

fn unknown_or_io(path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let other = io_at(path);
    |source| if source.kind() == io::ErrorKind::NotFound { StoreError::Unknown } else { other(source) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::upload::Terms;
    use std::io::Read as _;

    const NOW: i64 = 1_000_000;
    const TTL_MS: i64 = 60_000;

    fn opened(bytes_max: u64) -> (tempfile::TempDir, ClaimStore) {
        let root = tempfile::tempdir().expect("temporary directory");
        let store = ClaimStore::open(root.path(), "tenant-a", bytes_max).expect("opened");
        (root, store)
    }

    fn terms() -> Terms {
        Terms { expires_at_unix_ms: NOW + TTL_MS, ..Terms::default() }
    }

    fn stored(store: &ClaimStore, payload: &[u8]) -> Result<ClaimId, StoreError> {
        let mut upload = store.upload()?;
        upload.write(payload)?;
        Ok(upload.finish(terms())?.claim_id.parse().expect("an id"))
    }

    fn files(root: &tempfile::TempDir) -> usize {
        fs::read_dir(root.path().join("tenant-a")).expect("readable").count()
    }

    #[test]
    fn what_is_stored_is_found_again_also_by_another_process() {
        let (root, store) = opened(100);
        let id = stored(&store, b"hello").expect("stored");
        let other = ClaimStore::open(root.path(), "tenant-a", 100).expect("opened");
        assert_eq!(other.claim(&id, NOW).expect("there").size_bytes, 5);
        let mut payload = String::new();
        other.payload(&id).expect("there").read_to_string(&mut payload).expect("read");
        assert_eq!(payload, "hello");
    }

    #[test]
    fn a_namespace_never_sees_the_claims_of_another_one() {
        let (root, store) = opened(100);
        let id = stored(&store, b"secret").expect("stored");
        let other = ClaimStore::open(root.path(), "tenant-b", 100).expect("opened");
        assert!(matches!(other.claim(&id, NOW), Err(StoreError::Unknown)));
        assert!(matches!(other.payload(&id), Err(StoreError::Unknown)));
    }

    #[test]
    fn a_claim_is_gone_when_its_ttl_has_run_out_and_swept_later() {
        let (root, store) = opened(100);
        let id = stored(&store, b"hello").expect("stored");
        assert!(matches!(store.claim(&id, NOW + TTL_MS), Err(StoreError::Unknown)));
        store.sweep(NOW).expect("swept");
        assert_eq!(files(&root), 2);
        store.sweep(NOW + TTL_MS).expect("swept");
        assert_eq!(files(&root), 0);
    }

    #[test]
    fn a_deleted_claim_gives_its_bytes_back() {
        let (root, store) = opened(5);
        let id = stored(&store, b"hello").expect("stored");
        assert!(matches!(stored(&store, b"x"), Err(StoreError::Full(5))));
        store.delete(&id, NOW).expect("deleted");
        assert!(matches!(store.delete(&id, NOW), Err(StoreError::Unknown)));
        stored(&store, b"world").expect("stored");
        assert_eq!(files(&root), 2);
    }

    #[test]
    fn an_upload_that_is_given_up_leaves_nothing() {
        let (root, store) = opened(5);
        let mut upload = store.upload().expect("begun");
        upload.write(b"hello").expect("written");
        drop(upload);
        assert_eq!(files(&root), 0);
        stored(&store, b"world").expect("its bytes are back");
    }

    #[test]
    fn a_payload_with_another_hash_than_expected_is_not_kept() {
        let (root, store) = opened(100);
        let mut upload = store.upload().expect("begun");
        upload.write(b"hello").expect("written");
        let expected_sha256 = "0".repeat(64);
        let refused = upload.finish(Terms { expected_sha256, ..terms() });
        assert!(matches!(refused, Err(StoreError::Unexpected)));
        assert_eq!(files(&root), 0);
    }
}
