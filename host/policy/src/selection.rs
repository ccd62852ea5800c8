//! Which modules answer which question for whom, as the operator writes it.

use std::{fmt, slice};

use prism_core::policy::Hook;
use serde::{Deserialize, Serialize};

use crate::builtin::BUILTINS;
use crate::glob::Glob;
use crate::rollout::{Canary, Warn};
use crate::spec::ModuleSpec;
use crate::trust::Trust;

/// `launcher.policies` of the configuration. Nothing at all is valid: the built-in `standard` answers everything.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PoliciesConfig {
    /// What is loaded, each under its own name. A built-in that is selected but not named here is loaded with its defaults.
    pub modules: Vec<ModuleSpec>,
    /// Who answers [`Hook::Isolation`].
    pub isolation: String,
    /// Who answers [`Hook::Admission`]: all must allow, asked in this order.
    pub admission: Vec<String>,
    /// Who answers [`Hook::Restart`].
    pub restart: String,
    /// Who answers [`Hook::Terminate`]: all must allow, asked in this order. Empty: nobody is asked.
    pub terminate: Vec<String>,
    /// Who answers [`Hook::Mutate`], in this order. Empty: nothing is changed.
    pub mutate: Vec<String>,
    /// Exceptions. For each hook the first that matches and names it counts.
    pub overrides: Vec<Override>,
    /// Candidates that are asked too and never obeyed.
    pub shadow: Vec<Shadow>,
    /// Candidates whose no is told and not obeyed.
    pub warn: Vec<Warn>,
    /// Candidates that are obeyed for some namespaces.
    pub canary: Vec<Canary>,
    /// Whose modules are loaded.
    pub trust: Trust,
}

impl Default for PoliciesConfig {
    fn default() -> Self {
        let Selection { isolation, admission, restart, terminate, mutate, overrides, shadow, warn, canary } =
            Selection::default();
        let (modules, trust) = (Vec::new(), Trust::default());
        Self { modules, isolation, admission, restart, terminate, mutate, overrides, shadow, warn, canary, trust }
    }
}

impl PoliciesConfig {
    /// Who answers what, without what is loaded.
    #[must_use]
    pub fn selection(&self) -> Selection {
        Selection {
            isolation: self.isolation.clone(),
            admission: self.admission.clone(),
            restart: self.restart.clone(),
            terminate: self.terminate.clone(),
            mutate: self.mutate.clone(),
            overrides: self.overrides.clone(),
            shadow: self.shadow.clone(),
            warn: self.warn.clone(),
            canary: self.canary.clone(),
        }
    }

    /// The built-ins that are selected but not configured, and that no module of the operator's stands for.
    pub fn implied(&self) -> impl Iterator<Item = ModuleSpec> {
        let selection = self.selection();
        let configured = |name: &str| self.modules.iter().any(|spec| spec.name == name);
        let wanted = |name: &str| selection.names().any(|selected| selected == name);
        let implied: Vec<_> = BUILTINS.into_iter().filter(|name| wanted(name) && !configured(name)).collect();
        implied.into_iter().map(ModuleSpec::builtin)
    }
}

/// Who answers what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Who answers [`Hook::Isolation`].
    pub isolation: String,
    /// Who answers [`Hook::Admission`]: all must allow. Empty: the operator's hard caps alone.
    pub admission: Vec<String>,
    /// Who answers [`Hook::Restart`].
    pub restart: String,
    /// Who answers [`Hook::Terminate`]: all must allow. Empty: nobody is asked.
    pub terminate: Vec<String>,
    /// Who answers [`Hook::Mutate`]. Empty: nothing is changed.
    pub mutate: Vec<String>,
    /// Exceptions, the first that matches first.
    pub overrides: Vec<Override>,
    /// Candidates.
    pub shadow: Vec<Shadow>,
    /// Candidates whose no is told.
    pub warn: Vec<Warn>,
    /// Candidates that are obeyed for some.
    pub canary: Vec<Canary>,
}

/// Whether one module answers `hook`, and not all that are selected.
pub(crate) fn answers_alone(hook: Hook) -> bool {
    matches!(hook, Hook::Isolation | Hook::Restart)
}

/// Where the name of a module is written: `isolation`, `admission[1]`.
pub(crate) fn place(hook: Hook, index: usize) -> String {
    if answers_alone(hook) { hook.to_string() } else { format!("{hook}[{index}]") }
}

impl Selection {
    /// Who is selected for `hook`, in the order of asking.
    pub(crate) fn of(&self, hook: Hook) -> &[String] {
        match hook {
            Hook::Isolation => slice::from_ref(&self.isolation),
            Hook::Admission => &self.admission,
            Hook::Restart => slice::from_ref(&self.restart),
            Hook::Terminate => &self.terminate,
            Hook::Mutate => &self.mutate,
        }
    }

    /// Every name of a module in it.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let of_overrides = self
            .overrides
            .iter()
            .flat_map(|exception| Hook::ALL.into_iter().flat_map(move |hook| exception.of(hook).unwrap_or_default()));
        let of_shadows = self.shadow.iter().flat_map(|shadow| [Some(&shadow.module), shadow.instead_of.as_ref()]);
        let of_warnings = self.warn.iter().flat_map(|warn| [Some(&warn.module), warn.instead_of.as_ref()]);
        let of_canaries = self.canary.iter().flat_map(|canary| [Some(&canary.module), Some(&canary.instead_of)]);
        Hook::ALL
            .into_iter()
            .flat_map(move |hook| self.of(hook))
            .chain(of_overrides)
            .chain(of_shadows.chain(of_warnings).chain(of_canaries).flatten())
            .map(String::as_str)
    }
}

