//! How fast a log is made again: `cargo bench -p prism-policy --bench replay`. Some seconds; prints a table, asserts only that the work is done.
//!
//! A second of CPU is what is counted, as another program's work is none of ours; beside it stands what a clock on the wall shows.
//!
//! The log is written by the modules themselves and read back as lines of text, so that reading is part of the figure, as it is for whoever waits for
//! `policy replay`. Every question goes to a fresh instance. The budget is 20,000 decisions a second on one core.
#![allow(clippy::print_stdout, reason = "a bench prints")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use prism_core::isolation::{IsolationLevel, Placement};
use prism_core::names::{Namespace, PatternName, SessionId};
use prism_core::policy::{Cause, Ended, Policy, Request, Usage};
use prism_core::time::UnixMillis;
use prism_policy::{
    Decision, Engine, Limits, LogLine, Module, ModuleRef, ModuleSpec, Observer, PolicySet, Record, Recording,
    Redaction, ReplayReport, Replayer, SecretKeys, Selection, Severity,
};

/// Of each hook.
const DECISIONS: u32 = 20_000;
const NOW: UnixMillis = UnixMillis(1_700_000_000_000);

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let (log, module) = written()?;
    let bytes: usize = log.iter().map(String::len).sum();
    println!("{} decisions in {:.1} MiB", log.len(), bytes as f64 / 1024.0 / 1024.0);
    println!("{:<34} {:>12} {:>9}", "", "1/s of CPU", "1/s");
    timed("read the lines", log.len(), || read(&log).map(drop))?;
    timed("read and verify", log.len(), || verified(&log, &module, None))?;
    timed("read, verify and ask a candidate", log.len(), || verified(&log, &module, Some(&module)))?;
    let half = log.len() / 2;
    timed("read and verify, two threads", log.len(), || {
        std::thread::scope(|scope| {
            let halves = [&log[..half], &log[half..]].map(|part| {
                let module = &module;
                scope.spawn(move || verified(part, module, None).map_err(|error| error.to_string()))
            });
            halves.into_iter().try_for_each(|half| half.join().map_err(|_| "a thread ended early".to_owned())?)
        })
        .map_err(Into::into)
    })
}

fn timed(name: &str, count: usize, work: impl FnOnce() -> Outcome<()>) -> Outcome<()> {
    let (began, cpu) = (Instant::now(), cpu_seconds());
    work()?;
    let (took, cpu) = (began.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    println!("{name:<34} {:>12.0} {:>9.0}", count as f64 / cpu, count as f64 / took);
    Ok(())
}

/// What this process has had of processors.
fn cpu_seconds() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

fn read(log: &[String]) -> Outcome<Vec<LogLine>> {
    Ok(log.iter().map(|line| LogLine::read(line.as_bytes())).collect::<Result<_, _>>()?)
}

fn verified(log: &[String], module: &Module, candidate: Option<&Module>) -> Outcome<()> {
    let mut replayer = Replayer::default();
    replayer.know(ModuleRef::from(module), module.clone());
    if let Some(candidate) = candidate {
        replayer = replayer.with_candidate(candidate.clone());
    }
    let mut report = ReplayReport::default();
    for line in log {
        let LogLine::Decision(record) = LogLine::read(line.as_bytes())? else { continue };
        report.add(&record, &replayer.replay(&record)?);
    }
    if report.verified == log.len() as u64 { Ok(()) } else { Err(format!("{report:?}").into()) }
}

/// Writes everything down as a launcher does.
#[derive(Default)]
struct Log(Mutex<Vec<String>>);

impl Observer for Log {
    fn decided(&self, _: &Decision<'_>) {}

    fn logged(&self, _: &str, _: Severity, _: &str) {}

    fn records(&self) -> bool {
        true
    }

    fn record(&self, recording: Recording) {
        let keys = SecretKeys::new(&[]);
        let redaction = Redaction { hides: &|key| keys.matches(key), salt: &[7; 32] };
        let line = serde_json::to_string(&Record::new(&recording, &redaction)).unwrap_or_default();
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(line);
    }
}

/// A log of all three hooks, and the module that decided, without a stock and a memo as a replay has it.
fn written() -> Outcome<(Vec<String>, Module)> {
    let log = Arc::new(Log::default());
    let engine = Engine::new(log.clone())?;
    let limits = Limits { stock: 0, memo_entries: 0, ..Limits::default() };
    let module = Module::load(&engine, &ModuleSpec::builtin("standard").with_limits(limits))?;
    let set = PolicySet::new(&Selection::default(), vec![module.clone()])?;
    for number in 0..DECISIONS {
        let request = request(number)?;
        let usage = Usage { total: number % 500, namespace: number % 120, ..Usage::default() };
        let _ = set.isolation(&request);
        let _ = set.admission(&request, &Placement::at(IsolationLevel::Namespace), &usage, NOW);
        let _ = set.restart(&ended(number)?);
    }
    let lines = std::mem::take(&mut *log.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    Ok((lines, module))
}

fn request(number: u32) -> Outcome<Request> {
    let config = [("topic", "orders.v3"), ("consumer_group", "billing"), ("kafka_brokers", "a:9092,b:9092")];
    Ok(Request {
        pattern: PatternName::parse("consumer")?,
        version: "1.0.0".into(),
        namespace: Some(Namespace::parse(&format!("tenant-{}", number % 997))?),
        session: Some(SessionId::parse(&format!("user-{number}"))?),
        requested: None,
        level: IsolationLevel::Namespace,
        config: Arc::new(
            config.map(|(key, value)| (key.to_owned(), value.to_owned())).into_iter().collect::<BTreeMap<_, _>>(),
        ),
        caller: "proxy".into(),
    })
}

fn ended(number: u32) -> Outcome<Ended> {
    Ok(Ended {
        pattern: PatternName::parse("consumer")?,
        version: "1.0.0".into(),
        namespace: Some(Namespace::parse(&format!("tenant-{}", number % 997))?),
        session: None,
        level: IsolationLevel::Namespace,
        generation: 3,
        cause: Cause::Exited(1),
        was_ready: true,
        ran: Duration::from_secs(9),
        consecutive_failures: number % 5,
        restarts: 2,
        seed: number.into(),
        now: NOW,
    })
}
