//! An artifact put into a layout on disk, under a tag. Whoever reads the layout meanwhile finds what the tag named before, or what it names now: blobs come first, and
//! the index by rename.
//!
//! Nothing is ever taken away: a launcher may be at it.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use serde_json::{Value, json};

use super::layout::{BLOBS, INDEX, MARKER, document, refused};
use super::{Artifact, TAG};
use crate::load_error::Problem;

/// Puts `artifact` into the layout, which is made if there is none, and lets `tag` name it.
///
/// # Errors
///
/// The directory is none that a layout can be in, or cannot be written.
pub fn put(layout: &Path, tag: &str, artifact: &Artifact) -> Result<(), Problem> {
    let _alone = begin(layout)?;
    let manifest = artifact.descriptor();
    for (descriptor, bytes) in artifact.blobs().into_iter().chain([(&manifest, artifact.manifest_bytes())]) {
        let hex = descriptor.hex().map_err(|reason| refused(layout.to_owned(), reason))?;
        replace(&layout.join(BLOBS).join(hex), bytes)?;
    }
    let index_file = layout.join(INDEX);
    let mut index = if index_file.exists() { document(&index_file)? } else { empty() };
    let mut entry = manifest;
    entry.annotations.insert(TAG.to_owned(), tag.to_owned());
    name(&mut index, tag, json!(entry)).map_err(|reason| refused(index_file.clone(), reason))?;
    replace(&index_file, index.to_string().as_bytes())
}

fn empty() -> Value {
    json!({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json"})
}

/// A directory with what makes it a layout, and nobody else at it: of two that put at once, the later one would write an index without the other's tag.
fn begin(layout: &Path) -> Result<File, Problem> {
    let failed = |error: io::Error| unwritable(layout, error);
    fs::create_dir_all(layout).map_err(failed)?;
    let alone = File::open(layout).map_err(failed)?;
    flock(&alone, FlockOperation::LockExclusive).map_err(|error| failed(error.into()))?;
    if !layout.join(MARKER).exists() {
        if fs::read_dir(layout).map_err(failed)?.next().is_some() {
            let reason = format!("has files in it and no {MARKER}; expected a layout, or an empty directory");
            return Err(refused(layout.to_owned(), reason));
        }
        replace(&layout.join(MARKER), json!({"imageLayoutVersion": "1.0.0"}).to_string().as_bytes())?;
    }
    fs::create_dir_all(layout.join(BLOBS)).map_err(failed)?;
    Ok(alone)
}

/// Lets `tag` name `entry` and nothing else. What else the index says, it goes on saying.
fn name(index: &mut Value, tag: &str, entry: Value) -> Result<(), &'static str> {
    let index = index.as_object_mut().ok_or("is not as a layout has it: expected an object")?;
    let manifests = index.entry("manifests").or_insert_with(|| json!([]));
    let manifests = manifests.as_array_mut().ok_or("is not as a layout has it: expected a list of manifests")?;
    manifests.retain(|manifest| manifest["annotations"][TAG] != tag);
    manifests.push(entry);
    Ok(())
}

/// To a temporary name, then renamed: whoever finds it finds all of it.
fn replace(file: &Path, content: &[u8]) -> Result<(), Problem> {
    let mut half = file.as_os_str().to_owned();
    half.push(format!(".{}", std::process::id()));
    let half = PathBuf::from(half);
    let written = || -> io::Result<()> {
        let mut made = File::create(&half)?;
        made.write_all(content)?;
        made.sync_all()?;
        fs::rename(&half, file)
    };
    written().map_err(|error| {
        // The first error is the one to tell.
        let _ = fs::remove_file(&half);
        unwritable(file, error)
    })
}

fn unwritable(path: &Path, error: io::Error) -> Problem {
    Problem::Write { path: path.to_owned(), error }
}
