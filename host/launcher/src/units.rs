//! Durations, sizes and shares of a core as configuration files write them, parsed at the border.

use std::fmt;
use std::time::Duration;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// A duration such as `30s`, `500ms` or `1m 30s`; from 1 ms to 30 days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span(pub Duration);

/// Shortest duration that a file may name.
const SPAN_MIN: Duration = Duration::from_millis(1);
/// Longest duration that a file may name: longer ones are typing errors.
const SPAN_MAX: Duration = Duration::from_secs(30 * 24 * 3600);

/// A duration as [`Span`], or zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanOrZero(pub Duration);

/// A number of bytes such as `512Mi`, `1Gi`, `100M` or `1048576` (Kubernetes' notation); from 1 to 2^60.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bytes(pub u64);

/// A share of the machine's cores such as `1.5`, `2` or `500m`, in thousandths of a core; from 0.001 to 10,000 cores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cores(pub u64);

fn parse_span(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text.trim())
        .map_err(|error| format!("{text:?} is not a duration ({error}); expected one like 30s, 500ms or 5m"))
}

fn in_span_range(duration: Duration, text: &str) -> Result<Duration, String> {
    if (SPAN_MIN..=SPAN_MAX).contains(&duration) {
        Ok(duration)
    } else {
        Err(format!("{text:?} is out of range; expected a duration from 1ms to 30d"))
    }
}

impl std::str::FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        in_span_range(parse_span(text)?, text).map(Self)
    }
}

impl std::str::FromStr for SpanOrZero {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim() {
            "0" | "0s" | "0ms" => Ok(Self(Duration::ZERO)),
            text => in_span_range(parse_span(text)?, text).map(Self),
        }
    }
}

impl std::str::FromStr for Bytes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const UNITS: [(&str, u64); 8] = [
            ("Ki", 1 << 10),
            ("Mi", 1 << 20),
            ("Gi", 1 << 30),
            ("Ti", 1 << 40),
            ("k", 1_000),
            ("M", 1_000_000),
            ("G", 1_000_000_000),
            ("T", 1_000_000_000_000),
        ];
        let expected = || {
            format!(
                "{text:?} is not a size; expected bytes, or a number with one of Ki Mi Gi Ti k M G T, such as 512Mi"
            )
        };
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit = match &text[digits.len()..] {
            "" => 1,
            suffix => UNITS.iter().find(|(name, _)| *name == suffix).ok_or_else(expected)?.1,
        };
        let number: f64 = digits.parse().map_err(|_| expected())?;
        let bytes = number * unit as f64;
        if (1.0..=(1u64 << 60) as f64).contains(&bytes) {
            Ok(Self(bytes as u64))
        } else {
            Err(format!("{text:?} is out of range; expected a size from 1 byte to 1 EiB"))
        }
    }
}

impl std::str::FromStr for Cores {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected =
            || format!("{text:?} is not a share of cores; expected a number such as 1.5, or thousandths such as 500m");
        let (digits, scale) = text.strip_suffix('m').map_or((text, 1000.0), |digits| (digits, 1.0));
        let number: f64 = digits.parse().map_err(|_| expected())?;
        let millis = (number * scale).round();
        if (1.0..=1e7).contains(&millis) {
            Ok(Self(millis as u64))
        } else {
            Err(format!("{text:?} is out of range; expected from 0.001 to 10000 cores"))
        }
    }
}

/// Reads a scalar, quoted or not, as the text it was written as.
struct Scalar<T>(&'static str, std::marker::PhantomData<T>);

impl<T: std::str::FromStr<Err = String>> Visitor<'_> for Scalar<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        number.to_string().parse().map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        number.to_string().parse().map_err(E::custom)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        number.to_string().parse().map_err(E::custom)
    }
}

/// For `deserialize_with`: a scalar parsed by its type's `FromStr`, whose errors have the scalar's own place.
pub(crate) fn scalar<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: std::str::FromStr<Err = String>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_any(Scalar("a word", std::marker::PhantomData))
}

macro_rules! deserialize_scalar {
    ($($name:ident: $expecting:literal),*) => {$(
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(Scalar($expecting, std::marker::PhantomData))
            }
        }
    )*};
}

deserialize_scalar!(
    Span: "a duration like 30s",
    SpanOrZero: "a duration like 30s, or 0",
    Bytes: "a size like 512Mi",
    Cores: "a share of cores like 1.5 or 500m"
);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_rfcs_values_are_read() {
        assert_eq!("30s".parse(), Ok(Span(Duration::from_secs(30))));
        assert_eq!("512Mi".parse(), Ok(Bytes(512 << 20)));
        assert_eq!("1Gi".parse(), Ok(Bytes(1 << 30)));
        assert_eq!("1.0".parse(), Ok(Cores(1000)));
        assert_eq!("250m".parse(), Ok(Cores(250)));
    }

    #[test]
    fn nonsense_says_what_was_expected() {
        for (bad, expected) in [
            ("", "30s"),
            ("30", "30s"),
            ("0s", "1ms"),
            ("-1s", "30s"),
            ("1ns", "1ms"),
            ("9e9h", "30s"),
            ("999d", "30d"),
        ] {
            let error = bad.parse::<Span>().expect_err(bad);
            assert!(error.contains(expected), "{bad}: {error}");
        }
        for bad in ["512MiB", "0", "-1", "NaN", "inf", "99999999Ti", "", "Mi"] {
            assert!(bad.parse::<Bytes>().is_err(), "{bad}");
        }
        for bad in ["NaN", "inf", ".inf", "-1", "0", "1e9", "", "m"] {
            assert!(bad.parse::<Cores>().is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in ".{0,12}") {
            let _ = (text.parse::<Span>(), text.parse::<Bytes>(), text.parse::<Cores>(), text.parse::<SpanOrZero>());
        }
    }
}
