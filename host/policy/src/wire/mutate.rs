//! Changes as they cross the border. What comes out is held to what a patch may be, and to the plan that the module was shown.

use std::time::Duration;

use prism_core::manifest::Resources;
use prism_core::patch as meant;
use prism_core::policy::Outcome;
use wasmtime::component::{ComponentType, Lift, Lower};

#[derive(Clone, Copy, Debug, ComponentType, Lift, Lower)]
#[component(record)]
pub(crate) struct Limits {
    #[component(name = "cpu-millis")]
    cpu_millis: Option<u64>,
    #[component(name = "memory-bytes")]
    memory_bytes: Option<u64>,
    pids: Option<u64>,
    nofile: Option<u64>,
}

impl From<Resources> for Limits {
    fn from(limits: Resources) -> Self {
        let Resources { cpu_millis, memory_bytes, pids, nofile } = limits;
        Self { cpu_millis, memory_bytes, pids, nofile }
    }
}

impl From<Limits> for Resources {
    fn from(limits: Limits) -> Self {
        let Limits { cpu_millis, memory_bytes, pids, nofile } = limits;
        Self { cpu_millis, memory_bytes, pids, nofile }
    }
}

#[derive(Debug, ComponentType, Lower)]
#[component(record)]
pub(crate) struct Plan<'a> {
    limits: Limits,
    #[component(name = "grace-ms")]
    grace_ms: u64,
    variables: &'a [String],
}

impl<'a> From<&'a meant::Plan> for Plan<'a> {
    fn from(plan: &'a meant::Plan) -> Self {
        let grace_ms = u64::try_from(plan.grace.as_millis()).unwrap_or(u64::MAX);
        Self { limits: plan.limits.into(), grace_ms, variables: &plan.variables }
    }
}

#[derive(Debug, ComponentType, Lift)]
#[component(record)]
pub(crate) struct Patch {
    environment: Vec<(String, String)>,
    limits: Limits,
    #[component(name = "grace-ms")]
    grace_ms: Option<u64>,
    labels: Vec<(String, String)>,
}

/// What `change` returned; an error is what is out of range.
pub(crate) fn patch_outcome(answer: Patch, plan: &meant::Plan) -> Result<Outcome<meant::Patch>, String> {
    let Patch { environment, limits, grace_ms, labels } = answer;
    let grace = grace_ms.map(Duration::from_millis);
    let patch = meant::Patch::new(meant::Wanted { environment, limits: limits.into(), grace, labels });
    let checked = patch.and_then(|patch| patch.check(plan).map(|()| patch));
    checked.map(Outcome::Answer).map_err(|error| error.to_string())
}
