//! What `wit-bindgen` makes of the contract, one module for each world.
//!
//! A world for each hook, and not the whole `policy` world, so that a component exports exactly the hooks its author names:
//! the componentiser merges the worlds whose `export!` was expanded. All of them share one set of types.

/// `describe`, `configure` and the `log` import.
pub mod lifecycle {
    wit_bindgen::generate!({
        path: "wit",
        world: "lifecycle-only",
        pub_export_macro: true,
        export_macro_name: "export_lifecycle",
        default_bindings_module: "prism_policy_sdk::bindings::lifecycle",
    });
}

/// `derive`, and the types that the other hooks share.
pub mod isolation {
    wit_bindgen::generate!({
        path: "wit",
        world: "isolation-hook",
        pub_export_macro: true,
        export_macro_name: "export_isolation",
        default_bindings_module: "prism_policy_sdk::bindings::isolation",
        additional_derives: [PartialEq, Eq],
    });
}

/// `decide`.
pub mod admission {
    wit_bindgen::generate!({
        path: "wit",
        world: "admission-hook",
        pub_export_macro: true,
        export_macro_name: "export_admission",
        default_bindings_module: "prism_policy_sdk::bindings::admission",
        with: { "prism:policy/types@1.1.0": crate::bindings::isolation::prism::policy::types },
        additional_derives: [PartialEq, Eq, Default],
    });
}

/// `on-exit`.
pub mod restart {
    wit_bindgen::generate!({
        path: "wit",
        world: "restart-hook",
        pub_export_macro: true,
        export_macro_name: "export_restart",
        default_bindings_module: "prism_policy_sdk::bindings::restart",
        with: { "prism:policy/types@1.1.0": crate::bindings::isolation::prism::policy::types },
        additional_derives: [PartialEq, Eq],
    });
}

/// `may-stop`.
pub mod terminate {
    wit_bindgen::generate!({
        path: "wit",
        world: "terminate-hook",
        pub_export_macro: true,
        export_macro_name: "export_terminate",
        default_bindings_module: "prism_policy_sdk::bindings::terminate",
        with: { "prism:policy/types@1.1.0": crate::bindings::isolation::prism::policy::types },
        additional_derives: [PartialEq, Eq],
    });
}

/// `change`.
pub mod mutate {
    wit_bindgen::generate!({
        path: "wit",
        world: "mutate-hook",
        pub_export_macro: true,
        export_macro_name: "export_mutate",
        default_bindings_module: "prism_policy_sdk::bindings::mutate",
        with: { "prism:policy/types@1.1.0": crate::bindings::isolation::prism::policy::types },
        additional_derives: [PartialEq, Eq, Default],
    });
}

/// The `evidence` import. What it is handed is borrowed: most of it stands in the component's data already.
pub mod evidence {
    wit_bindgen::generate!({
        path: "wit",
        world: "evidence-only",
        ownership: Borrowing { duplicate_if_necessary: false },
        additional_derives: [PartialEq],
    });
}

/// The contract's types, each under its own name.
pub mod exports_of {
    pub use super::admission::exports::prism::policy::admission::Usage;
    pub use super::isolation::exports::prism::policy::isolation::Placement;
    pub use super::isolation::prism::policy::types::{Level, Refusal, RefusalCode, Request};
    pub use super::lifecycle::exports::prism::policy::lifecycle::{ConfigError, Description};
    pub use super::mutate::exports::prism::policy::mutate::{Limits, Patch, Plan};
    pub use super::restart::exports::prism::policy::restart::{Answer, Cause, Ended};
    pub use super::terminate::exports::prism::policy::terminate::{State, Stop};
}
