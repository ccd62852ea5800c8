//! What a decision costs: `cargo bench -p prism-policy`. A few seconds; prints a table, asserts nothing.
//!
//! The floor is the same decision as a native closure. `stocked` is what a caller waits for where decisions come apart, `fresh` is with
//! instantiation and configuration, `memo` a known isolation answer. Decisions are recorded as in a launcher: handed to another thread by
//! a bounded queue. Budgets: B2 in BENCHMARKS.md.
#![allow(clippy::print_stdout, reason = "a bench prints")]

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::hint::black_box;
use std::num::NonZero;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::{Duration, Instant};

use prism_core::isolation::{IsolationLevel, Placement};
use prism_core::names::{Namespace, PatternName, SessionId};
use prism_core::policy::{Cause, Ended, Outcome, Request, Usage};
use prism_core::time::UnixMillis;
use prism_policy::{
    BUILTINS, CodeCache, Decision, Engine, Limits, Module, ModuleSpec, Observer, Recording, Severity, builtin_component,
};
use serde_json::json;

const NOW: UnixMillis = UnixMillis(1_700_000_000_000);
const ROUNDS: usize = 5_000;
/// The writer of a launcher's log lets recordings gather so long.
const GATHER: Duration = Duration::from_millis(5);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("resident before the engine: {} KiB", resident_kib());
    let engine = Engine::new(Arc::new(Recorder::start()))?;
    println!("resident with the engine:   {} KiB", resident_kib());
    let standard = load(&engine, "standard", json!({}), Limits::default())?;
    let unstocked = load(&engine, "standard", json!({}), Limits { stock: 0, memo_entries: 0, ..Limits::default() })?;
    let unremembered = load(&engine, "standard", json!({}), Limits { memo_entries: 0, ..Limits::default() })?;
    refilled(&standard);
    println!("resident with 3 modules:    {} KiB", resident_kib());
    for name in BUILTINS {
        println!("component {name}: {} bytes", builtin_component(name).map_or(0, <[u8]>::len));
    }
    println!("{:<34} {:>9} {:>9} {:>9}", "", "p50 µs", "p99 µs", "1/s");
    let (request, usage, placement, ended) = (request(), usage(), Placement::at(IsolationLevel::Namespace), ended());
    report("floor: native closure", || drop(black_box(native(&request, &usage))), || {});
    for (name, module, stocked) in [("stocked", &unremembered, true), ("fresh", &unstocked, false)] {
        let prepare = || {
            if stocked {
                refilled(module);
            }
        };
        report(&format!("{name}: isolation"), || drop(black_box(module.isolation(&request))), prepare);
        report(
            &format!("{name}: admission"),
            || drop(black_box(module.admission(&request, &placement, &usage, NOW))),
            prepare,
        );
        report(&format!("{name}: restart"), || drop(black_box(module.restart(&ended))), prepare);
    }
    report("memo: isolation", || drop(black_box(standard.isolation(&request))), || {});
    report("flat out: admission", || drop(black_box(standard.admission(&request, &placement, &usage, NOW))), || {});
    together(&unstocked);
    checks(&engine, "recorded")?;
    checks(&Engine::new(Arc::new(()))?, "not recorded")?;
    println!("resident at the end:        {} KiB", resident_kib());
    loads()
}

/// How many decisions a second one thread makes and how many as many as there are processors, all in one address space.
fn together(module: &Module) {
    let (request, usage, placement) = (request(), usage(), Placement::at(IsolationLevel::Namespace));
    for threads in [1, std::thread::available_parallelism().map_or(1, NonZero::get)] {
        let ask = || (0..4 * ROUNDS).for_each(|_| drop(black_box(module.admission(&request, &placement, &usage, NOW))));
        let started = Instant::now();
        std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(ask))));
        let rate = (4 * ROUNDS * threads) as f64 / started.elapsed().as_secs_f64();
        println!("together, fresh: admission, {threads} at a time: {rate:.0}/s");
    }
}

/// What a load costs, compiled and with the code of the first one taken up again. Budget: 5 ms a module where it is kept.
fn loads() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::Builder::new().permissions(Permissions::from_mode(0o700)).tempdir()?;
    let cached = || {
        Engine::with_cache(Arc::new(()), Some(CodeCache::open(folder.path(), CodeCache::BYTES_MAX)?))
            .map_err(Box::<dyn std::error::Error>::from)
    };
    for (name, engine, loads) in [("compiled", Engine::new(Arc::new(()))?, 10), ("kept", cached()?, 101)] {
        for policy in BUILTINS {
            let config = if policy == "tiered" { json!({"tiers": {}}) } else { json!({}) };
            let spec =
                ModuleSpec::builtin(policy).with_config(config).with_limits(Limits { stock: 0, ..Limits::default() });
            let _first = Module::load(&engine, &spec)?;
            let mut times = Vec::new();
            for _ in 0..loads {
                let started = Instant::now();
                black_box(Module::load(&engine, &spec)?);
                times.push(started.elapsed());
            }
            times.sort_unstable();
            let ms = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1e3;
            println!("load {policy}, code {name}: p50 {:.2} ms, p99 {:.2} ms", ms(50), ms(99));
        }
    }
    Ok(())
}

