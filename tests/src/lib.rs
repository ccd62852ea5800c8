//! Scenarios: a policy selection, patterns, a timeline and the trace that must come of them, each in a folder of its own.
//!
//! The policies are the real WASM components and the supervisor is the real one; only the operating system is played ([`os`]) and
//! time is virtual: nothing sleeps, no clock is read, and the same folder gives the same trace, byte for byte.
//!
//! Start reading at [`folder`], then [`scenario`] for what a folder says and [`run`] for what is done with it. How to write one:
//! `tests/README.md`.

pub mod folder;
mod modules;
mod os;
mod pattern;
mod run;
mod scenario;
mod trace;
mod units;

pub use scenario::Mistake;
