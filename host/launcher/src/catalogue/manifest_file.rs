//! `manifest.yaml` as it is written, and what it means.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use nix::sys::signal::Signal;
use prism_core::environment::check_manifest_name;
use prism_core::isolation::IsolationLevel;
use prism_core::manifest::{HealthCheck, Manifest, Probe, ProbePort, Resources, RestartBounds};
use prism_core::names::PatternName;
use prism_core::template::Template;
use serde::Deserialize;
use serde::de::{Deserializer, Error};

use super::filesystem_file::{FilesystemFile, filesystem, section};
use super::{BackendSlot, ConfigRule};
use crate::units::{Bytes, Cores, Span, SpanOrZero};
use crate::yaml::{NotYet, Pairs, Text, parsed};

/// Longest regular expression of a config key, in bytes, compiled: a pattern's author cannot make launches slow.
const REGEX_BYTES_MAX: usize = 256 * 1024;

/// The file, key by key. Unknown keys, duplicates and wrong types are refused by the parser with their place.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ManifestFile {
    #[serde(deserialize_with = "parsed")]
    name: PatternName,
    #[serde(deserialize_with = "version")]
    version: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    author: String,
    #[serde(deserialize_with = "executable")]
    pub(super) executable: PathBuf,
    #[serde(default)]
    args: Vec<TemplateText>,
    #[serde(default)]
    isolation_level: Option<Level>,
    #[serde(default)]
    minimum_isolation: Option<Level>,
    #[serde(default)]
    grace_period: Option<SpanOrZero>,
    #[serde(default, deserialize_with = "stop_signal")]
    stop_signal: Option<Signal>,
    #[serde(default)]
    startup_timeout: Option<Span>,
    #[serde(default)]
    healthcheck: Option<HealthFile>,
    #[serde(default)]
    resources: ResourcesFile,
    #[serde(default, deserialize_with = "section")]
    filesystem: Option<FilesystemFile>,
    #[serde(default)]
    restart: RestartFile,
    #[serde(default, deserialize_with = "environment")]
    environment: Vec<(String, Template)>,
    #[serde(default)]
    pub(super) backend_slots: Vec<BackendSlot>,
    #[serde(default)]
    config_keys: Option<Vec<ConfigKeyFile>>,
    #[serde(default, rename = "library")]
    _library: Option<NotYet>,
    #[serde(default, rename = "idle_timeout")]
    _idle_timeout: Option<NotYet>,
    #[serde(default, rename = "max_lifetime")]
    _max_lifetime: Option<NotYet>,
    #[serde(default, rename = "warm")]
    _warm: Option<NotYet>,
}

/// A level as files write it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    None,
    Namespace,
    Session,
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

/// A template as it is written.
#[derive(Clone, Debug)]
struct TemplateText(Template);

impl<'de> Deserialize<'de> for TemplateText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Text(text) = Text::deserialize(deserializer)?;
        if text.contains('\0') {
            return Err(D::Error::custom("has a NUL byte"));
        }
        Template::parse(&text).map(Self).map_err(D::Error::custom)
    }
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    #[default]
    Http,
    Grpc,
    Tcp,
    Exec,
    Notify,
    Alive,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HealthFile {
    #[serde(default)]
    kind: Kind,
    #[serde(default)]
    port: Option<PortFile>,
    #[serde(default, deserialize_with = "path")]
    path: Option<String>,
    #[serde(default)]
    service: Option<String>,
    #[serde(default)]
    command: Option<Vec<TemplateText>>,
    #[serde(default)]
    interval: Option<Span>,
    #[serde(default)]
    timeout: Option<Span>,
    #[serde(default, deserialize_with = "threshold")]
    failure_threshold: Option<u32>,
    #[serde(default, deserialize_with = "threshold")]
    success_threshold: Option<u32>,
    #[serde(default)]
    initial_delay: Option<SpanOrZero>,
}

/// `port: 9090` as in the RFC, or one of the instance's own ports by name.
#[derive(Clone, Copy, Debug)]
enum PortFile {
    Fixed(u16),
    Own(ProbePort),
}

impl<'de> Deserialize<'de> for PortFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Text(text) = Text::deserialize(deserializer)?;
        match text.as_str() {
            "grpc" => Ok(Self::Own(ProbePort::Grpc)),
            "health" => Ok(Self::Own(ProbePort::Health)),
            "metrics" => Ok(Self::Own(ProbePort::Metrics)),
            number => number.parse().ok().filter(|port| *port > 0).map(Self::Fixed).ok_or_else(|| {
                D::Error::custom(format!(
                    "{number:?} is not a port; expected 1 to 65535, or one of grpc, health, metrics"
                ))
            }),
        }
    }
}

