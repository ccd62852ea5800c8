//! Asking a policy natively what a case asks.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::change::{Limits, Patch, Plan};
use super::expect::{Code, TRAP};
use super::format::{Cause, Level};
use super::stop::State;
use super::{Case, Found};
use crate::evidence;
use crate::{
    self as sdk, Admission, Answer, ConfigError, Isolation, Mutate, Policy, Refusal, RefusalCode, Restart, Terminate,
};

/// Names the file into which what was found is written, for `prismctl policy test` to compare.
const REPORT: &str = "PRISM_POLICY_CASES_REPORT";

/// A hook and how a policy that has it is asked.
pub type Ask = (&'static str, fn(&Case) -> Found);

/// Asks every case in `directory`.
///
/// # Panics
///
/// If a case is not answered as its file says, or cannot be read, or there is none: it is a test's body.
pub fn run(directory: &str, hooks: &[Ask]) {
    let files = files(Path::new(directory));
    assert!(!files.is_empty(), "no case in {directory}; expected files whose names end in .yaml");
    let answered: Vec<Answered> = files.iter().map(|file| Answered::ask(file, hooks)).collect();
    if let Some(report) = std::env::var_os(REPORT) {
        let text = serde_json::to_string(&answered).expect("plain data");
        fs::write(report, text).expect("the report's place is writable");
    }
    let wrong: Vec<&str> = answered.iter().flat_map(|case| case.wrong.iter().map(String::as_str)).collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), files.len(), wrong.join("\n"));
}

/// What came of one file.
#[derive(Serialize)]
struct Answered {
    case: String,
    found: Option<Found>,
    /// What is wrong with it, for people.
    #[serde(skip)]
    wrong: Vec<String>,
}

impl Answered {
    fn ask(file: &Path, hooks: &[Ask]) -> Self {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let told = |wrong: String| vec![format!("{}: {wrong}", file.display())];
        match answer(file, hooks) {
            Ok((case, found)) => {
                let evidence = evidence::take();
                let told = case.expect.differences(&found).into_iter();
                let told =
                    told.map(|other| format!("{}: expected {}, found {}", other.field, other.expected, other.found));
                let mut wrong: Vec<String> = told.map(|told| format!("{}: {told}", file.display())).collect();
                if let Some(last) = wrong.last_mut() {
                    evidence.iter().for_each(|check| *last += &format!("\n    {check}"));
                }
                Self { case: name, found: Some(found), wrong }
            }
            Err(error) => Self { case: name, found: None, wrong: told(error) },
        }
    }
}

fn answer(file: &Path, hooks: &[Ask]) -> Result<(Case, Found), String> {
    let text = fs::read_to_string(file).map_err(|error| error.to_string())?;
    let case = Case::parse(&text).map_err(|error| error.to_string())?;
    let hook = case.hook.as_str();
    let ask = hooks.iter().find(|(name, _)| *name == hook);
    let (_, ask) = ask.ok_or_else(|| format!("hook: the policy has no {hook}"))?;
    let found = catch_unwind(AssertUnwindSafe(|| ask(&case))).unwrap_or_else(|panic| panicked(&*panic));
    Ok((case, found))
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> Found {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    Found::Fault { kind: TRAP.to_owned(), message: text.unwrap_or("panicked").to_owned() }
}

/// The cases, in the order of their names.
fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut files: Vec<_> =
        entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "yaml")).collect();
    files.sort();
    files
}

/// Asks for the placement of a case's request.
pub fn isolation<P: Isolation>(case: &Case) -> Found {
    configured::<P>(case, |policy| match policy.derive(&request(case)) {
        Ok(placement) => Found::Placement { level: level_found(placement.level), partition: placement.partition },
        Err(refusal) => refused(refusal),
    })
}

/// Asks whether a case's request may start a process.
pub fn admission<P: Admission>(case: &Case) -> Found {
    configured::<P>(case, |policy| {
        let request = request(case);
        let level = case.level.map_or(request.level, level);
        match policy.decide(&request, level, &usage(case), case.now.unwrap_or(0)) {
            Ok(()) => Found::Allow,
            Err(refusal) => refused(refusal),
        }
    })
}

/// Asks what follows a case's end.
pub fn restart<P: Restart>(case: &Case) -> Found {
    configured::<P>(case, |policy| match policy.on_exit(&ended(case)) {
        Answer::AfterMs(after_ms) => Found::Restart { after_ms },
        Answer::GiveUp(reason) => Found::GiveUp { reason },
    })
}

/// Asks what is to be changed of a case's process.
pub fn mutate<P: Mutate>(case: &Case) -> Found {
    configured::<P>(case, |policy| {
        let request = request(case);
        let level = case.level.map_or(request.level, level);
        let sdk::Patch { environment, limits, grace_ms, labels } =
            policy.change(&request, level, &plan(case), case.now.unwrap_or(0));
        let entries = |entries: Vec<(String, String)>| Some(entries.into_iter().collect());
        let sdk::Limits { cpu_millis, memory_bytes, pids, nofile } = limits;
        Found::Patch(Patch {
            environment: entries(environment),
            limits: Limits { cpu_millis, memory_bytes, pids, nofile },
            grace_ms,
            labels: entries(labels),
        })
    })
}

