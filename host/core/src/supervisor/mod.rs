//! The supervisor: owns every bulkhead, the ledger, the start queue and the deadlines.
//!
//! Driven from outside, in the manner of a protocol state machine: events and time go in, effects come out, and nothing else
//! happens. The same events at the same times with the same seed give the same effects.
//!
//! * [`Supervisor::handle`]: something happened. * [`Supervisor::handle_timeout`]: a deadline passed.
//! * [`Supervisor::next_deadline`]: when to call that. * [`Supervisor::poll_effect`]: something to do; until there is none.

mod adopt;
mod books;
mod drain;
mod end;
mod forecast;
mod launch;
mod start;
mod stop;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::bounds::Bounds;
use crate::bulkhead::{Bulkhead, State};
use crate::effect::Effect;
use crate::entry::{Entry, What};
use crate::event::{Event, Ticket};
use crate::isolation::IsolationKey;
use crate::names::PatternName;
use crate::notice::{Happening, Notice};
use crate::policy::Policy;
use crate::process::{BulkheadId, Generation, Identity, InstanceId, ProcessInfo};
use crate::queue::StartQueue;
use crate::time::{Timestamp, UnixMillis};
use crate::usage::Ledger;

pub use forecast::{Forecast, Next};

/// Removed keys whose last generation is remembered, so that a next one goes on from it. 4,096: a few bytes each.
const TOMBSTONES_MAX: usize = 4096;

/// Decides what is started, stopped, restarted and refused. See the module's documentation.
pub struct Supervisor {
    bounds: Bounds,
    policy: Box<dyn Policy>,
    seed: u64,
    wall_at_origin: UnixMillis,
    /// Boxed: numbers only grow, which leaves half of each of the map's nodes empty.
    bulkheads: BTreeMap<BulkheadId, Box<Bulkhead>>,
    by_key: BTreeMap<IsolationKey, BulkheadId>,
    by_process_id: BTreeMap<Arc<str>, BulkheadId>,
    waiting: BTreeMap<Ticket, BulkheadId>,
    bulkheads_made: u64,
    timers: BTreeSet<(Timestamp, BulkheadId)>,
    queue: StartQueue,
    permits: u32,
    ledger: Ledger,
    failed: VecDeque<BulkheadId>,
    tombstones: Tombstones,
    draining: bool,
    drained: bool,
    effects: VecDeque<Effect>,
    /// Of the event or deadline that is dealt with.
    now: Timestamp,
}

/// The last generations of removed keys.
#[derive(Default)]
struct Tombstones {
    generations: BTreeMap<IsolationKey, Generation>,
    order: VecDeque<IsolationKey>,
    /// Whose the RFC's ids were that two tenants could share: a caller who still holds one must not reach the other.
    owners: BTreeMap<String, IsolationKey>,
    /// No forgotten key had a later one.
    forgotten: Generation,
}

impl Supervisor {
    /// A supervisor without bulkheads. `seed` feeds the randomness that policies get; `wall_at_origin` is what the wall clock
    /// shows at [`Timestamp::ZERO`].
    #[must_use]
    pub fn new(bounds: Bounds, policy: Box<dyn Policy>, seed: u64, wall_at_origin: UnixMillis) -> Self {
        let what = What::Opened {
            processes_max: bounds.processes_max,
            namespace_processes_max: bounds.namespace_processes_max,
            session_processes_max: bounds.session_processes_max,
        };
        policy.entered(Entry { at: Timestamp::ZERO, wall: wall_at_origin, what });
        Self {
            bounds,
            policy,
            seed,
            wall_at_origin,
            bulkheads: BTreeMap::new(),
            by_key: BTreeMap::new(),
            by_process_id: BTreeMap::new(),
            waiting: BTreeMap::new(),
            bulkheads_made: 0,
            timers: BTreeSet::new(),
            queue: StartQueue::default(),
            permits: 0,
            ledger: Ledger::default(),
            failed: VecDeque::new(),
            tombstones: Tombstones::default(),
            draining: false,
            drained: false,
            effects: VecDeque::new(),
            now: Timestamp::ZERO,
        }
    }

    /// Something happened at `now`.
    pub fn handle(&mut self, now: Timestamp, event: Event) {
        self.now = now;
        match event {
            Event::Launch(launch) => self.launch(now, *launch),
            Event::Abandon(ticket) => self.abandon(ticket),
            Event::Terminate(terminate) => self.terminate(now, terminate),
            Event::Spawned { instance, pid, ports } => self.spawned(now, instance, pid, ports),
            Event::SpawnFailed { instance, error } => self.spawn_failed(now, instance, error),
            Event::Probed { instance, attempt, answer } => self.probed(now, instance, attempt, answer),
            Event::Notified { instance, found } => self.notified(now, instance, found),
            Event::Ended { instance, exit, output } => self.ended(now, instance, exit, output),
            Event::Swept { instance, killed } => self.swept(now, instance, killed),
            Event::Adopt { left, generation_floor } => self.adopt(now, left, generation_floor),
            Event::Clock(wall) => self.set_clock(now, wall),
            Event::Drain { grace_max } => self.drain(now, grace_max),
        }
    }

