//! The hook `mutate`: what policies change of a process before it is started.

use std::sync::{Arc, Mutex};

use prism_core::isolation::IsolationLevel;
use prism_core::manifest::Resources;
use prism_core::patch::{Patch, Plan};
use prism_core::policy::{FaultKind, Outcome, Policy, Request};
use prism_policy::{
    Decision, Engine, Input, Limits, Module, ModuleRef, ModuleSpec, Observer, OutcomeKind, PolicySet, Record,
    Recording, Redaction, Replayer, Selection, Severity, Verification,
};

use crate::guest::Guest;
use crate::support::{NOW, Recorder, engine, load, placement, request};

const WORLD: &str = "import prism:policy/log; export prism:policy/lifecycle; export prism:policy/mutate;";

/// What a guest of these tests answers: one variable, its name in the text from 1024 on and its value after it. A patch has its
/// environment at 0, cpu-millis at 8, memory-bytes at 24, pids at 40, nofile at 56, grace-ms at 72 and its labels at 88.
macro_rules! setting {
    ($name_len:literal, $value_at:literal, $value_len:literal) => {
        concat!(
            "(i32.store (i32.const 512) (i32.const 640)) (i32.store (i32.const 516) (i32.const 1)) ",
            "(i32.store (i32.const 640) (i32.const 1024)) (i32.store (i32.const 644) (i32.const ",
            $name_len,
            ")) ",
            "(i32.store (i32.const 648) (i32.const ",
            $value_at,
            ")) (i32.store (i32.const 652) (i32.const ",
            $value_len,
            ")) ",
            "i32.const 512"
        )
    };
}

const TIER_GOLD: &str = setting!(11, 1035, 4);

fn guest(change: &'static str, text: &'static str) -> Vec<u8> {
    Guest { world: WORLD, version: "1.1.0", change, text, ..Guest::default() }.component()
}

fn plan() -> Plan {
    Plan { variables: vec!["TENANT_*".to_owned()], ..Plan::default() }
}

fn ask(component: &[u8], request: Request, plan: Plan) -> prism_policy::Trial {
    let module = load(component, Limits::default()).expect("loads");
    let before = Patch::default();
    module.answer(&Input::Mutate { request, level: IsolationLevel::Namespace, plan, before, now: NOW })
}

fn message(component: &[u8]) -> String {
    let fault = ask(component, request("tenant-a"), plan()).output.fault().cloned().expect("is no answer");
    assert_eq!(fault.kind, FaultKind::BadOutput, "{fault}");
    fault.message
}

#[test]
fn what_a_module_wants_changed_is_a_patch() {
    let trial = ask(&guest(TIER_GOLD, "TENANT_TIERgold"), request("tenant-a"), plan());
    assert_eq!(trial.output.kind(), "patch");
    let prism_policy::Output::Patch(patch) = trial.output else { panic!("is one") };
    assert_eq!(patch.environment()["TENANT_TIER"], "gold");
    let limits = "(i32.store8 (i32.const 552) (i32.const 1)) (i64.store (i32.const 560) (i64.const 7)) i32.const 512";
    let prism_policy::Output::Patch(patch) = ask(&guest(limits, ""), request("a"), plan()).output else {
        panic!("is one")
    };
    assert_eq!(patch.limits(), Resources { pids: Some(7), ..Resources::default() });
}

#[test]
fn what_no_process_may_be_given_is_a_fault_that_says_so() {
    let preload = message(&guest(setting!(10, 1034, 1), "LD_PRELOADx"));
    assert!(preload.contains("\"LD_PRELOAD\" changes what code a process runs"), "{preload}");
    let namespace = message(&guest(setting!(9, 1033, 1), "NAMESPACEx"));
    assert!(namespace.contains("is set by the launcher"), "{namespace}");
    let unlisted = message(&guest(setting!(9, 1033, 1), "LOG_LEVELx"));
    assert_eq!(unlisted, "environment: \"LOG_LEVEL\" is not among limits.mutable_environment");
    let nothing = "(i32.store8 (i32.const 552) (i32.const 1)) i32.const 512";
    assert_eq!(message(&guest(nothing, "")), "limits.pids: is 0, expected at least 1");
}

