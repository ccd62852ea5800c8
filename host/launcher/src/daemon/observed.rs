//! What policies decide, answer and say, as metrics, records and log lines.

use std::sync::{Arc, OnceLock};

use prism_core::entry::Entry;
use prism_core::policy::Hook;
use prism_core::time::Timestamp;
use prism_policy::{
    CanaryComparison, CodeSource, Comparison, Decision, Event, EventLine, Observer, OutcomeKind, Recording, Severity,
    Staged,
};
use tokio::sync::mpsc;

use crate::decisions::Later;
use crate::driver::{Clock, wall};
use crate::metrics::Metrics;
use crate::policy_code;
use crate::probation::Probation;
use crate::rollout;

/// Policies' decisions as metrics and records, guests' lines as log lines.
pub(super) struct Observed {
    pub(super) ended: mpsc::UnboundedSender<Staged>,
    pub(super) metrics: Arc<Metrics>,
    pub(super) decisions: Later,
    pub(super) probation: Arc<Probation>,
    pub(super) hidden: Hidden,
}

/// Whether the value of a pattern's key is a secret. Known once the launcher runs; before that nobody asks policies.
pub(super) type Hidden = Arc<OnceLock<Box<dyn Fn(&str, &str) -> bool + Send + Sync>>>;

impl Observer for Observed {
    fn hides(&self, pattern: &str, key: &str) -> bool {
        self.hidden.get().is_none_or(|hides| hides(pattern, key))
    }

    fn decided(&self, decision: &Decision<'_>) {
        self.metrics.decided(decision);
        if matches!(decision.outcome, OutcomeKind::Fault(_)) {
            self.probation.heard_fault();
        }
    }

    fn records(&self) -> bool {
        self.decisions.get().is_some()
    }

    fn record(&self, recording: Recording) {
        if let Some(log) = self.decisions.get() {
            log.record(recording);
        }
    }

    fn compared(&self, comparison: &Comparison<'_>) {
        self.metrics.compared(comparison);
    }

    fn not_compared(&self, module: &str, hook: Hook) {
        self.metrics.not_compared(module, hook);
    }

    fn canary_compared(&self, comparison: &CanaryComparison<'_>) {
        self.metrics.canary_compared(comparison);
        rollout::log_difference(comparison);
    }

    fn rolled_back(&self, staged: &Staged) {
        // Nobody takes it while the launcher ends.
        let _ = self.ended.send(staged.clone());
    }

    fn entered(&self, entry: &Entry<'_>) {
        let Some(log) = self.decisions.get() else { return };
        let mut line = EventLine::from(entry);
        if let Event::Opened { up_ms, .. } = &mut line.event {
            // The supervisor's clock began long before: with the machine, by which a simulation knows one boot from the next.
            *up_ms = u64::try_from(Clock::start().now().since(Timestamp::ZERO).as_millis()).unwrap_or(u64::MAX);
            line.at_ms = wall().0;
        }
        log.note(line);
    }

    fn took_up(&self, module: &str, source: &CodeSource) {
        self.metrics.took_up(source);
        policy_code::log(module, source);
    }

    fn logged(&self, module: &str, severity: Severity, line: &str) {
        match severity {
            Severity::Debug => tracing::debug!(module, "policy: {line}"),
            Severity::Info => tracing::info!(module, "policy: {line}"),
            Severity::Warn | Severity::Error => tracing::warn!(module, "policy: {line}"),
        }
    }
}
