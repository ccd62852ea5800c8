//! Policy modules on their way in: their configuration's schema, their compiled code, their signatures and their files.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::sys::signal::Signal;
use prism_policy::oci::{self, Artifact};
use prism_policy::trust::{SecretKey, Signature, signature_path};
use prism_proto::v1::ReloadRequest;
use tonic::Code;

use crate::support::{Ask as _, Launcher, Plan, guest, launch, until};

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

/// Only what this key signed, and this module for isolation.
fn trusting(key: &SecretKey, module: &Path) -> String {
    format!(
        "policies:\n  trust: {{keys: [{}], require: true}}\n  modules: [{{name: mine, path: {}}}]\n  isolation: mine",
        key.public().line(),
        module.display()
    )
}

fn sign(key: &SecretKey, module: &Path) {
    let signature = Signature::sign(key, &fs::read(module).expect("readable"), "");
    fs::write(signature_path(module), signature.text()).expect("written");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_module_that_is_not_signed_by_a_trusted_key_never_comes_into_force() {
    let plan = Plan::new().patterns(|patterns| patterns.sleeper("p", ""));
    let module = guest::refusing(plan.path(), "it is Sunday");
    let (key, other) = (SecretKey::generate().expect("random"), SecretKey::generate().expect("random"));
    let plan = plan.config(&trusting(&key, &module));
    let (code, text) = check(&plan);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains(&format!("policy module mine: has no signature: {}.minisig is not there", module.display())));

    sign(&key, &module);
    let launcher = plan.start().await;
    launcher.refused(launch("p").of("a")).await.saying("it is Sunday");
    guest::refusing(launcher.path(), "it is Monday");
    let refused = launcher.client().reload(ReloadRequest {}).await.expect_err("is not signed yet");
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert!(refused.message().contains(&format!("is not what key {} signed", key.id())), "{refused:?}");
    sign(&other, &module);
    let refused = launcher.client().reload(ReloadRequest {}).await.expect_err("is signed by another");
    let told = format!("is signed by key {}, which policies.trust does not know; it knows {}", other.id(), key.id());
    assert!(refused.message().contains(&told), "{refused:?}");
    launcher.refused(launch("p").of("a")).await.saying("it is Sunday");
    sign(&key, &module);
    launcher.client().reload(ReloadRequest {}).await.expect("reloaded");
    launcher.refused(launch("p").of("a")).await.saying("it is Monday");
}

