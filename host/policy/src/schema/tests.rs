//! What schemas say of configurations, and what becomes of those that are none, or too much.

use serde_json::{Value, json};

use super::{Rejection, STEPS_MAX, Schema};

fn schema(schema: &Value) -> Schema {
    Schema::parse(&schema.to_string()).expect("is a schema").expect("is not empty")
}

fn takes(of: &Value, config: &Value) -> bool {
    schema(of).check(config).is_ok()
}

/// What is said of `config`, each as `pointer: message`.
fn said(of: &Value, config: &Value) -> Vec<String> {
    match schema(of).check(config) {
        Err(Rejection::Config(errors)) => {
            errors.into_iter().map(|error| format!("{}: {}", error.pointer, error.message)).collect()
        }
        other => panic!("{config} should be refused: {other:?}"),
    }
}

/// What is said of a schema that is none.
fn refused(text: &str) -> String {
    Schema::parse(text).expect_err("is no schema").to_string()
}

#[test]
fn every_keyword_takes_and_refuses() {
    for (of, takes_these, refuses_these) in [
        (json!({"type": "integer"}), vec![json!(1), json!(2.0)], vec![json!(1.5), json!("1"), json!(null)]),
        (json!({"type": ["string", "null"]}), vec![json!("a"), json!(null)], vec![json!(false), json!([])]),
        (
            json!({"const": {"a": 1}}),
            vec![json!({"a": 1.0})],
            vec![json!({"a": 2}), json!({}), json!({"a": 1, "b": 1})],
        ),
        (json!({"enum": ["a", 1, null]}), vec![json!("a"), json!(1.0), json!(null)], vec![json!("b"), json!(true)]),
        (
            json!({"minimum": 0, "exclusiveMaximum": 1}),
            vec![json!(0), json!(0.5), json!("x")],
            vec![json!(-1), json!(1)],
        ),
        (json!({"multipleOf": 0.25}), vec![json!(1), json!(0.75)], vec![json!(0.3)]),
        (
            json!({"minLength": 2, "maxLength": 3}),
            vec![json!("éé"), json!("abc"), json!(1)],
            vec![json!("é"), json!("abcd")],
        ),
        (json!({"pattern": "^a+$"}), vec![json!("aa"), json!(0)], vec![json!("ab")]),
        (json!({"minItems": 1, "maxItems": 2}), vec![json!([1]), json!({})], vec![json!([]), json!([1, 2, 3])]),
        (
            json!({"uniqueItems": true}),
            vec![json!([1, "1", [1]])],
            vec![json!([1, 2, 1.0]), json!([{"a": 1}, {"a": 1}])],
        ),
        (
            json!({"prefixItems": [{"type": "string"}], "items": false}),
            vec![json!(["a"]), json!([])],
            vec![json!([1]), json!(["a", 1])],
        ),
        (json!({"contains": {"const": 1}, "maxContains": 1}), vec![json!([2, 1])], vec![json!([2]), json!([1, 1])]),
        (json!({"contains": {"const": 1}, "minContains": 0}), vec![json!([])], vec![]),
        (
            json!({"required": ["a"], "maxProperties": 1}),
            vec![json!({"a": 0}), json!(1)],
            vec![json!({}), json!({"a": 0, "b": 0})],
        ),
        (
            json!({"dependentRequired": {"a": ["b"]}}),
            vec![json!({"b": 0}), json!({"a": 0, "b": 0})],
            vec![json!({"a": 0})],
        ),
        (json!({"dependentSchemas": {"a": {"minProperties": 2}}}), vec![json!({"b": 0})], vec![json!({"a": 0})]),
        (
            json!({"properties": {"a": {"type": "string"}}, "patternProperties": {"^x": {"type": "integer"}}, "additionalProperties": false}),
            vec![json!({"a": "", "x1": 1})],
            vec![json!({"a": 1}), json!({"x1": ""}), json!({"b": 1})],
        ),
        (json!({"propertyNames": {"maxLength": 1}}), vec![json!({"a": 0})], vec![json!({"ab": 0})]),
        (json!({"allOf": [{"minimum": 1}, {"maximum": 2}]}), vec![json!(1)], vec![json!(0), json!(3)]),
        (json!({"anyOf": [{"type": "string"}, {"minimum": 2}]}), vec![json!("a"), json!(2)], vec![json!(1)]),
        (json!({"oneOf": [{"minimum": 2}, {"maximum": 3}]}), vec![json!(1), json!(4)], vec![json!(2)]),
        (json!({"not": {"type": "null"}}), vec![json!(1)], vec![json!(null)]),
        (
            json!({"if": {"properties": {"a": {"const": 1}}}, "then": {"required": ["b"]}, "else": {"required": ["c"]}}),
            vec![json!({"a": 1, "b": 0}), json!({"a": 2, "c": 0})],
            vec![json!({"a": 1, "c": 0}), json!({"a": 2, "b": 0})],
        ),
        (
            json!({"allOf": [{"properties": {"a": true}}], "anyOf": [{"required": ["b"], "properties": {"b": true}}, true], "unevaluatedProperties": false}),
            vec![json!({"a": 1}), json!({"a": 1, "b": 1})],
            vec![json!({"c": 1})],
        ),
        (
            json!({"prefixItems": [true], "contains": {"const": 7}, "unevaluatedItems": {"type": "string"}}),
            vec![json!([0, 7, "a"])],
            vec![json!([0, 7, 1])],
        ),
    ] {
        assert!(takes_these.iter().all(|config| takes(&of, config)), "{of} takes {takes_these:?}");
        assert!(!refuses_these.iter().any(|config| takes(&of, config)), "{of} refuses {refuses_these:?}");
    }
}

