//! Candidates of a set: modules that are compared, told of, or obeyed for some, and how each is promoted and rolled back.
//!
//! A candidate is in one of the lists `shadow`, `warn` and `canary`; [`Stage`] says how far it has come from what is written there. The
//! invariant: for one hook, one namespace and one place of the selection one module is obeyed, before, during and after a trial.

mod resolve;
mod stages;

use std::sync::Arc;

use prism_core::policy::{Hook, Outcome};

use crate::module::Module;
use crate::record::Answer;
use crate::recording::{Mode, Output};
use crate::replay_report::Change;
use crate::rollout::Canary;
use crate::trial::{Counts, Stage, Staged, Trial};

pub use stages::StageError;

/// Candidates, in the order in which they are written.
#[derive(Debug, Default)]
pub(crate) struct Candidacies(pub(crate) Vec<Candidacy>);

/// One entry of `shadow`, `warn` or `canary`.
#[derive(Debug)]
pub(crate) struct Candidacy {
    /// Where it is written: `canary[0]`.
    pub(crate) field: String,
    /// What is written there.
    pub(crate) kind: Kind,
    pub(crate) hooks: [bool; Hook::ALL.len()],
    pub(crate) module: Module,
    pub(crate) instead_of: Option<Module>,
    /// Of the module: all of its entries have the same.
    pub(crate) trial: Arc<Trial>,
}

/// What an entry asks for.
#[derive(Debug)]
pub(crate) enum Kind {
    Shadow,
    Warn,
    Canary(Canary),
}

impl Kind {
    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Self::Shadow => "shadow",
            Self::Warn => "warn",
            Self::Canary(_) => "canary",
        }
    }
}

/// A module that is asked at one place of the selection, and how its answer is taken.
#[derive(Clone, Copy, Debug)]
pub struct Chosen<'a> {
    /// Who is asked.
    pub module: &'a Module,
    /// Whether it is obeyed.
    pub mode: Mode,
    /// On whose trial.
    pub(crate) candidacy: Option<&'a Candidacy>,
}

impl<'a> From<&'a Module> for Chosen<'a> {
    fn from(module: &'a Module) -> Self {
        Self { module, mode: Mode::Enforced, candidacy: None }
    }
}

impl Chosen<'_> {
    /// Counts an answer of a candidate, and tells where that was one fault too many.
    pub(crate) fn count<T>(&self, outcome: &Outcome<T>) {
        let Some(candidacy) = self.candidacy else { return };
        if let Some(staged) = candidacy.trial.answered(outcome) {
            self.module.inner.component.engine.observer().rolled_back(&staged);
        }
    }

    /// Counts how an answer that is told, and not obeyed, differs from the one that is.
    pub(crate) fn differs<T: Clone + Into<Output>>(&self, obeyed: &Answer, outcome: &Outcome<T>) {
        let Some(candidacy) = self.candidacy else { return };
        let change = Change::between(obeyed, &Answer::from(&Output::of(outcome)));
        if let Some(staged) = candidacy.trial.compared(change) {
            self.module.inner.component.engine.observer().rolled_back(&staged);
        }
    }

    /// The module whose place this one has on trial, to be compared with.
    pub(crate) fn rival(&self) -> Option<(&Module, Arc<Trial>)> {
        let candidacy = self.candidacy.filter(|_| self.mode == Mode::Canary)?;
        Some((candidacy.instead_of.as_ref()?, candidacy.trial.clone()))
    }
}

/// A candidate as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateInfo {
    /// The module.
    pub module: Arc<str>,
    /// Where it is written: `canary[0]`.
    pub field: String,
    /// `shadow`, `warn` or `canary`.
    pub mode: &'static str,
    /// For which hooks.
    pub hooks: Vec<Hook>,
    /// Whose place it takes, or is to take.
    pub instead_of: Option<Arc<str>>,
    /// For whom it is obeyed as a canary: `10%, lab, vip-*`; else empty.
    pub namespaces: String,
    /// Who moved it from what is written, if somebody did.
    pub staged: Option<Staged>,
    /// How it fares.
    pub counts: Counts,
}

