//! The changes that watchers follow: numbered, bounded, and the same for everyone.
//!
//! A watcher pulls from where it is. One that is too far behind, or comes from another run of the launcher, begins with a snapshot:
//! nobody is ever told of a change in the wrong order, and a slow reader costs nothing.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use prism_core::process::ProcessInfo;
use tokio::sync::watch;

/// Changes kept. 8,192: a watcher may be away for one change of every process, and some.
const CHANGES_MAX: usize = 8192;

/// The last changes.
#[derive(Debug)]
pub struct Journal {
    changes: Mutex<Changes>,
    latest: watch::Sender<u64>,
}

#[derive(Debug)]
struct Changes {
    last: u64,
    kept: VecDeque<Arc<ProcessInfo>>,
}

/// What a watcher gets next.
#[derive(Debug)]
pub enum Next {
    /// Changes after the one it knew; the number of the last.
    Changes(Vec<(u64, Arc<ProcessInfo>)>),
    /// Too much was missed: take a snapshot that is at least as new as this number.
    Snapshot(u64),
}

impl Journal {
    /// A journal whose first change has the number after `last`. Numbers of a later run of the launcher must be larger than any of
    /// an earlier one, so that a watcher that comes from there is seen to be behind.
    pub(super) fn after_number(last: u64) -> Self {
        Self { changes: Mutex::new(Changes { last, kept: VecDeque::new() }), latest: watch::Sender::new(last) }
    }

    /// Adds a change. `publish` makes it visible to readers of the view, before its number is.
    pub(super) fn append(&self, info: Arc<ProcessInfo>, publish: impl FnOnce()) {
        let mut changes = self.lock();
        publish();
        changes.last += 1;
        changes.kept.push_back(info);
        if changes.kept.len() > CHANGES_MAX {
            changes.kept.pop_front();
        }
        self.latest.send_replace(changes.last);
    }

    /// The number of the last change, and `read` done so that it has seen exactly the changes up to there.
    pub fn snapshot<T>(&self, read: impl FnOnce() -> T) -> (u64, T) {
        let changes = self.lock();
        (changes.last, read())
    }

    /// What comes after change number `after`; at most `max` changes.
    pub fn after(&self, after: u64, max: usize) -> Next {
        let changes = self.lock();
        let oldest = changes.last - changes.kept.len() as u64;
        if after < oldest || after > changes.last {
            return Next::Snapshot(changes.last);
        }
        let skip = usize::try_from(after - oldest).unwrap_or(usize::MAX);
        let numbered = changes.kept.iter().enumerate().skip(skip).take(max);
        Next::Changes(numbered.map(|(index, info)| (oldest + index as u64 + 1, info.clone())).collect())
    }

    /// Wakes whoever waits for a change.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.latest.subscribe()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Changes> {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
