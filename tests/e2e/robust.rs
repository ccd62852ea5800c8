//! Things that happen at the same time, and surroundings that are not kind.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use nix::sys::signal::Signal;
use prism_proto::v1::{LaunchRequest, LaunchResponse, PatternInfo, ProcessState, TerminateRequest};
use tokio::task::JoinHandle;
use tonic::{Code, Status};

use crate::support::binaries::binary;
use crate::support::client::Refused;
use crate::support::{Ask as _, Launcher, Plan, launch, level, processes, until};

const ALIVE: &str = "healthcheck: {kind: alive}";
/// Never true.
const NEVER: &str = "healthcheck: {kind: exec, command: [/bin/false]}";
/// Stops when it is let go.
const SLOW: &str = "trap 'until [ -e $OUT/go ]; do sleep 0.02; done; exit 0' TERM\nwhile :; do sleep 0.05; done";

fn launching(launcher: &Launcher, request: LaunchRequest) -> JoinHandle<Result<LaunchResponse, Status>> {
    let mut client = launcher.client();
    tokio::spawn(async move { client.launch_pattern(request).await.map(tonic::Response::into_inner) })
}

async fn spawned(launcher: &Launcher, process_id: &str) -> PatternInfo {
    until("it is spawned", async || launcher.status(process_id).await.filter(|info| info.pid > 0)).await
}

