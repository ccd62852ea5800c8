//! Stopping a process with its whole tree: stop signal, grace, SIGKILL, sweep.

use std::time::Duration;

use super::{KILL_AGAIN_AFTER, Supervisor};
use crate::bulkhead::{Instance, Phase, State, Stopping, Then};
use crate::effect::Effect;
use crate::event::Terminate;
use crate::notice::{Happening, StopReason};
use crate::process::BulkheadId;
use crate::refusal::Refusal;
use crate::time::Timestamp;

impl Supervisor {
    pub(super) fn terminate(&mut self, now: Timestamp, terminate: Terminate) {
        let Some(id) = self.by_process_id.get(terminate.process_id.as_str()).copied() else {
            let answer = Err(Refusal::ProcessUnknown(terminate.process_id));
            return self.effects.push_back(Effect::AnswerTerminate { ticket: terminate.ticket, answer });
        };
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return };
        bulkhead.terminating.push(terminate.ticket);
        let grace = terminate.grace.or(bulkhead.grace).unwrap_or(bulkhead.manifest.grace_period);
        self.stop(now, id, StopReason::Terminated, grace.min(self.bounds.grace_max), terminate.force);
        self.pump(now);
    }

    /// Stops a bulkhead for good, from whatever state.
    pub(super) fn stop(&mut self, now: Timestamp, id: BulkheadId, why: StopReason, grace: Duration, force: bool) {
        let refusal = if why == StopReason::Draining { Refusal::Draining } else { Refusal::Terminated };
        self.refuse_launches(id, &refusal);
        match self.take(id) {
            State::Vacant | State::Queued | State::Backoff { .. } | State::Failed { .. } => self.remove(now, id, false),
            State::Starting(instance) | State::Running(instance) => {
                self.begin_stop(now, id, instance, Then::Remove, why, grace, force);
            }
            State::Stopping(stopping) => self.hasten(now, id, stopping, why, grace, force),
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one call for the three ways to a stop; a struct would only rename them"
    )]
    pub(super) fn begin_stop(
        &mut self,
        now: Timestamp,
        id: BulkheadId,
        instance: Instance,
        then: Then,
        why: StopReason,
        grace: Duration,
        force: bool,
    ) {
        let Some(bulkhead) = self.bulkheads.get(&id) else { return };
        let generation = bulkhead.generation;
        let spawned = instance.pid.is_some();
        let phase = Phase::AwaitingSpawn { grace, force };
        self.put(now, id, State::Stopping(Stopping { instance, phase, then, forced: false, why: Some(why) }));
        self.about(id, Happening::Stopping { generation, grace, why });
        if spawned {
            self.ask_to_stop(now, id, grace, force);
        }
    }

    /// Sends the stop signal, or SIGKILL, to an instance that lives.
    pub(super) fn ask_to_stop(&mut self, now: Timestamp, id: BulkheadId, grace: Duration, force: bool) {
        let State::Stopping(mut stopping) = self.take(id) else { return };
        let Some(bulkhead) = self.bulkheads.get(&id) else { return };
        let instance = bulkhead.instance_id();
        if force {
            self.effects.push_back(Effect::Kill { instance });
            stopping.forced = true;
            stopping.phase = Phase::Killing { again_at: now + KILL_AGAIN_AFTER };
        } else {
            self.effects.push_back(Effect::Stop { instance, signal: bulkhead.manifest.stop_signal });
            stopping.phase = Phase::Asked { kill_at: now + grace };
        }
        self.put(now, id, State::Stopping(stopping));
    }

    /// A stop is wanted while one is under way: it may become final, shorter or forced, never longer.
    fn hasten(
        &mut self,
        now: Timestamp,
        id: BulkheadId,
        mut stopping: Stopping,
        why: StopReason,
        grace: Duration,
        force: bool,
    ) {
        stopping.then = Then::Remove;
        stopping.why.get_or_insert(why);
        let mut kill = false;
        match &mut stopping.phase {
            Phase::AwaitingSpawn { grace: planned, force: forced } => {
                *planned = grace.min(*planned);
                *forced |= force;
            }
            Phase::Asked { .. } if force => kill = true,
            Phase::Asked { kill_at } => *kill_at = (*kill_at).min(now + grace),
            Phase::Killing { .. } | Phase::Sweeping { .. } => {}
        }
        self.put(now, id, State::Stopping(stopping));
        if kill {
            self.ask_to_stop(now, id, grace, true);
        }
    }

    /// A stop's deadline has passed.
    pub(super) fn stop_overdue(&mut self, now: Timestamp, id: BulkheadId) {
        let State::Stopping(mut stopping) = self.take(id) else { return };
        let Some(bulkhead) = self.bulkheads.get(&id) else { return };
        let (instance, generation) = (bulkhead.instance_id(), bulkhead.generation);
        let again_at = now + KILL_AGAIN_AFTER;
        stopping.forced = true;
        match stopping.phase {
            Phase::AwaitingSpawn { .. } => {}
            Phase::Asked { .. } => {
                self.about(id, Happening::Killed(generation));
                self.effects.push_back(Effect::Kill { instance });
                stopping.phase = Phase::Killing { again_at };
            }
            Phase::Killing { .. } => {
                self.about(id, Happening::Stuck(generation));
                self.effects.push_back(Effect::Kill { instance });
                stopping.phase = Phase::Killing { again_at };
            }
            Phase::Sweeping { .. } => {
                self.about(id, Happening::Stuck(generation));
                self.effects.push_back(Effect::Sweep { instance, patience: Duration::ZERO });
                stopping.phase = Phase::Sweeping { again_at };
            }
        }
        self.put(now, id, State::Stopping(stopping));
    }
}
