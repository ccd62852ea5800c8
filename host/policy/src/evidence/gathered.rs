//! Evidence as it lies between the guest and who reads it: all texts in one, so that a check costs a copy of its bytes and no
//! allocation of its own. Whoever waits for the decision pays for this; [`Check`]s, with texts that are fit to be shown, are made of it
//! where one is shown or written down.

use super::{Check, Operand, Value, sentences};
use crate::text;

/// Checks of one decision that are kept. A policy with a rule for each of a hundred tenants loops over them; nobody reads more.
pub(super) const CHECKS_MAX: usize = 64;
/// Operands of one check that are kept.
pub(super) const OPERANDS_MAX: usize = 16;
/// Bytes of one text: a name, an address, a condition of two lines.
const TEXT_BYTES_MAX: usize = 256;
/// Bytes of all texts: eight records of a log fit into the 64 KiB that one answer may have.
const BYTES_MAX: usize = 8 * 1024;

/// The checks of one decision, in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Rule, condition and place of the first check, name and value of each of its operands, and so on; as the guest wrote them.
    texts: String,
    checks: Vec<Kept>,
    operands: Vec<Held>,
    /// How many more checks there were.
    pub lost: u32,
}

/// Bytes of a text, at most [`TEXT_BYTES_MAX`].
pub(super) type Length = u16;

/// What of a [`Check`] is not text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Kept {
    pub(super) rule: Length,
    pub(super) condition: Length,
    pub(super) place: Length,
    pub(super) holds: bool,
    pub(super) operands: u8,
}

/// What of an [`Operand`] is not text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Held {
    pub(super) name: Length,
    pub(super) value: Value<Length>,
}

/// How much there was when a check began.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    texts: usize,
    operands: usize,
}

impl Evidence {
    /// Whether nothing was reported.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.checks.is_empty() && self.lost == 0
    }

    /// The checks that were kept.
    #[must_use]
    pub fn checks(&self) -> Vec<Check> {
        let mut texts = Texts(&self.texts);
        let mut operands = self.operands.iter();
        let mut check = |kept: &Kept| Check {
            rule: texts.next(kept.rule),
            condition: texts.next(kept.condition),
            place: texts.next(kept.place),
            holds: kept.holds,
            operands: operands.by_ref().take(kept.operands.into()).map(|held| texts.operand(held)).collect(),
        };
        self.checks.iter().map(&mut check).collect()
    }

    /// Each check in words, and how many more there were.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        sentences(&self.checks(), self.lost)
    }

    /// Bytes that it holds, about.
    #[must_use]
    pub fn weight(&self) -> usize {
        let (checks, operands) = (self.checks.capacity(), self.operands.capacity());
        self.texts.capacity() + checks * size_of::<Kept>() + operands * size_of::<Held>()
    }

    /// Bytes of all texts and values.
    fn bytes(&self) -> usize {
        self.texts.len() + self.operands.len() * size_of::<u64>()
    }

    /// Whether one more could be kept.
    pub(super) fn has_room(&self) -> bool {
        self.checks.len() < CHECKS_MAX && self.bytes() < BYTES_MAX
    }

    /// So many are about to come.
    pub(super) fn expect(&mut self, checks: usize, operands: usize) {
        /// Of a check of usual length, its operands' among them.
        const TEXT_BYTES: usize = 96;
        self.texts.reserve(checks * TEXT_BYTES);
        self.checks.reserve(checks);
        self.operands.reserve(operands);
    }

    /// Where the next check begins: its texts and operands are added, then it is kept.
    pub(super) fn mark(&self) -> Mark {
        Mark { texts: self.texts.len(), operands: self.operands.len() }
    }

    /// Adds a guest's text: of a long one the beginning.
    pub(super) fn add_text(&mut self, text: &str) -> Length {
        let kept = &text[..text.floor_char_boundary(TEXT_BYTES_MAX)];
        self.texts.push_str(kept);
        kept.len() as Length
    }

    pub(super) fn add_operand(&mut self, held: Held) {
        self.operands.push(held);
    }

    /// Keeps the check that began at `mark`, or counts it as lost.
    pub(super) fn keep(&mut self, check: Kept, mark: Mark) {
        if self.checks.len() < CHECKS_MAX && self.bytes() <= BYTES_MAX {
            self.checks.push(check);
        } else {
            self.back_to(mark);
            self.lose(1);
        }
    }

    /// Forgets what was added since.
    pub(super) fn back_to(&mut self, mark: Mark) {
        self.texts.truncate(mark.texts);
        self.operands.truncate(mark.operands);
    }

    /// Counts `checks` that are not kept.
    pub(super) fn lose(&mut self, checks: usize) {
        self.lost = self.lost.saturating_add(u32::try_from(checks).unwrap_or(u32::MAX));
    }
}

