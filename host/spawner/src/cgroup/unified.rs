//! cgroup v2 with its controllers, as root or in a delegated subtree.
//!
//! The rule to mind: a cgroup that hands controllers to its children holds no processes itself (only the real root may). The
//! kernel refuses it for some controllers (EBUSY) and for others makes the children unusable (a "threaded" subtree), so it is
//! settled first: the launcher and the spawner move into a leaf beside the instances, or a service manager has started them in
//! one (systemd's `DelegateSubgroup`). Nobody else is moved.
//!
//! ```text
//!   base ─┬─ <parent>.self    the launcher and the spawner, where they had to move; or the service manager's leaf
//!         └─ <parent> ─┬─ <instance>
//!                      └─ <instance>
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::group::{self, Group};
use super::hybrid::{make, set};
use super::mounts::Hierarchy;
use super::{Backend, Tree, files, nofile_limit};
use crate::process;
use crate::reply::{Enforced, Enforcement, SpawnError};
use crate::spec::Limits;
use crate::wire::Settings;

/// The period of `cpu.max`, the kernel's default.
const CPU_PERIOD_MICROS: u64 = 100_000;
/// The least quota that the kernel accepts.
const CPU_QUOTA_MICROS_MIN: u64 = 1_000;
/// Set to `1` by systemd on a cgroup whose inside is not its own business, readable for everybody.
const DELEGATED: &str = "user.delegate";

/// Whether this hierarchy has any of the controllers that limit instances.
pub(super) fn has_controllers(v2: &Hierarchy) -> bool {
    let available = fs::read_to_string(v2.dir.join("cgroup.controllers")).unwrap_or_default();
    available.split_ascii_whitespace().any(|name| ["cpu", "memory", "pids"].contains(&name))
}

/// The parent directory, and what its children can limit.
#[derive(Debug)]
pub(super) struct Unified {
    dir: PathBuf,
    path: String,
    cpu: Result<(), String>,
    memory: Result<(), String>,
    pids: Result<(), String>,
}

impl Unified {
    /// Clears leftovers, makes the parent, hands it the controllers. Says why not.
    pub(super) fn prepare(own: &Hierarchy, settings: &Settings, launcher: i32) -> Result<Self, String> {
        let parent = settings.cgroup_parent.as_str();
        let base = base(own, parent);
        let dir = base.dir.join(parent);
        files::ensure_dir(&dir).map_err(|error| format!("cannot make {}: {error}", dir.display()))?;
        group::clear_leftovers(&dir, &[], &settings.spared);
        let room = make_room(&base.dir, parent, launcher);
        let enable = |controller: &str| room.clone().and_then(|()| enable(&base.dir, parent, controller));
        let (cpu, memory, pids) = (enable("cpu"), enable("memory"), enable("pids"));
        Ok(Self { path: group::below(&base.path, parent), dir, cpu, memory, pids })
    }

    /// The files of an instance, whether they are there or not.
    fn group(&self, name: &str, limits: &Limits) -> Group {
        let dir = self.dir.join(name);
        let (cpu, memory) = (self.cpu.is_ok() && limits.cpu_millis.is_some(), self.memory.is_ok());
        Group {
            v2_path: group::below(&self.path, name),
            v1: Vec::new(),
            quota: cpu.then(|| (dir.join("cpu.max"), "max")),
            memory: memory.then(|| dir.join("memory.current")),
            // Whosever limit it was: the kernel counts a kill where the victim lives.
            oom_events: memory.then(|| dir.join("memory.events")),
            v2: dir,
        }
    }

    fn build(&self, name: &str, limits: &Limits) -> Result<(), SpawnError> {
        let dir = make(&self.dir, name)?;
        if let (Ok(()), Some(millis)) = (&self.cpu, limits.cpu_millis) {
            let quota = millis.saturating_mul(CPU_PERIOD_MICROS / 1000).max(CPU_QUOTA_MICROS_MIN);
            set(&dir.join("cpu.max"), format!("{quota} {CPU_PERIOD_MICROS}"))?;
        }
        if let (Ok(()), Some(bytes)) = (&self.memory, limits.memory_bytes) {
            limit_memory(&dir, bytes)?;
        }
        if let (Ok(()), Some(pids)) = (&self.pids, limits.pids) {
            set(&dir.join("pids.max"), pids)?;
        }
        Ok(())
    }
}

