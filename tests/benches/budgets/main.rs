//! The budgets, measured: the release daemon with real processes, beside a floor in the same run.
//!
//! `cargo xtask bench [--quick] [B1 B3 ...]`. Floor and ours alternate in several rounds, so what else the machine does hits both
//! alike: read the ratios. Nothing fails for being slow; a complete run writes its table into BENCHMARKS.md.

mod client;
mod cold;
mod daemon;
mod decision;
mod direct;
mod figures;
mod growth;
mod idle;
mod killed;
mod linear;
mod many;
mod neighbour;
mod page;
mod proc;
mod rounds;
mod swap;
mod takeover;
mod warm;

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use figures::Row;
use page::Place;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// How much is measured.
#[derive(Clone, Copy, Debug)]
struct Scale {
    rounds: usize,
    /// Warm calls of each kind in a round.
    warm_calls: usize,
    /// How long 64 streams are kept busy, each time.
    window: Duration,
    /// Starts in a round, and kills.
    starts: usize,
    /// Instances that idle, and how long they are watched.
    idle: (usize, Duration),
    /// Between two scrapes of the metrics.
    scrape_every: Duration,
    /// The many in "cost at many / cost at few".
    many: usize,
}

impl Scale {
    const FULL: Self = Self {
        rounds: 5,
        warm_calls: 3000,
        window: Duration::from_secs(1),
        starts: 40,
        idle: (500, Duration::from_secs(60)),
        scrape_every: Duration::from_secs(15),
        many: 1000,
    };
    const QUICK: Self = Self {
        rounds: 2,
        warm_calls: 1000,
        window: Duration::from_millis(300),
        starts: 15,
        idle: (200, Duration::from_secs(10)),
        scrape_every: Duration::from_secs(5),
        many: 300,
    };
}

/// Where a complete run writes its table.
const PLACE: Place = Place { mark: "measured", command: "cargo xtask bench" };

type Bench = fn(&Scale) -> Outcome<Vec<Row>>;

const BENCHES: [(&str, Bench); 11] = [
    ("B1", warm::rows),
    ("B2", decision::rows),
    ("B3", cold::rows),
    ("B4", many::rows),
    ("B5", killed::rows),
    ("B6", idle::rows),
    ("B8", linear::rows),
    ("B9", takeover::rows),
    ("B10", swap::rows),
    ("B12", growth::rows),
    ("B14", neighbour::rows),
];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("bench: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let quick = words.iter().any(|word| word == "--quick");
    let wanted: Vec<&String> = words.iter().filter(|word| !word.starts_with("--")).collect();
    let scale = if quick { Scale::QUICK } else { Scale::FULL };
    let mut rows = Vec::new();
    say(Row::HEAD.trim_end());
    for (name, bench) in BENCHES.iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|word| word == name))
    {
        let found = bench(&scale).map_err(|error| format!("{name}: {error}"))?;
        found.iter().for_each(|row| say(&row.line()));
        rows.extend(found);
    }
    let table = || rows.iter().fold(Row::HEAD.to_owned(), |table, row| table + &row.line() + "\n");
    if wanted.is_empty() && !quick { PLACE.write(&table()) } else { Ok(()) }
}

fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
