//! From what the core says to what the wire says.

use std::collections::HashMap;
use std::time::Duration;

use prism_core::isolation::IsolationLevel;
use prism_core::manifest::Filesystem;
use prism_core::policy::{Objection, Warning};
use prism_core::process::{ProcessInfo, ProcessState};
use prism_core::template::Template;
use prism_proto::v1;

use crate::catalogue::Pattern;
use crate::driver::Launcher;

/// Processes in one Health answer.
const HEALTH_PROCESSES_MAX: usize = 1000;

pub(super) fn level(level: IsolationLevel) -> v1::IsolationLevel {
    match level {
        IsolationLevel::None => v1::IsolationLevel::IsolationNone,
        IsolationLevel::Namespace => v1::IsolationLevel::IsolationNamespace,
        IsolationLevel::Session => v1::IsolationLevel::IsolationSession,
    }
}

pub(super) fn level_from(level: v1::IsolationLevel) -> IsolationLevel {
    match level {
        v1::IsolationLevel::IsolationNone => IsolationLevel::None,
        v1::IsolationLevel::IsolationNamespace => IsolationLevel::Namespace,
        v1::IsolationLevel::IsolationSession => IsolationLevel::Session,
    }
}

pub(super) fn state(state: ProcessState) -> v1::ProcessState {
    match state {
        ProcessState::Starting => v1::ProcessState::StateStarting,
        ProcessState::Running => v1::ProcessState::StateRunning,
        ProcessState::Terminating => v1::ProcessState::StateTerminating,
        ProcessState::Terminated => v1::ProcessState::StateTerminated,
        ProcessState::Failed => v1::ProcessState::StateFailed,
    }
}

/// The exact address that was found to be the process's own: `localhost` may mean another family, and somebody else.
pub(crate) fn address(info: &ProcessInfo) -> String {
    info.address_port.map(|port| format!("127.0.0.1:{port}")).unwrap_or_default()
}

pub(crate) fn uptime(info: &ProcessInfo, launcher: &Launcher) -> Duration {
    info.ready_since.map(|since| launcher.clock.now() - since).unwrap_or_default()
}

/// One process.
pub(super) fn process(info: &ProcessInfo, launcher: &Launcher) -> v1::PatternInfo {
    let key = &info.identity.key;
    let usage = info.pid.and_then(|_| launcher.view.usage(&info.identity.process_id));
    v1::PatternInfo {
        pattern_name: key.pattern.to_string(),
        process_id: info.identity.process_id.to_string(),
        state: state(info.state).into(),
        address: address(info),
        healthy: info.healthy,
        uptime_seconds: i64::try_from(uptime(info, launcher).as_secs()).unwrap_or(i64::MAX),
        namespace: key.scope.namespace().map(ToString::to_string).unwrap_or_default(),
        session_id: key.scope.session().map(ToString::to_string).unwrap_or_default(),
        last_error: info.last_error.to_string(),
        error_count: clamped(info.error_count),
        restart_count: clamped(info.restart_count),
        pid: info.pid.unwrap_or(0),
        generation: info.generation.0,
        version: info.version.to_string(),
        started_at: info.started_at.map(|at| prost_types::Timestamp {
            seconds: i64::try_from(at.0 / 1000).unwrap_or(i64::MAX),
            nanos: i32::try_from(at.0 % 1000 * 1_000_000).unwrap_or(0),
        }),
        cpu_usage: usage.and_then(|usage| usage.cpu_cores),
        memory_bytes: usage.map(|usage| usage.memory_bytes),
        isolation: level(key.scope.level()).into(),
        last_decision: info.last_decision.to_string(),
        labels: info.patch.labels().clone().into_iter().collect(),
        changed: info.patch.to_string(),
    }
}

