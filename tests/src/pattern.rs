//! A pattern as a scenario writes it: the keys of its manifest that matter to the supervisor, and how its processes behave.

use std::sync::Arc;
use std::time::Duration;

use prism_core::isolation::IsolationLevel;
use prism_core::manifest::{Filesystem, HealthCheck, Manifest, Probe, ProbePort, Resources, RestartBounds};
use prism_core::names::PatternName;
use serde::Deserialize;

use crate::units::{After, Ending, Level, Span, parsed};

/// What asks a process to stop where its manifest names nothing else, and no scenario's does.
pub(crate) const SIGTERM: i32 = 15;

/// One entry of `patterns`. Keys and defaults are the manifest's, but for `processes`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pattern {
    #[serde(deserialize_with = "parsed")]
    pub(crate) name: PatternName,
    #[serde(default = "first_version")]
    version: String,
    isolation_level: Option<Level>,
    minimum_isolation: Option<Level>,
    grace_period: Option<Span>,
    startup_timeout: Option<Span>,
    #[serde(default)]
    healthcheck: Health,
    #[serde(default)]
    restart: Restart,
    /// What its processes do: the first entry for the first generation of each process id, and so on; the last for all further ones.
    #[serde(default)]
    processes: Vec<Behaviour>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Health {
    kind: Kind,
    interval: Option<Span>,
    timeout: Option<Span>,
    failure_threshold: Option<u32>,
    success_threshold: Option<u32>,
    initial_delay: Option<Span>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    #[default]
    Tcp,
    Notify,
    Alive,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Restart {
    delay_min: Option<Span>,
    delay_max: Option<Span>,
    failures_max: Option<u32>,
}

/// What one process does. Nothing said: it is spawned and ready at once, answers its health checks and stops when it is asked to.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Behaviour {
    /// From the order to spawn it until it lives.
    pub(crate) spawn_takes: Span,
    /// It is never spawned, for this reason.
    pub(crate) spawn_fails: Option<String>,
    /// From spawned until it answers its health checks, or sends `READY=1`.
    pub(crate) ready_after: After,
    /// It ends by itself.
    pub(crate) exits: Option<Exits>,
    /// The last thing it writes.
    pub(crate) output: String,
    /// From spawned until it answers its health checks no more.
    pub(crate) unhealthy_after: After,
    /// From the stop signal to its end.
    pub(crate) stop_takes: After,
    /// From SIGKILL to its end: time in the kernel, where no signal is looked at.
    pub(crate) kill_takes: Span,
    /// What its children take to end after it.
    pub(crate) leftovers_take: After,
}

/// An end that nobody asked for.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exits {
    /// Since it was spawned.
    pub(crate) after: Span,
    /// How.
    pub(crate) with: Ending,
}

impl Default for Behaviour {
    fn default() -> Self {
        const AT_ONCE: After = After(Some(Duration::ZERO));
        Self {
            spawn_takes: Span::default(),
            spawn_fails: None,
            ready_after: AT_ONCE,
            exits: None,
            output: String::new(),
            unhealthy_after: After(None),
            stop_takes: AT_ONCE,
            kill_takes: Span::default(),
            leftovers_take: AT_ONCE,
        }
    }
}

fn first_version() -> String {
    "1.0.0".into()
}

impl Pattern {
    /// What a process of this generation does.
    pub(crate) fn behaviour(&self, generation: u64) -> Behaviour {
        let index = usize::try_from(generation.saturating_sub(1)).unwrap_or(usize::MAX);
        self.processes.get(index).or(self.processes.last()).cloned().unwrap_or_default()
    }

    /// The manifest, with the manifest's defaults.
    pub(crate) fn manifest(&self) -> Manifest {
        let span = |written: Option<Span>, default: u64| written.map_or(Duration::from_secs(default), |span| span.0);
        let health = &self.healthcheck;
        Manifest {
            name: self.name.clone(),
            version: self.version.as_str().into(),
            description: String::new(),
            author: String::new(),
            executable: "/played".into(),
            args: Vec::new(),
            environment: Vec::new(),
            isolation_level: self.isolation_level.map(|level| level.0),
            minimum_isolation: self.minimum_isolation.map_or(IsolationLevel::None, |level| level.0),
            grace_period: span(self.grace_period, 10),
            stop_signal: SIGTERM,
            startup_timeout: span(self.startup_timeout, 30),
            health: HealthCheck {
                probe: match health.kind {
                    Kind::Tcp => Probe::Tcp { port: ProbePort::Grpc },
                    Kind::Notify => Probe::Notify,
                    Kind::Alive => Probe::Alive,
                },
                interval: span(health.interval, 30),
                timeout: span(health.timeout, 5),
                failure_threshold: health.failure_threshold.unwrap_or(3),
                success_threshold: health.success_threshold.unwrap_or(1),
                initial_delay: span(health.initial_delay, 0),
            },
            fixed_health_port: None,
            resources: Resources::default(),
            filesystem: Filesystem::default(),
            restart: RestartBounds {
                delay_min: self.restart.delay_min.map(|span| span.0),
                delay_max: self.restart.delay_max.map(|span| span.0),
                failures_max: self.restart.failures_max,
            },
            digest: Arc::from(self.name.as_str()),
        }
    }

    /// The first key that no manifest could have, as discovery would refuse it.
    pub(crate) fn mistake(&self) -> Option<(&'static str, &'static str)> {
        let zero = |number: Option<u32>| number == Some(0);
        let level = self.isolation_level.map(|level| level.0);
        [
            (
                level < self.minimum_isolation.map(|level| level.0) && level.is_some(),
                "isolation_level",
                "is below minimum_isolation",
            ),
            (zero(self.healthcheck.failure_threshold), "healthcheck.failure_threshold", "expected at least 1"),
            (zero(self.healthcheck.success_threshold), "healthcheck.success_threshold", "expected at least 1"),
            (zero(self.restart.failures_max), "restart.failures_max", "expected at least 1"),
        ]
        .into_iter()
        .find_map(|(wrong, key, message)| wrong.then_some((key, message)))
    }
}
