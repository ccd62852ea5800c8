//! What several modules want changed of one process, as one answer.
//!
//! Each is shown the same plan, so none depends on who was asked before it; what they answer is joined. Invariant: a module that gives no
//! answer, or wants one thing to be two, leaves nothing to be started: a launch without a change that was wanted would be a wrong one.

use std::sync::Arc;

use prism_core::patch::Patch;
use prism_core::policy::{Fault, FaultKind, Outcome, Verdict};

use crate::ask::Answered;
use crate::candidacy::Chosen;

/// Asks each of `chosen` and joins what they say. The verdict's module is the one that gave no answer, else those that changed something,
/// else `nobody`.
pub(crate) fn of_all<'a>(
    chosen: impl Iterator<Item = Chosen<'a>>,
    nobody: &Arc<str>,
    ask: impl Fn(Chosen<'_>) -> Answered<Patch>,
) -> Verdict<Patch> {
    let answers = chosen.map(|chosen| (chosen.module.name(), ask(chosen)));
    join(answers, nobody)
}

/// The same of answers that were given. Those after the first that is none are not looked at, and so not asked for.
pub(crate) fn join<'a>(
    answers: impl Iterator<Item = (&'a Arc<str>, Answered<Patch>)>,
    nobody: &Arc<str>,
) -> Verdict<Patch> {
    let mut joined = Patch::default();
    let mut changed_by: Vec<&str> = Vec::new();
    let mut latest = None;
    for (module, Answered { outcome, decision }) in answers {
        let patch = match outcome {
            Outcome::Answer(patch) => patch,
            Outcome::Refused(denial) => {
                return Verdict {
                    module: module.clone(),
                    outcome: Outcome::Refused(denial),
                    decision,
                    warnings: Vec::new(),
                };
            }
            Outcome::Fault(fault) => {
                return Verdict {
                    module: module.clone(),
                    outcome: Outcome::Fault(fault),
                    decision,
                    warnings: Vec::new(),
                };
            }
        };
        if patch.is_empty() {
            continue;
        }
        if let Err(conflict) = joined.join(patch) {
            let fault = Fault { kind: FaultKind::BadOutput, message: conflict.to_string() };
            return Verdict { module: module.clone(), outcome: Outcome::Fault(fault), decision, warnings: Vec::new() };
        }
        changed_by.push(module);
        latest = decision;
    }
    let module = if changed_by.is_empty() { nobody.clone() } else { changed_by.join(", ").into() };
    Verdict { module, outcome: Outcome::Answer(joined), decision: latest, warnings: Vec::new() }
}

/// What would come of answers that nobody was told of: the patch, or whose answer is none and why.
///
/// # Errors
///
/// The module, and what is wrong.
pub fn joined<'a>(answers: impl Iterator<Item = (&'a Arc<str>, Outcome<Patch>)>) -> Result<Patch, (Arc<str>, Fault)> {
    let answers = answers.map(|(module, outcome)| (module, Answered { outcome, decision: None }));
    let Verdict { module, outcome, .. } = join(answers, &"none".into());
    match outcome {
        Outcome::Answer(patch) => Ok(patch),
        Outcome::Fault(fault) => Err((module, fault)),
        // The contract has no such answer.
        Outcome::Refused(denial) => Err((module, Fault { kind: FaultKind::BadOutput, message: denial.reason })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prism_core::patch::Wanted;

    fn setting(name: &str, value: &str) -> Outcome<Patch> {
        let environment = vec![(name.to_owned(), value.to_owned())];
        Outcome::Answer(Patch::new(Wanted { environment, ..Wanted::default() }).expect("is right"))
    }

    fn of(answers: &[(&str, Outcome<Patch>)]) -> Verdict<Patch> {
        let named: Vec<(Arc<str>, Outcome<Patch>)> =
            answers.iter().map(|(name, outcome)| ((*name).into(), outcome.clone())).collect();
        let answers = named.iter().map(|(name, outcome)| (name, Answered { outcome: outcome.clone(), decision: None }));
        join(answers, &"none".into())
    }

    #[test]
    fn changes_are_joined_and_those_who_made_them_are_named() {
        let nothing = Outcome::Answer(Patch::default());
        let verdict = of(&[("a", setting("A", "1")), ("b", nothing.clone()), ("c", setting("C", "1"))]);
        assert_eq!(&*verdict.module, "a, c");
        let Outcome::Answer(patch) = verdict.outcome else { panic!("all agree") };
        assert_eq!(patch.environment().keys().collect::<Vec<_>>(), ["A", "C"]);
        assert_eq!(&*of(&[("b", nothing)]).module, "none");
    }

    #[test]
    fn one_who_wants_a_thing_to_be_two_is_named_with_it() {
        let verdict = of(&[("a", setting("A", "1")), ("b", setting("A", "2"))]);
        assert_eq!(&*verdict.module, "b");
        let Outcome::Fault(fault) = verdict.outcome else { panic!("they disagree") };
        assert_eq!(fault.to_string(), "bad-output: environment A is set otherwise by a policy before it");
    }

    #[test]
    fn one_without_an_answer_leaves_nothing() {
        let trap = Fault { kind: FaultKind::Trap, message: "unreachable".to_owned() };
        let verdict = of(&[("a", setting("A", "1")), ("b", Outcome::Fault(trap)), ("c", setting("C", "1"))]);
        assert!(matches!(verdict.outcome, Outcome::Fault(_)) && &*verdict.module == "b");
    }
}
