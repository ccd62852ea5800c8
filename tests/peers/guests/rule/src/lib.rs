//! The rule that every peer decides by: the admission of the built-in policy `standard`, with all four of its quotas set.
//!
//! The floor and the guests of other hosts run this text; peers with a language of their own have it in that. Ours is not among
//! them: it is the built-in policy itself, and the bench holds all of them against it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quota {
    /// Places of one namespace.
    Namespace,
    /// New processes of one namespace in a minute.
    StartRate,
    /// Places of one session.
    Session,
    /// Places in all.
    Total,
}

impl Quota {
    /// All of them. Where several are reached, the first one is the answer.
    pub const ALL: [Self; 4] = [Self::Namespace, Self::StartRate, Self::Session, Self::Total];

    /// Its name in the configuration of `standard`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Namespace => "max_per_namespace",
            Self::StartRate => "max_starts_per_minute_per_namespace",
            Self::Session => "max_per_session",
            Self::Total => "max_total",
        }
    }

    /// What is refused, from this number on.
    #[must_use]
    pub const fn limit(self) -> u32 {
        match self {
            Self::Namespace => 100,
            Self::StartRate => 60,
            Self::Session => 4,
            Self::Total => 10_000,
        }
    }

    /// When it makes sense to ask again.
    #[must_use]
    pub const fn retry_after_ms(self) -> u64 {
        match self {
            Self::StartRate => 60_000,
            Self::Namespace | Self::Session | Self::Total => 5_000,
        }
    }

    /// The no to `who`, who has `count`.
    #[must_use]
    pub fn refusal(self, who: &str, count: u32) -> Refusal {
        let (name, limit) = (self.name(), self.limit());
        let reason = match self {
            Self::Namespace => format!("{name} is {limit}; namespace {who} has {count}"),
            Self::StartRate => format!("{name} is {limit}; namespace {who} started {count} in the last minute"),
            Self::Session => format!("{name} is {limit}; session {who} has {count}"),
            Self::Total => format!("{name} is {limit}; the launcher has {count}"),
        };
        Refusal { code: CODE.into(), reason, retry_after_ms: self.retry_after_ms() }
    }

    fn check(self, who: &str, count: u32) -> Result<(), Refusal> {
        if count < self.limit() { Ok(()) } else { Err(self.refusal(who, count)) }
    }
}

/// Which kind of no.
pub const CODE: &str = "quota";

/// A no.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Refusal {
    /// [`CODE`].
    pub code: String,
    /// For the caller.
    pub reason: String,
    /// When asking again may help.
    pub retry_after_ms: u64,
}

/// Whether a process may be started for this session of this namespace, either of which may be empty; if not, why.
pub fn decide(namespace: &str, session: &str, counts: &impl Counts) -> Option<Refusal> {
    first_reached(namespace, session, counts).err()
}

fn first_reached(namespace: &str, session: &str, counts: &impl Counts) -> Result<(), Refusal> {
    if !namespace.is_empty() {
        Quota::Namespace.check(namespace, counts.held(namespace))?;
        Quota::StartRate.check(namespace, counts.started(namespace))?;
    }
    if !session.is_empty() {
        Quota::Session.check(session, counts.session(namespace, session))?;
    }
    Quota::Total.check("", counts.total())
}

/// Where the rule finds its numbers.
pub trait Counts {
    /// Places held in all.
    fn total(&self) -> u32;
    /// Places held by the namespace.
    fn held(&self, namespace: &str) -> u32;
    /// What the namespace started in the last minute.
    fn started(&self, namespace: &str) -> u32;
    /// Places held by the session of the namespace.
    fn session(&self, namespace: &str, session: &str) -> u32;
}

/// The numbers that the launcher counts for one request: what our policies are handed, and peers that are handed numbers.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Numbers {
    pub total: u32,
    pub namespace: u32,
    pub pattern: u32,
    pub namespace_pattern: u32,
    pub session: u32,
    pub starting: u32,
    pub namespace_starting: u32,
    pub namespace_admitted_last_minute: u32,
    pub total_max: u32,
    pub namespace_max: u32,
}

impl Counts for Numbers {
    fn total(&self) -> u32 {
        self.total
    }

    fn held(&self, _: &str) -> u32 {
        self.namespace
    }

    fn started(&self, _: &str) -> u32 {
        self.namespace_admitted_last_minute
    }

    fn session(&self, _: &str, _: &str) -> u32 {
        self.session
    }
}

/// The whole table, out of which a peer finds its numbers itself.
#[derive(Debug, Deserialize)]
pub struct Table<'a> {
    total: u32,
    #[serde(borrow)]
    namespaces: BTreeMap<&'a str, Tenant<'a>>,
}

/// One namespace's line of it.
#[derive(Debug, Deserialize)]
struct Tenant<'a> {
    held: u32,
    started: u32,
    #[serde(borrow)]
    sessions: BTreeMap<&'a str, u32>,
}

impl Counts for Table<'_> {
    fn total(&self) -> u32 {
        self.total
    }

    fn held(&self, namespace: &str) -> u32 {
        self.namespaces.get(namespace).map_or(0, |tenant| tenant.held)
    }

    fn started(&self, namespace: &str) -> u32 {
        self.namespaces.get(namespace).map_or(0, |tenant| tenant.started)
    }

    fn session(&self, namespace: &str, session: &str) -> u32 {
        self.namespaces.get(namespace).and_then(|tenant| tenant.sessions.get(session)).copied().unwrap_or(0)
    }
}

/// A launch request as policies see it. Names have nothing that JSON escapes, so they are read where they lie.
#[derive(Debug, Deserialize, Serialize)]
pub struct Request<'a> {
    pub pattern: &'a str,
    pub version: &'a str,
    pub namespace: &'a str,
    pub session: &'a str,
    pub requested: Option<&'a str>,
    pub level: &'a str,
    #[serde(borrow)]
    pub config: BTreeMap<&'a str, &'a str>,
    pub caller: &'a str,
}

/// What a peer is handed for one decision.
#[derive(Debug, Deserialize, Serialize)]
pub struct Input<'a, U> {
    #[serde(borrow)]
    pub request: Request<'a>,
    pub usage: U,
}

/// The decision of a guest, from JSON to JSON.
///
/// # Errors
///
/// If `json` is no [`Input`].
pub fn answer<'a, U: Counts + Deserialize<'a>>(json: &'a [u8]) -> serde_json::Result<Vec<u8>> {
    let Input { request, usage }: Input<'_, U> = serde_json::from_slice(json)?;
    serde_json::to_vec(&decide(request.namespace, request.session, &usage))
}
