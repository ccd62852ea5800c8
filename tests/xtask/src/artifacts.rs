//! Where cargo has put the tests that it has built, by its messages (one JSON object a line).

use crate::command::cargo;
use crate::report::Failed;
use crate::root::root;
use std::path::PathBuf;
use std::process::Stdio;

/// One program of tests.
#[derive(Debug, PartialEq)]
pub(crate) struct Test {
    /// Its name, without a hash.
    pub(crate) name: String,
    /// Below the repository.
    pub(crate) source: PathBuf,
    pub(crate) executable: PathBuf,
}

/// Builds the tests of the workspace, as `cargo test --workspace` does.
pub(crate) fn tests() -> Result<Vec<Test>, Failed> {
    let mut command =
        cargo(&["test", "--workspace", "--no-run", "--quiet", "--message-format=json-render-diagnostics"]);
    command.stderr(Stdio::inherit());
    let output = command.output().map_err(|error| Failed(format!("cannot run cargo: {error}")))?;
    if !output.status.success() {
        return Err(Failed(format!("build the tests: {}; see above", output.status)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(test).collect())
}

/// The test that a message tells of, if it does.
fn test(message: &str) -> Option<Test> {
    let (_, profile) = message.split_once(r#""profile":{"#)?;
    let is_test = profile.split_once('}')?.0.contains(r#""test":true"#);
    let executable = text(message, "executable").filter(|_| is_test)?;
    let source = PathBuf::from(text(message, "src_path")?);
    let source = source.strip_prefix(root()).ok()?.to_owned();
    // The package has a name, too, but as part of an id.
    Some(Test { name: text(message, "name")?, source, executable: executable.into() })
}

/// The first value of this key that is text without escapes, which names and paths are in all but strange places.
fn text(message: &str, key: &str) -> Option<String> {
    let (_, rest) = message.split_once(&format!("\"{key}\":\""))?;
    let (value, _) = rest.split_once('"')?;
    (!value.contains('\\')).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn artifact(profile: &str, executable: &str) -> String {
        let source = root().join("host/spawner/tests/limits.rs");
        format!(
            r#"{{"reason":"compiler-artifact","package_id":"path+file:///a#prism-spawner@0.1.0","manifest_path":"/a/Cargo.toml","target":{{"kind":["test"],"crate_types":["bin"],"name":"limits","src_path":"{}","doctest":false,"test":true}},"profile":{{"opt_level":"1","debuginfo":1,{profile}}},"features":[],"filenames":["/t/limits-1"],"executable":{executable},"fresh":true}}"#,
            source.display()
        )
    }

    #[test]
    fn a_test_is_told_from_what_else_is_built() {
        let found = test(&artifact(r#""test":true"#, r#""/t/limits-1""#)).expect("it is one");
        assert_eq!((found.name.as_str(), found.executable), ("limits", PathBuf::from("/t/limits-1")));
        assert_eq!(found.source, PathBuf::from("host/spawner/tests/limits.rs"));
        assert_eq!(test(&artifact(r#""test":false"#, r#""/t/limits-1""#)), None);
        assert_eq!(test(&artifact(r#""test":true"#, "null")), None);
        assert_eq!(test(r#"{"reason":"build-finished","success":true}"#), None);
    }
}
