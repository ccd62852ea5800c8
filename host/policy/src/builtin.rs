//! The policies that come with the launcher, compiled from `policies/` by this crate's build script.

use std::path::Path;

/// Names of the built-in policies.
pub const BUILTINS: [&str; 3] = ["standard", "allowlist", "tiered"];

/// The component of a built-in policy, in binary form.
#[must_use]
pub fn builtin_component(name: &str) -> Option<&'static [u8]> {
    match name {
        "standard" => Some(include_bytes!(concat!(env!("OUT_DIR"), "/standard.wasm"))),
        "allowlist" => Some(include_bytes!(concat!(env!("OUT_DIR"), "/allowlist.wasm"))),
        "tiered" => Some(include_bytes!(concat!(env!("OUT_DIR"), "/tiered.wasm"))),
        _ => None,
    }
}

/// How the build came by them: `installed`, `rustup` or `debian` compiler, or `golden` for the checked-in text.
pub const BUILTINS_MADE_WITH: &str = env!("PRISM_POLICY_TOOLCHAIN_USED");

/// Names of the cookbook's policies (`docs/cookbook.md`), which are not built in.
#[doc(hidden)]
pub const COOKBOOK: [&str; 7] = [
    "burst",
    "business_hours",
    "canary",
    "maintenance_window",
    "noisy_neighbour",
    "tenant_defaults",
    "termination_protection",
];

/// The component of a policy of the cookbook, for tests: this build made it beside the built-in ones. None where the build had no
/// compiler for WASM, and for any other name.
///
/// # Panics
///
/// If what the build made was removed since.
#[doc(hidden)]
#[must_use]
pub fn cookbook_component(name: &str) -> Option<Vec<u8>> {
    // What an earlier build with a compiler may have left is not what the sources say now.
    if BUILTINS_MADE_WITH == "golden" || !COOKBOOK.contains(&name) {
        return None;
    }
    let file = Path::new(env!("OUT_DIR")).join(format!("{name}.wasm"));
    Some(std::fs::read(file).expect("the build that made this crate made the cookbook"))
}
