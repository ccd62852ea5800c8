//! Durations as people type and read them: `10s`, `1m30s`, `5m30s`.

use std::str::FromStr;
use std::time::Duration;

/// Longest duration that can be typed: far beyond any use, far below what a gRPC deadline (8 digits of seconds) can carry.
pub(crate) const DURATION_MAX: Duration = Duration::from_secs(365 * DAY_SECS);

const MINUTE_SECS: u64 = 60;
const HOUR_SECS: u64 = 60 * MINUTE_SECS;
const DAY_SECS: u64 = 24 * HOUR_SECS;

/// A duration that is not one.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DurationError {
    #[error("expected numbers with units, e.g. 10s, 500ms or 1m30s")]
    Form,
    #[error("is longer than 365 days")]
    TooLong,
    #[error("must be whole seconds")]
    NotWholeSeconds,
    #[error("must be longer than nothing")]
    Zero,
}

/// A grace period: the wire carries whole seconds, so nothing finer can be typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct GracePeriod {
    /// As `grace_period_secs` of the proto.
    pub(crate) secs: i64,
}

impl FromStr for GracePeriod {
    type Err = DurationError;

    fn from_str(text: &str) -> Result<Self, DurationError> {
        let duration = parse(text)?;
        if duration.subsec_nanos() != 0 {
            return Err(DurationError::NotWholeSeconds);
        }
        let secs = i64::try_from(duration.as_secs()).map_err(|_| DurationError::TooLong)?;
        Ok(Self { secs })
    }
}

/// Parses a grace period for a launch, where the wire's 0 means "the manifest's" and so cannot mean zero seconds.
pub(crate) fn parse_grace_of_launch(text: &str) -> Result<GracePeriod, DurationError> {
    let grace: GracePeriod = text.parse()?;
    if grace.secs == 0 { Err(DurationError::Zero) } else { Ok(grace) }
}

/// Parses a time limit, which is never zero.
pub(crate) fn parse_limit(text: &str) -> Result<Duration, DurationError> {
    let limit = parse(text)?;
    if limit.is_zero() { Err(DurationError::Zero) } else { Ok(limit) }
}

/// Parses numbers with units d, h, m, s and ms, added up.
fn parse(text: &str) -> Result<Duration, DurationError> {
    let mut rest = text;
    let mut total = Duration::ZERO;
    loop {
        let (part, after) = parse_part(rest)?;
        total = total.saturating_add(part);
        if total > DURATION_MAX {
            return Err(DurationError::TooLong);
        }
        if after.is_empty() {
            return Ok(total);
        }
        rest = after;
    }
}

fn parse_part(text: &str) -> Result<(Duration, &str), DurationError> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, rest) = text.split_at(digits);
    let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (unit, after) = rest.split_at(letters);
    if number.is_empty() {
        return Err(DurationError::Form);
    }
    let unit = unit_millis(unit).ok_or(DurationError::Form)?;
    let number: u64 = number.parse().map_err(|_| DurationError::TooLong)?;
    let millis = number.checked_mul(unit).ok_or(DurationError::TooLong)?;
    Ok((Duration::from_millis(millis), after))
}

fn unit_millis(unit: &str) -> Option<u64> {
    match unit {
        "ms" => Some(1),
        "s" => Some(1000),
        "m" => Some(1000 * MINUTE_SECS),
        "h" => Some(1000 * HOUR_SECS),
        "d" => Some(1000 * DAY_SECS),
        _ => None,
    }
}

/// Seconds in the RFC's form, `5m30s`: the units from the largest that is not zero down to seconds, as Go prints durations, with
/// days in front. Less than zero, which only a broken clock gives, reads as zero.
pub(crate) fn format_secs(secs: i64) -> String {
    let secs = u64::try_from(secs).unwrap_or(0);
    let (days, hours) = (secs / DAY_SECS, secs / HOUR_SECS % 24);
    let (minutes, seconds) = (secs / MINUTE_SECS % 60, secs % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds}s"),
        (0, 0, _) => format!("{minutes}m{seconds}s"),
        (0, _, _) => format!("{hours}h{minutes}m{seconds}s"),
        (_, _, _) => format!("{days}d{hours}h{minutes}m{seconds}s"),
    }
}

