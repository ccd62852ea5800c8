//! A point in time as a case says it: `2026-01-05T23:00:00Z`, or milliseconds since 1970.

use std::fmt;

use serde::de::{Deserializer, Error, Visitor};

/// Reads a point in time.
///
/// # Errors
///
/// Where it is neither form.
pub(super) fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    deserializer.deserialize_any(Instant).map(Some)
}

struct Instant;

impl Visitor<'_> for Instant {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time like 2026-01-05T23:00:00Z, or milliseconds since 1970")
    }

    fn visit_u64<E: Error>(self, ms: u64) -> Result<u64, E> {
        Ok(ms)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<u64, E> {
        parse(text).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
    }
}

/// Milliseconds since 1970 of `YYYY-MM-DDTHH:MM:SSZ`.
fn parse(text: &str) -> Option<u64> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let of_month = *days.get(usize::try_from(month).ok()?.checked_sub(1)?)?;
    let fits = year >= 1970 && (1..=of_month).contains(&day) && hour < 24 && minute < 60 && second < 60;
    fits.then(|| (((days_before(year, month) + day - 1) * 24 + hour) * 60 + minute) * 60 + second)?.checked_mul(1000)
}

fn numbers(text: &str, separator: char, widths: [usize; 3]) -> Option<[u64; 3]> {
    let mut parts = text.split(separator);
    let mut found = [0; 3];
    for (number, width) in found.iter_mut().zip(widths) {
        let part = parts.next()?;
        let digits = part.len() == width && part.bytes().all(|byte| byte.is_ascii_digit());
        *number = digits.then(|| part.parse().ok())??;
    }
    parts.next().is_none().then_some(found)
}

/// Days from 1970-01-01 to the first of the month, in the Gregorian calendar counted from March, so that the leap day comes last.
fn days_before(year: u64, month: u64) -> u64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let of_years = year * 365 + year / 4 - year / 100 + year / 400;
    let of_months = (month * 153 + 2) / 5;
    of_years + of_months - 719_468
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_time_is_milliseconds_since_1970() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T12:00:00Z", 951_825_600),
            ("2023-11-14T22:13:20Z", 1_700_000_000),
            ("2026-01-05T23:00:00Z", 1_767_654_000),
            ("2100-03-01T00:00:00Z", 4_107_542_400),
        ] {
            assert_eq!(parse(text), Some(seconds * 1000), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "now", "2026-01-05", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-01-05T24:00:00Z"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse("2026-1-5T0:0:0Z"), None);
        assert_eq!(parse("1969-12-31T23:59:59Z"), None);
    }
}
