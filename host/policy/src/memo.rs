//! Isolation answers, remembered by their inputs.
//!
//! That hook sees neither time nor usage, so for one module and one configuration equal requests have equal answers. A memo belongs
//! to one loaded module: no answer outlives its generation. Faults are not remembered.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};

use prism_core::isolation::Placement;
use prism_core::policy::{Outcome, Request};

use crate::ask::Answered;

/// Entries that share a lock and compete for room.
const WAYS: usize = 4;
/// Requests with more configuration than this are not remembered, so that the memo's memory is bounded by its entries: about 1.5 KiB
/// each at worst.
const CONFIG_BYTES_MAX: usize = 1024;

/// A bounded cache: sets of four, the least recently used of a set gives way.
pub(crate) struct Memo {
    sets: Vec<Mutex<Vec<Entry>>>,
    // Seeded at random: callers choose the inputs, and must not choose which of them collide.
    hasher: RandomState,
}

struct Entry {
    request: Request,
    answered: Answered<Placement>,
}

impl Memo {
    pub(crate) fn new(entries: usize) -> Self {
        let sets = (0..entries.div_ceil(WAYS)).map(|_| Mutex::default()).collect();
        Self { sets, hasher: RandomState::new() }
    }

    pub(crate) fn get(&self, request: &Request) -> Option<Answered<Placement>> {
        let mut set = self.set(request)?.lock().unwrap_or_else(PoisonError::into_inner);
        let at = set.iter().position(|entry| entry.request == *request)?;
        // The last is the most recently used.
        set[at..].rotate_left(1);
        set.last().map(|entry| entry.answered.clone())
    }

    pub(crate) fn put(&self, request: &Request, answered: &Answered<Placement>) {
        if matches!(answered.outcome, Outcome::Fault(_)) || config_bytes(request) > CONFIG_BYTES_MAX {
            return;
        }
        let Some(set) = self.set(request) else { return };
        let mut set = set.lock().unwrap_or_else(PoisonError::into_inner);
        set.retain(|entry| entry.request != *request);
        if set.len() == WAYS {
            set.remove(0);
        }
        set.push(Entry { request: request.clone(), answered: answered.clone() });
    }

    /// None if nothing is to be remembered.
    fn set(&self, request: &Request) -> Option<&Mutex<Vec<Entry>>> {
        let sets = u64::try_from(self.sets.len()).ok().filter(|sets| *sets > 0)?;
        self.sets.get(usize::try_from(self.hasher.hash_one(request) % sets).ok()?)
    }
}

fn config_bytes(request: &Request) -> usize {
    request.config.iter().map(|(key, value)| key.len() + value.len()).sum()
}