fn clamped(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

pub(super) fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// One pattern of the catalogue.
pub(super) fn pattern(pattern: &Pattern, default: IsolationLevel, launcher: &Launcher) -> v1::PatternDescription {
    let manifest = &pattern.manifest;
    let limits = [
        ("cpu_limit", manifest.resources.cpu_millis.map(|millis| format!("{millis}m"))),
        ("memory_limit", manifest.resources.memory_bytes.map(|bytes| bytes.to_string())),
        ("pids_limit", manifest.resources.pids.map(|pids| pids.to_string())),
        ("nofile", manifest.resources.nofile.map(|files| files.to_string())),
    ];
    v1::PatternDescription {
        name: manifest.name.to_string(),
        version: manifest.version.to_string(),
        description: manifest.description.clone(),
        author: manifest.author.clone(),
        isolation: level(manifest.isolation_level.unwrap_or(default).max(manifest.minimum_isolation)).into(),
        minimum_isolation: level(manifest.minimum_isolation).into(),
        executable: manifest.executable.display().to_string(),
        args: manifest.args.iter().map(Template::source).collect(),
        health_kind: manifest.health.probe.kind().to_owned(),
        config_keys: config_keys(pattern),
        backend_slots: pattern
            .backend_slots
            .iter()
            .map(|slot| v1::BackendSlot { name: slot.name.clone(), r#type: slot.kind.clone(), required: slot.required })
            .collect(),
        instances: count(launcher.view.instances_of(&manifest.name)),
        manifest_sha256: manifest.digest.to_string(),
        resources: limits.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect(),
        policies: HashMap::new(),
        filesystem: filesystem(&manifest.filesystem),
    }
}

fn filesystem(files: &Filesystem) -> Option<v1::Filesystem> {
    let sources = |paths: &[Template]| paths.iter().map(Template::source).collect();
    files.is_said.then(|| v1::Filesystem { read: sources(&files.read), write: sources(&files.write) })
}

fn config_keys(pattern: &Pattern) -> Vec<v1::ConfigKey> {
    let key = |rule: &crate::catalogue::ConfigRule| v1::ConfigKey {
        name: rule.name.clone(),
        required: rule.required,
        secret: rule.secret,
        pattern: rule.pattern_text.clone(),
    };
    pattern.config_rules.iter().flatten().map(key).collect()
}

/// The launcher's own health. Counted from the same view as lists, so they cannot disagree.
pub fn health(
    launcher: &Launcher,
    problems: Vec<String>,
    notes: Vec<String>,
    include_processes: bool,
) -> v1::HealthResponse {
    let all = launcher.view.all();
    let in_state = |wanted: ProcessState| count(all.iter().filter(|info| info.state == wanted).count());
    let at_level = |level: IsolationLevel| {
        (level.as_str().to_owned(), count(all.iter().filter(|info| info.identity.level() == level).count()))
    };
    let failed = in_state(ProcessState::Failed);
    let unhealthy = all.iter().any(|info| info.state == ProcessState::Running && !info.healthy);
    let draining = launcher.view.is_draining();
    let mut problems = problems;
    problems.extend(launcher.pulse.ailment().map(|ailment| ailment.to_string()));
    if failed > 0 {
        problems.push(format!("{failed} processes were given up; their last_error says why"));
    }
    if unhealthy {
        problems.push("a running process misses its health checks".to_owned());
    }
    let status = if draining {
        "unhealthy"
    } else if !problems.is_empty() {
        "degraded"
    } else {
        "healthy"
    };
    let processes = all.iter().take(if include_processes { HEALTH_PROCESSES_MAX } else { 0 });
    v1::HealthResponse {
        healthy: !draining,
        total_processes: count(all.len()),
        running_processes: in_state(ProcessState::Running),
        terminating_processes: in_state(ProcessState::Terminating),
        failed_processes: failed,
        isolation_distribution: IsolationLevel::ALL.into_iter().map(at_level).collect(),
        processes: processes.map(|info| process(info, launcher)).collect(),
        uptime_seconds: i64::try_from(launcher.clock.elapsed().as_secs()).unwrap_or(i64::MAX),
        status: status.to_owned(),
        problems,
        enforcement: enforcement(launcher),
        notes,
    }
}

/// What a caller is told beside its answer.
pub(super) fn warning(warning: &Warning) -> v1::PolicyWarning {
    let (reason, message) = match &warning.objection {
        Objection::Denied(denial) => (super::status::denial_reason(denial.code), denial.reason.clone()),
        Objection::Failed(fault) => ("POLICY_FAILED", fault.to_string()),
    };
    v1::PolicyWarning {
        hook: warning.hook.to_string(),
        module: warning.module.to_string(),
        reason: reason.to_owned(),
        message,
        decision: warning.decision.map(|id| id.to_string()).unwrap_or_default(),
    }
}

fn enforcement(launcher: &Launcher) -> HashMap<String, String> {
    let Some(enforcement) = launcher.enforcement.load_full() else { return HashMap::new() };
    let items = enforcement.items().map(|(name, enforced)| (name.to_owned(), enforced.to_string()));
    items.chain([("backend".to_owned(), enforcement.backend.clone())]).collect()
}
