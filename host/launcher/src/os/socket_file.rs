//! The file of a unix socket that we listen at: found again when we are done with it, and removed if it is still the one.
//!
//! The kernel removes no such file. Whoever finds one where nobody listens cannot tell a launcher that stopped from one that hangs; and one
//! that another launcher has bound in its place meanwhile is not ours to remove.

use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Mode, OFlags};

/// See the module.
#[derive(Debug)]
pub(crate) struct SocketFile {
    path: PathBuf,
    /// Of the file itself and not of the socket, which says nothing of the file.
    handle: OwnedFd,
}

impl SocketFile {
    /// The one that was just bound at `path`.
    pub(crate) fn at(path: &Path) -> io::Result<Self> {
        let handle = rustix::fs::open(path, OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty())?;
        Ok(Self { path: path.to_owned(), handle })
    }

    /// The one of a launcher before, by its handle.
    pub(crate) fn taken_over(path: &Path, handle: OwnedFd) -> Self {
        Self { path: path.to_owned(), handle }
    }

    /// Another handle, for a next launcher.
    pub(crate) fn handle(&self) -> io::Result<OwnedFd> {
        self.handle.try_clone()
    }

    /// Removes it, if it is still there. False where it is another one.
    pub(crate) fn remove(&self) -> io::Result<bool> {
        let ours = rustix::fs::fstat(&self.handle)?;
        match rustix::fs::statat(CWD, &self.path, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(there) if (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino) => {
                std::fs::remove_file(&self.path).map(|()| true)
            }
            Ok(_) | Err(rustix::io::Errno::NOENT) => Ok(false),
            Err(errno) => Err(errno.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::UnixListener;

    #[test]
    fn only_the_one_that_was_bound_is_removed() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("api.sock");
        let _first = UnixListener::bind(&path).expect("bound");
        let file = SocketFile::at(&path).expect("it is there");
        let next = SocketFile::taken_over(&path, file.handle().expect("a handle"));
        std::fs::remove_file(&path).expect("removed");
        assert!(!file.remove().expect("nothing is there"));
        let _second = UnixListener::bind(&path).expect("bound");
        assert!(!file.remove().expect("another one is there") && path.exists());
        let second = SocketFile::at(&path).expect("it is there");
        assert!(second.remove().expect("removed") && !path.exists());
        assert!(!next.remove().expect("nothing is there"));
    }
}
