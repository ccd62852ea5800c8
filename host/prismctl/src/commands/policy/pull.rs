//! `policy pull`: a component from a registry, into a file with its signature beside it, or into an OCI layout on disk that launchers watch.
//!
//! Invariant: what is not the component that was asked for, by digest and by key, is written nowhere.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use clap::Args;
use prism_policy::oci::{self, Artifact};
use prism_policy::trust::signature_path;
use serde::Serialize;

use super::failed;
use super::folder::replace;
use super::registry_args::{KeyArgs, RegistryArgs, Signer, troubled};
use crate::errors::Failure;
use crate::registry::ModuleRef;
use crate::render::{Format, table, words};

const COMMAND: &str = "pull";
/// Largest component that is taken, unless more is asked for: three times one with a whole interpreter in it.
const BYTES_MAX: u64 = 64 << 20;

#[derive(Args, Debug)]
pub(crate) struct PullArgs {
    /// Where from: HOST/REPOSITORY:TAG or HOST/REPOSITORY@sha256:HEX, the host with its port if it has one
    #[arg(value_name = "REF")]
    module: ModuleRef,
    /// Where to write the component, and its signature beside it [default: the repository's last name]
    #[arg(value_name = "FILE.wasm", conflicts_with = "layout")]
    file: Option<PathBuf>,
    /// Put it into the OCI layout in DIR, for a launcher's path: oci:DIR:TAG
    #[arg(long, value_name = "DIR")]
    layout: Option<PathBuf>,
    /// What names it in the layout [default: the tag of REF]
    #[arg(long, value_name = "TAG", requires = "layout", value_parser = parse_tag)]
    tag: Option<String>,
    /// Only if the component's SHA-256 is this, as in the launcher's modules[].sha256
    #[arg(long, value_name = "HEX", value_parser = parse_sha256)]
    sha256: Option<String>,
    #[command(flatten)]
    keys: KeyArgs,
    /// Largest component that is taken
    #[arg(long, value_name = "N", default_value_t = BYTES_MAX)]
    bytes_max: u64,
    #[command(flatten)]
    registry: RegistryArgs,
}

/// Where it goes.
enum Place {
    File(PathBuf),
    Layout { dir: PathBuf, tag: String },
}

/// What is shown.
#[derive(Serialize)]
struct Pulled {
    reference: String,
    digest: String,
    sha256: String,
    bytes: u64,
    /// As a launcher's `path` names it.
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_by: Option<String>,
    signature_checked: bool,
}

/// Pulls.
pub(crate) async fn run(args: &PullArgs, format: Format) -> Result<(), Failure> {
    let place = args.place()?;
    let registry = args.registry.registry(COMMAND, &args.module)?;
    let artifact = registry.pull(args.bytes_max).await.map_err(troubled(COMMAND, &args.module))?;
    args.check_digest(&artifact)?;
    let signer = args.keys.signer(COMMAND, &args.module, artifact.manifest().signature(), artifact.component())?;
    place.keep(&artifact)?;
    format.show(|_| screen(args, &place, &artifact, &signer), || data(args, &place, &artifact, &signer))
}

impl PullArgs {
    fn place(&self) -> Result<Place, Failure> {
        let Some(dir) = self.layout.clone() else {
            let file = self.file.clone();
            return Ok(Place::File(file.unwrap_or_else(|| format!("{}.wasm", self.module.name()).into())));
        };
        let tag = self.tag.as_deref().or(self.module.tag());
        let tag = tag.ok_or_else(|| {
            Failure::Usage(format!("{} has no tag to have in the layout; expected --tag", self.module))
        })?;
        Ok(Place::Layout { dir, tag: tag.to_owned() })
    }

    fn check_digest(&self, artifact: &Artifact) -> Result<(), Failure> {
        let found = sha256(artifact);
        match &self.sha256 {
            Some(expected) if !expected.eq_ignore_ascii_case(found) => {
                let reason = format!("{}: the component's sha256 is {found}; --sha256 expects {expected}", self.module);
                Err(failed(COMMAND, reason))
            }
            _ => Ok(()),
        }
    }
}

impl Place {
    fn keep(&self, artifact: &Artifact) -> Result<(), Failure> {
        match self {
            Self::Layout { dir, tag } => oci::put(dir, tag, artifact).map_err(|problem| failed(COMMAND, problem)),
            Self::File(file) => {
                let written = keep_in_file(file, artifact);
                written.map_err(|error| failed(COMMAND, format!("{}: {error}", file.display())))
            }
        }
    }
}

/// The signature goes first, and one of what was there before goes away: a launcher that reads meanwhile finds a component without its own signature, and refuses it.
fn keep_in_file(file: &Path, artifact: &Artifact) -> io::Result<()> {
    let beside = signature_path(file);
    match artifact.manifest().signature() {
        Some(text) => replace(&beside, text.as_bytes())?,
        None => fs::remove_file(&beside).or_else(|error| match error.kind() {
            ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })?,
    }
    replace(file, artifact.component())
}

fn sha256(artifact: &Artifact) -> &str {
    artifact.manifest().component().digest().trim_start_matches("sha256:")
}

fn parse_sha256(text: &str) -> Result<String, &'static str> {
    let is_one = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_one { Ok(text.to_owned()) } else { Err("expected 64 hex digits") }
}

/// As the specification of registries has it, which is also what a path can end with.
fn parse_tag(text: &str) -> Result<String, &'static str> {
    let is_first = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_next = |c: char| is_first(c) || c == '.' || c == '-';
    let is_tag = text.len() <= 128 && text.starts_with(is_first) && text.chars().all(is_next);
    if is_tag { Ok(text.to_owned()) } else { Err("expected letters, digits, '_', '.' and '-', at most 128") }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(file) => write!(f, "{}", file.display()),
            Self::Layout { dir, tag } => write!(f, "oci:{}:{tag}", dir.display()),
        }
    }
}

fn screen(args: &PullArgs, place: &Place, artifact: &Artifact, signer: &Signer) -> String {
    let size = words::memory(artifact.manifest().component().size());
    let fields = [
        ("Digest", artifact.digest()),
        ("Component", format!("sha256 {}, {size}", sha256(artifact))),
        ("Signature", signer.to_string()),
        ("Path", place.to_string()),
    ];
    table::block(&format!("pulled {}", args.module), &fields)
}

fn data(args: &PullArgs, place: &Place, artifact: &Artifact, signer: &Signer) -> Pulled {
    Pulled {
        reference: args.module.to_string(),
        digest: artifact.digest(),
        sha256: sha256(artifact).to_owned(),
        bytes: artifact.manifest().component().size(),
        path: place.to_string(),
        signed_by: signer.key().map(str::to_owned),
        signature_checked: signer.is_proven(),
    }
}