#[test]
fn a_secret_of_the_request_goes_into_no_patch() {
    struct Hiding;
    impl prism_policy::Observer for Hiding {
        fn decided(&self, _: &prism_policy::Decision<'_>) {}
        fn logged(&self, _: &str, _: prism_policy::Severity, _: &str) {}
        fn hides(&self, _: &str, key: &str) -> bool {
            key == "db_password"
        }
    }
    let engine = prism_policy::Engine::new(Arc::new(Hiding)).expect("the machine lets us");
    let module =
        crate::support::load_in(&engine, &guest(TIER_GOLD, "TENANT_TIERgold"), Limits::default()).expect("loads");
    let selection = all_of(&["guest"]);
    let standard = Module::load(&engine, &ModuleSpec::builtin("standard")).expect("loads");
    let set = PolicySet::new(&selection, vec![module, standard]).expect("can be obeyed");
    let config = |value: &str| Arc::new([("db_password".to_owned(), value.to_owned())].into());
    let asked = |value: &str| {
        let request = Request { config: config(value), ..request("tenant-a") };
        set.mutate(&request, &placement(), &plan(), NOW).outcome
    };
    assert!(matches!(asked("hunter2"), Outcome::Answer(_)));
    let Outcome::Fault(fault) = asked("gold") else { panic!("it would be shown") };
    assert!(fault.message.contains("the patch holds a secret"), "{fault}");
}

fn all_of(mutate: &[&str]) -> Selection {
    Selection { mutate: mutate.iter().map(|name| (*name).to_owned()).collect(), ..Selection::default() }
}

fn named(name: &str, component: &[u8]) -> Module {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), component).expect("is writable");
    Module::load(engine(), &ModuleSpec::path(name, file.path())).expect("loads")
}

#[test]
fn all_that_modules_want_is_joined_and_a_conflict_is_the_later_ones_fault() {
    let gold = named("gold", &guest(TIER_GOLD, "TENANT_TIERgold"));
    let silver = named("silver", &guest(TIER_GOLD, "TENANT_TIERgray"));
    let quiet = named("quiet", &guest("i32.const 512", ""));
    let trap = named("trap", &guest("unreachable", ""));
    let standard = crate::support::builtin("standard", serde_json::json!({})).expect("loads");
    let asked = |order: &[&str]| {
        let modules = [&gold, &silver, &quiet, &trap, &standard].map(Module::clone).to_vec();
        let set = PolicySet::new(&all_of(order), modules).expect("can be obeyed");
        let verdict = set.mutate(&request("tenant-a"), &placement(), &plan(), NOW);
        (verdict.module.to_string(), verdict.outcome)
    };
    assert_eq!(asked(&[]), ("none".to_owned(), Outcome::Answer(Patch::default())));
    assert_eq!(asked(&["quiet"]).0, "none");
    assert_eq!(asked(&["quiet", "gold"]).0, "gold");
    let (module, Outcome::Fault(fault)) = asked(&["gold", "silver"]) else { panic!("they disagree") };
    assert_eq!(module, "silver");
    assert_eq!(fault.message, "environment TENANT_TIER is set otherwise by a policy before it");
    assert!(matches!(asked(&["gold", "trap"]), (module, Outcome::Fault(_)) if module == "trap"));
}

/// Hears of decisions, and writes them down.
#[derive(Default)]
struct Log {
    heard: Recorder,
    lines: Mutex<Vec<String>>,
}

impl Observer for Log {
    fn decided(&self, decision: &Decision<'_>) {
        self.heard.decided(decision);
    }

    fn logged(&self, _: &str, _: Severity, _: &str) {}

    fn records(&self) -> bool {
        true
    }

    fn record(&self, recording: Recording) {
        let redaction = Redaction { hides: &|_| false, salt: &[7; 32] };
        let line = serde_json::to_string(&Record::new(&recording, &redaction)).expect("is JSON");
        self.lines.lock().expect("not poisoned").push(line);
    }
}

