//! Components that are hostile before they are asked anything: what there is too much of is counted before it is compiled, what a policy has no use
//! for does not compile, and what is left meets its limits when it is instantiated.

use prism_policy::Limits;

use crate::guest::Guest;
use crate::support::load;

/// A component that is nothing but these fields.
fn component(fields: &str) -> Vec<u8> {
    wat::parse_str(format!("(component {fields})")).expect("the text is valid")
}

/// A component around one core module with these fields.
fn core(fields: &str) -> Vec<u8> {
    component(&format!("(core module {fields})"))
}

fn problem_within(component: &[u8], limits: Limits) -> String {
    let problem = load(component, limits).expect_err("is not loaded").to_string();
    problem.strip_prefix("policy module guest: ").expect("names the module").to_owned()
}

fn problem(component: &[u8]) -> String {
    problem_within(component, Limits::default())
}

/// A guest with these further fields in its core module.
fn with(fields: String) -> Guest {
    Guest { fields: fields.leak(), ..Guest::default() }
}

#[test]
fn a_huge_function_is_refused_before_it_is_compiled() {
    let huge = core(&format!("(func {})", "(drop (i32.const 1))".repeat(200_000)));
    assert_eq!(problem(&huge), "has 600002 bytes in one function; at most 524288 are allowed (limits.function_bytes)");
    let small = with(format!("(func {})", "(drop (i32.const 1))".repeat(1000)));
    assert!(load(&small.component(), Limits::default()).is_ok());
    let problem = problem_within(&small.component(), Limits { function_bytes: 1000, ..Limits::default() });
    assert!(problem.ends_with("bytes in one function; at most 1000 are allowed (limits.function_bytes)"), "{problem}");
}

#[test]
fn very_many_functions_are_refused_over_all_modules_of_a_component() {
    let half = format!("(core module {})", "(func)".repeat(10_001));
    assert_eq!(
        problem(&component(&half.repeat(2))),
        "has 20002 functions; at most 20000 are allowed (limits.functions)"
    );
    let nested = format!("{half} (component {half})");
    assert!(problem(&component(&nested)).starts_with("has 20002 functions"));
}

#[test]
fn very_many_locals_of_a_function_are_refused() {
    let locals = |count: usize| core(&format!("(func (local {}))", "i32 ".repeat(count)));
    assert_eq!(problem(&locals(5_001)), "has 5001 locals in one function; at most 5000 are allowed (fixed)");
    assert!(problem(&locals(5_000)).starts_with("does not export"), "it is compiled, and then it is no policy");
}

/// A function that branches so often, at each branch giving another local another value.
fn branching(branches: usize, locals: usize) -> String {
    let branch = |number: usize| {
        let (from, to) = (number * 13 % locals, number * 7 % locals);
        format!("(if (local.get {from}) (then (local.set {to} (local.get {from}))))")
    };
    format!("(func (local {}) {})", "i32 ".repeat(locals), (0..branches).map(branch).collect::<String>())
}

#[test]
fn branches_that_multiply_with_locals_are_refused() {
    let told = "branches times locals in one function; at most 5000000 are allowed (fixed)";
    assert_eq!(problem(&core(&branching(15_000, 1_000))), format!("has 15000000 {told}"));
    let table = format!(
        "(func (param i32) (local {}) (block (local.get 0) (br_table {})))",
        "i32 ".repeat(4_000),
        "0 ".repeat(2_000)
    );
    assert_eq!(problem(&core(&table)), format!("has 8000000 {told}"));
    let told = "branches times locals; at most 20000000 are allowed (fixed)";
    assert_eq!(problem(&core(&branching(4_900, 1_000).repeat(5))), format!("has 24500000 {told}"));
}

#[test]
fn components_far_inside_of_each_other_are_refused() {
    let nested = |depth: usize| component(&format!("{}{}", "(component ".repeat(depth), ")".repeat(depth)));
    assert_eq!(problem(&nested(50)), "has 9 components inside of each other; at most 8 are allowed (fixed)");
    assert!(problem(&nested(7)).starts_with("does not export"));
}

