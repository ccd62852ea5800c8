//! The hook `terminate`: who may stop a process.

use prism_core::policy::{FaultKind, Hook, Outcome, Policy, Stop};
use prism_core::process::ProcessState;
use prism_policy::{Input, Limits, Module, PolicySet, Selection, why_not};

use crate::guest::Guest;
use crate::support::load;

const WORLD: &str = "import prism:policy/log; export prism:policy/lifecycle; export prism:policy/terminate;";

/// A guest by the body of `may-stop`. Its parameters lie at the address it is given: the process id at 0, the pattern at 8, the version
/// at 16, namespace at 24, session at 32, level at 40, caller at 44, state at 52, generation at 56, uptime at 64, force at 80.
fn guarding(may_stop: &'static str) -> Module {
    let guest = Guest { world: WORLD, version: "1.1.0", text: "not you", may_stop, ..Guest::default() };
    load(&guest.component(), Limits::default()).expect("loads")
}

/// Refuses, for the reason in its text, whom `condition` is true of.
macro_rules! refusing {
    ($condition:literal) => {
        concat!(
            "(if (result i32) ",
            $condition,
            " (then (i32.store8 (i32.const 200) (i32.const 1)) (i32.store (i32.const 212) (i32.const 1024)) ",
            "(i32.store (i32.const 216) (i32.const 7)) (i32.const 200)) (else (i32.const 0)))"
        )
    };
}

fn stop() -> Stop {
    crate::support::stop("tenant-a")
}

fn reason(outcome: Outcome<()>) -> String {
    match outcome {
        Outcome::Refused(denial) => denial.reason,
        other => panic!("expected a refusal, found {other:?}"),
    }
}

#[test]
fn every_field_of_a_stop_arrives_where_the_contract_has_it() {
    let as_given = [
        guarding(refusing!("(i32.eq (i32.load (i32.add (local.get 0) (i32.const 4))) (i32.const 20))")),
        guarding(refusing!("(i32.eq (i32.load (i32.add (local.get 0) (i32.const 48))) (i32.const 5))")),
        guarding(refusing!("(i32.eq (i32.load8_u (i32.add (local.get 0) (i32.const 52))) (i32.const 1))")),
        guarding(refusing!("(i64.eq (i64.load (i32.add (local.get 0) (i32.const 56))) (i64.const 3))")),
        guarding(refusing!("(i64.eq (i64.load (i32.add (local.get 0) (i32.const 72))) (i64.const 9000))")),
        guarding(refusing!("(i32.eqz (i32.load8_u (i32.add (local.get 0) (i32.const 80))))")),
    ];
    let other = Stop {
        process_id: "x".into(),
        caller: "bob".into(),
        state: ProcessState::Failed,
        generation: 4,
        uptime: None,
        force: true,
        ..stop()
    };
    for module in as_given {
        assert_eq!(reason(module.terminate(&stop())), "not you");
        assert_eq!(module.terminate(&other), Outcome::Answer(()));
    }
}

