//! What a schema asserts of a list and its items.

use serde_json::Value;

use super::evaluate::{Exhausted, Outcome, Walk};
use super::keyword::{Counted, Id, Keyword, Side};
use super::number;
use super::place::Place;
use super::scalars::miscounted;
use super::violation::{Kind, Violation};

const CONTAINED: [&str; 2] = ["item that is as `contains` says", "items that are as `contains` says"];

impl<'s> Walk<'s> {
    pub(super) fn of_list<'v>(
        &mut self,
        keyword: &'s Keyword,
        items: &'v [Value],
        value: &'v Value,
        at: &Place<'_>,
        outcome: &mut Outcome<'v>,
    ) -> Result<(), Exhausted> {
        match keyword {
            Keyword::Count(Counted::Items, side, limit) => {
                let words = miscounted(items.len(), *side, *limit, ["item", "items"]);
                outcome.violations.extend(words.map(|words| self.wrong(at, Kind::Other, words)).transpose()?);
            }
            Keyword::UniqueItems => outcome.violations.extend(self.twins(items, at)?),
            Keyword::Items { prefix, rest } => {
                for (index, item) in items.iter().enumerate() {
                    let Some(id) = prefix.get(index).or(rest.as_ref()) else { break };
                    self.item(*id, index, item, at, outcome)?;
                }
            }
            Keyword::Contains { item, min, max } => self.contains(*item, (*min, *max), items, at, outcome)?,
            Keyword::UnevaluatedItems(id) => {
                for (index, item) in items.iter().enumerate() {
                    if !outcome.items.contains(&index) {
                        self.item(*id, index, item, at, outcome)?;
                    }
                }
            }
            other => outcome.violations.extend(self.of_any(other, value, at)?),
        }
        Ok(())
    }

    fn item<'v>(
        &mut self,
        id: Id,
        index: usize,
        item: &'v Value,
        at: &Place<'_>,
        outcome: &mut Outcome<'v>,
    ) -> Result<(), Exhausted> {
        outcome.violations.extend(self.apply(id, item, &at.index(index))?.violations);
        outcome.items.insert(index);
        Ok(())
    }

    fn contains<'v>(
        &mut self,
        id: Id,
        (min, max): (u64, Option<u64>),
        items: &'v [Value],
        at: &Place<'_>,
        outcome: &mut Outcome<'v>,
    ) -> Result<(), Exhausted> {
        let mut met = 0;
        for (index, item) in items.iter().enumerate() {
            if self.apply(id, item, &at.index(index))?.holds() {
                outcome.items.insert(index);
                met += 1;
            }
        }
        let too_many = || max.and_then(|max| miscounted(met, Side::AtMost, max, CONTAINED));
        let words = miscounted(met, Side::AtLeast, min, CONTAINED).or_else(too_many);
        outcome.violations.extend(words.map(|words| self.wrong(at, Kind::Other, words)).transpose()?);
        Ok(())
    }

    fn twins(&mut self, items: &[Value], at: &Place<'_>) -> Result<Option<Violation>, Exhausted> {
        for (index, item) in items.iter().enumerate() {
            for (earlier, other) in items[..index].iter().enumerate() {
                self.spend(number::weight(item))?;
                if number::same(item, other) {
                    let words = format!("items {earlier} and {index} are the same; expected no two");
                    return self.wrong(at, Kind::Other, words).map(Some);
                }
            }
        }
        Ok(None)
    }
}
