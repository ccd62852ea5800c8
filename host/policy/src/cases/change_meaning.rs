//! A case's plan and changes as the core has them, and back.

use std::time::Duration;

use prism_core::manifest::Resources;
use prism_core::patch as core;

use super::change::{Limits, Patch, Plan};
use super::meaning::millis;

pub(super) fn plan(plan: &Plan) -> core::Plan {
    let Limits { cpu_millis, memory_bytes, pids, nofile } = plan.limits;
    core::Plan {
        limits: Resources { cpu_millis, memory_bytes, pids, nofile },
        grace: Duration::from_millis(plan.grace_ms),
        variables: plan.variables.clone(),
    }
}

pub(super) fn written_plan(plan: &core::Plan) -> Plan {
    Plan { limits: limits(plan.limits), grace_ms: millis(plan.grace), variables: plan.variables.clone() }
}

pub(super) fn found_patch(patch: &core::Patch) -> Patch {
    Patch {
        environment: Some(patch.environment().clone()),
        limits: limits(patch.limits()),
        grace_ms: patch.grace().map(millis),
        labels: Some(patch.labels().clone()),
    }
}

fn limits(limits: Resources) -> Limits {
    let Resources { cpu_millis, memory_bytes, pids, nofile } = limits;
    Limits { cpu_millis, memory_bytes, pids, nofile }
}

/// What a policy that was asked natively wants changed, as the launcher takes it: a change that is none is a fault.
pub(super) fn taken_patch(patch: &Patch, plan: &core::Plan) -> Result<(), String> {
    let entries = |entries: &Option<std::collections::BTreeMap<String, String>>| {
        entries.clone().unwrap_or_default().into_iter().collect()
    };
    let Limits { cpu_millis, memory_bytes, pids, nofile } = patch.limits;
    let wanted = core::Wanted {
        environment: entries(&patch.environment),
        limits: Resources { cpu_millis, memory_bytes, pids, nofile },
        grace: patch.grace_ms.map(Duration::from_millis),
        labels: entries(&patch.labels),
    };
    core::Patch::new(wanted).and_then(|patch| patch.check(plan)).map_err(|error| error.to_string())
}
