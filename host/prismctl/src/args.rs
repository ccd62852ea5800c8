//! What was typed: clap's view of the command line. What it means is said by the commands, which turn it into requests.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use prism_proto::v1;

use crate::address::{ADDRESS_DEFAULT, Address};
use crate::commands::policy::PolicyCommand;
use crate::durations::{GracePeriod, parse_grace_of_launch, parse_limit};
use crate::render::Format;

/// How long a launch may take unless `--timeout` says otherwise: fifteen times the RFC's cold start, and what a person waits for.
const LAUNCH_TIMEOUT_DEFAULT: &str = "30s";

const EXIT_CODES: &str = "Exit codes: 0 ok, 1 refused or failed (the reason on stderr, one line), 2 wrong usage.";

/// Launches, lists, watches and ends the pattern processes of a prism-launcher.
#[derive(Debug, Parser)]
#[command(name = "prismctl", version, after_help = EXIT_CODES, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command understands.
#[derive(Args, Debug)]
pub(crate) struct Global {
    /// Where the launcher listens: host:port, http://host:port or unix:/path
    #[arg(long, global = true, value_name = "ADDR", env = "PRISM_LAUNCHER", default_value = ADDRESS_DEFAULT)]
    pub(crate) launcher: Address,
    /// How the answer is printed
    #[arg(short, long, global = true, value_name = "FORMAT", value_enum, default_value_t = Format::Table)]
    pub(crate) output: Format,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Patterns and their processes
    #[command(subcommand)]
    Pattern(Pattern),
    /// Policies: write, test and check them; what is in force, what was decided and why, what another module would decide
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// The launcher's own health; exit code 1 if it is unhealthy
    Health(HealthArgs),
    /// Re-read manifests and policies; exit code 1 if a manifest was rejected
    Reload,
    /// Put another program in the place of the launcher; nobody is refused, no process ends
    Upgrade(UpgradeArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Pattern {
    /// Get or start the process of a pattern, and wait until it is ready
    Launch(LaunchArgs),
    /// List processes
    List(ListArgs),
    /// Show one process
    Status(StatusArgs),
    /// Stop one process with its whole tree, and wait until nothing of it is left
    Terminate(TerminateArgs),
    /// Print every change of state, one line each, until Ctrl-C
    Watch(WatchArgs),
    /// Show what a process wrote to stdout and stderr
    Logs(LogsArgs),
    /// Show what can be launched, and which manifests were rejected and why
    Describe(DescribeArgs),
}

#[derive(Args, Debug)]
pub(crate) struct ExplainArgs {
    /// Name of the pattern that would be launched
    #[arg(value_name = "NAME", required_unless_present_any = ["decision", "terminate"], conflicts_with_all = ["decision", "terminate"])]
    pub(crate) pattern: Option<String>,
    /// Id of a past decision: 16 hex digits, as a refusal and `policy decisions` show it
    #[arg(long, value_name = "ID")]
    pub(crate) decision: Option<String>,
    /// Id of a process that would be terminated, e.g. ns:tenant-a:consumer
    #[arg(long, value_name = "ID", conflicts_with = "decision")]
    pub(crate) terminate: Option<String>,
    /// With --terminate: SIGKILL at once
    #[arg(long, requires = "terminate")]
    pub(crate) force: bool,
    /// Tenant
    #[arg(long, value_name = "NS")]
    pub(crate) namespace: Option<String>,
    /// Session of the tenant
    #[arg(long, value_name = "ID")]
    pub(crate) session: Option<String>,
    /// Who would share the process [default: the manifest's level, else the launcher's]
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub(crate) isolation: Option<Isolation>,
    /// Environment of the process; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = parse_config)]
    pub(crate) config: Vec<ConfigEntry>,
    /// Also look for the smallest change after which the deciding module would answer otherwise
    #[arg(long)]
    pub(crate) why_not: bool,
}

#[derive(Args, Debug)]
pub(crate) struct DecisionsArgs {
    /// How many of the latest
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    pub(crate) last: u32,
    /// Go on with what is decided from now on, until Ctrl-C
    #[arg(short, long)]
    pub(crate) follow: bool,
    /// Only of this module
    #[arg(long, value_name = "NAME")]
    pub(crate) module: Option<String>,
    /// Only of this hook: isolation, admission, restart, terminate or mutate
    #[arg(long, value_name = "HOOK")]
    pub(crate) hook: Option<String>,
    /// Only about this tenant
    #[arg(long, value_name = "NS")]
    pub(crate) namespace: Option<String>,
    /// Only with this answer: allow, deny, restart, give-up, patch or fault
    #[arg(long, value_name = "ANSWER")]
    pub(crate) answer: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct ReplayArgs {
    /// Files of a decision log, or its directory
    #[arg(value_name = "LOG", required = true)]
    pub(crate) logs: Vec<PathBuf>,
    /// The candidate; without one the records only prove themselves
    #[arg(long, value_name = "FILE")]
    pub(crate) module: Option<PathBuf>,
    /// The candidate's configuration, as YAML or JSON
    #[arg(long, value_name = "FILE", requires = "module")]
    pub(crate) config: Option<PathBuf>,
    /// Where the launcher kept the modules that decided [default: modules/ beside the log]
    #[arg(long, value_name = "DIR")]
    pub(crate) modules: Option<PathBuf>,
    /// Only decisions of this module, by the operator's name for it: the one that the candidate is to replace
    #[arg(long, value_name = "NAME")]
    pub(crate) of: Option<String>,
    /// Only decisions of this hook
    #[arg(long, value_enum, value_name = "HOOK")]
    pub(crate) hook: Option<HookName>,
    /// Let the answers decide who holds a place: who would be admitted when, and how many places that takes
    #[arg(long, conflicts_with_all = ["hook", "fail_on"])]
    pub(crate) simulate: bool,
    /// Exit code 1 if a decision goes this way; kinds are allow, deny, restart, give-up, fault, any, and changed for TO
    #[arg(long, value_name = "FROM->TO", value_parser = parse_gate, requires = "module")]
    pub(crate) fail_on: Vec<Gate>,
    /// Exit code 1 if more than this share of the decisions flips, such as 0.1%
    #[arg(long, value_name = "SHARE", value_parser = parse_share, requires = "module")]
    pub(crate) max_flip: Option<Share>,
}

/// A hook by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum HookName {
    Isolation,
    Admission,
    Restart,
    Terminate,
    Mutate,
}

impl HookName {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Isolation => "isolation",
            Self::Admission => "admission",
            Self::Restart => "restart",
            Self::Terminate => "terminate",
            Self::Mutate => "mutate",
        }
    }
}

