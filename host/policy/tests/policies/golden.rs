//! The checked-in components of every released version of the contract run on today's host, and the newest are what `policies/` makes.

use std::path::{Path, PathBuf};

use prism_policy::{BUILTINS, Limits, Module, ModuleSpec};
use serde_json::{Value, json};

use crate::support::{NOW, ended, engine, placement, request, usage};

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/golden")
}

fn config(name: &str) -> Value {
    match name {
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

/// What a module says to a table of questions.
fn answers(module: &Module) -> Vec<String> {
    let mut answers = Vec::new();
    for namespace in ["tenant-a", "tenant-b", ""] {
        let request = request(namespace);
        answers.push(format!("{:?}", module.isolation(&request)));
        answers.extend([0, 3].map(|held| format!("{:?}", module.admission(&request, &placement(), &usage(held), NOW))));
        answers.extend([1, 4, 5].map(|failures| format!("{:?}", module.restart(&ended(namespace, failures)))));
    }
    answers
}

#[test]
fn the_components_of_every_version_run_on_this_host() {
    let entries = std::fs::read_dir(golden()).expect("is there").flatten();
    for version in entries.filter(|entry| entry.path().is_dir()) {
        for name in BUILTINS {
            let text = version.path().join(format!("{name}.wat"));
            let module = load(&wat::parse_file(text).expect("is valid"), name);
            assert!(!answers(&module).iter().any(|answer| answer.contains("Fault") && !answer.contains("NotLoaded")));
        }
    }
}

#[test]
fn the_newest_are_what_the_sources_make() {
    for name in BUILTINS {
        let text = golden().join("1.0.0").join(format!("{name}.wat"));
        let checked_in = load(&wat::parse_file(text).expect("is valid"), name);
        let built_in = load(prism_policy::builtin_component(name).expect("is built in"), name);
        assert_eq!(answers(&checked_in), answers(&built_in), "cargo run -p prism-policy --example golden");
        assert_eq!(checked_in.description(), built_in.description(), "cargo run -p prism-policy --example golden");
    }
}
