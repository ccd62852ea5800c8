//! Short names for the things that tests talk about.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::isolation::{IsolationKey, IsolationLevel, Placement};
use crate::manifest::{Filesystem, HealthCheck, Manifest, Probe, ProbePort, Resources, RestartBounds};
use crate::names::{Namespace, PatternName, SessionId};
use crate::place::Asked;
use crate::policy::{Cause, Ended, Request};
use crate::time::{Timestamp, UnixMillis};

pub(crate) fn at(ms: u64) -> Timestamp {
    Timestamp::after_origin(Duration::from_millis(ms))
}

pub(crate) fn level(name: &str) -> IsolationLevel {
    IsolationLevel::ALL.into_iter().find(|level| level.as_str() == name).expect("a level")
}

pub(crate) fn request(pattern: &str, level_name: &str, namespace: &str, session: &str) -> Request {
    Request {
        pattern: PatternName::parse(pattern).expect("valid"),
        version: "1.0.0".into(),
        namespace: Namespace::parse(namespace).ok(),
        session: SessionId::parse(session).ok(),
        requested: Some(level(level_name)),
        level: level(level_name),
        config: Arc::new(BTreeMap::new()),
        caller: "".into(),
    }
}

pub(crate) fn key(pattern: &str, level_name: &str, namespace: &str, session: &str) -> IsolationKey {
    let request = request(pattern, level_name, namespace, session);
    IsolationKey::derive(
        request.pattern,
        request.namespace.as_ref(),
        request.session.as_ref(),
        Placement::at(level(level_name)),
    )
    .expect("complete")
}

pub(crate) fn health_check() -> HealthCheck {
    HealthCheck {
        probe: Probe::Tcp { port: ProbePort::Grpc },
        interval: Duration::from_secs(30),
        timeout: Duration::from_secs(5),
        failure_threshold: 3,
        success_threshold: 1,
        initial_delay: Duration::ZERO,
    }
}

pub(crate) fn manifest(pattern: &str) -> Manifest {
    Manifest {
        name: PatternName::parse(pattern).expect("valid"),
        version: "1.0.0".into(),
        description: String::new(),
        author: String::new(),
        executable: "/bin/true".into(),
        args: Vec::new(),
        environment: Vec::new(),
        isolation_level: None,
        minimum_isolation: IsolationLevel::None,
        grace_period: Duration::from_secs(10),
        stop_signal: 15,
        startup_timeout: Duration::from_secs(30),
        health: health_check(),
        fixed_health_port: None,
        resources: Resources::default(),
        filesystem: Filesystem::default(),
        restart: RestartBounds::default(),
        digest: "d".into(),
    }
}

pub(crate) fn ended() -> Ended {
    Ended {
        pattern: PatternName::parse("consumer").expect("valid"),
        version: "1.0.0".into(),
        namespace: None,
        session: None,
        level: IsolationLevel::None,
        generation: 1,
        cause: Cause::Exited(1),
        was_ready: false,
        ran: Duration::from_secs(1),
        consecutive_failures: 1,
        restarts: 0,
        seed: 0,
        now: UnixMillis(0),
    }
}

/// What a caller asks for, in one word: `registry` (everyone's), `consumer@a` (namespace a's), `consumer@a/s` (session s of a's).
pub(crate) fn asked(word: &str) -> (&str, Asked) {
    let (pattern, tenant) = word.split_once('@').map_or((word, None), |(pattern, tenant)| (pattern, Some(tenant)));
    let (namespace, session) = match tenant.map(|tenant| tenant.split_once('/').ok_or(tenant)) {
        None => (None, None),
        Some(Ok((namespace, session))) => (Some(namespace), Some(session)),
        Some(Err(namespace)) => (Some(namespace), None),
    };
    let isolation = match (namespace, session) {
        (None, _) => IsolationLevel::None,
        (Some(_), None) => IsolationLevel::Namespace,
        (Some(_), Some(_)) => IsolationLevel::Session,
    };
    let asked = Asked {
        isolation: Some(isolation),
        namespace: namespace.map(|name| Namespace::parse(name).expect("valid")),
        session: session.map(|name| SessionId::parse(name).expect("valid")),
        ..Asked::default()
    };
    (pattern, asked)
}
