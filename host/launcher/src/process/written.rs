//! How the core's records look on disk. The core knows no serializer; here its types are described to one, field by field.
//!
//! The invariant: what is read is parsed as strictly as what a request brings. Names are names, and a variable that no template has
//! makes the record unreadable.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use prism_core::isolation::{IsolationKey, IsolationLevel, Scope};
use prism_core::manifest::{Filesystem, HealthCheck, Manifest, Probe, ProbePort, Resources, RestartBounds};
use prism_core::names::{Namespace, Partition, PatternName, SessionId};
use prism_core::notice::StopReason;
use prism_core::patch::{Patch, Wanted};
use prism_core::policy::{Cause, Request};
use prism_core::process::{BulkheadId, Generation, Identity, Ports};
use prism_core::record::{History, Phase, Record, Stage, Started, Then};
use prism_core::template::Template;
use prism_core::time::{Timestamp, UnixMillis};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Serialize, Deserialize)]
#[serde(remote = "Record", deny_unknown_fields)]
pub(super) struct RecordFile {
    #[serde(with = "BulkheadIdFile")]
    bulkhead: BulkheadId,
    #[serde(with = "identity")]
    identity: Arc<Identity>,
    #[serde(with = "RequestFile")]
    request: Request,
    #[serde(with = "manifest")]
    manifest: Arc<Manifest>,
    grace: Option<Duration>,
    #[serde(with = "GenerationFile")]
    generation: Generation,
    #[serde(with = "StageFile")]
    stage: Stage,
    #[serde(with = "HistoryFile")]
    history: History,
    #[serde(with = "failure")]
    last_failure: Option<(Cause, Arc<str>)>,
    #[serde(with = "shared")]
    last_error: Arc<str>,
    #[serde(with = "shared")]
    last_decision: Arc<str>,
    /// Version 2 had none.
    #[serde(with = "patch", default)]
    patch: Arc<Patch>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "BulkheadId")]
struct BulkheadIdFile(u64);

#[derive(Serialize, Deserialize)]
#[serde(remote = "Generation")]
struct GenerationFile(u64);

#[derive(Serialize, Deserialize)]
#[serde(remote = "UnixMillis")]
struct UnixMillisFile(u64);

#[derive(Serialize, Deserialize)]
#[serde(remote = "Identity", deny_unknown_fields)]
struct IdentityFile {
    #[serde(with = "shared")]
    process_id: Arc<str>,
    #[serde(with = "KeyFile")]
    key: IsolationKey,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "IsolationKey", deny_unknown_fields)]
