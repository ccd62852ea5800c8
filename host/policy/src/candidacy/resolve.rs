//! From what is written in `shadow`, `warn` and `canary` to the modules that are meant. What contradicts itself or the selection is
//! refused with its field, before anyone relies on it.

use std::sync::Arc;

use prism_core::policy::Hook;
use serde::Serialize;

use super::{Candidacies, Candidacy, Kind};
use crate::module::Module;
use crate::rollout::{Canary, RollBackOn, Warn};
use crate::selection::{Selection, SelectionError, SelectionProblem, Shadow};
use crate::set::Find;
use crate::spec::sha256_hex;
use crate::trial::Trial;

impl Candidacies {
    /// The candidates that `selection` names.
    pub(crate) fn resolve(selection: &Selection, find: &Find<'_>) -> Result<Self, SelectionError> {
        let mut resolver = Resolver { selection, find, found: Vec::new() };
        for (index, shadow) in selection.shadow.iter().enumerate() {
            resolver.shadow(index, shadow)?;
        }
        for (index, warn) in selection.warn.iter().enumerate() {
            resolver.warn(index, warn)?;
        }
        for (index, canary) in selection.canary.iter().enumerate() {
            resolver.canary(index, canary)?;
        }
        Ok(Self(resolver.found))
    }
}

struct Resolver<'a> {
    selection: &'a Selection,
    find: &'a Find<'a>,
    found: Vec<Candidacy>,
}

