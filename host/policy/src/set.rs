//! All modules of one configuration, and who of them answers whom. Never changed: another configuration is another set.

use std::collections::BTreeMap;
use std::sync::Arc;

use prism_core::isolation::Placement;
use prism_core::patch::{Patch, Plan};
use prism_core::policy::{Ended, Hook, Outcome, Policy, Request, Restart, Stop, Usage, Verdict};
use prism_core::time::UnixMillis;

use crate::ask::Answered;
use crate::builtin::BUILTINS;
use crate::changes;
use crate::engine::Engine;
use crate::load_error::LoadError;
use crate::module::Module;
use crate::recording::{Input, Mode, Output};
use crate::selection::{Match, PoliciesConfig, Selection, SelectionError, SelectionProblem};
use crate::spec::ModuleSpec;

/// Modules and who of them answers whom.
#[derive(Debug)]
pub struct PolicySet {
    modules: BTreeMap<Arc<str>, Module>,
    isolation: Module,
    admission: Vec<Module>,
    restart: Module,
    terminate: Vec<Module>,
    mutate: Vec<Module>,
    overrides: Vec<Exception>,
    /// Candidates, by [`Hook`] in the order of [`Hook::ALL`].
    shadows: [Vec<Candidacy>; Hook::ALL.len()],
    /// Each use of a module.
    roles: Vec<(String, String)>,
    /// Who admits where no module is asked.
    nobody: Arc<str>,
}

/// A candidate, and whose place it is to take.
#[derive(Debug)]
struct Candidacy {
    module: Module,
    instead_of: Option<Arc<str>>,
}

#[derive(Debug)]
struct Exception {
    matches: Match,
    isolation: Option<Module>,
    admission: Option<Vec<Module>>,
    restart: Option<Module>,
    terminate: Option<Vec<Module>>,
    mutate: Option<Vec<Module>>,
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
        let selection = config.selection();
        let mut modules = Vec::new();
        for spec in config.modules.iter().cloned().chain(implied(config, &selection)) {
            modules.push(Module::load(engine, &spec)?);
        }
        Ok(Self::new(&selection, modules)?)
    }

    /// Puts loaded modules to use.
    ///
    /// # Errors
    ///
    /// The first field of `selection` that names what is not there, or does not have the hook.
    pub fn new(selection: &Selection, modules: Vec<Module>) -> Result<Self, SelectionError> {
        let modules = by_name(modules)?;
        let find = Find { modules: &modules };
        Ok(Self {
            isolation: find.one("isolation", &selection.isolation, Hook::Isolation)?,
            admission: find.all("admission", &selection.admission, Hook::Admission)?,
            restart: find.one("restart", &selection.restart, Hook::Restart)?,
            terminate: find.all("terminate", &selection.terminate, Hook::Terminate)?,
            mutate: find.all("mutate", &selection.mutate, Hook::Mutate)?,
            overrides: find.exceptions(selection)?,
            shadows: find.shadows(selection)?,
            roles: roles(selection),
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
        let names = |modules: &[Module]| modules.iter().map(|module| module.name().clone()).collect();
        WhoAnswers {
            isolation: self.for_isolation(pattern, namespace).name().clone(),
            admission: names(self.for_admission(pattern, namespace)),
            restart: self.for_restart(pattern, namespace).name().clone(),
            terminate: names(self.for_terminate(pattern, namespace)),
            mutate: names(self.for_mutate(pattern, namespace)),
        }
    }

    /// What a module is used for, as the configuration writes it: `admission[0]`, `overrides[1].restart`, `shadow[0]`.
    #[must_use]
    pub fn roles(&self, name: &str) -> Vec<String> {
        self.roles.iter().filter(|(_, module)| module == name).map(|(role, _)| role.clone()).collect()
    }

    /// Who answers [`Hook::Isolation`] for `pattern` and `namespace` (empty where there is none).
    #[must_use]
    pub fn for_isolation(&self, pattern: &str, namespace: &str) -> &Module {
        self.exceptions(pattern, namespace)
            .find_map(|exception| exception.isolation.as_ref())
            .unwrap_or(&self.isolation)
    }

    /// Who answers [`Hook::Admission`], in the order of asking.
    #[must_use]
    pub fn for_admission(&self, pattern: &str, namespace: &str) -> &[Module] {
        self.exceptions(pattern, namespace)
            .find_map(|exception| exception.admission.as_deref())
            .unwrap_or(&self.admission)
    }

    /// Who answers [`Hook::Restart`].
    #[must_use]
    pub fn for_restart(&self, pattern: &str, namespace: &str) -> &Module {
        self.exceptions(pattern, namespace).find_map(|exception| exception.restart.as_ref()).unwrap_or(&self.restart)
    }

    /// Who answers [`Hook::Terminate`], in the order of asking.
    #[must_use]
    pub fn for_terminate(&self, pattern: &str, namespace: &str) -> &[Module] {
        self.exceptions(pattern, namespace)
            .find_map(|exception| exception.terminate.as_deref())
            .unwrap_or(&self.terminate)
    }

    /// Who answers [`Hook::Mutate`], in the order of asking.
    #[must_use]
    pub fn for_mutate(&self, pattern: &str, namespace: &str) -> &[Module] {
        self.exceptions(pattern, namespace).find_map(|exception| exception.mutate.as_deref()).unwrap_or(&self.mutate)
    }

    fn exceptions<'a, 'n>(
        &'a self,
        pattern: &'n str,
        namespace: &'n str,
    ) -> impl Iterator<Item = &'a Exception> + use<'a, 'n> {
        self.overrides.iter().filter(move |exception| exception.matches.matches(pattern, namespace))
    }
}

