//! Neighbours are protected from who fails and from who starts more than the others.
//!
//! Restart: who fails again and again waits much longer than `standard` lets it, and is left sooner. Admission: where the launcher is
//! crowded, a namespace that started much in the last minute gets no further place, so that what is left goes to the quiet ones.

use prism_policy_sdk::prelude::*;

/// The policy and its configuration.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NoisyNeighbour {
    /// The launcher is crowded from this share of its cap on.
    crowded_at: f64,
    /// New processes of one namespace in a minute while it is.
    max_starts_per_minute_when_crowded: u32,
    /// The second restart in a row waits so long; each further one twice as long.
    initial_backoff_ms: u64,
    /// No restart waits longer, jitter aside.
    max_backoff_ms: u64,
    /// From so many failures in a row on an instance is noisy.
    noisy_failures: u32,
    /// A noisy one waits so many times as long.
    noisy_backoff_factor: u32,
    /// So many failures in a row and it is left.
    max_failures: u32,
}

impl Default for NoisyNeighbour {
    fn default() -> Self {
        Self {
            crowded_at: 0.8,
            max_starts_per_minute_when_crowded: 10,
            initial_backoff_ms: 1000,
            max_backoff_ms: 600_000,
            noisy_failures: 2,
            noisy_backoff_factor: 10,
            max_failures: 3,
        }
    }
}

/// Each wait is moved by at most this share of itself, so that those who failed together do not come back together.
const JITTER: f64 = 0.2;
/// The rate is counted over a minute; by then it has certainly fallen.
const RETRY_FOR_THE_RATE_MS: u64 = 60_000;

impl Policy for NoisyNeighbour {
    fn describe() -> Description {
        Description::new(
            "noisy_neighbour",
            env!("CARGO_PKG_VERSION"),
            "who fails often waits long, who starts often waits where it is crowded",
            include_str!("../config.schema.json"),
        )
    }

    fn configure(config: &str) -> Result<Self, Vec<ConfigError>> {
        let policy: Self = config::parse(config)?;
        config::check([
            ("/crowded_at", (0.0..=1.0).contains(&policy.crowded_at), "expected a number from 0 to 1"),
            ("/noisy_failures", policy.noisy_failures > 0, "expected at least 1: every failure is one"),
            ("/noisy_backoff_factor", policy.noisy_backoff_factor > 0, "expected at least 1: the noisy wait longer"),
            ("/max_failures", policy.max_failures >= policy.noisy_failures, "expected at least noisy_failures"),
            (
                "/max_backoff_ms",
                policy.initial_backoff_ms <= policy.max_backoff_ms,
                "expected at least initial_backoff_ms",
            ),
        ])?;
        Ok(policy)
    }
}

impl Admission for NoisyNeighbour {
    fn decide(&self, request: &Request, _: Level, usage: &Usage, _: u64) -> Result<(), Refusal> {
        let (namespace, started) = (&request.namespace, usage.namespace_admitted_last_minute);
        let limit = self.max_starts_per_minute_when_crowded;
        // Who names no namespace is nobody's neighbour: there is nobody to count its starts for.
        if namespace.is_empty() || started < limit || !self.crowded(usage) {
            return Ok(());
        }
        let reason = format!(
            "max_starts_per_minute_when_crowded is {limit}; namespace {namespace} started {started} in the last minute, \
             and {} of {} places are taken",
            usage.total, usage.total_max
        );
        Err(Refusal::quota(reason).retry_after(RETRY_FOR_THE_RATE_MS))
    }
}

impl NoisyNeighbour {
    fn crowded(&self, usage: &Usage) -> bool {
        f64::from(usage.total) >= self.crowded_at * f64::from(usage.total_max)
    }
}

impl Restart for NoisyNeighbour {
    fn on_exit(&self, ended: &Ended) -> Answer {
        let failures = ended.consecutive_failures;
        if failures >= self.max_failures {
            let reason = format!("a noisy neighbour: {failures} failures in a row, the last: {}", ended.cause);
            return Answer::GiveUp(reason);
        }
        let noisy = failures >= self.noisy_failures;
        if failures <= 1 && ended.was_ready && !noisy {
            return Answer::AfterMs(0);
        }
        let factor = if noisy { self.noisy_backoff_factor } else { 1 };
        let initial_ms = self.initial_backoff_ms.saturating_mul(factor.into());
        let backoff = Backoff { initial_ms, max_ms: self.max_backoff_ms, jitter: JITTER };
        Answer::AfterMs(backoff.delay_ms(failures.saturating_sub(1), ended.seed))
    }
}

