//! `pattern watch` over outages: it goes on where it was, shows nothing twice, and ends when it should.

use std::io::{BufRead as _, BufReader, Lines, Read as _};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use prism_proto::v1;
use prism_proto::v1::watch_patterns_response::Event;
use prism_proto::v1::{ProcessState, WatchPatternsRequest, WatchPatternsResponse};
use tonic::Status;

use crate::fake::{Fake, Feed, Then, recording};
use crate::run::{command, prismctl, process};

fn snapshot(sequence: u64, patterns: &[&str]) -> Result<WatchPatternsResponse, Status> {
    let processes = patterns.iter().map(|pattern| process(pattern)).collect();
    let event = Some(Event::Snapshot(v1::WatchSnapshot { processes }));
    Ok(WatchPatternsResponse { sequence, event, launcher_id: "run-1".to_owned() })
}

fn change(sequence: u64, pattern: &str, state: ProcessState) -> Result<WatchPatternsResponse, Status> {
    let process = v1::PatternInfo { state: state as i32, ..process(pattern) };
    let launcher_id = "run-1".to_owned();
    Ok(WatchPatternsResponse { sequence, event: Some(Event::Change(process)), launcher_id })
}

/// A watch that runs, and the lines it prints.
struct Watching {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Watching {
    fn start(address: &str, flags: &str) -> Self {
        let mut watch = command(address, &format!("pattern watch {flags}"));
        let mut child = watch.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("cargo built it");
        let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        Self { child, lines }
    }

    fn line(&mut self) -> String {
        self.lines.next().expect("it goes on").expect("text")
    }

    /// Sequence, id and state of the next line.
    fn change(&mut self) -> String {
        self.line().split_whitespace().take(3).collect::<Vec<_>>().join(" ")
    }

    /// Sends SIGINT, as Ctrl-C does, and gives the exit code and stderr. The shell's `kill` needs no unsafe block here.
    fn interrupt(mut self) -> (Option<i32>, String) {
        let kill = Command::new("sh").arg("-c").arg(format!("kill -INT {}", self.child.id())).status();
        assert!(kill.expect("every system has sh").success());
        let mut stderr = String::new();
        self.child.stderr.take().expect("piped").read_to_string(&mut stderr).expect("text");
        (self.child.wait().expect("it ends").code(), stderr)
    }
}

/// Answers by the sequence asked for, so that a request too many is answered the same again.
fn by_sequence(request: &WatchPatternsRequest) -> Result<Feed, Status> {
    Ok(match request.after_sequence {
        0 => Feed {
            items: vec![snapshot(7, &["consumer"]), change(8, "consumer", ProcessState::StateTerminating)],
            then: Then::End,
        },
        8 => Feed {
            items: vec![
                change(8, "consumer", ProcessState::StateTerminating),
                change(9, "consumer", ProcessState::StateTerminated),
                Err(Status::unavailable("draining")),
            ],
            then: Then::End,
        },
        _ => Feed { items: vec![change(12, "producer", ProcessState::StateRunning)], then: Then::Stay },
    })
}

#[test]
fn a_watch_resumes_after_the_last_sequence_it_has_shown() {
    let (watch, asked) = recording(by_sequence);
    let launcher = Fake { watch, ..Fake::default() }.serve();
    let mut watching = Watching::start(&launcher.address, "--namespace tenant-a");
    assert!(watching.line().starts_with("SEQUENCE  PROCESS ID"));
    assert_eq!(watching.change(), "7 ns:tenant-a:consumer RUNNING");
    assert_eq!(watching.change(), "8 ns:tenant-a:consumer TERMINATING");
    assert_eq!(watching.change(), "9 ns:tenant-a:consumer TERMINATED");
    assert_eq!(watching.change(), "12 ns:tenant-a:producer RUNNING");
    let (code, stderr) = watching.interrupt();
    assert_eq!(code, Some(0));
    assert_eq!(stderr.lines().count(), 2, "one line for each outage: {stderr}");
    assert!(stderr.contains("watch failed: draining (UNAVAILABLE); going on after sequence 9"), "{stderr}");
    let asked = asked.take();
    assert_eq!(asked.iter().map(|request| request.after_sequence).collect::<Vec<_>>(), [0, 8, 9]);
    assert!(asked.iter().all(|request| request.namespace == "tenant-a"));
}

#[test]
fn a_watch_outlives_the_launcher() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let socket = folder.path().join("prism.sock");
    let before = |_| Ok(Feed { items: vec![snapshot(7, &["consumer"])], then: Then::Stay });
    let first = Fake { watch: Box::new(before), ..Fake::default() }.serve_unix(&socket);
    let mut watching = Watching::start(&first.address, "");
    watching.line();
    assert_eq!(watching.change(), "7 ns:tenant-a:consumer RUNNING");
    drop(first);
    let (watch, asked) = recording(|_| {
        let mut after = snapshot(3, &["consumer", "producer"])?;
        after.launcher_id = "run-2".to_owned();
        Ok(Feed { items: vec![Ok(after)], then: Then::Stay })
    });
    let _second = Fake { watch, ..Fake::default() }.serve_unix(&socket);
    assert_eq!(watching.change(), "3 ns:tenant-a:producer RUNNING");
    assert_eq!(asked.take()[0].after_sequence, 7);
    assert_eq!(watching.interrupt().0, Some(0));
}

