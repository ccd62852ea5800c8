//! The ledger: who holds how many places. A place is held from admission until nothing of the process is left.
//!
//! The supervisor's own; open to whoever works out from its entries what other answers would have led to.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::bounds::Bounds;
use crate::isolation::IsolationKey;
use crate::names::{Namespace, PatternName, SessionId};
use crate::policy::{Request, Usage};
use crate::refusal::Refusal;
use crate::time::Timestamp;

/// Half of the window over which admissions are counted.
const BUCKET: Duration = Duration::from_secs(30);

/// Places held, by everything a quota can be about. Counts that are zero are not kept.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    total: u32,
    by_namespace: BTreeMap<Namespace, u32>,
    by_pattern: BTreeMap<PatternName, u32>,
    by_namespace_pattern: BTreeMap<(Namespace, PatternName), u32>,
    by_session: BTreeMap<(Namespace, SessionId), u32>,
    starting: u32,
    starting_by_namespace: BTreeMap<Namespace, u32>,
    admissions: Admissions,
}

impl Ledger {
    /// `key` was admitted at `now`; its place is taken when it is put into a state that holds one.
    pub fn record_admission(&mut self, now: Timestamp, key: &IsolationKey) {
        if let Some(namespace) = key.scope.namespace() {
            self.admissions.record(now, namespace);
        }
    }

    /// Takes a place for `key`.
    pub fn reserve(&mut self, key: &IsolationKey) {
        self.total += 1;
        add(&mut self.by_pattern, &key.pattern);
        if let Some(namespace) = key.scope.namespace() {
            add(&mut self.by_namespace, namespace);
            add(&mut self.by_namespace_pattern, &(namespace.clone(), key.pattern.clone()));
            if let Some(session) = key.scope.session() {
                add(&mut self.by_session, &(namespace.clone(), session.clone()));
            }
        }
    }

    /// Gives the place of `key` back.
    pub fn release(&mut self, key: &IsolationKey) {
        self.total = self.total.saturating_sub(1);
        subtract(&mut self.by_pattern, &key.pattern);
        if let Some(namespace) = key.scope.namespace() {
            subtract(&mut self.by_namespace, namespace);
            subtract(&mut self.by_namespace_pattern, &(namespace.clone(), key.pattern.clone()));
            if let Some(session) = key.scope.session() {
                subtract(&mut self.by_session, &(namespace.clone(), session.clone()));
            }
        }
    }

    /// Counts `key` among those starting.
    pub fn start_begins(&mut self, key: &IsolationKey) {
        self.starting += 1;
        if let Some(namespace) = key.scope.namespace() {
            add(&mut self.starting_by_namespace, namespace);
        }
    }

    /// `key` starts no more.
    pub fn start_ends(&mut self, key: &IsolationKey) {
        self.starting = self.starting.saturating_sub(1);
        if let Some(namespace) = key.scope.namespace() {
            subtract(&mut self.starting_by_namespace, namespace);
        }
    }

    /// Places held by `pattern`.
    pub(crate) fn of_pattern(&self, pattern: &PatternName) -> u32 {
        count(&self.by_pattern, pattern)
    }

    /// The numbers that admission sees for `request`.
    #[must_use]
    pub fn usage(&self, now: Timestamp, request: &Request, bounds: &Bounds) -> Usage {
        let namespace = request.namespace.as_ref();
        let session = namespace.zip(request.session.as_ref());
        Usage {
            total: self.total,
            namespace: namespace.map_or(0, |namespace| count(&self.by_namespace, namespace)),
            pattern: count(&self.by_pattern, &request.pattern),
            namespace_pattern: namespace.map_or(0, |namespace| {
                count(&self.by_namespace_pattern, &(namespace.clone(), request.pattern.clone()))
            }),
            session: session
                .map_or(0, |(namespace, session)| count(&self.by_session, &(namespace.clone(), session.clone()))),
            starting: self.starting,
            namespace_starting: namespace.map_or(0, |namespace| count(&self.starting_by_namespace, namespace)),
            namespace_admitted_last_minute: namespace
                .map_or(0, |namespace| self.admissions.last_minute(now, namespace)),
            total_max: bounds.processes_max,
            namespace_max: bounds.namespace_processes_max,
        }
    }

    /// Holds the hard caps against a place for `key`.
    ///
    /// # Errors
    ///
    /// The cap that is reached.
    pub fn check_caps(&self, key: &IsolationKey, bounds: &Bounds) -> Result<(), Refusal> {
        let namespace = key.scope.namespace();
        let session = namespace.zip(key.scope.session());
        let held = [
            ("processes", self.total, bounds.processes_max),
            (
                "processes of one namespace",
                namespace.map_or(0, |n| count(&self.by_namespace, n)),
                bounds.namespace_processes_max,
            ),
            (
                "processes of one session",
                session.map_or(0, |(n, s)| count(&self.by_session, &(n.clone(), s.clone()))),
                bounds.session_processes_max,
            ),
        ];
        match held.into_iter().find(|(_, held, max)| held >= max) {
            Some((what, _, max)) => Err(Refusal::Capacity { what, max }),
            None => Ok(()),
        }
    }

