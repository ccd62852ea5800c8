//! Refusals as gRPC statuses: a code, a stable reason, and when to try again (the table in docs/api.md).

use std::collections::HashMap;
use std::time::Duration;

use prism_core::isolation::KeyError;
use prism_core::policy::{DecisionId, DenialCode};
use prism_core::refusal::Refusal;
use prism_policy::StageError;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use crate::rollout::StageFailure;

/// Of every google.rpc.ErrorInfo.
const DOMAIN: &str = "prism.launcher";

/// An argument that is wrong: which field, and why.
pub(super) fn bad_field(field: &str, description: impl Into<String>) -> Status {
    let description = description.into();
    let message = format!("{field}: {description}");
    let mut details = ErrorDetails::with_bad_request_violation(field, description);
    details.set_error_info("INVALID_ARGUMENT", DOMAIN, HashMap::new());
    Status::with_error_details(Code::InvalidArgument, message, details)
}

/// A message that is larger than any that is right.
pub(super) fn message_too_large(problem: &str) -> Status {
    let limit = HashMap::from([("bytes_max".to_owned(), super::REQUEST_BYTES_MAX.to_string())]);
    let details = ErrorDetails::with_error_info("MESSAGE_TOO_LARGE", DOMAIN, limit);
    Status::with_error_details(Code::ResourceExhausted, problem, details)
}

/// A reload that found something wrong.
pub(super) fn reload_failed(error: &str) -> Status {
    let details = ErrorDetails::with_error_info("RELOAD_FAILED", DOMAIN, HashMap::new());
    Status::with_error_details(Code::FailedPrecondition, format!("nothing was changed: {error}"), details)
}

/// An upgrade that came to nothing.
pub(super) fn upgrade_failed(why: &str) -> Status {
    let details = ErrorDetails::with_error_info("UPGRADE_FAILED", DOMAIN, HashMap::new());
    Status::with_error_details(Code::FailedPrecondition, why, details)
}

/// Nothing is written down.
pub(super) fn no_decision_log() -> Status {
    let details = ErrorDetails::with_error_info("DECISION_LOG_OFF", DOMAIN, HashMap::new());
    let message = "decisions are not written down; set launcher.decision_log.enabled";
    Status::with_error_details(Code::FailedPrecondition, message, details)
}

/// No process has this id.
pub(super) fn process_unknown(process_id: &str) -> Status {
    of(&Refusal::ProcessUnknown(process_id.to_owned()))
}

/// Too many read outputs.
pub(super) fn logs_busy(readers_max: usize) -> Status {
    let mut details = ErrorDetails::with_error_info("LOGS_BUSY", DOMAIN, HashMap::new());
    details.set_retry_info(Some(Duration::from_secs(1)));
    Status::with_error_details(Code::ResourceExhausted, format!("{readers_max} others read logs"), details)
}

/// An output cannot be read.
pub(super) fn logs_unreadable(error: &std::io::Error) -> Status {
    let details = ErrorDetails::with_error_info("LOGS_UNREADABLE", DOMAIN, HashMap::new());
    Status::with_error_details(Code::Internal, format!("the output cannot be read: {error}"), details)
}

/// Others are being explained.
pub(super) fn explain_busy() -> Status {
    let mut details = ErrorDetails::with_error_info("EXPLAIN_BUSY", DOMAIN, HashMap::new());
    details.set_retry_info(Some(Duration::from_secs(1)));
    Status::with_error_details(Code::ResourceExhausted, "other explanations are under way", details)
}

/// No record has this id.
pub(super) fn decision_unknown(id: DecisionId) -> Status {
    let details = ErrorDetails::with_error_info("DECISION_UNKNOWN", DOMAIN, HashMap::new());
    let message = format!("no record has the id {id}; old files of the log are removed");
    Status::with_error_details(Code::NotFound, message, details)
}

/// A candidate that is not moved.
pub(super) fn stage_failed(failure: &StageFailure) -> Status {
    let (code, reason) = match failure {
        StageFailure::Stage(StageError::Unknown { .. }) => (Code::NotFound, "CANDIDATE_UNKNOWN"),
        StageFailure::NotWritten(_) => (Code::Internal, "CANDIDATE_NOT_MOVED"),
        StageFailure::Stage(_) | StageFailure::Ambiguous(_) => (Code::FailedPrecondition, "CANDIDATE_NOT_MOVED"),
    };
    let details = ErrorDetails::with_error_info(reason, DOMAIN, HashMap::new());
    Status::with_error_details(code, failure.to_string(), details)
}

