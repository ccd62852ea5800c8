//! Who answers whom, and how another set takes over.

use std::sync::Arc;

use prism_core::policy::{FaultKind, Outcome, Policy};
use prism_policy::{Engine, Handle, Limits, PoliciesConfig, PolicySet, Selection};
use serde_json::json;

use crate::guest::Guest;
use crate::support::{NOW, Recorder, builtin, ended, engine, load, load_in, placement, request, usage};

fn config(config: serde_json::Value) -> PoliciesConfig {
    serde_json::from_value(config).expect("is valid")
}

fn set(value: serde_json::Value) -> PolicySet {
    PolicySet::load(engine(), &config(value)).expect("loads")
}

fn refusal(value: serde_json::Value) -> String {
    PolicySet::load(engine(), &config(value)).expect_err("is refused").to_string()
}

#[test]
fn nothing_configured_is_standard_for_everything() {
    let set = set(json!({}));
    let who = set.who_answers("consumer", "tenant-a");
    assert_eq!((&*who.isolation, &*who.admission[0], &*who.restart), ("standard", "standard", "standard"));
    assert_eq!(set.modules().count(), 1);
}

#[test]
fn all_admission_modules_must_allow_and_the_first_refusal_answers() {
    let set = set(json!({
        "modules": [
            {"name": "guard", "builtin": "allowlist", "config": {"namespaces": ["tenant-a"]}},
            {"name": "quota", "builtin": "standard", "config": {"max_per_namespace": 1}},
        ],
        "admission": ["guard", "quota"],
    }));
    let ask = |namespace, held| set.admission(&request(namespace), &placement(), &usage(held), NOW);
    assert!(matches!(ask("tenant-a", 0).outcome, Outcome::Answer(())));
    assert_eq!(&*ask("tenant-a", 1).module, "quota");
    assert_eq!(&*ask("tenant-b", 1).module, "guard");
}

#[test]
fn a_module_that_fails_never_drops_out_of_the_vote() {
    const WORLD: &str = "import prism:policy/log; export prism:policy/lifecycle; export prism:policy/admission;";
    let guest = Guest {
        world: WORLD,
        fields: r#"(func (export "prism:policy/admission@1.0.0#decide") (param i32) (result i32) unreachable)"#,
        ..Guest::default()
    };
    let broken = load(&guest.component(), Limits::default()).expect("loads");
    let standard = builtin("standard", json!({})).expect("loads");
    for admission in [["guest", "standard"], ["standard", "guest"]] {
        let selection = Selection { admission: admission.map(str::to_owned).to_vec(), ..Selection::default() };
        let set = PolicySet::new(&selection, vec![broken.clone(), standard.clone()]).expect("both are there");
        let verdict = set.admission(&request("tenant-a"), &placement(), &usage(0), NOW);
        assert_eq!(&*verdict.module, "guest");
        assert!(matches!(verdict.outcome, Outcome::Fault(fault) if fault.kind == FaultKind::Trap));
    }
}

#[test]
fn an_override_counts_for_those_it_matches_and_only_for_its_hooks() {
    let set = set(json!({
        "modules": [{"name": "patient", "builtin": "standard", "config": {"max_failures": 50}}],
        "overrides": [{"match": {"pattern": "consumer", "namespace": "vip-*"}, "restart": "patient"}],
    }));
    let restart = |namespace| set.restart(&ended(namespace, 7)).module;
    assert_eq!((&*restart("vip-1"), &*restart("tenant-a")), ("patient", "standard"));
    assert_eq!(&*set.isolation(&request("vip-1")).module, "standard");
    assert_eq!(&*set.who_answers("producer", "vip-1").restart, "standard");
}

#[test]
fn a_selection_that_names_nothing_names_its_field() {
    assert_eq!(
        refusal(json!({"restart": "patient"})),
        "policies.restart names patient, which is not loaded; expected one of standard"
    );
    assert_eq!(
        refusal(json!({"overrides": [{"match": {}, "restart": "allowlist"}]})),
        "policies.overrides[0].restart names allowlist, which does not have the hook restart; it has isolation, admission"
    );
    assert_eq!(
        refusal(json!({"modules": [{"name": "a", "builtin": "standard"}, {"name": "a", "builtin": "standard"}]})),
        "policies.modules[1] names a, which is the name of two modules"
    );
}

#[test]
fn a_module_entry_has_one_source_and_no_unknown_key() {
    let error = |entry: serde_json::Value| {
        serde_json::from_value::<PoliciesConfig>(json!({"modules": [entry]})).expect_err("is wrong").to_string()
    };
    assert!(error(json!({"name": "a"})).contains("policy module a: expected exactly one of path, builtin"));
    assert!(error(json!({"name": "a", "path": "x", "fuel": 1})).contains("unknown field `fuel`"));
    assert!(error(json!({"name": "a", "path": "x", "limits": {"gas": 1}})).contains("unknown field `gas`"));
}

#[test]
fn a_swap_takes_effect_between_two_decisions_and_no_answer_crosses_it() {
    let of = |namespaces: &[&str]| {
        set(json!({
            "modules": [{"name": "allowlist", "builtin": "allowlist", "config": {"namespaces": namespaces}}],
            "isolation": "allowlist",
        }))
    };
    let handle = Handle::new(of(&["tenant-a"]));
    let allowed = || matches!(handle.isolation(&request("tenant-a")).outcome, Outcome::Answer(_));
    assert!(allowed() && allowed(), "remembered by now");
    let before = handle.swap(of(&["tenant-b"]));
    assert!(!allowed());
    assert!(
        matches!(before.isolation(&request("tenant-a")).outcome, Outcome::Answer(_)),
        "who has the old set keeps it"
    );
}

#[test]
fn the_observer_hears_of_every_module_that_was_asked() {
    let recorder = Arc::new(Recorder::default());
    let engine = Engine::new(recorder.clone()).expect("the machine lets us");
    let config = config(json!({
        "modules": [{"name": "guard", "builtin": "allowlist", "config": {"namespaces": ["tenant-a"]}}],
        "admission": ["guard", "standard"],
    }));
    let set = PolicySet::load(&engine, &config).expect("loads");
    let _ = set.admission(&request("tenant-a"), &placement(), &usage(100), NOW);
    let heard: Vec<_> = recorder.decisions().into_iter().map(|heard| (heard.module, heard.outcome.as_str())).collect();
    assert_eq!(heard, [("guard".to_owned(), "answer"), ("standard".to_owned(), "refused")]);
}

#[test]
fn modules_that_are_dropped_leave_nothing_in_the_pool() {
    let engine = Engine::new(Arc::new(())).expect("the machine lets us");
    let limits = Limits { stock: Limits::STOCK_CEILING, ..Limits::default() };
    // Together more instances than the pool has slots: with a leak the last stock never fills.
    for _ in 0..12 {
        let module = load_in(&engine, &Guest::default().component(), limits).expect("loads");
        crate::support::wait_for_stock(&module);
    }
}
