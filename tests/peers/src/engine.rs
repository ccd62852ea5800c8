//! What is compared: an engine that decides on a launch, and what is to be known of it to read its figures.

use std::fmt;

use prism_peers_rule::Refusal;

use crate::Outcome;
use crate::inputs::Case;

/// A decision: none for yes.
pub(crate) type Answer = Option<Refusal>;

/// What an engine is handed of the launcher's usage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Handed {
    /// The numbers for this request, which the launcher has counted.
    Numbers,
    /// The whole table, with each decision.
    Table,
    /// The whole table, once: never changed, as if nothing were ever launched.
    Kept,
}

impl fmt::Display for Handed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Numbers => "its numbers",
            Self::Table => "the table",
            Self::Kept => "the table, once",
        })
    }
}

/// An engine as one thread uses it.
pub(crate) trait Decide {
    /// From the launcher's own types to the launcher's own types: what lies between is part of a decision.
    fn decide(&mut self, case: &Case) -> Outcome<Answer>;

    /// What is not part of it.
    fn prepare(&mut self, _: &Case) -> Outcome<()> {
        Ok(())
    }
}

/// What is to be known of an engine.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) name: String,
    /// What keeps the policy's code from the host's memory.
    pub(crate) sandbox: &'static str,
    /// Whether a decision may find what another one left.
    pub(crate) state: &'static str,
    /// What is bounded and written down.
    pub(crate) limits: &'static str,
    /// As what the request and its numbers arrive.
    pub(crate) input: &'static str,
}

/// Makes one for a thread.
type Start = Box<dyn Fn(Handed) -> Outcome<Box<dyn Decide>> + Sync>;

/// An engine.
pub(crate) struct Engine {
    pub(crate) facts: Facts,
    /// How it is handed usage where it is asked how it grows.
    pub(crate) grows: &'static [Handed],
    pub(crate) start: Start,
}

/// The version of a crate that this was built with.
#[cfg(any(feature = "regorus", feature = "cedar-policy", feature = "cel", feature = "extism", feature = "wapc"))]
pub(crate) fn version(name: &str) -> &'static str {
    const LOCK: &str = include_str!("../Cargo.lock");
    let entry = LOCK.split_once(&format!("name = \"{name}\"\nversion = \""));
    entry.and_then(|(_, rest)| rest.split_once('"')).map_or("", |(version, _)| version)
}
