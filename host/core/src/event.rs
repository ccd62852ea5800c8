//! What enters the supervisor. There is no other door.

use std::sync::Arc;
use std::time::Duration;

use crate::bounds::Bounds;
use crate::isolation::{IsolationKey, Placement};
use crate::manifest::Manifest;
use crate::patch::Plan;
use crate::policy::Request;
use crate::process::{Generation, InstanceId, Ports};
use crate::record::Adopted;
use crate::time::UnixMillis;

/// The number of a caller who waits for an answer. Chosen by the driver, never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// A caller wants a process. Ended by `Effect::AnswerLaunch`.
    Launch(Box<Launch>),
    /// The caller went away. Nothing is stopped for it.
    Abandon(Ticket),
    /// A caller wants a process gone. Ended by `Effect::AnswerTerminate`.
    Terminate(Terminate),
    /// `Effect::Spawn` was done.
    Spawned {
        /// Which instance.
        instance: InstanceId,
        /// Its main process.
        pid: i32,
        /// What it was given.
        ports: Ports,
    },
    /// `Effect::Spawn` could not be done; nothing of it lives.
    SpawnFailed {
        /// Which instance.
        instance: InstanceId,
        /// Why.
        error: String,
    },
    /// `Effect::Probe` was done.
    Probed {
        /// Which instance.
        instance: InstanceId,
        /// The probe's number.
        attempt: u32,
        /// What came of it.
        answer: Result<Probed, String>,
    },
    /// The instance sent `READY=1`.
    Notified {
        /// Which instance.
        instance: InstanceId,
        /// What was found when it did.
        found: Probed,
    },
    /// The instance's main process ended.
    Ended {
        /// Which instance.
        instance: InstanceId,
        /// How.
        exit: Exit,
        /// The last lines it wrote.
        output: Arc<str>,
    },
    /// `Effect::Sweep` was done: nothing of the instance's tree lives, its ports and cgroups are free.
    Swept {
        /// Which instance.
        instance: InstanceId,
        /// Something was left that did not end by itself.
        killed: bool,
    },
    /// What an earlier supervisor left is taken up. Before anything else happens, and once.
    Adopt {
        /// Every bulkhead of which there is a record.
        left: Vec<Adopted>,
        /// No bulkhead that it removed had a later generation: new ones go on from here.
        generation_floor: Generation,
    },
    /// Wall-clock time, now and then, so that it follows corrections.
    Clock(UnixMillis),
    /// Stop everything, start nothing. Ended by `Effect::Drained`.
    Drain {
        /// Grace periods longer than this are cut.
        grace_max: Duration,
    },
}

/// A launch request that was parsed, found right and placed.
#[derive(Clone, Debug)]
pub struct Launch {
    /// Who waits for the answer.
    pub ticket: Ticket,
    /// The request as policies see it.
    pub request: Request,
    /// What the isolation policy answered, within the fence.
    pub placement: Placement,
    /// The key that follows.
    pub key: IsolationKey,
    /// The pattern.
    pub manifest: Arc<Manifest>,
    /// Grace period asked for.
    pub grace: Option<Duration>,
}

impl Launch {
    /// What its process would be started with, and what may be changed of that.
    #[must_use]
    pub fn plan(&self, bounds: &Bounds) -> Plan {
        Plan {
            limits: self.manifest.resources,
            grace: self.grace.unwrap_or(self.manifest.grace_period).min(bounds.grace_max),
            variables: bounds.mutable_environment.clone(),
        }
    }
}

/// A request to stop a process.
#[derive(Clone, Debug)]
pub struct Terminate {
    /// Who waits for the answer.
    pub ticket: Ticket,
    /// Which process.
    pub process_id: String,
    /// Time before SIGKILL; none: as launched.
    pub grace: Option<Duration>,
    /// SIGKILL at once.
    pub force: bool,
    /// Who asks, as authentication established it; empty where nobody authenticates.
    pub caller: Arc<str>,
    /// An operator's: no policy is asked.
    pub overrides: bool,
}

/// What a good probe found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Probed {
    /// The instance's own tree listens on its gRPC port.
    pub serves_grpc: bool,
}

/// How a main process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// By itself, with this code.
    Code(i32),
    /// By this signal.
    Signal(i32),
    /// By the kernel, for its memory limit.
    OutOfMemory,
    /// Nobody was there who could have been told.
    Unknown,
}
