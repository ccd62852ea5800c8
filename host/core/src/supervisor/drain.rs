//! Shutting down: everything is stopped, nothing is started, and the last one to go ends it.

use std::time::Duration;

use super::Supervisor;
use crate::effect::Effect;
use crate::notice::StopReason;
use crate::process::BulkheadId;
use crate::time::Timestamp;

impl Supervisor {
    pub(super) fn drain(&mut self, now: Timestamp, grace_max: Duration) {
        self.draining = Some(grace_max);
        let ids: Vec<BulkheadId> = self.bulkheads.keys().copied().collect();
        for id in ids {
            if let Some(bulkhead) = self.bulkheads.get(&id) {
                let grace = bulkhead.grace.unwrap_or(bulkhead.manifest.grace_period).min(grace_max);
                self.stop(now, id, StopReason::Draining, grace, false);
            }
        }
        if self.bulkheads.is_empty() && !matches!(self.effects.back(), Some(Effect::Drained)) {
            self.effects.push_back(Effect::Drained);
        }
    }

    /// Called whenever a bulkhead was removed.
    pub(super) fn finish_drain(&mut self) {
        if self.draining.is_some() && self.bulkheads.is_empty() {
            self.effects.push_back(Effect::Drained);
        }
    }
}
