//! Hours that come again every week.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, de};

use super::{Clock, DAY_MINUTES, NotUnderstood, WEEKDAYS, WallTime, clock, weekday_of};

/// The same hours of the same days, week after week: `Sat 02:00-04:00`, `Mon-Fri 08:00-18:00`, `daily 23:00-01:00`.
///
/// Days are those on which it begins; it goes over midnight where its end is not after its beginning. Its end does not belong to
/// it. `24:00` is an end, so `00:00-24:00` is a whole day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weekly {
    /// Weekdays, from 0 for Monday. From the first on to the last, over the week's end where the last comes before the first.
    days: (usize, usize),
    from: i64,
    /// Beyond a day where it goes over midnight.
    to: i64,
}

impl Weekly {
    /// The end of what is going on at `now`, if it is.
    pub fn ends(&self, now: WallTime) -> Option<WallTime> {
        // What goes on after midnight may have begun yesterday.
        let begun = [now.day(), now.day() - 1].into_iter().filter_map(|day| self.on(day));
        begun.filter(|(from, to)| (*from..*to).contains(&now)).map(|(_, to)| to).max()
    }

    /// When it begins next after `now`.
    pub fn begins(&self, now: WallTime) -> WallTime {
        let begins = (0..=7).filter_map(|days| self.on(now.day() + days)).map(|(from, _)| from);
        begins.filter(|from| *from > now).min().expect("it begins at least once in a week")
    }

    fn on(&self, day: i64) -> Option<(WallTime, WallTime)> {
        let since_first = |weekday: usize| (weekday + 7 - self.days.0) % 7;
        let meant = since_first(weekday_of(day)) <= since_first(self.days.1);
        meant.then(|| (WallTime::from_day(day, self.from), WallTime::from_day(day, self.to)))
    }
}

impl fmt::Display for Weekly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.days {
            (first, last) if first == last => f.write_str(WEEKDAYS[first])?,
            (first, last) if (last + 1) % 7 == first => f.write_str("daily")?,
            (first, last) => write!(f, "{}-{}", WEEKDAYS[first], WEEKDAYS[last])?,
        }
        let to = if self.to > DAY_MINUTES { self.to - DAY_MINUTES } else { self.to };
        write!(f, " {}-{}", Clock(self.from), Clock(to))
    }
}

impl FromStr for Weekly {
    type Err = NotUnderstood;

    fn from_str(text: &str) -> Result<Self, NotUnderstood> {
        let read = || {
            let (days, hours) = text.split_once(' ')?;
            let (from, to) = hours.split_once('-')?;
            let (from, to) = (clock(from)?, clock(to)?);
            let over_midnight = if to < from { DAY_MINUTES } else { 0 };
            let makes_sense = from != to && from < DAY_MINUTES;
            makes_sense.then_some(Self { days: days_of_week(days)?, from, to: to + over_midnight })
        };
        read().ok_or_else(|| {
            NotUnderstood::new(text, "days and hours like Sat 02:00-04:00, Mon-Fri 08:00-18:00 or daily 23:00-01:00")
        })
    }
}

fn days_of_week(text: &str) -> Option<(usize, usize)> {
    let day = |name: &str| WEEKDAYS.iter().position(|weekday| *weekday == name);
    match text.split_once('-') {
        _ if text == "daily" => Some((0, 6)),
        Some((first, last)) => Some((day(first)?, day(last)?)),
        None => day(text).map(|day| (day, day)),
    }
}

impl<'de> Deserialize<'de> for Weekly {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Offset;

    /// 2024-02-29 00:00 UTC, a Thursday.
    const LEAP_DAY_MS: u64 = 1_709_164_800_000;
    const HOUR_MS: u64 = 3_600_000;
    const DAY: u64 = 24 * HOUR_MS;

    fn utc(now_ms: u64) -> WallTime {
        WallTime::at(now_ms, Offset::UTC)
    }

