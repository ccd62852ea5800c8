//! From a case to the core's types, and from them to a case: what the author writes, what the component is asked.

use std::sync::Arc;
use std::time::Duration;

use prism_core::isolation::IsolationLevel;
use prism_core::names::{Namespace, Partition, PatternName, SessionId};
use prism_core::patch::Patch;
use prism_core::policy::{self as core, Denial, DenialCode, FaultKind};
use prism_core::time::UnixMillis;

use super::change_meaning::{found_patch, plan, taken_patch, written_plan};
use super::expect::{Code, Expect, Found};
use super::format::{Case, Cause, Ended, Hook, Level, Request, Usage};
use super::stop_meaning::{stop, written_stop};
use crate::recording::{Input, Output};
use crate::{text, wire};

const VALID: &str = "a case's names were checked when it was read";

impl Case {
    /// What the case asks.
    #[must_use]
    pub fn question(&self) -> Input {
        let now = UnixMillis(self.now.unwrap_or(0));
        let request = || request(&self.request.clone().unwrap_or_default());
        match self.hook {
            Hook::Isolation => Input::Isolation(request()),
            Hook::Admission => {
                let request = request();
                let level = self.level.map_or(request.level, level);
                let usage = usage(self.usage.unwrap_or_default());
                Input::Admission { level, request, usage, now }
            }
            Hook::Restart => Input::Restart(ended(self.ended.clone().unwrap_or_default(), now)),
            Hook::Mutate => {
                let request = request();
                let level = self.level.map_or(request.level, level);
                let plan = plan(&self.plan.clone().unwrap_or_default());
                Input::Mutate { level, request, plan, before: Patch::default(), now }
            }
            Hook::Terminate => Input::Terminate(stop(&self.stop.clone().unwrap_or_default(), now)),
        }
    }

    /// The case that asks `question` under `config` and expects any answer.
    #[must_use]
    pub fn of(question: &Input, config: &serde_json::Value) -> Self {
        let mut case = Self {
            about: None,
            hook: Hook::Isolation,
            config: config.clone(),
            request: None,
            level: None,
            usage: None,
            plan: None,
            ended: None,
            stop: None,
            now: None,
            expect: Expect::Any,
            max_fuel: None,
        };
        match question {
            Input::Isolation(request) => case.request = Some(written_request(request)),
            Input::Admission { request, level, usage, now } => {
                case.hook = Hook::Admission;
                case.request = Some(written_request(request));
                case.level = Some(written_level(*level));
                case.usage = Some(written_usage(usage));
                case.now = Some(now.0);
            }
            Input::Restart(ended) => {
                case.hook = Hook::Restart;
                case.now = Some(ended.now.0);
                case.ended = Some(written_ended(ended));
            }
            Input::Mutate { request, level, plan, now, .. } => {
                case.hook = Hook::Mutate;
                case.request = Some(written_request(request));
                case.level = Some(written_level(*level));
                case.plan = Some(written_plan(plan));
                case.now = Some(now.0);
            }
            Input::Terminate(stop) => {
                case.hook = Hook::Terminate;
                case.now = Some(stop.now.0);
                case.stop = Some(written_stop(stop));
            }
        }
        case
    }
}

/// What came of a question, in a case's words.
pub(super) fn found(output: &Output) -> Found {
    match output {
        Output::Placement(placement) => Found::Placement {
            level: written_level(placement.level),
            partition: placement.partition.as_ref().map_or_else(String::new, |name| name.as_str().to_owned()),
        },
        Output::Allow => Found::Allow,
        Output::Patch(patch) => Found::Patch(found_patch(patch)),
        Output::Restart(core::Restart::After(delay)) => Found::Restart { after_ms: millis(*delay) },
        Output::Restart(core::Restart::GiveUp(reason)) => Found::GiveUp { reason: reason.clone() },
        Output::Refused(Denial { code, reason, retry_after }) => Found::Refuse {
            code: match code {
                DenialCode::Forbidden => Code::Forbidden,
                DenialCode::NamespaceForbidden => Code::NamespaceForbidden,
                DenialCode::Quota => Code::Quota,
            },
            reason: reason.clone(),
            retry_after_ms: retry_after.map(millis),
        },
        Output::Fault(fault) => Found::Fault { kind: fault.kind.to_string(), message: fault.message.clone() },
    }
}

