//! A command in the instance's environment and directory; exit code 0 is good.

use std::process::Stdio;

use crate::process::Surroundings;

/// Runs the command. It is killed when the probe's time is over.
pub(super) async fn run(surroundings: &Surroundings) -> Result<(), String> {
    let [program, args @ ..] = surroundings.health_command.as_slice() else { return Err("no command".into()) };
    let mut command = tokio::process::Command::new(program);
    command
        .args(args)
        .env_clear()
        .envs(surroundings.environment.iter().map(|(name, value)| (name, value)))
        .current_dir(&surroundings.work_dir)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let status = command.status().await.map_err(|error| format!("{program}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program}: {status}; expected exit code 0")) }
}
