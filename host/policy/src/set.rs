//! All modules of one configuration, and who of them answers whom. Another configuration is another set; what changes within one is how
//! far its candidates have come ([`crate::trial`]).

mod find;

use std::collections::BTreeMap;
use std::sync::Arc;

use prism_core::entry::Entry;
use prism_core::isolation::Placement;
use prism_core::patch::{Patch, Plan};
use prism_core::policy::{
    DecisionId, Ended, Hook, Objection, Outcome, Policy, Request, Restart, Stop, Usage, Verdict, Warning,
};
use prism_core::time::UnixMillis;

use crate::ask::Answered;
use crate::candidacy::{Candidacies, CandidateInfo, Chosen, StageError};
use crate::changes::{self, ToChange};
use crate::engine::Engine;
use crate::load_error::LoadError;
use crate::module::Module;
use crate::record::Answer;
use crate::recording::{Input, Output};
use crate::selection::{Match, PoliciesConfig, Selection, SelectionError, answers_alone};
use crate::shadow::{Job, OnTrial};
use crate::spec::ModuleSpec;
use crate::trial::{Stage, Staged};

pub(crate) use find::Find;

/// Modules and who of them answers whom.
#[derive(Debug)]
pub struct PolicySet {
    modules: BTreeMap<Arc<str>, Module>,
    selected: ByHook<Vec<Module>>,
    overrides: Vec<Exception>,
    candidates: Candidacies,
    /// Each use of a module.
    roles: Vec<(String, String)>,
    /// Who admits where no module is asked.
    nobody: Arc<str>,
}

/// Something of each hook, in the order of [`Hook::ALL`].
type ByHook<T> = Vec<T>;

#[derive(Debug)]
struct Exception {
    matches: Match,
    selected: ByHook<Option<Vec<Module>>>,
}

/// Who answers one kind of request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhoAnswers {
    /// [`Hook::Isolation`].
    pub isolation: Arc<str>,
    /// [`Hook::Admission`], in the order in which they are asked.
    pub admission: Vec<Arc<str>>,
    /// [`Hook::Restart`].
    pub restart: Arc<str>,
    /// [`Hook::Terminate`], in the order in which they are asked; none: whoever asks may.
    pub terminate: Vec<Arc<str>>,
    /// [`Hook::Mutate`], in the order in which they are asked; none: nothing is changed.
    pub mutate: Vec<Arc<str>>,
}

/// Policies that cannot be put into force.
#[derive(Debug, thiserror::Error)]
pub enum PoliciesError {
    /// A module is not loaded.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The selection names what is not there.
    #[error(transparent)]
    Selection(#[from] SelectionError),
}

impl PolicySet {
    /// Loads what `config` names. Some 100 ms of CPU for each module: never on a thread that answers requests.
    ///
    /// # Errors
    ///
    /// The first module that cannot be loaded, or field that cannot be obeyed.
    pub fn load(engine: &Engine, config: &PoliciesConfig) -> Result<Self, PoliciesError> {
        Self::load_or(engine, config, |_, _| None)
    }

    /// The same; for a module that cannot be loaded `instead` may name another one, which takes its place.
    ///
    /// # Errors
    ///
    /// As [`Self::load`]; where that other one cannot be loaded either, why the first could not.
    pub fn load_or(
        engine: &Engine,
        config: &PoliciesConfig,
        mut instead: impl FnMut(&ModuleSpec, &LoadError) -> Option<ModuleSpec>,
    ) -> Result<Self, PoliciesError> {
        let selection = config.selection();
        let mut modules = Vec::new();
        for spec in config.modules.iter().cloned().chain(config.implied()) {
            let spec = ModuleSpec { trust: config.trust.clone(), ..spec };
            let loaded = Module::load(engine, &spec).or_else(|error| {
                let other = instead(&spec, &error).and_then(|other| Module::load(engine, &other).ok());
                other.ok_or(error)
            });
            modules.push(loaded?);
        }
        Ok(Self::new(&selection, modules)?)
    }