#[test]
fn very_many_globals_types_and_exports_are_refused() {
    let told = "types, imports, exports and the like; at most 50000 are allowed (fixed)";
    for item in ["(global i32 (i32.const 0))", "(type (func))", "(elem func)"] {
        let problem = problem(&core(&item.repeat(50_001)));
        assert!(problem.ends_with(told), "{item}: {problem}");
    }
}

#[test]
fn blocks_far_inside_of_each_other_are_compiled_or_refused_and_nothing_breaks() {
    for block in ["(block ", "(loop ", "(if (i32.const 1) (then "] {
        let depth = 20_000;
        let close = ")".repeat(block.matches('(').count() - block.matches(')').count());
        let text = format!("(func {}{})", block.repeat(depth), close.repeat(depth));
        let deep = wat::parse_str(format!("(component (core module {text}))"));
        // The text's own reader has a limit, too; what it takes, we do.
        if let Ok(deep) = deep {
            assert!(load(&deep, Limits::default()).is_err());
        }
    }
}

#[test]
fn what_takes_a_compiler_too_long_is_given_up() {
    let step = "(local.set 0 (i32.mul (local.get 0) (i32.add (local.get 0) (i32.const 3))))";
    let long = with(format!("(func (param i32) {})", step.repeat(20_000)));
    let limits = Limits { compile_ms: 0, ..Limits::default() };
    assert_eq!(problem_within(&long.component(), limits), "is not compiled after 0 ms of work (limits.compile_ms)");
    assert!(load(&long.component(), Limits::default()).is_ok());
}

#[test]
fn very_many_tables_or_instances_are_refused() {
    let tables = |count: usize| {
        component(&format!("(core module $m (table 1 funcref)) {}", "(core instance (instantiate $m))".repeat(count)))
    };
    assert_eq!(problem(&tables(17)), "has 17 tables; at most 16 are allowed (limits.tables)");
    assert!(problem(&tables(16)).starts_with("does not export"));
    let many = component(&format!("(core module $m) {}", "(core instance (instantiate $m))".repeat(65)));
    assert!(problem(&many).contains("64"), "{}", problem(&many));
    let few = Limits { instances: 1, ..Limits::default() };
    let problem = problem_within(&Guest::default().component(), few);
    assert!(problem.starts_with("instantiation failed: memory: resource limit exceeded: instance count"), "{problem}");
}

