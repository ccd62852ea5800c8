//! Files that are written to, looked at when a test says so.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};

use prism_core::process::BulkheadId;
use tokio::sync::watch;

use super::*;
use crate::output::State;
use crate::output::bound::FILE_BYTES_MAX;
use crate::output::index::Index;
use crate::output::kept::LATER;
use crate::output::marks_beside;

/// A keeper that does nothing by itself, and one process's file.
struct Bench {
    keeper: Keeper,
    asks: Sender<Ask>,
    now: Instant,
    time: UnixMillis,
    process: Process,
    file: File,
    dir: tempfile::TempDir,
}

fn open(path: &Path) -> File {
    OpenOptions::new().append(true).create(true).open(path).expect("made")
}

impl Bench {
    fn new() -> Self {
        let (asks, received) = channel();
        let dir = tempfile::tempdir().expect("a directory");
        let path: Arc<Path> = dir.path().join("p-00.log").into();
        let process = Process { id: "ns:a:p".into(), bulkhead: BulkheadId(1), path: path.clone() };
        let keeper = Keeper::new(received, FirstWrites::new().expect("made"));
        let (now, time) = (Instant::now(), UnixMillis(1_000_000));
        Self { keeper, asks, now, time, process, file: open(&path), dir }
    }

    fn write(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        self.file.write_all(bytes.as_ref()).expect("written");
        self
    }

    fn ask(&mut self, ask: Ask) -> &mut Self {
        self.asks.send(ask).expect("taken");
        self
    }

    fn begin(&mut self, generation: u64) -> &mut Self {
        let offset = self.file.metadata().expect("there").len();
        let began = Began { generation, at: self.time, offset };
        self.ask(Ask::Began(self.process.clone(), began))
    }

    /// One round, `after` the one before.
    fn turn(&mut self, after: Duration) -> &mut Self {
        self.now += after;
        self.time.0 += u64::try_from(after.as_millis()).expect("short");
        for watch in self.keeper.writes.wait(Some(Duration::ZERO)).watches {
            self.keeper.written(watch, self.now);
        }
        // What was asked in the first one is looked at in the second.
        self.keeper.round(self.now, self.time);
        self.keeper.round(self.now, self.time);
        self
    }

    fn follow(&mut self) -> watch::Receiver<State> {
        let (reply, mut followed) = oneshot::channel();
        self.ask(Ask::Follow(self.process.clone(), reply)).turn(Duration::ZERO);
        followed.try_recv().expect("answered").state
    }

    fn kept(&self) -> &Kept {
        &self.keeper.kept[&self.process.id]
    }

    fn path(&self) -> PathBuf {
        self.process.path.to_path_buf()
    }
}

#[test]
fn a_quiet_file_is_not_looked_at_until_it_is_written_to() {
    let mut bench = Bench::new();
    bench.begin(1).turn(Duration::ZERO).turn(LATER);
    assert_eq!(bench.kept().look_at, None);
    bench.write("a line\n").turn(Duration::ZERO);
    assert!(bench.kept().look_at.is_some(), "the kernel has told of it");
    bench.turn(SOON);
    assert_eq!(bench.kept().state.borrow().length, 7);
    bench.turn(LATER).turn(LATER);
    assert_eq!(bench.kept().look_at, None, "it is quiet again");
}

#[test]
fn who_follows_is_told_at_once_and_a_thousand_of_them_cost_one_look() {
    let mut bench = Bench::new();
    bench.begin(1).turn(Duration::ZERO);
    let mut followers: Vec<_> = (0..1000).map(|_| bench.follow()).collect();
    bench.turn(LATER);
    followers.iter_mut().for_each(|state| drop(state.borrow_and_update()));
    bench.write("a line\n").turn(Duration::ZERO);
    assert!(followers.iter().all(|state| state.has_changed().expect("kept") && state.borrow().length == 7));
    assert_eq!(bench.kept().look_at, Some(bench.now + SOON));
}

#[test]
fn a_flood_is_looked_at_often_and_kept_within_the_bound() {
    let mut bench = Bench::new();
    bench.begin(1).turn(Duration::ZERO);
    let chunk = vec![b'x'; 2 << 20];
    bench.write("x").turn(Duration::ZERO);
    for _ in 0..12 {
        bench.write(&chunk).turn(SOON);
        assert_eq!(bench.kept().look_at, Some(bench.now + SOON));
        let on_disk = std::fs::metadata(bench.path()).expect("there").blocks() * 512;
        assert!(on_disk <= FILE_BYTES_MAX + (1 << 16), "{on_disk}");
    }
    assert_eq!(bench.kept().state.borrow().length, 1 + (24 << 20));
    assert!(bench.kept().begins_at > 0);
}