    /// Puts loaded modules to use.
    ///
    /// # Errors
    ///
    /// The first field of `selection` that names what is not there, or does not have the hook.
    pub fn new(selection: &Selection, modules: Vec<Module>) -> Result<Self, SelectionError> {
        let modules = find::by_name(modules)?;
        let find = Find::among(&modules);
        Ok(Self {
            selected: find.selected(selection)?,
            overrides: find.exceptions(selection)?,
            candidates: Candidacies::resolve(selection, &find)?,
            roles: find::roles(selection),
            nobody: "none".into(),
            modules,
        })
    }

    /// All modules, by name.
    pub fn modules(&self) -> impl Iterator<Item = &Module> {
        self.modules.values()
    }

    /// The module of that name.
    #[must_use]
    pub fn module(&self, name: &str) -> Option<&Module> {
        self.modules.get(name)
    }

    /// Who answers a request for `pattern` by `namespace` (empty where it names none).
    #[must_use]
    pub fn who_answers(&self, pattern: &str, namespace: &str) -> WhoAnswers {
        let all = |hook| self.asked(hook, pattern, namespace).map(|chosen| chosen.module.name().clone()).collect();
        let one = |hook| self.one(hook, pattern, namespace).module.name().clone();
        WhoAnswers {
            isolation: one(Hook::Isolation),
            admission: all(Hook::Admission),
            restart: one(Hook::Restart),
            terminate: all(Hook::Terminate),
            mutate: all(Hook::Mutate),
        }
    }

    /// What a module is used for, as the configuration writes it: `admission[0]`, `overrides[1].restart`, `shadow[0]`.
    #[must_use]
    pub fn roles(&self, name: &str) -> Vec<String> {
        self.roles.iter().filter(|(_, module)| module == name).map(|(role, _)| role.clone()).collect()
    }

    /// Who is asked for `hook` for `pattern` and `namespace` (empty where there is none), in the order of asking.
    pub fn asked<'a>(
        &'a self,
        hook: Hook,
        pattern: &str,
        namespace: &'a str,
    ) -> impl Iterator<Item = Chosen<'a>> + use<'a> {
        let mut exceptions = self.overrides.iter().filter(|exception| exception.matches.matches(pattern, namespace));
        let instead = exceptions.find_map(|exception| exception.selected[hook as usize].as_deref());
        let stable = instead.unwrap_or(&self.selected[hook as usize]).iter();
        stable
            .map(move |module| self.candidates.chosen(hook, module, namespace))
            .chain(self.candidates.joined().filter(move |_| hook == Hook::Admission))
    }

    /// Who is asked for [`Hook::Isolation`], which one module answers.
    #[must_use]
    pub fn for_isolation<'a>(&'a self, pattern: &str, namespace: &'a str) -> Chosen<'a> {
        self.one(Hook::Isolation, pattern, namespace)
    }

    /// Who is asked for a hook that one module answers.
    fn one<'a>(&'a self, hook: Hook, pattern: &str, namespace: &'a str) -> Chosen<'a> {
        self.asked(hook, pattern, namespace).next().expect("a selection names one for isolation and restart")
    }

    /// Who is asked after those, where they let a request go on, and whose no is only told.
    pub fn for_warning(&self, hook: Hook) -> impl Iterator<Item = Chosen<'_>> {
        self.candidates.warning(hook)
    }

    /// The candidates as they are now, in the order in which they are written.
    #[must_use]
    pub fn candidates(&self) -> Vec<CandidateInfo> {
        self.candidates.infos()
    }

    /// The candidates that are not what the configuration says.
    #[must_use]
    pub fn staged(&self) -> Vec<Staged> {
        self.candidates.staged()
    }

    /// Moves candidates to where they were. Gives back those of which the configuration says something else since: it counts.
    pub fn restore(&self, staged: Vec<Staged>) -> Vec<Staged> {
        self.candidates.restore(staged)
    }

    /// Makes the candidate `name` what it was before [`Self::stage`], which said so.
    pub fn unstage(&self, name: &str, before: Option<Staged>) {
        self.candidates.unstage(name, before);
    }

    /// Promotes the candidate `name` to all, rolls it back to nobody, or makes it what is written again. Takes effect with the next
    /// question. Gives back what it was.
    ///
    /// # Errors
    ///
    /// There is no such candidate, or it cannot be moved so.
    pub fn stage(&self, name: &str, stage: Stage) -> Result<Option<Staged>, StageError> {
        self.candidates.stage(name, stage)
    }
}

