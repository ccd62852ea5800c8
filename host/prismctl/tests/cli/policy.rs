//! The policy commands that take a component: what they print and how they end. The components are the built-in ones.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;

use crate::run::{Ran, bare, end};

/// A folder with `standard.wasm` in it.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let component = prism_policy::builtin_component("standard").expect("is built in");
        fs::write(folder.path().join("standard.wasm"), component).expect("written");
        Self(folder)
    }

    fn file(&self, name: &str, text: impl AsRef<[u8]>) -> &Self {
        let path: PathBuf = self.0.path().join(name);
        fs::create_dir_all(path.parent().expect("is in a folder")).expect("made");
        fs::write(path, text).expect("written");
        self
    }

    fn run(&self, line: &str) -> Ran {
        let mut command = bare(line);
        command.current_dir(self.0.path());
        end(command)
    }
}

const FULL: &str =
    "{hook: admission, request: {namespace: a}, usage: {namespace: 100}, expect: {refuse: {code: quota}}}";

#[test]
fn inspect_shows_what_a_component_is() {
    let folder = Folder::new();
    let text = folder.run("policy inspect standard.wasm").ok();
    for line in [
        "standard 1.0.0\n",
        "  Summary:   the level that was asked for, quotas, exponential backoff\n",
        "  Contract:  1.1.0\n",
        "  Hooks:     isolation, admission, restart\n",
        "  Limits:    fuel 5000000, 30 ms, memory 16.0MiB (the defaults)\n",
        "  Config:    max_failures integer, default 5\n",
    ] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
    let json: Value = serde_json::from_str(&folder.run("policy inspect standard.wasm -o json").ok()).expect("JSON");
    assert_eq!(json["hooks"], serde_json::json!(["isolation", "admission", "restart"]));
    assert_eq!(json["limits"]["fuel"], 5_000_000);
    assert_eq!(json["sha256"].as_str().map(str::len), Some(64));
    assert_eq!(json["config_schema"]["additionalProperties"], false);
}

#[test]
fn what_is_no_component_is_refused_in_the_launchers_words() {
    let folder = Folder::new();
    folder.file("text.wasm", "not wasm").file("core.wasm", b"\0asm\x01\0\0\0");
    for command in ["inspect", "check", "bench"] {
        let reason = folder.run(&format!("policy {command} text.wasm")).failed();
        assert_eq!(reason, "prismctl: policy module text: is not WASM; expected a component in binary form");
        let reason = folder.run(&format!("policy {command} core.wasm")).failed();
        assert!(reason.starts_with("prismctl: policy module core: is a core module; expected a component"), "{reason}");
        let reason = folder.run(&format!("policy {command} none.wasm")).failed();
        assert!(reason.starts_with("prismctl: policy module none: cannot read none.wasm: "), "{reason}");
    }
}

#[test]
fn check_tells_what_it_asked() {
    let folder = Folder::new();
    folder.file("config.yaml", "max_per_namespace: 3").file("cases/full.yaml", FULL);
    let text = folder.run("policy check standard.wasm --config config.yaml --cases cases --questions 50").ok();
    assert!(text.starts_with("standard 1.0.0 keeps the contract\nHOOK       QUESTIONS  FUEL MAX"), "{text}");
    assert!(text.contains("admission  51 ") && text.contains("restart    50 "), "{text}");
}

#[test]
fn check_refuses_a_configuration_in_the_launchers_words_with_its_place() {
    let folder = Folder::new();
    folder.file("config.json", r#"{"max_failures": 0}"#);
    let reason = folder.run("policy check standard.wasm --config config.json").failed();
    let expected = "prismctl: config.json:1:18: policy module standard: config /max_failures: expected at least 1";
    assert_eq!(reason, expected);
    // What no schema can say, the module does.
    folder.file("config.yaml", "jitter: 0.5\nmax_total: 99999999999\n");
    let reason = folder.run("policy check standard.wasm --config config.yaml").failed();
    assert!(reason.starts_with("prismctl: config.yaml:2:12: policy module standard: config /max_total: "), "{reason}");
}

#[test]
fn limits_are_given_by_name() {
    let folder = Folder::new();
    let text = folder.run("policy inspect standard.wasm --limits fuel=70000,memory_bytes=2097152").ok();
    assert!(text.contains("  Limits:    fuel 70000, 30 ms, memory 2.0MiB (as given)\n"), "{text}");
    let reason = folder.run("policy check standard.wasm --limits fuel=100").failed();
    assert_eq!(reason, "prismctl: policy module standard: describe failed: fuel: used up its fuel of 100");
    let reason = folder.run("policy inspect standard.wasm --limits memory_bytes=99999999").failed();
    assert_eq!(
        reason,
        "prismctl: policy module standard: limits.memory_bytes is 99999999; at most 67108864 can be had"
    );
    for (given, expected) in
        [("gas=1", "unknown field `gas`"), ("fuel", "expected NAME=N"), ("fuel=x", "expected a whole number")]
    {
        let ran = folder.run(&format!("policy inspect standard.wasm --limits {given}"));
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.stderr.contains(expected), "{ran:?}");
    }
}