/// Asks whether someone may stop a case's process.
pub fn terminate<P: Terminate>(case: &Case) -> Found {
    configured::<P>(case, |policy| match policy.may_stop(&stop(case)) {
        Ok(()) => Found::Allow,
        Err(refusal) => refused(refusal),
    })
}

fn configured<P: Policy>(case: &Case, ask: impl FnOnce(&P) -> Found) -> Found {
    match P::configure(&case.config.to_string()) {
        Ok(policy) => ask(&policy),
        Err(errors) => Found::ConfigRefused { reason: listed(&errors) },
    }
}

fn listed(errors: &[ConfigError]) -> String {
    errors.iter().map(|error| format!("{}: {}", error.pointer, error.message)).collect::<Vec<_>>().join("; ")
}

fn refused(refusal: Refusal) -> Found {
    let code = match refusal.code {
        RefusalCode::Forbidden => Code::Forbidden,
        RefusalCode::NamespaceForbidden => Code::NamespaceForbidden,
        RefusalCode::Quota => Code::Quota,
    };
    Found::Refuse { code, reason: refusal.reason, retry_after_ms: refusal.retry_after_ms }
}

fn level(level: Level) -> sdk::Level {
    match level {
        Level::None => sdk::Level::None,
        Level::Namespace => sdk::Level::Namespace,
        Level::Session => sdk::Level::Session,
    }
}

fn level_found(level: sdk::Level) -> Level {
    match level {
        sdk::Level::None => Level::None,
        sdk::Level::Namespace => Level::Namespace,
        sdk::Level::Session => Level::Session,
    }
}

fn request(case: &Case) -> sdk::Request {
    let request = case.request.clone().unwrap_or_default();
    sdk::Request {
        level: level(request.level()),
        requested: request.requested.map(level),
        pattern: request.pattern,
        version: request.version,
        namespace: request.namespace.unwrap_or_default(),
        session: request.session.unwrap_or_default(),
        config: request.config.into_iter().collect(),
        caller: request.caller,
    }
}

fn usage(case: &Case) -> sdk::Usage {
    let usage = case.usage.unwrap_or_default();
    sdk::Usage {
        total: usage.total,
        namespace: usage.namespace,
        pattern: usage.pattern,
        namespace_pattern: usage.namespace_pattern,
        session: usage.session,
        starting: usage.starting,
        namespace_starting: usage.namespace_starting,
        namespace_admitted_last_minute: usage.namespace_admitted_last_minute,
        total_max: usage.total_max,
        namespace_max: usage.namespace_max,
    }
}

fn plan(case: &Case) -> sdk::Plan {
    let Plan { limits, grace_ms, variables } = case.plan.clone().unwrap_or_default();
    let Limits { cpu_millis, memory_bytes, pids, nofile } = limits;
    sdk::Plan { limits: sdk::Limits { cpu_millis, memory_bytes, pids, nofile }, grace_ms, variables }
}

fn ended(case: &Case) -> sdk::Ended {
    let ended = case.ended.clone().unwrap_or_default();
    sdk::Ended {
        level: level(ended.level()),
        pattern: ended.pattern,
        version: ended.version,
        namespace: ended.namespace.unwrap_or_default(),
        session: ended.session.unwrap_or_default(),
        generation: ended.generation,
        cause: cause(ended.cause),
        was_ready: ended.was_ready,
        ran_ms: ended.ran_ms,
        consecutive_failures: ended.consecutive_failures,
        restarts: ended.restarts,
        seed: ended.seed,
        now_ms: case.now.unwrap_or(0),
    }
}

fn stop(case: &Case) -> sdk::Stop {
    let stop = case.stop.clone().unwrap_or_default();
    sdk::Stop {
        process_id: stop.process_id(),
        level: level(stop.level()),
        pattern: stop.pattern,
        version: stop.version,
        namespace: stop.namespace.unwrap_or_default(),
        session: stop.session.unwrap_or_default(),
        caller: stop.caller,
        state: match stop.state {
            State::Starting => sdk::State::Starting,
            State::Running => sdk::State::Running,
            State::Terminating => sdk::State::Terminating,
            State::Failed => sdk::State::Failed,
        },
        generation: stop.generation,
        uptime_ms: stop.uptime_ms,
        force: stop.force,
        now_ms: case.now.unwrap_or(0),
    }
}

fn cause(cause: Cause) -> sdk::Cause {
    match cause {
        Cause::Exited(code) => sdk::Cause::Exited(code),
        Cause::Signalled(signal) => sdk::Cause::Signalled(signal),
        Cause::OutOfMemory => sdk::Cause::OutOfMemory,
        Cause::Unhealthy(error) => sdk::Cause::Unhealthy(error),
        Cause::StartTimeout(error) => sdk::Cause::StartTimeout(error),
        Cause::SpawnFailed(error) => sdk::Cause::SpawnFailed(error),
    }
}