    /// The ledger that holding exactly `keys`, of which `starting` start, would give; for the audit.
    pub(crate) fn recount<'a>(
        keys: impl Iterator<Item = &'a IsolationKey>,
        starting: impl Iterator<Item = &'a IsolationKey>,
    ) -> Self {
        let mut ledger = Self::default();
        keys.for_each(|key| ledger.reserve(key));
        starting.for_each(|key| ledger.start_begins(key));
        ledger
    }

    /// True where both hold the same places.
    pub(crate) fn agrees_with(&self, other: &Self) -> bool {
        self.total == other.total
            && self.by_namespace == other.by_namespace
            && self.by_pattern == other.by_pattern
            && self.by_namespace_pattern == other.by_namespace_pattern
            && self.by_session == other.by_session
            && self.starting == other.starting
            && self.starting_by_namespace == other.starting_by_namespace
    }
}

/// Admissions of each namespace in the last minute, estimated from two half-minute buckets. Namespaces that were quiet are dropped.
#[derive(Clone, Debug, Default)]
struct Admissions {
    bucket: u64,
    current: BTreeMap<Namespace, u32>,
    previous: BTreeMap<Namespace, u32>,
}

impl Admissions {
    fn bucket_of(now: Timestamp) -> u64 {
        now.since(Timestamp::ZERO).as_secs() / BUCKET.as_secs()
    }

    fn record(&mut self, now: Timestamp, namespace: &Namespace) {
        let bucket = Self::bucket_of(now);
        if bucket != self.bucket {
            let last = std::mem::take(&mut self.current);
            self.previous = if bucket == self.bucket + 1 { last } else { BTreeMap::new() };
            self.bucket = bucket;
        }
        add(&mut self.current, namespace);
    }

    fn last_minute(&self, now: Timestamp, namespace: &Namespace) -> u32 {
        match Self::bucket_of(now).saturating_sub(self.bucket) {
            0 => count(&self.current, namespace) + count(&self.previous, namespace),
            1 => count(&self.current, namespace),
            _ => 0,
        }
    }
}

fn add<K: Ord + Clone>(counts: &mut BTreeMap<K, u32>, key: &K) {
    match counts.get_mut(key) {
        Some(count) => *count += 1,
        None => {
            counts.insert(key.clone(), 1);
        }
    }
}

fn subtract<K: Ord>(counts: &mut BTreeMap<K, u32>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

fn count<K: Ord>(counts: &BTreeMap<K, u32>, key: &K) -> u32 {
    counts.get(key).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{at, key, request};
    use proptest::prelude::*;

    #[test]
    fn a_place_counts_for_all_it_belongs_to() {
        let mut ledger = Ledger::default();
        ledger.reserve(&key("consumer", "session", "a", "s1"));
        ledger.reserve(&key("producer", "namespace", "a", ""));
        ledger.reserve(&key("registry", "none", "", ""));
        let usage = ledger.usage(at(0), &request("consumer", "session", "a", "s1"), &Bounds::default());
        assert_eq!(
            (usage.total, usage.namespace, usage.pattern, usage.namespace_pattern, usage.session),
            (3, 2, 1, 1, 1)
        );
        let other = ledger.usage(at(0), &request("consumer", "namespace", "b", ""), &Bounds::default());
        assert_eq!((other.total, other.namespace, other.pattern, other.namespace_pattern), (3, 0, 1, 0));
    }

    #[test]
    fn admissions_of_the_last_minute_fade() {
        let mut ledger = Ledger::default();
        let (k, r) = (key("p", "namespace", "a", ""), request("p", "namespace", "a", ""));
        let rate = |ledger: &Ledger, ms| ledger.usage(at(ms), &r, &Bounds::default()).namespace_admitted_last_minute;
        ledger.record_admission(at(0), &k);
        ledger.record_admission(at(31_000), &k);
        assert_eq!(rate(&ledger, 31_000), 2);
        assert_eq!(rate(&ledger, 61_000), 1);
        assert_eq!(rate(&ledger, 200_000), 0);
    }

    #[test]
    fn caps_are_named() {
        let mut ledger = Ledger::default();
        let bounds = Bounds { namespace_processes_max: 1, ..Bounds::default() };
        let k = key("p", "namespace", "a", "");
        assert!(ledger.check_caps(&k, &bounds).is_ok());
        ledger.reserve(&k);
        let refusal = ledger.check_caps(&key("q", "namespace", "a", ""), &bounds).expect_err("full");
        assert_eq!(refusal, Refusal::Capacity { what: "processes of one namespace", max: 1 });
        assert!(ledger.check_caps(&key("q", "namespace", "b", ""), &bounds).is_ok());
    }

    proptest! {
        #[test]
        fn what_is_taken_and_given_back_leaves_nothing(keys in prop::collection::vec((0..3usize, 0..3usize, 0..2usize), 0..24)) {
            let keys: Vec<_> = keys.into_iter().map(|(level, namespace, session)| {
                key("p", ["none", "namespace", "session"][level], ["a", "b", "c"][namespace], ["s", "t"][session])
            }).collect();
            let mut ledger = Ledger::default();
            for key in &keys { ledger.reserve(key); ledger.start_begins(key); }
            prop_assert!(ledger.agrees_with(&Ledger::recount(keys.iter(), keys.iter())));
            for key in &keys { ledger.start_ends(key); ledger.release(key); }
            prop_assert!(ledger.agrees_with(&Ledger::default()));
        }
    }
}
