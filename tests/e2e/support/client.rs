//! Requests and refusals in few words.

use std::collections::HashMap;
use std::time::Duration;

use prism_proto::v1::{
    IsolationLevel, LaunchRequest, PatternInfo, WatchPatternsResponse, watch_patterns_response::Event,
};
use tonic::{Code, Status, Streaming};
use tonic_types::StatusExt as _;

use super::wait::PATIENCE;

/// The levels, as the wire counts them.
pub(crate) mod level {
    use prism_proto::v1::IsolationLevel;
    pub(crate) const NONE: IsolationLevel = IsolationLevel::IsolationNone;
    pub(crate) const NAMESPACE: IsolationLevel = IsolationLevel::IsolationNamespace;
    pub(crate) const SESSION: IsolationLevel = IsolationLevel::IsolationSession;
}

/// A launch of `pattern`, with nothing else said.
pub(crate) fn launch(pattern: &str) -> LaunchRequest {
    LaunchRequest { pattern_name: pattern.to_owned(), ..LaunchRequest::default() }
}

/// What else can be said.
pub(crate) trait Ask: Sized {
    fn of(self, namespace: &str) -> Self;
    fn session(self, id: &str) -> Self;
    fn at(self, level: IsolationLevel) -> Self;
    fn with(self, key: &str, value: impl ToString) -> Self;
}

impl Ask for LaunchRequest {
    fn of(self, namespace: &str) -> Self {
        Self { namespace: namespace.to_owned(), ..self }
    }

    fn session(self, id: &str) -> Self {
        Self { session_id: id.to_owned(), ..self }
    }

    fn at(self, level: IsolationLevel) -> Self {
        Self { isolation: Some(level.into()), ..self }
    }

    fn with(mut self, key: &str, value: impl ToString) -> Self {
        self.config.insert(key.to_owned(), value.to_string());
        self
    }
}

/// A status, taken apart.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) code: Code,
    pub(crate) reason: String,
    pub(crate) message: String,
    pub(crate) metadata: HashMap<String, String>,
    pub(crate) field: Option<String>,
    pub(crate) retry_after: Option<Duration>,
}

impl From<Status> for Refused {
    fn from(status: Status) -> Self {
        let details = status.get_error_details();
        let info = details.error_info();
        if let Some(info) = info {
            assert_eq!(info.domain, "prism.launcher");
        }
        let violation = details.bad_request().and_then(|request| request.field_violations.first());
        Self {
            code: status.code(),
            reason: info.map(|info| info.reason.clone()).unwrap_or_default(),
            message: status.message().to_owned(),
            metadata: info.map(|info| info.metadata.clone()).unwrap_or_default(),
            field: violation.map(|violation| violation.field.clone()),
            retry_after: details.retry_info().and_then(|retry| retry.retry_delay),
        }
    }
}

impl Refused {
    /// Fails unless it is this row of the table of errors.
    #[track_caller]
    pub(crate) fn expect(self, code: Code, reason: &str) -> Self {
        assert_eq!((self.code, self.reason.as_str()), (code, reason), "{self:?}");
        self
    }

    /// Fails unless the message says this.
    #[track_caller]
    pub(crate) fn saying(self, text: &str) -> Self {
        assert!(self.message.contains(text), "{text:?} is not in: {}", self.message);
        self
    }
}

/// A watch, and what it has told.
#[derive(Debug)]
pub(crate) struct Watcher(pub(crate) Streaming<WatchPatternsResponse>);

impl Watcher {
    /// The next message.
    pub(crate) async fn next(&mut self) -> WatchPatternsResponse {
        let next = tokio::time::timeout(PATIENCE, self.0.message()).await.expect("something is told in time");
        next.expect("the stream goes on").expect("the stream has not ended")
    }

    /// The first process, in snapshot or change, that is like this.
    pub(crate) async fn until(&mut self, what: &str, like: impl Fn(&PatternInfo) -> bool) -> PatternInfo {
        let search = async {
            loop {
                let told = match self.next().await.event.expect("every message has an event") {
                    Event::Snapshot(snapshot) => snapshot.processes,
                    Event::Change(change) => vec![change],
                };
                if let Some(found) = told.into_iter().find(|info| like(info)) {
                    return found;
                }
            }
        };
        tokio::time::timeout(PATIENCE, search).await.unwrap_or_else(|_| panic!("never told: {what}"))
    }
}
