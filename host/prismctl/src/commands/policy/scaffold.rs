//! The files of a new policy: an example in `templates/`, and the SDK as it is in this repository.

mod others;

use prism_guest_build::Language;

/// Stands for the policy's name.
pub(super) const NAME: &str = "{{name}}";

/// A file: where in the new folder, and its text.
pub(super) type File = (&'static str, &'static str);

macro_rules! template {
    ($path:literal) => {
        ($path, include_str!(concat!("../../../templates/rust/", $path)))
    };
    // Cargo and git would take the file for their own if it had its name here already.
    ($path:literal from $here:literal) => {
        ($path, include_str!(concat!("../../../templates/rust/", $here)))
    };
}

macro_rules! sdk {
    ($path:literal) => {
        (concat!("sdk/", $path), include_str!(concat!("../../../../../sdk/policy/", $path)))
    };
}

const EXAMPLE: [File; 12] = [
    template!("Cargo.toml" from "Cargo.toml.in"),
    template!("Cargo.lock" from "Cargo.lock.in"),
    template!(".cargo/config.toml" from "cargo-config.toml.in"),
    template!(".gitignore" from "gitignore.in"),
    template!("README.md"),
    template!("config.schema.json"),
    template!("launcher.yaml"),
    template!("src/lib.rs" from "lib.rs.in"),
    template!("cases/a-full-namespace-is-refused.yaml"),
    template!("cases/a-misspelt-key-is-refused.yaml"),
    template!("cases/an-exempt-namespace-has-no-quota.yaml"),
    template!("cases/there-is-room.yaml"),
];

const SDK: [File; 27] = [
    sdk!("Cargo.toml"),
    sdk!("README.md"),
    sdk!("wit/policy.wit"),
    sdk!("src/backoff.rs"),
    sdk!("src/bindings.rs"),
    sdk!("src/calendar.rs"),
    sdk!("src/calendar/weekly.rs"),
    sdk!("src/cases/change.rs"),
    sdk!("src/cases/expect.rs"),
    sdk!("src/cases/format.rs"),
    sdk!("src/cases/instant.rs"),
    sdk!("src/cases/mod.rs"),
    sdk!("src/cases/names.rs"),
    sdk!("src/cases/native.rs"),
    sdk!("src/cases/stop.rs"),
    sdk!("src/config.rs"),
    sdk!("src/construct.rs"),
    sdk!("src/evidence.rs"),
    sdk!("src/evidence/sentence.rs"),
    sdk!("src/evidence/wire.rs"),
    sdk!("src/export.rs"),
    sdk!("src/glob.rs"),
    sdk!("src/lib.rs"),
    sdk!("src/memory.rs"),
    sdk!("src/panics.rs"),
    sdk!("src/table.rs"),
    sdk!("rustfmt.toml"),
];

/// The files of a policy in `language`.
pub(super) fn files(language: Language) -> Vec<File> {
    match language {
        Language::Rust => EXAMPLE.into_iter().chain(SDK).collect(),
        other => others::files(other),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    pub(super) fn below(folder: &Path, root: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).expect("readable") {
            let path: PathBuf = entry.expect("readable").path();
            match path.is_dir() {
                true => below(&path, root, found),
                false => {
                    let relative = path.strip_prefix(root).expect("is below").display().to_string();
                    found.insert(format!("sdk/{relative}"));
                }
            }
        }
    }

    #[test]
    fn no_file_of_the_sdk_is_forgotten() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sdk/policy");
        let mut there = BTreeSet::from(["Cargo.toml", "README.md", "rustfmt.toml"].map(|name| format!("sdk/{name}")));
        for folder in ["src", "wit"] {
            below(&root.join(folder), &root, &mut there);
        }
        assert_eq!(SDK.into_iter().map(|(path, _)| path.to_owned()).collect::<BTreeSet<_>>(), there);
    }
}
