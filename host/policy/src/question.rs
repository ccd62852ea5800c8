//! A question of any hook with what it is asked about, and what came of it: for tools, which ask one like the other.

use prism_core::isolation::Placement;
use prism_core::policy::{Ended, Fault, Hook, Outcome, Request, Restart, Usage};
use prism_core::time::UnixMillis;

/// What a policy is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// [`Hook::Isolation`].
    Isolation(Request),
    /// [`Hook::Admission`].
    Admission {
        /// Who asks for what.
        request: Request,
        /// Where it belongs.
        placement: Placement,
        /// What runs already.
        usage: Usage,
        /// When.
        now: UnixMillis,
    },
    /// [`Hook::Restart`].
    Restart(Ended),
}

impl Question {
    /// Which hook it is for.
    #[must_use]
    pub fn hook(&self) -> Hook {
        match self {
            Self::Isolation(_) => Hook::Isolation,
            Self::Admission { .. } => Hook::Admission,
            Self::Restart(_) => Hook::Restart,
        }
    }
}

/// What came of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Of [`Hook::Isolation`].
    Isolation(Outcome<Placement>),
    /// Of [`Hook::Admission`].
    Admission(Outcome<()>),
    /// Of [`Hook::Restart`].
    Restart(Outcome<Restart>),
}

impl Answer {
    /// That `hook` gave no usable answer.
    #[must_use]
    pub fn fault_of(hook: Hook, fault: Fault) -> Self {
        match hook {
            Hook::Isolation => Self::Isolation(Outcome::Fault(fault)),
            Hook::Admission => Self::Admission(Outcome::Fault(fault)),
            Hook::Restart => Self::Restart(Outcome::Fault(fault)),
        }
    }

    /// Why there is no usable answer, if there is none.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Isolation(Outcome::Fault(fault))
            | Self::Admission(Outcome::Fault(fault))
            | Self::Restart(Outcome::Fault(fault)) => Some(fault),
            _ => None,
        }
    }
}
