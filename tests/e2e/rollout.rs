//! Policies step by step: told, obeyed for some, promoted, rolled back, and what outlives a launcher.

use std::fs;

use prism_proto::v1::ReloadRequest;
use tonic::Code;

use crate::support::prismctl::{failed, printed, prismctl};
use crate::support::{Ask as _, Launcher, Plan, guest, launch, level, until};

/// `quota` decides, and `next`, which allows one process of a namespace, decides for the namespace lab.
fn canary(share: &str) -> String {
    format!(
        "policies:\n  modules:\n    - {{name: quota, builtin: standard, config: {{max_per_namespace: 9}}}}\n    \
         - {{name: next, builtin: standard, config: {{max_per_namespace: 1}}}}\n  admission: [quota]\n  \
         canary: [{{module: next, instead_of: quota, share: {share}, namespaces: [lab]}}]"
    )
}

async fn start(config: &str) -> Launcher {
    Plan::new().config(config).patterns(|patterns| patterns.sleeper("p", "").sleeper("q", "")).start().await
}

/// Whether `namespace` gets a second process.
async fn gets_two(launcher: &Launcher, namespace: &str) -> bool {
    launcher.launched(launch("p").of(namespace)).await;
    launcher.launch(launch("q").of(namespace)).await.is_ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_promotion_outlives_the_launcher_and_a_changed_file_counts_again() {
    let launcher = start(&canary("0.01%")).await;
    assert!(!gets_two(&launcher, "lab").await && gets_two(&launcher, "a").await);

    let told = printed(&launcher, "policy promote next").await;
    assert_eq!(
        told,
        "next decides admission for all, in the place of quota; the configuration file says otherwise in \
         policies.canary[0]: bring it in line\n"
    );
    assert!(!gets_two(&launcher, "b").await);
    let health = launcher.health().await;
    assert_eq!((health.status.as_str(), health.problems.len()), ("healthy", 0), "that is no trouble");
    assert!(health.notes[0].contains("policy next was promoted to all at "), "{:?}", health.notes);
    let again = failed(&launcher, "policy promote next").await;
    assert!(again.contains("next is promoted already (CANDIDATE_NOT_MOVED)"), "{again}");

    launcher.client().reload(ReloadRequest {}).await.expect("reloaded");
    assert!(!gets_two(&launcher, "c").await, "a reload of the same file changes nothing");
    let launcher = launcher.restart().await;
    assert!(!gets_two(&launcher, "d").await, "nor does another launcher");
    let listed = printed(&launcher, "policy list").await;
    assert!(
        listed.contains("next: promoted since ") && listed.contains(" by operator; the configuration file"),
        "{listed}"
    );
    let log = fs::read_to_string(launcher.state_dir().join("decisions").join("decisions.jsonl")).expect("readable");
    assert!(
        log.contains("\"event\":\"staged\"") && log.contains("\"stage\":\"promoted\",\"by\":\"operator\""),
        "{log}"
    );

    launcher.configure(&canary("0.02%"));
    launcher.client().reload(ReloadRequest {}).await.expect("reloaded");
    launcher.logged("policy next was promoted; the configuration says something else of it since, and counts", 1).await;
    assert!(gets_two(&launcher, "e").await && launcher.health().await.notes.is_empty());
    let launcher = launcher.restart().await;
    assert!(gets_two(&launcher, "f").await, "what was overruled stays so");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_roll_back_needs_no_name_where_one_candidate_is_obeyed_and_is_undone_by_resume() {
    let launcher = start(&canary("0.01%")).await;
    let told = printed(&launcher, "policy rollback").await;
    assert!(told.starts_with("next decides for nobody, and quota decides admission for all; "), "{told}");
    assert!(gets_two(&launcher, "lab").await);
    let none = failed(&launcher, "policy rollback").await;
    assert!(none.contains("no candidate is obeyed for anybody"), "{none}");
    assert_eq!(
        printed(&launcher, "policy resume next").await,
        "next decides admission for 0.01%, lab, in the place of quota\n"
    );
    let unknown = failed(&launcher, "policy promote quota").await;
    assert!(unknown.contains("quota is no candidate; expected one of next (CANDIDATE_UNKNOWN)"), "{unknown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_warning_reaches_the_caller_and_the_launch_goes_on() {
    let launcher = start(
        "policies:\n  modules: [{name: freeze, builtin: standard, config: {max_total: 1}}]\n  \
         warn: [{hook: admission, module: freeze}]",
    )
    .await;
    assert_eq!(launcher.launched(launch("p").of("a")).await.warnings, []);
    let warned = launcher.launched(launch("q").of("a")).await;
    let [warning] = &warned.warnings[..] else { panic!("one: {warned:?}") };
    assert_eq!(
        (warning.hook.as_str(), warning.module.as_str(), warning.reason.as_str(), warning.message.as_str()),
        ("admission", "freeze", "QUOTA", "max_total is 1; the launcher has 1")
    );
    let shown = printed(&launcher, &format!("policy explain --decision {}", warning.decision)).await;
    assert!(shown.contains("Mode:       warn"), "{shown}");
    assert_eq!(launcher.launched(launch("q").of("a")).await.warnings, [], "what runs was admitted before");
    let output = prismctl(&launcher, "pattern launch p --namespace b").await;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("prismctl: warned: admission policy freeze would refuse: max_total is 1; the launcher has 2"),
        "{said}"
    );
    launcher.logged("admission policy freeze would refuse", 2).await;
    let counted = r#"pattern_launcher_policy_warnings_total{hook="admission",module="freeze"} 2"#;
    let metrics = launcher.metrics("/metrics").await.body;
    assert!(metrics.contains(counted), "{metrics}");
    let explained = printed(&launcher, "policy explain p --namespace c").await;
    assert!(explained.contains("would be warned: policy freeze: max_total is 1"), "{explained}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_canary_that_fails_is_rolled_back_by_itself_and_stays_so() {
    let plan = Plan::new();
    let path = guest::trapping(plan.path());
    let config = format!(
        "policies:\n  modules: [{{name: mine, path: {}}}]\n  \
         canary: [{{module: mine, instead_of: standard, hooks: [isolation], namespaces: [lab]}}]",
        path.display()
    );
    let launcher = plan.config(&config).patterns(|patterns| patterns.sleeper("p", "")).start().await;
    for _ in 0..3 {
        launcher.launched(launch("p").of("a")).await;
        launcher.refused(launch("p").of("lab")).await.expect(Code::Unavailable, "POLICY_FAILED");
    }
    launcher.launched(launch("p").of("lab")).await;
    launcher.logged("policy mine was rolled back: 3 faults (roll_back_on.faults is 3)", 1).await;
    let health =
        until("health says so", async || Some(launcher.health().await).filter(|health| !health.problems.is_empty()))
            .await;
    assert_eq!(health.status, "degraded");
    assert!(health.problems[0].contains("policy mine was rolled back to nobody at "), "{:?}", health.problems);
    assert_eq!(launcher.sample("policy_rollbacks_total").await, 1.0);
    let launcher = launcher.restart().await;
    launcher.launched(launch("p").of("lab")).await;
    let listed = printed(&launcher, "policy list").await;
    assert!(listed.contains("mine: rolled-back since ") && listed.contains(" by bounds: 3 faults"), "{listed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_log_of_real_processes_is_simulated_with_other_answers() {
    let launcher = start("").await;
    for namespace in ["a", "b", "c"] {
        launcher.launched(launch("p").of(namespace)).await;
        launcher.launched(launch("q").of(namespace)).await;
        launcher.launched(launch("p").of(namespace).session("s").at(level::SESSION)).await;
        launcher.terminate(&format!("ns:{namespace}:p")).await.expect("terminated");
    }
    let log = launcher.state_dir().join("decisions");
    let text = || fs::read_to_string(log.join("decisions.jsonl")).unwrap_or_default();
    until("all is written", async || (text().matches("\"place\":false").count() == 3).then_some(())).await;
    let same = printed(&launcher, &format!("policy replay {} --simulate", log.display())).await;
    assert!(
        same.starts_with(
            "simulated 9 arrivals: admitted 9 (recorded 9), refused 0 (recorded 0); peak 7 places (recorded 7)\nno decision"
        ),
        "{same}"
    );
    let mut modules = fs::read_dir(log.join("modules")).expect("readable").flatten().map(|entry| entry.path());
    let module = modules.find(|path| path.extension().is_some_and(|end| end == "wasm")).expect("is kept");
    let stricter = launcher.path().join("stricter.yaml");
    fs::write(&stricter, "max_per_namespace: 2\n").expect("written");
    let line = format!(
        "policy replay {} --simulate --module {} --config {}",
        log.display(),
        module.display(),
        stricter.display()
    );
    let other = printed(&launcher, &line).await;
    assert!(other.contains("admitted 6 (recorded 9), refused 3 (recorded 0)"), "{other}");
    assert!(other.contains("a          2     3"), "{other}");
    let gated = failed(&launcher, &format!("{line} --max-flip 10%")).await;
    assert!(gated.contains("33.333 % of the decisions are other ones"), "{gated}");
}
