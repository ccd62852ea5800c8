//! What is known of an output file beside what is in it: where each generation began, and how long it was at some times.
//!
//! A file of its own, beside the output, which only the launcher writes: nothing of it is ever taken from what an instance wrote. One
//! line for each thing known, appended; what cannot be read is left out, and costs no more than a mark.
//!
//! The invariant: marks are in the order of the file. Where the output was emptied, what was known of its old content is forgotten.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use prism_core::time::UnixMillis;

/// Lines beyond which the file is written anew, with fewer. 512: some 15 KiB, read once for each reader.
pub(super) const LINES_MAX: usize = 512;
/// Marks of each kind that are kept then. Half of the lines, so that it is not done again at once.
const KEPT_MAX: usize = LINES_MAX / 4;

/// A generation began here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Began {
    /// Which start.
    pub(crate) generation: u64,
    /// When it was spawned.
    pub(crate) at: UnixMillis,
    /// Where in the file its output begins.
    pub(crate) offset: u64,
}

/// One thing known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Began(Began),
    /// At this time the file had this length.
    Length(UnixMillis, u64),
    /// The file was emptied; the generation that writes goes on at its beginning.
    Emptied,
}

/// Everything that is known of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Index {
    began: Vec<Began>,
    lengths: Vec<(UnixMillis, u64)>,
    /// Lines that it takes on disk.
    lines: usize,
}

impl Index {
    /// What is known of the output at `output`. Nothing, where nothing was written down.
    pub(crate) fn read(output: &Path) -> Self {
        let text = fs::read(beside(output)).unwrap_or_default();
        let mut index = Self::default();
        for line in String::from_utf8_lossy(&text).lines() {
            index.lines += 1;
            // One that is torn says nothing.
            parse(line).into_iter().for_each(|mark| index.take(mark));
        }
        index
    }

    /// Notes a mark, here and on disk.
    pub(super) fn add(&mut self, output: &Path, mark: Mark) -> io::Result<()> {
        self.take(mark);
        if self.lines >= LINES_MAX {
            self.thin();
            return self.rewrite(output);
        }
        self.lines += 1;
        let mut options = OpenOptions::new();
        options.append(true).create(true).mode(0o600).open(beside(output))?.write_all(line(mark).as_bytes())
    }

    /// The generation that wrote what is at `offset`, if it is known.
    pub(crate) fn generation_at(&self, offset: u64) -> Option<Began> {
        self.began.iter().rev().find(|began| began.offset <= offset).copied()
    }

    /// The first generation that began after `offset`.
    pub(crate) fn next_after(&self, offset: u64) -> Option<Began> {
        self.began.iter().find(|began| began.offset > offset).copied()
    }

    /// All generations that began at `offset`: one that wrote nothing begins where the next one does.
    pub(crate) fn began_at(&self, offset: u64) -> impl Iterator<Item = Began> {
        self.began.iter().filter(move |began| began.offset == offset).copied()
    }

    /// The last one.
    pub(crate) fn last(&self) -> Option<Began> {
        self.began.last().copied()
    }

    /// Everything that was written after `time` is behind this. It may be too early, never too late.
    pub(crate) fn written_after(&self, time: UnixMillis) -> u64 {
        let began = self.began.iter().map(|began| (began.at, began.offset));
        let known = began.chain(self.lengths.iter().copied()).filter(|(at, _)| *at <= time);
        known.map(|(_, offset)| offset).max().unwrap_or(0)
    }

    /// The last length noted.
    pub(super) fn last_length(&self) -> Option<(UnixMillis, u64)> {
        self.lengths.last().copied()
    }

    fn take(&mut self, mark: Mark) {
        match mark {
            Mark::Began(began) => {
                // It was written down as begun and never got so far: the later word counts.
                self.began.retain(|known| known.offset <= began.offset && known.generation < began.generation);
                self.began.push(began);
            }
            Mark::Length(at, length) => {
                self.lengths.retain(|(_, known)| *known < length);
                self.lengths.push((at, length));
            }
            Mark::Emptied => {
                let writes = self.began.pop().map(|began| Began { offset: 0, ..began });
                self.began.clear();
                self.began.extend(writes);
                self.lengths.clear();
            }
        }
    }

    /// Keeps the latest generations, and lengths that lie the further apart the older they are: "an hour ago" may be a minute off.
    fn thin(&mut self) {
        self.began.drain(..self.began.len().saturating_sub(KEPT_MAX));
        while self.lengths.len() > KEPT_MAX {
            let newest = self.lengths.last().map_or(0, |(at, _)| at.0);
            let gap = |window: &[(UnixMillis, u64)]| {
                let (age, apart) = (newest.saturating_sub(window[1].0.0), window[2].0.0.saturating_sub(window[0].0.0));
                (apart as f64) / (age as f64 + 1.0)
            };
            let windows = self.lengths.windows(3).enumerate();
            let closest = windows.min_by(|(_, a), (_, b)| gap(a).total_cmp(&gap(b))).map_or(0, |(at, _)| at + 1);
            self.lengths.remove(closest);
        }
    }

