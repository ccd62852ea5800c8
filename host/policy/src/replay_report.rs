//! What a replay found, summed up: how many records proved themselves, and where a candidate decides otherwise.

use std::collections::{BTreeMap, BTreeSet};

use crate::evidence::Check;
use crate::record::{Answer, Record};
use crate::replay::{Asked, Replayed, Verification};

/// Differences that are kept whole; more are only counted.
const SHOWN_MAX: usize = 20;

/// Counts over many records.
#[derive(Clone, Debug, Default)]
pub struct ReplayReport {
    /// Records read.
    pub records: u64,
    /// Same answer, same fuel.
    pub verified: u64,
    /// Same answer, made by another engine.
    pub other_engine: u64,
    /// Differs, but secrets were not recorded.
    pub redacted: u64,
    /// The module that decided is not there.
    pub without_module: u64,
    /// Ended by the machine's time, then or now.
    pub out_of_time: u64,
    /// Did not prove themselves; the first of them.
    pub unverified: u64,
    /// The first that did not prove themselves.
    pub unverified_shown: Vec<Difference>,
    /// Records that the candidate was asked about.
    pub compared: u64,
    /// Of these, how many show a digest in a secret's place.
    pub compared_redacted: u64,
    /// The modules that had made the compared decisions, by hook: a candidate stands for one of them.
    pub stands_for: BTreeMap<&'static str, BTreeSet<String>>,
    /// How often the candidate said `to` where `from` was said. Without changes.
    pub matrix: BTreeMap<(&'static str, &'static str), u64>,
    /// The same kind of answer with another content: another key, another delay.
    pub changed: u64,
    /// The same refusal in other words.
    pub reworded: u64,
    /// Flips and changes by pattern and namespace.
    pub by_tenant: BTreeMap<(String, String), u64>,
    /// The first flips and changes.
    pub shown: Vec<Difference>,
    /// Fuel of the recorded decisions that were compared.
    pub fuel_before: Spread,
    /// Fuel of the candidate.
    pub fuel_after: Spread,
}

/// One decision that came out otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The record.
    pub record: Record,
    /// What was said this time.
    pub answer: Answer,
    /// The fuel that it took.
    pub fuel: u64,
    /// What it rests on this time; the record says what it rested on.
    pub evidence: Vec<Check>,
}

impl Difference {
    fn new(record: &Record, asked: &Asked) -> Self {
        let Asked { answer, fuel, evidence } = asked.clone();
        Self { record: record.clone(), answer, fuel, evidence }
    }
}

/// How two answers differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Not at all.
    None,
    /// In words only.
    Words,
    /// In what follows: another key, another delay, another code.
    Content,
    /// Another kind of answer.
    Flip,
}

impl Change {
    /// The change's name in metrics.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Words => "words",
            Self::Content => "content",
            Self::Flip => "flip",
        }
    }

    /// From one answer to another.
    #[must_use]
    pub fn between(before: &Answer, after: &Answer) -> Self {
        match (before, after) {
            _ if before == after => Self::None,
            (Answer::Refused { code: one, .. }, Answer::Refused { code: other, .. }) if one == other => Self::Words,
            (Answer::Fault { kind: one, .. }, Answer::Fault { kind: other, .. }) if one == other => Self::Words,
            (Answer::GiveUp(_), Answer::GiveUp(_)) => Self::Words,
            _ if before.kind() == after.kind() => Self::Content,
            _ => Self::Flip,
        }
    }
}

