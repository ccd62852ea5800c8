//! One decision with everything that made it: enough to make it again.
//!
//! Inputs and outputs are the core's own values, cheap to copy. How they are written down is [`crate::record`]'s matter, and off the
//! path of whoever asked.

use std::time::Duration;

use prism_core::isolation::{IsolationLevel, Placement};
use prism_core::patch::{Patch, Plan};
use prism_core::policy::{DecisionId, Denial, Ended, Fault, Hook, Outcome, Request, Restart, Stop, Usage};
use prism_core::time::UnixMillis;

use crate::evidence::Evidence;
use crate::module::Module;
use crate::observer::Source;

/// What a module was asked, what it said, and what that cost.
#[derive(Clone, Debug)]
pub struct Recording {
    /// Which decision.
    pub decision: DecisionId,
    /// When it was made.
    pub at: UnixMillis,
    /// Who made it.
    pub module: Module,
    /// Whether it was obeyed.
    pub mode: Mode,
    /// What it was asked.
    pub input: Input,
    /// What it said.
    pub output: Output,
    /// What that rests on, by its own account. Secrets are in it still, as in the input.
    pub evidence: Evidence,
    /// How long the asker waited.
    pub waited: Duration,
    /// Fuel used by the hook.
    pub fuel: u64,
    /// Where the answer came from.
    pub source: Source,
}

/// What is done with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// It is obeyed.
    Enforced,
    /// It is compared with the one that is obeyed.
    Shadow,
    /// It is told to the caller, and not obeyed.
    Warn,
    /// It is obeyed, in the place of another module, for some namespaces alone.
    Canary,
}

impl Mode {
    /// The mode's name in records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enforced => "enforced",
            Self::Shadow => "shadow",
            Self::Warn => "warn",
            Self::Canary => "canary",
        }
    }

    /// Whether somebody waited for it: it counts for the module, is remembered, and makes it rest where it fails.
    pub(crate) fn is_waited_for(self) -> bool {
        self != Self::Shadow
    }
}

/// The arguments of a hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Of [`Hook::Isolation`].
    Isolation(Request),
    /// Of [`Hook::Admission`].
    Admission {
        /// What is asked for.
        request: Request,
        /// The level that the key has.
        level: IsolationLevel,
        /// The ledger at that instant.
        usage: Usage,
        /// The wall clock.
        now: UnixMillis,
    },
    /// Of [`Hook::Restart`].
    Restart(Ended),
    /// Of [`Hook::Terminate`].
    Terminate(Stop),
    /// Of [`Hook::Mutate`].
    Mutate {
        /// What is asked for.
        request: Request,
        /// The level that the key has.
        level: IsolationLevel,
        /// What it would be started with.
        plan: Plan,
        /// What those that are asked before it want changed. No module is shown it, so that none depends on who else is asked; one that
        /// wants any of it to be otherwise gives no usable answer.
        before: Patch,
        /// The wall clock.
        now: UnixMillis,
    },
}

impl Input {
    /// Which hook takes these.
    #[must_use]
    pub fn hook(&self) -> Hook {
        match self {
            Self::Isolation(_) => Hook::Isolation,
            Self::Admission { .. } => Hook::Admission,
            Self::Restart(_) => Hook::Restart,
            Self::Terminate(_) => Hook::Terminate,
            Self::Mutate { .. } => Hook::Mutate,
        }
    }

    /// The pattern it is about.
    #[must_use]
    pub fn pattern(&self) -> &str {
        match self {
            Self::Isolation(request) | Self::Admission { request, .. } | Self::Mutate { request, .. } => {
                request.pattern.as_str()
            }
            Self::Restart(ended) => ended.pattern.as_str(),
            Self::Terminate(stop) => stop.pattern.as_str(),
        }
    }

    /// What the next module is asked of a process, after one that answered `output` to this.
    #[must_use]
    pub fn after(mut self, output: &Output) -> Self {
        if let (Self::Mutate { before, .. }, Output::Patch(patch)) = (&mut self, output) {
            let mut joined = before.clone();
            // What cannot be beside those before it is a fault, and changes nothing.
            if joined.join(patch.clone()).is_ok() {
                *before = joined;
            }
        }
        self
    }

    /// The namespace it is about; empty where there is none.
    #[must_use]
    pub fn namespace(&self) -> &str {
        let namespace = match self {
            Self::Isolation(request) | Self::Admission { request, .. } | Self::Mutate { request, .. } => {
                request.namespace.as_ref()
            }
            Self::Restart(ended) => ended.namespace.as_ref(),
            Self::Terminate(stop) => stop.namespace.as_ref(),
        };
        namespace.map_or("", |name| name.as_str())
    }
}

/// What came of asking, for any hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// [`Hook::Isolation`]'s answer.
    Placement(Placement),
    /// The yes of [`Hook::Admission`] and [`Hook::Terminate`].
    Allow,
    /// [`Hook::Restart`]'s answer.
    Restart(Restart),
    /// [`Hook::Mutate`]'s answer.
    Patch(Patch),
    /// A no.
    Refused(Denial),
    /// No usable answer.
    Fault(Fault),
}

impl Output {
    /// The same of a hook's own outcome.
    #[must_use]
    pub fn of<T: Clone + Into<Self>>(outcome: &Outcome<T>) -> Self {
        match outcome {
            Outcome::Answer(answer) => answer.clone().into(),
            Outcome::Refused(denial) => Self::Refused(denial.clone()),
            Outcome::Fault(fault) => Self::Fault(fault.clone()),
        }
    }

    /// The same where it does not matter which answer it is.
    pub(crate) fn outcome(&self) -> Outcome<()> {
        match self {
            Self::Placement(_) | Self::Allow | Self::Restart(_) | Self::Patch(_) => Outcome::Answer(()),
            Self::Refused(denial) => Outcome::Refused(denial.clone()),
            Self::Fault(fault) => Outcome::Fault(fault.clone()),
        }
    }

    /// What of an answer is shown to others, and so must hold no secret: what it is, and its text.
    pub(crate) fn shown(&self) -> Option<(&'static str, String)> {
        match self {
            Self::Placement(placement) => {
                placement.partition.as_ref().map(|partition| ("partition", partition.as_str().to_owned()))
            }
            Self::Patch(patch) => {
                let texts = patch.environment().iter().chain(patch.labels());
                let text: Vec<String> = texts.map(|(name, value)| format!("{name}={value}")).collect();
                (!text.is_empty()).then(|| ("patch", text.join("\n")))
            }
            Self::Allow | Self::Restart(_) | Self::Refused(_) | Self::Fault(_) => None,
        }
    }

    /// Why there is no usable answer, if there is none.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Placement(_) | Self::Allow | Self::Restart(_) | Self::Patch(_) | Self::Refused(_) => None,
        }
    }

    /// What matters of it, in a word: `allow`, `deny`, `restart`, `give-up`, `patch` or `fault`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Placement(_) | Self::Allow => "allow",
            Self::Restart(Restart::After(_)) => "restart",
            Self::Restart(Restart::GiveUp(_)) => "give-up",
            Self::Patch(_) => "patch",
            Self::Refused(_) => "deny",
            Self::Fault(_) => "fault",
        }
    }
}

impl From<Placement> for Output {
    fn from(placement: Placement) -> Self {
        Self::Placement(placement)
    }
}

impl From<()> for Output {
    fn from((): ()) -> Self {
        Self::Allow
    }
}

impl From<Patch> for Output {
    fn from(patch: Patch) -> Self {
        Self::Patch(patch)
    }
}

impl From<Restart> for Output {
    fn from(restart: Restart) -> Self {
        Self::Restart(restart)
    }
}
