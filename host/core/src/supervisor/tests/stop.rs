//! Terminate, in every state.

use std::time::Duration;

use super::world::{Reply, World, give_up};
use crate::bounds::Bounds;
use crate::effect::Terminated;
use crate::event::Event;
use crate::refusal::Refusal;

const CONSUMER: &str = "ns:a:consumer";
const GENTLY: Terminated = Terminated { forced: false };
const BY_FORCE: Terminated = Terminated { forced: true };

/// A consumer runs, and does not stop when asked.
fn stubborn() -> World {
    let mut world = World::new();
    world.launch("consumer@a");
    world.os.stop = Reply::Silent;
    world
}

#[test]
fn an_unknown_process_is_not_terminated() {
    let mut world = World::new();
    let caller = world.terminate("ns:a:nobody");
    assert_eq!(world.not_terminated(caller), &Refusal::ProcessUnknown("ns:a:nobody".into()));
}

#[test]
fn a_running_process_is_asked_swept_and_forgotten() {
    let mut world = World::new();
    world.launch("consumer@a");
    let caller = world.terminate(CONSUMER);
    assert_eq!((world.terminated(caller), world.state(CONSUMER)), (GENTLY, "ABSENT"));
    assert_eq!(world.when("stop ns:a:consumer#1 signal 15").len(), 1);
    assert!(world.ended().is_empty(), "nobody asks whether to restart it");
}

#[test]
fn success_is_told_only_when_nothing_of_the_tree_is_left() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.os.sweep = Reply::Silent;
    let caller = world.terminate(CONSUMER);
    assert!(world.waits(caller));
    world.swept(CONSUMER);
    assert_eq!(world.terminated(caller), GENTLY);
}

#[test]
fn an_end_is_forced_where_only_what_the_main_process_left_was_killed() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.os.sweep = Reply::Silent;
    let caller = world.terminate(CONSUMER);
    world.swept_with(CONSUMER, true);
    assert_eq!(world.terminated(caller), BY_FORCE);
}

#[test]
fn a_queued_process_is_forgotten_at_once() {
    let mut world = World::bounded(Bounds { starts_max: 1, ..Bounds::default() });
    world.os.spawn = Reply::Silent;
    world.launch("producer@a");
    let waiter = world.launch("consumer@a");
    let caller = world.terminate(CONSUMER);
    assert_eq!(world.terminated(caller), GENTLY);
    assert_eq!(world.refusal(waiter), &Refusal::Terminated);
    world.spawned("ns:a:producer");
    assert_eq!(world.spawns.len(), 1);
}

#[test]
fn a_start_that_is_not_yet_spawned_is_stopped_when_it_is() {
    let mut world = World::new();
    world.os.spawn = Reply::Silent;
    let waiter = world.launch("consumer@a");
    let caller = world.terminate(CONSUMER);
    assert_eq!(world.refusal(waiter), &Refusal::Terminated);
    assert!(world.waits(caller));
    world.spawned(CONSUMER);
    assert_eq!((world.terminated(caller), world.state(CONSUMER)), (GENTLY, "ABSENT"));
    assert_eq!(world.when("stop ns:a:consumer#1").len(), 1);
}

#[test]
fn a_start_that_is_not_yet_spawned_may_never_be() {
    let mut world = World::new();
    world.os.spawn = Reply::Silent;
    world.launch("consumer@a");
    let caller = world.terminate(CONSUMER);
    world.tell(CONSUMER, |instance| Event::SpawnFailed { instance, error: "no".into() });
    assert_eq!(world.terminated(caller), GENTLY);
    assert_eq!(world.happenings(CONSUMER).last().map(String::as_str), Some("stopped generation 1"));
}

#[test]
fn a_start_that_is_not_yet_spawned_is_killed_when_it_is_if_forced() {
    let mut world = World::new();
    world.os.spawn = Reply::Silent;
    world.launch("consumer@a");
    world.terminate(CONSUMER);
    let caller = world.force(CONSUMER);
    world.spawned(CONSUMER);
    assert_eq!((world.when("stop").len(), world.when("kill").len()), (0, 1));
    assert_eq!(world.terminated(caller), BY_FORCE);
}

#[test]
fn a_starting_process_is_stopped_and_its_waiters_are_told() {
    let mut world = World::new();
    world.os.probe = Reply::Silent;
    let waiter = world.launch("consumer@a");
    let caller = world.terminate(CONSUMER);
    assert_eq!(world.refusal(waiter), &Refusal::Terminated);
    assert_eq!((world.terminated(caller), world.state(CONSUMER)), (GENTLY, "ABSENT"));
}

