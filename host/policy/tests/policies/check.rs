//! What an author is told of a component: what it is, and where it breaks the contract's promises.

use prism_core::policy::Hook;
use prism_policy::cases::Case;
use prism_policy::{BUILTINS, Candidate, Finding, Limits, ModuleSpec, Plan, check};
use serde_json::{Value, json};

use crate::guest::Guest;
use crate::support::{builtin, engine, load};

/// Few, since each is asked of two fresh instances; the seed is fixed, so what they find is too.
const PLAN: Plan = Plan { seed: 1, questions: 100, fuel_percent: 50 };

fn candidate(component: &[u8], limits: Limits) -> Candidate {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), component).expect("is writable");
    Candidate::load(engine(), &ModuleSpec::path("guest", file.path()).with_limits(limits)).expect("loads")
}

fn findings(component: &[u8], limits: Limits, cases: &[(prism_policy::Input, Value)]) -> Vec<Finding> {
    check(&candidate(component, limits), &json!({}), &PLAN, cases).expect("its configuration is accepted").findings
}

#[test]
fn every_builtin_keeps_the_contract() {
    let configs = [
        json!({"max_per_namespace": 3, "max_total": 9, "max_per_session": 1, "max_starts_per_minute_per_namespace": 2}),
        json!({"namespaces": ["tenant-a", "vip-*"], "patterns": {"a": ["*b*"]}, "allow_unnamed": true}),
        json!({"tiers": {"gold": {"isolation": "session", "max_processes": 4}}, "default_tier": "gold"}),
    ];
    for (name, config) in BUILTINS.into_iter().zip(configs) {
        let candidate = Candidate::load(engine(), &ModuleSpec::builtin(name)).expect("loads");
        let checked = check(&candidate, &config, &PLAN, &[]).expect("its configuration is accepted");
        assert_eq!(checked.findings, [], "{name}");
        assert!(checked.costs.iter().all(|cost| cost.asked == 100 && cost.fuel_max > 0 && cost.memory_bytes_max > 0));
    }
}

#[test]
fn an_input_that_faults_is_found_and_faults_again_as_a_case() {
    // Word 5 is the length of the namespace.
    let guest = Guest::deriving("(if (i32.eqz (local.get 5)) (then unreachable)) i32.const 0").component();
    let findings = findings(&guest, Limits::default(), &[]);
    let [finding @ Finding::Faults { question, config, .. }] = findings.as_slice() else { panic!("{findings:?}") };
    assert!(finding.to_string().starts_with("isolation faults: trap: "), "{finding}");
    let kept = serde_yaml::to_string(&Case::of(question, config)).expect("plain data");
    let case = Case::parse(&kept).expect("is a case");
    let run = case.run(&candidate(&guest, Limits::default()));
    assert_eq!(case.expect.differences(&run.found).len(), 1, "{kept}");
}

#[test]
fn who_needs_more_than_its_share_of_fuel_is_told_the_highest() {
    let spins = "(global.set $n (i32.const 100000))
        (loop $l (global.set $n (i32.sub (global.get $n) (i32.const 1))) (br_if $l (global.get $n))) i32.const 0";
    let guest = Guest { fields: "(global $n (mut i32) (i32.const 0))", ..Guest::deriving(spins) }.component();
    let limits = |fuel| Limits { fuel, ..Limits::default() };
    let found = findings(&guest, limits(1_000_000), &[]);
    assert!(matches!(found.as_slice(), [Finding::Costly { fuel: 500_001.., .. }]), "{found:?}");
    assert!(found[0].to_string().contains("at most 50 % are allowed here"), "{}", found[0]);
    assert_eq!(findings(&guest, limits(5_000_000), &[]), []);
}

#[test]
fn an_authors_cases_are_asked_too() {
    // Refuses to work for one pattern, whose name is three letters long; nobody would make that up.
    let guest =
        Guest::deriving("(if (i32.eq (local.get 1) (i32.const 23)) (then unreachable)) i32.const 0").component();
    assert_eq!(findings(&guest, Limits::default(), &[]), []);
    let text = format!("{{hook: isolation, request: {{pattern: {}}}, expect: any}}", "p".repeat(23));
    let case = Case::parse(&text).expect("is a case");
    let found = findings(&guest, Limits::default(), &[(case.question(), case.config)]);
    assert!(matches!(found.as_slice(), [Finding::Faults { .. }]), "{found:?}");
}

#[test]
fn what_the_launcher_refuses_is_refused_in_its_words() {
    let candidate = Candidate::load(engine(), &ModuleSpec::builtin("standard")).expect("loads");
    let config = json!({"jitter": 2, "max_failures": 0});
    let of_launcher = builtin("standard", config.clone()).expect_err("is refused").to_string();
    assert_eq!(check(&candidate, &config, &PLAN, &[]).expect_err("is refused").to_string(), of_launcher);

    let core = Guest::default().core();
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), &core).expect("is writable");
    let refused = Candidate::load(engine(), &ModuleSpec::path("guest", file.path())).expect_err("is a core module");
    let of_launcher = load(&core, Limits::default()).expect_err("is a core module");
    assert_eq!(refused.to_string(), of_launcher.to_string());
}

#[test]
fn a_candidate_says_what_it_is_without_a_configuration() {
    // `tiered` has no valid default, so only the gate and `describe` were passed.
    let tiered = Candidate::load(engine(), &ModuleSpec::builtin("tiered")).expect("loads");
    assert_eq!((tiered.contract().as_str(), tiered.description().name.as_str()), ("1.1.0", "tiered"));
    assert_eq!(tiered.hooks().collect::<Vec<_>>(), [Hook::Isolation, Hook::Admission, Hook::Restart]);
    assert_eq!(tiered.imports(), ["prism:policy/log@1.1.0", "prism:policy/evidence@1.1.0"]);
    assert_eq!(tiered.bytes(), prism_policy::builtin_component("tiered").expect("is built in").len() as u64);
}
