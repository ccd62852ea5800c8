//! `prism-launcher`: the daemon, and its own helper process.

use std::process::ExitCode;

use clap::Parser;
use prism_launcher::config::{Command, Config, Flags};
use prism_launcher::{daemon, upgrade};

fn main() -> ExitCode {
    let flags = Flags::parse();
    match flags.command {
        Some(Command::Spawner) => return daemon::run_spawner(),
        Some(Command::Confined) => return daemon::run_confined(),
        Some(Command::Front { main }) => return upgrade::stand(main),
        _ => {}
    }
    daemon::share_memory();
    // Looked up before anything can be put in its place.
    let _ = upgrade::own_binary();
    daemon::init_logs(flags.log_format);
    if flags.command == Some(Command::Handover) {
        // Whoever tells it something has nobody else to tell any more.
        daemon::note_signals();
        return daemon::take_over(&flags);
    }
    let config = match Config::load(&flags) {
        Ok(config) => config,
        Err(problem) => return daemon::refuse(problem),
    };
    match flags.command {
        Some(Command::Check) => daemon::check(&config),
        _ => daemon::run(config),
    }
}
