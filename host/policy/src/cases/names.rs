//! Names of a case, held to the core's rules while they are read, so that an error has its line.

use prism_core::names::{NameError, Namespace, Partition, PatternName, SessionId};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

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
    let text = String::deserialize(deserializer)?;
    parse(&text).map_err(D::Error::custom)?;
    Ok(text)
}
