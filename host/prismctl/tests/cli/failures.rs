//! Each way to fail: exit code 1 and one line that says why, exit code 2 for wrong usage, and a closed pipe, which is no failure.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;

use prism_proto::v1;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::fake::Fake;
use crate::run::{bare, command, end, prismctl, process};

/// What a launcher says that answers launches with `status`.
fn launch_refused(status: impl Fn() -> Status + Send + Sync + 'static) -> String {
    let launcher = Fake { launch: Box::new(move |_| Err(status())), ..Fake::default() }.serve();
    prismctl(&launcher.address, "pattern launch consumer --namespace tenant-x").failed()
}

#[test]
fn a_policys_refusal_is_told_with_its_reason_and_module() {
    let line = launch_refused(|| {
        let module: HashMap<_, _> = [("module".to_owned(), "allowlist".to_owned())].into();
        let details = ErrorDetails::with_error_info("POLICY_DENIED", "prism.launcher", module);
        Status::with_error_details(Code::PermissionDenied, "namespace tenant-x is not on the list", details)
    });
    assert_eq!(line, "prismctl: launch refused: namespace tenant-x is not on the list (POLICY_DENIED by allowlist)");
}

#[test]
fn a_quota_says_when_to_try_again() {
    let line = launch_refused(|| {
        let mut details = ErrorDetails::with_error_info("QUOTA", "prism.launcher", HashMap::new());
        details.set_retry_info(Some(Duration::from_secs(2)));
        Status::with_error_details(Code::ResourceExhausted, "20 of 20 are running", details)
    });
    assert_eq!(line, "prismctl: launch refused: 20 of 20 are running (QUOTA, retry after 2s)");
}

#[test]
fn a_wrong_field_is_named() {
    let line = launch_refused(|| {
        let details = ErrorDetails::with_bad_request_violation("namespace", "has ':' at byte 2");
        Status::with_error_details(Code::InvalidArgument, "bad request", details)
    });
    assert_eq!(line, "prismctl: launch refused: bad request (INVALID_ARGUMENT, field namespace: has ':' at byte 2)");
}

#[test]
fn log_lines_of_a_pattern_stay_one_line_and_command_no_terminal() {
    let line = launch_refused(|| Status::unavailable("exit code 1\nlog: \u{1b}[2Jboom\n"));
    assert_eq!(line, "prismctl: launch failed: exit code 1 | log: \\u{1b}[2Jboom (UNAVAILABLE)");
}

#[test]
fn a_process_that_is_not_there_is_a_clear_line() {
    let status = |_| Ok(v1::GetProcessStatusResponse { process: None, not_found: true });
    let launcher = Fake { status: Box::new(status), ..Fake::default() }.serve();
    let line = prismctl(&launcher.address, "pattern status ns:tenant-a:gone").failed();
    assert_eq!(line, "prismctl: status failed: no process ns:tenant-a:gone");
}

#[test]
fn a_termination_that_did_not_work_says_why() {
    let terminate = |_| Ok(v1::TerminateResponse { error: "still alive".to_owned(), ..Default::default() });
    let launcher = Fake { terminate: Box::new(terminate), ..Fake::default() }.serve();
    let line = prismctl(&launcher.address, "pattern terminate ns:tenant-a:consumer").failed();
    assert_eq!(line, "prismctl: terminate failed: still alive");
}

#[test]
fn an_error_inside_a_launch_answer_is_a_failure() {
    let launch = |_| Ok(v1::LaunchResponse { error: "no".to_owned(), ..Default::default() });
    let launcher = Fake { launch: Box::new(launch), ..Fake::default() }.serve();
    assert_eq!(prismctl(&launcher.address, "pattern launch p").failed(), "prismctl: launch failed: no");
}

#[test]
fn an_unknown_pattern_is_a_clear_line() {
    let launcher = Fake { describe: Box::new(|_| Ok(Default::default())), ..Fake::default() }.serve();
    let line = prismctl(&launcher.address, "pattern describe nothing").failed();
    assert_eq!(line, "prismctl: describe failed: no pattern nothing in the catalogue");
}

#[test]
fn an_unhealthy_launcher_is_shown_and_is_exit_code_1() {
    let problems = vec!["driver is stuck".to_owned(), "no cgroup".to_owned()];
    let health = move |_| Ok(v1::HealthResponse { problems: problems.clone(), ..Default::default() });
    let launcher = Fake { health: Box::new(health), ..Fake::default() }.serve();
    let ran = prismctl(&launcher.address, "health");
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.starts_with("unhealthy, up 0s\n"));
    assert_eq!(ran.reason(), "prismctl: health failed: the launcher is unhealthy: driver is stuck; no cgroup");
}

