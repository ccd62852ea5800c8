//! What can go wrong, and the one line that says so.
//!
//! A launcher's error is told with what the caller can act on: its message, the stable reason, the module that decided, the
//! fields that are wrong and when to try again. The line stays one line whatever the launcher, a pattern's log or a peer sends.

use std::io;
use std::process::ExitCode;
use std::time::Duration;

use prism_policy::LoadError;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::address::Address;
use crate::durations;
use crate::output;
use crate::render::words;

/// The key of `ErrorInfo.metadata` under which the launcher names the policy module that refused.
const MODULE_KEY: &str = "module";

/// The key under which it names the record of that decision.
const DECISION_KEY: &str = "decision";

/// The reason for which the same is asked again at once.
const UPGRADING: &str = "UPGRADING";

/// What was asked of the launcher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    Launch,
    List,
    Status,
    Terminate,
    Watch,
    Logs,
    Describe,
    Health,
    Reload,
    Upgrade,
    Policies,
    Explain,
    Decisions,
    Replay,
    Promote,
    RollBack,
    Resume,
}

impl Call {
    /// The command's name, which opens its error lines.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Launch => "launch",
            Self::List => "list",
            Self::Status => "status",
            Self::Terminate => "terminate",
            Self::Watch => "watch",
            Self::Logs => "logs",
            Self::Describe => "describe",
            Self::Health => "health",
            Self::Reload => "reload",
            Self::Upgrade => "upgrade",
            Self::Policies => "list policies",
            Self::Explain => "explain",
            Self::Decisions => "decisions",
            Self::Replay => "replay",
            Self::Promote => "promote",
            Self::RollBack => "rollback",
            Self::Resume => "resume",
        }
    }

    /// What there is to know after its deadline passed.
    fn after_timeout(self) -> &'static str {
        match self {
            Self::Launch => "; the start goes on: see 'prismctl pattern list'",
            _ => "",
        }
    }
}

/// Why a command did not succeed. `Display` is the line on stderr, without `prismctl: `.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Typed in a way that clap cannot see is wrong.
    #[error("{0}")]
    Usage(String),
    /// No connection.
    #[error(
        "cannot reach the launcher at {address}: {reason}; is prism-launcher running there? \
         set --launcher or PRISM_LAUNCHER for another address"
    )]
    Unreachable { address: Address, reason: String },
    /// The connection broke before the answer.
    #[error("{} failed: the connection to the launcher at {address} was lost: {reason}", call.as_str())]
    Lost { call: Call, address: Address, reason: String },
    /// No answer in time.
    #[error(
        "{} timed out: no answer within {}{}",
        call.as_str(),
        durations::format(*within),
        call.after_timeout()
    )]
    TimedOut { call: Call, within: Duration },
    /// The launcher answered with an error.
    #[error("{line}")]
    Refused { code: Code, line: String },
    /// Another launcher takes its place: the same can be asked again in a moment.
    #[error("{line}")]
    Upgrading { line: String },
    /// The launcher answered, and the answer is that it did not work.
    #[error("{} failed: {reason}", call.as_str())]
    Failed { call: Call, reason: String },
    /// A policy command that asks no launcher did not come to its end, or to a bad one.
    #[error("policy {command} failed: {reason}")]
    Policy { command: &'static str, reason: String },
    /// A component that no launcher would load, in the launcher's words.
    #[error(transparent)]
    NotLoaded(#[from] LoadError),
    /// A configuration with which no launcher would load a component, in its words, and where it is written.
    #[error("{place}: {error}")]
    Config { place: String, error: Box<LoadError> },
    /// Stdout does not take what is written.
    #[error("cannot write to stdout: {0}")]
    Output(io::Error),
    /// The answer cannot be put into the format asked for.
    #[error("cannot write the answer as {format}: {reason}")]
    Format { format: &'static str, reason: String },
    /// The system gives no runtime.
    #[error("cannot start: {0}")]
    Runtime(io::Error),
}

impl Failure {
    /// What a status of the launcher says.
    pub(crate) fn refused(call: Call, status: &Status) -> Self {
        if status.get_details_error_info().is_some_and(|info| info.reason == UPGRADING) {
            return Self::Upgrading { line: refusal_line(call, status) };
        }
        Self::Refused { code: status.code(), line: refusal_line(call, status) }
    }

    /// True where the same may work a moment later, without anyone changing anything.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Lost { .. } | Self::TimedOut { .. } | Self::Upgrading { .. } => true,
            Self::Refused { code, .. } => is_passing_code(*code),
            _ => false,
        }
    }

    /// Says why on stderr, in one line, and gives the exit code. A reader that closed the pipe wanted no more: that is no failure.
    pub(crate) fn report(&self) -> ExitCode {
        if let Self::Output(error) = self
            && error.kind() == io::ErrorKind::BrokenPipe
        {
            return ExitCode::SUCCESS;
        }
        output::note(&words::one_line(&self.to_string()));
        ExitCode::from(self.exit_code())
    }

    fn exit_code(&self) -> u8 {
        if matches!(self, Self::Usage(_)) { 2 } else { 1 }
    }
}

fn is_passing_code(code: Code) -> bool {
    use Code::{Aborted, Cancelled, DataLoss, DeadlineExceeded, Internal, ResourceExhausted, Unavailable, Unknown};
    matches!(
        code,
        Aborted | Cancelled | DataLoss | DeadlineExceeded | Internal | ResourceExhausted | Unavailable | Unknown
    )
}

