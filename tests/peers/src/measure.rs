//! Measuring: in rounds, in each of which every engine has its turn.

use std::hint::black_box;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::engine::{Decide, Engine, Handed};
use crate::inputs::Case;
use crate::rounds::Rounds;

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    pub(crate) rounds: usize,
    /// Decisions of each engine in a round.
    pub(crate) decisions: usize,
    /// The same for each size of the world.
    pub(crate) growth: usize,
    /// How long an engine is kept busy, each time.
    pub(crate) window: Duration,
}

impl Scale {
    pub(crate) const FULL: Self = Self { rounds: 10, decisions: 2000, growth: 200, window: Duration::from_millis(500) };
    pub(crate) const QUICK: Self = Self { rounds: 2, decisions: 500, growth: 50, window: Duration::from_millis(100) };
}

/// One decision at a time, one namespace in the world, handed numbers: the times of each engine.
pub(crate) fn decisions(engines: &[Engine], cases: &[Case], scale: &Scale) -> Outcome<Vec<Rounds>> {
    let mut started = engines.iter().map(|engine| (engine.start)(Handed::Numbers)).collect::<Outcome<Vec<_>>>()?;
    let mut times = vec![Rounds::default(); engines.len()];
    for _ in 0..scale.rounds {
        for (decides, times) in started.iter_mut().zip(&mut times) {
            round(&mut **decides, cases, scale.decisions, times)?;
        }
    }
    Ok(times)
}

/// The times of an engine for each size of the world.
pub(crate) struct Growth<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) handed: Handed,
    pub(crate) times: Vec<Rounds>,
}

/// The same in a growing world, handed what each engine is commonly handed.
pub(crate) fn growth<'a>(
    engines: &'a [Engine],
    inputs: &[(usize, Vec<Case>)],
    scale: &Scale,
) -> Outcome<Vec<Growth<'a>>> {
    let ways = engines.iter().flat_map(|engine| engine.grows.iter().map(move |handed| (engine, *handed)));
    let start = |(engine, handed): (&'a Engine, Handed)| -> Outcome<(Box<dyn Decide>, Growth<'a>)> {
        let growth = Growth { engine, handed, times: vec![Rounds::default(); inputs.len()] };
        Ok(((engine.start)(handed)?, growth))
    };
    let mut started = ways.map(start).collect::<Outcome<Vec<_>>>()?;
    for _ in 0..scale.rounds {
        for (decides, growth) in &mut started {
            for ((_, cases), times) in inputs.iter().zip(&mut growth.times) {
                round(&mut **decides, cases, scale.growth, times)?;
            }
        }
    }
    Ok(started.into_iter().map(|(_, growth)| growth).collect())
}

/// The first ones warm up what others cooled down, and are not counted.
fn round(decides: &mut dyn Decide, cases: &[Case], count: usize, times: &mut Rounds) -> Outcome<()> {
    times.begin();
    let first = count / 10;
    for (number, case) in cases.iter().cycle().take(first + count).enumerate() {
        decides.prepare(case)?;
        let started = Instant::now();
        let answer = black_box(decides.decide(case)?);
        let took = started.elapsed();
        drop(answer);
        if number >= first {
            times.took(took);
        }
    }
    Ok(())
}

/// Decisions a second of each engine on so many threads, one for each round. Nothing is waited for: a stock runs out.
pub(crate) fn throughput(engines: &[Engine], cases: &[Case], threads: usize, scale: &Scale) -> Outcome<Vec<Rounds>> {
    let mut rates = vec![Rounds::default(); engines.len()];
    for _ in 0..scale.rounds.div_ceil(3) {
        for (engine, rates) in engines.iter().zip(&mut rates) {
            rates.begin();
            rates.add(rate(engine, cases, threads, scale.window)?);
        }
    }
    Ok(rates)
}

fn rate(engine: &Engine, cases: &[Case], threads: usize, window: Duration) -> Outcome<f64> {
    let (ready, over) = (Barrier::new(threads + 1), AtomicBool::new(false));
    thread::scope(|scope| {
        let busy = || {
            let decides = (engine.start)(Handed::Numbers);
            // Whether it has started or not, the others wait for it here.
            ready.wait();
            until(&over, &mut *decides?, cases)
        };
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(busy)).collect();
        ready.wait();
        let started = Instant::now();
        thread::sleep(window);
        over.store(true, Ordering::Relaxed);
        let elapsed = started.elapsed().as_secs_f64();
        let counts = running.into_iter().map(|thread| thread.join().map_err(|_| "a thread panicked")?);
        Ok(counts.sum::<Outcome<usize>>()? as f64 / elapsed)
    })
}

fn until(over: &AtomicBool, decides: &mut dyn Decide, cases: &[Case]) -> Outcome<usize> {
    let mut count = 0;
    for case in cases.iter().cycle() {
        if over.load(Ordering::Relaxed) {
            break;
        }
        drop(black_box(decides.decide(case)?));
        count += 1;
    }
    Ok(count)
}
