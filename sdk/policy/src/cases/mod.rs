//! Test cases as files, asked natively: the policy is an ordinary type, so hundreds of cases take milliseconds.
//!
//! [`cases!`](crate::cases!) makes one test of all files in `cases/`. `prismctl policy test` asks the same files of the component, and
//! says where the two disagree.

pub mod change;
pub mod expect;
pub mod format;
mod instant;
mod names;
mod native;
pub mod stop;

pub use expect::{Difference, Expect, Found};
pub use format::{Case, CaseError};
pub use native::{Ask, admission, isolation, mutate, restart, run, terminate};
