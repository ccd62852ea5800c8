//! A decision as one line of JSON, complete enough to be made again: who decided, on what, with what answer, at what cost.
//!
//! The form is a contract with whoever keeps logs: fields are added, never renamed, and `v` changes where that cannot be held. What
//! a request's configuration says is not written down where it may be a secret: see [`Redaction`].

mod answer;
mod ended;
mod line;
mod patch;
mod request;
mod stop;

use std::collections::BTreeMap;
use std::time::Duration;

use prism_core::names::NameError;
use prism_core::patch::PatchError;
use prism_core::policy::{DecisionId, Hook};
use prism_core::time::UnixMillis;
use serde::{Deserialize, Serialize};

use crate::evidence::{self, Check};
use crate::limits::Limits;
use crate::module::Module;
use crate::recording::{Input, Mode, Recording};
use crate::redaction::Redaction;

pub use answer::Answer;
pub(crate) use request::{Level, Request, Usage};

use ended::Ended;
use patch::{Patch, Plan};
use stop::Stop;

/// The version of the form.
const VERSION: u32 = 1;

/// What ran the module: fuel is only comparable for the same.
pub const ENGINE: &str = "wasmtime-48.0.8";

/// One line of a decision log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "line::Line")]
pub struct Record {
    /// The version of the form.
    pub v: u32,
    /// The decision's id, 16 hex digits.
    pub id: String,
    /// When it was made, in milliseconds since 1970-01-01 UTC.
    pub at_ms: u64,
    /// `enforced`, `canary`, `warn` or `shadow`.
    pub mode: String,
    /// The module asked.
    pub module: ModuleRef,
    /// What ran it.
    pub engine: String,
    /// What it was asked.
    #[serde(flatten)]
    pub question: Question,
    /// What it said.
    pub answer: Answer,
    /// Fuel used by the hook.
    pub fuel: u64,
    /// Microseconds that the asker waited.
    pub waited_us: u64,
    /// `stock` or `fresh`: whether its instance had been made beforehand.
    pub source: String,
    /// Keys of the request's configuration whose values are not written down.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redacted: Vec<String>,
    /// The checks that the answer rests on, by the module's own account.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Check>,
    /// How many more checks there were.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub evidence_lost: u32,
}

/// Which module, exactly.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ModuleRef {
    /// The operator's name for it.
    pub name: String,
    /// The component's SHA-256, in hex.
    pub sha256: String,
    /// The SHA-256 of its configuration (compact JSON, keys in order), in hex.
    pub config_sha256: String,
    /// What it might use; left out where nothing was configured.
    #[serde(default, skip_serializing_if = "is_default")]
    pub limits: Limits,
}

impl From<&Module> for ModuleRef {
    fn from(module: &Module) -> Self {
        Self {
            name: module.name().to_string(),
            sha256: module.sha256().to_owned(),
            config_sha256: module.config_sha256().to_owned(),
            limits: module.limits(),
        }
    }
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

fn is_default(limits: &Limits) -> bool {
    *limits == Limits::default()
}

/// The arguments of a hook.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "hook", rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each is the field of the same name of the core's type")]
pub enum Question {
    Isolation {
        request: Request,
    },
    Admission {
        request: Request,
        level: Level,
        usage: Usage,
        now_ms: u64,
    },
    Restart {
        ended: Ended,
    },
    Terminate {
        stop: Stop,
    },
    Mutate {
        request: Request,
        level: Level,
        plan: Plan,
        /// What those that were asked before it want changed; left out where that is nothing.
        #[serde(skip_serializing_if = "Patch::is_empty")]
        before: Patch,
        now_ms: u64,
    },
}

/// A line that is not a decision that could have been made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// A later launcher wrote it.
    #[error("v: {0} is a later version of the form; this program reads {VERSION}")]
    Version(u32),
    /// A name that none can be.
    #[error("{field}: {error}")]
    Name {
        /// Which.
        field: &'static str,
        /// Why not.
        error: NameError,
    },
    /// Changes that no module can have made.
    #[error("before: {0}")]
    Before(PatchError),
}

impl Record {
    /// The line of a decision, without what `redaction` takes out.
    #[must_use]
    pub fn new(recording: &Recording, redaction: &Redaction<'_>) -> Self {
        let mut question = Question::from(&recording.input);
        let mut evidence = recording.evidence.checks();
        if let Some(request) = question.request_mut().filter(|_| !evidence.is_empty()) {
            evidence::hide_secrets(&mut evidence, &redaction.sought(&request.config));
        }
        let redacted = question.request_mut().map(|request| redaction.apply(&mut request.config)).unwrap_or_default();
        let module = &recording.module;
        Self {
            v: VERSION,
            id: recording.decision.to_string(),
            at_ms: recording.at.0,
            mode: recording.mode.as_str().to_owned(),
            module: module.into(),
            engine: ENGINE.to_owned(),
            question,
            answer: Answer::from(&recording.output),
            fuel: recording.fuel,
            waited_us: u64::try_from(recording.waited.as_micros()).unwrap_or(u64::MAX),
            source: recording.source.as_str().to_owned(),
            redacted,
            evidence,
            evidence_lost: recording.evidence.lost,
        }
    }

