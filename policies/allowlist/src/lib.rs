//! Only those named may launch.
//!
//! It answers isolation too, and not only admission: admission is asked where a process would be started, so alone it would let
//! anyone join a shared process that runs already.

use prism_policy_sdk::prelude::*;

/// The policy and its configuration.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Allowlist {
    /// Who may launch any pattern: names of namespaces, or globs of them. Nobody, until someone is named.
    namespaces: Vec<Glob>,
    /// Who may launch one pattern, by its name: counts instead of `namespaces`, also where it is narrower.
    patterns: Table<String, Vec<Glob>>,
    /// Whether a request that names no namespace may launch.
    allow_unnamed: bool,
}

impl Policy for Allowlist {
    fn describe() -> Description {
        Description::new(
            "allowlist",
            env!("CARGO_PKG_VERSION"),
            "only the namespaces named may launch",
            include_str!("../config.schema.json"),
        )
    }

    fn configure(config: &str) -> Result<Self, Vec<ConfigError>> {
        config::parse(config)
    }
}

impl Isolation for Allowlist {
    fn derive(&self, request: &Request) -> Result<Placement, Refusal> {
        self.check(request)?;
        Ok(Placement::at(request.level))
    }
}

impl Admission for Allowlist {
    fn decide(&self, request: &Request, _: Level, _: &Usage, _: u64) -> Result<(), Refusal> {
        self.check(request)
    }
}

impl Allowlist {
    fn check(&self, request: &Request) -> Result<(), Refusal> {
        let (namespace, pattern) = (&request.namespace, &request.pattern);
        if namespace.is_empty() {
            let allowed = check!("allow_unnamed", self.allow_unnamed);
            return if allowed { Ok(()) } else { Err(unnamed(pattern)) };
        }
        let allowed = self.patterns.get(pattern).unwrap_or(&self.namespaces);
        let by = allowed.iter().find(|glob| glob.matches(namespace));
        if check!("on-the-list", by.is_some(), namespace, by, allowed.len() => "names on the list") {
            return Ok(());
        }
        Err(Refusal::namespace_forbidden(format!("namespace {namespace} is not on the allowlist of pattern {pattern}")))
    }
}

fn unnamed(pattern: &str) -> Refusal {
    Refusal::namespace_forbidden(format!("a namespace must be named to launch pattern {pattern}"))
}

prism_policy_sdk::export!(Allowlist: isolation, admission);

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = r#"{"namespaces": ["tenant-a", "vip-*"], "patterns": {"consumer": ["tenant-b"]}}"#;

    fn ask(config: &str, pattern: &str, namespace: &str) -> Result<(), Refusal> {
        let policy = Allowlist::configure(config).expect("is valid");
        let request = Request { pattern: pattern.into(), namespace: namespace.into(), ..Request::default() };
        let joined = policy.derive(&request).map(drop);
        let started = policy.decide(&request, request.level, &Usage::default(), 0);
        assert_eq!(joined, started, "who may not start a process may not join one either");
        started
    }

    #[test]
    fn those_named_may_launch_and_so_may_those_a_glob_means() {
        assert!(ask(CONFIG, "producer", "tenant-a").is_ok());
        assert!(ask(CONFIG, "producer", "vip-7").is_ok());
    }

    #[test]
    fn anyone_else_is_refused_with_both_names() {
        let refusal = ask(CONFIG, "producer", "tenant-b").expect_err("is not named");
        assert_eq!(refusal.code, RefusalCode::NamespaceForbidden);
        assert_eq!(refusal.reason, "namespace tenant-b is not on the allowlist of pattern producer");
    }

    #[test]
    fn a_patterns_own_list_counts_instead_of_the_common_one() {
        assert!(ask(CONFIG, "consumer", "tenant-b").is_ok());
        assert!(ask(CONFIG, "consumer", "tenant-a").is_err());
    }

    #[test]
    fn nobody_is_allowed_until_someone_is_named() {
        assert!(ask("{}", "producer", "tenant-a").is_err());
        assert!(ask("{}", "producer", "").is_err());
        assert!(ask(r#"{"allow_unnamed": true}"#, "producer", "").is_ok());
    }

    #[test]
    fn a_misspelt_key_is_refused_naming_the_right_ones() {
        let errors = Allowlist::configure(r#"{"namespace": []}"#).err().expect("is misspelt");
        assert_eq!(errors[0].pointer, "/namespace");
        assert!(errors[0].message.contains("`namespaces`"), "{}", errors[0].message);
    }
}
