//! The launcher, its helper, or both are killed.

use std::time::Duration;

use nix::sys::signal::Signal;
use prism_proto::v1::{LaunchResponse, ProcessState};

use crate::support::{Ask as _, Launcher, Plan, launch, level, processes, until};

/// Ignores SIGTERM, with a child that has left its session.
const DEAF: &str =
    "trap '' TERM\nsetsid sh -c 'trap \"\" TERM HUP; while :; do sleep 1; done' &\nwhile :; do sleep 1; done";
/// Says on SIGTERM that it heard it, and ends when it may.
const SLOW: &str = "trap 'echo asked >> $OUT/asked; while [ ! -e $OUT/go ]; do sleep 0.01; done; exit 0' TERM\nwhile :; do sleep 0.01; done";
const ALIVE: &str = "healthcheck: {kind: alive}";

async fn three(launcher: &Launcher) -> [LaunchResponse; 3] {
    let mut processes = Vec::new();
    for request in
        [launch("p").at(level::NONE), launch("p").of("b"), launch("p").of("c").session("s").at(level::SESSION)]
    {
        processes.push(launcher.launched(request).await);
    }
    processes.try_into().expect("three")
}

/// The same processes are listed, run, and are what a launch answers.
async fn assert_unchanged(launcher: &Launcher, before: &[LaunchResponse; 3]) {
    let listed = launcher.list().await;
    assert_eq!(listed.len(), before.len(), "{listed:?}");
    for process in before {
        let info = launcher.status(&process.process_id).await.expect("it is listed");
        assert_eq!(
            (info.pid, info.generation, info.state()),
            (process.pid, process.generation, ProcessState::StateRunning)
        );
        assert!(info.healthy && processes::alive(process.pid));
    }
    for (now, was) in three(launcher).await.iter().zip(before) {
        assert_eq!((now.pid, now.generation, now.reused), (was.pid, was.generation, true));
        assert_eq!(now.address, was.address);
    }
}

