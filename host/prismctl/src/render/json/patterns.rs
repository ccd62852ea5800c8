//! What can be started, and what of it cannot.

use std::collections::BTreeMap;

use prism_proto::v1;
use serde::Serialize;

use super::{all, sorted};
use crate::render::words;

/// `DescribePatternsResponse`.
#[derive(Default, Serialize)]
pub(crate) struct DescribePatternsResponse {
    patterns: Vec<PatternDescription>,
    rejected: Vec<RejectedManifest>,
}

impl From<v1::DescribePatternsResponse> for DescribePatternsResponse {
    fn from(answer: v1::DescribePatternsResponse) -> Self {
        Self { patterns: all(answer.patterns), rejected: all(answer.rejected) }
    }
}

/// `PatternDescription`.
#[derive(Default, Serialize)]
pub(crate) struct PatternDescription {
    name: String,
    version: String,
    description: String,
    author: String,
    isolation: String,
    minimum_isolation: String,
    executable: String,
    args: Vec<String>,
    health_kind: String,
    config_keys: Vec<ConfigKey>,
    backend_slots: Vec<BackendSlot>,
    instances: i32,
    manifest_sha256: String,
    resources: BTreeMap<String, String>,
    policies: BTreeMap<String, String>,
    filesystem: Option<Filesystem>,
}

impl From<v1::PatternDescription> for PatternDescription {
    fn from(pattern: v1::PatternDescription) -> Self {
        Self {
            isolation: words::isolation(pattern.isolation),
            minimum_isolation: words::isolation(pattern.minimum_isolation),
            name: pattern.name,
            version: pattern.version,
            description: pattern.description,
            author: pattern.author,
            executable: pattern.executable,
            args: pattern.args,
            health_kind: pattern.health_kind,
            config_keys: all(pattern.config_keys),
            backend_slots: all(pattern.backend_slots),
            instances: pattern.instances,
            manifest_sha256: pattern.manifest_sha256,
            resources: sorted(pattern.resources),
            policies: sorted(pattern.policies),
            filesystem: pattern.filesystem.map(Filesystem::from),
        }
    }
}

/// `Filesystem`.
#[derive(Default, Serialize)]
pub(crate) struct Filesystem {
    read: Vec<String>,
    write: Vec<String>,
}

impl From<v1::Filesystem> for Filesystem {
    fn from(files: v1::Filesystem) -> Self {
        Self { read: files.read, write: files.write }
    }
}

/// `ConfigKey`.
#[derive(Default, Serialize)]
pub(crate) struct ConfigKey {
    name: String,
    required: bool,
    secret: bool,
    pattern: String,
}

impl From<v1::ConfigKey> for ConfigKey {
    fn from(key: v1::ConfigKey) -> Self {
        Self { name: key.name, required: key.required, secret: key.secret, pattern: key.pattern }
    }
}

/// `BackendSlot`.
#[derive(Default, Serialize)]
pub(crate) struct BackendSlot {
    name: String,
    r#type: String,
    required: bool,
}

impl From<v1::BackendSlot> for BackendSlot {
    fn from(slot: v1::BackendSlot) -> Self {
        Self { name: slot.name, r#type: slot.r#type, required: slot.required }
    }
}

/// `RejectedManifest`.
#[derive(Default, Serialize)]
pub(crate) struct RejectedManifest {
    path: String,
    reason: String,
}

impl From<v1::RejectedManifest> for RejectedManifest {
    fn from(rejected: v1::RejectedManifest) -> Self {
        Self { path: rejected.path, reason: rejected.reason }
    }
}
