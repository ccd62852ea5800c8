//! A bulkhead written down, so that a later supervisor takes it up where this one was.
//!
//! What is not in a record: callers (their connections end with the launcher) and probes under way (they are made again).
//! Points in time are those of a clock that goes on from one launcher to the next.

use std::sync::Arc;
use std::time::Duration;

pub use crate::bulkhead::{Phase, Then};
use crate::event::Exit;
use crate::manifest::Manifest;
use crate::notice::StopReason;
use crate::patch::Patch;
use crate::policy::{Cause, Request};
use crate::process::{BulkheadId, Generation, Identity, Ports};
pub use crate::restart::History;
use crate::time::{Timestamp, UnixMillis};

/// One bulkhead.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its number.
    pub bulkhead: BulkheadId,
    /// Whose it is.
    pub identity: Arc<Identity>,
    /// The request that it was made for.
    pub request: Request,
    /// What it runs, as it was when it was launched.
    pub manifest: Arc<Manifest>,
    /// Grace period asked for.
    pub grace: Option<Duration>,
    /// The last start.
    pub generation: Generation,
    /// Where it is in its life.
    pub stage: Stage,
    /// Its starts and failures.
    pub history: History,
    /// Why the last generation ended, and what it wrote last.
    pub last_failure: Option<(Cause, Arc<str>)>,
    /// The same in words.
    pub last_error: Arc<str>,
    /// What the policies last decided.
    pub last_decision: Arc<str>,
    /// What they changed of it.
    pub patch: Arc<Patch>,
}

/// Where a bulkhead is in its life.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// Nothing of it lives; it is started at this time, or after it as soon as it is its turn.
    Waiting {
        /// Not before.
        until: Timestamp,
    },
    /// Not ready.
    Starting(Started),
    /// Ready.
    Running(Started),
    /// On the way out.
    Stopping {
        /// What is.
        started: Started,
        /// How far it has come.
        phase: Phase,
        /// What follows.
        then: Then,
        /// SIGKILL was needed.
        forced: bool,
        /// Who wanted it, if anybody did.
        why: Option<StopReason>,
    },
    /// Given up. Nothing of it lives.
    Failed {
        /// Why.
        reason: Arc<str>,
        /// The end of its quarantine.
        until: Timestamp,
    },
}

/// A start, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// When it was asked for.
    pub spawned_at: Timestamp,
    /// The same for people.
    pub started_at: UnixMillis,
    /// Its main process. None: no word came yet that there is one.
    pub pid: Option<i32>,
    /// What it was given.
    pub ports: Ports,
    /// Since when it is ready.
    pub ready_since: Option<Timestamp>,
    /// It missed no check since the last good one.
    pub healthy: bool,
    /// Its own tree listens on its gRPC port.
    pub serves_grpc: bool,
}

/// A bulkhead to take up, and what is found of its instance.
#[derive(Clone, Debug)]
pub struct Adopted {
    /// As it was written down last.
    pub record: Record,
    /// What became of it since.
    pub fate: Fate,
}

/// What became of an instance while nobody supervised it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Its main process lives.
    Lives {
        /// Which one it is.
        pid: i32,
        /// It got its stop signal.
        asked: bool,
    },
    /// Its main process ended; its tree is not swept.
    Ended {
        /// How.
        exit: Exit,
        /// The last lines it wrote.
        output: Arc<str>,
    },
    /// Nothing of it is left.
    Gone,
}

impl Stage {
    /// The start that something may live of.
    #[must_use]
    pub fn started(&self) -> Option<&Started> {
        match self {
            Self::Starting(started) | Self::Running(started) | Self::Stopping { started, .. } => Some(started),
            Self::Waiting { .. } | Self::Failed { .. } => None,
        }
    }
}
