//! The built-in policy, used where no other is named.
//!
//! Isolation: the level in force, undivided. Admission: quotas. Restart: at once after a first failure, then exponential backoff
//! with jitter, and no more after five failures in a row.

use prism_policy_sdk::prelude::*;

/// The policy and its configuration.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Standard {
    /// Places of one namespace. A hundred is RFC-035's picture of a busy tenant; raise it for one that needs thousands.
    max_per_namespace: u32,
    /// Places in all. Unset: the operator's hard cap alone.
    max_total: Option<u32>,
    /// Places of one session. Unset: as many as its namespace may have.
    max_per_session: Option<u32>,
    /// New processes of one namespace in a minute. Unset: the operator's start queue alone.
    max_starts_per_minute_per_namespace: Option<u32>,
    /// The second restart in a row waits so long; each further one twice as long.
    initial_backoff_ms: u64,
    /// No restart waits longer, jitter aside.
    max_backoff_ms: u64,
    /// Each wait is moved by at most this share of itself.
    jitter: f64,
    /// So many failures in a row and it is left: the RFC's circuit breaker.
    max_failures: u32,
}

impl Default for Standard {
    fn default() -> Self {
        Self {
            max_per_namespace: 100,
            max_total: None,
            max_per_session: None,
            max_starts_per_minute_per_namespace: None,
            initial_backoff_ms: 1000,
            max_backoff_ms: 30_000,
            jitter: 0.2,
            max_failures: 5,
        }
    }
}

impl Policy for Standard {
    fn describe() -> Description {
        Description::new(
            "standard",
            env!("CARGO_PKG_VERSION"),
            "the level that was asked for, quotas, exponential backoff",
            include_str!("../config.schema.json"),
        )
    }

    fn configure(config: &str) -> Result<Self, Vec<ConfigError>> {
        let policy: Self = config::parse(config)?;
        config::check([
            ("/jitter", (0.0..=1.0).contains(&policy.jitter), "expected a number from 0 to 1"),
            ("/max_failures", policy.max_failures > 0, "expected at least 1: every failure is one"),
            (
                "/max_backoff_ms",
                policy.initial_backoff_ms <= policy.max_backoff_ms,
                "expected at least initial_backoff_ms",
            ),
        ])?;
        Ok(policy)
    }
}

impl Isolation for Standard {
    fn derive(&self, request: &Request) -> Result<Placement, Refusal> {
        Ok(Placement::at(request.level))
    }
}

/// Places are given back when a process ends, which takes seconds, not milliseconds.
const RETRY_FOR_A_PLACE_MS: u64 = 5_000;
/// The rate is counted over a minute; by then it has certainly fallen.
const RETRY_FOR_THE_RATE_MS: u64 = 60_000;

impl Admission for Standard {
    fn decide(&self, request: &Request, _: Level, usage: &Usage, _: u64) -> Result<(), Refusal> {
        let (namespace, session) = (request.namespace.as_str(), request.session.as_str());
        if !namespace.is_empty() {
            at_most("max_per_namespace", Some(self.max_per_namespace), usage.namespace, ("namespace ", namespace))?;
            self.start_rate(namespace, usage)?;
        }
        if !session.is_empty() {
            at_most("max_per_session", self.max_per_session, usage.session, ("session ", session))?;
        }
        at_most("max_total", self.max_total, usage.total, ("the launcher", ""))
    }
}

impl Standard {
    fn start_rate(&self, namespace: &str, usage: &Usage) -> Result<(), Refusal> {
        let Some(limit) = self.max_starts_per_minute_per_namespace else { return Ok(()) };
        let started = usage.namespace_admitted_last_minute;
        if check!("start-rate", started < limit, started, limit) {
            return Ok(());
        }
        Err(Refusal::quota(format!(
            "max_starts_per_minute_per_namespace is {limit}; namespace {namespace} started {started} in the last minute"
        ))
        .retry_after(RETRY_FOR_THE_RATE_MS))
    }
}

fn at_most(quota: &str, limit: Option<u32>, held: u32, (kind, name): (&str, &str)) -> Result<(), Refusal> {
    let Some(limit) = limit else { return Ok(()) };
    if check!("quota", held < limit, quota, held, limit) {
        return Ok(());
    }
    Err(Refusal::quota(format!("{quota} is {limit}; {kind}{name} has {held}")).retry_after(RETRY_FOR_A_PLACE_MS))
}

