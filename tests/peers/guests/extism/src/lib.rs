//! The rule as a guest of extism.

use extism_pdk::{plugin_fn, FnResult};
use prism_peers_rule::{answer, Numbers, Table};

/// Decides on the numbers.
#[plugin_fn]
pub fn numbers(input: Vec<u8>) -> FnResult<Vec<u8>> {
    Ok(answer::<Numbers>(&input)?)
}

/// Decides on the whole table.
#[plugin_fn]
pub fn table(input: Vec<u8>) -> FnResult<Vec<u8>> {
    Ok(answer::<Table<'_>>(&input)?)
}
