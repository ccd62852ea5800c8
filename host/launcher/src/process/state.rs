//! The state directory: one launcher's at a time, and one small record for each live instance.
//!
//! Records speak only of processes of this boot, so they are renamed into place and not fsynced. They are for a launcher that
//! comes after one whose spawner died too: what is provably ours (boot id, pid and start time) and still lives is ended.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use nix::fcntl::{Flock, FlockArg};
use serde::{Deserialize, Serialize};

use crate::os::tree;

/// The version of [`Record`]; a record with another one is left alone.
const RECORD_VERSION: u32 = 1;

/// A state directory that no other launcher has.
#[derive(Debug)]
pub(crate) struct StateDir {
    path: PathBuf,
    _lock: Flock<File>,
}

/// Why a state directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StateError {
    #[error("state_dir {path}: {source}", path = .path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("state_dir {path} is in use by another launcher ({owner}); give this one its own with --state-dir", path = .path.display())]
    InUse { path: PathBuf, owner: String },
    #[error("state_dir {path} can be written by others (mode {mode:o}); expected 700", path = .path.display())]
    Writable { path: PathBuf, mode: u32 },
}

/// What a later launcher must know of a live instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) version: u32,
    pub(crate) process_id: String,
    pub(crate) pattern: String,
    pub(crate) namespace: Option<String>,
    pub(crate) session_id: Option<String>,
    pub(crate) generation: u64,
    pub(crate) pid: i32,
    pub(crate) start_ticks: u64,
    pub(crate) boot_id: String,
    pub(crate) ports: [u16; 3],
    pub(crate) manifest_sha256: String,
}

impl StateDir {
    /// Opens or makes `path`, for this launcher alone.
    pub(crate) fn open(path: &Path) -> Result<Self, StateError> {
        let failed = |source| StateError::Io { path: path.to_owned(), source };
        make_private(path).map_err(failed)?;
        refuse_shared(path)?;
        let lock_file = path.join("lock");
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&lock_file).map_err(failed)?;
        let lock = Flock::lock(file, FlockArg::LockExclusiveNonblock).map_err(|(mut file, errno)| match errno {
            nix::errno::Errno::EWOULDBLOCK => {
                let mut owner = String::new();
                let _ = file.read_to_string(&mut owner);
                StateError::InUse { path: path.to_owned(), owner: owner.trim().to_owned() }
            }
            errno => failed(errno.into()),
        })?;
        let state = Self { path: path.to_owned(), _lock: lock };
        state.sign().map_err(failed)?;
        // Nothing of an earlier launcher's instances is used again; what still runs in one of these is about to be ended.
        let _ = fs::remove_dir_all(state.path.join("work"));
        for directory in ["instances", "work"] {
            make_private(&state.path.join(directory)).map_err(failed)?;
        }
        Ok(state)
    }

    /// The directory.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What tells this directory's cgroups from another launcher's.
    pub(crate) fn id(&self) -> String {
        let path = self.path.canonicalize().unwrap_or_else(|_| self.path.clone());
        super::file_stem(&path.display().to_string())
    }

    fn sign(&self) -> io::Result<()> {
        self._lock.set_len(0)?;
        writeln!(&*self._lock, "pid {}", std::process::id())
    }

    fn record_file(&self, token: u64) -> PathBuf {
        self.path.join("instances").join(format!("{token:016x}.json"))
    }

    /// Writes an instance down: to a temporary name, then renamed.
    pub(crate) fn write(&self, token: u64, record: &Record) -> io::Result<()> {
        let file = self.record_file(token);
        let temporary = file.with_extension("tmp");
        fs::write(&temporary, serde_json::to_vec(record)?)?;
        fs::rename(temporary, file)
    }

    /// Strikes an instance. One that was never written is no error.
    pub(crate) fn erase(&self, token: u64) {
        let _ = fs::remove_file(self.record_file(token));
    }

    /// Takes what an earlier launcher left: records are removed, and those whose process still lives are returned.
    pub(crate) fn take_leftovers(&self) -> Vec<Record> {
        let Ok(entries) = fs::read_dir(self.path.join("instances")) else { return Vec::new() };
        let boot = tree::boot_id();
        entries
            .flatten()
            .filter_map(|entry| {
                let content = fs::read(entry.path()).unwrap_or_default();
                let _ = fs::remove_file(entry.path());
                serde_json::from_slice::<Record>(&content).ok()
            })
            .filter(|record| record.version == RECORD_VERSION && record.boot_id == boot)
            .filter(|record| tree::start_ticks(record.pid) == Some(record.start_ticks))
            .collect()
    }
}

impl Record {
    /// The current version.
    pub(crate) const VERSION: u32 = RECORD_VERSION;
}

/// A directory for this user alone.
pub(crate) fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Whoever can write here can make us end processes of theirs choosing.
fn refuse_shared(path: &Path) -> Result<(), StateError> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = fs::metadata(path).map_err(|source| StateError::Io { path: path.to_owned(), source })?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o022 == 0 { Ok(()) } else { Err(StateError::Writable { path: path.to_owned(), mode }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(pid: i32) -> Record {
        Record {
            version: RECORD_VERSION,
            process_id: "ns:a:p".into(),
            pattern: "p".into(),
            namespace: Some("a".into()),
            session_id: None,
            generation: 1,
            pid,
            start_ticks: tree::start_ticks(pid).unwrap_or_default(),
            boot_id: tree::boot_id().to_owned(),
            ports: [1, 2, 3],
            manifest_sha256: "00".into(),
        }
    }

    #[test]
    fn a_second_launcher_is_refused_and_told_who_was_first() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("state");
        let first = StateDir::open(&path).expect("free");
        let error = StateDir::open(&path).expect_err("taken").to_string();
        assert!(error.contains(&format!("pid {}", std::process::id())), "{error}");
        drop(first);
        assert!(StateDir::open(&path).is_ok());
    }

    #[test]
    fn only_what_provably_still_lives_is_left_over() {
        let dir = tempfile::tempdir().expect("a directory");
        let state = StateDir::open(&dir.path().join("state")).expect("free");
        let me = i32::try_from(std::process::id()).expect("a pid");
        let mine = record(me);
        state.write(1, &mine).expect("written");
        state.write(2, &Record { start_ticks: 1, ..mine.clone() }).expect("written");
        state.write(3, &Record { boot_id: "another".into(), ..mine.clone() }).expect("written");
        state.write(4, &Record { version: 99, ..mine.clone() }).expect("written");
        fs::write(state.record_file(5), "{torn").expect("written");
        assert_eq!(state.take_leftovers(), [mine]);
        assert_eq!(state.take_leftovers(), []);
    }

    #[test]
    fn a_directory_that_others_may_write_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().expect("a directory");
        fs::set_permissions(dir.path(), PermissionsExt::from_mode(0o777)).expect("set");
        assert!(StateDir::open(dir.path()).expect_err("shared").to_string().contains("mode 777"));
    }
}
