//! Writes the built-in components as text to `policies/golden/<contract version>/`.
//!
//! `cargo run -p prism-policy --example golden`, after a change of the reference policies and never for another reason: those files
//! are what a build without a WASM compiler takes, and what later hosts are held against.

use std::error::Error;
use std::fs;
use std::path::Path;

use prism_policy::{BUILTINS, BUILTINS_MADE_WITH, builtin_component, cookbook_component};

/// Of the cookbook, those with hooks that no built-in policy has.
const OTHERS: [&str; 2] = ["tenant_defaults", "termination_protection"];

fn main() -> Result<(), Box<dyn Error>> {
    if BUILTINS_MADE_WITH == "golden" {
        return Err(
            "these components come from the text already; build with a compiler for wasm32-unknown-unknown".into()
        );
    }
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/golden/1.1.0");
    fs::create_dir_all(&directory)?;
    for name in BUILTINS.iter().chain(&OTHERS) {
        let component = match builtin_component(name) {
            Some(component) => component.to_vec(),
            None => cookbook_component(name).ok_or("the build made the cookbook")?,
        };
        let mut text = String::new();
        // Not indented: half of the file would be spaces.
        wasmprinter::Config::new().indent_text("").print(&component, &mut wasmprinter::PrintFmtWrite(&mut text))?;
        fs::write(directory.join(format!("{name}.wat")), text)?;
    }
    Ok(())
}
