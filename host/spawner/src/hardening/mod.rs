//! What an instance is kept from, besides its limits: another user, no capabilities, namespaces and a scope of its own, its own files, a
//! filter of system calls.
//!
//! Found out once, when the spawner starts ([`Machine::probe`]); made ready before each clone ([`Machine::ready`], where memory may
//! still be taken); put in force by the child between clone and execve (`apply`), in the order that the kernel demands.
//!
//! The invariant: what cannot be put in force fails the spawn, and what this machine is known not to have is left out and said in
//! [`crate::Enforcement`]. A user is never left out: nothing is started as somebody else than it should be.

mod apply;
mod capabilities;
mod filesystem;
mod landlock;
mod namespaces;
mod seccomp;

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

pub(crate) use apply::{become_user, bound_capabilities, drop_capabilities, filter_calls, no_new_privileges, restrict};
pub use filesystem::Filesystem;
pub(crate) use namespaces::{Own, enter as enter_namespaces};

use self::capabilities::Capabilities;
use self::filesystem::Common;
use self::landlock::{ABI_OF_SIGNALS, Landlock};
use self::seccomp::Filter;
use crate::reply::{Enforced, SpawnError, Step};

/// What an instance is kept from. Nothing, unless it is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hardening {
    /// The user that it runs as, the group of the same number, and no other group. None: those of the spawner.
    pub user: Option<u32>,
    /// It has no capabilities, and cannot get any.
    pub drop_capabilities: bool,
    /// It has System V objects and message queues of its own, which end with it.
    pub own_ipc: bool,
    /// It has an empty /tmp of its own, in memory, which ends with it.
    pub own_tmp: bool,
    /// It sees its own processes and no others. It is their first, number 1: all of them end with it.
    pub own_processes: bool,
    /// It cannot signal or trace what it did not start itself.
    pub process_scope: bool,
    /// It opens these files, and those that every program needs, and no others. None: whatever its user may.
    pub filesystem: Option<Filesystem>,
    /// System calls that no server needs are refused.
    pub seccomp: bool,
}

/// One thing that an instance can be kept from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Measure {
    /// [`Hardening::user`].
    Uid,
    /// [`Hardening::drop_capabilities`].
    Capabilities,
    /// [`Hardening::own_ipc`].
    Ipc,
    /// [`Hardening::own_tmp`].
    Tmp,
    /// [`Hardening::own_processes`].
    Processes,
    /// [`Hardening::process_scope`].
    ProcessScope,
    /// [`Hardening::filesystem`].
    Filesystem,
    /// [`Hardening::seccomp`].
    Seccomp,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Uid,
        Self::Capabilities,
        Self::Ipc,
        Self::Tmp,
        Self::Processes,
        Self::ProcessScope,
        Self::Filesystem,
        Self::Seccomp,
    ];

    /// Its name in files and on health pages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Uid => "uid",
            Self::Capabilities => "capabilities",
            Self::Ipc => "ipc",
            Self::Tmp => "tmp",
            Self::Processes => "processes",
            Self::ProcessScope => "process_scope",
            Self::Filesystem => "filesystem",
            Self::Seccomp => "seccomp",
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What this machine, and our own rights on it, permit.
#[derive(Debug)]
pub(crate) struct Machine {
    capabilities: Capabilities,
    landlock: Result<Landlock, String>,
    /// The ruleset of all that are only scoped.
    scope: Option<Rc<OwnedFd>>,
    common: Common,
    filter: Result<Rc<Filter>, String>,
    ipc: OnceCell<Result<(), String>>,
    tmp: OnceCell<Result<(), String>>,
    processes: OnceCell<Result<(), String>>,
}

/// What instances can be kept from by a spawner that this process would start, and by what.
#[must_use]
pub fn machine() -> BTreeMap<Measure, Enforced> {
    Machine::probe().report()
}

/// What the child needs to put a [`Hardening`] in force, laid out before the clone.
#[derive(Debug, Default)]
pub(crate) struct Ready {
    user: Option<u32>,
    own: Own,
    /// Its ruleset names files, so it must name those that are mounted for it, too.
    keeps_to_files: bool,
    drop_capabilities: bool,
    /// To be taken out of the bounding set.
    bounding: Vec<libc::c_ulong>,
    ruleset: Option<Rc<OwnedFd>>,
    filter: Option<Rc<Filter>>,
}

impl Machine {
    /// Asks the kernel. A process that we start has the same rights, so it would find the same.
    pub(crate) fn probe() -> Self {
        let landlock = Landlock::probe().map_err(|error| format!("this kernel has no landlock ({error})"));
        Self {
            capabilities: Capabilities::own(),
            scope: landlock.as_ref().ok().and_then(|landlock| landlock.scope().ok()).map(Rc::new),
            landlock,
            common: Common::default(),
            filter: Filter::probe().map(Rc::new).map_err(|error| format!("this kernel has no seccomp ({error})")),
            ipc: OnceCell::new(),
            tmp: OnceCell::new(),
            processes: OnceCell::new(),
        }
    }

