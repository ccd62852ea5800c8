//! Finding an author's tools, and running them.

use std::env;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::BuildError;

/// The program `name`, from the first folder that has it; those of `PATH` come last.
pub(super) fn find(name: &str, first: impl IntoIterator<Item = PathBuf>) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders = first.into_iter().chain(env::split_paths(&path));
    folders.find_map(|folder| Some(folder.join(name)).filter(|program| program.is_file()))
}

/// Runs it in `folder` to its end. What it says on stderr is passed on; what it says on stdout too, there, but only if it fails: our own
/// stdout is for our answer.
pub(super) fn run(tool: &'static str, command: &mut Command, folder: &Path) -> Result<(), BuildError> {
    command.current_dir(folder).stdin(Stdio::null()).stderr(Stdio::inherit());
    let ran = command.output().map_err(|error| BuildError::Start { tool, error })?;
    if ran.status.success() {
        return Ok(());
    }
    // Where stderr is closed nobody wants to know.
    let _ = std::io::stderr().write_all(&ran.stdout);
    Err(BuildError::Failed { tool })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_beside_the_policy_comes_before_what_is_installed() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        assert_ne!(find("sh", []), None);
        assert_eq!(find("no-such-program", [folder.path().to_owned()]), None);
        let own = folder.path().join("sh");
        std::fs::write(&own, "").expect("written");
        assert_eq!(find("sh", [folder.path().to_owned()]), Some(own));
    }

    #[test]
    fn a_tool_that_fails_is_named() {
        let run = |program| run("the tool", &mut Command::new(program), Path::new("/"));
        assert!(run("true").is_ok());
        assert_eq!(run("false").expect_err("fails").to_string(), "the tool failed, see above");
        let missing = run("/no/such/program").expect_err("is not there").to_string();
        assert!(missing.starts_with("cannot run the tool: "), "{missing}");
    }
}
