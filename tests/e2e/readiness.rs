//! Up is not ready: each kind of health check, with a real server.

use std::fs;

use prism_proto::v1::{LaunchResponse, ProcessState};

use crate::support::{Ask as _, Launcher, Plan, launch, processes, until};

/// Launches the reference server under this health check and asks whether its address is its own.
async fn served(health: &str) -> LaunchResponse {
    let manifest = format!("healthcheck: {{{health}}}");
    let launcher = Plan::new().patterns(|patterns| patterns.server("web", &manifest)).start().await;
    let process = launcher.launched(launch("web").of("a")).await;
    assert_eq!((process.state(), process.healthy), (ProcessState::StateRunning, true));
    if !process.address.is_empty() {
        tokio::net::TcpStream::connect(&process.address).await.expect("it listens");
    }
    process
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn http_is_ready_when_the_path_answers() {
    assert!(!served("kind: http, path: /ready").await.address.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_section_without_a_kind_is_http_as_in_the_rfc() {
    assert!(!served("port: 9090, path: /health, interval: 30s").await.address.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn grpc_is_ready_when_it_says_serving() {
    assert!(!served("kind: grpc").await.address.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn tcp_is_ready_when_it_listens() {
    assert!(!served("kind: tcp").await.address.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn notify_is_ready_when_it_says_so() {
    assert!(!served("kind: notify").await.address.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn exec_is_ready_when_the_command_succeeds() {
    // Only that it succeeds is asked: the server may listen before or after.
    served("kind: exec, command: [/bin/sh, -c, 'test -n \"$GRPC_PORT\" && test \"$PROCESS_ID\" = \"${PROCESS_ID}\"']")
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn alive_is_ready_when_it_is_spawned() {
    served("kind: alive").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_launch_answers_when_the_process_is_ready_and_not_before() {
    let launcher =
        slow_launcher("kind: exec, command: [/usr/bin/test, -e, ready]", "touch ready; exec sleep infinity").await;
    answers_only_after_go(&launcher).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_notify_by_a_child_counts_and_one_by_a_stranger_does_not() {
    // systemd-notify is not everywhere; nc is not either. The reference server says it, as a child of the script.
    let server = crate::support::binaries::binary("consumer");
    let script = format!("{} &\nwait", server.display());
    let launcher = slow_launcher("kind: notify", &script).await;
    let stranger = std::os::unix::net::UnixDatagram::unbound().expect("made");
    stranger.send_to(b"READY=1", launcher.state_dir().join("notify.sock")).expect("sent");
    let process = answers_only_after_go(&launcher).await;
    assert!(!process.address.is_empty(), "a child's listener is the process's own");
}

/// A pattern `slow` that does `then` once the file `go` is there.
async fn slow_launcher(health: &str, then: &str) -> Launcher {
    let script = format!("while [ ! -e \"$GO\" ]; do sleep 0.02; done\n{then}");
    let manifest = format!("healthcheck: {{{health}}}");
    Plan::new().patterns(|patterns| patterns.script("slow", &manifest, &script)).start().await
}

async fn answers_only_after_go(launcher: &Launcher) -> LaunchResponse {
    let go = launcher.path().join("go");
    let request = launch("slow").of("a").with("GO", go.display());
    let mut client = launcher.client();
    let caller = tokio::spawn(async move { client.launch_pattern(request).await });
    let starting =
        until("it is spawned", async || launcher.status("ns:a:slow").await.filter(|info| info.pid > 0)).await;
    until("the script runs", async || (!processes::children(starting.pid).is_empty()).then_some(())).await;
    let status = launcher.status("ns:a:slow").await.expect("it is there");
    assert_eq!((status.state(), status.healthy, status.address.as_str()), (ProcessState::StateStarting, false, ""));
    assert!(!caller.is_finished());
    fs::write(go, "").expect("written");
    let process = caller.await.expect("no panic").expect("launched").into_inner();
    assert_eq!((process.pid, process.state()), (starting.pid, ProcessState::StateRunning));
    process
}
