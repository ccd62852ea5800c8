//! From a JSON document to a [`Schema`]. Each schema in it becomes one node, however many references lead there, so that the work is that of
//! the document's size.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::keyword::{Bound, Counted, Id, Keyword, Node, Side};
use super::place::step;
use super::reader::Reader;
use super::{Schema, SchemaError};

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";
/// Expressions in one schema. Each may be 128 KiB once compiled; a schema has one for each kind of name.
pub(super) const PATTERNS_MAX: usize = 128;

/// Examples of a text that are told where it does not match; two show what varies.
const EXAMPLES_TOLD_MAX: usize = 2;

/// Compiles the schema that `document` is.
pub(super) fn compile(document: &Value) -> Result<Schema, SchemaError> {
    let mut compiler = Compiler {
        document,
        nodes: Vec::new(),
        origins: Vec::new(),
        places: HashMap::new(),
        waiting: Vec::new(),
        anchors: BTreeMap::new(),
        references: Vec::new(),
        patterns: 0,
    };
    compiler.node(document, Origin::At(String::new()));
    let mut targets = Vec::new();
    loop {
        while let Some((id, value)) = compiler.waiting.pop() {
            compiler.nodes[id] = Some(compiler.schema(id, value)?);
        }
        // A reference may lead to where no schema is expected; then there is one more to compile. To an anchor it is followed once all are known.
        match compiler.references.get(targets.len()).cloned() {
            Some(reference) => targets.push(compiler.target(&reference)?),
            None => break,
        }
    }
    let nodes = compiler.nodes.into_iter().map(|node| node.expect("all that waited were compiled")).collect();
    Ok(Schema { nodes, targets })
}

pub(super) struct Compiler<'a> {
    document: &'a Value,
    nodes: Vec<Option<Node>>,
    origins: Vec<Origin<'a>>,
    /// By address: the document does not move.
    places: HashMap<*const Value, Id>,
    waiting: Vec<(Id, &'a Value)>,
    anchors: BTreeMap<&'a str, Id>,
    references: Vec<Reference<'a>>,
    patterns: usize,
}

/// How a schema was found.
pub(super) enum Origin<'a> {
    /// In the schema around it, by a keyword, and a name or an index in that.
    Inside { parent: Id, key: &'a str, inner: Option<Cow<'a, str>> },
    /// By a pointer: the root's, or a reference's to where no keyword has a schema.
    At(String),
}

#[derive(Clone, Copy)]
struct Reference<'a> {
    from: Id,
    key: &'static str,
    to: &'a str,
}

impl<'a> Compiler<'a> {
    /// The node of the schema `value`, which is compiled later if it is not yet.
    pub(super) fn node(&mut self, value: &'a Value, origin: Origin<'a>) -> Id {
        let (nodes, waiting, origins) = (&mut self.nodes, &mut self.waiting, &mut self.origins);
        *self.places.entry(std::ptr::from_ref(value)).or_insert_with(|| {
            nodes.push(None);
            origins.push(origin);
            waiting.push((nodes.len() - 1, value));
            nodes.len() - 1
        })
    }

    /// The JSON pointer of a node. Made for who made a mistake, and only then.
    pub(super) fn pointer(&self, id: Id) -> String {
        let (mut id, mut steps) = (id, Vec::new());
        while let Origin::Inside { parent, key, inner } = &self.origins[id] {
            steps.push(step(key) + &inner.as_deref().map(step).unwrap_or_default());
            id = *parent;
        }
        if let Origin::At(pointer) = &self.origins[id] {
            steps.push(pointer.clone());
        }
        steps.into_iter().rev().collect()
    }

    /// Whether there may be one more expression.
    pub(super) fn may_have_pattern(&mut self) -> bool {
        self.patterns += 1;
        self.patterns <= PATTERNS_MAX
    }

    fn schema(&mut self, id: Id, value: &'a Value) -> Result<Node, SchemaError> {
        match value {
            Value::Bool(constant) => Ok(Node::Constant(*constant)),
            Value::Object(map) => {
                let mut keywords = self.keywords(id, map)?;
                keywords.sort_by_key(Keyword::comes_last);
                Ok(Node::Keywords(keywords))
            }
            other => {
                let message =
                    format!("expected a schema: a map, true or false; found {}", super::keyword::spoken(other));
                Err(SchemaError { pointer: self.pointer(id), message })
            }
        }
    }

