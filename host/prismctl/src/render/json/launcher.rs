//! The launcher itself: how it is, and what it read or became.

use std::collections::BTreeMap;

use prism_proto::v1;
use serde::Serialize;

use super::patterns::RejectedManifest;
use super::processes::PatternInfo;
use super::{all, sorted};

/// `HealthResponse`.
#[derive(Default, Serialize)]
pub(crate) struct HealthResponse {
    healthy: bool,
    total_processes: i32,
    running_processes: i32,
    terminating_processes: i32,
    failed_processes: i32,
    isolation_distribution: BTreeMap<String, i32>,
    processes: Vec<PatternInfo>,
    uptime_seconds: i64,
    status: String,
    problems: Vec<String>,
    enforcement: BTreeMap<String, String>,
    notes: Vec<String>,
}

impl From<v1::HealthResponse> for HealthResponse {
    fn from(health: v1::HealthResponse) -> Self {
        Self {
            healthy: health.healthy,
            total_processes: health.total_processes,
            running_processes: health.running_processes,
            terminating_processes: health.terminating_processes,
            failed_processes: health.failed_processes,
            isolation_distribution: sorted(health.isolation_distribution),
            processes: all(health.processes),
            uptime_seconds: health.uptime_seconds,
            status: health.status,
            problems: health.problems,
            enforcement: sorted(health.enforcement),
            notes: health.notes,
        }
    }
}

/// `ReloadResponse`.
#[derive(Default, Serialize)]
pub(crate) struct ReloadResponse {
    patterns: i32,
    rejected: Vec<RejectedManifest>,
    policies: Vec<String>,
    needs_restart: Vec<String>,
}

impl From<v1::ReloadResponse> for ReloadResponse {
    fn from(answer: v1::ReloadResponse) -> Self {
        Self {
            patterns: answer.patterns,
            rejected: all(answer.rejected),
            policies: answer.policies,
            needs_restart: answer.needs_restart,
        }
    }
}

/// `UpgradeResponse`.
#[derive(Default, Serialize)]
pub(crate) struct UpgradeResponse {
    version: String,
    binary: String,
    pid: i32,
}

impl From<v1::UpgradeResponse> for UpgradeResponse {
    fn from(answer: v1::UpgradeResponse) -> Self {
        let v1::UpgradeResponse { version, binary, pid } = answer;
        Self { version, binary, pid }
    }
}
