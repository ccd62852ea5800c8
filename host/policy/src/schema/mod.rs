//! The JSON Schema (2020-12) by which a policy declares its configuration, held against what the operator wrote.
//!
//! A schema comes from a guest and is as hostile as its code, so it is not handed to a general validator: those follow references
//! without end, match with backtracking and have no fuel. Here its size is bounded, nothing is fetched, expressions are matched in linear
//! time, and every application of a schema to a value is a step of a budget. What is not here: `format`, `default` and the other
//! annotations, which 2020-12 does not assert; other drafts; schemas with an `$id` inside.

mod compile;
mod evaluate;
mod keyword;
mod lists;
mod maps;
mod number;
mod place;
mod reader;
mod scalars;
mod violation;

use std::fmt;

use serde_json::Value;

use crate::wire::ConfigError;
use keyword::{Id, Node};

/// Largest schema. The reference policies have below 2 KiB; what a generator makes of a large configuration type is some 20 KiB.
const BYTES_MAX: usize = 64 << 10;
/// What holding one configuration against its schema may take: a schema met by a value is a step, and so is each sixteen bytes of text
/// that is matched. Ordinary ones take some hundred; a million are about 100 ms, and doubling subschemas are through it at once.
const STEPS_MAX: u64 = 1_000_000;
/// Text that is matched, compared or told for one step.
const TEXT_BYTES_A_STEP: u64 = 16;
/// Schemas that may be applied inside of each other. A configuration is at most some ten levels deep, at three or four schemas a
/// level; this many fit on any thread's stack.
const DEPTH_MAX: usize = 128;

/// A schema that can be applied.
#[derive(Debug)]
pub(crate) struct Schema {
    nodes: Vec<Node>,
    /// Where each `$ref` leads.
    targets: Vec<Id>,
}

/// What makes a schema none, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError {
    /// JSON pointer (RFC 6901) into the schema.
    pub pointer: String,
    /// What was expected there.
    pub message: String,
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer.as_str() {
            "" => f.write_str(&self.message),
            pointer => write!(f, "{pointer}: {}", self.message),
        }
    }
}

/// A configuration that is not taken.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Rejection {
    /// It is not as the schema says; never none.
    Config(Vec<ConfigError>),
    /// The schema takes too much work.
    Schema(SchemaError),
}

impl Schema {
    /// Reads a schema. None where the policy declares none.
    pub(crate) fn parse(text: &str) -> Result<Option<Self>, SchemaError> {
        let whole = |message: String| SchemaError { pointer: String::new(), message };
        if text.trim().is_empty() {
            return Ok(None);
        }
        if text.len() > BYTES_MAX {
            return Err(whole(format!("is {} bytes; at most {BYTES_MAX} are taken", text.len())));
        }
        let document: Value = serde_json::from_str(text).map_err(|error| whole(format!("is not JSON: {error}")))?;
        compile::compile(&document).map(Some)
    }

    /// Holds `config` against the schema.
    pub(crate) fn check(&self, config: &Value) -> Result<(), Rejection> {
        evaluate::evaluate(self, config)
    }
}

#[cfg(test)]
mod tests;
