//! A component in an OCI image layout on disk (image-spec 1.0: `oci-layout`, `index.json`, `blobs/`).
//!
//! Not a client of registries: who fetches and who copies is the operator's choice.

use std::path::{Path, PathBuf};

use prism_core::policy::REASON_BYTES_MAX;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{DOCUMENT_BYTES_MAX, Descriptor, Manifest, TAG};
use crate::load_error::Problem;
use crate::source::{Found, read_at_most};
use crate::text;

/// The file that makes a directory a layout.
pub(super) const MARKER: &str = "oci-layout";
/// The file that names what is in it.
pub(super) const INDEX: &str = "index.json";

/// The directory of its blobs, each named for its digest.
pub(super) const BLOBS: &str = "blobs/sha256";
/// Also for those who name a registry here.
const NO_LAYOUT: &str = "has no oci-layout in it; expected a layout on disk (prismctl policy pull REF --layout DIR makes one of what a registry has)";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Layout {
    image_layout_version: String,
}

#[derive(Deserialize)]
struct Index {
    manifests: Vec<Descriptor>,
}

/// Reads the component that `tag` names, or the only one.
pub(crate) fn read(layout: &Path, tag: Option<&str>, bytes_max: u64) -> Result<Found, Problem> {
    if !layout.join(MARKER).exists() {
        return Err(refused(layout.to_owned(), NO_LAYOUT));
    }
    let marker: Layout = document(&layout.join(MARKER))?;
    if !marker.image_layout_version.starts_with("1.") {
        let reason = format!("is of version {}; expected 1.0.0", marker.image_layout_version);
        return Err(refused(layout.join(MARKER), reason));
    }
    let index_file = layout.join(INDEX);
    let index: Index = document(&index_file)?;
    let named = chosen(&index, tag).map_err(|reason| refused(index_file, reason))?;
    let (manifest_file, bytes) = blob(layout, named, DOCUMENT_BYTES_MAX)?;
    let manifest = Manifest::parse(bytes).map_err(|error| refused(manifest_file, error.to_string()))?;
    let component = manifest.component();
    if component.size() > bytes_max {
        return Err(Problem::TooLarge { bytes: component.size(), bytes_max });
    }
    let (file, bytes) = blob(layout, component, bytes_max)?;
    Ok(Found { bytes, file: Some(file), signature: manifest.signature().map(str::to_owned) })
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
    let hex = descriptor.hex().map_err(|reason| refused(layout.to_owned(), reason))?;
    let file = layout.join(BLOBS).join(hex);
    let bytes = read_at_most(&file, bytes_max)?;
    descriptor.check(&bytes).map_err(|reason| refused(file.clone(), reason))?;
    Ok((file, bytes))
}

pub(super) fn document<T: DeserializeOwned>(file: &Path) -> Result<T, Problem> {
    let bytes = read_at_most(file, DOCUMENT_BYTES_MAX)?;
    serde_json::from_slice(&bytes)
        .map_err(|error| refused(file.to_owned(), format!("is not as a layout has it: {error}")))
}

/// What a layout's documents say comes from elsewhere, as a guest's words do.
pub(super) fn refused(path: PathBuf, reason: impl AsRef<str>) -> Problem {
    Problem::Layout { path, reason: text::presentable(reason.as_ref(), REASON_BYTES_MAX) }
}
