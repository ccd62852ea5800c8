//! Another program in the place of the launcher, while clients ask and processes run.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use nix::sys::signal::Signal;
use prism_proto::v1::pattern_launcher_client::PatternLauncherClient;
use prism_proto::v1::{HealthRequest, LaunchResponse, UpgradeRequest, UpgradeResponse};
use tonic::Code;

use crate::support::binaries::binary;
use crate::support::client::Refused;
use crate::support::prismctl::{failed, printed};
use crate::support::wait::PATIENCE;
use crate::support::{Ask as _, Launcher, Plan, launch, level, processes, until};

const TCP: &str = "healthcheck: {kind: tcp}";
const ALIVE: &str = "healthcheck: {kind: alive}";

/// The launcher's own program at another place, as another build is installed.
pub(crate) fn another_build(launcher: &Launcher, name: &str) -> PathBuf {
    let path = launcher.path().join(name);
    fs::copy(binary("prism-launcher"), &path).expect("copied");
    path
}

/// A program that is no launcher, or a bad one.
pub(crate) fn program(launcher: &Launcher, name: &str, text: &str) -> PathBuf {
    let path = launcher.path().join(name);
    fs::write(&path, text).expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("set");
    path
}

/// One that says what a launcher says, and then does `then`.
pub(crate) fn impostor(launcher: &Launcher, name: &str, spawner: u32, reads: &str, then: &str) -> PathBuf {
    let hello = format!("prism-launcher hello 1\\nversion 9.9.9\\nspawner {spawner}\\nreads {reads}\\nwrites 9\\n");
    let text = format!(
        "#!/usr/bin/env python3\nimport socket, sys, time\ns = socket.socket(fileno=0)\ns.recv(65536)\ns.send(b'{hello}')\n{then}\n"
    );
    program(launcher, name, &text)
}

pub(crate) async fn upgrade(launcher: &Launcher, binary: &Path) -> Result<UpgradeResponse, tonic::Status> {
    let request = UpgradeRequest { binary: binary.display().to_string(), only_check: false };
    launcher.client().upgrade(request).await.map(tonic::Response::into_inner)
}

pub(crate) async fn refused(launcher: &Launcher, binary: &Path) -> Refused {
    Refused::from(upgrade(launcher, binary).await.expect_err("a refusal was expected"))
}

/// The process that serves behind the front, other than `before`. By then the front stands, and connections of before are closed.
pub(crate) async fn serving(launcher: &Launcher, before: i32) -> i32 {
    let says = |pid: i32, word: &str| {
        let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        line.split(|byte| *byte == 0).any(|part| part == word.as_bytes())
    };
    let serves = until("the next one stands behind the front", async || {
        let behind: Vec<_> =
            processes::children(launcher.pid()).into_iter().filter(|pid| says(*pid, "handover")).collect();
        (says(launcher.pid(), "front") && behind.len() == 1 && behind[0] != before).then(|| behind[0])
    })
    .await;
    // Whoever has a connection learns that it is closed by using it.
    until("it answers", async || launcher.client().health(HealthRequest::default()).await.ok()).await;
    serves
}

pub(crate) async fn three(launcher: &Launcher) -> Vec<LaunchResponse> {
    let mut processes = Vec::new();
    for request in
        [launch("p").at(level::NONE), launch("p").of("b"), launch("p").of("c").session("s").at(level::SESSION)]
    {
        processes.push(launcher.launched(request).await);
    }
    processes
}

pub(crate) fn same(now: &[LaunchResponse], before: &[LaunchResponse]) {
    for (now, was) in now.iter().zip(before) {
        assert_eq!((now.pid, now.generation, &now.address), (was.pid, was.generation, &was.address));
    }
}

/// What the process executes.
fn executes(pid: i32) -> PathBuf {
    fs::read_link(format!("/proc/{pid}/exe")).expect("it lives")
}

/// Clients that ask all the time, each time over a new connection, as documented: UNAVAILABLE is asked again.
struct Crowd {
    stop: Arc<AtomicBool>,
    answered: Arc<AtomicU64>,
    clients: Vec<tokio::task::JoinHandle<BTreeSet<(i32, bool)>>>,
}

