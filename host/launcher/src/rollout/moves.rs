//! Candidates are moved: by hand, by their bounds, by a configuration that was changed. Each move is in force first, then written down, then told.
//!
//! One at a time, and none beside a reload: whichever came last is what the file and the set in force both say.

use std::path::Path;
use std::sync::{Arc, PoisonError};

use prism_policy::{
    By, CanaryComparison, CandidateInfo, Change, Event, EventLine, PolicySet, Stage, StageError, Staged,
};

use super::{notes, overruled};
use crate::daemon::Deployment;
use crate::driver::wall;

/// Why a candidate was not moved.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StageFailure {
    /// It cannot be.
    #[error(transparent)]
    Stage(#[from] StageError),
    /// No name was given, and not exactly one candidate is obeyed.
    #[error("{}", ambiguous(.0))]
    Ambiguous(Vec<String>),
    /// That it was moved cannot be written down.
    #[error("nothing was changed: {0}")]
    NotWritten(String),
}

fn ambiguous(names: &[String]) -> String {
    match names {
        [] => "no candidate is obeyed for anybody: nothing is a canary or promoted".to_owned(),
        names => format!("{} are obeyed; say which one is meant", names.join(" and ")),
    }
}

impl Deployment {
    /// Moves candidates to where an earlier launcher left them.
    pub(crate) fn restore_rollout(&self, state_dir: &Path) {
        let policies = self.policies.current();
        let gone = self.rollout.restore(state_dir, &policies);
        for note in notes(&policies) {
            tracing::info!("{note}");
        }
        self.tell_overruled(&policies, &gone);
    }

    pub(crate) fn tell_overruled(&self, policies: &PolicySet, gone: &[Staged]) {
        for staged in gone {
            tracing::warn!("{}", overruled(staged));
            if let Some(module) = policies.module(&staged.module) {
                let why = format!("it was {}, and the configuration was changed", staged.stage);
                self.write_down(Event::Staged { module: module.into(), stage: Stage::AsWritten, by: None, why });
            }
        }
    }

    fn write_down(&self, event: Event) {
        if let Some(log) = self.decisions.get() {
            log.note(EventLine::new(event, wall().0));
        }
    }

    /// Promotes a candidate, rolls it back, or makes it what the configuration says. Without a name: the one that is obeyed.
    ///
    /// # Errors
    ///
    /// There is no such candidate, it cannot be moved so, or that cannot be written down. Nothing was changed then.
    pub(crate) fn stage(&self, name: &str, stage: Stage) -> Result<Vec<CandidateInfo>, StageFailure> {
        let _one_at_a_time = self.reloading.lock().unwrap_or_else(PoisonError::into_inner);
        let policies = self.policies.current();
        let name = if name.is_empty() { self.obeyed_candidate(&policies)? } else { name.to_owned() };
        let before = policies.stage(&name, stage)?;
        if let Err(error) = self.rollout.save(&policies) {
            policies.unstage(&name, before);
            return Err(StageFailure::NotWritten(error));
        }
        let moved: Vec<_> = policies.candidates().into_iter().filter(|candidate| *candidate.module == *name).collect();
        let staged = moved.first().and_then(|candidate| candidate.staged.clone());
        let now = staged.as_ref().map_or(Stage::AsWritten, |staged| staged.stage);
        tracing::info!(module = name, stage = %now, "a candidate was moved by the operator");
        self.metrics.staged(now);
        if let Some(module) = policies.module(&name) {
            let by = Some(By::Operator);
            self.write_down(Event::Staged { module: module.into(), stage: now, by, why: String::new() });
        }
        Ok(moved)
    }

    /// The one candidate that is obeyed for somebody.
    fn obeyed_candidate(&self, policies: &PolicySet) -> Result<String, StageFailure> {
        let mut names: Vec<String> = policies
            .candidates()
            .into_iter()
            .filter(|candidate| match candidate.staged.as_ref().map(|staged| staged.stage) {
                Some(stage) => stage == Stage::Promoted,
                None => candidate.mode == "canary",
            })
            .map(|candidate| candidate.module.to_string())
            .collect();
        names.dedup();
        match names.as_slice() {
            [name] => Ok(name.clone()),
            _ => Err(StageFailure::Ambiguous(names)),
        }
    }

    /// Writes down which candidates their own bounds have ended, as soon as they are.
    pub(crate) async fn keep_rollout(self: Arc<Self>) {
        let Some(mut ended) = self.rolled_back.lock().unwrap_or_else(PoisonError::into_inner).take() else { return };
        while let Some(staged) = ended.recv().await {
            let deployment = self.clone();
            let written = tokio::task::spawn_blocking(move || deployment.rolled_back(staged)).await;
            if let Err(error) = written {
                tracing::error!(%error, "a roll back was not written down");
            }
        }
    }

    /// It is in force already. A set that took the place of the candidate's own meanwhile has the same one: it is ended there, too.
    fn rolled_back(&self, staged: Staged) {
        let _one_at_a_time = self.reloading.lock().unwrap_or_else(PoisonError::into_inner);
        let policies = self.policies.current();
        if policies.staged().iter().all(|known| known.module != staged.module)
            && !policies.restore(vec![staged.clone()]).is_empty()
        {
            return;
        }
        tracing::error!("policy {} was rolled back: {}", staged.module, staged.why);
        self.metrics.rolled_back();
        self.metrics.staged(staged.stage);
        self.rollout.save_or_say(&policies);
        if let Some(module) = policies.module(&staged.module) {
            let Staged { stage, by, why, .. } = staged;
            self.write_down(Event::Staged { module: module.into(), stage, by: Some(by), why });
        }
    }
}

/// A canary that decides otherwise is worth a line: it was obeyed.
pub(crate) fn log_difference(comparison: &CanaryComparison<'_>) {
    let CanaryComparison { module, instead_of, hook, pattern, namespace, canary, stable, change, .. } = *comparison;
    if !matches!(change, Change::Flip | Change::Content) {
        return;
    }
    let id = |decision: Option<prism_core::policy::DecisionId>| decision.map(|id| id.to_string()).unwrap_or_default();
    let (decision, other) = (id(comparison.decision), id(comparison.stable_decision));
    tracing::info!(
        module, %hook, pattern, namespace, decision, stable_decision = other,
        "a canary answered {canary} where {instead_of} would have answered {stable}"
    );
}