impl Candidacy {
    fn is_for(&self, hook: Hook) -> bool {
        self.hooks[hook as usize]
    }

    /// How its answer is taken in the place of `stable` for `namespace`, if it takes that place.
    fn takes_place(&self, hook: Hook, stable: &Module, namespace: &str) -> Option<Mode> {
        let is_its = self.instead_of.as_ref().is_some_and(|module| module.name() == stable.name());
        match (self.trial.stage(), &self.kind) {
            _ if !is_its || !self.is_for(hook) => None,
            (Stage::Promoted, _) => Some(Mode::Enforced),
            (Stage::AsWritten, Kind::Canary(canary)) => canary.takes(namespace).then_some(Mode::Canary),
            (Stage::AsWritten | Stage::RolledBack, _) => None,
        }
    }

    fn info(&self) -> CandidateInfo {
        let namespaces = match &self.kind {
            Kind::Canary(canary) => {
                let share = (!canary.share.is_empty()).then(|| canary.share.to_string());
                let globs = canary.namespaces.iter().map(ToString::to_string);
                share.into_iter().chain(globs).collect::<Vec<_>>().join(", ")
            }
            Kind::Shadow | Kind::Warn => String::new(),
        };
        CandidateInfo {
            module: self.module.name().clone(),
            field: self.field.clone(),
            mode: self.kind.as_str(),
            hooks: Hook::ALL.into_iter().filter(|hook| self.is_for(*hook)).collect(),
            instead_of: self.instead_of.as_ref().map(|module| module.name().clone()),
            namespaces,
            staged: self.trial.staged(),
            counts: self.trial.counts(),
        }
    }
}

impl Candidacies {
    /// Who is asked where `stable` is selected.
    pub(crate) fn chosen<'a>(&'a self, hook: Hook, stable: &'a Module, namespace: &str) -> Chosen<'a> {
        let taken =
            self.0.iter().find_map(|candidacy| Some((candidacy, candidacy.takes_place(hook, stable, namespace)?)));
        taken.map_or_else(
            || stable.into(),
            |(candidacy, mode)| Chosen { module: &candidacy.module, mode, candidacy: Some(candidacy) },
        )
    }

    /// Who was promoted into the vote beside those that are selected.
    pub(crate) fn joined(&self) -> impl Iterator<Item = Chosen<'_>> {
        let joins = |candidacy: &&Candidacy| {
            candidacy.instead_of.is_none()
                && candidacy.is_for(Hook::Admission)
                && candidacy.trial.stage() == Stage::Promoted
        };
        self.0.iter().filter(joins).map(|candidacy| Chosen::from(&candidacy.module))
    }

    /// Whose no is told and not obeyed.
    pub(crate) fn warning(&self, hook: Hook) -> impl Iterator<Item = Chosen<'_>> {
        let warns = move |candidacy: &&Candidacy| {
            matches!(candidacy.kind, Kind::Warn) && candidacy.is_for(hook) && candidacy.trial.stage() != Stage::Promoted
        };
        let warning = self.0.iter().filter(warns);
        warning.map(|candidacy| Chosen { module: &candidacy.module, mode: Mode::Warn, candidacy: Some(candidacy) })
    }

    /// Who is asked beside `module`, and compared with it; without one, those that are compared with what came of all, which is
    /// the one module's answer where it `alone` decides.
    pub(crate) fn shadows(
        &self,
        hook: Hook,
        module: Option<&Arc<str>>,
        alone: bool,
    ) -> impl Iterator<Item = &Candidacy> {
        let is_meant = move |candidacy: &&Candidacy| {
            let meant = match (&candidacy.instead_of, module) {
                (Some(wanted), Some(module)) => wanted.name() == module,
                (None, Some(_)) => alone,
                (Some(_), None) => false,
                (None, None) => true,
            };
            meant && matches!(candidacy.kind, Kind::Shadow) && candidacy.is_for(hook)
        };
        let waits = |candidacy: &&Candidacy| candidacy.trial.stage() != Stage::Promoted;
        self.0.iter().filter(is_meant).filter(waits)
    }

    pub(crate) fn infos(&self) -> Vec<CandidateInfo> {
        self.0.iter().map(Candidacy::info).collect()
    }
}
