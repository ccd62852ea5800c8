//! `pattern describe`: the catalogue, or one pattern of it in detail.

use std::collections::HashMap;

use prism_proto::v1::{
    BackendSlot, ConfigKey, DescribePatternsRequest, DescribePatternsResponse, Filesystem, PatternDescription,
    RejectedManifest,
};

use crate::args::DescribeArgs;
use crate::client::Launcher;
use crate::commands::READ_TIMEOUT;
use crate::errors::{Call, Failure};
use crate::render::words::{self, one_line, or_none};
use crate::render::{Format, Width, json, table};

const COLUMNS: [&str; 7] = ["PATTERN", "VERSION", "ISOLATION", "MINIMUM", "HEALTH", "INSTANCES", "DESCRIPTION"];
const COLUMNS_WIDE: [&str; 9] =
    ["PATTERN", "VERSION", "ISOLATION", "MINIMUM", "HEALTH", "INSTANCES", "AUTHOR", "EXECUTABLE", "DESCRIPTION"];

/// Prints the catalogue, or the one pattern that was named.
pub(crate) async fn run(launcher: &Launcher, args: DescribeArgs, format: Format) -> Result<(), Failure> {
    let request = DescribePatternsRequest { pattern_name: args.pattern.clone().unwrap_or_default() };
    let catalogue = launcher
        .call(Call::Describe, Some(READ_TIMEOUT), request, |mut client, request| async move {
            client.describe_patterns(request).await
        })
        .await?;
    let Some(name) = args.pattern else {
        return format
            .show(|width| list(&catalogue, width), || json::DescribePatternsResponse::from(catalogue.clone()));
    };
    let pattern = find(&catalogue, &name)?;
    format.show(|_| screen(pattern), || json::PatternDescription::from(pattern.clone()))
}

/// The manifests that were rejected, as `describe` and `reload` show them below what is in force.
pub(crate) fn rejected_lines(rejected: &[RejectedManifest]) -> String {
    let line = |manifest: &RejectedManifest| format!("rejected {}\n", rejection(manifest));
    rejected.iter().map(line).collect()
}

fn rejection(manifest: &RejectedManifest) -> String {
    one_line(&format!("{}: {}", manifest.path, manifest.reason))
}

/// Where the pattern is not in the catalogue, a rejected manifest in a folder of its name is why.
fn find<'a>(catalogue: &'a DescribePatternsResponse, name: &str) -> Result<&'a PatternDescription, Failure> {
    let found = catalogue.patterns.iter().find(|pattern| pattern.name == name);
    found.ok_or_else(|| {
        let mut rejected = catalogue.rejected.iter();
        let reason = match rejected.find(|manifest| manifest.path.split('/').any(|part| part == name)) {
            Some(manifest) => format!("the manifest of {name} was rejected: {}", rejection(manifest)),
            None => format!("no pattern {name} in the catalogue"),
        };
        Failure::Failed { call: Call::Describe, reason }
    })
}

fn list(catalogue: &DescribePatternsResponse, width: Width) -> String {
    let header = match width {
        Width::Narrow => COLUMNS.as_slice(),
        Width::Wide => COLUMNS_WIDE.as_slice(),
    };
    let rows: Vec<Vec<String>> = catalogue.patterns.iter().map(|pattern| row(pattern, width)).collect();
    let table = table::table(header, &rows);
    match rejected_lines(&catalogue.rejected) {
        none if none.is_empty() => table,
        rejected => format!("{table}\n{rejected}"),
    }
}

fn row(pattern: &PatternDescription, width: Width) -> Vec<String> {
    let cell = |text: &str| or_none(&one_line(text)).to_owned();
    let mut cells = vec![
        cell(&pattern.name),
        cell(&pattern.version),
        words::isolation(pattern.isolation),
        words::isolation(pattern.minimum_isolation),
        cell(&pattern.health_kind),
        pattern.instances.to_string(),
    ];
    if width == Width::Wide {
        cells.extend([cell(&pattern.author), cell(&pattern.executable)]);
    }
    cells.push(cell(&pattern.description));
    cells
}

fn screen(pattern: &PatternDescription) -> String {
    let mut fields = vec![
        ("Description", one_line(&pattern.description)),
        ("Author", one_line(&pattern.author)),
        ("Isolation", isolation(pattern)),
        ("Executable", one_line(&pattern.executable)),
        ("Arguments", one_line(&pattern.args.join(" "))),
        ("Health", one_line(&pattern.health_kind)),
        ("Instances", pattern.instances.to_string()),
    ];
    fields.extend(pattern.config_keys.iter().map(|key| ("Config key", config_key(key))));
    fields.extend(pattern.backend_slots.iter().map(|slot| ("Backend", backend(slot))));
    fields.extend(pairs(&pattern.resources).map(|pair| ("Resource", pair)));
    fields.extend(pattern.filesystem.iter().flat_map(files).map(|line| ("Files", line)));
    fields.extend(pairs(&pattern.policies).map(|pair| ("Policy", pair)));
    fields.push(("Manifest", manifest(pattern)));
    table::block(&one_line(&format!("{} {}", pattern.name, pattern.version)), &fields)
}

