//! The real `prismctl` binary against a stand-in for the launcher: each command, each exit code, each way for the wire to fail.
//!
//! The stand-in ([`fake`]) exists in this test only. It decides nothing: every answer is what the test gave it. That the real
//! launcher answers like this is for the end-to-end tests to show.

mod answers;
mod authoring;
mod failures;
mod fake;
mod languages;
mod logs;
mod policy;
mod registry;
mod run;
mod server;
mod upgrade;
mod watch;
