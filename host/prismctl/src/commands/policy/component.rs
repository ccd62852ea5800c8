//! Components, from files.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use prism_policy::{
    Candidate, CodeCache, CodeSource, Decision, Engine, Limits, ModuleSpec, Observer, Severity, Source,
};

use super::limits::LimitsArgs;
use super::{beside, failed};
use crate::errors::Failure;
use crate::output;
use crate::render::words::one_line;

/// CPU time that a question may take here. Fuel ends it at the same instruction everywhere; how busy the author's machine is must not
/// show in an answer.
const TIME_MS: u64 = 60_000;

/// Where components are compiled and run.
pub(super) fn engine(command: &'static str) -> Result<Engine, Failure> {
    Engine::with_cache(Arc::new(Told), code_cache()).map_err(|error| failed(command, error))
}

/// Says what was kept and is not trusted; how fast a command is, its user sees.
struct Told;

impl Observer for Told {
    fn decided(&self, _: &Decision<'_>) {}

    fn logged(&self, _: &str, _: Severity, _: &str) {}

    fn took_up(&self, _: &str, source: &CodeSource) {
        if let CodeSource::NotTrusted(reason) | CodeSource::NotKept(reason) = source {
            output::note(&one_line(reason));
        }
    }
}

/// Compiled code of earlier commands: in `PRISM_POLICY_CACHE`, or where the user's caches are (XDG base directories); none where that is
/// empty, or there is no home.
fn code_cache() -> Option<CodeCache> {
    let dir = match env::var_os("PRISM_POLICY_CACHE") {
        Some(dir) => Some(dir).filter(|dir| !dir.is_empty()).map(PathBuf::from)?,
        None => caches()?.join("prism/policies"),
    };
    let opened = CodeCache::open(&dir, CodeCache::BYTES_MAX);
    opened.inspect_err(|error| output::note(&one_line(&format!("compiled code is not kept: {error}")))).ok()
}

fn caches() -> Option<PathBuf> {
    let named = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    named.or_else(|| env::home_dir().filter(|home| home.is_absolute()).map(|home| home.join(".cache")))
}

/// The component in `file`, compiled, without a configuration.
pub(super) fn candidate(command: &'static str, file: &Path, given: &LimitsArgs) -> Result<Candidate, Failure> {
    let beside = limits(command, file)?.unwrap_or_default();
    let limits = given.over(Limits { time_ms: TIME_MS, ..beside });
    Ok(Candidate::load(&engine(command)?, &spec(file).with_limits(limits))?)
}

/// What the configuration beside the component in `file` gives it.
pub(super) fn limits(command: &'static str, file: &Path) -> Result<Option<Limits>, Failure> {
    beside::limits(file).map_err(|error| failed(command, error))
}

/// The component in `file` as an operator names it who has not said otherwise: by its file, with the limits' defaults.
pub(super) fn spec(file: &Path) -> ModuleSpec {
    let name = file.file_stem().unwrap_or(file.as_os_str()).to_string_lossy();
    ModuleSpec { source: Source::of_path(file), ..ModuleSpec::builtin(&name) }
}
