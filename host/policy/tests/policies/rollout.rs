//! Candidates step by step: told, obeyed for some, obeyed for all, and back.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use prism_core::isolation::Placement;
use prism_core::policy::{Outcome, Policy, Verdict};
use prism_policy::{
    By, CanaryComparison, Counts, Decision, Engine, Limits, Mode, Module, Observer, PoliciesConfig, PolicySet,
    Recording, Selection, Severity, Stage, StageError, Staged,
};
use serde_json::{Value, json};

use crate::guest::Guest;
use crate::support::{NOW, builtin, ended, engine, load_in, placement, request, usage};

const ADMISSION: &str = "import prism:policy/log; export prism:policy/lifecycle; export prism:policy/admission;";

/// Remembers what a rollout tells.
#[derive(Default)]
struct Heard {
    modes: Mutex<Vec<(String, Mode)>>,
    compared: Mutex<Vec<(String, String, &'static str, &'static str)>>,
    rolled_back: Mutex<Vec<Staged>>,
}

impl Observer for Heard {
    fn decided(&self, _: &Decision<'_>) {}

    fn logged(&self, _: &str, _: Severity, _: &str) {}

    fn records(&self) -> bool {
        true
    }

    fn record(&self, recording: Recording) {
        let heard = (recording.module.name().to_string(), recording.mode);
        self.modes.lock().expect("not poisoned").push(heard);
    }

    fn canary_compared(&self, comparison: &CanaryComparison<'_>) {
        let CanaryComparison { module, instead_of, canary, stable, .. } = *comparison;
        let heard = (module.to_owned(), instead_of.to_owned(), canary, stable);
        self.compared.lock().expect("not poisoned").push(heard);
    }

    fn rolled_back(&self, staged: &Staged) {
        self.rolled_back.lock().expect("not poisoned").push(staged.clone());
    }
}

impl Heard {
    fn wait_for(&self, compared: usize) {
        let began = Instant::now();
        while self.compared.lock().expect("not poisoned").len() < compared {
            assert!(began.elapsed() < Duration::from_secs(30), "never compared");
            std::thread::yield_now();
        }
    }
}

fn parsed(config: Value) -> PoliciesConfig {
    serde_json::from_value(config).expect("is valid")
}

fn set(config: Value) -> PolicySet {
    PolicySet::load(engine(), &parsed(config)).expect("loads")
}

fn heard(config: Value) -> (Arc<Heard>, PolicySet) {
    let heard = Arc::new(Heard::default());
    let engine = Engine::new(heard.clone()).expect("the machine lets us");
    (heard, PolicySet::load(&engine, &parsed(config)).expect("loads"))
}

fn refusal(config: Value) -> String {
    PolicySet::load(engine(), &parsed(config)).expect_err("is refused").to_string()
}

/// Quotas of different sizes: `quota` decides, `next` is stricter.
fn quotas(rest: Value) -> Value {
    let mut config = json!({
        "modules": [
            {"name": "quota", "builtin": "standard", "config": {"max_per_namespace": 9}},
            {"name": "next", "builtin": "standard", "config": {"max_per_namespace": 5}},
        ],
        "admission": ["quota"],
    });
    let map = config.as_object_mut().expect("is a map");
    map.extend(rest.as_object().expect("is a map").clone());
    config
}

fn ask(set: &PolicySet, namespace: &str, held: u32) -> Verdict<()> {
    set.admission(&request(namespace), &placement(), &usage(held), NOW)
}

fn allows(verdict: &Verdict<()>) -> bool {
    matches!(verdict.outcome, Outcome::Answer(()))
}

#[test]
fn a_warning_is_told_with_its_record_and_not_obeyed() {
    let (heard, set) = heard(quotas(json!({"warn": [{"hook": "admission", "module": "next"}]})));
    let verdict = ask(&set, "a", 7);
    assert!(allows(&verdict) && &*verdict.module == "quota");
    let [warning] = &verdict.warnings[..] else { panic!("one: {:?}", verdict.warnings) };
    let said = "admission policy next would refuse: max_per_namespace is 5; namespace a has 7";
    assert_eq!((warning.to_string().as_str(), warning.decision.is_some()), (said, true));
    assert!(ask(&set, "a", 3).warnings.is_empty(), "it would have allowed that");
    let refused = ask(&set, "a", 9);
    assert!(!allows(&refused) && refused.warnings.is_empty(), "who is refused anyway needs no warning");
    let modes = heard.modes.lock().expect("not poisoned").clone();
    assert_eq!(modes.iter().filter(|(module, mode)| module == "next" && *mode == Mode::Warn).count(), 2);
    let counted = Counts { answered: 2, refused: 1, compared: 2, flips: 1, ..Counts::default() };
    assert_eq!(set.candidates()[0].counts, counted);
    assert_eq!(set.module("next").expect("is loaded").fares().refused, 1);
}

#[test]
fn a_module_that_warns_at_isolation_warns_of_remembered_answers_too() {
    let set = set(json!({
        "modules": [{"name": "list", "builtin": "allowlist", "config": {"namespaces": ["a"]}}],
        "warn": [{"hook": "isolation", "module": "list"}],
    }));
    for _ in 0..3 {
        let verdict = set.isolation(&request("b"));
        assert_eq!(verdict.outcome, Outcome::Answer(placement()), "standard decides where");
        assert!(verdict.warnings[0].to_string().starts_with("isolation policy list would refuse: namespace b is not"));
    }
    assert!(set.isolation(&request("a")).warnings.is_empty());
    assert_eq!(set.module("list").expect("is loaded").fares().asked, 2);
}

#[test]
fn a_warning_module_that_fails_holds_nobody_up_and_says_so() {
    let guest = Guest { world: ADMISSION, decide: "unreachable", ..Guest::default() };
    let trap =
        load_in(engine(), &guest.component(), Limits { faults_in_a_row: 2, ..Limits::default() }).expect("loads");
    let selection: Selection = parsed(json!({"warn": [{"hook": "admission", "module": "guest"}]})).selection();
    let set = PolicySet::new(&selection, vec![trap, builtin("standard", json!({})).expect("loads")]).expect("both");
    let said: Vec<String> = (0..3).map(|_| ask(&set, "a", 1).warnings[0].to_string()).collect();
    assert!(said[0].starts_with("admission policy guest would fail: trap: "), "{said:?}");
    assert!(said[2].contains("suspended: 2 faults in a row"), "one that only fails rests, as it costs time: {said:?}");
}

#[test]
fn a_canary_decides_for_its_namespaces_and_for_no_other() {
    let (heard, set) = heard(quotas(json!({
        "canary": [{"module": "next", "instead_of": "quota", "namespaces": ["lab-*"]}],
    })));
    let (canary, other) = (ask(&set, "lab-1", 7), ask(&set, "tenant-a", 7));
    assert_eq!((&*canary.module, allows(&canary)), ("next", false));
    assert_eq!((&*other.module, allows(&other)), ("quota", true));
    heard.wait_for(1);
    let compared = heard.compared.lock().expect("not poisoned").clone();
    assert_eq!(compared, [("next".into(), "quota".into(), "deny", "allow")], "the other one is asked, later");
    let mut modes = heard.modes.lock().expect("not poisoned").clone();
    modes.sort();
    assert_eq!(
        modes,
        [("next".into(), Mode::Canary), ("quota".into(), Mode::Enforced), ("quota".into(), Mode::Shadow)]
    );
    assert_eq!(&*set.who_answers("consumer", "lab-1").admission[0], "next");
}

#[test]
fn a_canary_stands_wherever_the_other_one_is_selected() {
    let set = set(json!({
        "modules": [
            {"name": "next", "builtin": "standard", "config": {"max_failures": 50}},
            {"name": "vip", "builtin": "standard", "config": {"max_failures": 99}},
        ],
        "overrides": [{"match": {"namespace": "vip-*"}, "restart": "vip"}],
        "canary": [{"module": "next", "instead_of": "standard", "namespaces": ["lab", "vip-1"]}],
    }));
    let asked = |namespace: &str| {
        let who = set.who_answers("consumer", namespace);
        [who.isolation.to_string(), who.admission[0].to_string(), who.restart.to_string()]
    };
    assert_eq!(asked("lab"), ["next", "next", "next"]);
    assert_eq!(asked("vip-1"), ["next", "next", "vip"], "an override that names another one stays");
    assert_eq!(asked("tenant-a"), ["standard", "standard", "standard"]);
    assert_eq!(&*set.restart(&ended("lab", 7)).module, "next");
}

#[test]
fn a_namespace_never_has_two_isolation_policies_at_once() {
    let of = |share: &str| {
        set(json!({
            "modules": [{"name": "next", "builtin": "standard"}],
            "canary": [{"module": "next", "instead_of": "standard", "share": share, "hooks": ["isolation"]}],
        }))
    };
    let (ten, twenty) = (of("10%"), of("20%"));
    let mut canaries = [0, 0];
    for namespace in (0..1000).map(|number| format!("tenant-{number}")) {
        let who = |set: &PolicySet, pattern: &str| set.for_isolation(pattern, &namespace).module.name().to_string();
        let first = who(&ten, "consumer");
        for pattern in ["consumer", "producer", "consumer"] {
            assert_eq!(who(&ten, pattern), first, "the same for every pattern and every time");
        }
        let later = who(&twenty, "consumer");
        assert!(first == "standard" || later == "next", "{namespace} was in and is out");
        canaries[0] += u32::from(first == "next");
        canaries[1] += u32::from(later == "next");
    }
    assert!((60..140).contains(&canaries[0]) && (150..250).contains(&canaries[1]), "{canaries:?}");
    let nobody = prism_core::policy::Request { namespace: None, ..request("x") };
    assert_eq!(&*twenty.isolation(&nobody).module, "standard", "what is everyone's is in no share");
}

/// A set in which a module that only traps is the canary of everyone.
fn trapping(bounds: Value) -> (Arc<Heard>, PolicySet) {
    let heard = Arc::new(Heard::default());
    let engine = Engine::new(heard.clone()).expect("the machine lets us");
    let guest = Guest { world: ADMISSION, decide: "unreachable", ..Guest::default() };
    let limits = Limits { faults_in_a_row: 0, ..Limits::default() };
    let trap = load_in(&engine, &guest.component(), limits).expect("loads");
    let standard = Module::load(&engine, &prism_policy::ModuleSpec::builtin("standard")).expect("loads");
    let canary = json!([{"module": "guest", "instead_of": "standard", "hooks": ["admission"], "namespaces": ["*"],
        "roll_back_on": bounds}]);
    let selection = parsed(json!({"canary": canary})).selection();
    (heard, PolicySet::new(&selection, vec![trap, standard]).expect("both"))
}

#[test]
fn the_third_fault_of_a_canary_is_its_last() {
    let (heard, set) = trapping(json!({}));
    let modules: Vec<String> = (0..6).map(|_| ask(&set, "a", 1).module.to_string()).collect();
    assert_eq!(modules, ["guest", "guest", "guest", "standard", "standard", "standard"]);
    assert!(allows(&ask(&set, "a", 1)));
    let rolled_back = heard.rolled_back.lock().expect("not poisoned").clone();
    let [staged] = &rolled_back[..] else { panic!("told once: {rolled_back:?}") };
    assert_eq!((staged.stage, staged.by, staged.module.as_str()), (Stage::RolledBack, By::Bounds, "guest"));
    assert!(staged.why.starts_with("3 faults (roll_back_on.faults is 3), the last trap: "), "{}", staged.why);
    assert_eq!(set.staged(), rolled_back);
}

#[test]
fn faults_in_many_threads_roll_a_canary_back_once() {
    let (heard, set) = trapping(json!({"faults": 5}));
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let set = &set;
            scope.spawn(move || (0..50).for_each(|_| drop(ask(set, &format!("tenant-{thread}"), 1))));
        }
    });
    assert_eq!(heard.rolled_back.lock().expect("not poisoned").len(), 1);
    assert!(set.candidates()[0].counts.faulted < 5 + 4, "who had begun is let finish, no more");
}

