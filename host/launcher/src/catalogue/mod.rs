//! Which patterns can be launched: read from `patterns_dir`, validated whole, swapped in one step.

mod discover;
mod filesystem_file;
mod manifest_file;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use prism_core::environment::{ConfigError, ConfigProblem, check_config};
use prism_core::manifest::Manifest;
use prism_core::names::PatternName;

use crate::yaml::Problem;

pub use discover::discover;
pub(crate) use discover::sha256_hex;
pub(crate) use manifest_file::{Level, ResourcesFile};

/// Everything that was found.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// By name.
    pub patterns: BTreeMap<PatternName, Arc<Pattern>>,
    /// Manifests that were refused, in the order of their directories.
    pub rejected: Vec<Problem>,
    /// Where they were looked for.
    pub patterns_dir: PathBuf,
}

/// One pattern that can be launched.
#[derive(Debug)]
pub struct Pattern {
    /// Where its manifest was read.
    pub file: PathBuf,
    /// What the core needs to know.
    pub manifest: Arc<Manifest>,
    /// What requests may configure. None: whatever is a valid name.
    pub config_rules: Option<Vec<ConfigRule>>,
    /// For people and proxies: what it wants to be connected to.
    pub backend_slots: Vec<BackendSlot>,
}

/// One configuration key that a pattern takes.
#[derive(Clone, Debug)]
pub struct ConfigRule {
    /// Its name.
    pub name: String,
    /// A launch without it is refused.
    pub required: bool,
    /// Its value is not for logs or screens.
    pub secret: bool,
    /// What the whole value must match.
    pub pattern: Option<regex::Regex>,
    /// The same as it was written.
    pub pattern_text: String,
}

/// One thing that a pattern wants to be connected to.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackendSlot {
    /// The slot's name.
    pub name: String,
    /// What fits, e.g. `kafka`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The pattern does not work without.
    #[serde(default)]
    pub required: bool,
}

impl Catalogue {
    /// The same, with the last good version of each pattern whose manifest is refused now: a bad file changes nothing.
    #[must_use]
    pub fn keeping_good(mut self, before: &Self) -> Self {
        let refused = |pattern: &Pattern| self.rejected.iter().any(|problem| problem.file == pattern.file);
        let kept: Vec<_> = before.patterns.iter().filter(|(_, pattern)| refused(pattern)).collect();
        for (name, pattern) in kept {
            self.patterns.entry(name.clone()).or_insert_with(|| pattern.clone());
        }
        self
    }
}

impl Pattern {
    /// Checks a request's configuration against what every pattern and this one accept.
    ///
    /// # Errors
    ///
    /// The first key that is not accepted, missing or mismatched.
    pub fn check_config(&self, config: &BTreeMap<String, String>) -> Result<(), ConfigError> {
        check_config(config)?;
        let Some(rules) = &self.config_rules else { return Ok(()) };
        if let Some(unknown) = config.keys().find(|key| rules.iter().all(|rule| rule.name != **key)) {
            return Err(ConfigProblem::Unknown.of(unknown));
        }
        rules.iter().try_for_each(|rule| rule.check(config.get(&rule.name)))
    }
}

impl ConfigRule {
    fn check(&self, value: Option<&String>) -> Result<(), ConfigError> {
        match (value, &self.pattern) {
            (None, _) if self.required => Err(ConfigProblem::Missing.of(&self.name)),
            (Some(value), Some(pattern)) if !pattern.is_match(value) => {
                Err(ConfigProblem::Mismatch(self.pattern_text.clone()).of(&self.name))
            }
            _ => Ok(()),
        }
    }
}