impl Policy for PolicySet {
    fn isolation(&self, request: &Request) -> Verdict<Placement> {
        let module = self.for_isolation(request.pattern.as_str(), namespace_of(request));
        let Answered { outcome, decision } = module.decide_isolation(request, Mode::Enforced);
        self.compare(Hook::Isolation, Some(module.name()), || {
            (Input::Isolation(request.clone()), Output::of(&outcome))
        });
        Verdict { module: module.name().clone(), outcome, decision }
    }

    fn admission(&self, request: &Request, placement: &Placement, usage: &Usage, now: UnixMillis) -> Verdict<()> {
        let modules = self.for_admission(request.pattern.as_str(), namespace_of(request));
        let input = || Input::Admission { request: request.clone(), level: placement.level, usage: *usage, now };
        self.vote(Hook::Admission, modules, input, |module| {
            module.decide_admission(request, placement, usage, now, Mode::Enforced)
        })
    }

    fn restart(&self, ended: &Ended) -> Verdict<Restart> {
        let namespace = ended.namespace.as_ref().map_or("", |name| name.as_str());
        let module = self.for_restart(ended.pattern.as_str(), namespace);
        let Answered { outcome, decision } = module.decide_restart(ended, Mode::Enforced);
        self.compare(Hook::Restart, Some(module.name()), || (Input::Restart(ended.clone()), Output::of(&outcome)));
        Verdict { module: module.name().clone(), outcome, decision }
    }

    fn mutate(&self, request: &Request, placement: &Placement, plan: &Plan, now: UnixMillis) -> Verdict<Patch> {
        let modules = self.for_mutate(request.pattern.as_str(), namespace_of(request));
        let input = || Input::Mutate { request: request.clone(), level: placement.level, plan: plan.clone(), now };
        let verdict = changes::of_all(modules, &self.nobody, |module| {
            let answered = module.decide_mutate(request, placement.level, plan, now, Mode::Enforced);
            self.compare(Hook::Mutate, Some(module.name()), || (input(), Output::of(&answered.outcome)));
            answered
        });
        self.compare(Hook::Mutate, None, || (input(), Output::of(&verdict.outcome)));
        verdict
    }

    fn terminate(&self, stop: &Stop) -> Verdict<()> {
        let namespace = stop.namespace.as_ref().map_or("", |name| name.as_str());
        let modules = self.for_terminate(stop.pattern.as_str(), namespace);
        let input = || Input::Terminate(stop.clone());
        self.vote(Hook::Terminate, modules, input, |module| module.decide_terminate(stop, Mode::Enforced))
    }
}

