//! What follows a failure: told, asked, held to the bounds, done.

use std::time::Duration;

use super::world::{Reply, World, after, give_up, no, trap};
use crate::bounds::Bounds;
use crate::event::{Event, Exit};
use crate::manifest::RestartBounds;
use crate::notice::Notice;
use crate::policy::{Cause, Hook, Restart};
use crate::refusal::Refusal;

const CONSUMER: &str = "ns:a:consumer";

/// A world in which the consumer was launched and has been given up.
fn given_up() -> World {
    let mut world = World::new();
    world.restart(|_| give_up());
    world.launch("consumer@a");
    world.exit(CONSUMER, 1);
    assert_eq!(world.state(CONSUMER), "FAILED");
    world
}

#[test]
fn an_exit_before_ready_fails_every_waiter_with_code_output_and_retry_delay() {
    let mut world = World::new();
    world.os.probe = Reply::Silent;
    let callers = [world.launch("consumer@a"), world.launch("consumer@a")];
    world.advance(100);
    world.exit(CONSUMER, 78);
    let refusal = Refusal::StartFailed {
        cause: Cause::Exited(78),
        output: "last words".into(),
        retry_after: Some(Duration::from_millis(200)),
    };
    assert!(callers.iter().all(|caller| world.refusal(*caller) == &refusal));
}

#[test]
fn the_restart_policy_is_told_what_happened() {
    let mut world = World::new();
    world.os.probe = Reply::Silent;
    world.launch("consumer@a");
    world.advance(100);
    world.exit(CONSUMER, 78);
    let ended = &world.ended()[0];
    assert_eq!((&ended.cause, ended.was_ready, ended.ran), (&Cause::Exited(78), false, Duration::from_millis(100)));
    assert_eq!((ended.generation, ended.consecutive_failures, ended.restarts), (1, 1, 0));
    assert_eq!(ended.now.0, super::world::EPOCH.0 + 100);
}

#[test]
fn signals_and_memory_limits_are_causes_of_their_own() {
    for (exit, cause) in [(Exit::Signal(11), Cause::Signalled(11)), (Exit::OutOfMemory, Cause::OutOfMemory)] {
        let mut world = World::new();
        world.launch("consumer@a");
        world.tell(CONSUMER, |instance| Event::Ended { instance, exit, output: "".into() });
        assert_eq!(world.ended()[0].cause, cause);
    }
}

#[test]
fn a_process_that_ran_may_be_back_at_once() {
    let mut world = World::new();
    world.restart(|_| after(0));
    world.launch("consumer@a");
    world.exit(CONSUMER, 1);
    assert_eq!(world.state(CONSUMER), "RUNNING");
    assert_eq!(world.generations(CONSUMER), [1, 2]);
    assert_eq!(world.process(CONSUMER).expect("runs").restart_count, 1);
}

#[test]
fn a_process_is_back_after_its_delay_and_not_before() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.exit(CONSUMER, 1);
    world.advance(199);
    assert_eq!((world.state(CONSUMER), world.spawns.len()), ("STARTING", 1));
    world.advance(1);
    assert_eq!((world.state(CONSUMER), world.spawns.len()), ("RUNNING", 2));
}

#[test]
fn nothing_is_started_before_the_dead_ones_tree_is_swept() {
    let mut world = World::new();
    world.os.sweep = Reply::Silent;
    world.launch("consumer@a");
    world.exit(CONSUMER, 1);
    world.advance(5_000);
    assert_eq!(world.spawns.len(), 1);
    world.swept(CONSUMER);
    assert_eq!(world.spawns.len(), 2);
}

#[test]
fn a_caller_who_comes_during_the_backoff_of_a_process_that_ran_waits_for_it() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.exit(CONSUMER, 1);
    let caller = world.launch("consumer@a");
    assert!(world.waits(caller));
    world.advance(200);
    assert_eq!(world.launched(caller).process.generation.0, 2);
}

#[test]
fn a_caller_who_comes_during_the_backoff_of_a_process_that_never_ran_is_told_why_and_when() {
    let mut world = World::new();
    world.os.spawn = Reply::Bad;
    world.launch("consumer@a");
    world.advance(50);
    let caller = world.launch("consumer@a");
    let cause = Cause::SpawnFailed("no such file".into());
    let retry_after = Some(Duration::from_millis(150));
    assert_eq!(world.refusal(caller), &Refusal::StartFailed { cause, output: "".into(), retry_after });
}

#[test]
fn a_spawn_error_fails_the_waiters_and_is_tried_again() {
    let mut world = World::new();
    world.os.spawn = Reply::Bad;
    let caller = world.launch("consumer@a");
    assert_eq!(world.refusal(caller).to_string(), "the process could not be started: no such file");
    world.os.spawn = Reply::Good;
    world.advance(200);
    assert_eq!(world.state(CONSUMER), "RUNNING");
}

