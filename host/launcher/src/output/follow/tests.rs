//! Followers over real files and a real keeper; time is the runtime's own.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use prism_core::process::BulkheadId;
use prism_core::time::UnixMillis;

use super::*;
use crate::output::{Began, Outputs, Process, What};

struct Writer {
    _dir: tempfile::TempDir,
    process: Process,
    file: File,
    outputs: Outputs,
}

impl Writer {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let path: std::sync::Arc<Path> = dir.path().join("p-00.log").into();
        let file = OpenOptions::new().append(true).create(true).open(&path).expect("made");
        let process = Process { id: "ns:a:p".into(), bulkhead: BulkheadId(1), path };
        let outputs = Outputs::start(dir.path()).expect("started");
        let writer = Self { _dir: dir, process, file, outputs };
        writer.begin(1);
        writer
    }

    fn begin(&self, generation: u64) {
        let offset = self.file.metadata().expect("there").len();
        self.outputs.began(self.process.clone(), Began { generation, at: UnixMillis(generation), offset });
    }

    fn write(&mut self, text: &str) {
        self.file.write_all(text.as_bytes()).expect("written");
    }

    async fn follow(&self, until: Until) -> Follower {
        let followed = self.outputs.follow(self.process.clone()).await.expect("the keeper lives");
        Follower::open(followed, From::default(), until).await.expect("opened")
    }
}

/// The text of what comes until `count` things have come, or the end.
async fn next(follower: &mut Follower, count: usize) -> Vec<String> {
    let mut texts = Vec::new();
    while texts.len() < count {
        let Some(found) = follower.next().await.expect("read") else { break };
        texts.extend(found.into_iter().map(|found| match found.what {
            What::Began(began) => format!("= {}", began.generation),
            What::Gap(_) => "~".to_owned(),
            What::Part(_, part) => String::from_utf8(part.bytes).expect("text"),
        }));
    }
    texts
}

#[tokio::test]
async fn who_does_not_follow_ends_with_what_is_there() {
    let mut writer = Writer::new();
    writer.write("a\nb");
    let mut follower = writer.follow(Until::Now).await;
    writer.write("later\n");
    assert_eq!(next(&mut follower, 99).await, ["= 1", "a", "b"]);
}

#[tokio::test]
async fn who_follows_goes_on_over_generations_and_ends_with_the_process() {
    let mut writer = Writer::new();
    writer.write("a\n");
    let mut follower = writer.follow(Until::Gone).await;
    assert_eq!(next(&mut follower, 2).await, ["= 1", "a"]);
    writer.write("b\n");
    assert_eq!(next(&mut follower, 1).await, ["b"]);
    writer.write("last words");
    writer.begin(2);
    writer.write("c\n");
    assert_eq!(next(&mut follower, 3).await, ["last words", "= 2", "c"]);
    writer.write("bye");
    writer.outputs.gone(writer.process.clone());
    assert_eq!(next(&mut follower, 99).await, ["bye"]);
}

#[tokio::test]
async fn a_line_that_is_not_ended_is_shown_after_a_while() {
    let mut writer = Writer::new();
    let mut follower = writer.follow(Until::Gone).await;
    assert_eq!(next(&mut follower, 1).await, ["= 1"]);
    writer.write("password: ");
    assert_eq!(next(&mut follower, 1).await, ["password: "]);
    writer.write("thanks\n");
    assert_eq!(next(&mut follower, 1).await, ["thanks"]);
}

#[tokio::test]
async fn an_output_that_is_emptied_and_grows_beyond_the_place_is_not_read_from_its_middle() {
    let mut writer = Writer::new();
    writer.write("before\n");
    let mut follower = writer.follow(Until::Gone).await;
    assert_eq!(next(&mut follower, 2).await, ["= 1", "before"]);
    writer.file.set_len(0).expect("emptied");
    assert_eq!(next(&mut follower, 1).await, ["~"]);
    writer.write("the first line after it\n");
    assert_eq!(next(&mut follower, 1).await, ["the first line after it"]);
}