/// The RFC's `resources`, as manifests and the launcher's configuration have it.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResourcesFile {
    #[serde(default)]
    cpu_limit: Option<Cores>,
    #[serde(default)]
    memory_limit: Option<Bytes>,
    /// What a scheduler would set aside; there is none here, so it is checked and shown, nothing more.
    #[serde(default)]
    cpu_request: Option<Cores>,
    #[serde(default)]
    memory_request: Option<Bytes>,
    #[serde(default, deserialize_with = "count")]
    pids_limit: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    nofile: Option<u64>,
}

impl ResourcesFile {
    pub(crate) fn resources(self) -> Result<Resources, String> {
        let exceeds = |request: Option<u64>, limit: Option<u64>| request.zip(limit).is_some_and(|(r, l)| r > l);
        if exceeds(self.cpu_request.map(|c| c.0), self.cpu_limit.map(|c| c.0)) {
            return Err("resources.cpu_request is above resources.cpu_limit".into());
        }
        if exceeds(self.memory_request.map(|b| b.0), self.memory_limit.map(|b| b.0)) {
            return Err("resources.memory_request is above resources.memory_limit".into());
        }
        Ok(Resources {
            cpu_millis: self.cpu_limit.map(|cores| cores.0),
            memory_bytes: self.memory_limit.map(|bytes| bytes.0),
            pids: self.pids_limit,
            nofile: self.nofile,
        })
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RestartFile {
    #[serde(default)]
    delay_min: Option<SpanOrZero>,
    #[serde(default)]
    delay_max: Option<Span>,
    #[serde(default, deserialize_with = "threshold")]
    failures_max: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfigKeyFile {
    #[serde(deserialize_with = "config_name")]
    name: String,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    secret: bool,
    #[serde(default, deserialize_with = "expression")]
    pattern: Option<(regex::Regex, String)>,
}

impl ManifestFile {
    pub(super) fn config_rules(&mut self) -> Option<Vec<ConfigRule>> {
        let rule = |key: ConfigKeyFile| {
            let (pattern, pattern_text) =
                key.pattern.map_or((None, String::new()), |(regex, text)| (Some(regex), text));
            ConfigRule { name: key.name, required: key.required, secret: key.secret, pattern, pattern_text }
        };
        self.config_keys.take().map(|keys| keys.into_iter().map(rule).collect())
    }

    /// What it means in `directory`, with the executable resolved.
    pub(super) fn manifest(self, directory: &Path, executable: PathBuf, digest: Arc<str>) -> Result<Manifest, String> {
        let (health, fixed_health_port) = health(self.healthcheck)?;
        let level = self.isolation_level.map(IsolationLevel::from);
        let minimum = self.minimum_isolation.map_or(IsolationLevel::None, IsolationLevel::from);
        if level.is_some_and(|level| level < minimum) {
            return Err("isolation_level is below minimum_isolation".into());
        }
        Ok(Manifest {
            name: self.name,
            version: self.version.into(),
            description: self.description,
            author: self.author,
            executable,
            args: self.args.into_iter().map(|text| text.0).collect(),
            environment: self.environment,
            isolation_level: level,
            minimum_isolation: minimum,
            grace_period: self.grace_period.map_or(Duration::from_secs(10), |span| span.0),
            stop_signal: self.stop_signal.unwrap_or(Signal::SIGTERM) as i32,
            startup_timeout: self.startup_timeout.map_or(Duration::from_secs(30), |span| span.0),
            health,
            fixed_health_port,
            resources: self.resources.resources()?,
            filesystem: filesystem(self.filesystem, directory.to_owned())?,
            restart: RestartBounds {
                delay_min: self.restart.delay_min.map(|span| span.0),
                delay_max: self.restart.delay_max.map(|span| span.0),
                failures_max: self.restart.failures_max,
            },
            digest,
        })
    }
}

/// Without a section: a TCP connection to the port that callers are given. With one, but no kind: HTTP, as in the RFC.
fn health(file: Option<HealthFile>) -> Result<(HealthCheck, Option<u16>), String> {
    let Some(file) = file else { return Ok((timings(Probe::Tcp { port: ProbePort::Grpc }, None), None)) };
    let fixed = match file.port {
        Some(PortFile::Fixed(port)) => Some(port),
        _ => None,
    };
    let port = |default| match file.port {
        Some(PortFile::Own(port)) => port,
        Some(PortFile::Fixed(_)) => ProbePort::Health,
        None => default,
    };
    let probe = match file.kind {
        Kind::Http => {
            Probe::Http { path: file.path.clone().unwrap_or_else(|| "/health".into()), port: port(ProbePort::Health) }
        }
        Kind::Grpc => Probe::Grpc { service: file.service.clone().unwrap_or_default(), port: port(ProbePort::Grpc) },
        Kind::Tcp => Probe::Tcp { port: port(ProbePort::Grpc) },
        Kind::Exec => Probe::Exec { command: command(&file)? },
        Kind::Notify => Probe::Notify,
        Kind::Alive => Probe::Alive,
    };
    let misplaced = [
        ("path", file.path.is_some() && file.kind != Kind::Http, "http"),
        ("service", file.service.is_some() && file.kind != Kind::Grpc, "grpc"),
        ("command", file.command.is_some() && file.kind != Kind::Exec, "exec"),
    ];
    if let Some((key, _, kind)) = misplaced.into_iter().find(|(_, misplaced, _)| *misplaced) {
        return Err(format!("healthcheck.{key} belongs to kind {kind}, not to kind {}", probe.kind()));
    }
    Ok((timings(probe, Some(&file)), fixed))
}

fn timings(probe: Probe, file: Option<&HealthFile>) -> HealthCheck {
    HealthCheck {
        probe,
        interval: file.and_then(|file| file.interval).map_or(Duration::from_secs(30), |span| span.0),
        timeout: file.and_then(|file| file.timeout).map_or(Duration::from_secs(5), |span| span.0),
        failure_threshold: file.and_then(|file| file.failure_threshold).unwrap_or(3),
        success_threshold: file.and_then(|file| file.success_threshold).unwrap_or(1),
        initial_delay: file.and_then(|file| file.initial_delay).map_or(Duration::ZERO, |span| span.0),
    }
}

fn command(file: &HealthFile) -> Result<Vec<Template>, String> {
    match &file.command {
        Some(command) if !command.is_empty() => Ok(command.iter().map(|text| text.0.clone()).collect()),
        _ => {
            Err("healthcheck.command is needed for kind exec; expected a list of the command and its arguments".into())
        }
    }
}

fn version<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let version = String::deserialize(deserializer)?;
    let fits =
        (1..=64).contains(&version.len()) && version.chars().all(|c| c.is_ascii_alphanumeric() || ".-+_".contains(c));
    if fits {
        Ok(version)
    } else {
        Err(D::Error::custom(format!(
            "{version:?} is not a version; expected letters, digits and any of . - + _, such as 1.0.0"
        )))
    }
}

fn executable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
    let path = String::deserialize(deserializer)?;
    if path.is_empty() || path.contains('\0') {
        return Err(D::Error::custom("expected the path of an executable file"));
    }
    Ok(Path::new(&path).to_owned())
}

fn stop_signal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Signal>, D::Error> {
    let name = String::deserialize(deserializer)?;
    let full = if name.starts_with("SIG") { name.clone() } else { format!("SIG{name}") };
    match full.parse::<Signal>() {
        Ok(Signal::SIGKILL | Signal::SIGSTOP) => {
            Err(D::Error::custom(format!("{name} cannot be handled by a process; expected one that can, such as TERM")))
        }
        Ok(signal) => Ok(Some(signal)),
        Err(_) => Err(D::Error::custom(format!("{name:?} is not a signal; expected a name such as TERM, INT or QUIT"))),
    }
}

fn path<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let path = String::deserialize(deserializer)?;
    let fits = path.starts_with('/') && !path.starts_with("//") && path.chars().all(|c| c.is_ascii_graphic());
    if fits && path.len() <= 1024 {
        Ok(Some(path))
    } else {
        Err(D::Error::custom(format!(
            "{path:?} is not a path; expected one that begins with a single '/', without spaces"
        )))
    }
}

