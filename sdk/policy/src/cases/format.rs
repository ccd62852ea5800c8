//! A case: one question to a policy, and what must come of it. As a file: docs/policies.md, "Test your policy".
//!
//! This text is compiled twice: into the SDK, which asks the policy natively, and into the evaluator, which asks the component. So a
//! case means the same on both sides. What a name may be is for the side to say (`super::names`).

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::change::Plan;
use super::expect::Expect;
use super::instant;
use super::names;
use super::stop::Stop;

/// One question, and what must come of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it is about, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Which question is asked.
    pub hook: Hook,
    /// The policy's configuration.
    #[serde(default = "no_config")]
    pub config: Value,
    /// Who asks for what. For isolation, admission and mutate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Request>,
    /// The level in force after the isolation policy. For admission and mutate; the request's where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// What runs already. For admission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// What is planned. For mutate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
    /// What ended. For restart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
    /// What someone wants stopped. For terminate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<Stop>,
    /// When it is: `2026-01-05T23:00:00Z`, or milliseconds since 1970. For all but isolation.
    #[serde(default, deserialize_with = "instant::optional", skip_serializing_if = "Option::is_none")]
    pub now: Option<u64>,
    /// What must come of it.
    #[serde(with = "serde_yaml::with::singleton_map")]
    pub expect: Expect,
    /// Fuel that the component may use at most for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_fuel: Option<u64>,
}

/// Which question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hook {
    /// Who shares a process with the request?
    Isolation,
    /// May it start one?
    Admission,
    /// One ended: what now?
    Restart,
    /// May someone stop one?
    Terminate,
    /// What is to be changed of one before it is started?
    Mutate,
}

impl Hook {
    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Isolation => "isolation",
            Self::Admission => "admission",
            Self::Restart => "restart",
            Self::Terminate => "terminate",
            Self::Mutate => "mutate",
        }
    }
}

/// How finely processes are divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// One for everyone.
    None,
    /// One for each namespace.
    Namespace,
    /// One for each session.
    Session,
}

impl Level {
    /// The level that fits what is named.
    pub(super) fn of(namespace: Option<&String>, session: Option<&String>) -> Self {
        match (namespace, session) {
            (Some(_), Some(_)) => Self::Session,
            (Some(_), None) => Self::Namespace,
            _ => Self::None,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Namespace => "namespace",
            Self::Session => "session",
        })
    }
}

/// A launch request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Request {
    /// The pattern asked for.
    #[serde(deserialize_with = "names::pattern")]
    pub pattern: String,
    /// Its version in the catalogue.
    pub version: String,
    /// The tenant.
    #[serde(deserialize_with = "names::namespace", skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The session.
    #[serde(deserialize_with = "names::session", skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The level that the caller asked for, if it asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested: Option<Level>,
    /// The level in force without the policy: what was requested, else what fits the names that are given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Configuration of the process asked for.
    pub config: BTreeMap<String, String>,
    /// Who asks, where callers authenticate.
    pub caller: String,
}

impl Request {
    /// The level in force without the policy.
    #[must_use]
    pub fn level(&self) -> Level {
        let fitting = || Level::of(self.namespace.as_ref(), self.session.as_ref());
        self.level.or(self.requested).unwrap_or_else(fitting)
    }
}

impl Default for Request {
    fn default() -> Self {
        Self {
            pattern: "pattern".to_owned(),
            version: "1.0.0".to_owned(),
            namespace: None,
            session: None,
            requested: None,
            level: None,
            config: BTreeMap::new(),
            caller: String::new(),
        }
    }
}

/// The hard caps where a case does not say them: out of the way, as in a launcher whose operator set none lower.
const CAP: u32 = 10_000;

/// Places held at this instant, the request not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Usage {
    /// In all.
    pub total: u32,
    /// By the request's namespace.
    pub namespace: u32,
    /// By its pattern.
    pub pattern: u32,
    /// By its pattern in its namespace.
    pub namespace_pattern: u32,
    /// By its session.
    pub session: u32,
    /// Starting, in all.
    pub starting: u32,
    /// Starting, in the namespace.
    pub namespace_starting: u32,
    /// Admissions of the namespace in the last minute.
    pub namespace_admitted_last_minute: u32,
    /// The operator's hard cap in all.
    pub total_max: u32,
    /// The operator's hard cap for one namespace.
    pub namespace_max: u32,
}