#[test]
fn test_asks_every_case_and_shows_how_an_answer_differs() {
    let folder = Folder::new();
    folder.file("cases/a.yaml", FULL).file("cases/b.yaml", FULL.replace("quota", "forbidden"));
    folder.file("cases/c.yaml", "{hook: admission, expect: allow, max_fuel: 1}");
    let ran = folder.run("policy test --component standard.wasm");
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.stdout.contains("ok    a.yaml  refuse quota: max_per_namespace is 100; namespace a has 100"),
        "{ran:?}"
    );
    assert!(ran.stdout.contains("      code: expected  forbidden\n            found     quota\n"), "{ran:?}");
    assert!(ran.stdout.contains("      max_fuel: expected  at most 1\n"), "{ran:?}");
    assert!(ran.stdout.ends_with("3 cases: 1 passed, 2 failed; asked of the component alone\n"), "{ran:?}");
    assert_eq!(ran.reason(), "prismctl: policy test failed: 2 of 3 cases");

    let ran = folder.run("policy test --component standard.wasm -o json");
    let json: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!((&json["passed"], &json["failed"]), (&1.into(), &2.into()));
    assert_eq!(json["cases"][1]["differences"][0]["field"], "code");
}

#[test]
fn a_mistake_in_a_case_is_told_with_file_line_and_field() {
    let folder = Folder::new();
    folder.file("cases/a.yaml", "hook: admission\nusage:\n  namespace: many\nexpect: allow\n");
    let reason = folder.run("policy test --component standard.wasm").failed();
    let expected =
        "policy test failed: ./cases/a.yaml: line 3: usage.namespace: invalid type: string \"many\", expected u32";
    assert_eq!(reason, format!("prismctl: {expected}"));
}

#[test]
fn bench_measures_each_hook() {
    let folder = Folder::new();
    let ran = folder.run("policy bench standard.wasm --seconds 1 -o json").ok();
    let json: Value = serde_json::from_str(&ran).expect("JSON");
    let hooks: Vec<_> = json.as_array().expect("a list").iter().map(|cost| cost["hook"].as_str()).collect();
    assert_eq!(hooks, [Some("isolation"), Some("admission"), Some("restart")]);
    for cost in json.as_array().expect("a list") {
        let time = |name: &str| cost[name].as_f64().expect("a number");
        assert!(time("stocked_p50_us") > 0.0 && time("stocked_p50_us") <= time("stocked_p99_us"), "{cost}");
        assert!(time("stocked_p50_us") <= time("fresh_p50_us"), "the making is in it: {cost}");
        assert!(cost["calls"].as_u64() > Some(0) && cost["fuel_max"].as_u64() > Some(0), "{cost}");
    }
}

#[test]
fn wrong_usage_is_2() {
    let folder = Folder::new();
    for line in [
        "policy",
        "policy inspect",
        "policy new Bad",
        "policy new ../escape",
        "policy new mine --lang cobol",
        "policy new match",
        "policy check standard.wasm --fuel-share 0",
        "policy bench standard.wasm --seconds 0",
    ] {
        let ran = folder.run(line);
        assert_eq!(ran.code, Some(2), "{line}: {ran:?}");
    }
    assert!(folder.run("policy new match").reason().contains("match is a name that cargo does not take"));
    assert!(!folder.0.path().join("mine").exists() && !folder.0.path().join("match").exists());
}

#[test]
fn a_folder_that_is_no_policy_is_told() {
    let folder = Folder::new();
    let none =
        ". is no folder as policy new makes it: expected one of Cargo.toml, policy.c, policy.js, policy.py; found none";
    assert!(folder.run("policy build").failed().ends_with(none));
    assert!(folder.run("policy test").failed().contains("cannot read ./cases: "));
}

