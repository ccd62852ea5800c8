//! The contract's types as they cross the border, and what they mean to the core. Mirrors `sdk/policy/wit/policy.wit`; a difference
//! is found when a module is loaded, never in a call.
//!
//! What goes in is borrowed from the request; what comes out is taken as hostile: lengths, characters and ranges are checked here.

mod mutate;

use std::time::Duration;

use prism_core::isolation::{IsolationLevel, Placement};
use prism_core::names::Partition;
use prism_core::policy::{self as meant, Outcome};
use prism_core::process::ProcessState;
use wasmtime::component::{ComponentType, Lift, Lower};

use crate::text;

pub(crate) use mutate::{Patch, Plan, patch_outcome};

#[derive(Clone, Copy, Debug, ComponentType, Lift, Lower)]
#[component(enum)]
#[repr(u8)]
pub(crate) enum Level {
    #[component(name = "none")]
    None,
    #[component(name = "namespace")]
    Namespace,
    #[component(name = "session")]
    Session,
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

#[derive(Debug, ComponentType, Lower)]
#[component(record)]
pub(crate) struct Request<'a> {
    pattern: &'a str,
    version: &'a str,
    namespace: &'a str,
    session: &'a str,
    requested: Option<Level>,
    level: Level,
    config: &'a [(&'a str, &'a str)],
    caller: &'a str,
}

impl<'a> Request<'a> {
    /// `config` is the request's, in a form that can be lent: see [`pairs`].
    pub(crate) fn new(request: &'a meant::Request, config: &'a [(&'a str, &'a str)]) -> Self {
        Self {
            pattern: request.pattern.as_str(),
            version: &request.version,
            namespace: request.namespace.as_ref().map_or("", |name| name.as_str()),
            session: request.session.as_ref().map_or("", |id| id.as_str()),
            requested: request.requested.map(Level::from),
            level: request.level.into(),
            config,
            caller: &request.caller,
        }
    }
}

/// A request's configuration as a list, ordered by name.
pub(crate) fn pairs(request: &meant::Request) -> Vec<(&str, &str)> {
    request.config.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect()
}

#[derive(Clone, Copy, Debug, ComponentType, Lower)]
#[component(record)]
pub(crate) struct Usage {
    total: u32,
    namespace: u32,
    pattern: u32,
    #[component(name = "namespace-pattern")]
    namespace_pattern: u32,
    session: u32,
    starting: u32,
    #[component(name = "namespace-starting")]
    namespace_starting: u32,
    #[component(name = "namespace-admitted-last-minute")]
    namespace_admitted_last_minute: u32,
    #[component(name = "total-max")]
    total_max: u32,
    #[component(name = "namespace-max")]
    namespace_max: u32,
}

impl From<&meant::Usage> for Usage {
    fn from(usage: &meant::Usage) -> Self {
        Self {
            total: usage.total,
            namespace: usage.namespace,
            pattern: usage.pattern,
            namespace_pattern: usage.namespace_pattern,
            session: usage.session,
            starting: usage.starting,
            namespace_starting: usage.namespace_starting,
            namespace_admitted_last_minute: usage.namespace_admitted_last_minute,
            total_max: usage.total_max,
            namespace_max: usage.namespace_max,
        }
    }
}

#[derive(Debug, ComponentType, Lower)]
#[component(variant)]
pub(crate) enum Cause<'a> {
    #[component(name = "exited")]
    Exited(i32),
    #[component(name = "signalled")]
    Signalled(i32),
    #[component(name = "out-of-memory")]
    OutOfMemory,
    #[component(name = "unhealthy")]
    Unhealthy(&'a str),
    #[component(name = "start-timeout")]
    StartTimeout(&'a str),
    #[component(name = "spawn-failed")]
    SpawnFailed(&'a str),
}

/// What a policy is told of an end that nobody saw.
pub(crate) const UNKNOWN: &str = "it ended while nobody looked after it, with an unknown exit status";

impl<'a> From<&'a meant::Cause> for Cause<'a> {
    fn from(cause: &'a meant::Cause) -> Self {
        match cause {
            meant::Cause::Exited(code) => Self::Exited(*code),
            meant::Cause::Signalled(signal) => Self::Signalled(*signal),
            meant::Cause::OutOfMemory => Self::OutOfMemory,
            meant::Cause::Unhealthy(error) => Self::Unhealthy(error),
            meant::Cause::StartTimeout(error) => Self::StartTimeout(error),
            meant::Cause::SpawnFailed(error) => Self::SpawnFailed(error),
            // The contract has no case for it, and an exit code or a signal would be invented.
            meant::Cause::Unknown => Self::Unhealthy(UNKNOWN),
        }
    }
}

#[derive(Debug, ComponentType, Lower)]
#[component(record)]
pub(crate) struct Ended<'a> {
    pattern: &'a str,
    version: &'a str,
    namespace: &'a str,
    session: &'a str,
    level: Level,
    generation: u64,
    cause: Cause<'a>,
    #[component(name = "was-ready")]
    was_ready: bool,
    #[component(name = "ran-ms")]
    ran_ms: u64,
    #[component(name = "consecutive-failures")]
    consecutive_failures: u32,
    restarts: u32,
    seed: u64,
    #[component(name = "now-ms")]
    now_ms: u64,
}

