//! Processes: started, listed, watched, ended.

use std::collections::BTreeMap;

use prism_proto::v1;
use prism_proto::v1::watch_patterns_response::Event;
use serde::Serialize;

use super::{all, sorted};
use crate::render::words;

/// `LaunchResponse`.
#[derive(Default, Serialize)]
pub(crate) struct LaunchResponse {
    process_id: String,
    state: String,
    address: String,
    healthy: bool,
    error: String,
    reused: bool,
    generation: u64,
    isolation: String,
    pid: i32,
    warnings: Vec<PolicyWarning>,
}

impl From<v1::LaunchResponse> for LaunchResponse {
    fn from(answer: v1::LaunchResponse) -> Self {
        Self {
            state: words::state(answer.state),
            isolation: words::isolation(answer.isolation),
            process_id: answer.process_id,
            address: answer.address,
            healthy: answer.healthy,
            error: answer.error,
            reused: answer.reused,
            generation: answer.generation,
            pid: answer.pid,
            warnings: all(answer.warnings),
        }
    }
}

/// `PolicyWarning`.
#[derive(Default, Serialize)]
pub(crate) struct PolicyWarning {
    hook: String,
    module: String,
    reason: String,
    message: String,
    decision: String,
}

impl From<v1::PolicyWarning> for PolicyWarning {
    fn from(warning: v1::PolicyWarning) -> Self {
        let v1::PolicyWarning { hook, module, reason, message, decision } = warning;
        Self { hook, module, reason, message, decision }
    }
}

/// `PatternInfo`.
#[derive(Default, Serialize)]
pub(crate) struct PatternInfo {
    pattern_name: String,
    process_id: String,
    state: String,
    address: String,
    healthy: bool,
    uptime_seconds: i64,
    namespace: String,
    session_id: String,
    last_error: String,
    error_count: i32,
    restart_count: i32,
    pid: i32,
    generation: u64,
    version: String,
    /// RFC 3339, UTC.
    started_at: Option<String>,
    cpu_usage: Option<f64>,
    memory_bytes: Option<u64>,
    isolation: String,
    last_decision: String,
    labels: BTreeMap<String, String>,
    changed: String,
}

impl From<v1::PatternInfo> for PatternInfo {
    fn from(process: v1::PatternInfo) -> Self {
        Self {
            state: words::state(process.state),
            isolation: words::isolation(process.isolation),
            started_at: process.started_at.map(|at| at.to_string()),
            pattern_name: process.pattern_name,
            process_id: process.process_id,
            address: process.address,
            healthy: process.healthy,
            uptime_seconds: process.uptime_seconds,
            namespace: process.namespace,
            session_id: process.session_id,
            last_error: process.last_error,
            error_count: process.error_count,
            restart_count: process.restart_count,
            pid: process.pid,
            generation: process.generation,
            version: process.version,
            cpu_usage: process.cpu_usage,
            memory_bytes: process.memory_bytes,
            last_decision: process.last_decision,
            labels: sorted(process.labels),
            changed: process.changed,
        }
    }
}

/// `ListPatternsResponse`, all pages in one: so there is no `next_page_token`, and `total_count` is what is here.
#[derive(Default, Serialize)]
pub(crate) struct ListPatternsResponse {
    patterns: Vec<PatternInfo>,
    total_count: usize,
}

impl From<Vec<v1::PatternInfo>> for ListPatternsResponse {
    fn from(processes: Vec<v1::PatternInfo>) -> Self {
        Self { total_count: processes.len(), patterns: all(processes) }
    }
}

/// `TerminateResponse`.
#[derive(Default, Serialize)]
pub(crate) struct TerminateResponse {
    success: bool,
    error: String,
    forced: bool,
}

impl From<v1::TerminateResponse> for TerminateResponse {
    fn from(answer: v1::TerminateResponse) -> Self {
        Self { success: answer.success, error: answer.error, forced: answer.forced }
    }
}

/// `WatchPatternsResponse`: exactly one of `snapshot` and `change`.
#[derive(Default, Serialize)]
pub(crate) struct WatchPatternsResponse {
    sequence: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    snapshot: Option<WatchSnapshot>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<PatternInfo>,
    launcher_id: String,
}

/// `WatchSnapshot`.
#[derive(Default, Serialize)]
pub(crate) struct WatchSnapshot {
    processes: Vec<PatternInfo>,
}

impl From<v1::WatchPatternsResponse> for WatchPatternsResponse {
    fn from(response: v1::WatchPatternsResponse) -> Self {
        let (snapshot, change) = match response.event {
            Some(Event::Snapshot(snapshot)) => (Some(WatchSnapshot { processes: all(snapshot.processes) }), None),
            Some(Event::Change(process)) => (None, Some(process.into())),
            None => (None, None),
        };
        Self { sequence: response.sequence, snapshot, change, launcher_id: response.launcher_id }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{json_fields, proto_fields};
    use super::*;

    #[test]
    fn a_list_has_every_field_but_the_page_token() {
        let mut expected = proto_fields("ListPatternsResponse");
        expected.retain(|name| name != "next_page_token");
        assert_eq!(json_fields(&ListPatternsResponse::default()), expected);
    }

    #[test]
    fn a_watch_line_has_every_field_and_one_event() {
        let both = WatchPatternsResponse {
            snapshot: Some(WatchSnapshot::default()),
            change: Some(PatternInfo::default()),
            ..WatchPatternsResponse::default()
        };
        assert_eq!(json_fields(&both), proto_fields("WatchPatternsResponse"));
        let change = v1::WatchPatternsResponse {
            event: Some(Event::Change(v1::PatternInfo::default())),
            ..v1::WatchPatternsResponse::default()
        };
        assert_eq!(json_fields(&WatchPatternsResponse::from(change)), ["sequence", "change", "launcher_id"]);
    }

    #[test]
    fn numbers_are_numbers_enums_are_words_and_unset_is_null() {
        let process = v1::PatternInfo {
            state: v1::ProcessState::StateRunning as i32,
            isolation: v1::IsolationLevel::IsolationSession as i32,
            generation: u64::MAX,
            started_at: Some(prost_types::Timestamp { seconds: 1_763_848_800, nanos: 500_000_000 }),
            ..v1::PatternInfo::default()
        };
        let text = serde_json::to_string(&PatternInfo::from(process)).expect("plain data");
        for part in [
            r#""state":"RUNNING""#,
            r#""isolation":"session""#,
            r#""generation":18446744073709551615"#,
            r#""started_at":"2025-11-22T22:00:00.500Z""#,
            r#""cpu_usage":null"#,
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
}