    /// What can be enforced, and by what.
    pub(crate) fn report(&self) -> BTreeMap<Measure, Enforced> {
        let of = |measure| match measure {
            Measure::Uid => self.capabilities.switches_users(),
            Measure::Capabilities => self.capabilities.are_dropped(),
            Measure::Ipc => by(self.has(Own::IPC), "an IPC namespace for each instance"),
            Measure::Tmp => by(self.has(Own::TMP), "a mount namespace for each instance"),
            Measure::Processes => by(self.has(Own::PROCESSES), "a process namespace for each instance"),
            Measure::ProcessScope => self.scopes(),
            Measure::Filesystem => self.by_landlock(),
            Measure::Seccomp => {
                let refused = self.filter.as_ref().map_or(0, |filter| filter.refused());
                by(self.filter.as_ref().map(drop), &format!("seccomp, {refused} system calls refused"))
            }
        };
        Measure::ALL.into_iter().map(|measure| (measure, of(measure))).collect()
    }

    /// Whether these can be had. It is tried once, when it is first asked.
    fn has(&self, own: Own) -> Result<(), &String> {
        let known = match own {
            Own::IPC => &self.ipc,
            Own::TMP => &self.tmp,
            _ => &self.processes,
        };
        known.get_or_init(|| namespaces::probe(own)).as_ref().copied()
    }

    fn by_landlock(&self) -> Enforced {
        let abi = self.landlock.as_ref().map_or(0, |landlock| landlock.abi);
        by(self.landlock.as_ref().map(drop), &format!("landlock ABI {abi}"))
    }

    fn scopes(&self) -> Enforced {
        match &self.landlock {
            Ok(Landlock { abi }) if *abi < ABI_OF_SIGNALS => Enforced::Not(format!(
                "landlock ABI {abi} scopes tracing, and signals only from ABI {ABI_OF_SIGNALS} on"
            )),
            _ => self.by_landlock(),
        }
    }

    /// Everything that can be done before the clone, for `program` (if it is known) that writes to `output`.
    pub(crate) fn ready(
        &self,
        wanted: &Hardening,
        program: Option<&Path>,
        output: Option<BorrowedFd<'_>>,
    ) -> Result<Ready, SpawnError> {
        let drop_capabilities = wanted.drop_capabilities;
        Ok(Ready {
            user: wanted.user,
            own: Own {
                ipc: wanted.own_ipc && self.has(Own::IPC).is_ok(),
                tmp: wanted.own_tmp && self.has(Own::TMP).is_ok(),
                processes: wanted.own_processes && self.has(Own::PROCESSES).is_ok(),
            },
            keeps_to_files: wanted.filesystem.is_some(),
            drop_capabilities,
            bounding: if drop_capabilities { self.capabilities.to_drop() } else { Vec::new() },
            ruleset: self.ruleset(wanted, program, output)?,
            filter: self.filter.as_ref().ok().filter(|_| wanted.seccomp).cloned(),
        })
    }

    fn ruleset(
        &self,
        wanted: &Hardening,
        program: Option<&Path>,
        output: Option<BorrowedFd<'_>>,
    ) -> Result<Option<Rc<OwnedFd>>, SpawnError> {
        match (&self.landlock, &wanted.filesystem) {
            (Err(_), _) => Ok(None),
            (Ok(landlock), Some(files)) => {
                filesystem::ruleset(*landlock, &self.common, files, wanted.process_scope, program, output)
                    .map(|ruleset| Some(Rc::new(ruleset)))
            }
            (Ok(_), None) if !wanted.process_scope => Ok(None),
            (Ok(_), None) => match &self.scope {
                Some(scope) => Ok(Some(scope.clone())),
                None => Err(SpawnError::new(Step::Landlock, libc::EMFILE, "scope")),
            },
        }
    }
}

/// By this, or not because of that.
fn by(can: Result<(), &String>, how: &str) -> Enforced {
    match can {
        Ok(()) => Enforced::By(how.to_owned()),
        Err(why) => Enforced::Not(why.clone()),
    }
}

impl Ready {
    /// What it has of its own.
    pub(crate) fn own(&self) -> Own {
        self.own
    }

    /// What the child is to restrict itself by.
    pub(crate) fn ruleset(&self) -> Option<BorrowedFd<'_>> {
        self.ruleset.as_deref().map(AsFd::as_fd)
    }
}

impl Filter {
    /// The filter, where the kernel takes one.
    fn probe() -> io::Result<Self> {
        apply::knows_filters().map(|()| Self::new())
    }
}