#[test]
fn a_process_in_backoff_is_forgotten_and_not_started_again() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.exit(CONSUMER, 1);
    let caller = world.terminate(CONSUMER);
    assert_eq!(world.terminated(caller), GENTLY);
    world.advance(60_000);
    assert_eq!(world.spawns.len(), 1);
}

#[test]
fn a_failed_process_is_forgotten_with_its_quarantine() {
    let mut world = World::new();
    world.restart(|_| give_up());
    world.launch("consumer@a");
    world.exit(CONSUMER, 1);
    world.terminate(CONSUMER);
    let caller = world.launch("consumer@a");
    assert_eq!(world.launched(caller).process.generation.0, 2);
}

#[test]
fn a_process_that_is_swept_after_a_crash_is_not_restarted() {
    let mut world = World::new();
    world.os.sweep = Reply::Silent;
    world.launch("consumer@a");
    world.exit(CONSUMER, 1);
    let caller = world.terminate(CONSUMER);
    world.swept(CONSUMER);
    world.advance(60_000);
    assert_eq!((world.terminated(caller), world.state(CONSUMER), world.spawns.len()), (GENTLY, "ABSENT", 1));
}

#[test]
fn two_who_terminate_are_each_answered_once() {
    let mut world = stubborn();
    let callers = [world.terminate(CONSUMER), world.terminate(CONSUMER)];
    assert_eq!(world.when("stop").len(), 1);
    world.exit(CONSUMER, 0);
    assert!(callers.iter().all(|caller| world.terminated(*caller) == GENTLY));
}

#[test]
fn one_who_terminates_and_goes_away_stops_it_all_the_same() {
    let mut world = stubborn();
    let gone = world.terminate(CONSUMER);
    world.abandon(gone);
    world.exit(CONSUMER, 0);
    assert!(world.waits(gone));
    assert_eq!(world.state(CONSUMER), "ABSENT");
}

#[test]
fn those_who_wait_for_an_end_are_bounded() {
    let mut world = World::bounded(Bounds { waiters_max: 1, ..Bounds::default() });
    world.launch("consumer@a");
    world.os.stop = Reply::Silent;
    world.terminate(CONSUMER);
    let second = world.terminate(CONSUMER);
    assert_eq!(world.not_terminated(second), &Refusal::QueueFull { waiting: 1, max: 1 });
}

#[test]
fn a_process_that_does_not_stop_is_killed_at_its_deadline_and_that_is_said() {
    let mut world = stubborn();
    let caller = world.terminate(CONSUMER);
    world.advance(9_999);
    assert!(world.waits(caller));
    world.advance(1);
    assert_eq!((world.when("kill"), world.terminated(caller)), (vec!["10.000"], BY_FORCE));
}

#[test]
fn the_requests_grace_comes_before_the_launchs_and_that_before_the_manifests() {
    for (launch, request, killed) in [(None, None, "10.000"), (Some(4), None, "4.000"), (Some(4), Some(20), "20.000")] {
        let mut world = World::new();
        world.grace = launch.map(Duration::from_secs);
        world.launch("consumer@a");
        world.os.stop = Reply::Silent;
        match request {
            Some(seconds) => world.terminate_within(CONSUMER, seconds * 1_000),
            None => world.terminate(CONSUMER),
        };
        world.advance(30_000);
        assert_eq!(world.when("kill"), [killed]);
    }
}

#[test]
fn no_request_gets_more_grace_than_the_operator_allows() {
    let mut world = World::bounded(Bounds { grace_max: Duration::from_secs(5), ..Bounds::default() });
    world.grace = Some(Duration::MAX);
    world.launch("consumer@a");
    world.os.stop = Reply::Silent;
    world.terminate_within(CONSUMER, u64::MAX);
    world.advance(5_000);
    assert_eq!(world.when("kill"), ["5.000"]);
}

#[test]
fn a_launch_with_endless_grace_does_not_keep_an_unhealthy_process() {
    let mut world = World::bounded(Bounds { grace_max: Duration::from_secs(5), ..Bounds::default() });
    world.grace = Some(Duration::MAX);
    world.launch("consumer@a");
    (world.os.probe, world.os.stop) = (Reply::Bad, Reply::Silent);
    world.advance(95_000);
    assert_eq!(world.when("kill").len(), 1);
}

#[test]
fn grace_only_shrinks() {
    let mut world = stubborn();
    world.terminate_within(CONSUMER, 8_000);
    world.terminate_within(CONSUMER, 20_000);
    world.advance(1_000);
    world.terminate_within(CONSUMER, 3_000);
    world.advance(10_000);
    assert_eq!(world.when("kill"), ["4.000"]);
}

