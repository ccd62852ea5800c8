//! What a schema asserts of a value without looking into it.

use std::cmp::Ordering;

use regex::Regex;
use serde_json::{Number, Value};

use super::evaluate::{Exhausted, Walk, text_steps};
use super::keyword::{Bound, Counted, Keyword, Side, spoken};
use super::number;
use super::place::Place;
use super::violation::{Kind, Violation};

/// Of a value that the schema names, when it is told.
const SHOWN_BYTES_MAX: usize = 64;

impl Walk<'_> {
    pub(super) fn of_any(
        &mut self,
        keyword: &Keyword,
        value: &Value,
        at: &Place<'_>,
    ) -> Result<Option<Violation>, Exhausted> {
        let words = match (keyword, value) {
            (Keyword::Types(types), _) if !types.holds(value) => {
                let wrong = self.wrong(at, Kind::Type, types.spoken())?;
                return Ok(Some(Violation { found: Some(spoken(value)), ..wrong }));
            }
            (Keyword::Const(constant), _) => {
                let of = std::slice::from_ref(constant);
                return self.is_one_of(of, value, at);
            }
            (Keyword::Enum(values), _) => return self.is_one_of(values, value, at),
            (Keyword::Bound(bound, limit), Value::Number(number)) => out_of(*bound, number, limit),
            (Keyword::MultipleOf(of), Value::Number(number)) => {
                (!number::is_multiple(number, of)).then(|| format!("expected a multiple of {of}"))
            }
            (Keyword::Count(Counted::Characters, side, limit), Value::String(text)) => {
                self.spend(text_steps(text))?;
                miscounted(text.chars().count(), *side, *limit, ["character", "characters"])
            }
            (Keyword::Pattern(pattern, examples), Value::String(text)) => {
                let matches = self.matches(pattern, text)?;
                (!matches).then(|| unmatched(pattern, examples))
            }
            _ => None,
        };
        words.map(|words| self.wrong(at, Kind::Other, words)).transpose()
    }

    pub(super) fn matches(&mut self, pattern: &Regex, text: &str) -> Result<bool, Exhausted> {
        self.spend(text_steps(text))?;
        Ok(pattern.is_match(text))
    }

    fn is_one_of(&mut self, values: &[Value], value: &Value, at: &Place<'_>) -> Result<Option<Violation>, Exhausted> {
        self.spend(values.iter().map(number::weight).sum())?;
        if values.iter().any(|other| number::same(other, value)) {
            return Ok(None);
        }
        let words = format!("expected {}", one_of(values.iter().map(shown)));
        self.wrong(at, Kind::Value, words).map(Some)
    }
}

/// What is said where a count is beyond its limit; `what` is one and several of what is counted.
pub(super) fn miscounted(found: usize, side: Side, limit: u64, what: [&str; 2]) -> Option<String> {
    let found = found as u64;
    let (holds, words) = match side {
        Side::AtLeast => (found >= limit, "at least"),
        Side::AtMost => (found <= limit, "at most"),
    };
    (!holds).then(|| format!("expected {words} {limit} {}; found {found}", what[usize::from(limit != 1)]))
}

/// `one of a, b, c`; of one, that one.
pub(super) fn one_of(words: impl Iterator<Item = String>) -> String {
    let words: Vec<_> = words.collect();
    match words.as_slice() {
        [only] => only.clone(),
        several => format!("one of {}", several.join(", ")),
    }
}

fn unmatched(pattern: &Regex, examples: &[String]) -> String {
    match examples {
        [] => format!("expected text that matches {}", pattern.as_str()),
        examples => format!("expected text like {}, which matches {}", examples.join(" or "), pattern.as_str()),
    }
}

fn shown(value: &Value) -> String {
    let mut text = value.to_string();
    if text.len() > SHOWN_BYTES_MAX {
        text.truncate(text.floor_char_boundary(SHOWN_BYTES_MAX));
        text.push_str("...");
    }
    text
}

fn out_of(bound: Bound, number: &Number, limit: &Number) -> Option<String> {
    let ordering = number::compare(number, limit);
    let (holds, words) = match bound {
        Bound::Minimum => (ordering != Ordering::Less, "at least"),
        Bound::ExclusiveMinimum => (ordering == Ordering::Greater, "more than"),
        Bound::Maximum => (ordering != Ordering::Greater, "at most"),
        Bound::ExclusiveMaximum => (ordering == Ordering::Less, "less than"),
    };
    (!holds).then(|| format!("expected {words} {limit}"))
}
