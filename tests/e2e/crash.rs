//! The launcher, its helper, or both are killed.

use std::time::Duration;

use nix::sys::signal::Signal;
use prism_proto::v1::{LaunchResponse, ProcessState};

use crate::support::{Ask as _, Launcher, Plan, launch, processes, until};

/// What `slow` does at the end is to ignore SIGTERM, with a child that has left its session.
const DEAF: &str =
    "trap '' TERM\nsetsid sh -c 'trap \"\" TERM HUP; while :; do sleep 1; done' &\nwhile :; do sleep 1; done";
const POLITE: &str = "trap 'touch $OUT/termed; exit 0' TERM\nwhile :; do sleep 0.05; done";
const ALIVE: &str = "healthcheck: {kind: alive}";

async fn three(launcher: &Launcher) -> [LaunchResponse; 3] {
    let mut processes = Vec::new();
    for namespace in ["a", "b", "c"] {
        processes.push(launcher.launched(launch("p").of(namespace)).await);
    }
    processes.try_into().expect("three")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn when_the_launcher_is_killed_its_processes_are_asked_to_stop_and_a_new_one_starts_clean() {
    let plan = Plan::new().patterns(|patterns| patterns.sleeper("p", "").script("polite", ALIVE, POLITE));
    let mut launcher = plan.start().await;
    let processes = three(&launcher).await;
    let out = launcher.path().to_owned();
    let polite = launcher.launched(launch("polite").of("a").with("OUT", out.display())).await;
    until("the script runs", async || (!processes::children(polite.pid).is_empty()).then_some(())).await;
    launcher.kill();
    launcher.traces.assert_dead();
    assert!(processes.iter().all(|process| !processes::alive(process.pid)));
    assert!(out.join("termed").exists(), "they got the stop signal first");

    let launcher = launcher.into_plan().start().await;
    assert_eq!(launcher.list().await, []);
    let first = launcher.launched(launch("p").of("a")).await;
    assert_eq!((first.generation, first.reused), (1, false));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_new_launcher_does_not_wait_for_what_the_killed_one_left() {
    let mut launcher = Plan::new().patterns(|patterns| patterns.script("deaf", ALIVE, DEAF)).start().await;
    let deaf = launcher.launched(launch("deaf").of("a")).await;
    until("both run", async || (processes::children(deaf.pid).len() >= 2).then_some(())).await;
    let old: Vec<i32> = launcher.traces.processes().into_iter().filter(|pid| *pid != launcher.pid()).collect();
    launcher.kill();
    // The spawner gives it ten seconds; the new launcher ends it at once.
    let launcher = launcher.into_plan().start().await;
    let again = launcher.launched(launch("deaf").of("a")).await;
    assert!(!processes::alive(deaf.pid), "never two of one key");
    assert_ne!(again.pid, deaf.pid);
    until("nothing of the old one is left", async || old.iter().all(|pid| !processes::alive(*pid)).then_some(())).await;
    assert_eq!(launcher.launched(launch("deaf").of("a")).await.pid, again.pid, "the old spawner's end disturbs nobody");
    let request = prism_proto::v1::TerminateRequest { process_id: again.process_id, force: true, ..Default::default() };
    launcher.client().terminate_pattern(request).await.expect("ended");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn when_both_are_killed_the_next_launcher_ends_what_they_left() {
    let mut launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).start().await;
    let left = three(&launcher).await;
    let spawner = launcher.spawner();
    processes::signal(spawner, Signal::SIGSTOP);
    launcher.kill();
    processes::signal(spawner, Signal::SIGKILL);
    until("the spawner is gone", async || (!processes::alive(spawner)).then_some(())).await;
    assert!(left.iter().all(|process| processes::alive(process.pid)), "nobody is there to end them");
    let launcher = launcher.into_plan().start().await;
    until("they are ended", async || left.iter().all(|process| !processes::alive(process.pid)).then_some(())).await;
    assert_eq!(launcher.list().await, []);
    launcher.launched(launch("p").of("a")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn when_the_spawner_is_killed_the_launcher_lives_and_starts_its_processes_again() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).start().await;
    let before = three(&launcher).await;
    let spawner = launcher.spawner();
    processes::signal(spawner, Signal::SIGKILL);
    for process in &before {
        let back = until("it is back", async || {
            launcher
                .status(&process.process_id)
                .await
                .filter(|info| info.generation == 2 && info.state() == ProcessState::StateRunning)
        })
        .await;
        assert!(back.pid != process.pid && !processes::alive(process.pid));
    }
    assert_ne!(launcher.spawner(), spawner);
    assert!(launcher.launched(launch("p").of("a")).await.reused);
    assert!(!launcher.launched(launch("p").of("d")).await.reused);
    let ended = launcher.terminate("ns:a:p").await.expect("ended");
    assert!(ended.success && !ended.forced);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_second_launcher_on_the_same_state_is_refused_naming_the_first() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).start().await;
    let process = launcher.launched(launch("p").of("a")).await;
    let output = launcher.another().output().expect("executed");
    let text = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains(&format!("in use by another launcher (pid {})", launcher.pid())), "{text}");
    assert!(text.contains("--state-dir"), "{text}");
    assert!(processes::alive(process.pid));
    assert!(launcher.launched(launch("p").of("a")).await.reused, "the first one goes on undisturbed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_launcher_that_is_stopped_and_continued_has_lost_nothing() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).start().await;
    let [a, ..] = three(&launcher).await;
    launcher.signal(Signal::SIGSTOP);
    processes::signal(a.pid, Signal::SIGKILL);
    launcher.signal(Signal::SIGCONT);
    until("it is back", async || launcher.status("ns:a:p").await.filter(|info| info.generation == 2 && info.healthy))
        .await;
    let launcher_lives = launcher.health().await;
    assert_eq!((launcher_lives.running_processes, launcher_lives.failed_processes), (3, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_api_is_served_on_a_unix_socket_too() {
    let plan = Plan::new().patterns(|patterns| patterns.sleeper("p", ""));
    let socket = plan.path().join("api.sock");
    let launcher = plan.flags(&["--unix-socket", socket.to_str().expect("text")]).start().await;
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(&socket).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "for the launcher's own user alone");
    let endpoint = tonic::transport::Endpoint::from_shared(format!("unix:{}", socket.display())).expect("an address");
    let channel = endpoint.timeout(Duration::from_secs(30)).connect().await.expect("somebody listens");
    let mut client = prism_proto::v1::pattern_launcher_client::PatternLauncherClient::new(channel);
    let process = client.launch_pattern(launch("p").of("a")).await.expect("launched").into_inner();
    assert_eq!(launcher.launched(launch("p").of("a")).await.pid, process.pid, "it is the same launcher");
    // A socket that a killed launcher left is no obstacle.
    let mut launcher = launcher;
    launcher.kill();
    assert!(socket.exists());
    let launcher = launcher.into_plan().start().await;
    assert_eq!(launcher.list().await, []);
}
