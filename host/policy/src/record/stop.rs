//! A process that a caller wants stopped, as a record has it.

use std::time::Duration;

use prism_core::isolation::IsolationLevel;
use prism_core::names::{Namespace, PatternName, SessionId};
use prism_core::policy as meant;
use prism_core::process::ProcessState;
use prism_core::time::UnixMillis;
use serde::{Deserialize, Serialize};

use super::{Level, RecordError, millis, name, optional};

/// [`meant::Stop`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is the field of the same name of the core's type")]
pub struct Stop {
    pub process_id: String,
    pub pattern: String,
    pub version: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    pub level: Level,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub caller: String,
    pub state: State,
    pub generation: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uptime_ms: Option<u64>,
    pub force: bool,
    pub now_ms: u64,
}

/// [`ProcessState`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum State {
    Starting,
    Running,
    Terminating,
    Terminated,
    Failed,
}

impl Stop {
    pub(super) fn meant(&self) -> Result<meant::Stop, RecordError> {
        Ok(meant::Stop {
            process_id: self.process_id.as_str().into(),
            pattern: name("stop.pattern", PatternName::parse(&self.pattern))?,
            version: self.version.as_str().into(),
            namespace: optional("stop.namespace", self.namespace.as_deref(), Namespace::parse)?,
            session: optional("stop.session", self.session.as_deref(), SessionId::parse)?,
            level: IsolationLevel::from(self.level),
            caller: self.caller.as_str().into(),
            state: self.state.into(),
            generation: self.generation,
            uptime: self.uptime_ms.map(Duration::from_millis),
            force: self.force,
            now: UnixMillis(self.now_ms),
        })
    }
}

impl From<&meant::Stop> for Stop {
    fn from(stop: &meant::Stop) -> Self {
        Self {
            process_id: stop.process_id.to_string(),
            pattern: stop.pattern.to_string(),
            version: stop.version.to_string(),
            namespace: stop.namespace.as_ref().map(ToString::to_string),
            session: stop.session.as_ref().map(ToString::to_string),
            level: stop.level.into(),
            caller: stop.caller.to_string(),
            state: stop.state.into(),
            generation: stop.generation,
            uptime_ms: stop.uptime.map(millis),
            force: stop.force,
            now_ms: stop.now.0,
        }
    }
}

/// State by state, both ways.
macro_rules! state {
    ($($state:ident),*) => {
        impl From<ProcessState> for State {
            fn from(state: ProcessState) -> Self {
                match state {
                    $(ProcessState::$state => Self::$state),*
                }
            }
        }

        impl From<State> for ProcessState {
            fn from(state: State) -> Self {
                match state {
                    $(State::$state => Self::$state),*
                }
            }
        }
    };
}

state!(Starting, Running, Terminating, Terminated, Failed);
