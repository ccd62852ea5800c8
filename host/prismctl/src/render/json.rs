//! The answers for programs: the proto's fields by the proto's names, in the proto's order, all of them always.
//!
//! Written by hand instead of derived from the proto's canonical JSON, which turns 64-bit numbers into strings and enums into
//! `STATE_RUNNING`; here numbers are numbers and enums are the words that people type. Unset is `null`. A test holds each struct
//! against the descriptors, so a field added to the proto cannot be forgotten. YAML is the same structs.

use std::collections::{BTreeMap, HashMap};

use prism_proto::v1;
use prism_proto::v1::watch_patterns_response::Event;
use serde::Serialize;

use crate::render::{base64, words};

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

/// `ListPoliciesResponse`.
#[derive(Default, Serialize)]
pub(crate) struct ListPoliciesResponse {
    modules: Vec<PolicyModule>,
    candidates: Vec<PolicyCandidate>,
}

impl From<v1::ListPoliciesResponse> for ListPoliciesResponse {
    fn from(answer: v1::ListPoliciesResponse) -> Self {
        Self { modules: all(answer.modules), candidates: all(answer.candidates) }
    }
}

/// `StagePolicyResponse`.
#[derive(Default, Serialize)]
pub(crate) struct StagePolicyResponse {
    candidates: Vec<PolicyCandidate>,
}

impl From<v1::StagePolicyResponse> for StagePolicyResponse {
    fn from(answer: v1::StagePolicyResponse) -> Self {
        Self { candidates: all(answer.candidates) }
    }
}

/// `PolicyCandidate`.
#[derive(Default, Serialize)]
pub(crate) struct PolicyCandidate {
    module: String,
    field: String,
    mode: String,
    hooks: Vec<String>,
    instead_of: String,
    namespaces: String,
    stage: String,
    since_ms: i64,
    by: String,
    why: String,
    answered: u64,
    refused: u64,
    faulted: u64,
    compared: u64,
    flips: u64,
    changes: u64,
}

impl From<v1::PolicyCandidate> for PolicyCandidate {
    fn from(candidate: v1::PolicyCandidate) -> Self {
        Self {
            module: candidate.module,
            field: candidate.field,
            mode: candidate.mode,
            hooks: candidate.hooks,
            instead_of: candidate.instead_of,
            namespaces: candidate.namespaces,
            stage: candidate.stage,
            since_ms: candidate.since_ms,
            by: candidate.by,
            why: candidate.why,
            answered: candidate.answered,
            refused: candidate.refused,
            faulted: candidate.faulted,
            compared: candidate.compared,
            flips: candidate.flips,
            changes: candidate.changes,
        }
    }
}

/// `PolicyModule`.
#[derive(Default, Serialize)]
pub(crate) struct PolicyModule {
    name: String,
    own_name: String,
    version: String,
    summary: String,
    sha256: String,
    config_sha256: String,
    config_schema: String,
    hooks: Vec<String>,
    roles: Vec<String>,
    limits: BTreeMap<String, u64>,
    asked: u64,
    refused: u64,
    faulted: u64,
    last_fault: String,
    last_fault_at_ms: i64,
    last_fault_decision: String,
}

impl From<v1::PolicyModule> for PolicyModule {
    fn from(module: v1::PolicyModule) -> Self {
        Self {
            name: module.name,
            own_name: module.own_name,
            version: module.version,
            summary: module.summary,
            sha256: module.sha256,
            config_sha256: module.config_sha256,
            config_schema: module.config_schema,
            hooks: module.hooks,
            roles: module.roles,
            limits: sorted(module.limits),
            asked: module.asked,
            refused: module.refused,
            faulted: module.faulted,
            last_fault: module.last_fault,
            last_fault_at_ms: module.last_fault_at_ms,
            last_fault_decision: module.last_fault_decision,
        }
    }
}

/// `ExplainResponse`.
#[derive(Default, Serialize)]
pub(crate) struct ExplainResponse {
    outcome: String,
    process_id: String,
    isolation: String,
    isolation_from: String,
    opinions: Vec<Opinion>,
    usage: BTreeMap<String, u32>,
    refusal: String,
    reason: String,
    notes: Vec<String>,
    why_not: Vec<String>,
    decision: Option<Decision>,
}

impl From<v1::ExplainResponse> for ExplainResponse {
    fn from(answer: v1::ExplainResponse) -> Self {
        Self {
            outcome: answer.outcome,
            process_id: answer.process_id,
            isolation: words::isolation(answer.isolation),
            isolation_from: answer.isolation_from,
            opinions: all(answer.opinions),
            usage: sorted(answer.usage),
            refusal: answer.refusal,
            reason: answer.reason,
            notes: answer.notes,
            why_not: answer.why_not,
            decision: answer.decision.map(Into::into),
        }
    }
}

/// `Opinion`.
#[derive(Default, Serialize)]
pub(crate) struct Opinion {
    hook: String,
    module: String,
    sha256: String,
    answer: String,
    reason: String,
    answer_json: String,
    fuel: u64,
    waited_us: u64,
    evidence: Vec<String>,
    mode: String,
}

