//! `cargo xtask test` and `cargo xtask ci`: every step runs, also after one has failed; a failed build ends it.

use crate::build::{Profile, for_tests};
use crate::command::{cargo, succeed};
use crate::languages::tools;
use crate::python::python;
use crate::report::{Failed, Report};
use crate::root::root;
use crate::servers::{redis, registry};
use crate::uml::uml;

/// Crates with a workspace and a lock file of their own.
const APART: [&str; 2] = ["sdk/policy", "policies"];

const SEE_ABOVE: &str = "see above";

/// All tests, with what they need.
pub(crate) fn test(report: &mut Report) -> Result<(), Failed> {
    let (redis, registry) = (redis(report), registry(report));
    let (python, tools) = (python(report), tools(report));
    for_tests()?;
    let mut command = cargo(&["test", "--workspace", "--no-fail-fast"]);
    command.env("PRISM_TEST_BIN_DIR", Profile::Dev.dir());
    command.env_remove("PRISM_TEST_REDIS").env_remove("PRISM_TEST_REGISTRY").env_remove("PRISM_TEST_PYTHON");
    command.envs(redis.map(|path| ("PRISM_TEST_REDIS", path)));
    command.envs(registry.map(|path| ("PRISM_TEST_REGISTRY", path)));
    command.envs(python.map(|path| ("PRISM_TEST_PYTHON", path)));
    for (name, folder) in tools {
        command.env_remove(name).envs(folder.map(|folder| (name, folder)));
    }
    report.note(succeed(command, "cargo test --workspace", SEE_ABOVE));
    let in_guest = uml(report, "");
    report.note(in_guest);
    for manifest in apart(report, "tests") {
        let command = cargo(&["test", "--all-features", "--no-fail-fast", "--manifest-path", &manifest]);
        report.note(succeed(command, &format!("cargo test --manifest-path {manifest}"), SEE_ABOVE));
    }
    Ok(())
}

/// What a change must pass.
pub(crate) fn ci(report: &mut Report) -> Result<(), Failed> {
    let mut manifests = vec!["Cargo.toml".to_owned()];
    manifests.extend(apart(report, "format and lints"));
    for manifest in &manifests {
        report.note(format(manifest));
        report.note(lint(manifest));
    }
    let mut docs = cargo(&["doc", "--no-deps", "--workspace"]);
    docs.env("RUSTDOCFLAGS", "-D warnings");
    report.note(succeed(docs, "cargo doc", SEE_ABOVE));
    test(report)
}

fn format(manifest: &str) -> Result<(), Failed> {
    let command = cargo(&["fmt", "--all", "--check", "--manifest-path", manifest]);
    succeed(command, &format!("cargo fmt --check, {manifest}"), "run: cargo fmt --all")
}

fn lint(manifest: &str) -> Result<(), Failed> {
    let scope = ["clippy", "--workspace", "--all-targets", "--manifest-path", manifest, "--", "-D", "warnings"];
    succeed(cargo(&scope), &format!("cargo clippy, {manifest}"), SEE_ABOVE)
}

/// The manifests of the crates apart, as far as they are there.
fn apart(report: &mut Report, what: &str) -> Vec<String> {
    let mut there = Vec::new();
    for name in APART {
        match root().join(name).join("Cargo.toml").exists() {
            true => there.push(format!("{name}/Cargo.toml")),
            false => report.skip(&format!("{what} of {name}"), "it has no Cargo.toml"),
        }
    }
    there
}