/// This module for isolation.
fn isolating(module: &Path, more: &str) -> String {
    format!("policies:\n  modules: [{{name: mine, path: {}{more}}}]\n  isolation: mine", module.display())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_start_does_not_need_the_file_of_a_module_that_was_in_force_and_is_loud_about_it() {
    let plan = Plan::new().patterns(|patterns| patterns.sleeper("p", ""));
    let module = guest::refusing(plan.path(), "it is Sunday");
    let mut launcher = plan.config(&isolating(&module, "")).start().await;
    for (content, told) in [(None, "cannot read"), (Some(&b"half a fi"[..]), "is not WASM")] {
        match content {
            None => fs::remove_file(&module).expect("removed"),
            Some(content) => fs::write(&module, content).expect("written"),
        }
        launcher = launcher.restart().await;
        launcher.refused(launch("p").of("a")).await.saying("it is Sunday");
        launcher.logged("the policies of before are in force", 1).await;
        let health = launcher.health().await;
        assert_eq!(health.status, "degraded");
        let problem = &health.problems[0];
        assert!(problem.contains("policy module mine: ") && problem.contains(told), "{problem}");
        launcher.client().reload(ReloadRequest {}).await.expect_err("a reload does without it");
    }
    guest::refusing(launcher.path(), "it is Monday");
    launcher.client().reload(ReloadRequest {}).await.expect("reloaded");
    assert_eq!(launcher.health().await.problems, [""; 0]);
    launcher.refused(launch("p").of("a")).await.saying("it is Monday");
    fs::remove_file(&module).expect("removed");
    let mut launcher = launcher.restart().await;
    launcher.refused(launch("p").of("a")).await.saying("it is Monday");
    launcher.signal(Signal::SIGTERM);
    assert!(launcher.wait(Duration::from_secs(15)).is_some_and(|status| status.success()));

    // It stands in for what was loaded from the same place, and for nothing that the operator asks for today.
    let plan = launcher.into_plan();
    for config in [
        isolating(&plan.path().join("elsewhere.wasm"), ""),
        isolating(&module, &format!(", sha256: '{}'", "0".repeat(64))),
        isolating(&module, ", limits: {functions: 1}"),
        trusting(&SecretKey::generate().expect("random"), &module),
    ] {
        fs::write(plan.path().join("config.yaml"), format!("launcher:\n  {}\n", config.replace('\n', "\n  ")))
            .expect("written");
        let output = plan.command().output().expect("the launcher can be executed");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{config}: {text}");
        assert!(text.contains("policy module mine: cannot read "), "{config}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_watched_module_is_loaded_when_it_has_changed_and_a_broken_one_changes_nothing() {
    let plan = Plan::new().patterns(|patterns| patterns.sleeper("p", ""));
    let module = guest::refusing(plan.path(), "it is Sunday");
    let launcher = plan.config(&isolating(&module, ", watch: true")).start().await;
    let says = async |text: &str| {
        until("the module is loaded", async || {
            let refused = launcher.refused(launch("p").of("a")).await;
            refused.message.contains(text).then_some(())
        })
        .await;
    };
    says("it is Sunday").await;
    guest::refusing(launcher.path(), "it is Monday");
    says("it is Monday").await;
    launcher.logged("a watched policy module has changed", 1).await;
    fs::write(&module, "half a fi").expect("written");
    launcher.logged("reload changed nothing", 1).await;
    says("it is Monday").await;
    assert!(launcher.health().await.problems[0].contains("policy module mine: is not WASM"));
    guest::refusing(launcher.path(), "it is Monday");
    until("what was put right is read", async || launcher.health().await.problems.is_empty().then_some(())).await;
    guest::refusing(launcher.path(), "it is Tuesday");
    says("it is Tuesday").await;
    assert_eq!(launcher.health().await.problems, [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_watched_layout_is_followed_by_its_tag_and_its_modules_bring_their_signatures() {
    let plan = Plan::new().patterns(|patterns| patterns.sleeper("p", ""));
    let (key, other) = (SecretKey::generate().expect("random"), SecretKey::generate().expect("random"));
    let folder = plan.path().to_owned();
    let put = |text: &str, key: &SecretKey| {
        let component = fs::read(guest::refusing(&folder, text)).expect("readable");
        let signature = Signature::sign(key, &component, "").text();
        let artifact = Artifact::pack(component, Some(&signature)).expect("is a component");
        oci::put(&folder.join("layout"), "current", &artifact).expect("put");
    };
    put("it is Sunday", &key);
    let path = format!("oci:{}:current, watch: true", folder.join("layout").display());
    let launcher = plan.config(&trusting(&key, Path::new(&path))).start().await;
    launcher.refused(launch("p").of("a")).await.saying("it is Sunday");
    put("it is Monday", &other);
    launcher.logged("reload changed nothing", 1).await;
    launcher.refused(launch("p").of("a")).await.saying("it is Sunday");
    let problem = &launcher.health().await.problems[0];
    assert!(
        problem.contains(&format!("is signed by key {}, which policies.trust does not know", other.id())),
        "{problem}"
    );
    put("it is Monday", &key);
    until("the module is loaded", async || {
        launcher.refused(launch("p").of("a")).await.message.contains("it is Monday").then_some(())
    })
    .await;

    fs::remove_dir_all(folder.join("layout")).expect("removed");
    let launcher = launcher.restart().await;
    launcher.refused(launch("p").of("a")).await.saying("it is Monday");
    launcher.logged("the policies of before are in force", 1).await;
}
