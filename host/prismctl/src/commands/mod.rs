//! The commands: each turns what was typed into a request, asks, and prints the answer. One file for each.

use std::time::Duration;

use crate::args::{Cli, Command, Pattern};
use crate::client::Launcher;
use crate::errors::Failure;

mod completions;
mod describe;
mod health;
mod launch;
mod list;
mod logs;
pub(crate) mod policy;
mod reload;
mod status;
mod terminate;
mod upgrade;
mod watch;

/// How long a question may take that starts and stops nothing: the launcher answers it from memory.
const READ_TIMEOUT: Duration = Duration::from_secs(10);

/// Does what was typed.
///
/// # Errors
///
/// The first thing that went wrong; nothing is printed on stdout then, except what came before it.
pub(crate) async fn run(cli: Cli) -> Result<(), Failure> {
    let format = cli.global.output;
    let connect = || Launcher::connect(&cli.global.launcher);
    match cli.command {
        Command::Pattern(Pattern::Launch(args)) => {
            let plan = launch::plan(args)?;
            launch::run(&connect().await?, plan, format).await
        }
        Command::Pattern(Pattern::List(args)) => list::run(&connect().await?, &args, format).await,
        Command::Pattern(Pattern::Status(args)) => status::run(&connect().await?, args, format).await,
        Command::Pattern(Pattern::Terminate(args)) => terminate::run(&connect().await?, args, format).await,
        Command::Pattern(Pattern::Watch(args)) => watch::run(&cli.global.launcher, args, format).await,
        Command::Pattern(Pattern::Logs(args)) => logs::run(&cli.global.launcher, args, format).await,
        Command::Pattern(Pattern::Describe(args)) => describe::run(&connect().await?, args, format).await,
        Command::Policy(command) => policy::run(&cli.global, command).await,
        Command::Health(args) => health::run(&connect().await?, &args, format).await,
        Command::Reload => reload::run(&connect().await?, format).await,
        Command::Upgrade(args) => upgrade::run(&connect().await?, args, format).await,
        Command::Completions(args) => completions::run(&args),
    }
}
