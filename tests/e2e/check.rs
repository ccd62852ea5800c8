//! `prism-launcher check`, and configurations with which it does not start.

use std::process::{Command, Output};

use crate::support::{Plan, guest};

fn check(plan: &Plan) -> Output {
    plan.command().arg("check").output().expect("the launcher can be executed")
}

/// Its exit code and what it says.
fn said(plan: &Plan) -> (Option<i32>, String) {
    let output = check(plan);
    assert!(output.stdout.is_empty());
    (output.status.code(), String::from_utf8(output.stderr).expect("text"))
}

#[test]
fn what_is_right_is_0_and_starts_nothing() {
    let plan = Plan::new().patterns(|patterns| patterns.sleeper("p", ""));
    let (code, text) = said(&plan);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("1 patterns") && text.contains("0 manifests are refused"), "{text}");
    assert!(!plan.path().join("state").exists());
}

#[test]
fn a_broken_manifest_is_1_with_its_place() {
    let plan =
        Plan::new().patterns(|patterns| patterns.sleeper("p", "").manifest("q", "name: q\nversion: 1.0.0\nnope: 1\n"));
    let (code, text) = said(&plan);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("q/manifest.yaml:3:1: unknown field `nope`"), "{text}");
}

#[test]
fn a_broken_configuration_is_1_with_its_place() {
    let (code, text) = said(&Plan::new().config("grpc_prot: 1"));
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("config.yaml:2:3: launcher: unknown field `grpc_prot`, expected one of `grpc_port`"),
        "{text}"
    );
}

#[test]
fn a_policy_that_cannot_be_loaded_is_1_with_its_name() {
    let (code, text) = said(&Plan::new().config("policies: {admission: [nobody]}"));
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("nobody") && text.contains("admission"), "{text}");

    let wrong = "policies: {modules: [{name: standard, builtin: standard, config: {max_per_tenant: 1}}]}";
    let (code, text) = said(&Plan::new().config(wrong));
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("standard") && text.contains("/max_per_tenant"), "{text}");
}

#[test]
fn little_address_space_is_no_reason_not_to_start() {
    let plan = Plan::new();
    let whole = plan.command();
    let mut limited = Command::new("/bin/sh");
    // 400 GB, as a machine has whose addresses have 39 bits.
    limited.env_clear().args(["-c", "ulimit -v 400000000; exec \"$0\" \"$@\""]).arg(whole.get_program());
    let output = limited.args(whole.get_args()).arg("check").output().expect("a shell can be executed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_policy_that_is_only_hostile_when_asked_passes() {
    let plan = Plan::new();
    let path = guest::trapping(plan.path());
    let plan =
        plan.config(&format!("policies: {{modules: [{{name: mine, path: {}}}], isolation: mine}}", path.display()));
    let (code, text) = said(&plan);
    assert_eq!(code, Some(0), "{text}");
}

#[test]
fn a_directory_of_patterns_that_is_not_there_is_1() {
    let plan = Plan::new();
    std::fs::remove_dir_all(plan.path().join("patterns")).expect("removed");
    let (code, text) = said(&plan);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("patterns_dir cannot be opened"), "{text}");
}

#[test]
fn wrong_usage_is_2() {
    let output = Plan::new().flags(&["--grpc-prot", "1"]).command().output().expect("executed");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn an_address_for_everyone_is_refused_without_tls() {
    let output = Plan::new().config("listen: 0.0.0.0").command().output().expect("executed");
    let text = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("not a loopback address"), "{text}");
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("bound");
    let port = taken.local_addr().expect("its number").port().to_string();
    for flag in ["--grpc-port", "--metrics-port", "--health-port"] {
        let plan = Plan::new();
        // The last one counts nowhere: a flag is given once.
        let mut command = std::process::Command::new(crate::support::binaries::binary("prism-launcher"));
        command.env("HOME", plan.path()).arg("--state-dir").arg(plan.path().join("state"));
        command.arg("--patterns-dir").arg(plan.path().join("patterns"));
        for other in ["--grpc-port", "--metrics-port", "--health-port"] {
            command.arg(other).arg(if other == flag { &port } else { "0" });
        }
        let output = command.output().expect("executed");
        let text = String::from_utf8(output.stderr).expect("text");
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains(&format!("cannot listen on 127.0.0.1:{port}")), "{text}");
    }
}
