//! The proof that no process is lost, doubled or mistaken: many clients at once, a kill at every step, a failure of every call, chaos.
//!
//! In the test command each of these is a sample that takes seconds; `cargo xtask proof` runs them whole. Which point of a sweep a
//! sample takes is fixed, so a failure comes again; the environment chooses otherwise (`scale`).

mod chaos;
mod clients;
mod clock;
mod concurrent;
#[path = "../../../host/core/tests/storm/dice.rs"]
mod dice;
mod disk;
mod faults;
mod history;
mod kills;
mod recovery;
mod scale;
mod stage;
mod trees;
