//! A line of a decision log: a decision, or what happened between decisions.
//!
//! What lies between: the ledger's entries, by which the numbers that admission was shown can be worked out again
//! ([`crate::Simulation`]), and candidates that were moved. They are told by their `event`, which stands first; decisions have none. The
//! form is the same contract as a record's: fields are added, never renamed.

use prism_core::entry::{Entry, What};
use prism_core::isolation::{IsolationKey, IsolationLevel, Placement};
use prism_core::names::{Namespace, Partition, PatternName, SessionId};
use serde::{Deserialize, Serialize};

use crate::record::{Level, ModuleRef, Record};
use crate::trial::{By, Stage};

/// The version of the form.
const VERSION: u32 = 1;

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub enum LogLine {
    /// A decision.
    Decision(Box<Record>),
    /// What happened beside.
    Event(Box<EventLine>),
}

/// One line that is no decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventLine {
    /// The version of the form.
    pub v: u32,
    /// What.
    #[serde(flatten)]
    pub event: Event,
    /// When, in milliseconds since 1970-01-01 UTC.
    pub at_ms: u64,
}

/// What can happen beside decisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// A launcher begins, with nothing in its ledger, and these hard caps.
    Opened {
        /// Milliseconds on the supervisor's clock.
        up_ms: u64,
        /// On places in all.
        processes_max: u32,
        /// Of one namespace.
        namespace_processes_max: u32,
        /// Of one session in its namespace.
        session_processes_max: u32,
    },
    /// A process is asked for that there is none of. The decisions about it follow.
    Asked {
        /// Milliseconds on the supervisor's clock.
        up_ms: u64,
        /// Which.
        process: Key,
    },
    /// A process holds this from now on.
    Booked {
        /// Milliseconds on the supervisor's clock.
        up_ms: u64,
        /// Which.
        process: Key,
        /// A place.
        place: bool,
        /// Counted as starting.
        starting: bool,
    },
    /// A candidate was promoted, rolled back, or made what the configuration says.
    Staged {
        /// Which, exactly.
        module: ModuleRef,
        /// Where it is now.
        stage: Stage,
        /// Whose doing that was; none where the configuration was changed and counts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<By>,
        /// Why, in words.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        why: String,
    },
}

/// Who holds a place: an isolation key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is the part of the same name of the core's type")]
pub struct Key {
    pub pattern: String,
    pub level: Level,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition: Option<String>,
}

impl From<&IsolationKey> for Key {
    fn from(key: &IsolationKey) -> Self {
        Self {
            pattern: key.pattern.to_string(),
            level: key.scope.level().into(),
            namespace: key.scope.namespace().map(ToString::to_string),
            session: key.scope.session().map(ToString::to_string),
            partition: key.partition.as_ref().map(ToString::to_string),
        }
    }
}

impl Key {
    /// The core's form of it; none of one that cannot be.
    #[must_use]
    pub fn meant(&self) -> Option<IsolationKey> {
        let pattern = PatternName::parse(&self.pattern).ok()?;
        let namespace = self.namespace.as_deref().map(Namespace::parse).transpose().ok()?;
        let session = self.session.as_deref().map(SessionId::parse).transpose().ok()?;
        let partition = self.partition.as_deref().map(Partition::parse).transpose().ok()?;
        let placement = Placement { level: IsolationLevel::from(self.level), partition };
        IsolationKey::derive(pattern, namespace.as_ref(), session.as_ref(), placement).ok()
    }
}

impl EventLine {
    /// The line of an event.
    #[must_use]
    pub fn new(event: Event, at_ms: u64) -> Self {
        Self { v: VERSION, event, at_ms }
    }
}

impl From<&Entry<'_>> for EventLine {
    fn from(entry: &Entry<'_>) -> Self {
        let since = entry.at.since(prism_core::time::Timestamp::ZERO).as_millis();
        let up_ms = u64::try_from(since).unwrap_or(u64::MAX);
        let event = match entry.what {
            What::Opened { processes_max, namespace_processes_max, session_processes_max } => {
                Event::Opened { up_ms, processes_max, namespace_processes_max, session_processes_max }
            }
            What::Asked(key) => Event::Asked { up_ms, process: key.into() },
            What::Booked { key, place, starting } => Event::Booked { up_ms, process: key.into(), place, starting },
        };
        Self::new(event, entry.wall.0)
    }
}

impl LogLine {
    /// Reads a line.
    ///
    /// # Errors
    ///
    /// It is neither a decision nor an event, or of a later form.
    pub fn read(line: &[u8]) -> Result<Self, serde_json::Error> {
        // Decisions are most lines, and their `v` is followed by their id.
        let event = line.windows(EVENT.len()).take(EVENT_BYTES).any(|window| window == EVENT);
        if event {
            let line: EventLine = serde_json::from_slice(line)?;
            let later = || serde::de::Error::custom(format!("v: {} is a later version of the form", line.v));
            return if line.v > VERSION { Err(later()) } else { Ok(Self::Event(Box::new(line))) };
        }
        serde_json::from_slice(line).map(Box::new).map(Self::Decision)
    }
}

/// How an event is told, within the first bytes: white space and the version may stand before it.
const EVENT: &[u8] = b"\"event\"";
const EVENT_BYTES: usize = 24;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_written_first_and_reads_back_the_same() {
        let process = Key {
            pattern: "consumer".into(),
            level: Level::Session,
            namespace: Some("a".into()),
            session: Some("s".into()),
            partition: Some("blue".into()),
        };
        let booked = Event::Booked { up_ms: 7, process: process.clone(), place: true, starting: false };
        let line = EventLine::new(booked, 1_700_000_000_000);
        let text = serde_json::to_string(&line).expect("is JSON");
        assert!(text.starts_with("{\"v\":1,\"event\":\"booked\",\"up_ms\":7,"), "{text}");
        assert_eq!(LogLine::read(text.as_bytes()).expect("reads back"), LogLine::Event(Box::new(line)));
        let key = process.meant().expect("can be");
        assert_eq!(Key::from(&key), process);
    }

    #[test]
    fn what_is_neither_and_what_is_later_is_refused() {
        assert!(LogLine::read(b"{torn").is_err());
        let later = br#"{"v":2,"event":"opened","up_ms":0,"processes_max":1,"namespace_processes_max":1,"session_processes_max":1,"at_ms":0}"#;
        let error = LogLine::read(later).expect_err("is later").to_string();
        assert!(error.contains("v: 2 is a later version"), "{error}");
        assert!(LogLine::read(br#"{"v":1,"event":"unheard-of","at_ms":0}"#).is_err());
        let nameless = Key { namespace: None, ..nobody() };
        assert_eq!(nameless.meant(), None, "a namespace is needed at its level");
    }

    fn nobody() -> Key {
        Key { pattern: "p".into(), level: Level::Namespace, namespace: None, session: None, partition: None }
    }
}
