//! Holds PROMISES.md to its word: every promise names what holds it, and what it names is there.

use crate::root::root;

/// What one line names: a file, and a test in it unless the file itself is one.
#[derive(Debug, PartialEq)]
struct Named<'a> {
    file: &'a str,
    test: Option<&'a str>,
}

/// Each promise with what holds it.
fn promises(text: &str) -> Vec<(&str, Vec<Named<'_>>)> {
    let sections = text.split("\n## ").filter(|section| section.starts_with('P'));
    sections
        .map(|section| (section.lines().next().unwrap_or_default(), section.lines().filter_map(named).collect()))
        .collect()
}

fn named(line: &str) -> Option<Named<'_>> {
    let name = line.strip_prefix("- `")?.strip_suffix('`')?;
    Some(match name.split_once(": ") {
        Some((file, test)) => Named { file, test: Some(test) },
        None => Named { file: name, test: None },
    })
}

/// Whether a source has a test of this name.
pub(crate) fn has_test(source: &str, name: &str) -> bool {
    let head = format!("fn {name}(");
    source.match_indices(&head).any(|(at, _)| {
        let before = source[..at].trim_end();
        let before = before.strip_suffix("async").map_or(before, str::trim_end);
        before.ends_with(']') && before[before.rfind("#[").unwrap_or(0)..].contains("test")
    })
}

#[test]
fn every_promise_names_tests_and_every_test_that_is_named_exists() {
    let text = std::fs::read_to_string(root().join("PROMISES.md")).expect("it is there");
    let promises = promises(&text);
    assert!(promises.len() >= 16, "{promises:?}");
    for (promise, names) in promises {
        assert!(!names.is_empty(), "nothing holds: {promise}");
        for Named { file, test } in names {
            let source =
                std::fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{promise}: {file}: {error}"));
            assert!(test.is_none_or(|test| has_test(&source, test)), "{promise}: there is no test {test:?} in {file}");
        }
    }
}

#[test]
fn a_name_in_a_comment_or_of_a_helper_is_no_test() {
    assert!(has_test("#[test]\nfn a() {}", "a"));
    assert!(has_test("#[tokio::test(flavor = \"x\")]\nasync fn a() {}", "a"));
    assert!(!has_test("#[test]\nfn b() {}\nfn a() {}", "a"));
    assert!(!has_test("// fn a() is gone", "a"));
    assert_eq!(named("- `tests/x.rs: a`"), Some(Named { file: "tests/x.rs", test: Some("a") }));
    assert_eq!(named("some words"), None);
}
