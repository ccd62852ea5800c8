//! What a pattern is, after its manifest was read and found right. Reading YAML is the launcher's work.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::isolation::IsolationLevel;
use crate::names::PatternName;
use crate::template::Template;

/// One launchable pattern.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    /// What requests call it.
    pub name: PatternName,
    /// Of the pattern.
    pub version: Arc<str>,
    /// For people.
    pub description: String,
    /// For people.
    pub author: String,
    /// Absolute, as discovery resolved it.
    pub executable: PathBuf,
    /// Handed to the executable, filled in for each instance.
    pub args: Vec<Template>,
    /// Environment of each instance, by name; see [`crate::environment`].
    pub environment: Vec<(String, Template)>,
    /// Level where the request names none. None: the operator's default.
    pub isolation_level: Option<IsolationLevel>,
    /// Level below which a request is refused.
    pub minimum_isolation: IsolationLevel,
    /// Time between the stop signal and SIGKILL.
    pub grace_period: Duration,
    /// The signal that asks it to stop.
    pub stop_signal: i32,
    /// Time from spawn until it must be ready.
    pub startup_timeout: Duration,
    /// How readiness and liveness are found out.
    pub health: HealthCheck,
    /// The manifest's own number for the health port; honoured only where one instance can exist.
    pub fixed_health_port: Option<u16>,
    /// Limits of each instance's tree.
    pub resources: Resources,
    /// Which files it needs.
    pub filesystem: Filesystem,
    /// Restart bounds of this pattern; they narrow the operator's.
    pub restart: RestartBounds,
    /// SHA-256 of the file, hex.
    pub digest: Arc<str>,
}

/// When and how an instance is probed.
#[derive(Clone, Debug, PartialEq)]
pub struct HealthCheck {
    /// What is probed.
    pub probe: Probe,
    /// Between two liveness probes, and the longest time between two readiness probes.
    pub interval: Duration,
    /// Of one probe.
    pub timeout: Duration,
    /// Misses in a row that make a running instance unhealthy.
    pub failure_threshold: u32,
    /// Successes in a row that make a starting instance ready.
    pub success_threshold: u32,
    /// From spawn to the first probe.
    pub initial_delay: Duration,
}

/// What is probed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probe {
    /// HTTP GET of this path; any 2xx is good.
    Http {
        /// Begins with '/'.
        path: String,
        /// Where.
        port: ProbePort,
    },
    /// `grpc.health.v1.Health/Check`; SERVING is good.
    Grpc {
        /// The service asked about; empty: the whole server.
        service: String,
        /// Where.
        port: ProbePort,
    },
    /// A TCP connection is accepted.
    Tcp {
        /// Where.
        port: ProbePort,
    },
    /// A command that exits 0, in the instance's environment and directory.
    Exec {
        /// The command and its arguments.
        command: Vec<Template>,
    },
    /// Ready when the instance sends `READY=1` to `NOTIFY_SOCKET` (sd_notify(3)); alive while it runs.
    Notify,
    /// Ready at once; alive while it runs.
    Alive,
}

impl Probe {
    /// The kind's name in manifests.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Http { .. } => "http",
            Self::Grpc { .. } => "grpc",
            Self::Tcp { .. } => "tcp",
            Self::Exec { .. } => "exec",
            Self::Notify => "notify",
            Self::Alive => "alive",
        }
    }
}

/// Which port is probed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProbePort {
    /// The instance's `GRPC_PORT`.
    Grpc,
    /// The instance's `HEALTH_PORT`.
    Health,
    /// The instance's `METRICS_PORT`.
    Metrics,
}

/// Which files a pattern needs, besides its work directory, its executable and what every program needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filesystem {
    /// The manifest says so, so the pattern is to be kept to it.
    pub is_said: bool,
    /// The manifest's own directory, which is read.
    pub directory: PathBuf,
    /// Files and directories that are read and executed.
    pub read: Vec<Template>,
    /// Files and directories that anything may be done with.
    pub write: Vec<Template>,
}

/// Limits of one instance's process tree. None: unlimited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    /// Thousandths of a core.
    pub cpu_millis: Option<u64>,
    /// Bytes.
    pub memory_bytes: Option<u64>,
    /// Processes and threads.
    pub pids: Option<u64>,
    /// Open files of each process.
    pub nofile: Option<u64>,
}

impl Resources {
    /// The smaller of each.
    #[must_use]
    pub fn narrowed_by(self, other: Self) -> Self {
        let least = |a: Option<u64>, b: Option<u64>| a.into_iter().chain(b).min();
        Self {
            cpu_millis: least(self.cpu_millis, other.cpu_millis),
            memory_bytes: least(self.memory_bytes, other.memory_bytes),
            pids: least(self.pids, other.pids),
            nofile: least(self.nofile, other.nofile),
        }
    }
}

/// A pattern's own restart bounds. None: the operator's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RestartBounds {
    /// Shortest delay before a restart that is not a stable instance's first.
    pub delay_min: Option<Duration>,
    /// Longest delay.
    pub delay_max: Option<Duration>,
    /// Failures in a row after which the core gives up whatever the policy says.
    pub failures_max: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_limit_wins() {
        let manifest = Resources { cpu_millis: Some(1000), memory_bytes: None, pids: Some(10), nofile: None };
        let operator = Resources { cpu_millis: Some(2000), memory_bytes: Some(1 << 30), pids: None, nofile: None };
        let both = manifest.narrowed_by(operator);
        assert_eq!(both, operator.narrowed_by(manifest));
        assert_eq!(
            both,
            Resources { cpu_millis: Some(1000), memory_bytes: Some(1 << 30), pids: Some(10), nofile: None }
        );
    }
}
