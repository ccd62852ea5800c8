//! Who shares a process: levels, keys, and the fence that no policy can move.
//!
//! A key is a typed tuple, never a string: two requests get the same process exactly if their keys are equal, and keys of two
//! namespaces are equal only at level [`IsolationLevel::None`].

use std::fmt;

use crate::names::{Namespace, Partition, PatternName, SessionId};

/// How finely processes are divided among callers. Ordered: a later level is the stricter one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IsolationLevel {
    /// One process for everyone.
    None,
    /// One process for each namespace.
    Namespace,
    /// One process for each session of each namespace.
    Session,
}

impl IsolationLevel {
    /// All, from the loosest to the strictest.
    pub const ALL: [Self; 3] = [Self::None, Self::Namespace, Self::Session];

    /// The level's name in configuration, metrics and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Namespace => "namespace",
            Self::Session => "session",
        }
    }
}

impl fmt::Display for IsolationLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What an isolation policy answered: the level, and optionally a finer division of the compartment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Placement {
    /// At or above the level that was in force without the policy.
    pub level: IsolationLevel,
    /// Callers with different partitions never share a process.
    pub partition: Option<Partition>,
}

impl Placement {
    /// The compartment of `level`, undivided.
    #[must_use]
    pub fn at(level: IsolationLevel) -> Self {
        Self { level, partition: None }
    }
}

/// Which callers a bulkhead serves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Everyone.
    Shared,
    /// One namespace.
    Namespace(Namespace),
    /// One session of one namespace.
    Session(Namespace, SessionId),
}

impl Scope {
    /// The level that this scope belongs to.
    #[must_use]
    pub fn level(&self) -> IsolationLevel {
        match self {
            Self::Shared => IsolationLevel::None,
            Self::Namespace(_) => IsolationLevel::Namespace,
            Self::Session(..) => IsolationLevel::Session,
        }
    }

    /// The tenant served, unless everyone is.
    #[must_use]
    pub fn namespace(&self) -> Option<&Namespace> {
        match self {
            Self::Shared => None,
            Self::Namespace(namespace) | Self::Session(namespace, _) => Some(namespace),
        }
    }

    /// The session served, if only one is.
    #[must_use]
    pub fn session(&self) -> Option<&SessionId> {
        match self {
            Self::Session(_, session) => Some(session),
            Self::Shared | Self::Namespace(_) => None,
        }
    }
}

/// The identity of a bulkhead. At most one live instance exists for each.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IsolationKey {
    /// What runs.
    pub pattern: PatternName,
    /// For whom.
    pub scope: Scope,
    /// A finer division that the isolation policy asked for.
    pub partition: Option<Partition>,
}

impl IsolationKey {
    /// Builds the key of a request from what the isolation policy answered.
    ///
    /// This is the fence: the scope is taken from the request, so a policy can choose how finely to divide, never whom to join.
    ///
    /// # Errors
    ///
    /// Says which field the level needs that the request does not have.
    pub fn derive(
        pattern: PatternName,
        namespace: Option<&Namespace>,
        session: Option<&SessionId>,
        placement: Placement,
    ) -> Result<Self, KeyError> {
        let level = placement.level;
        let tenant = || namespace.cloned().ok_or(KeyError::NamespaceMissing(level));
        let scope = match level {
            IsolationLevel::None => Scope::Shared,
            IsolationLevel::Namespace => Scope::Namespace(tenant()?),
            IsolationLevel::Session => Scope::Session(tenant()?, session.cloned().ok_or(KeyError::SessionMissing)?),
        };
        Ok(Self { pattern, scope, partition: placement.partition })
    }

    /// The RFC's id for this key. Two tenants with the same session id have the same one; see [`Self::qualified_id`].
    #[must_use]
    pub fn rfc_id(&self) -> String {
        match &self.scope {
            Scope::Shared => format!("shared:{}{}", self.pattern, self.suffix()),
            Scope::Namespace(namespace) => format!("ns:{namespace}:{}{}", self.pattern, self.suffix()),
            Scope::Session(_, session) => format!("session:{session}:{}{}", self.pattern, self.suffix()),
        }
    }

