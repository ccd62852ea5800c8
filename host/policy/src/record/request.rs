//! A launch request and the ledger beside it, as a record has them.

use std::collections::BTreeMap;
use std::sync::Arc;

use prism_core::isolation::IsolationLevel;
use prism_core::names::{Namespace, PatternName, SessionId};
use prism_core::policy as meant;
use serde::{Deserialize, Serialize};

use super::{RecordError, name, optional};

/// An isolation level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Level {
    None,
    Namespace,
    Session,
}

/// [`meant::Request`]. Names that are not there are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is the field of the same name of the core's type")]
pub struct Request {
    pub pattern: String,
    pub version: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested: Option<Level>,
    pub level: Level,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub config: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub caller: String,
}

/// [`meant::Usage`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs, reason = "each is the field of the same name of the core's type")]
pub struct Usage {
    pub total: u32,
    pub namespace: u32,
    pub pattern: u32,
    pub namespace_pattern: u32,
    pub session: u32,
    pub starting: u32,
    pub namespace_starting: u32,
    pub namespace_admitted_last_minute: u32,
    pub total_max: u32,
    pub namespace_max: u32,
}

impl Request {
    pub(super) fn meant(&self) -> Result<meant::Request, RecordError> {
        Ok(meant::Request {
            pattern: name("request.pattern", PatternName::parse(&self.pattern))?,
            version: self.version.as_str().into(),
            namespace: optional("request.namespace", self.namespace.as_deref(), Namespace::parse)?,
            session: optional("request.session", self.session.as_deref(), SessionId::parse)?,
            requested: self.requested.map(IsolationLevel::from),
            level: self.level.into(),
            config: Arc::new(self.config.clone()),
            caller: self.caller.as_str().into(),
        })
    }
}

impl From<&meant::Request> for Request {
    fn from(request: &meant::Request) -> Self {
        Self {
            pattern: request.pattern.to_string(),
            version: request.version.to_string(),
            namespace: request.namespace.as_ref().map(ToString::to_string),
            session: request.session.as_ref().map(ToString::to_string),
            requested: request.requested.map(Level::from),
            level: request.level.into(),
            config: (*request.config).clone(),
            caller: request.caller.to_string(),
        }
    }
}

impl From<IsolationLevel> for Level {
    fn from(level: IsolationLevel) -> Self {
        match level {
            IsolationLevel::None => Self::None,
            IsolationLevel::Namespace => Self::Namespace,
            IsolationLevel::Session => Self::Session,
        }
    }
}

impl From<Level> for IsolationLevel {
    fn from(level: Level) -> Self {
        match level {
            Level::None => Self::None,
            Level::Namespace => Self::Namespace,
            Level::Session => Self::Session,
        }
    }
}

/// Field by field, both ways: a field that one side lacks does not compile.
macro_rules! usage {
    ($($field:ident),*) => {
        impl From<&meant::Usage> for Usage {
            fn from(usage: &meant::Usage) -> Self {
                let meant::Usage { $($field),* } = *usage;
                Self { $($field),* }
            }
        }

        impl From<Usage> for meant::Usage {
            fn from(usage: Usage) -> Self {
                let Usage { $($field),* } = usage;
                Self { $($field),* }
            }
        }
    };
}

usage!(
    total,
    namespace,
    pattern,
    namespace_pattern,
    session,
    starting,
    namespace_starting,
    namespace_admitted_last_minute,
    total_max,
    namespace_max
);
