//! What is not loaded, and how it is told.

use prism_policy::{BUILTINS, Limits, Module, ModuleSpec, Problem};
use serde_json::json;

use crate::guest::Guest;
use crate::support::{builtin, engine, load};

fn problem(component: &[u8]) -> String {
    load(component, Limits::default()).expect_err("is not loaded").to_string()
}

#[test]
fn what_is_no_component_is_refused_before_it_is_compiled() {
    for bytes in [&b""[..], b"\0", b"not wasm at all", &[0xff; 4096]] {
        assert!(problem(bytes).starts_with("policy module guest: is not WASM"));
    }
    assert!(problem(b"\0asm\x0d\0\x01\0\xff\xff\xff").contains("does not compile"));
}

#[test]
fn a_truncated_component_does_not_compile() {
    let component = Guest::default().component();
    assert!(problem(&component[..component.len() / 2]).contains("does not compile"));
}

#[test]
fn a_core_module_is_refused_with_a_hint() {
    let problem = problem(&Guest::default().core());
    assert!(problem.contains("is a core module; expected a component"), "{problem}");
}

#[test]
fn other_imports_are_refused_by_name() {
    let guest = Guest {
        package: "package wasi:clocks@0.2.0; interface monotonic-clock { now: func() -> u64; }",
        world: "import prism:policy/log; import wasi:clocks/monotonic-clock@0.2.0; export prism:policy/lifecycle; export prism:policy/isolation;",
        fields: r#"(import "wasi:clocks/monotonic-clock@0.2.0" "now" (func $now (result i64)))"#,
        ..Guest::deriving("(drop (call $now)) i32.const 0")
    };
    assert_eq!(
        problem(&guest.component()),
        "policy module guest: imports wasi:clocks/monotonic-clock@0.2.0; a policy may import prism:policy/log, prism:policy/evidence and nothing else"
    );
}

#[test]
fn another_major_version_is_refused_naming_it_and_another_minor_is_not() {
    let major = Guest { version: "2.0.0", ..Guest::default() };
    let problem = problem(&major.component());
    assert!(problem.contains("is of contract version 2.0.0; this launcher speaks 1.x"), "{problem}");
    let minor = Guest { version: "1.7.3", ..Guest::default() };
    assert!(load(&minor.component(), Limits::default()).is_ok());
}

#[test]
fn a_component_without_lifecycle_or_hook_is_refused_naming_what_it_has() {
    let no_lifecycle = Guest { world: "import prism:policy/log; export prism:policy/isolation;", ..Guest::default() };
    assert_eq!(
        problem(&no_lifecycle.component()),
        "policy module guest: does not export prism:policy/lifecycle@1.0.0; found prism:policy/isolation@1.0.0"
    );
    let no_hook = Guest { world: "import prism:policy/log; export prism:policy/lifecycle;", ..Guest::default() };
    assert_eq!(
        problem(&no_hook.component()),
        "policy module guest: exports none of the hooks isolation, admission, restart, terminate, mutate; found prism:policy/lifecycle@1.0.0"
    );
}

#[test]
fn a_hook_of_another_type_is_refused_naming_it() {
    let component = wat::parse_str(
        r#"(component
            (core module $m
                (func (export "f") (result i32) i32.const 0)
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 0)
                (memory (export "memory") 1))
            (core instance $i (instantiate $m))
            (func $f (result u32) (canon lift (core func $i "f")))
            (instance $lifecycle (export "describe" (func $f)) (export "configure" (func $f)))
            (instance $isolation (export "derive" (func $f)))
            (export "prism:policy/lifecycle@1.0.0" (instance $lifecycle))
            (export "prism:policy/isolation@1.0.0" (instance $isolation)))"#,
    )
    .expect("is valid");
    let problem = problem(&component);
    assert!(problem.contains("describe is not of the contract's type"), "{problem}");
    assert!(problem.contains("expected") && problem.contains("found"), "{problem}");
}

/// Tools for interpreted languages put a component into a component. What one hands to the other is copied from memory to memory, by
/// code that the engine makes.
#[test]
fn a_component_made_of_components_is_compiled() {
    let component = wat::parse_str(
        r#"(component
            (component $callee
                (core module $m
                    (func (export "f") (param i32 i32))
                    (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 0)
                    (memory (export "memory") 1))
                (core instance $i (instantiate $m))
                (func (export "f") (param "text" string)
                    (canon lift (core func $i "f") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))
            (component $caller
                (import "f" (func $f (param "text" string)))
                (core module $memory (memory (export "memory") 1))
                (core instance $memory (instantiate $memory))
                (core func $lowered (canon lower (func $f) (memory (core memory $memory "memory"))))
                (core module $m
                    (import "" "f" (func (param i32 i32)))
                    (func (export "g") i32.const 0 i32.const 0 call 0))
                (core instance $i (instantiate $m (with "" (instance (export "f" (func $lowered))))))
                (func (export "g") (canon lift (core func $i "g"))))
            (instance $callee (instantiate $callee))
            (instance $caller (instantiate $caller (with "f" (func $callee "f"))))
            (export "g" (func $caller "g")))"#,
    )
    .expect("is valid");
    let problem = problem(&component);
    assert!(problem.starts_with("policy module guest: does not export prism:policy/lifecycle@1.0.0"), "{problem}");
}

#[test]
fn a_module_larger_than_allowed_is_not_even_read() {
    let problem = load(&[0; 2000], Limits { module_bytes: 1000, ..Limits::default() }).expect_err("is too large");
    assert!(matches!(problem.problem, Problem::TooLarge { bytes: 1001, bytes_max: 1000 }), "{problem}");
}

