//! What is kept, for how long, and what is no longer believed.

use proptest::prelude::*;

use super::world::{Reply, World, give_up, spawned};
use crate::bounds::Bounds;
use crate::event::{Event, Exit, Probed};
use crate::isolation::IsolationKey;
use crate::process::{Generation, InstanceId};
use crate::supervisor::{TOMBSTONES_MAX, Tombstones};
use crate::testing::key;

const CONSUMER: &str = "ns:a:consumer";

fn everything_about(instance: InstanceId) -> [Event; 6] {
    [
        spawned(instance),
        Event::SpawnFailed { instance, error: "stale".into() },
        Event::Probed { instance, attempt: 1, answer: Err("stale".into()) },
        Event::Notified { instance, found: Probed::default() },
        Event::Ended { instance, exit: Exit::Code(9), output: "stale".into() },
        Event::Swept { instance, killed: false },
    ]
}

#[test]
fn events_of_an_older_generation_are_dropped() {
    let mut world = World::new();
    world.launch("consumer@a");
    let old = world.instance(CONSUMER);
    world.exit(CONSUMER, 1);
    world.os.probe = Reply::Silent;
    world.advance(200);
    let lines = world.trace.len();
    everything_about(old).into_iter().for_each(|event| world.handle(event));
    assert_eq!(world.trace.len(), lines);
}

#[test]
fn events_of_a_dead_instance_are_dropped_while_its_successor_waits() {
    let mut world = World::new();
    world.launch("consumer@a");
    let dead = world.instance(CONSUMER);
    world.exit(CONSUMER, 1);
    let lines = world.trace.len();
    everything_about(dead).into_iter().for_each(|event| world.handle(event));
    assert_eq!(world.trace.len(), lines);
}

#[test]
fn events_of_a_removed_bulkhead_are_dropped() {
    let mut world = World::new();
    world.launch("consumer@a");
    let old = world.instance(CONSUMER);
    world.terminate(CONSUMER);
    world.launch("consumer@a");
    let lines = world.trace.len();
    everything_about(old).into_iter().for_each(|event| world.handle(event));
    assert_eq!(world.trace.len(), lines);
}

#[test]
fn generations_go_on_after_a_process_was_removed() {
    let mut world = World::new();
    for _ in 0..3 {
        world.launch("consumer@a");
        world.terminate(CONSUMER);
    }
    assert_eq!(world.generations(CONSUMER), [1, 2, 3]);
}

#[test]
fn failed_processes_are_kept_up_to_a_bound_and_the_oldest_is_forgotten() {
    let mut world = World::bounded(Bounds { failed_kept_max: 2, ..Bounds::default() });
    world.restart(|_| give_up());
    for pattern in ["a", "b", "c"] {
        world.launch(&format!("{pattern}@n"));
        world.exit(&format!("ns:n:{pattern}"), 1);
    }
    assert_eq!(["ns:n:a", "ns:n:b", "ns:n:c"].map(|id| world.state(id)), ["ABSENT", "FAILED", "FAILED"]);
}

#[test]
fn no_failed_process_may_be_kept_at_all() {
    let mut world = World::bounded(Bounds { failed_kept_max: 0, ..Bounds::default() });
    world.restart(|_| give_up());
    world.launch("consumer@a");
    world.exit(CONSUMER, 1);
    assert_eq!(world.state(CONSUMER), "ABSENT");
}

#[test]
fn instances_of_a_pattern_are_counted_over_tenants() {
    let mut world = World::new();
    for word in ["consumer@a", "consumer@b/s", "consumer", "producer@a"] {
        world.launch(word);
    }
    assert_eq!(world.supervisor.instances_of(&key("consumer", "none", "", "").pattern), 3);
}

fn numbered(n: usize) -> IsolationKey {
    key("p", "session", "a", &format!("s{n}"))
}

#[test]
fn tombstones_are_bounded_and_a_forgotten_key_never_goes_back() {
    let mut tombstones = Tombstones::default();
    tombstones.remember(numbered(0), Generation(77));
    for n in 1..=2 * TOMBSTONES_MAX {
        tombstones.remember(numbered(n), Generation(1));
    }
    assert_eq!((tombstones.generations.len(), tombstones.order.len()), (TOMBSTONES_MAX, TOMBSTONES_MAX));
    assert!(tombstones.resume(&numbered(0)) >= Generation(77));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Each step is one life of a key: it goes on from what is remembered, for a few starts, and is remembered again.
    #[test]
    fn no_key_ever_sees_a_generation_twice(lives in prop::collection::vec((0..2 * TOMBSTONES_MAX, 1..4u64), 0..3 * TOMBSTONES_MAX)) {
        let mut tombstones = Tombstones::default();
        let mut last = std::collections::BTreeMap::new();
        for (n, starts) in lives {
            let from = tombstones.resume(&numbered(n));
            prop_assert!(last.get(&n).is_none_or(|last| from >= *last));
            let to = Generation(from.0 + starts);
            last.insert(n, to);
            tombstones.remember(numbered(n), to);
            prop_assert_eq!(tombstones.generations.len(), tombstones.order.len());
            prop_assert!(tombstones.order.len() <= TOMBSTONES_MAX);
        }
    }
}

#[test]
fn an_id_that_was_one_tenants_is_never_given_to_another() {
    let mut world = World::new();
    let first = world.launch("consumer@a/user-1");
    let id = world.launched(first).process.identity.process_id.to_string();
    world.terminate(&id);
    let second = world.launch("consumer@b/user-1");
    let other = world.launched(second).process.identity.process_id.to_string();
    assert_eq!((id.as_str(), other.as_str()), ("session:user-1:consumer", "session:b:user-1:consumer"));
    let again = world.launch("consumer@a/user-1");
    assert_eq!(*world.launched(again).process.identity.process_id, *id);
}
