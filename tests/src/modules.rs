//! Policy modules for scenarios: loaded once for all of them, since compiling is what costs.

use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use prism_policy::{
    BUILTINS_MADE_WITH, COOKBOOK, Engine, Module, ModuleSpec, PoliciesConfig, PolicySet, Source, cookbook_component,
};

use prism_policy::locate::{self, Step};

/// Time that a policy may run here. Fuel ends it at the same instruction everywhere; a slow machine must not make a fault of time.
const TIME_MS: u64 = 60_000;

/// No folder: `cookbook/NAME.wasm` is the component that the build made of `policies/NAME`, wherever it put it.
const COOKBOOK_FOLDER: &str = "cookbook";

/// Whether `config` needs a policy of the cookbook although the build had no compiler to make it with.
pub(crate) fn lacks_cookbook(config: &PoliciesConfig) -> bool {
    let of_cookbook =
        |spec: &ModuleSpec| matches!(&spec.source, Source::Path(path) if path.starts_with(COOKBOOK_FOLDER));
    BUILTINS_MADE_WITH == "golden" && config.modules.iter().any(of_cookbook)
}

/// A selection that cannot be obeyed: where in it, and why.
pub(crate) struct Unusable {
    pub(crate) path: Vec<Step>,
    pub(crate) message: String,
}

/// The policies that `config` selects. Paths are relative to `folder`.
pub(crate) fn policies(folder: &Path, config: &PoliciesConfig) -> Result<PolicySet, Unusable> {
    let mut modules = Vec::new();
    for (index, spec) in config.modules.iter().enumerate() {
        let of_module = |message| Unusable { path: vec!["modules".into(), index.into()], message };
        modules.push(module(folder, spec.clone()).map_err(of_module)?);
    }
    for spec in config.implied() {
        let whole = |message| Unusable { path: Vec::new(), message };
        modules.push(module(folder, spec).map_err(whole)?);
    }
    PolicySet::new(&config.selection(), modules)
        .map_err(|error| Unusable { path: locate::path(&error.field), message: error.to_string() })
}

fn module(folder: &Path, mut spec: ModuleSpec) -> Result<Module, String> {
    static LOADED: Mutex<Vec<(ModuleSpec, Module)>> = Mutex::new(Vec::new());
    spec.limits.time_ms = TIME_MS;
    // A module rests by the real clock, which has no place in virtual time.
    spec.limits.faults_in_a_row = 0;
    if let Source::Path(path) = &mut spec.source
        && !path.starts_with(COOKBOOK_FOLDER)
    {
        *path = folder.join(&path);
    }
    // Held while one compiles, so that no two compile the same.
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, module)) = loaded.iter().find(|(known, _)| *known == spec) {
        return Ok(module.clone());
    }
    let module = load(&spec)?;
    loaded.push((spec, module.clone()));
    Ok(module)
}

/// The launcher itself takes only components in binary form, from files.
fn load(spec: &ModuleSpec) -> Result<Module, String> {
    let Source::Path(path) = &spec.source else { return from(spec) };
    let Some(binary) = binary(path)? else { return from(spec) };
    let file = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
    std::fs::write(file.path(), binary).map_err(|error| error.to_string())?;
    from(&ModuleSpec { source: Source::Path(file.path().to_owned()), ..spec.clone() })
}

/// The component that has no file to be loaded from: one in text form (`.wat`), or one of the cookbook.
fn binary(path: &Path) -> Result<Option<Vec<u8>>, String> {
    if path.extension().is_some_and(|extension| extension == "wat") {
        return wat::parse_file(path).map(Some).map_err(|error| error.to_string());
    }
    let Ok(file) = path.strip_prefix(COOKBOOK_FOLDER) else { return Ok(None) };
    let name = file.to_str().and_then(|file| file.strip_suffix(".wasm")).unwrap_or_default();
    let expected = || format!("{} is not in the cookbook; expected one of {}", path.display(), COOKBOOK.join(", "));
    cookbook_component(name).map(Some).ok_or_else(expected)
}

fn from(spec: &ModuleSpec) -> Result<Module, String> {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    let engine = ENGINE.get_or_init(|| Engine::new(Arc::new(())).expect("the machine has address space and threads"));
    Module::load(engine, spec).map_err(|error| error.to_string())
}
