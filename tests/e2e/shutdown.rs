//! SIGTERM: everything is stopped, nobody is waited for in vain.

use std::io::Write as _;
use std::net::TcpStream;
use std::os::unix::fs::MetadataExt as _;
use std::time::Duration;

use nix::sys::signal::Signal;
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use crate::support::client::Refused;
use crate::support::{Ask as _, Launcher, Plan, launch, processes, sabotage, until};
use crate::upgrade;

const ALIVE: &str = "healthcheck: {kind: alive}";
/// Leaves a file when it gets SIGTERM.
const POLITE: &str = "trap 'touch $OUT/termed-$NAMESPACE; exit 0' TERM\nwhile :; do sleep 0.05; done";
/// Stops when it is let go.
const SLOW: &str = "trap 'until [ -e $OUT/go ]; do sleep 0.02; done; exit 0' TERM\nwhile :; do sleep 0.05; done";

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn sigterm_stops_every_process_with_sigterm_and_the_exit_code_is_0() {
    let launcher = Plan::new().patterns(|patterns| patterns.script("polite", ALIVE, POLITE)).start().await;
    let out = launcher.path().to_owned();
    for namespace in ["a", "b", "c"] {
        let process = launcher.launched(launch("polite").of(namespace).with("OUT", out.display())).await;
        until("the script runs", async || (!processes::children(process.pid).is_empty()).then_some(())).await;
    }
    let plan = stopped(launcher).await;
    for namespace in ["a", "b", "c"] {
        assert!(plan.path().join(format!("termed-{namespace}")).exists());
    }
}

