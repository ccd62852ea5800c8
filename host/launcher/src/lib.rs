//! The daemon. Where `prism_core` decides, this does: gRPC, processes, probes, files, metrics.
//!
//! Three threads and a process, each with a reason: gRPC on one of its own, so that neither a fork nor a file stands before a warm
//! answer; the driver, which owns the supervisor and sleeps until the next event or deadline; a small runtime for probes and the
//! HTTP ports; and the spawner, parent of every instance.
//!
//! Start reading at [`daemon`], then [`driver`].

pub mod api;
pub mod catalogue;
pub mod config;
pub mod daemon;
pub mod decisions;
pub mod driver;
mod explain;
mod explain_stop;
#[doc(hidden)]
pub mod fuzz;
mod http;
mod metrics;
mod notices;
mod os;
mod output;
mod policy_code;
mod policy_kept;
mod policy_watch;
mod probation;
mod probe;
mod process;
mod rollout;
pub mod units;
pub mod upgrade;
pub mod yaml;

pub use metrics::Metrics;
