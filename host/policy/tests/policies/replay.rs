//! Decisions written down, read back, made again, and put to candidates.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use prism_core::isolation::IsolationLevel;
use prism_core::policy::{Cause, Ended, Outcome, Policy, Request, Usage};
use prism_policy::{
    Answer, Change, Comparison, Counts, Decision, ENGINE, Engine, Limits, Mode, Module, ModuleRef, ModuleSpec,
    Observer, PoliciesConfig, PolicySet, Record, RecordError, Recording, Redaction, ReplayReport, Replayer, SecretKeys,
    Selection, Severity, Shadow, ShadowHook, Verification, why_not,
};
use serde_json::json;

use crate::guest::Guest;
use crate::support::{NOW, builtin, ended, engine, load, placement, request, usage};

/// Writes everything down.
#[derive(Default)]
struct Log {
    hiding: bool,
    recordings: Mutex<Vec<Recording>>,
    compared: Mutex<Vec<(String, &'static str, &'static str, Change)>>,
}

impl Observer for Log {
    fn decided(&self, _: &Decision<'_>) {}

    fn logged(&self, _: &str, _: Severity, _: &str) {}

    fn records(&self) -> bool {
        true
    }

    fn record(&self, recording: Recording) {
        self.recordings.lock().expect("not poisoned").push(recording);
    }

    fn hides(&self, _: &str, key: &str) -> bool {
        self.hiding && SecretKeys::new(&[]).matches(key)
    }

    fn compared(&self, comparison: &Comparison<'_>) {
        let Comparison { module, obeyed, candidate, change, .. } = *comparison;
        self.compared.lock().expect("not poisoned").push((module.to_owned(), obeyed, candidate, change));
    }
}

impl Log {
    fn records(&self) -> Vec<Record> {
        let keys = SecretKeys::new(&[]);
        let redaction = Redaction { hides: &|key| keys.matches(key), salt: &[7; 32] };
        self.recordings.lock().expect("not poisoned").iter().map(|taken| Record::new(taken, &redaction)).collect()
    }
}

/// A log, and a set that writes into it.
fn logged(config: serde_json::Value) -> (Arc<Log>, PolicySet) {
    loaded(Log::default(), config)
}

/// The same, where secrets are hidden.
fn logged_hiding(config: serde_json::Value) -> (Arc<Log>, PolicySet) {
    loaded(Log { hiding: true, ..Log::default() }, config)
}

fn loaded(log: Log, config: serde_json::Value) -> (Arc<Log>, PolicySet) {
    let log = Arc::new(log);
    let engine = Engine::new(log.clone()).expect("the machine lets us");
    let config: PoliciesConfig = serde_json::from_value(config).expect("is valid");
    (log, PolicySet::load(&engine, &config).expect("loads"))
}

/// Asks every hook, with what differs from one to the next.
fn ask_everything(set: &PolicySet, rounds: u32) {
    for round in 0..rounds {
        let tenant = format!("tenant-{}", round % 7);
        let asked = Request { config: Arc::new([("n".to_owned(), round.to_string())].into()), ..request(&tenant) };
        let _ = set.isolation(&asked);
        let _ = set.admission(&asked, &placement(), &usage(round % 120), NOW);
        let _ = set.restart(&Ended { seed: u64::MAX - u64::from(round), ..ended(&tenant, round % 7) });
    }
}

#[test]
fn a_record_says_what_was_asked_and_answered_and_reads_back_the_same() {
    let (log, set) = logged(json!({}));
    let asked =
        Request { config: Arc::new([("db_password".to_owned(), "hunter2".to_owned())].into()), ..request("tenant-a") };
    let refused = set.admission(&asked, &placement(), &usage(100), NOW);
    let record = log.records().remove(0);
    let line = serde_json::to_string(&record).expect("is JSON");
    assert_eq!(refused.decision.expect("is written down").to_string(), record.id);
    assert!(!line.contains("hunter2") && record.redacted == ["db_password"], "{line}");
    assert_eq!(record.about(), ("consumer", "tenant-a"));
    assert_eq!(record.answer.reason(), "max_per_namespace is 100; namespace tenant-a has 100");
    assert_eq!(serde_json::from_str::<Record>(&line).expect("reads back"), record);
}

#[test]
fn every_kind_of_question_and_answer_survives_being_written_down() {
    let (log, set) = logged(json!({}));
    ask_everything(&set, 20);
    for cause in [Cause::OutOfMemory, Cause::Unhealthy("no \"answer\"\n".into()), Cause::SpawnFailed("é".into())] {
        let _ = set.restart(&Ended { cause, namespace: None, ..ended("a", 1) });
    }
    for (record, recording) in log.records().iter().zip(log.recordings.lock().expect("not poisoned").iter()) {
        let line = serde_json::to_string(record).expect("is JSON");
        let read: Record = serde_json::from_str(&line).expect("reads back");
        assert_eq!(read.input().expect("could have been asked"), recording.input, "{line}");
    }
}

#[test]
fn ten_thousand_decisions_prove_themselves_and_a_like_candidate_differs_in_none() {
    let (log, set) =
        logged(json!({"modules": [{"name": "standard", "builtin": "standard", "config": {"max_per_namespace": 60}}]}));
    ask_everything(&set, 3_400);
    let config = json!({"max_per_namespace": 60});
    let module = builtin("standard", config.clone()).expect("loads");
    let mut replayer = Replayer::default();
    replayer.know(ModuleRef::from(&module), module);
    let replayer = replayer.with_candidate(builtin("standard", config).expect("loads"));
    let mut report = ReplayReport::default();
    for record in log.records() {
        let replayed = replayer.replay(&record).expect("could have been asked");
        report.add(&record, &replayed);
    }
    assert!(report.records > 10_000, "{}", report.records);
    assert_eq!(
        (report.verified, report.compared),
        (report.records, report.records),
        "{:?}",
        report.unverified_shown.first()
    );
    assert_eq!((report.flips(), report.changed, report.reworded), (0, 0, 0));
}

#[test]
fn a_stricter_candidate_flips_what_it_would_refuse_and_says_for_whom() {
    let (log, set) = logged(json!({}));
    for (tenant, held) in [("a", 5), ("a", 50), ("b", 70), ("b", 100)] {
        let _ = set.admission(&request(tenant), &placement(), &usage(held), NOW);
    }
    let stricter = builtin("standard", json!({"max_per_namespace": 50})).expect("loads");
    let replayer = Replayer::default().with_candidate(stricter);
    let mut report = ReplayReport::default();
    for record in log.records() {
        report.add(&record, &replayer.replay(&record).expect("could have been asked"));
    }
    assert_eq!(report.matrix[&("allow", "deny")], 2);
    assert_eq!(
        (report.flips(), report.flips_between("allow", "deny"), report.flips_between("deny", "allow")),
        (2, 2, 0)
    );
    assert_eq!(report.reworded, 1, "the last was refused before, with another number in its words");
    assert_eq!(report.by_tenant.values().sum::<u64>(), 2);
    assert_eq!(report.without_module, 4, "nobody was asked to prove anything");
}

#[test]
fn a_damaged_record_does_not_prove_itself() {
    let (log, set) = logged(json!({}));
    let _ = set.admission(&request("a"), &placement(), &usage(5), NOW);
    let module = builtin("standard", json!({})).expect("loads");
    let mut replayer = Replayer::default();
    replayer.know(ModuleRef::from(&module), module);
    let record = log.records().remove(0);
    let verification = |record: &Record| replayer.replay(record).expect("could have been asked").verification;
    assert_eq!(verification(&record), Verification::Verified);
    let mut flipped = record.clone();
    flipped.answer = Answer::Fault { kind: "trap".into(), message: "boom".into() };
    assert!(matches!(verification(&flipped), Verification::Differs(_)));
    let dearer = Record { fuel: record.fuel + 1, ..record.clone() };
    assert!(matches!(verification(&dearer), Verification::Differs(_)), "fuel is part of the proof");
    let elsewhere = Record { engine: "wasmtime-1.0.0".into(), ..dearer.clone() };
    assert_eq!(verification(&elsewhere), Verification::OtherEngine);
    let claimed = Record { redacted: vec!["topic".into()], ..dearer };
    assert!(matches!(verification(&claimed), Verification::Differs(_)), "nothing in it is redacted");
    let later = serde_json::to_string(&record).expect("is JSON").replacen("\"v\":1", "\"v\":2", 1);
    let later: Record = serde_json::from_str(&later).expect("a later form may still read");
    assert_eq!(replayer.replay(&later), Err(RecordError::Version(2)));
}

#[test]
fn a_policys_words_do_not_repeat_a_secret_and_its_record_says_that_it_lacks_one() {
    let (log, set) = logged_hiding(json!({
        "modules": [{"name": "standard", "builtin": "standard", "config": {"max_per_namespace": 1}}],
    }));
    // The namespace's name, which the refusal repeats, happens to be a secret of the request.
    let config = [("password".to_owned(), "tenant-a".to_owned())].into();
    let asked = Request { config: Arc::new(config), ..request("tenant-a") };
    let refused = set.admission(&asked, &placement(), &usage(1), NOW);
    let Outcome::Refused(denial) = refused.outcome else { panic!("expected a refusal") };
    assert_eq!(denial.reason, "max_per_namespace is 1; namespace [redacted] has 1");
    let record = log.records().remove(0);
    let module = builtin("standard", json!({"max_per_namespace": 1})).expect("loads");
    let mut replayer = Replayer::default();
    replayer.know(ModuleRef::from(&module), module);
    assert_eq!(replayer.replay(&record).expect("could have been asked").verification, Verification::Redacted);
}

#[test]
fn the_engine_that_records_name_is_the_one_that_is_built_in() {
    let lock = include_str!("../../../../Cargo.lock");
    let version = lock.split("name = \"wasmtime\"\nversion = \"").nth(1).and_then(|rest| rest.split('"').next());
    assert_eq!(version.map(|version| format!("wasmtime-{version}")).as_deref(), Some(ENGINE));
}

#[test]
fn a_shadow_is_compared_and_never_obeyed() {
    let (log, set) = logged(json!({
        "modules": [{"name": "next", "builtin": "standard", "config": {"max_per_namespace": 1}}],
        "shadow": [{"hook": "admission", "module": "next"}, {"hook": "restart", "module": "next"}],
    }));
    let verdict = set.admission(&request("a"), &placement(), &usage(1), NOW);
    assert!(matches!(verdict.outcome, Outcome::Answer(())));
    let _ = set.restart(&ended("a", 2));
    let began = Instant::now();
    while log.compared.lock().expect("not poisoned").len() < 2 {
        assert!(began.elapsed() < Duration::from_secs(30), "the shadow is never asked");
        std::thread::yield_now();
    }
    let compared = log.compared.lock().expect("not poisoned").clone();
    assert_eq!(compared[0], ("next".into(), "allow", "deny", Change::Flip));
    assert_eq!(compared[1], ("next".into(), "restart", "restart", Change::None));
    let modes: Vec<Mode> = log.recordings.lock().expect("not poisoned").iter().map(|taken| taken.mode).collect();
    assert_eq!(modes.iter().filter(|mode| **mode == Mode::Shadow).count(), 2);
    assert_eq!(set.roles("next"), ["shadow[0]", "shadow[1]"]);
    let counted = Counts { answered: 2, refused: 1, compared: 2, flips: 1, ..Counts::default() };
    assert_eq!(set.candidates().iter().map(|candidate| candidate.counts).collect::<Vec<_>>(), [counted, counted]);
}

#[test]
fn a_shadow_that_only_fails_costs_the_module_that_it_is_elsewhere_nothing() {
    const WORLD: &str = "import prism:policy/log; export prism:policy/lifecycle; export prism:policy/admission;";
    let trap = Guest { world: WORLD, decide: "unreachable", ..Guest::default() };
    let trap = load(&trap.component(), Limits { faults_in_a_row: 1, ..Limits::default() }).expect("loads");
    let shadow = Shadow { hook: ShadowHook::Admission, module: "guest".into(), instead_of: None };
    let selection = Selection { shadow: vec![shadow], ..Selection::default() };
    let set = PolicySet::new(&selection, vec![trap, builtin("standard", json!({})).expect("loads")]).expect("both");
    for _ in 0..20 {
        let _ = set.admission(&request("a"), &placement(), &usage(1), NOW);
    }
    let next = set.module("guest").expect("is loaded");
    let outcome = next.admission(&request("a"), &placement(), &usage(1), NOW);
    assert!(matches!(outcome, Outcome::Fault(fault) if fault.kind == prism_core::policy::FaultKind::Trap));
    assert_eq!(next.fares().asked, 1, "what it was asked as a shadow does not count");
    let began = Instant::now();
    let counted = Counts { answered: 20, faulted: 20, compared: 20, flips: 20, ..Counts::default() };
    while set.candidates()[0].counts != counted {
        assert!(began.elapsed() < Duration::from_secs(30), "its faults are not counted: {:?}", set.candidates());
        std::thread::yield_now();
    }
}

#[test]
fn a_shadow_stands_for_one_module_of_several() {
    let (log, set) = logged(json!({
        "modules": [
            {"name": "guard", "builtin": "allowlist", "config": {"namespaces": ["a"]}},
            {"name": "next", "builtin": "standard"},
        ],
        "admission": ["guard", "standard"],
        "shadow": [{"hook": "admission", "module": "next", "instead_of": "standard"}],
    }));
    for tenant in ["a", "b"] {
        let _ = set.admission(&request(tenant), &placement(), &usage(1), NOW);
    }
    let began = Instant::now();
    while log.compared.lock().expect("not poisoned").is_empty() {
        assert!(began.elapsed() < Duration::from_secs(30), "the shadow is never asked");
        std::thread::yield_now();
    }
    let compared = log.compared.lock().expect("not poisoned").clone();
    assert_eq!(
        compared,
        [("next".into(), "allow", "allow", Change::None)],
        "guard refuses b, which is not its business"
    );
}

#[test]
fn a_shadow_needs_its_hook() {
    let config = json!({
        "modules": [{"name": "list", "builtin": "allowlist", "config": {"namespaces": ["a"]}}],
        "shadow": [{"hook": "restart", "module": "list"}],
    });
    let config: PoliciesConfig = serde_json::from_value(config).expect("is valid");
    let problem = PolicySet::load(engine(), &config).expect_err("is refused").to_string();
    assert!(problem.contains("policies.shadow[0].module") && problem.contains("list"), "{problem}");
}

#[test]
fn what_a_remembered_refusal_names_is_the_decision_that_is_remembered() {
    let (log, set) = logged(json!({
        "modules": [{"name": "list", "builtin": "allowlist", "config": {"namespaces": ["a"]}}],
        "isolation": "list",
    }));
    let [first, again] = [0, 1].map(|_| set.isolation(&request("x")));
    assert!(first.decision.is_some() && first.decision == again.decision);
    assert_eq!(log.records().len(), 1);
}

#[test]
fn the_smallest_changes_that_flip_an_answer_are_found() {
    let quota = builtin("standard", json!({"max_per_namespace": 9})).expect("loads");
    let input = |held| prism_policy::Input::Admission {
        request: request("tenant-a"),
        level: IsolationLevel::Namespace,
        usage: Usage { namespace: held, total: held, ..Usage::default() },
        now: NOW,
    };
    let said = |module: &Module, input: &prism_policy::Input| -> Vec<(String, String, &'static str)> {
        why_not(module, input).into_iter().map(|flip| (flip.input, flip.change, flip.answer)).collect()
    };
    let unbound = ("request.namespace".into(), "left out".into(), "allow");
    assert_eq!(said(&quota, &input(12)), [("usage.namespace".into(), "8 or less, now 12".into(), "allow"), unbound]);
    assert_eq!(said(&quota, &input(3)), [("usage.namespace".into(), "9 or more, now 3".into(), "deny")]);
    let failed = prism_policy::Input::Restart(ended("a", 3));
    assert_eq!(said(&quota, &failed), [("ended.consecutive_failures".into(), "5 or more, now 3".into(), "give-up")]);
}

#[test]
fn an_unknown_hook_of_a_module_is_not_compared() {
    let (log, set) = logged(json!({}));
    let _ = set.restart(&ended("a", 1));
    let list = Module::load(
        engine(),
        &ModuleSpec::builtin("allowlist")
            .with_config(json!({"namespaces": ["a"]}))
            .with_limits(Limits { stock: 0, ..Limits::default() }),
    )
    .expect("loads");
    let replayed = Replayer::default().with_candidate(list).replay(&log.records()[0]).expect("could have been asked");
    assert_eq!(replayed.candidate, None);
}
