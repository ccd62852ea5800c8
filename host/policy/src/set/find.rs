//! From the names of a selection to the modules that are meant, and to what each is used for. What names nothing is refused with its field.

use std::collections::BTreeMap;
use std::sync::Arc;

use prism_core::policy::Hook;

use super::{ByHook, Exception};
use crate::module::Module;
use crate::selection::{Selection, SelectionError, SelectionProblem, place};

/// Looks up the modules that a selection names.
pub(crate) struct Find<'a> {
    modules: &'a BTreeMap<Arc<str>, Module>,
}

impl<'a> Find<'a> {
    pub(super) fn among(modules: &'a BTreeMap<Arc<str>, Module>) -> Self {
        Self { modules }
    }

    pub(crate) fn one(&self, field: &str, name: &str, hook: Hook) -> Result<Module, SelectionError> {
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

    /// All that are named for `hook`, below `within`.
    fn all(&self, within: &str, hook: Hook, names: &[String]) -> Result<Vec<Module>, SelectionError> {
        let at = |(index, name): (usize, &String)| self.one(&format!("{within}{}", place(hook, index)), name, hook);
        names.iter().enumerate().map(at).collect()
    }

    /// Who is selected in general.
    pub(super) fn selected(&self, selection: &Selection) -> Result<ByHook<Vec<Module>>, SelectionError> {
        Hook::ALL.into_iter().map(|hook| self.all("", hook, selection.of(hook))).collect()
    }

    /// Who is selected instead, for whom.
    pub(super) fn exceptions(&self, selection: &Selection) -> Result<Vec<Exception>, SelectionError> {
        let mut exceptions = Vec::new();
        for (index, exception) in selection.overrides.iter().enumerate() {
            let within = format!("overrides[{index}].");
            let named = |hook| exception.of(hook).map(|names| self.all(&within, hook, names)).transpose();
            let selected = Hook::ALL.into_iter().map(named).collect::<Result<_, _>>()?;
            exceptions.push(Exception { matches: exception.matches.clone(), selected });
        }
        Ok(exceptions)
    }
}

/// Modules by their names, which are all different.
pub(super) fn by_name(modules: Vec<Module>) -> Result<BTreeMap<Arc<str>, Module>, SelectionError> {
    let mut by_name = BTreeMap::new();
    for (index, module) in modules.into_iter().enumerate() {
        if let Some(other) = by_name.insert(module.name().clone(), module) {
            let field = format!("modules[{index}]");
            return Err(SelectionError { field, module: other.name().to_string(), problem: SelectionProblem::Twice });
        }
    }
    Ok(by_name)
}

/// Each use of a module: where in the configuration, and which.
pub(super) fn roles(selection: &Selection) -> Vec<(String, String)> {
    let all = |within: &str, hook: Hook, names: &[String]| -> Vec<(String, String)> {
        let at = |(index, name): (usize, &String)| (format!("{within}{}", place(hook, index)), name.clone());
        names.iter().enumerate().map(at).collect()
    };
    let mut roles: Vec<_> = Hook::ALL.into_iter().flat_map(|hook| all("", hook, selection.of(hook))).collect();
    for (index, exception) in selection.overrides.iter().enumerate() {
        let within = format!("overrides[{index}].");
        roles.extend(Hook::ALL.into_iter().flat_map(|hook| all(&within, hook, exception.of(hook).unwrap_or_default())));
    }
    let shadows = selection.shadow.iter().enumerate();
    roles.extend(shadows.map(|(index, shadow)| (format!("shadow[{index}]"), shadow.module.clone())));
    let warnings = selection.warn.iter().enumerate();
    roles.extend(warnings.map(|(index, warn)| (format!("warn[{index}]"), warn.module.clone())));
    let canaries = selection.canary.iter().enumerate();
    roles.extend(canaries.map(|(index, canary)| (format!("canary[{index}]"), canary.module.clone())));
    roles
}
