//! What the driver publishes and everyone reads: the processes as they are now, without a lock that a cold launch holds.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use prism_core::isolation::IsolationKey;
use prism_core::names::PatternName;
use prism_core::process::{ProcessInfo, ProcessState};

/// The read side of the supervisor's books. Written by the driver alone.
#[derive(Debug, Default)]
pub struct View {
    by_key: papaya::HashMap<IsolationKey, Arc<ProcessInfo>>,
    by_id: papaya::HashMap<Arc<str>, Arc<ProcessInfo>>,
    usage: papaya::HashMap<Arc<str>, Sample>,
    draining: AtomicBool,
    upgrading: AtomicBool,
}

/// What a process used when it was last looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sample {
    /// CPU time of the whole tree so far.
    pub cpu_time: Duration,
    /// When that was read, since the driver's origin.
    pub read_at: Duration,
    /// Cores used on average since the sample before; none for the first.
    pub cpu_cores: Option<f64>,
    /// Memory of the whole tree.
    pub memory_bytes: u64,
}

impl View {
    /// The process of `key`.
    pub fn get(&self, key: &IsolationKey) -> Option<Arc<ProcessInfo>> {
        self.by_key.pin().get(key).cloned()
    }

    /// The process with this id.
    pub fn by_id(&self, process_id: &str) -> Option<Arc<ProcessInfo>> {
        self.by_id.pin().get(process_id).cloned()
    }

    /// Every process, ordered by id.
    pub fn all(&self) -> Vec<Arc<ProcessInfo>> {
        let mut all: Vec<_> = self.by_id.pin().values().cloned().collect();
        all.sort_unstable_by(|a, b| a.identity.process_id.cmp(&b.identity.process_id));
        all
    }

    /// Processes of `pattern` that hold a place.
    pub fn instances_of(&self, pattern: &PatternName) -> usize {
        let of_pattern =
            |info: &&Arc<ProcessInfo>| info.identity.key.pattern == *pattern && info.state != ProcessState::Failed;
        self.by_id.pin().values().filter(of_pattern).count()
    }

    /// What `process_id` used when it was last looked at.
    pub fn usage(&self, process_id: &str) -> Option<Sample> {
        self.usage.pin().get(process_id).copied()
    }

    /// True once the launcher stops.
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }

    /// True once another launcher takes this one's place.
    pub fn is_upgrading(&self) -> bool {
        self.upgrading.load(Ordering::Relaxed)
    }

    pub(super) fn begin_upgrading(&self) {
        self.upgrading.store(true, Ordering::Relaxed);
    }

    pub(super) fn begin_draining(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    pub(super) fn set(&self, info: &Arc<ProcessInfo>) {
        self.by_key.pin().insert(info.identity.key.clone(), info.clone());
        self.by_id.pin().insert(info.identity.process_id.clone(), info.clone());
    }

    pub(super) fn remove(&self, info: &ProcessInfo) {
        self.by_key.pin().remove(&info.identity.key);
        self.by_id.pin().remove(&info.identity.process_id);
        self.usage.pin().remove(&info.identity.process_id);
    }

    pub(super) fn set_usage(&self, process_id: &Arc<str>, cpu_time: Duration, read_at: Duration, memory_bytes: u64) {
        let usage = self.usage.pin();
        let before = usage.get(process_id).copied();
        let cpu_cores = before
            .filter(|before| cpu_time >= before.cpu_time && read_at > before.read_at)
            .map(|before| (cpu_time - before.cpu_time).as_secs_f64() / (read_at - before.read_at).as_secs_f64());
        usage.insert(process_id.clone(), Sample { cpu_time, read_at, cpu_cores, memory_bytes });
    }

    pub(super) fn forget_usage(&self, process_id: &str) {
        self.usage.pin().remove(process_id);
    }
}