#[test]
fn force_kills_at_once() {
    let mut world = stubborn();
    let caller = world.force(CONSUMER);
    assert_eq!((world.when("stop").len(), world.when("kill"), world.terminated(caller)), (0, vec!["0.000"], BY_FORCE));
}

#[test]
fn force_overtakes_a_gentle_stop() {
    let mut world = stubborn();
    let gentle = world.terminate(CONSUMER);
    world.advance(1_000);
    world.force(CONSUMER);
    assert_eq!((world.when("kill"), world.terminated(gentle)), (vec!["1.000"], BY_FORCE));
}

#[test]
fn one_that_survives_sigkill_is_killed_again_and_reported() {
    let mut world = stubborn();
    world.os.kill = Reply::Silent;
    world.force(CONSUMER);
    world.advance(20_000);
    assert_eq!(world.when("kill"), ["0.000", "10.000", "20.000"]);
    assert_eq!(world.when("notice stuck"), ["10.000", "20.000"]);
}

#[test]
fn what_is_left_of_the_tree_has_the_rest_of_the_grace() {
    let mut world = stubborn();
    world.os.sweep = Reply::Silent;
    world.terminate(CONSUMER);
    world.advance(4_000);
    world.exit(CONSUMER, 0);
    assert_eq!(world.when("sweep ns:a:consumer#1 in 6s"), ["4.000"]);
    world.exit(CONSUMER, 0);
    assert_eq!(world.when("sweep").len(), 1, "a second word of its end changes nothing");
}

#[test]
fn force_and_shorter_grace_hurry_a_sweep() {
    let mut world = stubborn();
    world.os.sweep = Reply::Silent;
    world.terminate(CONSUMER);
    world.exit(CONSUMER, 0);
    world.terminate_within(CONSUMER, 2_000);
    world.terminate_within(CONSUMER, 5_000);
    let caller = world.force(CONSUMER);
    world.force(CONSUMER);
    assert_eq!(
        (world.when("sweep in 2s").len(), world.when("sweep in 0ns").len(), world.when("sweep").len()),
        (1, 1, 3)
    );
    world.swept(CONSUMER);
    assert_eq!(world.terminated(caller), BY_FORCE);
}

#[test]
fn a_sweep_that_hangs_is_asked_for_again() {
    let mut world = stubborn();
    world.os.sweep = Reply::Silent;
    world.exit(CONSUMER, 1);
    world.advance(20_000);
    assert_eq!(world.when("sweep"), ["0.000", "10.000", "20.000"]);
    assert_eq!(world.when("notice stuck"), ["10.000", "20.000"]);
}

#[test]
fn terminate_then_launch_gives_a_new_process_only_after_the_old_one_is_gone() {
    let mut world = stubborn();
    world.os.sweep = Reply::Silent;
    world.terminate(CONSUMER);
    let caller = world.launch("consumer@a");
    world.exit(CONSUMER, 0);
    assert!(world.waits(caller));
    assert_eq!(world.spawns.len(), 1);
    world.swept(CONSUMER);
    let launched = world.launched(caller);
    assert_eq!((launched.process.generation.0, launched.reused), (2, false));
}

#[test]
fn all_who_launch_while_it_goes_share_the_next_one_unless_their_config_differs() {
    let mut world = stubborn();
    world.terminate(CONSUMER);
    let callers = [world.launch("consumer@a"), world.launch("consumer@a")];
    let other = world.launch_with("consumer@a", &[("TOPIC", "2")]);
    world.exit(CONSUMER, 0);
    assert_eq!(callers.map(|caller| world.launched(caller).process.generation.0), [2, 2]);
    assert!(matches!(world.refusal(other), Refusal::ConfigConflict { .. }));
}

#[test]
fn terminate_ends_a_launch_that_waits_for_the_end_of_the_one_before() {
    let mut world = stubborn();
    world.terminate(CONSUMER);
    let waiter = world.launch("consumer@a");
    world.terminate(CONSUMER);
    assert_eq!(world.refusal(waiter), &Refusal::Terminated);
    world.exit(CONSUMER, 0);
    assert_eq!((world.state(CONSUMER), world.spawns.len()), ("ABSENT", 1));
}

#[test]
fn a_process_on_its_way_out_still_holds_its_place() {
    let mut world = World::bounded(Bounds { processes_max: 1, ..Bounds::default() });
    world.launch("consumer@a");
    world.os.stop = Reply::Silent;
    world.terminate(CONSUMER);
    let other = world.launch("producer@a");
    assert!(matches!(world.refusal(other), Refusal::Capacity { .. }));
    world.exit(CONSUMER, 0);
    let other = world.launch("producer@a");
    assert!(!world.launched(other).reused);
}
