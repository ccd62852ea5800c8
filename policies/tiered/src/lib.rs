//! Tenants in tiers: how strictly they are divided, how many processes they may have, and how patiently these are restarted.

use prism_policy_sdk::prelude::*;

/// The policy and its configuration.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tiered {
    /// The tiers, by name.
    tiers: Table<String, Tier>,
    /// Who is in which: names of namespaces or globs of them. A name counts before a glob, a longer glob before a shorter one.
    #[serde(default)]
    namespaces: Globs<String>,
    /// Where everyone else is. Without it everyone else is refused.
    #[serde(default)]
    default_tier: Option<String>,
}

/// What a tenant gets.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Tier {
    /// How strictly its processes are divided at least. A request may ask for more.
    isolation: Division,
    /// Places of one namespace.
    max_processes: u32,
    /// So many failures in a row and an instance is left.
    patience: u32,
    /// The second restart in a row waits so long; each further one twice as long.
    initial_backoff_ms: u64,
    /// No restart waits longer, jitter aside.
    max_backoff_ms: u64,
}

/// A level as it is written in the configuration.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Division {
    None,
    Namespace,
    Session,
}

impl Default for Tier {
    fn default() -> Self {
        let isolation = Division::None;
        Self { isolation, max_processes: 20, patience: 5, initial_backoff_ms: 1000, max_backoff_ms: 30_000 }
    }
}

/// Each wait is moved by at most this share of itself, so that a tier that failed together does not come back together.
const JITTER: f64 = 0.2;
/// Places are given back when a process ends, which takes seconds, not milliseconds.
const RETRY_FOR_A_PLACE_MS: u64 = 5_000;

impl Policy for Tiered {
    fn describe() -> Description {
        Description::new(
            "tiered",
            env!("CARGO_PKG_VERSION"),
            "tiers of tenants: how strictly divided, how many processes, how patiently restarted",
            include_str!("../config.schema.json"),
        )
    }

    fn configure(config: &str) -> Result<Self, Vec<ConfigError>> {
        let policy: Self = config::parse(config)?;
        let errors: Vec<ConfigError> = policy.unknown_tiers().chain(policy.broken_tiers()).collect();
        if errors.is_empty() { Ok(policy) } else { Err(errors) }
    }
}

impl Tiered {
    fn unknown_tiers(&self) -> impl Iterator<Item = ConfigError> {
        let of_namespaces =
            self.namespaces.iter().map(|(glob, tier)| (format!("/namespaces{}", config::step(glob.as_str())), tier));
        let of_default = self.default_tier.iter().map(|tier| ("/default_tier".to_owned(), tier));
        let unknown = of_namespaces.chain(of_default).filter(|(_, tier)| self.tiers.get(tier.as_str()).is_none());
        unknown.map(|(pointer, tier)| {
            let known: Vec<&str> = self.tiers.keys().map(String::as_str).collect();
            ConfigError::new(pointer, format!("no tier is named {tier}; expected one of {}", known.join(", ")))
        })
    }

    fn broken_tiers(&self) -> impl Iterator<Item = ConfigError> {
        self.tiers.iter().flat_map(|(name, tier)| {
            let at = |field: &str| format!("/tiers{}/{field}", config::step(name));
            let impatient = (tier.patience == 0)
                .then(|| ConfigError::new(at("patience"), "expected at least 1: every failure is one"));
            let inverted = (tier.initial_backoff_ms > tier.max_backoff_ms)
                .then(|| ConfigError::new(at("max_backoff_ms"), "expected at least initial_backoff_ms"));
            impatient.into_iter().chain(inverted)
        })
    }

    /// The tier of a namespace and its name, if it has one.
    fn tier(&self, namespace: &str) -> Option<(&str, &Tier)> {
        let named = self.namespaces.narrowest(namespace).map(|(_, tier)| tier);
        let name = named.or(self.default_tier.as_ref())?;
        self.tiers.get(name.as_str()).map(|tier| (name.as_str(), tier))
    }

    fn tier_or_refusal(&self, namespace: &str) -> Result<(&str, &Tier), Refusal> {
        let tier = self.tier(namespace);
        check!("tier", tier.is_some(), namespace, tier.map(|(name, _)| name) => "tier");
        tier.ok_or_else(|| Refusal::namespace_forbidden(format!("namespace {namespace} is in no tier")))
    }
}

impl Isolation for Tiered {
    fn derive(&self, request: &Request) -> Result<Placement, Refusal> {
        let (_, tier) = self.tier_or_refusal(&request.namespace)?;
        Ok(Placement::at(request.level.max(tier.level(request))))
    }
}

impl Tier {
    /// The strictest level up to the tier's that the request has the names for: it is not refused for a session that it has not.
    fn level(&self, request: &Request) -> Level {
        match self.isolation {
            _ if request.namespace.is_empty() => Level::None,
            Division::None => Level::None,
            Division::Session if !request.session.is_empty() => Level::Session,
            Division::Session | Division::Namespace => Level::Namespace,
        }
    }
}

