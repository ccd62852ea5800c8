//! Who holds a place in a simulation: the core's own ledger, and for each process whether the log says when it goes.

use std::collections::{BTreeMap, BTreeSet};

use prism_core::isolation::IsolationKey;
use prism_core::names::Namespace;
use prism_core::policy::Ended;
use prism_core::time::Timestamp;
use prism_core::usage::Ledger;

/// How it is known when a process is ready and gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    /// The log's entries say.
    Recorded,
    /// The log has no such process.
    Assumed { ready_at: Timestamp, ends_at: Option<Timestamp> },
    /// The log has it, and here it was refused or given up: its entries are passed over.
    Shunned,
}

/// One process.
#[derive(Clone, Copy, Debug)]
struct Process {
    holder: Holder,
    place: bool,
    starting: bool,
}

/// See the module's documentation.
#[derive(Debug, Default)]
pub(super) struct Books {
    ledger: Ledger,
    processes: BTreeMap<IsolationKey, Process>,
    /// Places by namespace and in all, here and in the log.
    here: Counts,
    there: Counts,
    in_log: BTreeSet<IsolationKey>,
    now: Timestamp,
    /// Something was ever assumed: until then there is nothing to look for as time goes on.
    assumes: bool,
}

/// Places held.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    pub(super) total: u32,
    by_namespace: BTreeMap<Namespace, u32>,
}

impl Counts {
    pub(super) fn of(&self, namespace: &Namespace) -> u32 {
        self.by_namespace.get(namespace).copied().unwrap_or_default()
    }

    fn add(&mut self, key: &IsolationKey, place: bool) {
        let change = |count: &mut u32| *count = if place { *count + 1 } else { count.saturating_sub(1) };
        change(&mut self.total);
        if let Some(namespace) = key.scope.namespace() {
            change(self.by_namespace.entry(namespace.clone()).or_default());
        }
    }
}

impl Books {
    pub(super) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    pub(super) fn now(&self) -> Timestamp {
        self.now
    }

    /// Places here, and in the log.
    pub(super) fn counts(&self) -> (&Counts, &Counts) {
        (&self.here, &self.there)
    }

    /// A launcher begins. What the log has of before is entered again where it still lives; what is assumed goes on and what was refused
    /// stays refused, unless the machine was started anew.
    pub(super) fn open(&mut self, at: Timestamp) {
        let same_boot = at >= self.now;
        let kept: Vec<_> = std::mem::take(&mut self.processes)
            .into_iter()
            .filter(|(_, process)| same_boot && process.holder != Holder::Recorded)
            .collect();
        let assumes = kept.iter().any(|(_, process)| matches!(process.holder, Holder::Assumed { .. }));
        *self = Self { now: at, assumes, ..Self::default() };
        for (key, process) in kept {
            self.processes.insert(key.clone(), Process { place: false, starting: false, ..process });
            self.book(&key, process.place, process.starting);
        }
    }

    /// Time goes on to `now`: what is assumed becomes ready and goes.
    pub(super) fn pass(&mut self, now: Timestamp) {
        self.now = self.now.max(now);
        if !self.assumes {
            return;
        }
        let due: Vec<(IsolationKey, bool)> = self
            .processes
            .iter()
            .filter_map(|(key, process)| match process.holder {
                Holder::Assumed { ends_at: Some(ends_at), .. } if ends_at <= now => Some((key.clone(), false)),
                Holder::Assumed { ready_at, .. } if process.starting && ready_at <= now => Some((key.clone(), true)),
                _ => None,
            })
            .collect();
        for (key, lives) in due {
            self.book(&key, lives, false);
            if !lives {
                self.processes.remove(&key);
            }
        }
    }

    /// True where a request for `key` finds a process here.
    pub(super) fn holds(&self, key: &IsolationKey) -> bool {
        self.processes.get(key).is_some_and(|process| process.place)
    }

    /// A place is taken, and the start begins.
    pub(super) fn admit(&mut self, at: Timestamp, key: IsolationKey, holder: Holder) {
        self.ledger.record_admission(at, &key);
        self.assumes |= matches!(holder, Holder::Assumed { .. });
        self.processes.insert(key.clone(), Process { holder, place: false, starting: false });
        self.book(&key, true, true);
    }

    /// Says how it is known from now on when `key` goes.
    pub(super) fn put(&mut self, key: IsolationKey, holder: Holder) {
        self.assumes |= matches!(holder, Holder::Assumed { .. });
        if let Some(process) = self.processes.get_mut(&key) {
            process.holder = holder;
        }
    }

    /// Nothing of `key` is here, whatever the log says of it until it is asked for again.
    pub(super) fn refuse(&mut self, key: IsolationKey) {
        if self.processes.contains_key(&key) {
            self.book(&key, false, false);
        }
        self.processes.insert(key, Process { holder: Holder::Shunned, place: false, starting: false });
    }

    /// An entry of the log.
    pub(super) fn follow(&mut self, key: IsolationKey, place: bool, starting: bool) {
        let is_news = if place { self.in_log.insert(key.clone()) } else { self.in_log.remove(&key) };
        if is_news {
            self.there.add(&key, place);
        }
        let known = Process { holder: Holder::Recorded, place: false, starting: false };
        let holder = self.processes.entry(key.clone()).or_insert(known).holder;
        if holder == Holder::Recorded {
            self.book(&key, place, starting);
        }
        if !place && !matches!(holder, Holder::Assumed { .. }) {
            self.processes.remove(&key);
        }
    }

    /// The process that ended, as restart policies are told of it; none where it is not here.
    pub(super) fn key_of(&self, ended: &Ended) -> Option<IsolationKey> {
        let is_it = |key: &IsolationKey| {
            key.pattern == ended.pattern
                && key.scope.level() == ended.level
                && key.scope.namespace() == ended.namespace.as_ref()
                && key.scope.session() == ended.session.as_ref()
        };
        self.processes.iter().find(|(key, process)| process.place && is_it(key)).map(|(key, _)| key.clone())
    }

    fn book(&mut self, key: &IsolationKey, place: bool, starting: bool) {
        let Some(process) = self.processes.get_mut(key) else { return };
        match (process.place, place) {
            (false, true) => self.ledger.reserve(key),
            (true, false) => self.ledger.release(key),
            _ => {}
        }
        match (process.starting, starting) {
            (false, true) => self.ledger.start_begins(key),
            (true, false) => self.ledger.start_ends(key),
            _ => {}
        }
        if process.place != place {
            self.here.add(key, place);
        }
        (process.place, process.starting) = (place, starting);
    }
}