impl Log {
    fn records(&self) -> Vec<Record> {
        let lines = self.lines.lock().expect("not poisoned");
        lines.iter().map(|line| serde_json::from_str(line).expect("reads back")).collect()
    }
}

/// `gold` and after it `silver`, who disagree, in an engine whose decisions are heard of. One rests after two faults in a row.
fn disagreeing() -> (Arc<Log>, PolicySet) {
    let log = Arc::new(Log::default());
    let engine = Engine::new(log.clone()).expect("the machine lets us");
    let load = |name: &str, text: &'static str| {
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        std::fs::write(file.path(), guest(TIER_GOLD, text)).expect("is writable");
        let limits = Limits { faults_in_a_row: 2, ..Limits::default() };
        Module::load(&engine, &ModuleSpec::path(name, file.path()).with_limits(limits)).expect("loads")
    };
    let standard = Module::load(&engine, &ModuleSpec::builtin("standard")).expect("loads");
    let modules = vec![load("gold", "TENANT_TIERgold"), load("silver", "TENANT_TIERgray"), standard];
    (log, PolicySet::new(&all_of(&["gold", "silver"]), modules).expect("can be obeyed"))
}

const OTHERWISE: &str = "environment TENANT_TIER is set otherwise by a policy before it";

#[test]
fn a_conflict_counts_as_every_other_fault_of_the_later_one() {
    let (log, set) = disagreeing();
    let ask = || set.mutate(&request("tenant-a"), &placement(), &plan(), NOW);
    let verdict = ask();
    let heard: Vec<_> = log.heard.decisions().into_iter().map(|heard| (heard.module, heard.outcome)).collect();
    let fault = OutcomeKind::Fault(FaultKind::BadOutput);
    assert_eq!(heard, [("gold".to_owned(), OutcomeKind::Answer), ("silver".to_owned(), fault)]);
    let fares = set.module("silver").expect("is loaded").fares();
    let last = fares.last_fault.expect("is one");
    assert_eq!((fares.asked, fares.faulted, last.fault.message.as_str()), (1, 1, OTHERWISE));
    assert_eq!((last.decision, last.decision.is_some()), (verdict.decision, true));
    let record = log.records().into_iter().find(|record| record.decision() == last.decision).expect("is written down");
    assert_eq!(
        (record.module.name.as_str(), record.answer.kind(), record.answer.reason()),
        ("silver", "fault", OTHERWISE)
    );
    assert_eq!(set.module("gold").expect("is loaded").fares().faulted, 0, "it was there first");
    ask();
    let Outcome::Fault(fault) = ask().outcome else { panic!("they still disagree") };
    assert_eq!(fault.kind, FaultKind::Suspended, "{fault}");
}

#[test]
fn a_log_of_a_conflict_proves_itself_and_a_candidate_that_agrees_differs() {
    let (log, set) = disagreeing();
    let _ = set.mutate(&request("tenant-a"), &placement(), &plan(), NOW);
    let mut replayer = Replayer::default();
    set.modules().for_each(|module| replayer.know(ModuleRef::from(module), module.clone()));
    let mut replayer = replayer.with_candidate(named("next", &guest(TIER_GOLD, "TENANT_TIERgold")));
    let records = log.records();
    let replayed: Vec<_> = records.iter().map(|record| replayer.replay(record).expect("could be asked")).collect();
    assert!(replayed.iter().all(|replayed| replayed.verification == Verification::Verified), "{replayed:?}");
    let said = |at: usize| replayed[at].candidate.as_ref().map(|asked| asked.answer.kind());
    assert_eq!((records.len(), said(0), said(1)), (2, Some("patch"), Some("patch")));
    replayer = replayer.with_candidate(named("next", &guest(TIER_GOLD, "TENANT_TIERblue")));
    let other = replayer.replay(&records[1]).expect("could be asked").candidate.expect("has the hook");
    assert_eq!((other.answer.kind(), other.answer.reason()), ("fault", OTHERWISE));
}
