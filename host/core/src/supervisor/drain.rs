//! Shutting down: everything is stopped, nothing is started, and the last one to go ends it.

use std::time::Duration;

use super::Supervisor;
use crate::effect::Effect;
use crate::notice::StopReason;
use crate::process::BulkheadId;
use crate::time::Timestamp;

impl Supervisor {
    pub(super) fn drain(&mut self, now: Timestamp, grace_max: Duration) {
        self.draining = true;
        let ids: Vec<BulkheadId> = self.bulkheads.keys().copied().collect();
        for id in ids {
            if let Some(bulkhead) = self.bulkheads.get(&id) {
                let grace = bulkhead.planned_grace().min(grace_max);
                self.stop(now, id, StopReason::Draining, grace, false);
            }
        }
        self.finish_drain();
    }

    /// Called whenever a bulkhead was removed. Says once that nothing is left: nothing is started after it.
    pub(super) fn finish_drain(&mut self) {
        if self.draining && self.bulkheads.is_empty() && !std::mem::replace(&mut self.drained, true) {
            self.effects.push_back(Effect::Drained);
        }
    }
}
