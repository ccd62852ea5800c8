//! What an instance finds in its environment: nothing of the launcher's own, and nothing a caller could use to become another.
//!
//! In this order, later wins: a fixed base, the manifest's, the request's config by plain names, what mutate policies set, the
//! launcher's own.

use std::collections::BTreeMap;
use std::fmt;

/// Most configuration keys of one request: far above any pattern's, far below what costs memory.
pub const CONFIG_KEYS_MAX: usize = 256;
/// Longest configuration value, in bytes. execve(2) takes 131,071 for one string with its name; half leaves room for both.
pub const CONFIG_VALUE_BYTES_MAX: usize = 64 * 1024;
/// Longest configuration in all, in bytes: with it and the base, execve(2)'s 2 MiB are not in reach.
pub const CONFIG_BYTES_MAX: usize = 192 * 1024;
/// Longest name of a configuration key, in bytes.
pub const CONFIG_NAME_BYTES_MAX: usize = 128;

/// Set by the launcher alone.
pub const RESERVED: [&str; 13] = [
    "PATTERN_NAME",
    "PATTERN_VERSION",
    "NAMESPACE",
    "SESSION_ID",
    "PROCESS_ID",
    "GRPC_PORT",
    "HEALTH_PORT",
    "METRICS_PORT",
    "NOTIFY_SOCKET",
    "PRISM_GENERATION",
    "PRISM_INSTANCE",
    "HOME",
    "LISTEN_FDS",
];

/// Change what code a process runs or where it looks for it: never from a request.
const REFUSED: [&str; 21] = [
    "PATH",
    "GLIBC_TUNABLES",
    "BASH_ENV",
    "ENV",
    "IFS",
    "SHELL",
    "SHELLOPTS",
    "BASHOPTS",
    "CDPATH",
    "PS4",
    "NODE_OPTIONS",
    "NODE_PATH",
    "JAVA_TOOL_OPTIONS",
    "JDK_JAVA_OPTIONS",
    "_JAVA_OPTIONS",
    "CLASSPATH",
    "GODEBUG",
    "GCONV_PATH",
    "LOCPATH",
    "HOSTALIASES",
    "TMPDIR",
];

/// The same, by the beginning of the name.
const REFUSED_PREFIXES: [&str; 12] = [
    "LD_",
    "DYLD_",
    "PYTHON",
    "PERL5",
    "RUBY",
    "MALLOC_",
    "BASH_FUNC_",
    "LISTEN_",
    "GIT_",
    "PRISM_",
    "DOTNET_",
    "NPM_CONFIG_",
];

/// A configuration that is not handed to a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The key. Never its value: it may be a secret.
    pub key: String,
    /// What is wrong.
    pub problem: ConfigProblem,
}

/// What can be wrong with a configuration key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigProblem {
    /// Not a name of an environment variable.
    NotAName,
    /// Set by the launcher alone.
    Reserved,
    /// Would change what code runs.
    Refused,
    /// Holds a NUL byte.
    Nul,
    /// Longer than [`CONFIG_VALUE_BYTES_MAX`].
    ValueTooLong(usize),
    /// More than [`CONFIG_KEYS_MAX`] keys.
    TooManyKeys(usize),
    /// More than [`CONFIG_BYTES_MAX`] in all.
    TooLong(usize),
    /// The pattern does not take it.
    Unknown,
    /// The pattern needs it.
    Missing,
    /// Does not match the manifest's expression.
    Mismatch(String),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = &self.key;
        match &self.problem {
            ConfigProblem::NotAName => write!(
                f,
                "{key:?} is not a name; expected a letter or '_', then letters, digits, '_', at most {CONFIG_NAME_BYTES_MAX} bytes"
            ),
            ConfigProblem::Reserved => write!(f, "{key:?} is set by the launcher and cannot be given"),
            ConfigProblem::Refused => write!(f, "{key:?} changes what code a process runs and is not accepted"),
            ConfigProblem::Nul => write!(f, "the value of {key:?} has a NUL byte"),
            ConfigProblem::ValueTooLong(bytes) => {
                write!(f, "the value of {key:?} is {bytes} bytes long; at most {CONFIG_VALUE_BYTES_MAX} are allowed")
            }
            ConfigProblem::TooManyKeys(keys) => {
                write!(f, "{keys} keys are given; at most {CONFIG_KEYS_MAX} are allowed")
            }
            ConfigProblem::TooLong(bytes) => {
                write!(f, "keys and values are {bytes} bytes long; at most {CONFIG_BYTES_MAX} are allowed")
            }
            ConfigProblem::Unknown => write!(f, "{key:?} is not among the pattern's config_keys"),
            ConfigProblem::Missing => write!(f, "{key:?} is required by the pattern's config_keys"),
            ConfigProblem::Mismatch(expression) => {
                write!(f, "the value of {key:?} does not match {expression:?}, which the pattern's config_keys ask for")
            }
        }
    }
}

impl std::error::Error for ConfigError {}

impl ConfigProblem {
    /// `self` with `key`.
    #[must_use]
    pub fn of(self, key: &str) -> ConfigError {
        ConfigError { key: key.to_owned(), problem: self }
    }

    /// True where the request is too large rather than wrong.
    #[must_use]
    pub fn is_size(&self) -> bool {
        matches!(self, Self::ValueTooLong(_) | Self::TooManyKeys(_) | Self::TooLong(_))
    }
}

