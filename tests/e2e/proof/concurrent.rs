//! Many clients at once, while processes die by themselves: what was told is held against what one launcher can tell, and the
//! kernel is looked at all the while.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use nix::sys::signal::Signal;
use prism_proto::v1::ProcessState;

use super::clients::{Work, client};
use super::dice::Dice;
use super::history::History;
use super::scale;
use super::trees::{Sampler, Tree, living};
use crate::support::{Launcher, Plan, processes, until};

/// A tree: a shell, its child, and one that has left its session. Ends when it is told to.
pub(crate) const FAMILY: &str = "setsid sleep 600 &\nsleep 600 &\nwait";
/// Keys that all clients fight over.
const KEYS: usize = 5;
const CLIENTS: u64 = 24;
/// Calls of each client.
const CALLS: u64 = 30;

/// What is listed as living is what lives, and no other tree.
pub(crate) async fn assert_in_line_with_the_kernel(launcher: &Launcher) {
    let directory = launcher.path().to_owned();
    let mut last = String::new();
    let in_line = tokio::time::timeout(crate::support::wait::PATIENCE, async {
        loop {
            let listed = launcher.list().await;
            let settled = listed.iter().all(|info| {
                info.state() == ProcessState::StateFailed || info.state() == ProcessState::StateRunning && info.healthy
            });
            let running = listed.iter().filter(|info| info.pid != 0);
            let listed: std::collections::BTreeSet<_> =
                running.map(|info| Tree { process_id: info.process_id.clone(), generation: info.generation }).collect();
            let living = living(&directory);
            if settled && listed == living {
                return;
            }
            last = format!("listed {listed:?}, living {living:?}");
            tokio::time::sleep(crate::support::wait::PAUSE).await;
        }
    });
    if in_line.await.is_err() {
        panic!("books and kernel differ for good: {last}\n{:#?}", launcher.list().await);
    }
}

/// SIGKILL to main processes at random, until told to stop.
fn killer(launcher: &Launcher, mut dice: Dice) -> tokio::task::JoinHandle<()> {
    let mut client = launcher.client();
    tokio::spawn(async move {
        loop {
            let listed = client.list_patterns(prism_proto::v1::ListPatternsRequest::default()).await;
            let listed = listed.map(|answer| answer.into_inner().patterns).unwrap_or_default();
            let living: Vec<i32> = listed.iter().map(|info| info.pid).filter(|pid| *pid > 0).collect();
            if !living.is_empty() {
                processes::signal(living[dice.below(living.len())], Signal::SIGKILL);
            }
            tokio::time::sleep(Duration::from_millis(dice.roll() % 300)).await;
        }
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn whatever_clients_and_deaths_come_together_what_is_told_is_what_one_launcher_can_tell() {
    // Deaths that nobody asked for would end in a quarantine.
    let patience = "process_manager: {backoff_period: 10ms}\nlimits: {quarantine: 1s}";
    let plan = Plan::new().config(patience);
    let launcher = plan
        .patterns(|patterns| patterns.script("p", "healthcheck: {kind: alive}\ngrace_period: 2s", FAMILY))
        .start()
        .await;
    let (sampler, history) = (Sampler::start(launcher.path()), History::default());
    let way = Arc::new(Mutex::new(launcher.channel()));
    let work = Work { way, history: history.clone(), keys: KEYS, done: Arc::default() };
    let mut seeds = Dice::new(scale::seed());
    let killer = killer(&launcher, Dice::new(seeds.roll()));
    let calls = usize::try_from(CALLS * scale::rounds(1)).expect("a count");
    let clients: Vec<_> = (0..CLIENTS).map(|_| client(&work, Dice::new(seeds.roll()), calls)).collect();
    for client in clients {
        client.await.expect("no panic");
    }
    killer.abort();
    assert_in_line_with_the_kernel(&launcher).await;
    let seen = sampler.finish();
    let told = history.check();
    assert!(told > history.calls().len() / 2, "only {told} of {} were answered", history.calls().len());
    assert!(seen.samples > 10 && seen.trees.len() > KEYS, "too little happened: {seen:?}");
    for info in launcher.list().await {
        launcher.terminate(&info.process_id).await.expect("ended");
    }
    until("nothing lives", async || living(launcher.path()).is_empty().then_some(())).await;
}
