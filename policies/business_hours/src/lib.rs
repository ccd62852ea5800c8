//! Namespaces that may start only in their hours: an office by day, batch work by night.
//!
//! Hours are those of a clock at a fixed distance from UTC. Who is bound by no hours may start at any time.

use prism_policy_sdk::calendar::{Offset, WallTime, Weekly};
use prism_policy_sdk::prelude::*;

/// The policy and its configuration.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BusinessHours {
    /// How far the clock that the hours are read from is from UTC, all year round.
    #[serde(default)]
    utc_offset: Offset,
    /// Who may start when: names of namespaces or globs of them. A name counts before a glob, a longer glob before a shorter one.
    namespaces: Globs<Vec<Weekly>>,
}

impl Policy for BusinessHours {
    fn describe() -> Description {
        Description::new(
            "business_hours",
            env!("CARGO_PKG_VERSION"),
            "namespaces that may start only in their hours",
            include_str!("../config.schema.json"),
        )
    }

    fn configure(config: &str) -> Result<Self, Vec<ConfigError>> {
        let policy: Self = config::parse(config)?;
        let never = policy.namespaces.iter().filter(|(_, hours)| hours.is_empty());
        let errors: Vec<ConfigError> = never
            .map(|(glob, _)| {
                let pointer = format!("/namespaces{}", config::step(glob.as_str()));
                ConfigError::new(pointer, "expected at least one: who may never start is kept out by an allowlist")
            })
            .collect();
        if errors.is_empty() { Ok(policy) } else { Err(errors) }
    }
}

impl BusinessHours {
    /// The hours of a namespace, if any bind it.
    fn hours(&self, namespace: &str) -> Option<&[Weekly]> {
        self.namespaces.narrowest(namespace).map(|(_, hours)| hours.as_slice())
    }

    fn refusal(&self, namespace: &str, hours: &[Weekly], now: WallTime, opens: WallTime) -> Refusal {
        let hours: Vec<String> = hours.iter().map(Weekly::to_string).collect();
        let (hours, offset) = (hours.join(", "), self.utc_offset);
        let reason = format!("namespace {namespace} may start {hours} ({offset}), next from {opens}");
        Refusal::forbidden(reason).retry_after(opens.ms_since(now))
    }
}

impl Admission for BusinessHours {
    fn decide(&self, request: &Request, _: Level, _: &Usage, now_ms: u64) -> Result<(), Refusal> {
        let namespace = &request.namespace;
        let Some(hours) = self.hours(namespace) else { return Ok(()) };
        let now = WallTime::at(now_ms, self.utc_offset);
        if hours.iter().any(|weekly| weekly.ends(now).is_some()) {
            return Ok(());
        }
        match hours.iter().map(|weekly| weekly.begins(now)).min() {
            Some(opens) => Err(self.refusal(namespace, hours, now, opens)),
            None => Ok(()),
        }
    }
}

prism_policy_sdk::export!(BusinessHours: admission);

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = r#"{
        "utc_offset": "+05:30",
        "namespaces": {
            "office-*": ["Mon-Thu 08:00-18:00", "Fri 08:00-16:00"],
            "office-night": ["daily 22:00-06:00"],
            "leap": ["Thu 00:00-24:00"]
        }
    }"#;
    const HOUR_MS: u64 = 3_600_000;
    const DAY_MS: u64 = 24 * HOUR_MS;
    /// 2024-02-29 00:00 at +05:30, a Thursday.
    const THURSDAY_MS: u64 = 1_709_164_800_000 - 11 * HOUR_MS / 2;

    fn ask(namespace: &str, since_thursday_ms: u64) -> Result<(), Refusal> {
        let policy = BusinessHours::configure(CONFIG).expect("is valid");
        let request = Request { namespace: namespace.into(), ..Request::default() };
        policy.decide(&request, Level::Namespace, &Usage::default(), THURSDAY_MS + since_thursday_ms)
    }

    #[test]
    fn hours_begin_and_end_on_the_minute() {
        assert!(ask("office-a", 8 * HOUR_MS - 1).is_err());
        assert!(ask("office-a", 8 * HOUR_MS).is_ok());
        assert!(ask("office-a", 18 * HOUR_MS - 1).is_ok());
        assert!(ask("office-a", 18 * HOUR_MS).is_err());
    }

    #[test]
    fn a_refusal_names_the_hours_and_when_they_begin_next() {
        let refusal = ask("office-a", DAY_MS + 17 * HOUR_MS).expect_err("has gone home");
        assert_eq!(refusal.code, RefusalCode::Forbidden);
        assert_eq!(
            refusal.reason,
            "namespace office-a may start Mon-Thu 08:00-18:00, Fri 08:00-16:00 (UTC+05:30), next from Mon 2024-03-04 08:00"
        );
        assert_eq!(refusal.retry_after_ms, Some(2 * DAY_MS + 15 * HOUR_MS));
    }

    #[test]
    fn a_night_goes_over_midnight() {
        for (hour, starts) in [(21, false), (22, true), (24, true), (29, true), (30, false)] {
            assert_eq!(ask("office-night", hour * HOUR_MS).is_ok(), starts, "{hour}");
        }
    }

    #[test]
    fn a_whole_day_is_over_at_midnight_of_the_clock_that_counts() {
        assert!(ask("leap", DAY_MS - 1).is_ok());
        let refusal = ask("leap", DAY_MS).expect_err("is Friday, March");
        assert!(refusal.reason.ends_with("next from Thu 2024-03-07 00:00"), "{}", refusal.reason);
    }

    #[test]
    fn who_is_bound_by_no_hours_may_start_at_any_time() {
        assert!(ask("tenant-a", 0).is_ok());
        assert!(ask("", 0).is_ok());
    }

    #[test]
    fn a_configuration_that_makes_no_sense_is_refused_by_place() {
        for (config, pointer) in [
            (r#"{"namespaces": {"a": ["Mon-Fri 8-18"]}}"#, "/namespaces/a/0"),
            (r#"{"namespaces": {"a": ["Mon 08:00-18:00"], "b*": []}}"#, "/namespaces/b*"),
            (r#"{"namespaces": {}, "utc_offset": "IST"}"#, "/utc_offset"),
            (r#"{"namespaces": {}, "offset": "+01:00"}"#, "/offset"),
            ("{}", ""),
        ] {
            assert_eq!(BusinessHours::configure(config).err().expect("is wrong")[0].pointer, pointer, "{config}");
        }
    }
}
