//! Guests that do what they must not: each call ends soon, as a fault of the right kind, and the next call is clean.

use std::sync::Arc;

use prism_core::policy::{Fault, FaultKind, Outcome};
use prism_policy::{Engine, Limits, Severity};

use crate::guest::Guest;
use crate::support::{NOW, Recorder, ended, load, load_in, placement, request, usage};

/// The default limits, but for the time: a slow machine must not make a fault of time of another one.
fn patient() -> Limits {
    Limits { time_ms: 10_000, ..Limits::default() }
}

/// The fault of asking `guest`, which must be the same when it is asked again.
fn fault(guest: &Guest, limits: Limits) -> Fault {
    let module = load(&guest.component(), limits).expect("loads");
    let first = module.isolation(&request("tenant-a"));
    assert_eq!(first, module.isolation(&request("tenant-a")), "the next call is as the first");
    match first {
        Outcome::Fault(fault) => fault,
        other => panic!("expected a fault, found {other:?}"),
    }
}

fn kind_of(derive: &'static str) -> FaultKind {
    fault(&Guest::deriving(derive), patient()).kind
}

#[test]
fn an_endless_loop_ends_by_fuel() {
    let fault = fault(&Guest::deriving("(loop (br 0)) unreachable"), patient());
    assert_eq!(fault.to_string(), "fuel: used up its fuel of 5000000");
}

#[test]
fn what_fuel_does_not_end_time_does() {
    let limits = Limits { fuel: u64::MAX, ..Limits::default() };
    let fault = fault(&Guest::deriving("(loop (br 0)) unreachable"), limits);
    assert_eq!(fault.to_string(), "time: ran for longer than 30 ms");
}

#[test]
fn a_loop_of_bulk_operations_ends_too() {
    let fills = "(loop (memory.fill (i32.const 65536) (i32.const 1) (i32.const 65536)) (br 0)) unreachable";
    assert!(matches!(kind_of(fills), FaultKind::Fuel | FaultKind::Time));
}

#[test]
fn memory_beyond_the_limit_ends_the_guest() {
    let fault = fault(&Guest::deriving("(loop (drop (memory.grow (i32.const 16))) (br 0)) unreachable"), patient());
    assert_eq!(fault.kind, FaultKind::Memory);
    assert!(fault.message.contains("16777216 are allowed"), "{}", fault.message);
}

#[test]
fn a_table_beyond_the_limit_ends_the_guest() {
    let guest = Guest {
        fields: "(table $t 1 funcref)",
        derive: "(drop (table.grow $t (ref.null func) (i32.const 9999))) i32.const 0",
        ..Guest::default()
    };
    let fault = fault(&guest, Limits { table_elements: 100, ..patient() });
    assert_eq!(fault.kind, FaultKind::Memory);
}

#[test]
fn deep_recursion_is_a_trap() {
    let guest = Guest { fields: "(func $down (call $down) (call $down))", ..Guest::deriving("call $down unreachable") };
    assert_eq!(fault(&guest, Limits { fuel: u64::MAX, ..patient() }).kind, FaultKind::Trap);
}

#[test]
fn traps_are_traps() {
    for derive in ["unreachable", "(i32.div_u (i32.const 1) (i32.const 0))", "(i32.load (i32.const -4))"] {
        assert_eq!(kind_of(derive), FaultKind::Trap, "{derive}");
    }
}

#[test]
fn a_panics_text_and_place_come_out() {
    let guest = Guest {
        text: "panicked at src/lib.rs:7:9: no tier",
        ..Guest::deriving("(call $log (i32.const 3) (i32.const 1024) (i32.const 35)) unreachable")
    };
    assert_eq!(fault(&guest, patient()).to_string(), "trap: panicked at src/lib.rs:7:9: no tier");
}

#[test]
fn a_panic_after_a_flood_still_has_its_text() {
    let guest = Guest {
        text: "boom",
        ..Guest::deriving(
            "(call $log (i32.const 0) (i32.const 0) (i32.const 1)) (call $log (i32.const 3) (i32.const 1024) (i32.const 4)) unreachable",
        )
    };
    assert_eq!(fault(&guest, Limits { log_lines: 1, ..patient() }).message, "boom");
}

#[test]
fn an_answer_out_of_range_is_bad_output() {
    // An answer at 200: its case, its level, its partition's address, its partition's length.
    for (what, derive) in [
        ("case", "(i32.store8 (i32.const 200) (i32.const 9)) i32.const 200"),
        ("level", "(i32.store8 (i32.const 208) (i32.const 9)) i32.const 200"),
        (
            "address",
            "(i32.store (i32.const 212) (i32.const -9)) (i32.store (i32.const 216) (i32.const 9)) i32.const 200",
        ),
        ("alignment", "i32.const 201"),
        (
            "not UTF-8",
            "(i32.store8 (i32.const 300) (i32.const 255)) (i32.store (i32.const 212) (i32.const 300)) (i32.store (i32.const 216) (i32.const 1)) i32.const 200",
        ),
    ] {
        assert!(matches!(kind_of(derive), FaultKind::BadOutput | FaultKind::Trap), "{what}");
    }
}

