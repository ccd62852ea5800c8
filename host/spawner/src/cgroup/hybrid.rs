//! Limits by the v1 controllers, everything else by the v2 tree without controllers that is mounted beside them (systemd's
//! "hybrid" layout, and this is its best part: `cgroup.kill`, `populated` and `cpu.stat` need no controller).
//!
//! A v1 directory is made only for a limit that is set: each costs about 30 µs to make, 20 µs to enter, 30 µs to remove.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::group::{self, Group};
use super::mounts::{Hierarchy, Mounts};
use super::{Backend, Tree, files, nofile_limit};
use crate::reply::{Enforced, Enforcement, SpawnError, Step};
use crate::spec::Limits;
use crate::wire::Settings;

/// The scheduler's period; quotas are parts of it. The kernel's default, and 100 µs for each thousandth of a core.
const CFS_PERIOD_MICROS: u64 = 100_000;
/// The least quota that the kernel accepts.
const CFS_QUOTA_MICROS_MIN: u64 = 1_000;

/// The parent directories.
#[derive(Debug)]
pub(super) struct Hybrid {
    v2: PathBuf,
    v2_path: String,
    cpu: Result<PathBuf, String>,
    memory: Result<PathBuf, String>,
    pids: Result<PathBuf, String>,
}

impl Hybrid {
    /// Clears leftovers and makes the parents. Says why not, which is so only without the v2 tree: a missing controller is a limit not
    /// enforced.
    pub(super) fn prepare(mounts: &Mounts, v2: &Hierarchy, settings: &Settings) -> Result<Self, String> {
        let parent = settings.cgroup_parent.as_str();
        let hybrid = Self {
            v2: v2.dir.join(parent),
            v2_path: group::below(&v2.path, parent),
            cpu: v1_parent("cpu", mounts.cpu.as_ref(), parent),
            memory: v1_parent("memory", mounts.memory.as_ref(), parent),
            pids: v1_parent("pids", mounts.pids.as_ref(), parent),
        };
        files::ensure_dir(&hybrid.v2).map_err(|error| format!("cannot make {}: {error}", hybrid.v2.display()))?;
        group::clear_leftovers(&hybrid.v2, &hybrid.v1_parents(), &settings.spared);
        Ok(hybrid)
    }

    fn v1_parents(&self) -> Vec<PathBuf> {
        [&self.cpu, &self.memory, &self.pids].into_iter().flatten().cloned().collect()
    }

    /// The directories and files of an instance, whether they are there or not.
    fn group(&self, name: &str, limits: &Limits) -> Group {
        let dir = |parent: &Result<PathBuf, String>, limit: Option<u64>| {
            parent.as_ref().ok().filter(|_| limit.is_some()).map(|parent| parent.join(name))
        };
        let (cpu, memory) = (dir(&self.cpu, limits.cpu_millis), dir(&self.memory, limits.memory_bytes));
        let pids = dir(&self.pids, limits.pids);
        Group {
            v2: self.v2.join(name),
            v2_path: group::below(&self.v2_path, name),
            quota: cpu.as_ref().map(|dir| (dir.join("cpu.cfs_quota_us"), "-1")),
            oom_events: memory.as_ref().map(|dir| dir.join("memory.oom_control")),
            memory: memory.as_ref().map(|dir| dir.join("memory.usage_in_bytes")),
            v1: [cpu, memory, pids].into_iter().flatten().collect(),
        }
    }

    fn build(&self, name: &str, limits: &Limits) -> Result<(), SpawnError> {
        make(&self.v2, name)?;
        if let (Ok(parent), Some(millis)) = (&self.cpu, limits.cpu_millis) {
            limit_cpu(&make(parent, name)?, millis)?;
        }
        if let (Ok(parent), Some(bytes)) = (&self.memory, limits.memory_bytes) {
            limit_memory(&make(parent, name)?, bytes)?;
        }
        if let (Ok(parent), Some(pids)) = (&self.pids, limits.pids) {
            set(&make(parent, name)?.join("pids.max"), pids)?;
        }
        Ok(())
    }
}

