//! A component's code: taken up where it was kept, compiled where not.

use wasmtime::component::Component;

use crate::cache::{CodeId, CodeSource};
use crate::compile::check_extent;
use crate::engine::Engine;
use crate::gate;
use crate::limits::Limits;
use crate::load_error::Problem;

/// The code of the component `bytes` with the digest `sha256`, for the module `name`. Its extent is looked at also where the code was kept: limits may be other ones
/// by now.
pub(crate) fn component(
    engine: &Engine,
    name: &str,
    bytes: &[u8],
    sha256: &str,
    limits: Limits,
) -> Result<Component, Problem> {
    gate::check_kind(bytes)?;
    check_extent(bytes, limits)?;
    let (component, source) = taken_or_compiled(engine, bytes, sha256, limits)?;
    engine.observer().took_up(name, &source);
    check_resources(&component, limits)?;
    Ok(component)
}

fn taken_or_compiled(
    engine: &Engine,
    bytes: &[u8],
    sha256: &str,
    limits: Limits,
) -> Result<(Component, CodeSource), Problem> {
    let compile = || engine.compiler().compile(engine.wasmtime(), bytes, limits);
    let Some(cache) = engine.cache() else { return Ok((compile()?, CodeSource::Compiled)) };
    let id = CodeId::of(engine.wasmtime(), sha256);
    let distrusted = match cache.take(engine.wasmtime(), &id) {
        Ok(Some(component)) => return Ok((component, CodeSource::Kept)),
        Ok(None) => None,
        Err(reason) => Some(reason),
    };
    let component = compile()?;
    let kept = cache.keep(&id, &component);
    let source = match (distrusted, kept) {
        (Some(reason), _) => CodeSource::NotTrusted(reason),
        (None, Err(reason)) => CodeSource::NotKept(reason),
        (None, Ok(())) => CodeSource::Compiled,
    };
    Ok((component, source))
}

/// What is known of an instance before there is one.
fn check_resources(component: &Component, limits: Limits) -> Result<(), Problem> {
    // None where it imports core modules, which the gate refuses by name.
    let Some(resources) = component.resources_required() else { return Ok(()) };
    let (found, max) = (u64::from(resources.num_tables), limits.tables);
    if found > max {
        return Err(Problem::Extent { what: "tables", found, max, limit: "limits.tables" });
    }
    Ok(())
}
