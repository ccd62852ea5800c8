//! Plans and changes, as a record has them.

use std::collections::BTreeMap;
use std::time::Duration;

use prism_core::manifest::Resources;
use prism_core::patch as meant;
use serde::{Deserialize, Serialize};

use super::{RecordError, millis};

/// [`Resources`]. What is not limited is left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs, reason = "each is the field of the same name of the core's type")]
pub struct LimitsOf {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_millis: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pids: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nofile: Option<u64>,
}

/// [`meant::Plan`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs, reason = "each is the field of the same name of the core's type")]
pub struct Plan {
    pub limits: LimitsOf,
    pub grace_ms: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variables: Vec<String>,
}

/// [`meant::Patch`]. What is not changed is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs, reason = "each is the field of the same name of the core's type")]
pub struct Patch {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub environment: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "is_none")]
    pub limits: LimitsOf,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grace_ms: Option<u64>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

impl Patch {
    /// Whether it changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn meant(&self) -> Result<meant::Patch, RecordError> {
        let wanted = meant::Wanted {
            environment: self.environment.clone().into_iter().collect(),
            limits: self.limits.into(),
            grace: self.grace_ms.map(Duration::from_millis),
            labels: self.labels.clone().into_iter().collect(),
        };
        meant::Patch::new(wanted).map_err(RecordError::Before)
    }
}

fn is_none(limits: &LimitsOf) -> bool {
    *limits == LimitsOf::default()
}

impl Plan {
    pub(super) fn meant(&self) -> meant::Plan {
        let grace = Duration::from_millis(self.grace_ms);
        meant::Plan { limits: self.limits.into(), grace, variables: self.variables.clone() }
    }
}

impl From<&meant::Plan> for Plan {
    fn from(plan: &meant::Plan) -> Self {
        Self { limits: plan.limits.into(), grace_ms: millis(plan.grace), variables: plan.variables.clone() }
    }
}

impl From<&meant::Patch> for Patch {
    fn from(patch: &meant::Patch) -> Self {
        Self {
            environment: patch.environment().clone(),
            limits: patch.limits().into(),
            grace_ms: patch.grace().map(millis),
            labels: patch.labels().clone(),
        }
    }
}

impl From<Resources> for LimitsOf {
    fn from(limits: Resources) -> Self {
        let Resources { cpu_millis, memory_bytes, pids, nofile } = limits;
        Self { cpu_millis, memory_bytes, pids, nofile }
    }
}

impl From<LimitsOf> for Resources {
    fn from(limits: LimitsOf) -> Self {
        let LimitsOf { cpu_millis, memory_bytes, pids, nofile } = limits;
        Self { cpu_millis, memory_bytes, pids, nofile }
    }
}