impl<'a> From<&'a meant::Ended> for Ended<'a> {
    fn from(ended: &'a meant::Ended) -> Self {
        Self {
            pattern: ended.pattern.as_str(),
            version: &ended.version,
            namespace: ended.namespace.as_ref().map_or("", |name| name.as_str()),
            session: ended.session.as_ref().map_or("", |id| id.as_str()),
            level: ended.level.into(),
            generation: ended.generation,
            cause: (&ended.cause).into(),
            was_ready: ended.was_ready,
            ran_ms: u64::try_from(ended.ran.as_millis()).unwrap_or(u64::MAX),
            consecutive_failures: ended.consecutive_failures,
            restarts: ended.restarts,
            seed: ended.seed,
            now_ms: ended.now.0,
        }
    }
}

#[derive(Clone, Copy, Debug, ComponentType, Lower)]
#[component(enum)]
#[repr(u8)]
pub(crate) enum State {
    #[component(name = "starting")]
    Starting,
    #[component(name = "running")]
    Running,
    #[component(name = "terminating")]
    Terminating,
    #[component(name = "failed")]
    Failed,
}

impl From<ProcessState> for State {
    fn from(state: ProcessState) -> Self {
        match state {
            ProcessState::Starting => Self::Starting,
            ProcessState::Running => Self::Running,
            // What is gone is on its way out to whoever still names it.
            ProcessState::Terminating | ProcessState::Terminated => Self::Terminating,
            ProcessState::Failed => Self::Failed,
        }
    }
}

#[derive(Debug, ComponentType, Lower)]
#[component(record)]
pub(crate) struct Stop<'a> {
    #[component(name = "process-id")]
    process_id: &'a str,
    pattern: &'a str,
    version: &'a str,
    namespace: &'a str,
    session: &'a str,
    level: Level,
    caller: &'a str,
    state: State,
    generation: u64,
    #[component(name = "uptime-ms")]
    uptime_ms: Option<u64>,
    force: bool,
    #[component(name = "now-ms")]
    now_ms: u64,
}

impl<'a> From<&'a meant::Stop> for Stop<'a> {
    fn from(stop: &'a meant::Stop) -> Self {
        Self {
            process_id: &stop.process_id,
            pattern: stop.pattern.as_str(),
            version: &stop.version,
            namespace: stop.namespace.as_ref().map_or("", |name| name.as_str()),
            session: stop.session.as_ref().map_or("", |id| id.as_str()),
            level: stop.level.into(),
            caller: &stop.caller,
            state: stop.state.into(),
            generation: stop.generation,
            uptime_ms: stop.uptime.map(|uptime| u64::try_from(uptime.as_millis()).unwrap_or(u64::MAX)),
            force: stop.force,
            now_ms: stop.now.0,
        }
    }
}

#[derive(Clone, Copy, Debug, ComponentType, Lift)]
#[component(enum)]
#[repr(u8)]
#[allow(dead_code, reason = "only ever made by lifting")]
pub(crate) enum RefusalCode {
    #[component(name = "forbidden")]
    Forbidden,
    #[component(name = "namespace-forbidden")]
    NamespaceForbidden,
    #[component(name = "quota")]
    Quota,
}

#[derive(Debug, ComponentType, Lift)]
#[component(record)]
pub(crate) struct Refusal {
    code: RefusalCode,
    reason: String,
    #[component(name = "retry-after-ms")]
    retry_after_ms: Option<u64>,
}

