//! Writes the built-in components as text to `policies/golden/<contract version>/`.
//!
//! `cargo run -p prism-policy --example golden`, after a change of the reference policies and never for another reason: those files
//! are what a build without a WASM compiler takes, and what later hosts are held against.

use std::error::Error;
use std::fs;
use std::path::Path;

use prism_policy::{BUILTINS, BUILTINS_MADE_WITH, builtin_component};

fn main() -> Result<(), Box<dyn Error>> {
    if BUILTINS_MADE_WITH == "golden" {
        return Err(
            "these components come from the text already; build with a compiler for wasm32-unknown-unknown".into()
        );
    }
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/golden/1.0.0");
    fs::create_dir_all(&directory)?;
    for name in BUILTINS {
        let component = builtin_component(name).ok_or("a built-in has a component")?;
        let mut text = String::new();
        // Not indented: half of the file would be spaces.
        wasmprinter::Config::new().indent_text("").print(component, &mut wasmprinter::PrintFmtWrite(&mut text))?;
        fs::write(directory.join(format!("{name}.wat")), text)?;
    }
    Ok(())
}
