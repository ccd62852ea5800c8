//! What is to be started: the complete description of one main process. Nothing is inherited, so nothing is missing from it.

use std::ffi::OsString;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::hardening::Hardening;

/// One process to start, and what it may use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpawnSpec {
    /// The caller's name for this instance, in every request and reply about it. Unique among the instances that are not `Gone`;
    /// the two largest values are the spawner's own.
    pub token: u64,
    /// The file to execute: an absolute path, never looked up in PATH and never run by a shell.
    #[serde(with = "os_path")]
    pub executable: PathBuf,
    /// `argv[0]`; the executable's path where there is none.
    pub argv0: Option<OsString>,
    /// The arguments after `argv[0]`.
    pub args: Vec<OsString>,
    /// The complete environment. Where no cgroup can hold the tree, `PRISM_INSTANCE` is added to it (see [`crate::Enforcement`]).
    pub env: Vec<(String, String)>,
    /// Where it runs.
    #[serde(with = "os_path")]
    pub work_dir: PathBuf,
    /// What it may use.
    pub limits: Limits,
    /// What it is kept from.
    pub hardening: Hardening,
    /// A file name that no other live instance has, for its cgroup: `[A-Za-z0-9_-]`, at most 128 bytes.
    pub cgroup: String,
    /// What asks it to end when there is no launcher left to ask (the manifest's `stop_signal`).
    pub stop_signal: i32,
}

/// One that an earlier spawner had started and that lives: what is needed to look after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdoptSpec {
    /// As it was spawned with.
    pub token: u64,
    /// Its main process, whose pidfd goes with this.
    pub pid: i32,
    /// As it was spawned with.
    pub limits: Limits,
    /// As it was spawned with.
    pub cgroup: String,
    /// As it was spawned with.
    pub stop_signal: i32,
}

/// What an instance may use. What is `None` is not limited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Thousandths of a core for the whole tree.
    pub cpu_millis: Option<u64>,
    /// Memory of the whole tree, swap included.
    pub memory_bytes: Option<u64>,
    /// Processes and threads of the whole tree.
    pub pids: Option<u64>,
    /// Open files of each process (`RLIMIT_NOFILE`, soft and hard).
    pub nofile: Option<u64>,
}

/// Which kernel facility holds the trees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Confinement {
    /// The best that this machine permits.
    #[default]
    Detect,
    /// No cgroups, even where there are some: for tests, and for machines whose cgroups belong to somebody else.
    NoCgroups,
}

/// A path as the bytes that it is: serde's own form refuses those that are not UTF-8.
mod os_path {
    use std::ffi::OsString;
    use std::path::{Path, PathBuf};

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
        path.as_os_str().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
        OsString::deserialize(deserializer).map(PathBuf::from)
    }
}