impl From<v1::Opinion> for Opinion {
    fn from(opinion: v1::Opinion) -> Self {
        let v1::Opinion { hook, module, sha256, answer, reason, answer_json, fuel, waited_us, evidence, mode } =
            opinion;
        Self { hook, module, sha256, answer, reason, answer_json, fuel, waited_us, evidence, mode }
    }
}

/// `Decision`.
#[derive(Default, Serialize)]
pub(crate) struct Decision {
    id: String,
    at_ms: i64,
    mode: String,
    hook: String,
    module: String,
    pattern: String,
    namespace: String,
    answer: String,
    reason: String,
    fuel: u64,
    waited_us: u64,
    record_json: String,
    evidence: Vec<String>,
}

impl From<v1::Decision> for Decision {
    fn from(decision: v1::Decision) -> Self {
        Self {
            id: decision.id,
            at_ms: decision.at_ms,
            mode: decision.mode,
            hook: decision.hook,
            module: decision.module,
            pattern: decision.pattern,
            namespace: decision.namespace,
            answer: decision.answer,
            reason: decision.reason,
            fuel: decision.fuel,
            waited_us: decision.waited_us,
            record_json: decision.record_json,
            evidence: decision.evidence,
        }
    }
}

/// `TailLogsResponse`, with the one event that it has.
#[derive(Default, Serialize)]
pub(crate) struct TailLogsResponse {
    position: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<LogLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    began: Option<LogGeneration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gap: Option<LogGap>,
}

/// `LogLine`. Bytes that are no text are in base64, as the proto's own JSON has them.
#[derive(Default, Serialize)]
pub(crate) struct LogLine {
    generation: u64,
    text: String,
    binary: String,
    ended: bool,
}

/// `LogGeneration`.
#[derive(Default, Serialize)]
pub(crate) struct LogGeneration {
    generation: u64,
    at_ms: i64,
}

/// `LogGap`.
#[derive(Default, Serialize)]
pub(crate) struct LogGap {
    bytes: u64,
}

impl From<v1::TailLogsResponse> for TailLogsResponse {
    fn from(response: v1::TailLogsResponse) -> Self {
        use v1::tail_logs_response::Event;
        let mut shown = Self { position: response.position, ..Self::default() };
        match response.event {
            Some(Event::Line(line)) => shown.line = Some(line.into()),
            Some(Event::Began(v1::LogGeneration { generation, at_ms })) => {
                shown.began = Some(LogGeneration { generation, at_ms });
            }
            Some(Event::Gap(v1::LogGap { bytes })) => shown.gap = Some(LogGap { bytes }),
            None => {}
        }
        shown
    }
}

