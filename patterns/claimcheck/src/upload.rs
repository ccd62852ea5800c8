//! A payload on its way in: written beside the claims, hashed as it comes, put in place at the end or removed.

use crate::claim_id::ClaimId;
use crate::hash::Hash;
use crate::store::{ClaimStore, StoreError, io_at};
use prism_proto::pattern::Claim;
use prost::Message as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::PathBuf;

/// One payload. Above it a file transfer is the better tool.
const PAYLOAD_BYTES_MAX: u64 = 256 << 20;

/// What the sender says of the payload.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms {
    pub(crate) expires_at_unix_ms: i64,
    pub(crate) content_type: String,
    /// Empty: anything is expected.
    pub(crate) expected_sha256: String,
}

/// Dropped before it is finished, it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct Upload {
    store: ClaimStore,
    id: ClaimId,
    part: PathBuf,
    file: File,
    hash: Hash,
    size_bytes: u64,
    end: End,
}

#[derive(Debug, PartialEq)]
enum End {
    Open,
    Finished,
}

impl Upload {
    /// Opens the file.
    pub(crate) fn begin(store: ClaimStore, id: ClaimId) -> Result<Self, StoreError> {
        let part = store.path(&id, "part");
        let file = File::create_new(&part).map_err(io_at(&part))?;
        Ok(Self { store, id, part, file, hash: Hash::default(), size_bytes: 0, end: End::Open })
    }

    /// Takes the next piece in.
    pub(crate) fn write(&mut self, piece: &[u8]) -> Result<(), StoreError> {
        let bytes = piece.len() as u64;
        if self.size_bytes + bytes > PAYLOAD_BYTES_MAX {
            return Err(StoreError::TooLarge(PAYLOAD_BYTES_MAX));
        }
        self.store.budget().take(bytes)?;
        self.size_bytes += bytes;
        self.hash.update(piece);
        self.file.write_all(piece).map_err(io_at(&self.part))
    }

    /// Makes a claim of it.
    pub(crate) fn finish(mut self, terms: Terms) -> Result<Claim, StoreError> {
        let sha256 = std::mem::take(&mut self.hash).finish();
        if !terms.expected_sha256.is_empty() && terms.expected_sha256 != sha256 {
            return Err(StoreError::Unexpected);
        }
        let claim = Claim {
            claim_id: self.id.to_string(),
            sha256,
            size_bytes: self.size_bytes,
            expires_at_unix_ms: terms.expires_at_unix_ms,
            content_type: terms.content_type,
        };
        self.put_in_place(&claim)?;
        self.end = End::Finished;
        Ok(claim)
    }

    fn put_in_place(&self, claim: &Claim) -> Result<(), StoreError> {
        let payload = self.store.path(&self.id, "payload");
        let (unnamed, named) = (self.store.path(&self.id, "new"), self.store.path(&self.id, "claim"));
        fs::rename(&self.part, &payload).map_err(io_at(&payload))?;
        fs::write(&unnamed, claim.encode_to_vec()).map_err(io_at(&unnamed))?;
        fs::rename(&unnamed, &named).map_err(io_at(&named))
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if self.end == End::Open {
            for kind in ["part", "payload", "new"] {
                self.store.remove(&self.store.path(&self.id, kind));
            }
            self.store.budget().give_back(self.size_bytes);
        }
    }
}
