//! What the core asks of policies, and what it takes for an answer.
//!
//! Policies decide; the core holds every answer against the operator's bounds. An implementation must be a pure function of its
//! arguments: equal inputs give equal answers, so that any decision can be replayed.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use crate::entry::Entry;
use crate::isolation::{IsolationLevel, Placement};
use crate::names::{Namespace, PatternName, SessionId};
use crate::patch::{Patch, Plan};
use crate::process::ProcessState;
use crate::time::UnixMillis;

/// The questions.
pub trait Policy: Send {
    /// Who shares a process with this request? A pure function of the request: no time, no usage.
    fn isolation(&self, request: &Request) -> Verdict<Placement>;

    /// May this request start a new process now?
    fn admission(&self, request: &Request, placement: &Placement, usage: &Usage, now: UnixMillis) -> Verdict<()>;

    /// An instance has ended or could not be started: what now?
    fn restart(&self, ended: &Ended) -> Verdict<Restart>;

    /// What is to be changed of a process before its first start? Asked once it is admitted; its restarts are as this was.
    fn mutate(&self, request: &Request, placement: &Placement, plan: &Plan, now: UnixMillis) -> Verdict<Patch>;

    /// May a caller stop this process? Never asked for the launcher's own stops.
    fn terminate(&self, stop: &Stop) -> Verdict<()>;

    /// The ledger has changed, or is about to be asked about. No question: for whoever writes decisions down, in order with them.
    fn entered(&self, _: Entry<'_>) {}
}

/// One hook of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hook {
    /// [`Policy::isolation`].
    Isolation,
    /// [`Policy::admission`].
    Admission,
    /// [`Policy::restart`].
    Restart,
    /// [`Policy::terminate`].
    Terminate,
    /// [`Policy::mutate`].
    Mutate,
}

impl Hook {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Isolation, Self::Admission, Self::Restart, Self::Terminate, Self::Mutate];

    /// The hook's name in configuration, metrics and errors.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Isolation => "isolation",
            Self::Admission => "admission",
            Self::Restart => "restart",
            Self::Terminate => "terminate",
            Self::Mutate => "mutate",
        }
    }
}

impl fmt::Display for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A launch request as policies see it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Request {
    /// The pattern asked for.
    pub pattern: PatternName,
    /// The version in the catalogue.
    pub version: Arc<str>,
    /// The tenant, where the request names one.
    pub namespace: Option<Namespace>,
    /// The session, where the request names one.
    pub session: Option<SessionId>,
    /// What the caller asked for, if it asked.
    pub requested: Option<IsolationLevel>,
    /// What is in force if the policy changes nothing: the request's, else the manifest's, else the operator's default.
    pub level: IsolationLevel,
    /// The request's configuration.
    pub config: Arc<BTreeMap<String, String>>,
    /// Who asks, as authentication established it; empty where nobody authenticates.
    pub caller: Arc<str>,
}

/// The ledger's numbers for one request, at the instant of the decision: places held, this request not counted.
///
/// A place is held from admission until nothing of the process is left, so starting, running, stopping and backing-off
/// processes all count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Usage {
    /// Places held in all.
    pub total: u32,
    /// Places held by the request's namespace.
    pub namespace: u32,
    /// Places held by the request's pattern.
    pub pattern: u32,
    /// Places held by this pattern in this namespace.
    pub namespace_pattern: u32,
    /// Places held by the request's session in its namespace.
    pub session: u32,
    /// Instances queued for a start or starting, in all.
    pub starting: u32,
    /// Instances queued for a start or starting, in the request's namespace.
    pub namespace_starting: u32,
    /// Admissions of the namespace in the last minute (a sliding estimate over two half-minute buckets).
    pub namespace_admitted_last_minute: u32,
    /// The operator's hard cap on places in all.
    pub total_max: u32,
    /// The operator's hard cap on places of one namespace.
    pub namespace_max: u32,
}

