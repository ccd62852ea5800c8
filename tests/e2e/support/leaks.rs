//! The leak gate: what a launcher must not leave behind.

use std::fs;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::processes;
use super::wait::comes_true;

/// How long the kernel may take to show that what has ended is gone.
const SETTLE: Duration = Duration::from_secs(5);
/// Levels of the cgroup tree that are looked at: ours is below the test's own.
const CGROUP_DEPTH: u32 = 6;

/// One launcher's traces: everything that it starts speaks of its directory or sits in its cgroup.
#[derive(Debug)]
pub(crate) struct Traces {
    directory: PathBuf,
    state: PathBuf,
    cgroup: String,
}

impl Traces {
    /// Of a launcher whose files are all below `directory`, with `state` as its state directory.
    pub(crate) fn of(directory: &Path, state: &Path) -> Self {
        let path = state.canonicalize().unwrap_or_else(|_| state.to_owned());
        let digest = Sha256::digest(path.display().to_string().as_bytes());
        let id: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self { directory: directory.to_owned(), state: state.to_owned(), cgroup: format!("prism-launcher-{id}") }
    }

    /// Every process that the launcher started and that lives, the launcher too.
    pub(crate) fn processes(&self) -> Vec<i32> {
        let belongs = |pid: &i32| processes::alive(*pid) && processes::belongs(*pid, &self.directory, &self.cgroup);
        processes::all().into_iter().filter(belongs).collect()
    }

    /// The cgroup directories of its instances, in every hierarchy.
    pub(crate) fn cgroups(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        search(Path::new("/sys/fs/cgroup"), &self.cgroup, CGROUP_DEPTH, &mut found);
        found
    }

    /// Fails if anything stays: what a launcher must achieve that stops as it was told to.
    pub(crate) fn assert_gone(&self) {
        self.assert_dead();
        let records = fs::read_dir(self.state.join("instances")).into_iter().flatten().flatten();
        let records: Vec<PathBuf> = records.map(|record| record.path()).collect();
        assert!(records.is_empty(), "the launcher left its records: {records:?}");
        let notify = UnixDatagram::unbound().expect("made").connect(self.state.join("notify.sock"));
        assert!(notify.is_err(), "somebody listens on the notify socket");
    }

    /// Fails if a process or a cgroup stays: what its spawner must achieve, whatever happens to the launcher.
    pub(crate) fn assert_dead(&self) {
        let mut left = Vec::new();
        let dead = comes_true(SETTLE, || {
            left = self.living();
            left.is_empty()
        });
        assert!(dead, "the launcher left behind: {left:#?}");
    }

    /// Processes and cgroups, in words.
    fn living(&self) -> Vec<String> {
        let named = |pid: i32| format!("process {pid} ({})", processes::name(pid));
        let mut left: Vec<String> = self.processes().into_iter().map(named).collect();
        left.extend(self.cgroups().iter().map(|cgroup| format!("cgroup {}", cgroup.display())));
        left
    }
}

/// Fails if an ended child of `parents` is not reaped.
pub(crate) fn assert_no_zombies(parents: &[i32]) {
    let zombies = || -> Vec<i32> {
        let children = parents.iter().flat_map(|parent| processes::children(*parent));
        children.filter(|child| processes::state(*child) == Some('Z')).collect()
    };
    assert!(comes_true(SETTLE, || zombies().is_empty()), "zombies: {:?}", zombies());
}

fn search(directory: &Path, name: &str, depth: u32, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    for path in entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path()) {
        if path.file_name().is_some_and(|found| found == name) {
            found.push(path);
        } else if depth > 0 {
            search(&path, name, depth - 1, found);
        }
    }
}
