//! Stopping a process with its whole tree: stop signal, grace, SIGKILL, sweep.

use std::time::Duration;

use super::Supervisor;
use crate::bounds::KILL_AGAIN_AFTER;
use crate::bulkhead::{Instance, Phase, State, Stopping, Then};
use crate::effect::Effect;
use crate::event::Terminate;
use crate::notice::{Happening, Notice, StopReason};
use crate::policy::Hook;
use crate::process::BulkheadId;
use crate::refusal::Refusal;
use crate::time::Timestamp;

impl Supervisor {
    pub(super) fn terminate(&mut self, now: Timestamp, terminate: Terminate) {
        let Some(id) = self.by_process_id.get(terminate.process_id.as_str()).copied() else {
            return self.answer_terminate(terminate.ticket, Err(Refusal::ProcessUnknown(terminate.process_id)));
        };
        if let Err(refusal) = self.may_stop(now, id, &terminate) {
            return self.answer_terminate(terminate.ticket, Err(refusal));
        }
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return };
        let (waiting, max) = (bulkhead.terminating.len(), self.bounds.waiters_max);
        if waiting >= max {
            return self.answer_terminate(terminate.ticket, Err(Refusal::QueueFull { waiting, max }));
        }
        bulkhead.terminating.push(terminate.ticket);
        let grace = terminate.grace.unwrap_or(bulkhead.planned_grace());
        self.waiting.insert(terminate.ticket, id);
        self.stop(now, id, StopReason::Terminated, grace.min(self.bounds.grace_max), terminate.force);
        self.pump(now);
    }

    /// Asks whether the caller may; an operator may. A policy without an answer has not agreed: a process that it guards must not be
    /// stopped by making it fail. That an operator can overrule it is what keeps everything stoppable.
    fn may_stop(&mut self, now: Timestamp, id: BulkheadId, terminate: &Terminate) -> Result<(), Refusal> {
        let Some(bulkhead) = self.bulkheads.get(&id) else { return Ok(()) };
        if terminate.overrides {
            self.about(id, Happening::Overridden);
            return Ok(());
        }
        let identity = bulkhead.identity.clone();
        let verdict = self.policy.terminate(&bulkhead.stop(now, self.wall(now), terminate));
        let answer = self.answer_to(Hook::Terminate, verdict).map(drop);
        answer.inspect_err(|refusal| {
            let notice = Notice::StopRefused { identity, refusal: refusal.clone() };
            self.effects.push_back(Effect::Notice(notice));
        })
    }

    /// Stops a bulkhead for good, from whatever state.
    pub(super) fn stop(&mut self, now: Timestamp, id: BulkheadId, why: StopReason, grace: Duration, force: bool) {
        let refusal = if why == StopReason::Draining { Refusal::Draining } else { Refusal::Terminated };
        self.refuse_launches(id, &refusal);
        self.refuse_afterwards(id, &refusal);
        match self.take(id) {
            State::Vacant | State::Queued | State::Backoff { .. } | State::Failed { .. } => self.remove(id, false),
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
        self.put(id, State::Stopping(Stopping { instance, phase, then, forced: false, why: Some(why) }));
        let grace = if force { Duration::ZERO } else { grace };
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
        self.put(id, State::Stopping(stopping));
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
        let Some(instance) = self.instance_of(id) else { return };
        let wanted = if force { now } else { now + grace };
        stopping.then = Then::Remove;
        stopping.why.get_or_insert(why);
        match &mut stopping.phase {
            Phase::AwaitingSpawn { grace: planned, force: forced } => {
                *planned = grace.min(*planned);
                *forced |= force;
            }
            Phase::Asked { .. } if force => {
                self.effects.push_back(Effect::Kill { instance });
                stopping.forced = true;
                stopping.phase = Phase::Killing { again_at: now + KILL_AGAIN_AFTER };
            }
            Phase::Asked { kill_at } => *kill_at = wanted.min(*kill_at),
            Phase::Sweeping { kill_at } if wanted < *kill_at => {
                self.effects.push_back(Effect::Sweep { instance, patience: wanted - now });
                stopping.forced |= force;
                *kill_at = wanted;
            }
            Phase::Killing { .. } | Phase::Sweeping { .. } => {}
        }
        self.put(id, State::Stopping(stopping));
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
                stopping.phase = Phase::Sweeping { kill_at: now };
            }
        }
        self.put(id, State::Stopping(stopping));
    }
}
