//! Guests written by hand: the core module in text, the component around it by `wit-component`, so that each does exactly one
//! wrong thing.
//!
//! Memory: zeroes below 1024 serve as empty answers, text lies at 1024, the heap begins at 64 KiB; of the description at 512 only the schema
//! is not empty, if there is one. `derive` takes 15 words and gives a
//! pointer to `result<placement, refusal>`: case at 0, level at 8, partition at 12 and 16.

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

const CONTRACT: &str = include_str!("../../../../sdk/policy/wit/policy.wit");

/// A component, by what it does. The default answers level none to everything.
pub(crate) struct Guest {
    /// Body of `derive`; leaves an address on the stack.
    pub(crate) derive: &'static str,
    /// Body of `decide`; leaves an address on the stack.
    pub(crate) decide: &'static str,
    /// Body of `on-exit`; leaves an address on the stack.
    pub(crate) on_exit: &'static str,
    /// Body of `may-stop`; leaves an address on the stack.
    pub(crate) may_stop: &'static str,
    /// Body of `change`; leaves an address on the stack.
    pub(crate) change: &'static str,
    /// Body of `configure`; leaves an address on the stack.
    pub(crate) configure: &'static str,
    /// Further fields of the core module.
    pub(crate) fields: &'static str,
    /// Text at 1024.
    pub(crate) text: &'static str,
    /// How much of the text is the schema of its configuration.
    pub(crate) schema_bytes: usize,
    /// What the component imports and exports.
    pub(crate) world: &'static str,
    /// Another package that `world` speaks of.
    pub(crate) package: &'static str,
    /// The contract's version.
    pub(crate) version: &'static str,
    /// Pages of memory.
    pub(crate) pages: u32,
}

impl Default for Guest {
    fn default() -> Self {
        Self {
            derive: "i32.const 0",
            decide: "i32.const 0",
            on_exit: "i32.const 0",
            may_stop: "i32.const 0",
            change: "i32.const 0",
            configure: "i32.const 0",
            fields: "",
            text: "",
            schema_bytes: 0,
            world: "import prism:policy/log; export prism:policy/lifecycle; export prism:policy/isolation;",
            package: "",
            version: "1.0.0",
            pages: 2,
        }
    }
}

impl Guest {
    /// A guest with this body of `derive`.
    pub(crate) fn deriving(derive: &'static str) -> Self {
        Self { derive, ..Self::default() }
    }

    /// The component.
    pub(crate) fn component(&self) -> Vec<u8> {
        let mut core = self.core();
        let mut resolve = Resolve::default();
        // Under another version there is nothing that came later.
        let contract = CONTRACT
            .replace("@since(version = 1.1.0)", "")
            .replace("prism:policy@1.1.0", &format!("prism:policy@{}", self.version));
        resolve.push_str("policy.wit", &contract).expect("the contract is valid");
        if !self.package.is_empty() {
            resolve.push_str("other.wit", self.package).expect("valid");
        }
        let package = resolve.push_str("guest.wit", &self.world()).expect("the world is valid");
        let world = resolve.select_world(&[package], None).expect("there is one");
        embed_component_metadata(&mut core, &resolve, world, StringEncoding::UTF8, false).expect("embeds");
        ComponentEncoder::default().module(&core).expect("is a guest").validate(true).encode().expect("is a component")
    }

    fn world(&self) -> String {
        let mut world = self.world.to_owned();
        for interface in ["log", "evidence", "lifecycle", "isolation", "admission", "restart", "terminate", "mutate"] {
            let (name, versioned) =
                (format!("prism:policy/{interface};"), format!("prism:policy/{interface}@{};", self.version));
            world = world.replace(&name, &versioned);
        }
        format!("package test:guest; world guest {{ {world} }}")
    }

    /// The core module alone.
    pub(crate) fn core(&self) -> Vec<u8> {
        let has = |interface: &str| self.world.contains(&format!("export prism:policy/{interface};"));
        let lifecycle = if has("lifecycle") { LIFECYCLE } else { "" };
        let isolation = if has("isolation") { ISOLATION } else { "" };
        let admission = if has("admission") && !self.fields.contains("#decide") { ADMISSION } else { "" };
        let restart = if has("restart") { RESTART } else { "" };
        let terminate = if has("terminate") { TERMINATE } else { "" };
        let mutate = if has("mutate") { MUTATE } else { "" };
        let text = FRAME
            .replace("LIFECYCLE", lifecycle)
            .replace("ISOLATION", isolation)
            .replace("ADMISSION", admission)
            .replace("RESTART", restart)
            .replace("TERMINATE", terminate)
            .replace("MUTATE", mutate)
            .replace("DECIDE", self.decide)
            .replace("ON_EXIT", self.on_exit)
            .replace("CONFIGURE", self.configure)
            .replace("DERIVE", self.derive)
            .replace("MAY_STOP", self.may_stop)
            .replace("CHANGE", self.change)
            .replace("FIELDS", self.fields)
            .replace("TEXT", self.text)
            .replace("SCHEMA_BYTES", &self.schema_bytes.to_string())
            .replace("PAGES", &self.pages.to_string())
            .replace("VERSION", self.version);
        wat::parse_str(text).expect("the text is valid")
    }
}

const FRAME: &str = r#"(module
  (import "prism:policy/log@VERSION" "log" (func $log (param i32 i32 i32)))
  FIELDS
  (memory (export "memory") PAGES)
  (data (i32.const 1024) "TEXT")
  (global $heap (mut i32) (i32.const 65536))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
    (global.set $heap (i32.add (local.get $at) (local.get 3)))
    (local.get $at))
  LIFECYCLE ISOLATION ADMISSION RESTART TERMINATE MUTATE)"#;

const LIFECYCLE: &str = r#"
  (func (export "prism:policy/lifecycle@VERSION#describe") (result i32)
    (i32.store (i32.const 536) (i32.const 1024)) (i32.store (i32.const 540) (i32.const SCHEMA_BYTES)) i32.const 512)
  (func (export "prism:policy/lifecycle@VERSION#configure") (param i32 i32) (result i32) CONFIGURE)"#;

const ISOLATION: &str = r#"
  (func (export "prism:policy/isolation@VERSION#derive")
    (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32) DERIVE)"#;

/// Request, level, usage and time are more than sixteen words: they come by address.
const ADMISSION: &str = r#"
  (func (export "prism:policy/admission@VERSION#decide") (param i32) (result i32) DECIDE)"#;

const RESTART: &str = r#"
  (func (export "prism:policy/restart@VERSION#on-exit") (param i32) (result i32) ON_EXIT)"#;

/// A stop is more than sixteen words: it comes by address.
const TERMINATE: &str = r#"
  (func (export "prism:policy/terminate@VERSION#may-stop") (param i32) (result i32) MAY_STOP)"#;

/// Request, level, plan and time are more than sixteen words: they come by address.
const MUTATE: &str = r#"
  (func (export "prism:policy/mutate@VERSION#change") (param i32) (result i32) CHANGE)"#;
