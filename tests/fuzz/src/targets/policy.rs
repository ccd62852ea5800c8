//! What a policy answers: a real component whose answer is the bytes, as they lie in its memory.

use std::fs;
use std::sync::OnceLock;

use prism_core::isolation::IsolationLevel;
use prism_core::manifest::Manifest;
use prism_core::names::{Namespace, SessionId};
use prism_core::place::{Asked, place};
use prism_launcher::catalogue::discover;
use prism_policy::{Engine, Handle, PoliciesConfig, PolicySet};
use std::sync::Arc;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

const WORLD: &str = "package test:guest; world guest {
  import prism:policy/log@VERSION; export prism:policy/lifecycle@VERSION; export prism:policy/isolation@VERSION;
}";

/// `derive` takes 15 words; the 14th is where the caller's name lies. That is what it gives back as its answer.
const GUEST: &str = r#"(module
  (import "prism:policy/log@VERSION" "log" (func $log (param i32 i32 i32)))
  (memory (export "memory") 2)
  (global $heap (mut i32) (i32.const 65536))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
    (global.set $heap (i32.add (local.get $at) (local.get 3)))
    (local.get $at))
  (func (export "prism:policy/lifecycle@VERSION#describe") (result i32) i32.const 0)
  (func (export "prism:policy/lifecycle@VERSION#configure") (param i32 i32) (result i32) i32.const 0)
  (func (export "prism:policy/isolation@VERSION#derive")
    (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32) (local.get 13)))"#;

/// Whatever it answers, nobody is placed below the level that was asked for, nor in another tenant's compartment.
pub(super) fn policy(bytes: &[u8]) {
    let (policy, manifest) = house();
    // Text, so that a caller may be called so; the guest sees the same bytes.
    let caller: String = bytes.iter().map(|byte| char::from(byte & 0x7f)).collect();
    let (namespace, session) = (Namespace::parse("a").expect("valid"), SessionId::parse("s").expect("valid"));
    for level in IsolationLevel::ALL {
        let asked = Asked {
            isolation: Some(level),
            namespace: Some(namespace.clone()),
            session: Some(session.clone()),
            config: Arc::default(),
            caller: caller.as_str().into(),
        };
        let Ok(placed) = place(policy, manifest, level, asked) else { continue };
        let scope = &placed.key.scope;
        assert!(scope.level() >= level, "{placed:?}");
        assert!(scope.namespace().is_none_or(|of| *of == namespace) && scope.session().is_none_or(|of| *of == session));
        assert!(!placed.key.qualified_id().contains(|char: char| char.is_control() || char.is_whitespace()));
    }
}

fn house() -> &'static (Handle, Arc<Manifest>) {
    static HOUSE: OnceLock<(Handle, Arc<Manifest>)> = OnceLock::new();
    HOUSE.get_or_init(|| {
        let directory = tempfile::tempdir().expect("a directory");
        let guest = directory.path().join("guest.wasm");
        fs::write(&guest, component()).expect("written");
        // It never rests, or most inputs would not be tried.
        let config = format!(
            "modules: [{{name: guest, path: {}, limits: {{faults_in_a_row: 0, memo_entries: 0}}}}]\nisolation: guest",
            guest.display()
        );
        let config: PoliciesConfig = serde_yaml::from_str(&config).expect("a selection");
        let engine = Engine::new(Arc::new(())).expect("the machine lets us");
        let set = PolicySet::load(&engine, &config).unwrap_or_else(|error| panic!("{error}"));
        (Handle::new(set), a_manifest(directory.path()))
    })
}

fn a_manifest(directory: &std::path::Path) -> Arc<Manifest> {
    let pattern = directory.join("patterns/p");
    fs::create_dir_all(&pattern).expect("made");
    fs::write(pattern.join("manifest.yaml"), "name: p\nversion: 1.0.0\nexecutable: /bin/true\n").expect("written");
    let catalogue = discover(&directory.join("patterns")).expect("it is there");
    catalogue.patterns.into_values().next().expect("one").manifest.clone()
}

fn component() -> Vec<u8> {
    let contract = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sdk/policy/wit/policy.wit");
    let contract = fs::read_to_string(contract).expect("the contract is there");
    let package = contract.lines().find_map(|line| line.strip_prefix("package prism:policy@")?.strip_suffix(';'));
    let of_this_version = |text: &str| text.replace("VERSION", package.expect("it has a version"));
    let mut core = wat::parse_str(of_this_version(GUEST)).expect("the text is valid");
    let mut resolve = Resolve::default();
    resolve.push_str("policy.wit", &contract).expect("the contract is valid");
    let package = resolve.push_str("guest.wit", &of_this_version(WORLD)).expect("the world is valid");
    let world = resolve.select_world(&[package], None).expect("there is one");
    embed_component_metadata(&mut core, &resolve, world, StringEncoding::UTF8, false).expect("embeds");
    ComponentEncoder::default().module(&core).expect("is a guest").validate(true).encode().expect("is a component")
}
