//! Which program an upgrade may start. Whoever may ask for an upgrade must not thereby run what they like as the launcher's user.
//!
//! The invariant: nobody but root and the launcher's own user could have put the program where it is.

use std::fs::Metadata;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// Why it may not be started.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unsafe {
    #[error("{0} is not an absolute path")]
    Relative(PathBuf),
    #[error("{0}: {1}")]
    Unreadable(PathBuf, String),
    #[error("{0} is not an executable file")]
    NoProgram(PathBuf),
    #[error("{path} belongs to user {owner}; expected root or the launcher's own user")]
    Foreign { path: PathBuf, owner: u32 },
    #[error("{path} can be written by others (mode {mode:o}); expected that only its owner can")]
    Writable { path: PathBuf, mode: u32 },
}

/// The real path of a program that may be started.
pub(crate) fn trusted(path: &Path) -> Result<PathBuf, Unsafe> {
    if !path.is_absolute() {
        return Err(Unsafe::Relative(path.to_owned()));
    }
    let unreadable = |error: std::io::Error| Unsafe::Unreadable(path.to_owned(), error.to_string());
    let real = path.canonicalize().map_err(unreadable)?;
    let metadata = real.metadata().map_err(unreadable)?;
    if !metadata.is_file() || metadata.permissions().mode() & 0o111 == 0 {
        return Err(Unsafe::NoProgram(real));
    }
    for part in real.ancestors() {
        let metadata = part.metadata().map_err(unreadable)?;
        check(part, &metadata, rustix::process::geteuid().as_raw())?;
    }
    Ok(real)
}

fn check(path: &Path, metadata: &Metadata, own: u32) -> Result<(), Unsafe> {
    let owner = metadata.uid();
    if owner != 0 && owner != own {
        return Err(Unsafe::Foreign { path: path.to_owned(), owner });
    }
    let mode = metadata.permissions().mode() & 0o7777;
    // In a sticky directory others can make files, and replace none.
    let is_sticky_directory = metadata.is_dir() && mode & 0o1000 != 0;
    if mode & 0o022 != 0 && !is_sticky_directory {
        return Err(Unsafe::Writable { path: path.to_owned(), mode });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, Permissions};

    fn program() -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("program");
        fs::write(&path, "#!/bin/sh\n").expect("written");
        fs::set_permissions(&path, Permissions::from_mode(0o755)).expect("set");
        (dir, path)
    }

    #[test]
    fn a_program_of_our_own_is_trusted_and_found_behind_links() {
        let (dir, path) = program();
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(&path, &link).expect("linked");
        assert_eq!(trusted(&link), Ok(path.canonicalize().expect("there")));
    }

    #[test]
    fn one_that_others_may_change_or_replace_is_not() {
        let (dir, path) = program();
        for writable in [path.clone(), dir.path().to_owned()] {
            let before = writable.metadata().expect("there").permissions();
            fs::set_permissions(&writable, Permissions::from_mode(0o777)).expect("set");
            assert!(matches!(trusted(&path), Err(Unsafe::Writable { mode: 0o777, .. })), "{writable:?}");
            fs::set_permissions(&writable, before).expect("set");
        }
        assert!(trusted(&path).is_ok());
    }

    #[test]
    fn one_of_another_user_is_not() {
        let (_dir, path) = program();
        let metadata = path.metadata().expect("there");
        let other = metadata.uid().wrapping_add(1);
        if metadata.uid() == 0 {
            assert_eq!(check(&path, &metadata, other), Ok(()), "root's is everyone's");
        } else {
            assert!(matches!(check(&path, &metadata, other), Err(Unsafe::Foreign { .. })));
        }
    }

    #[test]
    fn what_is_no_program_is_told() {
        let (dir, path) = program();
        assert!(matches!(trusted(Path::new("program")), Err(Unsafe::Relative(_))));
        assert!(matches!(trusted(&dir.path().join("none")), Err(Unsafe::Unreadable(..))));
        assert!(matches!(trusted(dir.path()), Err(Unsafe::NoProgram(_))));
        fs::set_permissions(&path, Permissions::from_mode(0o644)).expect("set");
        assert!(matches!(trusted(&path), Err(Unsafe::NoProgram(_))));
    }
}
