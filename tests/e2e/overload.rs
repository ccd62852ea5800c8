//! Too many: quotas of policies and the operator's hard caps.

use prism_proto::v1::ProcessState;
use tonic::Code;

use crate::support::{Ask as _, Launcher, Plan, launch, level, until};

async fn sleepers(config: &str) -> Launcher {
    Plan::new().config(config).patterns(|patterns| patterns.sleeper("p", "").sleeper("q", "")).start().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_policys_quota_is_exact_and_says_what_it_is() {
    let quota = "policies: {modules: [{name: standard, builtin: standard, config: {max_per_namespace: 1}}]}";
    let launcher = sleepers(quota).await;
    let process = launcher.launched(launch("p").of("a")).await;
    let refused = launcher.refused(launch("q").of("a")).await.expect(Code::ResourceExhausted, "QUOTA");
    assert_eq!(refused.metadata["module"], "standard");
    assert!(refused.retry_after.is_some());
    refused.saying("policy standard: max_per_namespace is 1; namespace a has 1");
    launcher.launched(launch("q").of("b")).await;
    assert!(launcher.launched(launch("p").of("a")).await.reused, "who runs already is not counted again");
    launcher.terminate(&process.process_id).await.expect("ended");
    launcher.launched(launch("q").of("a")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_burst_does_not_get_past_a_quota() {
    let quota = "policies: {modules: [{name: standard, builtin: standard, config: {max_per_namespace: 3}}]}";
    let launcher = sleepers(quota).await;
    let asked = (0..20).map(|n| {
        let (mut client, session) = (launcher.client(), format!("s{n}"));
        tokio::spawn(
            async move { client.launch_pattern(launch("p").of("a").session(&session).at(level::SESSION)).await },
        )
    });
    let asked: Vec<_> = asked.collect();
    let mut answers = Vec::new();
    for answer in asked {
        answers.push(answer.await.expect("no panic"));
    }
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 3);
    assert_eq!(launcher.list().await.len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_hard_caps_hold_whatever_a_policy_says() {
    for (cap, limit) in [
        ("processes: 1", "processes"),
        ("processes_per_namespace: 1", "namespace"),
        ("processes_per_session: 1", "session"),
    ] {
        let launcher = sleepers(&format!("policies: {{admission: []}}\nlimits: {{{cap}}}")).await;
        launcher.launched(launch("p").of("a").session("s").at(level::SESSION)).await;
        let refused = launcher.refused(launch("q").of("a").session("s").at(level::SESSION)).await;
        let refused = refused.expect(Code::ResourceExhausted, "CAPACITY");
        assert_eq!(refused.metadata["max"], "1");
        assert!(refused.retry_after.is_some() && refused.metadata["limit"].contains(limit), "{refused:?}");
        assert_eq!(launcher.list().await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_full_start_queue_refuses_and_nothing_is_lost() {
    let config = "process_manager: {max_concurrent_starts: 1}\nlimits: {start_queue: 1}";
    let exec = "healthcheck: {kind: exec, command: [/usr/bin/test, -e, '${config.GO}']}";
    let plan = Plan::new().config(config);
    let launcher = plan.patterns(|patterns| patterns.script("slow", exec, "exec sleep infinity")).start().await;
    let go = launcher.path().join("go");
    let request = |namespace: &str| launch("slow").of(namespace).with("GO", go.display());
    let mut waiting = Vec::new();
    for namespace in ["a", "b"] {
        let (mut client, request) = (launcher.client(), request(namespace));
        waiting.push(tokio::spawn(async move { client.launch_pattern(request).await }));
        let id = format!("ns:{namespace}:slow");
        until("it is listed", async || launcher.status(&id).await).await;
    }
    let queued = launcher.status("ns:b:slow").await.expect("it is there");
    assert_eq!((queued.state(), queued.pid), (ProcessState::StateStarting, 0));
    let refused = launcher.refused(request("c")).await.expect(Code::ResourceExhausted, "START_QUEUE_FULL");
    assert!(refused.retry_after.is_some());
    assert_eq!(launcher.list().await.len(), 2);
    std::fs::write(&go, "").expect("written");
    for answer in waiting {
        answer.await.expect("no panic").expect("launched in its turn");
    }
    launcher.launched(request("c")).await;
}
