//! What policies change of a process, and who may stop one: with real processes, over a killed launcher.

use nix::sys::signal::Signal;
use tonic::Code;

use crate::crash::kill_both;
use crate::support::client::Refused;
use crate::support::prismctl::{failed, printed};
use crate::support::{Ask as _, Launcher, Plan, launch, processes, until};

const DEFAULTS: &str = "{namespaces: {'vip-*': {environment: {TENANT_TIER: gold}, nofile: 64, labels: {tier: gold}}}}";

/// A plan with the cookbook's policy `name` loaded under it; none where the build had no compiler for WASM.
fn with_policy(name: &str, config: &str, rest: &str) -> Option<Plan> {
    let Some(component) = prism_policy::cookbook_component(name) else {
        eprintln!("skipped: no compiler for WASM was to be had, so there is no {name}");
        return None;
    };
    let plan = Plan::new();
    let path = plan.path().join(format!("{name}.wasm"));
    std::fs::write(&path, component).expect("written");
    let module = format!("{{name: {name}, path: {}, config: {config}}}", path.display());
    Some(plan.config(&rest.replace("MODULE", &module)))
}

fn changing(config: &str) -> Option<Plan> {
    let rest = "policies: {modules: [MODULE], mutate: [tenant_defaults]}\nlimits: {mutable_environment: ['TENANT_*']}";
    with_policy("tenant_defaults", config, rest)
}

fn variable(pid: i32, name: &str) -> Option<String> {
    processes::environment(pid).into_iter().find(|(found, _)| found == name).map(|(_, value)| value)
}

fn open_files_max(pid: i32) -> String {
    let limits = std::fs::read_to_string(format!("/proc/{pid}/limits")).expect("the process lives");
    let line = limits.lines().find(|line| line.starts_with("Max open files")).expect("the kernel says it");
    line.split_whitespace().nth(3).expect("has a soft limit").to_owned()
}

