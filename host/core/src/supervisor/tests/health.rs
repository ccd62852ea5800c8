//! Ready, missed, unhealthy, too late.

use std::time::Duration;

use super::world::{Reply, World, spawned};
use crate::event::{Event, Probed};
use crate::manifest::Probe;
use crate::policy::Cause;
use crate::refusal::Refusal;

const CONSUMER: &str = "ns:a:consumer";
const SERVES: Probed = Probed { serves_grpc: true };

fn unhealthy() -> World {
    let mut world = World::new();
    world.launch("consumer@a");
    world.os.probe = Reply::Bad;
    world.os.stop = Reply::Silent;
    world.advance(90_000);
    world
}

#[test]
fn a_missed_check_is_told_and_a_good_one_forgives_it() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.os.probe = Reply::Bad;
    world.advance(30_000);
    assert!(!world.process(CONSUMER).expect("runs").healthy);
    world.os.probe = Reply::Good;
    world.advance(30_000);
    assert!(world.process(CONSUMER).expect("runs").healthy);
    assert_eq!(world.happenings(CONSUMER).last().map(String::as_str), Some("answers its health checks again"));
}

#[test]
fn an_unhealthy_process_is_stopped_gracefully_and_restarted() {
    let mut world = unhealthy();
    assert_eq!(world.state(CONSUMER), "TERMINATING");
    assert_eq!((world.when("stop ns:a:consumer#1").len(), world.when("kill").len()), (1, 0));
    world.os.probe = Reply::Good;
    world.exit(CONSUMER, 0);
    world.advance(0);
    assert_eq!((world.state(CONSUMER), world.generations(CONSUMER)), ("RUNNING", vec![1, 2]));
    assert!(matches!(&world.ended()[..], [ended] if matches!(ended.cause, Cause::Unhealthy(_)) && ended.was_ready));
}

#[test]
fn an_unhealthy_process_that_does_not_stop_is_killed() {
    let mut world = unhealthy();
    world.advance(10_000);
    assert_eq!(world.when("kill ns:a:consumer#1").len(), 1);
    assert_eq!(world.generations(CONSUMER), [1, 2]);
}

#[test]
fn a_caller_who_comes_while_an_unhealthy_process_is_stopped_gets_its_successor() {
    let mut world = unhealthy();
    let caller = world.launch("consumer@a");
    assert!(world.waits(caller));
    world.os.probe = Reply::Good;
    world.exit(CONSUMER, 0);
    world.advance(0);
    assert_eq!(world.launched(caller).process.generation.0, 2);
}

#[test]
fn a_process_that_is_not_ready_in_time_is_stopped_and_its_waiters_are_told_what_the_probe_said() {
    let mut world = World::new();
    world.os.probe = Reply::Bad;
    let caller = world.launch("consumer@a");
    world.advance(29_999);
    assert!(world.waits(caller));
    world.advance(1);
    assert_eq!(world.refusal(caller).to_string(), "the process was not ready in time: refused");
    assert_eq!(world.when("stop ns:a:consumer#1"), ["30.000"]);
}

#[test]
fn a_spawn_that_takes_too_long_is_stopped_as_soon_as_it_is_there() {
    let mut world = World::new();
    world.os.spawn = Reply::Silent;
    let caller = world.launch("consumer@a");
    world.advance(40_000);
    assert!(matches!(world.refusal(caller), Refusal::StartFailed { cause: Cause::StartTimeout(_), .. }));
    assert_eq!((world.when("stop").len(), world.spawns.len()), (0, 1));
    world.spawned(CONSUMER);
    assert_eq!((world.when("stop ns:a:consumer#1").len(), world.spawns.len()), (1, 2));
}

#[test]
fn an_alive_process_is_ready_when_it_is_spawned_and_well_while_it_runs() {
    let mut world = World::new();
    world.manifest.health.probe = Probe::Alive;
    let caller = world.launch("consumer@a");
    assert!(world.launched(caller).process.serves());
    world.os.probe = Reply::Bad;
    world.advance(600_000);
    assert!(world.process(CONSUMER).expect("runs").serves());
}

