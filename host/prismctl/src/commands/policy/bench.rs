//! `policy bench`: what decisions cost, in time, fuel and memory.
//!
//! Each question goes to an instance of its own, as in the launcher. Two times are told: with the making of that instance (an asker who
//! finds the stock empty), and without (one who is served from it).

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use prism_policy::cases::{Case, CaseFile};
use prism_policy::{Candidate, Input, Measured};
use serde::Serialize;
use serde_json::Value;

use super::config::Configuration;
use super::limits::LimitsArgs;
use super::{component, failed};
use crate::errors::Failure;
use crate::render::words::memory;
use crate::render::{Format, table};

const COMMAND: &str = "bench";

/// What is asked where there is no case: an ordinary question of a tenant.
const ORDINARY: [&str; 5] = [
    "{hook: isolation, request: {namespace: tenant-a, session: user-1}, expect: any}",
    "{hook: admission, request: {namespace: tenant-a, session: user-1}, usage: {total: 40, namespace: 4}, now: 2026-01-05T12:00:00Z, expect: any}",
    "{hook: restart, ended: {namespace: tenant-a, was_ready: true, consecutive_failures: 3}, now: 2026-01-05T12:00:00Z, expect: any}",
    "{hook: terminate, stop: {namespace: tenant-a, uptime_ms: 60000}, now: 2026-01-05T12:00:00Z, expect: any}",
    "{hook: mutate, request: {namespace: tenant-a, session: user-1}, plan: {limits: {memory_bytes: 268435456}}, now: 2026-01-05T12:00:00Z, expect: any}",
];

const COLUMNS: [&str; 8] =
    ["HOOK", "CALLS", "STOCKED P50", "STOCKED P99", "FRESH P50", "FRESH P99", "FUEL MAX", "MEMORY MAX"];

#[derive(Args, Debug)]
pub(crate) struct BenchArgs {
    /// The component
    #[arg(value_name = "FILE.wasm")]
    file: PathBuf,
    /// Its configuration where no case brings one, YAML or JSON [default: {}]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Cases to ask [default: an ordinary question]
    #[arg(long, value_name = "DIR")]
    cases: Option<PathBuf>,
    /// How long to ask, all hooks together
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: u64,
    #[command(flatten)]
    limits: LimitsArgs,
}

/// What one hook cost.
#[derive(Serialize)]
struct Cost {
    hook: &'static str,
    calls: usize,
    stocked_p50_us: f64,
    stocked_p99_us: f64,
    fresh_p50_us: f64,
    fresh_p99_us: f64,
    fuel_max: u64,
    memory_bytes_max: usize,
}

/// Measures, and shows.
pub(crate) fn run(args: &BenchArgs, format: Format) -> Result<(), Failure> {
    let candidate = component::candidate(COMMAND, &args.file, &args.limits)?;
    let questions = questions(args)?;
    let hooks: Vec<_> = candidate.hooks().collect();
    let time = Duration::from_secs(args.seconds) / u32::try_from(hooks.len()).unwrap_or(1).max(1);
    let mut costs = Vec::new();
    for hook in hooks {
        let asked: Vec<_> = questions.iter().filter(|(question, _)| question.hook() == hook).collect();
        if !asked.is_empty() {
            costs.push(Cost::of(hook.as_str(), &measure(&candidate, &asked, time)?));
        }
    }
    format.show(|_| table::table(&COLUMNS, &costs.iter().map(row).collect::<Vec<_>>()), || &costs)
}

/// What is asked, each with its configuration.
fn questions(args: &BenchArgs) -> Result<Vec<(Input, Value)>, Failure> {
    if let Some(folder) = &args.cases {
        let cases = CaseFile::all(folder).map_err(|error| failed(COMMAND, error))?;
        return Ok(cases.into_iter().map(|file| (file.case.question(), file.case.config)).collect());
    }
    let config = Configuration::read(COMMAND, args.config.as_deref())?.value;
    let case = |text| Case::parse(text).map_err(|error| failed(COMMAND, error));
    ORDINARY.into_iter().map(|text| Ok((case(text)?.question(), config.clone()))).collect()
}

/// Asks in turn until the time is over, each question at least once. A case whose configuration is refused has nothing to measure.
fn measure(candidate: &Candidate, asked: &[&(Input, Value)], time: Duration) -> Result<Vec<Measured>, Failure> {
    let mut refused = None;
    let mut accepts = |config| candidate.configure(config).map_err(|error| refused = Some(error)).is_ok();
    let asked: Vec<_> = asked.iter().filter(|(_, config)| accepts(config)).collect();
    if let (true, Some(error)) = (asked.is_empty(), refused) {
        return Err(error.into());
    }
    let mut taken = Vec::new();
    let started = Instant::now();
    while taken.len() < asked.len() || started.elapsed() < time {
        let (question, config) = asked[taken.len() % asked.len()];
        taken.push(candidate.ask(config, question)?);
    }
    Ok(taken)
}

impl Cost {
    fn of(hook: &'static str, taken: &[Measured]) -> Self {
        let stocked = sorted(taken.iter().map(|measured| measured.asking));
        let fresh = sorted(taken.iter().map(|measured| measured.making + measured.asking));
        Self {
            hook,
            calls: taken.len(),
            stocked_p50_us: percentile(&stocked, 50),
            stocked_p99_us: percentile(&stocked, 99),
            fresh_p50_us: percentile(&fresh, 50),
            fresh_p99_us: percentile(&fresh, 99),
            fuel_max: taken.iter().map(|measured| measured.fuel).max().unwrap_or(0),
            memory_bytes_max: taken.iter().map(|measured| measured.memory_bytes).max().unwrap_or(0),
        }
    }
}

fn sorted(times: impl Iterator<Item = Duration>) -> Vec<Duration> {
    let mut times: Vec<_> = times.collect();
    times.sort();
    times
}

/// The smallest time that so many percent do not exceed, in microseconds.
fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(rank).map_or(0.0, |time| time.as_secs_f64() * 1e6)
}

fn row(cost: &Cost) -> Vec<String> {
    let us = |time: f64| format!("{time:.1}us");
    vec![
        cost.hook.to_owned(),
        cost.calls.to_string(),
        us(cost.stocked_p50_us),
        us(cost.stocked_p99_us),
        us(cost.fresh_p50_us),
        us(cost.fresh_p99_us),
        cost.fuel_max.to_string(),
        memory(cost.memory_bytes_max as u64),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_times() {
        let times: Vec<_> = (1..=100).map(Duration::from_micros).collect();
        let rounded = |percent| percentile(&times, percent).round();
        assert_eq!((rounded(50), rounded(99)), (50.0, 99.0));
        assert_eq!(percentile(&times[..1], 99).round(), 1.0);
        assert_eq!(percentile(&[], 50), 0.0);
    }

    #[test]
    fn the_ordinary_questions_are_one_for_each_hook() {
        let hook = |text| Case::parse(text).expect("is a case").hook.as_str();
        assert_eq!(ORDINARY.map(hook), ["isolation", "admission", "restart", "terminate", "mutate"]);
    }
}