#[test]
fn the_built_in_rule_backs_off_and_gives_up_after_five() {
    let mut world = World::new();
    world.restart(|_| trap());
    world.os.spawn = Reply::Bad;
    world.launch("consumer@a");
    world.advance(60_000);
    let delays: Vec<_> = world.decisions().into_iter().map(|(answer, _)| answer).collect();
    let again = |ms| Restart::After(Duration::from_millis(ms));
    assert_eq!(delays[..4], [again(500), again(1_000), again(2_000), again(4_000)]);
    assert!(matches!(&delays[4..], [Restart::GiveUp(reason)] if reason.starts_with("5 failures")));
    assert_eq!(world.state(CONSUMER), "FAILED");
}

#[test]
fn a_restart_policy_that_fails_is_reported_and_the_built_in_rule_decides() {
    let mut world = World::new();
    world.restart(|_| trap());
    world.launch("consumer@a");
    world.exit(CONSUMER, 1);
    let faults = |notice: &&Notice| matches!(notice, Notice::PolicyFault { hook: Hook::Restart, .. });
    assert_eq!(world.notices.iter().filter(faults).count(), 1);
    assert!(world.happenings(CONSUMER).contains(&"restart in 500 ms by built-in".to_owned()));
}

#[test]
fn a_restart_policy_that_refuses_has_given_up() {
    let mut world = World::new();
    world.restart(|_| no("not this one"));
    world.launch("consumer@a");
    world.exit(CONSUMER, 1);
    assert_eq!(world.decisions(), [(Restart::GiveUp("not this one".into()), None)]);
}

#[test]
fn a_given_up_process_is_refused_until_its_quarantine_is_over() {
    let mut world = given_up();
    world.advance(20_000);
    let early = world.launch("consumer@a");
    let retry_after = Duration::from_secs(40);
    assert_eq!(world.refusal(early), &Refusal::Quarantined { reason: "enough".into(), retry_after });
    world.advance(40_000);
    let late = world.launch("consumer@a");
    assert_eq!(world.launched(late).process.generation.0, 2);
    assert_eq!(world.process(CONSUMER).expect("runs").error_count, 0);
}

#[test]
fn another_config_ends_a_quarantine() {
    let mut world = given_up();
    let caller = world.launch_with("consumer@a", &[("TOPIC", "2")]);
    assert!(!world.launched(caller).reused);
}

#[test]
fn another_manifest_ends_a_quarantine() {
    let mut world = given_up();
    world.manifest.digest = "another".into();
    let caller = world.launch("consumer@a");
    assert!(!world.launched(caller).reused);
}

#[test]
fn a_caller_who_is_refused_ends_no_quarantine() {
    let mut world = given_up();
    world.admit(|_| no("full"));
    let other = world.launch_with("consumer@a", &[("TOPIC", "2")]);
    assert!(matches!(world.refusal(other), Refusal::Denied { .. }));
    let caller = world.launch("consumer@a");
    assert!(matches!(world.refusal(caller), Refusal::Quarantined { .. }));
}

#[test]
fn a_launch_between_the_end_and_its_sweep_does_not_escape_the_quarantine() {
    let mut world = World::new();
    world.restart(|_| give_up());
    world.os.sweep = Reply::Silent;
    world.launch("consumer@a");
    world.exit(CONSUMER, 1);
    let caller = world.launch("consumer@a");
    assert!(matches!(world.refusal(caller), Refusal::Quarantined { .. }));
    world.swept(CONSUMER);
    assert_eq!((world.state(CONSUMER), world.spawns.len()), ("FAILED", 1));
}

#[test]
fn a_process_that_never_ran_makes_way_for_another_config() {
    let mut world = World::new();
    world.os.spawn = Reply::Bad;
    world.launch("consumer@a");
    world.os.spawn = Reply::Good;
    let other = world.launch_with("consumer@a", &[("TOPIC", "2")]);
    assert_eq!(world.launched(other).process.config.get("TOPIC").map(String::as_str), Some("2"));
    world.advance(10_000);
    assert_eq!(world.spawns.len(), 2);
}

#[test]
fn one_that_never_ran_makes_way_only_when_it_is_gone_and_only_for_one_who_is_admitted() {
    let mut world = World::new();
    (world.os.probe, world.os.sweep) = (Reply::Silent, Reply::Silent);
    world.launch("consumer@a");
    world.exit(CONSUMER, 1);
    let other = world.launch_with("consumer@a", &[("TOPIC", "2")]);
    assert!(world.waits(other));
    world.admit(|_| no("full"));
    world.swept(CONSUMER);
    assert!(matches!(world.refusal(other), Refusal::Denied { .. }));
    world.os.probe = Reply::Good;
    world.advance(200);
    assert_eq!((world.state(CONSUMER), world.generations(CONSUMER)), ("RUNNING", vec![1, 2]));
}

