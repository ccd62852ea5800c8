//! The launcher through another implementation of gRPC: Python's, with stubs made from the same proto files.

use std::path::Path;

use crate::support::binaries::repository;
use crate::support::{Launcher, Plan};

/// The interpreter, which has grpcio; none where there is none, which is said.
fn interpreter() -> Option<std::ffi::OsString> {
    let interpreter = std::env::var_os("PRISM_TEST_PYTHON");
    if interpreter.is_none() {
        eprintln!("skipped: PRISM_TEST_PYTHON is not set; cargo xtask test sets it where grpcio can be installed");
    }
    interpreter
}

/// Runs `python/<script>.py` against a launcher with patterns that have a server and one that has none.
async fn run(script: &str) {
    let Some(interpreter) = interpreter() else { return };
    let plan = Plan::new().patterns(|patterns| {
        let broken = "echo no such topic >&2\nexit 3";
        patterns.reference("consumer").reference("producer").reference("multicast_registry");
        let (tcp, never) = ("healthcheck: {kind: tcp}", "healthcheck: {kind: exec, command: [/bin/false]}");
        patterns.sleeper("p", "").script("broken", tcp, broken).script("idle", never, "exec sleep infinity")
    });
    let launcher = plan.start().await;
    python(&interpreter, script, &launcher, launcher.path()).await;
    if script == "many_namespaces" {
        assert_eq!(launcher.list().await.len(), 100);
    }
}

async fn python(interpreter: &std::ffi::OsStr, script: &str, launcher: &Launcher, directory: &Path) {
    let stubs = directory.join("stubs");
    std::fs::create_dir(&stubs).expect("made");
    let mut command = std::process::Command::new(interpreter);
    command.arg("-B").arg(repository("tests/e2e/python").join(format!("{script}.py")));
    command.env("PRISM_ADDRESS", &launcher.ports.grpc).env("PRISM_STUBS", &stubs);
    command.env("PRISM_PROTO", repository("proto"));
    let output = tokio::task::spawn_blocking(move || command.output().expect("executed")).await.expect("no panic");
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{script}.py: {}\n{text}", output.status);
    eprint!("{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_hundred_namespaces_at_once_are_a_hundred_processes_that_know_their_own() {
    run("many_namespaces").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn two_hundred_launches_of_one_key_at_once_are_one_process() {
    run("one_key").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_three_levels_share_and_separate() {
    run("levels").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn errors_can_be_read() {
    run("errors").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_watch_keeps_a_proxys_cache_true() {
    run("watch").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn reflection_and_health_are_served() {
    run("reflection").await;
}