impl Default for Usage {
    fn default() -> Self {
        Self {
            total: 0,
            namespace: 0,
            pattern: 0,
            namespace_pattern: 0,
            session: 0,
            starting: 0,
            namespace_starting: 0,
            namespace_admitted_last_minute: 0,
            total_max: CAP,
            namespace_max: CAP,
        }
    }
}

/// An instance that ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ended {
    /// What ran.
    #[serde(deserialize_with = "names::pattern")]
    pub pattern: String,
    /// Its version.
    pub version: String,
    /// For whom.
    #[serde(deserialize_with = "names::namespace", skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// For which session.
    #[serde(deserialize_with = "names::session", skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The level in force; where it is not said, what fits the names that are given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Which start it was, from 1.
    pub generation: u64,
    /// Why it ended.
    #[serde(with = "serde_yaml::with::singleton_map")]
    pub cause: Cause,
    /// Whether it had become ready.
    pub was_ready: bool,
    /// How long it lived.
    pub ran_ms: u64,
    /// Failures in a row including this one.
    pub consecutive_failures: u32,
    /// Restarts before this one.
    pub restarts: u32,
    /// For jitter.
    pub seed: u64,
}

impl Ended {
    /// The level in force.
    #[must_use]
    pub fn level(&self) -> Level {
        self.level.unwrap_or_else(|| Level::of(self.namespace.as_ref(), self.session.as_ref()))
    }
}

impl Default for Ended {
    fn default() -> Self {
        Self {
            pattern: "pattern".to_owned(),
            version: "1.0.0".to_owned(),
            namespace: None,
            session: None,
            level: None,
            generation: 1,
            cause: Cause::Exited(1),
            was_ready: false,
            ran_ms: 0,
            consecutive_failures: 1,
            restarts: 0,
            seed: 0,
        }
    }
}

/// Why an instance ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// By itself, with this code.
    Exited(i32),
    /// By this signal.
    Signalled(i32),
    /// By the kernel, for its memory limit.
    OutOfMemory,
    /// It missed its health checks; the last one's error.
    Unhealthy(String),
    /// It was not ready in time; the last probe's error.
    StartTimeout(String),
    /// It could not be started.
    SpawnFailed(String),
}

/// A file that is no case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseError {
    /// The line it is about, from 1.
    pub line: usize,
    /// Which field, and what was expected there.
    pub message: String,
}

impl fmt::Display for CaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for CaseError {}

impl Case {
    /// Reads a case.
    ///
    /// # Errors
    ///
    /// The first line that is wrong, and what was expected there.
    pub fn parse(text: &str) -> Result<Self, CaseError> {
        let case: Self = serde_yaml::from_str(text).map_err(|error| unreadable(&error))?;
        match case.contradiction() {
            Some((field, message)) => {
                Err(CaseError { line: line_of(text, field), message: format!("{field}: {message}") })
            }
            None => Ok(case),
        }
    }

    /// The first field that means nothing to the hook, and what was expected.
    fn contradiction(&self) -> Option<(&'static str, String)> {
        let asks_to_launch = matches!(self.hook, Hook::Isolation | Hook::Admission | Hook::Mutate);
        let given = [
            ("request", self.request.is_some(), asks_to_launch),
            ("level", self.level.is_some(), matches!(self.hook, Hook::Admission | Hook::Mutate)),
            ("usage", self.usage.is_some(), self.hook == Hook::Admission),
            ("plan", self.plan.is_some(), self.hook == Hook::Mutate),
            ("now", self.now.is_some(), self.hook != Hook::Isolation),
            ("ended", self.ended.is_some(), self.hook == Hook::Restart),
            ("stop", self.stop.is_some(), self.hook == Hook::Terminate),
        ];
        let hook = self.hook.as_str();
        if let Some((field, ..)) = given.iter().find(|(_, given, fits)| *given && !fits) {
            return Some((field, format!("is no part of the question {hook}")));
        }
        let expected = self.expect.expected_instead(self.hook)?;
        Some(("expect", format!("{} is no answer to {hook}, expected {expected}", self.expect.kind())))
    }
}

