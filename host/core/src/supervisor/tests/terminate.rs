//! Who may stop a process.

use std::time::Duration;

use super::world::{World, no, trap};
use crate::effect::Terminated;
use crate::notice::{Happening, Notice};
use crate::policy::Hook;
use crate::process::ProcessState;
use crate::refusal::Refusal;

const CONSUMER: &str = "ns:a:consumer";
const GENTLY: Terminated = Terminated { forced: false };

#[test]
fn the_policy_is_told_who_wants_what_stopped() {
    let mut world = World::new();
    world.launch("consumer@a/s");
    world.advance(1500);
    world.force("session:s:consumer");
    let stop = world.stops().remove(0);
    assert_eq!((&*stop.process_id, stop.pattern.as_str(), &*stop.caller), ("session:s:consumer", "consumer", "carol"));
    assert_eq!(stop.namespace.as_ref().map(|name| name.as_str()), Some("a"));
    assert_eq!(stop.session.as_ref().map(|id| id.as_str()), Some("s"));
    assert_eq!((stop.state, stop.generation, stop.force), (ProcessState::Running, 1, true));
    assert_eq!(stop.uptime, Some(Duration::from_millis(1500)));
}

#[test]
fn a_refused_caller_is_told_and_nothing_happens_to_the_process() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.guard(|_| no("it guards the vault"));
    let caller = world.terminate(CONSUMER);
    let Refusal::Denied { module, denial, .. } = world.not_terminated(caller) else { panic!("a policy refused") };
    assert_eq!((&**module, denial.reason.as_str()), ("script", "it guards the vault"));
    assert_eq!(world.state(CONSUMER), "RUNNING");
    assert!(world.when("stop ns:a:consumer#1 signal 15").is_empty());
    assert!(world.notices.iter().any(|notice| matches!(notice, Notice::StopRefused { .. })));
}

#[test]
fn a_policy_without_an_answer_has_not_agreed() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.guard(|_| trap());
    let caller = world.terminate(CONSUMER);
    assert!(matches!(world.not_terminated(caller), Refusal::PolicyFailed { hook: Hook::Terminate, .. }));
    assert_eq!(world.state(CONSUMER), "RUNNING");
}

#[test]
fn an_operator_is_obeyed_without_a_policy_and_that_is_told() {
    let mut world = World::new();
    world.launch("consumer@a");
    world.guard(|_| trap());
    let operator = world.override_and_terminate(CONSUMER);
    assert_eq!((world.terminated(operator), world.state(CONSUMER)), (GENTLY, "ABSENT"));
    assert_eq!(world.stops(), []);
    assert!(world.notices.iter().any(|notice| matches!(notice, Notice::About(_, Happening::Overridden))));
}

#[test]
fn nobody_is_asked_where_the_launcher_itself_stops() {
    let mut world = World::new();
    world.guard(|_| no("never"));
    world.launch("consumer@a");
    world.exit(CONSUMER, 1);
    world.advance(1000);
    world.drain(1000);
    assert_eq!((world.state(CONSUMER), world.drained), ("ABSENT", 1));
    assert_eq!(world.stops(), []);
}

#[test]
fn one_who_waits_for_a_start_is_not_disturbed_by_one_who_may_not_stop_it() {
    let mut world = World::new();
    world.guard(|_| no("never"));
    world.os.probe = super::world::Reply::Silent;
    let waiting = world.launch("consumer@a");
    world.terminate(CONSUMER);
    assert!(world.waits(waiting));
    assert_eq!((world.state(CONSUMER), world.stops()[0].state), ("STARTING", ProcessState::Starting));
}
