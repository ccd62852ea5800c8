//! The native side: `cargo test` in the policy's folder, and what the SDK's `cases!` wrote down there.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Stdio;

use prism_policy::cases::{CaseFile, Found, taken};
use serde::Deserialize;

use super::COMMAND;
use crate::commands::policy::build::Package;
use crate::commands::policy::failed;
use crate::errors::Failure;

/// Where the SDK writes what was found: `sdk/policy/src/cases/native.rs`.
const REPORT: &str = "PRISM_POLICY_CASES_REPORT";

/// What the policy's own tests came to.
pub(super) struct Native {
    /// Whether all of them passed, also those that are about no case.
    pub(super) passed: bool,
    answered: Vec<Answered>,
}

#[derive(Deserialize)]
struct Answered {
    case: String,
    found: Option<Found>,
}

impl Native {
    /// What came of a case, as the launcher would take it.
    pub(super) fn found(&self, file: &CaseFile) -> Option<Found> {
        let found = self.answered.iter().find(|answered| answered.case == file.name)?.found.clone();
        found.map(|found| taken(found, &file.case))
    }
}

/// Runs the policy's tests.
pub(super) fn ask(package: &Package) -> Result<Native, Failure> {
    let report = Report::new(package)?;
    let mut cargo = package.cargo();
    cargo.arg("test").env(REPORT, &report.0).stdout(Stdio::piped());
    let ran = cargo.output().map_err(|error| failed(COMMAND, format!("cannot run cargo: {error}")))?;
    let passed = ran.status.success();
    if !passed {
        // The harness tells what failed on stdout, which is for our own answer.
        let _ = std::io::stderr().write_all(&ran.stdout);
    }
    let text = fs::read(&report.0).map_err(|_| failed(COMMAND, nothing(passed)))?;
    let answered: Vec<Answered> = serde_json::from_slice(&text)
        .map_err(|error| failed(COMMAND, format!("the SDK of the policy speaks another format: {error}")))?;
    Ok(Native { passed, answered })
}

fn nothing(passed: bool) -> &'static str {
    if passed {
        "cargo test asked no case; expected prism_policy_sdk::cases!(...) among the tests"
    } else {
        "cargo test failed, see above"
    }
}

/// A file for the report, removed in the end.
struct Report(PathBuf);

impl Report {
    fn new(package: &Package) -> Result<Self, Failure> {
        let told = |error| failed(COMMAND, format!("{}: {error}", package.target().display()));
        fs::create_dir_all(package.target()).map_err(told)?;
        // A cargo that runs elsewhere needs the whole path.
        let target = package.target().canonicalize().map_err(told)?;
        Ok(Self(target.join(format!("cases-{}.json", std::process::id()))))
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        // There is none where no test wrote one.
        let _ = fs::remove_file(&self.0);
    }
}
