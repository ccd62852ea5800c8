//! Everything that reads what others wrote, as functions of bytes: manifests, configurations, names, state records, what policies answer,
//! the spawner's link and door, the heads of executables.
//!
//! A target returns where the bytes are refused or understood, and panics where a promise is broken: that nothing panics, and that
//! what is understood is within its bounds and means the same when it is written and read again. `tests/fuzz.rs` feeds them from a
//! corpus, mutated by a seed; any other fuzzer can.

mod corpus;
mod mutate;
mod targets;

pub use corpus::corpus;
pub use mutate::Mutator;
pub use targets::{TARGETS, Target};
