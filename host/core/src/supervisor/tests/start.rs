//! Start permits and the queue for them.

use super::world::{Reply, World, after};
use crate::bounds::Bounds;
use crate::event::Event;
use crate::refusal::Refusal;

/// One start at a time; the producer has the permit and the consumer waits for it.
fn contended() -> World {
    let mut world = World::bounded(Bounds { starts_max: 1, ..Bounds::default() });
    world.os.probe = Reply::Silent;
    world.launch("producer@a");
    world.launch("consumer@a");
    assert_eq!(world.spawns.len(), 1);
    world
}

/// The consumer got the permit that the producer gave back.
fn assert_freed(world: &World) {
    assert_eq!(world.generations("ns:a:consumer"), [1]);
}

#[test]
fn starts_are_bounded() {
    let mut world = World::new();
    world.os.probe = Reply::Silent;
    for session in 0..50 {
        world.launch(&format!("consumer@a/s{session}"));
    }
    assert_eq!(world.spawns.len(), 10);
    world.exit("session:s0:consumer", 1);
    assert_eq!(world.spawns.len(), 11);
}

#[test]
fn becoming_ready_frees_the_permit() {
    let mut world = contended();
    let ready = Ok(crate::event::Probed::default());
    world.tell("ns:a:producer", |instance| Event::Probed { instance, attempt: 1, answer: ready });
    assert_freed(&world);
}

#[test]
fn an_exit_frees_the_permit() {
    let mut world = contended();
    world.exit("ns:a:producer", 1);
    assert_freed(&world);
}

#[test]
fn a_start_timeout_frees_the_permit() {
    let mut world = contended();
    world.os.stop = Reply::Silent;
    world.advance(30_000);
    assert_freed(&world);
}

#[test]
fn terminate_frees_the_permit() {
    let mut world = contended();
    world.os.stop = Reply::Silent;
    world.terminate("ns:a:producer");
    assert_freed(&world);
}

#[test]
fn a_spawn_error_frees_the_permit() {
    let mut world = World::bounded(Bounds { starts_max: 1, ..Bounds::default() });
    world.os.spawn = Reply::Silent;
    world.launch("producer@a");
    world.launch("consumer@a");
    world.tell("ns:a:producer", |instance| Event::SpawnFailed { instance, error: "no".into() });
    assert_freed(&world);
}

#[test]
fn a_restart_waits_for_a_permit_like_everyone() {
    let mut world = World::bounded(Bounds { starts_max: 1, ..Bounds::default() });
    world.restart(|_| after(100));
    world.launch("consumer@a");
    world.os.probe = Reply::Silent;
    world.exit("ns:a:consumer", 1);
    world.launch("producer@a");
    world.advance(1_000);
    assert_eq!(world.generations("ns:a:consumer"), [1]);
    world.exit("ns:a:producer", 1);
    assert_eq!(world.generations("ns:a:consumer"), [1, 2]);
}

#[test]
fn a_tenant_with_many_starts_delays_anothers_first_by_one_turn() {
    let mut world = World::bounded(Bounds { starts_max: 1, ..Bounds::default() });
    world.os.spawn = Reply::Silent;
    for session in 0..20 {
        world.launch(&format!("consumer@greedy/s{session}"));
    }
    world.launch("consumer@modest/m");
    world.os.spawn = Reply::Good;
    world.spawned("session:s0:consumer");
    let place = world.spawns.iter().position(|spawn| &*spawn.identity.process_id == "session:m:consumer");
    assert!(place.is_some_and(|place| place <= 2), "{place:?}");
    assert_eq!(world.spawns.len(), 21);
}

#[test]
fn the_start_queue_is_bounded() {
    let mut world = World::bounded(Bounds { starts_max: 1, start_queue_max: 1, ..Bounds::default() });
    world.os.spawn = Reply::Silent;
    world.launch("a@a");
    world.launch("b@a");
    let third = world.launch("c@a");
    assert_eq!(world.refusal(third), &Refusal::QueueFull { waiting: 1, max: 1 });
}

#[test]
fn nobody_is_refused_for_a_full_queue_while_permits_are_free() {
    let mut world = World::bounded(Bounds { start_queue_max: 0, ..Bounds::default() });
    let caller = world.launch("consumer@a");
    assert!(!world.launched(caller).reused);
}
