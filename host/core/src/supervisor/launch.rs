//! A caller wants a process: joined, answered, admitted or refused.

use std::sync::Arc;

use super::Supervisor;
use crate::bounds::Bounds;
use crate::bulkhead::{Booked, Bulkhead, State, Stopping, Then};
use crate::effect::{Effect, Launched};
use crate::entry::What;
use crate::event::{Launch, Ticket};
use crate::manifest::Manifest;
use crate::notice::{Happening, Notice};
use crate::patch::Patch;
use crate::policy::{Cause, Fault, FaultKind, Hook, Outcome, Verdict, Warning};
use crate::process::{BulkheadId, Identity, config_conflict};
use crate::refusal::Refusal;
use crate::restart::History;
use crate::time::Timestamp;
use crate::usage::Ledger;

/// What a launch does to a bulkhead that exists.
pub(super) enum Reaction {
    /// It runs: answer.
    Answer,
    /// It will be ready or fail: wait for that.
    Join,
    /// It is going away: begin anew when it is gone.
    Afterwards,
    /// Nothing of it lives and its past does not bind this request: begin anew now.
    Anew,
    /// No.
    Refuse(Refusal),
}

/// What policies agreed on for a new process.
pub(super) struct Agreed {
    /// The admission module whose answer counted.
    by: Arc<str>,
    /// The mutate modules that changed something.
    changed_by: Arc<str>,
    pub(super) patch: Arc<Patch>,
    /// What modules would have objected that are told and not obeyed.
    warnings: Vec<Warning>,
}

impl Agreed {
    /// The manifest with the limits that were agreed on: whoever starts or adopts an instance finds them where limits are.
    pub(super) fn narrow(&self, manifest: Arc<Manifest>) -> Arc<Manifest> {
        let resources = manifest.resources.narrowed_by(self.patch.limits());
        if resources == manifest.resources { manifest } else { Arc::new(Manifest { resources, ..(*manifest).clone() }) }
    }

    /// As it is shown where the latest decision is.
    pub(super) fn in_words(&self) -> String {
        let Self { by, changed_by, patch, .. } = self;
        let changed = if patch.is_empty() { String::new() } else { format!("; mutate {changed_by}: {patch}") };
        format!("admission {by}: allowed{changed}")
    }
}