#[test]
fn a_canary_that_decides_otherwise_too_often_is_rolled_back() {
    let (heard, set) = heard(quotas(json!({
        "canary": [{"module": "next", "instead_of": "quota", "namespaces": ["*"],
            "roll_back_on": {"flips": "10%", "after": 20}}],
    })));
    for round in 0..20 {
        // Two in twenty are as much as is allowed.
        let _ = ask(&set, "a", if round < 2 { 7 } else { 1 });
    }
    heard.wait_for(20);
    assert_eq!(set.staged(), []);
    let _ = ask(&set, "a", 7);
    heard.wait_for(21);
    let began = Instant::now();
    while set.staged().is_empty() {
        assert!(began.elapsed() < Duration::from_secs(30), "never rolled back");
        std::thread::yield_now();
    }
    assert_eq!(set.staged()[0].why, "3 flips in 21 compared answers (roll_back_on.flips is 10%)");
    assert_eq!(&*ask(&set, "a", 7).module, "quota");
    assert_eq!(heard.rolled_back.lock().expect("not poisoned").len(), 1);
}

#[test]
fn a_promotion_is_for_all_and_a_roll_back_for_nobody() {
    let set = set(quotas(json!({
        "canary": [{"module": "next", "instead_of": "quota", "namespaces": ["lab"]}],
    })));
    let who = || ["lab", "tenant-a"].map(|namespace| ask(&set, namespace, 1).module.to_string());
    assert_eq!(who(), ["next", "quota"]);
    set.stage("next", Stage::Promoted).expect("can be");
    assert_eq!(who(), ["next", "next"]);
    assert_eq!(
        set.stage("next", Stage::Promoted).expect_err("it is there"),
        StageError::Already { name: "next".into(), stage: Stage::Promoted }
    );
    set.stage("next", Stage::RolledBack).expect("can be");
    assert_eq!(who(), ["quota", "quota"]);
    let before = set.stage("next", Stage::AsWritten).expect("can be");
    assert_eq!(who(), ["next", "quota"]);
    set.unstage("next", before);
    assert_eq!(who(), ["quota", "quota"], "a move that cannot be written down is taken back");
}