/// An instance that ended, as the restart policy sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ended {
    /// What ran.
    pub pattern: PatternName,
    /// Its version.
    pub version: Arc<str>,
    /// For whom; none where everyone shared it.
    pub namespace: Option<Namespace>,
    /// For which session, if for one.
    pub session: Option<SessionId>,
    /// The level in force.
    pub level: IsolationLevel,
    /// Which start it was, from 1.
    pub generation: u64,
    /// Why it ended.
    pub cause: Cause,
    /// Whether it had become ready.
    pub was_ready: bool,
    /// How long it lived, from spawn to end.
    pub ran: Duration,
    /// Failures in a row including this one. Back to zero once an instance was ready for the stable time.
    pub consecutive_failures: u32,
    /// Restarts of this bulkhead before this one.
    pub restarts: u32,
    /// Randomness for jitter: the same for a replay, different for each decision.
    pub seed: u64,
    /// When.
    pub now: UnixMillis,
}

/// Why an instance ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// It exited by itself with this code.
    Exited(i32),
    /// A signal ended it that the launcher did not send.
    Signalled(i32),
    /// The kernel ended it for its memory limit.
    OutOfMemory,
    /// It missed too many health checks in a row; the last one's error.
    Unhealthy(String),
    /// It was not ready within its start timeout; the last probe's error.
    StartTimeout(String),
    /// It could not be started at all.
    SpawnFailed(String),
    /// It ended while nobody looked after it, so nobody knows how.
    Unknown,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exited(code) => write!(f, "exited with code {code}"),
            Self::Signalled(signal) => write!(f, "was ended by signal {signal}"),
            Self::OutOfMemory => f.write_str("was ended by the kernel for exceeding its memory limit"),
            Self::Unhealthy(error) => write!(f, "failed its health checks: {error}"),
            Self::StartTimeout(error) => write!(f, "was not ready in time: {error}"),
            Self::SpawnFailed(error) => write!(f, "could not be started: {error}"),
            Self::Unknown => f.write_str("ended while nobody looked after it, with an unknown exit status"),
        }
    }
}

/// A process that a caller wants stopped, as the terminate policies see it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stop {
    /// The id that the API shows.
    pub process_id: Arc<str>,
    /// What runs.
    pub pattern: PatternName,
    /// Its version.
    pub version: Arc<str>,
    /// For whom; none where everyone shares it.
    pub namespace: Option<Namespace>,
    /// For which session, if for one.
    pub session: Option<SessionId>,
    /// The level in force.
    pub level: IsolationLevel,
    /// Who asks, as authentication established it; empty where nobody authenticates.
    pub caller: Arc<str>,
    /// Where it is in its life.
    pub state: ProcessState,
    /// Which start it is, from 1; 0 where it was never started.
    pub generation: u64,
    /// Since its present start was spawned; none where nothing of it lives.
    pub uptime: Option<Duration>,
    /// SIGKILL at once.
    pub force: bool,
    /// When.
    pub now: UnixMillis,
}

/// A restart policy's answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Restart {
    /// Start it again after this time. The core holds it between the operator's floor and ceiling.
    After(Duration),
    /// Leave it, for this reason.
    GiveUp(String),
}

/// By which a recorded decision is found again. Later ones are larger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DecisionId(pub u64);

impl fmt::Display for DecisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for DecisionId {
    type Err = DecisionIdError;

    fn from_str(text: &str) -> Result<Self, DecisionIdError> {
        let digits = text.len() == 16 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let number = u64::from_str_radix(text, 16).ok().filter(|_| digits);
        number.map(Self).ok_or(DecisionIdError)
    }
}

/// Not the id of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not the id of a decision; expected 16 digits of 0-9 and a-f")]
pub struct DecisionIdError;

/// An answer and who gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict<T> {
    /// The module that answered; where several were asked, the one whose answer counted.
    pub module: Arc<str>,
    /// What it said.
    pub outcome: Outcome<T>,
    /// Where it is written down, if it is.
    pub decision: Option<DecisionId>,
    /// What modules say that are told and not obeyed.
    pub warnings: Vec<Warning>,
}

impl<T> Verdict<T> {
    /// `module` said `answer`.
    pub fn answer(module: &Arc<str>, answer: T) -> Self {
        Self { module: module.clone(), outcome: Outcome::Answer(answer), decision: None, warnings: Vec::new() }
    }

