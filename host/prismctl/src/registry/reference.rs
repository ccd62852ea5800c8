//! Where a module is in a registry: `HOST[:PORT]/REPOSITORY:TAG` or `HOST[:PORT]/REPOSITORY@sha256:HEX`. Parsed once, so that what is left out is wrong usage and
//! not another registry's module: other tools mean Docker Hub and `latest` by what is not said.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use oci_client::Reference;

const FORM: &str = "expected HOST[:PORT]/REPOSITORY:TAG or HOST[:PORT]/REPOSITORY@sha256:HEX";

/// A module in a registry, by tag or digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ModuleRef(Reference);

/// A reference that is none.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RefError {
    #[error("names no registry; {FORM}")]
    Registry,
    #[error("names neither a tag nor a digest; {FORM}")]
    Unnamed,
    #[error("a digest is sha256: and 64 hex digits; {FORM}")]
    Digest,
    #[error("{0}; {FORM}")]
    Form(String),
    #[error("a push makes the digest and cannot be told one; expected HOST[:PORT]/REPOSITORY:TAG")]
    PushedByDigest,
}

impl ModuleRef {
    /// One to push to, which has a tag and no digest.
    pub(crate) fn to_push(text: &str) -> Result<Self, RefError> {
        let reference: Self = text.parse()?;
        if reference.0.digest().is_some() { Err(RefError::PushedByDigest) } else { Ok(reference) }
    }

    /// The registry's host, and its port where one was named.
    pub(crate) fn registry(&self) -> &str {
        self.0.resolve_registry()
    }

    /// Whether the registry is on this machine, by its name alone.
    pub(crate) fn is_on_loopback(&self) -> bool {
        let registry = self.registry();
        let host = registry.rsplit_once(':').map_or(registry, |(host, _)| host);
        host == "localhost" || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
    }

    /// The tag, if it has one.
    pub(crate) fn tag(&self) -> Option<&str> {
        self.0.tag()
    }

    /// The last part of the repository, by which people call the module.
    pub(crate) fn name(&self) -> &str {
        let repository = self.0.repository();
        repository.rsplit_once('/').map_or(repository, |(_, name)| name)
    }

    /// The same module by digest.
    pub(crate) fn with_digest(&self, digest: &str) -> Self {
        Self(self.0.clone_with_digest(digest.to_owned()))
    }

    /// What the client library calls it.
    pub(crate) fn as_reference(&self) -> &Reference {
        &self.0
    }
}

impl fmt::Display for ModuleRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for ModuleRef {
    type Err = RefError;

    fn from_str(text: &str) -> Result<Self, RefError> {
        let is_host = |host: &str| host.contains(['.', ':']) || host == "localhost";
        let (_, rest) = text.split_once('/').filter(|(host, _)| is_host(host)).ok_or(RefError::Registry)?;
        if !rest.contains([':', '@']) {
            return Err(RefError::Unnamed);
        }
        let reference = Reference::try_from(text).map_err(|error| RefError::Form(error.to_string()))?;
        let is_ours =
            |digest: &str| digest.starts_with("sha256:") && !digest.contains(|c: char| c.is_ascii_uppercase());
        if reference.digest().is_some_and(|digest| !is_ours(digest)) {
            return Err(RefError::Digest);
        }
        Ok(Self(reference))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "949caf48949caf48949caf48949caf48949caf48949caf48949caf48949caf48";

    fn parsed(text: &str) -> ModuleRef {
        text.parse().expect(text)
    }

    #[test]
    fn a_module_has_a_registry_a_repository_and_a_tag_or_a_digest() {
        let quota = parsed("registry.example:5000/policies/quota:1.4.0");
        assert_eq!((quota.registry(), quota.tag(), quota.name()), ("registry.example:5000", Some("1.4.0"), "quota"));
        assert_eq!(quota.to_string(), "registry.example:5000/policies/quota:1.4.0");
        let digest = format!("sha256:{HEX}");
        let pinned = parsed(&format!("registry.example/quota@{digest}"));
        assert_eq!((pinned.tag(), pinned.name()), (None, "quota"));
        assert_eq!(quota.with_digest(&digest), parsed(&format!("registry.example:5000/policies/quota@{digest}")));
    }

    #[test]
    fn what_is_left_out_is_not_guessed() {
        for (text, error) in [
            ("quota", RefError::Registry),
            ("quota:1", RefError::Registry),
            ("policies/quota:1", RefError::Registry),
            ("", RefError::Registry),
            ("registry.example/quota", RefError::Unnamed),
            ("registry.example:5000/quota", RefError::Unnamed),
            (&format!("registry.example/quota@sha512:{HEX}{HEX}"), RefError::Digest),
            (&format!("registry.example/quota@sha256:{}", HEX.to_uppercase()), RefError::Digest),
        ] {
            assert_eq!(text.parse::<ModuleRef>(), Err(error), "{text}");
        }
        for text in [
            "registry.example/Quota:1",
            "registry.example/quota:",
            "registry.example/quota@sha256:12",
            "https://registry.example/q:1",
        ] {
            let told = text.parse::<ModuleRef>().expect_err(text).to_string();
            assert!(told.ends_with(FORM), "{text}: {told}");
        }
    }

    #[test]
    fn a_push_has_a_tag() {
        assert!(ModuleRef::to_push("registry.example/quota:1").is_ok());
        let pinned = format!("registry.example/quota:1@sha256:{HEX}");
        assert_eq!(ModuleRef::to_push(&pinned), Err(RefError::PushedByDigest));
    }

    #[test]
    fn what_is_on_this_machine_is_told_by_its_name() {
        for (text, here) in [
            ("localhost/q:1", true),
            ("localhost:5000/q:1", true),
            ("127.0.0.1:5000/q:1", true),
            ("127.9.9.9/q:1", true),
            ("10.0.0.1:5000/q:1", false),
            ("localhost.example/q:1", false),
            ("127.0.0.1.example:5000/q:1", false),
        ] {
            assert_eq!(parsed(text).is_on_loopback(), here, "{text}");
        }
    }
}
