//! What a component must be before it is run: a component, of this contract's major version, importing `log` and `evidence` at most,
//! with a lifecycle and at least one hook.

use prism_core::policy::Hook;
use wasmtime::Engine;
use wasmtime::component::types::{ComponentInstance, ComponentItem};
use wasmtime::component::{Component, ComponentExportIndex};

use crate::load_error::Problem;

/// The contract's package.
const PACKAGE: &str = "prism:policy/";
/// The major version that this host speaks. Any minor is taken: types that differ are found by the type check.
const MAJOR: &str = "1";

/// Where a component keeps what the host calls.
pub(crate) struct Exports {
    pub(crate) describe: ComponentExportIndex,
    pub(crate) configure: ComponentExportIndex,
    /// By [`Hook`], in the order of [`Hook::ALL`].
    pub(crate) hooks: [Option<ComponentExportIndex>; Hook::ALL.len()],
}

/// The names under which a component imports what it may, where it does.
#[derive(Default)]
pub(crate) struct Imports {
    pub(crate) log: Option<String>,
    pub(crate) evidence: Option<String>,
}

/// Whether `bytes` claim to be a component, before any work is spent on them.
pub(crate) fn check_kind(bytes: &[u8]) -> Result<(), Problem> {
    match bytes {
        [0, b'a', b's', b'm', 1, 0, 0, 0, ..] => Err(Problem::CoreModule),
        [0, b'a', b's', b'm', ..] => Ok(()),
        _ => Err(Problem::NotWasm),
    }
}

/// What the component imports.
pub(crate) fn check_imports(engine: &Engine, component: &Component) -> Result<Imports, Problem> {
    let mut imports = Imports::default();
    let mut foreign = Vec::new();
    for (name, import) in component.component_type().imports(engine) {
        match interface(name)? {
            Some("log") => imports.log = Some(name.to_owned()),
            Some("evidence") => imports.evidence = Some(name.to_owned()),
            Some(_) if only_types(engine, &import.ty) => {}
            _ => foreign.push(name.to_owned()),
        }
    }
    if foreign.is_empty() { Ok(imports) } else { Err(Problem::Imports { names: foreign }) }
}

/// Finds the functions that the host calls.
pub(crate) fn check_exports(engine: &Engine, component: &Component) -> Result<Exports, Problem> {
    let mut found = Vec::new();
    let component_type = component.component_type();
    for (name, export) in component_type.exports(engine) {
        if let (Some(interface), ComponentItem::ComponentInstance(_)) = (interface(name)?, &export.ty) {
            found.push((interface, name.to_owned()));
        }
    }
    let function = |interface: &str, function: &str| -> Result<Option<ComponentExportIndex>, Problem> {
        let Some((_, export)) = found.iter().find(|(found, _)| *found == interface) else { return Ok(None) };
        let instance = component.get_export_index(None, export);
        let index = instance.and_then(|instance| component.get_export_index(Some(&instance), function));
        index.map(Some).ok_or_else(|| Problem::Function { export: export.clone(), function: function.to_owned() })
    };
    let lifecycle = || Problem::Lifecycle { found: listed(&found) };
    let describe = function("lifecycle", "describe")?.ok_or_else(lifecycle)?;
    let configure = function("lifecycle", "configure")?.ok_or_else(lifecycle)?;
    let hooks = [
        function("isolation", "derive")?,
        function("admission", "decide")?,
        function("restart", "on-exit")?,
        function("terminate", "may-stop")?,
        function("mutate", "change")?,
    ];
    if hooks.iter().all(Option::is_none) {
        return Err(Problem::Hooks { found: listed(&found) });
    }
    Ok(Exports { describe, configure, hooks })
}

fn listed(found: &[(&str, String)]) -> Vec<String> {
    found.iter().map(|(_, name)| name.clone()).collect()
}

/// The interface that `name` means, if it is one of this contract's: `log` of `prism:policy/log@1.0.0`.
fn interface(name: &str) -> Result<Option<&str>, Problem> {
    let Some(rest) = name.strip_prefix(PACKAGE) else { return Ok(None) };
    let (interface, version) = rest.split_once('@').unwrap_or((rest, "none"));
    match version.split('.').next() {
        Some(MAJOR) => Ok(Some(interface)),
        _ => Err(Problem::Version { name: name.to_owned(), found: version.to_owned() }),
    }
}

/// An interface that only names types gives a guest nothing to call.
pub(crate) fn only_types(engine: &Engine, item: &ComponentItem) -> bool {
    let is_type = |item: &ComponentItem| matches!(item, ComponentItem::Type(_));
    let all_types = |instance: &ComponentInstance| instance.exports(engine).all(|(_, export)| is_type(&export.ty));
    matches!(item, ComponentItem::ComponentInstance(instance) if all_types(instance))
}
