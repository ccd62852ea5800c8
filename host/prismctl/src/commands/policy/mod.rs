//! `policy`: write, test and judge a policy; what policies are in force, what they decided, and what others would have.
//!
//! What a module is, and whether it is good, is decided by `prism-policy`, which the launcher uses too; here files are found and
//! answers shown. One file for each command.

use clap::Subcommand;

use crate::args::{DecisionsArgs, ExplainArgs, Global, ReplayArgs};
use crate::client::Launcher;
use crate::commands::reload;
use crate::errors::Failure;

mod bench;
mod beside;
mod build;
mod check;
mod component;
mod config;
mod decisions;
mod explain;
mod folder;
mod inspect;
mod keygen;
mod limits;
mod list;
mod new;
mod pull;
mod push;
mod registry_args;
mod replay;
mod scaffold;
mod sign;
mod simulate;
mod stage;
mod test;
mod verify;

use stage::Way;

/// What can be done about policies.
#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Begin a policy: a folder with an example, its cases, and all that it is built from
    New(new::NewArgs),
    /// Make the component of the policy in a folder
    Build(build::BuildArgs),
    /// Ask the cases of a policy of the component, and natively where it is in Rust; exit code 1 if one is answered otherwise
    Test(test::TestArgs),
    /// Show what a component is
    Inspect(inspect::InspectArgs),
    /// Hold a component against all that the launcher asks of it; exit code 1 if it falls short
    Check(check::CheckArgs),
    /// Measure what a component's decisions cost
    Bench(bench::BenchArgs),
    /// Make a key to sign components with
    Keygen(keygen::KeygenArgs),
    /// Sign a component: FILE.wasm.minisig, beside it
    Sign(sign::SignArgs),
    /// Whether a component is what a signer signed; exit code 1 if it is not
    Verify(verify::VerifyArgs),
    /// Bring a component to a registry, with its signature
    Push(push::PushArgs),
    /// Get a component from a registry: into a file, or into an OCI layout on disk
    Pull(pull::PullArgs),
    /// Make recorded decisions again, and see what another module would have decided
    Replay(ReplayArgs),
    /// The modules that a launcher has loaded, what each is used for, and how it fares
    List,
    /// Obey a candidate for all from now on, also over restarts
    Promote(stage::StageArgs),
    /// Obey a candidate for nobody from now on, also over restarts
    Rollback(stage::RollBackArgs),
    /// Make a candidate what the configuration says again
    Resume(stage::StageArgs),
    /// Re-read manifests and policies; exit code 1 if a manifest was rejected
    Reload,
    /// What would become of a launch, and why; or why a past decision was made. Starts nothing
    Explain(ExplainArgs),
    /// What a launcher's policies decided, one line each
    Decisions(DecisionsArgs),
}

/// Does what was typed.
///
/// # Errors
///
/// The first thing that went wrong.
pub(crate) async fn run(global: &Global, command: PolicyCommand) -> Result<(), Failure> {
    let format = global.output;
    let connect = || Launcher::connect(&global.launcher);
    match command {
        PolicyCommand::New(args) => new::run(&args, format),
        PolicyCommand::Build(args) => build::run(&args, format),
        PolicyCommand::Test(args) => test::run(&args, format),
        PolicyCommand::Inspect(args) => inspect::run(&args, format),
        PolicyCommand::Check(args) => check::run(&args, format),
        PolicyCommand::Bench(args) => bench::run(&args, format),
        PolicyCommand::Keygen(args) => keygen::run(&args, format),
        PolicyCommand::Sign(args) => sign::run(&args, format),
        PolicyCommand::Verify(args) => verify::run(&args, format),
        PolicyCommand::Push(args) => push::run(&args, format).await,
        PolicyCommand::Pull(args) => pull::run(&args, format).await,
        PolicyCommand::Replay(args) => replay::run(&args, format),
        PolicyCommand::List => list::run(&connect().await?, format).await,
        PolicyCommand::Promote(args) => stage::run(&connect().await?, Way::Promote, args.module, format).await,
        PolicyCommand::Rollback(args) => {
            stage::run(&connect().await?, Way::RollBack, args.module.unwrap_or_default(), format).await
        }
        PolicyCommand::Resume(args) => stage::run(&connect().await?, Way::Resume, args.module, format).await,
        PolicyCommand::Reload => reload::run(&connect().await?, format).await,
        PolicyCommand::Explain(args) => explain::run(&connect().await?, args, format).await,
        PolicyCommand::Decisions(args) => decisions::run(&connect().await?, args, format).await,
    }
}

/// `policy COMMAND failed: REASON`.
fn failed(command: &'static str, reason: impl ToString) -> Failure {
    Failure::Policy { command, reason: reason.to_string() }
}
