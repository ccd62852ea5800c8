//! `policy keygen`: a key to sign components with. Two files in minisign's format: the secret one for the signer alone, the public one for launchers.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use clap::Args;
use prism_policy::trust::SecretKey;
use serde::Serialize;

use super::failed;
use crate::errors::Failure;
use crate::render::{Format, table};

const COMMAND: &str = "keygen";

#[derive(Args, Debug)]
pub(crate) struct KeygenArgs {
    /// Where to write NAME.key, which is secret and locked with no password, and NAME.pub
    #[arg(value_name = "NAME", default_value = "prism-policy")]
    name: PathBuf,
}

/// What is shown.
#[derive(Serialize)]
struct Made {
    id: String,
    secret: String,
    public: String,
    line: String,
}

/// Makes both files, unless one of them is there.
pub(crate) fn run(args: &KeygenArgs, format: Format) -> Result<(), Failure> {
    let (secret_file, public_file) = (with_suffix(&args.name, "key"), with_suffix(&args.name, "pub"));
    let key = SecretKey::generate().map_err(|error| failed(COMMAND, error))?;
    // First the one that must not replace another: whoever loses a secret key has to change every launcher.
    create(&secret_file, 0o600, &key.text())?;
    let public = create(&public_file, 0o644, &key.public().text());
    // Half a pair would only be in the way of the next attempt.
    public.inspect_err(|_| drop(fs::remove_file(&secret_file)))?;
    let made = Made {
        id: key.id().to_string(),
        secret: secret_file.display().to_string(),
        public: public_file.display().to_string(),
        line: key.public().line(),
    };
    format.show(|_| screen(&made), || &made)
}

fn screen(made: &Made) -> String {
    let fields = [
        ("Secret", format!("{}, for the signer alone", made.secret)),
        ("Public", made.public.clone()),
        ("Sign", format!("prismctl policy sign FILE.wasm --key {}", made.secret)),
        ("Trust", format!("policies: {{ trust: {{ keys: [{}], require: true }} }}", made.line)),
    ];
    table::block(&format!("made key {}", made.id), &fields)
}

fn with_suffix(name: &Path, suffix: &str) -> PathBuf {
    let mut path = name.as_os_str().to_owned();
    path.push(".");
    path.push(suffix);
    path.into()
}

fn create(file: &Path, mode: u32, text: &str) -> Result<(), Failure> {
    let made = OpenOptions::new().write(true).create_new(true).mode(mode).open(file);
    let written = made.and_then(|mut made| made.write_all(text.as_bytes()));
    written.map_err(|error| failed(COMMAND, format!("{}: {error}", file.display())))
}