/// A way that no decision may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Gate {
    pub(crate) from: String,
    pub(crate) to: String,
}

fn parse_gate(text: &str) -> Result<Gate, String> {
    const KINDS: [&str; 7] = ["allow", "deny", "restart", "give-up", "patch", "fault", "any"];
    let expected = || format!("expected FROM->TO with kinds of {}, or any->changed", KINDS.join(", "));
    let (from, to) = text.split_once("->").ok_or_else(expected)?;
    let known = KINDS.contains(&from) && (KINDS.contains(&to) || to == "changed");
    if known { Ok(Gate { from: from.to_owned(), to: to.to_owned() }) } else { Err(expected()) }
}

/// A share in percent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Share(pub(crate) f64);

fn parse_share(text: &str) -> Result<Share, &'static str> {
    let number = text.strip_suffix('%').unwrap_or(text).trim().parse::<f64>();
    number.ok().filter(|share| (0.0..=100.0).contains(share)).map(Share).ok_or("expected a share such as 0.1%")
}

#[derive(Args, Debug)]
pub(crate) struct LaunchArgs {
    /// Name of the pattern, as `describe` lists it
    #[arg(value_name = "NAME")]
    pub(crate) pattern: String,
    /// Tenant; needed at the levels namespace and session
    #[arg(long, value_name = "NS")]
    pub(crate) namespace: Option<String>,
    /// Session of the tenant; needed at the level session
    #[arg(long, value_name = "ID")]
    pub(crate) session: Option<String>,
    /// Who shares the process [default: the manifest's level, else the launcher's]
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub(crate) isolation: Option<Isolation>,
    /// Environment of the process; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = parse_config)]
    pub(crate) config: Vec<ConfigEntry>,
    /// Time between the stop signal and SIGKILL [default: the manifest's]
    #[arg(long, value_name = "DURATION", value_parser = parse_grace_of_launch)]
    pub(crate) grace: Option<GracePeriod>,
    /// Exact version wanted [default: the catalogue's]
    #[arg(long, value_name = "V")]
    pub(crate) pattern_version: Option<String>,
    /// How long to wait for the process to be ready
    #[arg(long, value_name = "DURATION", value_parser = parse_limit, default_value = LAUNCH_TIMEOUT_DEFAULT)]
    pub(crate) timeout: Duration,
}