#[test]
fn references_lead_to_definitions_anchors_and_back() {
    let tree = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://example.org/tree",
        "$ref": "#node",
        "$defs": {"a/b%": {"$anchor": "node", "properties": {"next": {"$ref": "#"}, "size": {"$ref": "#/$defs/size"}}}, "size": {"minimum": 1}},
    });
    assert!(takes(&tree, &json!({"next": {"next": {"size": 1}}})));
    assert_eq!(said(&tree, &json!({"next": {"next": {"size": 0}}})), ["/next/next/size: expected at least 1"]);
    let escaped = json!({"$ref": "#/$defs/a~1b%25", "$defs": {"a/b%": {"const": 1}}});
    assert!(takes(&escaped, &json!(1)) && !takes(&escaped, &json!(2)));
    let elsewhere = json!({"$ref": "#/x-kinds/one", "x-kinds": {"one": {"const": 1}}});
    assert!(!takes(&elsewhere, &json!(2)));
}

#[test]
fn what_is_wrong_is_told_with_its_pointer_and_what_was_expected() {
    let of = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["zone"],
        "properties": {
            "zone": {"enum": ["eu", "us"]},
            "max": {"type": "integer", "minimum": 1},
            "at": {"pattern": "^[0-9]{2}:[0-9]{2}$", "examples": ["08:00", "18:30", "00:00"]},
            "names": {"type": "array", "items": {"type": "string", "pattern": "^[a-z]+$"}, "minItems": 1},
        },
    });
    for (config, expected) in [
        (json!({}), ": expected the key zone"),
        (json!([]), ": expected a map; found a list"),
        (json!({"zone": "as"}), r#"/zone: expected one of "eu", "us""#),
        (json!({"zone": "eu", "max": "3"}), "/max: expected an integer; found a string"),
        (json!({"zone": "eu", "max": 0}), "/max: expected at least 1"),
        (json!({"zone": "eu", "names": ["a", "B"]}), "/names/1: expected text that matches ^[a-z]+$"),
        (
            json!({"zone": "eu", "at": "8"}),
            r#"/at: expected text like "08:00" or "18:30", which matches ^[0-9]{2}:[0-9]{2}$"#,
        ),
        (json!({"zone": "eu", "names": []}), "/names: expected at least 1 item; found 0"),
        (json!({"zone": "eu", "a/b": 1}), "/a~1b: is not a known key; expected one of at, max, names, zone"),
    ] {
        assert_eq!(said(&of, &config), [expected], "{config}");
    }
    let told = said(&of, &json!({"max": 0.5, "x": 1}));
    assert_eq!(told.len(), 4, "all of it is told: {told:?}");
    assert_eq!(told[3], ": expected the key zone", "what is furthest in comes first");
}

