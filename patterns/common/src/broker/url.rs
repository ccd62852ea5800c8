//! BROKER_URL: which backend, and where.

use crate::EnvironmentError;
use std::path::PathBuf;
use std::str::FromStr;

/// `memory:`, `file:` (the default directory) or `file:<absolute directory>`; `file://<absolute directory>` too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum BrokerUrl {
    /// Dies with the process.
    Memory,
    /// Files that all processes of this user share. The default: with `memory:` a consumer would never see what a
    /// producer sends.
    #[default]
    Shared,
    /// Shared by all processes that name this directory.
    File(PathBuf),
}

impl FromStr for BrokerUrl {
    type Err = EnvironmentError;

    fn from_str(text: &str) -> Result<Self, EnvironmentError> {
        let wrong = || EnvironmentError::new("BROKER_URL", "`memory:`, `file:` or `file:/absolute/directory`");
        match text.split_once(':') {
            Some(("memory", "")) => Ok(Self::Memory),
            Some(("file", "")) => Ok(Self::Shared),
            Some(("file", path)) => {
                let path = PathBuf::from(path.strip_prefix("//").unwrap_or(path));
                if path.is_absolute() { Ok(Self::File(path)) } else { Err(wrong()) }
            }
            _ => Err(wrong()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_read() {
        assert_eq!("memory:".parse(), Ok(BrokerUrl::Memory));
        assert_eq!("file:".parse(), Ok(BrokerUrl::Shared));
        assert_eq!("file:/var/b".parse(), Ok(BrokerUrl::File("/var/b".into())));
        assert_eq!("file:///var/b".parse(), Ok(BrokerUrl::File("/var/b".into())));
    }

    #[test]
    fn a_relative_directory_or_another_scheme_is_refused() {
        for bad in ["file:relative", "kafka://localhost:9092", "memory", "memory:x", ""] {
            assert!(bad.parse::<BrokerUrl>().is_err(), "{bad}");
        }
    }
}
