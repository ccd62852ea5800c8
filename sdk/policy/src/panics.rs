//! A panic's text, carried to the host before the trap.
//!
//! On `wasm32-unknown-unknown` there is no stderr: without this the host would only see that an `unreachable` was reached.

/// Has every panic of this instance logged, with its place.
pub fn report() {
    #[cfg(target_arch = "wasm32")]
    std::panic::set_hook(Box::new(|panic| {
        use crate::bindings::lifecycle::prism::policy::log::{Severity, log};
        log(Severity::Error, &panic.to_string());
        // What was checked before it shows how it came to that.
        crate::evidence::hand_over();
    }));
}
