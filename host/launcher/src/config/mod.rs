//! What the operator wants: the configuration file, overridden by flags, with a default for everything.

mod file;
mod flags;
mod hardening;
mod words;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use prism_core::bounds::Bounds;
use prism_core::isolation::IsolationLevel;
use prism_core::manifest::Resources;
use prism_policy::locate::{self, Step};
use prism_policy::{PoliciesConfig, PoliciesError};

use crate::decisions::DecisionLogConfig;
use crate::policy_code::PolicyCacheConfig;
use crate::yaml::{self, Problem};

pub use flags::{Command, Flags, Level, LogFormat};
pub use hardening::{Hardening, KeepToFiles, UserRange};
pub(crate) use words::Words;

/// Everything that is configurable, complete and found right.
#[derive(Clone, Debug)]
pub struct Config {
    /// Address that all ports listen on.
    pub listen: IpAddr,
    /// Port of the gRPC API.
    pub grpc_port: u16,
    /// The API on a unix socket, too.
    pub unix_socket: Option<PathBuf>,
    /// Port of the metrics page.
    pub metrics_port: u16,
    /// Its path.
    pub metrics_path: String,
    /// Port of the health page.
    pub health_port: u16,
    /// Its path.
    pub health_path: String,
    /// Where manifests are.
    pub patterns_dir: PathBuf,
    /// Where the launcher keeps its books.
    pub state_dir: PathBuf,
    /// Where instances' output goes.
    pub log_dir: PathBuf,
    /// Level where neither request nor manifest names one.
    pub default_isolation: IsolationLevel,
    /// Between two rounds of housekeeping.
    pub resync_interval: Duration,
    /// How long instances live on without a launcher. Zero: not at all.
    pub orphan_timeout: Duration,
    /// Longest grace period when the launcher itself stops.
    pub shutdown_grace: Duration,
    /// Limits of every instance; the manifest's may be smaller.
    pub resources: Resources,
    /// Refuse to start where a limit cannot be enforced.
    pub require_limits: bool,
    /// What instances are kept from.
    pub hardening: Hardening,
    /// The core's hard bounds.
    pub bounds: Bounds,
    /// Which modules decide.
    pub policies: PoliciesConfig,
    /// How their decisions are written down.
    pub decision_log: DecisionLogConfig,
    /// Where their compiled code is kept.
    pub policy_cache: PolicyCacheConfig,
    /// The file it was read from, to be read again.
    pub file: Option<PathBuf>,
    /// What was written there, and must not be asked for again where the file may have changed since.
    pub(crate) words: Words,
    /// The flags that were applied, to be applied again.
    pub flags: Flags,
}

impl Config {
    /// Reads the file that the flags name, or the one in the home directory if there is one, and applies the flags.
    ///
    /// # Errors
    ///
    /// What is wrong, with file, line and column where there is one.
    pub fn load(flags: &Flags) -> Result<Self, Problem> {
        let file = flags.config.clone().or_else(|| home_file().filter(|file| file.exists()));
        let text = file.as_deref().map(yaml::read).transpose()?;
        Self::of_words(flags, Words { file, text, policies: None })
    }

    /// The configuration of a launcher that was configured with these words, whatever its file says by now.
    ///
    /// # Errors
    ///
    /// What is wrong with them.
    pub(crate) fn of_words(flags: &Flags, words: Words) -> Result<Self, Problem> {
        let source = words.file.clone().unwrap_or_else(|| PathBuf::from("built-in defaults"));
        let parsed = |text: &Option<String>| match text {
            Some(text) => yaml::parse::<file::File>(&source, text),
            None => Ok(file::File::default()),
        };
        let mut written = parsed(&words.text)?;
        if words.policies.is_some() {
            written.launcher.policies = parsed(&words.policies)?.launcher.policies;
        }
        let mut config = written.launcher.config().map_err(|message| Problem::of(&source, message))?;
        config.file.clone_from(&words.file);
        config.words = words;
        config.flags = flags.clone();
        flags.apply(&mut config);
        config.make_absolute().map_err(|message| Problem::of(&source, message))?;
        config.check().map_err(|message| Problem::of(&source, message))?;
        Ok(config)
    }

