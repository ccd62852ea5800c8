//! An instance answers once: nothing is remembered between calls, and equal inputs give equal answers at equal cost.

use std::collections::BTreeSet;
use std::sync::Arc;

use prism_core::policy::Outcome;
use prism_policy::{AnswerSource, Engine, Limits, Module, ModuleSpec};

use crate::guest::Guest;
use crate::support::{NOW, Recorder, ended, load, placement, request, usage, wait_for_stock};

/// Answers level none on its first call, namespace on its second, session on its third.
const COUNTER: &str = "(i32.store8 (i32.const 208) (i32.load8_u (i32.const 4)))
    (i32.store8 (i32.const 4) (i32.add (i32.load8_u (i32.const 4)) (i32.const 1))) i32.const 200";

#[test]
fn a_guest_that_counts_its_calls_always_counts_one() {
    for stock in [0, 2] {
        let module = load(&Guest::deriving(COUNTER).component(), Limits { stock, ..Limits::default() }).expect("loads");
        let first = module.isolation(&request("tenant-a"));
        assert!((0..50).all(|_| module.isolation(&request("tenant-a")) == first), "with a stock of {stock}");
    }
}

#[test]
fn the_same_question_has_the_same_answer_and_the_same_fuel_a_thousand_times() {
    let recorder = Arc::new(Recorder::default());
    let engine = Engine::new(recorder.clone()).expect("the machine lets us");
    let spec = ModuleSpec::builtin("standard").with_limits(Limits { memo_entries: 0, ..Limits::default() });
    let module = Module::load(&engine, &spec).expect("loads");
    wait_for_stock(&module);
    let question = || {
        (
            module.isolation(&request("tenant-a")),
            module.admission(&request("tenant-a"), &placement(), &usage(100), NOW),
            module.restart(&ended("tenant-a", 3)),
        )
    };
    let first = question();
    assert!((1..1000).all(|_| question() == first));
    let costs: BTreeSet<_> = recorder.decisions().iter().map(|heard| (heard.hook, heard.fuel)).collect();
    assert_eq!(costs.len(), 3, "one cost for each hook: {costs:?}");
    let sources: Vec<_> = recorder.decisions().iter().map(|heard| heard.source).collect();
    assert!(sources.contains(&AnswerSource::Stock) && !sources.contains(&AnswerSource::Memo));
}

#[test]
fn an_empty_stock_only_costs_time() {
    let limits = Limits { stock: 0, ..Limits::default() };
    let module =
        Module::load(crate::support::engine(), &ModuleSpec::builtin("standard").with_limits(limits)).expect("loads");
    assert!(matches!(module.admission(&request("tenant-a"), &placement(), &usage(1), NOW), Outcome::Answer(())));
    assert_eq!(module.stocked(), 0);
}

#[test]
fn a_known_isolation_answer_is_given_from_memory_and_belongs_to_its_request() {
    let recorder = Arc::new(Recorder::default());
    let engine = Engine::new(recorder.clone()).expect("the machine lets us");
    let module =
        Module::load(&engine, &ModuleSpec::builtin("allowlist").with_config(serde_json::json!({"namespaces": ["a"]})))
            .expect("loads");
    for namespace in ["a", "b", "a", "b"] {
        let refused = matches!(module.isolation(&request(namespace)), Outcome::Refused(_));
        assert_eq!(refused, namespace == "b");
    }
    let remembered = recorder.decisions().iter().filter(|heard| heard.source == AnswerSource::Memo).count();
    assert_eq!(remembered, 2);
}

#[test]
fn many_threads_each_get_their_answer() {
    let module = Module::load(
        crate::support::engine(),
        &ModuleSpec::builtin("standard").with_limits(Limits { memo_entries: 0, ..Limits::default() }),
    )
    .expect("loads");
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                for held in 90..110 {
                    let outcome = module.admission(&request("tenant-a"), &placement(), &usage(held), NOW);
                    assert_eq!(matches!(outcome, Outcome::Answer(())), held < 100, "{outcome:?}");
                }
            });
        }
    });
}
