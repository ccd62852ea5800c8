//! One schema object, read key by key, each held to its type.

use std::collections::BTreeMap;

use regex::{Regex, RegexBuilder};
use serde_json::{Map, Number, Value};

use super::SchemaError;
use super::compile::{Compiler, Origin, PATTERNS_MAX};
use super::keyword::{Id, Types};
use super::place::step;

/// Size of one compiled expression. Ordinary ones take some hundred bytes; counted repetitions of classes multiply.
const PATTERN_BYTES_MAX: usize = 128 << 10;
/// Groups inside of each other.
const PATTERN_DEPTH_MAX: u32 = 32;

/// A schema object and where it is.
pub(super) struct Reader<'c, 'a> {
    pub(super) compiler: &'c mut Compiler<'a>,
    pub(super) map: &'a Map<String, Value>,
    pub(super) origin: Id,
}

impl<'a> Reader<'_, 'a> {
    /// What is wrong with the value of `key`.
    pub(super) fn wrong(&self, key: &str, expected: &str) -> SchemaError {
        let found = self.map.get(key).map_or("nothing", super::keyword::spoken);
        self.refused(key, format!("expected {expected}; found {found}"))
    }

    pub(super) fn refused(&self, key: &str, message: String) -> SchemaError {
        SchemaError { pointer: self.compiler.pointer(self.origin) + &step(key), message }
    }

    pub(super) fn text(&self, key: &str) -> Result<Option<&'a str>, SchemaError> {
        let Some(value) = self.map.get(key) else { return Ok(None) };
        value.as_str().map(Some).ok_or_else(|| self.wrong(key, "a string"))
    }

    pub(super) fn number(&self, key: &str) -> Result<Option<Number>, SchemaError> {
        match self.map.get(key) {
            None => Ok(None),
            Some(Value::Number(number)) => Ok(Some(number.clone())),
            Some(_) => Err(self.wrong(key, "a number")),
        }
    }

    pub(super) fn count(&self, key: &str) -> Result<Option<u64>, SchemaError> {
        let Some(value) = self.map.get(key) else { return Ok(None) };
        // 2.0 is a whole number too.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, and is not below zero")]
        let of_float = |float: f64| (float >= 0.0 && float.fract() == 0.0).then_some(float as u64);
        let count = value.as_u64().or_else(|| value.as_f64().and_then(of_float));
        count.map(Some).ok_or_else(|| self.wrong(key, "a whole number, not below zero"))
    }

    pub(super) fn list(&self, key: &str) -> Result<Option<&'a [Value]>, SchemaError> {
        match self.map.get(key) {
            None => Ok(None),
            Some(Value::Array(items)) => Ok(Some(items)),
            Some(_) => Err(self.wrong(key, "a list")),
        }
    }

    pub(super) fn map_of(&self, key: &str) -> Result<Option<&'a Map<String, Value>>, SchemaError> {
        match self.map.get(key) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(map)),
            Some(_) => Err(self.wrong(key, "a map")),
        }
    }

    pub(super) fn types(&self) -> Result<Option<Types>, SchemaError> {
        let names = match self.map.get("type") {
            None => return Ok(None),
            Some(Value::Array(names)) if !names.is_empty() => names.as_slice(),
            Some(name) => std::slice::from_ref(name),
        };
        let with = |types: Types, name: &Value| name.as_str().and_then(|name| types.with(name));
        let types = names.iter().try_fold(Types::NONE, with);
        types.map(Some).ok_or_else(|| self.refused("type", format!("expected one or several of {}", Types::known())))
    }

    pub(super) fn names(&self, key: &str, value: &Value) -> Result<Vec<String>, SchemaError> {
        let name = |name: &Value| name.as_str().map(str::to_owned);
        let names = value.as_array().and_then(|names| names.iter().map(name).collect());
        names.ok_or_else(|| self.wrong(key, "a list of keys' names"))
    }

    /// The schema at `key`, to be compiled.
    pub(super) fn schema(&mut self, key: &'a str) -> Option<Id> {
        let value = self.map.get(key)?;
        Some(self.compiler.node(value, Origin::Inside { parent: self.origin, key, inner: None }))
    }

    pub(super) fn schemas(&mut self, key: &'a str) -> Result<Option<Vec<Id>>, SchemaError> {
        let Some(items) = self.list(key)? else { return Ok(None) };
        if items.is_empty() {
            return Err(self.refused(key, "expected a list of at least one schema".into()));
        }
        let origin = |index: usize| Origin::Inside { parent: self.origin, key, inner: Some(index.to_string().into()) };
        Ok(Some(items.iter().enumerate().map(|(index, item)| self.compiler.node(item, origin(index))).collect()))
    }

    pub(super) fn schemas_by_name(&mut self, key: &'a str) -> Result<Option<Vec<(&'a str, Id)>>, SchemaError> {
        let Some(map) = self.map_of(key)? else { return Ok(None) };
        let mut schemas = Vec::new();
        for (name, schema) in map {
            let origin = Origin::Inside { parent: self.origin, key, inner: Some(name.as_str().into()) };
            schemas.push((name.as_str(), self.compiler.node(schema, origin)));
        }
        Ok(Some(schemas))
    }

    pub(super) fn owned(named: Vec<(&str, Id)>) -> BTreeMap<String, Id> {
        named.into_iter().map(|(name, id)| (name.to_owned(), id)).collect()
    }

    /// An expression, matched in linear time: what needs backtracking is refused, and so is what grows too large.
    pub(super) fn pattern(&mut self, key: &str, text: &str) -> Result<Regex, SchemaError> {
        if !self.compiler.may_have_pattern() {
            let message = format!("is one regular expression more than the {PATTERNS_MAX} that are taken");
            return Err(self.refused(key, message));
        }
        let mut builder = RegexBuilder::new(text);
        builder.size_limit(PATTERN_BYTES_MAX).dfa_size_limit(PATTERN_BYTES_MAX).nest_limit(PATTERN_DEPTH_MAX);
        builder.build().map_err(|error| self.refused(key, format!("expected a regular expression: {}", reason(&error))))
    }
}

/// The last line says it; those before draw the expression.
fn reason(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => format!("this one is larger than {PATTERN_BYTES_MAX} bytes once compiled"),
        other => {
            let text = other.to_string();
            text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
        }
    }
}
