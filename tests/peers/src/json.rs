//! What guests of extism and of a waPC host are handed and answer: JSON.

use prism_peers_rule::Input;

use crate::Outcome;
use crate::engine::{Answer, Handed};
use crate::inputs::Case;

/// The guest's function, and what it is called with.
pub(crate) fn call(case: &Case, handed: Handed) -> Outcome<(&'static str, Vec<u8>)> {
    let request = case.handed();
    Ok(match handed {
        Handed::Numbers => ("numbers", serde_json::to_vec(&Input { request, usage: case.numbers() })?),
        Handed::Table | Handed::Kept => ("table", serde_json::to_vec(&Input { request, usage: &*case.world })?),
    })
}

/// What it said.
pub(crate) fn answer(json: &[u8]) -> Outcome<Answer> {
    Ok(serde_json::from_slice(json)?)
}