#[test]
fn a_generation_is_noted_before_what_it_wrote_is_told() {
    let mut bench = Bench::new();
    bench.begin(1).write("one\n").turn(Duration::ZERO);
    let state = bench.follow();
    assert_eq!((state.borrow().length, state.borrow().generation), (4, 1));
    bench.begin(2).write("two\n").turn(LATER);
    assert_eq!((state.borrow().length, state.borrow().generation), (8, 2));
    let began: Vec<_> = [0, 4].into_iter().filter_map(|at| Index::read(&bench.path()).generation_at(at)).collect();
    assert_eq!(began.iter().map(|began| (began.generation, began.offset)).collect::<Vec<_>>(), [(1, 0), (2, 4)]);
}

#[test]
fn what_a_later_launcher_says_again_is_noted_once() {
    let mut bench = Bench::new();
    bench.begin(3).write("three\n").turn(Duration::ZERO);
    let noted = Index::read(&bench.path());
    let mut later = Bench { process: bench.process.clone(), ..Bench::new() };
    later.ask(Ask::Began(bench.process.clone(), noted.last().expect("noted"))).turn(Duration::ZERO);
    assert_eq!(Index::read(&bench.path()).last(), noted.last());
    assert_eq!(std::fs::read_to_string(marks_beside(&bench.path())).expect("there").matches("began").count(), 1);
}

#[test]
fn times_are_noted_while_it_is_written_to_and_when_it_rests() {
    let mut bench = Bench::new();
    bench.begin(1).turn(Duration::ZERO);
    for _ in 0..20 {
        bench.write("a line\n").turn(LATER);
    }
    let index = Index::read(&bench.path());
    let since = index.written_after(UnixMillis(bench.time.0 - 10_000));
    assert!((40..=70).contains(&since), "ten seconds ago it had about 70 bytes: {since}");
    assert!(
        std::fs::read_to_string(marks_beside(&bench.path())).expect("there").lines().count() < 8,
        "not each second"
    );
    let rested = bench.turn(LATER).time;
    bench.turn(LATER).turn(Duration::from_secs(100)).follow();
    assert_eq!(Index::read(&bench.path()).last_length(), Some((rested, 140)), "what was written last is that old");
}

#[test]
fn one_that_its_writer_empties_is_told_to_be_emptied() {
    let mut bench = Bench::new();
    bench.begin(1).write("a line\n").turn(Duration::ZERO);
    let state = bench.follow();
    bench.file.set_len(0).expect("emptied");
    bench.write("b\n").turn(LATER).turn(LATER);
    assert_eq!((state.borrow().length, state.borrow().emptied), (2, 1));
    assert_eq!(Index::read(&bench.path()).generation_at(0).expect("it writes on").generation, 1);
}

#[test]
fn the_last_words_are_told_before_the_end() {
    let mut bench = Bench::new();
    bench.begin(1).turn(Duration::ZERO);
    let state = bench.follow();
    let process = bench.process.clone();
    bench.write("bye").ask(Ask::Gone(process)).turn(Duration::ZERO);
    assert_eq!((state.borrow().length, state.borrow().gone), (3, true));
    assert!(bench.keeper.kept.is_empty() && bench.keeper.watched.is_empty(), "nothing is kept of it");
}

#[test]
fn the_end_of_an_earlier_one_is_not_that_of_a_later_one_of_the_same_id() {
    let mut bench = Bench::new();
    bench.begin(1).turn(Duration::ZERO);
    let (state, earlier) = (bench.follow(), bench.process.clone());
    bench.process.bulkhead = BulkheadId(2);
    bench.begin(2).turn(Duration::ZERO);
    assert!(state.borrow().gone, "it is another process");
    bench.ask(Ask::Gone(earlier)).turn(Duration::ZERO);
    assert_eq!(bench.kept().bulkhead, BulkheadId(2));
    assert!(!bench.follow().borrow().gone);
}

#[test]
fn one_that_never_wrote_has_an_empty_output() {
    let mut bench = Bench::new();
    bench.process.path = bench.dir.path().join("other.log").into();
    assert_eq!(*bench.follow().borrow(), State::default());
    bench.turn(LATER);
    assert_eq!(bench.kept().look_at, None);
}

#[test]
fn one_that_was_removed_leaves_no_marks_behind_and_its_next_generation_begins_anew() {
    let mut bench = Bench::new();
    bench.begin(1).write("a line\n").turn(Duration::ZERO).turn(LATER);
    std::fs::remove_file(bench.path()).expect("removed");
    std::fs::remove_file(marks_beside(&bench.path())).expect("removed");
    bench.ask(Ask::LookAtAll).turn(LATER);
    assert!(!marks_beside(&bench.path()).exists());
    bench.file = open(&bench.process.path);
    bench.begin(2).write("new\n").turn(LATER);
    let state = bench.follow();
    assert_eq!((state.borrow().length, state.borrow().generation), (4, 2));
    assert_eq!(Index::read(&bench.path()).generation_at(0).expect("noted").generation, 2);
}
