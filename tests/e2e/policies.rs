//! Policies decide, and can be exchanged without anything else being changed.

use std::path::Path;

use nix::sys::signal::Signal;
use prism_proto::v1::ReloadRequest;
use tonic::Code;

use crate::support::{Ask as _, Launcher, Plan, guest, launch, level, until};

/// Only these namespaces may launch.
fn allowlist(namespaces: &str) -> String {
    format!(
        "policies:\n  modules: [{{name: allowlist, builtin: allowlist, config: {{namespaces: {namespaces}}}}}]\n  \
         admission: [allowlist, standard]"
    )
}

/// A component of our own answers for isolation.
fn isolation(path: &Path) -> String {
    format!("policies:\n  modules: [{{name: mine, path: {}}}]\n  isolation: mine", path.display())
}

async fn start(config: &str) -> Launcher {
    Plan::new().config(config).patterns(|patterns| patterns.sleeper("p", "").sleeper("q", "")).start().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn who_is_not_on_the_allowlist_is_refused_with_module_and_reason() {
    let launcher = start(&allowlist("[tenant-a, 'vip-*']")).await;
    launcher.launched(launch("p").of("tenant-a")).await;
    launcher.launched(launch("p").of("vip-7")).await;
    let refused = launcher.refused(launch("p").of("tenant-b")).await;
    let refused = refused.expect(Code::PermissionDenied, "NAMESPACE_FORBIDDEN");
    assert_eq!(refused.metadata["module"], "allowlist");
    refused.saying("policy allowlist: namespace tenant-b is not on the allowlist of pattern p");
    assert_eq!(launcher.list().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_policy_of_ones_own_says_no_in_its_own_words() {
    let plan = Plan::new();
    let path = guest::refusing(plan.path(), "it is Sunday");
    let launcher = plan.config(&isolation(&path)).patterns(|patterns| patterns.sleeper("p", "")).start().await;
    let refused = launcher.refused(launch("p").of("a")).await.expect(Code::PermissionDenied, "POLICY_DENIED");
    assert_eq!(refused.metadata["module"], "mine");
    assert_eq!(refused.message, "policy mine: it is Sunday");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_policy_that_traps_refuses_what_it_decides_and_nothing_else() {
    let plan = Plan::new();
    let path = guest::trapping(plan.path());
    let only_q = format!(
        "policies:\n  modules: [{{name: mine, path: {}}}]\n  overrides: [{{match: {{pattern: q}}, isolation: mine}}]",
        path.display()
    );
    let plan = plan.config(&only_q);
    let launcher = plan.patterns(|patterns| patterns.sleeper("p", "").sleeper("q", "")).start().await;
    for _ in 0..3 {
        let refused = launcher.refused(launch("q").of("a")).await.expect(Code::Unavailable, "POLICY_FAILED");
        let metadata = |name: &str| refused.metadata[name].clone();
        assert_eq!(
            (metadata("module"), metadata("hook"), metadata("kind")),
            ("mine".into(), "isolation".into(), "trap".into())
        );
    }
    launcher.launched(launch("p").of("a")).await;
    let metrics = launcher.metrics("/metrics").await.body;
    let counted = r#"pattern_launcher_policy_failures_total{hook="isolation",kind="trap",module="mine"} "#;
    assert!(metrics.contains(counted), "{metrics}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn exchanging_the_admission_policy_by_sighup_changes_who_may_launch() {
    let launcher = start(&allowlist("[tenant-a]")).await;
    let a = launcher.launched(launch("p").of("tenant-a")).await;
    launcher.refused(launch("p").of("tenant-b")).await.expect(Code::PermissionDenied, "NAMESPACE_FORBIDDEN");

    launcher.configure(&allowlist("[tenant-b]"));
    launcher.refused(launch("p").of("tenant-b")).await.expect(Code::PermissionDenied, "NAMESPACE_FORBIDDEN");
    launcher.signal(Signal::SIGHUP);
    launcher.logged("reloaded manifests and policies", 1).await;
    launcher.launched(launch("p").of("tenant-b")).await;
    launcher.refused(launch("q").of("tenant-a")).await.expect(Code::PermissionDenied, "NAMESPACE_FORBIDDEN");
    // Admission is asked where a process is to be started. What runs goes on.
    assert_eq!(launcher.launched(launch("p").of("tenant-a")).await.pid, a.pid);

    launcher.configure("");
    launcher.signal(Signal::SIGHUP);
    launcher.logged("reloaded manifests and policies", 2).await;
    launcher.launched(launch("q").of("tenant-a")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn exchanging_the_admission_policy_by_a_restart_changes_who_may_launch() {
    let launcher = start(&allowlist("[tenant-a]")).await;
    launcher.launched(launch("p").of("tenant-a")).await;
    launcher.refused(launch("p").of("tenant-b")).await.expect(Code::PermissionDenied, "NAMESPACE_FORBIDDEN");
    launcher.configure(&allowlist("[tenant-b]"));
    let launcher = launcher.restart().await;
    launcher.launched(launch("p").of("tenant-b")).await;
    launcher.refused(launch("p").of("tenant-a")).await.expect(Code::PermissionDenied, "NAMESPACE_FORBIDDEN");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_policy_may_divide_more_finely_than_asked() {
    let tiers = "policies:\n  modules: [{name: tiered, builtin: tiered, config: {tiers: {strict: {isolation: session}}, \
        default_tier: strict}}]\n  isolation: tiered";
    let launcher = start(tiers).await;
    let process = launcher.launched(launch("p").of("a").session("s").at(level::NONE)).await;
    assert_eq!((process.process_id.as_str(), process.isolation()), ("session:s:p", level::SESSION));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_reload_with_a_broken_policy_changes_nothing_and_health_says_so() {
    let launcher = start(&allowlist("[tenant-a]")).await;
    let good = launcher.client().reload(ReloadRequest {}).await.expect("reloaded").into_inner();
    assert_eq!((good.patterns, good.policies.len()), (2, 2));
    assert!(good.policies.iter().all(|policy| policy.split(' ').nth(1).is_some_and(|sha256| sha256.len() == 64)));

    let broken = launcher.path().join("broken.wasm");
    std::fs::write(&broken, b"\0asm").expect("written");
    launcher
        .configure(&format!("policies:\n  modules: [{{name: mine, path: {}}}]\n  admission: [mine]", broken.display()));
    launcher.patterns().sleeper("r", "");
    let status = launcher.client().reload(ReloadRequest {}).await.expect_err("is broken");
    assert_eq!(status.code(), Code::FailedPrecondition);
    assert!(status.message().contains("nothing was changed") && status.message().contains("mine"), "{status:?}");

    launcher.refused(launch("p").of("tenant-b")).await.expect(Code::PermissionDenied, "NAMESPACE_FORBIDDEN");
    launcher.launched(launch("p").of("tenant-a")).await;
    launcher.refused(launch("r").of("tenant-a")).await.expect(Code::NotFound, "PATTERN_UNKNOWN");
    let health = launcher.health().await;
    assert_eq!((health.status.as_str(), health.healthy), ("degraded", true));
    assert!(health.problems.iter().any(|problem| problem.contains("the last reload changed nothing")), "{health:?}");

    launcher.configure(&allowlist("[tenant-b]"));
    launcher.client().reload(ReloadRequest {}).await.expect("reloaded");
    assert_eq!(launcher.health().await.problems, [""; 0]);
    launcher.launched(launch("r").of("tenant-b")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_component_with_another_digest_is_not_loaded() {
    let plan = Plan::new();
    let path = guest::trapping(plan.path());
    let config = format!(
        "policies:\n  modules: [{{name: mine, path: {}, sha256: {}}}]\n  isolation: mine",
        path.display(),
        "0".repeat(64)
    );
    let launcher = plan.patterns(|patterns| patterns.sleeper("p", "")).start().await;
    launcher.configure(&config);
    launcher.signal(Signal::SIGHUP);
    launcher.logged("reload changed nothing", 1).await;
    let health =
        until("health says so", async || Some(launcher.health().await).filter(|h| !h.problems.is_empty())).await;
    assert!(health.problems[0].contains("mine"), "{health:?}");
    launcher.launched(launch("p").of("a")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_reload_that_brings_a_module_that_only_fails_is_taken_back() {
    let launcher = start("").await;
    let path = guest::trapping(launcher.path());
    launcher.configure(&isolation(&path));
    launcher.client().reload(ReloadRequest {}).await.expect("it loads");
    for _ in 0..5 {
        launcher.refused(launch("p").of("a")).await.expect(Code::Unavailable, "POLICY_FAILED");
    }
    until("the policies of before are back", async || launcher.launch(launch("p").of("a")).await.ok()).await;
    let problems = launcher.health().await.problems;
    assert!(problems[0].contains("policy mine failed at all of its first "), "{problems:?}");
    assert_eq!(launcher.sample("policy_rollbacks_total").await, 1.0);
    launcher.configure("");
    launcher.client().reload(ReloadRequest {}).await.expect("reloaded");
    assert_eq!(launcher.health().await.problems.len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_module_rests_from_a_tenant_it_keeps_failing_and_from_no_other() {
    let plan = Plan::new();
    let path = guest::trapping(plan.path());
    let config = format!(
        "policies:\n  modules: [{{name: mine, path: {}, limits: {{faults_in_a_row: 2}}}}]\n  isolation: mine",
        path.display()
    );
    let launcher = plan.config(&config).patterns(|patterns| patterns.sleeper("p", "")).start().await;
    let mut kinds = Vec::new();
    for namespace in ["a", "a", "a", "b"] {
        let refused = launcher.refused(launch("p").of(namespace)).await.expect(Code::Unavailable, "POLICY_FAILED");
        kinds.push(refused.metadata["kind"].clone());
    }
    assert_eq!(kinds, ["trap", "trap", "suspended", "trap"]);
}