#[test]
fn what_was_only_told_or_compared_is_obeyed_once_promoted_and_that_again_when_rolled_back() {
    for (mode, entry) in [
        ("warn", json!({"warn": [{"hook": "admission", "module": "next"}]})),
        ("shadow", json!({"shadow": [{"hook": "admission", "module": "next", "instead_of": "quota"}]})),
    ] {
        let set = set(quotas(entry));
        assert!(allows(&ask(&set, "a", 7)), "{mode}");
        set.stage("next", Stage::Promoted).expect("can be");
        let verdict = ask(&set, "a", 7);
        assert_eq!((allows(&verdict), &*verdict.module), (false, "next"), "{mode}");
        assert_eq!(
            &*ask(&set, "a", 9).module,
            if mode == "warn" { "quota" } else { "next" },
            "joins, or takes a place"
        );
        set.stage("next", Stage::RolledBack).expect("can be");
        assert!(allows(&ask(&set, "a", 7)) && set.staged().is_empty(), "{mode}");
        let error = set.stage("next", Stage::RolledBack).expect_err("nobody obeys it").to_string();
        assert_eq!(error, format!("next is obeyed for nobody: it is in {mode}[0], and was not promoted"));
    }
}

#[test]
fn a_candidate_that_cannot_be_moved_so_says_why() {
    let set = set(quotas(json!({"shadow": [{"hook": "admission", "module": "next"}]})));
    let error = |name: &str, stage| set.stage(name, stage).expect_err("cannot be").to_string();
    assert_eq!(
        error("next", Stage::Promoted),
        "shadow[0] of next does not say instead_of which module; expected one to take the place of"
    );
    assert_eq!(error("quota", Stage::Promoted), "quota is no candidate; expected one of next");
    assert_eq!(error("next", Stage::AsWritten), "next is what the configuration says");
}