#[test]
fn an_alive_process_gets_its_address_when_it_serves_its_port() {
    let mut world = World::new();
    world.manifest.health.probe = Probe::Alive;
    let caller = world.launch("consumer@a");
    assert_eq!(world.launched(caller).process.address_port, None);
    world.advance(10);
    assert_eq!(world.process(CONSUMER).expect("runs").address_port, Some(20_001));
}

#[test]
fn a_notifying_process_is_ready_when_it_says_so() {
    let mut world = World::new();
    world.manifest.health.probe = Probe::Notify;
    let caller = world.launch("consumer@a");
    world.advance(1_000);
    assert!(world.waits(caller));
    world.tell(CONSUMER, |instance| Event::Notified { instance, found: SERVES });
    assert_eq!(world.launched(caller).process.address_port, Some(20_001));
}

#[test]
fn a_process_may_say_that_it_is_ready_before_the_spawner_says_that_it_lives() {
    let mut world = World::new();
    world.manifest.health.probe = Probe::Notify;
    world.os.spawn = Reply::Silent;
    let caller = world.launch("consumer@a");
    world.tell(CONSUMER, |instance| Event::Notified { instance, found: SERVES });
    assert!(world.waits(caller));
    world.spawned(CONSUMER);
    assert_eq!(world.launched(caller).process.address_port, Some(20_001));
}

#[test]
fn only_a_notifying_process_becomes_ready_by_saying_so() {
    let mut world = World::new();
    world.os.probe = Reply::Silent;
    let caller = world.launch("consumer@a");
    world.tell(CONSUMER, |instance| Event::Notified { instance, found: SERVES });
    assert!(world.waits(caller));
}

#[test]
fn a_late_answer_to_an_earlier_probe_changes_nothing() {
    let mut world = World::new();
    world.launch("consumer@a");
    let before = world.trace.len();
    let stale = |found| move |instance| Event::Probed { instance, attempt: 1, answer: found };
    world.tell(CONSUMER, stale(Ok(Probed { serves_grpc: false })));
    world.tell(CONSUMER, stale(Err("refused".into())));
    assert_eq!(world.trace.len(), before);
}

#[test]
fn an_address_goes_and_comes_with_the_port() {
    let mut world = World::new();
    world.launch("consumer@a");
    for serves_grpc in [false, true] {
        world.os.found = Probed { serves_grpc };
        world.advance(30_000);
        assert_eq!(world.process(CONSUMER).expect("runs").address_port.is_some(), serves_grpc);
    }
}

#[test]
fn an_address_that_comes_back_with_the_first_good_answer_is_seen() {
    let mut world = World::new();
    world.os.found = Probed { serves_grpc: false };
    world.launch("consumer@a");
    world.os.probe = Reply::Bad;
    world.advance(30_000);
    (world.os.probe, world.os.found) = (Reply::Good, SERVES);
    world.advance(30_000);
    assert_eq!(world.process(CONSUMER).expect("runs").address_port, Some(20_001));
}

#[test]
fn a_second_word_that_it_lives_changes_nothing() {
    let mut world = World::new();
    world.os.probe = Reply::Silent;
    world.launch("consumer@a");
    let before = world.trace.len();
    world.tell(CONSUMER, spawned);
    world.tell(CONSUMER, |instance| Event::SpawnFailed { instance, error: "what?".into() });
    assert_eq!((world.trace.len(), world.state(CONSUMER)), (before, "STARTING"));
}

#[test]
fn a_probe_without_an_answer_is_a_miss() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.os.probe = Reply::Silent;
    world.advance(30_000 + 6_000);
    assert!(!world.process(CONSUMER).expect("runs").healthy);
}

#[test]
fn probes_wait_for_the_initial_delay() {
    let mut world = World::new();
    world.manifest.health.initial_delay = Duration::from_secs(2);
    world.launch("consumer@a");
    world.advance(1_999);
    assert!(world.when("probe").is_empty());
    world.advance(1);
    assert_eq!(world.when("probe"), ["2.000"]);
}
