//! `prism-launcher`: the daemon, and its own helper process.

use std::process::ExitCode;

use clap::Parser;
use prism_launcher::config::{Command, Config, Flags};
use prism_launcher::daemon;

fn main() -> ExitCode {
    let flags = Flags::parse();
    match flags.command {
        Some(Command::Spawner) => return daemon::run_spawner(),
        Some(Command::Confined) => return daemon::run_confined(),
        Some(Command::Check) | None => {}
    }
    daemon::init_logs(flags.log_format);
    let config = match Config::load(&flags) {
        Ok(config) => config,
        Err(problem) => return daemon::refuse(problem),
    };
    match flags.command {
        Some(Command::Check) => daemon::check(&config),
        _ => daemon::run(config),
    }
}
