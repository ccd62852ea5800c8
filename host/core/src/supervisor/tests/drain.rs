//! Shutting down from every mixture of states.

use super::world::{Reply, World, give_up};
use crate::bounds::Bounds;
use crate::refusal::Refusal;

/// One process in each state there is, and a caller who waits for each that is not ready.
fn mixture() -> (World, Vec<crate::event::Ticket>) {
    let mut world = World::bounded(Bounds { starts_max: 2, ..Bounds::default() });
    world.launch("running@a");
    world.launch("backoff@a");
    world.exit("ns:a:backoff", 1);
    let mut callers = vec![world.launch("backoff@a")];
    world.restart(|_| give_up());
    world.launch("failed@a");
    world.exit("ns:a:failed", 1);
    world.os.sweep = Reply::Silent;
    world.launch("sweeping@a");
    world.exit("ns:a:sweeping", 1);
    world.os.stop = Reply::Silent;
    world.launch("stopping@a");
    world.terminate("ns:a:stopping");
    callers.push(world.launch("stopping@a"));
    world.os.probe = Reply::Silent;
    callers.push(world.launch("starting@a"));
    world.os.spawn = Reply::Silent;
    callers.push(world.launch("spawning@a"));
    callers.push(world.launch("queued@a"));
    (world, callers)
}

#[test]
fn every_mixture_ends_with_exactly_one_drained() {
    let (mut world, callers) = mixture();
    world.drain(5_000);
    assert!(callers.iter().all(|caller| world.refusal(*caller) == &Refusal::Draining));
    assert_eq!(world.drained, 0);
    world.spawned("ns:a:spawning");
    world.os.sweep = Reply::Good;
    world.advance(20_000);
    assert_eq!((world.drained, world.supervisor.processes().count()), (1, 0));
}

#[test]
fn grace_is_cut_when_the_launcher_shuts_down() {
    let (mut world, _) = mixture();
    world.spawned("ns:a:spawning");
    world.drain(5_000);
    world.advance(6_000);
    assert!(world.when("kill").iter().all(|at| *at == "5.000"));
    assert_eq!(world.when("kill").len(), 4);
}

#[test]
fn a_second_drain_hurries_the_first_and_is_not_answered_twice() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.os.stop = Reply::Silent;
    world.drain(5_000);
    world.drain(1_000);
    world.advance(10_000);
    assert_eq!((world.when("kill"), world.drained), (vec!["1.000"], 1));
    let lines = world.trace.len();
    world.drain(0);
    assert_eq!(world.trace.len(), lines);
}

#[test]
fn an_empty_launcher_is_drained_at_once() {
    let mut world = World::new();
    world.drain(0);
    assert_eq!(world.trace, ["0.000 drained"]);
}

#[test]
fn nothing_is_launched_while_the_launcher_shuts_down() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.os.stop = Reply::Silent;
    world.drain(5_000);
    let callers = [world.launch("consumer@a"), world.launch("producer@a")];
    assert!(callers.iter().all(|caller| world.refusal(*caller) == &Refusal::Draining));
}

#[test]
fn nothing_is_restarted_while_the_launcher_shuts_down() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.os.sweep = Reply::Silent;
    world.exit("ns:a:consumer", 1);
    world.drain(5_000);
    world.swept("ns:a:consumer");
    assert_eq!((world.spawns.len(), world.drained), (1, 1));
}

#[test]
fn one_who_terminates_is_answered_while_the_launcher_shuts_down() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.os.stop = Reply::Silent;
    world.drain(5_000);
    let caller = world.terminate("ns:a:consumer");
    world.advance(5_000);
    assert!(world.terminated(caller).forced);
}
