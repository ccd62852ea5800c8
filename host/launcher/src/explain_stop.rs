//! What would become of a request to stop a process, and why: every terminate policy's answer, and nothing stopped.
//!
//! As with a launch ([`crate::explain`]), what is decided here is nobody's decision. The process is taken as it was last published.

use std::sync::Arc;
use std::time::Duration;

use prism_core::policy::{Hook, Stop};
use prism_core::process::ProcessInfo;
use prism_core::refusal::Refusal;
use prism_policy::{Input, PolicySet};

use crate::driver::wall;
use crate::explain::Opinion;

/// What each module says to a stop, in the order of asking, and the first refusal among them.
pub(crate) struct StopExplanation {
    pub(crate) opinions: Vec<Opinion>,
    pub(crate) refusal: Option<Refusal>,
    /// Whose answer decides: the first that refuses, else the last.
    pub(crate) decisive: Option<usize>,
}

/// Asks every module, also those that a refusal before them would have spared.
pub(crate) fn explain(policies: &PolicySet, stop: &Stop) -> StopExplanation {
    let namespace = stop.namespace.as_ref().map_or("", |name| name.as_str());
    let input = Input::Terminate(stop.clone());
    let modules = policies.asked(Hook::Terminate, stop.pattern.as_str(), namespace);
    let opinions: Vec<Opinion> = modules.map(|chosen| Opinion::ask(chosen, &input)).collect();
    let no = opinions.iter().position(|opinion| opinion.refusal().is_some());
    let refusal = no.and_then(|index| opinions[index].refusal());
    let decisive = no.or(opinions.len().checked_sub(1));
    StopExplanation { opinions, refusal, decisive }
}

/// What the policies would be told if `caller` asked now.
pub(crate) fn question(process: &ProcessInfo, caller: Arc<str>, force: bool) -> Stop {
    let (scope, now) = (&process.identity.key.scope, wall());
    let uptime = process.started_at.map(|started| Duration::from_millis(now.0.saturating_sub(started.0)));
    Stop {
        process_id: process.identity.process_id.clone(),
        pattern: process.identity.key.pattern.clone(),
        version: process.version.clone(),
        namespace: scope.namespace().cloned(),
        session: scope.session().cloned(),
        level: scope.level(),
        caller,
        state: process.state,
        generation: process.generation.0,
        uptime,
        force,
        now,
    }
}
