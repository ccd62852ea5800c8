//! The compartment of one isolation key: at most one live instance, and what becomes of it.
//!
//! ```text
//!            launch                permit            ready
//!   (absent) ------> Queued ------------> Starting ---------> Running
//!                      ^                     | exit, timeout     | exit, unhealthy, terminate
//!                      | delay over          v                   v
//!                   Backoff <----------- Stopping <--------------+
//!                             restart       |  \ give up
//!                                 terminate |   `----> Failed ---- terminate, new launch ---> (absent)
//!                                           v
//!                                       (absent)
//! ```
//!
//! A state carries only what exists in it. Absent is the design's `Idle`: a key with nothing to say has no entry.
//! `Stopping` ends when nothing of the tree is left, so a next instance never meets the one before it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::bounds::{Bounds, KILL_AGAIN_AFTER};
use crate::event::{Launch, Probed, Terminate, Ticket};
use crate::health::Prober;
use crate::manifest::Manifest;
use crate::notice::StopReason;
use crate::patch::Patch;
use crate::policy::{Cause, Ended, Request, Stop, Warning};
use crate::process::{BulkheadId, Generation, Identity, InstanceId, Ports, ProcessInfo, ProcessState};
use crate::restart::History;
use crate::time::{Timestamp, UnixMillis};

/// One compartment.
#[derive(Debug)]
pub(crate) struct Bulkhead {
    pub(crate) id: BulkheadId,
    pub(crate) identity: Arc<Identity>,
    pub(crate) request: Request,
    pub(crate) manifest: Arc<Manifest>,
    pub(crate) grace: Option<Duration>,
    pub(crate) generation: Generation,
    pub(crate) state: State,
    pub(crate) booked: Booked,
    pub(crate) armed: Option<Timestamp>,
    /// What others were last told.
    pub(crate) published: Option<Arc<ProcessInfo>>,
    pub(crate) history: History,
    pub(crate) asked_at: Timestamp,
    /// Callers waiting for it to be ready.
    pub(crate) launching: Vec<Ticket>,
    /// Callers waiting for it to be gone.
    pub(crate) terminating: Vec<Ticket>,
    /// Launches that cannot go on from the instance that is on its way out; begun anew when it is gone.
    pub(crate) afterwards: Vec<Launch>,
    /// What those are told who wait for its start.
    pub(crate) warnings: Arc<[Warning]>,
    pub(crate) last_failure: Option<(Cause, Arc<str>)>,
    pub(crate) last_error: Arc<str>,
    pub(crate) last_decision: Arc<str>,
    /// What policies changed of it, for all of its starts.
    pub(crate) patch: Arc<Patch>,
}

/// Where a bulkhead is.
#[derive(Debug)]
pub(crate) enum State {
    /// Between two states, while the supervisor moves it; never seen from outside.
    Vacant,
    /// Waits for a start permit.
    Queued,
    /// Spawned or being spawned; not ready.
    Starting(Instance),
    /// Ready.
    Running(Instance),
    /// Waits for its next start.
    Backoff { until: Timestamp },
    /// On the way out.
    Stopping(Stopping),
    /// Given up. Nothing lives.
    Failed { reason: Arc<str>, until: Timestamp },
}

/// What the books hold for a bulkhead in its present state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Booked {
    /// A place in the ledger.
    pub(crate) place: bool,
    /// Counted as starting.
    pub(crate) starting: bool,
    /// One of the start permits.
    pub(crate) permit: bool,
    /// A place in the start queue.
    pub(crate) queued: bool,
}

impl State {
    pub(crate) fn booking(&self) -> Booked {
        Booked {
            place: !matches!(self, Self::Vacant | Self::Failed { .. }),
            starting: matches!(self, Self::Queued | Self::Starting(_)),
            permit: matches!(self, Self::Starting(_)),
            queued: matches!(self, Self::Queued),
        }
    }
}

