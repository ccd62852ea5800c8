//! The heart of prism-launcher: a supervisor that decides and keeps the books, and does nothing.
//!
//! No IO, no clock, no async, no logging. Time is an argument ([`time::Timestamp`]), randomness is a seed, iteration order is
//! defined; so the same events give the same effects, and a trace is a fact.
//!
//! Start reading at [`supervisor`], then the state diagram in `bulkhead.rs`.

pub mod bounds;
mod bulkhead;
pub mod effect;
pub mod entry;
pub mod environment;
pub mod event;
mod health;
pub mod isolation;
pub mod manifest;
pub mod names;
pub mod notice;
pub mod patch;
pub mod place;
pub mod policy;
pub mod process;
mod queue;
pub mod record;
pub mod refusal;
mod restart;
pub mod supervisor;
pub mod template;
#[cfg(test)]
mod testing;
pub mod time;
pub mod usage;

pub use supervisor::Supervisor;
