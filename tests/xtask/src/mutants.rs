//! `cargo xtask mutants`: bugs put in on purpose, one at a time into a copy of the sources, each to be caught by the test that it names.
//!
//! A harness that catches nothing looks like one that has nothing to catch. So the original's defects and our own are kept as small
//! changes of today's sources (`tests/mutants`), and a change of the sources that a mutant does not fit any more fails an ordinary
//! test here. The copy has a target directory of its own; nothing of the repository is touched.

use crate::command::program;
use crate::report::{Failed, Report};
use crate::root::{root, target};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// One bug.
#[derive(Debug)]
struct Mutant {
    name: String,
    about: String,
    file: String,
    /// What cargo is asked to test.
    run: Vec<String>,
    /// The test that fails then.
    test: String,
    from: String,
    to: String,
}

impl Mutant {
    fn read(path: &Path) -> Result<Self, Failed> {
        let failed = |what: &str| Failed(format!("{}: {what}", path.display()));
        let text = fs::read_to_string(path).map_err(|error| failed(&error.to_string()))?;
        let (head, rest) = text.split_once("--- from\n").ok_or_else(|| failed("no line `--- from`"))?;
        let (from, to) = rest.split_once("\n--- to\n").ok_or_else(|| failed("no line `--- to`"))?;
        let line = |key: &str| {
            let found = head.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
            found.map(str::to_owned).ok_or_else(|| failed(&format!("no line `{key}:`")))
        };
        Ok(Self {
            name: path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default(),
            about: line("about")?,
            file: line("file")?,
            run: line("run")?.split_whitespace().map(str::to_owned).collect(),
            test: line("caught by")?,
            from: from.to_owned(),
            to: to.strip_suffix('\n').unwrap_or(to).to_owned(),
        })
    }

    /// The file with the bug in it. Where the sources have changed, so must the mutant.
    fn applied(&self, source: &str) -> Result<String, Failed> {
        match source.matches(&self.from).count() {
            1 => Ok(source.replacen(&self.from, &self.to, 1)),
            count => {
                Err(Failed(format!("mutant {}: {} has its text {count} times, expected once", self.name, self.file)))
            }
        }
    }

    fn test_name(&self) -> &str {
        self.test.rsplit(": ").next().unwrap_or_default()
    }
}

fn all() -> Result<Vec<Mutant>, Failed> {
    let directory = root().join("tests/mutants");
    let entries = fs::read_dir(&directory).map_err(|error| Failed(format!("{}: {error}", directory.display())))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "mutant"));
    paths.sort();
    paths.iter().map(|path| Mutant::read(path)).collect()
}

/// Tries all of them, or those whose name contains a word.
pub(crate) fn mutants(report: &mut Report, words: &[&str]) -> Result<(), Failed> {
    let wanted = |mutant: &Mutant| words.is_empty() || words.iter().any(|word| mutant.name.contains(word));
    let wanted: Vec<Mutant> = all()?.into_iter().filter(wanted).collect();
    if wanted.is_empty() {
        return Err(Failed("no mutant has such a name; they are in tests/mutants".into()));
    }
    let copy = copy_sources()?;
    share_dependencies()?;
    for mutant in wanted {
        let caught = catch(&copy, &mutant);
        eprintln!("xtask: mutant {}: {}", mutant.name, if caught.is_ok() { "caught" } else { "NOT caught" });
        report.note(caught);
    }
    Ok(())
}

