//! How much of an output file is kept, and how the rest is given back to the file system.
//!
//! The file is not turned over to another name: whoever writes to it holds it open, and would go on writing to the old one. Its beginning
//! is punched out instead (fallocate(2)): the blocks are free, every later byte stays where it is, and nothing that is written meanwhile
//! is lost. So a place in the file means the same for ever, for readers and for what is noted of it. The price: the file looks as
//! long as everything that was ever written, and `cat` shows zeroes for what is gone.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::AsFd as _;
use std::path::Path;

use rustix::fs::{FallocateFlags, SeekFrom, fallocate, seek};

/// Bytes above which the older half of an output file is dropped. 16 MiB: a day of a talkative server; a thousand of them fit a disk.
pub(crate) const FILE_BYTES_MAX: u64 = 16 << 20;
/// Blocks that are dropped as a whole; a multiple of every common file system's block size.
const BLOCK_BYTES: u64 = 64 << 10;
/// A length that no file system's limit is below (ext4: 16 TiB with blocks of 4 KiB). A file that long is emptied: 1 TiB, after ten
/// hours of 30 MB a second.
const LENGTH_MAX: u64 = 1 << 40;

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trimmed {
    /// Nothing of it was dropped.
    Kept,
    /// It begins here now.
    BeginsAt(u64),
    /// All of it was dropped; it begins anew.
    Emptied,
}

/// Drops the older part of the file at `path` where it has grown beyond the bound. `begins_at`: where it was known to begin.
pub(crate) fn trim(path: &Path, length: u64, begins_at: u64) -> io::Result<Trimmed> {
    if length.saturating_sub(begins_at) <= FILE_BYTES_MAX {
        return Ok(Trimmed::Kept);
    }
    let file = OpenOptions::new().read(true).write(true).open(path)?;
    let begins_at = first_data(&file, begins_at)?.unwrap_or(length);
    if length <= LENGTH_MAX && length.saturating_sub(begins_at) <= FILE_BYTES_MAX {
        return Ok(Trimmed::BeginsAt(begins_at));
    }
    if length > LENGTH_MAX {
        return file.set_len(0).map(|()| Trimmed::Emptied);
    }
    let keep_from = (length - FILE_BYTES_MAX / 2) / BLOCK_BYTES * BLOCK_BYTES;
    let punch = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
    match fallocate(file.as_fd(), punch, begins_at, keep_from - begins_at) {
        Ok(()) => Ok(Trimmed::BeginsAt(keep_from)),
        // Not every file system can do that; none has to keep more than the bound.
        Err(_) => file.set_len(0).map(|()| Trimmed::Emptied),
    }
}

/// The first byte at or after `from` that was not punched out; none where there is none to the end.
pub(crate) fn first_data(file: &File, from: u64) -> io::Result<Option<u64>> {
    match seek(file, SeekFrom::Data(from)) {
        Ok(offset) => Ok(Some(offset)),
        Err(rustix::io::Errno::NXIO) => Ok(None),
        // A file system that cannot tell has no holes.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::OPNOTSUPP) => Ok(Some(from)),
        Err(errno) => Err(errno.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;
    use std::os::unix::fs::MetadataExt as _;

    fn grown(bytes: u64) -> (tempfile::TempDir, std::path::PathBuf, File) {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("out.log");
        let mut file = OpenOptions::new().append(true).create(true).open(&path).expect("made");
        let chunk = vec![b'x'; 1 << 20];
        (0..bytes >> 20).for_each(|_| file.write_all(&chunk).expect("written"));
        (dir, path, file)
    }

    #[test]
    fn what_is_within_the_bound_is_kept() {
        let (_dir, path, _file) = grown(16 << 20);
        assert_eq!(trim(&path, 16 << 20, 0).expect("looked at"), Trimmed::Kept);
    }

    #[test]
    fn a_large_file_loses_its_beginning_and_nothing_moves() {
        let (_dir, path, mut file) = grown(17 << 20);
        let begins = trim(&path, 17 << 20, 0).expect("trimmed");
        assert_eq!(begins, Trimmed::BeginsAt(9 << 20));
        writeln!(file, "the end").expect("written");
        let content = std::fs::read(&path).expect("read");
        assert_eq!(content.len() as u64, (17 << 20) + 8);
        assert_eq!((content[(9 << 20) - 1], content[9 << 20]), (0, b'x'));
        assert!(content.ends_with(b"the end\n"));
        let on_disk = std::fs::metadata(&path).expect("there").blocks() * 512;
        assert!(on_disk <= FILE_BYTES_MAX, "{on_disk} bytes are on disk");
        assert_eq!(first_data(&file, 0).expect("looked at"), Some(9 << 20));
    }

    #[test]
    fn a_later_launcher_finds_out_where_the_file_begins() {
        let (_dir, path, _file) = grown(17 << 20);
        trim(&path, 17 << 20, 0).expect("trimmed");
        assert_eq!(trim(&path, 17 << 20, 0).expect("looked at"), Trimmed::BeginsAt(9 << 20), "nothing more is dropped");
    }

    #[test]
    fn a_file_that_its_writer_made_endless_is_emptied() {
        let (_dir, path, mut file) = grown(1 << 20);
        file.set_len(LENGTH_MAX * 2).expect("set");
        assert_eq!(trim(&path, LENGTH_MAX * 2, 0).expect("trimmed"), Trimmed::Emptied);
        writeln!(file, "again").expect("written");
        assert_eq!(std::fs::read(&path).expect("read"), b"again\n", "who writes goes on at the beginning");
    }
}
