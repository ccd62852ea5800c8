//! One instance's cgroups: a v2 directory that knows who is in it and kills them all, and the v1 directories that limit them.

use std::ffi::{CStr, CString};
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::{Tree, files};
use crate::process;

/// How long the leftovers of an earlier spawner may take to die before the new one serves all the same.
const LEFTOVERS_WAIT_MAX: Duration = Duration::from_secs(5);
/// Between two looks at leftovers; the kernel takes milliseconds to end even large trees.
const LEFTOVERS_PAUSE: Duration = Duration::from_millis(2);

/// The cgroups of one instance.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// The v2 directory.
    pub(super) v2: PathBuf,
    /// The same, as /proc/*/cgroup shows it: the proof of membership.
    pub(super) v2_path: String,
    /// The v1 directories.
    pub(super) v1: Vec<PathBuf>,
    /// The file that counts `oom_kill`.
    pub(super) oom_events: Option<PathBuf>,
    /// The file that says how much memory is charged.
    pub(super) memory: Option<PathBuf>,
    /// The file with the CPU quota, and what to write for none.
    pub(super) quota: Option<(PathBuf, &'static str)>,
}

impl Group {
    fn dirs(&self) -> impl Iterator<Item = &PathBuf> {
        self.v1.iter().chain([&self.v2])
    }

    /// For older kernels (before 5.14), and nothing else: one round over the list.
    fn kill_one_by_one(&self) {
        self.signal(libc::SIGKILL);
    }

    fn resident_bytes(&self) -> u64 {
        let page = rustix::param::page_size() as u64;
        let stats = files::pids(&self.v2).into_iter().filter_map(process::stat);
        stats.map(|stat| stat.rss_pages * page).sum()
    }
}

impl Tree for Group {
    fn home(&self) -> Option<&Path> {
        Some(&self.v2)
    }

    /// By `tasks`: who moves but itself, one thread, needs no lock of the whole machine (kernels from 5.5), and there is one thread only.
    fn joins(&self) -> Vec<CString> {
        let tasks = self.v1.iter().map(|dir| dir.join("tasks"));
        tasks.filter_map(|path| CString::new(path.as_os_str().as_bytes()).ok()).collect()
    }

    fn mark(&self) -> Option<&CStr> {
        None
    }

    fn signal(&self, signal: i32) {
        for pid in files::pids(&self.v2) {
            process::signal_if(pid, signal, |pid| is_member(pid, &self.v2_path));
        }
    }

    /// The quota goes first: what is throttled dies only when it may run again.
    fn kill(&mut self) {
        if let Some((file, unlimited)) = self.quota.take() {
            let _ = files::write(&file, unlimited);
        }
        if files::write(&self.v2.join("cgroup.kill"), "1").is_err() {
            self.kill_one_by_one();
        }
    }

    fn is_empty(&mut self) -> bool {
        is_empty(&self.v2)
    }

    fn uproot(&mut self) -> bool {
        self.dirs().filter(|dir| !files::remove_tree(dir)).count() == 0
    }

    fn oom_killed(&self) -> bool {
        self.oom_events.as_deref().and_then(|file| files::keyed(file, "oom_kill")).is_some_and(|count| count > 0)
    }

    fn usage(&self) -> (Duration, u64) {
        let cpu = files::keyed(&self.v2.join("cpu.stat"), "usage_usec").unwrap_or(0);
        let charged = self.memory.as_deref().and_then(files::number);
        (Duration::from_micros(cpu), charged.unwrap_or_else(|| self.resident_bytes()))
    }
}

/// No living process in it or below. A directory that is not there holds none.
fn is_empty(v2: &Path) -> bool {
    match fs::read_to_string(v2.join("cgroup.events")) {
        Ok(text) => text.lines().any(|line| line == "populated 0"),
        Err(error) => error.kind() == io::ErrorKind::NotFound || error.raw_os_error() == Some(libc::ENODEV),
    }
}

/// Whether `pid` lives in the v2 cgroup `path` or below it, now.
pub(super) fn is_member(pid: i32, path: &str) -> bool {
    let text = fs::read_to_string(format!("/proc/{pid}/cgroup")).unwrap_or_default();
    let own = text.lines().find_map(|line| line.strip_prefix("0::"));
    own.is_some_and(|own| own.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// Kills and removes everything in the parent directories of an earlier spawner with the same name: living in a directory that
/// only we make is the proof that it is ours. Bounded; what does not die in time keeps its directory.
pub(super) fn clear_leftovers(v2_parent: &Path, v1_parents: &[PathBuf], spared: &[(u64, String)]) {
    clear(v2_parent, v1_parents, |dir| !spared.iter().any(|(_, name)| dir.ends_with(name)));
}

/// The same for what has one name.
pub(super) fn clear_one(v2_parent: &Path, v1_parents: &[PathBuf], name: &str) {
    clear(v2_parent, v1_parents, |dir| dir.ends_with(name));
}

fn clear(v2_parent: &Path, v1_parents: &[PathBuf], is_left: impl Fn(&PathBuf) -> bool) {
    let below = |parent: &Path| files::subdirs(parent).into_iter().filter(&is_left).collect::<Vec<_>>();
    let leftovers = below(v2_parent);
    for dir in &leftovers {
        let _ = files::write(&dir.join("cgroup.kill"), "1");
    }
    let until = Instant::now() + LEFTOVERS_WAIT_MAX;
    while !leftovers.iter().all(|dir| is_empty(dir)) && Instant::now() < until {
        // Before the first request there is nothing else to do.
        std::thread::sleep(LEFTOVERS_PAUSE);
    }
    for dir in leftovers.iter().chain(&v1_parents.iter().flat_map(|parent| below(parent)).collect::<Vec<_>>()) {
        files::remove_tree(dir);
    }
}

/// `path` as /proc shows it, one level deeper.
pub(super) fn below(path: &str, name: &str) -> String {
    format!("{}/{name}", path.trim_end_matches('/'))
}