impl Resolver<'_> {
    fn shadow(&mut self, index: usize, shadow: &Shadow) -> Result<(), SelectionError> {
        let (field, hook) = (format!("shadow[{index}]"), shadow.hook.into());
        let module = self.find.one(&format!("{field}.module"), &shadow.module, hook)?;
        let place = |name: &String| self.find.one(&format!("{field}.instead_of"), name, hook);
        let instead_of = shadow.instead_of.as_ref().map(place).transpose()?;
        self.enter(field, Kind::Shadow, &[hook], module, instead_of, None)
    }

    fn warn(&mut self, index: usize, warn: &Warn) -> Result<(), SelectionError> {
        let (field, hook) = (format!("warn[{index}]"), warn.hook.into());
        if !matches!(hook, Hook::Isolation | Hook::Admission) {
            return Err(error(format!("{field}.hook"), &warn.module, SelectionProblem::NobodyToWarn { hook }));
        }
        let module = self.find.one(&format!("{field}.module"), &warn.module, hook)?;
        self.refuse_decider(&field, &warn.module, hook)?;
        let place = |name: &String| self.decider(&format!("{field}.instead_of"), name, hook);
        let instead_of = warn.instead_of.as_ref().map(place).transpose()?;
        self.enter(field, Kind::Warn, &[hook], module, instead_of, None)
    }

    fn canary(&mut self, index: usize, canary: &Canary) -> Result<(), SelectionError> {
        let field = format!("canary[{index}]");
        let at = |name: &str| format!("{field}.{name}");
        if canary.share.is_empty() && canary.namespaces.is_empty() {
            return Err(error(at("module"), &canary.module, SelectionProblem::ForNobody));
        }
        let hooks = self.hooks_of(&field, canary)?;
        let mut modules = None;
        for hook in &hooks {
            let module = self.find.one(&at("module"), &canary.module, *hook)?;
            self.refuse_decider(&field, &canary.module, *hook)?;
            let instead_of = self.decider(&at("instead_of"), &canary.instead_of, *hook)?;
            let rival = self.found.iter().find(|other| {
                matches!(&other.kind, Kind::Canary(other) if other.instead_of == canary.instead_of)
                    && other.is_for(*hook)
            });
            if let Some(rival) = rival {
                let problem = SelectionProblem::Tried { hook: *hook, by: rival.field.clone() };
                return Err(error(at("instead_of"), &canary.instead_of, problem));
            }
            modules = Some((module, instead_of));
        }
        let Some((module, instead_of)) = modules else {
            return Err(error(at("instead_of"), &canary.instead_of, SelectionProblem::DecidesNothing { hook: None }));
        };
        self.enter(field, Kind::Canary(canary.clone()), &hooks, module, Some(instead_of), Some(canary.roll_back_on))
    }

    /// The hooks that are named, or else all for which the module that is replaced decides.
    fn hooks_of(&self, field: &str, canary: &Canary) -> Result<Vec<Hook>, SelectionError> {
        if canary.hooks.is_empty() {
            let decides = |hook: &Hook| deciders(self.selection, *hook).contains(&canary.instead_of.as_str());
            return Ok(Hook::ALL.into_iter().filter(decides).collect());
        }
        let mut hooks: Vec<Hook> = canary.hooks.iter().map(|hook| (*hook).into()).collect();
        hooks.sort_unstable();
        hooks.dedup();
        for hook in &hooks {
            self.decider(&format!("{field}.instead_of"), &canary.instead_of, *hook)?;
        }
        Ok(hooks)
    }

    /// The module `name`, which decides for `hook`.
    fn decider(&self, field: &str, name: &str, hook: Hook) -> Result<Module, SelectionError> {
        let module = self.find.one(field, name, hook)?;
        if deciders(self.selection, hook).contains(&name) {
            return Ok(module);
        }
        Err(error(field.to_owned(), name, SelectionProblem::DecidesNothing { hook: Some(hook) }))
    }

    fn refuse_decider(&self, field: &str, name: &str, hook: Hook) -> Result<(), SelectionError> {
        if deciders(self.selection, hook).contains(&name) {
            return Err(error(format!("{field}.module"), name, SelectionProblem::Decides { hook }));
        }
        Ok(())
    }

    fn enter(
        &mut self,
        field: String,
        kind: Kind,
        hooks: &[Hook],
        module: Module,
        instead_of: Option<Module>,
        bounds: Option<RollBackOn>,
    ) -> Result<(), SelectionError> {
        let known = self.found.iter().find(|other| other.module.name() == module.name());
        if let Some(other) = known
            && (std::mem::discriminant(&other.kind) != std::mem::discriminant(&kind) || bounds.is_some())
        {
            let problem = SelectionProblem::CandidateTwice { other: other.field.clone() };
            return Err(error(format!("{field}.module"), module.name(), problem));
        }
        let trial = match known {
            Some(other) => other.trial.clone(),
            None => Arc::new(Trial::new(module.name().clone(), digest(self.selection, &module), bounds)),
        };
        let hooks = Hook::ALL.map(|hook| hooks.contains(&hook));
        self.found.push(Candidacy { field, kind, hooks, module, instead_of, trial });
        Ok(())
    }
}

fn error(field: String, module: &str, problem: SelectionProblem) -> SelectionError {
    SelectionError { field, module: module.to_owned(), problem }
}

/// Everyone whom the selection lets decide for some request.
fn deciders(selection: &Selection, hook: Hook) -> Vec<&str> {
    let overrides = selection.overrides.iter().filter_map(|exception| exception.of(hook)).flatten();
    overrides.chain(selection.of(hook)).map(String::as_str).collect()
}

/// All that is written of a candidate. JSON of these types does not fail: their maps have text for keys.
fn digest(selection: &Selection, module: &Module) -> String {
    #[derive(Serialize)]
    struct Written<'a> {
        sha256: &'a str,
        config_sha256: &'a str,
        shadow: Vec<&'a Shadow>,
        warn: Vec<&'a Warn>,
        canary: Vec<&'a Canary>,
    }
    let is_its = |name: &String| **name == **module.name();
    let written = Written {
        sha256: module.sha256(),
        config_sha256: module.config_sha256(),
        shadow: selection.shadow.iter().filter(|entry| is_its(&entry.module)).collect(),
        warn: selection.warn.iter().filter(|entry| is_its(&entry.module)).collect(),
        canary: selection.canary.iter().filter(|entry| is_its(&entry.module)).collect(),
    };
    sha256_hex(serde_json::to_string(&written).unwrap_or_default().as_bytes())
}
