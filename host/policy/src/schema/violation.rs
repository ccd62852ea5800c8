//! What a configuration is told, and of several alternatives the one that was probably meant.

use crate::text;
use crate::wire::ConfigError;

/// Violations that are told; an operator mends them from the first on.
const TOLD_MAX: usize = 8;
/// Of one of them. Expected values come from the schema, and so from the guest.
const MESSAGE_BYTES_MAX: usize = 512;

/// One thing that is not as the schema says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Violation {
    /// Into the configuration.
    pub(super) pointer: String,
    pub(super) kind: Kind,
    /// What is said of it.
    pub(super) expected: String,
    /// The type that was found, where that is what is wrong.
    pub(super) found: Option<&'static str>,
}

/// How far a value is from what an alternative is about: of another type, of another of several values, or wrong further in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Other,
    Value,
    Type,
}

impl Violation {
    fn message(&self) -> String {
        let message = match self.found {
            Some(found) => format!("expected {}; found {found}", self.expected),
            None => self.expected.clone(),
        };
        text::presentable(&message, MESSAGE_BYTES_MAX)
    }

    fn depth(&self) -> usize {
        self.pointer.matches('/').count()
    }
}

/// As an operator is told, a few of them: what is wrong furthest in first, since a key that is misspelt is why another is missing.
pub(super) fn told(mut violations: Vec<Violation>) -> Vec<ConfigError> {
    violations.sort_by_key(|violation| std::cmp::Reverse(violation.depth()));
    let one = |violation: Violation| ConfigError { message: violation.message(), pointer: violation.pointer };
    violations.into_iter().take(TOLD_MAX).map(one).collect()
}

/// What is wrong where none of several alternatives holds: what is wrong with the nearest of them; where none is nearer than the others and
/// all are about the same place, what each of them expects. `branches` has at least one, and each of them at least one violation.
pub(super) fn nearest(branches: Vec<Vec<Violation>>, here: &str) -> Vec<Violation> {
    let distance = |branch: &Vec<Violation>| {
        let at_fault =
            branch.iter().filter(|violation| violation.pointer == here).map(|violation| violation.kind).max();
        let discriminated = branch.iter().map(|violation| violation.kind == Kind::Value).filter(|is| *is).count();
        let deepest = branch.iter().map(Violation::depth).max().unwrap_or(0);
        (at_fault == Some(Kind::Type), discriminated, std::cmp::Reverse(deepest), branch.len())
    };
    let least = branches.iter().map(distance).min();
    let mut near: Vec<_> = branches.into_iter().filter(|branch| Some(distance(branch)) == least).collect();
    let alike = |branch: &Vec<Violation>| matches!(branch.as_slice(), [only] if only.pointer == near[0][0].pointer && only.found.is_some() == near[0][0].found.is_some());
    if near.len() == 1 || !near.iter().all(alike) {
        return near.swap_remove(0);
    }
    let mut expected: Vec<String> = Vec::new();
    for violation in near.iter().flatten() {
        if !expected.contains(&violation.expected) {
            expected.push(violation.expected.clone());
        }
    }
    let first = near.swap_remove(0).swap_remove(0);
    vec![Violation { expected: expected.join(", or "), ..first }]
}
