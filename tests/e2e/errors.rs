//! The table of errors: what each wrong request is told, and that it has no effect.

use std::time::Duration;

use prism_proto::v1::{LaunchRequest, ProcessState, TerminateRequest};
use tonic::{Code, Request};

use crate::support::client::Refused;
use crate::support::{Ask as _, Launcher, Plan, launch, level, until};

async fn launcher() -> Launcher {
    Plan::new().patterns(|patterns| patterns.sleeper("p", "")).start().await
}

/// Refused, naming the field, and nothing was started.
async fn wrong(launcher: &Launcher, request: LaunchRequest, field: &str) -> Refused {
    let refused = launcher.refused(request.clone()).await.expect(Code::InvalidArgument, "INVALID_ARGUMENT");
    assert_eq!(refused.field.as_deref(), Some(field), "{request:?}: {refused:?}");
    assert!(refused.message.starts_with(field), "{}", refused.message);
    assert_eq!(launcher.list().await, [], "{request:?}");
    refused
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn names_that_could_be_taken_for_something_else_are_refused() {
    let launcher = launcher().await;
    let long = "a".repeat(65);
    for bad in ["a:b", "a/b", "a\0b", "../p", "A", "a b", "-a", "ä", "\u{202e}a", &long] {
        wrong(&launcher, launch(bad).of("a"), "pattern_name").await;
        wrong(&launcher, launch("p").of(bad), "namespace").await;
    }
    for bad in ["a:b", "a/b", "a\0b", "a b", "é", &"a".repeat(129)] {
        wrong(&launcher, launch("p").of("a").session(bad).at(level::SESSION), "session_id").await;
    }
    wrong(&launcher, launch(""), "pattern_name").await;
    let colon = wrong(&launcher, launch("p").of("tenant:a"), "namespace").await;
    colon.saying("has ':' at byte 6; expected lower-case letters");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_level_without_its_names_is_refused() {
    let launcher = launcher().await;
    wrong(&launcher, launch("p"), "namespace").await;
    wrong(&launcher, launch("p").session("s").at(level::SESSION), "namespace").await;
    wrong(&launcher, launch("p").of("a").at(level::SESSION), "session_id").await;
    wrong(&launcher, LaunchRequest { isolation: Some(7), ..launch("p").of("a") }, "isolation").await;
    wrong(&launcher, LaunchRequest { isolation: Some(-1), ..launch("p").of("a") }, "isolation").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_config_that_would_change_what_runs_is_refused() {
    let launcher = launcher().await;
    for key in [
        "LD_PRELOAD",
        "ld_preload",
        "PATH",
        "BASH_ENV",
        "PYTHONPATH",
        "NODE_OPTIONS",
        "GLIBC_TUNABLES",
        "NAMESPACE",
        "SESSION_ID",
        "GRPC_PORT",
        "NOTIFY_SOCKET",
        "PRISM_GENERATION",
        "HOME",
        "",
        "a b",
        "1a",
        "a=b",
        "a\0b",
    ] {
        wrong(&launcher, launch("p").of("a").with(key, "v4lue"), "config").await;
    }
    let nul = wrong(&launcher, launch("p").of("a").with("k", "s3cret\0"), "config").await;
    assert!(!format!("{nul:?}{}", launcher.log()).contains("s3cret"), "{nul:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_pattern_says_which_config_it_takes() {
    let keys = "config_keys: [{name: topic, required: true, pattern: '[a-z.]+'}, {name: token, secret: true}]";
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", keys)).start().await;
    wrong(&launcher, launch("p").of("a"), "config").await.saying("\"topic\" is required");
    wrong(&launcher, launch("p").of("a").with("topic", "T0PIC"), "config").await.saying("does not match");
    wrong(&launcher, launch("p").of("a").with("topic", "t").with("x", ""), "config").await.saying("\"x\" is not among");
    launcher.launched(launch("p").of("a").with("topic", "orders").with("token", "x")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn durations_out_of_range_are_refused() {
    let launcher = launcher().await;
    for seconds in [-1, 3601, i64::MAX, i64::MIN] {
        wrong(&launcher, LaunchRequest { grace_period_secs: seconds, ..launch("p").of("a") }, "grace_period_secs")
            .await;
    }
    let process = launcher.launched(launch("p").of("a")).await;
    let request = TerminateRequest { process_id: process.process_id, grace_period_secs: Some(-1), force: false };
    let refused: Refused = launcher.client().terminate_pattern(request).await.expect_err("refused").into();
    assert_eq!(refused.expect(Code::InvalidArgument, "INVALID_ARGUMENT").field.as_deref(), Some("grace_period_secs"));
    let nothing: Refused = launcher.terminate("").await.expect_err("refused").into();
    assert_eq!(nothing.expect(Code::InvalidArgument, "INVALID_ARGUMENT").field.as_deref(), Some("process_id"));
    assert_eq!(launcher.list().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_is_too_large_is_refused_and_has_no_effect() {
    let launcher = launcher().await;
    let large = |bytes: usize| launch("p").of("a").with("k", "x".repeat(bytes));
    let value = launcher.refused(large(64 * 1024 + 1)).await;
    value.expect(Code::ResourceExhausted, "CONFIG_TOO_LARGE").saying("\"k\" is 65537 bytes long");
    let message = launcher.refused(large(256 * 1024)).await;
    message.expect(Code::ResourceExhausted, "MESSAGE_TOO_LARGE").saying("262144");
    let mut many = launch("p").of("a");
    for n in 0..257 {
        many = many.with(&format!("k{n}"), "");
    }
    launcher.refused(many).await.expect(Code::ResourceExhausted, "CONFIG_TOO_LARGE").saying("257 keys");
    assert_eq!(launcher.list().await, []);
    assert!(!launcher.launched(large(64 * 1024)).await.reused, "the largest value that is allowed can be executed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_is_not_there_is_not_found() {
    let launcher = launcher().await;
    launcher.refused(launch("q").of("a")).await.expect(Code::NotFound, "PATTERN_UNKNOWN").saying("\"q\"");
    let newer = LaunchRequest { pattern_version: "2.0.0".into(), ..launch("p").of("a") };
    launcher.refused(newer).await.expect(Code::NotFound, "PATTERN_UNKNOWN").saying("1.0.0");
    let exact = LaunchRequest { pattern_version: "1.0.0".into(), ..launch("p").of("a") };
    launcher.launched(exact).await;
    let unknown: Refused = launcher.terminate("ns:b:p").await.expect_err("refused").into();
    unknown.expect(Code::NotFound, "PROCESS_UNKNOWN").saying("\"ns:b:p\"");
    assert_eq!(launcher.status("ns:b:p").await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_callers_deadline_passes_and_the_start_goes_on() {
    let script = "while [ ! -e \"$GO\" ]; do sleep 0.02; done\ntouch ready\nexec sleep infinity";
    let exec = "healthcheck: {kind: exec, command: [/usr/bin/test, -e, ready]}";
    let launcher = Plan::new().patterns(|patterns| patterns.script("slow", exec, script)).start().await;
    let go = launcher.path().join("go");
    let ask = || launch("slow").of("a").with("GO", go.display());
    let mut hasty = Request::new(ask());
    hasty.set_timeout(Duration::from_millis(300));
    let status = launcher.client().launch_pattern(hasty).await.expect_err("it is not ready");
    // Where tonic's client is the first to give up, it says CANCELLED; Python's tests hear the launcher's own word.
    assert!(matches!(status.code(), Code::DeadlineExceeded | Code::Cancelled), "{status:?}");
    let listed = launcher.list().await;
    assert_eq!((listed.len(), listed[0].state()), (1, ProcessState::StateStarting));
    std::fs::write(&go, "").expect("written");
    let ready = until("it is ready all the same", async || {
        launcher.status("ns:a:slow").await.filter(|info| info.state() == ProcessState::StateRunning)
    })
    .await;
    let process = launcher.launched(ask()).await;
    assert_eq!((process.pid, process.reused, process.generation), (ready.pid, true, 1));
}
