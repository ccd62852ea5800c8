//! `filesystem` of a manifest: which files a pattern needs, besides its work directory and what every program needs.
//!
//! The invariant: where a path leads is the manifest's to say and the launcher's to fill in, never the caller's. A path may name the
//! namespace, and no key of a request's configuration.

use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use prism_core::manifest::Filesystem;
use prism_core::template::{Template, Variable};
use serde::Deserialize;
use serde::de::Deserializer;

use crate::units::scalar;

/// Paths of one list. 64: each is opened at every start.
const PATHS_MAX: usize = 64;

/// The section, key by key.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct FilesystemFile {
    read: Vec<PathTemplate>,
    write: Vec<PathTemplate>,
}

/// An absolute path with places to fill in.
#[derive(Debug)]
struct PathTemplate(Template);

impl FromStr for PathTemplate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let plain = text.starts_with('/') && !text.contains('\0');
        if !plain || Path::new(text).components().any(|part| part == Component::ParentDir) {
            return Err(format!("{text:?} is not a path; expected an absolute one without `..`, such as /srv/data"));
        }
        let template = Template::parse(text).map_err(|error| format!("{text:?}: {error}"))?;
        let forbidden = template.variables().find(|variable| !may_be_in_a_path(variable)).map(Variable::name);
        match forbidden {
            Some(name) => Err(format!(
                "{text:?}: ${{{name}}} may not be part of it; expected NAMESPACE, SESSION_ID or PROCESS_ID"
            )),
            None => Ok(Self(template)),
        }
    }
}

/// Names that the launcher has checked: they have no `/` and are not `..`.
fn may_be_in_a_path(variable: &Variable) -> bool {
    matches!(variable, Variable::Namespace | Variable::SessionId | Variable::ProcessId)
}

impl<'de> Deserialize<'de> for PathTemplate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        scalar(deserializer)
    }
}

/// A section with nothing after it says that nothing is needed: it is there all the same.
pub(super) fn section<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<FilesystemFile>, D::Error> {
    Option::deserialize(deserializer).map(|section| Some(section.unwrap_or_default()))
}

/// What the section of a manifest in `directory` means.
pub(super) fn filesystem(section: Option<FilesystemFile>, directory: PathBuf) -> Result<Filesystem, String> {
    let is_said = section.is_some();
    let FilesystemFile { read, write } = section.unwrap_or_default();
    for (key, paths) in [("read", &read), ("write", &write)] {
        if paths.len() > PATHS_MAX {
            return Err(format!("filesystem.{key} has {} paths; expected at most {PATHS_MAX}", paths.len()));
        }
    }
    let templates = |paths: Vec<PathTemplate>| paths.into_iter().map(|PathTemplate(template)| template).collect();
    Ok(Filesystem { is_said, directory, read: templates(read), write: templates(write) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_may_name_the_tenant_and_nothing_that_a_caller_chooses() {
        for good in ["/srv/data", "/srv/${NAMESPACE}/${SESSION_ID}", "/srv/${PROCESS_ID}"] {
            assert!(good.parse::<PathTemplate>().is_ok(), "{good}");
        }
        for (bad, wanted) in [
            ("srv", "expected an absolute one"),
            ("/srv/../etc", "without `..`"),
            ("/srv/${config.dir}", "${config.dir} may not be part of it"),
            ("/srv/${WORK_DIR}", "${WORK_DIR} may not be part of it"),
            ("/srv/${GRPC_PORT}", "${GRPC_PORT} may not be part of it"),
            ("/srv/${NOBODY}", "NOBODY"),
            ("/srv/${NAMESPACE", "/srv/${NAMESPACE"),
        ] {
            let error = bad.parse::<PathTemplate>().expect_err(bad);
            assert!(error.contains(wanted), "{bad}: {error}");
        }
    }
}
