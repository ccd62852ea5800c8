//! One admission decision beside other policy engines: `cargo xtask bench --peers [--quick]`.
//!
//! All of them decide the same, which is asked first. What they isolate, what they remember and what they are handed differs, and
//! stands beside the figures. Nothing fails for being slow; a complete run writes its tables into BENCHMARKS.md.

#![cfg_attr(
    not(all(feature = "regorus", feature = "cedar-policy", feature = "cel", feature = "extism", feature = "wapc")),
    allow(dead_code, unused_imports, reason = "what only a peer needs that is left out")
)]

mod agreement;
#[cfg(feature = "cedar-policy")]
mod cedar;
#[cfg(feature = "cel")]
mod cel;
mod engine;
#[cfg(feature = "extism")]
mod extism;
mod floor;
mod inputs;
mod json;
mod measure;
mod ours;
#[path = "../../benches/budgets/page.rs"]
mod page;
#[cfg(feature = "regorus")]
mod rego;
#[path = "../../benches/budgets/rounds.rs"]
mod rounds;
mod tables;
#[cfg(feature = "wapc")]
mod wapc;

use std::fs;
use std::io::Write;
use std::process::ExitCode;

use engine::Engine;
use inputs::{CASES, Case, cases};
use measure::Scale;
use page::Place;
use tables::Measured;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Namespaces in the world: a desk, RFC-035's picture of a busy deployment, and ten times that.
const SIZES: [usize; 3] = [1, 100, 1000];

/// Where a complete run writes its tables.
const PLACE: Place = Place { mark: "peers", command: "cargo xtask bench --peers" };

const PEERS: [(&str, bool); 5] = [
    ("regorus", cfg!(feature = "regorus")),
    ("cedar-policy", cfg!(feature = "cedar-policy")),
    ("cel", cfg!(feature = "cel")),
    ("extism", cfg!(feature = "extism")),
    ("wapc", cfg!(feature = "wapc")),
];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("peers: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (scale, json) = match words.as_slice() {
        ["--json", path] => (Scale::FULL, path),
        ["--json", path, "--quick"] => (Scale::QUICK, path),
        _ => return Err("expected --json <file> and, for a smaller run, --quick".into()),
    };
    let engines = engines()?;
    let inputs = SIZES.iter().map(|size| Ok((*size, cases(*size)?))).collect::<Outcome<Vec<_>>>()?;
    agreement::check(&engines, &inputs)?;
    say(&format!("{} engines agree on {CASES} inputs each of {SIZES:?} namespaces", engines.len()));
    let measured = measure(&engines, &inputs, &scale)?;
    let tables = measured.tables();
    say(&tables);
    fs::write(json, format!("{:#}\n", measured.json())).map_err(|error| format!("{json}: {error}"))?;
    if words.contains(&"--quick") { Ok(()) } else { PLACE.write(&tables) }
}

/// The floor first.
fn engines() -> Outcome<Vec<Engine>> {
    let mut engines = vec![floor::engine()];
    engines.extend(ours::engines()?);
    #[cfg(feature = "regorus")]
    engines.extend(rego::engines());
    #[cfg(feature = "cedar-policy")]
    engines.push(cedar::engine());
    #[cfg(feature = "cel")]
    engines.push(cel::engine()?);
    #[cfg(feature = "wapc")]
    engines.extend(wapc::engines()?);
    #[cfg(feature = "extism")]
    engines.extend(extism::engines()?);
    Ok(engines)
}

fn measure<'a>(engines: &'a [Engine], inputs: &[(usize, Vec<Case>)], scale: &Scale) -> Outcome<Measured<'a>> {
    let (_, lean) = &inputs[0];
    Ok(Measured {
        engines,
        times: measure::decisions(engines, lean, scale)?,
        rates: [measure::throughput(engines, lean, 1, scale)?, measure::throughput(engines, lean, 2, scale)?],
        sizes: SIZES.to_vec(),
        growth: measure::growth(engines, inputs, scale)?,
        left_out: PEERS.into_iter().filter(|(_, built)| !built).map(|(name, _)| name).collect(),
    })
}

fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
