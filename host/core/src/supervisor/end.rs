//! An instance ended, or has to: what is recorded, decided and told.

use std::sync::Arc;

use super::Supervisor;
use crate::bulkhead::{Instance, Phase, State, Stopping, Then};
use crate::effect::Effect;
use crate::event::Exit;
use crate::notice::{Happening, Notice, StopReason};
use crate::policy::{Cause, Ended, Hook, Outcome, Restart};
use crate::process::{BulkheadId, InstanceId};
use crate::refusal::Refusal;
use crate::restart::{clamp, fallback};
use crate::time::Timestamp;

/// Who decided where no policy answered.
const BUILT_IN: &str = "built-in";

impl Supervisor {
    pub(super) fn ended(&mut self, now: Timestamp, instance: InstanceId, exit: Exit, output: Arc<str>) {
        let id = instance.bulkhead;
        if self.current(instance).is_none() {
            return;
        }
        match self.take(id) {
            State::Starting(living) | State::Running(living) => {
                let cause = match exit {
                    Exit::Code(code) => Cause::Exited(code),
                    Exit::Signal(signal) => Cause::Signalled(signal),
                    Exit::OutOfMemory => Cause::OutOfMemory,
                    Exit::Unknown => Cause::Unknown,
                };
                let then = self.record_failure(now, id, &living, cause, output);
                let phase = Phase::Sweeping { kill_at: now };
                self.sweep(now, id, Stopping { instance: living, phase, then, forced: false, why: None });
            }
            // Said already; what is left keeps its time.
            State::Stopping(stopping) if matches!(stopping.phase, Phase::Sweeping { .. }) => {
                self.put(id, State::Stopping(stopping));
            }
            State::Stopping(stopping) => self.sweep(now, id, stopping),
            other => self.put(id, other),
        }
        self.pump(now);
    }

    /// The main process ended: what is left of its tree has as long as it was given to end by itself.
    pub(super) fn sweep(&mut self, now: Timestamp, id: BulkheadId, mut stopping: Stopping) {
        let Some(bulkhead) = self.bulkheads.get(&id) else { return };
        let kill_at = match stopping.phase {
            Phase::Asked { kill_at } | Phase::Sweeping { kill_at } => kill_at,
            Phase::AwaitingSpawn { .. } | Phase::Killing { .. } => now,
        };
        self.effects.push_back(Effect::Sweep { instance: bulkhead.instance_id(), patience: kill_at - now });
        stopping.phase = Phase::Sweeping { kill_at };
        self.put(id, State::Stopping(stopping));
    }

    pub(super) fn spawn_failed(&mut self, now: Timestamp, instance: InstanceId, error: String) {
        let id = instance.bulkhead;
        if self.current(instance).is_none() {
            return;
        }
        match self.take(id) {
            State::Starting(never) if never.pid.is_none() => {
                let then = self.record_failure(now, id, &never, Cause::SpawnFailed(error), "".into());
                self.settle(now, id, then, false);
            }
            State::Stopping(stopping) if matches!(stopping.phase, Phase::AwaitingSpawn { .. }) => {
                self.stopped(now, id, stopping);
            }
            other => self.put(id, other),
        }
        self.pump(now);
    }

    /// Nothing of the instance is left, `killed` or ended by itself.
    pub(super) fn swept(&mut self, now: Timestamp, instance: InstanceId, killed: bool) {
        let id = instance.bulkhead;
        if self.current(instance).is_none() {
            return;
        }
        match self.take(id) {
            State::Stopping(mut stopping) if matches!(stopping.phase, Phase::Sweeping { .. }) => {
                stopping.forced |= killed;
                self.stopped(now, id, stopping);
            }
            other => self.put(id, other),
        }
        self.pump(now);
    }

    /// Nothing is left of an instance that was on its way out.
    pub(super) fn stopped(&mut self, now: Timestamp, id: BulkheadId, stopping: Stopping) {
        let Some(bulkhead) = self.bulkheads.get(&id) else { return };
        let (generation, forced) = (bulkhead.generation, stopping.forced);
        if stopping.why.is_some() {
            self.about(id, Happening::Stopped { generation, forced });
        }
        self.settle(now, id, stopping.then, forced);
    }