fn refusal_line(call: Call, status: &Status) -> String {
    let details = status.get_error_details();
    let message = match words::one_line(status.message()) {
        nothing if nothing.is_empty() => status.code().description().to_owned(),
        message => message,
    };
    let mut notes = vec![reason(status.code(), &details)];
    notes.extend(bad_fields(&details, &message));
    notes.extend(retry_after(&details));
    format!("{} {}: {message} ({})", call.as_str(), verb(status.code()), notes.join(", "))
}

/// Refused: it was understood and the answer is no. Failed: it was tried.
fn verb(code: Code) -> &'static str {
    match code {
        Code::InvalidArgument
        | Code::PermissionDenied
        | Code::Unauthenticated
        | Code::ResourceExhausted
        | Code::FailedPrecondition
        | Code::OutOfRange => "refused",
        Code::DeadlineExceeded => "timed out",
        _ => "failed",
    }
}

/// `POLICY_DENIED by allowlist`; where a peer gives no reason, the status code by its gRPC name.
fn reason(code: Code, details: &ErrorDetails) -> String {
    let info = details.error_info().filter(|info| !info.reason.is_empty());
    let Some(info) = info else { return code_name(code).to_owned() };
    let by = info.metadata.get(MODULE_KEY).map(|module| format!(" by {module}")).unwrap_or_default();
    let written = info.metadata.get(DECISION_KEY).map(|id| format!(", decision {id}")).unwrap_or_default();
    format!("{}{by}{written}", info.reason)
}

/// Each wrong field, with what is wrong unless the message says so already.
fn bad_fields(details: &ErrorDetails, message: &str) -> Vec<String> {
    let violations = details.bad_request().map(|bad| bad.field_violations.as_slice()).unwrap_or_default();
    violations
        .iter()
        .map(|violation| match violation.description.as_str() {
            told if told.is_empty() || message.contains(told) => format!("field {}", violation.field),
            untold => format!("field {}: {untold}", violation.field),
        })
        .collect()
}

fn retry_after(details: &ErrorDetails) -> Option<String> {
    let delay = details.retry_info()?.retry_delay?;
    Some(format!("retry after {}", durations::format_delay(delay)))
}

/// The names of `google.rpc.Code`, which tonic does not print.
fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn line(call: Call, code: Code, message: &str, details: ErrorDetails) -> String {
        Failure::refused(call, &Status::with_error_details(code, message, details)).to_string()
    }

    fn info(reason: &str, metadata: &[(&str, &str)]) -> ErrorDetails {
        let metadata: HashMap<_, _> = metadata.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        ErrorDetails::with_error_info(reason, "prism.launcher", metadata)
    }

    #[test]
    fn a_denial_names_the_reason_and_the_module() {
        let details = info("POLICY_DENIED", &[("module", "allowlist")]);
        assert_eq!(
            line(Call::Launch, Code::PermissionDenied, "namespace tenant-x is not on the list", details),
            "launch refused: namespace tenant-x is not on the list (POLICY_DENIED by allowlist)"
        );
    }

    #[test]
    fn a_retry_delay_is_told() {
        let mut details = info("QUOTA", &[]);
        details.set_retry_info(Some(Duration::from_millis(2500)));
        assert_eq!(
            line(Call::Launch, Code::ResourceExhausted, "20 of 20 are running", details),
            "launch refused: 20 of 20 are running (QUOTA, retry after 2500ms)"
        );
    }

    #[test]
    fn wrong_fields_are_named_once() {
        let mut details = ErrorDetails::with_bad_request_violation("namespace", "is empty");
        details.add_bad_request_violation("session_id", "has ':' at byte 2");
        assert_eq!(
            line(Call::Launch, Code::InvalidArgument, "namespace is empty", details),
            "launch refused: namespace is empty (INVALID_ARGUMENT, field namespace, field session_id: has ':' at byte 2)"
        );
    }

    #[test]
    fn an_error_without_details_is_told_by_its_code() {
        let bare = |code, message| Failure::refused(Call::List, &Status::new(code, message)).to_string();
        assert_eq!(bare(Code::Unavailable, "draining"), "list failed: draining (UNAVAILABLE)");
        assert!(bare(Code::Unimplemented, "").ends_with("(UNIMPLEMENTED)"));
    }

    #[test]
    fn what_could_not_be_reached_says_where_and_what_to_try() {
        let address: Address = "127.0.0.1:1".parse().expect("valid");
        let line = Failure::Unreachable { address, reason: "Connection refused".to_owned() }.to_string();
        assert!(line.starts_with("cannot reach the launcher at http://127.0.0.1:1: Connection refused; "));
        assert!(line.contains("--launcher") && line.contains("PRISM_LAUNCHER"));
    }

    #[test]
    fn a_launch_that_timed_out_says_that_the_start_goes_on() {
        let within = Duration::from_secs(30);
        let line = Failure::TimedOut { call: Call::Launch, within }.to_string();
        assert_eq!(line, "launch timed out: no answer within 30s; the start goes on: see 'prismctl pattern list'");
        let line = Failure::TimedOut { call: Call::List, within }.to_string();
        assert_eq!(line, "list timed out: no answer within 30s");
    }

    #[test]
    fn only_what_may_pass_by_itself_is_tried_again() {
        let is_passing = |code| Failure::refused(Call::Watch, &Status::new(code, "")).is_passing();
        assert!(is_passing(Code::Unavailable) && is_passing(Code::ResourceExhausted));
        assert!(!is_passing(Code::PermissionDenied) && !is_passing(Code::InvalidArgument));
        assert!(!Failure::Usage(String::new()).is_passing());
    }
}