/// Everything that git knows, once more. Build artefacts of the copy are kept from run to run.
fn copy_sources() -> Result<PathBuf, Failed> {
    let copy = target().join("mutants").join("sources");
    let failed = |error: std::io::Error| Failed(format!("{}: {error}", copy.display()));
    let listed =
        program("git", &["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).output().map_err(failed)?;
    for name in String::from_utf8_lossy(&listed.stdout).split('\0').filter(|name| !name.is_empty()) {
        copy_changed(&root().join(name), &copy.join(name)).map_err(failed)?;
    }
    Ok(copy)
}

/// What did not change keeps its time, so that cargo builds it no second time.
fn copy_changed(from: &Path, to: &Path) -> std::io::Result<()> {
    let Ok(content) = fs::read(from) else { return Ok(()) };
    if fs::read(to).is_ok_and(|there| there == content) {
        return Ok(());
    }
    fs::create_dir_all(to.parent().unwrap_or(to))?;
    fs::write(to, content)
}

/// Gives a new target directory what the repository's own has.
///
/// Libraries are links: whoever makes one anew makes another file. What cargo notes of them it notes in place, so that is copied. Programs and
/// tests are the workspace's, whose sources are newer here, and are built once more.
fn share_dependencies() -> Result<(), Failed> {
    let (from, to) = (target().join("debug"), target().join("mutants").join("build").join("debug"));
    if to.exists() || !from.exists() {
        return Ok(());
    }
    let shared = ["deps", "build", ".fingerprint"].iter().try_for_each(|name| share(&from.join(name), &to.join(name)));
    shared.map_err(|error| Failed(format!("{}: {error}", to.display())))
}

fn share(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)?.flatten() {
        let (path, place, kind) = (entry.path(), to.join(entry.file_name()), entry.file_type()?);
        if kind.is_dir() {
            share(&path, &place)?;
        } else if is_library(&path) {
            fs::hard_link(&path, &place)?;
        } else if !is_program(&path, &entry.metadata()?) {
            let modified = entry.metadata()?.modified()?;
            fs::copy(&path, &place)?;
            fs::File::options().write(true).open(&place)?.set_modified(modified)?;
        }
    }
    Ok(())
}

fn is_library(path: &Path) -> bool {
    path.extension().is_some_and(|it| ["rlib", "rmeta", "so", "a"].iter().any(|library| it == *library))
}

/// Of those, cargo runs build scripts alone, from a directory of their own.
fn is_program(path: &Path, metadata: &fs::Metadata) -> bool {
    let is_in_deps = path.parent().is_some_and(|parent| parent.ends_with("deps"));
    is_in_deps && metadata.permissions().mode() & 0o111 != 0
}

fn catch(copy: &Path, mutant: &Mutant) -> Result<(), Failed> {
    let file = copy.join(&mutant.file);
    let failed = |error: std::io::Error| Failed(format!("mutant {}: {}: {error}", mutant.name, file.display()));
    let source = fs::read_to_string(&file).map_err(failed)?;
    fs::write(&file, mutant.applied(&source)?).map_err(failed)?;
    let verdict = tested(copy, mutant).map_err(failed);
    fs::write(&file, source).map_err(failed)?;
    match verdict? {
        Verdict::Caught => Ok(()),
        Verdict::Survived => {
            Err(Failed(format!("mutant {} is not caught by {} ({})", mutant.name, mutant.test, mutant.about)))
        }
        Verdict::Broken(log) => Err(Failed(format!("mutant {} does not build or run; {log}", mutant.name))),
    }
}

enum Verdict {
    Caught,
    Survived,
    Broken(String),
}

/// Builds the programs and runs the test; what was said is kept beside the copy.
fn tested(copy: &Path, mutant: &Mutant) -> std::io::Result<Verdict> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = target().join("mutants").join("build");
    let run = |words: &[&str], rest: &[String]| {
        let mut command = program(cargo.clone(), words);
        command.args(rest).current_dir(copy).env("CARGO_TARGET_DIR", &built).env_remove("PRISM_TEST_BIN_DIR").output()
    };
    if mutant.run.iter().any(|word| word == "e2e") {
        let bins = run(&["build", "--workspace", "--bins"], &[])?;
        if !bins.status.success() {
            return Ok(Verdict::Broken(String::from_utf8_lossy(&bins.stderr).into_owned()));
        }
    }
    let output = run(&["test"], &mutant.run)?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let failures = said.lines().filter(|line| line.starts_with("test ") && line.ends_with("FAILED"));
    let is_caught = failures.into_iter().any(|line| line.contains(mutant.test_name()));
    let ran = said.contains("test result:");
    let log = target().join("mutants").join(format!("{}.log", mutant.name));
    fs::write(&log, [&output.stdout[..], &output.stderr[..]].concat())?;
    Ok(match (is_caught, ran) {
        (true, _) => Verdict::Caught,
        (false, true) => Verdict::Survived,
        (false, false) => Verdict::Broken(format!("see {}", log.display())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_target_directory_shares_libraries_and_copies_notes() {
        use std::os::unix::fs::MetadataExt as _;
        let directory = tempfile::tempdir().expect("a directory");
        let (from, to) = (directory.path().join("from"), directory.path().join("to"));
        let put = |name: &str, mode: u32| {
            let path = from.join(name);
            fs::create_dir_all(path.parent().expect("below")).expect("made");
            fs::write(&path, name).expect("written");
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("set");
        };
        put("deps/libserde-1.rlib", 0o644);
        put("deps/serde-1.d", 0o644);
        put("deps/e2e-1", 0o755);
        put("build/serde-1/build-script-build", 0o755);
        share(&from, &to).expect("shared");
        let of = |root: &Path, name: &str| fs::metadata(root.join(name)).expect("it is there");
        let inode = |root, name| of(root, name).ino();
        assert_eq!(inode(&to, "deps/libserde-1.rlib"), inode(&from, "deps/libserde-1.rlib"));
        assert_ne!(inode(&to, "deps/serde-1.d"), inode(&from, "deps/serde-1.d"));
        let modified = |root| of(root, "deps/serde-1.d").modified().expect("known");
        assert_eq!(modified(&to), modified(&from), "or it is built once more");
        assert!(!to.join("deps/e2e-1").exists());
        assert_eq!(of(&to, "build/serde-1/build-script-build").mode() & 0o777, 0o755);
    }

    #[test]
    fn every_mutant_fits_the_sources_and_names_a_test_that_is_there() {
        let all = all().unwrap_or_else(|Failed(what)| panic!("{what}"));
        let table = fs::read_to_string(root().join("tests/mutants/README.md")).expect("it is there");
        assert!(all.len() > 10);
        for mutant in all {
            let source = fs::read_to_string(root().join(&mutant.file))
                .unwrap_or_else(|error| panic!("{}: {error}", mutant.file));
            let changed = mutant.applied(&source).unwrap_or_else(|Failed(what)| panic!("{what}"));
            assert_ne!(changed, source, "mutant {} changes nothing", mutant.name);
            let (file, test) = mutant.test.split_once(": ").expect("file and test");
            let tests = fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
            assert!(crate::promises::has_test(&tests, test), "mutant {}: no test {test} in {file}", mutant.name);
            assert!(!mutant.run.is_empty());
            let row = format!("| {} | {} | `{}` |", mutant.name, mutant.about, mutant.test);
            assert!(table.contains(&row), "tests/mutants/README.md lacks the row:\n{row}");
        }
    }
}