/// ErrorInfo's reason for a refusal.
pub(super) fn reason(refusal: &Refusal) -> &'static str {
    code_and_reason(refusal).1
}

/// ErrorInfo's reason for a policy's no.
pub(super) fn denial_reason(code: DenialCode) -> &'static str {
    denied(code).1
}

fn denied(code: DenialCode) -> (Code, &'static str) {
    match code {
        DenialCode::Forbidden => (Code::PermissionDenied, "POLICY_DENIED"),
        DenialCode::NamespaceForbidden => (Code::PermissionDenied, "NAMESPACE_FORBIDDEN"),
        DenialCode::Quota => (Code::ResourceExhausted, "QUOTA"),
    }
}

fn code_and_reason(refusal: &Refusal) -> (Code, &'static str) {
    match refusal {
        Refusal::Config(error) if error.problem.is_size() => (Code::ResourceExhausted, "CONFIG_TOO_LARGE"),
        Refusal::Key(_) | Refusal::Config(_) => (Code::InvalidArgument, "INVALID_ARGUMENT"),
        Refusal::PatternUnknown { .. } => (Code::NotFound, "PATTERN_UNKNOWN"),
        Refusal::ProcessUnknown(_) => (Code::NotFound, "PROCESS_UNKNOWN"),
        Refusal::IsolationTooWeak { .. } => (Code::FailedPrecondition, "ISOLATION_TOO_WEAK"),
        Refusal::Denied { denial, .. } => denied(denial.code),
        Refusal::PolicyFailed { .. } => (Code::Unavailable, "POLICY_FAILED"),
        Refusal::Capacity { .. } => (Code::ResourceExhausted, "CAPACITY"),
        Refusal::QueueFull { .. } => (Code::ResourceExhausted, "START_QUEUE_FULL"),
        Refusal::ConfigConflict { .. } => (Code::FailedPrecondition, "CONFIG_CONFLICT"),
        Refusal::Quarantined { .. } => (Code::FailedPrecondition, "QUARANTINED"),
        Refusal::StartFailed { .. } | Refusal::Terminated => (Code::Unavailable, "START_FAILED"),
        Refusal::Draining => (Code::Unavailable, "DRAINING"),
        Refusal::Upgrading => (Code::Unavailable, "UPGRADING"),
    }
}

/// The status of a refusal.
pub(super) fn of(refusal: &Refusal) -> Status {
    let (code, reason) = match (refusal, code_and_reason(refusal)) {
        (Refusal::Key(error), _) => return bad_field(field_of(error), error.to_string()),
        (Refusal::Config(error), (Code::InvalidArgument, _)) => return bad_field("config", error.to_string()),
        (_, code_and_reason) => code_and_reason,
    };
    let mut details = ErrorDetails::with_error_info(reason, DOMAIN, metadata(refusal));
    if let Some(delay) = refusal.retry_after() {
        // RetryInfo of nothing would read as "now"; a start that is due now is due in a moment.
        details.set_retry_info(Some(delay.max(Duration::from_millis(1))));
    }
    Status::with_error_details(code, refusal.to_string(), details)
}

fn field_of(error: &KeyError) -> &'static str {
    match error {
        KeyError::NamespaceMissing(_) => "namespace",
        KeyError::SessionMissing => "session_id",
    }
}

