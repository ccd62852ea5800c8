//! The command line, run as a user runs it.

use std::process::Output;

use super::Launcher;
use super::binaries::binary;

/// Runs it against `launcher`. Arguments are separated by spaces.
pub(crate) async fn prismctl(launcher: &Launcher, line: &str) -> Output {
    let mut command = std::process::Command::new(binary("prismctl"));
    command.env_clear().env("PRISM_LAUNCHER", &launcher.ports.grpc).args(line.split(' '));
    tokio::task::spawn_blocking(move || command.output().expect("executed")).await.expect("no panic")
}

/// What it prints where it succeeds.
pub(crate) async fn printed(launcher: &Launcher, line: &str) -> String {
    let output = prismctl(launcher, line).await;
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// What it says on stderr where it fails with exit code 1.
pub(crate) async fn failed(launcher: &Launcher, line: &str) -> String {
    let output = prismctl(launcher, line).await;
    assert_eq!(output.status.code(), Some(1), "{line}: {}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).expect("text")
}
