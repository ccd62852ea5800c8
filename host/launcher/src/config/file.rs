//! `launcher-config.yaml` as it is written.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use prism_core::bounds::Bounds;
use prism_core::isolation::IsolationLevel;
use prism_policy::{CodeCache, PoliciesConfig, SecretKeys};
use serde::Deserialize;
use serde::de::{Deserializer, Error};

use super::hardening::{HardeningFile, MeasureName};
use super::{Config, default_state_dir, expand};
use crate::catalogue::{Level, ResourcesFile};
use crate::decisions::DecisionLogConfig;
use crate::policy_code::PolicyCacheConfig;
use crate::units::{Bytes, Span, SpanOrZero};
use crate::yaml::NotYet;

/// How long instances live on without a launcher. 10 min: long enough for an upgrade, or for a service manager that backs off.
const ORPHAN_TIMEOUT: Duration = Duration::from_secs(600);

/// The whole file. Nothing at all is a valid one.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(default, deserialize_with = "or_default")]
    pub(super) launcher: LauncherFile,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LauncherFile {
    grpc_port: Option<u16>,
    listen: Option<IpAddr>,
    unix_socket: Option<PathBuf>,
    patterns_dir: Option<PathBuf>,
    state_dir: Option<PathBuf>,
    log_dir: Option<PathBuf>,
    default_isolation: Option<Level>,
    shutdown_grace: Option<SpanOrZero>,
    process_manager: ProcessManagerFile,
    resources: ResourcesFile,
    require_limits: bool,
    hardening: HardeningFile,
    require_hardening: Vec<MeasureName>,
    metrics: PageFile,
    health: PageFile,
    limits: LimitsFile,
    pub(super) policies: PoliciesConfig,
    decision_log: DecisionLogFile,
    policy_cache: PolicyCacheFile,
    #[serde(rename = "auth")]
    _auth: Option<NotYet>,
    #[serde(rename = "tls")]
    _tls: Option<NotYet>,
    #[serde(rename = "audit")]
    _audit: Option<NotYet>,
    #[serde(rename = "secrets")]
    _secrets: Option<NotYet>,
    #[serde(rename = "warm_pool")]
    _warm_pool: Option<NotYet>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ProcessManagerFile {
    resync_interval: Option<Span>,
    backoff_period: Option<Span>,
    orphan_timeout: Option<SpanOrZero>,
    #[serde(deserialize_with = "count")]
    max_concurrent_starts: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PageFile {
    port: Option<u16>,
    #[serde(deserialize_with = "path")]
    path: Option<String>,
}

/// How decisions are written down.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct DecisionLogFile {
    enabled: Option<bool>,
    dir: Option<PathBuf>,
    file_bytes: Option<Bytes>,
    #[serde(deserialize_with = "count")]
    files: Option<u32>,
    redact: Vec<String>,
}

impl DecisionLogFile {
    /// 16 MiB: some 15,000 decisions a file; eight of them are two days of a decision a second.
    const FILE_BYTES: u64 = 16 << 20;
    const FILES: u32 = 8;

    fn config(self, state_dir: &Path) -> DecisionLogConfig {
        DecisionLogConfig {
            enabled: self.enabled.unwrap_or(true),
            dir: self.dir.as_deref().map_or_else(|| state_dir.join("decisions"), expand),
            file_bytes: self.file_bytes.map_or(Self::FILE_BYTES, |bytes| bytes.0),
            files: self.files.unwrap_or(Self::FILES),
            redact: SecretKeys::new(&self.redact),
        }
    }
}

/// Where policies' compiled code is kept.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PolicyCacheFile {
    enabled: Option<bool>,
    dir: Option<PathBuf>,
    bytes: Option<Bytes>,
}

impl PolicyCacheFile {
    fn config(self, state_dir: &Path) -> PolicyCacheConfig {
        PolicyCacheConfig {
            enabled: self.enabled.unwrap_or(true),
            dir: self.dir.as_deref().map_or_else(|| state_dir.join("cache").join("policies"), expand),
            bytes: self.bytes.map_or(CodeCache::BYTES_MAX, |bytes| bytes.0),
        }
    }
}

/// The hard caps.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct LimitsFile {
    #[serde(deserialize_with = "count")]
    processes: Option<u32>,
    #[serde(deserialize_with = "count")]
    processes_per_namespace: Option<u32>,
    #[serde(deserialize_with = "count")]
    processes_per_session: Option<u32>,
    #[serde(deserialize_with = "count")]
    start_queue: Option<u32>,
    #[serde(deserialize_with = "count")]
    waiting_requests: Option<u32>,
    #[serde(deserialize_with = "count")]
    failed_kept: Option<u32>,
    #[serde(deserialize_with = "count")]
    starts_per_minute: Option<u32>,
    restart_delay_min: Option<Span>,
    restart_delay_max: Option<Span>,
    stable_after: Option<Span>,
    quarantine: Option<Span>,
    grace_max: Option<Span>,
    mutable_environment: Vec<Variable>,
}