prism_policy_sdk::export!(NoisyNeighbour: admission, restart);

#[cfg(test)]
mod tests {
    use super::*;

    fn configured(config: &str) -> NoisyNeighbour {
        NoisyNeighbour::configure(config).expect("is valid")
    }

    fn ask(namespace: &str, total: u32, started: u32) -> Result<(), Refusal> {
        let config = r#"{"crowded_at": 0.75, "max_starts_per_minute_when_crowded": 5}"#;
        let request = Request { namespace: namespace.into(), ..Request::default() };
        let usage = Usage { total, total_max: 100, namespace_admitted_last_minute: started, ..Usage::default() };
        configured(config).decide(&request, Level::Namespace, &usage, 0)
    }

    fn after(config: &str, failures: u32, was_ready: bool) -> Answer {
        let cause = Cause::Exited(3);
        configured(config).on_exit(&Ended { consecutive_failures: failures, was_ready, cause, ..Ended::default() })
    }

    #[test]
    fn while_there_is_room_everyone_may_start_as_fast_as_it_likes() {
        assert!(ask("tenant-a", 74, 1000).is_ok());
    }

    #[test]
    fn where_it_is_crowded_the_noisy_wait_and_the_quiet_do_not() {
        assert!(ask("tenant-a", 75, 4).is_ok());
        let refusal = ask("tenant-a", 75, 5).expect_err("is noisy");
        assert_eq!(refusal.code, RefusalCode::Quota);
        assert_eq!(
            refusal.reason,
            "max_starts_per_minute_when_crowded is 5; namespace tenant-a started 5 in the last minute, \
             and 75 of 100 places are taken"
        );
        assert_eq!(refusal.retry_after_ms, Some(60_000));
    }

    #[test]
    fn who_names_no_namespace_is_nobodys_neighbour() {
        assert!(ask("", 99, 1000).is_ok());
    }

    #[test]
    fn one_failure_is_forgiven_and_two_are_not() {
        assert_eq!(after("{}", 1, true), Answer::AfterMs(0));
        assert!(matches!(after("{}", 1, false), Answer::AfterMs(800..=1200)));
        assert!(matches!(after("{}", 2, true), Answer::AfterMs(16_000..=24_000)));
    }

    #[test]
    fn the_noisy_are_left_soon_with_the_count_and_the_cause() {
        let reason = "a noisy neighbour: 3 failures in a row, the last: exited with code 3";
        assert_eq!(after("{}", 3, true), Answer::GiveUp(reason.into()));
    }

    #[test]
    fn no_wait_is_longer_than_the_longest() {
        let config = r#"{"max_failures": 99, "noisy_backoff_factor": 4294967295}"#;
        assert!(matches!(after(config, 98, true), Answer::AfterMs(480_000..=720_000)));
    }

    #[test]
    fn who_is_noisy_from_the_first_failure_on_waits_at_once() {
        assert!(matches!(after(r#"{"noisy_failures": 1}"#, 1, true), Answer::AfterMs(8_000..=12_000)));
    }

    #[test]
    fn a_configuration_that_makes_no_sense_is_refused_by_place() {
        for (config, pointer) in [
            (r#"{"crowded_at": 80}"#, "/crowded_at"),
            (r#"{"noisy_failures": 0}"#, "/noisy_failures"),
            (r#"{"noisy_failures": 4}"#, "/max_failures"),
            (r#"{"noisy_backoff_factor": 0}"#, "/noisy_backoff_factor"),
            (r#"{"max_backoff_ms": 1}"#, "/max_backoff_ms"),
            (r#"{"noisy_neighbor": 1}"#, "/noisy_neighbor"),
        ] {
            assert_eq!(NoisyNeighbour::configure(config).err().expect("is wrong")[0].pointer, pointer, "{config}");
        }
    }
}
