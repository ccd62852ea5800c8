//! Makes components of the reference policies, which are built into this crate.
//!
//! They are compiled for WASM by a cargo of their own, in a target directory of their own; where no compiler for WASM is to be had,
//! the checked-in text of the components stands in (`policies/golden/`). `PRISM_POLICY_TOOLCHAIN=golden` chooses that outright.

#![allow(clippy::print_stdout, reason = "how a build script speaks to cargo")]

mod guests;
mod toolchain;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use toolchain::Toolchain;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The policies that are built in.
const POLICIES: [&str; 3] = ["standard", "allowlist", "tiered"];
/// The cookbook's policies (docs/cookbook.md): made beside them for tests, not built in.
const COOKBOOK: [&str; 7] = [
    "burst",
    "business_hours",
    "canary",
    "maintenance_window",
    "noisy_neighbour",
    "tenant_defaults",
    "termination_protection",
];
/// The contract's version, which the checked-in components speak.
const GOLDEN: &str = "golden/1.1.0";

fn main() -> Result<()> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let policies = repository.join("policies");
    rerun_if_changed(&repository, &policies);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    let toolchain = toolchain::find(&policies);
    println!("cargo:rustc-env=PRISM_POLICY_TOOLCHAIN_USED={toolchain}");
    match &toolchain {
        Toolchain::Golden => from_text(&policies.join(GOLDEN), &out),
        Toolchain::Cargo(compiler) => guests::build(compiler, &policies, &[&POLICIES[..], &COOKBOOK].concat(), &out),
    }
}

fn from_text(golden: &Path, out: &Path) -> Result<()> {
    for name in POLICIES {
        let component = wat::parse_file(golden.join(format!("{name}.wat")))?;
        fs::write(out.join(format!("{name}.wasm")), component)?;
    }
    Ok(())
}

/// Exactly what the components are made of, so that an untouched policy costs a rebuild nothing.
fn rerun_if_changed(repository: &Path, policies: &Path) {
    println!("cargo:rerun-if-env-changed={}", toolchain::CHOICE);
    println!("cargo:rerun-if-changed=build");
    for file in ["Cargo.toml", "Cargo.lock", ".cargo", GOLDEN] {
        println!("cargo:rerun-if-changed={}", policies.join(file).display());
    }
    for name in POLICIES.iter().chain(&COOKBOOK) {
        println!("cargo:rerun-if-changed={}", policies.join(name).display());
    }
    for part in ["src", "wit", "Cargo.toml"] {
        println!("cargo:rerun-if-changed={}", repository.join("sdk/policy").join(part).display());
    }
}
