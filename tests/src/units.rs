//! Durations and endings as scenarios write them.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;
use std::time::Duration;

use prism_core::event::Exit;
use prism_core::isolation::IsolationLevel;
use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// A duration such as `30s`, `500ms` or `1m 30s`; `0` and `0s` too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span(pub(crate) Duration);

/// A duration, or `never`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct After(pub(crate) Option<Duration>);

/// `code 3`, `signal 11` or `out-of-memory`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ending(pub(crate) Exit);

/// `none`, `namespace` or `session`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Level(pub(crate) IsolationLevel);

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = |error| format!("{text:?} is not a duration ({error}); expected one like 30s, 500ms or 5m");
        if text == "0" { Ok(Self::default()) } else { humantime::parse_duration(text).map(Self).map_err(expected) }
    }
}

impl FromStr for After {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "never" { Ok(Self(None)) } else { text.parse().map(|Span(span)| Self(Some(span))) }
    }
}

impl FromStr for Ending {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || format!("{text:?} is not an ending; expected one like code 3, signal 11 or out-of-memory");
        let number = |number: &str| number.parse().map_err(|_| expected());
        match text.split_once(' ') {
            None if text == "out-of-memory" => Ok(Self(Exit::OutOfMemory)),
            Some(("code", code)) => number(code).map(Exit::Code).map(Self),
            Some(("signal", signal)) => number(signal).map(Exit::Signal).map(Self),
            _ => Err(expected()),
        }
    }
}

impl FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let level = IsolationLevel::ALL.into_iter().find(|level| level.as_str() == text);
        level.map(Self).ok_or_else(|| format!("{text:?} is not a level; expected none, namespace or session"))
    }
}

/// For `deserialize_with`: a scalar parsed by its type's `FromStr`, while the parser still knows its place.
pub(crate) fn parsed<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: FromStr<Err: fmt::Display>,
    D: Deserializer<'de>,
{
    struct Scalar<T>(PhantomData<T>);

    impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for Scalar<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Scalar(PhantomData))
}

/// The same where the key may be left out.
pub(crate) fn parsed_if_given<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: FromStr<Err: fmt::Display>,
    D: Deserializer<'de>,
{
    parsed(deserializer).map(Some)
}

macro_rules! deserialize_scalar {
    ($($name:ident),*) => {$(
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                parsed(deserializer)
            }
        }
    )*};
}

deserialize_scalar!(Span, After, Ending, Level);
