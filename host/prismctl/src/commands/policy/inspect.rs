//! `policy inspect`: what a component is. It is compiled and asked to describe itself; its configuration is not needed for that.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use prism_policy::Candidate;
use serde::Serialize;
use serde_json::Value;

use super::component;
use super::limits::LimitsArgs;
use crate::errors::Failure;
use crate::render::words::{memory, one_line};
use crate::render::{Format, table};

const COMMAND: &str = "inspect";

#[derive(Args, Debug)]
pub(crate) struct InspectArgs {
    /// The component
    #[arg(value_name = "FILE.wasm")]
    file: PathBuf,
    #[command(flatten)]
    limits: LimitsArgs,
}

/// What is shown.
#[derive(Serialize)]
struct Inspection {
    name: String,
    version: String,
    summary: String,
    file: String,
    bytes: u64,
    sha256: String,
    contract: String,
    hooks: Vec<&'static str>,
    imports: Vec<String>,
    limits: BTreeMap<&'static str, u64>,
    config_schema: Value,
}

/// Loads, and shows.
pub(crate) fn run(args: &InspectArgs, format: Format) -> Result<(), Failure> {
    let beside = component::limits(COMMAND, &args.file)?;
    let spec = component::spec(&args.file).with_limits(args.limits.over(beside.unwrap_or_default()));
    let candidate = Candidate::load(&component::engine(COMMAND)?, &spec)?;
    let whose = match (args.limits.are_given(), beside) {
        (true, _) => "as given",
        (false, Some(_)) => "as launcher.yaml beside it says",
        (false, None) => "the defaults",
    };
    let inspection = Inspection::of(&candidate, args);
    format.show(|_| screen(&inspection, whose), || &inspection)
}

impl Inspection {
    fn of(candidate: &Candidate, args: &InspectArgs) -> Self {
        let description = candidate.description();
        let schema = &description.config_schema;
        Self {
            name: description.name.clone(),
            version: description.version.clone(),
            summary: description.summary.clone(),
            file: args.file.display().to_string(),
            bytes: candidate.bytes(),
            sha256: candidate.sha256().to_owned(),
            contract: candidate.contract(),
            hooks: candidate.hooks().map(|hook| hook.as_str()).collect(),
            imports: candidate.imports(),
            limits: candidate.limits().by_name().into_iter().collect(),
            config_schema: serde_json::from_str(schema).unwrap_or_else(|_| Value::String(schema.clone())),
        }
    }
}

fn screen(inspection: &Inspection, whose: &str) -> String {
    let limit = |name: &str| inspection.limits.get(name).copied().unwrap_or_default();
    let (fuel, time_ms, in_all) = (limit("fuel"), limit("time_ms"), memory(limit("memory_bytes")));
    let mut fields = vec![
        ("Summary", one_line(&inspection.summary)),
        ("File", inspection.file.clone()),
        ("Size", format!("{} ({} bytes)", memory(inspection.bytes), inspection.bytes)),
        ("SHA-256", inspection.sha256.clone()),
        ("Contract", one_line(&inspection.contract)),
        ("Hooks", inspection.hooks.join(", ")),
        ("Imports", if inspection.imports.is_empty() { "nothing".to_owned() } else { inspection.imports.join(", ") }),
        ("Limits", format!("fuel {fuel}, {time_ms} ms, memory {in_all} ({whose})")),
    ];
    fields.extend(properties(&inspection.config_schema).into_iter().map(|property| ("Config", property)));
    table::block(&one_line(&format!("{} {}", inspection.name, inspection.version)), &fields)
}

/// `KEY TYPE, default VALUE: DESCRIPTION` of each property that the schema names, in its order; the schema itself where it names none.
fn properties(schema: &Value) -> Vec<String> {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return vec![one_line(&schema.to_string())];
    };
    properties.iter().map(|(key, property)| one_line(&described(key, property))).collect()
}

fn described(key: &str, property: &Value) -> String {
    let mut text = key.to_owned();
    if let Some(kind) = property.get("type").and_then(Value::as_str) {
        text += &format!(" {kind}");
    }
    if let Some(default) = property.get("default") {
        text += &format!(", default {default}");
    }
    if let Some(description) = property.get("description").and_then(Value::as_str) {
        text += &format!(": {description}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn properties_are_one_line_each() {
        let schema = json!({"properties": {
            "a": {"type": "integer", "default": 3, "description": "so\nmany"},
            "b": {},
        }});
        assert_eq!(properties(&schema), ["a integer, default 3: so | many", "b"]);
    }

    #[test]
    fn a_schema_that_is_none_is_shown_as_it_is() {
        assert_eq!(properties(&json!("text\u{7}")), ["\"text\\u0007\""]);
    }
}
