//! The registrants, as a machine: time is an argument. A registration that has run out is gone for every question from
//! that moment on; `expire` frees it and ends its subscription.

use crate::filter::matches;
use crate::limits::{QUEUE_MAX, REGISTRANTS_IN_ALL_MAX, REGISTRANTS_MAX};
use prism_pattern_common::Namespace;
use prism_proto::pattern::undelivered::Reason;
use prism_proto::pattern::{Filter, MulticastResponse, Registrant, SubscribeResponse, Undelivered};
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// What a subscription receives. It ends when the registry drops its sender; why, is asked of `Registry::holds`.
pub(crate) type Queue = Receiver<SubscribeResponse>;

/// All registrants of all namespaces.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    namespaces: BTreeMap<Namespace, BTreeMap<String, Entry>>,
    sequence: u64,
}

#[derive(Debug)]
struct Entry {
    metadata: HashMap<String, String>,
    ttl: Duration,
    expires: Instant,
    subscriber: Option<Sender<SubscribeResponse>>,
}

/// A registration as it is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Registration {
    pub(crate) identity: String,
    pub(crate) metadata: HashMap<String, String>,
    pub(crate) ttl: Duration,
    pub(crate) taken: Taken,
}

/// What happens where the identity is registered and alive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Taken {
    Refuse,
    Replace,
}

/// Why the registry did not do it.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum RegistryError {
    #[error("the identity is registered already")]
    Exists,
    #[error("the identity is not registered, or its ttl has run out")]
    Unknown,
    #[error("the registry is full")]
    Full,
}

impl Registry {
    /// Adds a registrant, or renews one.
    pub(crate) fn register(
        &mut self,
        namespace: &Namespace,
        asked: Registration,
        now: Instant,
    ) -> Result<(), RegistryError> {
        let in_all: usize = self.namespaces.values().map(BTreeMap::len).sum();
        let entries = self.namespaces.entry(namespace.clone()).or_default();
        let full = entries.len() >= REGISTRANTS_MAX || in_all >= REGISTRANTS_IN_ALL_MAX;
        let old = entries.get_mut(&asked.identity).filter(|entry| entry.lives(now));
        let subscriber = match old {
            Some(_) if asked.taken == Taken::Refuse => return Err(RegistryError::Exists),
            Some(old) => old.subscriber.take(),
            None if full => return Err(RegistryError::Full),
            None => None,
        };
        let entry = Entry { metadata: asked.metadata, ttl: asked.ttl, expires: now + asked.ttl, subscriber };
        entries.insert(asked.identity, entry);
        Ok(())
    }

    /// Prolongs a registration by its ttl, which is returned.
    pub(crate) fn heartbeat(
        &mut self,
        namespace: &Namespace,
        identity: &str,
        now: Instant,
    ) -> Result<Duration, RegistryError> {
        let entry = self.live(namespace, identity, now)?;
        entry.expires = now + entry.ttl;
        Ok(entry.ttl)
    }

    /// Removes a registrant; its subscription ends.
    pub(crate) fn unregister(
        &mut self,
        namespace: &Namespace,
        identity: &str,
        now: Instant,
    ) -> Result<(), RegistryError> {
        self.live(namespace, identity, now)?;
        if let Some(entries) = self.namespaces.get_mut(namespace) {
            entries.remove(identity);
        }
        Ok(())
    }

    /// A queue that receives what is multicast to the registrant; an earlier queue of it ends.
    pub(crate) fn subscribe(
        &mut self,
        namespace: &Namespace,
        identity: &str,
        now: Instant,
    ) -> Result<Queue, RegistryError> {
        let entry = self.live(namespace, identity, now)?;
        let (sender, receiver) = channel(QUEUE_MAX);
        entry.subscriber = Some(sender);
        Ok(receiver)
    }

    /// Whether the registrant is there.
    pub(crate) fn holds(&self, namespace: &Namespace, identity: &str, now: Instant) -> bool {
        self.namespaces.get(namespace).and_then(|entries| entries.get(identity)).is_some_and(|entry| entry.lives(now))
    }