/// Checks what a request wants to put into a process's environment.
///
/// # Errors
///
/// The first key that is not accepted.
pub fn check_config(config: &BTreeMap<String, String>) -> Result<(), ConfigError> {
    if config.len() > CONFIG_KEYS_MAX {
        return Err(ConfigProblem::TooManyKeys(config.len()).of(""));
    }
    for (key, value) in config {
        check_name(key)?;
        if value.contains('\0') {
            return Err(ConfigProblem::Nul.of(key));
        }
        if value.len() > CONFIG_VALUE_BYTES_MAX {
            return Err(ConfigProblem::ValueTooLong(value.len()).of(key));
        }
    }
    let bytes = config.iter().map(|(key, value)| key.len() + value.len()).sum();
    if bytes > CONFIG_BYTES_MAX {
        return Err(ConfigProblem::TooLong(bytes).of(""));
    }
    Ok(())
}

/// Checks the name of an environment variable that is not the launcher's own.
///
/// # Errors
///
/// Says why it cannot be set.
pub fn check_name(name: &str) -> Result<(), ConfigError> {
    let upper = name.to_ascii_uppercase();
    if !is_variable_name(name) {
        Err(ConfigProblem::NotAName.of(name))
    } else if RESERVED.contains(&upper.as_str()) {
        Err(ConfigProblem::Reserved.of(name))
    } else if REFUSED.contains(&upper.as_str()) || REFUSED_PREFIXES.iter().any(|prefix| upper.starts_with(prefix)) {
        Err(ConfigProblem::Refused.of(name))
    } else {
        Ok(())
    }
}

/// Checks a name in a manifest: its author decides what runs anyway, so only the launcher's own names are out of reach.
///
/// # Errors
///
/// Says why it cannot be set.
pub fn check_manifest_name(name: &str) -> Result<(), ConfigError> {
    if !is_variable_name(name) {
        Err(ConfigProblem::NotAName.of(name))
    } else if name != "METRICS_PORT" && name != "HOME" && RESERVED.contains(&name) {
        // The RFC's own manifest sets METRICS_PORT: it is read, and the launcher's own value wins.
        Err(ConfigProblem::Reserved.of(name))
    } else {
        Ok(())
    }
}

fn is_variable_name(name: &str) -> bool {
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    begins && name.len() <= CONFIG_NAME_BYTES_MAX && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn config(key: &str, value: &str) -> BTreeMap<String, String> {
        BTreeMap::from([(key.to_owned(), value.to_owned())])
    }

    #[test]
    fn ordinary_keys_pass() {
        for key in ["kafka_brokers", "consumer_group", "LOG_LEVEL", "_x", "a1"] {
            assert_eq!(check_config(&config(key, "v")), Ok(()), "{key}");
        }
    }

    #[test]
    fn what_would_change_the_code_that_runs_is_refused() {
        for key in
            ["LD_PRELOAD", "ld_preload", "PATH", "GLIBC_TUNABLES", "BASH_ENV", "PYTHONPATH", "NODE_OPTIONS", "PERL5OPT"]
        {
            let error = check_config(&config(key, "x")).expect_err(key);
            assert_eq!(error.problem, ConfigProblem::Refused, "{key}");
        }
    }

    #[test]
    fn nobody_speaks_for_the_launcher() {
        for key in RESERVED {
            assert_eq!(check_config(&config(key, "x")).expect_err(key).problem, ConfigProblem::Reserved);
        }
        assert!(check_manifest_name("NAMESPACE").is_err());
        assert!(check_manifest_name("METRICS_PORT").is_ok());
        assert!(check_manifest_name("PATH").is_ok());
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for key in ["", "a=b", "a b", "1a", "a\0", "ä", "a-b", "a.b"] {
            assert_eq!(check_config(&config(key, "x")).expect_err(key).problem, ConfigProblem::NotAName, "{key:?}");
        }
        assert_eq!(check_config(&config("a", "x\0y")).expect_err("NUL").problem, ConfigProblem::Nul);
    }

    #[test]
    fn sizes_are_bounded_exactly() {
        assert!(check_config(&config("a", &"x".repeat(CONFIG_VALUE_BYTES_MAX))).is_ok());
        assert!(
            check_config(&config("a", &"x".repeat(CONFIG_VALUE_BYTES_MAX + 1))).expect_err("long").problem.is_size()
        );
        let many: BTreeMap<_, _> = (0..=CONFIG_KEYS_MAX).map(|i| (format!("k{i}"), String::new())).collect();
        assert!(check_config(&many).expect_err("many").problem.is_size());
        let large: BTreeMap<_, _> = (0..4).map(|i| (format!("k{i}"), "x".repeat(CONFIG_VALUE_BYTES_MAX))).collect();
        assert!(check_config(&large).expect_err("large").problem.is_size());
    }

    #[test]
    fn an_error_never_shows_the_value() {
        let error = check_config(&config("LD_PRELOAD", "s3cret")).expect_err("refused");
        assert!(!error.to_string().contains("s3cret"));
    }

    proptest! {
        #[test]
        fn an_accepted_key_is_one_execve_cannot_misread(key in ".{0,12}", value in ".{0,12}") {
            if check_config(&config(&key, &value)).is_ok() {
                prop_assert!(!key.contains(['=', '\0']) && !key.is_empty() && !value.contains('\0'));
            }
        }
    }
}
