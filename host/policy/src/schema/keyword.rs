//! A schema as it is applied: a list of keywords, those that look at what others left unevaluated last.

use std::collections::BTreeMap;

use regex::Regex;
use serde_json::{Number, Value};

/// Where a schema is in [`Schema::nodes`](super::Schema).
pub(super) type Id = usize;

/// One schema.
#[derive(Debug)]
pub(super) enum Node {
    /// `true` takes everything, `false` nothing.
    Constant(bool),
    /// All of them must hold.
    Keywords(Vec<Keyword>),
}

/// What a schema asserts. Keywords that only mean something together are one.
#[derive(Debug)]
pub(super) enum Keyword {
    Types(Types),
    Enum(Vec<Value>),
    Const(Value),
    Bound(Bound, Number),
    MultipleOf(Number),
    Count(Counted, Side, u64),
    /// With examples, where the schema has some: they say more than an expression.
    Pattern(Regex, Vec<String>),
    UniqueItems,
    Required(Vec<String>),
    DependentRequired(BTreeMap<String, Vec<String>>),
    /// By its place in [`Schema::targets`](super::Schema).
    Reference(usize),
    AllOf(Vec<Id>),
    AnyOf(Vec<Id>),
    OneOf(Vec<Id>),
    Not(Id),
    If {
        condition: Id,
        then: Option<Id>,
        otherwise: Option<Id>,
    },
    DependentSchemas(BTreeMap<String, Id>),
    Properties {
        named: BTreeMap<String, Id>,
        matching: Vec<(Regex, Id)>,
        additional: Option<Id>,
    },
    PropertyNames(Id),
    Items {
        prefix: Vec<Id>,
        rest: Option<Id>,
    },
    Contains {
        item: Id,
        min: u64,
        max: Option<u64>,
    },
    UnevaluatedProperties(Id),
    UnevaluatedItems(Id),
}

impl Keyword {
    /// Whether it looks at what the others left.
    pub(super) fn comes_last(&self) -> bool {
        matches!(self, Self::UnevaluatedProperties(_) | Self::UnevaluatedItems(_))
    }
}

/// How a number is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    Minimum,
    ExclusiveMinimum,
    Maximum,
    ExclusiveMaximum,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    Characters,
    Items,
    Keys,
}

/// On which side a count is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    AtLeast,
    AtMost,
}

/// Names of types and how they are spoken of, by their bit.
const TYPES: [(&str, &str); 7] = [
    ("null", "null"),
    ("boolean", "true or false"),
    ("integer", "an integer"),
    ("number", "a number"),
    ("string", "a string"),
    ("array", "a list"),
    ("object", "a map"),
];

/// A set of types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Types(u8);

impl Types {
    pub(super) const NONE: Self = Self(0);

    /// The set with the type of that name, if it is one.
    pub(super) fn with(self, name: &str) -> Option<Self> {
        let bit = TYPES.iter().position(|(known, _)| *known == name)?;
        Some(Self(self.0 | 1 << bit))
    }

    /// The names that there are.
    pub(super) fn known() -> String {
        TYPES.map(|(name, _)| name).join(", ")
    }

    /// Whether a value is of one of them. A whole number is an integer however it is written.
    pub(super) fn holds(self, value: &Value) -> bool {
        let is =
            |name: &str| TYPES.iter().position(|(known, _)| *known == name).is_some_and(|bit| self.0 >> bit & 1 == 1);
        match value {
            Value::Null => is("null"),
            Value::Bool(_) => is("boolean"),
            Value::Number(number) => is("number") || is("integer") && super::number::is_integer(number),
            Value::String(_) => is("string"),
            Value::Array(_) => is("array"),
            Value::Object(_) => is("object"),
        }
    }

    /// `a string or null`.
    pub(super) fn spoken(self) -> String {
        let spoken: Vec<_> = TYPES
            .iter()
            .enumerate()
            .filter(|(bit, _)| self.0 >> bit & 1 == 1)
            .map(|(_, (_, spoken))| *spoken)
            .collect();
        spoken.join(" or ")
    }
}

/// How a value's type is spoken of; never the value, which may be a secret.
pub(super) fn spoken(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if super::number::is_integer(number) => "an integer",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}
