//! B2: the policy crate's own bench, run before by xtask; here its figures are put beside their budgets.

use std::fs;

use crate::figures::{Budget, Rounds, Row, Unit};
use crate::{Outcome, Scale};

/// Its lines: a name, then p50 and p99 in microseconds, then a rate.
const BUDGETS: [(&str, Budget); 9] = [
    ("floor: native closure", Budget::None),
    ("stocked: isolation", Budget::AtMost(12e-6)),
    ("stocked: admission", Budget::AtMost(12e-6)),
    ("stocked: restart", Budget::AtMost(12e-6)),
    ("fresh: isolation", Budget::AtMost(25e-6)),
    ("fresh: admission", Budget::AtMost(25e-6)),
    ("fresh: restart", Budget::AtMost(25e-6)),
    ("memo: isolation", Budget::AtMost(0.5e-6)),
    ("flat out: admission", Budget::AtMost(40e-6)),
];

/// Nothing where it was not run.
pub(crate) fn rows(_: &Scale) -> Outcome<Vec<Row>> {
    let Some(output) = std::env::var_os("PRISM_BENCH_DECISION") else { return Ok(Vec::new()) };
    let output = fs::read_to_string(output)?;
    Ok(output.lines().filter_map(row).collect())
}

fn row(line: &str) -> Option<Row> {
    let (name, budget) = BUDGETS.into_iter().find(|(name, _)| line.starts_with(name))?;
    let micros: f64 = line[name.len()..].split_whitespace().next()?.parse().ok()?;
    let mut ours = Rounds::default();
    ours.add(micros * 1e-6);
    let work = format!("policy decision, p50; {name}");
    Some(Row { id: "B2", work, unit: Unit::Seconds, floor: None, ours, budget })
}