impl Backend for Unified {
    fn enforcement(&self) -> Enforcement {
        let by = |item: &Result<(), String>, file: &str| match item {
            Ok(()) => Enforced::By(format!("cgroup v2 {file}")),
            Err(why) => Enforced::Not(why.clone()),
        };
        Enforcement {
            backend: "unified".to_owned(),
            tree_kill: Enforced::By("cgroup v2 cgroup.kill".to_owned()),
            cpu_limit: by(&self.cpu, "cpu.max"),
            memory_limit: by(&self.memory, "memory.max"),
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
        group::clear_one(&self.dir, &[], name);
    }

    fn clear_all_but(&self, spared: &[(u64, String)]) {
        group::clear_leftovers(&self.dir, &[], spared);
    }

    fn remove(&self) {
        let _ = fs::remove_dir(&self.dir);
    }
}

/// One process over its limit takes the whole instance with it: half an instance is no use to anybody.
fn limit_memory(dir: &Path, bytes: u64) -> Result<(), SpawnError> {
    set(&dir.join("memory.max"), bytes)?;
    set(&dir.join("memory.oom.group"), 1)?;
    let swap = dir.join("memory.swap.max");
    if swap.exists() {
        set(&swap, 0)?;
    }
    Ok(())
}

fn leaf(parent: &str) -> String {
    format!("{parent}.self")
}

/// The cgroup to build in: our own; or the one above, where we live in a leaf of it. That is so if an earlier start of this launcher has
/// moved us there, or if the one above is what was delegated and our own is not. The latter must not depend on what else is found
/// there: every start has to build in the same place, or it would not find what the one before has left.
fn base(own: &Hierarchy, parent: &str) -> Hierarchy {
    let in_leaf = own.dir.ends_with(leaf(parent));
    let above = above(own).filter(|above| in_leaf || is_delegated(&above.dir) && !is_delegated(&own.dir));
    above.unwrap_or_else(|| own.clone())
}

fn above(own: &Hierarchy) -> Option<Hierarchy> {
    let (path, name) = own.path.rsplit_once('/').filter(|(_, name)| own.dir.ends_with(name))?;
    let dir = own.dir.parent().filter(|_| !name.is_empty())?;
    Some(Hierarchy { dir: dir.to_owned(), path: if path.is_empty() { "/" } else { path }.to_owned() })
}

fn is_delegated(dir: &Path) -> bool {
    let mut value = [0; 2];
    rustix::fs::getxattr(dir, DELEGATED, &mut value).is_ok_and(|length| value[..length] == *b"1")
}

/// Sees to it that no process lives in `base` itself. Says why not. Where others would stay, nobody is moved: it would not help.
fn make_room(base: &Path, parent: &str, launcher: i32) -> Result<(), String> {
    let is_root = !base.join("cgroup.type").exists();
    if is_root {
        return Ok(());
    }
    let spawner = rustix::process::getpid().as_raw_pid();
    let others = |base| inhabitants(base).map(|pids| pids.into_iter().find(|pid| ![launcher, spawner].contains(pid)));
    let stranger = |pid| format!("other processes live in {} (pid {pid})", base.display());
    let cannot = |error: io::Error| format!("cannot leave {}: {error}", base.display());
    if let Some(pid) = others(base).map_err(cannot)? {
        return Err(stranger(pid));
    }
    if !inhabitants(base).map_err(cannot)?.is_empty() {
        move_aside(&base.join(leaf(parent)), launcher).map_err(cannot)?;
    }
    // Somebody may have come meanwhile.
    inhabitants(base).map_err(cannot)?.first().map_or(Ok(()), |pid| Err(stranger(*pid)))
}

/// Who lives in `dir` itself. A process of another pid namespace is shown as 0.
fn inhabitants(dir: &Path) -> io::Result<Vec<i32>> {
    Ok(process::numbers(&fs::read_to_string(dir.join("cgroup.procs"))?).collect())
}

/// Hands `controller` down two levels, to the parent and to its children. Says why not.
fn enable(base: &Path, parent: &str, controller: &str) -> Result<(), String> {
    for dir in [base, &base.join(parent)] {
        let offered = fs::read_to_string(dir.join("cgroup.controllers")).unwrap_or_default();
        if !offered.split_ascii_whitespace().any(|name| name == controller) {
            return Err(format!("the cgroup v2 controller {controller} is not handed down to {}", dir.display()));
        }
        let control = dir.join("cgroup.subtree_control");
        let cannot = |error| {
            format!("the cgroup v2 controller {controller} cannot be written to {}: {error}", control.display())
        };
        files::write(&control, &format!("+{controller}")).map_err(cannot)?;
    }
    Ok(())
}

/// Moves this process and the launcher into a leaf. A launcher that is not our parent has died meanwhile, and the link will say so.
fn move_aside(leaf: &Path, launcher: i32) -> io::Result<()> {
    files::ensure_dir(leaf)?;
    let procs = leaf.join("cgroup.procs");
    if rustix::process::getppid().is_some_and(|parent| parent.as_raw_pid() == launcher) {
        files::write(&procs, &launcher.to_string())?;
    }
    files::write(&procs, "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(path: &str) -> Hierarchy {
        Hierarchy { dir: PathBuf::from(format!("/sys/fs/cgroup{path}")), path: path.to_owned() }
    }

    #[test]
    fn a_launcher_that_has_moved_aside_builds_where_it_was_before() {
        assert_eq!(base(&own("/unit/prism-a.self"), "prism-a"), own("/unit"));
        assert_eq!(base(&own("/unit/prism-b.self"), "prism-a"), own("/unit/prism-b.self"));
        assert_eq!(base(&own("/unit"), "prism-a"), own("/unit"));
    }

    #[test]
    fn a_kill_for_a_limit_from_above_is_looked_for_too() {
        let dir = tempfile::tempdir().unwrap();
        let memory =
            |memory| Unified { dir: dir.path().to_owned(), path: "/p".to_owned(), cpu: Ok(()), memory, pids: Ok(()) };
        fs::create_dir(dir.path().join("one")).unwrap();
        fs::write(dir.path().join("one/memory.events"), "oom 0\noom_kill 1\n").unwrap();
        assert!(memory(Ok(())).group("one", &Limits::default()).oom_killed(), "it has no limit of its own");
        assert!(!memory(Err("no controller".to_owned())).group("one", &Limits::default()).oom_killed());
    }

    #[test]
    fn limits_are_written_in_the_kernels_words() {
        let dir = tempfile::tempdir().unwrap();
        let unified =
            Unified { dir: dir.path().to_owned(), path: "/p".to_owned(), cpu: Ok(()), memory: Ok(()), pids: Ok(()) };
        // A plain directory has no control files, so the first limit is refused and says where.
        let limits = Limits { cpu_millis: Some(250), ..Limits::default() };
        let Err(error) = unified.plant("one", 1, &limits) else { panic!("a plain directory is no cgroup") };
        assert!(error.subject.ends_with("one/cpu.max") && error.errno == libc::ENOENT, "{error}");
        assert!(!dir.path().join("one").exists());
    }
}
