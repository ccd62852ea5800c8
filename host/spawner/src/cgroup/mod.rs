//! What holds a tree of processes together: three backends behind one face.
//!
//! | backend | limits | tree kill |
//! | --- | --- | --- |
//! | `unified` | cgroup v2 controllers | `cgroup.kill` |
//! | `hybrid` | cgroup v1 controllers, for the limits that are set | `cgroup.kill` of the v2 tree without controllers beside them |
//! | `none` | none | descent and the mark `PRISM_INSTANCE`, by way of /proc |
//!
//! Which one: found out from the mounts and by making the directories, not guessed from a version.
//!
//! The invariant: a tree whose `is_empty` is true has no living process, and stays so.

mod files;
mod group;
mod hybrid;
mod mounts;
mod none;
mod unified;

use std::ffi::{CStr, CString};
use std::path::Path;
use std::time::Duration;

use crate::reply::{Enforced, Enforcement, SpawnError};
use crate::spec::{Confinement, Limits};
use crate::wire::Settings;

/// Where trees grow.
pub(crate) trait Backend {
    /// What it enforces on this machine: limits, no measures.
    fn enforcement(&self) -> Enforcement;
    /// A place for one instance, with its limits. A limit that this machine cannot enforce is left out, one that it refuses fails.
    fn plant(&self, name: &str, token: u64, limits: &Limits) -> Result<Box<dyn Tree>, SpawnError>;
    /// The place that an earlier spawner planted, with what was started in it. None where `main` is not there.
    fn adopt(&self, name: &str, token: u64, limits: &Limits, main: i32) -> Option<Box<dyn Tree>>;
    /// Kills and removes what is left of one that was spared for an adoption that does not take place.
    fn clear(&self, name: &str, token: u64);
    /// The same for everything that nobody names: what is not an instance and will not be adopted.
    fn clear_all_but(&self, spared: &[(u64, String)]);
    /// Gives back what all instances shared. For the very end.
    fn remove(&self);
}

/// The processes of one instance.
pub(crate) trait Tree {
    /// The v2 cgroup that the main process is born in.
    fn home(&self) -> Option<&Path> {
        None
    }
    /// The files by which the main process enters its other cgroups before it executes.
    fn joins(&self) -> Vec<CString> {
        Vec::new()
    }
    /// What the main process carries in its environment.
    fn mark(&self) -> Option<&CStr> {
        None
    }
    /// The main process lives.
    fn rooted(&mut self, _pid: i32) {}
    /// The main process was reaped; its pid may be anybody's from now on.
    fn root_ended(&mut self) {}
    /// Sends `signal` to every process.
    fn signal(&self, signal: i32);
    /// Sends SIGKILL to every process. Where that is not one indivisible act, it must be called until the tree is empty.
    fn kill(&mut self);
    /// Whether no process lives.
    fn is_empty(&mut self) -> bool;
    /// Removes what `plant` made. False: not yet, ask again.
    fn uproot(&mut self) -> bool;
    /// Whether the kernel has killed a process for want of memory.
    fn oom_killed(&self) -> bool {
        false
    }
    /// Time used and memory held.
    fn usage(&self) -> (Duration, u64);
}

/// The best backend that this machine permits. Kills and removes what an earlier spawner left there, but not
/// what is going to be adopted. `launcher` is who started us; it may have died since.
pub(crate) fn detect(settings: &Settings, launcher: i32) -> Box<dyn Backend> {
    if settings.confinement == Confinement::NoCgroups {
        return Box::new(none::NoCgroups::new("switched off by the configuration", settings));
    }
    let mounts = mounts::Mounts::read();
    let Some(v2) = mounts.v2.clone() else {
        return Box::new(none::NoCgroups::new("no cgroup2 file system is mounted", settings));
    };
    if unified::has_controllers(&v2) || !mounts.has_v1_controllers() {
        match unified::Unified::prepare(&v2, settings, launcher) {
            Ok(unified) => Box::new(unified),
            Err(why) => Box::new(none::NoCgroups::new(&why, settings)),
        }
    } else {
        match hybrid::Hybrid::prepare(&mounts, &v2, settings) {
            Ok(hybrid) => Box::new(hybrid),
            Err(why) => Box::new(none::NoCgroups::new(&why, settings)),
        }
    }
}

fn nofile_limit() -> Enforced {
    Enforced::By("RLIMIT_NOFILE".to_owned())
}
