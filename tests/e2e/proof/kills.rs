//! SIGKILL to the launcher, to its spawner, to both, just before each call that changes something: while one process is started, one
//! is stopped and one has died.
//!
//! Between two such calls the world does not change, so these are all the moments at which a death can differ.

use super::scale;
use super::stage::{Stage, plan};
use crate::support::{Launcher, sabotage};

/// Who makes the call, who is killed, and of how many points a sample takes one.
const SWEEPS: [(&str, &str, u64); 9] = [
    ("launcher", "launcher", 11),
    ("launcher", "spawner", 17),
    ("launcher", "both", 13),
    ("spawner", "launcher", 17),
    ("spawner", "spawner", 11),
    ("spawner", "both", 13),
    ("newborn", "launcher", 13),
    ("newborn", "spawner", 11),
    ("newborn", "both", 13),
];
/// The same of a stop with nothing beside it. 2: a record that follows what it speaks of does so by an openat and a write.
const EVERY_OF_A_STOP: u64 = 2;
/// More calls than any act makes. A sweep that comes here tries nothing.
const POINTS_MAX: u64 = 2_000;

/// Kills at one point; whether there was one.
async fn kill_at(role: &str, point: u64, victim: &str) -> bool {
    let mut launcher = plan().sabotage(Some("off")).start().await;
    let mut stage = Stage::set(&launcher).await;
    launcher.sabotaged().order(&format!("kill {role} {point} {victim}"));
    stage.act(&launcher).await;
    judge(launcher, &stage, victim).await
}

/// Kills the launcher at one point of a stop; whether there was one.
async fn kill_at_stop(point: u64) -> bool {
    let mut launcher = plan().sabotage(Some("off")).start().await;
    let mut stage = Stage::set(&launcher).await;
    stage.begin(&launcher).await;
    stage.assert_what_crashed_is_back(&launcher, "nothing yet").await;
    launcher.sabotaged().order(&format!("kill launcher {point} launcher"));
    stage.end(&launcher).await;
    judge(launcher, &stage, "launcher").await
}

/// Whether anybody was killed, and all is as it must be then.
async fn judge(mut launcher: Launcher, stage: &Stage, victim: &str) -> bool {
    launcher.sabotaged().order("off");
    let struck = launcher.sabotaged().struck();
    let after = Said(format!("{victim} killed at {}", struck.as_deref().unwrap_or("no call")));
    let dies = struck.is_some() && victim != "spawner";
    let launcher = if dies { successor(launcher).await } else { launcher };
    stage.assert_kept(&launcher, &after.0).await;
    struck.is_some()
}

/// What is being tried: said where anything at all fails, the leak gate at the launcher's end too.
pub(crate) struct Said(pub(crate) String);

impl Drop for Said {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("this was: {}", self.0);
        }
    }
}

/// The next launcher, once the one that was killed is gone.
pub(crate) async fn successor(mut launcher: Launcher) -> Launcher {
    let status = launcher.wait(crate::support::wait::PATIENCE);
    assert!(status.is_some(), "it was killed, and is there");
    launcher.into_plan().sabotage(None).start().await
}

async fn sweep(role: &str, victim: &str, every: u64) -> u64 {
    let mut tried = 0;
    for point in scale::points(scale::every(every)) {
        assert!(point < POINTS_MAX, "there is no end of calls");
        if !kill_at(role, point, victim).await {
            break;
        }
        tried += 1;
    }
    eprintln!("{victim} was killed at {tried} calls of {role}, one of each {}", scale::every(every));
    tried
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_kill_at_any_step_of_launch_and_stop_loses_and_doubles_nothing() {
    if !sabotage::is_possible() {
        return;
    }
    if let Some((role, point, victim)) = scale::one() {
        assert!(kill_at(&role, point, &victim).await, "there is no such call");
        return;
    }
    let mut tried = 0;
    for (role, victim, every) in SWEEPS {
        tried += sweep(role, victim, every).await;
    }
    assert!(tried > 9, "only {tried} points were tried");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_kill_at_any_step_of_a_stop_finishes_it_once() {
    if !sabotage::is_possible() {
        return;
    }
    let mut tried = 0;
    for point in scale::points(scale::every(EVERY_OF_A_STOP)) {
        assert!(point < POINTS_MAX, "there is no end of calls");
        if !kill_at_stop(point).await {
            break;
        }
        tried += 1;
    }
    eprintln!("launcher was killed at {tried} calls of a stop, one of each {}", scale::every(EVERY_OF_A_STOP));
    assert!(tried > 2, "only {tried} points were tried");
}