/// Longest wait that is passed on to a caller. A day is for ever to a client that retries.
pub(crate) const RETRY_AFTER_MAX: Duration = Duration::from_secs(24 * 60 * 60);

impl From<Refusal> for meant::Denial {
    fn from(refusal: Refusal) -> Self {
        Self {
            code: match refusal.code {
                RefusalCode::Forbidden => meant::DenialCode::Forbidden,
                RefusalCode::NamespaceForbidden => meant::DenialCode::NamespaceForbidden,
                RefusalCode::Quota => meant::DenialCode::Quota,
            },
            reason: text::presentable(&refusal.reason, meant::REASON_BYTES_MAX),
            retry_after: refusal.retry_after_ms.map(|ms| Duration::from_millis(ms).min(RETRY_AFTER_MAX)),
        }
    }
}

#[derive(Debug, ComponentType, Lift)]
#[component(record)]
pub(crate) struct PlacementAnswer {
    level: Level,
    partition: String,
}

impl PlacementAnswer {
    /// The level goes on as it was answered: that it is not below the request's is the core's to hold.
    pub(crate) fn check(self) -> Result<Placement, String> {
        let level = self.level.into();
        if self.partition.is_empty() {
            return Ok(Placement::at(level));
        }
        let partition = Partition::parse(&self.partition).map_err(|error| format!("partition {error}"))?;
        Ok(Placement { level, partition: Some(partition) })
    }
}

#[derive(Debug, ComponentType, Lift)]
#[component(variant)]
pub(crate) enum RestartAnswer {
    #[component(name = "after-ms")]
    AfterMs(u64),
    #[component(name = "give-up")]
    GiveUp(String),
}

impl From<RestartAnswer> for meant::Restart {
    fn from(answer: RestartAnswer) -> Self {
        match answer {
            RestartAnswer::AfterMs(ms) => Self::After(Duration::from_millis(ms)),
            RestartAnswer::GiveUp(reason) => Self::GiveUp(text::presentable(&reason, meant::REASON_BYTES_MAX)),
        }
    }
}

/// What `derive` returned, as the core takes it; an error is what is out of range.
pub(crate) fn placement_outcome(answer: Result<PlacementAnswer, Refusal>) -> Result<Outcome<Placement>, String> {
    answer.map_or_else(|no| Ok(Outcome::Refused(no.into())), |placement| placement.check().map(Outcome::Answer))
}

/// What `decide` and `may-stop` returned.
pub(crate) fn yes_or_no(answer: Result<(), Refusal>) -> Result<Outcome<()>, String> {
    Ok(answer.map_or_else(|no| Outcome::Refused(no.into()), Outcome::Answer))
}

/// What `on-exit` returned.
pub(crate) fn restart_outcome(answer: RestartAnswer) -> Result<Outcome<meant::Restart>, String> {
    Ok(Outcome::Answer(answer.into()))
}

#[derive(Clone, Copy, Debug, ComponentType, Lift)]
#[component(enum)]
#[repr(u8)]
#[allow(dead_code, reason = "only ever made by lifting")]
pub(crate) enum Severity {
    #[component(name = "debug")]
    Debug,
    #[component(name = "info")]
    Info,
    #[component(name = "warn")]
    Warn,
    #[component(name = "error")]
    Error,
}

impl From<Severity> for crate::observer::Severity {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Debug => Self::Debug,
            Severity::Info => Self::Info,
            Severity::Warn => Self::Warn,
            Severity::Error => Self::Error,
        }
    }
}

/// What a module says of itself. Unchecked text of the guest, bounded by `output_bytes`.
#[derive(Clone, Debug, PartialEq, Eq, ComponentType, Lift)]
#[component(record)]
pub struct Description {
    /// Its own name; the operator's may be another.
    pub name: String,
    /// Its version.
    pub version: String,
    /// One sentence.
    pub summary: String,
    /// JSON Schema (2020-12) of its configuration.
    #[component(name = "config-schema")]
    pub config_schema: String,
}

/// One thing that is wrong with a module's configuration, in the module's words.
#[derive(Clone, Debug, PartialEq, Eq, ComponentType, Lift)]
#[component(record)]
pub struct ConfigError {
    /// JSON pointer (RFC 6901) into the configuration.
    pub pointer: String,
    /// What is wrong and what was expected.
    pub message: String,
}
