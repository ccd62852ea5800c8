//! What a schema asserts of a map, its keys and its members.

use serde_json::{Map, Value};

use super::evaluate::{Exhausted, Outcome, Walk, text_steps};
use super::keyword::{Counted, Id, Keyword, Node};
use super::place::Place;
use super::scalars::{miscounted, one_of};
use super::violation::{Kind, Violation};

impl<'s> Walk<'s> {
    pub(super) fn of_map<'v>(
        &mut self,
        keyword: &'s Keyword,
        map: &'v Map<String, Value>,
        value: &'v Value,
        at: &Place<'_>,
        outcome: &mut Outcome<'v>,
    ) -> Result<(), Exhausted> {
        match keyword {
            Keyword::Count(Counted::Keys, side, limit) => {
                let words = miscounted(map.len(), *side, *limit, ["key", "keys"]);
                outcome.violations.extend(words.map(|words| self.wrong(at, Kind::Other, words)).transpose()?);
            }
            Keyword::Required(names) => self.required(names, map, at, outcome, "")?,
            Keyword::DependentRequired(dependent) => {
                self.spend(dependent.len() as u64)?;
                for (name, names) in dependent.iter().filter(|(name, _)| map.contains_key(*name)) {
                    self.required(names, map, at, outcome, &format!(", since {name} is there"))?;
                }
            }
            Keyword::DependentSchemas(dependent) => {
                self.spend(dependent.len() as u64)?;
                for (_, id) in dependent.iter().filter(|(name, _)| map.contains_key(*name)) {
                    self.also(*id, value, at, outcome)?;
                }
            }
            Keyword::PropertyNames(id) => self.names(*id, map, at, outcome)?,
            Keyword::Properties { .. } => self.properties(keyword, map, at, outcome)?,
            Keyword::UnevaluatedProperties(id) => {
                for (key, member) in map {
                    if !outcome.keys.contains(key.as_str()) {
                        self.member(*id, (key, member), at, outcome, || "is not a known key".into())?;
                    }
                }
            }
            other => outcome.violations.extend(self.of_any(other, value, at)?),
        }
        Ok(())
    }

    fn required(
        &mut self,
        names: &[String],
        map: &Map<String, Value>,
        at: &Place<'_>,
        outcome: &mut Outcome<'_>,
        why: &str,
    ) -> Result<(), Exhausted> {
        self.spend(names.len() as u64)?;
        for name in names.iter().filter(|name| !map.contains_key(*name)) {
            outcome.violations.push(self.wrong(at, Kind::Other, format!("expected the key {name}{why}"))?);
        }
        Ok(())
    }

    /// A key is a value too while its name is looked at.
    fn names(
        &mut self,
        id: Id,
        map: &Map<String, Value>,
        at: &Place<'_>,
        outcome: &mut Outcome<'_>,
    ) -> Result<(), Exhausted> {
        for key in map.keys() {
            self.spend(text_steps(key))?;
            let found = self.apply(id, &Value::String(key.clone()), &at.key(key))?.violations;
            let of_name = |violation: Violation| Violation {
                expected: format!("a key's name: {}", violation.expected),
                ..violation
            };
            outcome.violations.extend(found.into_iter().map(of_name));
        }
        Ok(())
    }

    fn properties<'v>(
        &mut self,
        keyword: &'s Keyword,
        map: &'v Map<String, Value>,
        at: &Place<'_>,
        outcome: &mut Outcome<'v>,
    ) -> Result<(), Exhausted> {
        let Keyword::Properties { named, matching, additional } = keyword else { return Ok(()) };
        for (key, member) in map {
            let mut schemas: Vec<Id> = named.get(key).copied().into_iter().collect();
            for (pattern, id) in matching {
                if self.matches(pattern, key)? {
                    schemas.push(*id);
                }
            }
            if schemas.is_empty() {
                if let Some(id) = additional {
                    self.member(*id, (key, member), at, outcome, || unknown_key(keyword))?;
                }
                continue;
            }
            for id in schemas {
                self.member(id, (key, member), at, outcome, || "is not allowed here".into())?;
            }
        }
        Ok(())
    }

    /// A member of a map; `refused` says what is said where none is allowed at all.
    fn member<'v>(
        &mut self,
        id: Id,
        (key, member): (&'v str, &'v Value),
        at: &Place<'_>,
        outcome: &mut Outcome<'v>,
        refused: impl FnOnce() -> String,
    ) -> Result<(), Exhausted> {
        let place = at.key(key);
        if matches!(self.schema.nodes[id], Node::Constant(false)) {
            outcome.violations.push(self.wrong(&place, Kind::Other, refused())?);
        } else {
            outcome.violations.extend(self.apply(id, member, &place)?.violations);
        }
        outcome.keys.insert(key);
        Ok(())
    }
}

fn unknown_key(keyword: &Keyword) -> String {
    match keyword {
        Keyword::Properties { named, matching, .. } if !named.is_empty() && matching.is_empty() => {
            format!("is not a known key; expected {}", one_of(named.keys().cloned()))
        }
        _ => "is not a known key".into(),
    }
}
