//! A module as the operator writes it, read and digested.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::builtin::{BUILTINS, builtin_component};
use crate::limits::Limits;
use crate::load_error::Problem;

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
}

/// Where a component is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// In this program: one of [`BUILTINS`].
    Builtin(String),
    /// In a file. Relative paths are the caller's to resolve.
    Path(PathBuf),
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

    /// The component and its digest in hex, held against the operator's.
    pub(crate) fn read(&self) -> Result<(Vec<u8>, String), Problem> {
        let bytes = match &self.source {
            Source::Builtin(name) => builtin_component(name).map(<[u8]>::to_vec).ok_or_else(|| unknown(name))?,
            Source::Path(path) => read_at_most(path, self.limits.module_bytes)?,
        };
        let found = sha256_hex(&bytes);
        match &self.sha256 {
            Some(expected) if !expected.eq_ignore_ascii_case(&found) => {
                Err(Problem::Digest { expected: expected.clone(), found })
            }
            _ => Ok((bytes, found)),
        }
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
}

impl TryFrom<Entry> for ModuleSpec {
    type Error = String;

    fn try_from(entry: Entry) -> Result<Self, String> {
        let source = match (entry.path, entry.builtin) {
            (Some(path), None) => Source::Path(path),
            (None, Some(name)) => Source::Builtin(name),
            _ => return Err(format!("policy module {}: expected exactly one of path, builtin", entry.name)),
        };
        Ok(Self { name: entry.name, source, sha256: entry.sha256, config: entry.config, limits: entry.limits })
    }
}

fn empty() -> Value {
    Value::Object(serde_json::Map::new())
}

fn unknown(name: &str) -> Problem {
    Problem::Builtin { name: name.to_owned(), known: BUILTINS.join(", ") }
}

fn read_at_most(path: &Path, bytes_max: u64) -> Result<Vec<u8>, Problem> {
    let read = || {
        let mut bytes = Vec::new();
        // One more than allowed, so that a file that grows while it is read is seen to be too large.
        File::open(path)?.take(bytes_max.saturating_add(1)).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().map_err(|error| Problem::Read { path: path.to_owned(), error })?;
    match bytes.len() as u64 {
        size if size > bytes_max => Err(Problem::TooLarge { bytes: size, bytes_max }),
        _ => Ok(bytes),
    }
}

/// The SHA-256 of `bytes` in lower-case hex.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