impl Default for Selection {
    fn default() -> Self {
        let standard = || "standard".to_owned();
        Self {
            isolation: standard(),
            admission: vec![standard()],
            restart: standard(),
            terminate: Vec::new(),
            mutate: Vec::new(),
            overrides: Vec::new(),
            shadow: Vec::new(),
            warn: Vec::new(),
            canary: Vec::new(),
        }
    }
}

/// A module that is asked what the obeyed ones are asked, and compared.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Shadow {
    /// For which hook.
    pub hook: ShadowHook,
    /// Which module.
    pub module: String,
    /// The module that it is to take the place of: it is compared with that one's answers. Without: with what came of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<String>,
}

/// A hook as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShadowHook {
    /// [`Hook::Isolation`].
    Isolation,
    /// [`Hook::Admission`].
    Admission,
    /// [`Hook::Restart`].
    Restart,
    /// [`Hook::Terminate`].
    Terminate,
    /// [`Hook::Mutate`].
    Mutate,
}

impl From<ShadowHook> for Hook {
    fn from(hook: ShadowHook) -> Self {
        match hook {
            ShadowHook::Isolation => Self::Isolation,
            ShadowHook::Admission => Self::Admission,
            ShadowHook::Restart => Self::Restart,
            ShadowHook::Terminate => Self::Terminate,
            ShadowHook::Mutate => Self::Mutate,
        }
    }
}

/// Other modules for some requests.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// For which requests.
    #[serde(rename = "match")]
    pub matches: Match,
    /// Instead of [`Selection::isolation`].
    #[serde(default)]
    pub isolation: Option<String>,
    /// Instead of [`Selection::admission`].
    #[serde(default)]
    pub admission: Option<Vec<String>>,
    /// Instead of [`Selection::restart`].
    #[serde(default)]
    pub restart: Option<String>,
    /// Instead of [`Selection::terminate`].
    #[serde(default)]
    pub terminate: Option<Vec<String>>,
    /// Instead of [`Selection::mutate`].
    #[serde(default)]
    pub mutate: Option<Vec<String>>,
}

impl Override {
    /// Who is selected for `hook` instead, if anybody is.
    pub(crate) fn of(&self, hook: Hook) -> Option<&[String]> {
        match hook {
            Hook::Isolation => self.isolation.as_ref().map(slice::from_ref),
            Hook::Admission => self.admission.as_deref(),
            Hook::Restart => self.restart.as_ref().map(slice::from_ref),
            Hook::Terminate => self.terminate.as_deref(),
            Hook::Mutate => self.mutate.as_deref(),
        }
    }
}

/// Which requests an override is for. What is not named matches everything; a request without a namespace matches as the empty name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Match {
    /// Names of patterns.
    pub pattern: Option<Glob>,
    /// Names of namespaces.
    pub namespace: Option<Glob>,
}

impl Match {
    /// Whether a request for this pattern by this namespace is meant.
    #[must_use]
    pub fn matches(&self, pattern: &str, namespace: &str) -> bool {
        let meets = |glob: &Option<Glob>, name: &str| glob.as_ref().is_none_or(|glob| glob.matches(name));
        meets(&self.pattern, pattern) && meets(&self.namespace, namespace)
    }
}

/// A selection that cannot be obeyed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("policies.{field} names {module}, which {problem}")]
pub struct SelectionError {
    /// The field, as it is written in the configuration: `overrides[0].restart`.
    pub field: String,
    /// The module that it names.
    pub module: String,
    /// What is wrong with that.
    pub problem: SelectionProblem,
}

/// What can be wrong with naming a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SelectionProblem {
    /// No module has that name.
    Missing {
        /// The names there are.
        loaded: Vec<String>,
    },
    /// It does not answer that question.
    WithoutHook {
        /// The question.
        hook: Hook,
        /// Those that it answers.
        has: Vec<Hook>,
    },
    /// Another module in `modules` has that name.
    Twice,
    /// It is a candidate already.
    CandidateTwice {
        /// Where.
        other: String,
    },
    /// It is to be tried, and decides that question already.
    Decides {
        /// The question.
        hook: Hook,
    },
    /// Its place is to be taken, and it decides nothing.
    DecidesNothing {
        /// The question; none where it decides none at all.
        hook: Option<Hook>,
    },
    /// Another canary is tried in its place.
    Tried {
        /// The question.
        hook: Hook,
        /// Which.
        by: String,
    },
    /// Its no is to be told where a launch does not wait for it.
    NobodyToWarn {
        /// The question.
        hook: Hook,
    },
    /// It is a canary without a share and without namespaces.
    ForNobody,
}

impl fmt::Display for SelectionProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { loaded } => write!(f, "is not loaded; expected one of {}", loaded.join(", ")),
            Self::WithoutHook { hook, has } => {
                let has: Vec<&str> = has.iter().map(|hook| hook.as_str()).collect();
                write!(f, "does not have the hook {hook}; it has {}", has.join(", "))
            }
            Self::Twice => f.write_str("is the name of two modules"),
            Self::CandidateTwice { other } => write!(f, "is in {other}, too; expected each candidate once"),
            Self::Decides { hook } => {
                write!(f, "decides {hook} already; a candidate is not obeyed, or for some alone: take it out of there")
            }
            Self::DecidesNothing { hook: Some(hook) } => write!(f, "does not decide {hook}; expected one that does"),
            Self::DecidesNothing { hook: None } => f.write_str("decides nothing; expected one that is selected"),
            Self::Tried { hook, by } => write!(f, "is replaced at {hook} by {by}, too; expected one canary for each"),
            Self::NobodyToWarn { hook } => {
                write!(f, "is to warn at {hook}; expected isolation or admission, use shadow elsewhere")
            }
            Self::ForNobody => f.write_str("would be obeyed for nobody; expected share, namespaces or both"),
        }
    }
}
