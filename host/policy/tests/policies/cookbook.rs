//! The cookbook's policies as the launcher sees them: through WASM, in the core's types. Skipped where the build had no compiler for WASM.

use std::time::Duration;

use prism_core::isolation::{IsolationLevel, Placement};
use prism_core::names::{Partition, PatternName};
use prism_core::policy::{Denial, DenialCode, Ended, Hook, Outcome, Request, Restart, Usage};
use prism_core::time::UnixMillis;
use prism_policy::{BUILTINS, COOKBOOK, Limits, LoadError, Module, ModuleSpec, builtin_component, cookbook_component};
use serde_json::{Value, json};

use crate::support::{delay, ended, engine, placement, request, usage};

/// A policy is one page of text to read: its component has no excuse to be larger than this.
const COMPONENT_BYTES_MAX: usize = 100 * 1024;
/// A hundredth of what a call may use: whoever needs more has a loop too many.
const FUEL: u64 = 50_000;

/// 2024-03-02 00:00 UTC, a Saturday in a leap year.
const SATURDAY: u64 = 1_709_337_600_000;
const HOUR: u64 = 3_600_000;

/// The cookbook's `name` with `config`; none, and a line that says so, where there is no cookbook.
fn load(name: &str, config: Value) -> Option<Result<Module, LoadError>> {
    let Some(component) = cookbook_component(name) else {
        eprintln!("skipped: no compiler for WASM was to be had, so there is no {name}");
        return None;
    };
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), component).expect("is writable");
    let limits = Limits { fuel: FUEL, stock: 0, memo_entries: 0, time_ms: 10_000, ..Limits::default() };
    Some(Module::load(engine(), &ModuleSpec::path(name, file.path()).with_config(config).with_limits(limits)))
}

fn loaded(name: &str, config: Value) -> Option<Module> {
    load(name, config).map(|module| module.unwrap_or_else(|error| panic!("{error}")))
}

fn refused(code: DenialCode, reason: &str, retry_after: Duration) -> Outcome<()> {
    Outcome::Refused(Denial { code, reason: reason.into(), retry_after: Some(retry_after) })
}

/// What admission answers to `namespace` at `hour` after the beginning of that Saturday.
fn at(module: &Module, namespace: &str, hour: f64) -> Outcome<()> {
    let now = UnixMillis(SATURDAY + (hour * HOUR as f64) as u64);
    module.admission(&request(namespace), &placement(), &usage(0), now)
}

#[test]
fn each_has_its_name_its_hooks_a_schema_and_is_small() {
    use Hook::{Admission, Isolation, Mutate, Restart, Terminate};
    let hooks = |name| match name {
        "canary" => vec![Isolation],
        "noisy_neighbour" => vec![Admission, Restart],
        "tenant_defaults" => vec![Mutate],
        "termination_protection" => vec![Terminate],
        _ => vec![Admission],
    };
    let needed = |name| match name {
        "business_hours" => json!({"namespaces": {}}),
        "canary" => json!({"percent": 1, "partition": "canary"}),
        _ => json!({}),
    };
    for name in COOKBOOK {
        let Some(module) = loaded(name, needed(name)) else { return };
        assert_eq!(module.description().name, name);
        assert_eq!(module.hooks().collect::<Vec<_>>(), hooks(name), "{name}");
        let schema: Value = serde_json::from_str(&module.description().config_schema).expect("is JSON");
        assert_eq!(schema["additionalProperties"], false, "{name}");
        let bytes = module.component().len();
        assert!(bytes <= COMPONENT_BYTES_MAX, "{name} has {bytes} bytes");
    }
}

#[test]
fn those_that_are_built_in_are_small_too() {
    for name in BUILTINS {
        let bytes = builtin_component(name).expect("is built in").len();
        assert!(bytes <= COMPONENT_BYTES_MAX, "{name} has {bytes} bytes");
    }
}

