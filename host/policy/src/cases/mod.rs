//! Cases of a policy's author, asked of the component.
//!
//! The format and the comparison are the SDK's own text (`sdk/policy/src/cases`), compiled here a second time, so that a file cannot
//! mean one thing natively and another in the launcher. What is this side's alone: names are held to the core's rules, and a
//! question is put to the component as the launcher puts it.

#[path = "../../../../sdk/policy/src/cases/change.rs"]
pub mod change;
mod change_meaning;
#[path = "../../../../sdk/policy/src/cases/expect.rs"]
pub mod expect;
mod files;
#[path = "../../../../sdk/policy/src/cases/format.rs"]
pub mod format;
#[path = "../../../../sdk/policy/src/cases/instant.rs"]
mod instant;
mod meaning;
mod names;
#[path = "../../../../sdk/policy/src/cases/stop.rs"]
pub mod stop;
mod stop_meaning;

pub use expect::{Difference, Expect, Found};
pub use files::{CaseFile, CaseFileError};
pub use format::{Case, CaseError};
pub use meaning::taken;

use crate::load_error::Problem;
use crate::module::{Candidate, Measured};

/// What came of a case, and what it cost where there was something to measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// What came of it.
    pub found: Found,
    /// Fuel, memory and time; none where the configuration was refused.
    pub measured: Option<Measured>,
}

impl Case {
    /// Asks the component.
    #[must_use]
    pub fn run(&self, candidate: &Candidate) -> Run {
        match candidate.ask(&self.config, &self.question()) {
            Ok(measured) => Run { found: meaning::found(&measured.answer), measured: Some(measured) },
            Err(error) => Run { found: not_asked(&error.problem), measured: None },
        }
    }
}

fn not_asked(problem: &Problem) -> Found {
    match problem {
        Problem::Config { errors } => {
            let listed: Vec<_> = errors.iter().map(|error| format!("{}: {}", error.pointer, error.message)).collect();
            Found::ConfigRefused { reason: listed.join("; ") }
        }
        Problem::Faulted { step, fault } => {
            Found::Fault { kind: fault.kind.to_string(), message: format!("{step}: {}", fault.message) }
        }
        other => Found::Fault { kind: "load".to_owned(), message: other.to_string() },
    }
}
