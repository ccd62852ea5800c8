//! Manifests: which are refused and why, and what a reload makes of a change.

use nix::sys::signal::Signal;
use prism_proto::v1::{DescribePatternsRequest, DescribePatternsResponse, ReloadRequest};
use tonic::Code;

use crate::support::{Ask as _, Launcher, Plan, launch, level};

async fn describe(launcher: &Launcher) -> DescribePatternsResponse {
    launcher.client().describe_patterns(DescribePatternsRequest::default()).await.expect("described").into_inner()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_broken_manifest_is_listed_with_its_place_and_the_rest_launches() {
    let plan = Plan::new().patterns(|patterns| {
        patterns.sleeper("good", "").manifest("typo", "name: typo\nversion: 1.0.0\nexecutabel: ./run\n");
        patterns.sleeper("wrong", "healthcheck2: {}").manifest("torn", "name: [\n");
        patterns.manifest("gone", "name: gone\nversion: 1.0.0\nexecutable: ./nothing\n").directory("empty");
        patterns
    });
    let launcher = plan.start().await;
    launcher.launched(launch("good").of("a")).await;
    let described = describe(&launcher).await;
    let names: Vec<&str> = described.patterns.iter().map(|pattern| pattern.name.as_str()).collect();
    assert_eq!(names, ["good"]);
    let reason = |name: &str| {
        let rejected = described.rejected.iter().find(|rejected| rejected.path.contains(name)).expect("is listed");
        rejected.reason.clone()
    };
    assert!(
        reason("typo").contains("typo/manifest.yaml:3:1: unknown field `executabel`, expected one of"),
        "{}",
        reason("typo")
    );
    assert!(reason("wrong").contains("wrong/manifest.yaml:6:1: unknown field `healthcheck2`"), "{}", reason("wrong"));
    assert!(reason("torn").contains("torn/manifest.yaml:1:7: name: "), "{}", reason("torn"));
    assert!(reason("gone").contains("is it built?"), "{}", reason("gone"));
    assert_eq!(described.rejected.len(), 4);
    let health = launcher.health().await;
    assert_eq!((health.status.as_str(), health.problems.len()), ("degraded", 4));
    launcher.refused(launch("typo").of("a")).await.expect(Code::NotFound, "PATTERN_UNKNOWN");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_description_says_what_can_be_launched_and_who_decides() {
    let manifest = "description: Sleeps.\nauthor: us\nisolation_level: session\nminimum_isolation: namespace\n\
        resources: {memory_limit: 64Mi}\nconfig_keys: [{name: topic, required: true, pattern: '[a-z]+'}]\n\
        backend_slots: [{name: storage, type: postgres, required: true}]";
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", manifest)).start().await;
    launcher.launched(launch("p").of("a").session("s").with("topic", "t")).await;
    let described = describe(&launcher).await;
    let pattern = &described.patterns[0];
    assert_eq!(
        (pattern.version.as_str(), pattern.description.as_str(), pattern.author.as_str()),
        ("1.0.0", "Sleeps.", "us")
    );
    assert_eq!((pattern.isolation(), pattern.minimum_isolation()), (level::SESSION, level::NAMESPACE));
    assert_eq!(
        (pattern.executable.as_str(), pattern.health_kind.as_str(), pattern.instances),
        ("/bin/sleep", "alive", 1)
    );
    let key = &pattern.config_keys[0];
    assert_eq!((key.name.as_str(), key.required, key.pattern.as_str()), ("topic", true, "[a-z]+"));
    assert_eq!((pattern.backend_slots[0].r#type.as_str(), pattern.manifest_sha256.len()), ("postgres", 64));
    assert_eq!(pattern.resources["memory_limit"], "67108864");
    assert!(["isolation", "admission", "restart"].iter().all(|hook| pattern.policies[*hook] == "standard"));
    assert_eq!(pattern.args, ["infinity"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_new_pattern_is_there_after_a_reload_and_a_removed_one_runs_on() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("old", "")).start().await;
    let old = launcher.launched(launch("old").of("a")).await;
    launcher.patterns().sleeper("new", "");
    std::fs::remove_dir_all(launcher.patterns().directory("old")).expect("removed");
    launcher.signal(Signal::SIGHUP);
    launcher.logged("reloaded manifests and policies", 1).await;
    launcher.launched(launch("new").of("a")).await;
    launcher.refused(launch("old").of("a")).await.expect(Code::NotFound, "PATTERN_UNKNOWN");
    assert_eq!(launcher.status(&old.process_id).await.expect("it runs").pid, old.pid);
    assert!(launcher.terminate(&old.process_id).await.expect("ended").success);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_changed_manifest_counts_for_the_next_process() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "environment: {A: one}")).start().await;
    let first = launcher.launched(launch("p").of("a")).await;
    launcher.patterns().sleeper("p", "environment: {A: two}");
    let reloaded = launcher.client().reload(ReloadRequest {}).await.expect("reloaded").into_inner();
    assert_eq!((reloaded.patterns, reloaded.rejected.len()), (1, 0));
    assert_eq!(launcher.launched(launch("p").of("a")).await.pid, first.pid, "what runs goes on");
    let other = launcher.launched(launch("p").of("b")).await;
    let variable = |pid: i32| {
        let environment = crate::support::processes::environment(pid);
        environment.into_iter().find(|(name, _)| name == "A").expect("is set").1
    };
    assert_eq!((variable(first.pid).as_str(), variable(other.pid).as_str()), ("one", "two"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_broken_configuration_changes_nothing() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).start().await;
    launcher.configure("grpc_prot: 1");
    launcher.signal(Signal::SIGHUP);
    launcher.logged("unknown field `grpc_prot`", 1).await;
    launcher.launched(launch("p").of("a")).await;
    let problems = launcher.health().await.problems;
    assert!(problems[0].contains("config.yaml:2:3"), "{problems:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_a_reload_does_not_touch_is_named() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).start().await;
    launcher.configure("limits: {processes: 7}\nshutdown_grace: 3s");
    let reloaded = launcher.client().reload(ReloadRequest {}).await.expect("reloaded").into_inner();
    assert_eq!(reloaded.needs_restart, ["shutdown_grace", "limits or process_manager"]);
    launcher.logged("launcher.shutdown_grace has changed", 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_manifest_that_breaks_leaves_its_pattern_as_it_was() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "environment: {A: one}")).start().await;
    launcher.patterns().manifest("p", "name: p\nversion: [\n");
    let reloaded = launcher.client().reload(ReloadRequest {}).await.expect("reloaded").into_inner();
    assert_eq!((reloaded.patterns, reloaded.rejected.len()), (1, 1));
    launcher.launched(launch("p").of("a")).await;
    assert_eq!(launcher.health().await.status, "degraded");
    launcher.patterns().sleeper("p", "");
    launcher.client().reload(ReloadRequest {}).await.expect("reloaded");
    assert_eq!(launcher.health().await.status, "healthy");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_reload_keeps_the_flags() {
    let plan = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).flags(&["--isolation", "session"]);
    let launcher = plan.start().await;
    let before = launcher.launched(launch("p").of("a").session("s")).await;
    launcher.client().reload(ReloadRequest {}).await.expect("reloaded");
    let after = launcher.launched(launch("p").of("a").session("s")).await;
    assert_eq!((after.pid, after.isolation()), (before.pid, level::SESSION));
}
