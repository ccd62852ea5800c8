//! Processes that callers may not stop at any time: those of the namespaces named, but for the callers and the hours named.
//!
//! A process that was given up may always be cleared away. The launcher's own stops are nobody's to refuse, and an operator can
//! overrule this policy as any other.

use prism_policy_sdk::calendar::{NotUnderstood, Offset, WallTime, Weekly};
use prism_policy_sdk::prelude::*;
use serde::{Deserializer, de};

/// The policy and its configuration.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TerminationProtection {
    /// Whose processes are protected: names of namespaces, or globs of them. What everyone shares has the empty name.
    namespaces: Vec<Glob>,
    /// Who may stop them all the same, where callers authenticate: names, or globs of them.
    callers: Vec<Glob>,
    /// When everyone may.
    windows: Vec<Window>,
}

/// `Sat 02:00-04:00 UTC`. The zone is written out, for whoever reads it at night.
struct Window(Weekly);

impl<'de> Deserialize<'de> for Window {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let weekly = text.strip_suffix(" UTC").and_then(|weekly| weekly.parse().ok());
        let expected = "a window like Sat 02:00-04:00 UTC, Mon-Fri 02:00-02:30 UTC or daily 23:30-00:30 UTC";
        weekly.map(Self).ok_or_else(|| de::Error::custom(NotUnderstood::new(&text, expected)))
    }
}

impl Policy for TerminationProtection {
    fn describe() -> Description {
        Description::new(
            "termination_protection",
            env!("CARGO_PKG_VERSION"),
            "only some callers may stop what is protected, or only in some hours",
            include_str!("../config.schema.json"),
        )
    }

    fn configure(config: &str) -> Result<Self, Vec<ConfigError>> {
        config::parse(config)
    }
}

impl Terminate for TerminationProtection {
    fn may_stop(&self, stop: &Stop) -> Result<(), Refusal> {
        let (namespace, caller) = (&stop.namespace, &stop.caller);
        let protected = self.namespaces.iter().any(|glob| glob.matches(namespace));
        // Nobody is named by the empty name: it is everyone's as long as nobody authenticates.
        let named = !caller.is_empty() && self.callers.iter().any(|glob| glob.matches(caller));
        if !check!("protected", protected, namespace)
            || check!("given-up", stop.state == State::Failed)
            || check!("may-stop", named, caller)
        {
            return Ok(());
        }
        let now = WallTime::at(stop.now_ms, Offset::UTC);
        let open = self.windows.iter().find(|window| window.0.ends(now).is_some());
        if check!("window", open.is_some(), open.map(|window| window.0.to_string()) => "open", now.to_string() => "now")
        {
            return Ok(());
        }
        Err(self.refusal(stop, now))
    }
}

impl TerminationProtection {
    fn refusal(&self, stop: &Stop, now: WallTime) -> Refusal {
        let whose = if stop.namespace.is_empty() { "shared processes" } else { &stop.namespace };
        match self.windows.iter().map(|window| window.0.begins(now)).min() {
            Some(next) => Refusal::forbidden(format!("{whose}: protected from being stopped until {next} UTC"))
                .retry_after(next.ms_since(now)),
            None => Refusal::forbidden(format!("{whose}: protected from being stopped")),
        }
    }
}

prism_policy_sdk::export!(TerminationProtection: terminate);

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str =
        r#"{"namespaces": ["vip-*", "vault"], "callers": ["ops-*"], "windows": ["Sat 02:00-04:00 UTC"]}"#;
    /// 2024-03-02 00:00 UTC, a Saturday.
    const SATURDAY_MS: u64 = 1_709_337_600_000;
    const HOUR_MS: u64 = 3_600_000;

    fn stop(namespace: &str, caller: &str, now_ms: u64) -> Stop {
        Stop { namespace: namespace.into(), caller: caller.into(), now_ms, ..Stop::default() }
    }

    fn ask(stop: &Stop) -> Result<(), Refusal> {
        TerminationProtection::configure(CONFIG).expect("is valid").may_stop(stop)
    }

    #[test]
    fn only_what_is_named_is_protected_and_only_from_who_is_not() {
        assert!(ask(&stop("tenant-a", "", SATURDAY_MS)).is_ok());
        assert!(ask(&stop("vault", "ops-1", SATURDAY_MS)).is_ok());
        let refusal = ask(&stop("vault", "alice", SATURDAY_MS)).expect_err("is protected");
        assert_eq!(refusal.code, RefusalCode::Forbidden);
        assert_eq!(refusal.reason, "vault: protected from being stopped until Sat 2024-03-02 02:00 UTC");
        assert_eq!(refusal.retry_after_ms, Some(2 * HOUR_MS));
    }

    #[test]
    fn in_a_window_everyone_may_and_after_it_the_next_one_is_told() {
        assert!(ask(&stop("vip-1", "", SATURDAY_MS + 2 * HOUR_MS)).is_ok());
        let refusal = ask(&stop("vip-1", "", SATURDAY_MS + 4 * HOUR_MS)).expect_err("is over");
        assert!(refusal.reason.ends_with("until Sat 2024-03-09 02:00 UTC"), "{}", refusal.reason);
    }

    #[test]
    fn what_was_given_up_may_be_cleared_away() {
        assert!(ask(&Stop { state: State::Failed, ..stop("vault", "", SATURDAY_MS) }).is_ok());
    }

    #[test]
    fn nobody_is_meant_by_no_name() {
        let everyone = r#"{"namespaces": ["*"], "callers": ["*"]}"#;
        let policy = TerminationProtection::configure(everyone).expect("is valid");
        assert!(policy.may_stop(&stop("a", "", 0)).is_err());
        assert!(policy.may_stop(&stop("a", "alice", 0)).is_ok());
        let shared = policy.may_stop(&stop("", "", 0)).expect_err("is protected too");
        assert_eq!(shared.reason, "shared processes: protected from being stopped");
    }

    #[test]
    fn a_window_that_is_none_is_refused_by_place() {
        let error = TerminationProtection::configure(r#"{"windows": ["Sat 02:00-04:00"]}"#).err().expect("is wrong");
        assert_eq!(error[0].pointer, "/windows/0");
    }
}
