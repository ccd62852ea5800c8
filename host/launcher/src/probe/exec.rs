//! A command in the instance's environment and directory, kept from what the instance is kept from; exit code 0 is good.
//!
//! It is never run as the launcher's own user where the instance is not: what it executes may be the instance's to choose.

use std::process::Stdio;

use prism_spawner::{Confined, Hardening};
use tokio::process::Command;

use crate::process::Surroundings;

/// Runs the command. It is killed when the probe's time is over.
pub(super) async fn run(surroundings: &Surroundings) -> Result<(), String> {
    let [program, args @ ..] = surroundings.health_command.as_slice() else { return Err("no command".into()) };
    let command = if surroundings.hardening == Hardening::default() {
        Ok(plain(program, args, surroundings))
    } else {
        confined(program, args, surroundings)
    };
    let mut command = command.map_err(|error| format!("{program}: {error}"))?;
    command.current_dir(&surroundings.work_dir).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let status = command.status().await.map_err(|error| format!("{program}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program}: {status}; expected exit code 0")) }
}

fn plain(program: &str, args: &[String], surroundings: &Surroundings) -> Command {
    let mut command = Command::new(program);
    let environment = surroundings.environment.iter().map(|(name, value)| (name, value));
    command.args(args).env_clear().envs(environment).stdin(Stdio::null());
    command
}

/// By way of our own executable, which becomes the program: it is one process. It inherits nothing of the instance's but by its input.
fn confined(program: &str, args: &[String], surroundings: &Surroundings) -> std::io::Result<Command> {
    let confined = Confined {
        hardening: surroundings.hardening.clone(),
        program: program.into(),
        args: args.iter().map(Into::into).collect(),
        env: surroundings.environment.clone(),
    };
    let mut command = Command::new("/proc/self/exe");
    command.arg("confined").env_clear().stdin(confined.as_input()?);
    Ok(command)
}
