//! Ours: the built-in policy `standard` as a launcher runs it, with every limit and with each decision recorded.

use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use prism_core::isolation::Placement;
use prism_core::policy::{DenialCode, Outcome as Asked};
use prism_core::time::UnixMillis;
use prism_peers_rule::{CODE, Quota, Refusal};
use prism_policy::{Decision, Engine as Modules, Limits, Module, ModuleSpec, Observer, Recording, Severity};
use serde_json::json;

use crate::Outcome;
use crate::engine::{Answer, Decide, Engine, Facts, Handed};
use crate::inputs::Case;

const NOW: UnixMillis = UnixMillis(1_700_000_000_000);
/// The writer of a launcher's log lets recordings gather so long.
const GATHER: Duration = Duration::from_millis(5);

/// Out of the stock, which is what a caller waits for where decisions come apart; and made for the decision.
pub(crate) fn engines() -> Outcome<[Engine; 2]> {
    let modules = Modules::new(Arc::new(Recorder::start()))?;
    let stocked = engine(&modules, "ours, stocked", "made ready, used once", Limits::default())?;
    let fresh = engine(&modules, "ours, fresh", "fresh", Limits { stock: 0, ..Limits::default() })?;
    Ok([stocked, fresh])
}

fn engine(modules: &Modules, name: &str, state: &'static str, limits: Limits) -> Outcome<Engine> {
    let config: serde_json::Map<_, _> =
        Quota::ALL.iter().map(|quota| (quota.name().to_owned(), json!(quota.limit()))).collect();
    let spec = ModuleSpec::builtin("standard").with_config(config.into()).with_limits(limits);
    let module = Module::load(modules, &spec)?;
    let facts = Facts {
        name: name.into(),
        sandbox: "WASM",
        state,
        limits: "fuel, time, memory, output; recorded",
        input: "typed records",
    };
    Ok(Engine { facts, grows: &[Handed::Numbers], start: Box::new(move |_| Ok(Box::new(Ours(module.clone())))) })
}

struct Ours(Module);

impl Decide for Ours {
    fn decide(&mut self, case: &Case) -> Outcome<Answer> {
        match self.ask(case) {
            Asked::Answer(()) => Ok(None),
            Asked::Refused(denial) => {
                let code = if denial.code == DenialCode::Quota { CODE } else { "not a quota" };
                let retry_after_ms = denial.retry_after.map_or(0, |after| after.as_millis() as u64);
                Ok(Some(Refusal { code: code.into(), reason: denial.reason, retry_after_ms }))
            }
            Asked::Fault(fault) => Err(fault.into()),
        }
    }

    /// Waits for a full stock before it is so low that it is filled, so that no decision finds it being filled.
    fn prepare(&mut self, case: &Case) -> Outcome<()> {
        let size = self.0.limits().stock;
        if size > 0 && self.0.stocked() <= size / 2 + 1 {
            // The one that makes it low.
            let _ = self.ask(case);
            while self.0.stocked() < size {
                thread::sleep(Duration::from_millis(1));
            }
        }
        Ok(())
    }
}

impl Ours {
    fn ask(&self, case: &Case) -> Asked<()> {
        self.0.admission(&case.request, &Placement::at(case.request.level), &case.usage(), NOW)
    }
}

/// Takes recordings as a launcher does: handed to another thread by a bounded queue.
struct Recorder(SyncSender<Box<Recording>>);

impl Recorder {
    fn start() -> Self {
        let (queue, recordings) = sync_channel::<Box<Recording>>(8192);
        thread::spawn(move || {
            while let Ok(first) = recordings.recv() {
                std::iter::once(first).chain(recordings.try_iter()).for_each(drop);
                thread::sleep(GATHER);
            }
        });
        Self(queue)
    }
}

impl Observer for Recorder {
    fn decided(&self, _: &Decision<'_>) {}

    fn logged(&self, _: &str, _: Severity, _: &str) {}

    fn records(&self) -> bool {
        true
    }

    fn record(&self, recording: Recording) {
        // Full: lost, as in a launcher.
        let _ = self.0.try_send(Box::new(recording));
    }
}