impl PolicySet {
    /// All must allow. The first that does not has the last word, also where it did not answer at all: a module that fails never
    /// drops out of the vote.
    fn vote(
        &self,
        hook: Hook,
        modules: &[Module],
        input: impl Fn() -> Input,
        ask: impl Fn(&Module) -> Answered<()>,
    ) -> Verdict<()> {
        let verdict = self.first_no(hook, modules, &input, ask);
        self.compare(hook, None, || (input(), Output::of(&verdict.outcome)));
        verdict
    }

    fn first_no(
        &self,
        hook: Hook,
        modules: &[Module],
        input: impl Fn() -> Input,
        ask: impl Fn(&Module) -> Answered<()>,
    ) -> Verdict<()> {
        let mut answered = &self.nobody;
        for module in modules {
            answered = module.name();
            let Answered { outcome, decision } = ask(module);
            self.compare(hook, Some(answered), || (input(), Output::of(&outcome)));
            if !matches!(outcome, Outcome::Answer(())) {
                return Verdict { module: answered.clone(), outcome, decision };
            }
        }
        Verdict::answer(answered, ())
    }

    /// Has the candidates for `module`'s place asked the same, later; without one, those that are compared with what came of all.
    fn compare(&self, hook: Hook, module: Option<&Arc<str>>, asked: impl FnOnce() -> (Input, Output)) {
        // Where one module answers, its answer is what came of all.
        let alone = !matches!(hook, Hook::Admission | Hook::Terminate | Hook::Mutate);
        let is_meant = |candidacy: &&Candidacy| match (&candidacy.instead_of, module) {
            (Some(wanted), Some(module)) => wanted == module,
            (None, Some(_)) => alone,
            (Some(_), None) => false,
            (None, None) => true,
        };
        let mut candidates = self.shadows[hook as usize].iter().filter(is_meant).peekable();
        if candidates.peek().is_none() {
            return;
        }
        let (input, obeyed) = asked();
        for Candidacy { module: candidate, .. } in candidates {
            let engine = &candidate.inner.component.engine;
            if !engine.shadows().offer(candidate, input.clone(), obeyed.clone()) {
                engine.observer().not_compared(candidate.name(), hook);
            }
        }
    }
}

fn namespace_of(request: &Request) -> &str {
    request.namespace.as_ref().map_or("", |name| name.as_str())
}

/// Each use of a module: where in the configuration, and which.
fn roles(selection: &Selection) -> Vec<(String, String)> {
    let list = |role: String, names: &[String]| -> Vec<(String, String)> {
        names.iter().enumerate().map(|(index, name)| (format!("{role}[{index}]"), name.clone())).collect()
    };
    let mut roles = vec![("isolation".to_owned(), selection.isolation.clone())];
    roles.extend(list("admission".into(), &selection.admission));
    roles.push(("restart".to_owned(), selection.restart.clone()));
    roles.extend(list("terminate".into(), &selection.terminate));
    roles.extend(list("mutate".into(), &selection.mutate));
    for (index, exception) in selection.overrides.iter().enumerate() {
        let role = |hook: &str| format!("overrides[{index}].{hook}");
        roles.extend(exception.isolation.clone().map(|name| (role("isolation"), name)));
        roles.extend(list(role("admission"), exception.admission.as_deref().unwrap_or_default()));
        roles.extend(exception.restart.clone().map(|name| (role("restart"), name)));
        roles.extend(list(role("terminate"), exception.terminate.as_deref().unwrap_or_default()));
        roles.extend(list(role("mutate"), exception.mutate.as_deref().unwrap_or_default()));
    }
    let shadows = selection.shadow.iter().enumerate();
    roles.extend(shadows.map(|(index, shadow)| (format!("shadow[{index}]"), shadow.module.clone())));
    roles
}

/// The built-ins that are selected but not configured, and that no module of the operator's stands for.
fn implied<'a>(config: &'a PoliciesConfig, selection: &'a Selection) -> impl Iterator<Item = ModuleSpec> + 'a {
    let configured = |name: &str| config.modules.iter().any(|spec| spec.name == name);
    let wanted = |name: &str| selected(selection).any(|selected| selected == name);
    BUILTINS.into_iter().filter(move |name| wanted(name) && !configured(name)).map(ModuleSpec::builtin)
}

