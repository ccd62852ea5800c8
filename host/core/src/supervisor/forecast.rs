//! What would follow a launch, without doing it: for whoever wants to know why, before or after.
//!
//! Nothing is changed and no policy is asked: whether a new process is admitted, the one who asks finds out with the usage it is given.

use std::sync::Arc;

use super::Supervisor;
use super::launch::{Reaction, react, start_failed};
use crate::event::Launch;
use crate::policy::Usage;
use crate::refusal::Refusal;
use crate::time::Timestamp;

/// What would follow a launch at this instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// The id that the process has, or would have.
    pub process_id: Arc<str>,
    /// What the supervisor would do.
    pub next: Next,
    /// What admission policies would be shown.
    pub usage: Usage,
}

/// What the supervisor would do with a launch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Answer with the process that runs.
    Reuse,
    /// Wait for one that is starting.
    Join,
    /// Wait until one that is going away is gone, and then begin anew.
    WaitAndAdmit,
    /// Ask the admission policies whether a new one may be started.
    Admit,
    /// Refuse.
    Refuse(Refusal),
}

impl Supervisor {
    /// What would follow `launch`, if it came now.
    #[must_use]
    pub fn forecast(&self, now: Timestamp, launch: &Launch) -> Forecast {
        let known = self.by_key.get(&launch.key).and_then(|id| self.bulkheads.get(id));
        let process_id =
            known.map_or_else(|| self.free_process_id(&launch.key), |bulkhead| bulkhead.identity.process_id.clone());
        let mut released = None;
        let next = match known.map(|bulkhead| (bulkhead, react(bulkhead, launch, now, &self.bounds))) {
            _ if self.draining => Next::Refuse(Refusal::Draining),
            None => Next::Admit,
            Some((_, Reaction::Answer)) => Next::Reuse,
            Some((_, Reaction::Join)) => Next::Join,
            Some((_, Reaction::Afterwards)) => Next::WaitAndAdmit,
            Some((_, Reaction::Refuse(refusal))) => Next::Refuse(refusal),
            Some((bulkhead, Reaction::Anew)) => {
                // Its successor takes its place.
                if bulkhead.booked.place {
                    let mut ledger = self.ledger.clone();
                    ledger.release(&bulkhead.identity.key);
                    released = Some(ledger);
                }
                match bulkhead.history.must_wait(now, &self.bounds) {
                    wait if wait.is_zero() => Next::Admit,
                    wait => Next::Refuse(start_failed(bulkhead, now + wait, now)),
                }
            }
        };
        let ledger = released.as_ref().unwrap_or(&self.ledger);
        let usage = ledger.usage(now, &launch.request, &self.bounds);
        let next = match next {
            Next::Admit => self.room_for(launch, ledger).map_or_else(Next::Refuse, |()| Next::Admit),
            other => other,
        };
        Forecast { process_id, next, usage }
    }
}