    /// To a temporary name, then renamed: there is never half of it.
    fn rewrite(&mut self, output: &Path) -> io::Result<()> {
        let mut marks: Vec<Mark> = self.began.iter().copied().map(Mark::Began).collect();
        marks.extend(self.lengths.iter().map(|(at, length)| Mark::Length(*at, *length)));
        self.lines = marks.len();
        let path = beside(output);
        let temporary = path.with_extension("tmp");
        let text: String = marks.into_iter().map(line).collect();
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600).open(&temporary)?.write_all(text.as_bytes())?;
        fs::rename(temporary, path)
    }
}

/// The file of marks that goes with an output file.
pub(crate) fn beside(output: &Path) -> PathBuf {
    output.with_extension("marks")
}

fn line(mark: Mark) -> String {
    match mark {
        Mark::Began(Began { generation, at, offset }) => format!("began {generation} {} {offset}\n", at.0),
        Mark::Length(at, length) => format!("length {} {length}\n", at.0),
        Mark::Emptied => "emptied\n".to_owned(),
    }
}

fn parse(line: &str) -> Option<Mark> {
    let mut words = line.split(' ');
    let kind = words.next()?;
    let mut number = || words.next()?.parse::<u64>().ok();
    match kind {
        "began" => Some(Mark::Began(Began { generation: number()?, at: UnixMillis(number()?), offset: number()? })),
        "length" => Some(Mark::Length(UnixMillis(number()?), number()?)),
        "emptied" => Some(Mark::Emptied),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn began(generation: u64, at: u64, offset: u64) -> Began {
        Began { generation, at: UnixMillis(at), offset }
    }

    fn length(at: u64, length: u64) -> Mark {
        Mark::Length(UnixMillis(at), length)
    }

    fn of(marks: &[Mark]) -> (tempfile::TempDir, PathBuf, Index) {
        let dir = tempfile::tempdir().expect("a directory");
        let output = dir.path().join("p-00.log");
        let mut index = Index::read(&output);
        marks.iter().for_each(|mark| index.add(&output, *mark).expect("written"));
        (dir, output, index)
    }

    #[test]
    fn what_was_noted_is_read_again() {
        let (_dir, output, index) =
            of(&[Mark::Began(began(1, 100, 0)), length(200, 50), Mark::Began(began(2, 300, 70))]);
        assert_eq!(Index::read(&output), index);
        assert_eq!(index.generation_at(69), Some(began(1, 100, 0)));
        assert_eq!(index.generation_at(70), Some(began(2, 300, 70)));
        assert_eq!(index.next_after(0), Some(began(2, 300, 70)));
        assert_eq!(index.next_after(70), None);
    }

    #[test]
    fn a_torn_line_costs_one_mark() {
        let (_dir, output, _) = of(&[Mark::Began(began(1, 100, 0))]);
        let mut file = OpenOptions::new().append(true).open(beside(&output)).expect("there");
        file.write_all(b"length 20\n\xff\xfe\nbegan 2 300 70").expect("written");
        let index = Index::read(&output);
        assert_eq!((index.last(), index.last_length()), (Some(began(2, 300, 70)), None));
    }

    #[test]
    fn what_was_written_after_a_time_is_never_begun_too_late() {
        let (_dir, _, index) = of(&[Mark::Began(began(1, 100, 0)), length(200, 50), length(300, 90)]);
        for (time, offset) in [(0, 0), (199, 0), (200, 50), (299, 50), (300, 90), (9999, 90)] {
            assert_eq!(index.written_after(UnixMillis(time)), offset, "{time}");
        }
    }

    #[test]
    fn an_emptied_file_begins_with_the_generation_that_writes() {
        let (_dir, output, index) =
            of(&[Mark::Began(began(1, 100, 0)), Mark::Began(began(2, 300, 70)), length(400, 90), Mark::Emptied]);
        assert_eq!(index.generation_at(5), Some(began(2, 300, 0)));
        assert_eq!(index.written_after(UnixMillis(9999)), 0);
        assert_eq!(Index::read(&output), index);
    }

    #[test]
    fn a_generation_that_wrote_nothing_begins_where_the_next_one_does() {
        let (_dir, _, index) = of(&[Mark::Began(began(1, 100, 0)), Mark::Began(began(2, 300, 0))]);
        assert_eq!(index.began_at(0).map(|began| began.generation).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn a_long_life_takes_little_room_and_the_recent_past_is_known_best() {
        let mut marks = vec![Mark::Began(began(1, 0, 0))];
        marks.extend((1..20_000).map(|n| length(n * 5_000, n * 100)));
        let (_dir, output, index) = of(&marks);
        assert!(index.lines <= LINES_MAX && fs::metadata(beside(&output)).expect("there").len() < 64 << 10);
        let now = 19_999 * 5_000;
        for ago in [60_000, 600_000, 3_600_000, 24 * 3_600_000] {
            let exact = (now - ago) / 5_000 * 100;
            let begun = index.written_after(UnixMillis(now - ago));
            // A hundred bytes each five seconds: early by at most a tenth of the time asked for.
            assert!(begun <= exact && exact - begun <= ago / 10 / 50 + 100, "{ago}: {begun} of {exact}");
        }
        assert_eq!(Index::read(&output).last(), Some(began(1, 0, 0)));
    }
}
