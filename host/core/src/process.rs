//! A process as others see it: what the supervisor publishes whenever something about it changes.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::isolation::{IsolationKey, IsolationLevel};
use crate::names::Namespace;
use crate::patch::Patch;
use crate::time::{Timestamp, UnixMillis};

/// Counts the starts of one bulkhead, from 1. Never goes back, not even after the bulkhead was removed and made anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Generation(pub u64);

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The number of a bulkhead within one run of the supervisor. Never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BulkheadId(pub u64);

/// One start of one bulkhead: what effects act on and events come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstanceId {
    /// Of which compartment.
    pub bulkhead: BulkheadId,
    /// Which start.
    pub generation: Generation,
}

/// Where a process is in its life, as the API counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProcessState {
    /// Queued, starting, or waiting for its next start.
    Starting,
    /// Ready.
    Running,
    /// Being stopped.
    Terminating,
    /// Gone.
    Terminated,
    /// Given up.
    Failed,
}

impl ProcessState {
    /// As lists and JSON show it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Starting => "STARTING",
            Self::Running => "RUNNING",
            Self::Terminating => "TERMINATING",
            Self::Terminated => "TERMINATED",
            Self::Failed => "FAILED",
        }
    }
}

/// Who a notice is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The id that the API shows.
    pub process_id: Arc<str>,
    /// The key behind it.
    pub key: IsolationKey,
}

impl Identity {
    /// The level in force.
    #[must_use]
    pub fn level(&self) -> IsolationLevel {
        self.key.scope.level()
    }

    /// The tenant served, unless everyone is.
    #[must_use]
    pub fn namespace(&self) -> Option<&Namespace> {
        self.key.scope.namespace()
    }
}

/// The ports that an instance was given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ports {
    /// `GRPC_PORT`.
    pub grpc: u16,
    /// `HEALTH_PORT`.
    pub health: u16,
    /// `METRICS_PORT`.
    pub metrics: u16,
}

/// One process as it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct ProcessInfo {
    /// Who it is.
    pub identity: Arc<Identity>,
    /// The bulkhead's number.
    pub bulkhead: BulkheadId,
    /// The pattern's version.
    pub version: Arc<str>,
    /// Where it is in its life.
    pub state: ProcessState,
    /// Ready and not missing checks.
    pub healthy: bool,
    /// Which start.
    pub generation: Generation,
    /// While one lives.
    pub pid: Option<i32>,
    /// Its gRPC port, once it is ready and its own tree listens there.
    pub address_port: Option<u16>,
    /// When the current generation was spawned.
    pub started_at: Option<UnixMillis>,
    /// When the current generation became ready.
    pub ready_since: Option<Timestamp>,
    /// What it was launched with.
    pub config: Arc<BTreeMap<String, String>>,
    /// Why the last generation ended, or this one is not ready.
    pub last_error: Arc<str>,
    /// Failures in a row.
    pub error_count: u32,
    /// Starts but the first.
    pub restart_count: u32,
    /// What the policies last decided.
    pub last_decision: Arc<str>,
    /// What they changed of it.
    pub patch: Arc<Patch>,
}

impl ProcessInfo {
    /// True where a caller can be sent to it now.
    #[must_use]
    pub fn serves(&self) -> bool {
        self.state == ProcessState::Running && self.healthy
    }

    /// Names of the configuration keys in which `wanted` differs from what it was launched with.
    #[must_use]
    pub fn config_conflict(&self, wanted: &BTreeMap<String, String>) -> Vec<String> {
        config_conflict(&self.config, wanted)
    }
}

/// Names of the keys in which two configurations differ.
pub(crate) fn config_conflict(running: &BTreeMap<String, String>, wanted: &BTreeMap<String, String>) -> Vec<String> {
    if running == wanted {
        return Vec::new();
    }
    let mut keys: Vec<_> =
        running.keys().chain(wanted.keys()).filter(|key| running.get(*key) != wanted.get(*key)).cloned().collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
