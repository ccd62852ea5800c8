//! C: bindings made here, compiled by clang without a C library, and made a component as those in Rust are.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use wit_bindgen_core::Files;
use wit_bindgen_core::wit_parser::{Resolve, WorldId};

use super::{BuildError, WORLD, build_folder, tool};
use crate::componentise;

/// A small module without an allocator that frees, for decisions of microseconds. 64 KiB of stack, below everything else so that what
/// overflows it traps; each page of an instance is paid for. Bulk memory, so that copying is one instruction and needs no library.
const FLAGS: [&str; 16] = [
    "--target=wasm32-unknown-unknown",
    "-std=c11",
    "-Os",
    "-mbulk-memory",
    "-ffreestanding",
    "-nostdlib",
    "-Wall",
    "-Wextra",
    "-Isdk/include",
    "-Isdk",
    "-Ibuild",
    "-Wl,--no-entry",
    "-Wl,--gc-sections",
    "-Wl,--strip-debug",
    "-Wl,--stack-first",
    "-Wl,-z,stack-size=65536",
];

pub(super) fn build(folder: &Path) -> Result<Vec<u8>, BuildError> {
    let clang = needed("clang")?;
    // Looked for here, since clang's own words for a linker that is missing name no program.
    needed("wasm-ld")?;
    let build = build_folder(folder)?;
    bindings(folder, &build)?;
    schema(folder, &build)?;
    let core = build.join("core.wasm");
    let mut command = Command::new(clang);
    command.args(FLAGS).args(sources(folder)?);
    command.args(["build/prism.c", "build/prism_component_type.o", "-o"]).arg(&core);
    tool::run("clang", &mut command, folder)?;
    let core = fs::read(&core).map_err(|error| BuildError::file(&core, error))?;
    componentise(&core).map_err(BuildError::Component)
}

fn needed(tool: &'static str) -> Result<PathBuf, BuildError> {
    let remedy = "install clang and lld, 14 or later (Debian: apt-get install clang lld)".to_owned();
    tool::find(tool, []).ok_or(BuildError::Missing { tool, remedy })
}

/// The sources of the policy, and of the SDK beside it; in order, so that equal sources make equal components.
fn sources(folder: &Path) -> Result<Vec<PathBuf>, BuildError> {
    let mut sources = Vec::new();
    for folder in [folder.to_owned(), folder.join("sdk")] {
        let entries = fs::read_dir(&folder).map_err(|error| BuildError::file(&folder, error))?;
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        sources.extend(paths.filter(|path| path.extension().is_some_and(|extension| extension == "c")));
    }
    sources.sort();
    Ok(sources)
}

/// `prism.h`, `prism.c` and an object that carries the world's type.
fn bindings(folder: &Path, build: &Path) -> Result<(), BuildError> {
    let (mut resolve, world) = world(folder)?;
    let mut files = Files::default();
    let mut generator = wit_bindgen_c::Opts::default().build();
    generator.generate(&mut resolve, world, &mut files).map_err(|error| BuildError::World(format!("{error:#}")))?;
    for (name, text) in files.iter() {
        write(&build.join(name), text)?;
    }
    Ok(())
}

fn world(folder: &Path) -> Result<(Resolve, WorldId), BuildError> {
    let told = |error: &dyn std::fmt::Display| BuildError::World(error.to_string());
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(folder.join("wit")).map_err(|error| told(&format!("{error:#}")))?;
    let world = resolve.select_world(&[package], Some(WORLD)).map_err(|error| told(&format!("{error:#}")))?;
    Ok((resolve, world))
}

/// `config_schema.h`: the text of `config.schema.json`, which a freestanding C has no other way to take in.
fn schema(folder: &Path, build: &Path) -> Result<(), BuildError> {
    let path = folder.join("config.schema.json");
    let text = fs::read(&path).map_err(|error| BuildError::file(&path, error))?;
    write(&build.join("config_schema.h"), header(&text).as_bytes())
}

/// As numbers: a string literal would be bounded in length, and would need every escape to be right.
fn header(text: &[u8]) -> String {
    let bytes: Vec<_> =
        text.chunks(24).map(|line| line.iter().map(|byte| format!("{byte},")).collect::<String>()).collect();
    format!(
        "/* config.schema.json, with a zero at its end. */\nstatic const unsigned char config_schema[] = {{\n{}\n0}};\n",
        bytes.join("\n")
    )
}

fn write(path: &Path, text: &[u8]) -> Result<(), BuildError> {
    fs::write(path, text).map_err(|error| BuildError::file(path, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_taken_in_byte_by_byte() {
        let header = header(b"{\"a\"}");
        assert!(
            header.ends_with("static const unsigned char config_schema[] = {\n123,34,97,34,125,\n0};\n"),
            "{header}"
        );
    }
}
