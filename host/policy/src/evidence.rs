//! What a module's answer rests on: the rules that it says it held its inputs against, and how each came out.
//!
//! It comes from the guest and is taken as hostile: bounded, made fit for people's eyes, without secrets. Invariant: evidence decides
//! nothing. What is wrong with it is counted as lost and is never a fault, so that a decision is the same whether anybody wants to
//! know why it was made or not.

mod gathered;
mod report;
#[path = "../../../sdk/policy/src/evidence/sentence.rs"]
mod sentence;

use std::fmt;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize};

pub use gathered::Evidence;
pub(crate) use report::add_evidence;

use crate::redaction::{HIDDEN, hide};

/// One rule, held against its operands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Its name; empty where it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rule: String,
    /// The condition as its source says it.
    pub condition: String,
    /// Whether it held.
    pub holds: bool,
    /// What it looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operands: Vec<Operand>,
    /// File and line; empty where not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
}

/// Something that a rule looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Operand {
    /// What its source calls it.
    pub name: String,
    /// What it was.
    pub value: Value,
}

/// What an operand was; in JSON a number, a truth or a text.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Value<Text = String> {
    Unsigned(u64),
    Signed(i64),
    Number(f64),
    Truth(bool),
    Text(Text),
}

/// Where it stands, as its kind of JSON says what it is: the derived way copies it aside and tries one kind after another.
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Read;

        impl Visitor<'_> for Read {
            type Value = Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, true, false or a text")
            }

            fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
                Ok(Value::Unsigned(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
                Ok(u64::try_from(value).map_or(Value::Signed(value), Value::Unsigned))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
                Ok(Value::Number(value))
            }

            fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
                Ok(Value::Truth(value))
            }

            fn visit_str<E>(self, value: &str) -> Result<Value, E> {
                Ok(Value::Text(value.to_owned()))
            }
        }

        from.deserialize_any(Read)
    }
}

/// Takes `secrets` out of every text of `checks`.
pub(crate) fn hide_secrets(checks: &mut [Check], secrets: &[&str]) {
    for check in checks {
        for text in [&mut check.rule, &mut check.condition, &mut check.place] {
            hide_in(text, secrets);
        }
        for operand in &mut check.operands {
            hide_in(&mut operand.name, secrets);
            if let Value::Text(text) = &mut operand.value {
                hide_in(text, secrets);
            }
        }
    }
}

/// Also where the text was cut in the middle of a secret: what is left of it goes, too.
fn hide_in(text: &mut String, secrets: &[&str]) {
    const BEGUN_BYTES_MIN: usize = 4;
    for secret in secrets {
        let lengths = (BEGUN_BYTES_MIN..secret.len().min(text.len() + 1)).rev();
        let begun = lengths.filter(|length| secret.is_char_boundary(*length));
        if let Some(length) = begun.into_iter().find(|length| text.ends_with(&secret[..*length])) {
            text.truncate(text.len() - length);
            *text += HIDDEN;
        }
    }
    hide(text, secrets);
}

/// Each of `checks` in words, and that there were `lost` more.
pub(crate) fn sentences(checks: &[Check], lost: u32) -> Vec<String> {
    let more = (lost > 0).then(|| format!("and {lost} more checks, which were not kept"));
    checks.iter().map(Check::to_string).chain(more).collect()
}

impl fmt::Display for Check {
    /// `rule quota: usage.namespace = 9 < self.max = 8: no (src/lib.rs:41)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operands: Vec<_> =
            self.operands.iter().map(|operand| (operand.name.as_str(), operand.value.to_string())).collect();
        f.write_str(&sentence::sentence(&self.rule, &self.condition, self.holds, &operands, &self.place))
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsigned(value) => value.fmt(f),
            Self::Signed(value) => value.fmt(f),
            Self::Number(value) => value.fmt(f),
            Self::Truth(value) => value.fmt(f),
            Self::Text(value) => write!(f, "{value:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: &str, value: Value) -> Check {
        let operands = vec![Operand { name: "held".to_owned(), value }];
        let condition = "held < 8".to_owned();
        Check { rule: rule.to_owned(), condition, holds: false, operands, place: "src/lib.rs:41".to_owned() }
    }

    #[test]
    fn a_check_is_one_sentence() {
        let told = check("quota", Value::Unsigned(9)).to_string();
        assert_eq!(told, "rule quota: held = 9 < 8: no (src/lib.rs:41)");
    }

    #[test]
    fn what_is_written_down_reads_back_the_same() {
        let values = [
            Value::Unsigned(u64::MAX),
            Value::Signed(-1),
            Value::Number(0.5),
            Value::Truth(true),
            Value::Text("9".to_owned()),
        ];
        for value in values {
            let check = check("quota", value);
            let line = serde_json::to_string(&check).expect("is JSON");
            assert_eq!(serde_json::from_str::<Check>(&line).expect("reads back"), check, "{line}");
        }
    }

    #[test]
    fn secrets_are_taken_out_of_every_text_also_of_one_that_was_cut_within() {
        let cut = crate::text::presentable(&format!("{}hunter2-and-more", "x".repeat(247)), 256);
        let mut checks = [check("about hunter2-and-more", Value::Text(cut))];
        hide_secrets(&mut checks, &["hunter2-and-more"]);
        let text = format!("{checks:?}");
        assert!(!text.contains("hunter2") && text.contains("about [redacted]"), "{text}");
    }
}
