//! A launcher was killed, and another one takes up what it left.

use std::time::Duration;

use super::world::{Reply, World, after, give_up};
use crate::bounds::Bounds;
use crate::event::{Event, Exit};
use crate::manifest::{HealthCheck, Probe};
use crate::policy::{Cause, Restart};
use crate::process::Generation;
use crate::record::{Fate, Stage};
use crate::refusal::Refusal;
use crate::testing::{at, health_check};

const CONSUMER: &str = "ns:a:consumer";
const LIVES: Fate = Fate::Lives { pid: 101, asked: false };

fn ended(code: i32) -> Fate {
    Fate::Ended { exit: Exit::Code(code), output: "last words".into() }
}

#[test]
fn what_runs_is_taken_up_as_it_was() {
    let mut world = World::new();
    world.launch_with("consumer@a", &[("TOPIC", "one")]);
    world.launch("consumer@a/s");
    world.launch("registry");
    world.advance(5_000);
    let before: Vec<_> = world.supervisor.processes().collect();
    world.relaunch(&LIVES);
    let after: Vec<_> = world.supervisor.processes().collect();
    assert_eq!(after.len(), 3);
    for (was, is) in before.into_iter().zip(after) {
        assert_eq!(crate::process::ProcessInfo { pid: Some(101), ..was }, is);
    }
    assert_eq!(world.spawns.len(), 3, "nothing is started again");
    let same = world.launch_with("consumer@a", &[("TOPIC", "one")]);
    assert!(world.launched(same).reused);
    let other = world.launch_with("consumer@a", &[("TOPIC", "two")]);
    assert!(matches!(world.refusal(other), Refusal::ConfigConflict { keys } if keys == &["TOPIC"]));
}

#[test]
fn numbers_and_generations_go_on() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.exit(CONSUMER, 1);
    world.advance(200);
    let number = world.process(CONSUMER).expect("it runs").bulkhead;
    world.relaunch(&LIVES);
    world.launch("consumer@b");
    assert!(world.process("ns:b:consumer").expect("it runs").bulkhead > number);
    world.exit(CONSUMER, 1);
    world.advance(200);
    assert_eq!(world.generations(CONSUMER), [1, 2, 3]);
}

#[test]
fn new_keys_go_on_from_the_largest_generation_that_was_removed() {
    let mut world = World::new();
    world.handle(Event::Adopt { left: Vec::new(), generation_floor: Generation(7) });
    world.launch("consumer@a");
    assert_eq!(world.generations(CONSUMER), [8]);
}

#[test]
fn checks_go_on_and_one_that_was_missed_can_be_made_good() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.os.probe = Reply::Bad;
    world.advance(31_000);
    assert!(!world.process(CONSUMER).expect("it runs").healthy);
    world.relaunch(&LIVES);
    assert!(!world.process(CONSUMER).expect("it runs").healthy);
    world.os.probe = Reply::Good;
    world.advance(31_000);
    assert!(world.process(CONSUMER).expect("it runs").healthy);
}

#[test]
fn a_start_under_way_is_probed_until_it_is_ready() {
    let mut world = World::new();
    world.os.probe = Reply::Bad;
    world.launch("consumer@a");
    world.advance(10_000);
    world.relaunch(&LIVES);
    assert_eq!(world.state(CONSUMER), "STARTING");
    let joined = world.launch("consumer@a");
    assert!(world.waits(joined));
    world.os.probe = Reply::Good;
    world.advance(2_000);
    assert_eq!(world.launched(joined).process.generation, Generation(1));
    assert_eq!(world.spawns.len(), 1);
}

#[test]
fn what_needs_no_probe_is_ready_when_it_is_taken_up() {
    let mut world = World::new();
    world.manifest.health = HealthCheck { probe: Probe::Alive, ..health_check() };
    world.os.spawn = Reply::Silent;
    world.launch("consumer@a");
    world.relaunch(&LIVES);
    assert_eq!(world.state(CONSUMER), "RUNNING");
}

