//! `prismctl`: the command line for operators. It asks the launcher over gRPC, or about a policy's component the
//! launcher's own evaluator, and prints the answer; it decides nothing itself.
//!
//! What was typed is in [`args`], what is sent in [`commands`], what is shown in [`render`]. Exit codes: 0 ok, 1 refused or
//! failed (the reason on stderr, one line), 2 wrong usage.

use std::process::ExitCode;

use clap::Parser as _;

mod address;
mod args;
mod client;
mod commands;
mod durations;
mod errors;
mod output;
mod registry;
mod render;

fn main() -> ExitCode {
    match run(args::Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// One thread is enough for one call, and a current-thread runtime starts in microseconds.
fn run(cli: args::Cli) -> Result<(), errors::Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(errors::Failure::Runtime)?
        .block_on(commands::run(cli))
}