/// What a check costs, with its comparison, its being noted and its being handed over: the same module asked by who is held to four, and by
/// who names neither namespace nor session and is held to one. In turn, so that what else the machine does is in both.
fn checks(engine: &Engine, how: &str) -> Result<(), Box<dyn std::error::Error>> {
    let config = json!({"max_total": 9999, "max_per_session": 99, "max_starts_per_minute_per_namespace": 99});
    let module = load(engine, "standard", config, Limits { stock: 0, memo_entries: 0, ..Limits::default() })?;
    let (usage, placement) = (usage(), Placement::at(IsolationLevel::None));
    let requests = [Request { namespace: None, session: None, ..request() }, request()];
    let mut times = [Vec::with_capacity(ROUNDS), Vec::with_capacity(ROUNDS)];
    for _ in 0..ROUNDS {
        for (request, times) in requests.iter().zip(&mut times) {
            let started = Instant::now();
            black_box(module.admission(request, &placement, &usage, NOW));
            times.push(started.elapsed());
        }
    }
    let [one, four] = times.map(|mut times| {
        times.sort_unstable();
        times[ROUNDS / 2].as_secs_f64() * 1e6
    });
    println!("a check, {how}: {:.2} µs (a decision with one {one:.2}, with four {four:.2})", (four - one) / 3.0);
    Ok(())
}

/// Takes recordings as a launcher does.
struct Recorder(SyncSender<Box<Recording>>);

impl Recorder {
    fn start() -> Self {
        let (queue, recordings) = sync_channel::<Box<Recording>>(8192);
        std::thread::spawn(move || {
            while let Ok(first) = recordings.recv() {
                std::iter::once(first).chain(recordings.try_iter()).for_each(drop);
                std::thread::sleep(GATHER);
            }
        });
        Self(queue)
    }
}

impl Observer for Recorder {
    fn decided(&self, _: &Decision<'_>) {}

    fn logged(&self, _: &str, _: Severity, _: &str) {}

    fn records(&self) -> bool {
        true
    }

    fn record(&self, recording: Recording) {
        // Full: lost, as in a launcher.
        let _ = self.0.try_send(Box::new(recording));
    }
}

fn load(
    engine: &Engine,
    name: &str,
    config: serde_json::Value,
    limits: Limits,
) -> Result<Module, Box<dyn std::error::Error>> {
    let started = Instant::now();
    let module = Module::load(engine, &ModuleSpec::builtin(name).with_config(config).with_limits(limits))?;
    println!("load {name}: {:.1} ms", started.elapsed().as_secs_f64() * 1e3);
    Ok(module)
}

/// Prints the quantiles of `ROUNDS` runs of `work`, each after a `prepare` that is not counted.
fn report(name: &str, work: impl Fn(), prepare: impl Fn()) {
    let mut times: Vec<Duration> = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        prepare();
        let started = Instant::now();
        work();
        times.push(started.elapsed());
    }
    let total: Duration = times.iter().sum();
    times.sort_unstable();
    let micros = |quantile: usize| times[(ROUNDS - 1) * quantile / 100].as_secs_f64() * 1e6;
    let rate = ROUNDS as f64 / total.as_secs_f64();
    println!("{name:<34} {:>9.2} {:>9.2} {rate:>9.0}", micros(50), micros(99));
}

/// Waits for a full stock before it is so low that it is filled: decisions that come apart find it at rest.
fn refilled(module: &Module) {
    let size = module.limits().stock;
    if module.stocked() <= size / 2 + 1 {
        // The one that makes it low.
        let _ = module.restart(&ended());
        while module.stocked() < size {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

fn native(request: &Request, usage: &Usage) -> Outcome<()> {
    match request.namespace {
        Some(_) if usage.namespace >= 100 => Outcome::Answer(()),
        _ => Outcome::Answer(()),
    }
}

fn request() -> Request {
    let config = [("topic", "orders"), ("group", "billing"), ("region", "eu-central-1"), ("batch", "500")];
    Request {
        pattern: PatternName::parse("consumer").expect("valid"),
        version: "1.4.2".into(),
        namespace: Namespace::parse("tenant-a").ok(),
        session: SessionId::parse("user-1@example").ok(),
        requested: Some(IsolationLevel::Namespace),
        level: IsolationLevel::Namespace,
        config: Arc::new(BTreeMap::from(config.map(|(key, value)| (key.to_owned(), value.to_owned())))),
        caller: "proxy-eu-1".into(),
    }
}

fn usage() -> Usage {
    Usage {
        total: 420,
        namespace: 12,
        pattern: 40,
        session: 1,
        total_max: 10_000,
        namespace_max: 1000,
        ..Usage::default()
    }
}

fn ended() -> Ended {
    Ended {
        pattern: PatternName::parse("consumer").expect("valid"),
        version: "1.4.2".into(),
        namespace: Namespace::parse("tenant-a").ok(),
        session: None,
        level: IsolationLevel::Namespace,
        generation: 3,
        cause: Cause::Unhealthy("connection refused".into()),
        was_ready: true,
        ran: Duration::from_secs(90),
        consecutive_failures: 3,
        restarts: 2,
        seed: 42,
        now: NOW,
    }
}

/// `VmRSS` of this process.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
