//! What must come of a question, what did, and how the two differ.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::change::Patch;
use super::format::{Hook, Level};
use super::names;

/// What must come of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expect {
    /// Any answer or refusal: only a fault is wrong.
    Any,
    /// Admission and terminate: yes.
    Allow,
    /// Isolation, admission and terminate: no.
    Refuse(Refuse),
    /// Isolation: where the request belongs.
    Placement(Placement),
    /// Mutate: what is changed.
    Patch(Patch),
    /// Restart: again.
    Restart(Restart),
    /// Restart: not again.
    GiveUp(Reason),
    /// The configuration of the case is refused.
    ConfigRefused(Reason),
}

/// A no; what is not said may be anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Refuse {
    /// Which kind of no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    /// The reason, to the letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// A part of the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_has: Option<String>,
    /// When asking again may help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
}

/// The kinds of no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// Not allowed.
    Forbidden,
    /// The namespace may not.
    NamespaceForbidden,
    /// Too many.
    Quota,
}

impl Code {
    fn as_str(self) -> &'static str {
        match self {
            Self::Forbidden => "forbidden",
            Self::NamespaceForbidden => "namespace-forbidden",
            Self::Quota => "quota",
        }
    }
}

/// Where a request belongs; what is not said may be anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Placement {
    /// The level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// The partition; empty for none.
    #[serde(deserialize_with = "names::partition", skip_serializing_if = "Option::is_none")]
    pub partition: Option<String>,
}

/// A restart; what is not said may be anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Restart {
    /// The delay, exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_ms: Option<u64>,
    /// The delay, at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_ms_min: Option<u64>,
    /// The delay, at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_ms_max: Option<u64>,
}

/// A reason; what is not said may be anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reason {
    /// To the letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// A part of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_has: Option<String>,
}

/// What came of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Found {
    /// Admission and terminate: yes.
    Allow,
    /// Isolation, admission and terminate: no.
    Refuse {
        /// Which kind.
        code: Code,
        /// Why.
        reason: String,
        /// When asking again may help.
        retry_after_ms: Option<u64>,
    },
    /// Isolation: where the request belongs.
    Placement {
        /// The level.
        level: Level,
        /// A further division; empty for none.
        partition: String,
    },
    /// Mutate: what is changed.
    Patch(Patch),
    /// Restart: again.
    Restart {
        /// After so long.
        after_ms: u64,
    },
    /// Restart: not again.
    GiveUp {
        /// Why.
        reason: String,
    },
    /// The configuration was refused.
    ConfigRefused {
        /// Pointers and messages.
        reason: String,
    },
    /// No usable answer.
    Fault {
        /// What happened, by the evaluator's name for it.
        kind: String,
        /// In words.
        message: String,
    },
}

/// The kind of fault that a panic is.
pub const TRAP: &str = "trap";

impl Found {
    /// Whether it is what the other side found too. A panic is one whatever its words: they carry places in the source. So is a
    /// configuration that is refused: by the schema that the component declares, or by the code.
    #[must_use]
    pub fn agrees_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Fault { kind, .. }, Self::Fault { kind: other, .. }) => kind == other,
            // Natively nobody holds it against the schema first.
            (Self::ConfigRefused { .. }, Self::ConfigRefused { .. }) => true,
            _ => self == other,
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Allow => f.write_str("allow"),
            Self::Refuse { code, reason, retry_after_ms: None } => write!(f, "refuse {}: {reason}", code.as_str()),
            Self::Refuse { code, reason, retry_after_ms: Some(ms) } => {
                write!(f, "refuse {}: {reason} (retry after {ms} ms)", code.as_str())
            }
            Self::Placement { level, partition } if partition.is_empty() => write!(f, "placement {level}"),
            Self::Placement { level, partition } => write!(f, "placement {level} ~{partition}"),
            Self::Patch(patch) => write!(f, "patch {patch}"),
            Self::Restart { after_ms } => write!(f, "restart after {after_ms} ms"),
            Self::GiveUp { reason } => write!(f, "give-up: {reason}"),
            Self::ConfigRefused { reason } => write!(f, "config-refused: {reason}"),
            Self::Fault { kind, message } => write!(f, "fault {kind}: {message}"),
        }
    }
}

/// One thing that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What it is about.
    pub field: &'static str,
    /// What the case says.
    pub expected: String,
    /// What came.
    pub found: String,
}

impl Expect {
    /// Its name in a case.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Allow => "allow",
            Self::Refuse(_) => "refuse",
            Self::Placement(_) => "placement",
            Self::Patch(_) => "patch",
            Self::Restart(_) => "restart",
            Self::GiveUp(_) => "give-up",
            Self::ConfigRefused(_) => "config-refused",
        }
    }

    /// What a case of `hook` can expect, if it cannot expect this.
    pub(super) fn expected_instead(&self, hook: Hook) -> Option<&'static str> {
        let (fits, expected) = match hook {
            Hook::Isolation => {
                (matches!(self, Self::Placement(_) | Self::Refuse(_)), "placement, refuse, config-refused or any")
            }
            Hook::Admission | Hook::Terminate => {
                (matches!(self, Self::Allow | Self::Refuse(_)), "allow, refuse, config-refused or any")
            }
            Hook::Mutate => (matches!(self, Self::Patch(_)), "patch, config-refused or any"),
            Hook::Restart => {
                (matches!(self, Self::Restart(_) | Self::GiveUp(_)), "restart, give-up, config-refused or any")
            }
        };
        let always = matches!(self, Self::Any | Self::ConfigRefused(_));
        (!fits && !always).then_some(expected)
    }

    /// How what was found differs from what must come.
    #[must_use]
    pub fn differences(&self, found: &Found) -> Vec<Difference> {
        match (self, found) {
            (Self::Any, Found::Fault { .. } | Found::ConfigRefused { .. }) => vec![self.other(found)],
            (Self::Any, _) | (Self::Allow, Found::Allow) => Vec::new(),
            (Self::Refuse(expected), Found::Refuse { code, reason, retry_after_ms }) => {
                expected.differences(*code, reason, *retry_after_ms)
            }
            (Self::Placement(expected), Found::Placement { level, partition }) => {
                let mut all = Vec::new();
                all.extend(unequal("level", expected.level.as_ref(), level));
                all.extend(unequal("partition", expected.partition.as_ref(), partition));
                all
            }
            (Self::Patch(expected), Found::Patch(found)) => expected.differences(found),
            (Self::Restart(expected), Found::Restart { after_ms }) => expected.differences(*after_ms),
            (Self::GiveUp(expected), Found::GiveUp { reason })
            | (Self::ConfigRefused(expected), Found::ConfigRefused { reason }) => {
                of_reason(expected.reason.as_ref(), expected.reason_has.as_deref(), reason)
            }
            _ => vec![self.other(found)],
        }
    }

    fn other(&self, found: &Found) -> Difference {
        Difference { field: "answer", expected: self.kind().to_owned(), found: found.to_string() }
    }
}

