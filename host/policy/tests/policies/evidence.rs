//! What answers rest on: taken from guests, bounded, without secrets, and without any influence on what is decided.

use std::sync::{Arc, Mutex};

use prism_core::policy::{FaultKind, Outcome, Policy, Request};
use prism_policy::{
    Decision, Engine, Input, Limits, Module, Observer, PoliciesConfig, PolicySet, Record, Recording, Redaction,
    SecretKeys, Severity, Value,
};
use serde_json::json;

use crate::guest::Guest;
use crate::support::{NOW, Recorder, builtin, ended, engine, load, load_in, placement, request, usage};

/// Keeps what is to be written down.
#[derive(Default)]
struct Log(Mutex<Vec<Recording>>);

impl Observer for Log {
    fn decided(&self, _: &Decision<'_>) {}

    fn logged(&self, _: &str, _: Severity, _: &str) {}

    fn records(&self) -> bool {
        true
    }

    fn record(&self, recording: Recording) {
        self.0.lock().expect("not poisoned").push(recording);
    }
}

impl Log {
    fn record_of(&self, index: usize) -> Record {
        let keys = SecretKeys::new(&[]);
        let redaction = Redaction { hides: &|key| keys.matches(key), salt: &[7; 32] };
        Record::new(&self.0.lock().expect("not poisoned")[index], &redaction)
    }
}

fn admission(held: u32) -> Input {
    let request = request("tenant-a");
    Input::Admission { level: request.level, usage: usage(held), request, now: NOW }
}

/// The checks of an answer, without the places: those move with every change of the source.
fn said(module: &Module, input: &Input) -> Vec<String> {
    let evidence = module.answer(input).evidence;
    let sentence = |sentence: String| sentence.rsplit_once(" (").map_or(sentence.clone(), |(said, _)| said.to_owned());
    evidence.sentences().into_iter().map(sentence).collect()
}

const REPORT: &str = r#"(import "prism:policy/evidence@VERSION" "report" (func $report (param i32 i32 i32 i32 i32)))"#;
const WORLD: &str = "import prism:policy/log; import prism:policy/evidence; export prism:policy/lifecycle; \
    export prism:policy/isolation;";

/// A guest that reports by hand before it answers. A check has its rule at 0, its condition at 8, its outcome at 16, the number of its
/// operands at 20 and its place at 24, in 32 bytes; an operand its name at 0, its kind at 8 and its value at 16, in 24; text lies at 1024.
fn reporting(derive: &'static str) -> Vec<u8> {
    Guest { world: WORLD, fields: REPORT, text: "a rule", version: "1.1.0", ..Guest::deriving(derive) }.component()
}

#[test]
fn the_built_in_policies_say_what_their_answers_rest_on() {
    let standard = builtin("standard", json!({"max_total": 500})).expect("loads");
    let quota = "rule quota: held = 100 < limit = 100: no; quota = \"max_per_namespace\"";
    assert_eq!(said(&standard, &admission(100)), [quota]);
    assert_eq!(said(&standard, &admission(1)).len(), 2, "two quotas are configured and held");
    assert_eq!(said(&standard, &Input::Restart(ended("a", 5))), ["rule max_failures: failures = 5 < max = 5: no"]);
    let allowlist = builtin("allowlist", json!({"namespaces": ["vip-*"]})).expect("loads");
    assert_eq!(
        said(&allowlist, &Input::Isolation(request("vip-1"))),
        ["rule on-the-list: by.is_some(): yes; namespace = \"vip-1\"; by = \"vip-*\"; names on the list = 1"]
    );
}

#[test]
fn a_place_is_a_file_of_the_policy_and_a_line() {
    let standard = builtin("standard", json!({})).expect("loads");
    let check = standard.answer(&admission(100)).evidence.checks().remove(0);
    let (file, line) = check.place.rsplit_once(':').expect("has a line");
    assert!(file.ends_with("src/lib.rs") && !file.starts_with('/'), "{file}");
    assert!(line.parse::<u32>().is_ok_and(|line| line > 1), "{line}");
    assert_eq!(check.operands[1].value, Value::Unsigned(100));
}

#[test]
fn evidence_is_written_down_reads_back_and_holds_no_secret() {
    let log = Arc::new(Log::default());
    let engine = Engine::new(log.clone()).expect("the machine lets us");
    let config: PoliciesConfig = serde_json::from_value(json!({})).expect("is valid");
    let set = PolicySet::load(&engine, &config).expect("loads");
    // A policy that shows what it was shown, and a tenant whose password reads like a quota's name.
    let config = Arc::new([("db_password".to_owned(), "max_per_namespace".to_owned())].into());
    let _ = set.admission(&Request { config, ..request("tenant-a") }, &placement(), &usage(3), NOW);
    let record = log.record_of(0);
    let line = serde_json::to_string(&record).expect("is JSON");
    assert_eq!(record.evidence[0].operands[0].value, Value::Text("[redacted]".to_owned()));
    assert!(!line.contains("max_per_namespace"), "{line}");
    assert_eq!(serde_json::from_str::<Record>(&line).expect("reads back"), record);
}

#[test]
fn who_wants_to_know_changes_neither_answer_nor_fuel() {
    let quiet = Arc::new(Recorder::default());
    let unrecorded = Engine::new(quiet.clone()).expect("the machine lets us");
    let component = prism_policy::builtin_component("standard").expect("is built in");
    let module = load_in(&unrecorded, component, Limits::default()).expect("loads");
    let _ = module.admission(&request("tenant-a"), &placement(), &usage(100), NOW);
    let trial = module.answer(&admission(100));
    assert!(!trial.evidence.is_empty());
    assert_eq!(quiet.decisions()[0].fuel, trial.fuel);
}

#[test]
fn a_check_made_by_hand_is_taken() {
    let derive = "(i32.store (i32.const 512) (i32.const 1024)) (i32.store (i32.const 516) (i32.const 6)) \
        (i32.store8 (i32.const 528) (i32.const 1)) (i32.store (i32.const 532) (i32.const 2)) \
        (i32.store (i32.const 256) (i32.const 1024)) (i32.store (i32.const 260) (i32.const 1)) \
        (i32.store8 (i32.const 264) (i32.const 1)) (i64.store (i32.const 272) (i64.const 7)) \
        (call $report (i32.const 512) (i32.const 1) (i32.const 256) (i32.const 1) (i32.const 4)) i32.const 0";
    let module = load(&reporting(derive), Limits::default()).expect("loads");
    let evidence = module.answer(&Input::Isolation(request("a"))).evidence;
    assert_eq!(evidence.sentences(), ["rule a rule: : yes; a = 7", "and 4 more checks, which were not kept"]);
}

#[test]
fn what_cannot_be_read_is_lost_and_never_a_fault() {
    // The second check's rule lies far outside of the memory.
    let derive = "(i32.store (i32.const 544) (i32.const 2147483640)) (i32.store (i32.const 548) (i32.const 6)) \
        (call $report (i32.const 512) (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 0)) i32.const 0";
    let module = load(&reporting(derive), Limits::default()).expect("loads");
    assert!(matches!(module.isolation(&request("a")), Outcome::Answer(_)));
    let evidence = module.answer(&Input::Isolation(request("a"))).evidence;
    assert_eq!((evidence.checks().len(), evidence.lost), (1, 2));
}

#[test]
fn a_list_outside_of_the_memory_is_a_fault_whether_anybody_wants_to_know_or_not() {
    let derive =
        "(call $report (i32.const 2147483644) (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0)) i32.const 0";
    let module = load(&reporting(derive), Limits::default()).expect("loads");
    let is_bad = |outcome: Outcome<_>| matches!(outcome, Outcome::Fault(fault) if fault.kind == FaultKind::BadOutput);
    assert!(is_bad(module.isolation(&request("a"))));
    assert_eq!(module.answer(&Input::Isolation(request("a"))).output.kind(), "fault");
}

#[test]
fn a_flood_of_checks_is_bounded_and_ends_by_fuel() {
    let derive = "(loop (call $report (i32.const 0) (i32.const 20) (i32.const 0) (i32.const 0) (i32.const 4000000000)) (br 0)) unreachable";
    let module = load(&reporting(derive), Limits { time_ms: 10_000, ..Limits::default() }).expect("loads");
    let trial = module.answer(&Input::Isolation(request("a")));
    let fault = trial.output.fault().expect("it never ends");
    assert_eq!(fault.kind, FaultKind::Fuel);
    assert_eq!((trial.evidence.checks().len(), trial.evidence.lost), (64, u32::MAX));
}

#[test]
fn what_was_checked_before_a_trap_is_known() {
    let derive = "(call $report (i32.const 512) (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0)) unreachable";
    let module = load(&reporting(derive), Limits::default()).expect("loads");
    let trial = module.answer(&Input::Isolation(request("a")));
    assert_eq!((trial.output.kind(), trial.evidence.checks().len()), ("fault", 1));
}

#[test]
fn an_import_of_another_type_is_told_when_the_module_is_loaded() {
    let component = wat::parse_str(
        r#"(component
            (import "prism:policy/evidence@1.1.0" (instance $evidence (export "report" (func (param "count" u32)))))
            (core module $m (memory (export "memory") 1) (func (export "f") (result i32) i32.const 0)
                (func (export "g") (param i32 i32) (result i32) i32.const 0)
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 0))
            (core instance $i (instantiate $m))
            (func $f (canon lift (core func $i "f")))
            (instance $lifecycle (export "describe" (func $f)) (export "configure" (func $f)))
            (instance $isolation (export "derive" (func $f)))
            (export "prism:policy/lifecycle@1.1.0" (instance $lifecycle))
            (export "prism:policy/isolation@1.1.0" (instance $isolation)))"#
            .replace("(func $f (canon", "(func $f (result u32) (canon"),
    )
    .expect("is valid");
    let problem = load(&component, Limits::default()).expect_err("is not loaded").to_string();
    assert!(problem.contains("what it imports is not of the contract's type"), "{problem}");
}

#[test]
fn an_engine_for_all_and_one_that_writes_down_say_the_same() {
    let component = prism_policy::builtin_component("allowlist").expect("is built in");
    let log = Arc::new(Log::default());
    let writing = Engine::new(log.clone()).expect("the machine lets us");
    let ask = |engine: &Engine| {
        let module = load_in(engine, component, Limits::default()).expect("loads");
        let _ = module.isolation(&request("a"));
        module.answer(&Input::Isolation(request("a")))
    };
    let trial = ask(&writing);
    assert_eq!(trial, ask(engine()));
    assert_eq!(log.0.lock().expect("not poisoned")[0].evidence, trial.evidence);
}
