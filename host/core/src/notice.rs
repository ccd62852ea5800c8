//! What was decided, as data. Logs, metrics, the event stream and the expected traces of tests all come from notices: one stream,
//! so they cannot disagree.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::isolation::IsolationLevel;
use crate::patch::Patch;
use crate::policy::{Cause, Fault, Hook, Restart, Warning};
use crate::process::{Generation, Identity, ProcessInfo};
use crate::refusal::Refusal;

/// One thing that was decided or found.
#[derive(Clone, Debug)]
pub enum Notice {
    /// A process is now like this.
    Changed(Arc<ProcessInfo>),
    /// A process is gone from the books.
    Removed(Arc<ProcessInfo>),
    /// Something worth a line happened to a process.
    About(Arc<Identity>, Happening),
    /// A launch was refused when it came.
    Refused {
        /// The key asked for.
        identity: Arc<Identity>,
        /// Why.
        refusal: Refusal,
    },
    /// A caller may not stop a process.
    StopRefused {
        /// Which.
        identity: Arc<Identity>,
        /// Why.
        refusal: Refusal,
    },
    /// A policy gave no usable answer.
    PolicyFault {
        /// Which hook.
        hook: Hook,
        /// Which module.
        module: Arc<str>,
        /// What happened.
        fault: Fault,
    },
}

/// What can happen to a process.
#[derive(Clone, Debug, PartialEq)]
pub enum Happening {
    /// A place was taken for it; `by` allowed it.
    Admitted {
        /// The admission module whose answer counted.
        by: Arc<str>,
    },
    /// A module that is told and not obeyed would have objected.
    Warned(Warning),
    /// Policies changed what it is started with.
    Mutated {
        /// The mutate modules that did.
        by: Arc<str>,
        /// What.
        patch: Arc<Patch>,
    },
    /// It was taken over from an earlier launcher, as it was.
    Adopted(Generation),
    /// It is being spawned.
    Starting(Generation),
    /// Its main process lives.
    Spawned {
        /// Which start.
        generation: Generation,
        /// Its main process.
        pid: i32,
    },
    /// It passed its readiness check.
    Ready {
        /// Which start.
        generation: Generation,
        /// Since it was asked for.
        took: Duration,
    },
    /// It missed a health check.
    Missed {
        /// The probe's error.
        error: String,
    },
    /// It answers its health checks again.
    Recovered,
    /// It ended, or could not be started, and nobody had asked for that.
    Failed {
        /// Which start.
        generation: Generation,
        /// Why.
        cause: Cause,
        /// Since it was spawned.
        ran: Duration,
    },
    /// What follows from that.
    Restart {
        /// Who decided.
        by: Arc<str>,
        /// What, within the bounds.
        answer: Restart,
        /// Why the answer was changed, if it was.
        clamped: Option<&'static str>,
    },
    /// It is asked to stop.
    Stopping {
        /// Which start.
        generation: Generation,
        /// Time before SIGKILL.
        grace: Duration,
        /// Who wants it.
        why: StopReason,
    },
    /// An operator stops it, and no policy was asked.
    Overridden,
    /// It did not stop in time; SIGKILL follows.
    Killed(Generation),
    /// It was killed and something of it is still there; it is killed again.
    Stuck(Generation),
    /// Nothing of it is left, as asked for.
    Stopped {
        /// Which start.
        generation: Generation,
        /// SIGKILL was needed.
        forced: bool,
    },
    /// The isolation policy's level was below the fence and was raised.
    LevelRaised {
        /// What it answered.
        answered: IsolationLevel,
        /// What is in force.
        floor: IsolationLevel,
    },
}

/// Why a process is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// Someone asked for it.
    Terminated,
    /// It missed too many health checks.
    Unhealthy,
    /// It was not ready in time.
    StartTimeout,
    /// The launcher shuts down.
    Draining,
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Terminated => "terminated",
            Self::Unhealthy => "unhealthy",
            Self::StartTimeout => "not ready in time",
            Self::Draining => "draining",
        })
    }
}

impl fmt::Display for Happening {
    /// One short clause, as logs and traces show it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Admitted { by } => write!(f, "admitted by {by}"),
            Self::Warned(warning) => write!(f, "warned: {warning}"),
            Self::Mutated { by, patch } => write!(f, "changed by {by}: {patch}"),
            Self::Adopted(generation) => write!(f, "adopted generation {generation}"),
            Self::Starting(generation) => write!(f, "starting generation {generation}"),
            Self::Spawned { generation, .. } => write!(f, "spawned generation {generation}"),
            Self::Ready { generation, .. } => write!(f, "ready generation {generation}"),
            Self::Missed { error } => write!(f, "missed a health check: {error}"),
            Self::Recovered => f.write_str("answers its health checks again"),
            Self::Failed { generation, cause, .. } => write!(f, "failed generation {generation}: {cause}"),
            Self::Restart { by, answer: Restart::After(delay), .. } => {
                write!(f, "restart in {} ms by {by}", delay.as_millis())
            }
            Self::Restart { by, answer: Restart::GiveUp(reason), .. } => write!(f, "given up by {by}: {reason}"),
            Self::Stopping { generation, why, .. } => write!(f, "stopping generation {generation}: {why}"),
            Self::Overridden => f.write_str("is stopped by an operator, whatever policies say"),
            Self::Killed(generation) => write!(f, "killed generation {generation}: grace period is over"),
            Self::Stuck(generation) => write!(f, "stuck generation {generation}: killed and still there"),
            Self::Stopped { generation, forced: false } => write!(f, "stopped generation {generation}"),
            Self::Stopped { generation, forced: true } => write!(f, "stopped generation {generation} by force"),
            Self::LevelRaised { answered, floor } => write!(f, "level {answered} raised to {floor}"),
        }
    }
}