    /// Up to `registrants_max` matching registrants whose identity is behind `after`, ordered by it.
    pub(crate) fn enumerate(
        &self,
        namespace: &Namespace,
        filter: &Filter,
        after: &str,
        registrants_max: usize,
        now: Instant,
    ) -> Vec<Registrant> {
        let Some(entries) = self.namespaces.get(namespace) else { return Vec::new() };
        let behind = entries.range::<str, _>((Bound::Excluded(after), Bound::Unbounded));
        let matching =
            behind.filter(|(identity, entry)| entry.lives(now) && matches(filter, identity, &entry.metadata));
        matching.take(registrants_max).map(|(identity, entry)| entry.describe(identity, now)).collect()
    }

    /// Hands the payload to every matching registrant that listens.
    pub(crate) fn multicast(
        &mut self,
        namespace: &Namespace,
        filter: &Filter,
        payload: &[u8],
        now: Instant,
    ) -> MulticastResponse {
        self.sequence += 1;
        let message = SubscribeResponse { sequence: self.sequence, payload: payload.to_vec() };
        let mut answer = MulticastResponse::default();
        for (identity, entry) in self.namespaces.get(namespace).into_iter().flatten() {
            if entry.lives(now) && matches(filter, identity, &entry.metadata) {
                answer.matched += 1;
                match entry.send(message.clone()) {
                    None => answer.delivered += 1,
                    Some(reason) => answer.undelivered.push(undelivered(identity, reason)),
                }
            }
        }
        answer
    }

    /// Frees what has run out. Without it nothing is wrong, only memory is held and streams do not learn of their end.
    pub(crate) fn expire(&mut self, now: Instant) {
        for entries in self.namespaces.values_mut() {
            entries.retain(|_, entry| entry.lives(now));
        }
        self.namespaces.retain(|_, entries| !entries.is_empty());
    }

    fn live(&mut self, namespace: &Namespace, identity: &str, now: Instant) -> Result<&mut Entry, RegistryError> {
        let entry = self.namespaces.get_mut(namespace).and_then(|entries| entries.get_mut(identity));
        entry.filter(|entry| entry.lives(now)).ok_or(RegistryError::Unknown)
    }
}

impl Entry {
    fn lives(&self, now: Instant) -> bool {
        now < self.expires
    }

    /// None: it is in the queue.
    fn send(&self, message: SubscribeResponse) -> Option<Reason> {
        match self.subscriber.as_ref().map(|subscriber| subscriber.try_send(message)) {
            Some(Ok(())) => None,
            Some(Err(TrySendError::Full(_))) => Some(Reason::QueueFull),
            Some(Err(TrySendError::Closed(_))) | None => Some(Reason::NotSubscribed),
        }
    }

    fn describe(&self, identity: &str, now: Instant) -> Registrant {
        Registrant {
            identity: identity.to_owned(),
            metadata: self.metadata.clone(),
            expires_in_ms: u64::try_from(self.expires.saturating_duration_since(now).as_millis()).unwrap_or(u64::MAX),
            subscribed: self.subscriber.as_ref().is_some_and(|subscriber| !subscriber.is_closed()),
        }
    }
}

