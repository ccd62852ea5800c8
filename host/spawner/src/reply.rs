//! What the spawner says: replies, exits, errors, and which limits this machine can enforce.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::os::fd::OwnedFd;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::hardening::Measure;

/// One message from the spawner. The order is the order in which things happened there.
#[derive(Debug)]
pub enum Reply {
    /// The first one: the spawner is ready, leftovers of an earlier one are gone.
    Hello {
        /// What is enforced on this machine.
        enforcement: Enforcement,
    },
    /// The main process executes its program.
    Spawned {
        /// Whose.
        token: u64,
        /// For people; a pid is a label, not a handle.
        pid: i32,
        /// The handle. `None` only when the launcher had no free descriptor to receive it with.
        pidfd: Option<OwnedFd>,
    },
    /// Nothing was started and nothing is left of the attempt.
    SpawnFailed {
        /// Whose.
        token: u64,
        /// Where it failed and why.
        error: SpawnError,
    },
    /// The main process ended. Descendants may live on until they are swept.
    Exited {
        /// Whose.
        token: u64,
        /// How it ended.
        status: Exit,
        /// The kernel had killed a process of the tree for want of memory, whosever limit it was, and the main process did not end well.
        oom_killed: bool,
        /// User and system time of the main process and the children it waited for.
        cpu_time: Duration,
        /// The largest resident set among these, in bytes.
        max_rss_bytes: u64,
    },
    /// Nothing of the tree lives, its cgroups are removed, its reserved ports are closed, its token is free.
    Gone {
        /// Whose.
        token: u64,
        /// Something of it was left that had to be killed.
        killed: bool,
    },
    /// The spawner has this instance: from before there was this launcher, or adopted on its behalf. In answer to `survey`.
    Kept {
        /// Whose.
        token: u64,
        /// Its main process.
        pid: i32,
        /// The handle, while the main process lives.
        pidfd: Option<OwnedFd>,
        /// How the main process ended, and whether the memory limit was why; it will not be said again.
        exited: Option<(Exit, bool)>,
        /// It was asked to stop.
        asked: bool,
    },
    /// What a launcher wanted remembered. In answer to `survey`.
    Memo {
        /// Under which number.
        key: u64,
        /// What.
        memo: Vec<u8>,
    },
    /// Everything there is was told of.
    KeptAll,
    /// The answer to `usage`. There is none for a token that is not alive.
    Usage {
        /// Whose.
        token: u64,
        /// Of the whole tree where there is a cgroup; else of its live processes.
        cpu_time: Duration,
        /// Charged to its cgroup if memory is limited, else the sum of resident sets.
        memory_bytes: u64,
    },
    /// The answer to `ping`.
    Pong,
    /// The spawner ended, or cannot be heard any more. The last reply.
    Closed,
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Exit {
    /// It returned this.
    Code(i32),
    /// This signal ended it.
    Signal(i32),
    /// It was not our child: who may know says nothing.
    Unknown,
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "exit code {code}"),
            Self::Signal(signal) => write!(f, "signal {signal}"),
            Self::Unknown => f.write_str("an unknown exit status"),
        }
    }
}

/// Why nothing was started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{step} ({subject}): {}", io::Error::from_raw_os_error(*errno))]
pub struct SpawnError {
    /// What could not be done.
    pub step: Step,
    /// The kernel's reason.
    pub errno: i32,
    /// With what: a path, a name, a number.
    pub subject: String,
}

/// The steps of a spawn, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// The description itself: a token in use, a NUL byte, a relative path.
    Spec,
    /// Descriptors did not arrive, or could not be arranged (`ENOSYS`: Linux before 5.9).
    Descriptors,
    /// A cgroup of its own, with its limits.
    Cgroup,
    /// A new process.
    Clone,
    /// A session of its own.
    Session,
    /// Entering the cgroup.
    Join,
    /// Resource limits.
    Rlimits,
    /// Namespaces of its own.
    Namespaces,
    /// `PR_SET_NO_NEW_PRIVS`.
    NoNewPrivs,
    /// Giving up capabilities.
    Capabilities,
    /// Becoming another user.
    User,
    /// Keeping to its own files and processes. `ENOENT`: a path that it is given is not there.
    Landlock,
    /// Having system calls refused.
    Seccomp,
    /// Entering the work directory.
    WorkDir,
    /// Executing the file: `ENOENT` it is not there, `EACCES` not executable, `ENOEXEC` no format that this kernel knows.
    Executable,
    /// The file is there; the interpreter that it names (after `#!`, or its dynamic loader) is not.
    Interpreter,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Spec => "cannot use the description",
            Self::Descriptors => "cannot arrange descriptors",
            Self::Cgroup => "cannot make a cgroup",
            Self::Clone => "cannot make a process",
            Self::Session => "cannot make a session",
            Self::Join => "cannot enter the cgroup",
            Self::Rlimits => "cannot set resource limits",
            Self::Namespaces => "cannot make namespaces",
            Self::NoNewPrivs => "cannot give up new privileges",
            Self::Capabilities => "cannot give up capabilities",
            Self::User => "cannot become another user",
            Self::Landlock => "cannot restrict files and processes",
            Self::Seccomp => "cannot filter system calls",
            Self::WorkDir => "cannot enter the work directory",
            Self::Executable => "cannot execute",
            Self::Interpreter => "cannot find the interpreter",
        })
    }
}

/// What this machine enforces, item by item, in words for Health and in bits for `require_limits`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enforcement {
    /// `unified`, `hybrid` or `none`.
    pub backend: String,
    /// Whether a kill reaches every process of a tree, daemonised ones too.
    pub tree_kill: Enforced,
    /// `Limits::cpu_millis`.
    pub cpu_limit: Enforced,
    /// `Limits::memory_bytes`.
    pub memory_limit: Enforced,
    /// `Limits::pids`.
    pub pids_limit: Enforced,
    /// `Limits::nofile`.
    pub nofile_limit: Enforced,
    /// What instances can be kept from: [`crate::Hardening`].
    pub hardening: BTreeMap<Measure, Enforced>,
}

impl Enforcement {
    /// The items that limits depend on, by their names.
    pub fn limits(&self) -> impl Iterator<Item = (&'static str, &Enforced)> {
        [
            ("tree_kill", &self.tree_kill),
            ("cpu_limit", &self.cpu_limit),
            ("memory_limit", &self.memory_limit),
            ("pids_limit", &self.pids_limit),
            ("nofile_limit", &self.nofile_limit),
        ]
        .into_iter()
    }

    /// Every item by its name: the limits, then the measures.
    pub fn items(&self) -> impl Iterator<Item = (&'static str, &Enforced)> {
        self.limits().chain(self.hardening.iter().map(|(measure, enforced)| (measure.name(), enforced)))
    }
}

/// One item: by what it is enforced, or why it is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Enforced {
    /// By this.
    By(String),
    /// Not, because of this.
    Not(String),
}

impl Enforced {
    /// Whether it holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        matches!(self, Self::By(_))
    }
}

impl fmt::Display for Enforced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::By(how) => write!(f, "enforced by {how}"),
            Self::Not(why) => write!(f, "not enforced: {why}"),
        }
    }
}
