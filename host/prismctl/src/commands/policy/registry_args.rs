//! What `policy push` and `policy pull` want to know of a registry, and the keys that a signature is held against on the way.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use prism_policy::trust::{PublicKey, Signature};

use super::failed;
use super::verify::public_key;
use crate::durations::parse_limit;
use crate::errors::Failure;
use crate::registry::{Credentials, ModuleRef, Options, Registry, Trouble};

/// How long all of it may take: a component from an interpreted language has 20 MiB, and is there after a minute where a line has 3 Mbit/s.
const TIMEOUT_DEFAULT: &str = "2m";

#[derive(Args, Debug)]
pub(super) struct RegistryArgs {
    /// Who asks, with the password in --password-file [default: who docker login has written down, or nobody]
    #[arg(long, value_name = "NAME", requires = "password_file")]
    username: Option<String>,
    /// The file with the password
    #[arg(long, value_name = "FILE", requires = "username")]
    password_file: Option<PathBuf>,
    /// Ask without TLS; on loopback that is done anyway, unless there is a --ca-file
    #[arg(long, conflicts_with = "ca_file")]
    plain_http: bool,
    /// Certificates in PEM of authorities to trust, besides those that this machine trusts
    #[arg(long, value_name = "FILE.pem")]
    ca_file: Option<PathBuf>,
    /// How long all of it may take
    #[arg(long, value_name = "DURATION", value_parser = parse_limit, default_value = TIMEOUT_DEFAULT)]
    timeout: Duration,
}

impl RegistryArgs {
    /// The registry of a module, ready to be asked.
    pub(super) fn registry(&self, command: &'static str, module: &ModuleRef) -> Result<Registry, Failure> {
        let of_module = |reason: String| failed(command, format!("{module}: {reason}"));
        let credentials = match (&self.username, &self.password_file) {
            (Some(name), Some(file)) => Credentials::given(name, file),
            _ => Credentials::of_docker(module.registry()),
        };
        let options = Options { plain_http: self.plain_http, ca_file: self.ca_file.clone(), within: self.timeout };
        let registry = Registry::of(module, credentials.map_err(of_module)?, &options);
        registry.map_err(|trouble| of_module(trouble.to_string()))
    }
}

/// What went wrong with a module in a registry.
pub(super) fn troubled(command: &'static str, module: &ModuleRef) -> impl Fn(Trouble) -> Failure {
    let module = module.to_string();
    move |trouble| failed(command, format!("{module}: {trouble}"))
}

#[derive(Args, Debug)]
pub(super) struct KeyArgs {
    /// Only if one of these keys signed it: a key's line, or the file that has it; may be repeated
    #[arg(long, value_name = "KEY|FILE.pub")]
    key: Vec<String>,
}

/// Whose signature goes with a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Signer {
    /// There is none.
    Nobody,
    /// It says so; nobody held it against a key.
    Said(String),
    /// A key that was named.
    Proven(String),
}

impl KeyArgs {
    /// Whose signature `text` is; where keys were named it must be one of theirs, and of these bytes. `what` is what carries it.
    pub(super) fn signer(
        &self,
        command: &'static str,
        what: &impl std::fmt::Display,
        text: Option<&str>,
        bytes: &[u8],
    ) -> Result<Signer, Failure> {
        let keys = self.key.iter().map(|key| public_key(command, key)).collect::<Result<Vec<_>, _>>()?;
        signer(&keys, text, bytes).map_err(|reason| failed(command, format!("{what} {reason}")))
    }
}

fn signer(keys: &[PublicKey], text: Option<&str>, bytes: &[u8]) -> Result<Signer, String> {
    let named = || keys.iter().map(|key| key.id().to_string()).collect::<Vec<_>>().join(", ");
    let Some(text) = text else {
        return if keys.is_empty() {
            Ok(Signer::Nobody)
        } else {
            Err(format!("has no signature; --key asks for one by {}", named()))
        };
    };
    let signature: Signature = text.parse().map_err(|error| format!("has a signature that cannot be read: {error}"))?;
    let id = signature.key().to_string();
    if keys.is_empty() {
        return Ok(Signer::Said(id));
    }
    let key = keys.iter().find(|key| key.id() == signature.key());
    let key = key.ok_or_else(|| format!("is signed by key {id}; --key asks for one by {}", named()))?;
    signature.verify(key, bytes).map_err(|error| format!("is not what key {id} signed: {error}"))?;
    Ok(Signer::Proven(id))
}

impl Signer {
    /// Its key's id, if there is one.
    pub(super) fn key(&self) -> Option<&str> {
        match self {
            Self::Nobody => None,
            Self::Said(id) | Self::Proven(id) => Some(id),
        }
    }

    /// Whether it was held against a key.
    pub(super) fn is_proven(&self) -> bool {
        matches!(self, Self::Proven(_))
    }
}

impl std::fmt::Display for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Nobody => f.write_str("none"),
            Self::Said(id) => write!(f, "says it is by key {id} (--key proves it)"),
            Self::Proven(id) => write!(f, "by key {id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use prism_policy::trust::SecretKey;

    use super::*;

    #[test]
    fn a_signature_is_held_against_the_keys_that_were_named() {
        let (mine, other) = (SecretKey::generate().expect("random"), SecretKey::generate().expect("random"));
        let text = Signature::sign(&mine, b"a policy", "").text();
        let id = mine.id().to_string();
        let asked = |keys: &[PublicKey], text: Option<&str>, bytes: &[u8]| signer(keys, text, bytes);
        assert_eq!(asked(&[], None, b"a policy"), Ok(Signer::Nobody));
        assert_eq!(asked(&[], Some(&text), b"another"), Ok(Signer::Said(id.clone())));
        assert_eq!(asked(&[other.public(), mine.public()], Some(&text), b"a policy"), Ok(Signer::Proven(id.clone())));
        for (keys, text, bytes, told) in [
            (&[mine.public()], None, b"a policy".as_slice(), format!("has no signature; --key asks for one by {id}")),
            (
                &[other.public()],
                Some(text.as_str()),
                b"a policy",
                format!("is signed by key {id}; --key asks for one by {}", other.id()),
            ),
            (
                &[mine.public()],
                Some(&text),
                b"another",
                format!("is not what key {id} signed: the signature is of other bytes, or by another key"),
            ),
            (
                &[mine.public()],
                Some("x"),
                b"a policy",
                "has a signature that cannot be read: is no signature; expected the four lines of a minisign signature"
                    .to_owned(),
            ),
        ] {
            assert_eq!(asked(keys, text, bytes), Err(told));
        }
        assert!(asked(&[], Some("x"), b"a policy").is_err(), "what is none is not carried on");
    }
}
