//! Compiled code, kept on disk between runs. To compile a policy takes some hundred milliseconds; to take it up again, a few.
//!
//! Code that is taken up is run, outside of any sandbox, so it is trusted only where nobody else can have written it: the directory and
//! each file are the user's own and closed to all others, none is a symbolic link, and each is sealed with a key from such a file. Whatever is not
//! so is said and compiled instead; a cache never makes a module fail.

mod native;
mod private;
mod seal;

use std::fmt::Write as _;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use wasmtime::component::Component;

use private::PrivateDir;
use seal::Key;

/// What the seal and the name of a file are made with: another layout, or other code around wasmtime's, is another word.
const LAYOUT: &str = concat!("prism-policy code 1 ", env!("CARGO_PKG_VERSION"));
/// Largest code that is kept or taken up. That of a component of 4 MiB, the default of `module_bytes`, is some 16 MiB.
const CODE_BYTES_MAX: u64 = 64 << 20;
/// The key's file, beside what it seals.
const KEY_FILE: &str = "key";
const SUFFIX: &str = ".code";

/// A directory of compiled code.
#[derive(Debug)]
pub struct CodeCache {
    dir: PrivateDir,
    key: Key,
    bytes_max: u64,
}

/// A cache that is not used, and why.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}", path.display())]
pub struct CacheError {
    /// The directory, or the file in it.
    pub path: PathBuf,
    /// What is not as it must be.
    pub reason: String,
}

/// Where a module's code came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeSource {
    /// It was kept.
    Kept,
    /// It was compiled.
    Compiled,
    /// It was compiled, since what was kept is not to be trusted; why.
    NotTrusted(String),
    /// It was compiled and cannot be kept; why.
    NotKept(String),
}

/// By what code is kept: the component, and all that its code depends on.
pub(crate) struct CodeId([u8; 32]);

impl CodeCache {
    /// The default of `bytes_max`: some hundred policies in Rust, or a dozen with an interpreter in them.
    pub const BYTES_MAX: u64 = 256 << 20;

    /// A cache in `dir`, which is made if it is not there.
    ///
    /// # Errors
    ///
    /// It cannot be made or read, or it is not the user's own.
    pub fn open(dir: &Path, bytes_max: u64) -> Result<Self, CacheError> {
        let refused = |reason: io::Error| CacheError { path: dir.to_owned(), reason: reason.to_string() };
        let dir = PrivateDir::open(dir).map_err(refused)?;
        let key = Key::of(&dir, KEY_FILE);
        let key = key.map_err(|error| CacheError { path: dir.path().join(KEY_FILE), reason: error.to_string() })?;
        Ok(Self { dir, key, bytes_max })
    }

    /// The code of a component, if it was kept. A reason is why what was kept is not taken up.
    pub(crate) fn take(&self, engine: &wasmtime::Engine, id: &CodeId) -> Result<Option<Component>, String> {
        let name = id.file_name();
        let told = |reason: String| format!("{}: {reason}", self.dir.path().join(&name).display());
        let sealed = match self.dir.read(&name, CODE_BYTES_MAX) {
            Ok(sealed) => sealed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(told(error.to_string())),
        };
        let Some(code) = self.key.open(&id.0, &sealed) else {
            return Err(told("is torn, or was written by somebody else: its seal does not fit".into()));
        };
        let component = native::component(engine, code).map_err(|error| told(format!("is not taken: {error:#}")))?;
        // By its age what is not used any more goes; where that cannot be told, it goes sooner.
        let _ = self.dir.touch(&name);
        Ok(Some(component))
    }

    /// Keeps the code of a component.
    pub(crate) fn keep(&self, id: &CodeId, component: &Component) -> Result<(), String> {
        let told = |reason: String| format!("{}: {reason}", self.dir.path().display());
        let code = component.serialize().map_err(|error| told(format!("{error:#}")))?;
        if code.len() as u64 > CODE_BYTES_MAX.min(self.bytes_max) {
            return Ok(());
        }
        self.dir.write(&id.file_name(), &self.key.seal(&id.0, &code)).map_err(|error| told(error.to_string()))?;
        self.dir.forget_oldest(SUFFIX, self.bytes_max).map_err(|error| told(error.to_string()))
    }
}

impl CodeId {
    /// Of a component with this digest, compiled by this engine: its version, its settings and the processor's features are in the engine's
    /// own hash.
    pub(crate) fn of(engine: &wasmtime::Engine, sha256: &str) -> Self {
        let mut digest = Digested(Sha256::new());
        (LAYOUT, sha256).hash(&mut digest);
        engine.precompile_compatibility_hash().hash(&mut digest);
        Self(digest.0.finalize().into())
    }

    fn file_name(&self) -> String {
        let mut name = self.0.iter().fold(String::new(), |mut name, byte| {
            let _ = write!(name, "{byte:02x}");
            name
        });
        name.push_str(SUFFIX);
        name
    }
}

/// All that is hashed, digested: a [`Hash`] says what something is made of, a hasher of 64 bits would say too little of it.
struct Digested(Sha256);

impl Hasher for Digested {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let digest: [u8; 32] = self.0.clone().finalize().into();
        u64::from_le_bytes(digest[..8].try_into().expect("eight bytes"))
    }
}