    fn weekly(text: &str) -> Weekly {
        text.parse().unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn a_span_goes_from_its_first_minute_up_to_its_last() {
        let morning = weekly("Thu 02:00-04:00");
        let at = |ms| morning.ends(utc(LEAP_DAY_MS + ms)).map(|end| end.to_string());
        assert_eq!(at(2 * HOUR_MS - 1), None);
        assert_eq!(at(2 * HOUR_MS).as_deref(), Some("Thu 2024-02-29 04:00"));
        assert_eq!(at(4 * HOUR_MS - 1).as_deref(), Some("Thu 2024-02-29 04:00"));
        assert_eq!(at(4 * HOUR_MS), None);
        assert_eq!(at(DAY + 3 * HOUR_MS), None, "Friday is another day");
    }

    #[test]
    fn a_span_over_midnight_belongs_to_the_day_that_it_begins_on() {
        // From the leap day into March, and from a Sunday into the next week.
        for (span, midnight) in [("Thu 23:00-01:00", LEAP_DAY_MS + DAY), ("Sun 23:00-01:00", LEAP_DAY_MS + 4 * DAY)] {
            let ends = |ms: u64| weekly(span).ends(utc(ms)).map(|end| end.ms_since(utc(midnight)));
            assert_eq!(ends(midnight - HOUR_MS - 1), None, "{span}");
            assert_eq!(ends(midnight - HOUR_MS), Some(HOUR_MS), "{span}");
            assert_eq!(ends(midnight), Some(HOUR_MS), "{span}");
            assert_eq!(ends(midnight + HOUR_MS), None, "{span}");
            assert_eq!(ends(midnight - DAY), None, "{span}: not on the day before");
        }
    }

    #[test]
    fn an_end_at_midnight_may_be_written_in_two_ways() {
        let midnight = LEAP_DAY_MS + DAY;
        for span in ["Thu 22:00-24:00", "Thu 22:00-00:00", "Thu 00:00-24:00"] {
            assert_eq!(weekly(span).ends(utc(midnight - 1)), Some(utc(midnight)), "{span}");
            assert_eq!(weekly(span).ends(utc(midnight)), None, "{span}");
        }
    }

    #[test]
    fn days_may_go_over_the_end_of_the_week() {
        let weekend = weekly("Sat-Mon 00:00-24:00");
        let days: Vec<bool> = (0..7).map(|day| weekend.ends(utc(LEAP_DAY_MS + day * DAY)).is_some()).collect();
        assert_eq!(days, [false, false, true, true, true, false, false]);
    }

    #[test]
    fn the_next_beginning_is_later_the_same_day_or_up_to_a_week_away() {
        let next = |span: &str, ms: u64| weekly(span).begins(utc(LEAP_DAY_MS + ms)).to_string();
        assert_eq!(next("Thu 08:00-18:00", 0), "Thu 2024-02-29 08:00");
        assert_eq!(next("Thu 08:00-18:00", 8 * HOUR_MS), "Thu 2024-03-07 08:00");
        assert_eq!(next("Mon-Wed 08:00-18:00", 0), "Mon 2024-03-04 08:00");
        assert_eq!(next("daily 00:00-01:00", 0), "Fri 2024-03-01 00:00");
    }

    #[test]
    fn what_is_read_is_written_the_same() {
        for text in ["Sat 02:00-04:00", "Fri-Mon 08:00-18:00", "daily 23:00-01:00", "Sun 00:00-24:00"] {
            assert_eq!(weekly(text).to_string(), text);
        }
        assert_eq!(weekly("Wed-Tue 01:00-02:00").to_string(), "daily 01:00-02:00");
        assert_eq!(weekly("Sat 22:00-00:00").to_string(), "Sat 22:00-24:00");
    }

    #[test]
    fn what_says_no_time_is_refused_with_examples() {
        for text in [
            "",
            "Sat",
            "Sat 2:00-4:00",
            "Sat 02:00",
            "sat 02:00-04:00",
            "Sat 02:00-04:60",
            "Sat 02:00-24:01",
            "Sat 24:00-01:00",
            "Sat 02:00-02:00",
            "Sat-Day 02:00-04:00",
            "Sat  02:00-04:00",
            "Sat 02:00-04:00 ",
            "Sat +2:00-04:00",
        ] {
            assert!(text.parse::<Weekly>().is_err(), "{text:?}");
        }
        let error = "Sat".parse::<Weekly>().expect_err("has no hours").to_string();
        assert!(
            error.starts_with("\"Sat\" is not understood; expected days and hours like Sat 02:00-04:00"),
            "{error}"
        );
    }
}
