//! `policy test`: the author's cases, asked of the component in the evaluator that the launcher has, and natively where the policy is a
//! crate that has the SDK's `cases!`. Where the two disagree is as wrong as an answer that a case does not expect.

mod native;

use std::path::{Path, PathBuf};

use clap::Args;
use prism_policy::Candidate;
use prism_policy::cases::{CaseFile, Difference, Found};
use serde::Serialize;

use super::folder::Folder;
use super::limits::LimitsArgs;
use super::{component, failed};
use crate::errors::Failure;
use crate::render::Format;
use crate::render::words::one_line;

const COMMAND: &str = "test";

#[derive(Args, Debug)]
pub(crate) struct TestArgs {
    /// The policy's folder, with its cases in cases/*.yaml
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    /// Ask this component, and build and ask nothing else
    #[arg(long, value_name = "FILE.wasm")]
    component: Option<PathBuf>,
    #[command(flatten)]
    limits: LimitsArgs,
}

/// What is shown to programs.
#[derive(Serialize)]
struct Report {
    component: String,
    asked_natively: bool,
    #[serde(skip)]
    asked: String,
    passed: usize,
    failed: usize,
    cases: Vec<Tested>,
}

/// What came of one case.
#[derive(Serialize)]
struct Tested {
    case: String,
    passed: bool,
    found: String,
    fuel: Option<u64>,
    differences: Vec<Difference>,
    /// What the component's answer rests on, by its own account.
    evidence: Vec<String>,
}

/// Builds, asks, shows, and fails if a case did.
pub(crate) fn run(args: &TestArgs, format: Format) -> Result<(), Failure> {
    // First, since they are quick to read: a build takes its time.
    let cases = CaseFile::all(&args.dir.join("cases")).map_err(|error| failed(COMMAND, error))?;
    let Sides { component, native, asked } = Sides::of(args)?;
    let candidate = component::candidate(COMMAND, &component, &args.limits)?;
    let tested = cases.iter().map(|file| Tested::of(file, &candidate, native.as_ref())).collect();
    let report = Report::of(&component, native.is_some(), asked, tested);
    format.show(|_| screen(&report), || &report)?;
    verdict(&report, native.as_ref())
}

/// Who is asked: the component, and what it is made from where that can answer too.
struct Sides {
    component: PathBuf,
    native: Option<native::Native>,
    /// Who they are, in words.
    asked: String,
}

impl Sides {
    fn of(args: &TestArgs) -> Result<Self, Failure> {
        if let Some(file) = &args.component {
            return Ok(Self { component: file.clone(), native: None, asked: "of the component alone".to_owned() });
        }
        let folder = Folder::open(COMMAND, &args.dir)?;
        let native = folder.native().map(native::ask).transpose()?;
        let asked = match &native {
            Some(_) => "of the component and natively".to_owned(),
            None => format!("of the component alone, as a policy in {} has no native side", folder.language().name()),
        };
        Ok(Self { component: folder.build()?, native, asked })
    }
}

fn verdict(report: &Report, native: Option<&native::Native>) -> Result<(), Failure> {
    match report.failed {
        0 if native.is_some_and(|native| !native.passed) => Err(failed(COMMAND, "cargo test failed, see above")),
        0 => Ok(()),
        failures => Err(failed(COMMAND, format!("{failures} of {} cases", report.cases.len()))),
    }
}

impl Report {
    fn of(component: &Path, asked_natively: bool, asked: String, cases: Vec<Tested>) -> Self {
        let passed = cases.iter().filter(|case| case.passed).count();
        let failed = cases.len() - passed;
        Self { component: component.display().to_string(), asked_natively, asked, passed, failed, cases }
    }
}

