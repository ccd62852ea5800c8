//! `scenario.yaml`, read and found right. Every mistake has its file, line and column.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use prism_core::bounds::Bounds;
use prism_core::isolation::IsolationLevel;
use prism_core::names::{Namespace, PatternName, SessionId};
use prism_policy::PoliciesConfig;
use serde::Deserialize;

use crate::pattern::Pattern;
use crate::units::{Ending, Level, Span, parsed, parsed_if_given};
use prism_policy::locate::{self, Step as PathStep};

/// A scenario as its file says it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    /// What it shows, for people.
    #[serde(rename = "about")]
    _about: String,
    /// Of the supervisor's randomness.
    #[serde(default)]
    pub(crate) seed: u64,
    /// A part of the launcher's own configuration file.
    #[serde(default)]
    pub(crate) launcher: Launcher,
    /// The catalogue.
    pub(crate) patterns: Vec<Pattern>,
    /// What happens, in order.
    pub(crate) steps: Vec<Step>,
    /// When it is over; at the last step, where nothing is said.
    pub(crate) until: Option<Span>,
}

/// The keys of `launcher:` that a scenario can have; they mean what they mean there.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Launcher {
    default_isolation: Option<Level>,
    process_manager: ProcessManager,
    limits: Limits,
    pub(crate) policies: PoliciesConfig,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ProcessManager {
    backoff_period: Option<Span>,
    max_concurrent_starts: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Limits {
    processes: Option<u32>,
    processes_per_namespace: Option<u32>,
    processes_per_session: Option<u32>,
    start_queue: Option<usize>,
    waiting_requests: Option<usize>,
    failed_kept: Option<usize>,
    starts_per_minute: Option<usize>,
    restart_delay_min: Option<Span>,
    restart_delay_max: Option<Span>,
    stable_after: Option<Span>,
    quarantine: Option<Span>,
    grace_max: Option<Span>,
    mutable_environment: Vec<String>,
}

/// One entry of `steps`: a time, and exactly one thing that happens then.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// Since the beginning.
    pub(crate) at: Span,
    launch: Option<Launch>,
    abandon: Option<String>,
    terminate: Option<Terminate>,
    exit: Option<Exit>,
    unhealthy: Option<String>,
    healthy: Option<String>,
    swap: Option<Box<PoliciesConfig>>,
    drain: Option<Drain>,
}

