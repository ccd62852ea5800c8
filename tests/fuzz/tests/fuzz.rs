//! Every target under its corpus and what a seed makes of it.
//!
//! `PRISM_FUZZ_RUNS=<n>` tries that many of each target, `PRISM_FUZZ_SEED=<n>` begins elsewhere, `PRISM_FUZZ_TARGET=<name>` runs one. What
//! breaks a target is written to a file: put it into the target's corpus, and it is tried first for ever.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use prism_fuzz::{Mutator, TARGETS, Target, corpus};

/// Inputs of each target in an ordinary run: some seconds of the dev profile.
const RUNS: u64 = 2_000;

fn asked_for(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|value| value.parse().unwrap_or_else(|_| panic!("{variable} is a number")))
}

fn holds(name: &str, target: Target, input: &[u8], origin: &str) {
    if catch_unwind(AssertUnwindSafe(|| target(input))).is_err() {
        let file = kept(name, input);
        panic!("{name} broke on {origin}; the input is in {}", file.display());
    }
}

fn kept(name: &str, input: &[u8]) -> PathBuf {
    let file = std::env::temp_dir().join(format!("prism-fuzz-{name}-{}", std::process::id()));
    std::fs::write(&file, input).expect("written");
    file
}

#[test]
fn no_target_breaks_on_its_corpus_or_on_what_mutation_makes_of_it() {
    let (runs, seed) = (asked_for("PRISM_FUZZ_RUNS").unwrap_or(RUNS), asked_for("PRISM_FUZZ_SEED").unwrap_or(1));
    let only = std::env::var("PRISM_FUZZ_TARGET").ok();
    for (name, target) in TARGETS.iter().filter(|(name, _)| only.as_deref().is_none_or(|only| only == *name)) {
        let inputs = corpus(name);
        for (file, input) in &inputs {
            holds(name, *target, input, file);
        }
        let mut mutator = Mutator::new(seed);
        for run in 0..runs {
            let input = mutator.mutate(&inputs);
            holds(name, *target, &input, &format!("run {run} of PRISM_FUZZ_SEED={seed}"));
        }
    }
}

#[test]
fn what_mutation_begins_with_is_understood() {
    for (file, input) in corpus("link") {
        assert!(prism_spawner::fuzz::is_message(&input), "corpus/link/{file} is no message any more");
    }
    // The whole one has its head already.
    for (file, input) in corpus("record").into_iter().filter(|(file, _)| file != "whole") {
        assert!(prism_launcher::fuzz::is_body(&input), "corpus/record/{file} is no record any more");
    }
}
