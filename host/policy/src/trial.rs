//! What has become of one candidate since it was loaded: how far it has come, and how its answers compare.
//!
//! The one thing in a set that changes after it was made. A stage is set by whoever operates the launcher, and once by the trial itself:
//! from [`Stage::AsWritten`] to [`Stage::RolledBack`], on the thread whose question was one fault or one difference too many, so that
//! no later question finds it in force.

use std::fmt;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use prism_core::policy::{FaultKind, Outcome};
use serde::{Deserialize, Serialize};

use crate::engine::unix_now;
use crate::replay_report::Change;
use crate::rollout::RollBackOn;

/// How far a candidate has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Stage {
    /// It is what the configuration says: compared, told of, or obeyed for some.
    #[default]
    AsWritten,
    /// It is obeyed for all.
    Promoted,
    /// It is obeyed for nobody.
    RolledBack,
}

impl Stage {
    /// The stage's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AsWritten => "as-written",
            Self::Promoted => "promoted",
            Self::RolledBack => "rolled-back",
        }
    }

    fn of(number: u8) -> Self {
        [Self::Promoted, Self::RolledBack].into_iter().find(|stage| *stage as u8 == number).unwrap_or_default()
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Who moved a candidate on or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// Somebody who operates the launcher.
    Operator,
    /// Its own bounds.
    Bounds,
}

impl By {
    /// The name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Bounds => "bounds",
        }
    }
}

/// A stage that is not what the configuration says, as it is remembered over reloads and restarts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staged {
    /// The candidate.
    pub module: String,
    /// The digest of all that the configuration says of it, its component and its own configuration among that. Where it differs, the
    /// configuration was changed since, and counts.
    pub digest: String,
    /// How far it has come.
    pub stage: Stage,
    /// Since when, in milliseconds since 1970-01-01 UTC.
    pub since_ms: u64,
    /// By whom.
    pub by: By,
    /// Why, in words.
    pub why: String,
}

/// A candidate's counts since it was loaded, or was as written again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Answers that it gave: obeyed, told or compared.
    pub answered: u64,
    /// Of these, how many were refusals.
    pub refused: u64,
    /// And how many were none.
    pub faulted: u64,
    /// Answers that were compared.
    pub compared: u64,
    /// Of these, how many were of another kind.
    pub flips: u64,
    /// And how many of the same kind had another consequence.
    pub changes: u64,
}

/// See the module's documentation.
#[derive(Debug)]
pub(crate) struct Trial {
    pub(crate) module: Arc<str>,
    pub(crate) digest: String,
    bounds: Option<RollBackOn>,
    stage: AtomicU8,
    staged: Mutex<Option<Staged>>,
    answered: AtomicU64,
    refused: AtomicU64,
    faulted: AtomicU64,
    compared: AtomicU64,
    flips: AtomicU64,
    changes: AtomicU64,
}

impl Trial {
    /// Of `module`, of which the configuration says what `digest` is of. Without `bounds` it never ends by itself.
    pub(crate) fn new(module: Arc<str>, digest: String, bounds: Option<RollBackOn>) -> Self {
        Self {
            module,
            digest,
            bounds,
            stage: AtomicU8::new(Stage::AsWritten as u8),
            staged: Mutex::default(),
            answered: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            faulted: AtomicU64::new(0),
            compared: AtomicU64::new(0),
            flips: AtomicU64::new(0),
            changes: AtomicU64::new(0),
        }
    }

    pub(crate) fn stage(&self) -> Stage {
        Stage::of(self.stage.load(Ordering::Relaxed))
    }