#[test]
fn the_time_to_become_ready_begins_anew() {
    let mut world = World::new();
    world.os.probe = Reply::Bad;
    world.launch("consumer@a");
    let records = world.kill();
    world.now = at(600_000);
    world.adopt(records.into_iter().map(|record| (record, LIVES)).collect());
    world.advance(29_000);
    assert_eq!(world.state(CONSUMER), "STARTING");
    world.advance(2_000);
    assert!(matches!(world.ended()[0].cause, Cause::StartTimeout(_)));
}

#[test]
fn a_start_that_never_came_to_be_is_begun_again_and_is_no_failure() {
    let mut world = World::new();
    world.os.spawn = Reply::Silent;
    world.launch("consumer@a");
    world.os.spawn = Reply::Good;
    world.relaunch(&Fate::Gone);
    assert_eq!((world.state(CONSUMER), world.generations(CONSUMER)), ("RUNNING", vec![1, 2]));
    assert!(world.ended().is_empty());
}

#[test]
fn what_exited_meanwhile_is_an_ordinary_failure_with_its_exit_code() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.exit(CONSUMER, 2);
    world.advance(200);
    world.relaunch(&ended(3));
    let asked = world.ended();
    let last = asked.last().expect("the policy was asked");
    assert_eq!((&last.cause, last.was_ready, last.consecutive_failures), (&Cause::Exited(3), true, 2));
    assert_eq!(world.when(&format!("sweep {CONSUMER}#2")).len(), 1);
    world.advance(200);
    assert_eq!(world.generations(CONSUMER), [1, 2, 3]);
}

#[test]
fn an_exit_that_nobody_saw_is_said_to_be_unknown() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.relaunch(&Fate::Gone);
    assert_eq!(world.ended()[0].cause, Cause::Unknown);
    assert!(world.process(CONSUMER).expect("it waits").last_error.contains("unknown exit status"));
    world.advance(200);
    assert_eq!(world.generations(CONSUMER), [1, 2]);
}

#[test]
fn a_stop_under_way_is_finished_in_the_time_that_it_had() {
    let mut world = World::new();
    world.os.stop = Reply::Silent;
    world.launch("consumer@a");
    world.terminate_within(CONSUMER, 3_000);
    world.advance(1_000);
    world.relaunch(&Fate::Lives { pid: 101, asked: true });
    assert_eq!(world.state(CONSUMER), "TERMINATING");
    assert!(world.when("stop").is_empty(), "it was asked already");
    world.advance(1_999);
    assert_eq!(world.state(CONSUMER), "TERMINATING");
    world.advance(1);
    assert_eq!((world.state(CONSUMER), world.when("kill").len()), ("ABSENT", 1));
}

#[test]
fn a_stop_that_was_decided_and_not_done_is_done() {
    let mut world = World::new();
    world.os.stop = Reply::Silent;
    world.launch("consumer@a");
    world.terminate(CONSUMER);
    world.os.stop = Reply::Good;
    world.relaunch(&LIVES);
    assert_eq!((world.state(CONSUMER), world.when("stop").len()), ("ABSENT", 1));
    assert!(world.ended().is_empty(), "no failure");
}

#[test]
fn a_stop_that_came_before_the_spawn_is_done() {
    let mut world = World::new();
    world.os.spawn = Reply::Silent;
    world.launch("consumer@a");
    world.terminate(CONSUMER);
    world.relaunch(&LIVES);
    assert_eq!((world.state(CONSUMER), world.when("stop").len()), ("ABSENT", 1));
}

#[test]
fn what_ended_in_the_midst_of_a_stop_is_swept_and_not_started_again() {
    for fate in [ended(0), Fate::Gone] {
        let mut world = World::new();
        world.os.stop = Reply::Silent;
        world.launch("consumer@a");
        world.terminate(CONSUMER);
        world.relaunch(&fate);
        world.advance(600_000);
        assert_eq!((world.state(CONSUMER), world.spawns.len()), ("ABSENT", 1), "{fate:?}");
    }
}

#[test]
fn a_sweep_under_way_is_asked_for_again_and_what_was_decided_follows() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.os.sweep = Reply::Silent;
    world.exit(CONSUMER, 1);
    world.os.sweep = Reply::Good;
    world.relaunch(&ended(1));
    assert_eq!(world.ended().len(), 1, "it was decided once");
    world.advance(200);
    assert_eq!(world.generations(CONSUMER), [1, 2]);
}