    fn keywords(&mut self, id: Id, map: &'a Map<String, Value>) -> Result<Vec<Keyword>, SchemaError> {
        let mut reader = Reader { compiler: self, map, origin: id };
        let mut keywords = Vec::new();
        identity(&mut reader, &mut keywords)?;
        of_any(&mut reader, &mut keywords)?;
        of_scalars(&mut reader, &mut keywords)?;
        of_lists(&mut reader, &mut keywords)?;
        of_maps(&mut reader, &mut keywords)?;
        applicators(&mut reader, &mut keywords)?;
        Ok(keywords)
    }

    /// Where a reference leads: into this document and nowhere else.
    fn target(&mut self, reference: &Reference<'a>) -> Result<Id, SchemaError> {
        let refused = |compiler: &Self, what: &str| SchemaError {
            pointer: compiler.pointer(reference.from) + &step(reference.key),
            message: format!("{:?} {what}", reference.to),
        };
        let Some(fragment) = reference.to.strip_prefix('#') else {
            return Err(refused(
                self,
                "leads out of the schema, and nothing is fetched; expected one like #/$defs/name",
            ));
        };
        let Some(fragment) = unescaped(fragment) else { return Err(refused(self, "has no two hex digits after a %")) };
        if !fragment.is_empty() && !fragment.starts_with('/') {
            let anchor = self.anchors.get(fragment.as_str()).copied();
            return anchor.ok_or_else(|| refused(self, "names no $anchor of this schema"));
        }
        match self.document.pointer(&fragment) {
            Some(value) => Ok(self.node(value, Origin::At(fragment))),
            None => Err(refused(self, "leads nowhere in this schema")),
        }
    }
}

/// What says which schema it is, and where others are.
fn identity<'a>(reader: &mut Reader<'_, 'a>, keywords: &mut Vec<Keyword>) -> Result<(), SchemaError> {
    if let Some(draft) = reader.text("$schema")?
        && draft.trim_end_matches('#') != DRAFT
    {
        return Err(reader.refused("$schema", format!("expected {DRAFT}")));
    }
    if reader.text("$id")?.is_some() && reader.origin != 0 {
        return Err(reader.refused("$id", "expected none but at the root: a schema is one document".into()));
    }
    for key in ["$anchor", "$dynamicAnchor"] {
        if let Some(anchor) = reader.text(key)? {
            reader.compiler.anchors.insert(anchor, reader.origin);
        }
    }
    // Where there is one document, a dynamic reference leads where a plain one does.
    for key in ["$ref", "$dynamicRef"] {
        if let Some(to) = reader.text(key)? {
            let references = &mut reader.compiler.references;
            keywords.push(Keyword::Reference(references.len()));
            references.push(Reference { from: reader.origin, key, to });
        }
    }
    for key in ["$defs", "definitions"] {
        reader.schemas_by_name(key)?;
    }
    Ok(())
}

fn of_any(reader: &mut Reader<'_, '_>, keywords: &mut Vec<Keyword>) -> Result<(), SchemaError> {
    keywords.extend(reader.types()?.map(Keyword::Types));
    keywords.extend(reader.list("enum")?.map(|values| Keyword::Enum(values.to_vec())));
    keywords.extend(reader.map.get("const").map(|value| Keyword::Const(value.clone())));
    Ok(())
}

fn of_scalars(reader: &mut Reader<'_, '_>, keywords: &mut Vec<Keyword>) -> Result<(), SchemaError> {
    for (key, bound) in [
        ("minimum", Bound::Minimum),
        ("exclusiveMinimum", Bound::ExclusiveMinimum),
        ("maximum", Bound::Maximum),
        ("exclusiveMaximum", Bound::ExclusiveMaximum),
    ] {
        keywords.extend(reader.number(key)?.map(|number| Keyword::Bound(bound, number)));
    }
    if let Some(number) = reader.number("multipleOf")? {
        if number.as_f64().is_none_or(|number| number <= 0.0) {
            return Err(reader.refused("multipleOf", "expected a number above zero".into()));
        }
        keywords.push(Keyword::MultipleOf(number));
    }
    for (key, counted, side) in [
        ("minLength", Counted::Characters, Side::AtLeast),
        ("maxLength", Counted::Characters, Side::AtMost),
        ("minItems", Counted::Items, Side::AtLeast),
        ("maxItems", Counted::Items, Side::AtMost),
        ("minProperties", Counted::Keys, Side::AtLeast),
        ("maxProperties", Counted::Keys, Side::AtMost),
    ] {
        keywords.extend(reader.count(key)?.map(|count| Keyword::Count(counted, side, count)));
    }
    if let Some(text) = reader.text("pattern")? {
        let examples = reader.list("examples")?.unwrap_or_default();
        let examples =
            examples.iter().take(EXAMPLES_TOLD_MAX).filter_map(Value::as_str).map(|text| format!("{text:?}"));
        keywords.push(Keyword::Pattern(reader.pattern("pattern", text)?, examples.collect()));
    }
    Ok(())
}

