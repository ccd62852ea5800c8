//! A scenario's folder: `scenario.yaml`, what is played; `expected.trace`, what must come of it; components in text beside them.

use std::path::{Path, PathBuf};
use std::{fs, io};

use similar::TextDiff;

use crate::modules::lacks_cookbook;
use crate::run::run;
use crate::scenario::Source;

/// What is done with a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is held against the expected one. Nothing is written.
    Check,
    /// It becomes the expected one.
    Bless,
}

/// The folders of all scenarios below `root`, by name. Folders that begin with `_` hold what scenarios share.
///
/// # Errors
///
/// `root` cannot be read.
pub fn all(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() && !entry.file_name().to_string_lossy().starts_with('_') {
            folders.push(entry.path());
        }
    }
    folders.sort();
    Ok(folders)
}

/// Why the scenario in `folder` cannot be played after this build, if it is so. A mistake in it is no reason.
#[must_use]
pub fn cannot_be_played(folder: &Path) -> Option<&'static str> {
    let source = Source::read(&folder.join("scenario.yaml")).ok()?;
    let mut policies = source.scenario.policies();
    policies.any(lacks_cookbook).then_some("no compiler for WASM was to be had, so there is no cookbook")
}

/// Plays the scenario in `folder`, twice.
///
/// # Errors
///
/// In words: a mistake with its place, two runs that differ, or the difference from the expected trace.
pub fn play(folder: &Path, mode: Mode) -> Result<(), String> {
    let source = Source::read(&folder.join("scenario.yaml")).map_err(|mistake| mistake.to_string())?;
    let found = run(&source).map_err(|mistake| mistake.to_string())?;
    let again = run(&source).map_err(|mistake| mistake.to_string())?;
    if found != again {
        return Err(format!(
            "two runs differ: something is not deterministic\n{}",
            difference(("first run", &found), ("second run", &again))
        ));
    }
    let expected = folder.join("expected.trace");
    let written = match fs::read_to_string(&expected) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(format!("{} cannot be read: {error}", expected.display())),
    };
    match (mode, written) {
        (_, Some(written)) if written == found => Ok(()),
        (Mode::Bless, _) => {
            fs::write(&expected, found).map_err(|error| format!("{} cannot be written: {error}", expected.display()))
        }
        (Mode::Check, Some(written)) => Err(difference(("expected.trace", &written), ("this run", &found))),
        (Mode::Check, None) => Err(format!("there is no {}; this run gives\n{found}", expected.display())),
    }
}

fn difference((before_name, before): (&str, &str), (after_name, after): (&str, &str)) -> String {
    TextDiff::from_lines(before, after).unified_diff().context_radius(3).header(before_name, after_name).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCENARIO: &str = "about: x\npatterns: [{name: consumer}]\nsteps:\n  - {at: 0s, launch: {as: a, pattern: consumer, namespace: t}}\n";

    fn folder(scenario: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a directory");
        fs::write(folder.path().join("scenario.yaml"), scenario).expect("written");
        folder
    }

    #[test]
    fn a_check_writes_nothing_and_a_blessing_makes_it_pass() {
        let folder = folder(SCENARIO);
        let error = play(folder.path(), Mode::Check).expect_err("nothing is expected yet");
        assert!(error.contains("there is no") && error.contains("asks for consumer"), "{error}");
        assert_eq!(fs::read_dir(folder.path()).expect("is there").count(), 1);
        play(folder.path(), Mode::Bless).expect("blessed");
        play(folder.path(), Mode::Check).expect("as blessed");
    }

    #[test]
    fn a_difference_is_shown_as_one() {
        let folder = folder(SCENARIO);
        play(folder.path(), Mode::Bless).expect("blessed");
        fs::write(folder.path().join("scenario.yaml"), SCENARIO.replace("namespace: t", "namespace: u"))
            .expect("written");
        let error = play(folder.path(), Mode::Check).expect_err("differs");
        assert!(error.contains("--- expected.trace") && error.contains("asks for consumer in u"), "{error}");
    }

    #[test]
    fn policies_that_cannot_be_obeyed_have_a_place() {
        let of = |policies: &str| {
            let folder = folder(&format!("{SCENARIO}launcher:\n  policies:\n    {policies}\n"));
            play(folder.path(), Mode::Check).expect_err(policies)
        };
        for (policies, wanted) in [
            ("restart: patient", "scenario.yaml:7:14: policies.restart names patient, which is not loaded"),
            ("admission: [standard, x]", "scenario.yaml:7:27: policies.admission[1] names x"),
            (
                "modules: [{name: q, builtin: standard, config: {jitter: 7}}]",
                "scenario.yaml:7:15: policy module q: config /jitter",
            ),
            ("modules: [{name: q, path: q.wat}]", "scenario.yaml:7:15: "),
            (
                "modules: [{name: q, path: cookbook/q.wasm}]",
                "scenario.yaml:7:15: cookbook/q.wasm is not in the cookbook; expected one of burst",
            ),
        ] {
            let found = of(policies);
            assert!(found.contains(wanted), "found  {found}\nwanted {wanted}");
        }
    }

    #[test]
    fn a_step_that_makes_no_sense_when_it_comes_has_a_place() {
        let folder = folder(&format!("{SCENARIO}  - at: 1s\n    exit: {{process: 'ns:x:consumer', with: code 1}}\n"));
        let error = play(folder.path(), Mode::Check).expect_err("nothing of that name lives");
        assert!(error.contains("scenario.yaml:6:11: no process ns:x:consumer lives at this time"), "{error}");
    }
}