#[test]
fn a_stage_outlives_a_reload_of_the_same_and_a_changed_configuration_counts() {
    let canary = |share: &str| {
        quotas(json!({"canary": [{"module": "next", "instead_of": "quota", "share": share, "namespaces": ["lab"]}]}))
    };
    let before = set(canary("10%"));
    before.stage("next", Stage::Promoted).expect("can be");
    let same = set(canary("10%"));
    assert_eq!(same.restore(before.staged()), []);
    assert_eq!(&*ask(&same, "tenant-a", 1).module, "next");
    assert_eq!(same.staged(), before.staged());

    let wider = set(canary("20%"));
    assert_eq!(wider.restore(before.staged()), before.staged(), "the configuration says something else");
    assert_eq!(wider.staged(), []);
    let mut rebuilt = canary("10%");
    rebuilt["modules"][1]["config"]["max_per_namespace"] = json!(6);
    assert_eq!(set(rebuilt).restore(before.staged()).len(), 1, "it is another module by now");
    let promoted = set(json!({
        "modules": [{"name": "next", "builtin": "standard", "config": {"max_per_namespace": 5}}],
        "admission": ["next"],
    }));
    assert_eq!(promoted.restore(before.staged()).len(), 1, "the configuration has caught up");
}

#[test]
fn a_candidate_that_contradicts_the_selection_is_refused_with_its_field() {
    for (rest, wanted) in [
        (
            json!({"canary": [{"module": "next", "instead_of": "quota"}]}),
            "policies.canary[0].module names next, which would be obeyed for nobody; expected share",
        ),
        (
            json!({"canary": [{"module": "next", "instead_of": "other", "share": "1%"}]}),
            "policies.canary[0].instead_of names other, which decides nothing",
        ),
        (
            json!({"canary": [{"module": "next", "instead_of": "quota", "share": "1%", "hooks": ["restart"]}]}),
            "policies.canary[0].instead_of names quota, which does not decide restart",
        ),
        (
            json!({"canary": [{"module": "quota", "instead_of": "quota", "share": "1%"}]}),
            "policies.canary[0].module names quota, which decides admission already",
        ),
        (
            json!({"canary": [{"module": "gone", "instead_of": "quota", "share": "1%"}]}),
            "policies.canary[0].module names gone, which is not loaded",
        ),
        (
            json!({"canary": [{"module": "next", "instead_of": "quota", "share": "1%"}, {"module": "third", "instead_of": "quota", "share": "1%"}],
                "modules": [{"name": "quota", "builtin": "standard"}, {"name": "next", "builtin": "standard"}, {"name": "third", "builtin": "standard"}]}),
            "policies.canary[1].instead_of names quota, which is replaced at admission by canary[0], too",
        ),
        (
            json!({"warn": [{"hook": "admission", "module": "next"}], "canary": [{"module": "next", "instead_of": "quota", "share": "1%"}]}),
            "policies.canary[0].module names next, which is in warn[0], too",
        ),
        (
            json!({"warn": [{"hook": "restart", "module": "next"}]}),
            "policies.warn[0].hook names next, which is to warn at restart; expected isolation or admission",
        ),
        (
            json!({"warn": [{"hook": "admission", "module": "quota"}]}),
            "policies.warn[0].module names quota, which decides admission already",
        ),
        (
            json!({"modules": [{"name": "quota", "builtin": "standard"}, {"name": "next", "builtin": "allowlist", "config": {"namespaces": ["a"]}}],
                "restart": "quota", "canary": [{"module": "next", "instead_of": "quota", "share": "1%"}]}),
            "policies.canary[0].module names next, which does not have the hook restart",
        ),
    ] {
        let found = refusal(quotas(rest));
        assert!(found.starts_with(wanted), "found  {found}\nwanted {wanted}");
    }
}

#[test]
fn a_built_in_that_is_only_a_candidate_is_loaded() {
    let set = set(json!({
        "modules": [{"name": "mine", "builtin": "standard"}],
        "isolation": "mine", "admission": ["mine"], "restart": "mine",
        "canary": [{"module": "standard", "instead_of": "mine", "share": "50%"}],
    }));
    assert_eq!(set.roles("standard"), ["canary[0]"]);
    let placements: BTreeMap<String, Outcome<Placement>> =
        ["a", "b"].map(|name| (name.to_owned(), set.isolation(&request(name)).outcome)).into();
    assert!(placements.values().all(|outcome| matches!(outcome, Outcome::Answer(_))));
}
