//! What a simulation found: who was admitted when, how many places that took, and where it first went another way than the log.

use std::collections::BTreeMap;

use prism_core::isolation::IsolationKey;
use prism_core::names::Namespace;
use prism_core::policy::Usage;
use serde::Serialize;

use super::books::Books;
use super::survey::Survey;
use crate::record::{Answer, Record, Usage as Written};

/// Rows of the table at most: a screen.
const INTERVALS_MAX: u64 = 24;
/// Lengths that an interval may have, in milliseconds: those that people divide time by.
const LENGTHS_MS: [u64; 12] = [
    1_000,
    5_000,
    15_000,
    60_000,
    300_000,
    900_000,
    3_600_000,
    10_800_000,
    21_600_000,
    86_400_000,
    604_800_000,
    2_592_000_000,
];
/// Divergences that are kept whole; more are counted.
const SHOWN_MAX: usize = 20;

/// Counts over a whole log.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SimulationReport {
    /// Processes that were asked for in the log.
    pub arrivals: u64,
    /// Of these, how many the log admits.
    pub recorded_admitted: u64,
    /// Those that are decided here: the rest joins what is here already.
    pub decided: u64,
    /// Of these, how many are admitted.
    pub admitted: u64,
    /// Arrivals that find a process which the log had refused.
    pub joined: u64,
    /// Processes that ended by themselves, and which are here, too.
    pub endings: u64,
    /// Those that are not.
    pub endings_of_none: u64,
    /// Decisions on whether to admit or to restart that are other ones than the log's.
    pub divergences: u64,
    /// The first of them.
    pub shown: Vec<Divergence>,
    /// Processes that the log knows no life of.
    pub assumed: u64,
    /// Of these, how many stay to the end, as no process of the log ever went.
    pub assumed_to_stay: u64,
    /// Decisions of modules that are not there: the log's answers were taken.
    pub unanswerable: u64,
    /// Arrivals before the first divergence whose numbers are not what the log's entries account for.
    pub unaccounted: u64,
    /// The first of them.
    pub first_unaccounted: Option<Unaccounted>,
    /// Arrivals before the first divergence whose numbers are.
    pub accounted: u64,
    /// Votes without an entry of who asked: the log was written by an earlier launcher, or has lost lines.
    pub without_arrival: u64,
    /// Lines that say what cannot be.
    pub unreadable: u64,
    /// Over time.
    pub intervals: Vec<Interval>,
    /// Length of one of these, in milliseconds.
    pub interval_ms: u64,
    /// Most places at once.
    pub peak: Peak,
    /// The same by namespace.
    pub namespaces: BTreeMap<String, Peak>,
    /// Where the first of these may begin, in milliseconds since 1970-01-01 UTC.
    pub begins_ms: u64,
}

/// One stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Interval {
    /// Where it begins, in milliseconds since 1970-01-01 UTC.
    pub from_ms: u64,
    /// Admitted here, and refused.
    pub admitted: u64,
    /// Refused here.
    pub refused: u64,
    /// Admitted in the log.
    pub recorded_admitted: u64,
    /// Refused in the log.
    pub recorded_refused: u64,
    /// Most places at once.
    pub peak: Peak,
}

/// Most places at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Peak {
    /// Here.
    pub simulated: u32,
    /// In the log.
    pub recorded: u32,
}

impl Peak {
    fn raise(&mut self, simulated: u32, recorded: u32) {
        self.simulated = self.simulated.max(simulated);
        self.recorded = self.recorded.max(recorded);
    }
}

/// A decision that came out otherwise.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Divergence {
    /// The id of the record that decided, where there is one.
    pub id: String,
    /// When, in milliseconds since 1970-01-01 UTC.
    pub at_ms: u64,
    /// About which process.
    pub process: String,
    /// What the log says; none of a hard cap.
    pub recorded: Option<Answer>,
    /// What is said here.
    pub simulated: Option<Answer>,
}

/// An arrival whose numbers the log does not account for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unaccounted {
    /// The record's id.
    pub id: String,
    /// What the module was shown.
    pub recorded: Written,
    /// What the log's entries add up to.
    pub accounted: Written,
}

impl SimulationReport {
    pub(super) fn over(survey: &Survey) -> Self {
        let begins_ms = survey.first_ms.unwrap_or_default();
        let span = survey.last_ms.saturating_sub(begins_ms);
        let fits = |length: &u64| span / length < INTERVALS_MAX;
        let interval_ms = LENGTHS_MS.into_iter().find(fits).unwrap_or(span / INTERVALS_MAX + 1);
        Self { begins_ms: begins_ms / interval_ms * interval_ms, interval_ms, ..Self::default() }
    }

    fn interval(&mut self, at_ms: u64) -> &mut Interval {
        let from_ms = self.begins_ms + at_ms.saturating_sub(self.begins_ms) / self.interval_ms * self.interval_ms;
        let at = match self.intervals.iter().rposition(|interval| interval.from_ms <= from_ms) {
            Some(at) if self.intervals[at].from_ms == from_ms => at,
            Some(before) => {
                self.intervals.insert(before + 1, Interval { from_ms, ..Interval::default() });
                before + 1
            }
            None => {
                self.intervals.insert(0, Interval { from_ms, ..Interval::default() });
                0
            }
        };
        &mut self.intervals[at]
    }

    pub(super) fn arrived(&mut self, at_ms: u64, admitted: bool) {
        self.arrivals += 1;
        self.recorded_admitted += u64::from(admitted);
        let interval = self.interval(at_ms);
        interval.recorded_admitted += u64::from(admitted);
        interval.recorded_refused += u64::from(!admitted);
    }

    pub(super) fn decided(&mut self, at_ms: u64, admitted: bool) {
        self.decided += 1;
        self.admitted += u64::from(admitted);
        let interval = self.interval(at_ms);
        interval.admitted += u64::from(admitted);
        interval.refused += u64::from(!admitted);
    }

    pub(super) fn diverged(
        &mut self,
        at_ms: u64,
        record: Option<&Record>,
        key: &IsolationKey,
        recorded: Option<&Answer>,
        simulated: Option<&Answer>,
    ) {
        self.divergences += 1;
        if self.shown.len() < SHOWN_MAX {
            self.shown.push(Divergence {
                id: record.map(|record| record.id.clone()).unwrap_or_default(),
                at_ms,
                process: key.qualified_id(),
                recorded: recorded.cloned(),
                simulated: simulated.cloned(),
            });
        }
    }

    /// Holds what a module was shown against what the entries add up to; after the first divergence they may differ.
    pub(super) fn accounted(&mut self, record: &Record, shown: &Usage, usage: &Usage) {
        if self.divergences > 0 {
            return;
        }
        if shown == usage {
            self.accounted += 1;
            return;
        }
        self.unaccounted += 1;
        let (recorded, accounted) = (Written::from(shown), Written::from(usage));
        self.first_unaccounted.get_or_insert_with(|| Unaccounted { id: record.id.clone(), recorded, accounted });
    }

    /// Looks at the places after one of `namespace` may have been taken.
    pub(super) fn peaks(&mut self, books: &Books, namespace: Option<&Namespace>, at_ms: u64) {
        let (here, there) = books.counts();
        self.peak.raise(here.total, there.total);
        self.interval(at_ms).peak.raise(here.total, there.total);
        if let Some(namespace) = namespace {
            let peak = self.namespaces.entry(namespace.to_string()).or_default();
            peak.raise(here.of(namespace), there.of(namespace));
        }
    }
}