fn undelivered(identity: &str, reason: Reason) -> Undelivered {
    Undelivered { identity: identity.to_owned(), reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::TTL_DEFAULT;

    fn tenant(name: &str) -> Namespace {
        name.parse().expect("a name")
    }

    fn asked(identity: &str, taken: Taken) -> Registration {
        Registration { identity: identity.into(), metadata: HashMap::new(), ttl: TTL_DEFAULT, taken }
    }

    fn with(identities: &[&str], now: Instant) -> Registry {
        let mut registry = Registry::default();
        for identity in identities {
            registry.register(&tenant("a"), asked(identity, Taken::Refuse), now).expect("registered");
        }
        registry
    }

    fn identities(registry: &Registry, namespace: &str, after: &str, now: Instant) -> Vec<String> {
        let page = registry.enumerate(&tenant(namespace), &Filter::default(), after, 2, now);
        page.into_iter().map(|registrant| registrant.identity).collect()
    }

    #[test]
    fn an_identity_is_taken_until_its_ttl_runs_out() {
        let now = Instant::now();
        let mut registry = with(&["x"], now);
        let again = |registry: &mut Registry, at| registry.register(&tenant("a"), asked("x", Taken::Refuse), at);
        assert_eq!(again(&mut registry, now), Err(RegistryError::Exists));
        assert_eq!(registry.register(&tenant("a"), asked("x", Taken::Replace), now), Ok(()));
        assert_eq!(again(&mut registry, now + TTL_DEFAULT), Ok(()));
    }

    #[test]
    fn a_heartbeat_prolongs_and_comes_too_late_when_the_ttl_has_run_out() {
        let now = Instant::now();
        let mut registry = with(&["x"], now);
        let later = now + TTL_DEFAULT / 2;
        assert_eq!(registry.heartbeat(&tenant("a"), "x", later), Ok(TTL_DEFAULT));
        assert!(registry.holds(&tenant("a"), "x", now + TTL_DEFAULT));
        assert_eq!(registry.heartbeat(&tenant("a"), "x", later + TTL_DEFAULT), Err(RegistryError::Unknown));
    }

    #[test]
    fn pages_are_ordered_and_end() {
        let now = Instant::now();
        let registry = with(&["c", "a", "b"], now);
        assert_eq!(identities(&registry, "a", "", now), ["a", "b"]);
        assert_eq!(identities(&registry, "a", "b", now), ["c"]);
    }

    #[test]
    fn a_namespace_sees_and_reaches_only_its_own() {
        let now = Instant::now();
        let mut registry = with(&["x"], now);
        assert_eq!(identities(&registry, "b", "", now), Vec::<String>::new());
        assert_eq!(registry.multicast(&tenant("b"), &Filter::default(), b"hi", now).matched, 0);
        assert_eq!(registry.unregister(&tenant("b"), "x", now), Err(RegistryError::Unknown));
        assert!(registry.subscribe(&tenant("b"), "x", now).is_err());
    }

    #[test]
    fn a_multicast_says_whom_it_did_not_reach_and_why() {
        let now = Instant::now();
        let mut registry = with(&["deaf", "listens", "slow"], now);
        let mut listens = registry.subscribe(&tenant("a"), "listens", now).expect("registered");
        let _slow = registry.subscribe(&tenant("a"), "slow", now).expect("registered");
        for _ in 0..QUEUE_MAX {
            registry.multicast(&tenant("a"), &Filter::default(), b"fill", now);
            listens.try_recv().expect("queued");
        }
        let answer = registry.multicast(&tenant("a"), &Filter::default(), b"hi", now);
        assert_eq!((answer.matched, answer.delivered), (3, 1));
        let missed: Vec<_> = answer.undelivered.iter().map(|one| (one.identity.as_str(), one.reason())).collect();
        assert_eq!(missed, [("deaf", Reason::NotSubscribed), ("slow", Reason::QueueFull)]);
        let received = listens.try_recv().expect("queued");
        assert_eq!((received.payload.as_slice(), received.sequence), (b"hi".as_slice(), QUEUE_MAX as u64 + 1));
    }

    #[test]
    fn a_subscription_ends_with_its_registration_and_with_its_successor() {
        let now = Instant::now();
        let mut registry = with(&["x", "y"], now);
        let mut first = registry.subscribe(&tenant("a"), "x", now).expect("registered");
        let mut second = registry.subscribe(&tenant("a"), "x", now).expect("registered");
        assert!(first.is_closed() && first.try_recv().is_err());
        registry.expire(now + TTL_DEFAULT);
        assert!(second.is_closed() && second.try_recv().is_err());
        assert!(registry.namespaces.is_empty());
    }

    #[test]
    fn a_replaced_registration_keeps_its_subscription() {
        let now = Instant::now();
        let mut registry = with(&["x"], now);
        let queue = registry.subscribe(&tenant("a"), "x", now).expect("registered");
        registry.register(&tenant("a"), asked("x", Taken::Replace), now).expect("replaced");
        assert!(!queue.is_closed());
    }

    #[test]
    fn a_full_namespace_takes_no_one_more_but_renews() {
        let now = Instant::now();
        let mut registry = Registry::default();
        for number in 0..REGISTRANTS_MAX {
            registry.register(&tenant("a"), asked(&number.to_string(), Taken::Refuse), now).expect("registered");
        }
        assert_eq!(registry.register(&tenant("a"), asked("x", Taken::Refuse), now), Err(RegistryError::Full));
        assert_eq!(registry.register(&tenant("a"), asked("0", Taken::Replace), now), Ok(()));
        assert_eq!(registry.register(&tenant("b"), asked("x", Taken::Refuse), now), Ok(()));
    }
}
