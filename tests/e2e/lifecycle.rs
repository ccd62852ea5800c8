//! Launch, reuse, list, status, watch, terminate; and instances that end without being asked.

use std::fs;

use nix::sys::signal::Signal;
use prism_proto::pattern::GetInfoRequest;
use prism_proto::pattern::pattern_info_client::PatternInfoClient;
use prism_proto::v1::{
    ListPatternsRequest, ProcessState, TerminateRequest, WatchPatternsRequest, watch_patterns_response::Event,
};
use tonic::Code;

use crate::support::client::{Refused, Watcher};
use crate::support::{Ask as _, Launcher, Plan, launch, processes, until};

/// Leaves a file when it gets SIGTERM, and ends. Its own directory goes with it, so the file is elsewhere.
const POLITE: &str = "trap 'touch $OUT/termed; exit 0' TERM\nwhile :; do sleep 0.05; done";
const ALIVE: &str = "healthcheck: {kind: alive}";

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_process_is_launched_reused_listed_and_ended() {
    let launcher = Plan::new().patterns(|patterns| patterns.reference("consumer")).start().await;
    let request = launch("consumer").of("tenant-a");
    let first = launcher.launched(request.clone()).await;
    assert_eq!(first.process_id, "ns:tenant-a:consumer");
    assert_eq!(
        (first.state(), first.healthy, first.reused, first.generation),
        (ProcessState::StateRunning, true, false, 1)
    );
    assert!(first.error.is_empty() && processes::alive(first.pid));

    let again = launcher.launched(request).await;
    assert_eq!((again.pid, &again.address, again.reused, again.generation), (first.pid, &first.address, true, 1));

    let mut client = PatternInfoClient::connect(format!("http://{}", first.address)).await.expect("it listens");
    let info = client.get_info(GetInfoRequest {}).await.expect("it answers").into_inner();
    assert_eq!((info.namespace.as_str(), info.process_id.as_str()), ("tenant-a", "ns:tenant-a:consumer"));
    assert_eq!((i32::try_from(info.pid), info.generation), (Ok(first.pid), 1));
    drop(client);

    let listed = launcher.list().await;
    assert_eq!(listed.len(), 1);
    let status = launcher.status("ns:tenant-a:consumer").await.expect("it is there");
    assert_eq!((status.pid, status.restart_count, status.namespace.as_str()), (first.pid, 0, "tenant-a"));
    assert_eq!((status.version.as_str(), status.last_error.as_str()), ("1.0.0", ""));
    assert!(status.started_at.is_some());

    let ended = launcher.terminate("ns:tenant-a:consumer").await.expect("ended");
    assert!(ended.success && !ended.forced && ended.error.is_empty());
    assert!(!processes::alive(first.pid), "success is said when nothing is left");
    assert_eq!(launcher.list().await, []);
    assert_eq!(launcher.status("ns:tenant-a:consumer").await, None);
    let unknown: Refused = launcher.terminate("ns:tenant-a:consumer").await.expect_err("is gone").into();
    unknown.expect(Code::NotFound, "PROCESS_UNKNOWN").saying("ns:tenant-a:consumer");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_terminated_process_has_seen_sigterm_and_its_successor_is_a_later_generation() {
    let launcher = Plan::new().patterns(|patterns| patterns.script("polite", ALIVE, POLITE)).start().await;
    let request = launch("polite").of("a").with("OUT", launcher.path().display());
    let first = launcher.launched(request.clone()).await;
    script_began(first.pid).await;
    assert!(!launcher.terminate(&first.process_id).await.expect("ended").forced);
    assert!(launcher.path().join("termed").exists(), "the trap ran");
    let second = launcher.launched(request).await;
    assert_eq!((second.process_id, second.generation, second.reused), (first.process_id, 2, false));
    assert_ne!(second.pid, first.pid);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_process_that_ignores_sigterm_is_killed_with_its_grandchildren() {
    // One child as any other; one that left its session, forked twice, so that its parent is gone.
    let deaf = "trap '' TERM HUP\n\
        deaf='trap \"\" TERM HUP; echo $$ >> $OUT/pids; while :; do sleep 1; done'\n\
        sh -c \"$deaf\" &\n\
        (setsid sh -c \"$deaf\" &)\n\
        echo $$ >> $OUT/pids\n\
        while :; do sleep 1; done";
    let launcher = Plan::new().patterns(|patterns| patterns.script("deaf", ALIVE, deaf)).start().await;
    let process = launcher.launched(launch("deaf").of("a").with("OUT", launcher.path().display())).await;
    let file = launcher.path().join("pids");
    let pids = until("three processes", async || {
        let text = fs::read_to_string(&file).unwrap_or_default();
        let pids: Vec<i32> = text.lines().filter_map(|line| line.parse().ok()).collect();
        (pids.len() == 3).then_some(pids)
    })
    .await;
    assert!(pids.iter().all(|pid| processes::alive(*pid)), "{pids:?}");
    let request = TerminateRequest { process_id: process.process_id, grace_period_secs: Some(1), force: false };
    let ended = launcher.client().terminate_pattern(request).await.expect("ended").into_inner();
    assert!(ended.success && ended.forced, "a forced end is a success: {ended:?}");
    assert!(pids.iter().all(|pid| !processes::alive(*pid)), "{pids:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn force_does_not_ask_first() {
    let launcher = Plan::new().patterns(|patterns| patterns.script("polite", ALIVE, POLITE)).start().await;
    let process = launcher.launched(launch("polite").of("a").with("OUT", launcher.path().display())).await;
    script_began(process.pid).await;
    let request = TerminateRequest { process_id: process.process_id, force: true, ..TerminateRequest::default() };
    assert!(launcher.client().terminate_pattern(request).await.expect("ended").into_inner().forced);
    assert!(!launcher.path().join("termed").exists(), "the trap did not run");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_still_drains_when_the_main_process_has_ended_has_its_grace() {
    let wrapper = "sh -c 'trap \"sleep 0.3; touch $OUT/drained; exit 0\" TERM; touch $OUT/up; while :; do sleep 0.05; done' &\n\
        trap 'exit 0' TERM\n\
        while :; do sleep 0.05; done";
    let launcher = Plan::new().patterns(|patterns| patterns.script("wrapper", ALIVE, wrapper)).start().await;
    let process = launcher.launched(launch("wrapper").of("a").with("OUT", launcher.path().display())).await;
    until("the worker is up", async || launcher.path().join("up").exists().then_some(())).await;
    let ended = launcher.terminate(&process.process_id).await.expect("ended");
    assert!(launcher.path().join("drained").exists() && !ended.forced, "the worker was not killed at once: {ended:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_end_is_forced_where_only_what_the_main_process_left_was_killed() {
    let wrapper = "sh -c 'trap \"\" TERM; touch $OUT/up; while :; do sleep 0.05; done' &\n\
        trap 'exit 0' TERM\n\
        while :; do sleep 0.05; done";
    let launcher = Plan::new().patterns(|patterns| patterns.script("wrapper", ALIVE, wrapper)).start().await;
    let process = launcher.launched(launch("wrapper").of("a").with("OUT", launcher.path().display())).await;
    until("the worker is up", async || launcher.path().join("up").exists().then_some(())).await;
    let request = TerminateRequest { process_id: process.process_id, grace_period_secs: Some(1), force: false };
    let ended = launcher.client().terminate_pattern(request).await.expect("ended").into_inner();
    assert!(ended.success && ended.forced, "{ended:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_killed_process_is_started_again_at_once_and_watchers_are_told() {
    let launcher = Plan::new().patterns(|patterns| patterns.reference("consumer")).start().await;
    let mut watcher = launcher.watch().await;
    let first = launcher.launched(launch("consumer").of("a")).await;
    watcher.until("it runs", |info| info.state() == ProcessState::StateRunning && info.generation == 1).await;
    processes::signal(first.pid, Signal::SIGKILL);
    let down = watcher.until("it is not there", |info| !info.healthy && info.generation == 1).await;
    assert_eq!((down.process_id.as_str(), down.address.as_str()), (first.process_id.as_str(), ""));
    let back =
        watcher.until("it is back", |info| info.state() == ProcessState::StateRunning && info.generation == 2).await;
    assert!(back.healthy && back.pid != first.pid && !back.address.is_empty());
    assert_eq!(back.last_error, "the process was ended by signal 9");

    let status = launcher.status(&first.process_id).await.expect("it is there");
    assert_eq!((status.restart_count, status.generation, status.pid), (1, 2, back.pid));
    let again = launcher.launched(launch("consumer").of("a")).await;
    assert_eq!((again.pid, again.generation, again.reused, again.address), (back.pid, 2, true, back.address));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_launch_during_the_restart_waits_for_it() {
    let launcher = Plan::new().patterns(|patterns| patterns.reference("consumer")).start().await;
    for generation in [2, 3] {
        let process = launcher.launched(launch("consumer").of("a")).await;
        processes::signal(process.pid, Signal::SIGKILL);
        until("it is seen to be gone", async || {
            launcher.status(&process.process_id).await.filter(|info| info.pid != process.pid)
        })
        .await;
        let back = launcher.launched(launch("consumer").of("a")).await;
        assert_eq!((back.generation, back.state()), (generation, ProcessState::StateRunning));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_watcher_goes_on_where_it_was() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "").sleeper("q", "")).start().await;
    launcher.launched(launch("p").of("a")).await;
    let mut watcher = launcher.watch().await;
    let snapshot = watcher.next().await;
    assert!(matches!(&snapshot.event, Some(Event::Snapshot(snapshot)) if snapshot.processes.len() == 1));
    drop(watcher);
    launcher.launched(launch("p").of("b")).await;
    launcher.launched(launch("q").of("b")).await;

    let request =
        WatchPatternsRequest { after_sequence: snapshot.sequence, pattern_name: "q".into(), ..Default::default() };
    let mut resumed = Watcher(launcher.client().watch_patterns(request).await.expect("followed").into_inner());
    let next = resumed.next().await;
    assert!(matches!(&next.event, Some(Event::Change(info)) if info.process_id == "ns:b:q"), "{next:?}");
    assert!(next.sequence > snapshot.sequence && next.launcher_id == snapshot.launcher_id);
    launcher.terminate("ns:b:q").await.expect("ended");
    resumed.until("it is gone", |info| info.state() == ProcessState::StateTerminated).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn lists_are_filtered_and_come_in_pages() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "").sleeper("q", "")).start().await;
    for namespace in ["a", "b", "c"] {
        launcher.launched(launch("p").of(namespace)).await;
    }
    launcher.launched(launch("q").of("a")).await;
    let ids = async |request: ListPatternsRequest| {
        let page = launcher.client().list_patterns(request).await.expect("listed").into_inner();
        let ids: Vec<String> = page.patterns.into_iter().map(|info| info.process_id).collect();
        (ids.join(" "), page.total_count, page.next_page_token)
    };
    let all = ListPatternsRequest::default();
    let of_a = ListPatternsRequest { namespace: "a".into(), ..all.clone() };
    assert_eq!(ids(of_a).await, ("ns:a:p ns:a:q".into(), 2, String::new()));
    let q = ListPatternsRequest { pattern_name: "q".into(), ..all.clone() };
    assert_eq!(ids(q).await.1, 1);
    let failed = ListPatternsRequest { state: Some(ProcessState::StateFailed.into()), ..all.clone() };
    assert_eq!(ids(failed).await.1, 0);
    let (first, total, token) = ids(ListPatternsRequest { page_size: 3, ..all.clone() }).await;
    assert_eq!((first.as_str(), total), ("ns:a:p ns:a:q ns:b:p", 4));
    let rest = ListPatternsRequest { page_size: 3, page_token: token, ..all };
    assert_eq!(ids(rest).await, ("ns:c:p".into(), 4, String::new()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_caller_that_goes_away_ends_nothing() {
    let slow = "while [ ! -e \"$GO\" ]; do sleep 0.02; done\ntouch ready\nexec sleep infinity";
    let exec = "healthcheck: {kind: exec, command: [/usr/bin/test, -e, ready]}";
    let launcher = Plan::new().patterns(|patterns| patterns.script("slow", exec, slow)).start().await;
    let go = launcher.path().join("go");
    let request = launch("slow").of("a").with("GO", go.display());
    let (mut client, asked) = (launcher.client(), request.clone());
    let caller = tokio::spawn(async move { client.launch_pattern(asked).await });
    let starting = spawned(&launcher, "ns:a:slow").await;
    caller.abort();
    assert!(caller.await.expect_err("aborted").is_cancelled());
    fs::write(go, "").expect("written");
    let process = launcher.launched(request).await;
    assert_eq!((process.pid, process.generation), (starting, 1));
}

/// The pid of a process that is listed, whether it is ready or not.
async fn spawned(launcher: &Launcher, process_id: &str) -> i32 {
    until("it is spawned", async || launcher.status(process_id).await.map(|info| info.pid).filter(|pid| *pid > 0)).await
}

/// A trap is set before the first child is there.
async fn script_began(pid: i32) {
    until("the script runs", async || (!processes::children(pid).is_empty()).then_some(())).await;
}
