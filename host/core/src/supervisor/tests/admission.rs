//! Who may start: policies, and the caps that hold whatever they say.

use super::world::{EPOCH, Reply, World, no, trap};
use crate::bounds::Bounds;
use crate::event::Event;
use crate::notice::Notice;
use crate::policy::{Hook, Outcome};
use crate::refusal::Refusal;
use crate::time::UnixMillis;

#[test]
fn a_policys_no_reaches_the_caller_and_starts_nothing() {
    let mut world = World::new();
    world.admit(|_| no("not on Sundays"));
    let caller = world.launch("consumer@a");
    assert!(matches!(world.refusal(caller), Refusal::Denied { denial, .. } if denial.reason == "not on Sundays"));
    assert_eq!((world.spawns.len(), world.state("ns:a:consumer")), (0, "ABSENT"));
}

#[test]
fn an_admission_policy_that_fails_refuses() {
    let mut world = World::new();
    world.admit(|_| trap());
    let caller = world.launch("consumer@a");
    assert!(matches!(world.refusal(caller), Refusal::PolicyFailed { hook: Hook::Admission, .. }));
    let faults = |notice: &&Notice| matches!(notice, Notice::PolicyFault { hook: Hook::Admission, .. });
    assert_eq!((world.notices.iter().filter(faults).count(), world.spawns.len()), (1, 0));
}

#[test]
fn an_isolation_policy_that_fails_refuses() {
    let mut world = World::new();
    world.isolate(|_| trap());
    let caller = world.launch("consumer@a");
    assert!(matches!(world.refusal(caller), Refusal::PolicyFailed { hook: Hook::Isolation, .. }));
}

#[test]
fn a_quota_sees_exact_usage_and_cannot_be_exceeded() {
    let mut world = World::new();
    world.admit(|usage| if usage.namespace < 3 { Outcome::Answer(()) } else { no("quota") });
    world.os.spawn = Reply::Silent;
    for session in 0..10 {
        world.launch(&format!("consumer@a/s{session}"));
    }
    world.launch("consumer@b");
    assert_eq!(world.spawns.len(), 4);
}

#[test]
fn only_new_processes_are_asked_about() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.launch("consumer@a");
    world.exit("ns:a:consumer", 1);
    world.advance(200);
    assert_eq!((world.usages().len(), world.spawns.len()), (1, 2));
}

#[test]
fn a_restart_is_not_another_admission() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.exit("ns:a:consumer", 1);
    world.advance(200);
    world.launch("producer@a");
    let (usage, _) = world.usages()[1];
    assert_eq!((usage.namespace, usage.namespace_admitted_last_minute), (1, 1));
}

#[test]
fn caps_hold_under_a_policy_that_allows_everything() {
    let bounds = Bounds { processes_max: 4, namespace_processes_max: 3, session_processes_max: 2, ..Bounds::default() };
    let mut world = World::bounded(bounds);
    let refused = |world: &mut World, word| {
        let caller = world.launch(word);
        matches!(world.refusal(caller), Refusal::Capacity { .. })
    };
    world.launch("a@n/s");
    world.launch("b@n/s");
    assert!(refused(&mut world, "c@n/s"), "two of the session");
    world.launch("c@n");
    assert!(refused(&mut world, "d@n"), "three of the namespace");
    world.launch("d@m");
    assert!(refused(&mut world, "e"), "four in all");
}

#[test]
fn a_cap_has_room_again_when_a_process_is_gone() {
    let mut world = World::bounded(Bounds { processes_max: 1, ..Bounds::default() });
    world.launch("consumer@a");
    world.terminate("ns:a:consumer");
    let caller = world.launch("producer@a");
    assert!(!world.launched(caller).reused);
}

#[test]
fn a_failed_process_holds_no_place() {
    let mut world = World::bounded(Bounds { processes_max: 1, ..Bounds::default() });
    world.restart(|_| super::world::give_up());
    world.launch("consumer@a");
    world.exit("ns:a:consumer", 1);
    let caller = world.launch("producer@a");
    assert!(!world.launched(caller).reused);
}

#[test]
fn one_in_backoff_is_not_counted_against_the_one_that_replaces_it() {
    let mut world = World::bounded(Bounds { processes_max: 1, ..Bounds::default() });
    world.os.spawn = Reply::Bad;
    world.launch("consumer@a");
    world.os.spawn = Reply::Good;
    let caller = world.launch_with("consumer@a", &[("TOPIC", "2")]);
    assert!(!world.launched(caller).reused);
    assert_eq!(world.usages().iter().map(|(usage, _)| usage.total).collect::<Vec<_>>(), [0, 0]);
}

#[test]
fn policies_see_the_wall_clock_with_its_corrections() {
    let mut world = World::new();
    world.advance(500);
    world.launch("a@a");
    world.handle(Event::Clock(UnixMillis(9_000)));
    world.advance(10);
    world.launch("b@a");
    let times: Vec<_> = world.usages().into_iter().map(|(_, now)| now.0).collect();
    assert_eq!(times, [EPOCH.0 + 500, 9_010]);
}
