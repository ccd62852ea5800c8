//! No new starts during maintenance windows: whoever asks is told until when.
//!
//! Only new starts: what runs goes on and is restarted as ever, and callers go on getting its address. Times are UTC, so that nothing is
//! refused twice or never when clocks are changed.

use prism_policy_sdk::calendar::{NotUnderstood, Offset, WallTime, Weekly};
use prism_policy_sdk::prelude::*;
use serde::{Deserializer, de};

/// The policy and its configuration.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MaintenanceWindow {
    /// When nothing is started.
    windows: Vec<Window>,
    /// Who may start all the same: names of namespaces, or globs of them.
    exempt: Vec<Glob>,
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

const WEEK_MS: u64 = 7 * 24 * 60 * 60 * 1000;

impl Policy for MaintenanceWindow {
    fn describe() -> Description {
        Description::new(
            "maintenance_window",
            env!("CARGO_PKG_VERSION"),
            "no new starts during maintenance windows",
            include_str!("../config.schema.json"),
        )
    }

    fn configure(config: &str) -> Result<Self, Vec<ConfigError>> {
        let policy: Self = config::parse(config)?;
        let any_week = WallTime::at(0, Offset::UTC);
        let open = policy.closed_until(any_week).ms_since(any_week) < WEEK_MS;
        config::check([("/windows", open, "expected some time outside of them: together they cover the whole week")])?;
        Ok(policy)
    }
}

impl MaintenanceWindow {
    /// The end of all windows that follow one upon the other at `now`; `now` itself outside of them.
    fn closed_until(&self, now: WallTime) -> WallTime {
        let mut until = now;
        while let Some(end) = self.windows.iter().filter_map(|window| window.0.ends(until)).max() {
            until = end;
            if until.ms_since(now) >= WEEK_MS {
                break;
            }
        }
        until
    }
}

impl Admission for MaintenanceWindow {
    fn decide(&self, request: &Request, _: Level, _: &Usage, now_ms: u64) -> Result<(), Refusal> {
        let now = WallTime::at(now_ms, Offset::UTC);
        let until = self.closed_until(now);
        if until == now || self.exempt.iter().any(|glob| glob.matches(&request.namespace)) {
            return Ok(());
        }
        let reason = format!("nothing is started during maintenance, until {until} UTC");
        Err(Refusal::forbidden(reason).retry_after(until.ms_since(now)))
    }
}

prism_policy_sdk::export!(MaintenanceWindow: admission);

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = r#"{
        "windows": ["Sat 02:00-04:00 UTC", "Sun 23:00-01:00 UTC", "Mon 01:00-02:00 UTC"],
        "exempt": ["probe-*"]
    }"#;
    /// 2024-03-02 00:00 UTC, a Saturday.
    const SATURDAY_MS: u64 = 1_709_337_600_000;
    const HOUR_MS: u64 = 3_600_000;
    const MONDAY_MS: u64 = SATURDAY_MS + 48 * HOUR_MS;

    fn ask_as(namespace: &str, now_ms: u64) -> Result<(), Refusal> {
        let policy = MaintenanceWindow::configure(CONFIG).expect("is valid");
        let request = Request { namespace: namespace.into(), ..Request::default() };
        policy.decide(&request, Level::Namespace, &Usage::default(), now_ms)
    }

    fn ask(now_ms: u64) -> Result<(), Refusal> {
        ask_as("tenant-a", now_ms)
    }

    #[test]
    fn a_window_is_closed_from_its_first_minute_up_to_its_last() {
        assert!(ask(SATURDAY_MS + 2 * HOUR_MS - 1).is_ok());
        assert!(ask(SATURDAY_MS + 2 * HOUR_MS).is_err());
        assert!(ask(SATURDAY_MS + 4 * HOUR_MS - 1).is_err());
        assert!(ask(SATURDAY_MS + 4 * HOUR_MS).is_ok());
    }

    #[test]
    fn who_is_refused_is_told_until_when() {
        let refusal = ask(SATURDAY_MS + 3 * HOUR_MS).expect_err("is closed");
        assert_eq!(refusal.code, RefusalCode::Forbidden);
        assert_eq!(refusal.reason, "nothing is started during maintenance, until Sat 2024-03-02 04:00 UTC");
        assert_eq!(refusal.retry_after_ms, Some(HOUR_MS));
    }

    #[test]
    fn a_window_over_midnight_goes_on_into_the_next_week() {
        assert!(ask(MONDAY_MS - HOUR_MS - 1).is_ok());
        assert!(ask(MONDAY_MS - HOUR_MS).is_err());
        assert!(ask(MONDAY_MS).is_err());
        assert!(ask(MONDAY_MS - 25 * HOUR_MS).is_ok(), "not on the evening before");
    }

    #[test]
    fn windows_that_follow_one_upon_the_other_end_with_the_last() {
        let refusal = ask(MONDAY_MS - HOUR_MS).expect_err("is closed");
        assert_eq!(refusal.reason, "nothing is started during maintenance, until Mon 2024-03-04 02:00 UTC");
        assert_eq!(refusal.retry_after_ms, Some(3 * HOUR_MS));
    }

    #[test]
    fn who_is_exempt_may_start_at_any_time() {
        assert!(ask_as("probe-1", SATURDAY_MS + 3 * HOUR_MS).is_ok());
        assert!(ask_as("", SATURDAY_MS + 3 * HOUR_MS).is_err());
    }

    #[test]
    fn without_windows_it_is_always_open() {
        let policy = MaintenanceWindow::configure("{}").expect("is valid");
        assert!(policy.decide(&Request::default(), Level::None, &Usage::default(), SATURDAY_MS).is_ok());
    }

    #[test]
    fn a_configuration_that_makes_no_sense_is_refused_by_place() {
        for (config, pointer) in [
            (r#"{"windows": ["Sat 02:00-04:00 UTC", "Sat 02:00-04:00"]}"#, "/windows/1"),
            (r#"{"windows": ["Sat 02:00-04:00 CET"]}"#, "/windows/0"),
            (r#"{"windows": ["daily 00:00-24:00 UTC"]}"#, "/windows"),
            (r#"{"windows": ["daily 00:00-12:00 UTC", "daily 11:00-00:00 UTC"]}"#, "/windows"),
            (r#"{"window": []}"#, "/window"),
        ] {
            assert_eq!(MaintenanceWindow::configure(config).err().expect("is wrong")[0].pointer, pointer, "{config}");
        }
        assert!(MaintenanceWindow::configure(r#"{"windows": ["daily 00:00-23:59 UTC"]}"#).is_ok());
    }
}
