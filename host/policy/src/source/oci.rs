//! A component in an OCI image layout on disk (image-spec 1.0: `oci-layout`, `index.json`, `blobs/`), packed as the component registries' tools pack it: a
//! configuration of the type `application/vnd.wasm.config.v0+json`, one layer of the type `application/wasm`.
//!
//! Not a client of registries: who fetches and who copies is the operator's choice. Invariant: nothing of a blob is believed before its bytes have the digest and
//! the size by which it was named.

use std::path::{Path, PathBuf};

use prism_core::policy::REASON_BYTES_MAX;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Found, read_at_most};
use crate::load_error::Problem;
use crate::spec::sha256_hex;
use crate::text;

const CONFIG: &str = "application/vnd.wasm.config.v0+json";
const LAYER: &str = "application/wasm";
/// The annotation under which the index has a tag.
const TAG: &str = "org.opencontainers.image.ref.name";
/// Largest document. An index of a thousand tags has some 300 KiB.
const DOCUMENT_BYTES_MAX: u64 = 1 << 20;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Layout {
    image_layout_version: String,
}

#[derive(Deserialize)]
struct Index {
    manifests: Vec<Descriptor>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    config: Descriptor,
    layers: Vec<Descriptor>,
}

/// A blob, by its content.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    #[serde(default)]
    media_type: String,
    digest: String,
    size: u64,
    #[serde(default)]
    annotations: std::collections::BTreeMap<String, String>,
}

/// Reads the component that `tag` names, or the only one.
pub(super) fn read(layout: &Path, tag: Option<&str>, bytes_max: u64) -> Result<Found, Problem> {
    let marker: Layout = document(&layout.join("oci-layout"))?;
    if !marker.image_layout_version.starts_with("1.") {
        let reason = format!("is of version {}; expected 1.0.0", marker.image_layout_version);
        return Err(refused(layout.join("oci-layout"), reason));
    }
    let index_file = layout.join("index.json");
    let index: Index = document(&index_file)?;
    let named = chosen(&index, tag).map_err(|reason| refused(index_file, reason))?;
    let (manifest_file, bytes) = blob(layout, named, DOCUMENT_BYTES_MAX)?;
    let manifest: Manifest = parsed(&manifest_file, &bytes)?;
    if manifest.config.media_type != CONFIG {
        let reason = format!("has a configuration of type {:?}; expected {CONFIG}", manifest.config.media_type);
        return Err(refused(manifest_file, reason));
    }
    let layers: Vec<_> = manifest.layers.iter().filter(|layer| layer.media_type == LAYER).collect();
    let [layer] = layers.as_slice() else {
        let reason = format!("has {} layers of type {LAYER}; expected one", layers.len());
        return Err(refused(manifest_file, reason));
    };
    if layer.size > bytes_max {
        return Err(Problem::TooLarge { bytes: layer.size, bytes_max });
    }
    let (file, bytes) = blob(layout, layer, bytes_max)?;
    Ok(Found { bytes, file: Some(file) })
}

fn chosen<'i>(index: &'i Index, tag: Option<&str>) -> Result<&'i Descriptor, String> {
    let tags = || {
        let tags: Vec<_> = index.manifests.iter().filter_map(|manifest| manifest.annotations.get(TAG)).collect();
        if tags.is_empty() { "none".to_owned() } else { tags.into_iter().cloned().collect::<Vec<_>>().join(", ") }
    };
    let Some(tag) = tag else {
        let [only] = index.manifests.as_slice() else {
            let count = index.manifests.len();
            return Err(format!("has {count} manifests; expected oci:DIR:TAG with one of their tags: {}", tags()));
        };
        return Ok(only);
    };
    let mut tagged =
        index.manifests.iter().filter(|manifest| manifest.annotations.get(TAG).is_some_and(|own| own == tag));
    match (tagged.next(), tagged.next()) {
        (Some(manifest), None) => Ok(manifest),
        (Some(_), Some(_)) => Err(format!("has the tag {tag} twice")),
        _ => Err(format!("has no tag {tag}; it has {}", tags())),
    }
}

/// A blob's file and its bytes, which are what the descriptor says.
fn blob(layout: &Path, descriptor: &Descriptor, bytes_max: u64) -> Result<(PathBuf, Vec<u8>), Problem> {
    let digest = descriptor.digest.strip_prefix("sha256:").filter(|hex| {
        // It becomes a part of a path.
        hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    });
    let digest = digest.ok_or_else(|| {
        refused(layout.to_owned(), format!("names a blob {:?}; expected sha256: and 64 hex digits", descriptor.digest))
    })?;
    let file = layout.join("blobs/sha256").join(digest);
    let bytes = read_at_most(&file, bytes_max)?;
    let (found, size) = (sha256_hex(&bytes), bytes.len());
    if size as u64 != descriptor.size || found != digest {
        let expected = descriptor.size;
        let reason =
            format!("is not the blob that its name says: {size} bytes of sha256 {found}; expected {expected} bytes");
        return Err(refused(file, reason));
    }
    Ok((file, bytes))
}

fn document<T: DeserializeOwned>(file: &Path) -> Result<T, Problem> {
    parsed(file, &read_at_most(file, DOCUMENT_BYTES_MAX)?)
}

fn parsed<T: DeserializeOwned>(file: &Path, bytes: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(bytes)
        .map_err(|error| refused(file.to_owned(), format!("is not as a layout has it: {error}")))
}

/// What a layout's documents say comes from elsewhere, as a guest's words do.
fn refused(path: PathBuf, reason: impl AsRef<str>) -> Problem {
    Problem::Layout { path, reason: text::presentable(reason.as_ref(), REASON_BYTES_MAX) }
}
