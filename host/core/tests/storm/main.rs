//! Seeded storms: random callers, a random kernel, random policies, news that is late, doubled, stale or lost to time, and after
//! every step everything that must always be true.
//!
//! `PRISM_STORM_SEED=<n>` runs one seed, `PRISM_STORM_SEEDS=<n>` runs that many.

mod answers;
mod callers;
mod dice;
mod kernel;
mod storm;

use std::panic::{AssertUnwindSafe, catch_unwind};

use storm::Storm;

/// Seeds of an ordinary run: some seconds of the dev profile.
const SEEDS: u64 = 3_000;
/// Lines of the trace that are shown of a storm that failed.
const TAIL_LINES: usize = 60;

#[expect(clippy::disallowed_methods, reason = "a test is configured by its environment; the core is not")]
fn asked_for(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|value| value.parse().unwrap_or_else(|_| panic!("{variable} is a number")))
}

#[test]
fn every_storm_keeps_every_promise() {
    let seeds = match asked_for("PRISM_STORM_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..asked_for("PRISM_STORM_SEEDS").unwrap_or(SEEDS),
    };
    for seed in seeds {
        weather(seed);
    }
}

/// Runs one seed twice: nothing may be broken, and nothing may differ.
fn weather(seed: u64) {
    let run = || {
        let mut storm = Storm::new(seed);
        let end = catch_unwind(AssertUnwindSafe(|| storm.rage())).unwrap_or_else(|_| Err("it panicked".into()));
        (storm.trace, end)
    };
    let (trace, end) = run();
    if let Err(what) = end {
        let tail = trace.len().saturating_sub(TAIL_LINES);
        panic!("{what}\n  in the storm of PRISM_STORM_SEED={seed}, which ended:\n{}", trace[tail..].join("\n"));
    }
    let (again, _) = run();
    let differs = trace.iter().zip(&again).position(|(a, b)| a != b);
    assert!(trace == again, "PRISM_STORM_SEED={seed} gives two traces that differ at line {differs:?}");
}
