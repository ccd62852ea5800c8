//! `policy push`: a component to a registry, in the format of the component registries' tools, with its signature where there is one beside it.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;
use prism_policy::oci::Artifact;
use prism_policy::trust::{SIGNATURE_BYTES_MAX, signature_path};
use serde::Serialize;

use super::failed;
use super::registry_args::{KeyArgs, RegistryArgs, Signer, troubled};
use crate::errors::Failure;
use crate::registry::ModuleRef;
use crate::render::{Format, table, words};

const COMMAND: &str = "push";

#[derive(Args, Debug)]
pub(crate) struct PushArgs {
    /// The component; FILE.wasm.minisig goes with it
    #[arg(value_name = "FILE.wasm")]
    file: PathBuf,
    /// Where to: HOST/REPOSITORY:TAG, the host with its port if it has one. A tag that is there names this component from then on
    #[arg(value_name = "REF", value_parser = ModuleRef::to_push)]
    module: ModuleRef,
    #[command(flatten)]
    keys: KeyArgs,
    #[command(flatten)]
    registry: RegistryArgs,
}

/// What is shown.
#[derive(Serialize)]
struct Pushed {
    reference: String,
    digest: String,
    sha256: String,
    bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_by: Option<String>,
    signature_checked: bool,
}

/// Pushes.
pub(crate) async fn run(args: &PushArgs, format: Format) -> Result<(), Failure> {
    let of_file = |reason: String| failed(COMMAND, format!("{}: {reason}", args.file.display()));
    let bytes = fs::read(&args.file).map_err(|error| of_file(error.to_string()))?;
    let signature = signature(&signature_path(&args.file))?;
    let signer = args.keys.signer(COMMAND, &args.file.display(), signature.as_deref(), &bytes)?;
    let artifact = Artifact::pack(bytes, signature.as_deref()).map_err(|problem| of_file(problem.to_string()))?;
    let registry = args.registry.registry(COMMAND, &args.module)?;
    registry.push(&artifact).await.map_err(troubled(COMMAND, &args.module))?;
    format.show(|_| screen(args, &artifact, &signer), || data(args, &artifact, &signer))
}

/// The text of a signature, if there is a file of one.
fn signature(file: &Path) -> Result<Option<String>, Failure> {
    let of_file = |reason: String| failed(COMMAND, format!("{}: {reason}", file.display()));
    match fs::read_to_string(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(of_file(error.to_string())),
        Ok(text) if text.len() as u64 > SIGNATURE_BYTES_MAX => {
            Err(of_file(format!("has {} bytes; a signature has at most {SIGNATURE_BYTES_MAX}", text.len())))
        }
        Ok(text) => Ok(Some(text)),
    }
}

fn screen(args: &PushArgs, artifact: &Artifact, signer: &Signer) -> String {
    let component = artifact.manifest().component();
    let fields = [
        ("Digest", artifact.digest()),
        (
            "Component",
            format!("sha256 {}, {}", component.digest().trim_start_matches("sha256:"), words::memory(component.size())),
        ),
        ("Signature", signer.to_string()),
        ("Pull", format!("prismctl policy pull {}", args.module.with_digest(&artifact.digest()))),
    ];
    table::block(&format!("pushed {}", args.module), &fields)
}

fn data(args: &PushArgs, artifact: &Artifact, signer: &Signer) -> Pushed {
    let component = artifact.manifest().component();
    Pushed {
        reference: args.module.to_string(),
        digest: artifact.digest(),
        sha256: component.digest().trim_start_matches("sha256:").to_owned(),
        bytes: component.size(),
        signed_by: signer.key().map(str::to_owned),
        signature_checked: signer.is_proven(),
    }
}
