//! SIGKILL while a launcher takes up what another left: at each call that changes something, from its first one on.

use super::kills::{Said, successor};
use super::scale;
use super::stage::{Stage, plan};
use crate::support::{Launcher, Plan, processes, sabotage, until};

/// Who makes the call, who is killed, whether the spawner died with the launcher before, and of how many points a sample takes one.
const SWEEPS: [(&str, &str, bool, u64); 6] = [
    ("launcher", "launcher", false, 13),
    ("launcher", "launcher", true, 5),
    ("launcher", "both", false, 19),
    ("launcher", "both", true, 17),
    ("spawner", "both", true, 19),
    ("spawner", "spawner", true, 23),
];
const POINTS_MAX: u64 = 3_000;

/// Kills a launcher that begins, at one point; whether there was one.
async fn kill_at(role: &str, point: u64, victim: &str, both_before: bool) -> bool {
    let launcher = plan().start().await;
    let mut stage = Stage::set(&launcher).await;
    let heritage = end(launcher, both_before).await;
    let trying = Said(format!("{victim} killed at {role} {point} of a recovery, both_before={both_before}"));
    let order = format!("kill {role} {point} {victim}");
    let (launcher, struck) = match heritage.sabotage(Some(&order)).try_start().await {
        Ok(mut launcher) => {
            launcher.sabotaged().order("off");
            let struck = launcher.sabotaged().struck();
            let died = struck.is_some() && victim != "spawner";
            (if died { successor(launcher).await } else { launcher }, struck)
        }
        // Killed, or without its spawner: it says so and ends, and the next one begins.
        Err((plan, _)) => (plan.sabotage(None).start().await, Some(format!("{role} {point}"))),
    };
    stage.act(&launcher).await;
    stage.assert_kept(&launcher, &trying.0).await;
    struck.is_some()
}

/// SIGKILL to a launcher, or to it and its spawner.
async fn end(mut launcher: Launcher, both: bool) -> Plan {
    let spawner = launcher.spawner();
    if both {
        processes::signal(spawner, nix::sys::signal::Signal::SIGSTOP);
    }
    launcher.kill();
    if both {
        processes::signal(spawner, nix::sys::signal::Signal::SIGKILL);
        until("the spawner is gone", async || (!processes::alive(spawner)).then_some(())).await;
    }
    launcher.into_plan()
}

async fn sweep(role: &str, victim: &str, both_before: bool, every: u64) -> u64 {
    let mut tried = 0;
    for point in scale::points(scale::every(every)) {
        assert!(point < POINTS_MAX, "there is no end of calls");
        if !kill_at(role, point, victim, both_before).await {
            break;
        }
        tried += 1;
    }
    eprintln!("{victim} was killed at {tried} calls of a recovering {role}, one of each {}", scale::every(every));
    tried
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_kill_at_any_step_of_a_recovery_loses_and_doubles_nothing() {
    if !sabotage::is_possible() {
        return;
    }
    let mut tried = 0;
    for (role, victim, both_before, every) in SWEEPS {
        tried += sweep(role, victim, both_before, every).await;
    }
    assert!(tried > 6, "only {tried} points were tried");
}
