//! A schema applied to a configuration, step by step, until it is through or its budget is.
//!
//! Whatever takes time or memory is paid for in steps before it is done; nothing here is bounded by the schema's good manners.

use std::collections::BTreeSet;

use serde_json::Value;

use super::keyword::{Id, Keyword, Node};
use super::place::Place;
use super::violation::{Kind, Violation, nearest, told};
use super::{DEPTH_MAX, Rejection, STEPS_MAX, Schema, SchemaError, TEXT_BYTES_A_STEP};

/// Holds `config` against `schema`.
pub(super) fn evaluate(schema: &Schema, config: &Value) -> Result<(), Rejection> {
    let mut walk = Walk { schema, steps: STEPS_MAX, depth: 0 };
    match walk.apply(0, config, &Place::ROOT) {
        Ok(outcome) if outcome.holds() => Ok(()),
        Ok(outcome) => Err(Rejection::Config(told(outcome.violations))),
        Err(message) => Err(Rejection::Schema(SchemaError { pointer: String::new(), message })),
    }
}

/// What matching, comparing or telling a text takes.
pub(super) fn text_steps(text: &str) -> u64 {
    1 + text.len() as u64 / TEXT_BYTES_A_STEP
}

/// What came of one schema and one value: what is wrong, and which keys and items were looked at.
#[derive(Default)]
pub(super) struct Outcome<'v> {
    pub(super) violations: Vec<Violation>,
    pub(super) keys: BTreeSet<&'v str>,
    pub(super) items: BTreeSet<usize>,
}

impl Outcome<'_> {
    pub(super) fn holds(&self) -> bool {
        self.violations.is_empty()
    }

    fn looked_at(&self) -> u64 {
        (self.keys.len() + self.items.len()) as u64
    }
}

/// The budget is through: why, for the schema's author.
pub(super) type Exhausted = String;

pub(super) struct Walk<'s> {
    pub(super) schema: &'s Schema,
    steps: u64,
    depth: usize,
}

impl<'s> Walk<'s> {
    pub(super) fn spend(&mut self, steps: u64) -> Result<(), Exhausted> {
        let left = self.steps.checked_sub(steps);
        self.steps = left.ok_or_else(|| {
            format!("takes more than {STEPS_MAX} steps for this configuration; expected one with fewer alternatives inside of each other")
        })?;
        Ok(())
    }

    /// Something is wrong. Both texts may be long, and there may be many of them.
    pub(super) fn wrong(&mut self, at: &Place<'_>, kind: Kind, expected: String) -> Result<Violation, Exhausted> {
        let pointer = at.pointer();
        self.spend(text_steps(&pointer) + text_steps(&expected))?;
        Ok(Violation { pointer, kind, expected, found: None })
    }

    /// Takes over what another schema found of the same value. One that does not hold has looked at nothing.
    pub(super) fn join<'v>(&mut self, outcome: &mut Outcome<'v>, mut other: Outcome<'v>) -> Result<(), Exhausted> {
        self.spend((outcome.looked_at() + other.looked_at()) / TEXT_BYTES_A_STEP)?;
        if other.holds() {
            outcome.keys.append(&mut other.keys);
            outcome.items.append(&mut other.items);
        } else {
            outcome.violations.append(&mut other.violations);
        }
        Ok(())
    }

    pub(super) fn apply<'v>(&mut self, id: Id, value: &'v Value, at: &Place<'_>) -> Result<Outcome<'v>, Exhausted> {
        self.spend(1)?;
        if self.depth == DEPTH_MAX {
            return Err(format!(
                "applies more than {DEPTH_MAX} schemas inside of each other; expected references that lead deeper into the configuration"
            ));
        }
        self.depth += 1;
        let mut outcome = Outcome::default();
        match &self.schema.nodes[id] {
            Node::Constant(true) => {}
            Node::Constant(false) => {
                outcome.violations.push(self.wrong(at, Kind::Other, "is not allowed here".into())?);
            }
            Node::Keywords(keywords) => {
                for keyword in keywords {
                    self.spend(1)?;
                    self.keyword(keyword, value, at, &mut outcome)?;
                }
            }
        }
        self.depth -= 1;
        Ok(outcome)
    }

    fn keyword<'v>(
        &mut self,
        keyword: &'s Keyword,
        value: &'v Value,
        at: &Place<'_>,
        outcome: &mut Outcome<'v>,
    ) -> Result<(), Exhausted> {
        match (keyword, value) {
            (Keyword::Reference(index), _) => self.also(self.schema.targets[*index], value, at, outcome)?,
            (Keyword::AllOf(ids), _) => {
                for id in ids {
                    self.also(*id, value, at, outcome)?;
                }
            }
            (Keyword::AnyOf(ids), _) => self.alternatives(ids, value, at, outcome, usize::MAX)?,
            (Keyword::OneOf(ids), _) => self.alternatives(ids, value, at, outcome, 1)?,
            (Keyword::Not(id), _) => {
                if self.apply(*id, value, at)?.holds() {
                    let words = "is what the schema says it must not be".into();
                    outcome.violations.push(self.wrong(at, Kind::Other, words)?);
                }
            }
            (Keyword::If { condition, then, otherwise }, _) => {
                let met = self.apply(*condition, value, at)?;
                let branch = if met.holds() { then } else { otherwise };
                if met.holds() {
                    self.join(outcome, met)?;
                }
                if let Some(id) = branch {
                    self.also(*id, value, at, outcome)?;
                }
            }
            (_, Value::Object(map)) => self.of_map(keyword, map, value, at, outcome)?,
            (_, Value::Array(items)) => self.of_list(keyword, items, value, at, outcome)?,
            _ => outcome.violations.extend(self.of_any(keyword, value, at)?),
        }
        Ok(())
    }

    /// Another schema that must hold for the same value.
    pub(super) fn also<'v>(
        &mut self,
        id: Id,
        value: &'v Value,
        at: &Place<'_>,
        outcome: &mut Outcome<'v>,
    ) -> Result<(), Exhausted> {
        let other = self.apply(id, value, at)?;
        self.join(outcome, other)
    }

    /// At least one of them must hold, and at most so many.
    fn alternatives<'v>(
        &mut self,
        ids: &[Id],
        value: &'v Value,
        at: &Place<'_>,
        outcome: &mut Outcome<'v>,
        max: usize,
    ) -> Result<(), Exhausted> {
        let branches: Vec<_> = ids.iter().map(|id| self.apply(*id, value, at)).collect::<Result<_, _>>()?;
        let hold = branches.iter().filter(|branch| branch.holds()).count();
        if hold == 0 {
            let branches = branches.into_iter().map(|branch| branch.violations).collect();
            outcome.violations.extend(nearest(branches, &at.pointer()));
        } else if hold > max {
            let words = format!("fits {hold} of {} alternatives; expected exactly one", branches.len());
            outcome.violations.push(self.wrong(at, Kind::Other, words)?);
        } else {
            for branch in branches.into_iter().filter(Outcome::holds) {
                self.join(outcome, branch)?;
            }
        }
        Ok(())
    }
}
