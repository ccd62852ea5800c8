//! Whose components are loaded: a key ring, and the detached signatures beside components. Formats and algorithms are minisign's, so that an operator
//! signs with what there is; no registry, certificate or network is asked.
//!
//! Invariant: what is checked are the very bytes that are compiled afterwards.

mod armor;
mod keys;
mod signature;

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::Deserialize;

pub use keys::{KeyError, KeyId, PublicKey, SecretKey};
pub use signature::{Signature, SignatureError};

/// Largest file of a signature. Four lines, of which one is a comment of the signer's.
pub const SIGNATURE_BYTES_MAX: u64 = 8 << 10;
/// Keys in a ring. A signer has two while one follows the other.
const KEYS_MAX: usize = 64;

/// Who signed a component, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// The key.
    pub key: KeyId,
    /// The text of the signature.
    pub signature: String,
}

/// Whose components are loaded. By default everyone's: no key is known and none is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub struct Trust {
    keys: Vec<PublicKey>,
    require: bool,
}

/// A component that is not trusted.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// There is no signature, and there must be one.
    #[error("has no signature: {} is not there; policies.trust requires one by {}", path.display(), ids(trusted))]
    Unsigned {
        /// Where it was looked for.
        path: PathBuf,
        /// Who may sign.
        trusted: Vec<KeyId>,
    },
    /// The signature cannot be read, or is none.
    #[error("has a signature that cannot be read: {}: {reason}", path.display())]
    Unreadable {
        /// Where it is.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// It is by a key that is not in the ring.
    #[error("is signed by key {found}, which policies.trust does not know; it knows {}", ids(trusted))]
    Unknown {
        /// Whose.
        found: KeyId,
        /// Who may sign.
        trusted: Vec<KeyId>,
    },
    /// It is not of these bytes.
    #[error("is not what key {key} signed: {}: {error}", path.display())]
    Forged {
        /// Whose it says it is.
        key: KeyId,
        /// Where it is.
        path: PathBuf,
        /// What does not fit.
        error: SignatureError,
    },
}

impl Trust {
    /// A ring with these keys, of which a signature is required or not.
    #[must_use]
    pub fn new(keys: Vec<PublicKey>, require: bool) -> Self {
        Self { keys, require }
    }

    /// Whether `bytes`, which were read from `component`, may be loaded, and whose signature says so. A signature is looked at where there are keys: one that is
    /// there must be right, whether it is required or not.
    ///
    /// # Errors
    ///
    /// It may not.
    pub fn check(&self, component: &Path, bytes: &[u8]) -> Result<Option<Signer>, TrustError> {
        self.check_with(component, None, bytes)
    }

    /// The same, where the component came with the text of a signature: that counts if there is none beside it.
    pub(crate) fn check_with(
        &self,
        component: &Path,
        brought: Option<String>,
        bytes: &[u8],
    ) -> Result<Option<Signer>, TrustError> {
        if self.keys.is_empty() {
            return Ok(None);
        }
        let path = signature_path(component);
        let trusted = || self.keys.iter().map(PublicKey::id).collect();
        let text = match (read(&path), brought) {
            (Ok(text), _) => text,
            (Err(error), Some(text)) if error.kind() == io::ErrorKind::NotFound => text,
            (Err(error), None) if error.kind() == io::ErrorKind::NotFound && !self.require => return Ok(None),
            (Err(error), None) if error.kind() == io::ErrorKind::NotFound => {
                return Err(TrustError::Unsigned { path, trusted: trusted() });
            }
            (Err(error), _) => return Err(TrustError::Unreadable { path, reason: error.to_string() }),
        };
        let signature = text.parse::<Signature>();
        let signature =
            signature.map_err(|error| TrustError::Unreadable { path: path.clone(), reason: error.to_string() })?;
        let found = signature.key();
        let key = self.keys.iter().find(|key| key.id() == found);
        let key = key.ok_or_else(|| TrustError::Unknown { found, trusted: trusted() })?;
        signature.verify(key, bytes).map_err(|error| TrustError::Forged { key: found, path, error })?;
        Ok(Some(Signer { key: found, signature: text }))
    }
}

/// Where the signature of the component in a file is: beside it.
#[must_use]
pub fn signature_path(component: &Path) -> PathBuf {
    let mut path = OsString::from(component);
    path.push(".minisig");
    path.into()
}

pub(crate) fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(SIGNATURE_BYTES_MAX).read_to_string(&mut text)?;
    Ok(text)
}

fn ids(keys: &[KeyId]) -> String {
    keys.iter().map(KeyId::to_string).collect::<Vec<_>>().join(", ")
}

/// What is typed, before it is known to make sense.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    keys: Vec<PublicKey>,
    require: bool,
}

impl TryFrom<Written> for Trust {
    type Error = String;

    fn try_from(Written { keys, require }: Written) -> Result<Self, String> {
        if keys.is_empty() && require {
            return Err("policies.trust requires signatures and names no keys; expected one at least".into());
        }
        if keys.len() > KEYS_MAX {
            return Err(format!("policies.trust names {} keys; expected at most {KEYS_MAX}", keys.len()));
        }
        Ok(Self { keys, require })
    }
}

#[cfg(test)]
mod tests;