impl Restart for Standard {
    fn on_exit(&self, ended: &Ended) -> Answer {
        let (failures, max) = (ended.consecutive_failures, self.max_failures);
        if !check!("max_failures", failures < max, failures, max) {
            return Answer::GiveUp(format!("{failures} failures in a row, the last: {}", ended.cause));
        }
        // One that had worked and failed once has most likely not lost what it needs: callers wait for it.
        if check!("worked-before", failures <= 1 && ended.was_ready, failures, ended.was_ready) {
            return Answer::AfterMs(0);
        }
        let backoff = Backoff { initial_ms: self.initial_backoff_ms, max_ms: self.max_backoff_ms, jitter: self.jitter };
        Answer::AfterMs(backoff.delay_ms(failures.saturating_sub(1), ended.seed))
    }
}

prism_policy_sdk::export!(Standard: isolation, admission, restart);

#[cfg(test)]
mod tests {
    use super::*;

    fn configured(config: &str) -> Standard {
        Standard::configure(config).expect("is valid")
    }

    fn admit(config: &str, usage: Usage) -> Result<(), Refusal> {
        let request = Request { namespace: "tenant-a".into(), session: "user-1".into(), ..Request::default() };
        configured(config).decide(&request, Level::Session, &usage, 0)
    }

    fn after(failures: u32, was_ready: bool, seed: u64) -> Answer {
        let ended =
            Ended { consecutive_failures: failures, was_ready, seed, cause: Cause::Signalled(11), ..Ended::default() };
        configured("{}").on_exit(&ended)
    }

    #[test]
    fn the_level_that_was_asked_for_is_the_answer() {
        for level in [Level::None, Level::Namespace, Level::Session] {
            let request = Request { level, ..Request::default() };
            assert_eq!(configured("{}").derive(&request), Ok(Placement::at(level)));
        }
    }

    #[test]
    fn a_full_namespace_is_refused_with_quota_value_and_usage() {
        assert!(admit("{}", Usage { namespace: 99, ..Usage::default() }).is_ok());
        let refusal = admit("{}", Usage { namespace: 100, ..Usage::default() }).expect_err("is full");
        assert_eq!(refusal.code, RefusalCode::Quota);
        assert_eq!(refusal.reason, "max_per_namespace is 100; namespace tenant-a has 100");
        assert!(refusal.retry_after_ms.is_some());
    }

    #[test]
    fn thousands_are_a_matter_of_configuration() {
        assert!(admit(r#"{"max_per_namespace": 5000}"#, Usage { namespace: 4999, ..Usage::default() }).is_ok());
    }

    #[test]
    fn every_quota_has_its_own_reason() {
        let usage = Usage { total: 9, session: 2, namespace_admitted_last_minute: 30, ..Usage::default() };
        for (config, reason) in [
            (r#"{"max_total": 9}"#, "max_total is 9; the launcher has 9"),
            (r#"{"max_per_session": 2}"#, "max_per_session is 2; session user-1 has 2"),
            (
                r#"{"max_starts_per_minute_per_namespace": 30}"#,
                "max_starts_per_minute_per_namespace is 30; namespace tenant-a started 30 in the last minute",
            ),
        ] {
            assert_eq!(admit(config, usage).expect_err("is full").reason, reason);
        }
    }

    #[test]
    fn who_names_no_namespace_is_not_held_to_a_namespaces_quota() {
        let usage = Usage { namespace: 1000, ..Usage::default() };
        assert!(configured("{}").decide(&Request::default(), Level::None, &usage, 0).is_ok());
    }

    #[test]
    fn what_worked_and_failed_once_starts_again_at_once() {
        assert_eq!(after(1, true, 7), Answer::AfterMs(0));
        assert!(matches!(after(1, false, 7), Answer::AfterMs(800..=1200)));
    }

    #[test]
    fn waits_grow_and_the_same_seed_waits_as_long() {
        assert!(matches!(after(2, true, 7), Answer::AfterMs(1600..=2400)));
        assert!(matches!(after(4, true, 7), Answer::AfterMs(6400..=9600)));
        assert_eq!(after(4, true, 7), after(4, true, 7));
        assert_ne!(after(4, true, 7), after(4, true, 8));
    }

    #[test]
    fn after_five_failures_it_is_left_with_the_count_and_the_cause() {
        let reason = "5 failures in a row, the last: was ended by signal 11";
        assert_eq!(after(5, true, 7), Answer::GiveUp(reason.into()));
    }

    #[test]
    fn a_configuration_that_makes_no_sense_is_refused_by_place() {
        for (config, pointer) in [
            (r#"{"jitter": 2}"#, "/jitter"),
            (r#"{"max_failures": 0}"#, "/max_failures"),
            (r#"{"max_backoff_ms": 1}"#, "/max_backoff_ms"),
            (r#"{"max_per_namespace": -1}"#, "/max_per_namespace"),
            (r#"{"max_per_tenant": 1}"#, "/max_per_tenant"),
        ] {
            assert_eq!(Standard::configure(config).err().expect("is wrong")[0].pointer, pointer);
        }
    }
}