/// What programs want to know of it.
fn metadata(refusal: &Refusal) -> HashMap<String, String> {
    let pairs: Vec<(&str, String)> = match refusal {
        Refusal::Denied { module, decision, .. } => {
            let module = Some(("module", module.to_string()));
            module.into_iter().chain(written_down(*decision)).collect()
        }
        Refusal::PolicyFailed { hook, module, fault, decision } => {
            let what = [("module", module.to_string()), ("hook", hook.to_string()), ("kind", fault.kind.to_string())];
            what.into_iter().chain(written_down(*decision)).collect()
        }
        Refusal::ConfigConflict { keys } => vec![("keys", keys.join(","))],
        Refusal::Capacity { what, max } => vec![("limit", (*what).to_owned()), ("max", max.to_string())],
        Refusal::StartFailed { cause, .. } => vec![("cause", cause.to_string())],
        _ => Vec::new(),
    };
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn written_down(decision: Option<DecisionId>) -> Option<(&'static str, String)> {
    decision.map(|id| ("decision", id.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use prism_core::environment::ConfigProblem;
    use prism_core::isolation::IsolationLevel;
    use prism_core::policy::{Cause, Denial, Fault, FaultKind, Hook};

    fn denied(code: DenialCode) -> Refusal {
        let denial = Denial { code, reason: "no".into(), retry_after: Some(Duration::from_secs(5)) };
        Refusal::Denied { module: "m".into(), denial, decision: None }
    }

    #[test]
    fn every_refusal_has_its_row_of_the_table() {
        let fault = Fault { kind: FaultKind::Trap, message: "panicked".into() };
        let rows = [
            (Refusal::Key(KeyError::SessionMissing), Code::InvalidArgument, "INVALID_ARGUMENT"),
            (Refusal::Config(ConfigProblem::Refused.of("LD_PRELOAD")), Code::InvalidArgument, "INVALID_ARGUMENT"),
            (Refusal::Config(ConfigProblem::TooManyKeys(999).of("")), Code::ResourceExhausted, "CONFIG_TOO_LARGE"),
            (Refusal::PatternUnknown { name: "x".into(), available: None }, Code::NotFound, "PATTERN_UNKNOWN"),
            (Refusal::ProcessUnknown("x".into()), Code::NotFound, "PROCESS_UNKNOWN"),
            (
                Refusal::IsolationTooWeak { requested: IsolationLevel::None, minimum: IsolationLevel::Session },
                Code::FailedPrecondition,
                "ISOLATION_TOO_WEAK",
            ),
            (denied(DenialCode::Forbidden), Code::PermissionDenied, "POLICY_DENIED"),
            (denied(DenialCode::NamespaceForbidden), Code::PermissionDenied, "NAMESPACE_FORBIDDEN"),
            (denied(DenialCode::Quota), Code::ResourceExhausted, "QUOTA"),
            (
                Refusal::PolicyFailed { hook: Hook::Admission, module: "m".into(), fault, decision: None },
                Code::Unavailable,
                "POLICY_FAILED",
            ),
            (Refusal::Capacity { what: "processes", max: 1 }, Code::ResourceExhausted, "CAPACITY"),
            (Refusal::QueueFull { waiting: 1, max: 1 }, Code::ResourceExhausted, "START_QUEUE_FULL"),
            (Refusal::ConfigConflict { keys: vec!["a".into()] }, Code::FailedPrecondition, "CONFIG_CONFLICT"),
            (
                Refusal::Quarantined { reason: "five".into(), retry_after: Duration::from_secs(60) },
                Code::FailedPrecondition,
                "QUARANTINED",
            ),
            (
                Refusal::StartFailed { cause: Cause::Exited(3), output: "".into(), retry_after: None },
                Code::Unavailable,
                "START_FAILED",
            ),
            (Refusal::Terminated, Code::Unavailable, "START_FAILED"),
            (Refusal::Draining, Code::Unavailable, "DRAINING"),
            (Refusal::Upgrading, Code::Unavailable, "UPGRADING"),
        ];
        for (refusal, code, reason) in rows {
            let status = of(&refusal);
            let info = status.get_details_error_info().expect("every status has one");
            assert_eq!(
                (status.code(), info.reason.as_str(), info.domain.as_str()),
                (code, reason, DOMAIN),
                "{refusal}"
            );
        }
    }

    #[test]
    fn a_retry_delay_is_passed_on() {
        let retry = of(&denied(DenialCode::Quota)).get_details_retry_info().expect("there is one");
        assert_eq!(retry.retry_delay, Some(Duration::from_secs(5)));
        let never = Refusal::StartFailed { cause: Cause::Exited(1), output: "".into(), retry_after: None };
        assert!(of(&never).get_details_retry_info().is_none());
    }

    #[test]
    fn a_wrong_argument_names_its_field() {
        let status = bad_field("namespace", "is empty");
        let request = status.get_details_bad_request().expect("there is one");
        assert_eq!(request.field_violations[0].field, "namespace");
        assert_eq!(status.message(), "namespace: is empty");
    }
}