impl From<v1::LogLine> for LogLine {
    fn from(line: v1::LogLine) -> Self {
        let v1::LogLine { generation, text, binary, ended } = line;
        Self { generation, text, binary: base64::of(&binary), ended }
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

/// What a replay found. No message of the proto: it needs no launcher.
#[derive(Serialize)]
pub(crate) struct ReplayReport {
    records: u64,
    verified: u64,
    other_engine: u64,
    redacted: u64,
    without_module: u64,
    out_of_time: u64,
    unverified: u64,
    compared: u64,
    compared_redacted: u64,
    flips: u64,
    changed: u64,
    reworded: u64,
    matrix: Vec<Way>,
    by_tenant: Vec<Tenant>,
    fuel_p50_before: Option<u64>,
    fuel_p50_after: Option<u64>,
    fuel_max_after: u64,
    differences: Vec<Difference>,
    unverified_records: Vec<Difference>,
}

/// How many decisions went one way.
#[derive(Serialize)]
struct Way {
    from: &'static str,
    to: &'static str,
    count: u64,
}

/// How many decisions about one tenant came out otherwise.
#[derive(Serialize)]
struct Tenant {
    pattern: String,
    namespace: String,
    count: u64,
}

/// One decision that came out otherwise.
#[derive(Serialize)]
struct Difference {
    record: prism_policy::Record,
    answer: prism_policy::Answer,
    fuel: u64,
    evidence: Vec<prism_policy::Check>,
}

impl From<&prism_policy::Difference> for Difference {
    fn from(difference: &prism_policy::Difference) -> Self {
        let prism_policy::Difference { record, answer, fuel, evidence } = difference.clone();
        Self { record, answer, fuel, evidence }
    }
}

impl From<&prism_policy::ReplayReport> for ReplayReport {
    fn from(report: &prism_policy::ReplayReport) -> Self {
        let way = |(&(from, to), &count): (&(&'static str, &'static str), &u64)| Way { from, to, count };
        let tenant = |((pattern, namespace), &count): (&(String, String), &u64)| Tenant {
            pattern: pattern.clone(),
            namespace: namespace.clone(),
            count,
        };
        Self {
            records: report.records,
            verified: report.verified,
            other_engine: report.other_engine,
            redacted: report.redacted,
            without_module: report.without_module,
            out_of_time: report.out_of_time,
            unverified: report.unverified,
            compared: report.compared,
            compared_redacted: report.compared_redacted,
            flips: report.flips(),
            changed: report.changed,
            reworded: report.reworded,
            matrix: report.matrix.iter().map(way).collect(),
            by_tenant: report.by_tenant.iter().map(tenant).collect(),
            fuel_p50_before: report.fuel_before.median(),
            fuel_p50_after: report.fuel_after.median(),
            fuel_max_after: report.fuel_after.max(),
            differences: report.shown.iter().map(Difference::from).collect(),
            unverified_records: report.unverified_shown.iter().map(Difference::from).collect(),
        }
    }
}

fn all<A: Into<B>, B>(items: Vec<A>) -> Vec<B> {
    items.into_iter().map(Into::into).collect()
}

/// Maps come off the wire in no order; here they have one.
fn sorted<V>(map: HashMap<String, V>) -> BTreeMap<String, V> {
    map.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use prost::Message as _;

    /// The fields of a message in the proto, in the order they are numbered.
    fn proto_fields(message: &str) -> Vec<String> {
        let set = prost_types::FileDescriptorSet::decode(prism_proto::DESCRIPTORS).expect("built by prism-proto");
        let mut messages = set.file.iter().flat_map(|file| &file.message_type);
        let message = messages.find(|candidate| candidate.name() == message).expect("in the proto");
        let mut fields: Vec<_> = message.field.iter().map(|field| (field.number(), field.name().to_owned())).collect();
        fields.sort();
        fields.into_iter().map(|(_, name)| name).collect()
    }

    fn json_fields(data: &impl Serialize) -> Vec<String> {
        let text = serde_json::to_string(data).expect("plain data");
        let map: serde_yaml::Mapping =
            serde_yaml::from_str(&text).expect("JSON is YAML, and its maps keep their order");
        map.keys().map(|key| key.as_str().expect("a string").to_owned()).collect()
    }

    #[test]
    fn every_field_of_the_proto_is_shown_by_its_name_and_in_its_order() {
        assert_eq!(json_fields(&LaunchResponse::default()), proto_fields("LaunchResponse"));
        assert_eq!(json_fields(&PatternInfo::default()), proto_fields("PatternInfo"));
        assert_eq!(json_fields(&TerminateResponse::default()), proto_fields("TerminateResponse"));
        assert_eq!(json_fields(&HealthResponse::default()), proto_fields("HealthResponse"));
        assert_eq!(json_fields(&WatchSnapshot::default()), proto_fields("WatchSnapshot"));
        assert_eq!(json_fields(&DescribePatternsResponse::default()), proto_fields("DescribePatternsResponse"));
        assert_eq!(json_fields(&PatternDescription::default()), proto_fields("PatternDescription"));
        assert_eq!(json_fields(&Filesystem::default()), proto_fields("Filesystem"));
        assert_eq!(json_fields(&ConfigKey::default()), proto_fields("ConfigKey"));
        assert_eq!(json_fields(&BackendSlot::default()), proto_fields("BackendSlot"));
        assert_eq!(json_fields(&RejectedManifest::default()), proto_fields("RejectedManifest"));
        assert_eq!(json_fields(&ReloadResponse::default()), proto_fields("ReloadResponse"));
        assert_eq!(json_fields(&ListPoliciesResponse::default()), proto_fields("ListPoliciesResponse"));
        assert_eq!(json_fields(&PolicyCandidate::default()), proto_fields("PolicyCandidate"));
        assert_eq!(json_fields(&StagePolicyResponse::default()), proto_fields("StagePolicyResponse"));
        assert_eq!(json_fields(&PolicyWarning::default()), proto_fields("PolicyWarning"));
        assert_eq!(json_fields(&PolicyModule::default()), proto_fields("PolicyModule"));
        assert_eq!(json_fields(&ExplainResponse::default()), proto_fields("ExplainResponse"));
        assert_eq!(json_fields(&Opinion::default()), proto_fields("Opinion"));
        assert_eq!(json_fields(&Decision::default()), proto_fields("Decision"));
        assert_eq!(json_fields(&UpgradeResponse::default()), proto_fields("UpgradeResponse"));
        assert_eq!(json_fields(&LogLine::default()), proto_fields("LogLine"));
        assert_eq!(json_fields(&LogGeneration::default()), proto_fields("LogGeneration"));
        assert_eq!(json_fields(&LogGap::default()), proto_fields("LogGap"));
    }

    #[test]
    fn a_log_line_has_every_field_and_one_event() {
        let all = TailLogsResponse {
            line: Some(LogLine::default()),
            began: Some(LogGeneration::default()),
            gap: Some(LogGap::default()),
            position: 0,
        };
        assert_eq!(json_fields(&all), proto_fields("TailLogsResponse"));
        let event = Some(v1::tail_logs_response::Event::Gap(v1::LogGap { bytes: 7 }));
        assert_eq!(
            json_fields(&TailLogsResponse::from(v1::TailLogsResponse { position: 1, event })),
            ["position", "gap"]
        );
    }

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
