//! Names of a case, held to the core's rules while they are read, so that an error has its line.

use std::fmt;

use prism_core::names::{NameError, Namespace, Partition, PatternName, SessionId};
use serde::de::{Deserializer, Error, Visitor};

pub(super) fn pattern<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    checked(deserializer, PatternName::parse)
}

pub(super) fn namespace<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    checked(deserializer, Namespace::parse).map(Some)
}

pub(super) fn session<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    checked(deserializer, SessionId::parse).map(Some)
}

/// Empty is expected where there must be none.
pub(super) fn partition<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let or_none = |text: &str| if text.is_empty() { Ok(None) } else { Partition::parse(text).map(Some) };
    checked(deserializer, or_none).map(Some)
}

fn checked<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    parse: impl FnOnce(&str) -> Result<T, NameError>,
) -> Result<String, D::Error> {
    deserializer.deserialize_str(Checked(parse))
}

/// Checks while the parser is at the name: an error raised later would have the place of what is around it.
struct Checked<F>(F);

impl<F: FnOnce(&str) -> Result<T, NameError>, T> Visitor<'_> for Checked<F> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        (self.0)(text).map_err(E::custom)?;
        Ok(text.to_owned())
    }
}
