//! `policy`: what policies are in force, what they decided, and what others would have.

use crate::args::{Global, Policy};
use crate::client::Launcher;
use crate::commands::reload;
use crate::errors::Failure;

mod decisions;
mod explain;
mod list;
mod replay;

/// Does what was typed.
///
/// # Errors
///
/// The first thing that went wrong.
pub(crate) async fn run(global: &Global, command: Policy) -> Result<(), Failure> {
    let format = global.output;
    let connect = || Launcher::connect(&global.launcher);
    match command {
        Policy::List => list::run(&connect().await?, format).await,
        Policy::Reload => reload::run(&connect().await?, format).await,
        Policy::Explain(args) => explain::run(&connect().await?, args, format).await,
        Policy::Decisions(args) => decisions::run(&connect().await?, args, format).await,
        Policy::Replay(args) => replay::run(&args, format),
    }
}
