//! Where in a YAML text something is, by its path. The parser knows places only while it reads, so the text is read again up to the
//! node in question, and the error raised there carries the place.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Into a map.
    Key(String),
    /// Into a list.
    Index(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

impl Step {
    /// Whether it leads to the member `key` of a map. A pointer does not say whether its number is an index or a key.
    fn meets(&self, key: &str) -> bool {
        match self {
            Self::Key(wanted) => wanted == key,
            Self::Index(index) => key.parse() == Ok(*index),
        }
    }
}

/// The path that `field` spells: `overrides[0].restart`.
#[must_use]
pub fn path(field: &str) -> Vec<Step> {
    let parts = field.split(['.', '[', ']']).filter(|part| !part.is_empty());
    parts.map(|part| part.parse().map_or_else(|_| Step::from(part), Step::Index)).collect()
}

/// The path that a JSON pointer (RFC 6901) spells: `/limits/0/max`.
#[must_use]
pub fn pointed(pointer: &str) -> Vec<Step> {
    let parts = pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~"));
    parts.map(|part| part.parse().map_or_else(|_| Step::Key(part), Step::Index)).collect()
}

/// Line and column, from 1, of the node at `path`, or of the nearest one above it that is there.
#[must_use]
pub fn place(text: &str, path: &[Step]) -> (usize, usize) {
    let walk = |length: usize| Walk(&path[..length]).deserialize(serde_yaml::Deserializer::from_str(text)).err();
    let found = (0..=path.len()).rev().find_map(|length| walk(length)?.location());
    found.map_or((1, 1), |location| (location.line(), location.column()))
}

/// Succeeds where the path leads nowhere, fails at its end.
struct Walk<'a>(&'a [Step]);

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// What is not overridden fails with the place: so does everything at the end of the path, and whatever the path does not fit.
impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the end of the path")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((step, rest)) = self.0.split_first() else { return Err(here()) };
        while let Some(key) = map.next_key::<String>()? {
            if step.meets(&key) {
                map.next_value_seed(Walk(rest))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Some((step, rest)) = self.0.split_first() else { return Err(here()) };
        let mut index = 0;
        loop {
            let more = if *step == Step::Index(index) {
                list.next_element_seed(Walk(rest))?
            } else {
                list.next_element::<IgnoredAny>()?.map(drop)
            };
            match more {
                Some(()) => index += 1,
                None => return Ok(()),
            }
        }
    }
}

fn here<E: serde::de::Error>() -> E {
    E::custom("here")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a: 1\nb:\n  - x\n  - c: {d: 2}\n    e: 3\n";

    #[test]
    fn a_path_has_a_place() {
        for (field, wanted) in
            [("a", (1, 4)), ("b[0]", (3, 5)), ("b[1]", (4, 5)), ("b[1].c.d", (4, 12)), ("b[1].e", (5, 8))]
        {
            assert_eq!(place(TEXT, &path(field)), wanted, "{field}");
        }
    }

    #[test]
    fn a_pointer_has_a_place() {
        assert_eq!(place(TEXT, &pointed("/b/1/c/d")), (4, 12));
        assert_eq!(pointed("/a~1b/~0"), [Step::from("a/b"), Step::from("~")]);
        assert_eq!(pointed(""), []);
    }

    #[test]
    fn a_number_may_be_a_key() {
        assert_eq!(place("a:\n  2024: {x: 1}\n", &pointed("/a/2024/x")), (2, 13));
    }

    #[test]
    fn what_is_not_there_has_the_place_of_what_is_around_it() {
        assert_eq!(place(TEXT, &path("b[1].c.z")), place(TEXT, &path("b[1].c")));
        assert_eq!(place(TEXT, &path("z")), (1, 1));
    }
}
