//! What a case says of changes: what is planned, and what must become of it. As the rest of the format, this text is compiled twice: see
//! [`super::format`].

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::expect::Difference;

/// What a process would be started with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Plan {
    /// Limits; what is not said is unlimited.
    #[serde(skip_serializing_if = "Limits::is_empty")]
    pub limits: Limits,
    /// Time between the stop signal and SIGKILL.
    pub grace_ms: u64,
    /// Variables that may be set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variables: Vec<String>,
}

/// Limits of a process's tree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Thousandths of a core.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_millis: Option<u64>,
    /// Bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_bytes: Option<u64>,
    /// Processes and threads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pids: Option<u64>,
    /// Open files of each process.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nofile: Option<u64>,
}

/// Changes that came, or that must come. Of those that must, what is not said may be anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Patch {
    /// Variables, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<BTreeMap<String, String>>,
    /// Limits.
    #[serde(skip_serializing_if = "Limits::is_empty")]
    pub limits: Limits,
    /// The grace period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grace_ms: Option<u64>,
    /// Labels, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<BTreeMap<String, String>>,
}

impl Default for Plan {
    fn default() -> Self {
        Self { limits: Limits::default(), grace_ms: 10_000, variables: vec!["*".to_owned()] }
    }
}

impl Limits {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn by_name(&self) -> [(&'static str, Option<u64>); 4] {
        [
            ("cpu_millis", self.cpu_millis),
            ("memory_bytes", self.memory_bytes),
            ("pids", self.pids),
            ("nofile", self.nofile),
        ]
    }
}

impl Patch {
    /// How what was found differs from what must come.
    #[must_use]
    pub fn differences(&self, found: &Self) -> Vec<Difference> {
        let mut all = Vec::new();
        let mut compare = |field: &'static str, expected: Option<String>, found: Option<String>| {
            if expected.is_some() && expected != found {
                let found = found.unwrap_or_else(|| "none".to_owned());
                all.push(Difference { field, expected: expected.unwrap_or_default(), found });
            }
        };
        compare("environment", listed(self.environment.as_ref()), listed(found.environment.as_ref()));
        for ((field, expected), (_, found)) in self.limits.by_name().into_iter().zip(found.limits.by_name()) {
            compare(field, expected.map(|limit| limit.to_string()), found.map(|limit| limit.to_string()));
        }
        compare("grace_ms", self.grace_ms.map(|ms| ms.to_string()), found.grace_ms.map(|ms| ms.to_string()));
        compare("labels", listed(self.labels.as_ref()), listed(found.labels.as_ref()));
        all
    }
}

fn listed(entries: Option<&BTreeMap<String, String>>) -> Option<String> {
    let entries: Vec<String> = entries?.iter().map(|(name, value)| format!("{name}={value}")).collect();
    Some(if entries.is_empty() { "none".to_owned() } else { entries.join(" ") })
}

impl fmt::Display for Patch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = |what: &str, entries: &Option<BTreeMap<String, String>>| {
            entries
                .as_ref()
                .filter(|entries| !entries.is_empty())
                .map(|_| format!("{what} {}", listed(entries.as_ref()).unwrap_or_default()))
        };
        let limits = self.limits.by_name().into_iter().filter_map(|(name, limit)| Some(format!("{name} {}", limit?)));
        let environment = entries("environment", &self.environment).into_iter();
        let grace = self.grace_ms.map(|ms| format!("grace {ms} ms"));
        let labels = entries("labels", &self.labels);
        let all: Vec<String> = environment.chain(limits).chain(grace).chain(labels).collect();
        f.write_str(if all.is_empty() { "nothing" } else { "" })?;
        f.write_str(&all.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patch(environment: &[(&str, &str)], pids: Option<u64>) -> Patch {
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Patch { environment: Some(environment), limits: Limits { pids, ..Limits::default() }, ..Patch::default() }
    }

    #[test]
    fn what_is_not_said_may_be_anything_and_what_is_said_is_all() {
        let found = patch(&[("A", "1"), ("B", "2")], Some(7));
        assert_eq!(Patch::default().differences(&found), []);
        assert_eq!(patch(&[("A", "1"), ("B", "2")], Some(7)).differences(&found), []);
        let fields =
            |expected: &Patch| expected.differences(&found).iter().map(|other| other.field).collect::<Vec<_>>();
        assert_eq!(fields(&patch(&[("A", "1")], Some(8))), ["environment", "pids"]);
        assert_eq!(
            fields(&Patch { grace_ms: Some(1), labels: Some(BTreeMap::new()), ..Patch::default() }),
            ["grace_ms", "labels"]
        );
    }

    #[test]
    fn a_patch_is_one_line() {
        assert_eq!(patch(&[("A", "1"), ("B", "2")], Some(7)).to_string(), "environment A=1 B=2; pids 7");
        assert_eq!(Patch::default().to_string(), "nothing");
    }
}
