//! What several modules want changed of one process, as one answer.
//!
//! Each is shown the same plan, so none depends on who was asked before it; what they answer is joined. Invariant: a module that gives no
//! answer, or wants one thing to be two, leaves nothing to be started: a launch without a change that was wanted would be a wrong one.

use std::sync::Arc;

use prism_core::isolation::IsolationLevel;
use prism_core::patch::{Patch, Plan};
use prism_core::policy::{Outcome, Request, Verdict};
use prism_core::time::UnixMillis;

use crate::ask::Answered;
use crate::candidacy::Chosen;
use crate::recording::Input;

/// What a module is asked of a process that would be started: [`Input::Mutate`], lent.
#[derive(Clone, Copy)]
pub(crate) struct ToChange<'a> {
    pub(crate) request: &'a Request,
    pub(crate) level: IsolationLevel,
    pub(crate) plan: &'a Plan,
    pub(crate) before: &'a Patch,
    pub(crate) now: UnixMillis,
}

impl<'a> ToChange<'a> {
    /// The same of one who is asked after those who want `before`.
    pub(crate) fn after<'b>(self, before: &'b Patch) -> ToChange<'b>
    where
        'a: 'b,
    {
        ToChange { before, ..self }
    }
}

impl From<ToChange<'_>> for Input {
    fn from(ToChange { request, level, plan, before, now }: ToChange<'_>) -> Self {
        Self::Mutate { request: request.clone(), level, plan: plan.clone(), before: before.clone(), now }
    }
}

/// An answer beside what those want who were asked before.
///
/// # Errors
///
/// What cannot be together, in words: the fault of whoever gave this answer, as the others did not know of it.
pub(crate) fn beside(before: &Patch, outcome: Outcome<Patch>) -> Result<Outcome<Patch>, String> {
    if let Outcome::Answer(patch) = &outcome {
        before.clone().join(patch.clone()).map_err(|conflict| conflict.to_string())?;
    }
    Ok(outcome)
}

/// Asks each of `chosen`, with what those before it want, and joins what they say; those after the first that gives no answer are not
/// asked. The verdict's module is that one, else those that changed something, else `nobody`.
pub(crate) fn of_all<'a>(
    chosen: impl Iterator<Item = Chosen<'a>>,
    nobody: &Arc<str>,
    ask: impl Fn(Chosen<'a>, &Patch) -> Answered<Patch>,
) -> Verdict<Patch> {
    let mut joined = Patch::default();
    let mut changed_by: Vec<&str> = Vec::new();
    let mut latest = None;
    for chosen in chosen {
        let module = chosen.module.name();
        let Answered { outcome, decision } = ask(chosen, &joined);
        let patch = match outcome {
            Outcome::Answer(patch) => patch,
            no => return Verdict { module: module.clone(), outcome: no, decision, warnings: Vec::new() },
        };
        if patch.is_empty() {
            continue;
        }
        joined.join(patch).expect("an answer that cannot be beside those before it is a fault");
        changed_by.push(module);
        latest = decision;
    }
    let module = if changed_by.is_empty() { nobody.clone() } else { changed_by.join(", ").into() };
    Verdict { module, outcome: Outcome::Answer(joined), decision: latest, warnings: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prism_core::patch::Wanted;

    fn setting(name: &str, value: &str) -> Patch {
        let environment = vec![(name.to_owned(), value.to_owned())];
        Patch::new(Wanted { environment, ..Wanted::default() }).expect("is right")
    }

    #[test]
    fn what_cannot_be_beside_what_was_said_before_is_no_answer() {
        let before = setting("A", "1");
        for patch in [setting("A", "1"), setting("B", "2"), Patch::default()] {
            assert_eq!(beside(&before, Outcome::Answer(patch.clone())), Ok(Outcome::Answer(patch)));
        }
        let error = beside(&before, Outcome::Answer(setting("A", "2"))).expect_err("they disagree");
        assert_eq!(error, "environment A is set otherwise by a policy before it");
    }
}