struct KeyFile {
    #[serde(with = "text")]
    pattern: PatternName,
    #[serde(with = "ScopeFile")]
    scope: Scope,
    #[serde(with = "maybe_text")]
    partition: Option<Partition>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Scope", rename_all = "snake_case")]
enum ScopeFile {
    Shared,
    Namespace(#[serde(with = "text")] Namespace),
    Session(#[serde(with = "text")] Namespace, #[serde(with = "text")] SessionId),
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Request", deny_unknown_fields)]
struct RequestFile {
    #[serde(with = "text")]
    pattern: PatternName,
    #[serde(with = "shared")]
    version: Arc<str>,
    #[serde(with = "maybe_text")]
    namespace: Option<Namespace>,
    #[serde(with = "maybe_text")]
    session: Option<SessionId>,
    #[serde(with = "maybe_level")]
    requested: Option<IsolationLevel>,
    #[serde(with = "LevelFile")]
    level: IsolationLevel,
    #[serde(with = "config")]
    config: Arc<BTreeMap<String, String>>,
    #[serde(with = "shared")]
    caller: Arc<str>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "IsolationLevel", rename_all = "snake_case")]
enum LevelFile {
    None,
    Namespace,
    Session,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Manifest", deny_unknown_fields)]
struct ManifestFile {
    #[serde(with = "text")]
    name: PatternName,
    #[serde(with = "shared")]
    version: Arc<str>,
    description: String,
    author: String,
    executable: PathBuf,
    #[serde(with = "templates")]
    args: Vec<Template>,
    #[serde(with = "environment")]
    environment: Vec<(String, Template)>,
    #[serde(with = "maybe_level")]
    isolation_level: Option<IsolationLevel>,
    #[serde(with = "LevelFile")]
    minimum_isolation: IsolationLevel,
    grace_period: Duration,
    stop_signal: i32,
    startup_timeout: Duration,
    #[serde(with = "HealthCheckFile")]
    health: HealthCheck,
    fixed_health_port: Option<u16>,
    #[serde(with = "ResourcesFile")]
    resources: Resources,
    // Records of before are read.
    #[serde(with = "FilesystemFile", default)]
    filesystem: Filesystem,
    #[serde(with = "RestartBoundsFile")]
    restart: RestartBounds,
    #[serde(with = "shared")]
    digest: Arc<str>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "HealthCheck", deny_unknown_fields)]
struct HealthCheckFile {
    #[serde(with = "ProbeFile")]
    probe: Probe,
    interval: Duration,
    timeout: Duration,
    failure_threshold: u32,
    success_threshold: u32,
    initial_delay: Duration,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Probe", rename_all = "snake_case")]
enum ProbeFile {
    Http {
        path: String,
        #[serde(with = "ProbePortFile")]
        port: ProbePort,
    },
    Grpc {
        service: String,
        #[serde(with = "ProbePortFile")]
        port: ProbePort,
    },
    Tcp {
        #[serde(with = "ProbePortFile")]
        port: ProbePort,
    },
    Exec {
        #[serde(with = "templates")]
        command: Vec<Template>,
    },
    Notify,
    Alive,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "ProbePort", rename_all = "snake_case")]
enum ProbePortFile {
    Grpc,
    Health,
    Metrics,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Resources", deny_unknown_fields)]
struct ResourcesFile {
    cpu_millis: Option<u64>,
    memory_bytes: Option<u64>,
    pids: Option<u64>,
    nofile: Option<u64>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Filesystem", deny_unknown_fields)]
struct FilesystemFile {
    is_said: bool,
    directory: PathBuf,
    #[serde(with = "templates")]
    read: Vec<Template>,
    #[serde(with = "templates")]
    write: Vec<Template>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "RestartBounds", deny_unknown_fields)]
struct RestartBoundsFile {
    delay_min: Option<Duration>,
    delay_max: Option<Duration>,
    failures_max: Option<u32>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Stage", rename_all = "snake_case")]
enum StageFile {
    Waiting {
        #[serde(with = "time")]
        until: Timestamp,
    },
    Starting(#[serde(with = "StartedFile")] Started),
    Running(#[serde(with = "StartedFile")] Started),
    Stopping {
        #[serde(with = "StartedFile")]
        started: Started,
        #[serde(with = "PhaseFile")]
        phase: Phase,
        #[serde(with = "ThenFile")]
        then: Then,
        forced: bool,
        #[serde(with = "maybe_why")]
        why: Option<StopReason>,
    },
    Failed {
        #[serde(with = "shared")]
        reason: Arc<str>,
        #[serde(with = "time")]
        until: Timestamp,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Started", deny_unknown_fields)]
struct StartedFile {
    #[serde(with = "time")]
    spawned_at: Timestamp,
    #[serde(with = "UnixMillisFile")]
    started_at: UnixMillis,
    pid: Option<i32>,
    #[serde(with = "PortsFile")]
    ports: Ports,
    #[serde(with = "maybe_time")]
    ready_since: Option<Timestamp>,
    healthy: bool,
    serves_grpc: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Ports", deny_unknown_fields)]
struct PortsFile {
    grpc: u16,
    health: u16,
    metrics: u16,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Phase", rename_all = "snake_case")]
enum PhaseFile {
    AwaitingSpawn {
        grace: Duration,
        force: bool,
    },
    Asked {
        #[serde(with = "time")]
        kill_at: Timestamp,
    },
    Killing {
        #[serde(with = "time")]
        again_at: Timestamp,
    },
    Sweeping {
        #[serde(with = "time")]
        kill_at: Timestamp,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Then", rename_all = "snake_case")]
enum ThenFile {
    Remove,
    Restart(#[serde(with = "time")] Timestamp),
    GiveUp(#[serde(with = "shared")] Arc<str>),
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "StopReason", rename_all = "snake_case")]
enum StopReasonFile {
    Terminated,
    Unhealthy,
    StartTimeout,
    Draining,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "History", deny_unknown_fields)]
struct HistoryFile {
    failures: u32,
    restarts: u32,
    ever_ready: bool,
    started: bool,
    #[serde(with = "times")]
    starts: VecDeque<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Cause", rename_all = "snake_case")]
enum CauseFile {
    Exited(i32),
    Signalled(i32),
    OutOfMemory,
    Unhealthy(String),
    StartTimeout(String),
    SpawnFailed(String),
    Unknown,
}

/// A module that serializes `Option<$type>` as `$file` says.
macro_rules! maybe {
    ($name:ident, $type:ty, $file:literal) => {
        mod $name {
            use super::*;

            #[derive(Serialize, Deserialize)]
            #[serde(transparent)]
            struct One(#[serde(with = $file)] $type);

            pub(super) fn serialize<S: Serializer>(value: &Option<$type>, serializer: S) -> Result<S::Ok, S::Error> {
                value.clone().map(One).serialize(serializer)
            }

            pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<$type>, D::Error> {
                Ok(Option::<One>::deserialize(deserializer)?.map(|one| one.0))
            }
        }
    };
}

/// A module that serializes `Arc<$type>` as `$file` says.
macro_rules! arc {
    ($name:ident, $type:ty, $file:ident) => {
        mod $name {
            use super::*;

            pub(super) fn serialize<S: Serializer>(value: &Arc<$type>, serializer: S) -> Result<S::Ok, S::Error> {
                $file::serialize(value, serializer)
            }

            pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<$type>, D::Error> {
                $file::deserialize(deserializer).map(Arc::new)
            }
        }
    };
}

maybe!(maybe_level, IsolationLevel, "LevelFile");
maybe!(maybe_why, StopReason, "StopReasonFile");
maybe!(maybe_time, Timestamp, "time");
maybe!(failure, (Cause, Arc<str>), "one_failure");
arc!(identity, Identity, IdentityFile);
arc!(manifest, Manifest, ManifestFile);

mod patch {
    use super::*;

    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct PatchFile {
        environment: BTreeMap<String, String>,
        #[serde(with = "ResourcesFile")]
        limits: Resources,
        grace: Option<Duration>,
        labels: BTreeMap<String, String>,
    }

    pub(super) fn serialize<S: Serializer>(value: &Arc<Patch>, serializer: S) -> Result<S::Ok, S::Error> {
        let (environment, labels) = (value.environment().clone(), value.labels().clone());
        PatchFile { environment, limits: value.limits(), grace: value.grace(), labels }.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<Patch>, D::Error> {
        let PatchFile { environment, limits, grace, labels } = PatchFile::deserialize(deserializer)?;
        let (environment, labels) = (environment.into_iter().collect(), labels.into_iter().collect());
        Patch::new(Wanted { environment, limits, grace, labels }).map(Arc::new).map_err(D::Error::custom)
    }
}

mod one_failure {
    use super::*;

    #[derive(Serialize, Deserialize)]
    struct One(#[serde(with = "CauseFile")] Cause, #[serde(with = "shared")] Arc<str>);

    pub(super) fn serialize<S: Serializer>(value: &(Cause, Arc<str>), serializer: S) -> Result<S::Ok, S::Error> {
        One(value.0.clone(), value.1.clone()).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(Cause, Arc<str>), D::Error> {
        One::deserialize(deserializer).map(|One(cause, output)| (cause, output))
    }
}

mod text {
    use super::*;

    pub(super) fn serialize<S: Serializer>(value: &impl Display, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>, T>(deserializer: D) -> Result<T, D::Error>
    where
        T: FromStr<Err: Display>,
    {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

mod maybe_text {
    use super::*;

    pub(super) fn serialize<S: Serializer, T: Display>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        value.as_ref().map(ToString::to_string).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>, T>(deserializer: D) -> Result<Option<T>, D::Error>
    where
        T: FromStr<Err: Display>,
    {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse()).transpose().map_err(D::Error::custom)
    }
}

mod shared {
    use super::*;

    pub(super) fn serialize<S: Serializer>(value: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<str>, D::Error> {
        String::deserialize(deserializer).map(Arc::from)
    }
}

mod config {
    use super::*;

    type Config = BTreeMap<String, String>;

    pub(super) fn serialize<S: Serializer>(value: &Arc<Config>, serializer: S) -> Result<S::Ok, S::Error> {
        Config::serialize(value, serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<Config>, D::Error> {
        Config::deserialize(deserializer).map(Arc::new)
    }
}

/// Time since the clock's zero, which is this boot's.
mod time {
    use super::*;

    pub(super) fn serialize<S: Serializer>(value: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        value.since(Timestamp::ZERO).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        Duration::deserialize(deserializer).map(Timestamp::after_origin)
    }
}

mod times {
    use super::*;

    pub(super) fn serialize<S: Serializer>(value: &VecDeque<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(value.iter().map(|time| time.since(Timestamp::ZERO)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<VecDeque<Timestamp>, D::Error> {
        let times = Vec::<Duration>::deserialize(deserializer)?;
        Ok(times.into_iter().map(Timestamp::after_origin).collect())
    }
}

mod templates {
    use super::*;

    pub(super) fn serialize<S: Serializer>(value: &[Template], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(value.iter().map(Template::source))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Template>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        texts.iter().map(|text| Template::parse(text)).collect::<Result<_, _>>().map_err(D::Error::custom)
    }
}

mod environment {
    use super::*;

    pub(super) fn serialize<S: Serializer>(value: &[(String, Template)], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(value.iter().map(|(name, template)| (name, template.source())))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(String, Template)>, D::Error> {
        let texts = Vec::<(String, String)>::deserialize(deserializer)?;
        let parsed = texts.into_iter().map(|(name, text)| Ok((name, Template::parse(&text)?)));
        parsed.collect::<Result<_, prism_core::template::TemplateError>>().map_err(D::Error::custom)
    }
}
