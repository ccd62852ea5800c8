//! How a module fares: what was asked of it, and what last went wrong.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use prism_core::policy::{DecisionId, Fault};
use prism_core::time::UnixMillis;

use crate::observer::OutcomeKind;

/// Counts since the module was loaded.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    asked: AtomicU64,
    refused: AtomicU64,
    faulted: AtomicU64,
    last_fault: Mutex<Option<LastFault>>,
}

/// What last went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastFault {
    /// What.
    pub fault: Fault,
    /// When.
    pub at: UnixMillis,
    /// Where it is written down, if it is.
    pub decision: Option<DecisionId>,
}

/// The counts at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fares {
    /// Questions that an instance was asked.
    pub asked: u64,
    /// Of these, how many it refused.
    pub refused: u64,
    /// And how many it gave no usable answer to.
    pub faulted: u64,
    /// The last of those.
    pub last_fault: Option<LastFault>,
}

impl Tally {
    pub(crate) fn count(&self, outcome: OutcomeKind) {
        self.asked.fetch_add(1, Ordering::Relaxed);
        match outcome {
            OutcomeKind::Answer => {}
            OutcomeKind::Refused => _ = self.refused.fetch_add(1, Ordering::Relaxed),
            OutcomeKind::Fault(_) => _ = self.faulted.fetch_add(1, Ordering::Relaxed),
        }
    }

    pub(crate) fn remember(&self, fault: LastFault) {
        *self.last_fault.lock().unwrap_or_else(PoisonError::into_inner) = Some(fault);
    }

    pub(crate) fn read(&self) -> Fares {
        Fares {
            asked: self.asked.load(Ordering::Relaxed),
            refused: self.refused.load(Ordering::Relaxed),
            faulted: self.faulted.load(Ordering::Relaxed),
            last_fault: self.last_fault.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }
}
