//! `policy sign`: the signature of a component, beside it, where launchers look for it.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use prism_policy::trust::{SecretKey, Signature, signature_path};
use serde::Serialize;

use super::failed;
use crate::errors::Failure;
use crate::render::Format;
use crate::render::words::one_line;

const COMMAND: &str = "sign";

#[derive(Args, Debug)]
pub(crate) struct SignArgs {
    /// The component
    #[arg(value_name = "FILE.wasm")]
    file: PathBuf,
    /// The signer's secret key
    #[arg(long, value_name = "FILE.key", default_value = "prism-policy.key")]
    key: PathBuf,
    /// What is said beside the signature, and signed too [default: the file's name]
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

/// What is shown.
#[derive(Serialize)]
struct Signed {
    file: String,
    signature: String,
    key: String,
}

/// Signs.
pub(crate) fn run(args: &SignArgs, format: Format) -> Result<(), Failure> {
    let of_file = |file: &PathBuf, reason: String| failed(COMMAND, format!("{}: {reason}", file.display()));
    let text = fs::read_to_string(&args.key).map_err(|error| of_file(&args.key, error.to_string()))?;
    let key = text.parse::<SecretKey>().map_err(|error| of_file(&args.key, format!("{error}")))?;
    let bytes = fs::read(&args.file).map_err(|error| of_file(&args.file, error.to_string()))?;
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let comment = args.comment.clone().unwrap_or_else(|| format!("file:{name}"));
    let signature_file = signature_path(&args.file);
    let signature = Signature::sign(&key, &bytes, &one_line(&comment)).text();
    fs::write(&signature_file, signature).map_err(|error| of_file(&signature_file, error.to_string()))?;
    let signed = Signed {
        file: args.file.display().to_string(),
        signature: signature_file.display().to_string(),
        key: key.id().to_string(),
    };
    format.show(|_| format!("signed {} with key {}: {}\n", signed.file, signed.key, signed.signature), || &signed)
}