/// A start of the bulkhead that something may live of.
#[derive(Debug)]
pub(crate) struct Instance {
    pub(crate) spawned_at: Timestamp,
    pub(crate) started_at: UnixMillis,
    pub(crate) ready_by: Timestamp,
    pub(crate) pid: Option<i32>,
    pub(crate) ports: Ports,
    pub(crate) prober: Option<Prober>,
    /// `READY=1` came before the news that it was spawned: what was found then.
    pub(crate) notified: Option<Probed>,
    pub(crate) ready_since: Option<Timestamp>,
    pub(crate) healthy: bool,
    pub(crate) serves_grpc: bool,
}

impl Instance {
    pub(crate) fn new(now: Timestamp, wall: UnixMillis, ready_by: Timestamp) -> Self {
        Self {
            spawned_at: now,
            started_at: wall,
            ready_by,
            pid: None,
            ports: Ports::default(),
            prober: None,
            notified: None,
            ready_since: None,
            healthy: false,
            serves_grpc: false,
        }
    }

    /// Ready for long enough that its earlier failures no longer count.
    pub(crate) fn is_stable(&self, now: Timestamp, bounds: &Bounds) -> bool {
        self.ready_since.is_some_and(|since| now - since >= bounds.stable_after)
    }

    fn probe_deadline(&self) -> Option<Timestamp> {
        self.prober.as_ref().and_then(Prober::deadline)
    }
}

/// An instance on the way out.
#[derive(Debug)]
pub(crate) struct Stopping {
    pub(crate) instance: Instance,
    pub(crate) phase: Phase,
    pub(crate) then: Then,
    pub(crate) forced: bool,
    pub(crate) why: Option<StopReason>,
}

/// How far a stop has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It has not been spawned yet; asked to stop as soon as it is.
    AwaitingSpawn {
        /// What it will have before SIGKILL.
        grace: Duration,
        /// SIGKILL at once.
        force: bool,
    },
    /// It got the stop signal.
    Asked {
        /// When SIGKILL follows.
        kill_at: Timestamp,
    },
    /// It got SIGKILL.
    Killing {
        /// When it gets it again.
        again_at: Timestamp,
    },
    /// Its main process ended; what is left may end by itself until then.
    Sweeping {
        /// When what is left is killed.
        kill_at: Timestamp,
    },
}

/// What follows a stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    /// The bulkhead is forgotten.
    Remove,
    /// It is started again at this time.
    Restart(Timestamp),
    /// It is kept as failed.
    GiveUp(Arc<str>),
}

impl Bulkhead {
    pub(crate) fn instance_id(&self) -> InstanceId {
        InstanceId { bulkhead: self.id, generation: self.generation }
    }

    pub(crate) fn config(&self) -> &Arc<BTreeMap<String, String>> {
        &self.request.config
    }

    /// Time before SIGKILL where a stop names none.
    pub(crate) fn planned_grace(&self) -> Duration {
        self.grace.unwrap_or(self.manifest.grace_period)
    }

    pub(crate) fn instance(&self) -> Option<&Instance> {
        match &self.state {
            State::Starting(instance) | State::Running(instance) => Some(instance),
            State::Stopping(stopping) => Some(&stopping.instance),
            State::Vacant | State::Queued | State::Backoff { .. } | State::Failed { .. } => None,
        }
    }

    /// Callers who wait for something.
    pub(crate) fn waiters(&self) -> usize {
        self.launching.len() + self.terminating.len() + self.afterwards.len()
    }

    /// True where whatever its callers wait for is still to come.
    pub(crate) fn can_answer_its_waiters(&self) -> bool {
        match &self.state {
            State::Stopping(Stopping { then: Then::Restart(_), .. }) => self.terminating.is_empty(),
            State::Stopping(Stopping { then: Then::GiveUp(_), .. }) => {
                self.launching.is_empty() && self.terminating.is_empty()
            }
            State::Stopping(Stopping { then: Then::Remove, .. }) => self.launching.is_empty(),
            State::Queued | State::Starting(_) | State::Backoff { .. } => self.waiters() == self.launching.len(),
            State::Vacant | State::Running(_) | State::Failed { .. } => self.waiters() == 0,
        }
    }