#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    /// Only processes of this pattern
    #[arg(long, value_name = "P")]
    pub(crate) pattern: Option<String>,
    /// Only processes of this tenant
    #[arg(long, value_name = "NS")]
    pub(crate) namespace: Option<String>,
    /// Only processes in this state
    #[arg(long, value_enum, value_name = "S", ignore_case = true)]
    pub(crate) state: Option<State>,
}

#[derive(Args, Debug)]
pub(crate) struct StatusArgs {
    /// As `list` shows it, e.g. ns:tenant-a:consumer
    pub(crate) process_id: String,
}

#[derive(Args, Debug)]
pub(crate) struct TerminateArgs {
    /// As `list` shows it, e.g. ns:tenant-a:consumer
    pub(crate) process_id: String,
    /// Time between the stop signal and SIGKILL [default: as launched, else the manifest's]
    #[arg(long, value_name = "DURATION", conflicts_with = "force")]
    pub(crate) grace: Option<GracePeriod>,
    /// SIGKILL at once
    #[arg(long)]
    pub(crate) force: bool,
    /// As an operator: ask no terminate policy
    #[arg(long = "override")]
    pub(crate) overrides: bool,
}

#[derive(Args, Debug)]
pub(crate) struct WatchArgs {
    /// Only processes of this pattern
    #[arg(long, value_name = "P")]
    pub(crate) pattern: Option<String>,
    /// Only processes of this tenant
    #[arg(long, value_name = "NS")]
    pub(crate) namespace: Option<String>,
    /// Go on after this sequence number [default: begin with a snapshot]
    #[arg(long, value_name = "SEQ", default_value_t = 0, hide_default_value = true)]
    pub(crate) from: u64,
}

#[derive(Args, Debug)]
pub(crate) struct LogsArgs {
    /// As `list` shows it, e.g. ns:tenant-a:consumer
    pub(crate) process_id: String,
    /// Go on with what is written from now on, until the process is gone or Ctrl-C
    #[arg(short, long)]
    pub(crate) follow: bool,
    /// Only the last N lines [default: all that are kept]
    #[arg(long, value_name = "N")]
    pub(crate) tail: Option<u32>,
    /// Only what was written in the last DURATION, and some seconds before
    #[arg(long, value_name = "DURATION", value_parser = parse_limit)]
    pub(crate) since: Option<Duration>,
    /// The bytes as they were written and nothing else: what a process writes may command a terminal
    #[arg(long)]
    pub(crate) raw: bool,
}

#[derive(Args, Debug)]
pub(crate) struct DescribeArgs {
    /// One pattern in detail
    #[arg(value_name = "NAME")]
    pub(crate) pattern: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct HealthArgs {
    /// List the processes too
    #[arg(long)]
    pub(crate) processes: bool,
}

#[derive(Args, Debug)]
pub(crate) struct UpgradeArgs {
    /// The program, on the launcher's machine [default: where the launcher was started from]
    #[arg(long, value_name = "PATH")]
    pub(crate) binary: Option<PathBuf>,
    /// Only find out whether it could take over
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(Args, Debug)]
pub(crate) struct CompletionsArgs {
    /// The shell that will read it
    pub(crate) shell: clap_complete::Shell,
}

/// An isolation level by the name that configuration and metrics give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Isolation {
    /// One process for everyone
    None,
    /// One process for each namespace
    Namespace,
    /// One process for each session of a namespace
    Session,
}

impl From<Isolation> for v1::IsolationLevel {
    fn from(isolation: Isolation) -> Self {
        match isolation {
            Isolation::None => Self::IsolationNone,
            Isolation::Namespace => Self::IsolationNamespace,
            Isolation::Session => Self::IsolationSession,
        }
    }
}