async fn script_runs(pid: i32) {
    until("the script runs", async || (!processes::children(pid).is_empty()).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_process_that_is_terminated_while_it_starts_is_refused_to_who_launched_it() {
    let launcher = Plan::new().patterns(|patterns| patterns.script("idle", NEVER, "exec sleep infinity")).start().await;
    let caller = launching(&launcher, launch("idle").of("a"));
    let starting = spawned(&launcher, "ns:a:idle").await;
    assert!(launcher.terminate("ns:a:idle").await.expect("ended").success);
    let refused: Refused = caller.await.expect("no panic").expect_err("it is gone").into();
    refused.expect(Code::Unavailable, "START_FAILED").saying("terminated before it became ready");
    assert!(!processes::alive(starting.pid));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_launch_while_the_old_one_stops_waits_and_begins_anew() {
    let launcher = Plan::new().patterns(|patterns| patterns.script("slow", ALIVE, SLOW)).start().await;
    let request = launch("slow").of("a").with("OUT", launcher.path().display());
    let old = launcher.launched(request.clone()).await;
    script_runs(old.pid).await;
    let mut client = launcher.client();
    let id = old.process_id.clone();
    let ending = tokio::spawn(async move {
        client.terminate_pattern(TerminateRequest { process_id: id, ..TerminateRequest::default() }).await
    });
    let stopping = |info: &PatternInfo| info.state() == ProcessState::StateTerminating;
    until("it stops", async || launcher.status("ns:a:slow").await.filter(stopping)).await;
    let next = launching(&launcher, request);
    fs::write(launcher.path().join("go"), "").expect("written");
    let next = next.await.expect("no panic").expect("launched");
    assert!(ending.await.expect("no panic").expect("ended").into_inner().success);
    assert_eq!((next.generation, next.reused), (2, false));
    assert!(!processes::alive(old.pid) && processes::alive(next.pid));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn everyone_who_ends_the_same_process_is_told_that_it_is_gone() {
    let launcher = Plan::new().patterns(|patterns| patterns.script("slow", ALIVE, SLOW)).start().await;
    let process = launcher.launched(launch("slow").of("a").with("OUT", launcher.path().display())).await;
    script_runs(process.pid).await;
    let ending: Vec<_> = (0..10)
        .map(|_| {
            let (mut client, process_id) = (launcher.client(), process.process_id.clone());
            let request = TerminateRequest { process_id, ..TerminateRequest::default() };
            tokio::spawn(async move { client.terminate_pattern(request).await })
        })
        .collect();
    let stopping = |info: &PatternInfo| info.state() == ProcessState::StateTerminating;
    until("it stops", async || launcher.status("ns:a:slow").await.filter(stopping)).await;
    fs::write(launcher.path().join("go"), "").expect("written");
    let mut told = 0;
    for answer in ending {
        match answer.await.expect("no panic") {
            Ok(answer) => told += usize::from(answer.into_inner().success),
            // One whose request came when it was gone already.
            Err(status) => assert_eq!(status.code(), Code::NotFound),
        }
    }
    assert!(told > 0 && !processes::alive(process.pid));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn launches_and_ends_in_any_order_never_make_two_of_one_key() {
    let launcher =
        Plan::new().patterns(|patterns| patterns.sleeper("p", "").script("dies", ALIVE, "exit 1")).start().await;
    let churns: Vec<_> = (0..16)
        .map(|n| {
            let mut client = launcher.client();
            tokio::spawn(async move {
                let namespace = format!("ns-{}", n % 4);
                for round in 0..12 {
                    let pattern = if (n + round) % 5 == 0 { "dies" } else { "p" };
                    // Answered one way or the other; which, depends on the others.
                    let _ = client.launch_pattern(launch(pattern).of(&namespace)).await;
                    if (n + round) % 3 == 0 {
                        let process_id = format!("ns:{namespace}:p");
                        let force = round % 2 == 0;
                        let request = TerminateRequest { process_id, force, grace_period_secs: None };
                        let _ = client.terminate_pattern(request).await;
                    }
                }
            })
        })
        .collect();
    for churn in churns {
        churn.await.expect("no panic");
    }
    // A list has each id once: what lives and is listed is one of each key.
    let own = [launcher.pid(), launcher.spawner()];
    until("what lives is what is listed", async || {
        let living = launcher.traces.processes();
        let listed: Vec<i32> = launcher.list().await.iter().map(|info| info.pid).collect();
        living.iter().all(|pid| listed.contains(pid) || own.contains(pid)).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn who_gives_up_waiting_gives_back_the_place_in_the_line() {
    let config = "limits: {waiting_requests: 2}";
    let plan = Plan::new().config(config);
    let launcher =
        plan.patterns(|patterns| patterns.script("idle", NEVER, "exec sleep infinity").sleeper("p", "")).start().await;
    for _ in 0..5 {
        let waiting: Vec<_> = (0..2).map(|_| launching(&launcher, launch("idle").of("a"))).collect();
        // Not by asking for a third one: it might be before them.
        until("both wait", async || (launcher.sample("requests_waiting").await == 2.0).then_some(())).await;
        launcher.refused(launch("idle").of("a")).await.expect(Code::ResourceExhausted, "START_QUEUE_FULL");
        waiting.iter().for_each(JoinHandle::abort);
        until("there is room again", async || launcher.launch(launch("p").of("b")).await.ok()).await;
        launcher.terminate("ns:b:p").await.expect("ended");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn while_the_spawner_hangs_what_runs_is_answered_and_later_everything_goes_on() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).start().await;
    let warm = launcher.launched(launch("p").of("a")).await;
    let spawner = launcher.spawner();
    processes::signal(spawner, Signal::SIGSTOP);
    let cold = launching(&launcher, launch("p").of("b"));
    until("it waits", async || launcher.status("ns:b:p").await).await;
    assert_eq!(launcher.launched(launch("p").of("a")).await.pid, warm.pid);
    assert_eq!(launcher.health().await.running_processes, 1);
    assert!(!cold.is_finished());
    processes::signal(spawner, Signal::SIGCONT);
    assert!(processes::alive(cold.await.expect("no panic").expect("launched").pid));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn nobody_reads_its_log_and_it_goes_on() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).unread().start().await;
    for namespace in ["a", "b", "c"] {
        launcher.launched(launch("p").of(namespace)).await;
    }
    launcher.terminate("ns:a:p").await.expect("ended");
    assert_eq!(launcher.health().await.running_processes, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn without_descriptors_it_refuses_and_recovers() {
    let plan = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).descriptors(60);
    let launcher = plan.start().await;
    let mut running = Vec::new();
    let refused = loop {
        match launcher.launch(launch("p").of(&format!("a{}", running.len()))).await {
            Ok(process) => running.push(process.process_id),
            Err(status) => break Refused::from(status),
        }
        assert!(running.len() < 100, "the limit is reached before");
    };
    refused.expect(Code::Unavailable, "START_FAILED").saying("Too many open files");
    assert_eq!(usize::try_from(launcher.health().await.running_processes), Ok(running.len()));
    for process_id in running {
        launcher.terminate(&process_id).await.expect("ended");
    }
    launcher.launched(launch("p").of("b")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_secret_of_a_request_is_written_nowhere() {
    const SECRET: &str = "hunter2-s3cret";
    let keys = "config_keys: [{name: token, secret: true}]";
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", keys)).env("RUST_LOG", "trace").start().await;
    launcher.launched(launch("p").of("a").with("token", SECRET)).await;
    launcher.refused(launch("p").of("a").with("token", format!("{SECRET}2"))).await;
    launcher.refused(launch("p").of("b").with("token", format!("{SECRET}\0"))).await;
    launcher.refused(launch("p").of("b").with(SECRET, SECRET)).await;
    for file in files(launcher.path()) {
        let content = fs::read(&file).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&content).contains(SECRET), "{}", file.display());
    }
    let health = format!("{:?}{}", launcher.health().await, launcher.page("/health").await.body);
    let told = format!("{health}{}{:?}", launcher.metrics("/metrics").await.body, launcher.list().await);
    assert!(!told.contains(SECRET), "{told}");
    let log: Vec<String> = launcher.log().lines().filter(|line| line.contains(SECRET)).map(str::to_owned).collect();
    assert_eq!(log, [""; 0], "not even at the lowest level");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_the_launcher_writes_is_for_its_own_user_alone() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).start().await;
    let pid = launcher.launched(launch("p").of("a")).await.pid;
    let mode = |path: PathBuf| fs::metadata(&path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(launcher.state_dir()), 0o700);
    assert_eq!(mode(fs::read_link(format!("/proc/{pid}/fd/1")).expect("it has an output")), 0o600);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_process_finds_its_directory_again_and_its_successor_a_fresh_one() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).start().await;
    let first = launcher.launched(launch("p").of("a")).await;
    let home = |pid: i32| fs::read_link(format!("/proc/{pid}/cwd")).expect("it lives");
    let begun = home(first.pid);
    fs::write(begun.join("kept"), "").expect("written");
    processes::signal(first.pid, Signal::SIGKILL);
    let running = |info: &PatternInfo| info.generation == 2 && info.healthy;
    let second = until("it is back", async || launcher.status("ns:a:p").await.filter(running)).await;
    assert!(home(second.pid) == begun && begun.join("kept").exists());
    launcher.terminate("ns:a:p").await.expect("ended");
    let third = launcher.launched(launch("p").of("a")).await;
    assert!(!home(third.pid).join("kept").exists());
    until("the old directory is gone", async || (!begun.exists()).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_port_of_the_manifest_is_honoured_where_one_instance_can_exist() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("bound");
    let port = taken.local_addr().expect("its number").port();
    let manifest = format!("healthcheck: {{kind: http, port: {port}}}");
    let launcher = Plan::new().patterns(|patterns| patterns.server("web", &manifest)).start().await;
    let refused = launcher.refused(launch("web").at(level::NONE)).await;
    refused.expect(Code::Unavailable, "START_FAILED").saying(&format!("healthcheck.port {port}"));
    drop(taken);
    let shared = until("the port is free", async || launcher.launch(launch("web").at(level::NONE)).await.ok()).await;
    let health_port = |pid: i32| {
        let environment = processes::environment(pid);
        environment.into_iter().find(|(name, _)| name == "HEALTH_PORT").expect("is given").1
    };
    assert_eq!(health_port(shared.pid), port.to_string());
    let of_a = launcher.launched(launch("web").of("a")).await;
    assert_ne!(health_port(of_a.pid), port.to_string(), "elsewhere the launcher assigns");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_stranger_on_a_processs_port_is_not_taken_for_it() {
    let manifest = "startup_timeout: 3s\nhealthcheck: {kind: tcp}";
    let launcher = Plan::new().patterns(|patterns| patterns.script("p", manifest, "exec sleep infinity")).start().await;
    let caller = launching(&launcher, launch("p").of("a"));
    let starting = spawned(&launcher, "ns:a:p").await;
    let environment = processes::environment(starting.pid);
    let port = environment.into_iter().find(|(name, _)| name == "GRPC_PORT").expect("is given").1;
    let mut stranger = Command::new(binary("consumer"));
    stranger.env_clear().env("GRPC_PORT", port).stderr(Stdio::null()).stdout(Stdio::null());
    let mut stranger = stranger.spawn().expect("executed");
    let answer = caller.await.expect("no panic");
    stranger.kill().and_then(|()| stranger.wait()).expect("ended");
    let refused: Refused = answer.expect_err("it never listened").into();
    refused.expect(Code::Unavailable, "START_FAILED").saying("a process that is not the instance's");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_a_process_writes_is_bounded_on_disk() {
    // Sixteen mebibytes are kept at most, and looked after at once.
    let script = "head -c 40000000 /dev/zero | tr '\\0' 'x'\necho the end\nexec sleep infinity";
    let launcher = Plan::new().patterns(|patterns| patterns.script("talks", ALIVE, script)).start().await;
    let pid = launcher.launched(launch("talks").of("a")).await.pid;
    let log = fs::read_link(format!("/proc/{pid}/fd/1")).expect("it has an output");
    until("it has said all", async || (processes::name(pid) == "sleep").then_some(())).await;
    until("the file is small again", async || {
        // Its beginning is a hole: what counts is what it takes on the disk.
        (fs::metadata(&log).expect("it is there").blocks() * 512 <= 16 << 20).then_some(())
    })
    .await;
    assert!(fs::read(&log).expect("readable").ends_with(b"the end\n"), "the end is kept");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn sigint_stops_it_as_sigterm_does() {
    let mut launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).start().await;
    launcher.launched(launch("p").of("a")).await;
    launcher.signal(Signal::SIGINT);
    assert!(launcher.wait(Duration::from_secs(15)).is_some_and(|status| status.success()));
    launcher.traces.assert_gone();
    launcher.into_plan();
}

/// Every regular file below `directory`.
fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let below = entries.map(|entry| entry.path()).flat_map(|path| match path.symlink_metadata() {
        Ok(metadata) if metadata.is_dir() => files(&path),
        Ok(metadata) if metadata.is_file() => vec![path],
        _ => Vec::new(),
    });
    below.collect()
}
