//! Python: componentize-py puts the sources and CPython into one component, imports them, and keeps that state.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{BuildError, Language, WORLD, build_folder, tool};

const TOOL: &str = "componentize-py";

pub(super) fn build(folder: &Path) -> Result<Vec<u8>, BuildError> {
    let environment = folder.join(".venv/bin");
    let program = tool::find(TOOL, [environment]).ok_or_else(|| BuildError::Missing {
        tool: TOOL,
        remedy: format!(
            "run: python3 -m venv .venv && .venv/bin/pip install -r requirements.txt, in {}",
            folder.display()
        ),
    })?;
    let component = build_folder(folder)?.join("component.wasm");
    let module = Language::Python.marker().trim_end_matches(".py");
    let mut command = Command::new(program);
    command.args(["--quiet", "--wit-path", "wit", "--world", WORLD, "componentize", module]);
    // A policy may import nothing of WASI.
    command.args(["--stub-wasi", "--output"]).arg(&component);
    tool::run(TOOL, &mut command, folder)?;
    fs::read(&component).map_err(|error| BuildError::file(&component, error))
}