fn of_lists(reader: &mut Reader<'_, '_>, keywords: &mut Vec<Keyword>) -> Result<(), SchemaError> {
    match reader.map.get("uniqueItems") {
        None | Some(Value::Bool(false)) => {}
        Some(Value::Bool(true)) => keywords.push(Keyword::UniqueItems),
        Some(_) => return Err(reader.wrong("uniqueItems", "true or false")),
    }
    if reader.map.get("items").is_some_and(Value::is_array) {
        return Err(reader.refused("items", "expected a schema; a list of them is prefixItems".into()));
    }
    let (prefix, rest) = (reader.schemas("prefixItems")?.unwrap_or_default(), reader.schema("items"));
    if !prefix.is_empty() || rest.is_some() {
        keywords.push(Keyword::Items { prefix, rest });
    }
    let (min, max) = (reader.count("minContains")?.unwrap_or(1), reader.count("maxContains")?);
    keywords.extend(reader.schema("contains").map(|item| Keyword::Contains { item, min, max }));
    keywords.extend(reader.schema("unevaluatedItems").map(Keyword::UnevaluatedItems));
    Ok(())
}

fn of_maps<'a>(reader: &mut Reader<'_, 'a>, keywords: &mut Vec<Keyword>) -> Result<(), SchemaError> {
    if let Some(value) = reader.map.get("required") {
        keywords.push(Keyword::Required(reader.names("required", value)?));
    }
    if let Some(map) = reader.map_of("dependentRequired")? {
        let names = |(key, value): (&String, &Value)| Ok((key.clone(), reader.names("dependentRequired", value)?));
        keywords.push(Keyword::DependentRequired(map.iter().map(names).collect::<Result<_, SchemaError>>()?));
    }
    let named = reader.schemas_by_name("properties")?;
    let by_pattern = reader.schemas_by_name("patternProperties")?;
    let additional = reader.schema("additionalProperties");
    if named.is_some() || by_pattern.is_some() || additional.is_some() {
        let mut matching = Vec::new();
        for (pattern, id) in by_pattern.unwrap_or_default() {
            matching.push((reader.pattern("patternProperties", pattern)?, id));
        }
        keywords.push(Keyword::Properties { named: Reader::owned(named.unwrap_or_default()), matching, additional });
    }
    keywords.extend(reader.schema("propertyNames").map(Keyword::PropertyNames));
    keywords.extend(reader.schema("unevaluatedProperties").map(Keyword::UnevaluatedProperties));
    Ok(())
}

fn applicators(reader: &mut Reader<'_, '_>, keywords: &mut Vec<Keyword>) -> Result<(), SchemaError> {
    keywords.extend(reader.schemas("allOf")?.map(Keyword::AllOf));
    keywords.extend(reader.schemas("anyOf")?.map(Keyword::AnyOf));
    keywords.extend(reader.schemas("oneOf")?.map(Keyword::OneOf));
    keywords.extend(reader.schema("not").map(Keyword::Not));
    let (condition, then, otherwise) = (reader.schema("if"), reader.schema("then"), reader.schema("else"));
    keywords.extend(condition.map(|condition| Keyword::If { condition, then, otherwise }));
    let dependent = reader.schemas_by_name("dependentSchemas")?;
    keywords.extend(dependent.map(|named| Keyword::DependentSchemas(Reader::owned(named))));
    Ok(())
}

/// A fragment without its percent signs (RFC 3986); none where they are none.
fn unescaped(fragment: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first == b'%' {
            let digit = |index: usize| char::from(*rest.get(index)?).to_digit(16);
            bytes.push(u8::try_from(digit(0)? << 4 | digit(1)?).ok()?);
            rest = &rest[2..];
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).ok()
}
