//! An instance that ended, as a record has it.

use std::time::Duration;

use prism_core::names::{Namespace, PatternName, SessionId};
use prism_core::policy as meant;
use prism_core::time::UnixMillis;
use serde::{Deserialize, Serialize};

use super::{Level, RecordError, millis, name, optional};

/// [`meant::Ended`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is the field of the same name of the core's type")]
pub struct Ended {
    pub pattern: String,
    pub version: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    pub level: Level,
    pub generation: u64,
    pub cause: Cause,
    pub was_ready: bool,
    pub ran_ms: u64,
    pub consecutive_failures: u32,
    pub restarts: u32,
    pub seed: u64,
    pub now_ms: u64,
}

/// [`meant::Cause`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each is the variant of the same name of the core's type")]
pub enum Cause {
    Exited(i32),
    Signalled(i32),
    OutOfMemory,
    Unhealthy(String),
    StartTimeout(String),
    SpawnFailed(String),
    Unknown,
}

impl Ended {
    pub(super) fn meant(&self) -> Result<meant::Ended, RecordError> {
        Ok(meant::Ended {
            pattern: name("ended.pattern", PatternName::parse(&self.pattern))?,
            version: self.version.as_str().into(),
            namespace: optional("ended.namespace", self.namespace.as_deref(), Namespace::parse)?,
            session: optional("ended.session", self.session.as_deref(), SessionId::parse)?,
            level: self.level.into(),
            generation: self.generation,
            cause: self.cause.clone().into(),
            was_ready: self.was_ready,
            ran: Duration::from_millis(self.ran_ms),
            consecutive_failures: self.consecutive_failures,
            restarts: self.restarts,
            seed: self.seed,
            now: UnixMillis(self.now_ms),
        })
    }
}

impl From<&meant::Ended> for Ended {
    fn from(ended: &meant::Ended) -> Self {
        Self {
            pattern: ended.pattern.to_string(),
            version: ended.version.to_string(),
            namespace: ended.namespace.as_ref().map(ToString::to_string),
            session: ended.session.as_ref().map(ToString::to_string),
            level: ended.level.into(),
            generation: ended.generation,
            cause: ended.cause.clone().into(),
            was_ready: ended.was_ready,
            ran_ms: millis(ended.ran),
            consecutive_failures: ended.consecutive_failures,
            restarts: ended.restarts,
            seed: ended.seed,
            now_ms: ended.now.0,
        }
    }
}

impl From<meant::Cause> for Cause {
    fn from(cause: meant::Cause) -> Self {
        match cause {
            meant::Cause::Exited(code) => Self::Exited(code),
            meant::Cause::Signalled(signal) => Self::Signalled(signal),
            meant::Cause::OutOfMemory => Self::OutOfMemory,
            meant::Cause::Unhealthy(error) => Self::Unhealthy(error),
            meant::Cause::StartTimeout(error) => Self::StartTimeout(error),
            meant::Cause::SpawnFailed(error) => Self::SpawnFailed(error),
            meant::Cause::Unknown => Self::Unknown,
        }
    }
}

impl From<Cause> for meant::Cause {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::Exited(code) => Self::Exited(code),
            Cause::Signalled(signal) => Self::Signalled(signal),
            Cause::OutOfMemory => Self::OutOfMemory,
            Cause::Unhealthy(error) => Self::Unhealthy(error),
            Cause::StartTimeout(error) => Self::StartTimeout(error),
            Cause::SpawnFailed(error) => Self::SpawnFailed(error),
            Cause::Unknown => Self::Unknown,
        }
    }
}
