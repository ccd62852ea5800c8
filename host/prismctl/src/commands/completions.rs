//! `completions`: the script that makes a shell complete `prismctl`. It asks no launcher.

use clap::CommandFactory as _;

use crate::args::{Cli, CompletionsArgs};
use crate::errors::Failure;
use crate::output;

/// Prints the script. It is made in memory first, because clap_complete panics where a pipe is closed.
pub(crate) fn run(args: &CompletionsArgs) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "prismctl", &mut script);
    output::print(&String::from_utf8_lossy(&script))
}
