//! From a JSON document to a policy's configuration, with errors that say where and what was expected.

use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

use crate::ConfigError;

/// Reads `config` as `T`. Give `T` `#[serde(deny_unknown_fields)]`: a misspelt limit is no limit.
///
/// # Errors
///
/// The first place that is wrong.
pub fn parse<T: DeserializeOwned>(config: &str) -> Result<T, Vec<ConfigError>> {
    let mut json = serde_json::Deserializer::from_str(config);
    let value = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| vec![ConfigError::new(pointer(error.path()), without_place(error.inner()))])?;
    json.end().map_err(|error| vec![ConfigError::new("", without_place(&error))])?;
    Ok(value)
}

/// Holds a configuration against rules that its types cannot say: `(pointer, holds, expected)`.
///
/// # Errors
///
/// Every rule that does not hold.
pub fn check<const N: usize>(rules: [(&str, bool, &str); N]) -> Result<(), Vec<ConfigError>> {
    let broken = rules.iter().filter(|(_, holds, _)| !holds);
    let errors: Vec<_> = broken.map(|(pointer, _, expected)| ConfigError::new(*pointer, *expected)).collect();
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// One step of a JSON pointer: '~' and '/' are escaped (RFC 6901).
pub fn step(key: &str) -> String {
    format!("/{}", key.replace('~', "~0").replace('/', "~1"))
}

fn pointer(path: &Path) -> String {
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => step(key),
            Segment::Enum { .. } | Segment::Unknown => String::new(),
        })
        .collect()
}

/// The host writes the document in one line, so the operator has no use for its columns.
fn without_place(error: &serde_json::Error) -> String {
    let mut message = error.to_string();
    if let Some(place) = message.rfind(" at line ") {
        message.truncate(place);
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use std::collections::BTreeMap;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Config {
        #[serde(default)]
        quotas: BTreeMap<String, Vec<u32>>,
    }

    fn error(config: &str) -> (String, String) {
        let error = parse::<Config>(config).expect_err("is wrong").remove(0);
        (error.pointer, error.message)
    }

    #[test]
    fn an_error_points_at_the_value_and_names_what_was_expected() {
        let (pointer, message) = error(r#"{"quotas":{"a/b":[1,"x"]}}"#);
        assert_eq!(pointer, "/quotas/a~1b/1");
        assert_eq!(message, r#"invalid type: string "x", expected u32"#);
    }

    #[test]
    fn an_unknown_key_is_refused_naming_the_allowed_ones() {
        let (pointer, message) = error(r#"{"quota":{}}"#);
        assert_eq!((pointer.as_str(), message.as_str()), ("/quota", "unknown field `quota`, expected `quotas`"));
    }

    #[test]
    fn what_is_no_json_is_refused_and_so_is_what_follows_it() {
        assert_eq!(error("{").0, "");
        assert_eq!(error("{} {}").0, "");
        assert!(parse::<Config>("{}").expect("is one").quotas.is_empty());
    }

    #[test]
    fn every_broken_rule_is_named() {
        let errors = check([("/a", false, "expected 1"), ("/b", true, ""), ("/c", false, "expected 2")]);
        assert_eq!(errors.expect_err("two are broken").len(), 2);
    }
}
