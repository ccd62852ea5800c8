//! Isolation policies written by hand: the core module in text, the component around it by `wit-component`.
//!
//! Memory: zeroes below 1024, text at 1024, the heap from 64 KiB. `derive` takes 15 words and gives a pointer to
//! `result<placement, refusal>`: case at 0; of a placement level at 8 and partition at 12; of a refusal code at 8, reason at 12,
//! whether there is a delay at 24.

use std::path::{Path, PathBuf};

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

use super::binaries::repository;

const WORLD: &str = "package test:guest; world guest {
  import prism:policy/log@1.1.0; export prism:policy/lifecycle@1.1.0; export prism:policy/isolation@1.1.0;
}";

const FRAME: &str = r#"(module
  (import "prism:policy/log@1.1.0" "log" (func $log (param i32 i32 i32)))
  (memory (export "memory") 2)
  (data (i32.const 1024) "TEXT")
  (global $heap (mut i32) (i32.const 65536))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
    (global.set $heap (i32.add (local.get $at) (local.get 3)))
    (local.get $at))
  (func (export "prism:policy/lifecycle@1.1.0#describe") (result i32) i32.const 0)
  (func (export "prism:policy/lifecycle@1.1.0#configure") (param i32 i32) (result i32) i32.const 0)
  (func (export "prism:policy/isolation@1.1.0#derive")
    (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32) DERIVE))"#;

/// Writes a policy that traps on every request to `directory`; where it is.
pub(crate) fn trapping(directory: &Path) -> PathBuf {
    write(directory, "trapping.wasm", "unreachable", "")
}

/// Writes a policy that says no to every request, with this reason.
pub(crate) fn refusing(directory: &Path, reason: &str) -> PathBuf {
    let stores = format!(
        "(i32.store8 (i32.const 200) (i32.const 1)) (i32.store (i32.const 212) (i32.const 1024)) \
         (i32.store (i32.const 216) (i32.const {})) i32.const 200",
        reason.len()
    );
    write(directory, "refusing.wasm", &stores, reason)
}

fn write(directory: &Path, name: &str, derive: &str, text: &str) -> PathBuf {
    let path = directory.join(name);
    std::fs::write(&path, component(derive, text)).expect("written");
    path
}

fn component(derive: &str, text: &str) -> Vec<u8> {
    let mut core = wat::parse_str(FRAME.replace("DERIVE", derive).replace("TEXT", text)).expect("the text is valid");
    let contract = std::fs::read_to_string(repository("sdk/policy/wit/policy.wit")).expect("the contract is there");
    let mut resolve = Resolve::default();
    resolve.push_str("policy.wit", &contract).expect("the contract is valid");
    let package = resolve.push_str("guest.wit", WORLD).expect("the world is valid");
    let world = resolve.select_world(&[package], None).expect("there is one");
    embed_component_metadata(&mut core, &resolve, world, StringEncoding::UTF8, false).expect("embeds");
    ComponentEncoder::default().module(&core).expect("is a guest").validate(true).encode().expect("is a component")
}
