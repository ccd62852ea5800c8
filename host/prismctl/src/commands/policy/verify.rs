//! `policy verify`: whether a component is what a signer signed, as a launcher with these keys decides it.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use prism_policy::trust::{PublicKey, Trust};
use serde::Serialize;

use super::failed;
use crate::errors::Failure;
use crate::render::Format;

const COMMAND: &str = "verify";

#[derive(Args, Debug)]
pub(crate) struct VerifyArgs {
    /// The component; its signature is FILE.wasm.minisig
    #[arg(value_name = "FILE.wasm")]
    file: PathBuf,
    /// A key that may have signed it: its line, or the file that has it; may be repeated
    #[arg(long, value_name = "KEY|FILE.pub", default_value = "prism-policy.pub")]
    key: Vec<String>,
}

/// What is shown.
#[derive(Serialize)]
struct Verified {
    file: String,
    key: String,
}

/// Verifies.
pub(crate) fn run(args: &VerifyArgs, format: Format) -> Result<(), Failure> {
    let keys = args.key.iter().map(|key| public_key(COMMAND, key)).collect::<Result<_, _>>()?;
    let of_file = |reason: String| failed(COMMAND, format!("{} {reason}", args.file.display()));
    let bytes = fs::read(&args.file).map_err(|error| failed(COMMAND, format!("{}: {error}", args.file.display())))?;
    let key = Trust::new(keys, true).check(&args.file, &bytes).map_err(|error| of_file(error.to_string()))?;
    let key = key.map_or_else(String::new, |signer| signer.key.to_string());
    let verified = Verified { file: args.file.display().to_string(), key };
    format.show(|_| format!("{} is what key {} signed\n", verified.file, verified.key), || &verified)
}

/// A line is a key, or else a file's name.
pub(super) fn public_key(command: &'static str, text: &str) -> Result<PublicKey, Failure> {
    if let Ok(key) = text.parse::<PublicKey>() {
        return Ok(key);
    }
    let of_file = |reason: &dyn std::fmt::Display| failed(command, format!("--key {text}: {reason}"));
    let content = fs::read_to_string(text).map_err(|error| of_file(&error))?;
    content.parse::<PublicKey>().map_err(|error| of_file(&error))
}
