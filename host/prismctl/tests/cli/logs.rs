//! `pattern logs`: what a process wrote is shown as it was written and obeyed by nobody, and following it goes on over outages.

use std::io::Read as _;
use std::process::Stdio;

use prism_proto::v1;
use prism_proto::v1::tail_logs_response::Event;
use prism_proto::v1::{LogGap, LogGeneration, LogLine, TailLogsRequest, TailLogsResponse};
use serde_json::Value;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::fake::{Fake, Feed, Then, recording};
use crate::run::{command, prismctl};

type Item = Result<TailLogsResponse, Status>;

fn line(position: u64, text: &str) -> Item {
    let line = LogLine { generation: 2, text: text.to_owned(), ended: true, ..LogLine::default() };
    Ok(TailLogsResponse { position, event: Some(Event::Line(line)) })
}

fn binary(position: u64, bytes: &[u8]) -> Item {
    let line = LogLine { generation: 2, binary: bytes.to_vec(), ended: false, ..LogLine::default() };
    Ok(TailLogsResponse { position, event: Some(Event::Line(line)) })
}

fn began(position: u64, generation: u64) -> Item {
    let event = Event::Began(LogGeneration { generation, at_ms: 1_700_000_000_123 });
    Ok(TailLogsResponse { position, event: Some(event) })
}

fn once(items: Vec<Item>) -> Fake {
    let items = std::sync::Mutex::new(Some(items));
    let logs = move |_| {
        let items = items.lock().expect("not poisoned").take().expect("asked once");
        Ok(Feed { items, then: Then::End })
    };
    Fake { logs: Box::new(logs), ..Fake::default() }
}

#[test]
fn lines_are_shown_with_their_generation() {
    let gap = Ok(TailLogsResponse { position: 90, event: Some(Event::Gap(LogGap { bytes: 4096 })) });
    let launcher = once(vec![began(0, 2), line(10, "up\u{1b}[2J"), gap, began(90, 3), line(99, "bye")]).serve();
    let expected = "\
2 = began 2023-11-14T22:13:20.123Z
2 | up\\u{1b}[2J
2 ~ 4096 bytes are not kept any more
3 = began 2023-11-14T22:13:20.123Z
2 | bye
";
    assert_eq!(prismctl(&launcher.address, "pattern logs ns:a:p").ok(), expected);
}

#[test]
fn what_is_asked_for_is_what_was_typed() {
    let (logs, asked) = recording(|_: &TailLogsRequest| Ok(Feed { items: vec![], then: Then::End }));
    let launcher = Fake { logs, ..Fake::default() }.serve();
    prismctl(&launcher.address, "pattern logs ns:a:p").ok();
    prismctl(&launcher.address, "pattern logs ns:a:p --tail 0 --since 1m30s").ok();
    let id = "ns:a:p".to_owned();
    let plain = TailLogsRequest { process_id: id, ..TailLogsRequest::default() };
    let asked_for = TailLogsRequest { lines: Some(0), since_ms: 90_000, ..plain.clone() };
    assert_eq!(asked.take(), [plain, asked_for]);
}

#[test]
fn raw_is_every_byte_and_nothing_else() {
    let launcher = once(vec![began(0, 2), line(3, "\u{1b}[1m"), binary(5, &[0xff, 0x00])]).serve();
    let output = command(&launcher.address, "pattern logs ns:a:p --raw").output().expect("cargo built it");
    assert_eq!(output.stdout, b"\x1b[1m\n\xff\0");
    assert!(output.status.success() && output.stderr.is_empty());
}

#[test]
fn json_is_one_line_for_each_thing_and_loses_no_byte() {
    let launcher = once(vec![began(0, 2), line(3, "a\u{7}"), binary(6, &[0xff, 0xfe, 0x00])]).serve();
    let ran = prismctl(&launcher.address, "pattern logs ns:a:p -o json").ok();
    let lines: Vec<Value> = ran.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(
        lines[0],
        serde_json::json!({"position": 0, "began": {"generation": 2, "at_ms": 1_700_000_000_123_i64}})
    );
    let text = serde_json::json!({"generation": 2, "text": "a\u{7}", "binary": "", "ended": true});
    assert_eq!(lines[1], serde_json::json!({"position": 3, "line": text}));
    let bytes = serde_json::json!({"generation": 2, "text": "", "binary": "//4A", "ended": false});
    assert_eq!(lines[2], serde_json::json!({"position": 6, "line": bytes}));
}

#[test]
fn raw_has_no_format() {
    let ran = prismctl("127.0.0.1:1", "pattern logs ns:a:p --raw -o json");
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.reason(), "prismctl: --raw has no format: leave out -o json or -o yaml");
}