/// Every name that a selection mentions.
fn selected(selection: &Selection) -> impl Iterator<Item = &str> {
    let of_overrides = selection.overrides.iter().flat_map(|exception| {
        let lists = exception.admission.iter().chain(&exception.terminate).chain(&exception.mutate).flatten();
        exception.isolation.iter().chain(&exception.restart).chain(lists)
    });
    [&selection.isolation, &selection.restart]
        .into_iter()
        .chain(&selection.admission)
        .chain(&selection.terminate)
        .chain(&selection.mutate)
        .chain(of_overrides)
        .chain(selection.shadow.iter().flat_map(|shadow| [Some(&shadow.module), shadow.instead_of.as_ref()]).flatten())
        .map(String::as_str)
}

fn by_name(modules: Vec<Module>) -> Result<BTreeMap<Arc<str>, Module>, SelectionError> {
    let mut by_name = BTreeMap::new();
    for (index, module) in modules.into_iter().enumerate() {
        if let Some(other) = by_name.insert(module.name().clone(), module) {
            let field = format!("modules[{index}]");
            return Err(SelectionError { field, module: other.name().to_string(), problem: SelectionProblem::Twice });
        }
    }
    Ok(by_name)
}

/// Looks up the modules that a selection names.
struct Find<'a> {
    modules: &'a BTreeMap<Arc<str>, Module>,
}

impl Find<'_> {
    fn one(&self, field: &str, name: &str, hook: Hook) -> Result<Module, SelectionError> {
        let error = |problem| SelectionError { field: field.to_owned(), module: name.to_owned(), problem };
        let Some(module) = self.modules.get(name) else {
            let loaded = self.modules.keys().map(ToString::to_string).collect();
            return Err(error(SelectionProblem::Missing { loaded }));
        };
        if !module.has(hook) {
            return Err(error(SelectionProblem::WithoutHook { hook, has: module.hooks().collect() }));
        }
        Ok(module.clone())
    }

    fn all(&self, field: &str, names: &[String], hook: Hook) -> Result<Vec<Module>, SelectionError> {
        let at = |(index, name): (usize, &String)| self.one(&format!("{field}[{index}]"), name, hook);
        names.iter().enumerate().map(at).collect()
    }

    fn shadows(&self, selection: &Selection) -> Result<[Vec<Candidacy>; Hook::ALL.len()], SelectionError> {
        let mut shadows = Hook::ALL.map(|_| Vec::new());
        for (index, shadow) in selection.shadow.iter().enumerate() {
            let hook = Hook::from(shadow.hook);
            let module = self.one(&format!("shadow[{index}].module"), &shadow.module, hook)?;
            let place = |name: &String| self.one(&format!("shadow[{index}].instead_of"), name, hook);
            let instead_of = shadow.instead_of.as_ref().map(place).transpose()?.map(|module| module.name().clone());
            shadows[hook as usize].push(Candidacy { module, instead_of });
        }
        Ok(shadows)
    }

    fn exceptions(&self, selection: &Selection) -> Result<Vec<Exception>, SelectionError> {
        let mut exceptions = Vec::new();
        for (index, exception) in selection.overrides.iter().enumerate() {
            let field = |name: &str| format!("overrides[{index}].{name}");
            let one = |name: &Option<String>, hook: Hook| {
                name.as_ref().map(|name| self.one(&field(hook.as_str()), name, hook)).transpose()
            };
            let all = |names: &Option<Vec<String>>, hook: Hook| {
                names.as_ref().map(|names| self.all(&field(hook.as_str()), names, hook)).transpose()
            };
            exceptions.push(Exception {
                matches: exception.matches.clone(),
                isolation: one(&exception.isolation, Hook::Isolation)?,
                admission: all(&exception.admission, Hook::Admission)?,
                restart: one(&exception.restart, Hook::Restart)?,
                terminate: all(&exception.terminate, Hook::Terminate)?,
                mutate: all(&exception.mutate, Hook::Mutate)?,
            });
        }
        Ok(exceptions)
    }
}
