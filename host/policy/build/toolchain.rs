//! Finds a compiler for WASM, or does without.
//!
//! In order: the target is installed; rustup adds it; Debian's browser toolchain brings it (root on Debian only); the checked-in
//! text. Whatever is not the first is said as a warning.

use std::env;
use std::fmt;
use std::path::Path;

use prism_guest_build::Compiler;

/// The variable that chooses: `golden` for the checked-in components, `installed` for no attempt to install anything.
pub(crate) const CHOICE: &str = "PRISM_POLICY_TOOLCHAIN";

/// How the components come about.
pub(crate) enum Toolchain {
    /// Compiled.
    Cargo(Compiler),
    /// From the checked-in text.
    Golden,
}

impl fmt::Display for Toolchain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cargo(compiler) => f.write_str(compiler.name()),
            Self::Golden => f.write_str("golden"),
        }
    }
}

/// The first way that is open.
pub(crate) fn find(policies: &Path) -> Toolchain {
    let choice = env::var(CHOICE).unwrap_or_default();
    if choice == "golden" {
        return golden("chosen by PRISM_POLICY_TOOLCHAIN");
    }
    if let Some(compiler) = Compiler::installed(policies) {
        return Toolchain::Cargo(compiler);
    }
    if choice == "installed" {
        return golden("the target wasm32-unknown-unknown is not installed");
    }
    if let Some(compiler) = Compiler::by_rustup(policies) {
        warn("added the target wasm32-unknown-unknown with rustup");
        return Toolchain::Cargo(compiler);
    }
    if let Some(compiler) = Compiler::by_debian(policies) {
        warn("compiled the policies with Debian's rustc-web");
        return Toolchain::Cargo(compiler);
    }
    golden("no compiler for wasm32-unknown-unknown is to be had")
}

fn golden(why: &str) -> Toolchain {
    warn(&format!("{why}: taking the checked-in components of policies/golden, whatever policies/ says"));
    Toolchain::Golden
}

fn warn(text: &str) {
    println!("cargo:warning=policies: {text}");
}
