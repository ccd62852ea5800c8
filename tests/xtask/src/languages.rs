//! The tools of policies in C, JavaScript and Python, for the tests that make one in each.
//!
//! The versions are those that the templates of `prismctl policy new` name, so that what is tested is what an author gets; the tools are
//! kept in `target/tools` from one run to the next.

use crate::apt;
use crate::command::{program, succeed, works};
use crate::report::Report;
use crate::root::{root, target};
use std::fs;
use std::path::{Path, PathBuf};

const TEMPLATES: &str = "host/prismctl/templates";

/// Tells tests the folders of tools that are not on the PATH.
const VARIABLES: [&str; 2] = ["PRISM_TEST_COMPONENTIZE_QJS", "PRISM_TEST_COMPONENTIZE_PY"];

/// The variables that tests are to have, with the folder of each tool that there is; what cannot be had is noted as skipped.
pub(crate) fn tools(report: &mut Report) -> impl Iterator<Item = (&'static str, Option<PathBuf>)> {
    c(report);
    VARIABLES.into_iter().zip([javascript(report), python(report)])
}

/// clang and its linker are looked up on the PATH, as authors have them.
fn c(report: &mut Report) {
    let complete = || works(program("clang", &["--version"])) && works(program("wasm-ld", &["--version"]));
    let install = || apt::is_root() && apt::exists() && ["clang", "lld"].into_iter().all(apt::install);
    if complete() || (install() && complete()) {
        return;
    }
    report.skip("tests of policies in C", "install clang and lld (Debian: apt-get install clang lld)");
}

/// The folder with componentize-qjs in it.
fn javascript(report: &mut Report) -> Option<PathBuf> {
    const WHAT: &str = "tests of policies in JavaScript";
    if !works(program("npm", &["--version"])) {
        report.skip(WHAT, "there is no npm");
        return None;
    }
    let folder = target().join("tools/js");
    let programs = folder.join("node_modules/.bin");
    let manifest = fs::read_to_string(root().join(TEMPLATES).join("js/package.json.in")).unwrap_or_default();
    let manifest = manifest.replace("{{name}}", "tools");
    let installed = installed_for(&folder, &manifest, &programs.join("componentize-qjs"), || {
        let arguments = ["install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"];
        let mut command = program("npm", &arguments);
        command.arg(&folder);
        fs::write(folder.join("package.json"), &manifest).is_ok() && succeed(command, "npm install", "").is_ok()
    });
    if !installed {
        report.skip(WHAT, "npm could not install componentize-qjs; is there a network?");
    }
    installed.then_some(programs)
}

/// The folder with componentize-py in it.
fn python(report: &mut Report) -> Option<PathBuf> {
    const WHAT: &str = "tests of policies in Python";
    if !works(program("python3", &["-m", "venv", "--help"])) {
        report.skip(WHAT, "there is no python3 with venv (Debian: apt-get install python3-venv)");
        return None;
    }
    let folder = target().join("tools/py");
    let programs = folder.join("venv/bin");
    let requirements = root().join(TEMPLATES).join("python/requirements.txt");
    let wanted = fs::read_to_string(&requirements).unwrap_or_default();
    let installed = installed_for(&folder, &wanted, &programs.join("componentize-py"), || {
        let mut make = program("python3", &["-m", "venv", "--clear"]);
        make.arg(folder.join("venv"));
        let mut install = program(programs.join("pip"), &["install", "--quiet", "--disable-pip-version-check", "-r"]);
        install.arg(&requirements);
        succeed(make, "python3 -m venv", "").is_ok() && succeed(install, "pip install componentize-py", "").is_ok()
    });
    if !installed {
        report.skip(WHAT, "pip could not install componentize-py; is there a network?");
    }
    installed.then_some(programs)
}

/// Whether `program` is there, as `wanted` names it: installed anew where the last time another was wanted.
fn installed_for(folder: &Path, wanted: &str, program: &Path, install: impl FnOnce() -> bool) -> bool {
    let noted = folder.join("installed.txt");
    if program.exists() && fs::read_to_string(&noted).is_ok_and(|last| last == wanted) {
        return true;
    }
    // Noted last, so that half of an installation is none.
    fs::create_dir_all(folder).is_ok() && install() && program.exists() && fs::write(&noted, wanted).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_are_installed_once_for_each_version() {
        let folder = std::env::temp_dir().join(format!("xtask-tools-{}", std::process::id()));
        let program = folder.join("tool");
        let mut installs = 0;
        for wanted in ["1", "1", "2"] {
            let install = || {
                installs += 1;
                fs::write(&program, wanted).is_ok()
            };
            assert!(installed_for(&folder, wanted, &program, install));
        }
        assert!(!installed_for(&folder, "3", &program, || false));
        fs::remove_dir_all(&folder).expect("removed");
        assert_eq!(installs, 2);
    }
}
