//! Who hears of decisions: the launcher makes metrics, logs and audit records of them; this crate has no opinion.

use std::time::Duration;

use prism_core::entry::Entry;
use prism_core::policy::{FaultKind, Hook, Outcome};

use crate::cache::CodeSource;
use crate::recording::Recording;
use crate::shadow::{CanaryComparison, Comparison};
use crate::trial::Staged;

/// Told of every decision, on the thread that asked. Must be quick and must not ask a policy.
pub trait Observer: Send + Sync {
    /// A module was asked.
    fn decided(&self, decision: &Decision<'_>);

    /// A guest logged a line.
    fn logged(&self, module: &str, severity: Severity, line: &str);

    /// Whether [`Self::record`] wants to hear of decisions. Remembered answers are not recorded: the decision that is remembered was.
    fn records(&self) -> bool {
        false
    }

    /// A decision, whole.
    fn record(&self, _: Recording) {}

    /// Whether the value of a key in a request for `pattern` must not be told in a policy's words.
    fn hides(&self, _pattern: &str, _key: &str) -> bool {
        false
    }

    /// A module is loaded: where its code came from.
    fn took_up(&self, _module: &str, _source: &CodeSource) {}

    /// A candidate was asked beside the module that is obeyed.
    fn compared(&self, _: &Comparison<'_>) {}

    /// A candidate was not asked: too many comparisons wait.
    fn not_compared(&self, _: &str, _: Hook) {}

    /// A canary's answer was held against that of the module whose place it takes.
    fn canary_compared(&self, _: &CanaryComparison<'_>) {}

    /// The ledger has changed, or is about to be asked about.
    fn entered(&self, _: &Entry<'_>) {}

    /// A canary was ended by its own bounds. On the thread of the question that was one too many.
    fn rolled_back(&self, _: &Staged) {}
}

/// One question put to one module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision<'a> {
    /// The module asked.
    pub module: &'a str,
    /// What it was asked.
    pub hook: Hook,
    /// What came of it.
    pub outcome: OutcomeKind,
    /// How long the asker waited; zero for a remembered answer, whose look-up costs less than reading the clock twice.
    pub waited: Duration,
    /// Fuel used by the hook; zero for a remembered answer.
    pub fuel: u64,
    /// Where the answer came from.
    pub source: Source,
    /// Log lines that went over the limit.
    pub lines_dropped: u32,
}

/// An outcome without its content, as metrics label it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutcomeKind {
    /// An answer.
    Answer,
    /// A no.
    Refused,
    /// No usable answer.
    Fault(FaultKind),
}

impl OutcomeKind {
    pub(crate) fn of<T>(outcome: &Outcome<T>) -> Self {
        match outcome {
            Outcome::Answer(_) => Self::Answer,
            Outcome::Refused(_) => Self::Refused,
            Outcome::Fault(fault) => Self::Fault(fault.kind),
        }
    }

    /// The kind's name in metrics.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Refused => "refused",
            Self::Fault(_) => "fault",
        }
    }
}

/// Where an answer came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// Remembered: the same module, configuration and inputs.
    Memo,
    /// An instance made ready beforehand.
    Stock,
    /// An instance made for this question, because the stock was empty.
    Fresh,
}

impl Source {
    /// The source's name in metrics.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Memo => "memo",
            Self::Stock => "stock",
            Self::Fresh => "fresh",
        }
    }
}

/// How a guest rates a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// For its author.
    Debug,
    /// Worth knowing.
    Info,
    /// Coped with.
    Warn,
    /// Someone must act; a panic's text comes as this.
    Error,
}

/// Hears nothing.
impl Observer for () {
    fn decided(&self, _: &Decision<'_>) {}

    fn logged(&self, _: &str, _: Severity, _: &str) {}
}
