//! One output file that is kept: what is known of it, and what a look at it brings.
//!
//! Nothing here waits or asks the time. The invariant is the keeper's: a length is told only after what lies before it is noted.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use prism_core::process::BulkheadId;
use prism_core::time::UnixMillis;
use tokio::sync::{oneshot, watch};

use super::bound::{FILE_BYTES_MAX, Trimmed, trim};
use super::index::{Began, Index, Mark};
use super::{Followed, Process, State};
use crate::os::inotify::FirstWrites;

/// Between two looks at a file that somebody follows, or that grows fast: what people take for "at once".
pub(super) const SOON: Duration = Duration::from_millis(100);
/// Between two looks at any other one that is written to.
pub(super) const LATER: Duration = Duration::from_secs(1);
/// Bytes between two looks that are fast growth: a sixteenth of what is kept, so that no flood is far above it for long.
const FAST_BYTES: u64 = FILE_BYTES_MAX / 16;
/// Between two lengths that are noted: `--since` is exact to this.
const NOTED_EVERY_MS: u64 = 5_000;

/// One file.
pub(super) struct Kept {
    pub(super) path: Arc<Path>,
    pub(super) bulkhead: BulkheadId,
    pub(super) state: watch::Sender<State>,
    pub(super) index: Index,
    pub(super) begins_at: u64,
    /// When it was seen to rest, and how long it was. Noted when somebody may want to know.
    pub(super) rested: (UnixMillis, u64),
    /// The kernel tells of its next write under this number.
    pub(super) watch: Option<i32>,
    /// None: when that is told.
    pub(super) look_at: Option<Instant>,
    /// Its length, of which not everything may be noted yet.
    pub(super) measured: Option<u64>,
    /// Who waits to be told of it first.
    pub(super) askers: Vec<oneshot::Sender<Followed>>,
}

impl Kept {
    pub(super) fn new(process: &Process) -> Self {
        let index = Index::read(&process.path);
        let length = length(&process.path).unwrap_or(0);
        let generation = index.last().map_or(0, |began| began.generation);
        Self {
            path: process.path.clone(),
            bulkhead: process.bulkhead,
            state: watch::Sender::new(State { length, generation, emptied: 0, gone: false }),
            index,
            begins_at: 0,
            rested: (UnixMillis(0), 0),
            watch: None,
            look_at: None,
            measured: None,
            askers: Vec::new(),
        }
    }

    /// As long as it was, where it was removed: nothing of what is known is to be written down for nobody.
    pub(super) fn length(&self) -> u64 {
        length(&self.path).unwrap_or_else(|| self.state.borrow().length)
    }

    pub(super) fn is_followed(&self) -> bool {
        self.state.receiver_count() > 0
    }

    pub(super) fn pace(&self, grown: u64) -> Duration {
        if self.is_followed() || grown > FAST_BYTES { SOON } else { LATER }
    }

    /// A later launcher says again what an earlier one has noted.
    pub(super) fn begin(&mut self, began: Began) {
        if self.index.last().is_none_or(|last| last.generation < began.generation) {
            self.note(Mark::Began(began));
            self.state.send_modify(|state| state.generation = began.generation);
        }
    }

    fn note(&mut self, mark: Mark) {
        if let Err(error) = self.index.add(&self.path, mark) {
            tracing::warn!(%error, file = %self.path.display(), "what is known of an output cannot be written down");
        }
    }

    /// Tells how long it is, having noted and trimmed what there is to. How much it has grown.
    pub(super) fn look(&mut self, length: u64, time: UnixMillis) -> u64 {
        let before = self.state.borrow().length;
        let grown = if length < before { self.emptied(length) } else { self.grown(before, length, time) };
        if !self.askers.is_empty() {
            self.note_rest();
        }
        for asker in std::mem::take(&mut self.askers) {
            // Whoever asked may be gone.
            let _ = asker.send(Followed { path: self.path.clone(), state: self.state.subscribe() });
        }
        grown
    }

    fn grown(&mut self, before: u64, length: u64, time: UnixMillis) -> u64 {
        match trim(&self.path, length, self.begins_at) {
            Ok(Trimmed::Kept) => {}
            Ok(Trimmed::BeginsAt(begins_at)) => self.begins_at = begins_at,
            Ok(Trimmed::Emptied) => return self.emptied(0),
            Err(error) => {
                tracing::warn!(%error, file = %self.path.display(), "an output file cannot be kept within its bound");
            }
        }
        if length > before {
            if self.index.last_length().is_none_or(|(noted, _)| noted.0 + NOTED_EVERY_MS <= time.0) {
                self.note_rest();
                self.note(Mark::Length(time, length));
            }
            self.state.send_modify(|state| state.length = length);
        }
        length - before
    }

    /// By us, or by whoever writes to it: it may do with its own output what it likes.
    fn emptied(&mut self, length: u64) -> u64 {
        (self.begins_at, self.rested.1) = (0, 0);
        self.note(Mark::Emptied);
        self.state.send_modify(|state| (state.length, state.emptied) = (length, state.emptied + 1));
        // Looked at again: what was written since is growth.
        length.max(1)
    }

    /// Whatever was written until it rested is older than that, and not as young as what comes next.
    fn note_rest(&mut self) {
        let (at, length) = self.rested;
        if self.index.last_length().map_or(0, |(_, noted)| noted) < length {
            self.note(Mark::Length(at, length));
        }
    }

    /// Has its next write told. When to look all the same: where it cannot be told, or something was written meanwhile.
    pub(super) fn rest(&mut self, writes: &FirstWrites, now: Instant, time: UnixMillis) -> Option<Instant> {
        let length = self.state.borrow().length;
        if self.rested.1 != length {
            self.rested = (time, length);
        }
        match writes.watch(&self.path) {
            Ok(watch) => self.watch = Some(watch),
            // One that was never written to, or was removed: its next generation is told of.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
            Err(_) => return Some(now + LATER),
        }
        (self.length() != length).then_some(now)
    }
}

/// None, where there is no such file.
fn length(path: &Path) -> Option<u64> {
    fs::metadata(path).ok().map(|metadata| metadata.len())
}
