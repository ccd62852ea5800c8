//! Keeping the books in step with the states: one place moves a bulkhead, so no count can be forgotten.

use std::sync::Arc;

use super::Supervisor;
use super::launch::Agreed;
use crate::bulkhead::{Booked, Bulkhead, State};
use crate::effect::{Effect, Terminated};
use crate::entry::What;
use crate::event::{Launch, Ticket};
use crate::isolation::IsolationKey;
use crate::notice::Notice;
use crate::process::{BulkheadId, Identity, ProcessState};
use crate::refusal::Refusal;
use crate::restart::History;
use crate::time::Timestamp;
use crate::usage::Ledger;

impl Supervisor {
    /// Takes the state out, to be put in changed or put back. The books follow when it is put in.
    pub(super) fn take(&mut self, id: BulkheadId) -> State {
        self.bulkheads
            .get_mut(&id)
            .map_or(State::Vacant, |bulkhead| std::mem::replace(&mut bulkhead.state, State::Vacant))
    }

    /// Puts a state in, brings the books in line with it, arms the deadline and tells.
    pub(super) fn put(&mut self, id: BulkheadId, state: State) {
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return };
        let after = state.booking();
        bulkhead.state = state;
        self.book(id, after);
        self.arm(id);
        self.publish(id);
    }

    /// Makes the books hold `after` for a bulkhead.
    pub(super) fn book(&mut self, id: BulkheadId, after: Booked) {
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return };
        let before = std::mem::replace(&mut bulkhead.booked, after);
        let key = &bulkhead.identity.key;
        match (before.place, after.place) {
            (false, true) => self.ledger.reserve(key),
            (true, false) => self.ledger.release(key),
            _ => {}
        }
        match (before.starting, after.starting) {
            (false, true) => self.ledger.start_begins(key),
            (true, false) => self.ledger.start_ends(key),
            _ => {}
        }
        match (before.permit, after.permit) {
            (false, true) => self.permits += 1,
            (true, false) => self.permits -= 1,
            _ => {}
        }
        match (before.queued, after.queued) {
            (false, true) => self.queue.push(key.scope.namespace(), id),
            (true, false) => self.queue.remove(key.scope.namespace(), id),
            _ => {}
        }
        if (before.place, before.starting) != (after.place, after.starting) {
            let Booked { place, starting, .. } = after;
            self.enter_ledger(What::Booked { key: &self.bulkheads[&id].identity.key, place, starting });
        }
    }

    /// Sets the bulkhead's deadline to what its state needs.
    pub(super) fn arm(&mut self, id: BulkheadId) {
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return };
        let wanted = bulkhead.deadline(&self.bounds);
        if bulkhead.armed != wanted {
            if let Some(armed) = bulkhead.armed {
                self.timers.remove(&(armed, id));
            }
            if let Some(at) = wanted {
                self.timers.insert((at, id));
            }
            bulkhead.armed = wanted;
        }
    }

    /// Tells what the process is like now, if that is news.
    pub(super) fn publish(&mut self, id: BulkheadId) {
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return };
        let info = bulkhead.info();
        if bulkhead.published.as_deref() != Some(&info) {
            let info = Arc::new(info);
            bulkhead.published = Some(info.clone());
            self.effects.push_back(Effect::Notice(Notice::Changed(info)));
        }
    }

    /// Enters a bulkhead that holds nothing yet.
    pub(super) fn insert(&mut self, now: Timestamp, launch: Launch, agreed: Agreed, history: History) -> BulkheadId {
        self.bulkheads_made += 1;
        let id = BulkheadId(self.bulkheads_made);
        let identity = Arc::new(Identity { process_id: self.free_process_id(&launch.key), key: launch.key.clone() });
        let bulkhead = Bulkhead {
            id,
            identity: identity.clone(),
            generation: self.tombstones.resume(&launch.key),
            request: launch.request,
            manifest: agreed.narrow(launch.manifest),
            grace: agreed.patch.grace().or(launch.grace).map(|grace| grace.min(self.bounds.grace_max)),
            state: State::Vacant,
            booked: Booked::default(),
            armed: None,
            published: None,
            history,
            asked_at: now,
            launching: vec![launch.ticket],
            terminating: Vec::new(),
            afterwards: Vec::new(),
            warnings: [].into(),
            last_failure: None,
            last_error: "".into(),
            last_decision: agreed.in_words().into(),
            patch: agreed.patch,
        };
        self.ledger.record_admission(now, &launch.key);
        self.waiting.insert(launch.ticket, id);
        self.by_key.insert(launch.key, id);
        self.by_process_id.insert(identity.process_id.clone(), id);
        self.bulkheads.insert(id, Box::new(bulkhead));
        id
    }

    /// The RFC's id where no other key holds it or lately did, else the qualified one.
    pub(super) fn free_process_id(&self, key: &IsolationKey) -> Arc<str> {
        let rfc_id = key.rfc_id();
        let taken = self.by_process_id.contains_key(rfc_id.as_str()) || self.tombstones.was_anothers(&rfc_id, key);
        if taken { key.qualified_id().into() } else { rfc_id.into() }
    }

    /// Strikes a bulkhead of which nothing lives, and answers everyone.
    pub(super) fn remove(&mut self, id: BulkheadId, forced: bool) {
        self.book(id, Booked::default());
        let Some(bulkhead) = self.bulkheads.remove(&id) else { return };
        self.by_key.remove(&bulkhead.identity.key);
        self.by_process_id.remove(&bulkhead.identity.process_id);
        self.failed.retain(|failed| *failed != id);
        if let Some(armed) = bulkhead.armed {
            self.timers.remove(&(armed, id));
        }
        self.tombstones.keep_id(&bulkhead.identity);
        self.tombstones.remember(bulkhead.identity.key.clone(), bulkhead.generation);
        for ticket in &bulkhead.launching {
            self.refuse(*ticket, Refusal::Terminated);
        }
        let mut info = bulkhead.info();
        info.state = ProcessState::Terminated;
        self.effects.push_back(Effect::Notice(Notice::Removed(Arc::new(info))));
        for ticket in bulkhead.terminating {
            self.answer_terminate(ticket, Ok(Terminated { forced }));
        }
        self.finish_drain();
    }

    /// Answers a launch with a refusal.
    pub(super) fn refuse(&mut self, ticket: Ticket, refusal: Refusal) {
        self.waiting.remove(&ticket);
        self.effects.push_back(Effect::AnswerLaunch { ticket, answer: Err(refusal) });
    }

    /// Answers a request to stop.
    pub(super) fn answer_terminate(&mut self, ticket: Ticket, answer: Result<Terminated, Refusal>) {
        self.waiting.remove(&ticket);
        self.effects.push_back(Effect::AnswerTerminate { ticket, answer });
    }

    /// Checks that every count agrees with the states it counts. For tests and storms: it looks at everything.
    ///
    /// # Errors
    ///
    /// Says what disagrees.
    pub fn audit(&self) -> Result<(), String> {
        let agree = |what: &str, ok: bool| if ok { Ok(()) } else { Err(format!("{what} disagree with the states")) };
        let keys = |wanted: fn(&Booked) -> bool| {
            self.bulkheads.values().filter(move |b| wanted(&b.state.booking())).map(|b| &b.identity.key)
        };
        let recount = Ledger::recount(keys(|booked| booked.place), keys(|booked| booked.starting));
        agree("the ledger's counts", self.ledger.agrees_with(&recount))?;
        agree("start permits", self.permits as usize == keys(|booked| booked.permit).count())?;
        agree("start permits and their bound", self.permits <= self.bounds.starts_max)?;
        agree("queue entries", self.queue.len() == keys(|booked| booked.queued).count())?;
        agree("keys", self.by_key.len() == self.bulkheads.len() && self.by_process_id.len() == self.bulkheads.len())?;
        let armed: Vec<_> = self.bulkheads.values().filter_map(|b| b.armed.map(|at| (at, b.id))).collect();
        agree("timers", armed.len() == self.timers.len() && armed.iter().all(|timer| self.timers.contains(timer)))?;
        agree("deadlines", self.bulkheads.values().all(|b| b.armed == b.deadline(&self.bounds)))?;
        let waiting: usize = self.bulkheads.values().map(|b| b.waiters()).sum();
        agree("waiting callers", waiting == self.waiting.len())?;
        agree("callers who wait for nothing", self.bulkheads.values().all(|b| b.can_answer_its_waiters()))?;
        agree("states", self.bulkheads.values().all(|b| !matches!(b.state, State::Vacant)))?;
        let failed = self.bulkheads.values().filter(|b| matches!(b.state, State::Failed { .. })).count();
        agree("failed processes", failed == self.failed.len() && failed <= self.bounds.failed_kept_max)?;
        let idle_permit = self.permits < self.bounds.starts_max && self.queue.len() > 0;
        agree("the queue and free permits", !idle_permit)
    }
}
