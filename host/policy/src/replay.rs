//! Recorded decisions made again: first by the module that made them, then by one that might.
//!
//! A record proves itself before anything is concluded from it: the recorded module must give the recorded answer, at the recorded
//! cost in fuel. What cannot be asked is counted, never guessed.

use std::collections::BTreeMap;

use crate::ask::Trial;
use crate::evidence::Check;
use crate::module::Module;
use crate::record::{Answer, ENGINE, ModuleRef, Record, RecordError};
use crate::redaction::is_digest;

/// Modules to ask.
#[derive(Debug, Default)]
pub struct Replayer {
    recorded: BTreeMap<ModuleRef, Module>,
    candidate: Option<Module>,
}

/// One decision, made again.
#[derive(Clone, Debug, PartialEq)]
pub struct Replayed {
    /// What the recorded module says now.
    pub verification: Verification,
    /// What the candidate says; none where there is no candidate, or it does not have the hook.
    pub candidate: Option<Asked>,
}

/// An answer and the fuel that it took.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// What it said.
    pub answer: Answer,
    /// What that took.
    pub fuel: u64,
    /// What it rests on.
    pub evidence: Vec<Check>,
}

/// Whether a record proves itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Verification {
    /// The same answer for the same fuel.
    Verified,
    /// The same answer; another engine made the record, so that fuel says nothing.
    OtherEngine,
    /// The module is not there.
    NoModule,
    /// It says something else, and was not shown what it was shown then: secrets are not recorded.
    Redacted,
    /// The machine's time ended it, then or now: that is no property of the module.
    Time,
    /// It says something else, or takes other fuel: the record is damaged, or the module is not deterministic.
    Differs(Asked),
}

impl Replayer {
    /// Makes a module known as the one that a record names.
    pub fn know(&mut self, name: ModuleRef, module: Module) {
        self.recorded.insert(name, module);
    }

    /// Whether that module is known.
    #[must_use]
    pub fn knows(&self, name: &ModuleRef) -> bool {
        self.recorded.contains_key(name)
    }

    /// Asks `module`, too.
    #[must_use]
    pub fn with_candidate(self, module: Module) -> Self {
        Self { candidate: Some(module), ..self }
    }

    /// Makes a decision again.
    ///
    /// # Errors
    ///
    /// The record is none that could have been made.
    pub fn replay(&self, record: &Record) -> Result<Replayed, RecordError> {
        let input = record.input()?;
        let ask = |module: &Module| {
            let Trial { output, fuel, evidence } = module.answer(&input);
            Asked { answer: (&output).into(), fuel, evidence: evidence.checks() }
        };
        let verification =
            self.recorded.get(&record.module).map_or(Verification::NoModule, |module| verify(record, ask(module)));
        // What time ended, and what does not prove itself, says nothing about anyone else.
        let sound = !matches!(verification, Verification::Time | Verification::Differs(_));
        let candidate = self.candidate.as_ref().filter(|module| sound && module.has(input.hook())).map(ask);
        Ok(Replayed { verification, candidate })
    }
}

/// A line may claim it; the digests in its own request prove it.
fn lacks_secrets(record: &Record) -> bool {
    let config = record.config();
    !record.redacted.is_empty()
        && record
            .redacted
            .iter()
            .all(|key| config.and_then(|config| config.get(key)).is_some_and(|value| is_digest(value)))
}

fn verify(record: &Record, asked: Asked) -> Verification {
    let out_of_time = |answer: &Answer| matches!(answer, Answer::Fault { kind, .. } if kind == "time");
    let same_answer = asked.answer == record.answer;
    if same_answer && (asked.fuel == record.fuel) {
        Verification::Verified
    } else if out_of_time(&record.answer) || out_of_time(&asked.answer) {
        Verification::Time
    } else if lacks_secrets(record) {
        Verification::Redacted
    } else if same_answer && record.engine != ENGINE {
        Verification::OtherEngine
    } else {
        Verification::Differs(asked)
    }
}
