//! An instance's stdout and stderr: a file that outlives the launcher, and its last lines for whoever asks why it ended. How much of it is
//! kept, and who reads it, is the business of `crate::output`.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::fd::OwnedFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::output::{first_data, marks_beside};

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
    idle.iter().take(surplus).try_for_each(|(_, path)| {
        // Not every one has marks.
        let _ = fs::remove_file(marks_beside(path));
        fs::remove_file(path)
    })
}

/// The last lines of the file at `path` after `since`, without what could pass for something else on a screen.
pub(crate) fn tail(path: &Path, since: u64) -> String {
    read_end(path, since).map(|bytes| clean(&bytes)).unwrap_or_default()
}

fn read_end(path: &Path, since: u64) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    // One that is shorter than it was then has been emptied since.
    let since = if since > length { 0 } else { since };
    let begin = since.max(length.saturating_sub(TAIL_BYTES_MAX));
    let begin = first_data(&file, begin)?.unwrap_or(length);
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
    fn the_tail_of_an_output_that_was_trimmed_or_emptied_is_still_its_end() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("out.log");
        let mut output = File::from(open(&path).expect("opened"));
        let chunk = vec![b'x'; 1 << 20];
        (0..15).for_each(|_| output.write_all(&chunk).expect("written"));
        let since = fs::metadata(&path).expect("there").len();
        (0..2).for_each(|_| output.write_all(&chunk).expect("written"));
        writeln!(output, "\nthe end").expect("written");
        crate::output::trim(&path, fs::metadata(&path).expect("there").len(), 0).expect("trimmed");
        assert!(tail(&path, since).ends_with("the end"));
        output.set_len(0).expect("emptied");
        writeln!(output, "again").expect("written");
        assert_eq!(tail(&path, since), "again");
    }

    #[test]
    fn marks_go_with_their_output() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = |n: usize| dir.path().join(format!("{n}.log"));
        for n in 0..=FILES_MAX {
            let file = File::create(path(n)).expect("made");
            let age = std::time::Duration::from_secs(100_000 - n as u64);
            file.set_modified(std::time::SystemTime::now() - age).expect("set");
        }
        fs::write(marks_beside(&path(0)), "").expect("written");
        prune(dir.path(), &HashSet::new()).expect("pruned");
        assert!(!path(0).exists() && !marks_beside(&path(0)).exists());
    }
}
