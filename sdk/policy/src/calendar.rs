//! Days and hours of the milliseconds that a policy is told: it has no clock and no time zones of its own.
//!
//! The Gregorian calendar without leap seconds, at a fixed distance from UTC. No daylight saving time: its rules are tables that
//! change by decree, and a decision made again next year must not change with them.

mod weekly;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, de};

pub use weekly::Weekly;

const MINUTE_MS: i64 = 60_000;
const DAY_MINUTES: i64 = 24 * 60;
const DAY_MS: i64 = DAY_MINUTES * MINUTE_MS;
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// 9999-12-31 24:00: a later time than this is nonsense, and would overflow on its way to a date.
const LAST_MS: u64 = 253_402_300_800_000;
/// No place on earth is farther from UTC (Line Islands, +14:00).
const OFFSET_MINUTES_MAX: i64 = 14 * 60;

/// What calendar and clock on a wall show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WallTime {
    /// Since 1970-01-01 00:00 on that wall.
    ms: i64,
}

impl WallTime {
    /// What a wall at `offset` shows at `now_ms`, milliseconds since 1970-01-01 UTC.
    pub fn at(now_ms: u64, offset: Offset) -> Self {
        Self { ms: now_ms.min(LAST_MS) as i64 + offset.minutes * MINUTE_MS }
    }

    /// How long after `earlier` it is, in milliseconds; 0 where it is not.
    pub fn ms_since(self, earlier: Self) -> u64 {
        u64::try_from(self.ms - earlier.ms).unwrap_or(0)
    }

    /// Year, month and day, the latter two from 1.
    pub fn date(self) -> (i64, i64, i64) {
        civil_from_days(self.day())
    }

    /// Days since 1970-01-01.
    fn day(self) -> i64 {
        self.ms.div_euclid(DAY_MS)
    }

    fn from_day(day: i64, minutes: i64) -> Self {
        Self { ms: day * DAY_MS + minutes * MINUTE_MS }
    }
}

/// As `Sat 2023-11-18 04:00`.
impl fmt::Display for WallTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((year, month, day), minutes) = (self.date(), self.ms.rem_euclid(DAY_MS) / MINUTE_MS);
        let weekday = WEEKDAYS[weekday_of(self.day())];
        write!(f, "{weekday} {year:04}-{month:02}-{day:02} {}", Clock(minutes))
    }
}

/// From 0, Monday. 1970-01-01 was a Thursday.
fn weekday_of(day: i64) -> usize {
    (day + 3).rem_euclid(7) as usize
}

/// The date of a day since 1970-01-01, counted in eras of 400 years that begin on the first of March, so that the leap day comes
/// last (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    const ERA_DAYS: i64 = 146_097;
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(ERA_DAYS), shifted.rem_euclid(ERA_DAYS));
    let leap_days = day_of_era / 1460 - day_of_era / 36_524 + day_of_era / (ERA_DAYS - 1);
    let year_of_era = (day_of_era - leap_days) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // Months from March have 31, 30, 31, 30, 31 days and so on: 153 days in five.
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, next_year) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (400 * era + year_of_era + next_year, month, day)
}

/// A fixed distance from UTC, written `+05:30` or `-03:00`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offset {
    minutes: i64,
}

impl Offset {
    /// None.
    pub const UTC: Self = Self { minutes: 0 };
}

/// As `UTC`, or `UTC+05:30`.
impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.minutes {
            0 => f.write_str("UTC"),
            minutes => write!(f, "UTC{}{}", if minutes < 0 { '-' } else { '+' }, Clock(minutes.abs())),
        }
    }
}

impl FromStr for Offset {
    type Err = NotUnderstood;

    fn from_str(text: &str) -> Result<Self, NotUnderstood> {
        let read = || {
            let sign = if text.starts_with('-') { -1 } else { 1 };
            let minutes = clock(text.strip_prefix(['+', '-'])?)?;
            (minutes <= OFFSET_MINUTES_MAX).then_some(Self { minutes: sign * minutes })
        };
        read().ok_or_else(|| NotUnderstood::new(text, "a distance from UTC of at most 14 hours like +05:30 or -03:00"))
    }
}

