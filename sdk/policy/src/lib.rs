//! What the author of a prism-launcher policy writes against.
//!
//! A policy is a type with a configuration and one method for each question it answers. [`export!`] makes a WASM component of it
//! that exports exactly the hooks named; on any other target the same type is called directly, so `cargo test` tests it natively.
//!
//! ```
//! use prism_policy_sdk::prelude::*;
//!
//! #[derive(Deserialize)]
//! #[serde(deny_unknown_fields)]
//! struct Quota {
//!     max_per_namespace: u32,
//! }
//!
//! impl Policy for Quota {
//!     fn describe() -> Description {
//!         Description::new("quota", "1.0.0", "so many per namespace", r#"{"type":"object"}"#)
//!     }
//!
//!     fn configure(config: &str) -> Result<Self, Vec<ConfigError>> {
//!         config::parse(config)
//!     }
//! }
//!
//! impl Admission for Quota {
//!     fn decide(&self, _: &Request, _: Level, usage: &Usage, _: u64) -> Result<(), Refusal> {
//!         if check!("quota", usage.namespace < self.max_per_namespace, usage.namespace, self.max_per_namespace) {
//!             return Ok(());
//!         }
//!         Err(Refusal::quota(format!("namespace has {} of {}", usage.namespace, self.max_per_namespace)))
//!     }
//! }
//!
//! prism_policy_sdk::export!(Quota: admission);
//! # fn main() {}
//! ```
//!
//! What a policy has not: a clock, randomness, files, a network, and memory between calls. Every call gets an instance of its own, so
//! equal inputs give equal answers and any decision can be replayed.

pub mod backoff;
#[doc(hidden)]
#[allow(missing_docs, unreachable_pub, reason = "generated from the contract, which is documented")]
pub mod bindings;
pub mod calendar;
#[cfg(feature = "cases")]
pub mod cases;
pub mod config;
mod construct;
pub mod evidence;
mod export;
pub mod glob;
#[cfg(any(test, target_arch = "wasm32"))]
mod memory;
mod panics;
pub mod table;

pub use bindings::exports_of::*;

/// What a policy's source opens with.
pub mod prelude {
    pub use crate::backoff::Backoff;
    pub use crate::check;
    pub use crate::config;
    pub use crate::glob::{Glob, Globs};
    pub use crate::table::Table;
    pub use crate::{
        Admission, Answer, Cause, ConfigError, Description, Ended, Isolation, Level, Limits, Mutate, Patch, Placement,
        Plan, Policy, Refusal, RefusalCode, Request, Restart, State, Stop, Terminate, Usage,
    };
    pub use serde::Deserialize;
}

/// What every policy has: a description and a configuration.
pub trait Policy: Sized {
    /// What the module says of itself.
    fn describe() -> Description;

    /// Takes the configuration, a JSON document. Called once, before the hook.
    ///
    /// # Errors
    ///
    /// Names each place that is wrong by JSON pointer, and what was expected there; [`config::parse`] does.
    fn configure(config: &str) -> Result<Self, Vec<ConfigError>>;
}

/// Who shares a process with a request?
pub trait Isolation: Policy {
    /// Asked for every launch and remembered by its inputs, so it sees neither time nor usage.
    ///
    /// # Errors
    ///
    /// A refusal.
    fn derive(&self, request: &Request) -> Result<Placement, Refusal>;
}

/// May a request start a new process now?
pub trait Admission: Policy {
    /// Asked only where none runs for the request's key. `level` is the one in force after the isolation policy.
    ///
    /// # Errors
    ///
    /// A refusal.
    fn decide(&self, request: &Request, level: Level, usage: &Usage, now_ms: u64) -> Result<(), Refusal>;
}

/// An instance has ended or could not be started: what now?
pub trait Restart: Policy {
    /// Asked for every end that nobody asked for.
    fn on_exit(&self, ended: &Ended) -> Answer;
}

/// What is to be changed of a process before it is started?
pub trait Mutate: Policy {
    /// Asked once, when it was admitted. `level` is the one in force.
    fn change(&self, request: &Request, level: Level, plan: &Plan, now_ms: u64) -> Patch;
}

/// May a caller stop this process?
pub trait Terminate: Policy {
    /// Asked when a caller asks for a process's end; never for the launcher's own stops.
    ///
    /// # Errors
    ///
    /// A refusal.
    fn may_stop(&self, stop: &Stop) -> Result<(), Refusal>;
}

#[doc(hidden)]
pub mod hidden {
    //! What [`export!`](crate::export) expands to. Not for authors.
    pub use crate::evidence::hand_over;
    pub use crate::panics::report;
}
