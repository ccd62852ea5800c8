//! JavaScript: componentize-qjs puts the sources and QuickJS into one module, runs it up to the first question, and keeps that state.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{BuildError, Language, WORLD, build_folder, tool};

const TOOL: &str = "componentize-qjs";

pub(super) fn build(folder: &Path) -> Result<Vec<u8>, BuildError> {
    // Where npm puts what it installs: beside the policy, or above it where many share one.
    let installed = folder.ancestors().map(|above| above.join("node_modules/.bin"));
    let program = tool::find(TOOL, installed).ok_or_else(|| BuildError::Missing {
        tool: TOOL,
        remedy: format!("run: npm install, in {} (needs node)", folder.display()),
    })?;
    let component = build_folder(folder)?.join("component.wasm");
    let mut command = Command::new(program);
    command.args(["--wit", "wit", "--world", WORLD, "--js", Language::JavaScript.marker()]);
    // A policy may import nothing of WASI, and the contract has no async functions.
    command.args(["--stub-wasi", "--sync", "--output"]).arg(&component);
    tool::run(TOOL, &mut command, folder)?;
    fs::read(&component).map_err(|error| BuildError::file(&component, error))
}