impl Admission for Tiered {
    fn decide(&self, request: &Request, _: Level, usage: &Usage, _: u64) -> Result<(), Refusal> {
        let namespace = &request.namespace;
        let (name, tier) = self.tier_or_refusal(namespace)?;
        let (limit, held) = (tier.max_processes, usage.namespace);
        if check!("max_processes", held < limit, held, limit) {
            return Ok(());
        }
        let reason = format!("max_processes of tier {name} is {limit}; namespace {namespace} has {held}");
        Err(Refusal::quota(reason).retry_after(RETRY_FOR_A_PLACE_MS))
    }
}

impl Restart for Tiered {
    fn on_exit(&self, ended: &Ended) -> Answer {
        // Whoever has no tier any more was admitted under an earlier configuration.
        let Some((name, tier)) = self.tier(&ended.namespace) else {
            return Answer::GiveUp(format!("namespace {} is in no tier", ended.namespace));
        };
        let failures = ended.consecutive_failures;
        if !check!("patience", failures < tier.patience, failures, tier.patience, name => "tier") {
            return Answer::GiveUp(format!("{failures} failures in a row in tier {name}, the last: {}", ended.cause));
        }
        if check!("worked-before", failures <= 1 && ended.was_ready, failures, ended.was_ready) {
            return Answer::AfterMs(0);
        }
        let backoff = Backoff { initial_ms: tier.initial_backoff_ms, max_ms: tier.max_backoff_ms, jitter: JITTER };
        Answer::AfterMs(backoff.delay_ms(failures.saturating_sub(1), ended.seed))
    }
}

prism_policy_sdk::export!(Tiered: isolation, admission, restart);

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = r#"{
        "tiers": {
            "gold": {"isolation": "session", "max_processes": 50, "patience": 10},
            "bronze": {"max_processes": 2, "max_backoff_ms": 1500}
        },
        "namespaces": {"tenant-a": "gold", "vip-*": "gold", "vip-trial": "bronze"},
        "default_tier": "bronze"
    }"#;

    fn policy() -> Tiered {
        Tiered::configure(CONFIG).expect("is valid")
    }

    fn level(namespace: &str, session: &str, level: Level) -> Level {
        let request = Request { namespace: namespace.into(), session: session.into(), level, ..Request::default() };
        policy().derive(&request).expect("has a tier").level
    }

    fn admit(namespace: &str, held: u32) -> Result<(), Refusal> {
        let request = Request { namespace: namespace.into(), ..Request::default() };
        policy().decide(&request, Level::Namespace, &Usage { namespace: held, ..Usage::default() }, 0)
    }

    fn ended(namespace: &str, failures: u32) -> Ended {
        Ended {
            namespace: namespace.into(),
            consecutive_failures: failures,
            cause: Cause::Exited(3),
            ..Ended::default()
        }
    }

    #[test]
    fn a_tier_divides_as_finely_as_the_request_has_names_for() {
        assert_eq!(level("tenant-a", "s", Level::None), Level::Session);
        assert_eq!(level("tenant-a", "", Level::None), Level::Namespace);
        assert_eq!(level("tenant-z", "s", Level::None), Level::None);
        assert_eq!(level("", "s", Level::None), Level::None);
    }

    #[test]
    fn a_tier_never_divides_less_than_was_asked_for() {
        assert_eq!(level("tenant-z", "s", Level::Session), Level::Session);
    }

    #[test]
    fn a_name_counts_before_a_glob() {
        assert_eq!(level("vip-1", "s", Level::None), Level::Session);
        assert_eq!(level("vip-trial", "s", Level::None), Level::None);
    }

    #[test]
    fn each_tier_has_its_quota() {
        assert!(admit("tenant-a", 49).is_ok());
        let refusal = admit("tenant-z", 2).expect_err("is full");
        assert_eq!(refusal.code, RefusalCode::Quota);
        assert_eq!(refusal.reason, "max_processes of tier bronze is 2; namespace tenant-z has 2");
    }

    #[test]
    fn each_tier_has_its_patience() {
        assert!(matches!(policy().on_exit(&ended("tenant-a", 9)), Answer::AfterMs(_)));
        let reason = "5 failures in a row in tier bronze, the last: exited with code 3";
        assert_eq!(policy().on_exit(&ended("tenant-z", 5)), Answer::GiveUp(reason.into()));
        assert!(matches!(policy().on_exit(&ended("tenant-z", 4)), Answer::AfterMs(1200..=1800)));
    }

    #[test]
    fn without_a_default_tier_everyone_else_is_refused() {
        let policy = Tiered::configure(r#"{"tiers": {"gold": {}}, "namespaces": {"a": "gold"}}"#).expect("is valid");
        let request = Request { namespace: "b".into(), ..Request::default() };
        assert_eq!(policy.derive(&request).expect_err("has none").code, RefusalCode::NamespaceForbidden);
    }

    #[test]
    fn every_wrong_tier_is_named_by_its_place() {
        let config = r#"{"tiers": {"gold": {"patience": 0}}, "namespaces": {"a/b": "golf"}, "default_tier": "tin"}"#;
        let errors = Tiered::configure(config).err().expect("has three errors");
        let pointers: Vec<&str> = errors.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(pointers, ["/namespaces/a~1b", "/default_tier", "/tiers/gold/patience"]);
    }
}
