//! The one who looks after output files: notes what is known of them, keeps them within their bound, wakes who follows.
//!
//! A thread of its own: who starts processes waits for no disk. A file that nothing writes to costs nothing, however many there are: its
//! next write is told by the kernel, once (`os::inotify`). Then it is looked at, the more often the more it grows or where somebody follows,
//! until it is quiet again. So a flood costs ten looks a second, and a thousand followers of one file cost as many as one.
//!
//! The invariant: a length is told only after everything is noted that lies before it, so that no follower takes the output of one
//! generation for another's.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError};
use std::time::{Duration, Instant};

use prism_core::time::UnixMillis;
use tokio::sync::oneshot;

use super::index::Began;
use super::kept::{Kept, SOON};
use super::{Followed, Process};
use crate::driver::wall;
use crate::os::inotify::FirstWrites;

/// What the keeper is asked.
#[derive(Debug)]
pub(super) enum Ask {
    /// A generation of it begins to write.
    Began(Process, Began),
    /// Nothing of it is left.
    Gone(Process),
    /// What is there now, and what comes.
    Follow(Process, oneshot::Sender<Followed>),
    /// Look at everything, in case that something was missed.
    LookAtAll,
}

/// See the module.
pub(super) struct Keeper {
    asks: Receiver<Ask>,
    writes: FirstWrites,
    kept: HashMap<Arc<str>, Kept>,
    watched: HashMap<i32, Arc<str>>,
}

impl Keeper {
    pub(super) fn new(asks: Receiver<Ask>, writes: FirstWrites) -> Self {
        Self { asks, writes, kept: HashMap::new(), watched: HashMap::new() }
    }

    /// Runs until nobody can ask any more.
    pub(super) fn run(mut self) {
        loop {
            let next = self.kept.values().filter_map(|kept| kept.look_at).min();
            let written = self.writes.wait(next.map(|at| at.saturating_duration_since(Instant::now())));
            if written.overflowed {
                self.look_at_all(Instant::now());
            }
            for watch in written.watches {
                self.written(watch, Instant::now());
            }
            if !self.round(Instant::now(), wall()) {
                return;
            }
        }
    }

    /// Looks at what is due. False when nobody can ask any more.
    fn round(&mut self, now: Instant, time: UnixMillis) -> bool {
        // What a generation wrote comes after the word that it begins: what is measured first is all spoken of then.
        self.measure(now);
        let is_needed = self.take_asks(now, time);
        self.look(now, time);
        is_needed
    }

    fn measure(&mut self, now: Instant) {
        for kept in self.kept.values_mut().filter(|kept| kept.look_at.is_some_and(|at| at <= now)) {
            kept.measured = Some(kept.length());
        }
    }

    /// False when nobody can ask any more.
    fn take_asks(&mut self, now: Instant, time: UnixMillis) -> bool {
        loop {
            match self.asks.try_recv() {
                Ok(ask) => self.take(ask, now, time),
                Err(TryRecvError::Empty) => return true,
                Err(TryRecvError::Disconnected) => return false,
            }
        }
    }

    fn take(&mut self, ask: Ask, now: Instant, time: UnixMillis) {
        match ask {
            Ask::Began(process, began) => {
                let kept = self.kept_of(&process);
                kept.begin(began);
                kept.look_at = Some(now);
            }
            Ask::Gone(process) => {
                // A later one of the same id may have begun.
                if self.kept.get(&process.id).is_none_or(|kept| kept.bulkhead != process.bulkhead) {
                    return;
                }
                if let Some(mut kept) = self.kept.remove(&process.id) {
                    kept.look(kept.length(), time);
                    kept.state.send_modify(|state| state.gone = true);
                    self.unwatch(kept.watch);
                }
            }
            Ask::Follow(process, reply) => {
                let kept = self.kept_of(&process);
                kept.look_at = Some(now);
                kept.askers.push(reply);
            }
            Ask::LookAtAll => self.look_at_all(now),
        }
    }

    /// The file of a process. What another bulkhead of the same id had is over.
    fn kept_of(&mut self, process: &Process) -> &mut Kept {
        if self.kept.get(&process.id).is_some_and(|kept| kept.bulkhead != process.bulkhead) {
            let before = self.kept.remove(&process.id);
            self.unwatch(before.and_then(|before| {
                before.state.send_modify(|state| state.gone = true);
                before.watch
            }));
        }
        self.kept.entry(process.id.clone()).or_insert_with(|| Kept::new(process))
    }

    fn unwatch(&mut self, watch: Option<i32>) {
        if let Some(watch) = watch {
            self.watched.remove(&watch);
            self.writes.forget(watch);
        }
    }

    fn look_at_all(&mut self, now: Instant) {
        self.kept.values_mut().for_each(|kept| kept.look_at = Some(now));
    }

    fn written(&mut self, watch: i32, now: Instant) {
        let Some(kept) = self.watched.remove(&watch).and_then(|id| self.kept.get_mut(&id)) else { return };
        kept.watch = None;
        // More is likely to follow: it is told together.
        kept.look_at = Some(now + if kept.is_followed() { Duration::ZERO } else { SOON });
    }

    /// Looks at what was measured.
    fn look(&mut self, now: Instant, time: UnixMillis) {
        for (id, kept) in &mut self.kept {
            let Some(measured) = kept.measured.take() else { continue };
            let grown = kept.look(measured, time);
            kept.look_at = if grown > 0 { Some(now + kept.pace(grown)) } else { kept.rest(&self.writes, now, time) };
            kept.watch.into_iter().for_each(|watch| drop(self.watched.insert(watch, id.clone())));
        }
    }
}

#[cfg(test)]
mod tests;
