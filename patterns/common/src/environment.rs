//! The environment of a child, parsed once: contracts.md section 2, "Environment of a child".
//!
//! Every variable is optional, so that a pattern runs by hand; one that is set and wrong ends the start with an error
//! that names it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::str::FromStr;

/// The longest namespace name.
const NAMESPACE_BYTES_MAX: usize = 64;

/// What the launcher says about this process.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// PATTERN_NAME.
    pub pattern: Option<String>,
    /// NAMESPACE: none in a process that all namespaces share.
    pub namespace: Option<Namespace>,
    /// SESSION_ID.
    pub session_id: Option<String>,
    /// PROCESS_ID.
    pub process_id: Option<String>,
    /// PRISM_GENERATION.
    pub generation: Option<u64>,
    /// GRPC_PORT. None: any free one.
    pub grpc_port: Option<u16>,
    /// HEALTH_PORT. None: no HTTP health.
    pub health_port: Option<u16>,
    /// METRICS_PORT. None: no metrics.
    pub metrics_port: Option<u16>,
    /// NOTIFY_SOCKET, as sd_notify(3) has it.
    pub notify_socket: Option<OsString>,
    settings: BTreeMap<String, String>,
}

/// A variable that is set and cannot be used. The value is not shown: it may be secret.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}: expected {expected}")]
pub struct EnvironmentError {
    name: String,
    expected: &'static str,
}

impl EnvironmentError {
    /// An error about the variable `name`, which should have been `expected`.
    pub fn new(name: impl Into<String>, expected: &'static str) -> Self {
        Self { name: name.into(), expected }
    }
}

impl Environment {
    /// Reads the environment of this process. Variables that are not UTF-8 count as unset.
    ///
    /// # Errors
    ///
    /// Names the first variable that is set and wrong.
    pub fn of_process() -> Result<Self, EnvironmentError> {
        let utf8 = |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, value.into_string().ok()?));
        Self::parse(std::env::vars_os().filter_map(utf8))
    }

    /// Reads variables given as pairs. An empty value counts as unset.
    ///
    /// # Errors
    ///
    /// Names the first variable that is set and wrong.
    pub fn parse(variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, EnvironmentError> {
        let settings: BTreeMap<_, _> = variables.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        Ok(Self {
            pattern: settings.get("PATTERN_NAME").cloned(),
            namespace: parsed(&settings, "NAMESPACE", "a namespace name, as tenant-a")?,
            session_id: settings.get("SESSION_ID").cloned(),
            process_id: settings.get("PROCESS_ID").cloned(),
            generation: parsed(&settings, "PRISM_GENERATION", "a number")?,
            grpc_port: parsed(&settings, "GRPC_PORT", "a port from 0 to 65535")?,
            health_port: parsed(&settings, "HEALTH_PORT", "a port from 0 to 65535")?,
            metrics_port: parsed(&settings, "METRICS_PORT", "a port from 0 to 65535")?,
            notify_socket: settings.get("NOTIFY_SOCKET").map(OsString::from),
            settings,
        })
    }

    /// A setting of the pattern's own: the launch request's key (`consumer_group`) before the variable a manifest or a
    /// person sets (`CONSUMER_GROUP`). `key` is lower case.
    pub fn setting(&self, key: &str) -> Option<&str> {
        self.settings.get(key).or_else(|| self.settings.get(&key.to_ascii_uppercase())).map(String::as_str)
    }

    /// A setting parsed as a `T`.
    ///
    /// # Errors
    ///
    /// Names the setting where it is set and no `T`.
    pub fn parsed_setting<T: FromStr>(&self, key: &str, expected: &'static str) -> Result<Option<T>, EnvironmentError> {
        self.setting(key).map(|value| value.parse().map_err(|_| EnvironmentError::new(key, expected))).transpose()
    }
}

fn parsed<T: FromStr>(
    settings: &BTreeMap<String, String>,
    name: &str,
    expected: &'static str,
) -> Result<Option<T>, EnvironmentError> {
    settings.get(name).map(|value| value.parse().map_err(|_| EnvironmentError::new(name, expected))).transpose()
}

/// A namespace name of contracts.md section 1. Safe as a file name: it is never empty, `.`, `..` or with a `/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Namespace(String);

impl Namespace {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Namespace {
    type Err = EnvironmentError;

    fn from_str(text: &str) -> Result<Self, EnvironmentError> {
        let edge = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let inner = |byte: u8| edge(byte) || matches!(byte, b'-' | b'_' | b'.');
        let bytes = text.as_bytes();
        let edges = bytes.first().copied().is_some_and(edge) && bytes.last().copied().is_some_and(edge);
        if edges && bytes.len() <= NAMESPACE_BYTES_MAX && bytes.iter().copied().all(inner) {
            Ok(Self(text.to_owned()))
        } else {
            Err(EnvironmentError::new("namespace", "lower case letters, digits, `-`, `_`, `.`, at most 64"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Result<Environment, EnvironmentError> {
        Environment::parse(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn nothing_set_is_a_run_by_hand() {
        let found = environment(&[]).expect("valid");
        assert!(found.grpc_port.is_none() && found.namespace.is_none() && found.notify_socket.is_none());
    }

    #[test]
    fn a_wrong_port_is_named_and_its_value_is_not_shown() {
        let error = environment(&[("GRPC_PORT", "70000")]).expect_err("too high");
        assert_eq!(error.to_string(), "GRPC_PORT: expected a port from 0 to 65535");
    }

    #[test]
    fn a_namespace_cannot_leave_its_directory() {
        for bad in ["..", ".", "a/b", "-a", "a.", "A", "_shared", "tenant a"] {
            assert!(environment(&[("NAMESPACE", bad)]).is_err(), "{bad}");
        }
        assert!(environment(&[("NAMESPACE", "tenant-a.eu_1")]).is_ok());
    }

    #[test]
    fn a_request_key_goes_before_a_variable() {
        let both = environment(&[("TOPIC", "manifest"), ("topic", "request")]).expect("valid");
        assert_eq!(both.setting("topic"), Some("request"));
        let one = environment(&[("TOPIC", "manifest"), ("topic", "")]).expect("valid");
        assert_eq!(one.setting("topic"), Some("manifest"));
    }

    #[test]
    fn a_setting_that_does_not_parse_is_named() {
        let found = environment(&[("CLAIM_BYTES_MAX", "much")]).expect("valid");
        let error = found.parsed_setting::<u64>("claim_bytes_max", "a number of bytes").expect_err("no number");
        assert_eq!(error.to_string(), "claim_bytes_max: expected a number of bytes");
    }
}
