//! Policies in other languages than Rust: what tells them, and how their components are made by the tools of each.
//!
//! A policy's folder says its language by one file, has its world in `wit/`, and what its tools leave behind goes into `build/`. Nothing
//! is installed: a tool that is missing is named with what installs it, for the author's machine is the author's.

mod c;
mod error;
mod javascript;
mod python;
mod tool;

use std::fs;
use std::path::{Path, PathBuf};

pub use error::BuildError;

/// The world that a policy's `wit/` has: which hooks the component exports. One name for all, since it is part of the names that the
/// bindings for C have.
const WORLD: &str = "prism";

/// What a policy is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// Made by cargo; see [`Compiler`](crate::Compiler).
    Rust,
    /// Made by clang, without a C library.
    C,
    /// Made by componentize-qjs: the source, with QuickJS around it.
    JavaScript,
    /// Made by componentize-py: the source, with CPython around it.
    Python,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Rust, Self::C, Self::JavaScript, Self::Python];

    /// As people write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rust => "Rust",
            Self::C => "C",
            Self::JavaScript => "JavaScript",
            Self::Python => "Python",
        }
    }

    /// The file by which a folder is a policy in it.
    #[must_use]
    pub fn marker(self) -> &'static str {
        match self {
            Self::Rust => "Cargo.toml",
            Self::C => "policy.c",
            Self::JavaScript => "policy.js",
            Self::Python => "policy.py",
        }
    }

    /// What the policy in `folder` is written in.
    ///
    /// # Errors
    ///
    /// If it has the file of none, or of more than one.
    pub fn of(folder: &Path) -> Result<Self, BuildError> {
        let found: Vec<_> = Self::ALL.into_iter().filter(|language| folder.join(language.marker()).is_file()).collect();
        match found.as_slice() {
            [language] => Ok(*language),
            _ => Err(BuildError::Folder {
                folder: folder.to_owned(),
                found: found.into_iter().map(Self::marker).collect(),
            }),
        }
    }

    /// Makes the component of the policy in `folder`; what its tools say goes to stderr. None of [`Language::Rust`], whose cargo has
    /// more to be asked.
    ///
    /// # Errors
    ///
    /// If a tool is missing, fails, or made something else than a component.
    pub fn build(self, folder: &Path) -> Result<Option<Vec<u8>>, BuildError> {
        // The tools run in the folder, and find what is beside it by its whole path.
        let folder = folder.canonicalize().map_err(|error| BuildError::file(folder, error))?;
        match self {
            Self::Rust => Ok(None),
            Self::C => c::build(&folder).map(Some),
            Self::JavaScript => javascript::build(&folder).map(Some),
            Self::Python => python::build(&folder).map(Some),
        }
    }
}

/// Where tools put what they make: made where it is not there.
fn build_folder(folder: &Path) -> Result<PathBuf, BuildError> {
    let build = folder.join("build");
    fs::create_dir_all(&build).map_err(|error| BuildError::file(&build, error))?;
    Ok(build)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for file in files {
            fs::write(folder.path().join(file), "").expect("written");
        }
        folder
    }

    #[test]
    fn a_folder_says_its_language_by_one_file() {
        for language in Language::ALL {
            let folder = folder_with(&["README.md", language.marker()]);
            assert_eq!(Language::of(folder.path()).expect("is told"), language);
        }
    }

    #[test]
    fn a_folder_of_no_language_or_of_two_is_refused() {
        let told = |files| Language::of(folder_with(files).path()).expect_err("is refused").to_string();
        let none = told(&["README.md"]);
        assert!(none.ends_with("expected one of Cargo.toml, policy.c, policy.js, policy.py; found none"), "{none}");
        let two = told(&["policy.py", "policy.c"]);
        assert!(two.ends_with("; found policy.c, policy.py"), "{two}");
    }
}