/// The texts that were not yet taken.
struct Texts<'a>(&'a str);

impl Texts<'_> {
    fn next(&mut self, length: Length) -> String {
        let (text, rest) = self.0.split_at(length.into());
        self.0 = rest;
        text::presentable(text, TEXT_BYTES_MAX)
    }

    fn operand(&mut self, held: &Held) -> Operand {
        let name = self.next(held.name);
        let value = match held.value {
            Value::Unsigned(value) => Value::Unsigned(value),
            Value::Signed(value) => Value::Signed(value),
            Value::Number(value) => Value::Number(value),
            Value::Truth(value) => Value::Truth(value),
            Value::Text(length) => Value::Text(self.next(length)),
        };
        Operand { name, value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Adds a check with one operand, as a report does.
    fn add(evidence: &mut Evidence, rule: &str, value: Value<&str>) {
        let mark = evidence.mark();
        let texts = [rule, "held < 8", "src/lib.rs:41", "held"].map(|text| evidence.add_text(text));
        let value = match value {
            Value::Text(text) => Value::Text(evidence.add_text(text)),
            _ => Value::Unsigned(9),
        };
        let [rule, condition, place, name] = texts;
        evidence.add_operand(Held { name, value });
        evidence.keep(Kept { rule, condition, place, holds: false, operands: 1 }, mark);
    }

    #[test]
    fn checks_are_read_as_they_were_added() {
        let mut evidence = Evidence::default();
        add(&mut evidence, "quota", Value::Unsigned(9));
        add(&mut evidence, "", Value::Text("tenant-\u{202e}a"));
        let told = evidence.sentences();
        let expected =
            ["rule quota: held = 9 < 8: no (src/lib.rs:41)", "check held = \"tenant- a\" < 8: no (src/lib.rs:41)"];
        assert_eq!(told, expected);
    }

    #[test]
    fn count_and_bytes_are_bounded_and_what_goes_over_is_counted() {
        let mut evidence = Evidence::default();
        (0..CHECKS_MAX + 3).for_each(|_| add(&mut evidence, "", Value::Unsigned(9)));
        assert_eq!((evidence.checks().len(), evidence.lost), (CHECKS_MAX, 3));
        let mut evidence = Evidence::default();
        let long = "x".repeat(TEXT_BYTES_MAX + 1);
        (0..CHECKS_MAX).for_each(|_| add(&mut evidence, &long, Value::Text(&long)));
        assert!(evidence.bytes() <= BYTES_MAX && evidence.lost > 0, "{} bytes", evidence.bytes());
        let checks = evidence.checks();
        assert_eq!(checks.len() + evidence.lost as usize, CHECKS_MAX);
        assert_eq!(checks[0].rule.len(), TEXT_BYTES_MAX);
    }

    #[test]
    fn what_was_added_to_a_check_that_is_none_is_forgotten() {
        let mut evidence = Evidence::default();
        add(&mut evidence, "quota", Value::Unsigned(9));
        let (before, mark) = (evidence.clone(), evidence.mark());
        let name = evidence.add_text("held");
        evidence.add_operand(Held { name, value: Value::Truth(true) });
        evidence.back_to(mark);
        assert_eq!(evidence, before);
    }
}