/// What a policy that was asked natively said, as the launcher takes it: reasons cut and made fit to print, waits bounded, a
/// partition or a change that is none a fault. So the two sides can be compared.
#[must_use]
pub fn taken(found: Found, case: &Case) -> Found {
    let presentable = |reason: String| text::presentable(&reason, core::REASON_BYTES_MAX);
    match found {
        Found::Refuse { code, reason, retry_after_ms } => Found::Refuse {
            code,
            reason: presentable(reason),
            retry_after_ms: retry_after_ms.map(|ms| ms.min(millis(wire::RETRY_AFTER_MAX))),
        },
        Found::GiveUp { reason } => Found::GiveUp { reason: presentable(reason) },
        Found::Placement { partition, .. } if !partition.is_empty() && Partition::parse(&partition).is_err() => {
            Found::Fault { kind: FaultKind::BadOutput.to_string(), message: format!("partition {partition}") }
        }
        Found::Patch(patch) => match taken_patch(&patch, &plan(&case.plan.clone().unwrap_or_default())) {
            Ok(()) => Found::Patch(patch),
            Err(message) => Found::Fault { kind: FaultKind::BadOutput.to_string(), message },
        },
        other => other,
    }
}

pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

pub(super) fn level(level: Level) -> IsolationLevel {
    match level {
        Level::None => IsolationLevel::None,
        Level::Namespace => IsolationLevel::Namespace,
        Level::Session => IsolationLevel::Session,
    }
}

pub(super) fn written_level(level: IsolationLevel) -> Level {
    match level {
        IsolationLevel::None => Level::None,
        IsolationLevel::Namespace => Level::Namespace,
        IsolationLevel::Session => Level::Session,
    }
}

pub(super) fn pattern(name: &str) -> PatternName {
    PatternName::parse(name).expect(VALID)
}

pub(super) fn namespace(name: Option<&String>) -> Option<Namespace> {
    name.map(|name| Namespace::parse(name).expect(VALID))
}

pub(super) fn session(id: Option<&String>) -> Option<SessionId> {
    id.map(|id| SessionId::parse(id).expect(VALID))
}

fn request(request: &Request) -> core::Request {
    core::Request {
        pattern: pattern(&request.pattern),
        version: request.version.as_str().into(),
        namespace: namespace(request.namespace.as_ref()),
        session: session(request.session.as_ref()),
        requested: request.requested.map(level),
        level: level(request.level()),
        config: Arc::new(request.config.clone()),
        caller: request.caller.as_str().into(),
    }
}

fn written_request(request: &core::Request) -> Request {
    Request {
        pattern: request.pattern.to_string(),
        version: request.version.to_string(),
        namespace: request.namespace.as_ref().map(ToString::to_string),
        session: request.session.as_ref().map(ToString::to_string),
        requested: request.requested.map(written_level),
        level: Some(written_level(request.level)),
        config: (*request.config).clone(),
        caller: request.caller.to_string(),
    }
}

fn usage(usage: Usage) -> core::Usage {
    core::Usage {
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

fn written_usage(usage: &core::Usage) -> Usage {
    Usage {
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

fn ended(ended: Ended, now: UnixMillis) -> core::Ended {
    core::Ended {
        level: level(ended.level()),
        pattern: pattern(&ended.pattern),
        version: ended.version.as_str().into(),
        namespace: namespace(ended.namespace.as_ref()),
        session: session(ended.session.as_ref()),
        generation: ended.generation,
        cause: match ended.cause {
            Cause::Exited(code) => core::Cause::Exited(code),
            Cause::Signalled(signal) => core::Cause::Signalled(signal),
            Cause::OutOfMemory => core::Cause::OutOfMemory,
            Cause::Unhealthy(error) => core::Cause::Unhealthy(error),
            Cause::StartTimeout(error) => core::Cause::StartTimeout(error),
            Cause::SpawnFailed(error) => core::Cause::SpawnFailed(error),
        },
        was_ready: ended.was_ready,
        ran: Duration::from_millis(ended.ran_ms),
        consecutive_failures: ended.consecutive_failures,
        restarts: ended.restarts,
        seed: ended.seed,
        now,
    }
}

fn written_ended(ended: &core::Ended) -> Ended {
    Ended {
        pattern: ended.pattern.to_string(),
        version: ended.version.to_string(),
        namespace: ended.namespace.as_ref().map(ToString::to_string),
        session: ended.session.as_ref().map(ToString::to_string),
        level: Some(written_level(ended.level)),
        generation: ended.generation,
        cause: match ended.cause.clone() {
            core::Cause::Exited(code) => Cause::Exited(code),
            core::Cause::Signalled(signal) => Cause::Signalled(signal),
            core::Cause::OutOfMemory => Cause::OutOfMemory,
            core::Cause::Unhealthy(error) => Cause::Unhealthy(error),
            core::Cause::StartTimeout(error) => Cause::StartTimeout(error),
            core::Cause::SpawnFailed(error) => Cause::SpawnFailed(error),
            // As a component is told it.
            core::Cause::Unknown => Cause::Unhealthy(wire::UNKNOWN.to_owned()),
        },
        was_ready: ended.was_ready,
        ran_ms: millis(ended.ran),
        consecutive_failures: ended.consecutive_failures,
        restarts: ended.restarts,
        seed: ended.seed,
    }
}
