//! Reading and writing the small files of a cgroup directory, making and removing the directories.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Writes one value. Never creates a file: what is not there is not supported.
pub(super) fn write(path: &Path, value: &str) -> io::Result<()> {
    use std::io::Write as _;
    let mut file = fs::OpenOptions::new().write(true).open(path)?;
    file.write_all(value.as_bytes())
}

/// The number after `key` in a flat keyed file (`key number` lines); `None` without the file or the key.
pub(super) fn keyed(path: &Path, key: &str) -> Option<u64> {
    let text = fs::read_to_string(path).ok()?;
    text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(' ')?.trim().parse().ok())
}

/// The only number in a file.
pub(super) fn number(path: &Path) -> Option<u64> {
    fs::read_to_string(path).ok()?.trim().parse().ok()
}

/// Makes a directory that may be there already.
pub(super) fn ensure_dir(path: &Path) -> io::Result<()> {
    match fs::create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

/// The directories directly below.
pub(super) fn subdirs(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(path) else { return Vec::new() };
    let dirs = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    dirs.map(|entry| entry.path()).collect()
}

/// Removes a cgroup and those below it (an instance may have made some). True when it is not there any more.
pub(super) fn remove_tree(path: &Path) -> bool {
    match fs::remove_dir(path) {
        Ok(()) => true,
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(_) => {
            let below = subdirs(path);
            !below.is_empty() && below.iter().all(|dir| remove_tree(dir)) && fs::remove_dir(path).is_ok()
        }
    }
}

/// The pids in a cgroup and those below it.
pub(super) fn pids(path: &Path) -> Vec<i32> {
    let text = fs::read_to_string(path.join("cgroup.procs")).unwrap_or_default();
    let mut pids: Vec<i32> = crate::process::numbers(&text).collect();
    pids.extend(subdirs(path).iter().flat_map(|dir| self::pids(dir)));
    pids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyed_file_is_read_by_whole_keys() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("memory.events");
        fs::write(&file, "oom 1\noom_kill 2\noom_kill_disable 3\n").unwrap();
        assert_eq!(keyed(&file, "oom_kill"), Some(2));
        assert_eq!(keyed(&file, "max"), None);
    }

    #[test]
    fn a_file_that_is_not_there_is_not_made() {
        let dir = tempfile::tempdir().unwrap();
        assert!(write(&dir.path().join("cpu.max"), "max").is_err());
        assert!(!dir.path().join("cpu.max").exists());
    }

    #[test]
    fn removing_takes_the_directories_below_first() {
        let dir = tempfile::tempdir().unwrap();
        let top = dir.path().join("a");
        fs::create_dir_all(top.join("b/c")).unwrap();
        assert!(remove_tree(&top) && !top.exists() && remove_tree(&top));
    }
}