/// SIGKILL to the launcher, and another one in its place.
async fn relaunched(mut launcher: Launcher) -> Launcher {
    launcher.kill();
    launcher.into_plan().start().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_launcher_that_is_killed_is_not_noticed_by_what_it_launched() {
    let launcher = Plan::new().patterns(|patterns| patterns.server("p", "healthcheck: {kind: tcp}")).start().await;
    let before = three(&launcher).await;
    assert!(before.iter().all(|process| !process.address.is_empty()));
    let mut launcher = launcher;
    launcher.kill();
    for process in &before {
        tokio::net::TcpStream::connect(&process.address).await.expect("it serves without a launcher");
    }
    let launcher = launcher.into_plan().start().await;
    assert_unchanged(&launcher, &before).await;
    let conflict = launcher.refused(launch("p").of("b").with("A", "b")).await;
    conflict.expect(tonic::Code::FailedPrecondition, "CONFIG_CONFLICT");
    let ended = launcher.terminate(&before[1].process_id).await.expect("ended");
    assert!(ended.success && !processes::alive(before[1].pid));
    let again = launcher.launched(launch("p").of("b")).await;
    assert!(again.generation > before[1].generation && !again.reused);
    // Its end is seen, and its exit code is known: it is the spawner's child still.
    processes::signal(before[0].pid, Signal::SIGKILL);
    let back = until("it is back", async || {
        launcher.status(&before[0].process_id).await.filter(|info| info.generation == 2 && info.healthy)
    })
    .await;
    assert!(back.last_error.contains("signal 9"), "{}", back.last_error);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn work_directories_and_output_files_are_kept() {
    let script = "echo $$ >> kept\nwhile :; do echo line; sleep 0.05; done";
    let launcher = Plan::new().patterns(|patterns| patterns.script("p", ALIVE, script)).start().await;
    let process = launcher.launched(launch("p").of("a")).await;
    let work = std::fs::read_link(format!("/proc/{}/cwd", process.pid)).expect("it runs somewhere");
    until("it has written", async || work.join("kept").exists().then_some(())).await;
    let launcher = relaunched(launcher).await;
    assert!(work.join("kept").exists());
    let log = std::fs::read_link(format!("/proc/{}/fd/1", process.pid)).expect("it writes somewhere");
    let written = std::fs::metadata(&log).expect("there").len();
    until("it writes on", async || (std::fs::metadata(&log).expect("there").len() > written).then_some(())).await;
    processes::signal(process.pid, Signal::SIGKILL);
    until("it is back", async || launcher.status("ns:a:p").await.filter(|info| info.generation == 2)).await;
    until("it runs in the same directory", async || {
        let starts = std::fs::read_to_string(work.join("kept")).expect("there");
        (starts.lines().count() == 2).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_was_starting_goes_on_starting() {
    let notify = "python3 -c 'import os,socket; s=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM); s.sendto(b\"READY=1\",os.environ[\"NOTIFY_SOCKET\"]); __import__(\"time\").sleep(600)'";
    let script = format!("while [ ! -e $OUT/go ]; do sleep 0.01; done\ntouch $OUT/said; exec {notify}");
    let manifest = "healthcheck: {kind: notify}";
    let mut launcher = Plan::new().patterns(|patterns| patterns.script("slow", manifest, &script)).start().await;
    let out = launcher.path().to_owned();
    let request = launch("slow").of("a").with("OUT", out.display());
    let mut client = launcher.client();
    let waiting = tokio::spawn({
        let request = request.clone();
        async move { client.launch_pattern(request).await }
    });
    let starting =
        until("it is spawned", async || launcher.status("ns:a:slow").await.filter(|info| info.pid != 0)).await;
    launcher.kill();
    waiting.await.expect("not panicked").expect_err("its launcher is gone");
    // It says that it is ready while nobody listens.
    std::fs::write(out.join("go"), "").expect("written");
    until("it has become ready", async || out.join("said").exists().then_some(())).await;
    let launcher = launcher.into_plan().start().await;
    let process = launcher.launched(request).await;
    assert_eq!((process.pid, process.generation), (starting.pid, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_stop_under_way_is_finished() {
    let mut launcher = Plan::new().patterns(|patterns| patterns.script("slow", ALIVE, SLOW)).start().await;
    let out = launcher.path().to_owned();
    let process = launcher.launched(launch("slow").of("a").with("OUT", out.display())).await;
    until("the script runs", async || (!processes::children(process.pid).is_empty()).then_some(())).await;
    let mut client = launcher.client();
    let request = prism_proto::v1::TerminateRequest { process_id: process.process_id.clone(), ..Default::default() };
    let waiting = tokio::spawn(async move { client.terminate_pattern(request).await });
    until("it is asked", async || out.join("asked").exists().then_some(())).await;
    launcher.kill();
    waiting.await.expect("not panicked").expect_err("its launcher is gone");
    let launcher = launcher.into_plan().start().await;
    let stopping = launcher.status(&process.process_id).await.expect("it is listed");
    assert_eq!((stopping.state(), stopping.pid), (ProcessState::StateTerminating, process.pid));
    std::fs::write(out.join("go"), "").expect("written");
    until("it is gone", async || launcher.status(&process.process_id).await.is_none().then_some(())).await;
    assert!(!processes::alive(process.pid));
    assert_eq!(std::fs::read_to_string(out.join("asked")).expect("there"), "asked\n", "it was asked once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_crashes_meanwhile_is_restarted_by_policy_with_its_exit_code() {
    let script = "while [ ! -e $OUT/crash ]; do sleep 0.01; done\nrm $OUT/crash\nexit 3";
    let mut launcher = Plan::new().patterns(|patterns| patterns.script("p", ALIVE, script)).start().await;
    let out = launcher.path().to_owned();
    let process = launcher.launched(launch("p").of("a").with("OUT", out.display())).await;
    launcher.kill();
    std::fs::write(out.join("crash"), "").expect("written");
    until("it has ended", async || (!processes::alive(process.pid)).then_some(())).await;
    let launcher = launcher.into_plan().start().await;
    let back = until("it is back", async || {
        launcher.status("ns:a:p").await.filter(|info| info.generation == 2 && info.healthy)
    })
    .await;
    assert_eq!((back.restart_count, back.error_count), (1, 1));
    assert!(back.last_error.contains("exited with code 3"), "{}", back.last_error);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn without_a_launcher_nothing_lives_longer_than_configured() {
    for (timeout, asked_first) in [("0s", true), ("50ms", true)] {
        let plan = Plan::new().config(&format!("process_manager: {{orphan_timeout: {timeout}}}"));
        let polite = "trap 'touch $OUT/termed; exit 0' TERM\nwhile :; do sleep 0.05; done";
        let plan = plan.patterns(|patterns| patterns.sleeper("p", "").script("polite", ALIVE, polite));
        let mut launcher = plan.start().await;
        let out = launcher.path().to_owned();
        let before = three(&launcher).await;
        let polite = launcher.launched(launch("polite").of("a").with("OUT", out.display())).await;
        until("the script runs", async || (!processes::children(polite.pid).is_empty()).then_some(())).await;
        launcher.kill();
        launcher.traces.assert_dead();
        assert!(before.iter().all(|process| !processes::alive(process.pid)));
        assert_eq!(out.join("termed").exists(), asked_first, "they get the stop signal first");
        let launcher = launcher.into_plan().start().await;
        until("all are started again", async || {
            let listed = launcher.list().await;
            listed.iter().all(|info| info.generation == 2 && info.healthy).then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_spawner_that_is_killed_is_replaced_and_its_processes_live_on() {
    let launcher = Plan::new().patterns(|patterns| patterns.server("p", "healthcheck: {kind: tcp}")).start().await;
    let before = three(&launcher).await;
    let spawner = launcher.spawner();
    processes::signal(spawner, Signal::SIGKILL);
    launcher.logged("another one takes its place", 1).await;
    // What a new one starts is answered when it has adopted what there was.
    assert!(!launcher.launched(launch("p").of("d")).await.reused);
    assert_ne!(launcher.spawner(), spawner);
    launcher.terminate("ns:d:p").await.expect("ended");
    assert_unchanged(&launcher, &before).await;
    processes::signal(before[1].pid, Signal::SIGKILL);
    let back = until("it is back", async || {
        launcher.status(&before[1].process_id).await.filter(|info| info.generation == 2 && info.healthy)
    })
    .await;
    assert!(back.last_error.contains("unknown exit status"), "nothing is invented: {}", back.last_error);
    let ended = launcher.terminate(&before[0].process_id).await.expect("ended");
    assert!(ended.success && !ended.forced && !processes::alive(before[0].pid));
}

/// SIGKILL to the launcher and its spawner, so that neither sees the other's end.
pub(crate) async fn kill_both(launcher: &mut Launcher) {
    let spawner = launcher.spawner();
    processes::signal(spawner, Signal::SIGSTOP);
    launcher.kill();
    processes::signal(spawner, Signal::SIGKILL);
    until("the spawner is gone", async || (!processes::alive(spawner)).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn when_both_are_killed_the_next_launcher_adopts_what_is_proven_its_own() {
    let mut launcher = Plan::new().patterns(|patterns| patterns.server("p", "healthcheck: {kind: tcp}")).start().await;
    let before = three(&launcher).await;
    let ended = launcher.launched(launch("p").of("e")).await;
    kill_both(&mut launcher).await;
    processes::signal(ended.pid, Signal::SIGKILL);
    until("it has ended", async || (!processes::alive(ended.pid)).then_some(())).await;
    let launcher = launcher.into_plan().start().await;
    let back = until("it is back", async || {
        launcher.status("ns:e:p").await.filter(|info| info.generation == 2 && info.healthy)
    })
    .await;
    assert!(back.last_error.contains("unknown exit status"), "{}", back.last_error);
    launcher.terminate("ns:e:p").await.expect("ended");
    assert_unchanged(&launcher, &before).await;
    let ended = launcher.terminate(&before[2].process_id).await.expect("ended");
    assert!(ended.success && !processes::alive(before[2].pid));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_was_configured_is_still_known_and_written_nowhere() {
    let script = "echo $token >> $HOME/tokens\nwhile :; do sleep 0.05; done";
    for both in [false, true] {
        let mut launcher = Plan::new().patterns(|patterns| patterns.script("p", ALIVE, script)).start().await;
        let request = launch("p").of("a").with("token", "hunter2-s3cret");
        let process = launcher.launched(request.clone()).await;
        let work = std::fs::read_link(format!("/proc/{}/cwd", process.pid)).expect("it runs somewhere");
        let written = async |times: usize| {
            until("the script runs", async || {
                let tokens = std::fs::read_to_string(work.join("tokens")).unwrap_or_default();
                (tokens == "hunter2-s3cret\n".repeat(times)).then_some(())
            })
            .await;
        };
        written(1).await;
        if both {
            kill_both(&mut launcher).await;
        } else {
            launcher.kill();
        }
        for record in std::fs::read_dir(launcher.state_dir().join("instances")).expect("there").flatten() {
            assert!(!std::fs::read_to_string(record.path()).expect("text").contains("hunter2"));
        }
        let launcher = launcher.into_plan().start().await;
        assert_eq!(launcher.launched(request).await.pid, process.pid);
        let conflict = launcher.refused(launch("p").of("a").with("token", "another")).await;
        conflict.expect(tonic::Code::FailedPrecondition, "CONFIG_CONFLICT");
        processes::signal(process.pid, Signal::SIGKILL);
        written(2).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_no_record_speaks_of_is_ended_and_never_doubled() {
    for both in [false, true] {
        let mut launcher =
            Plan::new().patterns(|patterns| patterns.sleeper("p", "").script("deaf", ALIVE, DEAF)).start().await;
        let before = three(&launcher).await;
        let deaf = launcher.launched(launch("deaf").of("a")).await;
        until("both run", async || (processes::children(deaf.pid).len() >= 2).then_some(())).await;
        let family = [vec![deaf.pid], processes::children(deaf.pid)].concat();
        let instances = launcher.state_dir().join("instances");
        if both {
            kill_both(&mut launcher).await;
        } else {
            launcher.kill();
        }
        let spoil = |needle: &str, spoil: &dyn Fn(&std::path::Path, String)| {
            let files = std::fs::read_dir(&instances).expect("there").flatten().map(|entry| entry.path());
            let of = |file: &std::path::PathBuf| std::fs::read_to_string(file).expect("text").contains(needle);
            let file = files.into_iter().find(of).expect("it was written down");
            spoil(&file, std::fs::read_to_string(&file).expect("text"));
            file.display().to_string()
        };
        let torn = spoil("shared:p", &|file, text| {
            let within = text.find('\n').expect("a first line") + 100;
            std::fs::write(file, &text[..within]).expect("written");
        });
        let flipped =
            spoil("ns:b:p", &|file, text| std::fs::write(file, text.replace("ns:b:p", "ns:x:p")).expect("written"));
        let newer = spoil("ns:a:deaf", &|file, text| {
            std::fs::write(file, text.replace("\"version\":4", "\"version\":5")).expect("written");
        });
        let launcher = launcher.into_plan().start().await;
        for file in [torn, flipped, newer] {
            let name = std::path::Path::new(&file).file_name().expect("a name").to_str().expect("text").to_owned();
            launcher.logged(&name, 1).await;
        }
        assert!(family.iter().all(|pid| !processes::alive(*pid)), "before anybody is served");
        assert!(!processes::alive(before[0].pid) && !processes::alive(before[1].pid));
        let listed = launcher.list().await;
        assert_eq!(listed.iter().map(|info| info.pid).collect::<Vec<_>>(), [before[2].pid], "the third is untouched");
        assert!(!launcher.launched(launch("p").of("b")).await.reused);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn killed_again_and_again_while_it_launches_it_never_has_two_of_one_key() {
    let mut launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).start().await;
    let mut known = std::collections::BTreeMap::new();
    for round in 0..20 {
        let asked: Vec<_> = (0..6)
            .map(|number| {
                let mut client = launcher.client();
                tokio::spawn(async move { client.launch_pattern(launch("p").of(&format!("n{number}"))).await })
            })
            .collect();
        // Sometimes before anything is done, sometimes in the midst of it, sometimes after.
        tokio::time::sleep(Duration::from_millis(round % 5 * 3)).await;
        launcher.kill();
        for answer in asked {
            if let Ok(Ok(answer)) = answer.await.map(|answer| answer.map(tonic::Response::into_inner)) {
                let before = known.insert(answer.process_id.clone(), answer.pid);
                assert!(before.is_none_or(|pid| pid == answer.pid), "{} was doubled", answer.process_id);
            }
        }
        launcher = launcher.into_plan().start().await;
        let listed = launcher.list().await;
        let mut sleepers: Vec<i32> =
            launcher.traces.processes().into_iter().filter(|pid| processes::name(*pid) == "sleep").collect();
        let mut pids: Vec<i32> = listed.iter().map(|info| info.pid).filter(|pid| *pid != 0).collect();
        sleepers.sort_unstable();
        pids.sort_unstable();
        if listed.iter().all(|info| info.state() == ProcessState::StateRunning) {
            assert_eq!(sleepers, pids, "what lives is what is listed");
        }
        for (process_id, pid) in &known {
            let info = launcher.status(process_id).await.expect("what was answered for lives on");
            assert_eq!(info.pid, *pid, "{process_id}");
        }
    }
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
    let [_, b, _] = three(&launcher).await;
    launcher.signal(Signal::SIGSTOP);
    processes::signal(b.pid, Signal::SIGKILL);
    launcher.signal(Signal::SIGCONT);
    until("it is back", async || launcher.status("ns:b:p").await.filter(|info| info.generation == 2 && info.healthy))
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
    assert_eq!(launcher.list().await.iter().map(|info| info.pid).collect::<Vec<_>>(), [process.pid]);
}
