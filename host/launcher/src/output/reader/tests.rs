//! What is written is found, in order and once, and what is gone is said to be.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::output::bound::{Trimmed, trim};
use crate::output::index::Mark;

/// An output file and what is noted of it.
struct Output {
    _dir: tempfile::TempDir,
    path: PathBuf,
    file: File,
}

impl Output {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("p-00.log");
        let file = OpenOptions::new().append(true).read(true).create(true).open(&path).expect("made");
        Self { _dir: dir, path, file }
    }

    fn write(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        self.file.write_all(bytes.as_ref()).expect("written");
        self
    }

    fn begin(&mut self, generation: u64) -> &mut Self {
        let began = Began { generation, at: UnixMillis(generation * 1000), offset: self.length() };
        Index::read(&self.path).add(&self.path, Mark::Began(began)).expect("noted");
        self
    }

    fn note(&mut self, at: u64) -> &mut Self {
        let length = self.length();
        Index::read(&self.path).add(&self.path, Mark::Length(UnixMillis(at), length)).expect("noted");
        self
    }

    fn length(&self) -> u64 {
        self.file.metadata().expect("there").len()
    }

    fn reader(&self, from: From) -> Reader {
        Reader::open(self.path.as_path().into(), self.length(), from).expect("opened")
    }

    fn lines(&self, from: From) -> Vec<String> {
        shown(&rest_of(&mut self.reader(from), self.length(), Rest::Take))
    }
}

fn rest_of(reader: &mut Reader, length: u64, rest: Rest) -> Vec<Found> {
    let mut all = Vec::new();
    loop {
        let found = reader.read(length, rest).expect("read");
        if found.is_empty() {
            return all;
        }
        all.extend(found);
    }
}

fn shown(found: &[Found]) -> Vec<String> {
    let word = |found: &Found| match &found.what {
        What::Began(began) => format!("= {}", began.generation),
        What::Gap(bytes) => format!("~ {}", bytes.map_or("?".to_owned(), |bytes| bytes.to_string())),
        What::Part(generation, part) => {
            let end = if part.ended { "" } else { "..." };
            format!("{}|{}{end}", generation.unwrap_or(0), String::from_utf8_lossy(&part.bytes))
        }
    };
    found.iter().map(word).collect()
}

fn last(lines: u32) -> From {
    From { lines: Some(lines), ..From::default() }
}

#[test]
fn each_line_is_told_with_who_wrote_it() {
    let mut output = Output::new();
    output.begin(1).write("a\nb\n").begin(2).write("c\n");
    assert_eq!(output.lines(From::default()), ["= 1", "1|a", "1|b", "= 2", "2|c"]);
}

#[test]
fn the_last_line_of_a_generation_needs_no_newline() {
    let mut output = Output::new();
    output.begin(1).write("panicked").begin(2).begin(3).write("c\n");
    assert_eq!(output.lines(From::default()), ["= 1", "1|panicked...", "= 2", "= 3", "3|c"]);
}

#[test]
fn an_output_that_looks_like_a_mark_is_a_line() {
    let mut output = Output::new();
    output.begin(1).write("began 2 0 0\nemptied\n");
    assert_eq!(output.lines(From::default()), ["= 1", "1|began 2 0 0", "1|emptied"]);
}

#[test]
fn the_last_lines_are_counted_from_the_end() {
    let mut output = Output::new();
    output.begin(1).write("a\nb\n").begin(2).write("c\nd");
    assert_eq!(output.lines(last(2)), ["= 2", "2|c", "2|d..."]);
    assert_eq!(output.lines(last(3)), ["= 1", "1|b", "= 2", "2|c", "2|d..."]);
    assert_eq!(output.lines(last(0)), ["= 2"]);
    assert_eq!(output.lines(last(99)).len(), 6);
    output.write("\n");
    assert_eq!(output.lines(last(1)), ["= 2", "2|d"]);
}

#[test]
fn the_last_lines_are_found_behind_many_others() {
    let mut output = Output::new();
    for n in 0..100_000 {
        output.write(format!("line {n} of many\n"));
    }
    let lines = output.lines(last(50_000));
    assert_eq!((lines.len(), lines[0].as_str()), (50_000, "0|line 50000 of many"));
}

#[test]
fn since_begins_with_the_next_whole_line() {
    let mut output = Output::new();
    output.begin(1).write("early\nin the mid").note(5000).write("dle\nlate\n").note(9000);
    let since = |at| From { since: Some(UnixMillis(at)), ..From::default() };
    assert_eq!(output.lines(since(5000)), ["= 1", "1|late"]);
    assert_eq!(output.lines(since(4999)), ["= 1", "1|early", "1|in the middle", "1|late"]);
    assert_eq!(output.lines(since(9000)), ["= 1"]);
}

