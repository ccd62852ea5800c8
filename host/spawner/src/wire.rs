//! The messages on the link, as postcard bytes. Both ends are the same executable, so there is no version to negotiate.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::reply::{Enforcement, Exit, SpawnError};
use crate::spec::{Confinement, SpawnSpec};

/// Launcher to spawner.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Request {
    /// The first one, and only that.
    Configure(Settings),
    /// With the output file and then the reserved ports as descriptors.
    Spawn(SpawnSpec),
    /// This signal, then SIGCONT, to the whole tree.
    Stop { token: u64, signal: i32 },
    /// SIGKILL to the whole tree.
    Kill { token: u64 },
    /// SIGKILL to whatever is left after `patience`, then `Gone`.
    Sweep { token: u64, patience: Duration },
    /// How much it uses.
    Usage { token: u64 },
}

/// What the spawner must know before it serves.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(crate) orphan_grace: Duration,
    pub(crate) cgroup_parent: String,
    pub(crate) confinement: Confinement,
}

/// Spawner to launcher. `Spawned` carries the pidfd.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Answer {
    Hello(Enforcement),
    Spawned { token: u64, pid: i32 },
    SpawnFailed { token: u64, error: SpawnError },
    Exited { token: u64, status: Exit, oom_killed: bool, cpu_time: Duration, max_rss_bytes: u64 },
    Gone { token: u64, killed: bool },
    Usage { token: u64, cpu_time: Duration, memory_bytes: u64 },
}

/// The bytes of `message`. These types have no map without a length and no custom serializer, so this does not fail.
pub(crate) fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    postcard::to_stdvec(message).unwrap_or_default()
}

/// The message in `bytes`; `None` for what is not one.
pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}