impl ReplayReport {
    /// Counts one.
    pub fn add(&mut self, record: &Record, replayed: &Replayed) {
        self.records += 1;
        match &replayed.verification {
            Verification::Verified => self.verified += 1,
            Verification::OtherEngine => self.other_engine += 1,
            Verification::Redacted => self.redacted += 1,
            Verification::NoModule => self.without_module += 1,
            Verification::Time => self.out_of_time += 1,
            Verification::Differs(asked) => {
                self.unverified += 1;
                keep(&mut self.unverified_shown, record, asked);
            }
        }
        let Some(asked) = &replayed.candidate else { return };
        self.compared += 1;
        self.compared_redacted += u64::from(!record.redacted.is_empty());
        self.stands_for.entry(record.hook().as_str()).or_default().insert(record.module.name.clone());
        self.fuel_before.add(record.fuel);
        self.fuel_after.add(asked.fuel);
        *self.matrix.entry((record.answer.kind(), asked.answer.kind())).or_default() += 1;
        match Change::between(&record.answer, &asked.answer) {
            Change::None => return,
            Change::Words => return self.reworded += 1,
            Change::Content => self.changed += 1,
            Change::Flip => {}
        }
        let (pattern, namespace) = record.about();
        *self.by_tenant.entry((pattern.to_owned(), namespace.to_owned())).or_default() += 1;
        keep(&mut self.shown, record, asked);
    }

    /// How many decisions would have been of another kind.
    #[must_use]
    pub fn flips(&self) -> u64 {
        self.matrix.iter().filter(|((from, to), _)| from != to).map(|(_, count)| count).sum()
    }

    /// How many flips there are from `from` to `to`, each a kind or `any`; `changed` for `to` counts changes within a kind.
    #[must_use]
    pub fn flips_between(&self, from: &str, to: &str) -> u64 {
        let is = |wanted: &str, kind: &str| wanted == "any" || wanted == kind;
        if to == "changed" {
            return self.changed;
        }
        let counted = self.matrix.iter().filter(|((a, b), _)| a != b && is(from, a) && is(to, b));
        counted.map(|(_, count)| count).sum()
    }
}

fn keep(shown: &mut Vec<Difference>, record: &Record, asked: &Asked) {
    if shown.len() < SHOWN_MAX {
        shown.push(Difference::new(record, asked));
    }
}

/// Numbers, for their middle and their largest. Exact up to a million; beyond, every second one, then every fourth.
#[derive(Clone, Debug)]
pub struct Spread {
    kept: Vec<u64>,
    seen: u64,
    stride: u64,
    max: u64,
}

/// Numbers kept for the median: 8 MiB.
const KEPT_MAX: usize = 1 << 20;

impl Default for Spread {
    fn default() -> Self {
        Self { kept: Vec::new(), seen: 0, stride: 1, max: 0 }
    }
}

impl Spread {
    fn add(&mut self, value: u64) {
        if self.seen.is_multiple_of(self.stride) {
            self.kept.push(value);
        }
        self.seen += 1;
        self.max = self.max.max(value);
        if self.kept.len() == KEPT_MAX {
            let mut index = 0;
            self.kept.retain(|_| {
                index += 1;
                index % 2 == 1
            });
            self.stride *= 2;
        }
    }

    /// The median, none of no numbers.
    #[must_use]
    pub fn median(&self) -> Option<u64> {
        let mut sorted = self.kept.clone();
        sorted.sort_unstable();
        sorted.get(sorted.len() / 2).copied()
    }

    /// The largest; zero of no numbers.
    #[must_use]
    pub fn max(&self) -> u64 {
        self.max
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: &str, reason: &str) -> Answer {
        Answer::Refused { code: code.to_owned(), reason: reason.to_owned(), retry_after_ms: None }
    }

    #[test]
    fn words_content_and_kind_are_told_apart() {
        let no = refused("quota", "9 of 9");
        assert_eq!(Change::between(&no, &no), Change::None);
        assert_eq!(Change::between(&no, &refused("quota", "nine")), Change::Words);
        assert_eq!(Change::between(&no, &refused("forbidden", "9 of 9")), Change::Content);
        assert_eq!(Change::between(&no, &Answer::Allow), Change::Flip);
        assert_eq!(Change::between(&Answer::RestartAfterMs(1), &Answer::RestartAfterMs(2)), Change::Content);
    }

    #[test]
    fn a_spread_stays_bounded_and_keeps_its_middle() {
        let mut spread = Spread::default();
        (0..3_000_000).for_each(|value| spread.add(value));
        assert!(spread.kept.len() < KEPT_MAX);
        let middle = spread.median().expect("there are some");
        assert!((1_400_000..1_600_000).contains(&middle), "{middle}");
        assert_eq!(spread.max(), 2_999_999);
    }
}