    /// The address of a port.
    #[must_use]
    pub fn address(&self, port: u16) -> SocketAddr {
        SocketAddr::new(self.listen, port)
    }

    /// Policies that cannot be put into force, with the place in the file that says so.
    #[must_use]
    pub fn policies_problem(&self, error: &PoliciesError) -> Problem {
        let Some(file) = &self.file else {
            return Problem::of(Path::new("built-in defaults"), format!("policies: {error}"));
        };
        let mut path = locate::path("launcher.policies");
        match error {
            PoliciesError::Selection(error) => path.extend(locate::path(&error.field)),
            PoliciesError::Load(error) => {
                let index = self.policies.modules.iter().position(|spec| spec.name == *error.module);
                path.extend(index.into_iter().flat_map(|index| ["modules".into(), Step::Index(index)]));
                if let prism_policy::Problem::Config { errors } = &error.problem {
                    path.push("config".into());
                    path.extend(errors.iter().take(1).flat_map(|error| locate::pointed(&error.pointer)));
                }
            }
        }
        // Read once more: it was read to be parsed, and is not kept for the case that it is wrong.
        let at = yaml::read(file).ok().map(|text| locate::place(&text, &path));
        Problem { file: file.clone(), at, message: format!("policies: {error}") }
    }

    /// The keys that `next` has other values for and that are only read at a start.
    #[must_use]
    pub fn needs_restart(&self, next: &Self) -> Vec<&'static str> {
        [
            ("listen", self.listen != next.listen),
            ("grpc_port", self.grpc_port != next.grpc_port),
            ("unix_socket", self.unix_socket != next.unix_socket),
            ("metrics.port", self.metrics_port != next.metrics_port),
            ("metrics.path", self.metrics_path != next.metrics_path),
            ("health.port", self.health_port != next.health_port),
            ("health.path", self.health_path != next.health_path),
            ("patterns_dir", self.patterns_dir != next.patterns_dir),
            ("state_dir", self.state_dir != next.state_dir),
            ("log_dir", self.log_dir != next.log_dir),
            ("default_isolation", self.default_isolation != next.default_isolation),
            ("process_manager.resync_interval", self.resync_interval != next.resync_interval),
            ("process_manager.orphan_timeout", self.orphan_timeout != next.orphan_timeout),
            ("shutdown_grace", self.shutdown_grace != next.shutdown_grace),
            ("resources", self.resources != next.resources),
            ("require_limits", self.require_limits != next.require_limits),
            ("hardening or require_hardening", self.hardening != next.hardening),
            ("decision_log", self.decision_log != next.decision_log),
            ("policy_cache", self.policy_cache != next.policy_cache),
            ("limits or process_manager", self.bounds != next.bounds),
        ]
        .into_iter()
        .filter_map(|(key, differs)| differs.then_some(key))
        .collect()
    }

    /// Instances run in directories of their own: a path that is handed to one must not depend on where the launcher was started.
    fn make_absolute(&mut self) -> Result<(), String> {
        let paths = [
            ("state_dir", &mut self.state_dir),
            ("log_dir", &mut self.log_dir),
            ("decision_log.dir", &mut self.decision_log.dir),
            ("policy_cache.dir", &mut self.policy_cache.dir),
        ];
        for (key, path) in paths {
            *path =
                std::path::absolute(&*path).map_err(|error| format!("launcher.{key}: {}: {error}", path.display()))?;
        }
        Ok(())
    }

    fn check(&self) -> Result<(), String> {
        if !self.listen.is_loopback() {
            return Err(format!(
                "launcher.listen: {} is not a loopback address, and there is no TLS and no authentication yet; expected 127.0.0.1 or ::1",
                self.listen
            ));
        }
        let ports =
            [("grpc_port", self.grpc_port), ("metrics.port", self.metrics_port), ("health.port", self.health_port)];
        for (index, (name, port)) in ports.iter().enumerate() {
            if let Some((other, _)) = ports[..index].iter().find(|(_, other)| other == port && *port != 0) {
                return Err(format!("launcher.{name}: {port} is taken by launcher.{other}; expected another port"));
            }
        }
        Ok(())
    }
}

