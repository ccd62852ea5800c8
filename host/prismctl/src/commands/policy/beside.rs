//! The limits that a policy's own `launcher.yaml` gives it, so that what its author is told is what that launcher would do: a policy in
//! an interpreted language does not fit the defaults.
//!
//! Only what lies beside the component is looked at, and only what it says of this very file.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use prism_policy::Limits;
use serde::Deserialize;

/// The configuration that `policy new` puts beside a policy.
const FILE: &str = "launcher.yaml";

/// As much of a launcher's configuration as there is to know here; the launcher reads the rest, and is strict about it.
#[derive(Deserialize)]
struct Configuration {
    launcher: Option<Launcher>,
}

#[derive(Deserialize)]
struct Launcher {
    policies: Option<Policies>,
}

#[derive(Deserialize)]
struct Policies {
    #[serde(default)]
    modules: Vec<Module>,
}

#[derive(Deserialize)]
struct Module {
    path: Option<PathBuf>,
    limits: Option<Limits>,
}

/// The limits of the component in `file`, if a configuration beside it has any for it.
pub(super) fn limits(file: &Path) -> Result<Option<Limits>, String> {
    // Where there is no such component, that is for who loads it to say.
    let Ok(component) = file.canonicalize() else { return Ok(None) };
    let path = component.with_file_name(FILE);
    let text = match fs::read_to_string(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        read => read.map_err(|error| format!("{}: {error}", path.display()))?,
    };
    let configuration: Configuration =
        serde_yaml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    let modules =
        configuration.launcher.and_then(|launcher| launcher.policies).map_or_else(Vec::new, |all| all.modules);
    let is_it = |module: &Module| {
        let named = module.path.as_ref().and_then(|named| path.with_file_name(named).canonicalize().ok());
        named.is_some_and(|named| named == component)
    };
    Ok(modules.into_iter().find(is_it).and_then(|module| module.limits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(launcher: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, text) in [("a.wasm", ""), ("b.wasm", ""), (FILE, launcher)] {
            fs::write(folder.path().join(name), text).expect("written");
        }
        folder
    }

    #[test]
    fn a_component_has_the_limits_that_the_configuration_beside_it_gives_it() {
        let of_a = "modules: [{name: x, builtin: standard}, {name: y, path: ./a.wasm, limits: {fuel: 7}}, {name: z, path: b.wasm}]";
        let folder = folder(&format!("launcher: {{policies: {{{of_a}, restart: y}}, grpc_port: 1}}"));
        let fuel = |name| limits(&folder.path().join(name)).expect("readable").map(|limits| limits.fuel);
        assert_eq!((fuel("a.wasm"), fuel("b.wasm"), fuel("none.wasm")), (Some(7), None, None));
    }

    #[test]
    fn without_a_configuration_there_are_none() {
        for text in ["", "launcher:\n", "launcher: {grpc_port: 1}"] {
            assert_eq!(limits(&folder(text).path().join("a.wasm")), Ok(None), "{text:?}");
        }
    }

    #[test]
    fn a_mistake_is_told_with_its_file() {
        let folder = folder("launcher: {policies: {modules: [{name: a, path: a.wasm, limits: {fule: 7}}]}}");
        let told = limits(&folder.path().join("a.wasm")).expect_err("is wrong");
        assert!(told.contains("launcher.yaml: ") && told.contains("unknown field `fule`"), "{told}");
    }
}