#[test]
fn a_wait_between_two_starts_goes_on() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.restart(|_| after(2_000));
    world.exit(CONSUMER, 1);
    world.advance(500);
    world.relaunch(&Fate::Gone);
    world.advance(1_499);
    assert_eq!(world.spawns.len(), 1);
    world.advance(1);
    assert_eq!(world.generations(CONSUMER), [1, 2]);
}

#[test]
fn a_quarantine_and_its_reason_go_on() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.restart(|_| give_up());
    world.exit(CONSUMER, 1);
    world.advance(20_000);
    world.relaunch(&Fate::Gone);
    let refused = world.launch("consumer@a");
    let Refusal::Quarantined { reason, retry_after } = world.refusal(refused) else { panic!("not quarantined") };
    assert_eq!((&**reason, *retry_after), ("enough", Duration::from_secs(40)));
}

#[test]
fn the_last_failure_is_still_the_answer_between_two_tries() {
    let mut world = World::new();
    world.os.probe = Reply::Bad;
    world.restart(|_| after(5_000));
    world.launch("consumer@a");
    world.exit(CONSUMER, 4);
    world.relaunch(&Fate::Gone);
    let refused = world.launch("consumer@a");
    assert!(matches!(world.refusal(refused), Refusal::StartFailed { cause: Cause::Exited(4), .. }));
}

#[test]
fn the_failures_so_far_count() {
    let mut world = World::new();
    world.os.probe = Reply::Bad;
    world.manifest.restart.failures_max = Some(3);
    world.launch("consumer@a");
    for _ in 0..2 {
        world.exit(CONSUMER, 1);
        world.advance(200);
    }
    world.relaunch(&ended(1));
    assert!(matches!(world.decisions().last(), Some((Restart::GiveUp(_), _))));
    assert_eq!(world.state(CONSUMER), "FAILED");
}

#[test]
fn nothing_new_takes_the_permit_of_what_is_taken_up() {
    let mut world = World::bounded(Bounds { starts_max: 1, ..Bounds::default() });
    world.os.probe = Reply::Bad;
    world.launch("consumer@a");
    world.launch("consumer@b");
    let mut records = world.kill();
    records.sort_by_key(|record| matches!(record.stage, Stage::Starting(_)));
    assert!(matches!(records[0].stage, Stage::Waiting { .. }), "the one that waits comes first");
    let fate = |stage: &Stage| if stage.started().is_some() { LIVES } else { Fate::Gone };
    world.adopt(records.into_iter().map(|record| (record.clone(), fate(&record.stage))).collect());
    assert_eq!(world.spawns.len(), 1);
    world.os.probe = Reply::Good;
    world.advance(2_000);
    assert_eq!((world.state(CONSUMER), world.state("ns:b:consumer")), ("RUNNING", "RUNNING"));
}

#[test]
fn of_two_records_that_contradict_each_other_the_first_counts() {
    let mut world = World::new();
    world.launch("consumer@a");
    let record = world.kill().remove(0);
    let mut another = record.clone();
    another.bulkhead.0 += 1;
    another.generation = Generation(9);
    world.adopt(vec![(record, LIVES), (another, LIVES)]);
    assert_eq!(world.supervisor.processes().count(), 1);
    assert_eq!(world.process(CONSUMER).expect("it runs").generation, Generation(1));
}

#[test]
fn no_deadline_of_a_record_lies_beyond_the_bounds() {
    let mut world = World::new();
    world.launch("consumer@a");
    let mut record = world.kill().remove(0);
    record.stage = Stage::Waiting { until: at(u64::MAX / 2_000_000) };
    world.adopt(vec![(record, Fate::Gone)]);
    world.advance(3_600_000);
    assert_eq!(world.generations(CONSUMER), [1, 2]);
}

#[test]
fn what_is_taken_up_holds_its_place() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.launch("consumer@a/s");
    world.relaunch(&LIVES);
    world.launch("other@a");
    let (usage, _) = world.usages().pop().expect("the policy was asked");
    assert_eq!((usage.total, usage.namespace), (2, 2));
}