#[test]
fn a_reload_with_a_rejected_manifest_is_shown_and_is_exit_code_1() {
    let rejected = v1::RejectedManifest { path: "p/manifest.yaml".to_owned(), reason: "line 3".to_owned() };
    let reload = move |_| Ok(v1::ReloadResponse { rejected: vec![rejected.clone()], ..Default::default() });
    let launcher = Fake { reload: Box::new(reload), ..Fake::default() }.serve();
    let ran = prismctl(&launcher.address, "reload");
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.ends_with("rejected p/manifest.yaml: line 3\n"));
    assert_eq!(ran.reason(), "prismctl: reload failed: 1 manifest was rejected");
}

#[test]
fn a_launcher_that_repeats_a_page_is_not_asked_for_ever() {
    let list = |_| Ok(v1::ListPatternsResponse { next_page_token: "again".to_owned(), ..Default::default() });
    let launcher = Fake { list: Box::new(list), ..Fake::default() }.serve();
    let line = prismctl(&launcher.address, "pattern list").failed();
    assert!(line.contains("page \"again\" again and again"), "{line}");
}

/// An address on which nobody listens: a port that was free a moment ago.
fn nowhere() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    listener.local_addr().expect("bound").to_string()
}

#[test]
fn a_launcher_that_is_not_there_is_told_with_its_address_by_every_command() {
    let address = nowhere();
    for line in [
        "pattern launch p",
        "pattern list",
        "pattern status x",
        "pattern terminate x",
        "pattern watch",
        "pattern describe",
        "health",
        "reload",
    ] {
        let reason = prismctl(&address, line).failed();
        let opening = format!("prismctl: cannot reach the launcher at http://{address}: Connection refused");
        assert!(reason.starts_with(&opening), "{line}: {reason}");
        assert!(reason.contains("--launcher or PRISM_LAUNCHER"), "{line}: {reason}");
    }
}

#[test]
fn a_socket_that_is_not_there_is_told_with_its_path() {
    let reason = prismctl("unix:/nowhere/prism.sock", "health").failed();
    let opening = "prismctl: cannot reach the launcher at unix:/nowhere/prism.sock: No such file or directory";
    assert!(reason.starts_with(opening), "{reason}");
}

#[test]
fn a_launch_is_waited_for_no_longer_than_asked() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let address = silent.local_addr().expect("bound").to_string();
    let reason = prismctl(&address, "pattern launch p --timeout 200ms").failed();
    assert_eq!(
        reason,
        "prismctl: launch timed out: no answer within 200ms; the start goes on: see 'prismctl pattern list'"
    );
}

#[test]
fn something_else_that_listens_there_is_one_line() {
    let other = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let address = other.local_addr().expect("bound").to_string();
    let server = std::thread::spawn(move || {
        let (stream, _) = other.accept()?;
        std::io::Write::write_all(&mut &stream, b"HTTP/1.1 400 Bad Request\r\n\r\n")
    });
    let reason = prismctl(&address, "pattern list").failed();
    assert!(reason.starts_with("prismctl: list failed: "), "{reason}");
    server.join().expect("no panic").expect("written");
}

#[test]
fn wrong_usage_is_exit_code_2() {
    for line in [
        "pattern frobnicate",
        "pattern launch p --config A",
        "pattern launch p --config A=1 --config A=2",
        "pattern list --launcher nowhere",
        "pattern terminate",
    ] {
        let ran = end(bare(line));
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{line}: {ran:?}");
        assert!(!ran.stderr.is_empty(), "{line}");
    }
}

/// More than a pipe holds (64 KiB), so that writing must meet the closed end.
fn long_list() -> Fake {
    let patterns: Vec<_> = (0..5000).map(|i| process(&format!("pattern-{i}"))).collect();
    let list = move |_| Ok(v1::ListPatternsResponse { patterns: patterns.clone(), ..Default::default() });
    Fake { list: Box::new(list), ..Fake::default() }
}

#[test]
fn a_reader_that_has_had_enough_is_not_an_error() {
    let launcher = long_list().serve();
    for format in ["table", "json", "yaml"] {
        let mut listing = command(&launcher.address, &format!("pattern list -o {format}"));
        let mut child = listing.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("cargo built it");
        let mut reader = BufReader::new(child.stdout.take().expect("piped"));
        reader.read_line(&mut String::new()).expect("a first line");
        drop(reader);
        let mut stderr = String::new();
        child.stderr.take().expect("piped").read_to_string(&mut stderr).expect("text");
        assert_eq!((child.wait().expect("it ends").code(), stderr.as_str()), (Some(0), ""), "{format}");
    }
}

#[test]
fn a_full_disk_is_an_error() {
    let launcher = long_list().serve();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("linux has it");
    let mut listing = command(&launcher.address, "pattern list");
    let output = listing.stdout(full).stderr(Stdio::piped()).spawn().expect("cargo built it").wait_with_output();
    let output = output.expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stderr.starts_with(b"prismctl: cannot write to stdout: No space left"));
}

#[test]
fn a_closed_stderr_is_not_a_panic() {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut listing = command(&nowhere(), "pattern list");
    assert_eq!(listing.stderr(writer).status().expect("cargo built it").code(), Some(1));
}