    /// Does what follows, now that nothing lives; launches that waited for that come first.
    pub(super) fn settle(&mut self, now: Timestamp, id: BulkheadId, then: Then, forced: bool) {
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return };
        let afterwards = std::mem::take(&mut bulkhead.afterwards);
        // One that is waited for is not replaced.
        let goes_on = afterwards.is_empty() || !bulkhead.launching.is_empty();
        match then {
            Then::Remove => self.remove(id, forced),
            Then::Restart(at) if at <= now && goes_on => self.enqueue(now, id),
            Then::Restart(until) => self.put(id, State::Backoff { until }),
            Then::GiveUp(reason) => self.give_up(now, id, reason),
        }
        for launch in afterwards {
            self.waiting.remove(&launch.ticket);
            self.launch(now, launch);
        }
    }

    fn give_up(&mut self, now: Timestamp, id: BulkheadId, reason: Arc<str>) {
        self.keep_failed(id, reason, now + self.bounds.quarantine);
    }

    /// Keeps a bulkhead of which nothing lives, to be looked at; the oldest one beyond the bound is forgotten.
    pub(super) fn keep_failed(&mut self, id: BulkheadId, reason: Arc<str>, until: Timestamp) {
        self.put(id, State::Failed { reason, until });
        self.failed.push_back(id);
        if self.failed.len() > self.bounds.failed_kept_max
            && let Some(oldest) = self.failed.pop_front()
        {
            self.take(oldest);
            self.remove(oldest, false);
        }
    }

    /// An instance that lives has to go: it is asked to, and what follows is decided now.
    pub(super) fn fail_living(&mut self, now: Timestamp, id: BulkheadId, cause: Cause, why: StopReason) {
        let (State::Starting(instance) | State::Running(instance)) = self.take(id) else { return };
        let then = self.record_failure(now, id, &instance, cause, "".into());
        let Some(bulkhead) = self.bulkheads.get(&id) else { return };
        let grace = bulkhead.planned_grace();
        self.begin_stop(now, id, instance, then, why, grace, false);
        self.pump(now);
    }

    /// Records that an instance failed, asks what follows, tells everyone who waits.
    pub(super) fn record_failure(
        &mut self,
        now: Timestamp,
        id: BulkheadId,
        instance: &Instance,
        cause: Cause,
        output: Arc<str>,
    ) -> Then {
        let (seed, wall) = (self.random(), self.wall(now));
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return Then::Remove };
        bulkhead.history.record_failure(instance.is_stable(now, &self.bounds));
        bulkhead.last_error = format!("the process {cause}").into();
        bulkhead.last_failure = Some((cause.clone(), output.clone()));
        let ended = bulkhead.ended(instance, now, wall, cause.clone(), seed);
        let generation = bulkhead.generation;
        self.about(id, Happening::Failed { generation, cause: cause.clone(), ran: now - instance.spawned_at });
        let then = if self.draining { Then::Remove } else { self.decide(now, id, &ended) };
        let retry_after = match &then {
            Then::Restart(at) => Some(*at - now),
            Then::Remove | Then::GiveUp(_) => None,
        };
        if instance.ready_since.is_none() {
            self.refuse_launches(id, &Refusal::StartFailed { cause, output, retry_after });
        }
        then
    }

    /// Asks the restart policy, holds its answer to the bounds, and says when the next start is.
    fn decide(&mut self, now: Timestamp, id: BulkheadId, ended: &Ended) -> Then {
        let verdict = self.policy.restart(ended);
        let (by, answer) = match verdict.outcome {
            Outcome::Answer(answer) => (verdict.module, answer),
            Outcome::Refused(denial) => (verdict.module, Restart::GiveUp(denial.reason)),
            Outcome::Fault(fault) => {
                let notice = Notice::PolicyFault { hook: Hook::Restart, module: verdict.module, fault };
                self.effects.push_back(Effect::Notice(notice));
                (BUILT_IN.into(), fallback(ended, &self.bounds))
            }
        };
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return Then::Remove };
        let (answer, clamped) = clamp(answer, ended, bulkhead.manifest.restart, &self.bounds);
        let (answer, clamped) = bulkhead.history.within_budget(now, answer, clamped, &self.bounds);
        let then = match &answer {
            Restart::After(delay) => Then::Restart(now + *delay),
            Restart::GiveUp(reason) => Then::GiveUp(reason.as_str().into()),
        };
        bulkhead.last_decision = match &then {
            Then::Restart(at) => format!("restart {by}: in {} ms", (*at - now).as_millis()).into(),
            Then::GiveUp(reason) => format!("restart {by}: give up, {reason}").into(),
            Then::Remove => bulkhead.last_decision.clone(),
        };
        self.about(id, Happening::Restart { by, answer, clamped });
        then
    }
}
