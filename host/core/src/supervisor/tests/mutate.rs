//! What policies change of a process before it is started.

use std::time::Duration;

use super::world::{World, trap};
use crate::bounds::Bounds;
use crate::manifest::Resources;
use crate::notice::{Happening, Notice};
use crate::patch::{Patch, Wanted};
use crate::policy::{FaultKind, Hook, Outcome};
use crate::record::Fate;
use crate::refusal::Refusal;

const CONSUMER: &str = "ns:a:consumer";

/// The operator lets `TENANT_*` be set.
fn world() -> World {
    World::bounded(Bounds { mutable_environment: vec!["TENANT_*".into()], ..Bounds::default() })
}

fn setting(name: &str) -> Patch {
    let environment = vec![(name.to_owned(), "gold".to_owned())];
    let limits = Resources { memory_bytes: Some(1 << 20), ..Resources::default() };
    Patch::new(Wanted { environment, limits, grace: Some(Duration::from_secs(3)), ..Wanted::default() })
        .expect("is right")
}

fn tagged() -> World {
    let world = world();
    world.mutate(|_| Outcome::Answer(setting("TENANT_TIER")));
    world
}

#[test]
fn the_policy_is_shown_what_is_planned_and_its_changes_are_spawned_and_told() {
    let mut world = tagged();
    world.manifest.resources.pids = Some(7);
    world.grace = Some(Duration::from_secs(5));
    world.launch("consumer@a");
    let plan = world.plans().remove(0);
    assert_eq!((plan.limits.pids, plan.grace), (Some(7), Duration::from_secs(5)));
    assert_eq!(plan.variables, ["TENANT_*"]);
    assert_eq!(*world.spawns[0].patch, setting("TENANT_TIER"));
    assert_eq!(
        world.spawns[0].manifest.resources,
        Resources { memory_bytes: Some(1 << 20), pids: Some(7), ..Resources::default() }
    );
    let process = world.process(CONSUMER).expect("runs");
    assert_eq!(*process.patch, setting("TENANT_TIER"));
    let decided =
        "admission script: allowed; mutate script: environment TENANT_TIER; memory_bytes 1048576; grace 3000 ms";
    assert_eq!(&*process.last_decision, decided);
    assert!(world.notices.iter().any(|notice| matches!(notice, Notice::About(_, Happening::Mutated { .. }))));
}

#[test]
fn its_grace_period_holds_where_the_launch_asked_for_another() {
    let mut world = tagged();
    world.grace = Some(Duration::from_secs(50));
    world.launch("consumer@a");
    world.os.stop = super::world::Reply::Silent;
    world.terminate(CONSUMER);
    world.advance(2_999);
    assert!(world.when("kill ns:a:consumer#1").is_empty());
    world.advance(1);
    assert_eq!(world.when("kill ns:a:consumer#1").len(), 1);
}

#[test]
fn it_is_asked_once_and_holds_over_restarts_and_over_a_launcher() {
    let mut world = tagged();
    world.launch("consumer@a");
    world.exit(CONSUMER, 1);
    world.mutate(|_| trap());
    world.advance(1_000);
    assert_eq!(world.generations(CONSUMER).last(), Some(&2));
    assert_eq!(*world.spawns[1].patch, setting("TENANT_TIER"));
    let before = world.instance(CONSUMER);
    world.relaunch(&Fate::Gone);
    world.advance(10_000);
    assert_ne!(world.instance(CONSUMER), before);
    assert_eq!(*world.spawns.last().expect("is started again").patch, setting("TENANT_TIER"));
    assert_eq!(world.plans().len(), 1);
}

#[test]
fn who_joins_is_asked_nothing() {
    let mut world = tagged();
    world.launch("consumer@a");
    world.launch("consumer@a");
    assert_eq!(world.plans().len(), 1);
}

#[test]
fn without_an_answer_nothing_is_started_and_no_place_is_taken() {
    let mut world = world();
    world.mutate(|_| trap());
    let caller = world.launch("consumer@a");
    assert!(matches!(world.refusal(caller), Refusal::PolicyFailed { hook: Hook::Mutate, .. }));
    assert_eq!((world.state(CONSUMER), world.spawns.len()), ("ABSENT", 0));
    world.mutate(|_| Outcome::Answer(Patch::default()));
    world.launch("consumer@b");
    assert_eq!(world.usages().last().map(|(usage, _)| usage.total), Some(0));
}

#[test]
fn a_variable_that_the_operator_does_not_let_be_set_is_a_fault() {
    let mut world = world();
    world.mutate(|_| Outcome::Answer(setting("LOG_LEVEL")));
    let caller = world.launch("consumer@a");
    let Refusal::PolicyFailed { fault, .. } = world.refusal(caller) else { panic!("it is no answer") };
    assert_eq!(fault.kind, FaultKind::BadOutput);
    assert!(fault.message.contains("LOG_LEVEL"), "{fault}");
}

#[test]
fn who_is_not_admitted_is_not_asked_about() {
    let mut world = tagged();
    world.admit(|_| super::world::no("full"));
    world.launch("consumer@a");
    assert_eq!(world.plans(), []);
}
