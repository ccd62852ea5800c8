//! Components and their configurations, from files.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use prism_policy::{Candidate, Engine, Limits, ModuleSpec};
use serde_json::Value;

use super::failed;
use crate::errors::Failure;

/// CPU time that a question may take here. Fuel ends it at the same instruction everywhere; how busy the author's machine is must not
/// show in an answer.
const TIME_MS: u64 = 60_000;

/// Where components are compiled and run.
pub(super) fn engine(command: &'static str) -> Result<Engine, Failure> {
    Engine::new(Arc::new(())).map_err(|error| failed(command, error))
}

/// The component in `file`, compiled, without a configuration.
pub(super) fn candidate(command: &'static str, file: &Path) -> Result<Candidate, Failure> {
    let limits = Limits { time_ms: TIME_MS, ..Limits::default() };
    Ok(Candidate::load(&engine(command)?, &spec(file).with_limits(limits))?)
}

/// The component in `file` as an operator names it who has not said otherwise: by its file, with the limits' defaults.
pub(super) fn spec(file: &Path) -> ModuleSpec {
    let name = file.file_stem().unwrap_or(file.as_os_str()).to_string_lossy();
    ModuleSpec::path(&name, file)
}

/// A configuration, in YAML or JSON; the empty one where no file is named.
pub(super) fn config(command: &'static str, file: Option<&Path>) -> Result<Value, Failure> {
    let Some(file) = file else { return Ok(Value::Object(serde_json::Map::new())) };
    let told = |error: &dyn std::fmt::Display| failed(command, format!("{}: {error}", file.display()));
    let text = fs::read_to_string(file).map_err(|error| told(&error))?;
    // JSON is YAML.
    serde_yaml::from_str(&text).map_err(|error| told(&error))
}
