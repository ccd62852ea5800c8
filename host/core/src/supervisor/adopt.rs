//! What an earlier supervisor left: written down by one, taken up by the next.
//!
//! The invariant: a bulkhead is taken up where it was. Its number, its generation and its history go on, what lives is not started
//! again, and a stop that was under way is finished.

use std::sync::Arc;

use super::Supervisor;
use crate::bulkhead::{Booked, Bulkhead, Instance, Phase, State, Stopping};
use crate::effect::Effect;
use crate::event::Exit;
use crate::health::{Known, Prober};
use crate::manifest::Probe;
use crate::notice::Happening;
use crate::policy::Cause;
use crate::process::{BulkheadId, Generation};
use crate::record::{Adopted, Fate, Record, Stage, Started};
use crate::time::Timestamp;

impl Supervisor {
    /// What a later supervisor must know of a bulkhead; none where there is none of this number.
    #[must_use]
    pub fn record(&self, id: BulkheadId) -> Option<Record> {
        let bulkhead = self.bulkheads.get(&id)?;
        Some(Record {
            bulkhead: id,
            identity: bulkhead.identity.clone(),
            request: bulkhead.request.clone(),
            manifest: bulkhead.manifest.clone(),
            grace: bulkhead.grace,
            generation: bulkhead.generation,
            stage: stage(bulkhead)?,
            history: bulkhead.history.clone(),
            last_failure: bulkhead.last_failure.clone(),
            last_error: bulkhead.last_error.clone(),
            last_decision: bulkhead.last_decision.clone(),
            patch: bulkhead.patch.clone(),
        })
    }

    /// Takes up everything first, so that nothing new takes the place or the permit of what lives.
    pub(super) fn adopt(&mut self, now: Timestamp, left: Vec<Adopted>, generation_floor: Generation) {
        self.tombstones.forgotten = self.tombstones.forgotten.max(generation_floor);
        let mut fates = Vec::new();
        for Adopted { record, fate } in left {
            if self.is_taken(&record) {
                continue;
            }
            let id = record.bulkhead;
            match self.enter_record(now, record) {
                Stage::Waiting { until } => self.wait(now, id, until.min(now + self.bounds.restart_delay_max)),
                Stage::Failed { reason, until } => {
                    self.keep_failed(id, reason, until.min(now + self.bounds.quarantine));
                }
                living => {
                    let state = self.resume(now, id, living, &fate);
                    self.put(id, state);
                    fates.push((id, fate));
                }
            }
        }
        for (id, fate) in fates {
            self.go_on(now, id, fate);
        }
        self.pump(now);
    }

    /// Without handing out permits: more may be taken by what is not taken up yet.
    fn wait(&mut self, now: Timestamp, id: BulkheadId, until: Timestamp) {
        self.put(id, if until > now { State::Backoff { until } } else { State::Queued });
    }

    /// Two records of one key, id or number contradict each other. The first one counts.
    fn is_taken(&self, record: &Record) -> bool {
        self.bulkheads.contains_key(&record.bulkhead)
            || self.by_key.contains_key(&record.identity.key)
            || self.by_process_id.contains_key(&record.identity.process_id)
    }

    /// Enters everything of a bulkhead but its state, which is returned.
    fn enter_record(&mut self, now: Timestamp, record: Record) -> Stage {
        let id = record.bulkhead;
        let mut history = record.history;
        // A clock that went back must not make a start that is yet to come forbid others.
        history.starts.retain(|start| *start <= now);
        self.bulkheads_made = self.bulkheads_made.max(id.0);
        self.by_key.insert(record.identity.key.clone(), id);
        self.by_process_id.insert(record.identity.process_id.clone(), id);
        let bulkhead = Bulkhead {
            id,
            identity: record.identity,
            request: record.request,
            manifest: record.manifest,
            grace: record.grace.map(|grace| grace.min(self.bounds.grace_max)),
            generation: record.generation,
            state: State::Vacant,
            booked: Booked::default(),
            armed: None,
            published: None,
            history,
            asked_at: now,
            launching: Vec::new(),
            terminating: Vec::new(),
            afterwards: Vec::new(),
            warnings: [].into(),
            last_failure: record.last_failure,
            last_error: record.last_error,
            last_decision: record.last_decision,
            patch: record.patch,
        };
        self.bulkheads.insert(id, Box::new(bulkhead));
        record.stage
    }