/// A state to filter by. `terminated` is left out on purpose: what is gone is not listed, so it would always find nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum State {
    /// Not ready yet, or waiting for its next restart
    Starting,
    /// Ready
    Running,
    /// Told to stop
    Terminating,
    /// Given up by the restart policy
    Failed,
}

impl From<State> for v1::ProcessState {
    fn from(state: State) -> Self {
        match state {
            State::Starting => Self::StateStarting,
            State::Running => Self::StateRunning,
            State::Terminating => Self::StateTerminating,
            State::Failed => Self::StateFailed,
        }
    }
}

/// One `KEY=VALUE`. Which keys a pattern accepts is for the launcher to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ConfigEntry {
    pub(crate) key: String,
    pub(crate) value: String,
}

fn parse_config(text: &str) -> Result<ConfigEntry, &'static str> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok(ConfigEntry { key: key.to_owned(), value: value.to_owned() }),
        _ => Err("expected KEY=VALUE"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    fn parsed(line: &str) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(line.split(' '))
    }

    fn launched(line: &str) -> LaunchArgs {
        match parsed(line).expect("valid").command {
            Command::Pattern(Pattern::Launch(args)) => args,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_command_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_rfcs_launch_is_understood() {
        let args = launched("prismctl pattern launch consumer --namespace tenant-a --isolation namespace");
        assert_eq!((args.pattern.as_str(), args.namespace.as_deref()), ("consumer", Some("tenant-a")));
        assert_eq!(args.isolation, Some(Isolation::Namespace));
        assert_eq!((args.grace, args.timeout), (None, Duration::from_secs(30)));
    }

    #[test]
    fn a_value_keeps_its_equals_signs_and_may_be_empty() {
        let args = launched("prismctl pattern launch p --config A=b=c --config B=");
        let entry = |key: &str, value: &str| ConfigEntry { key: key.to_owned(), value: value.to_owned() };
        assert_eq!(args.config, [entry("A", "b=c"), entry("B", "")]);
    }

    #[test]
    fn global_options_stand_before_or_after_the_command() {
        for line in ["prismctl -o json --launcher a:1 pattern list", "prismctl pattern list --launcher a:1 -o json"] {
            let global = parsed(line).expect("valid").global;
            assert_eq!((global.output, global.launcher.as_str()), (Format::Json, "http://a:1"));
        }
    }

    #[test]
    fn states_are_found_in_any_case() {
        for line in ["prismctl pattern list --state RUNNING", "prismctl pattern list --state running"] {
            assert!(parsed(line).is_ok(), "{line}");
        }
    }

    #[test]
    fn wrong_usage_is_exit_code_2() {
        for line in [
            "prismctl",
            "prismctl pattern",
            "prismctl pattern launch",
            "prismctl pattern launch p --isolation tenant",
            "prismctl pattern launch p --config A",
            "prismctl pattern launch p --config =b",
            "prismctl pattern launch p --grace 0s",
            "prismctl pattern launch p --grace 10",
            "prismctl pattern launch p --timeout 0s",
            "prismctl pattern list --state terminated",
            "prismctl pattern terminate",
            "prismctl pattern terminate x --force --grace 5s",
            "prismctl pattern watch --from -1",
            "prismctl pattern logs",
            "prismctl pattern logs x --tail -1",
            "prismctl pattern logs x --since 10",
            "prismctl health --launcher nowhere",
            "prismctl health -o xml",
            "prismctl completions dos",
            "prismctl policy promote",
            "prismctl policy resume",
            "prismctl policy rollback a b",
            "prismctl policy explain",
            "prismctl policy explain p --decision 0192ab0000000007",
            "prismctl policy replay",
            "prismctl policy replay log --fail-on allow->deny",
            "prismctl policy replay log --module m --fail-on allow",
            "prismctl policy replay log --module m --fail-on yes->no",
            "prismctl policy replay log --module m --max-flip 101%",
            "prismctl policy replay log --simulate --hook admission",
            "prismctl policy replay log --module m --simulate --fail-on any->any",
        ] {
            assert_eq!(parsed(line).expect_err(line).exit_code(), 2, "{line}");
        }
    }
}
