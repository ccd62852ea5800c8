//! Policy modules on their way in: their configuration's schema and their compiled code.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use prism_proto::v1::ReloadRequest;

use crate::support::{Ask as _, Launcher, Plan, launch};

/// How many modules were loaded whose code came from there.
async fn loaded(launcher: &Launcher, source: &str) -> f64 {
    launcher.sample(&format!("policy_code_total{{source=\"{source}\"}}")).await
}

fn kept(launcher: &Launcher) -> Vec<PathBuf> {
    let files = fs::read_dir(launcher.state_dir().join("cache/policies")).expect("is there");
    let files = files.map(|file| file.expect("readable").path());
    files.filter(|file| file.extension().is_some_and(|extension| extension == "code")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_second_start_compiles_nothing_and_what_was_tampered_with_is_compiled_again() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).start().await;
    assert_eq!(loaded(&launcher, "compiled").await, 1.0);
    let launcher = launcher.restart().await;
    assert_eq!(loaded(&launcher, "kept").await, 1.0);
    launcher.launched(launch("p").of("a")).await;
    launcher.client().reload(ReloadRequest {}).await.expect("reloaded");
    assert_eq!(loaded(&launcher, "kept").await, 2.0);

    let file = kept(&launcher).remove(0);
    let mut code = fs::read(&file).expect("readable");
    let middle = code.len() / 2;
    code[middle] ^= 1;
    fs::write(&file, code).expect("written");
    let launcher = launcher.restart().await;
    assert_eq!(loaded(&launcher, "not-trusted").await, 1.0);
    launcher.logged("its seal does not fit", 1).await;
    launcher.launched(launch("p").of("a")).await;
    let launcher = launcher.restart().await;
    assert_eq!(loaded(&launcher, "kept").await, 1.0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_cache_that_others_can_write_is_not_used_and_one_that_is_off_is_not_made() {
    let launcher = Plan::new().config("policy_cache: {enabled: false}").start().await;
    let cache = launcher.state_dir().join("cache/policies");
    assert!(!cache.exists());
    fs::create_dir_all(&cache).expect("made");
    fs::set_permissions(&cache, fs::Permissions::from_mode(0o777)).expect("set");
    launcher.configure("");
    let reloaded = launcher.client().reload(ReloadRequest {}).await.expect("reloaded").into_inner();
    assert_eq!(reloaded.needs_restart, ["policy_cache"]);
    let launcher = launcher.restart().await;
    launcher.logged("has mode 777; expected no permissions for others", 1).await;
    assert_eq!(loaded(&launcher, "compiled").await, 1.0);
    assert_eq!(fs::read_dir(&cache).expect("is there").count(), 0);
}

fn check(plan: &Plan) -> (Option<i32>, String) {
    let output = plan.command().arg("check").output().expect("the launcher can be executed");
    (output.status.code(), String::from_utf8(output.stderr).expect("text"))
}

#[test]
fn a_configuration_that_is_not_as_its_schema_says_is_told_with_its_place() {
    let plan = Plan::new().config(
        "policies:\n  modules:\n    - name: gold\n      builtin: tiered\n      config:\n        tiers:\n          gold:\n            max_processes: many",
    );
    let (code, text) = check(&plan);
    assert_eq!(code, Some(1), "{text}");
    let told = "config.yaml:9:30: policies: policy module gold: config /tiers/gold/max_processes: expected an integer; found a string\n";
    assert!(text.ends_with(told), "{text}");
    assert!(!plan.path().join("state").exists());
}
