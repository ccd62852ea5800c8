//! A module as the operator writes it, read and digested.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::limits::Limits;
use crate::load_error::Problem;
use crate::source::{Found, Source};
use crate::trust::{self, Signer, Trust};

/// One entry of `policies.modules`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "Entry")]
pub struct ModuleSpec {
    /// The operator's name for it, by which the selection speaks of it.
    pub name: String,
    /// Where its component is.
    pub source: Source,
    /// What the component's SHA-256 must be, in hex.
    pub sha256: Option<String>,
    /// Its configuration, as JSON.
    pub config: Value,
    /// What it may use.
    pub limits: Limits,
    /// Whether its source is looked at for changes, by whoever loads it.
    pub watch: bool,
    /// Whose signature it needs, where it is not built in. Not written with a module: the selection's counts for all.
    pub trust: Trust,
}

/// A component and its signature as they are found at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// The component's SHA-256 in hex.
    pub sha256: String,
    /// The text of the signature beside it, or with it.
    pub signature: Option<String>,
}

/// What was read of a component, and found right.
pub(crate) struct Taken {
    pub(crate) bytes: Vec<u8>,
    pub(crate) sha256: String,
    pub(crate) signer: Option<Signer>,
}

impl ModuleSpec {
    /// The built-in policy `name` under its own name, with its own defaults.
    #[must_use]
    pub fn builtin(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            source: Source::Builtin(name.to_owned()),
            sha256: None,
            config: empty(),
            limits: Limits::default(),
            watch: false,
            trust: Trust::default(),
        }
    }

    /// The component in the file at `path`, under `name`, with its own defaults.
    #[must_use]
    pub fn path(name: &str, path: impl Into<PathBuf>) -> Self {
        Self { source: Source::Path(path.into()), ..Self::builtin(name) }
    }

    /// The same with this configuration.
    #[must_use]
    pub fn with_config(self, config: Value) -> Self {
        Self { config, ..self }
    }

    /// The same with these limits.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// The component, its digest held against the operator's, and its signature against the key ring.
    pub(crate) fn read(&self) -> Result<Taken, Problem> {
        let Found { bytes, file, signature } = self.source.read(self.limits.module_bytes)?;
        let sha256 = sha256_hex(&bytes);
        if let Some(expected) = &self.sha256
            && !expected.eq_ignore_ascii_case(&sha256)
        {
            return Err(Problem::Digest { expected: expected.clone(), found: sha256 });
        }
        // What is built in is as trusted as what runs it.
        let signer = file.map_or(Ok(None), |file| self.trust.check_with(&file, signature, &bytes))?;
        Ok(Taken { bytes, sha256, signer })
    }

    /// What would be loaded at this moment; none where there is nothing to be read.
    #[must_use]
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        let Found { bytes, file, signature } = self.source.read(self.limits.module_bytes).ok()?;
        let beside = file.and_then(|file| trust::read(&trust::signature_path(&file)).ok());
        let signature = beside.or(signature);
        Some(Fingerprint { sha256: sha256_hex(&bytes), signature })
    }
}

/// What is typed, before it is known to make sense.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    path: Option<PathBuf>,
    builtin: Option<String>,
    sha256: Option<String>,
    #[serde(default = "empty")]
    config: Value,
    #[serde(default)]
    limits: Limits,
    #[serde(default)]
    watch: bool,
}

impl TryFrom<Entry> for ModuleSpec {
    type Error = String;

    fn try_from(entry: Entry) -> Result<Self, String> {
        let source = match (&entry.path, &entry.builtin) {
            (Some(path), None) => Source::of_path(path),
            (None, Some(name)) if !entry.watch => Source::Builtin(name.clone()),
            (None, Some(_)) => {
                return Err(format!(
                    "policy module {}: what is built in never changes; watch needs a path",
                    entry.name
                ));
            }
            _ => return Err(format!("policy module {}: expected exactly one of path, builtin", entry.name)),
        };
        let Entry { name, sha256, config, limits, watch, .. } = entry;
        Ok(Self { name, source, sha256, config, limits, watch, trust: Trust::default() })
    }
}

fn empty() -> Value {
    Value::Object(serde_json::Map::new())
}

/// The SHA-256 of `bytes` in lower-case hex.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
