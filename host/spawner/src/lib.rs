//! A tiny single-threaded process between the launcher and everything it starts: parent and subreaper of every instance.
//!
//! Why a process of its own: what a spawn costs must not grow with the launcher (its memory, its descriptors, its threads), an
//! exit status must survive the launcher, and what daemonises itself must still have somebody who knows whose it was.
//!
//! ```text
//!   launcher ── Spawner (client) ══ one SEQPACKET socket ══ run (spawner) ──┬── instance: main process ── its descendants
//!     on_reply(Reply) <── thread "spawner-link"                             └── instance ...
//! ```
//!
//! The launcher starts itself in this role: [`Spawner::start`] on its side, [`run`] as the very first thing in the child's `main`.
//!
//! What holds, whatever an instance does:
//!
//! * each `spawn` is answered by exactly one [`Reply::Spawned`] or [`Reply::SpawnFailed`];
//! * each `Spawned` is followed by exactly one [`Reply::Exited`], sent the moment the main process ends, whatever its children do;
//! * each `sweep` is answered by exactly one [`Reply::Gone`], after the `Exited`, and only when nothing of the tree lives, its
//!   cgroups are removed and its reserved ports are closed;
//! * no signal goes to a process that is not proven to belong to the instance (see `process`);
//! * when the launcher dies, instances live on and are handed to the next launcher; if none comes in time, everything is stopped, then
//!   killed, then the spawner ends (see `server::orphans`);
//! * an instance of a spawner that died is adopted where it is proven to be one, with an exit status that is then unknown.
//!
//! It is not a supervisor: it restarts nothing, times nothing out and decides nothing.

mod birth;
mod cgroup;
mod child;
mod client;
mod confine;
mod diagnose;
mod door;
#[doc(hidden)]
pub mod fuzz;
mod hardening;
mod link;
mod process;
mod reply;
mod server;
mod spec;
mod sys;
mod wire;

pub use client::{AttachError, Attached, Spawner, SpawnerConfig};
pub use confine::{Confined, exec_confined};
pub use hardening::{Filesystem, Hardening, Measure, machine};
pub use reply::{Enforced, Enforcement, Exit, Reply, SpawnError, Step};
pub use server::run;
pub use spec::{AdoptSpec, Confinement, Limits, SpawnSpec};
pub use wire::PROTOCOL;
