//! `cargo xtask bench`: the release daemon and real processes against the budgets.

use crate::build::Profile;
use crate::command::{cargo, program, succeed};
use crate::report::Failed;
use crate::root::target;
use std::fs::{File, create_dir_all};
use std::process::Command;

const SEE_ABOVE: &str = "see above";

/// Builds what is measured, runs the policy crate's bench where its figures are wanted, then all others.
pub(crate) fn bench(wanted: &[&str]) -> Result<(), Failed> {
    // In one go: apart, cargo would build what they share twice, with other features.
    let binaries = ["build", "--profile", "dist", "--bins", "--package", "prism-launcher", "--package", "prism-bench"];
    succeed(cargo(&binaries), "build the launcher and the benches", SEE_ABOVE)?;
    // Linked statically, as the peers' server was: the less a process itself takes, the more a launcher's share shows.
    let pattern = ["rustc", "--profile", "dist", "--package", "prism-bench", "--bin", "bench-pattern"];
    let linked = ["--", "-C", "target-feature=+crt-static"];
    succeed(cargo(&[&pattern[..], &linked].concat()), "link the tiny pattern statically", SEE_ABOVE)?;
    let mut budgets = program(Profile::Dist.dir().join("prism-bench"), wanted);
    budgets.env("PRISM_BENCH_BIN_DIR", Profile::Dist.dir());
    if names_none(wanted) || wanted.contains(&"B2") {
        budgets.env("PRISM_BENCH_DECISION", decision()?);
    }
    succeed(budgets, "measure", SEE_ABOVE)
}

/// The policy crate's soak, as it is handed out.
pub(crate) fn soak(words: &[&str]) -> Result<(), Failed> {
    let bench = ["bench", "--profile", "dist", "--package", "prism-policy", "--bench", "soak", "--"];
    succeed(cargo(&[&bench[..], words].concat()), "decide a million times on a loaded machine", SEE_ABOVE)
}

fn names_none(wanted: &[&str]) -> bool {
    wanted.iter().all(|word| word.starts_with("--"))
}

/// The policy crate's own bench; where its table is.
fn decision() -> Result<std::path::PathBuf, Failed> {
    let path = target().join("bench").join("decision.txt");
    let failed = |error: std::io::Error| Failed(format!("{}: {error}", path.display()));
    create_dir_all(target().join("bench")).map_err(failed)?;
    let mut command: Command =
        cargo(&["bench", "--profile", "dist", "--package", "prism-policy", "--bench", "decision"]);
    command.stdout(File::create(&path).map_err(failed)?);
    succeed(command, "measure policy decisions", SEE_ABOVE)?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_name_no_bench() {
        assert!(names_none(&["--quick"]) && names_none(&[]));
        assert!(!names_none(&["--quick", "B3"]));
    }
}