    /// `module` refused.
    pub fn refusal(module: &Arc<str>, denial: Denial) -> Self {
        Self { module: module.clone(), outcome: Outcome::Refused(denial), decision: None, warnings: Vec::new() }
    }

    /// `module` gave no usable answer.
    pub fn fault(module: &Arc<str>, fault: Fault) -> Self {
        Self { module: module.clone(), outcome: Outcome::Fault(fault), decision: None, warnings: Vec::new() }
    }
}

/// What a module would have objected that is told and not obeyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What it was asked.
    pub hook: Hook,
    /// The module.
    pub module: Arc<str>,
    /// What it said.
    pub objection: Objection,
    /// Where it is written down, if it is.
    pub decision: Option<DecisionId>,
}

/// Why a launch would not have gone on, were the module obeyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Objection {
    /// It says no.
    Denied(Denial),
    /// It gave no usable answer.
    Failed(Fault),
}

impl Objection {
    /// The objection of an outcome, if it is one.
    #[must_use]
    pub fn of<T>(outcome: Outcome<T>) -> Option<Self> {
        match outcome {
            Outcome::Answer(_) => None,
            Outcome::Refused(denial) => Some(Self::Denied(denial)),
            Outcome::Fault(fault) => Some(Self::Failed(fault)),
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { hook, module, .. } = self;
        match &self.objection {
            Objection::Denied(denial) => write!(f, "{hook} policy {module} would refuse: {}", denial.reason),
            Objection::Failed(fault) => write!(f, "{hook} policy {module} would fail: {fault}"),
        }
    }
}

/// What can come of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<T> {
    /// An answer.
    Answer(T),
    /// The policy says no.
    Refused(Denial),
    /// No answer: isolation, admission, mutate and terminate fail closed, restart falls back to the built-in rule.
    Fault(Fault),
}

/// A policy's no.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Denial {
    /// Which kind of no; decides the status a caller sees.
    pub code: DenialCode,
    /// For the caller. At most [`REASON_BYTES_MAX`] bytes.
    pub reason: String,
    /// When asking again may help.
    pub retry_after: Option<Duration>,
}

/// Longest reason that is passed on, in bytes.
pub const REASON_BYTES_MAX: usize = 512;

/// The kinds of no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DenialCode {
    /// Not allowed: PERMISSION_DENIED, POLICY_DENIED.
    Forbidden,
    /// The namespace may not: PERMISSION_DENIED, NAMESPACE_FORBIDDEN.
    NamespaceForbidden,
    /// Too many: RESOURCE_EXHAUSTED, QUOTA.
    Quota,
}

/// A policy that gave no usable answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{kind}: {message}")]
pub struct Fault {
    /// What happened.
    pub kind: FaultKind,
    /// In words, with the guest's panic text where there is one.
    pub message: String,
}

/// The ways a policy can fail to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultKind {
    /// No module is loaded under that name, or it does not have the hook.
    NotLoaded,
    /// The guest trapped: a panic, an out-of-bounds access, a stack overflow.
    Trap,
    /// It used up its fuel.
    Fuel,
    /// It used up its wall time.
    Time,
    /// It asked for more memory than it may have.
    Memory,
    /// Its answer was out of range.
    BadOutput,
    /// It was not asked: it had failed too often in a row.
    Suspended,
}

impl FaultKind {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::NotLoaded, Self::Trap, Self::Fuel, Self::Time, Self::Memory, Self::BadOutput, Self::Suspended];

    /// The kind's name in metrics and errors.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotLoaded => "not-loaded",
            Self::Trap => "trap",
            Self::Fuel => "fuel",
            Self::Time => "time",
            Self::Memory => "memory",
            Self::BadOutput => "bad-output",
            Self::Suspended => "suspended",
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decisions_id_is_read_as_it_is_written() {
        let id = DecisionId(0x0192_ab00_0000_0007);
        assert_eq!(id.to_string(), "0192ab0000000007");
        assert_eq!("0192ab0000000007".parse(), Ok(id));
        for wrong in ["", "192ab0000000007", "0192AB0000000007", "+192ab0000000007", "0192ab00000000070"] {
            assert_eq!(wrong.parse::<DecisionId>(), Err(DecisionIdError), "{wrong}");
        }
    }
}