impl Supervisor {
    pub(super) fn launch(&mut self, now: Timestamp, launch: Launch) {
        if self.draining {
            return self.turn_away(launch, Refusal::Draining);
        }
        let Some(id) = self.by_key.get(&launch.key).copied() else { return self.create(now, launch) };
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return };
        match react(bulkhead, &launch, now, &self.bounds) {
            Reaction::Answer => {
                let process = Arc::new(bulkhead.info());
                let answer = Ok(Launched { process, reused: true, warnings: [].into() });
                self.effects.push_back(Effect::AnswerLaunch { ticket: launch.ticket, answer });
            }
            Reaction::Join => {
                bulkhead.launching.push(launch.ticket);
                self.waiting.insert(launch.ticket, id);
            }
            Reaction::Afterwards => {
                self.waiting.insert(launch.ticket, id);
                bulkhead.afterwards.push(launch);
            }
            Reaction::Anew => self.replace(now, id, launch),
            Reaction::Refuse(refusal) => self.turn_away(launch, refusal),
        }
    }

    fn create(&mut self, now: Timestamp, launch: Launch) {
        match self.admit(now, &launch) {
            Ok(agreed) => self.enter(now, launch, agreed, History::default()),
            Err(refusal) => self.turn_away(launch, refusal),
        }
    }

    /// Begins anew in the place of a bulkhead of which nothing lives. It is not counted against its successor, and a caller who
    /// is refused leaves it as it was.
    fn replace(&mut self, now: Timestamp, old: BulkheadId, launch: Launch) {
        let Some(bulkhead) = self.bulkheads.get(&old) else { return };
        let wait = bulkhead.history.must_wait(now, &self.bounds);
        if !wait.is_zero() {
            let refusal = start_failed(bulkhead, now + wait, now);
            return self.turn_away(launch, refusal);
        }
        let (held, history) = (bulkhead.booked, bulkhead.history.for_successor());
        self.book(old, Booked::default());
        match self.admit(now, &launch) {
            Ok(agreed) => {
                self.remove(old, false);
                self.enter(now, launch, agreed, history);
            }
            Err(refusal) => {
                self.book(old, held);
                self.turn_away(launch, refusal);
            }
        }
    }

    fn enter(&mut self, now: Timestamp, launch: Launch, mut agreed: Agreed, history: History) {
        let warnings = std::mem::take(&mut agreed.warnings);
        let (by, changed_by, patch) = (agreed.by.clone(), agreed.changed_by.clone(), agreed.patch.clone());
        let id = self.insert(now, launch, agreed, history);
        self.about(id, Happening::Admitted { by });
        for warning in &warnings {
            self.about(id, Happening::Warned(warning.clone()));
        }
        if let Some(bulkhead) = self.bulkheads.get_mut(&id) {
            bulkhead.warnings = warnings.into();
        }
        if !patch.is_empty() {
            self.about(id, Happening::Mutated { by: changed_by, patch });
        }
        self.enqueue(now, id);
    }

    /// Refuses a launch that has just come.
    fn turn_away(&mut self, launch: Launch, refusal: Refusal) {
        let known = self.by_key.get(&launch.key).and_then(|id| self.bulkheads.get(id));
        let identity = known
            .map(|bulkhead| bulkhead.identity.clone())
            .unwrap_or_else(|| Arc::new(Identity { process_id: self.free_process_id(&launch.key), key: launch.key }));
        self.effects.push_back(Effect::Notice(Notice::Refused { identity, refusal: refusal.clone() }));
        self.refuse(launch.ticket, refusal);
    }

    /// Asks whether a new process may be started, with the exact usage at this instant. Inside the critical section on purpose:
    /// a quota that is checked outside of it can be exceeded.
    fn admit(&mut self, now: Timestamp, launch: &Launch) -> Result<Agreed, Refusal> {
        self.enter_ledger(What::Asked(&launch.key));
        self.room_for(launch, &self.ledger)?;
        let usage = self.ledger.usage(now, &launch.request, &self.bounds);
        let mut verdict = self.policy.admission(&launch.request, &launch.placement, &usage, self.wall(now));
        let warnings = std::mem::take(&mut verdict.warnings);
        let (by, ()) = self.answer_to(Hook::Admission, verdict)?;
        let (changed_by, patch) = self.changes(now, launch)?;
        Ok(Agreed { by, changed_by, patch: Arc::new(patch), warnings })
    }

    /// Asks what is to be changed of it. Asked here and not before each start: what was agreed when it was admitted holds for its
    /// life, also over a reload or a policy's failure in the middle of it, and a later launcher finds it in the record.
    fn changes(&mut self, now: Timestamp, launch: &Launch) -> Result<(Arc<str>, Patch), Refusal> {
        let plan = launch.plan(&self.bounds);
        let mut verdict = self.policy.mutate(&launch.request, &launch.placement, &plan, self.wall(now));
        // Policies are held to it already; this is the fence.
        if let Outcome::Answer(patch) = &verdict.outcome
            && let Err(error) = patch.check(&plan)
        {
            verdict.outcome = Outcome::Fault(Fault { kind: FaultKind::BadOutput, message: error.to_string() });
        }
        self.answer_to(Hook::Mutate, verdict)
    }

    /// The answer of a hook without which nothing is started, and who gave it.
    pub(super) fn answer_to<T>(&mut self, hook: Hook, verdict: Verdict<T>) -> Result<(Arc<str>, T), Refusal> {
        let Verdict { module, outcome, decision, .. } = verdict;
        match outcome {
            Outcome::Answer(answer) => Ok((module, answer)),
            Outcome::Refused(denial) => Err(Refusal::Denied { module, denial, decision }),
            Outcome::Fault(fault) => {
                let notice = Notice::PolicyFault { hook, module: module.clone(), fault: fault.clone() };
                self.effects.push_back(Effect::Notice(notice));
                Err(Refusal::PolicyFailed { hook, module, fault, decision })
            }
        }
    }

    /// Holds the operator's hard bounds, which come before any policy.
    pub(super) fn room_for(&self, launch: &Launch, ledger: &Ledger) -> Result<(), Refusal> {
        ledger.check_caps(&launch.key, &self.bounds)?;
        let must_wait = self.permits >= self.bounds.starts_max;
        if must_wait && self.queue.len() >= self.bounds.start_queue_max {
            return Err(Refusal::QueueFull { waiting: self.queue.len(), max: self.bounds.start_queue_max });
        }
        Ok(())
    }

    pub(super) fn abandon(&mut self, ticket: Ticket) {
        let Some(id) = self.waiting.remove(&ticket) else { return };
        if let Some(bulkhead) = self.bulkheads.get_mut(&id) {
            bulkhead.launching.retain(|waiting| *waiting != ticket);
            bulkhead.terminating.retain(|waiting| *waiting != ticket);
            bulkhead.afterwards.retain(|launch| launch.ticket != ticket);
        }
    }

    /// Answers everyone who waits for a bulkhead that is ready.
    pub(super) fn answer_launches(&mut self, id: BulkheadId) {
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return };
        let process = Arc::new(bulkhead.info());
        // Of this admission: a restart of later on was not asked about.
        let warnings = std::mem::take(&mut bulkhead.warnings);
        for ticket in std::mem::take(&mut bulkhead.launching) {
            self.waiting.remove(&ticket);
            let answer = Ok(Launched { process: process.clone(), reused: false, warnings: warnings.clone() });
            self.effects.push_back(Effect::AnswerLaunch { ticket, answer });
        }
    }

    /// Refuses everyone who waits for a bulkhead to be gone, to begin anew.
    pub(super) fn refuse_afterwards(&mut self, id: BulkheadId, refusal: &Refusal) {
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return };
        for launch in std::mem::take(&mut bulkhead.afterwards) {
            self.refuse(launch.ticket, refusal.clone());
        }
    }

    /// Refuses everyone who waits for a bulkhead to be ready.
    pub(super) fn refuse_launches(&mut self, id: BulkheadId, refusal: &Refusal) {
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return };
        for ticket in std::mem::take(&mut bulkhead.launching) {
            self.refuse(ticket, refusal.clone());
        }
    }
}

