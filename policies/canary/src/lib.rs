//! A sticky share of namespaces is isolated otherwise; everybody else is placed as without this policy.
//!
//! Which side a namespace is on depends on its name and the seed alone: not on the pattern, the session, the time or who asks. A
//! larger percentage only adds namespaces, so a rollout step never sends anyone back.

use prism_policy_sdk::prelude::*;

/// The policy and its configuration.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Canary {
    /// The share of namespaces.
    percent: f64,
    /// Another seed draws others.
    #[serde(default)]
    seed: u64,
    /// Patterns that take part: names, or globs of them.
    #[serde(default = "all")]
    patterns: Vec<Glob>,
    /// How strictly canaries are divided at least. A request may ask for more.
    #[serde(default)]
    isolation: Division,
    /// The compartment that canaries have among themselves.
    #[serde(default)]
    partition: String,
}

/// A level as it is written in the configuration.
#[derive(Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Division {
    #[default]
    None,
    Namespace,
    Session,
}

fn all() -> Vec<Glob> {
    vec![Glob::new("*")]
}

/// As the contract bounds it.
const PARTITION_BYTES_MAX: usize = 64;

impl Policy for Canary {
    fn describe() -> Description {
        Description::new(
            "canary",
            env!("CARGO_PKG_VERSION"),
            "a sticky share of namespaces is isolated otherwise",
            include_str!("../config.schema.json"),
        )
    }

    fn configure(config: &str) -> Result<Self, Vec<ConfigError>> {
        let policy: Self = config::parse(config)?;
        let differs = policy.isolation != Division::None || !policy.partition.is_empty();
        config::check([
            ("/percent", (0.0..=100.0).contains(&policy.percent), "expected a number from 0 to 100"),
            (
                "/partition",
                policy.partition.is_empty() || is_partition(&policy.partition),
                "expected at most 64 lower-case letters, digits, '_', '-' and '.', beginning and ending with a letter or digit",
            ),
            (
                "/isolation",
                differs,
                "expected namespace or session, or a partition: canaries would be placed as all others",
            ),
        ])?;
        Ok(policy)
    }
}

fn is_partition(text: &str) -> bool {
    let plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    let edges = bytes.first().is_some_and(plain) && bytes.last().is_some_and(plain);
    edges && text.len() <= PARTITION_BYTES_MAX && bytes.iter().all(|byte| plain(byte) || b"_-.".contains(byte))
}

impl Isolation for Canary {
    fn derive(&self, request: &Request) -> Result<Placement, Refusal> {
        if !self.takes(request) {
            return Ok(Placement::at(request.level));
        }
        Ok(Placement { level: request.level.max(self.level(request)), partition: self.partition.clone() })
    }
}

impl Canary {
    /// Whether a request is of a canary. Who names no namespace is none: it would not be told from the others.
    fn takes(&self, request: &Request) -> bool {
        !request.namespace.is_empty()
            && self.patterns.iter().any(|glob| glob.matches(&request.pattern))
            && place_in_line(self.seed, &request.namespace) < self.percent / 100.0
    }

    /// The strictest level up to the canaries' that the request has the names for: it is not refused for a session that it has not.
    fn level(&self, request: &Request) -> Level {
        match self.isolation {
            Division::None => Level::None,
            Division::Session if !request.session.is_empty() => Level::Session,
            Division::Session | Division::Namespace => Level::Namespace,
        }
    }
}

/// Where a namespace stands in the line of all, from 0 up to 1. The first so many percent are the canaries, so a larger share takes in
/// those of a smaller one.
fn place_in_line(seed: u64, namespace: &str) -> f64 {
    let hash = mixed(fnv1a(seed.to_le_bytes().iter().chain(namespace.as_bytes())));
    // The upper 53 bits: as many as an f64 holds exactly.
    (hash >> 11) as f64 / (1_u64 << 53) as f64
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv): the same on every machine and in every version, which the standard library's
/// hashes do not promise.
fn fnv1a<'a>(bytes: impl Iterator<Item = &'a u8>) -> u64 {
    const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    bytes.fold(OFFSET_BASIS, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME))
}

/// The last step of splitmix64. FNV's upper bits hardly differ where only the last letters do: `tenant-1`, `tenant-2` and so on would be
/// canaries together or not at all.
fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

prism_policy_sdk::export!(Canary: isolation);

#[cfg(test)]
mod tests {
    use super::*;

    fn configured(config: &str) -> Canary {
        Canary::configure(config).expect("is valid")
    }

    fn request(namespace: &str, session: &str, level: Level) -> Request {
        Request { namespace: namespace.into(), session: session.into(), level, ..Request::default() }
    }

