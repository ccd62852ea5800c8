//! Whether a component keeps the contract's promises under one configuration: equal inputs give equal answers at equal cost, every
//! question has an answer, and none comes near the fuel limit.
//!
//! It is a search, not a proof: the promises are held against an author's cases and thousands of questions from a seed.

use prism_core::policy::{Fault, Hook};
use serde_json::Value;

use crate::generate::Generator;
use crate::load_error::LoadError;
use crate::module::{Candidate, Measured};
use crate::recording::{Input, Output};

/// How much is asked, and what it may cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Where the questions come from.
    pub seed: u64,
    /// Questions of each hook.
    pub questions: u32,
    /// Share of the fuel limit that a question may use, in percent.
    pub fuel_percent: u64,
}

impl Default for Plan {
    /// A thousand questions a hook take below a second and meet every pair of edges some times. Half of the limit leaves room for
    /// longer texts and lists than were asked.
    fn default() -> Self {
        Self { seed: 1, questions: 1000, fuel_percent: 50 }
    }
}

/// What was asked and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// For each hook that there is.
    pub costs: Vec<HookCost>,
    /// What is wrong; at most one of a kind for each hook.
    pub findings: Vec<Finding>,
}

/// What a hook cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookCost {
    /// The hook.
    pub hook: Hook,
    /// How many questions were asked, each of them twice.
    pub asked: u32,
    /// Most fuel that one used.
    pub fuel_max: u64,
    /// Most memory that one used.
    pub memory_bytes_max: usize,
}

/// A promise that is not kept.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Finding {
    /// A question without an answer.
    #[error("{} faults: {fault}", question.hook())]
    Faults {
        /// Which.
        question: Box<Input>,
        /// Its configuration.
        config: Value,
        /// What happened.
        fault: Fault,
    },
    /// Two answers, or two costs, for one question.
    #[error("{} is not deterministic: the same question {how}", question.hook())]
    Differs {
        /// Which.
        question: Box<Input>,
        /// Its configuration.
        config: Value,
        /// What differed.
        how: String,
    },
    /// Too near to the limit.
    #[error("{} uses {fuel} of {fuel_max} fuel, {} %; at most {percent_max} % are allowed here", question.hook(), fuel.saturating_mul(100) / fuel_max.max(&1))]
    Costly {
        /// Which.
        question: Box<Input>,
        /// Its configuration.
        config: Value,
        /// What it used.
        fuel: u64,
        /// The limit of one call.
        fuel_max: u64,
        /// The share allowed, in percent.
        percent_max: u64,
    },
}

impl Finding {
    /// The question that shows it, and its configuration.
    #[must_use]
    pub fn question(&self) -> (&Input, &Value) {
        match self {
            Self::Faults { question, config, .. }
            | Self::Differs { question, config, .. }
            | Self::Costly { question, config, .. } => (question, config),
        }
    }
}

/// Asks every hook under `config`, and each of `cases` under its own.
///
/// # Errors
///
/// If `config` is refused, in the launcher's words.
pub fn check(
    candidate: &Candidate,
    config: &Value,
    plan: &Plan,
    cases: &[(Input, Value)],
) -> Result<Checked, LoadError> {
    candidate.configure(config)?;
    let mut checked = Checked { costs: Vec::new(), findings: Vec::new() };
    for hook in candidate.hooks() {
        let mut search = Search::new(candidate, plan, hook);
        let of_hook = cases.iter().filter(|(question, _)| question.hook() == hook);
        for (question, config) in of_hook {
            // A case may be about a configuration that is refused; then there is nothing to ask.
            if candidate.configure(config).is_ok() {
                search.ask(question, config)?;
            }
        }
        let mut generator = Generator::new(plan.seed, config);
        for _ in 0..plan.questions {
            search.ask(&generator.question(hook), config)?;
        }
        checked.costs.push(search.cost);
        checked.findings.extend([search.faults, search.differs, search.costly].into_iter().flatten());
    }
    Ok(checked)
}

/// The search for what is wrong with one hook. The first question of each kind is kept; of costs the highest.
struct Search<'a> {
    candidate: &'a Candidate,
    plan: &'a Plan,
    cost: HookCost,
    faults: Option<Finding>,
    differs: Option<Finding>,
    costly: Option<Finding>,
}

impl<'a> Search<'a> {
    fn new(candidate: &'a Candidate, plan: &'a Plan, hook: Hook) -> Self {
        let cost = HookCost { hook, asked: 0, fuel_max: 0, memory_bytes_max: 0 };
        Self { candidate, plan, cost, faults: None, differs: None, costly: None }
    }

    fn ask(&mut self, question: &Input, config: &Value) -> Result<(), LoadError> {
        let first = self.candidate.ask(config, question)?;
        let second = self.candidate.ask(config, question)?;
        self.cost.asked = self.cost.asked.saturating_add(1);
        self.cost.memory_bytes_max = self.cost.memory_bytes_max.max(first.memory_bytes);
        if self.differs.is_none() {
            self.differs = difference(&first, &second).map(|how| {
                let (question, config) = kept(question, config);
                Finding::Differs { question, config, how }
            });
        }
        match first.answer.fault() {
            Some(fault) if self.faults.is_none() => {
                let (question, config) = kept(question, config);
                self.faults = Some(Finding::Faults { question, config, fault: fault.clone() });
            }
            Some(_) => {}
            None => self.weigh(question, config, first.fuel),
        }
        Ok(())
    }

    fn weigh(&mut self, question: &Input, config: &Value, fuel: u64) {
        if fuel <= self.cost.fuel_max {
            return;
        }
        self.cost.fuel_max = fuel;
        let (fuel_max, percent_max) = (self.candidate.limits().fuel, self.plan.fuel_percent);
        if u128::from(fuel) * 100 > u128::from(fuel_max) * u128::from(percent_max) {
            let (question, config) = kept(question, config);
            self.costly = Some(Finding::Costly { question, config, fuel, fuel_max, percent_max });
        }
    }
}

fn kept(question: &Input, config: &Value) -> (Box<Input>, Value) {
    (Box::new(question.clone()), config.clone())
}

fn difference(first: &Measured, second: &Measured) -> Option<String> {
    let shown = |answer: &Output| format!("{answer:?}");
    if first.answer != second.answer {
        return Some(format!("had the answers {} and {}", shown(&first.answer), shown(&second.answer)));
    }
    (first.fuel != second.fuel).then(|| format!("cost {} and {} fuel", first.fuel, second.fuel))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Evidence;
    use std::time::Duration;

    fn measured(answer: Output, fuel: u64) -> Measured {
        let (making, asking) = (Duration::ZERO, Duration::ZERO);
        Measured { answer, fuel, memory_bytes: 0, making, asking, lines: Vec::new(), evidence: Evidence::default() }
    }

    #[test]
    fn another_answer_or_another_cost_is_a_difference_and_time_is_none() {
        let first = measured(Output::Allow, 7);
        let later = Measured { asking: Duration::from_secs(1), ..first.clone() };
        assert_eq!(difference(&first, &later), None);
        let how = difference(&first, &measured(Output::Allow, 8)).expect("costs more");
        assert_eq!(how, "cost 7 and 8 fuel");
        let fault = Fault { kind: prism_core::policy::FaultKind::Trap, message: String::new() };
        assert!(difference(&first, &measured(Output::Fault(fault), 7)).is_some());
    }
}