/// From here on, who waits does not care for milliseconds.
const COARSE_FROM: Duration = Duration::from_secs(10);

/// A limit as it would be typed: whole seconds as [`format_secs`], anything finer in milliseconds, `1m30s500ms` where it is long.
pub(crate) fn format(duration: Duration) -> String {
    let secs = format_secs(i64::try_from(duration.as_secs()).unwrap_or(i64::MAX));
    match duration.subsec_millis() {
        0 => secs,
        _ if duration < COARSE_FROM => format!("{}ms", duration.as_millis()),
        millis => format!("{secs}{millis}ms"),
    }
}

/// How long to wait: never less than `delay`, and without what nobody reads.
pub(crate) fn format_delay(delay: Duration) -> String {
    if delay < COARSE_FROM {
        return format(delay);
    }
    let more = u64::from(delay.subsec_nanos() > 0);
    format(Duration::from_secs(delay.as_secs().saturating_add(more)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uptimes_are_in_the_rfcs_form() {
        for (secs, text) in [
            (330, "5m30s"),
            (195, "3m15s"),
            (645, "10m45s"),
            (0, "0s"),
            (59, "59s"),
            (600, "10m0s"),
            (3605, "1h0m5s"),
            (86_399, "23h59m59s"),
            (2 * 86_400 + 3 * 3600, "2d3h0m0s"),
            (-5, "0s"),
        ] {
            assert_eq!(format_secs(secs), text);
        }
        assert_eq!(format_secs(i64::MAX), "106751991167300d15h30m7s");
    }

    #[test]
    fn limits_read_as_they_are_typed() {
        for text in ["10s", "1m30s", "500ms", "1h0m0s", "1500ms"] {
            assert_eq!(parse_limit(text).map(format), Ok(text.to_owned()));
        }
        assert_eq!(parse_limit("90s").map(format), Ok("1m30s".to_owned()));
        assert_eq!(parse_limit("90500ms").map(format), Ok("1m30s500ms".to_owned()));
    }

    #[test]
    fn a_long_delay_is_whole_seconds_and_never_shorter() {
        assert_eq!(format_delay(Duration::from_millis(85_140_356)), "23h39m1s");
        assert_eq!(format_delay(Duration::from_millis(10_000)), "10s");
        assert_eq!(format_delay(Duration::from_millis(1500)), "1500ms");
    }

    #[test]
    fn a_duration_needs_numbers_with_units() {
        for text in ["", "10", "s", "10x", "-1s", "1.5s", "1s ", "10sm", "1s5"] {
            assert_eq!(parse_limit(text), Err(DurationError::Form), "{text:?}");
        }
    }

    #[test]
    fn a_duration_has_an_end() {
        assert_eq!(parse_limit("366d"), Err(DurationError::TooLong));
        assert_eq!(parse_limit("99999999999999999999s"), Err(DurationError::TooLong));
        assert_eq!(parse_limit("18446744073709551615h"), Err(DurationError::TooLong));
    }

    #[test]
    fn a_grace_period_is_whole_seconds() {
        assert_eq!("1m30s".parse(), Ok(GracePeriod { secs: 90 }));
        assert_eq!("0s".parse(), Ok(GracePeriod { secs: 0 }));
        assert_eq!("1500ms".parse::<GracePeriod>(), Err(DurationError::NotWholeSeconds));
    }

    #[test]
    fn zero_is_no_limit_and_no_grace_at_launch() {
        assert_eq!(parse_limit("0s"), Err(DurationError::Zero));
        assert_eq!(parse_grace_of_launch("0s"), Err(DurationError::Zero));
        assert_eq!(parse_grace_of_launch("10s"), Ok(GracePeriod { secs: 10 }));
    }
}