    /// When it must be looked at next.
    pub(crate) fn deadline(&self, bounds: &Bounds) -> Option<Timestamp> {
        match &self.state {
            State::Vacant | State::Queued | State::Failed { .. } => None,
            State::Starting(instance) => Some(earliest(instance.ready_by, instance.probe_deadline())),
            State::Running(instance) => self.stable_at(bounds).into_iter().chain(instance.probe_deadline()).min(),
            State::Backoff { until } => Some(*until),
            State::Stopping(stopping) => match stopping.phase {
                Phase::AwaitingSpawn { .. } => None,
                Phase::Asked { kill_at } => Some(kill_at),
                Phase::Killing { again_at } => Some(again_at),
                Phase::Sweeping { kill_at } => Some(kill_at + KILL_AGAIN_AFTER),
            },
        }
    }

    /// When its failures stop counting, if it has some and runs.
    pub(crate) fn stable_at(&self, bounds: &Bounds) -> Option<Timestamp> {
        match &self.state {
            State::Running(Instance { ready_since: Some(since), .. }) if self.history.failures > 0 => {
                Some(*since + bounds.stable_after)
            }
            _ => None,
        }
    }

    /// The state as the API counts it.
    pub(crate) fn process_state(&self) -> ProcessState {
        match &self.state {
            State::Vacant => ProcessState::Terminated,
            State::Queued | State::Starting(_) | State::Backoff { .. } => ProcessState::Starting,
            State::Running(_) => ProcessState::Running,
            State::Stopping(Stopping { phase: Phase::Sweeping { .. }, then: Then::Restart(_), .. }) => {
                ProcessState::Starting
            }
            State::Stopping(_) => ProcessState::Terminating,
            State::Failed { .. } => ProcessState::Failed,
        }
    }

    /// What others see.
    pub(crate) fn info(&self) -> ProcessInfo {
        let instance = self.instance();
        let state = self.process_state();
        let running = state == ProcessState::Running;
        ProcessInfo {
            identity: self.identity.clone(),
            bulkhead: self.id,
            version: self.manifest.version.clone(),
            state,
            healthy: running && instance.is_some_and(|instance| instance.healthy),
            generation: self.generation,
            pid: instance.and_then(|instance| instance.pid),
            address_port: instance
                .filter(|instance| running && instance.serves_grpc)
                .map(|instance| instance.ports.grpc),
            started_at: instance.filter(|instance| instance.pid.is_some()).map(|instance| instance.started_at),
            ready_since: instance.filter(|_| running).and_then(|instance| instance.ready_since),
            config: self.config().clone(),
            last_error: self.last_error.clone(),
            error_count: self.history.failures,
            restart_count: self.history.restarts,
            last_decision: self.last_decision.clone(),
            patch: self.patch.clone(),
        }
    }

    /// What the restart policy is told about an instance that just failed. Call after the failure was recorded.
    pub(crate) fn ended(
        &self,
        instance: &Instance,
        now: Timestamp,
        wall: UnixMillis,
        cause: Cause,
        seed: u64,
    ) -> Ended {
        let scope = &self.identity.key.scope;
        Ended {
            pattern: self.identity.key.pattern.clone(),
            version: self.manifest.version.clone(),
            namespace: scope.namespace().cloned(),
            session: scope.session().cloned(),
            level: scope.level(),
            generation: self.generation.0,
            cause,
            was_ready: instance.ready_since.is_some(),
            ran: now - instance.spawned_at,
            consecutive_failures: self.history.failures,
            restarts: self.history.restarts,
            seed,
            now: wall,
        }
    }

    /// What the terminate policies are told.
    pub(crate) fn stop(&self, now: Timestamp, wall: UnixMillis, asked: &Terminate) -> Stop {
        let scope = &self.identity.key.scope;
        Stop {
            process_id: self.identity.process_id.clone(),
            pattern: self.identity.key.pattern.clone(),
            version: self.manifest.version.clone(),
            namespace: scope.namespace().cloned(),
            session: scope.session().cloned(),
            level: scope.level(),
            caller: asked.caller.clone(),
            state: self.process_state(),
            generation: self.generation.0,
            uptime: self.instance().map(|instance| now - instance.spawned_at),
            force: asked.force,
            now: wall,
        }
    }
}

fn earliest(a: Timestamp, b: Option<Timestamp>) -> Timestamp {
    b.map_or(a, |b| a.min(b))
}