    fn canaries(percent: f64, seed: u64) -> Vec<u32> {
        let policy = configured(&format!(r#"{{"percent": {percent}, "seed": {seed}, "partition": "canary"}}"#));
        (0..10_000).filter(|n| policy.takes(&request(&format!("tenant-{n}"), "", Level::None))).collect()
    }

    #[test]
    fn the_hash_is_the_published_one() {
        for (text, hash) in
            [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)]
        {
            assert_eq!(fnv1a(text.as_bytes().iter()), hash, "{text}");
        }
    }

    #[test]
    fn a_namespace_stands_where_it_stood_in_every_version() {
        let per_mille = |seed, name| (place_in_line(seed, name) * 1000.0) as u32;
        let places =
            ["tenant-a", "tenant-b", "tenant-c", "tenant-d"].map(|name| (per_mille(0, name), per_mille(1, name)));
        assert_eq!(places, [(956, 326), (577, 271), (302, 252), (822, 734)]);
    }

    #[test]
    fn the_share_is_the_percentage() {
        for percent in [1.0, 10.0, 50.0] {
            let (found, meant) = (canaries(percent, 0).len() as f64, percent * 100.0);
            // Four standard deviations of so many draws.
            let tolerance = 4.0 * (meant * (1.0 - percent / 100.0)).sqrt();
            assert!((found - meant).abs() < tolerance, "{percent} %: {found} of 10000");
        }
    }

    #[test]
    fn names_that_differ_in_the_last_letter_only_are_spread_too() {
        let policy = configured(r#"{"percent": 50, "partition": "canary"}"#);
        for tens in 0..100 {
            let taken = (0..10).filter(|n| policy.takes(&request(&format!("t{tens}-{n}"), "", Level::None))).count();
            assert!((1..10).contains(&taken), "t{tens}-*: {taken} of 10");
        }
    }

    #[test]
    fn more_percent_only_add() {
        let mut before = Vec::new();
        for percent in [0.0, 0.5, 1.0, 5.0, 10.0, 33.3, 50.0, 99.9, 100.0] {
            let now = canaries(percent, 7);
            assert!(before.iter().all(|namespace| now.binary_search(namespace).is_ok()), "{percent} %");
            assert!(now.len() > before.len() || percent == 0.0, "{percent} %");
            before = now;
        }
        assert_eq!(before.len(), 10_000);
    }

    #[test]
    fn nobody_is_a_canary_at_nought_percent() {
        assert!(canaries(0.0, 0).is_empty());
    }

    #[test]
    fn another_seed_draws_others() {
        assert_ne!(canaries(10.0, 0), canaries(10.0, 1));
    }

    #[test]
    fn a_canary_is_divided_as_finely_as_the_request_has_names_for() {
        let policy = configured(r#"{"percent": 100, "isolation": "session"}"#);
        let level = |namespace, session, level| policy.derive(&request(namespace, session, level)).map(|at| at.level);
        assert_eq!(level("tenant-a", "s", Level::None), Ok(Level::Session));
        assert_eq!(level("tenant-a", "", Level::None), Ok(Level::Namespace));
        assert_eq!(level("", "s", Level::None), Ok(Level::None));
    }

    #[test]
    fn a_canary_is_never_divided_less_than_was_asked_for() {
        let policy = configured(r#"{"percent": 100, "isolation": "namespace", "partition": "canary"}"#);
        let placement = policy.derive(&request("tenant-a", "s", Level::Session)).expect("is placed");
        assert_eq!((placement.level, placement.partition.as_str()), (Level::Session, "canary"));
    }

    #[test]
    fn only_the_patterns_named_take_part() {
        let policy = configured(r#"{"percent": 100, "partition": "canary", "patterns": ["prod*"]}"#);
        let placed = |pattern: &str| {
            policy.derive(&Request { pattern: pattern.into(), ..request("tenant-a", "", Level::Namespace) })
        };
        assert_eq!(placed("producer").expect("is placed").partition, "canary");
        assert_eq!(placed("consumer"), Ok(Placement::at(Level::Namespace)));
    }

    #[test]
    fn a_configuration_that_makes_no_sense_is_refused_by_place() {
        for (config, pointer) in [
            (r#"{"percent": 101, "partition": "a"}"#, "/percent"),
            (r#"{"percent": -1, "partition": "a"}"#, "/percent"),
            (r#"{"percent": 5, "partition": "Canary"}"#, "/partition"),
            (r#"{"percent": 5, "partition": "-a"}"#, "/partition"),
            (r#"{"percent": 5}"#, "/isolation"),
            (r#"{"percent": 5, "isolation": "tight"}"#, "/isolation"),
            (r#"{"percent": 5, "seed": "x", "partition": "a"}"#, "/seed"),
            (r#"{"percents": 5}"#, "/percents"),
        ] {
            assert_eq!(Canary::configure(config).err().expect("is wrong")[0].pointer, pointer, "{config}");
        }
        let longest = format!(r#"{{"percent": 5, "partition": "{}"}}"#, "a".repeat(65));
        assert_eq!(Canary::configure(&longest).err().expect("is too long")[0].pointer, "/partition");
    }
}