/// What happens in a step.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Action<'a> {
    /// A caller wants a process.
    Launch(&'a Launch),
    /// A caller goes away.
    Abandon(&'a str),
    /// A caller wants a process gone.
    Terminate(&'a Terminate),
    /// A process ends by itself.
    Exit(&'a Exit),
    /// From now on a process answers its health checks, or does not.
    Health(&'a str, bool),
    /// Other policies are put into force.
    Swap(&'a PoliciesConfig),
    /// The launcher shuts down.
    Drain(&'a Drain),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Launch {
    /// Who asks; policies see the name too.
    #[serde(rename = "as")]
    pub(crate) caller: String,
    #[serde(deserialize_with = "parsed")]
    pub(crate) pattern: PatternName,
    #[serde(default, deserialize_with = "parsed_if_given")]
    pub(crate) namespace: Option<Namespace>,
    #[serde(default, deserialize_with = "parsed_if_given")]
    pub(crate) session: Option<SessionId>,
    pub(crate) isolation: Option<Level>,
    #[serde(default)]
    pub(crate) config: BTreeMap<String, String>,
    pub(crate) grace: Option<Span>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Terminate {
    #[serde(rename = "as")]
    pub(crate) caller: String,
    /// Its process id.
    pub(crate) process: String,
    pub(crate) grace: Option<Span>,
    #[serde(default)]
    pub(crate) force: bool,
    /// An operator's: no policy is asked.
    #[serde(default)]
    pub(crate) overrides: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exit {
    /// Its process id.
    pub(crate) process: String,
    pub(crate) with: Ending,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Drain {
    /// Longer grace periods are cut to this.
    pub(crate) grace_max: Span,
}

/// Something in a scenario that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Which file.
    pub file: PathBuf,
    /// Line and column, from 1; none where the file as a whole is meant.
    pub at: Option<(usize, usize)>,
    /// What is wrong and what was expected.
    pub message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some((line, column)) = self.at {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for Mistake {}

/// The text of a scenario with its meaning, so that mistakes found later have a place too.
#[derive(Debug)]
pub(crate) struct Source {
    file: PathBuf,
    text: String,
    pub(crate) scenario: Scenario,
}

impl Source {
    /// Reads `file`.
    pub(crate) fn read(file: &Path) -> Result<Self, Mistake> {
        let unreadable =
            |error| Mistake { file: file.to_owned(), at: None, message: format!("cannot be read: {error}") };
        Self::parse(file, std::fs::read_to_string(file).map_err(unreadable)?)
    }

    /// Reads `text`, the content of `file`.
    pub(crate) fn parse(file: &Path, text: String) -> Result<Self, Mistake> {
        let scenario: Scenario = serde_yaml::from_str(&text).map_err(|error| {
            let at = error.location().map(|location| (location.line(), location.column()));
            Mistake { file: file.to_owned(), at, message: without_place(&error.to_string()) }
        })?;
        let source = Self { file: file.to_owned(), text, scenario };
        match source.scenario.mistake() {
            Some((path, message)) => Err(source.mistake(&path, message)),
            None => Ok(source),
        }
    }

    /// A mistake at `path`.
    pub(crate) fn mistake(&self, path: &[PathStep], message: String) -> Mistake {
        Mistake { file: self.file.clone(), at: Some(locate::place(&self.text, path)), message }
    }

    /// The folder, to which paths are relative.
    pub(crate) fn folder(&self) -> &Path {
        self.file.parent().unwrap_or(Path::new("."))
    }
}

/// The parser appends the place to its message; it is shown before it.
fn without_place(message: &str) -> String {
    match message.rfind(" at line ") {
        Some(at) if message[at..].contains("column") => message[..at].to_owned(),
        _ => message.to_owned(),
    }
}

impl Scenario {
    /// The pattern of that name; there is one for every launch of a scenario that was found right.
    pub(crate) fn pattern(&self, name: &PatternName) -> Option<&Pattern> {
        self.patterns.iter().find(|pattern| pattern.name == *name)
    }

    /// Every selection of policies that is ever in force.
    pub(crate) fn policies(&self) -> impl Iterator<Item = &PoliciesConfig> {
        let swapped = self.steps.iter().filter_map(|step| step.swap.as_deref());
        std::iter::once(&self.launcher.policies).chain(swapped)
    }

    /// When it is over.
    pub(crate) fn end(&self) -> Duration {
        let last = self.steps.last().map_or(Duration::ZERO, |step| step.at.0);
        self.until.map_or(last, |until| until.0)
    }

    /// The first thing that the parser cannot see.
    fn mistake(&self) -> Option<(Vec<PathStep>, String)> {
        let patterns =
            self.patterns.iter().enumerate().find_map(|(index, pattern)| self.pattern_mistake(index, pattern));
        patterns
            .or_else(|| self.steps.iter().enumerate().find_map(|(index, step)| self.step_mistake(index, step)))
            .or_else(|| {
                let last = self.steps.last().map_or(Duration::ZERO, |step| step.at.0);
                (self.end() < last).then(|| (vec!["until".into()], "is before the last step".into()))
            })
    }

    fn pattern_mistake(&self, index: usize, pattern: &Pattern) -> Option<(Vec<PathStep>, String)> {
        let at = |field: &str| [vec!["patterns".into(), index.into()], locate::path(field)].concat();
        if self.patterns[..index].iter().any(|other| other.name == pattern.name) {
            return Some((at("name"), format!("a second pattern {}", pattern.name)));
        }
        pattern.mistake().map(|(field, message)| (at(field), message.to_owned()))
    }

    fn step_mistake(&self, index: usize, step: &Step) -> Option<(Vec<PathStep>, String)> {
        let at = |field: &str| [vec!["steps".into(), index.into()], locate::path(field)].concat();
        let actions = step.actions().count();
        if actions != 1 {
            return Some((at(""), format!("has {actions} actions; expected exactly one besides `at`")));
        }
        if index > 0 && step.at.0 < self.steps[index - 1].at.0 {
            return Some((at("at"), "is before the step above it; expected steps in the order of time".into()));
        }
        let launch = step.launch.as_ref().filter(|launch| self.pattern(&launch.pattern).is_none())?;
        let known: Vec<&str> = self.patterns.iter().map(|pattern| pattern.name.as_str()).collect();
        let message = format!("no pattern is named {}; expected one of {}", launch.pattern, known.join(", "));
        Some((at("launch.pattern"), message))
    }
}

impl Step {
    /// What happens: one thing, in a scenario that was found right.
    pub(crate) fn actions(&self) -> impl Iterator<Item = Action<'_>> {
        [
            self.launch.as_ref().map(Action::Launch),
            self.abandon.as_deref().map(Action::Abandon),
            self.terminate.as_ref().map(Action::Terminate),
            self.exit.as_ref().map(Action::Exit),
            self.unhealthy.as_deref().map(|process| Action::Health(process, false)),
            self.healthy.as_deref().map(|process| Action::Health(process, true)),
            self.swap.as_deref().map(Action::Swap),
            self.drain.as_ref().map(Action::Drain),
        ]
        .into_iter()
        .flatten()
    }
}

impl Launcher {
    /// Level where neither request nor manifest names one.
    pub(crate) fn default_isolation(&self) -> IsolationLevel {
        self.default_isolation.map_or(IsolationLevel::Namespace, |level| level.0)
    }

    /// The operator's bounds.
    pub(crate) fn bounds(&self) -> Bounds {
        let (limits, manager, default) = (&self.limits, &self.process_manager, Bounds::default());
        let span = |written: Option<Span>, default: Duration| written.map_or(default, |span| span.0);
        Bounds {
            processes_max: limits.processes.unwrap_or(default.processes_max),
            namespace_processes_max: limits.processes_per_namespace.unwrap_or(default.namespace_processes_max),
            session_processes_max: limits.processes_per_session.unwrap_or(default.session_processes_max),
            starts_max: manager.max_concurrent_starts.unwrap_or(default.starts_max),
            start_queue_max: limits.start_queue.unwrap_or(default.start_queue_max),
            waiters_max: limits.waiting_requests.unwrap_or(default.waiters_max),
            failed_kept_max: limits.failed_kept.unwrap_or(default.failed_kept_max),
            restart_delay_min: span(limits.restart_delay_min, default.restart_delay_min),
            restart_delay_max: span(limits.restart_delay_max, default.restart_delay_max),
            starts_per_window_max: limits.starts_per_minute.unwrap_or(default.starts_per_window_max),
            stable_after: span(limits.stable_after, default.stable_after),
            quarantine: span(limits.quarantine, default.quarantine),
            grace_max: span(limits.grace_max, default.grace_max),
            fallback_backoff_max: span(manager.backoff_period, default.fallback_backoff_max),
            mutable_environment: limits.mutable_environment.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(text: &str) -> String {
        let text = text.replace("PATTERNS", "about: x\npatterns: [{name: consumer}]");
        Source::parse(Path::new("s.yaml"), text.clone()).expect_err(&text).to_string()
    }

    #[test]
    fn mistakes_have_a_place_and_an_expectation() {
        for (text, wanted) in [
            ("PATTERNS\nsteps: []\nuntill: 3s\n", "s.yaml:4:1: unknown field `untill`, expected one of `about`"),
            ("PATTERNS\nsteps:\n  - at: 0s\n    lunch: {}\n", "s.yaml:5:5: steps[0]: unknown field `lunch`"),
            ("PATTERNS\nsteps:\n  - at: soon\n    abandon: a\n", "s.yaml:4:9: steps[0].at: \"soon\" is not a duration"),
            ("PATTERNS\nsteps:\n  - at: 0s\n", "s.yaml:4:5: has 0 actions; expected exactly one besides `at`"),
            ("PATTERNS\nsteps:\n  - {at: 0s, abandon: a, healthy: b}\n", "s.yaml:4:5: has 2 actions"),
            (
                "PATTERNS\nsteps:\n  - {at: 2s, abandon: a}\n  - {at: 1s, abandon: a}\n",
                "s.yaml:5:10: is before the step above it",
            ),
            (
                "PATTERNS\nsteps:\n  - at: 0s\n    launch: {as: a, pattern: consumr}\n",
                "s.yaml:5:30: no pattern is named consumr; expected one of consumer",
            ),
            (
                "PATTERNS\nsteps:\n  - at: 0s\n    launch: {as: a, pattern: Consumer}\n",
                "s.yaml:5:30: steps[0].launch.pattern: has 'C'",
            ),
            ("PATTERNS\nuntil: 1s\nsteps: [{at: 2s, abandon: a}]\n", "s.yaml:3:8: is before the last step"),
            ("about: x\npatterns: [{name: a}, {name: a}]\nsteps: []\n", "s.yaml:2:30: a second pattern a"),
            (
                "PATTERNS\nlauncher: {policies: {admision: [x]}}\nsteps: []\n",
                "s.yaml:3:23: launcher.policies: unknown field `admision`",
            ),
            ("PATTERNS\nlauncher: {default_isolation: tight}\nsteps: []\n", "expected none, namespace or session"),
            ("PATTERNS\nsteps:\n  - at: 0s\n    exit: {process: p, with: code x}\n", "expected one like code 3"),
        ] {
            let found = mistake(text);
            assert!(found.contains(wanted), "{text}\nfound  {found}\nwanted {wanted}");
        }
    }
}