pub(super) fn react(bulkhead: &Bulkhead, launch: &Launch, now: Timestamp, bounds: &Bounds) -> Reaction {
    let (waiting, max) = (bulkhead.launching.len() + bulkhead.afterwards.len(), bounds.waiters_max);
    if waiting >= max {
        return Reaction::Refuse(Refusal::QueueFull { waiting, max });
    }
    let conflict = config_conflict(bulkhead.config(), &launch.request.config);
    let same = conflict.is_empty();
    let fresh = same && bulkhead.manifest.digest == launch.manifest.digest;
    // Nobody has an address of a process that never was ready: another configuration may replace it.
    let unseen = !bulkhead.history.ever_ready;
    match &bulkhead.state {
        // Given up, though something of it lives yet: its quarantine is not over before it begins.
        State::Stopping(Stopping { then: Then::GiveUp(reason), .. }) if fresh => {
            Reaction::Refuse(Refusal::Quarantined { reason: reason.clone(), retry_after: bounds.quarantine })
        }
        State::Stopping(Stopping { then: Then::Remove | Then::GiveUp(_), .. }) => Reaction::Afterwards,
        State::Stopping(_) if unseen && !fresh => Reaction::Afterwards,
        State::Backoff { .. } if unseen && !fresh => Reaction::Anew,
        State::Failed { until, .. } if !fresh || *until <= now => Reaction::Anew,
        _ if !same => Reaction::Refuse(Refusal::ConfigConflict { keys: conflict }),
        State::Failed { reason, until } => {
            Reaction::Refuse(Refusal::Quarantined { reason: reason.clone(), retry_after: *until - now })
        }
        State::Running(_) => Reaction::Answer,
        // Due as soon as it is gone: nobody can say when to ask again, so the caller waits.
        State::Stopping(Stopping { then: Then::Restart(until), .. }) if *until <= now => Reaction::Join,
        State::Backoff { until } | State::Stopping(Stopping { then: Then::Restart(until), .. }) if unseen => {
            Reaction::Refuse(start_failed(bulkhead, *until, now))
        }
        State::Vacant | State::Queued | State::Starting(_) | State::Backoff { .. } | State::Stopping(_) => {
            Reaction::Join
        }
    }
}

/// The answer for a process that never became ready and is not being started right now: what happened last, and when it is tried next.
pub(super) fn start_failed(bulkhead: &Bulkhead, until: Timestamp, now: Timestamp) -> Refusal {
    let (cause, output) =
        bulkhead.last_failure.clone().unwrap_or_else(|| (Cause::SpawnFailed("it was never started".into()), "".into()));
    Refusal::StartFailed { cause, output, retry_after: Some(until - now) }
}