impl Backend for Hybrid {
    fn enforcement(&self) -> Enforcement {
        let by = |item: &Result<PathBuf, String>, file: &str| match item {
            Ok(_) => Enforced::By(format!("cgroup v1 {file}")),
            Err(why) => Enforced::Not(why.clone()),
        };
        Enforcement {
            backend: "hybrid".to_owned(),
            tree_kill: Enforced::By("cgroup v2 cgroup.kill (no controllers)".to_owned()),
            cpu_limit: by(&self.cpu, "cpu.cfs_quota_us"),
            memory_limit: by(&self.memory, "memory.limit_in_bytes"),
            pids_limit: by(&self.pids, "pids.max"),
            nofile_limit: nofile_limit(),
            hardening: BTreeMap::new(),
        }
    }

    fn plant(&self, name: &str, _token: u64, limits: &Limits) -> Result<Box<dyn Tree>, SpawnError> {
        let mut group = self.group(name, limits);
        match self.build(name, limits) {
            Ok(()) => Ok(Box::new(group)),
            Err(error) => {
                group.uproot();
                Err(error)
            }
        }
    }

    fn adopt(&self, name: &str, _token: u64, limits: &Limits, main: i32) -> Option<Box<dyn Tree>> {
        let group = self.group(name, limits);
        group::is_member(main, &group.v2_path).then(|| Box::new(group) as Box<dyn Tree>)
    }

    fn clear(&self, name: &str, _token: u64) {
        group::clear_one(&self.v2, &self.v1_parents(), name);
    }

    fn clear_all_but(&self, spared: &[(u64, String)]) {
        group::clear_leftovers(&self.v2, &self.v1_parents(), spared);
    }

    fn remove(&self) {
        for dir in self.v1_parents().iter().chain([&self.v2]) {
            let _ = fs::remove_dir(dir);
        }
    }
}

fn v1_parent(controller: &str, hierarchy: Option<&Hierarchy>, parent: &str) -> Result<PathBuf, String> {
    let hierarchy = hierarchy.ok_or_else(|| format!("the cgroup v1 controller {controller} is not mounted"))?;
    let dir = hierarchy.dir.join(parent);
    files::ensure_dir(&dir).map_err(|error| format!("{}: {error}", dir.display()))?;
    Ok(dir)
}

/// Makes `parent/name`; and `parent` too, should somebody have removed it since.
pub(super) fn make(parent: &Path, name: &str) -> Result<PathBuf, SpawnError> {
    let dir = parent.join(name);
    let made = match fs::create_dir(&dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => fs::create_dir_all(&dir),
        other => other,
    };
    made.map_err(|error| refused(&error, &dir))?;
    Ok(dir)
}

fn limit_cpu(dir: &Path, millis: u64) -> Result<(), SpawnError> {
    let quota = millis.saturating_mul(CFS_PERIOD_MICROS / 1000).max(CFS_QUOTA_MICROS_MIN);
    set(&dir.join("cpu.cfs_period_us"), CFS_PERIOD_MICROS)?;
    set(&dir.join("cpu.cfs_quota_us"), quota)
}

/// Swap counts too where the kernel accounts for it; it must not be less than the memory limit, so it is set after.
fn limit_memory(dir: &Path, bytes: u64) -> Result<(), SpawnError> {
    set(&dir.join("memory.limit_in_bytes"), bytes)?;
    let with_swap = dir.join("memory.memsw.limit_in_bytes");
    if with_swap.exists() {
        set(&with_swap, bytes)?;
    }
    Ok(())
}

/// Writes a limit, or says which one was refused.
pub(super) fn set(file: &Path, value: impl ToString) -> Result<(), SpawnError> {
    files::write(file, &value.to_string()).map_err(|error| refused(&error, file))
}

fn refused(error: &io::Error, path: &Path) -> SpawnError {
    SpawnError::new(Step::Cgroup, error.raw_os_error().unwrap_or(libc::EIO), path.display().to_string())
}
