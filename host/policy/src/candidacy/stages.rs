//! Candidates promoted, rolled back, and made what is written: which moves there are, and what is remembered of them.

use std::sync::Arc;

use prism_core::policy::Hook;

use super::{Candidacies, Candidacy, Kind};
use crate::trial::{By, Stage, Staged, Trial};

/// A candidate that cannot be moved so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StageError {
    /// There is none of that name.
    #[error("{name} is no candidate; {}", listed(.candidates))]
    Unknown {
        /// The name.
        name: String,
        /// Those there are.
        candidates: Vec<String>,
    },
    /// A promotion would not know where to put it.
    #[error("{field} of {name} does not say instead_of which module; expected one to take the place of")]
    NoPlace {
        /// The candidate.
        name: String,
        /// Its entry.
        field: String,
    },
    /// It is there already.
    #[error("{name} is {stage} already")]
    Already {
        /// The candidate.
        name: String,
        /// Where it is.
        stage: Stage,
    },
    /// It is obeyed by nobody anyway.
    #[error("{name} is obeyed for nobody: it is in {field}, and was not promoted")]
    NotObeyed {
        /// The candidate.
        name: String,
        /// Its entry.
        field: String,
    },
    /// It is what the configuration says.
    #[error("{name} is what the configuration says")]
    AsWritten {
        /// The candidate.
        name: String,
    },
}

fn listed(candidates: &[String]) -> String {
    match candidates {
        [] => "shadow, warn and canary of the configuration name none".to_owned(),
        names => format!("expected one of {}", names.join(", ")),
    }
}

impl Candidacies {
    /// Each trial once, in the order in which they are written.
    fn trials(&self) -> Vec<&Arc<Trial>> {
        let mut trials: Vec<&Arc<Trial>> = Vec::new();
        for candidacy in &self.0 {
            if trials.iter().all(|known| !Arc::ptr_eq(known, &candidacy.trial)) {
                trials.push(&candidacy.trial);
            }
        }
        trials
    }

    /// The stages that are not as written.
    pub(crate) fn staged(&self) -> Vec<Staged> {
        self.trials().into_iter().filter_map(|trial| trial.staged()).collect()
    }

    pub(crate) fn unstage(&self, name: &str, before: Option<Staged>) {
        if let Some(trial) = self.trials().into_iter().find(|trial| *trial.module == *name) {
            trial.set(before);
        }
    }

    /// Moves those whom the configuration says the same of as when they were moved. Gives back the others.
    pub(crate) fn restore(&self, staged: Vec<Staged>) -> Vec<Staged> {
        let trials = self.trials();
        let place = |staged: Staged| {
            let same = |trial: &&&Arc<Trial>| *trial.module == *staged.module && trial.digest == staged.digest;
            match trials.iter().find(same) {
                Some(trial) => {
                    trial.set(Some(staged));
                    None
                }
                None => Some(staged),
            }
        };
        staged.into_iter().filter_map(place).collect()
    }

    /// Moves `name`, by the operator's will. Gives back where it was.
    pub(crate) fn stage(&self, name: &str, stage: Stage) -> Result<Option<Staged>, StageError> {
        let entries: Vec<&Candidacy> = self.0.iter().filter(|candidacy| **candidacy.module.name() == *name).collect();
        let Some(first) = entries.first() else {
            let candidates = self.trials().iter().map(|trial| trial.module.to_string()).collect();
            return Err(StageError::Unknown { name: name.to_owned(), candidates });
        };
        let (name, trial) = (name.to_owned(), &first.trial);
        if stage != Stage::AsWritten && trial.stage() == stage {
            return Err(StageError::Already { name, stage });
        }
        let is_canary = matches!(first.kind, Kind::Canary(_));
        match (stage, trial.stage()) {
            (Stage::Promoted, _) => {
                if let Some(entry) = entries.iter().find(|entry| !entry.has_place()) {
                    return Err(StageError::NoPlace { name, field: entry.field.clone() });
                }
            }
            (Stage::RolledBack, Stage::AsWritten) if !is_canary => {
                return Err(StageError::NotObeyed { name, field: first.field.clone() });
            }
            (Stage::AsWritten, Stage::AsWritten) => return Err(StageError::AsWritten { name }),
            (Stage::RolledBack | Stage::AsWritten, _) => {}
        }
        // What was only told or compared before its promotion is that again.
        let goes_back = stage == Stage::RolledBack && !is_canary;
        let moved = (stage != Stage::AsWritten && !goes_back).then(|| trial.moved(stage, By::Operator, String::new()));
        let before = trial.staged();
        trial.set(moved);
        Ok(before)
    }
}

impl Candidacy {
    /// Whether a promotion knows where to put it.
    fn has_place(&self) -> bool {
        let joins = matches!(self.kind, Kind::Warn)
            && Hook::ALL.iter().all(|hook| *hook == Hook::Admission || !self.is_for(*hook));
        self.instead_of.is_some() || joins
    }
}
