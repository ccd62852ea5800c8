//! The command line. Flags override the file.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use prism_core::isolation::IsolationLevel;

use super::Config;

/// Launches pattern processes on demand, in bulkheads, as sandboxed WASM policies decide.
///
/// Without a configuration file everything has a default: the API on 127.0.0.1:8982, metrics on 9092, health on 9093,
/// patterns from ./patterns.
#[derive(Clone, Debug, Default, Parser)]
#[command(name = "prism-launcher", version)]
pub struct Flags {
    /// Configuration file [default: ~/.prism/launcher-config.yaml if there is one]
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
    /// Port of the gRPC API [default: 8982]
    #[arg(long, value_name = "PORT", global = true)]
    pub grpc_port: Option<u16>,
    /// Port of the metrics page [default: 9092]
    #[arg(long, value_name = "PORT", global = true)]
    pub metrics_port: Option<u16>,
    /// Port of the health page [default: 9093]
    #[arg(long, value_name = "PORT", global = true)]
    pub health_port: Option<u16>,
    /// Directory of patterns [default: ./patterns]
    #[arg(long, value_name = "DIR", global = true)]
    pub patterns_dir: Option<PathBuf>,
    /// Isolation level where neither request nor manifest names one [default: namespace]
    #[arg(long, value_name = "LEVEL", global = true)]
    pub isolation: Option<Level>,
    /// Directory for the launcher's books; one launcher each [default: ~/.prism/state]
    #[arg(long, value_name = "DIR", global = true)]
    pub state_dir: Option<PathBuf>,
    /// Also serve the API on this unix socket
    #[arg(long, value_name = "PATH", global = true)]
    pub unix_socket: Option<PathBuf>,
    /// Form of the log lines
    #[arg(long, value_name = "FORM", global = true, default_value = "text")]
    pub log_format: LogFormat,
    /// What to do instead of serving
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What the daemon can do besides serving.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Validate configuration, manifests and policies, say what is wrong, start nothing
    Check,
    /// The launcher's own helper process; started by the launcher
    #[command(hide = true)]
    Spawner,
    /// Executes a health check's command, kept from what its instance is kept from; started by the launcher
    #[command(hide = true)]
    Confined,
    /// The next launcher; started by the one that is to be upgraded
    #[command(hide = true)]
    Handover,
    /// What a launcher becomes that was upgraded: it stands where it stood, before the next one
    #[command(hide = true)]
    Front {
        /// The process of the next one
        main: i32,
    },
}

/// An isolation level as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Level {
    /// One process for everyone
    None,
    /// One process for each namespace
    Namespace,
    /// One process for each session
    Session,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    #[default]
    Text,
    /// One JSON object a line
    Json,
}

impl From<Level> for IsolationLevel {
    fn from(level: Level) -> Self {
        match level {
            Level::None => Self::None,
            Level::Namespace => Self::Namespace,
            Level::Session => Self::Session,
        }
    }
}

impl Flags {
    pub(super) fn apply(&self, config: &mut Config) {
        fn set<T>(into: &mut T, flag: Option<T>) {
            if let Some(value) = flag {
                *into = value;
            }
        }
        if let Some(state_dir) = &self.state_dir {
            if config.log_dir == config.state_dir.join("logs") {
                config.log_dir = state_dir.join("logs");
            }
            if config.decision_log.dir == config.state_dir.join("decisions") {
                config.decision_log.dir = state_dir.join("decisions");
            }
            if config.policy_cache.dir == config.state_dir.join("cache").join("policies") {
                config.policy_cache.dir = state_dir.join("cache").join("policies");
            }
            config.state_dir.clone_from(state_dir);
        }
        set(&mut config.grpc_port, self.grpc_port);
        set(&mut config.metrics_port, self.metrics_port);
        set(&mut config.health_port, self.health_port);
        set(&mut config.patterns_dir, self.patterns_dir.clone());
        set(&mut config.default_isolation, self.isolation.map(Into::into));
        if self.unix_socket.is_some() {
            config.unix_socket.clone_from(&self.unix_socket);
        }
    }
}
