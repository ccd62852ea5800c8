//! A `patterns` directory made for one test.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::binaries::{binary, repository};

/// The directory.
#[derive(Clone, Debug)]
pub(crate) struct Patterns(pub(crate) PathBuf);

impl Patterns {
    /// A pattern that runs `script` with `/bin/sh`; `manifest` holds further keys.
    pub(crate) fn script(&self, name: &str, manifest: &str, script: &str) -> &Self {
        let run = self.directory(name).join("run");
        fs::write(&run, format!("#!/bin/sh\n{script}\n")).expect("written");
        fs::set_permissions(&run, fs::Permissions::from_mode(0o755)).expect("set");
        self.manifest(name, &format!("name: {name}\nversion: 1.0.0\nexecutable: ./run\n{manifest}\n"))
    }

    /// A pattern that is ready once it is spawned and does nothing.
    pub(crate) fn sleeper(&self, name: &str, manifest: &str) -> &Self {
        let program = "executable: /bin/sleep\nargs: [infinity]\nhealthcheck: {kind: alive}";
        self.manifest(name, &format!("name: {name}\nversion: 1.0.0\n{program}\n{manifest}\n"))
    }

    /// The manifest of `name` and nothing else.
    pub(crate) fn manifest(&self, name: &str, text: &str) -> &Self {
        fs::write(self.directory(name).join("manifest.yaml"), text).expect("written");
        self
    }

    /// A reference pattern as it is installed: its manifest, and its executable beside it.
    pub(crate) fn reference(&self, name: &str) -> &Self {
        let manifest = repository("patterns").join(name).join("manifest.yaml");
        fs::copy(manifest, self.directory(name).join("manifest.yaml")).expect("copied");
        fs::copy(binary(name), self.directory(name).join(name)).expect("copied");
        self
    }

    /// The program of `consumer` under another name and with another manifest.
    pub(crate) fn server(&self, name: &str, manifest: &str) -> &Self {
        fs::copy(binary("consumer"), self.directory(name).join("server")).expect("copied");
        self.manifest(name, &format!("name: {name}\nversion: 1.0.0\nexecutable: ./server\n{manifest}\n"))
    }

    /// `patterns/<name>`, made where it is not there.
    pub(crate) fn directory(&self, name: &str) -> PathBuf {
        let directory = self.path().join(name);
        fs::create_dir_all(&directory).expect("made");
        directory
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}