#[test]
fn what_is_wrong_with_a_configuration_has_module_pointer_and_expectation() {
    for (name, config, wanted) in [
        (
            "burst",
            json!({"burst_max_starts_per_minute": 0}),
            "policy module burst: config /burst_max_starts_per_minute: expected at least 1",
        ),
        (
            "business_hours",
            json!({"namespaces": {"office/*": ["Mon-Fri 8-18"]}}),
            r#"policy module business_hours: config /namespaces/office~1*/0: expected text like "Mon-Fri 08:00-18:00" or "daily 22:00-06:00", which matches ^"#,
        ),
        ("canary", json!({"percent": 5}), "policy module canary: config /isolation: expected namespace or session"),
        (
            "maintenance_window",
            json!({"windows": ["Sat 02:00-04:00 CET"]}),
            r#"policy module maintenance_window: config /windows/0: expected text like "Sat 02:00-04:00 UTC" or"#,
        ),
        (
            "maintenance_window",
            json!({"windows": ["Xxx 02:00-04:00 UTC"]}),
            r#"policy module maintenance_window: config /windows/0: "Xxx 02:00-04:00 UTC" is not understood; expected"#,
        ),
        (
            "noisy_neighbour",
            json!({"crowded_at": 80}),
            "policy module noisy_neighbour: config /crowded_at: expected at most 1",
        ),
    ] {
        let Some(outcome) = load(name, config) else { return };
        let problem = outcome.expect_err("is refused").to_string();
        assert!(problem.starts_with(wanted), "found  {problem}\nwanted {wanted}");
    }
}

#[test]
fn maintenance_windows_close_and_open_over_midnight_and_over_the_week() {
    let windows = json!(["Sat 02:00-04:00 UTC", "Sun 23:00-01:00 UTC"]);
    let config = json!({"windows": windows, "exempt": ["probe-*"]});
    let Some(module) = loaded("maintenance_window", config) else { return };
    for (hour, open) in [
        (1.99, true),
        (2.0, false),
        (3.99, false),
        (4.0, true),
        (46.99, true),
        (47.0, false),
        (48.0, false),
        (48.99, false),
        (49.0, true),
    ] {
        assert_eq!(at(&module, "tenant-a", hour) == Outcome::Answer(()), open, "at {hour}");
        assert_eq!(at(&module, "probe-1", hour), Outcome::Answer(()), "at {hour}");
    }
    let until = "nothing is started during maintenance, until Mon 2024-03-04 01:00 UTC";
    let refusal = refused(DenialCode::Forbidden, until, Duration::from_secs(3600));
    assert_eq!(at(&module, "tenant-a", 48.0), refusal);
}

#[test]
fn business_hours_bind_those_who_are_named_at_the_offset_that_is_named() {
    let namespaces = json!({"office-*": ["Mon-Fri 08:00-18:00"], "office-night": ["Fri-Sat 22:00-06:00"]});
    let config = json!({"utc_offset": "-05:00", "namespaces": namespaces});
    let Some(module) = loaded("business_hours", config) else { return };
    // There it is 19:00 on Friday, the first of March, when the table begins.
    for (namespace, hour, open) in [
        ("office-a", -1.01, true),
        ("office-a", -1.0, false),
        ("office-a", 60.99, false),
        ("office-a", 61.0, true),
        ("office-night", 2.99, false),
        ("office-night", 3.0, true),
        ("office-night", 10.99, true),
        ("office-night", 11.0, false),
        ("tenant-a", 0.0, true),
        ("", 0.0, true),
    ] {
        let now = UnixMillis(SATURDAY.saturating_add_signed((hour * HOUR as f64) as i64));
        let answer = module.admission(&request(namespace), &placement(), &usage(0), now);
        assert_eq!(answer == Outcome::Answer(()), open, "{namespace} at {hour}: {answer:?}");
    }
    let reason = "namespace office-a may start Mon-Fri 08:00-18:00 (UTC-05:00), next from Mon 2024-03-04 08:00";
    let refusal = |hours: u64| refused(DenialCode::Forbidden, reason, Duration::from_secs(hours * 3600));
    assert_eq!(at(&module, "office-a", 60.0), refusal(1));
    // It is 61 hours away; the host passes on no wait that is longer than a day.
    assert_eq!(at(&module, "office-a", 0.0), refusal(24));
}

#[test]
fn a_burst_is_for_those_who_start_slowly() {
    let config = json!({"max_per_namespace": 10, "burst": 5, "burst_max_starts_per_minute": 3});
    let Some(module) = loaded("burst", config) else { return };
    let ask = |namespace: &str, held, started| {
        let usage = Usage { namespace_admitted_last_minute: started, ..usage(held) };
        module.admission(&request(namespace), &placement(), &usage, UnixMillis(SATURDAY))
    };
    for (held, started) in [(9, 1000), (10, 2), (14, 2)] {
        assert_eq!(ask("tenant-a", held, started), Outcome::Answer(()), "{held} {started}");
    }
    let fast = "max_per_namespace is 10; namespace tenant-a has 10, and started 3 in the last minute, \
                where burst_max_starts_per_minute is 3";
    assert_eq!(ask("tenant-a", 10, 3), refused(DenialCode::Quota, fast, Duration::from_secs(60)));
    let full = "max_per_namespace is 10, 15 with the burst; namespace tenant-a has 15";
    assert_eq!(ask("tenant-a", 15, 0), refused(DenialCode::Quota, full, Duration::from_secs(5)));
    assert_eq!(ask("", 1000, 1000), Outcome::Answer(()));
}