/// What tenants had in their work directories does not outlast the launcher.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn full_work_directories_are_gone_when_it_is() {
    let script = "seq -f f%g 3000 | xargs touch; touch done; exec sleep infinity";
    let launcher = Plan::new().patterns(|patterns| patterns.script("hoards", ALIVE, script)).start().await;
    let mut directories = Vec::new();
    for namespace in ["a", "b", "c", "d"] {
        let process = launcher.launched(launch("hoards").of(namespace)).await;
        let directory = std::fs::read_link(format!("/proc/{}/cwd", process.pid)).expect("the process lives");
        until("it has its files", async || directory.join("done").exists().then_some(())).await;
        directories.push(directory);
    }
    let _plan = stopped(launcher).await;
    assert!(directories.iter().all(|directory| !directory.exists()), "{directories:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn while_it_stops_it_refuses_and_says_that_it_is_not_ready() {
    let plan = Plan::new().patterns(|patterns| patterns.script("slow", ALIVE, SLOW).sleeper("p", ""));
    let launcher = plan.start().await;
    let out = launcher.path().to_owned();
    let request = launch("slow").of("a").with("OUT", out.display());
    let process = launcher.launched(request.clone()).await;
    until("the script runs", async || (!processes::children(process.pid).is_empty()).then_some(())).await;
    assert_eq!((launcher.page("/ready").await.status, launcher.page("/live").await.status), (200, 200));

    launcher.signal(Signal::SIGTERM);
    until("it is not ready", async || (launcher.page("/ready").await.status == 503).then_some(())).await;
    assert_eq!((launcher.page("/live").await.status, launcher.page("/health").await.status), (200, 503));
    for request in [launch("p").of("b"), request] {
        let refused = launcher.refused(request).await.expect(Code::Unavailable, "DRAINING");
        assert!(refused.retry_after.is_some());
    }
    let health = launcher.health().await;
    assert_eq!((health.healthy, health.status.as_str(), health.terminating_processes), (false, "unhealthy", 1));
    std::fs::write(out.join("go"), "").expect("written");
    ended(launcher).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_start_under_way_is_refused_as_draining() {
    let exec = "healthcheck: {kind: exec, command: [/bin/false]}";
    let launcher = Plan::new().patterns(|patterns| patterns.script("idle", exec, "exec sleep infinity")).start().await;
    let mut client = launcher.client();
    let caller = tokio::spawn(async move { client.launch_pattern(launch("idle").of("a")).await });
    until("it is spawned", async || launcher.status("ns:a:idle").await.filter(|info| info.pid > 0)).await;
    launcher.signal(Signal::SIGTERM);
    let refused: Refused = caller.await.expect("no panic").expect_err("it stops").into();
    refused.expect(Code::Unavailable, "DRAINING");
    ended(launcher).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_watch_ends_with_the_launcher() {
    let launcher = Plan::new().start().await;
    let mut watcher = launcher.watch().await;
    watcher.next().await;
    launcher.signal(Signal::SIGTERM);
    assert!(matches!(watcher.0.message().await, Ok(None)), "the stream ends, and not in an error");
    ended(launcher).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn clients_that_never_hang_up_do_not_keep_it_from_stopping() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).start().await;
    launcher.launched(launch("p").of("a")).await;
    // A watch of its health that nobody ends, and connections on which nobody answers.
    let mut health = HealthClient::new(launcher.connect().await);
    let watch = health.watch(HealthCheckRequest::default()).await.expect("followed");
    let silent = TcpStream::connect(&launcher.ports.grpc).expect("connected");
    let mut greeted = TcpStream::connect(&launcher.ports.grpc).expect("connected");
    greeted.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").expect("sent");
    let page = TcpStream::connect(&launcher.ports.metrics).expect("connected");
    launcher.signal(Signal::SIGTERM);
    ended(launcher).await;
    drop((watch, silent, greeted, page));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_second_sigterm_insists() {
    let launcher = Plan::new().patterns(|patterns| patterns.script("slow", ALIVE, SLOW)).start().await;
    let out = launcher.path().to_owned();
    let process = launcher.launched(launch("slow").of("a").with("OUT", out.display())).await;
    until("the script runs", async || (!processes::children(process.pid).is_empty()).then_some(())).await;
    launcher.signal(Signal::SIGTERM);
    launcher.logged("again to insist", 1).await;
    let mut launcher = launcher;
    launcher.signal(Signal::SIGTERM);
    let status = launcher.wait(Duration::from_secs(5)).expect("it does not wait any longer");
    assert_eq!(status.code(), Some(1));
    // The spawner ends what is left.
    std::fs::write(out.join("go"), "").expect("written");
    launcher.traces.assert_dead();
    launcher.into_plan();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_hangup_while_it_stops_is_no_reason_to_die() {
    let launcher = Plan::new().patterns(|patterns| patterns.script("slow", ALIVE, SLOW)).start().await;
    let out = launcher.path().to_owned();
    let process = launcher.launched(launch("slow").of("a").with("OUT", out.display())).await;
    until("the script runs", async || (!processes::children(process.pid).is_empty()).then_some(())).await;
    launcher.signal(Signal::SIGTERM);
    launcher.logged("again to insist", 1).await;
    launcher.signal(Signal::SIGHUP);
    std::fs::write(out.join("go"), "").expect("written");
    ended(launcher).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_file_of_a_unix_socket_goes_with_it_and_not_before() {
    let plan = Plan::new().patterns(|patterns| patterns.sleeper("p", ""));
    let socket = plan.path().join("api.sock");
    let launcher = plan.flags(&["--unix-socket", socket.to_str().expect("text")]).start().await;
    let inode = |path: &std::path::Path| std::fs::metadata(path).expect("it is there").ino();
    let bound = inode(&socket);
    let build = upgrade::another_build(&launcher, "next");
    upgrade::upgrade(&launcher, &build).await.expect("it can take over");
    upgrade::serving(&launcher, 0).await;
    assert_eq!(inode(&socket), bound, "who takes over listens at the same one");
    let _plan = stopped(launcher).await;
    assert!(!socket.exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn without_a_spawner_the_launcher_ends_what_it_can_and_says_so() {
    if !sabotage::is_possible() {
        return;
    }
    let deaf = "trap '' TERM\nsh -c 'trap \"\" TERM; while :; do sleep 1; done' &\nwhile :; do sleep 1; done";
    let plan = Plan::new().config("shutdown_grace: 1s").sabotage(Some("off"));
    let plan = plan.patterns(|patterns| patterns.script("polite", ALIVE, POLITE).script("deaf", ALIVE, deaf));
    let mut launcher = plan.start().await;
    let out = launcher.path().to_owned();
    let polite = launcher.launched(launch("polite").of("a").with("OUT", out.display())).await;
    let deaf = launcher.launched(launch("deaf").of("a")).await;
    until("both run", async || (processes::children(deaf.pid).len() >= 2).then_some(())).await;
    until("the script runs", async || (!processes::children(polite.pid).is_empty()).then_some(())).await;
    let family = [vec![polite.pid, deaf.pid], processes::children(deaf.pid)].concat();
    launcher.sabotaged().order("deny launcher clone");
    let spawner = launcher.sabotaged().spawner().expect("there is one");
    processes::signal(spawner, Signal::SIGKILL);
    launcher.logged("a new spawner cannot be started", 1).await;
    let health = launcher.health().await;
    assert!(health.problems.iter().any(|problem| problem.starts_with("there has been no spawner for ")), "{health:?}");
    assert!(family.iter().all(|pid| processes::alive(*pid)), "as long as nobody says stop, everything lives");
    launcher.signal(Signal::SIGTERM);
    let status = launcher.wait(Duration::from_secs(15)).expect("it does not wait for a spawner");
    launcher.logged("stopped without a spawner", 1).await;
    assert_eq!(status.code(), Some(1), "it is no success");
    assert!(out.join("termed-a").exists(), "it was asked first");
    until("nothing lives", async || family.iter().all(|pid| !processes::alive(*pid)).then_some(())).await;
    let plan = launcher.into_plan().sabotage(None);
    // What it could not clear away the next one does.
    stopped(plan.start().await).await;
}

async fn stopped(launcher: Launcher) -> Plan {
    launcher.signal(Signal::SIGTERM);
    ended(launcher).await
}

/// Told to stop already: it ends with 0, soon, and leaves nothing.
pub(crate) async fn ended(mut launcher: Launcher) -> Plan {
    let status = launcher.wait(Duration::from_secs(15));
    assert!(status.is_some_and(|status| status.success()), "it ended with {status:?}");
    launcher.traces.assert_gone();
    launcher.into_plan()
}
