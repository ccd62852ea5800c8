//! A million decisions on a machine that has no time: `cargo xtask soak`. Some minutes.
//!
//! Beside them spin two threads for each core. The limits are the defaults, so a module that waits for a processor must not be taken for one that runs
//! too long: not one fault is allowed, and one ends it with exit code 1. Prints how long decisions were waited for. `--decisions N` makes it another number.
#![allow(clippy::print_stdout, reason = "a bench prints")]

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use prism_core::isolation::{IsolationLevel, Placement};
use prism_core::names::{Namespace, PatternName};
use prism_core::policy::{Outcome, Request, Usage};
use prism_core::time::UnixMillis;
use prism_policy::{Engine, Module, ModuleSpec};

const DECISIONS: usize = 1_000_000;
/// Threads that ask, as in a launcher: the one that serves, and the driver's.
const ASKING: usize = 2;
const SPINNERS_PER_CORE: usize = 2;

fn main() -> ExitCode {
    match run() {
        Ok(0) => ExitCode::SUCCESS,
        Ok(faults) => {
            println!("{faults} decisions were faults; expected none");
            ExitCode::FAILURE
        }
        Err(error) => {
            println!("soak: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<u64, Box<dyn std::error::Error>> {
    let decisions = wanted()?;
    let module = Module::load(&Engine::new(Arc::new(()))?, &ModuleSpec::builtin("standard"))?;
    let cores = std::thread::available_parallelism()?.get();
    let (spinning, faults) = (AtomicBool::new(true), AtomicU64::new(0));
    let began = Instant::now();
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        for _ in 0..cores * SPINNERS_PER_CORE {
            scope.spawn(|| {
                while spinning.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            });
        }
        let asking: Vec<_> = (0..ASKING)
            .map(|thread| {
                scope.spawn({
                    let (module, faults) = (&module, &faults);
                    move || asked(module, thread, decisions / ASKING, faults)
                })
            })
            .collect();
        let times = asking.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect();
        spinning.store(false, Ordering::Relaxed);
        times
    });
    let took = began.elapsed();
    times.sort_unstable();
    let faults = faults.load(Ordering::Relaxed);
    println!(
        "decisions {}, faults {faults}, in {:.0} s on {cores} cores beside {} spinning threads",
        times.len(),
        took.as_secs_f64(),
        cores * SPINNERS_PER_CORE
    );
    for (name, share) in [("p50", 0.5), ("p99", 0.99), ("p99.99", 0.9999), ("max", 1.0)] {
        println!("{name:<8} {:>12.1} µs", quantile(&times, share).as_secs_f64() * 1e6);
    }
    println!(
        "load     {:>12}",
        std::fs::read_to_string("/proc/loadavg").unwrap_or_default().split(' ').next().unwrap_or_default()
    );
    Ok(faults)
}

fn wanted() -> Result<usize, Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().collect();
    let number = words.iter().position(|word| word == "--decisions").and_then(|at| words.get(at + 1));
    Ok(number.map_or(Ok(DECISIONS), |number| number.parse())?)
}

/// Asks so many times, and tells how long each took. What is asked differs, and some of it is refused.
fn asked(module: &Module, thread: usize, count: usize, faults: &AtomicU64) -> Vec<Duration> {
    let requests: Vec<Request> = (0..64).filter_map(|tenant| request(&format!("tenant-{thread}-{tenant}"))).collect();
    let placement = Placement::at(IsolationLevel::Namespace);
    let mut times = Vec::with_capacity(count);
    for number in 0..count {
        let held = u32::try_from(number % 120).unwrap_or_default();
        let usage = Usage { total: held, namespace: held, total_max: 5000, namespace_max: 1000, ..Usage::default() };
        let began = Instant::now();
        let outcome =
            module.admission(&requests[number % requests.len()], &placement, &usage, UnixMillis(1_700_000_000_000));
        times.push(began.elapsed());
        if let Outcome::Fault(fault) = outcome
            && faults.fetch_add(1, Ordering::Relaxed) < 3
        {
            println!("fault: {fault}");
        }
    }
    times
}

fn request(namespace: &str) -> Option<Request> {
    Some(Request {
        pattern: PatternName::parse("consumer").ok()?,
        version: "1.0.0".into(),
        namespace: Namespace::parse(namespace).ok(),
        session: None,
        requested: None,
        level: IsolationLevel::Namespace,
        config: Arc::new(BTreeMap::from([("topic".to_owned(), "orders".to_owned())])),
        caller: "proxy".into(),
    })
}

fn quantile(sorted: &[Duration], share: f64) -> Duration {
    let rank = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).copied().unwrap_or_default()
}
