//! Compiles the guests of extism and waPC for WASM, where those peers are wanted.

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use prism_guest_build::{Compiler, TARGET};

const GUESTS: [(&str, &str); 2] = [("extism", "CARGO_FEATURE_EXTISM"), ("wapc", "CARGO_FEATURE_WAPC")];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=guests");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    for (name, feature) in GUESTS {
        if env::var_os(feature).is_some() {
            build(name, &Path::new(env!("CARGO_MANIFEST_DIR")).join("guests"), &out)?;
        }
    }
    Ok(())
}

fn build(name: &str, guests: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let compiler = Compiler::installed(guests)
        .or_else(|| Compiler::by_rustup(guests))
        .or_else(|| Compiler::by_debian(guests))
        .ok_or(format!("no compiler for {TARGET} is to be had"))?;
    let (package, target) = (format!("prism-peers-{name}"), out.join("guests"));
    let mut cargo = compiler.build_apart(guests);
    cargo.current_dir(guests).args(["--locked", "--quiet", "--package", &package, "--target-dir"]).arg(&target);
    if !cargo.status()?.success() {
        return Err(format!("the guest of {name} does not build").into());
    }
    let built = target.join(TARGET).join("release").join(format!("prism_peers_{name}.wasm"));
    fs::copy(&built, out.join(format!("{name}.wasm")))?;
    Ok(())
}
