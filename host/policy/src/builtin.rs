//! The policies that come with the launcher, compiled from `policies/` by this crate's build script.

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