fn threshold<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let number = u32::deserialize(deserializer)?;
    if (1..=1000).contains(&number) {
        Ok(Some(number))
    } else {
        Err(D::Error::custom(format!("{number} is out of range; expected 1 to 1000")))
    }
}

fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let number = u64::deserialize(deserializer)?;
    if (1..=4_194_304).contains(&number) {
        Ok(Some(number))
    } else {
        Err(D::Error::custom(format!("{number} is out of range; expected 1 to 4194304")))
    }
}

fn environment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(String, Template)>, D::Error> {
    let Pairs(pairs) = Pairs::<TemplateText>::deserialize(deserializer)?;
    pairs
        .into_iter()
        .map(|(name, TemplateText(template))| {
            check_manifest_name(&name).map_err(D::Error::custom)?;
            Ok((name, template))
        })
        .collect()
}

fn config_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let name = String::deserialize(deserializer)?;
    prism_core::environment::check_name(&name).map_err(D::Error::custom)?;
    Ok(name)
}

fn expression<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<(regex::Regex, String)>, D::Error> {
    let text = String::deserialize(deserializer)?;
    regex::RegexBuilder::new(&format!("^(?:{text})$"))
        .size_limit(REGEX_BYTES_MAX)
        .build()
        .map(|regex| Some((regex, text.clone())))
        .map_err(|error| D::Error::custom(format!("{text:?} is not a regular expression: {error}")))
}
