//! Processes that do not become ready, do not stay so, or are given up.

use std::fs;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use prism_proto::v1::ProcessState;
use tonic::Code;

use crate::support::{Ask as _, Launcher, Plan, launch, processes, until};

/// The built-in restart policy, but impatient.
const QUICK: &str = "policies: {modules: [{name: standard, builtin: standard, \
    config: {initial_backoff_ms: 1, max_backoff_ms: 5}}]}\nlimits: {restart_delay_min: 1ms}";
const ALIVE: &str = "healthcheck: {kind: alive}";
/// Never true.
const NEVER: &str = "healthcheck: {kind: exec, command: [/bin/false]}";

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_pattern_that_exits_at_once_is_refused_at_once_with_its_last_words() {
    let script = "for n in 1 2 3; do echo line $n; done\necho cannot open the topic >&2\nexit 3";
    let manifest = "startup_timeout: 60s\nhealthcheck: {kind: tcp}";
    let launcher = Plan::new().patterns(|patterns| patterns.script("broken", manifest, script)).start().await;
    let began = Instant::now();
    let refused = launcher.refused(launch("broken").of("a")).await.expect(Code::Unavailable, "START_FAILED");
    assert!(began.elapsed() < Duration::from_secs(20), "an exit is seen, not waited for");
    assert!(refused.retry_after.is_some(), "{refused:?}");
    assert_eq!(refused.metadata["cause"], "exited with code 3");
    refused.saying("exited with code 3").saying("line 1\nline 2\nline 3\ncannot open the topic");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_pattern_that_dies_of_a_signal_says_which() {
    let manifest = "healthcheck: {kind: tcp}";
    let launcher = Plan::new().patterns(|patterns| patterns.script("aborts", manifest, "kill -ABRT $$")).start().await;
    let refused = launcher.refused(launch("aborts").of("a")).await;
    refused.expect(Code::Unavailable, "START_FAILED").saying("was ended by signal 6");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_interpreter_that_is_not_there_is_said_so() {
    let launcher = Plan::new().patterns(|patterns| patterns.script("p", ALIVE, "")).start().await;
    fs::write(launcher.patterns().directory("p").join("run"), "#!/nonexistent/sh\n").expect("written");
    let refused = launcher.refused(launch("p").of("a")).await;
    refused.expect(Code::Unavailable, "START_FAILED").saying("could not be started").saying("No such file");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_pattern_that_never_gets_ready_is_stopped_after_its_timeout() {
    let manifest = format!("startup_timeout: 500ms\n{NEVER}");
    let launcher =
        Plan::new().patterns(|patterns| patterns.script("idle", &manifest, "exec sleep infinity")).start().await;
    let refused = launcher.refused(launch("idle").of("a")).await;
    refused.expect(Code::Unavailable, "START_FAILED").saying("was not ready in time").saying("/bin/false");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_pattern_that_listens_elsewhere_never_gets_ready() {
    // It serves on a port of its own choice: what it was given stays silent.
    let manifest = "startup_timeout: 700ms\nhealthcheck: {kind: tcp}";
    let script = "GRPC_PORT= HEALTH_PORT= METRICS_PORT= exec ./server";
    let plan = Plan::new().patterns(|patterns| {
        let directory = patterns.directory("elsewhere");
        fs::copy(crate::support::binaries::binary("consumer"), directory.join("server")).expect("copied");
        let script = script.replace("./server", directory.join("server").to_str().expect("text"));
        patterns.script("elsewhere", manifest, &script)
    });
    let launcher = plan.start().await;
    let refused = launcher.refused(launch("elsewhere").of("a")).await;
    refused.expect(Code::Unavailable, "START_FAILED").saying("Connection refused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_crash_loop_is_given_up_and_quarantined() {
    let launcher = Plan::new().config(QUICK).patterns(|patterns| patterns.script("p", ALIVE, "exit 1")).start().await;
    let mut watcher = launcher.watch().await;
    let request = launch("p").of("a");
    // It is alive for a moment, which is all that its manifest asks for.
    let _ = launcher.launch(request.clone()).await;
    let failed = watcher.until("it is given up", |info| info.state() == ProcessState::StateFailed).await;
    assert_eq!((failed.generation, failed.restart_count, failed.error_count, failed.pid), (5, 4, 5, 0));
    assert_eq!(failed.last_error, "the process exited with code 1");
    assert!(failed.last_decision.contains("give up"), "{}", failed.last_decision);

    let refused = launcher.refused(request).await.expect(Code::FailedPrecondition, "QUARANTINED");
    assert!(refused.retry_after.is_some_and(|delay| delay <= Duration::from_secs(60)), "{refused:?}");
    refused.saying("5 failures in a row").saying("exited with code 1");
    assert_eq!(launcher.health().await.status, "degraded");
    assert_eq!(launcher.health().await.failed_processes, 1);
    assert!(launcher.terminate("ns:a:p").await.expect("struck off").success);
    assert_eq!(launcher.list().await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_given_up_process_may_start_again_with_another_config_or_after_its_quarantine() {
    let script = "[ -n \"$WORKS\" ] || [ -e \"$MARK\" ] && exec sleep infinity\nexit 1";
    let config = format!("{QUICK}\nlimits: {{restart_delay_min: 1ms, quarantine: 1ms}}");
    let config = config.replacen("\nlimits: {restart_delay_min: 1ms}", "", 1);
    let launcher = Plan::new().config(&config).patterns(|patterns| patterns.script("p", ALIVE, script)).start().await;
    let mark = launcher.path().join("mark");
    let (a, b) = (launch("p").of("a").with("MARK", mark.display()), launch("p").of("b").with("MARK", mark.display()));
    for request in [&a, &b] {
        let _ = launcher.launch(request.clone()).await;
    }
    let mut watcher = launcher.watch().await;
    for id in ["ns:a:p", "ns:b:p"] {
        let failed =
            |info: &prism_proto::v1::PatternInfo| info.process_id == id && info.state() == ProcessState::StateFailed;
        until("it is given up", async || launcher.status(id).await.filter(failed)).await;
    }
    let other = launcher.launched(a.with("WORKS", "yes")).await;
    fs::write(mark, "").expect("written");
    let later = launcher.launched(b).await;
    assert!(other.generation > 5 && later.generation > 5);
    watcher.until("b runs", |info| info.process_id == "ns:b:p" && info.state() == ProcessState::StateRunning).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_live_process_with_another_config_is_a_conflict_that_names_keys_and_no_values() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).start().await;
    let first = launcher.launched(launch("p").of("a").with("topic", "orders").with("token", "s3cret")).await;
    let other = launch("p").of("a").with("topic", "orders").with("token", "0ther").with("extra", "value5");
    let refused = launcher.refused(other).await.expect(Code::FailedPrecondition, "CONFIG_CONFLICT");
    assert_eq!(refused.metadata["keys"], "extra,token");
    let told = format!("{refused:?}\n{}", launcher.log());
    assert!(!["s3cret", "0ther", "value5"].iter().any(|value| told.contains(value)), "{told}");
    let same = launcher.launched(launch("p").of("a").with("topic", "orders").with("token", "s3cret")).await;
    assert_eq!((same.pid, same.reused), (first.pid, true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_server_that_stops_answering_is_replaced() {
    let probe = "kind: http, interval: 50ms, timeout: 200ms, failure_threshold: 2";
    let manifest = format!("grace_period: 500ms\nhealthcheck: {{{probe}}}");
    let launcher = Plan::new().patterns(|patterns| patterns.server("web", &manifest)).start().await;
    let mut watcher = launcher.watch().await;
    let first = launcher.launched(launch("web").of("a")).await;
    processes::signal(first.pid, Signal::SIGSTOP);
    watcher.until("it misses a check", |info| info.state() == ProcessState::StateRunning && !info.healthy).await;
    replaced(&launcher, first.pid, "failed its health checks: 2 in a row missed").await;
    let next = watcher.until("it is back", |info| info.generation == 2 && info.healthy).await;
    assert!(next.pid != first.pid && !processes::alive(first.pid));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_command_that_fails_makes_a_process_unhealthy_and_one_miss_is_forgiven() {
    let probe = "kind: exec, command: [/usr/bin/test, -e, '${config.WELL}'], interval: 30ms, failure_threshold: 40";
    let manifest = format!("healthcheck: {{{probe}}}");
    let launcher =
        Plan::new().patterns(|patterns| patterns.script("p", &manifest, "exec sleep infinity")).start().await;
    let well = launcher.path().join("well");
    fs::write(&well, "").expect("written");
    let mut watcher = launcher.watch().await;
    let first = launcher.launched(launch("p").of("a").with("WELL", well.display())).await;
    fs::remove_file(&well).expect("removed");
    watcher.until("it misses a check", |info| info.state() == ProcessState::StateRunning && !info.healthy).await;
    fs::write(&well, "").expect("written");
    let well_again = watcher.until("it has recovered", |info| info.healthy).await;
    assert_eq!((well_again.pid, well_again.generation), (first.pid, 1));
    fs::remove_file(&well).expect("removed");
    replaced(&launcher, first.pid, "failed its health checks").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_process_that_eats_more_than_its_memory_is_ended_and_the_cause_is_said() {
    let script = "x=$(head -c 200000000 /dev/zero | tr '\\0' x)\nexec sleep infinity";
    let manifest = "startup_timeout: 60s\nresources: {memory_limit: 30Mi}\nhealthcheck: {kind: tcp}";
    let launcher = Plan::new().patterns(|patterns| patterns.script("greedy", manifest, script)).start().await;
    if launcher.health().await.enforcement["memory_limit"].starts_with("not enforced") {
        eprintln!("skipped: no memory limit can be enforced here");
        return;
    }
    let refused = launcher.refused(launch("greedy").of("a")).await;
    refused.expect(Code::Unavailable, "START_FAILED").saying("exceeding its memory limit");
}

/// Waits until another process has taken the place of `pid`, for this reason.
async fn replaced(launcher: &Launcher, pid: i32, reason: &str) {
    let info = until("another process took its place", async || {
        launcher.list().await.into_iter().find(|info| info.pid != pid && info.last_error.contains(reason))
    })
    .await;
    assert!(info.last_error.contains(reason), "{}", info.last_error);
}
