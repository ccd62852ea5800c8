//! Launches: single flight, reuse, conflicts, callers that go away.

use std::time::Duration;

use super::world::{Reply, World};
use crate::isolation::{IsolationLevel, Placement};
use crate::names::Partition;
use crate::notice::Notice;
use crate::policy::Outcome;
use crate::refusal::Refusal;

const CONSUMER: &str = "ns:a:consumer";

#[test]
fn a_cold_launch_is_answered_when_the_process_is_ready() {
    let mut world = World::new();
    world.os.probe = Reply::Bad;
    let caller = world.launch("consumer@a");
    world.advance(50);
    assert!(world.waits(caller));
    assert_eq!(world.state(CONSUMER), "STARTING");
    world.os.probe = Reply::Good;
    world.advance(50);
    let launched = world.launched(caller);
    assert!(!launched.reused && launched.process.serves());
    assert_eq!((launched.process.address_port, launched.process.generation.0), (Some(20_001), 1));
}

#[test]
fn a_thousand_joiners_share_one_spawn_and_each_is_answered_once() {
    let mut world = World::new();
    world.os.spawn = Reply::Silent;
    let callers: Vec<_> = (0..1_000).map(|_| world.launch("consumer@a")).collect();
    assert!(callers.iter().all(|caller| world.waits(*caller)));
    world.spawned(CONSUMER);
    assert_eq!(world.spawns.len(), 1);
    assert!(callers.iter().all(|caller| !world.launched(*caller).reused));
}

#[test]
fn a_warm_launch_is_answered_at_once_and_starts_nothing() {
    let mut world = World::new();
    world.launch("consumer@a");
    let warm = world.launch("consumer@a");
    assert!(world.launched(warm).reused);
    assert_eq!(world.spawns.len(), 1);
}

#[test]
fn other_tenants_patterns_and_sessions_get_processes_of_their_own() {
    let mut world = World::new();
    for word in ["consumer@a", "consumer@b", "producer@a", "consumer@a/s", "consumer@a/t", "consumer"] {
        world.launch(word);
    }
    assert_eq!(world.spawns.len(), 6);
}

#[test]
fn everyone_shares_at_level_none() {
    let mut world = World::new();
    world.launch("registry");
    let other = world.launch("registry");
    assert_eq!(&*world.launched(other).process.identity.process_id, "shared:registry");
}

#[test]
fn partitions_of_one_tenant_do_not_share() {
    let mut world = World::new();
    world.launch("consumer@a");
    let canary = Placement {
        partition: Some(Partition::parse("canary").expect("valid")),
        ..Placement::at(IsolationLevel::Namespace)
    };
    world.isolate(move |_| Outcome::Answer(canary.clone()));
    let other = world.launch("consumer@a");
    assert_eq!(&*world.launched(other).process.identity.process_id, "ns:a:consumer~canary");
}

#[test]
fn the_same_session_id_of_a_second_tenant_gets_the_qualified_id() {
    let mut world = World::new();
    let a = world.launch("consumer@a/user-1");
    let b = world.launch("consumer@b/user-1");
    assert_eq!(&*world.launched(a).process.identity.process_id, "session:user-1:consumer");
    assert_eq!(&*world.launched(b).process.identity.process_id, "session:b:user-1:consumer");
    world.terminate("session:b:user-1:consumer");
    assert_eq!(world.state("session:user-1:consumer"), "RUNNING");
}

#[test]
fn a_refused_launch_is_not_reported_under_another_tenants_id() {
    let mut world = World::new();
    world.launch("consumer@a/user-1");
    world.admit(|_| super::world::no("full"));
    world.launch("consumer@b/user-1");
    let ids: Vec<_> = world.notices.iter().filter_map(refused_id).collect();
    assert_eq!(ids, ["session:b:user-1:consumer"]);
}

fn refused_id(notice: &Notice) -> Option<&str> {
    match notice {
        Notice::Refused { identity, .. } => Some(&identity.process_id),
        _ => None,
    }
}

#[test]
fn a_config_conflict_names_keys_and_never_values() {
    let mut world = World::new();
    world.launch_with("consumer@a", &[("TOPIC", "secret-1"), ("GROUP", "g")]);
    let other = world.launch_with("consumer@a", &[("TOPIC", "secret-2"), ("GROUP", "g"), ("EXTRA", "x")]);
    assert_eq!(world.refusal(other), &Refusal::ConfigConflict { keys: vec!["EXTRA".into(), "TOPIC".into()] });
    assert!(!world.refusal(other).to_string().contains("secret"));
    assert_eq!(world.state(CONSUMER), "RUNNING");
}

#[test]
fn a_config_conflict_is_found_while_the_first_is_starting() {
    let mut world = World::new();
    world.os.spawn = Reply::Silent;
    let first = world.launch_with("consumer@a", &[("TOPIC", "1")]);
    let other = world.launch_with("consumer@a", &[("TOPIC", "2")]);
    assert!(matches!(world.refusal(other), Refusal::ConfigConflict { .. }));
    assert!(world.waits(first));
}

#[test]
fn every_launch_that_is_refused_when_it_comes_is_noticed() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.launch_with("consumer@a", &[("TOPIC", "2")]);
    world.drain(0);
    assert_eq!(world.notices.iter().filter_map(refused_id).collect::<Vec<_>>(), [CONSUMER]);
}

#[test]
fn a_caller_that_goes_away_stops_nothing() {
    let mut world = World::new();
    world.os.spawn = Reply::Silent;
    let gone = world.launch("consumer@a");
    let stays = world.launch("consumer@a");
    world.abandon(gone);
    world.spawned(CONSUMER);
    assert!(world.waits(gone) && !world.waits(stays));
    assert_eq!(world.state(CONSUMER), "RUNNING");
}

#[test]
fn the_only_caller_going_away_stops_nothing_either() {
    let mut world = World::new();
    world.os.spawn = Reply::Silent;
    let gone = world.launch("consumer@a");
    world.abandon(gone);
    world.abandon(gone);
    world.spawned(CONSUMER);
    assert_eq!(world.state(CONSUMER), "RUNNING");
}

#[test]
fn callers_of_one_process_are_bounded() {
    let mut world = World::bounded(crate::bounds::Bounds { waiters_max: 2, ..Default::default() });
    world.os.spawn = Reply::Silent;
    world.launch("consumer@a");
    world.launch("consumer@a");
    let third = world.launch("consumer@a");
    assert_eq!(world.refusal(third), &Refusal::QueueFull { waiting: 2, max: 2 });
}

#[test]
fn ready_takes_as_long_as_the_start_took_and_not_as_long_as_the_process_is_known() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.advance(1_000_000);
    world.exit(CONSUMER, 1);
    world.advance(200);
    let took: Vec<_> = world.notices.iter().filter_map(took).collect();
    assert_eq!(took, [Duration::ZERO, Duration::ZERO]);
}

fn took(notice: &Notice) -> Option<Duration> {
    match notice {
        Notice::About(_, crate::notice::Happening::Ready { took, .. }) => Some(*took),
        _ => None,
    }
}
