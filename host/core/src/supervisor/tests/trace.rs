//! One whole life as a trace. If this changes, what users see in logs and event streams changes.

use super::world::World;

#[test]
fn the_happy_path_has_this_trace() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.advance(10);
    world.terminate("ns:a:consumer");
    let wanted = "
        0.000 notice ns:a:consumer: admitted by script
        0.000 changed ns:a:consumer STARTING
        0.000 notice ns:a:consumer: starting generation 1
        0.000 spawn ns:a:consumer#1
        0.000 changed ns:a:consumer STARTING
        0.000 notice ns:a:consumer: spawned generation 1
        0.000 probe ns:a:consumer#1 1
        0.000 changed ns:a:consumer STARTING
        0.000 changed ns:a:consumer RUNNING
        0.000 notice ns:a:consumer: ready generation 1
        0.000 answer 1: ns:a:consumer#1 new
        0.010 changed ns:a:consumer TERMINATING
        0.010 notice ns:a:consumer: stopping generation 1: terminated
        0.010 stop ns:a:consumer#1 with signal 15
        0.010 sweep ns:a:consumer#1 in 10s
        0.010 notice ns:a:consumer: stopped generation 1
        0.010 removed ns:a:consumer
        0.010 answer 2: terminated";
    assert_eq!(world.trace, lines(wanted));
}

#[test]
fn a_crash_has_this_trace() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.trace.clear();
    world.exit("ns:a:consumer", 3);
    world.advance(200);
    let wanted = "
        0.000 notice ns:a:consumer: failed generation 1: exited with code 3
        0.000 notice ns:a:consumer: restart in 200 ms by script
        0.000 sweep ns:a:consumer#1 in 0ns
        0.000 changed ns:a:consumer STARTING
        0.000 changed ns:a:consumer STARTING
        0.200 notice ns:a:consumer: starting generation 2
        0.200 spawn ns:a:consumer#2
        0.200 changed ns:a:consumer STARTING
        0.200 notice ns:a:consumer: spawned generation 2
        0.200 probe ns:a:consumer#2 1
        0.200 changed ns:a:consumer STARTING
        0.200 changed ns:a:consumer RUNNING
        0.200 notice ns:a:consumer: ready generation 2";
    assert_eq!(world.trace, lines(wanted));
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

#[test]
fn the_same_events_give_the_same_effects() {
    let life = || {
        let mut world = World::new();
        for word in ["consumer@a", "consumer@b", "registry", "consumer@a/s"] {
            world.launch(word);
        }
        world.exit("ns:b:consumer", 1);
        world.advance(100_000);
        world.drain(1_000);
        world.trace
    };
    assert_eq!(life(), life());
}
