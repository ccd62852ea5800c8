//! A case's stop as the core has it, and back.

use std::time::Duration;

use prism_core::policy as core;
use prism_core::process::ProcessState;
use prism_core::time::UnixMillis;

use super::meaning::{level, millis, namespace, pattern, session, written_level};
use super::stop::{State, Stop};

pub(super) fn stop(stop: &Stop, now: UnixMillis) -> core::Stop {
    core::Stop {
        process_id: stop.process_id().into(),
        pattern: pattern(&stop.pattern),
        version: stop.version.as_str().into(),
        namespace: namespace(stop.namespace.as_ref()),
        session: session(stop.session.as_ref()),
        level: level(stop.level()),
        caller: stop.caller.as_str().into(),
        state: match stop.state {
            State::Starting => ProcessState::Starting,
            State::Running => ProcessState::Running,
            State::Terminating => ProcessState::Terminating,
            State::Failed => ProcessState::Failed,
        },
        generation: stop.generation,
        uptime: stop.uptime_ms.map(Duration::from_millis),
        force: stop.force,
        now,
    }
}

pub(super) fn written_stop(stop: &core::Stop) -> Stop {
    Stop {
        process_id: Some(stop.process_id.to_string()),
        pattern: stop.pattern.to_string(),
        version: stop.version.to_string(),
        namespace: stop.namespace.as_ref().map(ToString::to_string),
        session: stop.session.as_ref().map(ToString::to_string),
        level: Some(written_level(stop.level)),
        caller: stop.caller.to_string(),
        state: match stop.state {
            ProcessState::Starting => State::Starting,
            ProcessState::Running => State::Running,
            // As a component is told it.
            ProcessState::Terminating | ProcessState::Terminated => State::Terminating,
            ProcessState::Failed => State::Failed,
        },
        generation: stop.generation,
        uptime_ms: stop.uptime.map(millis),
        force: stop.force,
    }
}