#[test]
fn a_value_is_never_told() {
    let of = json!({"properties": {"token": {"type": "string", "pattern": "^[0-9]+$", "maxLength": 3, "not": {"minLength": 9}}}});
    let told = said(&of, &json!({"token": "hunter2-hunter2"})).join("\n");
    assert!(told.contains("/token") && !told.contains("hunter2"), "{told}");
}

#[test]
fn of_alternatives_the_nearest_is_told_or_what_all_of_them_expect() {
    let of = json!({"anyOf": [
        {"type": "string"},
        {"type": "object", "properties": {"kind": {"const": "a"}, "size": {"type": "integer"}}},
        {"type": "object", "properties": {"kind": {"const": "b"}, "name": {"type": "string"}}},
    ]});
    assert_eq!(said(&of, &json!({"kind": "a", "size": "x"})), ["/size: expected an integer; found a string"]);
    assert_eq!(said(&of, &json!({"kind": "b", "name": 1})), ["/name: expected a string; found an integer"]);
    assert_eq!(said(&of, &json!({"kind": "c"})), [r#"/kind: expected "a", or expected "b""#]);
    assert_eq!(said(&of, &json!(1)), [": expected a string, or a map; found an integer"]);
}

#[test]
fn few_are_told_and_they_are_cut() {
    let names: Vec<_> = (0..500).map(|number| format!("key-{number}")).collect();
    let told = said(&json!({"required": names}), &json!({}));
    assert_eq!(told.len(), 8);
    let told = said(&json!({"properties": {"a": {"enum": names}}}), &json!({"a": 1}));
    assert!(told[0].len() < 600, "{told:?}");
}

#[test]
fn no_schema_takes_everything() {
    for text in ["", "  \n"] {
        assert!(Schema::parse(text).expect("is none").is_none());
    }
    assert!(takes(&json!({"title": "x", "format": "uuid", "x-own": 1}), &json!("no uuid")));
}

#[test]
fn what_is_no_schema_is_refused_with_its_place() {
    for (text, expected) in [
        ("{", "is not JSON: "),
        ("5", "expected a schema: a map, true or false; found an integer"),
        (
            r#"{"type": "int"}"#,
            "/type: expected one or several of null, boolean, integer, number, string, array, object",
        ),
        (r#"{"type": []}"#, "/type: expected one or several of "),
        (r#"{"properties": {"a/b": {"minimum": "0"}}}"#, "/properties/a~1b/minimum: expected a number; found a string"),
        (
            r#"{"allOf": [true, {"minLength": -1}]}"#,
            "/allOf/1/minLength: expected a whole number, not below zero; found an integer",
        ),
        (r#"{"anyOf": []}"#, "/anyOf: expected a list of at least one schema"),
        (r#"{"items": [{}]}"#, "/items: expected a schema; a list of them is prefixItems"),
        (r#"{"required": [1]}"#, "/required: expected a list of keys' names; found a list"),
        (r#"{"multipleOf": 0}"#, "/multipleOf: expected a number above zero"),
        (r#"{"not": 3}"#, "/not: expected a schema: a map, true or false; found an integer"),
        (
            r#"{"$schema": "http://json-schema.org/draft-07/schema#"}"#,
            "/$schema: expected https://json-schema.org/draft/2020-12/schema",
        ),
        (r#"{"$defs": {"a": {"$id": "b"}}}"#, "/$defs/a/$id: expected none but at the root"),
        (r##"{"$ref": "#/$defs/a"}"##, r##"/$ref: "#/$defs/a" leads nowhere in this schema"##),
        (r##"{"$ref": "#a"}"##, r##"/$ref: "#a" names no $anchor of this schema"##),
        (r##"{"$ref": "#/x", "x": {"type": 1}}"##, "/x/type: expected one or several of "),
        (r#"{"pattern": "(?=a)"}"#, "/pattern: expected a regular expression: look-around"),
        (
            r#"{"patternProperties": {"[": {}}}"#,
            "/patternProperties: expected a regular expression: unclosed character class",
        ),
    ] {
        let found = refused(text);
        assert!(found.starts_with(expected), "{text}\n{found}");
    }
}

#[test]
fn nothing_is_fetched() {
    for to in ["https://example.org/schema.json", "file:///etc/passwd", "other.json#/a", "urn:x", "//host/x", ""] {
        let found = refused(&json!({"properties": {"a": {"$ref": to}}}).to_string());
        assert!(found.starts_with("/properties/a/$ref: ") && found.contains("nothing is fetched"), "{found}");
    }
}

#[test]
fn references_that_lead_nowhere_but_to_themselves_end() {
    for text in [
        r##"{"$ref": "#"}"##,
        r##"{"$ref": "#/$defs/a", "$defs": {"a": {"allOf": [{"$ref": "#/$defs/b"}]}, "b": {"not": {"$ref": "#/$defs/a"}}}}"##,
        r##"{"anyOf": [{"type": "string"}, {"$ref": "#"}]}"##,
    ] {
        let looping = Schema::parse(text).expect("is a schema").expect("is not empty");
        let Err(Rejection::Schema(error)) = looping.check(&json!({})) else { panic!("{text} should end") };
        assert!(error.message.contains("more than 128 schemas inside of each other"), "{error}");
    }
}

/// `levels` definitions, each of which applies the next one twice, by `keyword`.
fn doubling(keyword: &str, levels: usize) -> Value {
    let level = |level: usize| {
        let next = json!({"$ref": format!("#/$defs/d{}", level + 1)});
        (format!("d{level}"), json!({keyword: [next, next], "unevaluatedProperties": true}))
    };
    let mut defs: serde_json::Map<_, _> = (0..levels).map(level).collect();
    defs.insert(format!("d{levels}"), json!({"required": ["a"]}));
    json!({"$ref": "#/$defs/d0", "$defs": defs})
}

#[test]
fn what_doubles_at_every_level_is_stopped_by_its_budget() {
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let Err(Rejection::Schema(error)) = schema(&doubling(keyword, 40)).check(&json!({})) else {
            panic!("{keyword}")
        };
        assert!(error.message.contains(&format!("more than {STEPS_MAX} steps")), "{error}");
        assert!(!takes(&doubling(keyword, 10), &json!({})), "a few levels are nothing unusual");
    }
}

#[test]
fn expressions_that_grow_or_backtrack_are_refused_or_harmless() {
    assert!(refused(r#"{"pattern": "((a{1,100}){1,100}){1,100}"}"#).contains("larger than"));
    let nested = format!(r#"{{"pattern": "{}a{}"}}"#, "(".repeat(100), ")".repeat(100));
    assert!(refused(&nested).starts_with("/pattern: expected a regular expression: exceed"), "{}", refused(&nested));
    let evil = json!({"pattern": "^(a+)+$"});
    assert!(!takes(&evil, &json!(format!("{}b", "a".repeat(50_000)))));
    let many: serde_json::Map<_, _> = (0..200).map(|number| (format!("^{number}$"), json!(true))).collect();
    assert!(
        refused(&json!({"patternProperties": many}).to_string()).contains("one regular expression more than the 128")
    );
}

#[test]
fn what_is_large_or_deep_is_refused() {
    let large = json!({"description": "x".repeat(64 << 10)}).to_string();
    assert!(refused(&large).ends_with("at most 65536 are taken"), "{}", refused(&large));
    let deep = format!("{}{}{}", r#"{"not":"#.repeat(5000), "true", "}".repeat(5000));
    assert!(refused(&deep).starts_with("is not JSON: recursion limit exceeded"), "{}", refused(&deep));
}

#[test]
fn many_errors_over_many_long_keys_take_no_more_than_the_budget() {
    let config: serde_json::Map<_, _> =
        (0..500).map(|number| (format!("{number}{}", "k".repeat(1000)), json!(1))).collect();
    let of = json!({"allOf": vec![json!({"additionalProperties": {"type": "string"}}); 200]});
    assert!(matches!(schema(&of).check(&config.into()), Err(Rejection::Schema(_))));
}