impl Refuse {
    fn differences(&self, code: Code, reason: &String, retry_after_ms: Option<u64>) -> Vec<Difference> {
        let mut all = Vec::new();
        all.extend(unequal("code", self.code.map(Code::as_str).as_ref(), &code.as_str()));
        all.extend(of_reason(self.reason.as_ref(), self.reason_has.as_deref(), reason));
        if self.retry_after_ms.is_some() && self.retry_after_ms != retry_after_ms {
            let shown = |ms: Option<u64>| ms.map_or_else(|| "none".to_owned(), |ms| ms.to_string());
            let (expected, found) = (shown(self.retry_after_ms), shown(retry_after_ms));
            all.push(Difference { field: "retry_after_ms", expected, found });
        }
        all
    }
}

impl Restart {
    fn differences(&self, after_ms: u64) -> Vec<Difference> {
        let mut all = Vec::new();
        all.extend(unequal("after_ms", self.after_ms.as_ref(), &after_ms));
        let found = || after_ms.to_string();
        if let Some(min) = self.after_ms_min.filter(|min| after_ms < *min) {
            all.push(Difference { field: "after_ms", expected: format!("at least {min}"), found: found() });
        }
        if let Some(max) = self.after_ms_max.filter(|max| after_ms > *max) {
            all.push(Difference { field: "after_ms", expected: format!("at most {max}"), found: found() });
        }
        all
    }
}

fn unequal<T: PartialEq + fmt::Display>(field: &'static str, expected: Option<&T>, found: &T) -> Option<Difference> {
    let expected = expected.filter(|expected| *expected != found)?;
    Some(Difference { field, expected: expected.to_string(), found: found.to_string() })
}

fn of_reason(whole: Option<&String>, part: Option<&str>, found: &String) -> Vec<Difference> {
    let mut all: Vec<_> = unequal("reason", whole, found).into_iter().collect();
    if let Some(part) = part.filter(|part| !found.contains(*part)) {
        all.push(Difference { field: "reason", expected: format!("... {part} ..."), found: found.clone() });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(reason: &str) -> Found {
        Found::Refuse { code: Code::Quota, reason: reason.to_owned(), retry_after_ms: Some(5000) }
    }

    fn fields(expect: &Expect, found: &Found) -> Vec<&'static str> {
        expect.differences(found).iter().map(|difference| difference.field).collect()
    }

    #[test]
    fn what_a_case_does_not_say_may_be_anything() {
        assert_eq!(fields(&Expect::Refuse(Refuse::default()), &refused("full")), [""; 0]);
        let placed = Found::Placement { level: Level::Session, partition: "eu".to_owned() };
        assert_eq!(fields(&Expect::Placement(Placement::default()), &placed), [""; 0]);
        assert_eq!(fields(&Expect::Restart(Restart::default()), &Found::Restart { after_ms: 7 }), [""; 0]);
    }

    #[test]
    fn every_field_that_differs_is_named_with_both_values() {
        let expect = Expect::Refuse(Refuse {
            code: Some(Code::Forbidden),
            reason: Some("no".to_owned()),
            reason_has: Some("night".to_owned()),
            retry_after_ms: Some(1),
        });
        assert_eq!(fields(&expect, &refused("full")), ["code", "reason", "reason", "retry_after_ms"]);
        let code = expect.differences(&refused("full")).remove(0);
        assert_eq!((code.expected.as_str(), code.found.as_str()), ("forbidden", "quota"));
    }

    #[test]
    fn another_kind_of_answer_is_one_difference() {
        let difference = Expect::Allow.differences(&refused("full")).remove(0);
        assert_eq!((difference.field, difference.expected.as_str()), ("answer", "allow"));
        assert_eq!(difference.found, "refuse quota: full (retry after 5000 ms)");
    }

    #[test]
    fn delays_are_held_between_bounds() {
        let between = Expect::Restart(Restart { after_ms_min: Some(5), after_ms_max: Some(9), after_ms: None });
        for (after_ms, wrong) in [(4, 1), (5, 0), (9, 0), (10, 1)] {
            assert_eq!(between.differences(&Found::Restart { after_ms }).len(), wrong, "{after_ms}");
        }
    }

    #[test]
    fn anything_is_no_fault() {
        let fault = Found::Fault { kind: TRAP.to_owned(), message: "panicked".to_owned() };
        assert_eq!(fields(&Expect::Any, &fault), ["answer"]);
        assert_eq!(fields(&Expect::Any, &refused("full")), [""; 0]);
    }
}
