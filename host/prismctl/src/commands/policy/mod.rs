//! `policy`: write, test and judge a policy. No command here asks a launcher.
//!
//! What a module is, and whether it is good, is decided by `prism-policy`, which the launcher uses too; here files are found and
//! answers shown. One file for each command, with its arguments.

use clap::Subcommand;

use crate::args::Global;
use crate::errors::Failure;

mod bench;
mod build;
mod check;
mod component;
mod inspect;
mod new;
mod scaffold;
mod test;

/// What can be done about policies.
#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Begin a policy: a folder with an example, its cases, and all that it is built from
    New(new::NewArgs),
    /// Make the component of the policy in a folder
    Build(build::BuildArgs),
    /// Ask the cases of a policy, natively and of the component; exit code 1 if one is answered otherwise
    Test(test::TestArgs),
    /// Show what a component is
    Inspect(inspect::InspectArgs),
    /// Hold a component against all that the launcher asks of it; exit code 1 if it falls short
    Check(check::CheckArgs),
    /// Measure what a component's decisions cost
    Bench(bench::BenchArgs),
}

/// Does what was typed.
///
/// # Errors
///
/// The first thing that went wrong.
pub(crate) fn run(command: PolicyCommand, global: &Global) -> Result<(), Failure> {
    let format = global.output;
    match command {
        PolicyCommand::New(args) => new::run(&args, format),
        PolicyCommand::Build(args) => build::run(&args, format),
        PolicyCommand::Test(args) => test::run(&args, format),
        PolicyCommand::Inspect(args) => inspect::run(&args, format),
        PolicyCommand::Check(args) => check::run(&args, format),
        PolicyCommand::Bench(args) => bench::run(&args, format),
    }
}

/// `policy COMMAND failed: REASON`.
fn failed(command: &'static str, reason: impl ToString) -> Failure {
    Failure::Policy { command, reason: reason.to_string() }
}