impl Tested {
    fn of(file: &CaseFile, candidate: &Candidate, native: Option<&native::Native>) -> Self {
        let run = file.case.run(candidate);
        let mut differences = file.case.expect.differences(&run.found);
        let fuel = run.measured.as_ref().map(|measured| measured.fuel);
        let evidence = run.measured.map(|measured| measured.evidence.sentences()).unwrap_or_default();
        differences.extend(over_fuel(file.case.max_fuel, fuel));
        differences.extend(native.and_then(|native| disagreement(&run.found, native.found(file).as_ref())));
        let found = one_line(&run.found.to_string());
        Self { case: file.name.clone(), passed: differences.is_empty(), found, fuel, differences, evidence }
    }
}

fn over_fuel(max: Option<u64>, used: Option<u64>) -> Option<Difference> {
    let (max, used) = (max?, used?);
    let told = || Difference { field: "max_fuel", expected: format!("at most {max}"), found: used.to_string() };
    (used > max).then(told)
}

fn disagreement(component: &Found, native: Option<&Found>) -> Option<Difference> {
    if native.is_some_and(|native| native.agrees_with(component)) {
        return None;
    }
    let found = native.map_or_else(|| "no answer".to_owned(), Found::to_string);
    Some(Difference { field: "native", expected: format!("as the component: {component}"), found })
}

fn screen(report: &Report) -> String {
    let width = report.cases.iter().map(|case| case.case.chars().count()).max().unwrap_or(0);
    let mut text: String = report.cases.iter().map(|case| lines(case, width)).collect();
    let Report { passed, failed, asked, cases, .. } = report;
    text += &format!("{} cases: {passed} passed, {failed} failed; asked {asked}\n", cases.len());
    text
}

fn lines(case: &Tested, width: usize) -> String {
    let verdict = if case.passed { "ok  " } else { "FAIL" };
    let fuel = case.fuel.map_or_else(String::new, |fuel| format!(" ({fuel} fuel)"));
    let mut text = format!("{verdict}  {:<width$}  {}{fuel}\n", one_line(&case.case), case.found);
    for Difference { field, expected, found } in &case.differences {
        text += &format!("      {field}: expected  {}\n", one_line(expected));
        text += &format!("      {:>1$}found     {2}\n", "", field.len() + 2, one_line(found));
    }
    if !case.passed {
        text.extend(case.evidence.iter().map(|check| format!("      {}\n", one_line(check))));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_shows_both_values_below_each_other() {
        let difference =
            Difference { field: "code", expected: "quota".to_owned(), found: "forbidden\u{1b}[2J".to_owned() };
        let case = Tested {
            case: "a.yaml".to_owned(),
            passed: false,
            found: "refuse forbidden: no".to_owned(),
            fuel: Some(7),
            differences: vec![difference],
            evidence: vec!["rule open: hour = 3 >= from = 8: no (src/lib.rs:41)".to_owned()],
        };
        let expected = "\
FAIL  a.yaml   refuse forbidden: no (7 fuel)
      code: expected  quota
            found     forbidden\\u{1b}[2J
      rule open: hour = 3 >= from = 8: no (src/lib.rs:41)
";
        assert_eq!(lines(&case, 7), expected);
    }

    #[test]
    fn a_case_may_use_as_much_fuel_as_it_says() {
        assert_eq!(over_fuel(Some(10), Some(10)), None);
        assert_eq!(over_fuel(None, Some(10)), None);
        let found = over_fuel(Some(10), Some(11)).expect("is over");
        assert_eq!((found.expected.as_str(), found.found.as_str()), ("at most 10", "11"));
    }

    #[test]
    fn the_two_sides_disagree_where_one_says_something_else_or_nothing() {
        let trap = |message: &str| Found::Fault { kind: "trap".to_owned(), message: message.to_owned() };
        assert_eq!(disagreement(&trap("panicked at src/lib.rs"), Some(&trap("panicked"))), None);
        assert_eq!(disagreement(&Found::Allow, Some(&Found::Allow)), None);
        assert_eq!(disagreement(&Found::Allow, Some(&trap(""))).expect("disagree").field, "native");
        assert_eq!(disagreement(&Found::Allow, None).expect("says nothing").found, "no answer");
    }
}