fn isolation(pattern: &PatternDescription) -> String {
    let (level, minimum) = (words::isolation(pattern.isolation), words::isolation(pattern.minimum_isolation));
    format!("{level}, at least {minimum}")
}

fn config_key(key: &ConfigKey) -> String {
    let matches = if key.pattern.is_empty() { String::new() } else { format!(", matches {}", key.pattern) };
    let secret = if key.secret { ", secret" } else { "" };
    one_line(&format!("{} {}{secret}{matches}", key.name, need(key.required)))
}

fn backend(slot: &BackendSlot) -> String {
    one_line(&format!("{} of type {}, {}", slot.name, slot.r#type, need(slot.required)))
}

/// A line for each path, or one that says that there are none.
fn files(files: &Filesystem) -> Vec<String> {
    let lines = |what: &str, paths: &[String]| -> Vec<String> {
        paths.iter().map(|path| one_line(&format!("{what} {path}"))).collect()
    };
    match [lines("reads", &files.read), lines("writes", &files.write)].concat() {
        none if none.is_empty() => vec!["its own alone".to_owned()],
        lines => lines,
    }
}

fn need(required: bool) -> &'static str {
    if required { "required" } else { "optional" }
}

fn pairs(map: &HashMap<String, String>) -> impl Iterator<Item = String> + use<> {
    let mut pairs: Vec<String> = map.iter().map(|(key, value)| one_line(&format!("{key}: {value}"))).collect();
    pairs.sort();
    pairs.into_iter()
}

fn manifest(pattern: &PatternDescription) -> String {
    match pattern.manifest_sha256.as_str() {
        "" => String::new(),
        digest => format!("sha256 {}", one_line(digest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prism_proto::v1::IsolationLevel;

    fn catalogue() -> DescribePatternsResponse {
        let consumer = PatternDescription {
            name: "consumer".to_owned(),
            version: "1.2.0".to_owned(),
            description: "reads a topic".to_owned(),
            isolation: IsolationLevel::IsolationNamespace as i32,
            executable: "/opt/patterns/consumer/consumer".to_owned(),
            health_kind: "http".to_owned(),
            config_keys: vec![ConfigKey { name: "TOPIC".to_owned(), required: true, ..ConfigKey::default() }],
            backend_slots: vec![BackendSlot { name: "log".to_owned(), r#type: "kafka".to_owned(), required: false }],
            instances: 3,
            resources: [("memory_limit", "512Mi"), ("cpu_limit", "1")]
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
                .into(),
            filesystem: Some(Filesystem { read: vec!["/srv".to_owned()], write: vec!["/var/x".to_owned()] }),
            ..PatternDescription::default()
        };
        let rejected = RejectedManifest {
            path: "/opt/patterns/producer/manifest.yaml".to_owned(),
            reason: "line 3, column 7: expected a number".to_owned(),
        };
        DescribePatternsResponse { patterns: vec![consumer], rejected: vec![rejected] }
    }

    #[test]
    fn the_catalogue_ends_with_what_was_rejected_and_why() {
        let expected = "\
PATTERN   VERSION  ISOLATION  MINIMUM  HEALTH  INSTANCES  DESCRIPTION
consumer  1.2.0    namespace  none     http    3          reads a topic

rejected /opt/patterns/producer/manifest.yaml: line 3, column 7: expected a number
";
        assert_eq!(list(&catalogue(), Width::Narrow), expected);
    }

    #[test]
    fn one_pattern_is_a_screen() {
        let expected = "\
consumer 1.2.0
  Description:  reads a topic
  Isolation:    namespace, at least none
  Executable:   /opt/patterns/consumer/consumer
  Health:       http
  Instances:    3
  Config key:   TOPIC required
  Backend:      log of type kafka, optional
  Resource:     cpu_limit: 1
  Resource:     memory_limit: 512Mi
  Files:        reads /srv
  Files:        writes /var/x
";
        assert_eq!(screen(&catalogue().patterns[0]), expected);
    }

    #[test]
    fn a_pattern_that_is_not_there_says_why() {
        let why = |name| find(&catalogue(), name).expect_err("not there").to_string();
        assert_eq!(why("other"), "describe failed: no pattern other in the catalogue");
        assert!(why("producer").contains("was rejected: /opt/patterns/producer/manifest.yaml: line 3"));
    }
}