#[test]
fn a_change_of_another_run_is_answered_by_starting_over() {
    let of_run_2 = |mut response: WatchPatternsResponse| {
        response.launcher_id = "run-2".to_owned();
        response
    };
    let starts = AtomicUsize::new(0);
    let (watch, asked) = recording(move |request: &WatchPatternsRequest| {
        Ok(match (request.after_sequence, starts.fetch_add(1, Ordering::Relaxed)) {
            (0, 0) => Feed { items: vec![snapshot(500, &["consumer"])], then: Then::End },
            (0, _) => Feed { items: vec![snapshot(502, &["producer"]).map(of_run_2)], then: Then::Stay },
            _ => {
                let unrelated = change(501, "other", ProcessState::StateRunning).map(of_run_2);
                Feed { items: vec![unrelated], then: Then::Stay }
            }
        })
    });
    let launcher = Fake { watch, ..Fake::default() }.serve();
    let mut watching = Watching::start(&launcher.address, "");
    watching.line();
    assert_eq!(watching.change(), "500 ns:tenant-a:consumer RUNNING");
    assert_eq!(watching.change(), "502 ns:tenant-a:producer RUNNING");
    assert_eq!(watching.change(), "502 ns:tenant-a:consumer TERMINATED");
    watching.interrupt();
    assert_eq!(asked.take().iter().map(|request| request.after_sequence).collect::<Vec<_>>(), [0, 500, 0]);
}

#[test]
fn a_watch_may_begin_after_a_sequence() {
    let (watch, asked) =
        recording(|_| Ok(Feed { items: vec![change(41, "other", ProcessState::StateRunning)], then: Then::Stay }));
    let launcher = Fake { watch, ..Fake::default() }.serve();
    let mut watching = Watching::start(&launcher.address, "--from 40 -o json");
    assert!(watching.line().starts_with(r#"{"sequence":41,"change":{"pattern_name":"other","#));
    watching.interrupt();
    assert_eq!(asked.take()[0].after_sequence, 40);
}

#[test]
fn json_is_one_line_for_each_event() {
    let watch = |_| {
        let items = vec![snapshot(7, &["a", "b"]), change(8, "a", ProcessState::StateFailed)];
        Ok(Feed { items, then: Then::Stay })
    };
    let launcher = Fake { watch: Box::new(watch), ..Fake::default() }.serve();
    let mut watching = Watching::start(&launcher.address, "-o json");
    let mut next = || serde_json::from_str::<serde_json::Value>(&watching.line()).expect("a line of JSON");
    let (first, second) = (next(), next());
    assert_eq!(first["snapshot"]["processes"][1]["process_id"], "ns:tenant-a:b");
    assert_eq!((second["sequence"].as_u64(), &second["change"]["state"]), (Some(8), &"FAILED".into()));
    assert_eq!(second["launcher_id"], "run-1");
    assert_eq!(watching.interrupt(), (Some(0), String::new()));
}

#[test]
fn yaml_is_one_document_for_each_event() {
    let watch = |_| Ok(Feed { items: vec![snapshot(7, &[])], then: Then::Stay });
    let launcher = Fake { watch: Box::new(watch), ..Fake::default() }.serve();
    let mut watching = Watching::start(&launcher.address, "-o yaml");
    assert_eq!([watching.line(), watching.line()], ["---", "sequence: 7"]);
    watching.interrupt();
}

#[test]
fn what_does_not_pass_by_itself_ends_the_watch() {
    let refused = |_| Err(Status::permission_denied("not yours"));
    let launcher = Fake { watch: Box::new(refused), ..Fake::default() }.serve();
    let line = prismctl(&launcher.address, "pattern watch").failed();
    assert_eq!(line, "prismctl: watch refused: not yours (PERMISSION_DENIED)");

    let taken_away = |_| {
        let items = vec![snapshot(7, &[]), Err(Status::unauthenticated("expired"))];
        Ok(Feed { items, then: Then::End })
    };
    let launcher = Fake { watch: Box::new(taken_away), ..Fake::default() }.serve();
    let ran = prismctl(&launcher.address, "pattern watch");
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.reason(), "prismctl: watch refused: expired (UNAUTHENTICATED)");
}

#[test]
fn a_closed_pipe_ends_the_watch_at_its_next_line() {
    let watch = |_| {
        let changes = (1..5000).map(|sequence| change(sequence, "consumer", ProcessState::StateRunning));
        Ok(Feed { items: changes.collect(), then: Then::Stay })
    };
    let launcher = Fake { watch: Box::new(watch), ..Fake::default() }.serve();
    let mut watching = Watching::start(&launcher.address, "");
    watching.line();
    let Watching { mut child, lines } = watching;
    drop(lines);
    let mut stderr = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut stderr).expect("text");
    assert_eq!((child.wait().expect("it ends").code(), stderr.as_str()), (Some(0), ""));
}