    /// Its stage with who is answerable for it; none where it is as the configuration says.
    pub(crate) fn staged(&self) -> Option<Staged> {
        self.staged.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Moves it, whatever it was. One that is as written again begins anew: what ended it is not held against it twice.
    pub(crate) fn set(&self, staged: Option<Staged>) {
        let mut known = self.staged.lock().unwrap_or_else(PoisonError::into_inner);
        let stage = staged.as_ref().map_or(Stage::AsWritten, |staged| staged.stage);
        if staged.is_none() {
            self.counters().into_iter().for_each(|counter| counter.store(0, Ordering::Relaxed));
        }
        self.stage.store(stage as u8, Ordering::Relaxed);
        *known = staged;
    }

    fn counters(&self) -> [&AtomicU64; 6] {
        [&self.answered, &self.refused, &self.faulted, &self.compared, &self.flips, &self.changes]
    }

    /// Counts an answer. Why it ends the trial, if it does.
    pub(crate) fn answered<T>(&self, outcome: &Outcome<T>) -> Option<Staged> {
        self.answered.fetch_add(1, Ordering::Relaxed);
        let fault = match outcome {
            Outcome::Answer(_) => return None,
            Outcome::Refused(_) => {
                self.refused.fetch_add(1, Ordering::Relaxed);
                return None;
            }
            // It was not asked: the faults before it counted.
            Outcome::Fault(fault) if fault.kind == FaultKind::Suspended => return None,
            Outcome::Fault(fault) => fault,
        };
        let faults = self.faulted.fetch_add(1, Ordering::Relaxed) + 1;
        let bound = self.bounds.filter(|bounds| bounds.faults > 0 && faults >= bounds.faults)?;
        self.end(format!("{faults} faults (roll_back_on.faults is {}), the last {fault}", bound.faults))
    }

    /// Counts a comparison. Why it ends the trial, if it does.
    pub(crate) fn compared(&self, change: Change) -> Option<Staged> {
        let count = |counter: &AtomicU64, counts: bool| {
            counter.fetch_add(u64::from(counts), Ordering::Relaxed) + u64::from(counts)
        };
        let compared = count(&self.compared, true);
        let flips = count(&self.flips, change == Change::Flip);
        let changes = count(&self.changes, change == Change::Content);
        let bounds = self.bounds.filter(|bounds| compared >= bounds.after)?;
        let over = |what, part, max: Option<crate::share::Share>| {
            let max = max.filter(|max| max.is_exceeded_by(part, compared))?;
            Some(format!("{part} {what} in {compared} compared answers (roll_back_on.{what} is {max})"))
        };
        let why = over("flips", flips, bounds.flips).or_else(|| over("changes", changes, bounds.changes))?;
        self.end(why)
    }

    /// Ends it, once.
    fn end(&self, why: String) -> Option<Staged> {
        let mut known = self.staged.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_some() {
            return None;
        }
        let staged = self.moved(Stage::RolledBack, By::Bounds, why);
        self.stage.store(staged.stage as u8, Ordering::Relaxed);
        *known = Some(staged.clone());
        Some(staged)
    }

    /// What is remembered of a move at this moment.
    pub(crate) fn moved(&self, stage: Stage, by: By, why: String) -> Staged {
        let (module, digest) = (self.module.to_string(), self.digest.clone());
        Staged { module, digest, stage, since_ms: unix_now().0, by, why }
    }

    pub(crate) fn counts(&self) -> Counts {
        let [answered, refused, faulted, compared, flips, changes] =
            self.counters().map(|counter| counter.load(Ordering::Relaxed));
        Counts { answered, refused, faulted, compared, flips, changes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prism_core::policy::Fault;

    fn trial(bounds: RollBackOn) -> Trial {
        Trial::new("next".into(), "d".into(), Some(bounds))
    }

    fn trap() -> Outcome<()> {
        Outcome::Fault(Fault { kind: FaultKind::Trap, message: "boom".into() })
    }

    #[test]
    fn the_last_fault_that_is_allowed_ends_nothing_and_the_next_one_ends_it_once() {
        let trial = trial(RollBackOn::default());
        assert_eq!((trial.answered(&trap()), trial.answered(&trap())), (None, None));
        assert_eq!(trial.stage(), Stage::AsWritten);
        let staged = trial.answered(&trap()).expect("ends");
        assert_eq!(
            (staged.stage, staged.by, staged.why.as_str()),
            (Stage::RolledBack, By::Bounds, "3 faults (roll_back_on.faults is 3), the last trap: boom")
        );
        assert_eq!((trial.stage(), trial.staged()), (Stage::RolledBack, Some(staged)));
        assert_eq!(trial.answered(&trap()), None, "it has ended");
    }

    #[test]
    fn good_answers_and_questions_that_were_not_asked_end_nothing() {
        let trial = trial(RollBackOn { faults: 1, ..RollBackOn::default() });
        let suspended = Fault { kind: FaultKind::Suspended, message: String::new() };
        assert_eq!(trial.answered(&Outcome::<()>::Fault(suspended)), None);
        assert_eq!(trial.answered(&Outcome::Answer(())), None);
        assert_eq!(trial.counts(), Counts { answered: 2, ..Counts::default() });
    }

    #[test]
    fn a_share_of_flips_counts_once_there_are_enough_answers() {
        let bounds = RollBackOn { flips: Some("10%".parse().expect("a share")), after: 20, ..RollBackOn::default() };
        let trial = trial(bounds);
        for _ in 0..3 {
            assert_eq!(trial.compared(Change::Flip), None, "too few to judge by");
        }
        for _ in 0..16 {
            assert_eq!(trial.compared(Change::None), None);
        }
        let staged = trial.compared(Change::Content).expect("3 of 20 are more than 10 %");
        assert_eq!(staged.why, "3 flips in 20 compared answers (roll_back_on.flips is 10%)");
        assert_eq!(trial.counts().changes, 1);
    }

    #[test]
    fn what_an_operator_decided_is_not_undone_by_bounds() {
        let trial = trial(RollBackOn { faults: 1, ..RollBackOn::default() });
        trial.set(Some(trial.moved(Stage::Promoted, By::Operator, String::new())));
        assert_eq!(trial.answered(&trap()), None);
        assert_eq!(trial.stage(), Stage::Promoted);
        trial.set(None);
        assert_eq!((trial.stage(), trial.staged()), (Stage::AsWritten, None));
    }

    #[test]
    fn one_that_is_as_written_again_has_all_its_faults_before_it() {
        let trial = trial(RollBackOn::default());
        assert!((0..3).any(|_| trial.answered(&trap()).is_some()));
        trial.set(None);
        assert_eq!((trial.stage(), trial.counts()), (Stage::AsWritten, Counts::default()));
        assert_eq!((trial.answered(&trap()), trial.answered(&trap())), (None, None));
        assert!(trial.answered(&trap()).is_some());
    }

    #[test]
    fn bounds_of_zero_faults_never_end_it() {
        let trial = trial(RollBackOn { faults: 0, ..RollBackOn::default() });
        assert!((0..100).all(|_| trial.answered(&trap()).is_none()));
    }
}
