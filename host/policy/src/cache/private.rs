//! A directory that nobody else can read or write, and files in it of which the same holds. Not a tree: what is in it has no directories.
//!
//! Everything goes by descriptors: what was looked at is what is used, also where somebody exchanges a name meanwhile.

use std::fs::{DirBuilder, File};
use std::io::{self, Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, Stat, Timespec, Timestamps, UTIME_NOW, UTIME_OMIT};
use rustix::fs::{fstat, futimens, linkat, open, openat, renameat, statat, unlinkat};
use rustix::io::Errno;

/// Read and written by its owner alone.
const OWN: Mode = Mode::RUSR.union(Mode::WUSR);

/// Such a directory.
#[derive(Debug)]
pub(super) struct PrivateDir {
    path: PathBuf,
    descriptor: OwnedFd,
}

impl PrivateDir {
    /// Opens it; what is missing of the path is made. Only the last part must be our own: the caller chose where it is.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::RDONLY;
        let descriptor = open(path, flags, Mode::empty()).map_err(|error| match error {
            Errno::NOTDIR | Errno::LOOP => refused("is a symbolic link, or no directory"),
            other => other.into(),
        })?;
        check_own(&fstat(&descriptor)?, FileType::Directory)?;
        Ok(Self { path: path.to_owned(), descriptor })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What is in a file, if that is our own and not larger than so many bytes.
    pub(super) fn read(&self, name: &str, bytes_max: u64) -> io::Result<Vec<u8>> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let file = openat(&self.descriptor, name, flags, Mode::empty()).map_err(|error| match error {
            Errno::LOOP => refused("is a symbolic link"),
            other => other.into(),
        })?;
        let stat = fstat(&file)?;
        check_own(&stat, FileType::RegularFile)?;
        let size = u64::try_from(stat.st_size).unwrap_or(u64::MAX);
        if size > bytes_max {
            return Err(refused(&format!("is {size} bytes; at most {bytes_max} are read")));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
        File::from(file).take(bytes_max).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Writes a file, in the place of one that is there: under another name first, so that whoever finds it finds all of it. It is not
    /// synced: what a power failure tears is found torn.
    pub(super) fn write(&self, name: &str, content: &[u8]) -> io::Result<()> {
        let temporary = self.temporary(content)?;
        let renamed = renameat(&self.descriptor, &temporary, &self.descriptor, name);
        renamed.map_err(io::Error::from).inspect_err(|_| self.forget(&temporary))
    }

    /// Writes a file, unless there is one of that name. Whether it did.
    pub(super) fn write_new(&self, name: &str, content: &[u8]) -> io::Result<bool> {
        let temporary = self.temporary(content)?;
        let linked = linkat(&self.descriptor, &temporary, &self.descriptor, name, AtFlags::empty());
        self.forget(&temporary);
        match linked {
            Err(Errno::EXIST) => Ok(false),
            other => Ok(other.map(|()| true)?),
        }
    }

    /// A new file under a name of its own.
    fn temporary(&self, content: &[u8]) -> io::Result<String> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let name = format!("{}-{}.new", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        // One that is there was left by a process of this number that crashed.
        self.forget(&name);
        let file = openat(&self.descriptor, &name, flags, OWN)?;
        File::from(file).write_all(content).inspect_err(|_| self.forget(&name))?;
        Ok(name)
    }

    fn forget(&self, name: &str) {
        // It is a name that nobody looks for: left behind, it only takes room.
        let _ = unlinkat(&self.descriptor, name, AtFlags::empty());
    }

    /// Makes a file the one that was used last.
    pub(super) fn touch(&self, name: &str) -> io::Result<()> {
        let file = openat(&self.descriptor, name, OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty())?;
        let now = |nsec| Timespec { tv_sec: 0, tv_nsec: nsec };
        let times = Timestamps { last_access: now(UTIME_OMIT), last_modification: now(UTIME_NOW) };
        Ok(futimens(&file, &times)?)
    }

    /// Removes the files with this suffix that were not used for longest, until the others are not larger than so many bytes together.
    pub(super) fn forget_oldest(&self, suffix: &str, bytes_max: u64) -> io::Result<()> {
        let mut files = Vec::new();
        for entry in Dir::read_from(&self.descriptor)? {
            let name = entry?.file_name().to_owned();
            if name.to_bytes().ends_with(suffix.as_bytes()) {
                let stat = statat(&self.descriptor, &name, AtFlags::SYMLINK_NOFOLLOW)?;
                files.push(((stat.st_mtime, stat.st_mtime_nsec), u64::try_from(stat.st_size).unwrap_or(0), name));
            }
        }
        files.sort();
        let mut held: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
        for (_, bytes, name) in files {
            if held <= bytes_max {
                break;
            }
            unlinkat(&self.descriptor, &name, AtFlags::empty())?;
            held -= bytes;
        }
        Ok(())
    }
}

/// Whether it is of the wanted type, ours, and closed to everyone else.
fn check_own(stat: &Stat, wanted: FileType) -> io::Result<()> {
    let user = rustix::process::geteuid().as_raw();
    let others = stat.st_mode & 0o077;
    match FileType::from_raw_mode(stat.st_mode) {
        found if found != wanted => Err(refused("is not of the type that was expected")),
        _ if stat.st_uid != user => Err(refused(&format!("belongs to user {}; expected {user}", stat.st_uid))),
        _ if others != 0 => {
            Err(refused(&format!("has mode {:o}; expected no permissions for others", stat.st_mode & 0o777)))
        }
        _ => Ok(()),
    }
}

fn refused(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, why.to_owned())
}
