//! A component as an OCI artifact, packed as the component registries' tools pack it (wkg's format): a manifest, a configuration of the type
//! `application/vnd.wasm.config.v0+json`, one layer of the type `application/wasm`. Its signature travels as an annotation of that layer, so that whatever copies a
//! manifest copies it too, and the tools that want exactly one layer find one.
//!
//! Here artifacts are made and looked at, and kept in layouts on disk; who sends them over a network is somebody else. Invariant: nothing of a blob is believed before
//! its bytes have the digest and the size by which it was named.

mod artifact;
mod describe;
pub(crate) mod layout;
mod put;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::spec::sha256_hex;

pub use artifact::{Artifact, ArtifactError, Manifest};
pub use put::put;

/// The type of a manifest.
pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// Largest document: a manifest, a configuration, a layout's index. An index of a thousand tags has some 300 KiB.
pub const DOCUMENT_BYTES_MAX: u64 = 1 << 20;

const CONFIG: &str = "application/vnd.wasm.config.v0+json";
const LAYER: &str = "application/wasm";
/// The annotation under which an index has a tag.
const TAG: &str = "org.opencontainers.image.ref.name";
/// The annotation under which a layer has the text of its signature.
const SIGNATURE: &str = "prism.policy.minisig";

/// A blob, by its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    #[serde(default)]
    media_type: String,
    digest: String,
    size: u64,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    annotations: BTreeMap<String, String>,
}

impl Descriptor {
    fn of(media_type: &str, bytes: &[u8]) -> Self {
        let (media_type, digest) = (media_type.to_owned(), format!("sha256:{}", sha256_hex(bytes)));
        Self { media_type, digest, size: bytes.len() as u64, annotations: BTreeMap::new() }
    }

    /// What it is named by: `sha256:` and 64 hex digits, once [`Self::hex`] was asked.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// How many bytes it says it has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The digest without its algorithm. It becomes a part of paths and addresses.
    fn hex(&self) -> Result<&str, String> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let hex = self.digest.strip_prefix("sha256:").filter(|hex| hex.len() == 64 && hex.bytes().all(is_digit));
        hex.ok_or_else(|| format!("names a blob {:?}; expected sha256: and 64 hex digits", self.digest))
    }

    /// Holds `bytes` against digest and size.
    fn check(&self, bytes: &[u8]) -> Result<(), String> {
        let (found, size, expected) = (sha256_hex(bytes), bytes.len(), self.size);
        if size as u64 == expected && self.hex()? == found {
            return Ok(());
        }
        Err(format!("is not the blob that its name says: {size} bytes of sha256 {found}; expected {expected} bytes"))
    }
}