/// The RFC's place for the file.
fn home_file() -> Option<PathBuf> {
    std::env::home_dir().map(|home| home.join(".prism/launcher-config.yaml"))
}

/// `~/…` below the home directory; other paths as they are.
fn expand(path: &Path) -> PathBuf {
    match (path.strip_prefix("~"), std::env::home_dir()) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}

/// Where the launcher's own files go by default.
fn default_state_dir() -> PathBuf {
    std::env::home_dir().unwrap_or_else(|| PathBuf::from("/var/lib")).join(".prism/state")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    fn load(text: &str, flags: &[&str]) -> Result<Config, String> {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("c.yaml");
        std::fs::write(&path, text).expect("written");
        let mut arguments = vec!["prism-launcher", "--config", path.to_str().expect("utf-8")];
        arguments.extend(flags);
        Config::load(&Flags::parse_from(arguments)).map_err(|problem| problem.to_string())
    }

    /// The RFC's own file.
    const RFC: &str = "launcher:\n  grpc_port: 8982\n  patterns_dir: ./patterns\n  default_isolation: namespace\n  process_manager:\n    resync_interval: 30s\n    backoff_period: 5s\n    max_concurrent_starts: 10\n  resources:\n    cpu_limit: 2.0\n    memory_limit: 1Gi\n  metrics:\n    port: 9092\n    path: /metrics\n  health:\n    port: 9093\n    path: /health\n";

    #[test]
    fn the_rfcs_file_is_read() {
        let config = load(RFC, &[]).expect("valid");
        assert_eq!((config.grpc_port, config.metrics_port, config.health_port), (8982, 9092, 9093));
        assert_eq!(config.resources.cpu_millis, Some(2000));
        assert_eq!(config.bounds.starts_max, 10);
        assert_eq!(config.bounds.fallback_backoff_max, Duration::from_secs(5));
    }

    #[test]
    fn what_was_in_force_is_made_again_of_its_words_whatever_the_file_says() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("c.yaml");
        let flags = Flags::parse_from(["prism-launcher", "--config", path.to_str().expect("utf-8")]);
        let policies = "launcher: {policies: {admission: []}, log_dir: /elsewhere}\n";
        std::fs::write(&path, RFC).expect("written");
        let started = Config::load(&flags).expect("valid");
        std::fs::write(&path, policies).expect("written");
        let reloaded = Config::load(&flags).expect("valid");
        std::fs::write(&path, "launcher: {grpc_prot: 1}\n").expect("written");
        Config::load(&flags).expect_err("it is misspelt");
        let words = Words { policies: reloaded.words.text.clone(), ..started.words.clone() };
        let again = Words::decode(&words.encode()).expect("words");
        let again = Config::of_words(&flags, again).expect("valid");
        assert!(started.needs_restart(&again).is_empty(), "a reload puts no other key in force");
        assert_eq!((&again.policies, &again.file), (&reloaded.policies, &started.file));
        std::fs::remove_file(&path).expect("removed");
        Config::of_words(&flags, started.words).expect("no file is needed");
    }

    #[test]
    fn every_key_has_a_default() {
        for empty in ["", "launcher:\n", "launcher: {}\n", "# nothing\n"] {
            let config = load(empty, &[]).unwrap_or_else(|error| panic!("{empty:?}: {error}"));
            assert_eq!((config.grpc_port, config.default_isolation), (8982, IsolationLevel::Namespace));
        }
    }

    #[test]
    fn flags_win_over_the_file() {
        let config = load(RFC, &["--grpc-port", "1234", "--isolation", "session", "--state-dir", "/x"]).expect("valid");
        assert_eq!((config.grpc_port, config.default_isolation), (1234, IsolationLevel::Session));
        assert_eq!((config.state_dir.as_path(), config.log_dir.as_path()), (Path::new("/x"), Path::new("/x/logs")));
    }

    #[test]
    fn kept_code_is_switched_off_or_moved_or_bounded() {
        let config = load("launcher:\n  policy_cache: {enabled: false, dir: /c, bytes: 1Mi}\n", &["--state-dir", "/x"]);
        let cache = config.expect("valid").policy_cache;
        assert_eq!((cache.enabled, cache.dir.as_path(), cache.bytes), (false, Path::new("/c"), 1 << 20));
        let wrong = load("launcher:\n  policy_cache: {size: 1Mi}\n", &[]).expect_err("is misspelt");
        assert!(wrong.contains("c.yaml:2:18: launcher.policy_cache: unknown field `size`, expected one of"), "{wrong}");
    }

    #[test]
    fn a_relative_state_directory_is_made_absolute() {
        let config = load("", &["--state-dir", "books"]).expect("valid");
        assert!(config.state_dir.is_absolute() && config.log_dir.is_absolute());
        assert!(config.policy_cache.dir.is_absolute() && config.policy_cache.dir.ends_with("books/cache/policies"));
        assert!(config.log_dir.ends_with("books/logs"));
    }

    #[test]
    fn what_a_reload_does_not_touch_is_named() {
        let before = load(RFC, &[]).expect("valid");
        let after = load(&RFC.replace("8982", "8983").replace("2.0", "1.5").replace("starts: 10", "starts: 20"), &[]);
        assert_eq!(
            before.needs_restart(&after.expect("valid")),
            ["grpc_port", "resources", "limits or process_manager"]
        );
        let with_policies = format!("{RFC}  policies: {{admission: []}}\n");
        assert!(before.needs_restart(&load(&with_policies, &[]).expect("valid")).is_empty());
    }

    #[test]
    fn variables_that_policies_may_set_are_named_or_begun() {
        let config = load("launcher:\n  limits: {mutable_environment: [LOG_LEVEL, 'TENANT_*', '*']}\n", &[]);
        assert_eq!(config.expect("valid").bounds.mutable_environment, ["LOG_LEVEL", "TENANT_*", "*"]);
    }

    #[test]
    fn mistakes_say_where_and_what_was_expected() {
        for (text, wanted) in [
            (
                "launcher:\n  grpc_prot: 1\n",
                "c.yaml:2:3: launcher: unknown field `grpc_prot`, expected one of `grpc_port`",
            ),
            ("launcher:\n  grpc_port: 99999\n", "c.yaml:2:14: launcher.grpc_port: "),
            ("launcher:\n  process_manager: {resync_interval: 30}\n", "expected one like 30s"),
            ("launcher:\n  process_manager: {max_concurrent_starts: 0}\n", "1 to"),
            ("launcher:\n  listen: 0.0.0.0\n", "not a loopback address"),
            ("launcher:\n  listen: example.org\n", "IP address"),
            ("launcher:\n  grpc_port: 9092\n", "9092 is taken by launcher.grpc_port"),
            ("launcher:\n  tls: {}\n", "not supported by this version"),
            (
                "launcher:\n  hardening: {uid_range: 5}\n",
                "c.yaml:2:26: launcher.hardening.uid_range: \"5\" is not a range",
            ),
            (
                "launcher:\n  require_hardening: [uid, uit]\n",
                "\"uit\" is no measure; expected one of uid, capabilities",
            ),
            (
                "launcher:\n  hardening: {filesystem: maybe}\n",
                "unknown variant `maybe`, expected one of `off`, `asked`, `always`",
            ),
            ("launcher:\n  policies: {admision: [x]}\n", "unknown field `admision`"),
            ("lancher: {}\n", "unknown field `lancher`"),
            ("launcher:\n  metrics: {path: metrics}\n", "begins with '/'"),
            (
                "launcher:\n  limits: {mutable_environment: [LOG_LEVEL, LD_PRELOAD]}\n",
                "launcher.limits.mutable_environment: \"LD_PRELOAD\" changes what code a process runs",
            ),
            ("launcher:\n  limits: {mutable_environment: ['NAMESPACE*']}\n", "\"NAMESPACE\" is set by the launcher"),
        ] {
            let error = load(text, &[]).expect_err(text);
            assert!(error.contains(wanted), "{text}\n{error}");
        }
    }
}
