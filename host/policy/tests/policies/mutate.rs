//! The hook `mutate`: what policies change of a process before it is started.

use std::sync::Arc;

use prism_core::isolation::IsolationLevel;
use prism_core::manifest::Resources;
use prism_core::patch::{Patch, Plan};
use prism_core::policy::{FaultKind, Outcome, Policy, Request};
use prism_policy::{Input, Limits, Module, ModuleSpec, PolicySet, Selection};

use crate::guest::Guest;
use crate::support::{NOW, engine, load, placement, request};

const WORLD: &str = "import prism:policy/log; export prism:policy/lifecycle; export prism:policy/mutate;";

/// What a guest of these tests answers: one variable, its name in the text from 1024 on and its value after it. A patch has its
/// environment at 0, cpu-millis at 8, memory-bytes at 24, pids at 40, nofile at 56, grace-ms at 72 and its labels at 88.
macro_rules! setting {
    ($name_len:literal, $value_at:literal, $value_len:literal) => {
        concat!(
            "(i32.store (i32.const 512) (i32.const 640)) (i32.store (i32.const 516) (i32.const 1)) ",
            "(i32.store (i32.const 640) (i32.const 1024)) (i32.store (i32.const 644) (i32.const ",
            $name_len,
            ")) ",
            "(i32.store (i32.const 648) (i32.const ",
            $value_at,
            ")) (i32.store (i32.const 652) (i32.const ",
            $value_len,
            ")) ",
            "i32.const 512"
        )
    };
}

const TIER_GOLD: &str = setting!(11, 1035, 4);

fn guest(change: &'static str, text: &'static str) -> Vec<u8> {
    Guest { world: WORLD, version: "1.1.0", change, text, ..Guest::default() }.component()
}

fn plan() -> Plan {
    Plan { variables: vec!["TENANT_*".to_owned()], ..Plan::default() }
}

fn ask(component: &[u8], request: Request, plan: Plan) -> prism_policy::Trial {
    let module = load(component, Limits::default()).expect("loads");
    module.answer(&Input::Mutate { request, level: IsolationLevel::Namespace, plan, now: NOW })
}

fn message(component: &[u8]) -> String {
    let fault = ask(component, request("tenant-a"), plan()).output.fault().cloned().expect("is no answer");
    assert_eq!(fault.kind, FaultKind::BadOutput, "{fault}");
    fault.message
}

#[test]
fn what_a_module_wants_changed_is_a_patch() {
    let trial = ask(&guest(TIER_GOLD, "TENANT_TIERgold"), request("tenant-a"), plan());
    assert_eq!(trial.output.kind(), "patch");
    let prism_policy::Output::Patch(patch) = trial.output else { panic!("is one") };
    assert_eq!(patch.environment()["TENANT_TIER"], "gold");
    let limits = "(i32.store8 (i32.const 552) (i32.const 1)) (i64.store (i32.const 560) (i64.const 7)) i32.const 512";
    let prism_policy::Output::Patch(patch) = ask(&guest(limits, ""), request("a"), plan()).output else {
        panic!("is one")
    };
    assert_eq!(patch.limits(), Resources { pids: Some(7), ..Resources::default() });
}

#[test]
fn what_no_process_may_be_given_is_a_fault_that_says_so() {
    let preload = message(&guest(setting!(10, 1034, 1), "LD_PRELOADx"));
    assert!(preload.contains("\"LD_PRELOAD\" changes what code a process runs"), "{preload}");
    let namespace = message(&guest(setting!(9, 1033, 1), "NAMESPACEx"));
    assert!(namespace.contains("is set by the launcher"), "{namespace}");
    let unlisted = message(&guest(setting!(9, 1033, 1), "LOG_LEVELx"));
    assert_eq!(unlisted, "environment: \"LOG_LEVEL\" is not among limits.mutable_environment");
    let nothing = "(i32.store8 (i32.const 552) (i32.const 1)) i32.const 512";
    assert_eq!(message(&guest(nothing, "")), "limits.pids: is 0, expected at least 1");
}

#[test]
fn a_secret_of_the_request_goes_into_no_patch() {
    struct Hiding;
    impl prism_policy::Observer for Hiding {
        fn decided(&self, _: &prism_policy::Decision<'_>) {}
        fn logged(&self, _: &str, _: prism_policy::Severity, _: &str) {}
        fn hides(&self, _: &str, key: &str) -> bool {
            key == "db_password"
        }
    }
    let engine = prism_policy::Engine::new(Arc::new(Hiding)).expect("the machine lets us");
    let module =
        crate::support::load_in(&engine, &guest(TIER_GOLD, "TENANT_TIERgold"), Limits::default()).expect("loads");
    let selection = all_of(&["guest"]);
    let standard = Module::load(&engine, &ModuleSpec::builtin("standard")).expect("loads");
    let set = PolicySet::new(&selection, vec![module, standard]).expect("can be obeyed");
    let config = |value: &str| Arc::new([("db_password".to_owned(), value.to_owned())].into());
    let asked = |value: &str| {
        let request = Request { config: config(value), ..request("tenant-a") };
        set.mutate(&request, &placement(), &plan(), NOW).outcome
    };
    assert!(matches!(asked("hunter2"), Outcome::Answer(_)));
    let Outcome::Fault(fault) = asked("gold") else { panic!("it would be shown") };
    assert!(fault.message.contains("the patch holds a secret"), "{fault}");
}

fn all_of(mutate: &[&str]) -> Selection {
    Selection { mutate: mutate.iter().map(|name| (*name).to_owned()).collect(), ..Selection::default() }
}

fn named(name: &str, component: &[u8]) -> Module {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), component).expect("is writable");
    Module::load(engine(), &ModuleSpec::path(name, file.path())).expect("loads")
}

#[test]
fn all_that_modules_want_is_joined_and_a_conflict_is_the_later_ones_fault() {
    let gold = named("gold", &guest(TIER_GOLD, "TENANT_TIERgold"));
    let silver = named("silver", &guest(TIER_GOLD, "TENANT_TIERgray"));
    let quiet = named("quiet", &guest("i32.const 512", ""));
    let trap = named("trap", &guest("unreachable", ""));
    let standard = crate::support::builtin("standard", serde_json::json!({})).expect("loads");
    let asked = |order: &[&str]| {
        let modules = [&gold, &silver, &quiet, &trap, &standard].map(Module::clone).to_vec();
        let set = PolicySet::new(&all_of(order), modules).expect("can be obeyed");
        let verdict = set.mutate(&request("tenant-a"), &placement(), &plan(), NOW);
        (verdict.module.to_string(), verdict.outcome)
    };
    assert_eq!(asked(&[]), ("none".to_owned(), Outcome::Answer(Patch::default())));
    assert_eq!(asked(&["quiet"]).0, "none");
    assert_eq!(asked(&["quiet", "gold"]).0, "gold");
    let (module, Outcome::Fault(fault)) = asked(&["gold", "silver"]) else { panic!("they disagree") };
    assert_eq!(module, "silver");
    assert_eq!(fault.message, "environment TENANT_TIER is set otherwise by a policy before it");
    assert!(matches!(asked(&["gold", "trap"]), (module, Outcome::Fault(_)) if module == "trap"));
}
