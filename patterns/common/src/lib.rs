//! What the reference patterns share: the environment a launcher gives, the servers a pattern runs, readiness, shutdown,
//! and the embedded broker slot.
//!
//! A pattern's `main` is one line: [`run`] with a function that builds its services. Not an SDK: a pattern in any
//! language needs only the environment variables, and this crate shows what to do with them. Runs by hand too, with
//! nothing set.

pub mod broker;
mod environment;
#[cfg(feature = "harness")]
pub mod harness;
mod http;
mod info;
mod notify;
mod run;
mod shutdown;

pub use environment::{Environment, EnvironmentError, Namespace};
pub use run::{Instance, Services, run};
pub use shutdown::Shutdown;

use std::path::{Path, PathBuf};

/// A directory of the current user below the temporary directory, the same for all processes of that user; created.
///
/// What is kept there survives every process and no reboot: enough for reference patterns that must work with nothing
/// configured, whose instances share no other writable place (each one's HOME is its own).
///
/// # Errors
///
/// As [`create_private_dir`].
pub fn shared_dir(name: &str) -> std::io::Result<PathBuf> {
    let ours = std::env::temp_dir().join(format!("prism-{}", nix::unistd::getuid()));
    // Each level by itself: who owns the upper one may replace the lower one.
    create_private_dir(&ours)?;
    create_private_dir(&ours.join(name))?;
    Ok(ours.join(name))
}

/// Creates a directory with its parents, for its owner only, and refuses one that another user could have planted.
///
/// # Errors
///
/// Where it cannot be created, is a symbolic link or no directory, belongs to another user, or others may write to it.
pub fn create_private_dir(dir: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    let found = std::fs::symlink_metadata(dir)?;
    let ours = found.is_dir() && found.uid() == nix::unistd::getuid().as_raw() && found.mode() & 0o022 == 0;
    if ours {
        Ok(())
    } else {
        let what = format!("{} is not a directory that only we may write to", dir.display());
        Err(std::io::Error::new(std::io::ErrorKind::PermissionDenied, what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_private_directory_is_created_with_its_parents() {
        let dir = tempfile::tempdir().expect("temporary directory");
        create_private_dir(&dir.path().join("a/b")).expect("created");
        create_private_dir(&dir.path().join("a/b")).expect("again");
    }

    #[test]
    fn a_planted_link_is_refused() {
        let dir = tempfile::tempdir().expect("temporary directory");
        std::os::unix::fs::symlink("/", dir.path().join("planted")).expect("link");
        assert!(create_private_dir(&dir.path().join("planted")).is_err());
    }

    #[test]
    fn a_directory_others_may_write_to_is_refused() {
        let dir = tempfile::tempdir().expect("temporary directory");
        std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o777)).expect("chmod");
        assert!(create_private_dir(dir.path()).is_err());
    }
}
