//! Cases, asked of the built-in policies and of hostile ones.

use prism_policy::cases::{Case, Found, expect::Code, taken};
use prism_policy::{Candidate, Limits, ModuleSpec};

use crate::guest::Guest;
use crate::support::engine;

fn builtin(name: &str) -> Candidate {
    Candidate::load(engine(), &ModuleSpec::builtin(name)).expect("loads")
}

fn differences(candidate: &Candidate, text: &str) -> Vec<String> {
    let case = Case::parse(text).expect("is a case");
    let found = case.run(candidate).found;
    let told =
        |other: &prism_policy::cases::Difference| format!("{}: {} != {}", other.field, other.expected, other.found);
    case.expect.differences(&found).iter().map(told).collect()
}

#[test]
fn each_hook_is_asked_what_its_case_says() {
    for (policy, case) in [
        (
            "standard",
            "{hook: isolation, request: {namespace: a, session: s}, expect: {placement: {level: session, partition: ''}}}",
        ),
        ("standard", "{hook: admission, request: {namespace: a}, usage: {namespace: 99}, expect: allow}"),
        (
            "standard",
            "{hook: admission, request: {namespace: a}, usage: {namespace: 100}, expect: {refuse: {code: quota, reason: max_per_namespace is 100; namespace a has 100, retry_after_ms: 5000}}}",
        ),
        ("standard", "{hook: restart, ended: {was_ready: true}, expect: {restart: {after_ms: 0}}}"),
        (
            "standard",
            "{hook: restart, config: {jitter: 0}, ended: {consecutive_failures: 3, seed: 9}, expect: {restart: {after_ms: 4000}}}",
        ),
        (
            "standard",
            "{hook: restart, ended: {consecutive_failures: 5, cause: {signalled: 11}}, expect: {give-up: {reason_has: signal 11}}}",
        ),
        (
            "standard",
            "{hook: restart, config: {max_failures: 0}, expect: {config-refused: {reason_has: /max_failures}}}",
        ),
        (
            "allowlist",
            "{hook: isolation, config: {namespaces: [b]}, request: {namespace: a}, expect: {refuse: {code: namespace-forbidden}}}",
        ),
    ] {
        assert_eq!(differences(&builtin(policy), case), [""; 0], "{case}");
    }
}

#[test]
fn an_answer_that_is_not_the_expected_one_is_told() {
    let case = "{hook: admission, request: {namespace: a}, usage: {namespace: 100}, expect: allow}";
    assert_eq!(
        differences(&builtin("standard"), case),
        ["answer: allow != refuse quota: max_per_namespace is 100; namespace a has 100 (retry after 5000 ms)"]
    );
}

#[test]
fn a_case_for_a_hook_that_is_not_there_is_a_fault() {
    let case = "{hook: restart, expect: any}";
    let told = differences(&builtin("allowlist"), case);
    assert_eq!(told, ["answer: any != fault not-loaded: module allowlist does not have the hook restart"]);
}

#[test]
fn a_trap_is_no_answer() {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), Guest::deriving("unreachable").component()).expect("is writable");
    let spec = ModuleSpec::path("guest", file.path()).with_limits(Limits::default());
    let candidate = Candidate::load(engine(), &spec).expect("loads");
    let told = differences(&candidate, "{hook: isolation, expect: {refuse: {}}}");
    assert!(told.len() == 1 && told[0].starts_with("answer: refuse != fault trap"), "{told:?}");
}

#[test]
fn what_was_found_natively_is_taken_as_the_launcher_takes_it() {
    let long = Found::Refuse { code: Code::Quota, reason: "x\n".repeat(500), retry_after_ms: Some(u64::MAX) };
    let any = Case::parse("hook: admission\nexpect: any\n").expect("is a case");
    let Found::Refuse { reason, retry_after_ms, .. } = taken(long, &any) else { panic!("is a refusal still") };
    assert_eq!((reason, retry_after_ms), ("x ".repeat(256), Some(86_400_000)));
    let level = prism_policy::cases::format::Level::None;
    let placed = |partition: &str| taken(Found::Placement { level, partition: partition.to_owned() }, &any);
    assert!(matches!(placed("Not One"), Found::Fault { .. }));
    assert_eq!(placed("eu"), Found::Placement { level, partition: "eu".to_owned() });
}