fn no_config() -> Value {
    Value::Object(serde_json::Map::new())
}

/// The parser's words begin with the path of the field; the place at their end is told as a line in front.
fn unreadable(error: &serde_yaml::Error) -> CaseError {
    let mut message = error.to_string();
    if let Some(place) = message.rfind(" at line ") {
        message.truncate(place);
    }
    CaseError { line: error.location().map_or(1, |location| location.line()), message }
}

/// Where a field of the case itself is, by its key at the beginning of a line; in flow style everything is on the first line.
fn line_of(text: &str, field: &str) -> usize {
    let key = |line: &str| line.strip_prefix(field).is_some_and(|rest| rest.trim_start().starts_with(':'));
    text.lines().position(key).map_or(1, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        Case::parse(text).expect_err("is no case").to_string()
    }

    #[test]
    fn what_is_not_said_has_a_default() {
        let case = Case::parse("hook: admission\nexpect: allow\n").expect("is a case");
        assert_eq!((case.expect, case.config), (Expect::Allow, no_config()));
        let request = Request { namespace: Some("a".to_owned()), ..Request::default() };
        assert_eq!(request.level(), Level::Namespace);
        assert_eq!(Request { session: Some("s".to_owned()), ..request.clone() }.level(), Level::Session);
        assert_eq!(Request { requested: Some(Level::None), ..request }.level(), Level::None);
    }

    #[test]
    fn an_error_names_line_field_and_what_was_expected() {
        let text = "hook: admission\nusage:\n  namespace: many\nexpect: allow\n";
        assert_eq!(error(text), "line 3: usage.namespace: invalid type: string \"many\", expected u32");
        let text = "hook: admission\nexpect:\n  refuse:\n    cod: quota\n";
        let found = error(text);
        assert!(found.starts_with("line 4: expect") && found.contains("unknown field `cod`, expected"), "{found}");
        let found = error("hook: admission\nexpect: yes please\n");
        assert!(found.starts_with("line 2: expect") && found.contains("expected one of"), "{found}");
        let found = error("hook: admission\nnow: noon\nexpect: allow\n");
        assert!(found.starts_with("line 2: now: ") && found.contains("2026-01-05T23:00:00Z"), "{found}");
    }

    #[test]
    fn what_means_nothing_to_the_hook_is_refused() {
        let text = "hook: restart\nexpect: any\nusage: {}\n";
        assert_eq!(error(text), "line 3: usage: is no part of the question restart");
        let text = "hook: isolation\nexpect: allow\n";
        assert_eq!(
            error(text),
            "line 2: expect: allow is no answer to isolation, expected placement, refuse, config-refused or any"
        );
    }

    #[test]
    fn a_stop_is_part_of_the_question_terminate_alone() {
        let case = Case::parse("hook: terminate\nstop: {state: failed, uptime_ms: null}\nexpect: allow\n");
        assert_eq!(case.expect("is a case").stop.expect("is said").uptime_ms, None);
        let text = "hook: restart\nstop: {}\nexpect: any\n";
        assert_eq!(error(text), "line 2: stop: is no part of the question restart");
        let text = "hook: terminate\nexpect: {give-up: {}}\n";
        assert_eq!(
            error(text),
            "line 2: expect: give-up is no answer to terminate, expected allow, refuse, config-refused or any"
        );
    }

    #[test]
    fn a_case_that_is_written_is_read_again() {
        let text = "hook: restart\nconfig: {a: 1}\nended: {cause: {signalled: 11}, namespace: a}\nnow: 2026-01-05T23:00:00Z\n\
                    expect: {restart: {after_ms_min: 5}}\nmax_fuel: 9000\n";
        let case = Case::parse(text).expect("is a case");
        let written = serde_yaml::to_string(&case).expect("plain data");
        assert_eq!(Case::parse(&written).expect("is one still"), case, "{written}");
        assert!(written.contains("signalled: 11"), "{written}");
    }
}
