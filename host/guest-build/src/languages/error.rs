//! Why there is no component.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::Language;
use crate::ComponentError;

/// A policy whose component was not made.
#[derive(Debug)]
pub enum BuildError {
    /// No policy, or more than one.
    Folder {
        /// Which.
        folder: PathBuf,
        /// The files found that say a language.
        found: Vec<&'static str>,
    },
    /// A tool that is not there.
    Missing {
        /// Which.
        tool: &'static str,
        /// How to come by it.
        remedy: String,
    },
    /// A tool that cannot be started.
    Start {
        /// Which.
        tool: &'static str,
        /// Why not.
        error: io::Error,
    },
    /// A tool that failed; it said on stderr why.
    Failed {
        /// Which.
        tool: &'static str,
    },
    /// A file that cannot be read or written.
    File {
        /// Which.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// The world in `wit/` is not one that bindings can be made for.
    World(String),
    /// What was compiled is not to be made a component.
    Component(ComponentError),
}

impl BuildError {
    pub(super) fn file(path: &Path, error: io::Error) -> Self {
        Self::File { path: path.to_owned(), error }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder { folder, found } => {
                let markers = Language::ALL.map(Language::marker).join(", ");
                let found = if found.is_empty() { "none".to_owned() } else { found.join(", ") };
                let folder = folder.display();
                write!(f, "{folder} is no folder as policy new makes it: expected one of {markers}; found {found}")
            }
            Self::Missing { tool, remedy } => write!(f, "there is no {tool}; {remedy}"),
            Self::Start { tool, error } => write!(f, "cannot run {tool}: {error}"),
            Self::Failed { tool } => write!(f, "{tool} failed, see above"),
            Self::File { path, error } => write!(f, "{}: {error}", path.display()),
            Self::World(reason) => write!(f, "wit: {reason}"),
            Self::Component(error) => write!(f, "what was compiled {error}"),
        }
    }
}

impl std::error::Error for BuildError {}
