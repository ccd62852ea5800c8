//! Compiles guests with a cargo inside cargo, and makes components of them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use prism_guest_build::{Compiler, TARGET, componentise};

use crate::Result;

/// Compiles the crates `prism-policy-<name>` and writes `<name>.wasm` for each.
pub(crate) fn build(compiler: &Compiler, policies: &Path, names: &[&str], out: &Path) -> Result<()> {
    let target_dir = target_dir(out);
    // The SDK lies beside the policies.
    let mut cargo = compiler.build(policies.parent().unwrap_or(policies));
    shed_outer_build(&mut cargo);
    cargo.current_dir(policies).args(["--locked", "--quiet", "--target-dir"]).arg(&target_dir);
    if !cargo.status()?.success() {
        return Err(
            format!("policies/ does not build; {}=golden takes the checked-in ones", crate::toolchain::CHOICE).into()
        );
    }
    for name in names {
        let core = target_dir.join(TARGET).join("release").join(format!("prism_policy_{name}.wasm"));
        fs::write(out.join(format!("{name}.wasm")), componentise(&fs::read(core)?)?)?;
    }
    Ok(())
}

/// One directory for all profiles of the outer build, beside them and under a lock of its own, so that neither waits for the other.
fn target_dir(out: &Path) -> PathBuf {
    let build = out.ancestors().find(|ancestor| ancestor.ends_with("build"));
    let target = build.and_then(|build| build.parent()?.parent());
    target.unwrap_or(out).join("policies")
}

/// Removes what cargo told this script about the outer build. The inner one has another target, profile and lints; what an operator
/// says about registries and the network stays.
fn shed_outer_build(cargo: &mut Command) {
    const EXACT: [&str; 8] = [
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_INCREMENTAL",
        "CARGO_TARGET_DIR",
        "CARGO_UNSTABLE_BUILD_STD",
        "RUSTC_WORKSPACE_WRAPPER",
        "RUSTC_WRAPPER",
        "RUSTDOCFLAGS",
        "RUSTFLAGS",
    ];
    const PREFIXES: [&str; 7] = [
        "CARGO_BUILD_",
        "CARGO_CFG_",
        "CARGO_FEATURE_",
        "CARGO_MANIFEST_",
        "CARGO_PKG_",
        "CARGO_PROFILE_",
        "CARGO_TARGET_",
    ];
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if EXACT.contains(&&*text) || PREFIXES.iter().any(|prefix| text.starts_with(prefix)) {
            cargo.env_remove(&name);
        }
    }
}