impl Policy for PolicySet {
    fn isolation(&self, request: &Request) -> Verdict<Placement> {
        let chosen = self.for_isolation(request.pattern.as_str(), namespace_of(request));
        let answered = chosen.module.decide_isolation(request, chosen.mode);
        self.told(Hook::Isolation, chosen, &answered, || Input::Isolation(request.clone()));
        let Answered { outcome, decision } = answered;
        let warnings = match &outcome {
            Outcome::Answer(placement) => {
                self.warnings(Hook::Isolation, placement, |chosen| chosen.module.decide_isolation(request, chosen.mode))
            }
            Outcome::Refused(_) | Outcome::Fault(_) => Vec::new(),
        };
        Verdict { module: chosen.module.name().clone(), outcome, decision, warnings }
    }

    fn admission(&self, request: &Request, placement: &Placement, usage: &Usage, now: UnixMillis) -> Verdict<()> {
        let chosen = self.asked(Hook::Admission, request.pattern.as_str(), namespace_of(request));
        let input = || Input::Admission { request: request.clone(), level: placement.level, usage: *usage, now };
        let ask = |chosen: Chosen<'_>| chosen.module.decide_admission(request, placement, usage, now, chosen.mode);
        self.vote(Hook::Admission, chosen, input, ask)
    }

    fn restart(&self, ended: &Ended) -> Verdict<Restart> {
        let namespace = ended.namespace.as_ref().map_or("", |name| name.as_str());
        let chosen = self.one(Hook::Restart, ended.pattern.as_str(), namespace);
        let answered = chosen.module.decide_restart(ended, chosen.mode);
        self.told(Hook::Restart, chosen, &answered, || Input::Restart(ended.clone()));
        let Answered { outcome, decision } = answered;
        Verdict { module: chosen.module.name().clone(), outcome, decision, warnings: Vec::new() }
    }

    fn entered(&self, entry: Entry<'_>) {
        // All modules of a set are of one engine, and there is one at least.
        let Some(module) = self.modules.values().next() else { return };
        module.inner.component.engine.observer().entered(&entry);
    }

    fn mutate(&self, request: &Request, placement: &Placement, plan: &Plan, now: UnixMillis) -> Verdict<Patch> {
        let chosen = self.asked(Hook::Mutate, request.pattern.as_str(), namespace_of(request));
        let asked = ToChange { request, level: placement.level, plan, before: &Patch::default(), now };
        let verdict = changes::of_all(chosen, &self.nobody, |chosen, before| {
            let answered = chosen.module.decide_mutate(asked.after(before), chosen.mode);
            self.told(Hook::Mutate, chosen, &answered, || asked.after(before).into());
            answered
        });
        self.compare(Hook::Mutate, None, verdict.decision, || (asked.into(), Output::of(&verdict.outcome)));
        verdict
    }

    fn terminate(&self, stop: &Stop) -> Verdict<()> {
        let namespace = stop.namespace.as_ref().map_or("", |name| name.as_str());
        let chosen = self.asked(Hook::Terminate, stop.pattern.as_str(), namespace);
        let ask = |chosen: Chosen<'_>| chosen.module.decide_terminate(stop, chosen.mode);
        self.vote(Hook::Terminate, chosen, || Input::Terminate(stop.clone()), ask)
    }
}

