//! The messages on the link, as postcard bytes. Both ends are the same executable, or have told each other that they speak the
//! same (see `door`): [`PROTOCOL`] is counted up with every change here.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::reply::{Enforcement, Exit, SpawnError};
use crate::spec::{AdoptSpec, Confinement, SpawnSpec};

/// The version of these messages. A launcher and a spawner of other versions do not understand each other.
pub const PROTOCOL: u32 = 2;

/// Launcher to spawner.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Request {
    /// The first one of each launcher. From the one that started the spawner with the door and what else is kept as descriptors.
    Configure(Settings),
    /// With the pidfd of the main process and then the reserved ports as descriptors.
    Adopt(AdoptSpec),
    /// Keep this for the next launcher, in memory alone.
    Remember { key: u64, memo: Vec<u8> },
    /// It is not needed any more.
    Forget { key: u64 },
    /// `Memo` for each thing remembered, `Kept` for each instance, then `KeptAll`.
    Survey,
    /// End everything, as soon as there are no more requests.
    Finish,
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
    pub(crate) orphan_timeout: Duration,
    pub(crate) orphan_grace: Duration,
    pub(crate) mark: String,
    /// Token and cgroup of what is going to be adopted: no leftovers.
    pub(crate) spared: Vec<(u64, String)>,
    pub(crate) cgroup_parent: String,
    pub(crate) confinement: Confinement,
}

/// Spawner to launcher. `Spawned` carries the pidfd, and `Kept` while the main process lives.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Answer {
    Hello(Enforcement),
    Spawned { token: u64, pid: i32 },
    SpawnFailed { token: u64, error: SpawnError },
    Exited { token: u64, status: Exit, oom_killed: bool, cpu_time: Duration, max_rss_bytes: u64 },
    Gone { token: u64, killed: bool },
    Kept { token: u64, pid: i32, exited: Option<(Exit, bool)>, asked: bool },
    Memo { key: u64, memo: Vec<u8> },
    KeptAll,
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
