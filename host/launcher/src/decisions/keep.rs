//! What a replay needs besides the log: the modules that decided and their configurations, each under its digest.
//!
//! A module that was replaced years ago can still prove the records that it made. Kept as private as the log: a policy's
//! configuration is the operator's own.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use prism_policy::Module;

use crate::process::make_private;

/// Modules and configurations by digest, below the log's directory.
pub(super) struct Kept {
    dir: PathBuf,
    known: HashSet<(String, String)>,
}

impl Kept {
    pub(super) fn new(log_dir: &Path) -> io::Result<Self> {
        let dir = log_dir.join("modules");
        make_private(&dir)?;
        Ok(Self { dir, known: HashSet::new() })
    }

    /// Keeps `module`, if it is not kept already.
    pub(super) fn keep(&mut self, module: &Module) {
        let name = (module.sha256().to_owned(), module.config_sha256().to_owned());
        if self.known.contains(&name) {
            return;
        }
        let component = write_once(&self.dir.join(format!("{}.wasm", name.0)), module.component());
        let config = write_once(&self.dir.join(format!("{}.json", name.1)), module.config().as_bytes());
        if let Err(error) = component.and(config) {
            tracing::error!(%error, module = %module.name(), "a module cannot be kept for replays");
        }
        // Also where it failed: once is enough to be told.
        self.known.insert(name);
        if let Err(error) = self.forget_oldest() {
            tracing::warn!(%error, "old modules cannot be removed");
        }
    }
}

/// Components and configurations kept. 512: a new one each day for a year, and the log itself is not kept so long.
const KEPT_MAX: usize = 512;

impl Kept {
    fn forget_oldest(&mut self) -> io::Result<()> {
        let files = fs::read_dir(&self.dir)?.flatten();
        let mut files: Vec<_> =
            files.filter_map(|file| Some((file.metadata().ok()?.modified().ok()?, file.path()))).collect();
        if files.len() <= KEPT_MAX {
            return Ok(());
        }
        files.sort_unstable();
        // What is still in use and goes is written again with its next decision.
        self.known.clear();
        files.iter().take(files.len() - KEPT_MAX).try_for_each(|(_, path)| fs::remove_file(path))
    }
}

/// To a temporary name, then renamed: whoever finds it finds all of it.
fn write_once(path: &Path, content: &[u8]) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    let temporary = path.with_extension("tmp");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&temporary)?;
    file.write_all(content)?;
    fs::rename(temporary, path)
}

/// What digests of secrets are made with: made once for each log, and kept with it, so that they stay comparable.
pub(super) fn salt(dir: &Path) -> io::Result<[u8; 32]> {
    let path = dir.join("salt");
    let mut salt = [0; 32];
    match File::open(&path).and_then(|mut file| file.read_exact(&mut salt)) {
        Ok(()) => Ok(salt),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::UnexpectedEof) => {
            getrandom::fill(&mut salt).map_err(io::Error::other)?;
            let _ = fs::remove_file(&path);
            write_once(&path, &salt)?;
            Ok(salt)
        }
        Err(error) => Err(error),
    }
}
