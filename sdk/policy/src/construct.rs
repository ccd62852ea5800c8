//! Short ways to make the contract's values.

use std::fmt;

use crate::{
    Cause, ConfigError, Description, Ended, Level, Patch, Placement, Refusal, RefusalCode, Request, State, Stop,
};

impl Description {
    /// `summary` is one sentence, `config_schema` a JSON Schema (2020-12).
    pub fn new(name: &str, version: &str, summary: &str, config_schema: &str) -> Self {
        Self {
            name: name.into(),
            version: version.into(),
            summary: summary.into(),
            config_schema: config_schema.into(),
        }
    }
}

impl ConfigError {
    /// `message` says what is wrong at `pointer` (RFC 6901) and what was expected.
    pub fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), message: message.into() }
    }
}

impl Refusal {
    /// Not allowed.
    pub fn forbidden(reason: impl Into<String>) -> Self {
        Self { code: RefusalCode::Forbidden, reason: reason.into(), retry_after_ms: None }
    }

    /// The namespace may not.
    pub fn namespace_forbidden(reason: impl Into<String>) -> Self {
        Self { code: RefusalCode::NamespaceForbidden, reason: reason.into(), retry_after_ms: None }
    }

    /// Too many.
    pub fn quota(reason: impl Into<String>) -> Self {
        Self { code: RefusalCode::Quota, reason: reason.into(), retry_after_ms: None }
    }

    /// Asking again may help after so many milliseconds.
    #[must_use]
    pub fn retry_after(self, ms: u64) -> Self {
        Self { retry_after_ms: Some(ms), ..self }
    }
}

impl Placement {
    /// The compartment of `level`, undivided.
    pub fn at(level: Level) -> Self {
        Self { level, partition: String::new() }
    }
}

impl Patch {
    /// Also sets a variable of the environment, which the plan's `variables` must allow.
    #[must_use]
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// Also labels the process.
    #[must_use]
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.push((name.into(), value.into()));
        self
    }

    /// Also changes the grace period.
    #[must_use]
    pub fn grace_ms(self, ms: u64) -> Self {
        Self { grace_ms: Some(ms), ..self }
    }
}

impl Default for Request {
    /// A request that names nothing but a pattern, for tests to fill in.
    fn default() -> Self {
        Self {
            pattern: "pattern".into(),
            version: "1.0.0".into(),
            namespace: String::new(),
            session: String::new(),
            requested: None,
            level: Level::None,
            config: Vec::new(),
            caller: String::new(),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exited(code) => write!(f, "exited with code {code}"),
            Self::Signalled(signal) => write!(f, "was ended by signal {signal}"),
            Self::OutOfMemory => f.write_str("was ended by the kernel for exceeding its memory limit"),
            Self::Unhealthy(error) => write!(f, "failed its health checks: {error}"),
            Self::StartTimeout(error) => write!(f, "was not ready in time: {error}"),
            Self::SpawnFailed(error) => write!(f, "could not be started: {error}"),
        }
    }
}

impl Default for Ended {
    /// A first clean exit of an instance that was never ready, for tests to fill in.
    fn default() -> Self {
        Self {
            pattern: "pattern".into(),
            version: "1.0.0".into(),
            namespace: String::new(),
            session: String::new(),
            level: Level::None,
            generation: 1,
            cause: Cause::Exited(0),
            was_ready: false,
            ran_ms: 0,
            consecutive_failures: 1,
            restarts: 0,
            seed: 0,
            now_ms: 0,
        }
    }
}

impl Default for Stop {
    /// Someone asks for the end of a shared process that runs, for tests to fill in.
    fn default() -> Self {
        Self {
            process_id: "shared:pattern".into(),
            pattern: "pattern".into(),
            version: "1.0.0".into(),
            namespace: String::new(),
            session: String::new(),
            level: Level::None,
            caller: String::new(),
            state: State::Running,
            generation: 1,
            uptime_ms: Some(0),
            force: false,
            now_ms: 0,
        }
    }
}
