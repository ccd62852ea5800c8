//! `policy build`: the component of the policy in a folder, beside its source.
//!
//! In Rust cargo compiles a core module, and the component is made of it here: nothing else has to be installed. What is missing is
//! explained, not installed: the toolchain is the author's. Other languages are `prism-guest-build`'s.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args;
use prism_guest_build::{Compiler, componentise};
use serde::Serialize;
use serde_json::Value;

use super::folder::Folder;
use super::limits::LimitsArgs;
use super::{component, failed};
use crate::errors::Failure;
use crate::render::words::memory;
use crate::render::{Format, table};

const COMMAND: &str = "build";

#[derive(Args, Debug)]
pub(crate) struct BuildArgs {
    /// The policy's folder
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

/// What is shown.
#[derive(Serialize)]
struct Built {
    file: String,
    bytes: u64,
    sha256: String,
    hooks: Vec<&'static str>,
    imports: Vec<String>,
}

/// Builds, loads what came of it, and shows it.
pub(crate) fn run(args: &BuildArgs, format: Format) -> Result<(), Failure> {
    let file = Folder::open(COMMAND, &args.dir)?.build()?;
    let candidate = component::candidate(COMMAND, &file, &LimitsArgs::default())?;
    let built = Built {
        file: file.display().to_string(),
        bytes: candidate.bytes(),
        sha256: candidate.sha256().to_owned(),
        hooks: candidate.hooks().map(|hook| hook.as_str()).collect(),
        imports: candidate.imports(),
    };
    format.show(|_| screen(&built), || &built)
}

fn screen(built: &Built) -> String {
    let imports = if built.imports.is_empty() { "nothing".to_owned() } else { built.imports.join(", ") };
    let fields = [
        ("Size", format!("{} ({} bytes)", memory(built.bytes), built.bytes)),
        ("SHA-256", built.sha256.clone()),
        ("Hooks", built.hooks.join(", ")),
        ("Imports", imports),
    ];
    table::block(&format!("built {}", built.file), &fields)
}

/// A policy's folder, as cargo sees it.
pub(super) struct Package {
    command: &'static str,
    dir: PathBuf,
    name: String,
    compiler: Compiler,
    target: PathBuf,
}

impl Package {
    /// The package in `dir`.
    pub(super) fn in_folder(command: &'static str, dir: &Path) -> Result<Self, Failure> {
        let manifest = dir.join("Cargo.toml");
        let compiler = Compiler::installed(dir).ok_or_else(|| failed(command, NO_TARGET))?;
        let mut ask = compiler.cargo();
        ask.current_dir(dir).args(["metadata", "--no-deps", "--format-version", "1"]);
        let metadata = json(command, &output(command, &mut ask)?)?;
        let manifest = manifest.canonicalize().map_err(|error| failed(command, error))?;
        let name = name_of(&metadata, &manifest)
            .ok_or_else(|| failed(command, format!("{} is no package", manifest.display())))?;
        let target = metadata["target_directory"].as_str().unwrap_or("target").into();
        Ok(Self { command, dir: dir.to_owned(), name, compiler, target })
    }

    /// Where cargo puts what it makes.
    pub(super) fn target(&self) -> &Path {
        &self.target
    }

    /// Cargo in the folder, its words on stderr.
    pub(super) fn cargo(&self) -> Command {
        let mut cargo = self.compiler.cargo();
        cargo.current_dir(&self.dir).stdin(Stdio::null()).stderr(Stdio::inherit());
        cargo
    }

    /// Its name, as cargo has it.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Compiles the policy and makes its component.
    pub(super) fn component(&self) -> Result<Vec<u8>, Failure> {
        let mut cargo = self.compiler.build(&self.dir);
        cargo.current_dir(&self.dir).arg("--message-format=json-render-diagnostics");
        cargo.stdin(Stdio::null()).stderr(Stdio::inherit());
        let told = output(self.command, &mut cargo)?;
        let core = core_module(&told, &self.name).ok_or_else(|| {
            failed(
                self.command,
                format!("{} makes no .wasm; expected crate-type = [\"cdylib\"] in Cargo.toml", self.name),
            )
        })?;
        let of_core = |error: &dyn std::fmt::Display| failed(self.command, format!("{}: {error}", core.display()));
        let module = fs::read(&core).map_err(|error| of_core(&error))?;
        componentise(&module).map_err(|error| of_core(&error))
    }
}

const NO_TARGET: &str =
    "the cargo in use cannot compile for wasm32-unknown-unknown; run: rustup target add wasm32-unknown-unknown";

/// Stdout of a cargo that succeeded. What went wrong it has said on stderr itself.
fn output(command: &'static str, cargo: &mut Command) -> Result<Vec<u8>, Failure> {
    cargo.stderr(Stdio::inherit());
    let ran = cargo.output().map_err(|error| failed(command, format!("cannot run cargo: {error}")))?;
    match ran.status.success() {
        true => Ok(ran.stdout),
        false => Err(failed(command, "cargo failed, see above")),
    }
}

fn json(command: &'static str, text: &[u8]) -> Result<Value, Failure> {
    serde_json::from_slice(text).map_err(|error| failed(command, format!("cargo answers no JSON: {error}")))
}

/// The name of the package whose manifest it is.
fn name_of(metadata: &Value, manifest: &Path) -> Option<String> {
    let mut packages = metadata["packages"].as_array()?.iter();
    let package =
        packages.find(|package| package["manifest_path"].as_str().is_some_and(|path| Path::new(path) == manifest))?;
    package["name"].as_str().map(str::to_owned)
}

/// The file that cargo's messages name as the package's module.
fn core_module(messages: &[u8], package: &str) -> Option<PathBuf> {
    let messages = messages.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice::<Value>(line).ok());
    // Cargo names a library for its package, with underscores.
    let library = package.replace('-', "_");
    let artifacts = messages.filter(|message| message["reason"] == "compiler-artifact");
    let ours = artifacts
        .filter(|message| message["target"]["name"].as_str().is_some_and(|name| name.replace('-', "_") == library));
    let files = ours.filter_map(|message| message["filenames"].as_array().cloned()).flatten();
    let mut files = files.filter_map(|file| file.as_str().map(PathBuf::from));
    files.find(|file| file.extension().is_some_and(|extension| extension == "wasm"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_is_found_among_cargos_messages() {
        let messages = br#"{"reason":"compiler-artifact","target":{"name":"serde"},"filenames":["/t/libserde.rlib"]}
not json
{"reason":"compiler-artifact","target":{"name":"night_shift"},"filenames":["/t/night_shift.d","/t/night_shift.wasm"]}
{"reason":"build-finished","success":true}"#;
        assert_eq!(core_module(messages, "night-shift"), Some("/t/night_shift.wasm".into()));
        assert_eq!(core_module(messages, "serde"), None);
    }
}
