//! End to end: the real `prism-launcher`, real processes, a client over the wire.
//!
//! Each test has a launcher, ports, state and patterns of its own, and ends with the leak gate (`support::leaks`): the launcher
//! exits with 0 when told to stop and leaves nothing behind.

mod support;

mod authoring;
mod check;
mod control;
mod crash;
mod enforcement;
mod environment;
mod errors;
mod explain;
mod failures;
mod hooks;
mod isolation;
mod languages;
mod lifecycle;
mod limits;
mod logs;
mod modules;
mod mute;
mod overload;
mod pages;
mod policies;
mod proof;
mod python;
mod readiness;
mod redis;
mod reload;
mod robust;
mod rollout;
mod shutdown;
mod succession;
mod tenants;
mod upgrade;