    /// The state of a bulkhead that had an instance, as it was.
    fn resume(&mut self, now: Timestamp, id: BulkheadId, stage: Stage, fate: &Fate) -> State {
        let seed = self.random();
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return State::Vacant };
        let instance = |started: Started| {
            let pid = if let Fate::Lives { pid, .. } = fate { Some(*pid) } else { started.pid };
            revive(bulkhead, Started { pid, ..started }, now, seed)
        };
        match stage {
            Stage::Starting(started) => State::Starting(instance(started)),
            Stage::Running(started) => State::Running(instance(started)),
            Stage::Stopping { started, phase, then, forced, why } => {
                let phase = within(phase, now, now + self.bounds.grace_max);
                State::Stopping(Stopping { instance: instance(started), phase, then, forced, why })
            }
            Stage::Waiting { .. } | Stage::Failed { .. } => State::Vacant,
        }
    }

    /// Does what follows from what became of the instance.
    fn go_on(&mut self, now: Timestamp, id: BulkheadId, fate: Fate) {
        let Some(instance) = self.instance_of(id) else { return };
        self.about(id, Happening::Adopted(instance.generation));
        match fate {
            Fate::Lives { asked, .. } => self.go_on_living(now, id, asked),
            Fate::Ended { exit, output } => self.ended_unseen(now, id, exit, output),
            Fate::Gone => self.gone_unseen(now, id),
        }
    }

    fn go_on_living(&mut self, now: Timestamp, id: BulkheadId, asked: bool) {
        let Some(bulkhead) = self.bulkheads.get(&id) else { return };
        let (instance, signal) = (bulkhead.instance_id(), bulkhead.manifest.stop_signal);
        match &bulkhead.state {
            State::Starting(_) if bulkhead.manifest.health.probe == Probe::Alive => {
                self.declare_ready(now, id, crate::event::Probed::default());
            }
            State::Stopping(stopping) => match stopping.phase {
                Phase::AwaitingSpawn { grace, force } => self.ask_to_stop(now, id, grace, force),
                Phase::Killing { .. } => self.effects.push_back(Effect::Kill { instance }),
                Phase::Asked { .. } if !asked => self.effects.push_back(Effect::Stop { instance, signal }),
                Phase::Asked { .. } => {}
                // It was written down as ended, and it lives: it is asked to end.
                Phase::Sweeping { kill_at } => self.ask_to_stop(now, id, kill_at - now, false),
            },
            _ => {}
        }
        self.arm(id);
    }

    fn ended_unseen(&mut self, now: Timestamp, id: BulkheadId, exit: Exit, output: Arc<str>) {
        match self.take(id) {
            State::Stopping(stopping) => self.sweep(now, id, stopping),
            other => {
                self.put(id, other);
                if let Some(instance) = self.instance_of(id) {
                    self.ended(now, instance, exit, output);
                }
            }
        }
    }

    fn gone_unseen(&mut self, now: Timestamp, id: BulkheadId) {
        match self.take(id) {
            // Whoever wrote it down ended before it was spawned: no failure, but one of the starts of this minute.
            State::Starting(never) if never.pid.is_none() => {
                let wait = self.bulkheads.get(&id).map(|bulkhead| bulkhead.history.must_wait(now, &self.bounds));
                self.wait(now, id, now + wait.unwrap_or_default());
            }
            State::Starting(instance) | State::Running(instance) => {
                let then = self.record_failure(now, id, &instance, Cause::Unknown, "".into());
                self.settle(now, id, then, false);
            }
            State::Stopping(stopping) => self.stopped(now, id, stopping),
            other => self.put(id, other),
        }
    }
}

fn stage(bulkhead: &Bulkhead) -> Option<Stage> {
    Some(match &bulkhead.state {
        State::Vacant => return None,
        State::Queued => Stage::Waiting { until: bulkhead.asked_at },
        State::Backoff { until } => Stage::Waiting { until: *until },
        State::Starting(instance) => Stage::Starting(started(instance)),
        State::Running(instance) => Stage::Running(started(instance)),
        State::Stopping(Stopping { instance, phase, then, forced, why }) => Stage::Stopping {
            started: started(instance),
            phase: *phase,
            then: then.clone(),
            forced: *forced,
            why: *why,
        },
        State::Failed { reason, until } => Stage::Failed { reason: reason.clone(), until: *until },
    })
}

fn started(instance: &Instance) -> Started {
    Started {
        spawned_at: instance.spawned_at,
        started_at: instance.started_at,
        pid: instance.pid,
        ports: instance.ports,
        ready_since: instance.ready_since,
        healthy: instance.healthy,
        serves_grpc: instance.serves_grpc,
    }
}

fn revive(bulkhead: &Bulkhead, started: Started, now: Timestamp, seed: u64) -> Instance {
    let spawned_at = started.spawned_at.min(now);
    let known = match started.ready_since {
        None => Known::Starting,
        Some(_) if started.healthy => Known::Healthy,
        Some(_) => Known::Missing,
    };
    let resumed = || Prober::resumed(&bulkhead.manifest.health, spawned_at, now, known, seed);
    Instance {
        spawned_at,
        started_at: started.started_at,
        // It may have become ready while nobody looked; the time for it begins anew.
        ready_by: now + bulkhead.manifest.startup_timeout,
        pid: started.pid,
        ports: started.ports,
        prober: started.pid.is_some().then(resumed),
        notified: None,
        ready_since: started.ready_since.map(|since| since.min(now)),
        healthy: started.healthy,
        serves_grpc: started.serves_grpc,
    }
}

/// No deadline lies beyond `latest`, whatever the clock did.
fn within(phase: Phase, now: Timestamp, latest: Timestamp) -> Phase {
    match phase {
        Phase::AwaitingSpawn { .. } => phase,
        Phase::Asked { kill_at } => Phase::Asked { kill_at: kill_at.min(latest) },
        // It is killed again at once.
        Phase::Killing { .. } => Phase::Killing { again_at: now + crate::bounds::KILL_AGAIN_AFTER },
        Phase::Sweeping { kill_at } => Phase::Sweeping { kill_at: kill_at.min(latest) },
    }
}
