//! B6 and B7: what a launcher is while nothing happens: memory, descriptors, CPU.

use std::time::{Duration, Instant};

use crate::client::{Client, Namespaces, runtime};
use crate::daemon::{Daemon, Policies};
use crate::figures::{Budget, Rounds, Row, Unit};
use crate::proc::{self, Memory};
use crate::{Outcome, Scale};

/// Live before the first look: what is touched once belongs to no instance.
const FIRST: usize = 100;
/// After the last launch: what was needed for it is given back.
const SETTLE: Duration = Duration::from_secs(2);

/// How a process looks at one time.
struct Look {
    memory: Memory,
    descriptors: f64,
}

impl Look {
    fn at(pid: u32) -> Self {
        Self { memory: proc::memory(pid), descriptors: proc::descriptors(pid) }
    }
}

pub(crate) fn rows(scale: &Scale) -> Outcome<Vec<Row>> {
    let daemon = Daemon::start(Policies::Default)?;
    let (launcher, spawner) = (daemon.pid(), daemon.spawner_pid()?);
    let runtime = runtime()?;
    let client = runtime.block_on(Client::connect(&daemon))?;
    std::thread::sleep(SETTLE);
    let empty = [Look::at(launcher), Look::at(spawner)];
    let mut namespaces = Namespaces::default();
    let mut fill = |count: usize| -> Outcome<[Look; 2]> {
        runtime.block_on(client.launch_all("http", &namespaces.take(count)))?;
        std::thread::sleep(SETTLE);
        Ok([Look::at(launcher), Look::at(spawner)])
    };
    let first = fill(FIRST)?;
    let (instances, window) = scale.idle;
    let more = instances - FIRST;
    let full = fill(more)?;
    let mut rows = Vec::new();
    for (index, name) in ["launcher", "spawner"].into_iter().enumerate() {
        rows.extend(memory_rows(name, &empty[index], &first[index], &full[index], more));
    }
    rows.extend(cpu_rows(&daemon, [launcher, spawner], instances, window, scale.scrape_every)?);
    Ok(rows)
}

fn memory_rows(name: &str, empty: &Look, first: &Look, full: &Look, instances: usize) -> Vec<Row> {
    let is_launcher = name == "launcher";
    let held_to = |most: f64| if is_launcher { Budget::AtMost(most) } else { Budget::None };
    let each = |read: fn(&Look) -> f64| (read(full) - read(first)) / instances as f64;
    let row =
        |work: String, unit, value: f64, budget| Row { id: "B6", work, unit, floor: None, ours: one(value), budget };
    vec![
        row(
            format!("{name}, no instance: resident"),
            Unit::Bytes,
            empty.memory.resident,
            held_to(40.0 * 1024.0 * 1024.0),
        ),
        row(format!("{name}, no instance: anonymous part of it"), Unit::Bytes, empty.memory.anonymous, Budget::None),
        row(
            format!("{name}, each of {instances} instances more: resident"),
            Unit::Bytes,
            each(|look| look.memory.resident),
            held_to(12.0 * 1024.0),
        ),
        row(
            format!("{name}, each of {instances} instances more: descriptors"),
            Unit::Count,
            each(|look| look.descriptors),
            held_to(2.0),
        ),
    ]
}

/// The whole window is watched; the scrapes are in it.
fn cpu_rows(daemon: &Daemon, pids: [u32; 2], instances: usize, window: Duration, every: Duration) -> Outcome<Vec<Row>> {
    let before = pids.map(proc::cpu);
    let began = Instant::now();
    while began.elapsed() < window {
        daemon.scrape()?;
        std::thread::sleep(every.min(window.saturating_sub(began.elapsed())));
    }
    let took = began.elapsed().as_secs_f64();
    let row = |index: usize, name: &str, budget| Row {
        id: "B7",
        work: format!("{name}, {instances} idle instances, {} s, scraped each {} s", window.as_secs(), every.as_secs()),
        unit: Unit::Share,
        floor: None,
        ours: one((proc::cpu(pids[index]) - before[index]).as_secs_f64() / took),
        budget,
    };
    Ok(vec![row(0, "launcher", Budget::AtMost(0.01)), row(1, "spawner", Budget::None)])
}

fn one(value: f64) -> Rounds {
    let mut rounds = Rounds::default();
    rounds.add(value);
    rounds
}
