//! The rule as a guest of a waPC host, which is how Kubewarden runs its policies.

use prism_peers_rule::{Numbers, Table, answer};
use wapc_guest::{CallResult, register_function};

/// Called once for each instance.
#[unsafe(no_mangle)]
pub extern "C" fn wapc_init() {
    register_function("numbers", numbers);
    register_function("table", table);
}

fn numbers(input: &[u8]) -> CallResult {
    Ok(answer::<Numbers>(input)?)
}

fn table(input: &[u8]) -> CallResult {
    Ok(answer::<Table<'_>>(input)?)
}
