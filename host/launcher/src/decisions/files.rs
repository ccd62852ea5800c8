//! The log's files: `decisions.jsonl` is written, older ones are numbered and go when there are too many.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use prism_core::policy::DecisionId;
use prism_policy::Record;

use super::DecisionLogConfig;
use crate::process::make_private;

/// The file that is written.
const CURRENT: &str = "decisions.jsonl";

/// The files of one log.
pub(super) struct Files {
    dir: PathBuf,
    current: File,
    bytes: u64,
    bytes_max: u64,
    files_max: u32,
}

impl Files {
    pub(super) fn open(config: &DecisionLogConfig) -> io::Result<Self> {
        make_private(&config.dir)?;
        let current = open(&config.dir)?;
        let bytes = current.metadata()?.len();
        let mut files =
            Self { dir: config.dir.clone(), current, bytes, bytes_max: config.file_bytes, files_max: config.files };
        // A line that was torn when the machine stopped must not take the next one with it.
        if !ends_whole(&config.dir.join(CURRENT))? {
            files.append(b"\n")?;
        }
        Ok(files)
    }

    /// Writes whole lines, and turns the file over where it has become too large.
    pub(super) fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        if let Err(error) = self.current.write_all(lines) {
            // A part of it may have been written: the next line must not be joined to it.
            let _ = self.current.set_len(self.bytes);
            return Err(error);
        }
        self.bytes += lines.len() as u64;
        if self.bytes >= self.bytes_max { self.turn_over() } else { Ok(()) }
    }

    fn turn_over(&mut self) -> io::Result<()> {
        let older = older(&self.dir)?;
        let next = older.last().map_or(1, |(number, _)| number + 1);
        fs::rename(self.dir.join(CURRENT), self.dir.join(format!("decisions-{next:08}.jsonl")))?;
        self.current = open(&self.dir)?;
        self.bytes = 0;
        let kept = (self.files_max.max(1) - 1) as usize;
        let older = self::older(&self.dir)?;
        older.iter().take(older.len().saturating_sub(kept)).try_for_each(|(_, path)| fs::remove_file(path))
    }
}

fn open(dir: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).create(true).mode(0o600).open(dir.join(CURRENT))
}

fn ends_whole(path: &Path) -> io::Result<bool> {
    use std::io::{Read, Seek, SeekFrom};
    let mut file = File::open(path)?;
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// The files that were turned over, oldest first.
fn older(dir: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let number = |name: &str| name.strip_prefix("decisions-")?.strip_suffix(".jsonl")?.parse::<u64>().ok();
    let mut found: Vec<_> = fs::read_dir(dir)?
        .flatten()
        .filter_map(|entry| Some((number(entry.file_name().to_str()?)?, entry.path())))
        .collect();
    found.sort_unstable();
    Ok(found)
}

/// Looks a decision up in the files of `dir`, newest first. Reads up to all of them: not for a thread that answers others.
pub(crate) fn find(dir: &Path, id: DecisionId) -> io::Result<Option<Record>> {
    let wanted = format!("\"id\":\"{id}\"");
    let mut paths: Vec<PathBuf> = match older(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        older => older?.into_iter().map(|(_, path)| path).collect(),
    };
    paths.push(dir.join(CURRENT));
    for path in paths.iter().rev() {
        // One that was turned over or removed meanwhile is looked at under its other name, or is gone.
        let Ok(file) = File::open(path) else { continue };
        for line in BufReader::new(file).split(b'\n') {
            if let Some(record) = parsed(&line?, &wanted).filter(|record| record.decision() == Some(id)) {
                return Ok(Some(record));
            }
        }
    }
    Ok(None)
}

/// The record in a line, if it may be the one. Cheap first: what is in a request cannot look like an id, as its quotes are escaped.
fn parsed(line: &[u8], wanted: &str) -> Option<Record> {
    let may_be = line.windows(wanted.len()).any(|window| window == wanted.as_bytes());
    may_be.then(|| serde_json::from_slice(line).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(dir: &Path, file_bytes: u64) -> DecisionLogConfig {
        DecisionLogConfig {
            enabled: true,
            dir: dir.to_owned(),
            file_bytes,
            files: 3,
            redact: prism_policy::SecretKeys::new(&[]),
        }
    }

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(dir)
            .expect("readable")
            .flatten()
            .map(|e| e.file_name().into_string().expect("utf-8"))
            .collect();
        names.sort();
        names
    }

    #[test]
    fn files_are_turned_over_and_only_so_many_are_kept() {
        let dir = tempfile::tempdir().expect("a directory");
        let mut files = Files::open(&config(dir.path(), 10)).expect("opened");
        for line in 0..10 {
            files.append(format!("line {line} of twenty\n").as_bytes()).expect("written");
        }
        assert_eq!(names(dir.path()), ["decisions-00000009.jsonl", "decisions-00000010.jsonl", "decisions.jsonl"]);
        let last = fs::read_to_string(dir.path().join("decisions-00000010.jsonl")).expect("readable");
        assert_eq!(last, "line 9 of twenty\n");
    }

    #[test]
    fn one_file_is_one_file() {
        let dir = tempfile::tempdir().expect("a directory");
        let mut files = Files::open(&DecisionLogConfig { files: 1, ..config(dir.path(), 10) }).expect("opened");
        files.append(b"a line of twenty\n").expect("written");
        assert_eq!(names(dir.path()), ["decisions.jsonl"]);
    }

    #[test]
    fn a_line_that_is_no_text_hides_no_other() {
        let dir = tempfile::tempdir().expect("a directory");
        fs::write(dir.path().join(CURRENT), b"\xff\xfe\n").expect("written");
        assert_eq!(find(dir.path(), DecisionId(1)).expect("searched"), None);
        assert_eq!(find(&dir.path().join("gone"), DecisionId(1)).expect("searched"), None);
    }

    #[test]
    fn a_torn_line_does_not_take_the_next_one_with_it() {
        let dir = tempfile::tempdir().expect("a directory");
        fs::write(dir.path().join(CURRENT), "{torn").expect("written");
        Files::open(&config(dir.path(), 1000)).expect("opened").append(b"whole\n").expect("written");
        assert_eq!(fs::read_to_string(dir.path().join(CURRENT)).expect("readable"), "{torn\nwhole\n");
        assert_eq!(find(dir.path(), DecisionId(1)).expect("searched"), None);
    }
}