#[test]
fn compiled_code_is_kept_where_it_is_told_and_what_is_not_trusted_is_said() {
    let folder = Folder::new();
    let cache = folder.0.path().join("caches/policies");
    let inspect = || {
        let mut command = bare("policy inspect standard.wasm");
        command.current_dir(folder.0.path()).env("PRISM_POLICY_CACHE", &cache);
        end(command)
    };
    let kept = || -> Vec<PathBuf> {
        let files = fs::read_dir(&cache).expect("is there").map(|entry| entry.expect("readable").path());
        files.filter(|file| file.extension().is_some_and(|extension| extension == "code")).collect()
    };
    let first = inspect().ok();
    let [file] = kept().try_into().expect("one component was compiled");
    assert_eq!(inspect().ok(), first);
    fs::write(&file, "torn").expect("written");
    let ran = inspect();
    assert_eq!((ran.code, &ran.stdout), (Some(0), &first), "{ran:?}");
    assert!(
        ran.stderr.ends_with(".code: is torn, or was written by somebody else: its seal does not fit\n"),
        "{ran:?}"
    );
    assert_eq!(inspect().stderr, "");

    fs::set_permissions(&cache, fs::Permissions::from_mode(0o755)).expect("set");
    let ran = inspect();
    assert_eq!((ran.code, &ran.stdout), (Some(0), &first), "{ran:?}");
    assert!(ran.stderr.starts_with("prismctl: compiled code is not kept: "), "{ran:?}");
}

#[test]
fn a_tool_that_is_missing_is_named_with_what_installs_it() {
    for (lang, tool, remedy) in [
        ("c", "clang", "install clang and lld, 14 or later (Debian: apt-get install clang lld)"),
        ("js", "componentize-qjs", "run: npm install, in "),
        ("python", "componentize-py", "run: python3 -m venv .venv && .venv/bin/pip install -r requirements.txt, in "),
    ] {
        let folder = Folder::new();
        folder.run(&format!("policy new mine --lang {lang}")).ok();
        let mut command = bare("policy build mine");
        command.current_dir(folder.0.path()).env("PATH", folder.0.path());
        let told = end(command).failed();
        assert!(told.starts_with(&format!("prismctl: policy build failed: there is no {tool}; {remedy}")), "{told}");
    }
}

#[test]
fn what_is_signed_is_verified_and_what_was_changed_is_not() {
    let folder = Folder::new();
    let text = folder.run("policy keygen ours").ok();
    let id = text.strip_prefix("made key ").and_then(|text| text.lines().next()).expect("has an id").to_owned();
    let mode = |name: &str| fs::metadata(folder.0.path().join(name)).expect("is there").permissions().mode() & 0o777;
    assert_eq!((mode("ours.key"), mode("ours.pub")), (0o600, 0o644));
    let line = fs::read_to_string(folder.0.path().join("ours.pub"))
        .expect("readable")
        .lines()
        .nth(1)
        .expect("a key")
        .to_owned();
    assert!(text.contains(&format!("policies: {{ trust: {{ keys: [{line}], require: true }} }}")), "{text}");
    assert!(folder.run("policy keygen ours").failed().contains("policy keygen failed: ours.key: File exists"));

    let text = folder.run("policy sign standard.wasm --key ours.key").ok();
    assert_eq!(text, format!("signed standard.wasm with key {id}: standard.wasm.minisig\n"));
    let verified = format!("standard.wasm is what key {id} signed\n");
    for key in ["ours.pub", &line] {
        assert_eq!(folder.run(&format!("policy verify standard.wasm --key {key}")).ok(), verified);
    }
    folder.run("policy keygen theirs").ok();
    let reason = folder.run("policy verify standard.wasm --key theirs.pub").failed();
    assert!(
        reason.contains(&format!("standard.wasm is signed by key {id}, which policies.trust does not know")),
        "{reason}"
    );
    assert_eq!(folder.run("policy verify standard.wasm --key theirs.pub --key ours.pub").ok(), verified);

    folder.file("standard.wasm", "changed");
    let reason = folder.run("policy verify standard.wasm --key ours.pub").failed();
    assert!(
        reason.starts_with(&format!("prismctl: policy verify failed: standard.wasm is not what key {id} signed")),
        "{reason}"
    );
    let reason = folder.run("policy verify other.wasm --key ours.pub").failed();
    assert!(reason.starts_with("prismctl: policy verify failed: other.wasm: No such file"), "{reason}");
    let reason = folder.run("policy sign standard.wasm --key ours.pub").failed();
    assert!(reason.contains("ours.pub: is no secret key; expected the line of base64"), "{reason}");
}
