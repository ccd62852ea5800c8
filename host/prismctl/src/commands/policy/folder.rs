//! The policy in a folder: what it is written in, and its component, which is put beside its source.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use prism_guest_build::Language;

use super::build::Package;
use super::failed;
use crate::errors::Failure;

/// A folder with a policy in it.
pub(super) struct Folder {
    command: &'static str,
    dir: PathBuf,
    kind: Kind,
}

enum Kind {
    Rust(Package),
    Other(Language),
}

impl Folder {
    /// The policy in `dir`.
    pub(super) fn open(command: &'static str, dir: &Path) -> Result<Self, Failure> {
        let kind = match Language::of(dir).map_err(|error| failed(command, error))? {
            Language::Rust => Kind::Rust(Package::in_folder(command, dir)?),
            other => Kind::Other(other),
        };
        Ok(Self { command, dir: dir.to_owned(), kind })
    }

    /// What it is written in.
    pub(super) fn language(&self) -> Language {
        match self.kind {
            Kind::Rust(_) => Language::Rust,
            Kind::Other(language) => language,
        }
    }

    /// What can be asked without WASM.
    pub(super) fn native(&self) -> Option<&Package> {
        match &self.kind {
            Kind::Rust(package) => Some(package),
            Kind::Other(_) => None,
        }
    }

    /// Makes the component. Where it is.
    pub(super) fn build(&self) -> Result<PathBuf, Failure> {
        let (name, component) = match &self.kind {
            Kind::Rust(package) => (package.name().to_owned(), package.component()?),
            Kind::Other(language) => (self.name()?, self.made_of(*language)?),
        };
        let file = self.dir.join(format!("{name}.wasm"));
        replace(&file, &component).map_err(|error| self.failed(format!("{}: {error}", file.display())))?;
        Ok(file)
    }

    fn made_of(&self, language: Language) -> Result<Vec<u8>, Failure> {
        let component = language.build(&self.dir).map_err(|error| self.failed(error))?;
        Ok(component.expect("a policy in Rust is a package"))
    }

    /// The folder's own, since not every language has a file that names what it makes.
    fn name(&self) -> Result<String, Failure> {
        let of_dir = |error: io::Error| self.failed(format!("{}: {error}", self.dir.display()));
        let dir = self.dir.canonicalize().map_err(of_dir)?;
        let name = dir.file_name().ok_or_else(|| self.failed(format!("{} has no name", dir.display())))?;
        Ok(name.to_string_lossy().into_owned())
    }

    fn failed(&self, reason: impl ToString) -> Failure {
        failed(self.command, reason)
    }
}

/// By rename: a launcher that reads it meanwhile gets the one or the other.
pub(super) fn replace(file: &Path, content: &[u8]) -> io::Result<()> {
    let mut half = file.as_os_str().to_owned();
    half.push(format!(".{}", std::process::id()));
    let half = PathBuf::from(half);
    fs::write(&half, content).and_then(|()| fs::rename(&half, file)).inspect_err(|_| {
        // The first error is the one to tell.
        let _ = fs::remove_file(&half);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_is_named_for_its_folder_however_that_is_written() {
        let temporary = tempfile::tempdir().expect("a temporary folder");
        let quota = temporary.path().join("quota");
        fs::create_dir(&quota).expect("made");
        for dir in [quota.clone(), quota.join(".")] {
            let folder = Folder { command: "build", dir, kind: Kind::Other(Language::C) };
            assert_eq!(folder.name().expect("has one"), "quota");
        }
    }

    #[test]
    fn a_component_takes_the_place_of_the_one_before_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("quota.wasm");
        for component in [b"before", b"behind"] {
            replace(&file, component).expect("written");
            assert_eq!(fs::read(&file).expect("readable"), component);
        }
        assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 1);
    }
}
