//! What a tenant's processes are started with: variables of the environment, smaller limits, a grace period, labels.
//!
//! The narrowest pattern that names the namespace counts, and that one alone: what a tenant gets is read in one place.

use std::collections::BTreeMap;

use prism_policy_sdk::prelude::*;

/// The policy and its configuration.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TenantDefaults {
    /// By the name of a namespace, or a glob of names. What everyone shares has the empty name, which `*` means too.
    namespaces: Globs<Settings>,
}

/// What processes of one tenant are started with.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Settings {
    /// Variables. The operator must let them be set: `limits.mutable_environment`.
    environment: BTreeMap<String, String>,
    cpu_millis: Option<u64>,
    memory_bytes: Option<u64>,
    pids: Option<u64>,
    nofile: Option<u64>,
    grace_ms: Option<u64>,
    labels: BTreeMap<String, String>,
}

impl Policy for TenantDefaults {
    fn describe() -> Description {
        Description::new(
            "tenant_defaults",
            env!("CARGO_PKG_VERSION"),
            "environment, limits, grace period and labels by tenant",
            include_str!("../config.schema.json"),
        )
    }

    fn configure(config: &str) -> Result<Self, Vec<ConfigError>> {
        let policy: Self = config::parse(config)?;
        let errors: Vec<ConfigError> = policy.empty_limits().collect();
        if errors.is_empty() { Ok(policy) } else { Err(errors) }
    }
}

impl TenantDefaults {
    fn empty_limits(&self) -> impl Iterator<Item = ConfigError> {
        self.namespaces.iter().flat_map(|(glob, settings)| {
            let Settings { cpu_millis, memory_bytes, pids, nofile, .. } = settings;
            let limits =
                [("cpu_millis", cpu_millis), ("memory_bytes", memory_bytes), ("pids", pids), ("nofile", nofile)];
            let empty = limits.into_iter().filter(|(_, limit)| **limit == Some(0));
            empty.map(|(name, _)| {
                let pointer = format!("/namespaces{}/{name}", config::step(glob.as_str()));
                ConfigError::new(pointer, "expected at least 1")
            })
        })
    }
}

impl Mutate for TenantDefaults {
    fn change(&self, request: &Request, _: Level, _: &Plan, _: u64) -> Patch {
        let namespace = &request.namespace;
        let narrowest = self.namespaces.narrowest(namespace);
        check!("defaults", narrowest.is_some(), namespace, narrowest.map(|(glob, _)| glob) => "by");
        let Some((_, settings)) = narrowest else { return Patch::default() };
        let Settings { environment, cpu_millis, memory_bytes, pids, nofile, grace_ms, labels } = settings;
        let pairs = |of: &BTreeMap<String, String>| of.clone().into_iter().collect();
        Patch {
            environment: pairs(environment),
            limits: Limits { cpu_millis: *cpu_millis, memory_bytes: *memory_bytes, pids: *pids, nofile: *nofile },
            grace_ms: *grace_ms,
            labels: pairs(labels),
        }
    }
}

prism_policy_sdk::export!(TenantDefaults: mutate);

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = r#"{"namespaces": {
        "*": {"memory_bytes": 268435456, "labels": {"tier": "bronze"}},
        "vip-*": {"environment": {"LOG_LEVEL": "info", "TENANT_TIER": "gold"}, "grace_ms": 30000, "labels": {"tier": "gold"}},
        "vip-trial": {"pids": 20}
    }}"#;

    fn change(namespace: &str) -> Patch {
        let request = Request { namespace: namespace.into(), ..Request::default() };
        let policy = TenantDefaults::configure(CONFIG).expect("is valid");
        policy.change(&request, Level::Namespace, &Plan::default(), 0)
    }

    #[test]
    fn the_narrowest_pattern_counts_and_that_one_alone() {
        assert_eq!(change("tenant-a").limits.memory_bytes, Some(256 << 20));
        let gold = Patch::default().variable("LOG_LEVEL", "info").variable("TENANT_TIER", "gold");
        assert_eq!(change("vip-1"), gold.label("tier", "gold").grace_ms(30_000));
        assert_eq!(
            change("vip-trial"),
            Patch { limits: Limits { pids: Some(20), ..Limits::default() }, ..Patch::default() }
        );
    }

    #[test]
    fn who_is_meant_by_nothing_is_left_as_it_is() {
        let policy = TenantDefaults::configure("{}").expect("is valid");
        assert_eq!(policy.change(&Request::default(), Level::None, &Plan::default(), 0), Patch::default());
    }

    #[test]
    fn a_limit_of_nothing_is_refused_by_place() {
        let error = TenantDefaults::configure(r#"{"namespaces": {"vip-*": {"pids": 0}}}"#).err().expect("is wrong");
        assert_eq!(
            (error[0].pointer.as_str(), error[0].message.as_str()),
            ("/namespaces/vip-*/pids", "expected at least 1")
        );
    }
}
