//! `policy check`: whether the launcher would load a component, and whether it would be a good thing if it did.
//!
//! What is wrong is shown with a case that shows it, ready to be kept in `cases/`.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use prism_policy::cases::{Case, CaseFile};
use prism_policy::{Candidate, Checked, Finding, HookCost, Plan};
use serde::Serialize;

use super::config::Configuration;
use super::limits::LimitsArgs;
use super::{component, failed};
use crate::errors::Failure;
use crate::render::words::{memory, one_line};
use crate::render::{Format, table};

const COMMAND: &str = "check";

#[derive(Args, Debug)]
pub(crate) struct CheckArgs {
    /// The component
    #[arg(value_name = "FILE.wasm")]
    file: PathBuf,
    /// Its configuration, YAML or JSON [default: {}]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Cases to ask too, each under its own configuration
    #[arg(long, value_name = "DIR")]
    cases: Option<PathBuf>,
    /// Share of the fuel limit that one question may use, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=100))]
    fuel_share: u64,
    /// Questions made up for each hook
    #[arg(long, value_name = "N", default_value_t = 1000)]
    questions: u32,
    /// Where the questions come from; the same seed asks the same
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    limits: LimitsArgs,
}

/// What is shown to programs.
#[derive(Serialize)]
struct Report {
    name: String,
    version: String,
    sha256: String,
    hooks: Vec<Cost>,
    findings: Vec<Shown>,
}

#[derive(Serialize)]
struct Cost {
    hook: &'static str,
    asked: u32,
    fuel_max: u64,
    fuel_limit: u64,
    memory_bytes_max: usize,
}

#[derive(Serialize)]
struct Shown {
    problem: String,
    /// A case file that shows it.
    case: String,
}

/// Checks, shows, and fails if something was found.
pub(crate) fn run(args: &CheckArgs, format: Format) -> Result<(), Failure> {
    let config = Configuration::read(COMMAND, args.config.as_deref())?;
    let cases = match &args.cases {
        Some(folder) => CaseFile::all(folder).map_err(|error| failed(COMMAND, error))?,
        None => Vec::new(),
    };
    let cases: Vec<_> = cases.iter().map(|file| (file.case.question(), file.case.config.clone())).collect();
    let candidate = component::candidate(COMMAND, &args.file, &args.limits)?;
    let plan = Plan { seed: args.seed, questions: args.questions, fuel_percent: args.fuel_share };
    let checked = prism_policy::check(&candidate, &config.value, &plan, &cases);
    let checked = checked.map_err(|error| config.placed(error))?;
    let report = Report::of(&candidate, &checked)?;
    format.show(|_| screen(&report), || &report)?;
    verdict(&checked)
}

fn verdict(checked: &Checked) -> Result<(), Failure> {
    if checked.findings.is_empty() {
        return Ok(());
    }
    let all: Vec<String> = checked.findings.iter().map(Finding::to_string).collect();
    Err(failed(COMMAND, all.join("; ")))
}

impl Report {
    fn of(candidate: &Candidate, checked: &Checked) -> Result<Self, Failure> {
        let findings: Result<_, _> = checked.findings.iter().map(Shown::of).collect();
        Ok(Self {
            name: candidate.description().name.clone(),
            version: candidate.description().version.clone(),
            sha256: candidate.sha256().to_owned(),
            hooks: checked.costs.iter().map(|cost| Cost::of(cost, candidate.limits().fuel)).collect(),
            findings: findings?,
        })
    }
}

impl Cost {
    fn of(cost: &HookCost, fuel_limit: u64) -> Self {
        let HookCost { hook, asked, fuel_max, memory_bytes_max } = *cost;
        Self { hook: hook.as_str(), asked, fuel_max, fuel_limit, memory_bytes_max }
    }
}

impl Shown {
    fn of(finding: &Finding) -> Result<Self, Failure> {
        let problem = one_line(&finding.to_string());
        let (question, config) = finding.question();
        let unwritable = |error: serde_yaml::Error| Failure::Format { format: "yaml", reason: error.to_string() };
        let case = serde_yaml::to_string(&Case::of(question, config)).map_err(unwritable)?;
        Ok(Self { case: format!("# {problem}\n{case}"), problem })
    }
}

fn screen(report: &Report) -> String {
    let kept = if report.findings.is_empty() { "keeps" } else { "does not keep" };
    let rows: Vec<_> = report.hooks.iter().map(row).collect();
    let mut text = one_line(&format!("{} {} {kept} the contract", report.name, report.version)) + "\n";
    text += &table::table(&["HOOK", "QUESTIONS", "FUEL MAX", "OF LIMIT", "MEMORY MAX"], &rows);
    for finding in &report.findings {
        let _ = write!(text, "\n{}", finding.case);
    }
    text
}

fn row(cost: &Cost) -> Vec<String> {
    let percent = u128::from(cost.fuel_max) * 100 / u128::from(cost.fuel_limit.max(1));
    vec![
        cost.hook.to_owned(),
        cost.asked.to_string(),
        cost.fuel_max.to_string(),
        format!("{percent}%"),
        memory(cost.memory_bytes_max as u64),
    ]
}