#[test]
fn a_partition_that_is_no_name_is_bad_output_and_says_why() {
    let guest = Guest {
        text: "../etc",
        ..Guest::deriving(
            "(i32.store (i32.const 212) (i32.const 1024)) (i32.store (i32.const 216) (i32.const 6)) i32.const 200",
        )
    };
    let fault = fault(&guest, patient());
    assert_eq!(fault.kind, FaultKind::BadOutput);
    assert!(fault.message.starts_with("partition has '.' at byte 0"), "{}", fault.message);
}

#[test]
fn more_output_than_allowed_is_bad_output() {
    let guest =
        Guest { pages: 130, ..Guest::deriving("(i32.store (i32.const 216) (i32.const 8388608)) i32.const 200") };
    let fault = fault(&guest, patient());
    assert_eq!(fault.kind, FaultKind::BadOutput, "{}", fault.message);
}

#[test]
fn a_flood_of_lines_is_cut_and_counted_and_ends_by_fuel() {
    let recorder = Arc::new(Recorder::default());
    let engine = Engine::new(recorder.clone()).expect("the machine lets us");
    let flood = Guest {
        text: "line\\nforged",
        ..Guest::deriving("(loop (call $log (i32.const 1) (i32.const 1024) (i32.const 11)) (br 0)) unreachable")
    };
    let limits = Limits { log_lines: 3, log_line_bytes: 6, ..patient() };
    let module = load_in(&engine, &flood.component(), limits).expect("loads");
    assert!(matches!(module.isolation(&request("tenant-a")), Outcome::Fault(Fault { kind: FaultKind::Fuel, .. })));
    assert_eq!(recorder.lines(), vec![(Severity::Info, "line f".to_owned()); 3]);
    assert!(recorder.decisions()[0].lines_dropped > 1000);
}

#[test]
fn a_guest_that_wastes_its_fuel_wastes_as_much_every_time() {
    let recorder = Arc::new(Recorder::default());
    let engine = Engine::new(recorder.clone()).expect("the machine lets us");
    let module = load_in(&engine, &Guest::deriving("(loop (br 0)) unreachable").component(), patient()).expect("loads");
    for _ in 0..3 {
        let _ = module.isolation(&request("tenant-a"));
    }
    assert!(recorder.decisions().iter().all(|heard| heard.fuel == patient().fuel));
}

/// What a guest may do wrong, and what it is called.
const WRONGS: [(&str, FaultKind); 5] = [
    ("unreachable", FaultKind::Trap),
    ("(loop (br 0)) unreachable", FaultKind::Fuel),
    ("(loop (drop (memory.grow (i32.const 16))) (br 0)) unreachable", FaultKind::Memory),
    ("i32.const -9", FaultKind::BadOutput),
    ("i32.const 201", FaultKind::BadOutput),
];

/// A guest that does this wrong in every hook.
fn wrong(body: &'static str) -> Guest {
    const WORLD: &str = "import prism:policy/log; export prism:policy/lifecycle; export prism:policy/isolation; \
        export prism:policy/admission; export prism:policy/restart;";
    Guest { world: WORLD, derive: body, decide: body, on_exit: body, ..Guest::default() }
}

fn kind<T: std::fmt::Debug>(outcome: Outcome<T>) -> FaultKind {
    match outcome {
        Outcome::Fault(fault) => fault.kind,
        other => panic!("expected a fault, found {other:?}"),
    }
}

#[test]
fn every_wrong_of_every_hook_is_its_fault_and_a_module_rests_from_who_it_keeps_failing() {
    for (body, expected) in WRONGS {
        let module = load(&wrong(body).component(), Limits { faults_in_a_row: 3, ..patient() }).expect("loads");
        let ask = |namespace: &str| {
            [
                kind(module.isolation(&request(namespace))),
                kind(module.admission(&request(namespace), &placement(), &usage(0), NOW)),
                kind(module.restart(&ended(namespace, 1))),
            ]
        };
        for _ in 0..3 {
            assert_eq!(ask("tenant-a"), [expected; 3], "{body}");
        }
        assert_eq!(ask("tenant-a"), [FaultKind::Suspended; 3], "{body}");
        assert_eq!(ask("tenant-b"), [expected; 3], "nobody else pays for it: {body}");
        assert_eq!(module.fares().asked, 12, "what was not asked is not counted");
    }
}

#[test]
fn time_ends_every_hook_where_fuel_does_not() {
    let limits = Limits { fuel: u64::MAX, ..Limits::default() };
    let module = load(&wrong("(loop (br 0)) unreachable").component(), limits).expect("loads");
    assert_eq!(kind(module.isolation(&request("a"))), FaultKind::Time);
    assert_eq!(kind(module.admission(&request("a"), &placement(), &usage(0), NOW)), FaultKind::Time);
    assert_eq!(kind(module.restart(&ended("a", 1))), FaultKind::Time);
}
