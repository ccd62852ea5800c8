//! The components that were last in force, kept so that a start does not depend on where they came from.
//!
//! A launcher whose policy has gone (a directory that is not mounted yet, a file half copied) could only not start, and then nobody is served; with the component of before it
//! decides as it did. So it is used at a start, and only there: a reload changes nothing where a module is broken. It is loud: a log line, the health page
//! says degraded, until a reload succeeds. Invariant: what is used is what was loaded before from the same place, and it passes whatever the configuration asks of a
//! module today: digest, signature, limits, its own configuration.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use prism_policy::trust::signature_path;
use prism_policy::{LoadError, ModuleSpec, PoliciesConfig, PolicySet, Source};
use serde::{Deserialize, Serialize};

use crate::process::make_private;

/// Below `state_dir`.
const DIRECTORY: &str = "policies";
const INDEX: &str = "index.json";

/// Where they are kept.
#[derive(Debug)]
pub(crate) struct KeptPolicies {
    dir: PathBuf,
}

/// What is kept, by the operator's name for the module.
type Index = BTreeMap<String, Entry>;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    /// Where it came from, as the configuration says it.
    source: String,
    sha256: String,
}

impl KeptPolicies {
    pub(crate) fn new(state_dir: &Path) -> Self {
        Self { dir: state_dir.join(DIRECTORY) }
    }

    /// The module of before in the place of one that cannot be loaded, if there is one from the same place that may be loaded today.
    pub(crate) fn instead_of(&self, spec: &ModuleSpec, error: &LoadError) -> Option<ModuleSpec> {
        if !error.problem.is_of_component() {
            return None;
        }
        let entry = self.index().remove(&spec.name).filter(|entry| entry.source == spec.source.to_string())?;
        if spec.sha256.as_ref().is_some_and(|wanted| !wanted.eq_ignore_ascii_case(&entry.sha256)) {
            return None;
        }
        let kept = self.file(&entry.sha256);
        Some(ModuleSpec { source: Source::Path(kept), sha256: Some(entry.sha256), ..spec.clone() })
    }

    /// The same policies with each module as it was last in force.
    pub(crate) fn in_place_of(&self, policies: &PoliciesConfig) -> PoliciesConfig {
        let (mut index, mut policies) = (self.index(), policies.clone());
        for spec in &mut policies.modules {
            let entry = index.remove(&spec.name).filter(|entry| entry.source == spec.source.to_string());
            if let Some(entry) = entry {
                *spec = ModuleSpec {
                    source: Source::Path(self.file(&entry.sha256)),
                    sha256: Some(entry.sha256),
                    ..spec.clone()
                };
            }
        }
        policies
    }

    /// Keeps the modules of `set` that came from files, and forgets all others.
    pub(crate) fn keep(&self, specs: &[ModuleSpec], set: &PolicySet) {
        if let Err(error) = self.try_keep(specs, set) {
            tracing::warn!(%error, "the policies in force cannot be kept for the next start");
        }
    }

    fn try_keep(&self, specs: &[ModuleSpec], set: &PolicySet) -> io::Result<()> {
        let before = self.index();
        let mut index = Index::new();
        for spec in specs {
            let Some(module) = set.module(&spec.name).filter(|_| !matches!(spec.source, Source::Builtin(_))) else {
                continue;
            };
            make_private(&self.dir)?;
            let entry = Entry { source: spec.source.to_string(), sha256: module.sha256().to_owned() };
            let file = self.file(&entry.sha256);
            if !fs::read(&file).is_ok_and(|kept| kept == module.component()) {
                write(&file, module.component())?;
            }
            if let Some(signer) = module.signer() {
                write(&signature_path(&file), signer.signature.as_bytes())?;
            }
            index.insert(spec.name.clone(), entry);
        }
        if index == before {
            return Ok(());
        }
        write(&self.dir.join(INDEX), &serde_json::to_vec(&index)?)?;
        self.forget_others(&index)
    }

    fn forget_others(&self, index: &Index) -> io::Result<()> {
        for file in fs::read_dir(&self.dir)? {
            let file = file?;
            let name = file.file_name().to_string_lossy().into_owned();
            if name != INDEX && !index.values().any(|entry| name.starts_with(&entry.sha256)) {
                fs::remove_file(file.path())?;
            }
        }
        Ok(())
    }

    fn index(&self) -> Index {
        // One that is torn or was never there: nothing is kept.
        fs::read(self.dir.join(INDEX)).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
    }

    fn file(&self, sha256: &str) -> PathBuf {
        self.dir.join(format!("{sha256}.wasm"))
    }
}

/// What is said where modules of before are in force.
pub(crate) fn trouble(stale: &[String]) -> Option<String> {
    (!stale.is_empty()).then(|| {
        format!("the policies of before are in force, since the start found these broken: {}", stale.join("; "))
    })
}

/// To a temporary name, then renamed: whoever finds it finds all of it.
fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let temporary = path.with_extension("tmp");
    let mut file = File::create(&temporary)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&temporary, path)
}
