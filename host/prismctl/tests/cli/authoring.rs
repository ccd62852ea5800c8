//! A new policy, from nothing to a component that is tested and checked: built for real, where a compiler for WASM is to be had.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use prism_guest_build::Compiler;

use crate::run::{Ran, bare, end};

/// Largest component of an ordinary policy in Rust: what docs and reference promise, and four fifths of it are serde_json.
const BYTES_MAX: u64 = 100 * 1024;

fn run(folder: &Path, line: &str) -> Ran {
    let mut command = bare(line);
    // One for all runs, so that only the first compiles what the policy depends on.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("authoring");
    command.current_dir(folder).env("CARGO_TARGET_DIR", target);
    end(command)
}

/// Stdout of a run that went well; cargo may speak on stderr.
fn well(ran: Ran) -> String {
    assert_eq!(ran.code, Some(0), "{ran:?}");
    ran.stdout
}

/// In one test, since it is one folder and each step needs the one before.
#[test]
fn a_new_policy_is_built_tested_checked_and_small() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    if Compiler::installed(folder.path()).is_none() {
        eprintln!("skipped: the target wasm32-unknown-unknown is not installed");
        return;
    }
    well(run(folder.path(), "policy new quota"));
    assert!(run(folder.path(), "policy new quota").failed().contains("quota: File exists"));
    let quota = folder.path().join("quota");
    let locked = packages(&quota);

    let text = well(run(&quota, "policy test"));
    assert!(text.ends_with("4 cases: 4 passed, 0 failed; asked of the component and natively\n"), "{text}");
    let size = fs::metadata(quota.join("quota.wasm")).expect("is built").len();
    assert!(size <= BYTES_MAX, "{size}");
    let text = well(run(&quota, "policy check quota.wasm --cases cases --questions 100"));
    assert!(text.starts_with("quota 1.0.0 keeps the contract\n"), "{text}");
    let text = well(run(folder.path(), "policy build quota"));
    assert!(
        text.starts_with("built quota/quota.wasm\n")
            && text.contains("Imports:  prism:policy/log@1.1.0, prism:policy/evidence@1.1.0"),
        "{text}"
    );

    assert_eq!(packages(&quota), locked, "cargo builds what the template's Cargo.lock says");

    one_that_answers_differently_as_a_component_is_found(&quota);
    one_that_panics_is_found(&quota);
}

/// What is locked, in an order of its own: cargo sorts by names, and the policy's is put in later.
fn packages(policy: &Path) -> BTreeSet<String> {
    let lock = fs::read_to_string(policy.join("Cargo.lock")).expect("is there");
    lock.split("[[package]]").map(|package| package.trim().to_owned()).collect()
}

fn edit(policy: &Path, from: &str, to: &str) {
    let file = policy.join("src/lib.rs");
    let text = fs::read_to_string(&file).expect("readable");
    assert!(text.contains(from), "{from} in\n{text}");
    fs::write(file, text.replace(from, to)).expect("written");
}

fn one_that_answers_differently_as_a_component_is_found(policy: &Path) {
    let (alike, unlike) = ("processes of {max}", "processes of {max}{}");
    edit(policy, alike, unlike);
    edit(policy, "{}\")).retry", "{}\", if cfg!(target_arch = \"wasm32\") { \"!\" } else { \"\" })).retry");
    let ran = run(policy, "policy test");
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let expected = "      native: expected  as the component: refuse quota: namespace tenant-a has 2 processes of 2!";
    assert!(ran.stdout.contains(expected), "{ran:?}");
    let checked = "      rule quota: held = 2 < max = 2: no (src/lib.rs:";
    assert!(ran.stdout.contains(checked), "{ran:?}");
}

fn one_that_panics_is_found(policy: &Path) {
    edit(policy, "let exempt =", "assert!(usage.session < 4_000_000_000, \"too many\");\n        let exempt =");
    well(run(policy, "policy build"));
    let ran = run(policy, "policy check quota.wasm");
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stdout.contains("too many") && ran.stdout.contains("session: 4294967295"), "{ran:?}");
    // What was shown can be kept.
    let case = ran.stdout.split_once("\n# ").expect("has a case").1;
    fs::write(policy.join("cases/found.yaml"), format!("# {case}")).expect("written");
    let ran = run(policy, "policy test . --component quota.wasm");
    assert!(ran.stdout.contains("FAIL  found.yaml "), "{ran:?}");
}