impl PolicySet {
    /// All must allow. The first that does not has the last word, also where it did not answer at all: a module that fails never
    /// drops out of the vote.
    fn vote<'a>(
        &'a self,
        hook: Hook,
        chosen: impl Iterator<Item = Chosen<'a>>,
        input: impl Fn() -> Input,
        ask: impl Fn(Chosen<'_>) -> Answered<()>,
    ) -> Verdict<()> {
        let verdict = self.first_no(hook, chosen, &input, ask);
        self.compare(hook, None, verdict.decision, || (input(), Output::of(&verdict.outcome)));
        verdict
    }

    fn first_no<'a>(
        &'a self,
        hook: Hook,
        chosen: impl Iterator<Item = Chosen<'a>>,
        input: impl Fn() -> Input,
        ask: impl Fn(Chosen<'_>) -> Answered<()>,
    ) -> Verdict<()> {
        let mut answered = &self.nobody;
        for chosen in chosen {
            answered = chosen.module.name();
            let said = ask(chosen);
            self.told(hook, chosen, &said, &input);
            if !matches!(said.outcome, Outcome::Answer(())) {
                let Answered { outcome, decision } = said;
                return Verdict { module: answered.clone(), outcome, decision, warnings: Vec::new() };
            }
        }
        let warnings = self.warnings(hook, &(), ask);
        Verdict { warnings, ..Verdict::answer(answered, ()) }
    }

    /// What those say whose no is told and not obeyed; `obeyed` is.
    fn warnings<T>(&self, hook: Hook, obeyed: &T, ask: impl Fn(Chosen<'_>) -> Answered<T>) -> Vec<Warning>
    where
        T: Clone + Into<Output>,
    {
        let warning = |chosen: Chosen<'_>| {
            let Answered { outcome, decision } = ask(chosen);
            chosen.count(&outcome);
            let answer: Output = obeyed.clone().into();
            chosen.differs(&Answer::from(&answer), &outcome);
            Some(Warning { hook, module: chosen.module.name().clone(), objection: Objection::of(outcome)?, decision })
        };
        self.for_warning(hook).filter_map(warning).collect()
    }

    /// One module answered: candidates for its place are compared with it, and where it is a candidate itself, it with whose place it has.
    fn told<T>(&self, hook: Hook, chosen: Chosen<'_>, answered: &Answered<T>, asked: impl Fn() -> Input)
    where
        T: Clone + Into<Output>,
    {
        self.compare(hook, Some(chosen.module.name()), answered.decision, || (asked(), Output::of(&answered.outcome)));
        chosen.count(&answered.outcome);
        if let Some((stable, trial)) = chosen.rival() {
            let (obeyed, decision) = answered.of_any();
            let trial = OnTrial::Obeyed(trial);
            offer(Job { module: stable.clone(), input: asked(), obeyed, decision, trial }, chosen.module.name());
        }
    }

    /// Has the candidates for `module`'s place asked the same, later; without one, those that are compared with what came of all.
    fn compare(
        &self,
        hook: Hook,
        module: Option<&Arc<str>>,
        decision: Option<DecisionId>,
        asked: impl FnOnce() -> (Input, Output),
    ) {
        // Where one module answers, its answer is what came of all.
        let mut candidates = self.candidates.shadows(hook, module, answers_alone(hook)).peekable();
        if candidates.peek().is_none() {
            return;
        }
        let (input, obeyed) = asked();
        for candidate in candidates {
            let (module, trial) = (candidate.module.clone(), OnTrial::Asked(candidate.trial.clone()));
            let (input, obeyed) = (input.clone(), obeyed.clone());
            offer(Job { module, input, obeyed, decision, trial }, candidate.module.name());
        }
    }
}

/// Has a comparison made later, or counts that the one of `candidate` was not.
fn offer(job: Job, candidate: &Arc<str>) {
    let (engine, hook) = (job.module.inner.component.engine.clone(), job.input.hook());
    if !engine.shadows().offer(job) {
        engine.observer().not_compared(candidate, hook);
    }
}

fn namespace_of(request: &Request) -> &str {
    request.namespace.as_ref().map_or("", |name| name.as_str())
}
