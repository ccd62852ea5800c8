//! Where a component is, and its bytes, never more of them than may be loaded.

use std::fmt;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::builtin::{BUILTINS, builtin_component};
use crate::load_error::Problem;
use crate::oci::layout;

/// The component of a directory that is named without a file.
const IN_DIRECTORY: &str = "policy.wasm";
/// How a path says that it is a layout's.
const OCI: &str = "oci:";

/// Where a component is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// In this program: one of [`BUILTINS`].
    Builtin(String),
    /// In a file, or in a directory, as `policy.wasm`. Relative paths are the caller's to resolve.
    Path(PathBuf),
    /// In an OCI image layout on disk, as tools for registries of components write it.
    Oci {
        /// The layout's directory.
        layout: PathBuf,
        /// Its name in the index; none where there is one component only.
        tag: Option<String>,
    },
}

/// A component as it was read.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) bytes: Vec<u8>,
    /// The file that it was read from, beside which its signature is; none of what is built in.
    pub(crate) file: Option<PathBuf>,
    /// The text of the signature that it brought with it. One in a file beside it goes before: that is the operator's.
    pub(crate) signature: Option<String>,
}

impl Source {
    /// What a configuration's `path` means: a path, or `oci:DIR` or `oci:DIR:TAG`.
    #[must_use]
    pub fn of_path(path: &Path) -> Self {
        let Some(layout) = path.to_str().and_then(|path| path.strip_prefix(OCI)) else {
            return Self::Path(path.to_owned());
        };
        match layout.rsplit_once(':') {
            Some((layout, tag)) if !tag.contains('/') => Self::Oci { layout: layout.into(), tag: Some(tag.to_owned()) },
            _ => Self::Oci { layout: layout.into(), tag: None },
        }
    }

    /// Reads the component, if it has at most so many bytes.
    pub(crate) fn read(&self, bytes_max: u64) -> Result<Found, Problem> {
        match self {
            Self::Builtin(name) => {
                let bytes = builtin_component(name).map(<[u8]>::to_vec).ok_or_else(|| unknown(name))?;
                Ok(Found { bytes, file: None, signature: None })
            }
            Self::Path(path) => {
                let file = if path.is_dir() { path.join(IN_DIRECTORY) } else { path.clone() };
                Ok(Found { bytes: read_at_most(&file, bytes_max)?, file: Some(file), signature: None })
            }
            Self::Oci { layout, tag } => layout::read(layout, tag.as_deref(), bytes_max),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Builtin(name) => write!(f, "built-in {name}"),
            Self::Path(path) => write!(f, "{}", path.display()),
            Self::Oci { layout, tag: None } => write!(f, "{OCI}{}", layout.display()),
            Self::Oci { layout, tag: Some(tag) } => write!(f, "{OCI}{}:{tag}", layout.display()),
        }
    }
}

fn unknown(name: &str) -> Problem {
    Problem::Builtin { name: name.to_owned(), known: BUILTINS.join(", ") }
}

pub(crate) fn read_at_most(path: &Path, bytes_max: u64) -> Result<Vec<u8>, Problem> {
    let read = || {
        let mut bytes = Vec::new();
        // One more than allowed, so that a file that grows while it is read is seen to be too large.
        File::open(path)?.take(bytes_max.saturating_add(1)).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().map_err(|error| Problem::Read { path: path.to_owned(), error })?;
    match bytes.len() as u64 {
        size if size > bytes_max => Err(Problem::TooLarge { bytes: size, bytes_max }),
        _ => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_says_what_it_is_the_path_of() {
        let oci = |layout: &str, tag: Option<&str>| Source::Oci { layout: layout.into(), tag: tag.map(str::to_owned) };
        for (path, expected) in [
            ("policy.wasm", Source::Path("policy.wasm".into())),
            ("/a/oci:b", Source::Path("/a/oci:b".into())),
            ("oci:policies/quota", oci("policies/quota", None)),
            ("oci:/a/b:1.2.0", oci("/a/b", Some("1.2.0"))),
            ("oci:/a:b/c", oci("/a:b/c", None)),
        ] {
            assert_eq!(Source::of_path(Path::new(path)), expected, "{path}");
            assert_eq!(expected.to_string(), path);
        }
    }
}
