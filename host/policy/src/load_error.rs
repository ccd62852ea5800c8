//! Why a module is not loaded. Said once, with the module's name, to whoever wrote the configuration.

use std::path::PathBuf;
use std::sync::Arc;

use prism_core::policy::Fault;

use crate::schema::{Rejection, SchemaError};
use crate::trust::TrustError;
use crate::wire::ConfigError;

/// A module that is not loaded.
#[derive(Debug, thiserror::Error)]
#[error("policy module {module}: {problem}")]
pub struct LoadError {
    /// The operator's name for it.
    pub module: Arc<str>,
    /// Why.
    pub problem: Problem,
}

/// The reasons not to load a module.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The file cannot be read.
    #[error("cannot read {path}: {error}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why not.
        error: std::io::Error,
    },
    /// A file of a layout cannot be written.
    #[error("cannot write {path}: {error}")]
    Write {
        /// Which.
        path: PathBuf,
        /// Why not.
        error: std::io::Error,
    },
    /// There is no such built-in.
    #[error("no policy named {name} is built in; expected one of {known}")]
    Builtin {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// A limit that this host cannot give.
    #[error("limits.{name} is {value}; at most {ceiling} can be had")]
    Limit {
        /// Which.
        name: &'static str,
        /// What was asked for.
        value: u64,
        /// What there is.
        ceiling: u64,
    },
    /// Larger than `module_bytes`.
    #[error("is {bytes} bytes; at most {bytes_max} are allowed (limits.module_bytes)")]
    TooLarge {
        /// Its size, or as much of it as was looked at.
        bytes: u64,
        /// The limit.
        bytes_max: u64,
    },
    /// Not the bytes that the operator named.
    #[error("sha256 is {found}; the configuration expects {expected}")]
    Digest {
        /// The configuration's.
        expected: String,
        /// The file's.
        found: String,
    },
    /// Not an OCI layout with a component in it.
    #[error("{}: {reason}", path.display())]
    Layout {
        /// The file that is not as it must be.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// Not signed as it must be.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// Not WASM at all.
    #[error("is not WASM; expected a component in binary form")]
    NotWasm,
    /// WASM, but a core module.
    #[error(
        "is a core module; expected a component (prismctl policy build makes one; so does wasm-tools component new)"
    )]
    CoreModule,
    /// Refused by the validator or the compiler.
    #[error("does not compile: {0}")]
    Compile(String),
    /// More to compile than is allowed.
    #[error("has {found} {what}; at most {max} are allowed ({limit})")]
    Extent {
        /// What there is too much of.
        what: &'static str,
        /// How much there is.
        found: u64,
        /// How much there may be.
        max: u64,
        /// The limit's name, or that it is fixed.
        limit: &'static str,
    },
    /// The compiler was given up.
    #[error("is not compiled after {limit_ms} ms of work (limits.compile_ms)")]
    CompileTime {
        /// The limit.
        limit_ms: u64,
    },
    /// Compilers that were given up are not through.
    #[error("is not compiled: {given_up} modules that took too long are still at work; try again later")]
    CompileBusy {
        /// How many.
        given_up: usize,
    },
    /// Imports what no policy gets.
    #[error("imports {}; a policy may import prism:policy/log, prism:policy/evidence and nothing else", names.join(", "))]
    Imports {
        /// What it may not import.
        names: Vec<String>,
    },
    /// An import of another type.
    #[error("what it imports is not of the contract's type: {0}")]
    Import(String),
    /// Made for another major version of the contract.
    #[error("{name} is of contract version {found}; this launcher speaks 1.x")]
    Version {
        /// The import or export.
        name: String,
        /// Its version.
        found: String,
    },
    /// No lifecycle.
    #[error("does not export prism:policy/lifecycle@1.0.0; found {}", or_nothing(found))]
    Lifecycle {
        /// What it exports of the contract.
        found: Vec<String>,
    },
    /// No hook.
    #[error("exports none of the hooks isolation, admission, restart, terminate, mutate; found {}", or_nothing(found))]
    Hooks {
        /// What it exports of the contract.
        found: Vec<String>,
    },
    /// An interface without its function.
    #[error("{export} has no function {function}")]
    Function {
        /// The interface.
        export: String,
        /// The function.
        function: String,
    },
    /// A function of another type.
    #[error("{function} is not of the contract's type: {detail}")]
    Type {
        /// The function.
        function: String,
        /// Expected and found.
        detail: String,
    },
    /// Its memory or its start do not fit the limits, or it failed to say what it is.
    #[error("{step} failed: {fault}")]
    Faulted {
        /// What it was doing.
        step: &'static str,
        /// What happened.
        fault: Fault,
    },
    /// What it describes its configuration with is no JSON Schema, or one that takes too much work.
    #[error("its config's JSON Schema is refused: {0}")]
    Schema(SchemaError),
    /// The configuration is not as the module's schema says, or the module itself refuses it.
    #[error("config{}", listed(errors))]
    Config {
        /// In the host's words or the module's; never none.
        errors: Vec<ConfigError>,
    },
}

impl Problem {
    /// Whether it is the component's, so that with another component there might be none, and not that of what is asked of any component.
    #[must_use]
    pub fn is_of_component(&self) -> bool {
        !matches!(self, Self::Builtin { .. } | Self::Limit { .. } | Self::Config { .. } | Self::CompileBusy { .. })
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        match rejection {
            Rejection::Config(errors) => Self::Config { errors },
            Rejection::Schema(error) => Self::Schema(error),
        }
    }
}

fn or_nothing(names: &[String]) -> String {
    if names.is_empty() { "nothing of prism:policy".to_owned() } else { names.join(", ") }
}

/// The whole configuration has no pointer to show.
fn listed(errors: &[ConfigError]) -> String {
    let one = |error: &ConfigError| match error.pointer.as_str() {
        "" => error.message.clone(),
        pointer => format!("{pointer}: {}", error.message),
    };
    let separator = if errors.first().is_some_and(|error| error.pointer.is_empty()) { ": " } else { " " };
    separator.to_owned() + &errors.iter().map(one).collect::<Vec<_>>().join("; ")
}
