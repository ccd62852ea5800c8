//! An instance's stdout and stderr: a file that outlives the launcher, bounded, and its last lines for whoever asks why it ended.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::{FallocateFlags, fallocate};

/// Size above which the older half of an output file is dropped. 16 MiB: a day of a talkative server; a thousand of them fit a disk.
const FILE_BYTES_MAX: u64 = 16 << 20;
/// Blocks that are dropped as a whole; a multiple of every common file system's block size.
const BLOCK_BYTES: u64 = 64 << 10;
/// Bytes of the end that are looked at for [`tail`].
const TAIL_BYTES_MAX: u64 = 4 << 10;
/// Lines of [`tail`].
const TAIL_LINES_MAX: usize = 12;

/// Output files kept. 2,000: the processes that there are, and as many that were, to look at why they ended.
const FILES_MAX: usize = 2000;

/// Opens the output file for an instance. Appending, so that dropping its beginning while it is written to loses nothing of its end.
pub(crate) fn open(path: &Path) -> io::Result<OwnedFd> {
    let file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
    Ok(file.into())
}

/// Drops the older half of the file at `path` where it has grown beyond the bound.
pub(crate) fn trim(path: &Path) -> io::Result<()> {
    let length = fs::metadata(path)?.len();
    if length <= FILE_BYTES_MAX {
        return Ok(());
    }
    let file = OpenOptions::new().write(true).open(path)?;
    let dropped = length / 2 / BLOCK_BYTES * BLOCK_BYTES;
    match fallocate(file.as_fd(), FallocateFlags::COLLAPSE_RANGE, 0, dropped) {
        Ok(()) => Ok(()),
        // Not every file system can drop a beginning (fallocate(2)); none has to keep more than the bound.
        Err(_) => file.set_len(0),
    }
}

/// Removes the oldest files of `directory` beyond the bound, but none that is `in_use`.
pub(crate) fn prune(directory: &Path, in_use: &HashSet<PathBuf>) -> io::Result<()> {
    let entries = fs::read_dir(directory)?.flatten();
    let mut idle: Vec<_> = entries
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "log"))
        .filter(|entry| !in_use.contains(&entry.path()))
        .filter_map(|entry| Some((entry.metadata().and_then(|metadata| metadata.modified()).ok()?, entry.path())))
        .collect();
    idle.sort_unstable();
    let surplus = (idle.len() + in_use.len()).saturating_sub(FILES_MAX);
    idle.iter().take(surplus).try_for_each(|(_, path)| fs::remove_file(path))
}

/// The last lines of the file at `path` after `since`, without what could pass for something else on a screen.
pub(crate) fn tail(path: &Path, since: u64) -> String {
    read_end(path, since).map(|bytes| clean(&bytes)).unwrap_or_default()
}

fn read_end(path: &Path, since: u64) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let begin = since.min(length).max(length.saturating_sub(TAIL_BYTES_MAX));
    file.seek(SeekFrom::Start(begin))?;
    let mut bytes = Vec::new();
    file.take(TAIL_BYTES_MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn clean(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<_> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let last = &lines[lines.len().saturating_sub(TAIL_LINES_MAX)..];
    last.iter().map(|line| line.chars().map(printable).collect::<String>()).collect::<Vec<_>>().join("\n")
}

fn printable(c: char) -> char {
    if c == '\t' {
        ' '
    } else if c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c) {
        '\u{fffd}'
    } else {
        c
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn the_tail_is_the_last_lines_of_this_instance() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("out.log");
        fs::write(&path, "earlier\n").expect("written");
        let since = fs::metadata(&path).expect("there").len();
        let mut output = File::from(open(&path).expect("opened"));
        for n in 0..100 {
            writeln!(output, "line {n}").expect("written");
        }
        let tail = tail(&path, since);
        assert!(tail.ends_with("line 99") && !tail.contains("earlier"), "{tail}");
        assert_eq!(tail.lines().count(), TAIL_LINES_MAX);
    }

    #[test]
    fn the_oldest_files_beyond_the_bound_go_but_none_in_use() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = |n: usize| dir.path().join(format!("{n}.log"));
        for n in 0..=FILES_MAX {
            let file = File::create(path(n)).expect("made");
            let age = std::time::Duration::from_secs(100_000 - n as u64);
            file.set_modified(std::time::SystemTime::now() - age).expect("set");
        }
        prune(dir.path(), &HashSet::from([path(0)])).expect("pruned");
        assert!(path(0).exists() && !path(1).exists() && path(2).exists());
    }

    #[test]
    fn control_characters_do_not_reach_a_screen() {
        assert_eq!(clean(b"a\x1b[31mred\r\n\n\xff\tb\n"), "a\u{fffd}[31mred\n\u{fffd} b");
    }

    #[test]
    fn a_large_file_loses_its_beginning_while_it_is_written_to() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("out.log");
        let mut output = File::from(open(&path).expect("opened"));
        let chunk = vec![b'x'; 1 << 20];
        for _ in 0..17 {
            output.write_all(&chunk).expect("written");
        }
        trim(&path).expect("trimmed");
        writeln!(output, "the end").expect("written");
        assert!(fs::metadata(&path).expect("there").len() < FILE_BYTES_MAX);
        assert!(tail(&path, 0).ends_with("the end"));
    }
}