fn unknown() -> Status {
    let details = ErrorDetails::with_error_info("PROCESS_UNKNOWN", "prism.launcher", [] as [(String, String); 0]);
    Status::with_error_details(Code::NotFound, "no process has the id ns:a:p", details)
}

#[test]
fn an_unknown_process_is_told() {
    let launcher = Fake { logs: Box::new(|_| Err(unknown())), ..Fake::default() }.serve();
    for flags in ["", " -f"] {
        let reason = prismctl(&launcher.address, &format!("pattern logs ns:a:p{flags}")).failed();
        assert_eq!(reason, "prismctl: logs failed: no process has the id ns:a:p (PROCESS_UNKNOWN)");
    }
}

#[test]
fn following_goes_on_where_it_was_and_ends_with_the_process() {
    let (logs, asked) = recording(|request: &TailLogsRequest| {
        Ok(match request.after_position {
            None => {
                Feed { items: vec![began(0, 2), line(3, "a"), Err(Status::unavailable("draining"))], then: Then::End }
            }
            Some(3) => {
                Feed { items: vec![began(3, 2), line(6, "b"), Err(Status::unavailable("again"))], then: Then::End }
            }
            _ => Feed { items: vec![line(9, "c")], then: Then::End },
        })
    });
    let launcher = Fake { logs, ..Fake::default() }.serve();
    let ran = prismctl(&launcher.address, "pattern logs ns:a:p -f --tail 5");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "2 = began 2023-11-14T22:13:20.123Z\n2 | a\n2 | b\n2 | c\n"));
    assert_eq!(ran.stderr.lines().count(), 3, "a line for each outage, and one for the end: {}", ran.stderr);
    assert!(ran.stderr.ends_with("prismctl: ns:a:p is gone\n"), "{}", ran.stderr);
    let asked = asked.take();
    assert_eq!(asked.iter().map(|request| request.after_position).collect::<Vec<_>>(), [None, Some(3), Some(6)]);
    assert!(asked.iter().all(|request| request.follow && request.lines == Some(5)));
}

#[test]
fn one_that_went_while_nobody_could_be_asked_is_gone() {
    let logs = |request: TailLogsRequest| match request.after_position {
        None => Ok(Feed { items: vec![line(3, "a"), Err(Status::unavailable("draining"))], then: Then::End }),
        Some(_) => Err(unknown()),
    };
    let launcher = Fake { logs: Box::new(logs), ..Fake::default() }.serve();
    let ran = prismctl(&launcher.address, "pattern logs ns:a:p -f");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "2 | a\n"));
    assert!(ran.stderr.ends_with("prismctl: ns:a:p is gone\n"), "{}", ran.stderr);
}

#[test]
fn an_outage_is_an_error_for_who_does_not_follow() {
    let launcher = once(vec![line(3, "a"), Err(Status::unavailable("draining"))]).serve();
    let ran = prismctl(&launcher.address, "pattern logs ns:a:p");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), "2 | a\n"));
    assert_eq!(ran.reason(), "prismctl: logs failed: draining (UNAVAILABLE)");
}

#[test]
fn a_closed_pipe_ends_it_quietly() {
    let items =
        |_: &v1::TailLogsRequest| Feed { items: (0..9999).map(|n| line(n, "again")).collect(), then: Then::Stay };
    let launcher = Fake { logs: Box::new(move |request| Ok(items(&request))), ..Fake::default() }.serve();
    let mut logs = command(&launcher.address, "pattern logs ns:a:p -f");
    let mut child = logs.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("cargo built it");
    drop(child.stdout.take());
    let mut stderr = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut stderr).expect("text");
    assert_eq!((child.wait().expect("it ends").code(), stderr.as_str()), (Some(0), ""));
}