impl LauncherFile {
    /// With a default for what is not said.
    pub(super) fn config(self) -> Result<Config, String> {
        let bounds = self.bounds();
        let state_dir = self.state_dir.as_deref().map_or_else(default_state_dir, expand);
        Ok(Config {
            listen: self.listen.unwrap_or(IpAddr::from([127, 0, 0, 1])),
            grpc_port: self.grpc_port.unwrap_or(8982),
            unix_socket: self.unix_socket.as_deref().map(expand),
            metrics_port: self.metrics.port.unwrap_or(9092),
            metrics_path: self.metrics.path.unwrap_or_else(|| "/metrics".into()),
            health_port: self.health.port.unwrap_or(9093),
            health_path: self.health.path.unwrap_or_else(|| "/health".into()),
            patterns_dir: self.patterns_dir.as_deref().map_or_else(|| PathBuf::from("./patterns"), expand),
            log_dir: self.log_dir.as_deref().map_or_else(|| state_dir.join("logs"), expand),
            decision_log: self.decision_log.config(&state_dir),
            policy_cache: self.policy_cache.config(&state_dir),
            state_dir,
            default_isolation: self.default_isolation.map_or(IsolationLevel::Namespace, Into::into),
            resync_interval: span(self.process_manager.resync_interval, Duration::from_secs(30)),
            orphan_timeout: self.process_manager.orphan_timeout.map_or(ORPHAN_TIMEOUT, |span| span.0),
            shutdown_grace: self.shutdown_grace.map_or(Duration::from_secs(30), |span| span.0),
            resources: self.resources.resources()?,
            require_limits: self.require_limits,
            hardening: self.hardening.config(self.require_hardening),
            bounds,
            policies: self.policies,
            file: None,
            words: super::Words::default(),
            flags: super::Flags::default(),
        })
    }

    fn bounds(&self) -> Bounds {
        let (limits, manager, default) = (&self.limits, &self.process_manager, Bounds::default());
        let size = |written: Option<u32>, default: usize| written.map_or(default, |number| number as usize);
        Bounds {
            processes_max: limits.processes.unwrap_or(default.processes_max),
            namespace_processes_max: limits.processes_per_namespace.unwrap_or(default.namespace_processes_max),
            session_processes_max: limits.processes_per_session.unwrap_or(default.session_processes_max),
            starts_max: manager.max_concurrent_starts.unwrap_or(default.starts_max),
            start_queue_max: size(limits.start_queue, default.start_queue_max),
            waiters_max: size(limits.waiting_requests, default.waiters_max),
            failed_kept_max: size(limits.failed_kept, default.failed_kept_max),
            restart_delay_min: span(limits.restart_delay_min, default.restart_delay_min),
            restart_delay_max: span(limits.restart_delay_max, default.restart_delay_max),
            starts_per_window_max: size(limits.starts_per_minute, default.starts_per_window_max),
            stable_after: span(limits.stable_after, default.stable_after),
            quarantine: span(limits.quarantine, default.quarantine),
            grace_max: span(limits.grace_max, default.grace_max),
            fallback_backoff_max: span(manager.backoff_period, default.fallback_backoff_max),
            mutable_environment: limits.mutable_environment.iter().map(|name| name.0.clone()).collect(),
        }
    }
}

/// Name of a variable, or the beginning of names before a `*`: what no process is given cannot be named here either.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
struct Variable(String);

impl TryFrom<String> for Variable {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let beginning = name.strip_suffix('*').unwrap_or(&name);
        // A bare star stands for whatever may be set at all.
        if name != "*" {
            prism_core::environment::check_name(beginning).map_err(|error| error.to_string())?;
        }
        Ok(Self(name))
    }
}

fn span(written: Option<Span>, default: Duration) -> Duration {
    written.map_or(default, |span| span.0)
}

/// `launcher:` with nothing after it is an empty map.
fn or_default<'de, T: Deserialize<'de> + Default, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}

fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let number = u32::deserialize(deserializer)?;
    if (1..=1_000_000).contains(&number) {
        Ok(Some(number))
    } else {
        Err(D::Error::custom(format!("{number} is out of range; expected 1 to 1000000")))
    }
}

fn path<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let path = String::deserialize(deserializer)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if path.starts_with('/') && path.len() > 1 && path.chars().all(plain) {
        Ok(Some(path))
    } else {
        Err(D::Error::custom(format!("{path:?} is not a path; expected one that begins with '/', such as /metrics")))
    }
}