    /// The id that no other key has: as [`Self::rfc_id`], with the namespace before a session.
    #[must_use]
    pub fn qualified_id(&self) -> String {
        match &self.scope {
            Scope::Session(namespace, session) => {
                format!("session:{namespace}:{session}:{}{}", self.pattern, self.suffix())
            }
            Scope::Shared | Scope::Namespace(_) => self.rfc_id(),
        }
    }

    fn suffix(&self) -> String {
        self.partition.as_ref().map(|partition| format!("~{partition}")).unwrap_or_default()
    }
}

/// A request that cannot be placed at the level in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The level needs a tenant.
    #[error("namespace is needed at isolation level {0}")]
    NamespaceMissing(IsolationLevel),
    /// The level needs a session.
    #[error("session_id is needed at isolation level session")]
    SessionMissing,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn key(pattern: &str, level: IsolationLevel, namespace: &str, session: &str) -> IsolationKey {
        IsolationKey::derive(
            PatternName::parse(pattern).expect("valid"),
            Some(&Namespace::parse(namespace).expect("valid")),
            Some(&SessionId::parse(session).expect("valid")),
            Placement::at(level),
        )
        .expect("both are there")
    }

    #[test]
    fn ids_are_the_rfcs() {
        let id = |level| key("consumer", level, "tenant-a", "user-1").rfc_id();
        assert_eq!(id(IsolationLevel::None), "shared:consumer");
        assert_eq!(id(IsolationLevel::Namespace), "ns:tenant-a:consumer");
        assert_eq!(id(IsolationLevel::Session), "session:user-1:consumer");
        let qualified = key("consumer", IsolationLevel::Session, "tenant-a", "user-1").qualified_id();
        assert_eq!(qualified, "session:tenant-a:user-1:consumer");
    }

    #[test]
    fn the_same_session_id_in_two_namespaces_is_two_keys() {
        let a = key("consumer", IsolationLevel::Session, "tenant-a", "user-1");
        let b = key("consumer", IsolationLevel::Session, "tenant-b", "user-1");
        assert_ne!(a, b);
        assert_eq!(a.rfc_id(), b.rfc_id());
        assert_ne!(a.qualified_id(), b.qualified_id());
    }

    #[test]
    fn a_level_without_its_names_has_no_key() {
        let pattern = PatternName::parse("consumer").expect("valid");
        let namespace = Namespace::parse("tenant-a").expect("valid");
        let derive = |namespace, level| IsolationKey::derive(pattern.clone(), namespace, None, Placement::at(level));
        assert!(derive(None, IsolationLevel::None).is_ok());
        assert_eq!(derive(None, IsolationLevel::Namespace), Err(KeyError::NamespaceMissing(IsolationLevel::Namespace)));
        assert_eq!(derive(Some(&namespace), IsolationLevel::Session), Err(KeyError::SessionMissing));
    }

    proptest! {
        #[test]
        fn different_keys_have_different_qualified_ids(
            triples in prop::collection::vec(("[a-b]([ab_-]{0,3}[ab])?", 0..3usize, "[a-b]([ab._-]{0,3}[ab])?", "[a-b._~@=+-]{1,4}", prop::option::of("[a-b]")), 1..64)
        ) {
            let mut seen: BTreeMap<String, IsolationKey> = BTreeMap::new();
            for (pattern, level, namespace, session, partition) in triples {
                let mut key = key(&pattern, IsolationLevel::ALL[level], &namespace, &session);
                key.partition = partition.map(|p| Partition::parse(&p).expect("valid"));
                if let Some(other) = seen.insert(key.qualified_id(), key.clone()) {
                    prop_assert_eq!(other, key);
                }
            }
        }

        #[test]
        fn two_namespaces_share_a_key_only_at_level_none(
            level in 0..3usize, a in "[a-z]{1,3}", b in "[a-z]{1,3}", session in "[a-z]{1,3}"
        ) {
            let level = IsolationLevel::ALL[level];
            let shared = key("p", level, &a, &session) == key("p", level, &b, &session);
            prop_assert_eq!(shared, level == IsolationLevel::None || a == b);
        }
    }
}