/// Minutes since midnight, two digits each: `00:00` to `24:00`.
fn clock(text: &str) -> Option<i64> {
    let two_digits = |text: &str| {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<i64>().ok()).flatten()
    };
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    let since_midnight = hours * 60 + minutes;
    (minutes < 60 && since_midnight <= DAY_MINUTES).then_some(since_midnight)
}

/// Minutes as they are read in.
struct Clock(i64);

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// A text that says no time, and what was expected instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotUnderstood {
    text: String,
    expected: &'static str,
}

impl NotUnderstood {
    /// `expected` gives examples.
    pub fn new(text: &str, expected: &'static str) -> Self {
        Self { text: text.into(), expected }
    }
}

impl fmt::Display for NotUnderstood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not understood; expected {}", self.text, self.expected)
    }
}

impl std::error::Error for NotUnderstood {}

impl<'de> Deserialize<'de> for Offset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2024-02-29 00:00 UTC, a Thursday.
    const LEAP_DAY_MS: u64 = 1_709_164_800_000;
    const DAY: u64 = 24 * 3_600_000;

    fn utc(now_ms: u64) -> WallTime {
        WallTime::at(now_ms, Offset::UTC)
    }

    #[test]
    fn dates_are_right_at_the_ends_of_months_years_and_leap_years() {
        for (now_ms, date) in [
            (0, "Thu 1970-01-01 00:00"),
            (DAY - 1, "Thu 1970-01-01 23:59"),
            (951_782_399_999, "Mon 2000-02-28 23:59"),
            (951_782_400_000, "Tue 2000-02-29 00:00"),
            (951_868_800_000, "Wed 2000-03-01 00:00"),
            (LEAP_DAY_MS - 1, "Wed 2024-02-28 23:59"),
            (LEAP_DAY_MS, "Thu 2024-02-29 00:00"),
            (LEAP_DAY_MS + DAY, "Fri 2024-03-01 00:00"),
            (1_735_689_599_999, "Tue 2024-12-31 23:59"),
            (1_735_689_600_000, "Wed 2025-01-01 00:00"),
            (4_107_456_000_000, "Sun 2100-02-28 00:00"),
            (4_107_456_000_000 + DAY, "Mon 2100-03-01 00:00"),
            (u64::MAX, "Sat 10000-01-01 00:00"),
        ] {
            assert_eq!(utc(now_ms).to_string(), date, "{now_ms}");
        }
    }

    #[test]
    fn every_day_of_four_centuries_follows_the_one_before() {
        let days_of = |year: i64, month: i64| match month {
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let mut expected = (1970, 1, 1);
        for day in 0..146_097 {
            assert_eq!(civil_from_days(day), expected, "day {day}");
            let (year, month, day) = expected;
            expected = match (month, day) {
                (12, 31) => (year + 1, 1, 1),
                _ if day == days_of(year, month) => (year, month + 1, 1),
                _ => (year, month, day + 1),
            };
        }
        assert_eq!(expected, (2370, 1, 1));
    }

    #[test]
    fn an_offset_moves_the_day_too() {
        let at = |offset: &str| WallTime::at(0, offset.parse().expect("an offset")).to_string();
        assert_eq!(at("-00:30"), "Wed 1969-12-31 23:30");
        assert_eq!(at("+05:30"), "Thu 1970-01-01 05:30");
        let named = |offset: &str| offset.parse::<Offset>().expect("an offset").to_string();
        assert_eq!((named("-03:00").as_str(), named("+00:00").as_str()), ("UTC-03:00", "UTC"));
    }

    #[test]
    fn what_is_no_offset_is_refused_with_examples() {
        for text in ["", "05:30", "+5:30", "+14:01", "UTC", "+05:30h"] {
            assert!(text.parse::<Offset>().is_err(), "{text:?}");
        }
        let error = "UTC".parse::<Offset>().expect_err("has no sign").to_string();
        assert!(error.starts_with("\"UTC\" is not understood; expected a distance from UTC"), "{error}");
    }
}