#[test]
fn what_a_policy_has_no_use_for_does_not_compile() {
    for (what, fields, told) in [
        ("memory64", "(memory i64 1)", "memory64"),
        ("threads", "(memory 1 1 shared)", "threads"),
        ("exceptions", "(tag)", "exceptions"),
        ("gc", "(type (struct))", "gc"),
        ("function references", "(type $f (func)) (func (param (ref $f)))", "function references"),
        ("tail calls", "(func $f return_call $f)", "tail calls"),
        ("several memories in one module", "(memory 1) (memory 1)", "memories count of 2"),
        ("custom page sizes", "(memory 1 (pagesize 1))", "page size"),
        ("a memory that no slot has room for", "(memory 2000)", "memory"),
        ("a table that no slot has room for", "(table 10001 funcref)", "table"),
    ] {
        let problem = problem(&core(fields));
        assert!(problem.starts_with("does not compile: ") && problem.contains(told), "{what}: {problem}");
    }
    for (what, fields) in [
        ("an async function", r#"(import "f" (func async))"#),
        (
            "an async lift",
            r#"(core module $m (func (export "f") (result i32) unreachable) (func (export "c") (param i32 i32 i32) (result i32) unreachable))
            (core instance $i (instantiate $m))
            (func (export "f") (canon lift (core func $i "f") async (callback (core func $i "c"))))"#,
        ),
        ("a stream", "(type (stream u8))"),
    ] {
        let problem = problem(&component(fields));
        assert!(problem.starts_with("does not compile: ") && problem.contains("async"), "{what}: {problem}");
    }
}

#[test]
fn what_it_imports_is_refused_by_name_whatever_it_is() {
    for fields in [
        r#"(import "m" (core module))"#,
        r#"(import "m" (func))"#,
        r#"(import "m" (instance (export "f" (func))))"#,
        r#"(import "m" (type (sub resource)))"#,
    ] {
        let problem = problem(&component(fields));
        assert!(problem.starts_with("imports m; a policy may import "), "{fields}: {problem}");
    }
}

#[test]
fn a_start_that_traps_grows_or_never_ends_is_a_fault_of_that() {
    let patient = Limits { time_ms: 10_000, ..Limits::default() };
    for (start, kind) in [
        ("unreachable", "trap"),
        ("(loop (br 0))", "fuel"),
        ("(loop (drop (memory.grow (i32.const 16))) (br 0))", "memory"),
        ("call $start", "trap"),
    ] {
        let guest = with(format!("(start $start) (func $start {start})"));
        let problem = problem_within(&guest.component(), patient);
        assert!(problem.starts_with(&format!("instantiation failed: {kind}: ")), "{start}: {problem}");
    }
    let beyond = with("(data (i32.const 131071) \"ab\")".to_owned());
    assert!(
        problem(&beyond.component()).starts_with("instantiation failed: trap: "),
        "{}",
        problem(&beyond.component())
    );
}

#[test]
fn what_it_says_of_itself_must_be_text_and_not_too_much() {
    let described = |text: &'static str, bytes: usize| Guest { text, schema_bytes: bytes, ..Guest::default() };
    let problem_of = |guest: Guest| problem(&guest.component());
    let found = problem_of(described("\\ff", 1));
    assert!(found.starts_with("describe failed: bad-output: "), "{found}");
    let found = problem_of(Guest { pages: 4, ..described("", 70_000) });
    assert!(found.starts_with("describe failed: bad-output: "), "{found}");
    let found = problem_of(described("", 9_000_000));
    assert!(found.starts_with("describe failed: "), "{found}");
}

#[test]
fn what_it_says_of_its_configuration_is_made_fit_to_be_shown() {
    // One error of an empty pointer, whose message is the text; and one whose message is longer than anything.
    let errors = "(i32.store8 (i32.const 200) (i32.const 1)) (i32.store (i32.const 204) (i32.const 220)) (i32.store (i32.const 208) (i32.const 1))
        (i32.store (i32.const 228) (i32.const 1024)) (i32.store (i32.const 232) (i32.const LENGTH)) i32.const 200";
    let saying = |length: usize| Guest {
        text: "a\\nforged line\\e2\\80\\ae",
        configure: errors.replace("LENGTH", &length.to_string()).leak(),
        ..Guest::default()
    };
    assert_eq!(problem(&saying(16).component()), "config: a forged line ");
    assert!(problem(&saying(60_000).component()).len() < 600);
    assert_eq!(
        problem(&Guest { configure: "(loop (br 0)) unreachable", ..Guest::default() }.component()),
        "configure failed: fuel: used up its fuel of 5000000"
    );
}

#[test]
fn limits_above_what_can_be_had_are_refused_by_name() {
    for (limits, told) in [
        (Limits { tables: 65, ..Limits::default() }, "limits.tables is 65; at most 64 can be had"),
        (Limits { instances: 65, ..Limits::default() }, "limits.instances is 65; at most 64 can be had"),
        (
            Limits { table_elements: 10_001, ..Limits::default() },
            "limits.table_elements is 10001; at most 10000 can be had",
        ),
        (Limits { stock: 65, ..Limits::default() }, "limits.stock is 65; at most 64 can be had"),
    ] {
        assert_eq!(problem_within(&Guest::default().component(), limits), told);
    }
}
