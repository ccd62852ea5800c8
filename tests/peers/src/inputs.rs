//! The requests that are decided on, and what the launcher knows when they come. Made up, always the same.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use prism_core::isolation::IsolationLevel;
use prism_core::names::{Namespace, PatternName, SessionId};
use prism_core::policy::{Request, Usage};
use prism_peers_rule::{Numbers, Quota, Request as Handed};
use serde::Serialize;

use crate::Outcome;

/// Inputs of each size.
pub(crate) const CASES: usize = 256;
/// Different tables, where they have more than one namespace.
const WORLDS: usize = 16;
/// In one of so many worlds there is no place left.
const FULL_EVERY: usize = 16;
/// One of so many namespaces has reached a quota; the same of its rate, and of a session.
const REACHED_EVERY: u64 = 16;

/// A request at a moment.
pub(crate) struct Case {
    pub(crate) request: Request,
    pub(crate) world: Arc<World>,
}

/// What is running at a moment, as the launcher counts it. Serialised, it is the rule's `Table`.
#[derive(Debug, Serialize)]
pub(crate) struct World {
    pub(crate) total: u32,
    pub(crate) namespaces: HashMap<String, Tenant>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Tenant {
    pub(crate) held: u32,
    pub(crate) started: u32,
    pub(crate) sessions: HashMap<String, u32>,
}

impl Case {
    /// The name of the request's namespace, empty where it has none.
    pub(crate) fn namespace(&self) -> &str {
        self.request.namespace.as_ref().map_or("", Namespace::as_str)
    }

    /// The id of the request's session, empty where it has none.
    pub(crate) fn session(&self) -> &str {
        self.request.session.as_ref().map_or("", SessionId::as_str)
    }

    /// What the launcher hands to a policy: looked up, whoever is asked.
    pub(crate) fn usage(&self) -> Usage {
        let tenant = self.world.namespaces.get(self.namespace());
        let session = tenant.and_then(|tenant| tenant.sessions.get(self.session()));
        Usage {
            total: self.world.total,
            namespace: tenant.map_or(0, |tenant| tenant.held),
            pattern: 40,
            session: session.copied().unwrap_or(0),
            namespace_admitted_last_minute: tenant.map_or(0, |tenant| tenant.started),
            total_max: 20_000,
            namespace_max: 1000,
            ..Usage::default()
        }
    }

    /// The same in the types of the rule.
    pub(crate) fn numbers(&self) -> Numbers {
        let usage = self.usage();
        Numbers {
            total: usage.total,
            namespace: usage.namespace,
            pattern: usage.pattern,
            namespace_pattern: usage.namespace_pattern,
            session: usage.session,
            starting: usage.starting,
            namespace_starting: usage.namespace_starting,
            namespace_admitted_last_minute: usage.namespace_admitted_last_minute,
            total_max: usage.total_max,
            namespace_max: usage.namespace_max,
        }
    }

    /// The request in the types of the rule.
    pub(crate) fn handed(&self) -> Handed<'_> {
        let Request { pattern, version, requested, level, config, caller, .. } = &self.request;
        Handed {
            pattern: pattern.as_str(),
            version,
            namespace: self.namespace(),
            session: self.session(),
            requested: requested.map(IsolationLevel::as_str),
            level: level.as_str(),
            config: config.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect(),
            caller,
        }
    }
}

/// Inputs with so many namespaces in the world.
pub(crate) fn cases(namespaces: usize) -> Outcome<Vec<Case>> {
    let mut random = Random(0x5eed ^ namespaces as u64);
    let worlds = if namespaces == 1 { CASES } else { WORLDS };
    let mut cases = Vec::with_capacity(CASES);
    for number in 0..worlds {
        let world = Arc::new(world(&mut random, namespaces, number % FULL_EVERY == FULL_EVERY - 1));
        let mut names: Vec<&String> = world.namespaces.keys().collect();
        names.sort_unstable();
        for _ in 0..CASES / worlds {
            let name = names[random.below(names.len() as u64) as usize];
            cases.push(Case { request: request(&mut random, name, &world.namespaces[name])?, world: world.clone() });
        }
    }
    Ok(cases)
}

fn world(random: &mut Random, namespaces: usize, full: bool) -> World {
    // What was launched for no namespace is counted, too; of a single line of the table it is seldom that one.
    let nobody = random.below(namespaces.max(16) as u64) as usize;
    let line = |random: &mut Random, number| {
        let name = if number == nobody { String::new() } else { format!("tenant-{number:04}") };
        (name, tenant(random))
    };
    let namespaces = (0..namespaces).map(|number| line(random, number)).collect();
    let total = Quota::Total.limit();
    World { total: if full { total } else { random.below(total.into()) as u32 }, namespaces }
}

fn tenant(random: &mut Random) -> Tenant {
    let sessions = 1 + random.below(2);
    Tenant {
        held: count(random, Quota::Namespace),
        started: count(random, Quota::StartRate),
        sessions: (0..sessions).map(|number| (session(number), count(random, Quota::Session))).collect(),
    }
}

fn session(number: u64) -> String {
    format!("user-{number}@example")
}

/// Mostly below the quota.
fn count(random: &mut Random, quota: Quota) -> u32 {
    let limit = quota.limit();
    if random.below(REACHED_EVERY) == 0 { limit + random.below(3) as u32 } else { random.below(limit.into()) as u32 }
}

fn request(random: &mut Random, namespace: &str, tenant: &Tenant) -> Outcome<Request> {
    let config = [("topic", "orders"), ("group", "billing"), ("region", "eu-central-1"), ("batch", "500")];
    let has_session = random.below(4) > 0;
    let id = session(random.below(tenant.sessions.len() as u64));
    let level = if has_session { IsolationLevel::Session } else { IsolationLevel::Namespace };
    Ok(Request {
        pattern: PatternName::parse("consumer")?,
        version: "1.4.2".into(),
        namespace: (!namespace.is_empty()).then(|| Namespace::parse(namespace)).transpose()?,
        session: has_session.then(|| SessionId::parse(&id)).transpose()?,
        requested: Some(level),
        level,
        config: Arc::new(BTreeMap::from(config.map(|(key, value)| (key.to_owned(), value.to_owned())))),
        caller: "proxy-eu-1".into(),
    })
}

/// SplitMix64: enough to scatter numbers, and the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}