    /// Deals with every deadline at or before `now`.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        self.now = now;
        while let Some((at, id)) = self.timers.first().copied().filter(|(at, _)| *at <= now) {
            self.timers.remove(&(at, id));
            if let Some(bulkhead) = self.bulkheads.get_mut(&id) {
                bulkhead.armed = None;
                self.expire(now, id);
                self.arm(id);
            }
        }
    }

    /// When [`Self::handle_timeout`] must be called next.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.timers.first().map(|(at, _)| *at)
    }

    /// The next thing to do.
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// Every process in the books, by number.
    pub fn processes(&self) -> impl Iterator<Item = ProcessInfo> {
        self.bulkheads.values().map(|bulkhead| bulkhead.info())
    }

    /// Places that processes of `pattern` hold.
    #[must_use]
    pub fn instances_of(&self, pattern: &PatternName) -> u32 {
        self.ledger.of_pattern(pattern)
    }

    /// Bulkheads that wait for a start permit.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.queue.len()
    }

    fn expire(&mut self, now: Timestamp, id: BulkheadId) {
        match self.bulkheads.get(&id).map(|bulkhead| &bulkhead.state) {
            Some(State::Starting(_) | State::Running(_)) => self.look_at_instance(now, id),
            Some(State::Backoff { .. }) => self.enqueue(now, id),
            Some(State::Stopping(_)) => self.stop_overdue(now, id),
            Some(State::Vacant | State::Queued | State::Failed { .. }) | None => {}
        }
    }

    /// The bulkhead of an instance, unless the instance is not its current one.
    fn current(&mut self, instance: InstanceId) -> Option<&mut Bulkhead> {
        let bulkhead = self.bulkheads.get_mut(&instance.bulkhead)?;
        (bulkhead.generation == instance.generation).then_some(&mut **bulkhead)
    }

    fn wall(&self, now: Timestamp) -> UnixMillis {
        let since = u64::try_from(now.since(Timestamp::ZERO).as_millis()).unwrap_or(u64::MAX);
        UnixMillis(self.wall_at_origin.0.saturating_add(since))
    }

    fn enter_ledger(&self, what: What<'_>) {
        self.policy.entered(Entry { at: self.now, wall: self.wall(self.now), what });
    }

    fn set_clock(&mut self, now: Timestamp, wall: UnixMillis) {
        let since = u64::try_from(now.since(Timestamp::ZERO).as_millis()).unwrap_or(u64::MAX);
        self.wall_at_origin = UnixMillis(wall.0.saturating_sub(since));
    }

    /// The next number of a fixed, seeded sequence (SplitMix64: Steele, Lea, Flood, OOPSLA 2014).
    fn random(&mut self) -> u64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn instance_of(&self, id: BulkheadId) -> Option<InstanceId> {
        self.bulkheads.get(&id).map(|bulkhead| bulkhead.instance_id())
    }

    fn about(&mut self, id: BulkheadId, happening: Happening) {
        if let Some(bulkhead) = self.bulkheads.get(&id) {
            self.effects.push_back(Effect::Notice(Notice::About(bulkhead.identity.clone(), happening)));
        }
    }
}

impl Tombstones {
    fn remember(&mut self, key: IsolationKey, generation: Generation) {
        if self.generations.insert(key.clone(), generation).is_none() {
            self.order.push_back(key);
        }
        if self.order.len() > TOMBSTONES_MAX
            && let Some(oldest) = self.order.pop_front()
            && let Some(generation) = self.generations.remove(&oldest)
        {
            self.forgotten = self.forgotten.max(generation);
            let id = oldest.rfc_id();
            if self.owners.get(&id) == Some(&oldest) {
                self.owners.remove(&id);
            }
        }
    }

    /// The id of a key that is about to be remembered stays its own.
    fn keep_id(&mut self, identity: &Identity) {
        let key = &identity.key;
        if key.scope.session().is_some() && *identity.process_id == *key.rfc_id() {
            self.owners.insert(key.rfc_id(), key.clone());
        }
    }

    /// Whether `id` was another key's.
    fn was_anothers(&self, id: &str, key: &IsolationKey) -> bool {
        self.owners.get(id).is_some_and(|owner| owner != key)
    }

    /// The generation that a new bulkhead of `key` goes on from. The key's place in the order stays until it is pushed out.
    fn resume(&self, key: &IsolationKey) -> Generation {
        self.generations.get(key).copied().unwrap_or(self.forgotten)
    }
}

#[cfg(test)]
mod tests;