    /// What the module was asked.
    ///
    /// # Errors
    ///
    /// The line is of a later version, or a name in it is none.
    pub fn input(&self) -> Result<Input, RecordError> {
        if self.v > VERSION {
            return Err(RecordError::Version(self.v));
        }
        self.question.input()
    }

    /// The pattern and the namespace that it is about; empty where there is none.
    #[must_use]
    pub fn about(&self) -> (&str, &str) {
        let (pattern, namespace) = match &self.question {
            Question::Isolation { request }
            | Question::Admission { request, .. }
            | Question::Mutate { request, .. } => (&request.pattern, &request.namespace),
            Question::Restart { ended } => (&ended.pattern, &ended.namespace),
            Question::Terminate { stop } => (&stop.pattern, &stop.namespace),
        };
        (pattern, namespace.as_deref().unwrap_or_default())
    }

    /// The request's configuration as it was written down; none of a restart.
    pub(crate) fn config(&self) -> Option<&BTreeMap<String, String>> {
        match &self.question {
            Question::Isolation { request }
            | Question::Admission { request, .. }
            | Question::Mutate { request, .. } => Some(&request.config),
            Question::Restart { .. } | Question::Terminate { .. } => None,
        }
    }

    /// Whether it was obeyed.
    #[must_use]
    pub fn was_obeyed(&self) -> bool {
        [Mode::Enforced, Mode::Canary].iter().any(|mode| mode.as_str() == self.mode)
    }

    /// The hook that was asked.
    #[must_use]
    pub fn hook(&self) -> Hook {
        match &self.question {
            Question::Isolation { .. } => Hook::Isolation,
            Question::Admission { .. } => Hook::Admission,
            Question::Restart { .. } => Hook::Restart,
            Question::Terminate { .. } => Hook::Terminate,
            Question::Mutate { .. } => Hook::Mutate,
        }
    }

    /// What the answer rests on, in words.
    #[must_use]
    pub fn evidence_in_words(&self) -> Vec<String> {
        evidence::sentences(&self.evidence, self.evidence_lost)
    }

    /// The decision's id, if it is one.
    #[must_use]
    pub fn decision(&self) -> Option<DecisionId> {
        self.id.parse().ok()
    }
}

impl Question {
    fn request_mut(&mut self) -> Option<&mut Request> {
        match self {
            Self::Isolation { request } | Self::Admission { request, .. } | Self::Mutate { request, .. } => {
                Some(request)
            }
            Self::Restart { .. } | Self::Terminate { .. } => None,
        }
    }

    /// The core's form of it.
    ///
    /// # Errors
    ///
    /// A name in it is none.
    pub fn input(&self) -> Result<Input, RecordError> {
        Ok(match self {
            Self::Isolation { request } => Input::Isolation(request.meant()?),
            Self::Admission { request, level, usage, now_ms } => Input::Admission {
                request: request.meant()?,
                level: (*level).into(),
                usage: (*usage).into(),
                now: UnixMillis(*now_ms),
            },
            Self::Restart { ended } => Input::Restart(ended.meant()?),
            Self::Terminate { stop } => Input::Terminate(stop.meant()?),
            Self::Mutate { request, level, plan, before, now_ms } => Input::Mutate {
                request: request.meant()?,
                level: (*level).into(),
                plan: plan.meant(),
                before: before.meant()?,
                now: UnixMillis(*now_ms),
            },
        })
    }
}

fn name<T>(field: &'static str, parsed: Result<T, NameError>) -> Result<T, RecordError> {
    parsed.map_err(|error| RecordError::Name { field, error })
}

fn optional<T>(
    field: &'static str,
    text: Option<&str>,
    parse: impl FnOnce(&str) -> Result<T, NameError>,
) -> Result<Option<T>, RecordError> {
    text.map(|text| name(field, parse(text))).transpose()
}

impl From<&Input> for Question {
    fn from(input: &Input) -> Self {
        match input {
            Input::Isolation(request) => Self::Isolation { request: request.into() },
            Input::Admission { request, level, usage, now } => {
                Self::Admission { request: request.into(), level: (*level).into(), usage: usage.into(), now_ms: now.0 }
            }
            Input::Restart(ended) => Self::Restart { ended: ended.into() },
            Input::Terminate(stop) => Self::Terminate { stop: stop.into() },
            Input::Mutate { request, level, plan, before, now } => Self::Mutate {
                request: request.into(),
                level: (*level).into(),
                plan: plan.into(),
                before: before.into(),
                now_ms: now.0,
            },
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
