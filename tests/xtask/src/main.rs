//! `cargo xtask`: builds, runs, tests and checks the project. Only std, so that it is there in seconds.
//!
//! Everything it says goes to stderr. Works as an ordinary user; what needs root or a network is skipped and named.

mod apt;
mod artifacts;
mod bench;
mod build;
mod checks;
mod command;
mod languages;
mod mutants;
#[cfg(test)]
mod promises;
mod proof;
mod python;
mod report;
mod root;
mod run;
mod servers;
mod uml;

use build::Profile;
use report::{Failed, Report};
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask <command>
  run [launcher arguments]   build everything for release and start the launcher
  patterns [--release]       build the patterns and put each beside its manifest
  test                       run all tests, with what they need
  uml [filter]               run the tests of cgroup v2 alone, in a guest kernel
  storm [--seeds N | --seed N]        seeded storms over the core; 50000 of them, or one again
  kills [--every N] [--seed N]        a kill at every step of launch, stop and recovery
  faults [--every N] [--seed N]       a failure of every system call that can fail
  clients [--rounds N] [--seed N]     many clients at once, their answers held against what can have been
  chaos [--rounds N] [--seed N]       everything is killed and stopped at random, 500 times
  fuzz [--runs N] [--seed N]          mutated bytes for everything that reads what others wrote
  mutants [name ...]                  bugs put in on purpose, each to be caught
  bench [--quick] [B1 ...]   measure the release daemon against its budgets; a complete run writes BENCHMARKS.md
  soak [--decisions N]       a million policy decisions on a machine that has no time; fails on a single fault
  ci                         format, lints, documentation, then test";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["run", "--", launcher @ ..] | ["run", launcher @ ..] => run::run(launcher),
        ["patterns"] => build::patterns(Profile::Dev),
        ["patterns", "--release"] => build::patterns(Profile::Release),
        ["test"] => reported(checks::test),
        ["uml"] => reported(|report| uml::uml(report, "")),
        ["uml", filter] => reported(|report| uml::uml(report, filter)),
        ["mutants", words @ ..] => reported(|report| mutants::mutants(report, words)),
        [name, words @ ..] if proof::is_one(name) => proof::prove(name, words),
        ["bench", wanted @ ..] => bench::bench(wanted),
        ["soak", words @ ..] => bench::soak(words),
        ["ci"] => reported(checks::ci),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failed(what)) => {
            eprintln!("xtask: {what}");
            ExitCode::FAILURE
        }
    }
}

/// Runs checks, and says at the end what failed and what was skipped.
fn reported(checks: impl FnOnce(&mut Report) -> Result<(), Failed>) -> Result<(), Failed> {
    let mut report = Report::default();
    let done = checks(&mut report);
    report.print();
    done.and_then(|()| report.verdict())
}
