//! Real components against the real host: the built-in ones, the cookbook's, hostile ones, and the checked-in ones of earlier versions.

mod builtins;
mod cases;
mod check;
mod code;
mod cookbook;
#[path = "../../../core/tests/storm/dice.rs"]
mod dice;
mod evidence;
mod golden;
mod guest;
mod hostile;
mod hostile_load;
mod load;
mod mutate;
mod once;
mod replay;
mod rollout;
mod set;
mod simulate;
mod sources;
mod support;
mod terminate;