#[test]
fn a_module_whose_memory_does_not_fit_is_not_loaded() {
    let guest = Guest { pages: 257, ..Guest::default() };
    let problem = problem(&guest.component());
    assert!(problem.contains("instantiation failed: memory"), "{problem}");
}

#[test]
fn a_start_that_does_not_end_is_stopped() {
    let guest = Guest { fields: "(start $spin) (func $spin (loop (br 0)))", ..Guest::default() };
    // The clock is out of the way: it would be first only on a machine that is busy with something else.
    let problem = load(&guest.component(), Limits { time_ms: 10_000, ..Limits::default() }).expect_err("does not end");
    assert!(problem.to_string().contains("instantiation failed: fuel"), "{problem}");
}

#[test]
fn a_limit_that_cannot_be_had_is_refused_naming_it() {
    let limits = Limits { memory_bytes: Limits::MEMORY_BYTES_CEILING + 1, ..Limits::default() };
    let problem = load(&Guest::default().component(), limits).expect_err("is too much").to_string();
    assert_eq!(problem, "policy module guest: limits.memory_bytes is 67108865; at most 67108864 can be had");
}

#[test]
fn another_digest_is_refused_naming_both() {
    let right = Module::load(engine(), &ModuleSpec::builtin("standard")).expect("loads").sha256().to_owned();
    let with = |sha256: &str| {
        Module::load(engine(), &ModuleSpec { sha256: Some(sha256.to_owned()), ..ModuleSpec::builtin("standard") })
    };
    assert!(with(&right.to_uppercase()).is_ok());
    let problem = with("00ff").expect_err("is another").to_string();
    assert_eq!(problem, format!("policy module standard: sha256 is {right}; the configuration expects 00ff"));
}

#[test]
fn a_missing_file_and_an_unknown_builtin_are_named() {
    let missing = Module::load(engine(), &ModuleSpec::path("mine", "/nowhere/policy.wasm")).expect_err("is not there");
    assert!(missing.to_string().starts_with("policy module mine: cannot read /nowhere/policy.wasm: "));
    let unknown = Module::load(engine(), &ModuleSpec::builtin("lenient")).expect_err("is not there").to_string();
    assert_eq!(
        unknown,
        "policy module lenient: no policy named lenient is built in; expected one of standard, allowlist, tiered"
    );
}

#[test]
fn a_configuration_error_has_module_pointer_and_expectation() {
    for (name, config, wanted) in [
        (
            "standard",
            json!({"max_per_tenant": 3}),
            "/max_per_tenant: is not a known key; expected one of initial_backoff_ms, jitter, ",
        ),
        (
            "tiered",
            json!({"tiers": {"gold": {"max_processes": "many"}}}),
            "/tiers/gold/max_processes: expected an integer; found a string",
        ),
        // What a schema cannot say, the module does.
        ("tiered", json!({"tiers": {}, "default_tier": "gold"}), "/default_tier: "),
        ("standard", json!({"max_per_namespace": 1_u64 << 40}), "/max_per_namespace: invalid value: "),
    ] {
        let problem = builtin(name, config).expect_err("is wrong").to_string();
        assert!(problem.starts_with(&format!("policy module {name}: config {wanted}")), "{problem}");
    }
}

/// A guest that describes its configuration with this schema.
fn described(schema: &'static str, more: Guest) -> Guest {
    Guest { text: schema, schema_bytes: schema.replace('\\', "").len(), ..more }
}

#[test]
fn a_schema_is_held_against_the_configuration_before_the_module_is_asked() {
    let guest = Guest { configure: "unreachable", ..described(r#"{\"required\": [\"a\"]}"#, Guest::default()) };
    let problem = problem(&guest.component());
    assert_eq!(problem, "policy module guest: config: expected the key a");
    let trusting = described(r#"{\"type\": \"object\"}"#, Guest::default());
    assert!(load(&trusting.component(), Limits::default()).is_ok());
}

#[test]
fn what_a_module_describes_its_configuration_with_must_be_a_schema() {
    for (schema, wanted) in [
        (r#"{\"type\": \"int\"}"#, "/type: expected one or several of"),
        (r#"{\"$ref\": \"https://example.org/x\"}"#, "leads out of the schema, and nothing is fetched"),
        (r##"{\"$ref\": \"#\"}"##, "applies more than 128 schemas inside of each other"),
        ("no schema", "is not JSON"),
    ] {
        let problem = problem(&described(schema, Guest::default()).component());
        assert!(problem.starts_with("policy module guest: its config's JSON Schema is refused: "), "{problem}");
        assert!(problem.contains(wanted), "{problem}");
    }
}

#[test]
fn a_module_that_refuses_and_says_nothing_has_refused() {
    // `err` of an empty list.
    let guest = Guest { configure: "(i32.store8 (i32.const 200) (i32.const 1)) i32.const 200", ..Guest::default() };
    assert_eq!(problem(&guest.component()), "policy module guest: config: is refused, and the module does not say why");
}

#[test]
fn every_builtin_says_what_it_is_and_what_it_takes() {
    for (name, config) in BUILTINS.into_iter().zip([json!({}), json!({}), json!({"tiers": {"gold": {}}})]) {
        let module = builtin(name, config).expect("loads");
        assert_eq!(module.description().name, name);
        let schema: serde_json::Value = serde_json::from_str(&module.description().config_schema).expect("is JSON");
        assert_eq!(schema["additionalProperties"], false);
        assert_eq!(module.sha256().len(), 64);
    }
}
