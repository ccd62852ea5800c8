//! What leaves the supervisor. Every effect but a notice and an answer is ended by an event or by a deadline.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::event::Ticket;
use crate::manifest::Manifest;
use crate::notice::Notice;
use crate::patch::Patch;
use crate::policy::Warning;
use crate::process::{Identity, InstanceId, ProcessInfo};
use crate::refusal::Refusal;

/// Something to do.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Start a process. Ended by `Spawned` or `SpawnFailed`.
    Spawn(Box<Spawn>),
    /// Probe an instance. Ended by `Probed`, or by the probe's own deadline.
    Probe {
        /// Which instance.
        instance: InstanceId,
        /// Comes back in the event.
        attempt: u32,
    },
    /// Send the stop signal to the whole tree. Ended by `Ended`, or by the deadline after which `Kill` follows.
    Stop {
        /// Which instance.
        instance: InstanceId,
        /// The manifest's stop signal.
        signal: i32,
    },
    /// SIGKILL to the whole tree. Ended by `Ended`.
    Kill {
        /// Which instance.
        instance: InstanceId,
    },
    /// The main process ended: give the rest of the tree `patience`, then SIGKILL, then free ports and cgroups. Ended by `Swept`.
    /// Comes again, with less patience, where the stop became more urgent or took too long.
    Sweep {
        /// Which instance.
        instance: InstanceId,
        /// How long what is left may take to end by itself.
        patience: Duration,
    },
    /// Answer a caller.
    AnswerLaunch {
        /// Who waits.
        ticket: Ticket,
        /// The answer.
        answer: Result<Launched, Refusal>,
    },
    /// Answer a caller.
    AnswerTerminate {
        /// Who waits.
        ticket: Ticket,
        /// The answer.
        answer: Result<Terminated, Refusal>,
    },
    /// Tell whoever listens.
    Notice(Notice),
    /// Nothing is left; `Drain` is done.
    Drained,
}

/// What to start.
#[derive(Clone, Debug)]
pub struct Spawn {
    /// Which instance.
    pub instance: InstanceId,
    /// For whom.
    pub identity: Arc<Identity>,
    /// The pattern.
    pub manifest: Arc<Manifest>,
    /// The request's configuration.
    pub config: Arc<BTreeMap<String, String>>,
    /// What policies change of all that.
    pub patch: Arc<Patch>,
}

/// A caller's process.
#[derive(Clone, Debug)]
pub struct Launched {
    /// As it is now.
    pub process: Arc<ProcessInfo>,
    /// True where it was running before this request.
    pub reused: bool,
    /// What admission modules would have objected, as those are told who waited for the start.
    pub warnings: Arc<[Warning]>,
}

/// A process that is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terminated {
    /// SIGKILL was needed.
    pub forced: bool,
}