async fn assert_changed(launcher: &Launcher, pid: i32) {
    assert_eq!(variable(pid, "TENANT_TIER").as_deref(), Some("gold"));
    assert_eq!(open_files_max(pid), "64");
    let info = launcher.status("ns:vip-1:p").await.expect("it is listed");
    assert_eq!(info.labels["tier"], "gold");
    assert_eq!(info.changed, "environment TENANT_TIER; nofile 64; label tier=gold");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_a_policy_changes_is_real_and_holds_over_restarts_and_a_killed_launcher() {
    let Some(plan) = changing(DEFAULTS) else { return };
    let mut launcher = plan.patterns(|patterns| patterns.sleeper("p", "resources: {nofile: 256}")).start().await;
    let spoof = launch("p").of("vip-1").with("TENANT_TIER", "platinum");
    let process = launcher.launched(spoof.clone()).await;
    assert_changed(&launcher, process.pid).await;
    let other = launcher.launched(launch("p").of("tenant-a")).await;
    assert_eq!((variable(other.pid, "TENANT_TIER"), open_files_max(other.pid)), (None, "256".to_owned()));

    launcher.kill();
    let launcher = launcher.into_plan().start().await;
    assert_changed(&launcher, process.pid).await;
    processes::signal(process.pid, Signal::SIGKILL);
    let back = until("it is back", async || {
        launcher.status("ns:vip-1:p").await.filter(|info| info.generation == 2 && info.pid > 0)
    })
    .await;
    assert_changed(&launcher, back.pid).await;
    assert!(launcher.launched(spoof).await.reused, "it is the process that was asked for");
    let shown = printed(&launcher, "pattern status ns:vip-1:p").await;
    assert!(shown.contains("  Changed:     environment TENANT_TIER; nofile 64; label tier=gold\n"), "{shown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_a_policy_sets_in_the_place_of_a_request_costs_no_process_when_launcher_and_spawner_die() {
    let Some(plan) = changing(DEFAULTS) else { return };
    let mut launcher = plan.patterns(|patterns| patterns.sleeper("p", "resources: {nofile: 256}")).start().await;
    let spoof = launch("p").of("vip-1").with("TENANT_TIER", "platinum").with("COLOUR", "blue");
    let process = launcher.launched(spoof.clone()).await;
    kill_both(&mut launcher).await;
    let launcher = launcher.into_plan().start().await;
    assert_changed(&launcher, process.pid).await;
    let again = launcher.launched(spoof).await;
    assert_eq!((again.pid, again.reused), (process.pid, true), "what was asked for is known");
    let other = launcher.refused(launch("p").of("vip-1").with("TENANT_TIER", "gold").with("COLOUR", "blue")).await;
    other.expect(Code::FailedPrecondition, "CONFIG_CONFLICT");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_change_is_explained_before_and_recorded_after_it_is_made() {
    let Some(plan) = changing(DEFAULTS) else { return };
    let launcher = plan.patterns(|patterns| patterns.sleeper("p", "")).start().await;
    let before = printed(&launcher, "policy explain p --namespace vip-1").await;
    assert!(before.starts_with("would start ns:vip-1:p\n"), "{before}");
    assert!(before.contains("  mutate tenant_defaults: patch (fuel "), "{before}");
    assert!(
        before.contains("    rule defaults: narrowest.is_some(): yes; namespace = \"vip-1\"; by = \"vip-*\" ("),
        "{before}"
    );
    assert!(
        before.contains("would be started with changes: environment TENANT_TIER; nofile 64; label tier=gold"),
        "{before}"
    );
    launcher.launched(launch("p").of("vip-1")).await;
    let decided = printed(&launcher, "policy decisions --hook mutate -o json").await;
    let decision: serde_json::Value = serde_json::from_str(decided.lines().next().expect("one")).expect("is JSON");
    let record = decision["record_json"].as_str().expect("is text");
    let record: serde_json::Value = serde_json::from_str(record).expect("is JSON");
    assert_eq!(record["answer"]["patch"]["environment"]["TENANT_TIER"], "gold");
    assert_eq!((&record["plan"]["variables"][0], &record["evidence"][0]["holds"]), (&"TENANT_*".into(), &true.into()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_change_that_the_operator_does_not_allow_leaves_nothing_started() {
    let Some(plan) = changing("{namespaces: {'*': {environment: {LOG_LEVEL: debug}}}}") else { return };
    let launcher = plan.patterns(|patterns| patterns.sleeper("p", "")).start().await;
    let refused = launcher.refused(launch("p").of("a")).await.expect(Code::Unavailable, "POLICY_FAILED");
    assert_eq!((refused.metadata["module"].as_str(), refused.metadata["hook"].as_str()), ("tenant_defaults", "mutate"));
    assert!(refused.message.contains("\"LOG_LEVEL\" is not among limits.mutable_environment"), "{}", refused.message);
    assert_eq!(launcher.list().await, []);
    let explained = printed(&launcher, "policy explain p --namespace a").await;
    assert!(explained.starts_with("would be refused: mutate policy tenant_defaults failed: "), "{explained}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_protected_process_is_stopped_by_an_operator_alone() {
    let rest = "policies: {modules: [MODULE], terminate: [termination_protection]}";
    let Some(plan) = with_policy("termination_protection", "{namespaces: ['vip-*']}", rest) else { return };
    let launcher = plan.patterns(|patterns| patterns.sleeper("p", "")).start().await;
    let process = launcher.launched(launch("p").of("vip-1")).await;
    let refused: Refused = launcher.terminate("ns:vip-1:p").await.expect_err("is protected").into();
    let refused = refused.expect(Code::PermissionDenied, "POLICY_DENIED");
    assert_eq!(refused.metadata["module"], "termination_protection");
    let why = printed(&launcher, &format!("policy explain --decision {}", refused.metadata["decision"])).await;
    assert!(why.contains("  rule window: open.is_some(): no; open = \"none\"; now = "), "{why}");

    let explained = printed(&launcher, "policy explain --terminate ns:vip-1:p --force").await;
    assert!(explained.starts_with("would be refused: policy termination_protection: vip-1: protected "), "{explained}");
    let why_not = printed(&launcher, "policy explain --terminate ns:vip-1:p --why-not").await;
    let smallest = "termination_protection would allow if stop.namespace were another one, now vip-1\n";
    assert!(why_not.contains(smallest) && why_not.contains("if stop.state were failed, now running"), "{why_not}");
    let told = failed(&launcher, "pattern terminate ns:vip-1:p --force").await;
    let expected = "prismctl: terminate refused: policy termination_protection: vip-1: protected from being stopped";
    assert!(told.starts_with(expected), "{told}");
    assert!(processes::alive(process.pid));

    let told = printed(&launcher, "pattern terminate ns:vip-1:p --override").await;
    assert_eq!(told, "terminated ns:vip-1:p\n");
    assert!(!processes::alive(process.pid));
    let unprotected = launcher.launched(launch("p").of("tenant-a")).await;
    assert!(launcher.terminate(&unprotected.process_id).await.expect("ended").success);
    // What is left when the launcher is told to stop asks nobody.
    launcher.launched(launch("p").of("vip-2")).await;
}