#[test]
fn whatever_a_refusal_of_a_stop_hangs_on_is_found() {
    let found = |condition: &'static str, stop: &Stop| -> Vec<String> {
        let flips = why_not(&guarding(condition), &Input::Terminate(stop.clone())).into_iter();
        flips.map(|flip| format!("{}: {} ({})", flip.input, flip.change, flip.answer)).collect()
    };
    let stop = Stop { session: prism_core::names::SessionId::parse("user-1").ok(), ..stop() };
    // The lengths of texts, as the contract lays them out.
    let of_length = [
        (refusing!("(i32.eq (i32.load (i32.add (local.get 0) (i32.const 4))) (i32.const 20))"), "process_id"),
        (refusing!("(i32.eq (i32.load (i32.add (local.get 0) (i32.const 12))) (i32.const 8))"), "pattern"),
    ];
    for (condition, field) in of_length {
        let now = if field == "pattern" { "consumer" } else { "ns:tenant-a:consumer" };
        assert_eq!(found(condition, &stop), [format!("stop.{field}: another one, now {now} (allow)")]);
    }
    let namespace = refusing!("(i32.eq (i32.load (i32.add (local.get 0) (i32.const 28))) (i32.const 8))");
    let both = |field: &str, now: &str| {
        ["another one", "left out"].map(|other| format!("stop.{field}: {other}, now {now} (allow)"))
    };
    assert_eq!(found(namespace, &stop), both("namespace", "tenant-a"));
    let session = refusing!("(i32.eq (i32.load (i32.add (local.get 0) (i32.const 36))) (i32.const 6))");
    assert_eq!(found(session, &stop), both("session", "user-1"));
    let level = refusing!("(i32.eq (i32.load8_u (i32.add (local.get 0) (i32.const 40))) (i32.const 1))");
    let others = ["none", "session"].map(|level| format!("stop.level: {level}, now namespace (allow)"));
    assert_eq!(found(level, &stop), others);
    let state = refusing!("(i32.ne (i32.load8_u (i32.add (local.get 0) (i32.const 52))) (i32.const 3))");
    assert_eq!(found(state, &stop), ["stop.state: failed, now running (allow)"]);
    let generation = refusing!("(i64.lt_u (i64.load (i32.add (local.get 0) (i32.const 56))) (i64.const 7))");
    assert_eq!(found(generation, &stop), ["stop.generation: 7 or more, now 3 (allow)"]);
    let uptime = refusing!("(i64.gt_u (i64.load (i32.add (local.get 0) (i32.const 72))) (i64.const 5000))");
    assert_eq!(found(uptime, &stop), ["stop.uptime_ms: 5000 or less, now 9000 (allow)"]);
    let force = refusing!("(i32.eqz (i32.load8_u (i32.add (local.get 0) (i32.const 80))))");
    assert_eq!(found(force, &stop), ["stop.force: true, now false (allow)"]);
    let nobody = refusing!("(i32.ne (i32.load (i32.add (local.get 0) (i32.const 48))) (i32.const 0))");
    assert_eq!(found(nobody, &stop), ["stop.caller: left out, now alice (allow)"]);
}

#[test]
fn all_must_agree_and_the_first_no_or_fault_answers() {
    let (yes, no) = (guarding("i32.const 0"), refusing!("(i32.const 1)"));
    let trap = guarding("unreachable");
    let named = |module: &Module, name: &str| {
        let spec = prism_policy::ModuleSpec::path(name, file(module)).with_limits(Limits::default());
        Module::load(crate::support::engine(), &spec).expect("loads")
    };
    let (yes, no, trap) = (named(&yes, "yes"), named(&guarding(no), "no"), named(&trap, "trap"));
    let standard = crate::support::builtin("standard", serde_json::json!({})).expect("loads");
    let set = |order: &[&str]| {
        let terminate = order.iter().map(|name| (*name).to_owned()).collect();
        let modules = vec![yes.clone(), no.clone(), trap.clone(), standard.clone()];
        PolicySet::new(&Selection { terminate, ..Selection::default() }, modules).expect("can be obeyed")
    };
    let asked = |order: &[&str]| {
        let verdict = set(order).terminate(&stop());
        (verdict.module.to_string(), verdict.outcome)
    };
    assert_eq!(asked(&[]), ("none".to_owned(), Outcome::Answer(())));
    assert_eq!(asked(&["yes"]), ("yes".to_owned(), Outcome::Answer(())));
    assert_eq!(asked(&["yes", "no", "trap"]).0, "no");
    assert!(
        matches!(asked(&["yes", "trap", "no"]), (module, Outcome::Fault(fault)) if module == "trap" && fault.kind == FaultKind::Trap)
    );
    assert_eq!(set(&["yes", "no"]).roles("no"), ["terminate[1]"]);
}

fn file(module: &Module) -> std::path::PathBuf {
    let path = std::env::temp_dir().join(format!("prism-terminate-{}-{}.wasm", std::process::id(), module.sha256()));
    std::fs::write(&path, module.component()).expect("is writable");
    path
}

#[test]
fn a_component_of_the_first_version_has_no_such_hook_and_cannot_be_selected_for_it() {
    let standard = crate::support::builtin("standard", serde_json::json!({})).expect("loads");
    assert!(!standard.has(Hook::Terminate));
    assert_eq!(standard.answer(&Input::Terminate(stop())).output.kind(), "fault");
    let selection = Selection { terminate: vec!["standard".to_owned()], ..Selection::default() };
    let error = PolicySet::new(&selection, vec![standard]).expect_err("cannot be obeyed").to_string();
    assert_eq!(
        error,
        "policies.terminate[0] names standard, which does not have the hook terminate; it has isolation, admission, restart"
    );
}