#[test]
fn the_noisy_wait_where_it_is_crowded() {
    let config = json!({"crowded_at": 0.75, "max_starts_per_minute_when_crowded": 5});
    let Some(module) = loaded("noisy_neighbour", config) else { return };
    let ask = |total, started| {
        let usage = Usage { total, total_max: 100, namespace_admitted_last_minute: started, ..Usage::default() };
        module.admission(&request("tenant-a"), &placement(), &usage, UnixMillis(SATURDAY))
    };
    for (total, started) in [(74, 1000), (75, 4)] {
        assert_eq!(ask(total, started), Outcome::Answer(()), "{total} {started}");
    }
    let reason = "max_starts_per_minute_when_crowded is 5; namespace tenant-a started 5 in the last minute, \
                  and 75 of 100 places are taken";
    assert_eq!(ask(75, 5), refused(DenialCode::Quota, reason, Duration::from_secs(60)));
}

#[test]
fn the_noisy_wait_longer_than_under_standard_and_are_left_sooner() {
    let Some(module) = loaded("noisy_neighbour", json!({})) else { return };
    let standard = crate::support::builtin("standard", json!({})).expect("loads");
    let wait = |module: &Module, failures| delay(module.restart(&ended("tenant-a", failures)));
    assert_eq!(wait(&module, 1), Duration::ZERO);
    let never_ready = Ended { was_ready: false, ..ended("tenant-a", 1) };
    assert_eq!(delay(module.restart(&never_ready)), delay(standard.restart(&never_ready)));
    let (noisy, usual) = (wait(&module, 2), wait(&standard, 2));
    assert!(noisy.abs_diff(10 * usual) < Duration::from_millis(10), "{noisy:?} {usual:?}");
    let reason = "a noisy neighbour: 3 failures in a row, the last: exited with code 137".to_owned();
    assert_eq!(module.restart(&ended("tenant-a", 3)), Outcome::Answer(Restart::GiveUp(reason)));
    assert!(wait(&standard, 3) > Duration::ZERO);
}

#[test]
fn canaries_are_placed_otherwise_and_all_others_as_ever() {
    let config = json!({"percent": 50, "isolation": "session", "partition": "canary", "patterns": ["cons*"]});
    let Some(module) = loaded("canary", config) else { return };
    let canary = Partition::parse("canary").expect("valid");
    let canary = Placement { partition: Some(canary), ..Placement::at(IsolationLevel::Session) };
    // Only tenant-c stands in the first half of the line: the policy has a test for where each stands.
    for (namespace, is_canary) in
        [("tenant-a", false), ("tenant-b", false), ("tenant-c", true), ("tenant-d", false), ("", false)]
    {
        let expected = if is_canary { canary.clone() } else { placement() };
        assert_eq!(module.isolation(&request(namespace)), Outcome::Answer(expected), "{namespace}");
    }
    let unnamed = Request { session: None, ..request("tenant-c") };
    let divided = Placement { level: IsolationLevel::Namespace, ..canary };
    assert_eq!(module.isolation(&unnamed), Outcome::Answer(divided));
    let other = Request { pattern: PatternName::parse("producer").expect("valid"), ..request("tenant-c") };
    assert_eq!(module.isolation(&other), Outcome::Answer(placement()));
}

#[test]
fn more_percent_only_add_canaries_and_another_seed_draws_others() {
    let drawn = |percent: f64, seed: u64| {
        let module = loaded("canary", json!({"percent": percent, "seed": seed, "partition": "canary"}))?;
        let is_canary = |n: &u32| match module.isolation(&request(&format!("tenant-{n}"))) {
            Outcome::Answer(placement) => placement.partition.is_some(),
            other => panic!("{other:?}"),
        };
        Some((0..300).filter(is_canary).collect::<Vec<u32>>())
    };
    let Some(tenth) = drawn(10.0, 0) else { return };
    let third = drawn(33.0, 0).expect("there is a cookbook");
    assert!(!tenth.is_empty() && tenth.len() < third.len() && third.len() < 300);
    assert!(tenth.iter().all(|namespace| third.contains(namespace)));
    assert_eq!(drawn(10.0, 0), Some(tenth.clone()));
    assert_ne!(drawn(10.0, 1), Some(tenth));
}
