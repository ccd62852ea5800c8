//! A quota for each namespace, and something on top of it for those who come by it slowly.
//!
//! A hard quota is either too small for the busy hour or no protection against a loop that starts and starts. Here the rate tells
//! the two apart: the quota may be exceeded by the burst as long as the namespace started little in the last minute.

use prism_policy_sdk::prelude::*;

/// The policy and its configuration.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Burst {
    /// Places of one namespace that it may take as fast as it likes.
    max_per_namespace: u32,
    /// Places beyond these.
    burst: u32,
    /// Whoever started so many in the last minute gets none of the places beyond. Any start counts, also one within the quota.
    burst_max_starts_per_minute: u32,
}

impl Default for Burst {
    /// The quota of `standard`, a fifth of it on top, and a start every two seconds for who wants that.
    fn default() -> Self {
        Self { max_per_namespace: 100, burst: 20, burst_max_starts_per_minute: 30 }
    }
}

/// Places are given back when a process ends, which takes seconds, not milliseconds.
const RETRY_FOR_A_PLACE_MS: u64 = 5_000;
/// The rate is counted over a minute; by then it has certainly fallen.
const RETRY_FOR_THE_RATE_MS: u64 = 60_000;

impl Policy for Burst {
    fn describe() -> Description {
        Description::new(
            "burst",
            env!("CARGO_PKG_VERSION"),
            "a quota that may be exceeded by who starts slowly",
            include_str!("../config.schema.json"),
        )
    }

    fn configure(config: &str) -> Result<Self, Vec<ConfigError>> {
        let policy: Self = config::parse(config)?;
        let rate = policy.burst_max_starts_per_minute;
        config::check([
            ("/burst_max_starts_per_minute", rate > 0, "expected at least 1: below 0 starts nobody is"),
            (
                "/burst",
                policy.max_per_namespace.checked_add(policy.burst).is_some(),
                "expected at most 4294967295 together with max_per_namespace",
            ),
        ])?;
        Ok(policy)
    }
}

impl Admission for Burst {
    fn decide(&self, request: &Request, _: Level, usage: &Usage, _: u64) -> Result<(), Refusal> {
        let (namespace, held) = (&request.namespace, usage.namespace);
        if namespace.is_empty() || held < self.max_per_namespace {
            return Ok(());
        }
        let (quota, most) = (self.max_per_namespace, self.max_per_namespace + self.burst);
        if held >= most {
            let reason =
                format!("max_per_namespace is {quota}, {most} with the burst; namespace {namespace} has {held}");
            return Err(Refusal::quota(reason).retry_after(RETRY_FOR_A_PLACE_MS));
        }
        self.start_rate(namespace, usage)
    }
}

impl Burst {
    fn start_rate(&self, namespace: &str, usage: &Usage) -> Result<(), Refusal> {
        let (limit, started) = (self.burst_max_starts_per_minute, usage.namespace_admitted_last_minute);
        if started < limit {
            return Ok(());
        }
        let (quota, held) = (self.max_per_namespace, usage.namespace);
        let reason = format!(
            "max_per_namespace is {quota}; namespace {namespace} has {held}, and started {started} in the last minute, \
             where burst_max_starts_per_minute is {limit}"
        );
        Err(Refusal::quota(reason).retry_after(RETRY_FOR_THE_RATE_MS))
    }
}

prism_policy_sdk::export!(Burst: admission);

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = r#"{"max_per_namespace": 10, "burst": 5, "burst_max_starts_per_minute": 3}"#;

    fn ask(namespace: &str, held: u32, started: u32) -> Result<(), Refusal> {
        let request = Request { namespace: namespace.into(), ..Request::default() };
        let usage = Usage { namespace: held, namespace_admitted_last_minute: started, ..Usage::default() };
        Burst::configure(CONFIG).expect("is valid").decide(&request, Level::Namespace, &usage, 0)
    }

    #[test]
    fn within_the_quota_the_rate_does_not_matter() {
        assert!(ask("tenant-a", 9, 1000).is_ok());
    }

    #[test]
    fn beyond_the_quota_it_does() {
        assert!(ask("tenant-a", 10, 2).is_ok());
        assert!(ask("tenant-a", 14, 2).is_ok());
        let refusal = ask("tenant-a", 10, 3).expect_err("is too fast");
        assert_eq!(refusal.code, RefusalCode::Quota);
        assert_eq!(
            refusal.reason,
            "max_per_namespace is 10; namespace tenant-a has 10, and started 3 in the last minute, \
             where burst_max_starts_per_minute is 3"
        );
        assert_eq!(refusal.retry_after_ms, Some(60_000));
    }

    #[test]
    fn beyond_the_burst_nobody_starts_however_slowly() {
        let refusal = ask("tenant-a", 15, 0).expect_err("is full");
        assert_eq!(refusal.reason, "max_per_namespace is 10, 15 with the burst; namespace tenant-a has 15");
        assert_eq!(refusal.retry_after_ms, Some(5_000));
    }

    #[test]
    fn who_names_no_namespace_is_not_held_to_a_namespaces_quota() {
        assert!(ask("", 1000, 1000).is_ok());
    }

    #[test]
    fn a_burst_of_nothing_is_a_plain_quota() {
        let policy = Burst::configure(r#"{"max_per_namespace": 1, "burst": 0}"#).expect("is valid");
        let request = Request { namespace: "tenant-a".into(), ..Request::default() };
        let full = Usage { namespace: 1, ..Usage::default() };
        assert!(policy.decide(&request, Level::Namespace, &full, 0).is_err());
        assert!(policy.decide(&request, Level::Namespace, &Usage::default(), 0).is_ok());
    }

    #[test]
    fn a_configuration_that_makes_no_sense_is_refused_by_place() {
        for (config, pointer) in [
            (r#"{"burst_max_starts_per_minute": 0}"#, "/burst_max_starts_per_minute"),
            (r#"{"max_per_namespace": 4294967295, "burst": 1}"#, "/burst"),
            (r#"{"max_per_namespace": -1}"#, "/max_per_namespace"),
            (r#"{"bursts": 1}"#, "/bursts"),
        ] {
            assert_eq!(Burst::configure(config).err().expect("is wrong")[0].pointer, pointer, "{config}");
        }
    }
}
