//! Chaos: clients work, and launcher, spawner and patterns are killed, stopped and continued at random, again and again.
//!
//! One seed gives the same orders to the same dice; when a signal lands is the kernel's to say, so a run is not the same twice.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use nix::sys::signal::Signal;

use super::clients::{Way, Work, client};
use super::concurrent::assert_in_line_with_the_kernel;
use super::dice::Dice;
use super::history::History;
use super::scale;
use super::stage::plan;
use super::trees::{Sampler, living};
use crate::support::{Launcher, processes, until};

const KEYS: usize = 4;
const CLIENTS: u64 = 8;
/// Rounds of a sample: each is one thing that happens, and what it takes to go on.
const ROUNDS: u64 = 12;

/// One thing happens. The launcher that serves then.
async fn round(launcher: Launcher, way: &Way, dice: &mut Dice) -> Launcher {
    tokio::time::sleep(Duration::from_millis(dice.roll() % 80)).await;
    match dice.below(6) {
        0 | 1 => return relaunch(launcher, way, false).await,
        2 => return relaunch(launcher, way, true).await,
        3 => processes::signal(current_spawner(&launcher).await, Signal::SIGKILL),
        4 => pause(if dice.below(2) == 0 { launcher.pid() } else { current_spawner(&launcher).await }, dice).await,
        _ => {
            let mains: Vec<i32> = launcher.list().await.iter().map(|info| info.pid).filter(|pid| *pid > 0).collect();
            if !mains.is_empty() {
                processes::signal(mains[dice.below(mains.len())], Signal::SIGKILL);
            }
        }
    }
    launcher
}

/// One that died may not have its successor yet.
async fn current_spawner(launcher: &Launcher) -> i32 {
    until("there is a spawner", async || processes::spawners(&launcher.state_dir()).first().copied()).await
}

async fn pause(pid: i32, dice: &mut Dice) {
    processes::signal(pid, Signal::SIGSTOP);
    tokio::time::sleep(Duration::from_millis(dice.roll() % 60)).await;
    processes::signal(pid, Signal::SIGCONT);
}

async fn relaunch(mut launcher: Launcher, way: &Way, both: bool) -> Launcher {
    let spawner = current_spawner(&launcher).await;
    launcher.kill();
    if both {
        processes::signal(spawner, Signal::SIGKILL);
        until("the spawner is gone", async || (!processes::alive(spawner)).then_some(())).await;
    }
    let launcher = launcher.into_plan().start().await;
    *way.lock().expect("not poisoned") = launcher.channel();
    launcher
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chaos_loses_doubles_and_mistakes_nothing() {
    let mut launcher = plan().config("process_manager: {backoff_period: 10ms}").start().await;
    let directory = launcher.path().to_owned();
    let (sampler, history, mut dice) = (Sampler::start(&directory), History::default(), Dice::new(scale::seed()));
    let way: Way = Arc::new(Mutex::new(launcher.channel()));
    let work = Work { way: way.clone(), history: history.clone(), keys: KEYS, done: Arc::default() };
    let clients: Vec<_> = (0..CLIENTS).map(|_| client(&work, Dice::new(dice.roll()), usize::MAX)).collect();
    for _ in 0..scale::rounds(ROUNDS) {
        launcher = round(launcher, &way, &mut dice).await;
    }
    work.done.store(true, Ordering::Relaxed);
    for client in clients {
        client.await.expect("no panic");
    }
    assert_in_line_with_the_kernel(&launcher).await;
    let (seen, told) = (sampler.finish(), history.check());
    eprintln!(
        "PRISM_PROOF_SEED={}: {told} answers, {} trees, {} samples",
        scale::seed(),
        seen.trees.len(),
        seen.samples
    );
    assert!(told > 20 && seen.trees.len() > 2, "too little happened");
    for info in launcher.list().await {
        launcher.terminate(&info.process_id).await.expect("ended");
    }
    until("nothing lives", async || living(&directory).is_empty().then_some(())).await;
}