impl Crowd {
    fn of(launcher: &Launcher, clients: usize) -> Self {
        let (stop, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let client = || {
            let (address, stop, answered) = (launcher.ports.grpc.clone(), stop.clone(), answered.clone());
            tokio::spawn(async move {
                let mut seen = BTreeSet::new();
                while !stop.load(Ordering::Relaxed) {
                    let stream = tokio::net::TcpStream::connect(&address).await;
                    drop(stream.unwrap_or_else(|error| panic!("a connection was refused: {error}")));
                    seen.insert(ask(&address).await);
                    answered.fetch_add(1, Ordering::Relaxed);
                }
                seen
            })
        };
        let clients = (0..clients).map(|_| client()).collect();
        Self { stop, answered, clients }
    }

    /// Waits until so many more were answered.
    async fn answered(&self, more: u64) {
        let wanted = self.answered.load(Ordering::Relaxed) + more;
        until("clients are answered", async || {
            assert!(self.clients.iter().all(|client| !client.is_finished()), "a client has given up");
            (self.answered.load(Ordering::Relaxed) >= wanted).then_some(())
        })
        .await;
    }

    /// Every pid that was answered, and whether the process ran already.
    async fn end(self) -> BTreeSet<(i32, bool)> {
        self.stop.store(true, Ordering::Relaxed);
        let mut seen = BTreeSet::new();
        for client in self.clients {
            seen.extend(client.await.expect("no client was disappointed"));
        }
        seen
    }
}

/// One launch over a connection of its own.
async fn ask(address: &str) -> (i32, bool) {
    let began = std::time::Instant::now();
    loop {
        let answer = async {
            let mut client = PatternLauncherClient::connect(format!("http://{address}")).await?;
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(client.launch_pattern(launch("p").of("b")).await)
        };
        match answer.await {
            Ok(Ok(answer)) => break (answer.get_ref().pid, answer.get_ref().reused),
            Ok(Err(status)) if status.code() == Code::Unavailable || std::error::Error::source(&status).is_some() => {}
            Ok(Err(status)) => panic!("{status:?}"),
            Err(error) => {
                let text = format!("{error:?}");
                assert!(!text.contains("ConnectionRefused"), "{text}");
            }
        }
        assert!(began.elapsed() < PATIENCE, "it was never answered");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_upgrades_in_a_row_are_noticed_by_no_client_and_no_process() {
    let launcher = Plan::new().patterns(|patterns| patterns.server("p", TCP)).start().await;
    let before = three(&launcher).await;
    let first = launcher.pid();
    let crowd = Crowd::of(&launcher, 4);
    let mut serves = first;
    for name in ["next", "after-next"] {
        crowd.answered(50).await;
        let build = another_build(&launcher, name);
        let answer = upgrade(&launcher, &build).await.expect("it can take over");
        assert_eq!((Path::new(&answer.binary), executes(answer.pid)), (build.as_path(), build.clone()));
        assert!(answer.pid != serves && answer.pid != first);
        crowd.answered(50).await;
        assert_eq!(serving(&launcher, serves).await, answer.pid, "the pid that was started stands before it");
        assert!(serves == first || !processes::alive(serves), "the one before is gone");
        serves = answer.pid;
    }
    assert_eq!(crowd.end().await, BTreeSet::from([(before[1].pid, true)]), "one process, never another");
    same(&three(&launcher).await, &before);
    assert_eq!(launcher.list().await.len(), 3);
    assert_eq!(launcher.page("/ready").await.status, 200);
    assert!(launcher.metrics("/metrics").await.body.contains("pattern_launcher_processes_running"));
    // Exits are still seen: the spawner is the same.
    processes::signal(before[1].pid, Signal::SIGKILL);
    let back = until("it is back", async || {
        launcher.status(&before[1].process_id).await.filter(|info| info.generation == 2 && info.healthy)
    })
    .await;
    assert!(back.last_error.contains("signal 9"), "{}", back.last_error);
    assert!(launcher.terminate(&before[0].process_id).await.expect("ended").success);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_cannot_take_over_changes_nothing() {
    let launcher = Plan::new().patterns(|patterns| patterns.server("p", TCP)).start().await;
    let before = three(&launcher).await;
    let mut watch = launcher.watch().await;
    let run = watch.next().await.launcher_id;
    let crashes = program(&launcher, "crashes", "#!/bin/sh\nexit 3\n");
    let silent = program(&launcher, "silent", "#!/bin/sh\nexec sleep 60\n");
    let other = impostor(&launcher, "other", 99, "2", "s.recv(1)");
    let older = impostor(&launcher, "older", 2, "1", "s.recv(1)");
    let unwilling =
        impostor(&launcher, "unwilling", 2, "1 2 3 4 5", "s.send(b'refused policies: none is good')\ntime.sleep(60)");
    let broken = program(&launcher, "broken", "\x7fELF and no more");
    for (program, why) in [
        (&crashes, "is no prism-launcher that can take over: "),
        (&crashes, "crashes ended with exit status: 3"),
        (&silent, "silent has said nothing for 5 s"),
        (&other, "9.9.9 speaks protocol 99 with spawners, and the one that runs speaks 2"),
        (&older, "9.9.9 reads records of versions [1]"),
        (&unwilling, "unwilling 9.9.9 refuses: policies: none is good"),
        (&broken, "broken cannot be started: "),
    ] {
        let refusal = refused(&launcher, program).await.expect(Code::FailedPrecondition, "UPGRADE_FAILED");
        refusal.saying("nothing was changed: ").saying(why);
    }
    launcher.configure("grpc_prot: 1");
    let build = another_build(&launcher, "next");
    refused(&launcher, &build).await.saying("refuses: ").saying("config.yaml:2:3: launcher: unknown field `grpc_prot`");
    launcher.configure("require_hardening: [tmp]");
    refused(&launcher, &build).await.saying("nothing was changed: ").saying("tmp is not enforced");
    launcher.configure("log_dir: /proc/nope");
    refused(&launcher, &build).await.saying("nothing was changed: ").saying("log_dir /proc/nope: ");
    launcher.configure("");
    let check = UpgradeRequest { binary: build.display().to_string(), only_check: true };
    let could = launcher.client().upgrade(check).await.expect("it could").into_inner();
    until("it was ended", async || (!processes::alive(could.pid)).then_some(())).await;
    same(&three(&launcher).await, &before);
    let process = launcher.launched(launch("p").of("d")).await;
    let told = watch.until("the new one", |info| info.pid == process.pid).await;
    assert_eq!((told.pid, watch.next().await.launcher_id), (process.pid, run), "the stream is still the same");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn which_program_may_be_started_is_not_for_everyone_to_say() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).start().await;
    let writable = program(&launcher, "writable", "#!/bin/sh\ntouch $0.ran\n");
    fs::set_permissions(&writable, fs::Permissions::from_mode(0o777)).expect("set");
    for (path, why) in [
        (Path::new("prism-launcher"), "is not an absolute path"),
        (writable.as_path(), "can be written by others (mode 777)"),
        (Path::new("/nowhere/at/all"), "No such file"),
        (Path::new("/etc/passwd"), "is not an executable file"),
    ] {
        let refusal = refused(&launcher, path).await.expect(Code::InvalidArgument, "INVALID_ARGUMENT").saying(why);
        assert_eq!(refusal.field.as_deref(), Some("binary"));
    }
    assert!(!launcher.path().join("writable.ran").exists());
    assert!(failed(&launcher, "upgrade --binary /etc/passwd").await.contains("field binary"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_next_one_fails_at_the_last_moment_the_one_before_takes_everything_back() {
    let launcher = Plan::new().patterns(|patterns| patterns.server("p", TCP)).start().await;
    let before = three(&launcher).await;
    let first = launcher.pid();
    let crowd = Crowd::of(&launcher, 2);
    for (name, then, why) in [
        ("crashes", "sys.exit(4)", "crashes ended with exit status: 4"),
        ("refuses", "s.send(b'refused no luck')\ntime.sleep(60)", "refuses 9.9.9 could not take over: no luck"),
    ] {
        let then = format!("s.send(b'prepared')\ns.recv(65536)\n{then}");
        let program = impostor(&launcher, name, 2, "1 2 3 4 5 6 7 8 9", &then);
        let refusal = refused(&launcher, &program).await.expect(Code::FailedPrecondition, "UPGRADE_FAILED");
        refusal.saying(why).saying("the launcher of before serves again");
        crowd.answered(20).await;
        assert_eq!(launcher.pid(), first);
        assert_eq!(
            executes(first),
            binary("prism-launcher").canonicalize().expect("there"),
            "no other program is there"
        );
    }
    // And then one that can.
    let build = another_build(&launcher, "next");
    let serves = upgrade(&launcher, &build).await.expect("it can take over").pid;
    assert_eq!((serving(&launcher, 0).await, executes(serves)), (serves, build));
    // Another one fails, behind the front.
    let program = launcher.path().join("crashes");
    refused(&launcher, &program).await.saying("serves again");
    crowd.answered(20).await;
    assert_eq!(serving(&launcher, 0).await, serves);
    assert_eq!(crowd.end().await, BTreeSet::from([(before[1].pid, true)]), "one process, never another");
    same(&three(&launcher).await, &before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_launch_under_way_goes_on_with_the_next_launcher() {
    let notify = "python3 -c 'import os,socket; s=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM); s.sendto(b\"READY=1\",os.environ[\"NOTIFY_SOCKET\"]); __import__(\"time\").sleep(600)'";
    let script = format!("while [ ! -e $OUT/go ]; do sleep 0.01; done\nexec {notify}");
    let plan = Plan::new().patterns(|patterns| patterns.script("slow", "healthcheck: {kind: notify}", &script));
    let launcher = plan.start().await;
    let out = launcher.path().to_owned();
    let request = launch("slow").of("a").with("OUT", out.display());
    let waiting = tokio::spawn({
        let (mut client, request) = (launcher.client(), request.clone());
        async move { client.launch_pattern(request).await }
    });
    let starting =
        until("it is spawned", async || launcher.status("ns:a:slow").await.filter(|info| info.pid != 0)).await;
    let mut prismctl = Command::new(binary("prismctl"));
    prismctl.env_clear().args(["--launcher", &launcher.ports.grpc, "pattern", "launch", "slow", "--namespace", "a"]);
    prismctl.arg("--config").arg(format!("OUT={}", out.display())).stdout(Stdio::piped()).stderr(Stdio::piped());
    let prismctl = prismctl.spawn().expect("executed");
    let build = another_build(&launcher, "next");
    upgrade(&launcher, &build).await.expect("it can take over");
    let told = Refused::from(waiting.await.expect("no panic").expect_err("it was not ready in time"));
    let told = told.expect(Code::Unavailable, "UPGRADING");
    assert!(told.retry_after.is_some());
    serving(&launcher, 0).await;
    fs::write(out.join("go"), "").expect("written");
    let process = launcher.launched(request).await;
    assert_eq!((process.pid, process.generation), (starting.pid, 1), "nothing was started twice");
    let output =
        tokio::task::spawn_blocking(move || prismctl.wait_with_output()).await.expect("no panic").expect("ran");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains(&format!("pid {}", starting.pid)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn streams_end_with_a_reason_and_followers_miss_nothing() {
    let script = "n=0; while [ ! -e $OUT/end ]; do n=$((n+1)); echo $n; sleep 0.01; done; touch $OUT/ended; while :; do sleep 1; done";
    let launcher = Plan::new().patterns(|patterns| patterns.script("p", ALIVE, script)).start().await;
    let out = launcher.path().to_owned();
    launcher.launched(launch("p").of("a").with("OUT", out.display())).await;
    let mut watch = launcher.watch().await;
    watch.next().await;
    let mut logs = Command::new(binary("prismctl"));
    logs.env_clear().args(["--launcher", &launcher.ports.grpc, "pattern", "logs", "ns:a:p", "-f", "--raw"]);
    let mut logs = logs.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("executed");
    let mut lines = BufReader::new(logs.stdout.take().expect("piped")).lines();
    assert_eq!(lines.next().expect("it follows").expect("text"), "1");
    let following = tokio::task::spawn_blocking(move || {
        let rest: Vec<String> = lines.map(|line| line.expect("text")).collect();
        (rest, logs.wait_with_output().expect("ran"))
    });
    let build = another_build(&launcher, "next");
    upgrade(&launcher, &build).await.expect("it can take over");
    let end = loop {
        match watch.0.message().await {
            Ok(told) => assert!(told.is_some(), "a watch does not just end"),
            Err(status) => break Refused::from(status),
        }
    };
    end.expect(Code::Unavailable, "UPGRADING");
    fs::write(out.join("end"), "").expect("written");
    until("it writes no more", async || out.join("ended").exists().then_some(())).await;
    serving(&launcher, 0).await;
    launcher.terminate("ns:a:p").await.expect("ended");
    let (rest, output) = following.await.expect("no panic");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && stderr.contains("UPGRADING") && stderr.ends_with("ns:a:p is gone\n"),
        "{stderr}"
    );
    let numbers: Vec<usize> = rest.iter().map(|line| line.parse().expect("a number")).collect();
    assert!(numbers.iter().copied().eq(2..numbers.len() + 2), "each line once: {numbers:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_signal_upgrades_to_what_is_installed_and_signals_are_passed_on() {
    let launcher = Plan::new().patterns(|patterns| patterns.server("p", TCP)).start().await;
    let before = three(&launcher).await;
    let mut serves = 0;
    for _ in 0..2 {
        launcher.signal(Signal::SIGUSR2);
        serves = serving(&launcher, serves).await;
        same(&three(&launcher).await, &before);
    }
    launcher.patterns().sleeper("new", "");
    launcher.signal(Signal::SIGHUP);
    launcher.logged("reloaded manifests and policies", 1).await;
    assert!(printed(&launcher, "pattern describe new").await.starts_with("new 1.0.0"));
    // Dropped, it is told to stop, ends with 0 and leaves nothing.
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_was_started_is_what_must_live() {
    let mut launcher = Plan::new().patterns(|patterns| patterns.server("p", TCP)).start().await;
    let before = three(&launcher).await;
    let build = another_build(&launcher, "next");
    let serves = upgrade(&launcher, &build).await.expect("it can take over").pid;
    assert_eq!(serving(&launcher, 0).await, serves);
    launcher.kill();
    until("the launcher behind it ends, too", async || (!processes::alive(serves)).then_some(())).await;
    let launcher = launcher.into_plan().start().await;
    same(&three(&launcher).await, &before);
}
