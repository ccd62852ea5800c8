//! The built-in policies as the launcher sees them: through WASM, in the core's types.

use std::time::Duration;

use prism_core::isolation::{IsolationLevel, Placement};
use prism_core::policy::{Denial, DenialCode, Outcome, Request, Restart};
use serde_json::json;

use crate::support::{NOW, builtin, delay, ended, placement, request, usage};

const TIERS: &str = r#"{
    "tiers": {"gold": {"isolation": "session", "max_processes": 50, "patience": 10}, "bronze": {"max_processes": 2}},
    "namespaces": {"tenant-a": "gold", "vip-*": "gold"},
    "default_tier": "bronze"
}"#;

#[test]
fn standard_answers_the_level_that_was_asked_for() {
    let standard = builtin("standard", json!({})).expect("loads");
    for level in IsolationLevel::ALL {
        let asked = Request { level, ..request("tenant-a") };
        assert_eq!(standard.isolation(&asked), Outcome::Answer(Placement::at(level)));
    }
}

#[test]
fn standard_refuses_what_is_over_its_quota_with_a_reason_and_a_time() {
    let standard = builtin("standard", json!({"max_per_namespace": 3})).expect("loads");
    let ask = |held| standard.admission(&request("tenant-a"), &placement(), &usage(held), NOW);
    assert_eq!(ask(2), Outcome::Answer(()));
    assert_eq!(
        ask(3),
        Outcome::Refused(Denial {
            code: DenialCode::Quota,
            reason: "max_per_namespace is 3; namespace tenant-a has 3".into(),
            retry_after: Some(Duration::from_secs(5)),
        })
    );
}

#[test]
fn standard_restarts_at_once_then_backs_off_then_gives_up() {
    let standard = builtin("standard", json!({})).expect("loads");
    assert_eq!(delay(standard.restart(&ended("tenant-a", 1))), Duration::ZERO);
    let waits: Vec<Duration> = (2..5).map(|failures| delay(standard.restart(&ended("tenant-a", failures)))).collect();
    assert!(waits.is_sorted() && waits[0] >= Duration::from_millis(1600) && waits[2] <= Duration::from_millis(9600));
    let reason = "5 failures in a row, the last: exited with code 137".to_owned();
    assert_eq!(standard.restart(&ended("tenant-a", 5)), Outcome::Answer(Restart::GiveUp(reason)));
}

#[test]
fn allowlist_lets_in_whom_standard_would_and_keeps_out_the_rest() {
    let allowlist = builtin("allowlist", json!({"namespaces": ["tenant-a", "vip-*"]})).expect("loads");
    let ask = |namespace| allowlist.admission(&request(namespace), &placement(), &usage(0), NOW);
    assert_eq!(ask("tenant-a"), Outcome::Answer(()));
    assert_eq!(ask("vip-7"), Outcome::Answer(()));
    let Outcome::Refused(denial) = ask("tenant-b") else { panic!("is refused") };
    assert_eq!(denial.code, DenialCode::NamespaceForbidden);
    assert_eq!(denial.reason, "namespace tenant-b is not on the allowlist of pattern consumer");
}

#[test]
fn allowlist_has_no_say_in_restarts() {
    let allowlist = builtin("allowlist", json!({})).expect("loads");
    let Outcome::Fault(fault) = allowlist.restart(&ended("tenant-a", 1)) else { panic!("has no such hook") };
    assert_eq!(fault.to_string(), "not-loaded: module allowlist does not have the hook restart");
}

#[test]
fn tiers_differ_in_division_quota_and_patience() {
    let tiered = builtin("tiered", serde_json::from_str(TIERS).expect("valid")).expect("loads");
    let level = |namespace| match tiered.isolation(&request(namespace)) {
        Outcome::Answer(placement) => placement.level,
        other => panic!("{other:?}"),
    };
    assert_eq!((level("vip-1"), level("tenant-z")), (IsolationLevel::Session, IsolationLevel::Namespace));
    let admits = |namespace| tiered.admission(&request(namespace), &placement(), &usage(2), NOW) == Outcome::Answer(());
    assert!(admits("vip-1") && !admits("tenant-z"));
    let restarts = |namespace| matches!(tiered.restart(&ended(namespace, 5)), Outcome::Answer(Restart::After(_)));
    assert!(restarts("vip-1") && !restarts("tenant-z"));
}
