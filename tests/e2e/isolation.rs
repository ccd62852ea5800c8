//! Who shares a process: the RFC's three pictures, and the ids.

use prism_proto::pattern::GetInfoRequest;
use prism_proto::pattern::pattern_info_client::PatternInfoClient;
use prism_proto::v1::{IsolationLevel, LaunchResponse};
use tonic::Code;

use crate::support::{Ask as _, Launcher, Plan, launch, level};

/// The RFC's clients A, B and C.
const CLIENTS: [(&str, &str); 3] = [("tenant-a", "user-1"), ("tenant-b", "user-2"), ("tenant-a", "user-3")];

async fn consumer_launcher() -> Launcher {
    Plan::new().patterns(|patterns| patterns.reference("consumer")).start().await
}

/// What A, B and C are given at one level.
async fn clients(launcher: &Launcher, level: IsolationLevel) -> [LaunchResponse; 3] {
    let mut answers = Vec::new();
    for (namespace, session) in CLIENTS {
        answers.push(launcher.launched(launch("consumer").of(namespace).session(session).at(level)).await);
    }
    assert!(answers.iter().all(|answer| answer.isolation() == level));
    answers.try_into().expect("three")
}

fn ids(answers: &[LaunchResponse; 3]) -> [&str; 3] {
    answers.each_ref().map(|answer| answer.process_id.as_str())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn at_level_none_everyone_shares_one_process() {
    let launcher = consumer_launcher().await;
    let [a, b, c] = clients(&launcher, level::NONE).await;
    assert_eq!((a.process_id.as_str(), a.pid), ("shared:consumer", b.pid));
    assert_eq!((b.pid, &b.address), (c.pid, &c.address));
    assert_eq!(launcher.list().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_shared_process_is_not_told_who_came_first() {
    let launcher = consumer_launcher().await;
    let [a, ..] = clients(&launcher, level::NONE).await;
    let mut client = PatternInfoClient::connect(format!("http://{}", a.address)).await.expect("it listens");
    let info = client.get_info(GetInfoRequest {}).await.expect("it answers").into_inner();
    assert_eq!((info.namespace.as_str(), info.session_id.as_str()), ("", ""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn at_level_namespace_sessions_share_and_tenants_do_not() {
    let launcher = consumer_launcher().await;
    let answers = clients(&launcher, level::NAMESPACE).await;
    assert_eq!(ids(&answers), ["ns:tenant-a:consumer", "ns:tenant-b:consumer", "ns:tenant-a:consumer"]);
    let [a, b, c] = answers;
    assert_eq!((a.pid, &a.address), (c.pid, &c.address));
    assert_ne!((a.pid, &a.address), (b.pid, &b.address));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn at_level_session_each_session_has_its_own() {
    let launcher = consumer_launcher().await;
    let answers = clients(&launcher, level::SESSION).await;
    assert_eq!(ids(&answers), ["session:user-1:consumer", "session:user-2:consumer", "session:user-3:consumer"]);
    let [a, b, c] = answers;
    assert!(a.pid != b.pid && b.pid != c.pid && a.pid != c.pid);
    assert_eq!(launcher.list().await.len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_same_session_id_of_two_tenants_is_two_processes() {
    let launcher = consumer_launcher().await;
    let of = |namespace| launch("consumer").of(namespace).session("user-1").at(level::SESSION);
    let (a, b) = (launcher.launched(of("tenant-a")).await, launcher.launched(of("tenant-b")).await);
    assert_eq!(a.process_id, "session:user-1:consumer");
    assert_eq!(b.process_id, "session:tenant-b:user-1:consumer");
    assert_ne!((a.pid, &a.address), (b.pid, &b.address));
    for (answer, namespace) in [(&a, "tenant-a"), (&b, "tenant-b")] {
        let mut client = PatternInfoClient::connect(format!("http://{}", answer.address)).await.expect("it listens");
        let info = client.get_info(GetInfoRequest {}).await.expect("it answers").into_inner();
        assert_eq!((info.namespace.as_str(), info.session_id.as_str()), (namespace, "user-1"));
        assert_eq!(info.process_id, answer.process_id);
    }
    // The qualified id ends the second one and not the first.
    launcher.terminate(&b.process_id).await.expect("ended");
    assert_eq!(launcher.list().await.len(), 1);
    assert_eq!(launcher.launched(of("tenant-a")).await.pid, a.pid);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_three_levels_of_one_tenant_are_three_processes() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).start().await;
    let mut pids = Vec::new();
    for level in [level::NONE, level::NAMESPACE, level::SESSION] {
        pids.push(launcher.launched(launch("p").of("a").session("s").at(level)).await.pid);
    }
    pids.sort_unstable();
    pids.dedup();
    assert_eq!(pids.len(), 3);
    let distribution = launcher.health().await.isolation_distribution;
    assert_eq!(
        distribution,
        [("none", 1), ("namespace", 1), ("session", 1)].map(|(level, n)| (level.to_owned(), n)).into()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn two_patterns_of_one_tenant_are_two_processes() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "").sleeper("q", "")).start().await;
    let (p, q) = (launcher.launched(launch("p").of("a")).await, launcher.launched(launch("q").of("a")).await);
    assert_eq!((p.process_id.as_str(), q.process_id.as_str()), ("ns:a:p", "ns:a:q"));
    assert_ne!(p.pid, q.pid);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_level_is_the_requests_else_the_manifests_else_the_launchers() {
    let plan =
        Plan::new().patterns(|patterns| patterns.sleeper("silent", "").sleeper("shared", "isolation_level: none"));
    let launcher = plan.flags(&["--isolation", "session"]).start().await;
    let level_of = async |request| launcher.launched(request).await.isolation();
    assert_eq!(level_of(launch("silent").of("a").session("s")).await, level::SESSION);
    assert_eq!(level_of(launch("shared").of("a").session("s")).await, level::NONE);
    assert_eq!(level_of(launch("shared").of("a").session("s").at(level::NAMESPACE)).await, level::NAMESPACE);
    assert_eq!(level_of(launch("silent").of("a").session("s").at(level::NONE)).await, level::NONE);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_request_below_the_manifests_minimum_is_refused() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "minimum_isolation: namespace")).start().await;
    let refused = launcher.refused(launch("p").of("a").at(level::NONE)).await;
    refused.expect(Code::FailedPrecondition, "ISOLATION_TOO_WEAK").saying("none").saying("namespace");
    assert_eq!(launcher.list().await, []);
    assert_eq!(launcher.launched(launch("p").of("a")).await.isolation(), level::NAMESPACE);
}
