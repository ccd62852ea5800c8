//! What the tests ask, and who listens.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use prism_core::isolation::{IsolationLevel, Placement};
use prism_core::names::{Namespace, PatternName, SessionId};
use prism_core::policy::{Cause, Ended, Hook, Outcome, Request, Restart, Stop, Usage};
use prism_core::process::ProcessState;
use prism_core::time::UnixMillis;
use prism_policy::{
    AnswerSource, Decision, Engine, Limits, LoadError, Module, ModuleSpec, Observer, OutcomeKind, Severity,
};

/// The time that tests tell policies.
pub(crate) const NOW: UnixMillis = UnixMillis(1_700_000_000_000);

/// One engine for all tests: they differ in their modules.
pub(crate) fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::new(Arc::new(())).expect("the machine lets us"))
}

/// A request of `namespace` for `consumer` at level namespace.
pub(crate) fn request(namespace: &str) -> Request {
    Request {
        pattern: PatternName::parse("consumer").expect("valid"),
        version: "1.0.0".into(),
        namespace: Namespace::parse(namespace).ok(),
        session: SessionId::parse("user-1").ok(),
        requested: None,
        level: IsolationLevel::Namespace,
        config: Arc::new(BTreeMap::from([("topic".to_owned(), "orders".to_owned())])),
        caller: "proxy".into(),
    }
}

/// Usage with so many places held by the namespace.
pub(crate) fn usage(namespace: u32) -> Usage {
    Usage { total: namespace, namespace, total_max: 10_000, namespace_max: 10_000, ..Usage::default() }
}

/// The `failures`th failure in a row of an instance of `namespace` that had been ready.
pub(crate) fn ended(namespace: &str, failures: u32) -> Ended {
    Ended {
        pattern: PatternName::parse("consumer").expect("valid"),
        version: "1.0.0".into(),
        namespace: Namespace::parse(namespace).ok(),
        session: None,
        level: IsolationLevel::Namespace,
        generation: 3,
        cause: Cause::Exited(137),
        was_ready: true,
        ran: Duration::from_secs(9),
        consecutive_failures: failures,
        restarts: 2,
        seed: 42,
        now: NOW,
    }
}

/// Alice wants a consumer of `namespace` stopped that runs for nine seconds.
pub(crate) fn stop(namespace: &str) -> Stop {
    Stop {
        process_id: format!("ns:{namespace}:consumer").into(),
        pattern: PatternName::parse("consumer").expect("valid"),
        version: "1.0.0".into(),
        namespace: Namespace::parse(namespace).ok(),
        session: None,
        level: IsolationLevel::Namespace,
        caller: "alice".into(),
        state: ProcessState::Running,
        generation: 3,
        uptime: Some(Duration::from_secs(9)),
        force: false,
        now: NOW,
    }
}

pub(crate) fn placement() -> Placement {
    Placement::at(IsolationLevel::Namespace)
}

/// The built-in `name` with `config`.
pub(crate) fn builtin(name: &str, config: serde_json::Value) -> Result<Module, LoadError> {
    Module::load(engine(), &ModuleSpec::builtin(name).with_config(config))
}

/// `component` under the name `guest`, remembering nothing, so that every question is asked.
pub(crate) fn load(component: &[u8], limits: Limits) -> Result<Module, LoadError> {
    load_in(engine(), component, limits)
}

pub(crate) fn load_in(engine: &Engine, component: &[u8], limits: Limits) -> Result<Module, LoadError> {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), component).expect("is writable");
    let limits = Limits { memo_entries: 0, ..limits };
    Module::load(engine, &ModuleSpec::path("guest", file.path()).with_limits(limits))
}

/// Waits until the module's stock is full. Only tests that tell stocked from fresh instances need to.
pub(crate) fn wait_for_stock(module: &Module) {
    while module.stocked() < module.limits().stock {
        std::thread::yield_now();
    }
}

/// The delay of a restart that was answered.
pub(crate) fn delay(outcome: Outcome<Restart>) -> Duration {
    match outcome {
        Outcome::Answer(Restart::After(delay)) => delay,
        other => panic!("expected a delay, found {other:?}"),
    }
}

/// What a [`Recorder`] heard of one decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) module: String,
    pub(crate) hook: Hook,
    pub(crate) outcome: OutcomeKind,
    pub(crate) fuel: u64,
    pub(crate) source: AnswerSource,
    pub(crate) lines_dropped: u32,
}

/// Remembers everything.
#[derive(Default)]
pub(crate) struct Recorder {
    decisions: Mutex<Vec<Heard>>,
    lines: Mutex<Vec<(Severity, String)>>,
}

impl Recorder {
    pub(crate) fn decisions(&self) -> Vec<Heard> {
        self.decisions.lock().expect("not poisoned").clone()
    }

    pub(crate) fn lines(&self) -> Vec<(Severity, String)> {
        self.lines.lock().expect("not poisoned").clone()
    }
}

impl Observer for Recorder {
    fn decided(&self, decision: &Decision<'_>) {
        let Decision { module, hook, outcome, fuel, source, lines_dropped, .. } = *decision;
        let heard = Heard { module: module.to_owned(), hook, outcome, fuel, source, lines_dropped };
        self.decisions.lock().expect("not poisoned").push(heard);
    }

    fn logged(&self, _: &str, severity: Severity, line: &str) {
        self.lines.lock().expect("not poisoned").push((severity, line.to_owned()));
    }
}
