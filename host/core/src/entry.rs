//! What is entered into the ledger, for whoever writes it down beside the decisions: with both, who was admitted and why can be
//! worked out again, also for other answers.
//!
//! Told by [`crate::policy::Policy::entered`], at the very point at which it happens: before and after a decision is what makes the
//! numbers that the decision was shown. It is no question, and nothing follows from it.

use crate::isolation::IsolationKey;
use crate::time::{Timestamp, UnixMillis};

/// One line of the ledger.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// When, by the supervisor's clock.
    pub at: Timestamp,
    /// The same for people.
    pub wall: UnixMillis,
    /// What.
    pub what: What<'a>,
}

/// What can be entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What<'a> {
    /// A supervisor begins, with nothing in its ledger.
    Opened {
        /// Hard cap on places in all.
        processes_max: u32,
        /// Of one namespace.
        namespace_processes_max: u32,
        /// Of one session in its namespace.
        session_processes_max: u32,
    },
    /// A process is asked for that there is none of: hard caps and admission policies decide next.
    Asked(&'a IsolationKey),
    /// A process holds this from now on.
    Booked {
        /// Which.
        key: &'a IsolationKey,
        /// A place: from admission until nothing is left of it.
        place: bool,
        /// Counted as starting: queued for a start, or not ready yet.
        starting: bool,
    },
}
