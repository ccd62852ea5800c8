//! Keeping the books in step with the states: one place moves a bulkhead, so no count can be forgotten.

use std::sync::Arc;

use super::Supervisor;
use crate::bulkhead::{Booked, Bulkhead, State};
use crate::effect::Effect;
use crate::event::Launch;
use crate::notice::Notice;
use crate::process::{BulkheadId, Identity, ProcessState};
use crate::refusal::Refusal;
use crate::time::Timestamp;
use crate::usage::Ledger;

impl Supervisor {
    /// Takes the state out, to be put back changed. The books follow when it is.
    pub(super) fn take(&mut self, id: BulkheadId) -> State {
        self.bulkheads
            .get_mut(&id)
            .map_or(State::Vacant, |bulkhead| std::mem::replace(&mut bulkhead.state, State::Vacant))
    }

    /// Puts a state in, brings the books in line with it, arms the deadline and tells.
    pub(super) fn put(&mut self, now: Timestamp, id: BulkheadId, state: State) {
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return };
        let (before, after) = (bulkhead.booked, state.booking());
        bulkhead.state = state;
        bulkhead.booked = after;
        let identity = bulkhead.identity.clone();
        self.book(now, id, &identity, before, after);
        self.arm(id);
        self.publish(id);
    }

    fn book(&mut self, now: Timestamp, id: BulkheadId, identity: &Identity, before: Booked, after: Booked) {
        let key = &identity.key;
        match (before.place, after.place) {
            (false, true) => self.ledger.reserve(now, key),
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

    /// Tells what the process is like now.
    pub(super) fn publish(&mut self, id: BulkheadId) {
        if let Some(bulkhead) = self.bulkheads.get(&id) {
            self.effects.push_back(Effect::Notice(Notice::Changed(Arc::new(bulkhead.info()))));
        }
    }

    /// Enters a bulkhead that holds nothing yet.
    pub(super) fn insert(&mut self, now: Timestamp, launch: Launch, decided_by: &Arc<str>) -> BulkheadId {
        self.bulkheads_made += 1;
        let id = BulkheadId(self.bulkheads_made);
        let identity = Arc::new(Identity { process_id: self.free_process_id(&launch), key: launch.key.clone() });
        let bulkhead = Bulkhead {
            id,
            identity: identity.clone(),
            generation: self.tombstones.resume(&launch.key),
            request: launch.request,
            manifest: launch.manifest,
            grace: launch.grace,
            state: State::Vacant,
            booked: Booked::default(),
            armed: None,
            history: Default::default(),
            asked_at: now,
            launching: vec![launch.ticket],
            terminating: Vec::new(),
            afterwards: Vec::new(),
            last_failure: None,
            last_error: "".into(),
            last_decision: format!("admission {decided_by}: allowed").into(),
        };
        self.waiting.insert(launch.ticket, id);
        self.by_key.insert(launch.key, id);
        self.by_process_id.insert(identity.process_id.clone(), id);
        self.bulkheads.insert(id, bulkhead);
        id
    }

    /// The RFC's id where no other key holds it, else the qualified one.
    fn free_process_id(&self, launch: &Launch) -> Arc<str> {
        let rfc_id = launch.key.rfc_id();
        if self.by_process_id.contains_key(rfc_id.as_str()) { launch.key.qualified_id().into() } else { rfc_id.into() }
    }

    /// Strikes a bulkhead of which nothing lives, answers everyone, and begins anew what came meanwhile.
    pub(super) fn remove(&mut self, now: Timestamp, id: BulkheadId, forced: bool) {
        self.put_silently(now, id);
        let Some(bulkhead) = self.bulkheads.remove(&id) else { return };
        self.by_key.remove(&bulkhead.identity.key);
        self.by_process_id.remove(&bulkhead.identity.process_id);
        self.failed.retain(|failed| *failed != id);
        if let Some(armed) = bulkhead.armed {
            self.timers.remove(&(armed, id));
        }
        self.tombstones.remember(bulkhead.identity.key.clone(), bulkhead.generation);
        for ticket in &bulkhead.launching {
            self.refuse(*ticket, Refusal::Terminated);
        }
        let mut info = bulkhead.info();
        info.state = ProcessState::Terminated;
        self.effects.push_back(Effect::Notice(Notice::Removed(Arc::new(info))));
        for ticket in bulkhead.terminating {
            self.effects
                .push_back(Effect::AnswerTerminate { ticket, answer: Ok(crate::effect::Terminated { forced }) });
        }
        for launch in bulkhead.afterwards {
            self.waiting.remove(&launch.ticket);
            self.launch(now, launch);
        }
        self.finish_drain();
    }

    fn put_silently(&mut self, now: Timestamp, id: BulkheadId) {
        let Some(bulkhead) = self.bulkheads.get_mut(&id) else { return };
        let before = std::mem::take(&mut bulkhead.booked);
        let identity = bulkhead.identity.clone();
        self.book(now, id, &identity, before, Booked::default());
    }

    /// Answers a launch with a refusal.
    pub(super) fn refuse(&mut self, ticket: crate::event::Ticket, refusal: Refusal) {
        self.waiting.remove(&ticket);
        self.effects.push_back(Effect::AnswerLaunch { ticket, answer: Err(refusal) });
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
        let due = |b: &Bulkhead| b.armed == b.deadline(&self.bounds);
        agree("deadlines", self.bulkheads.values().all(due))?;
        let waiting: usize = self.bulkheads.values().map(|b| b.launching.len() + b.afterwards.len()).sum();
        agree("waiting callers", waiting == self.waiting.len())?;
        agree("states", self.bulkheads.values().all(|b| !matches!(b.state, State::Vacant)))?;
        let idle_permit = self.permits < self.bounds.starts_max && self.queue.len() > 0;
        agree("the queue and free permits", !idle_permit)
    }
}
