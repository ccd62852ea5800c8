//! The checked-in components of every released version of the contract run on today's host, and the newest are what `policies/` makes.

use std::path::{Path, PathBuf};

use prism_core::isolation::IsolationLevel;
use prism_core::patch::{Patch, Plan};
use prism_core::policy::Hook;
use prism_policy::{BUILTINS, COOKBOOK, Input, Limits, Module, ModuleSpec, builtin_component, cookbook_component};
use serde_json::{Value, json};

use crate::support::{NOW, ended, engine, request, stop, usage};

/// The contract's version that `policies/` speaks.
const NEWEST: &str = "1.1.0";

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/golden")
}

fn config(name: &str) -> Value {
    match name {
        "tenant_defaults" => json!({"namespaces": {"vip-*": {"environment": {"TENANT_TIER": "gold"}, "pids": 7}}}),
        "termination_protection" => json!({"namespaces": ["vip-*"]}),
        "allowlist" => json!({"namespaces": ["tenant-a"]}),
        "tiered" => json!({"tiers": {"gold": {"isolation": "session", "max_processes": 3}}, "default_tier": "gold"}),
        _ => json!({"max_per_namespace": 3}),
    }
}

fn load(component: &[u8], name: &str) -> Module {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), component).expect("is writable");
    let limits = Limits { stock: 0, ..Limits::default() };
    let spec = ModuleSpec::path(name, file.path()).with_config(config(name)).with_limits(limits);
    Module::load(engine(), &spec).unwrap_or_else(|error| panic!("{error}"))
}

/// What a module says to a table of questions about every hook that it has.
fn answers(module: &Module) -> Vec<String> {
    let mut questions = Vec::new();
    for namespace in ["tenant-a", "vip-1", ""] {
        let request = || request(namespace);
        let level = IsolationLevel::Namespace;
        questions.push(Input::Isolation(request()));
        let admission = |held| Input::Admission { request: request(), level, usage: usage(held), now: NOW };
        questions.extend([0, 3].map(admission));
        questions.extend([1, 4, 5].map(|failures| Input::Restart(ended(namespace, failures))));
        questions.push(Input::Terminate(stop(namespace)));
        let plan = Plan { variables: vec!["TENANT_*".to_owned()], ..Plan::default() };
        questions.push(Input::Mutate { request: request(), level, plan, before: Patch::default(), now: NOW });
    }
    let had = questions.iter().filter(|question| module.has(question.hook()));
    had.map(|question| format!("{:?}", module.answer(question).output)).collect()
}

/// The text of every component of a version, by name.
fn texts(version: &Path) -> Vec<(String, PathBuf)> {
    let files = std::fs::read_dir(version).expect("is there").flatten().map(|entry| entry.path());
    let texts = files.filter(|file| file.extension().is_some_and(|end| end == "wat"));
    let named = texts.map(|file| (file.file_stem().unwrap_or_default().to_string_lossy().into_owned(), file));
    named.collect()
}

#[test]
fn the_components_of_every_version_run_on_this_host() {
    let entries = std::fs::read_dir(golden()).expect("is there").flatten();
    for version in entries.filter(|entry| entry.path().is_dir()) {
        let texts = texts(&version.path());
        assert!(texts.len() >= BUILTINS.len(), "{}", version.path().display());
        for (name, text) in texts {
            let module = load(&wat::parse_file(text).expect("is valid"), &name);
            let answers = answers(&module);
            assert!(
                !answers.is_empty() && !answers.iter().any(|answer| answer.contains("Fault")),
                "{name}: {answers:?}"
            );
        }
    }
}

#[test]
fn the_newest_are_what_the_sources_make() {
    for (name, text) in texts(&golden().join(NEWEST)) {
        let built = match builtin_component(&name) {
            Some(component) => component.to_vec(),
            // Where there is no compiler there is nothing to compare with.
            None => match cookbook_component(&name) {
                Some(component) => component,
                None => continue,
            },
        };
        let (checked_in, built) = (load(&wat::parse_file(text).expect("is valid"), &name), load(&built, &name));
        assert_eq!(answers(&checked_in), answers(&built), "{name}: cargo run -p prism-policy --example golden");
        assert_eq!(checked_in.description(), built.description(), "{name}: cargo run -p prism-policy --example golden");
    }
}

/// Where this machine keeps sources, and where others may.
fn places() -> Vec<String> {
    let home = |variable: &str| std::env::var(variable).ok().filter(|home| home.len() > 1);
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("is there");
    let own = ["CARGO_HOME", "HOME"].into_iter().filter_map(home).chain([repository.display().to_string()]);
    own.chain(["/home/", "/root/", "/Users/"].map(str::to_owned)).collect()
}

fn says_where_it_was_made(component: &[u8]) -> Option<String> {
    let says = |place: &String| component.windows(place.len()).any(|window| window == place.as_bytes());
    places().into_iter().find(says)
}

#[test]
fn no_component_says_on_whose_machine_it_was_made() {
    let built = BUILTINS.iter().map(|name| (*name, builtin_component(name).expect("is built in").to_vec()));
    let cookbook = COOKBOOK.iter().filter_map(|name| Some((*name, cookbook_component(name)?)));
    for (name, component) in built.chain(cookbook) {
        assert_eq!(says_where_it_was_made(&component), None, "{name}");
    }
    let versions = std::fs::read_dir(golden()).expect("is there").flatten().map(|version| version.path());
    for (name, file) in versions.filter(|version| version.is_dir()).flat_map(|version| texts(&version)) {
        let text = std::fs::read(&file).expect("readable");
        assert_eq!(says_where_it_was_made(&text), None, "{name}");
    }
}

#[test]
fn the_newest_have_every_hook_and_every_import_of_the_contract() {
    let loaded: Vec<Module> = texts(&golden().join(NEWEST))
        .into_iter()
        .map(|(name, text)| load(&wat::parse_file(text).expect("is valid"), &name))
        .collect();
    for hook in Hook::ALL {
        assert!(loaded.iter().any(|module| module.has(hook)), "{hook}");
    }
    assert!(loaded.iter().any(|module| !module.answer(&Input::Terminate(stop("vip-1"))).evidence.is_empty()));
}