#[test]
fn what_no_newline_ends_is_left_until_it_is_wanted() {
    let mut output = Output::new();
    output.begin(1).write("a\nb");
    let mut reader = output.reader(From::default());
    assert_eq!(shown(&rest_of(&mut reader, output.length(), Rest::Leave)), ["= 1", "1|a"]);
    output.write("c\n");
    assert_eq!(shown(&rest_of(&mut reader, output.length(), Rest::Leave)), ["1|bc"]);
    output.write("d");
    assert_eq!(shown(&rest_of(&mut reader, output.length(), Rest::Take)), ["1|d..."]);
    output.write("e\n");
    assert_eq!(shown(&rest_of(&mut reader, output.length(), Rest::Leave)), ["1|e"]);
}

#[test]
fn nothing_beyond_the_length_that_was_told_is_read() {
    let mut output = Output::new();
    output.begin(1).write("a\nb\n");
    let mut reader = output.reader(From::default());
    assert_eq!(shown(&rest_of(&mut reader, 2, Rest::Take)), ["= 1", "1|a"]);
}

#[test]
fn a_reader_that_was_overtaken_is_told_how_much_it_missed() {
    let mut output = Output::new();
    output.begin(1).write("first\n");
    let mut reader = output.reader(From::default());
    rest_of(&mut reader, output.length(), Rest::Leave);
    let line = format!("{}\n", "x".repeat(1023));
    for _ in 0..17 << 10 {
        output.write(&line);
    }
    let Trimmed::BeginsAt(begins_at) = trim(&output.path, output.length(), 0).expect("trimmed") else {
        panic!("its beginning goes")
    };
    output.write("last\n");
    let found = shown(&rest_of(&mut reader, output.length(), Rest::Leave));
    assert_eq!(found[0], format!("~ {}", begins_at - 6));
    let whole = format!("1|{}", line.trim_end());
    assert!(found[1..found.len() - 1].iter().all(|line| *line == whole), "no line is torn");
    assert_eq!(found.last().expect("some"), "1|last");
    let from_the_start = output.lines(From::default());
    assert_eq!((from_the_start[0].as_str(), &from_the_start[1..]), ("= 1", &found[1..]), "a new reader misses nothing");
}

#[test]
fn an_emptied_file_is_read_from_its_beginning() {
    let mut output = Output::new();
    output.begin(1).write("before\n");
    let mut reader = output.reader(From::default());
    rest_of(&mut reader, output.length(), Rest::Leave);
    output.file.set_len(0).expect("emptied");
    assert_eq!(reader.read(7, Rest::Take).expect("read"), [], "it was not told yet");
    output.write("new\n");
    assert_eq!(shown(&rest_of(&mut reader, output.length(), Rest::Leave)), ["~ ?", "1|new"]);
}

#[test]
fn a_hole_of_the_writers_own_is_skipped_and_not_read() {
    let mut output = Output::new();
    output.begin(1).write("a\n");
    output.file.set_len(1 << 40).expect("set");
    output.write("cut off\nc\n");
    let lines = output.lines(From::default());
    assert!(lines[1].starts_with("~ ") && lines.len() == 3, "{lines:?}");
    assert_eq!((lines[2].as_str(), output.lines(last(1))), ("1|c", vec!["= 1".to_owned(), "1|c".to_owned()]));
}

#[test]
fn bytes_that_are_no_text_are_passed_as_they_are() {
    let mut output = Output::new();
    let bytes: Vec<u8> = (0..=255).collect();
    output.begin(1).write(&bytes);
    let found = rest_of(&mut output.reader(From::default()), output.length(), Rest::Take);
    let parts = found.iter().filter_map(|found| match &found.what {
        What::Part(_, part) => Some([part.bytes.as_slice(), if part.ended { b"\n" } else { b"" }].concat()),
        _ => None,
    });
    assert_eq!(parts.flatten().collect::<Vec<_>>(), bytes);
}

#[test]
fn where_nothing_was_written_there_is_nothing() {
    let dir = tempfile::tempdir().expect("a directory");
    let path: Arc<Path> = dir.path().join("none.log").into();
    let mut reader = Reader::open(path, 0, last(5)).expect("opened");
    assert_eq!(reader.read(0, Rest::Take).expect("read"), []);
}

proptest! {
    #[test]
    fn resumed_anywhere_nothing_is_lost_or_told_twice(
        writes in proptest::collection::vec(("[a-c\n]{0,40}", proptest::bool::weighted(0.2)), 1..20),
        breaks in proptest::collection::vec(0..30_usize, 0..6),
    ) {
        let mut output = Output::new();
        let mut generation = 0;
        for (text, begins) in &writes {
            if *begins || generation == 0 {
                generation += 1;
                output.begin(generation);
            }
            output.write(text);
        }
        let whole = rest_of(&mut output.reader(From::default()), output.length(), Rest::Take);
        let (mut joined, mut position) = (Vec::<Found>::new(), 0);
        for count in breaks.into_iter().chain([usize::MAX]) {
            let mut reader = output.reader(From { position: Some(position), ..From::default() });
            let mut found = rest_of(&mut reader, output.length(), Rest::Take);
            found.truncate(count);
            position = found.last().map_or(position, |last| last.position);
            // A mark may be told twice; whoever resumes knows it by its number.
            found.retain(|new| !matches!(new.what, What::Began(_)) || !joined.contains(new));
            joined.extend(found);
        }
        prop_assert_eq!(shown(&joined), shown(&whole));
    }
}
