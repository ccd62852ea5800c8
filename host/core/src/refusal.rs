//! Every way a request can be refused, typed. Translated to a gRPC status once, at the border.

use std::sync::Arc;
use std::time::Duration;

use crate::environment::ConfigError;
use crate::isolation::{IsolationLevel, KeyError};
use crate::policy::{Cause, DecisionId, Denial, Fault, Hook};

/// Why a request got no process.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The level in force needs a name that the request does not have.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The request's configuration is not acceptable.
    #[error("config: {0}")]
    Config(ConfigError),
    /// No pattern of that name, or not in that version.
    #[error("pattern {name:?} is not in the catalogue{}", .available.as_ref().map(|version| format!(" in that version; it has {version}")).unwrap_or_default())]
    PatternUnknown {
        /// As asked for.
        name: String,
        /// The version that there is, where the name is right.
        available: Option<Arc<str>>,
    },
    /// No process of that id.
    #[error("no process has the id {0:?}")]
    ProcessUnknown(String),
    /// The request wants less isolation than the manifest's minimum.
    #[error("isolation level {requested} is below the pattern's minimum, {minimum}")]
    IsolationTooWeak {
        /// What was asked for.
        requested: IsolationLevel,
        /// What is needed.
        minimum: IsolationLevel,
    },
    /// A policy said no.
    #[error("policy {module}: {}", .denial.reason)]
    Denied {
        /// Which module.
        module: Arc<str>,
        /// What it said.
        denial: Denial,
        /// Where that is written down, if it is.
        decision: Option<DecisionId>,
    },
    /// A policy gave no usable answer.
    #[error("{hook} policy {module} failed: {fault}")]
    PolicyFailed {
        /// Which hook.
        hook: Hook,
        /// Which module.
        module: Arc<str>,
        /// What happened.
        fault: Fault,
        /// Where that is written down, if it is.
        decision: Option<DecisionId>,
    },
    /// A hard cap of the operator is reached.
    #[error("the launcher's limit of {max} {what} is reached")]
    Capacity {
        /// What is counted.
        what: &'static str,
        /// The cap.
        max: u32,
    },
    /// Too many are waiting already.
    #[error("{waiting} requests are waiting to start; the launcher's limit is {max}")]
    QueueFull {
        /// How many wait.
        waiting: usize,
        /// The bound.
        max: usize,
    },
    /// The process runs with another configuration.
    #[error("the process is running with another config; these keys differ: {}", .keys.join(", "))]
    ConfigConflict {
        /// Names only.
        keys: Vec<String>,
    },
    /// The restart policy gave up on it.
    #[error("the process was given up: {reason}")]
    Quarantined {
        /// Why.
        reason: Arc<str>,
        /// When it will be tried again.
        retry_after: Duration,
    },
    /// It was started and did not become ready.
    #[error("the process {cause}{}", output_suffix(.output))]
    StartFailed {
        /// What happened.
        cause: Cause,
        /// The last lines it wrote.
        output: Arc<str>,
        /// When it will be started again, if it will.
        retry_after: Option<Duration>,
    },
    /// Someone terminated it while it was starting.
    #[error("the process was terminated before it became ready")]
    Terminated,
    /// The launcher is shutting down.
    #[error("the launcher is shutting down")]
    Draining,
    /// Another launcher takes this one's place.
    #[error("the launcher is being upgraded; ask again")]
    Upgrading,
}

fn output_suffix(output: &str) -> String {
    if output.is_empty() { String::new() } else { format!("; its last output:\n{output}") }
}

impl Refusal {
    /// When trying again may help.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Denied { denial, .. } => denial.retry_after,
            Self::Quarantined { retry_after, .. } => Some(*retry_after),
            Self::StartFailed { retry_after, .. } => *retry_after,
            Self::Capacity { .. } => Some(Duration::from_secs(5)),
            Self::Upgrading => Some(Duration::from_millis(100)),
            Self::QueueFull { .. } | Self::Draining | Self::PolicyFailed { .. } => Some(Duration::from_secs(1)),
            _ => None,
        }
    }
}
