//! What a module said, as a record has it.

use prism_core::isolation::Placement;
use prism_core::names::Partition;
use prism_core::policy::{DenialCode, Restart};
use serde::{Deserialize, Serialize};

use super::patch::Patch;
use super::{Level, millis};
use crate::recording::Output;

/// [`Output`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each is the field of the same name of the core's type")]
pub enum Answer {
    Place {
        level: Level,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        partition: Option<String>,
    },
    Allow,
    RestartAfterMs(u64),
    GiveUp(String),
    Patch(Patch),
    Refused {
        code: String,
        reason: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after_ms: Option<u64>,
    },
    Fault {
        kind: String,
        message: String,
    },
}

impl From<&Output> for Answer {
    fn from(output: &Output) -> Self {
        match output {
            Output::Placement(Placement { level, partition }) => {
                Self::Place { level: (*level).into(), partition: partition.as_ref().map(Partition::to_string) }
            }
            Output::Allow => Self::Allow,
            Output::Patch(patch) => Self::Patch(patch.into()),
            Output::Restart(Restart::After(delay)) => Self::RestartAfterMs(millis(*delay)),
            Output::Restart(Restart::GiveUp(reason)) => Self::GiveUp(reason.clone()),
            Output::Refused(denial) => Self::Refused {
                code: code(denial.code).to_owned(),
                reason: denial.reason.clone(),
                retry_after_ms: denial.retry_after.map(millis),
            },
            Output::Fault(fault) => {
                Self::Fault { kind: fault.kind.as_str().to_owned(), message: fault.message.clone() }
            }
        }
    }
}

impl Answer {
    /// What matters of it, in a word, as [`Output::kind`] has it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Place { .. } | Self::Allow => "allow",
            Self::RestartAfterMs(_) => "restart",
            Self::GiveUp(_) => "give-up",
            Self::Patch(_) => "patch",
            Self::Refused { .. } => "deny",
            Self::Fault { .. } => "fault",
        }
    }

    /// Its words, where it has any.
    #[must_use]
    pub fn reason(&self) -> &str {
        match self {
            Self::GiveUp(reason) | Self::Refused { reason, .. } => reason,
            Self::Fault { message, .. } => message,
            Self::Place { .. } | Self::Allow | Self::RestartAfterMs(_) | Self::Patch(_) => "",
        }
    }
}

fn code(code: DenialCode) -> &'static str {
    match code {
        DenialCode::Forbidden => "forbidden",
        DenialCode::NamespaceForbidden => "namespace-forbidden",
        DenialCode::Quota => "quota",
    }
}