#[test]
fn one_that_never_ran_but_is_waited_for_is_not_replaced() {
    let mut world = World::new();
    (world.os.probe, world.os.sweep) = (Reply::Silent, Reply::Silent);
    world.launch("consumer@a");
    world.exit(CONSUMER, 1);
    let other = world.launch_with("consumer@a", &[("TOPIC", "2")]);
    world.advance(200);
    let same = world.launch("consumer@a");
    world.os.probe = Reply::Good;
    world.swept(CONSUMER);
    assert_eq!(world.launched(same).process.generation.0, 2);
    assert!(matches!(world.refusal(other), Refusal::ConfigConflict { .. }));
}

#[test]
fn one_who_waited_for_that_and_went_away_changes_nothing() {
    let mut world = World::new();
    (world.os.probe, world.os.sweep) = (Reply::Silent, Reply::Silent);
    world.launch("consumer@a");
    world.exit(CONSUMER, 1);
    let other = world.launch_with("consumer@a", &[("TOPIC", "2")]);
    world.abandon(other);
    world.swept(CONSUMER);
    world.advance(200);
    assert_eq!(world.generations(CONSUMER), [1, 2]);
    assert!(world.process(CONSUMER).expect("known").config.is_empty());
}

#[test]
fn one_that_ran_keeps_its_config_while_it_is_restarted() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.exit(CONSUMER, 1);
    let other = world.launch_with("consumer@a", &[("TOPIC", "2")]);
    assert!(matches!(world.refusal(other), Refusal::ConfigConflict { .. }));
    world.advance(200);
    assert_eq!(world.state(CONSUMER), "RUNNING");
}

#[test]
fn failures_in_a_row_are_counted_until_the_process_was_stable() {
    let mut world = World::new();
    world.launch("consumer@a");
    for _ in 0..2 {
        world.exit(CONSUMER, 1);
        world.advance(200);
    }
    world.advance(59_999);
    assert_eq!(world.process(CONSUMER).expect("runs").error_count, 2);
    world.advance(1);
    assert_eq!(world.process(CONSUMER).expect("runs").error_count, 0);
    world.exit(CONSUMER, 1);
    assert_eq!(world.ended()[2].consecutive_failures, 1);
}

#[test]
fn a_restart_is_never_a_hot_loop() {
    let mut world = World::new();
    world.restart(|_| after(0));
    world.os.spawn = Reply::Bad;
    world.launch("consumer@a");
    world.advance(1_000);
    assert_eq!(world.spawns.len(), 11);
    assert!(world.decisions().iter().all(|(_, clamped)| *clamped == Some("the delay was below the floor")));
}

#[test]
fn starts_of_one_minute_are_bounded_and_the_notice_says_so() {
    let mut world = World::bounded(Bounds { starts_per_window_max: 3, ..Bounds::default() });
    world.os.spawn = Reply::Bad;
    world.launch("consumer@a");
    world.advance(59_999);
    assert_eq!(world.spawns.len(), 3);
    let wait = Restart::After(Duration::from_millis(59_600));
    assert_eq!(world.decisions()[2], (wait, Some("the starts of this minute are used up")));
    world.advance(1);
    assert_eq!(world.spawns.len(), 4);
}

#[test]
fn the_manifest_may_give_up_earlier_than_the_policy() {
    let mut world = World::new();
    world.manifest.restart = RestartBounds { failures_max: Some(2), ..RestartBounds::default() };
    world.os.spawn = Reply::Bad;
    world.launch("consumer@a");
    world.advance(60_000);
    assert_eq!((world.state(CONSUMER), world.spawns.len()), ("FAILED", 2));
}

#[test]
fn a_delay_beyond_the_ceiling_is_cut() {
    let mut world = World::new();
    world.manifest.restart = RestartBounds { delay_max: Some(Duration::from_secs(1)), ..RestartBounds::default() };
    world.restart(|_| after(u64::MAX));
    world.launch("consumer@a");
    world.exit(CONSUMER, 1);
    world.advance(1_000);
    assert_eq!(world.state(CONSUMER), "RUNNING");
}

#[test]
fn alternating_configurations_do_not_get_around_the_budget() {
    let mut world = World::bounded(Bounds { starts_per_window_max: 3, ..Bounds::default() });
    world.os.spawn = Reply::Bad;
    world.restart(|_| after(50_000));
    for n in 0..10 {
        world.launch_with("consumer@a", &[("n", &n.to_string())]);
    }
    assert_eq!(world.spawns.len(), 3);
    world.advance(60_000);
    world.launch_with("consumer@a", &[("n", "again")]);
    assert!(world.spawns.len() > 3);
}
