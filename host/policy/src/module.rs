//! A loaded module: compiled, checked against the contract, configured, ready to be asked.
//!
//! Every question goes to an instance that was never used before, so a module remembers nothing and one bad call cannot spoil the
//! next.

mod candidate;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use prism_core::isolation::Placement;
use prism_core::policy::{Ended, Fault, FaultKind, Hook, Outcome, Request, Restart, Usage};
use prism_core::time::UnixMillis;
use wasmtime::component::{Component, ComponentNamedList, InstancePre, Lift, Linker, Lower};

pub use candidate::{Candidate, Measured};

use crate::engine::Engine;
use crate::gate::{self, Exports};
use crate::guest::{self, Guest};
use crate::instance::Instance;
use crate::limits::Limits;
use crate::load_error::{LoadError, Problem};
use crate::memo::Memo;
use crate::observer::{Decision, OutcomeKind, Source};
use crate::spec::{ModuleSpec, sha256_hex};
use crate::stock::{Restock, Stock};
use crate::wire::{self, Description};

/// A loaded module. Cheap to clone: clones are the same module.
#[derive(Clone)]
pub struct Module {
    inner: Arc<Inner>,
}

struct Inner {
    name: Arc<str>,
    sha256: String,
    config: String,
    config_sha256: String,
    limits: Limits,
    description: Description,
    component: Blueprint,
    stock: Stock,
    memo: Memo,
}

/// What instances are made from.
struct Blueprint {
    engine: Engine,
    component: InstancePre<Guest>,
    exports: Exports,
}

impl Module {
    /// Reads, checks and compiles the module, and has it take its configuration. Takes some 100 ms of CPU: never on a thread that
    /// answers requests.
    ///
    /// # Errors
    ///
    /// Says what about the module or its configuration is not as it must be.
    pub fn load(engine: &Engine, spec: &ModuleSpec) -> Result<Self, LoadError> {
        let module: Arc<str> = spec.name.as_str().into();
        Self::try_load(engine, spec, &module).map_err(|problem| LoadError { module, problem })
    }

    fn try_load(engine: &Engine, spec: &ModuleSpec, name: &Arc<str>) -> Result<Self, Problem> {
        let Candidate { sha256, limits, description, component, .. } = Candidate::try_load(engine, spec, name)?;
        let config = spec.config.to_string();
        component.configured(&config, limits)?;
        let inner = Arc::new(Inner {
            name: name.clone(),
            sha256,
            config_sha256: sha256_hex(config.as_bytes()),
            config,
            limits,
            description,
            component,
            stock: Stock::new(engine, limits.stock),
            memo: Memo::new(limits.memo_entries),
        });
        engine.refiller().request(&inner);
        Ok(Self { inner })
    }

    /// The operator's name for it.
    #[must_use]
    pub fn name(&self) -> &Arc<str> {
        &self.inner.name
    }

    /// The component's SHA-256 in hex.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.inner.sha256
    }

    /// The SHA-256 of its configuration (compact JSON, keys in order) in hex: what a log may show where the configuration may not be.
    #[must_use]
    pub fn config_sha256(&self) -> &str {
        &self.inner.config_sha256
    }

    /// What the module says of itself.
    #[must_use]
    pub fn description(&self) -> &Description {
        &self.inner.description
    }

    /// What it may use.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.inner.limits
    }

    /// The questions it answers.
    pub fn hooks(&self) -> impl Iterator<Item = Hook> + '_ {
        Hook::ALL.into_iter().filter(|hook| self.has(*hook))
    }

    /// Whether it answers this question.
    #[must_use]
    pub fn has(&self, hook: Hook) -> bool {
        self.inner.component.exports.hooks[hook as usize].is_some()
    }

    /// How many instances are ready beforehand at this moment.
    #[must_use]
    pub fn stocked(&self) -> usize {
        self.inner.stock.ready()
    }

    /// Asks [`Hook::Isolation`]. An answer given before to an equal request is given again.
    #[must_use]
    pub fn isolation(&self, request: &Request) -> Outcome<Placement> {
        if let Some(outcome) = self.inner.memo.get(request) {
            self.observe(Hook::Isolation, &outcome, Cost::REMEMBERED);
            return outcome;
        }
        let pairs = wire::pairs(request);
        let params = (wire::Request::new(request, &pairs),);
        let outcome = self.ask(Hook::Isolation, params, wire::placement_outcome);
        self.inner.memo.put(request, &outcome);
        outcome
    }

    /// Asks [`Hook::Admission`].
    #[must_use]
    pub fn admission(&self, request: &Request, placement: &Placement, usage: &Usage, now: UnixMillis) -> Outcome<()> {
        let pairs = wire::pairs(request);
        let params =
            (wire::Request::new(request, &pairs), wire::Level::from(placement.level), wire::Usage::from(usage), now.0);
        self.ask(Hook::Admission, params, wire::admission_outcome)
    }

    /// Asks [`Hook::Restart`].
    #[must_use]
    pub fn restart(&self, ended: &Ended) -> Outcome<Restart> {
        let params = (wire::Ended::from(ended),);
        self.ask(Hook::Restart, params, wire::restart_outcome)
    }

    fn ask<P, R, T>(&self, hook: Hook, params: P, read: impl FnOnce(R) -> Result<Outcome<T>, String>) -> Outcome<T>
    where
        P: ComponentNamedList + Lower,
        R: Lift,
        (R,): ComponentNamedList + Lift,
    {
        let started = Instant::now();
        if !self.has(hook) {
            let message = format!("module {} does not have the hook {hook}", self.name());
            return Outcome::Fault(Fault { kind: FaultKind::NotLoaded, message });
        }
        let (instance, source) = self.instance();
        let mut instance = match instance {
            Ok(instance) => instance,
            Err(fault) => {
                let outcome = Outcome::Fault(fault);
                self.observe(hook, &outcome, Cost { waited: started.elapsed(), fuel: 0, source, lines_dropped: 0 });
                return outcome;
            }
        };
        let (answer, fuel) = instance.ask(hook, params);
        let outcome = answer.map_or_else(Outcome::Fault, |answer| {
            read(answer).unwrap_or_else(|message| Outcome::Fault(Fault { kind: FaultKind::BadOutput, message }))
        });
        let lines_dropped = self.tell_lines(instance.guest());
        self.inner.stock.discard(instance);
        self.observe(hook, &outcome, Cost { waited: started.elapsed(), fuel, source, lines_dropped });
        outcome
    }

    /// An instance that was never asked, from the stock if it has one.
    fn instance(&self) -> (Result<Instance, Fault>, Source) {
        let (instance, low) = self.inner.stock.take();
        if low {
            self.inner.component.engine.refiller().request(&self.inner);
        }
        match instance {
            Some(instance) => (Ok(instance), Source::Stock),
            None => (self.inner.make(), Source::Fresh),
        }
    }

    fn tell_lines(&self, guest: &mut Guest) -> u32 {
        for (severity, line) in guest.lines.drain(..) {
            self.inner.component.engine.observer().logged(self.name(), severity, &line);
        }
        guest.lines_dropped
    }

    fn observe<T>(&self, hook: Hook, outcome: &Outcome<T>, cost: Cost) {
        let outcome = match outcome {
            Outcome::Answer(_) => OutcomeKind::Answer,
            Outcome::Refused(_) => OutcomeKind::Refused,
            Outcome::Fault(fault) => OutcomeKind::Fault(fault.kind),
        };
        let Cost { waited, fuel, source, lines_dropped } = cost;
        let decision = Decision { module: self.name(), hook, outcome, waited, fuel, source, lines_dropped };
        self.inner.component.engine.observer().decided(&decision);
    }
}

impl fmt::Debug for Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Module").field("name", self.name()).field("sha256", &self.sha256()).finish_non_exhaustive()
    }
}

/// What a decision cost.
struct Cost {
    waited: Duration,
    fuel: u64,
    source: Source,
    lines_dropped: u32,
}

impl Cost {
    const REMEMBERED: Self = Self { waited: Duration::ZERO, fuel: 0, source: Source::Memo, lines_dropped: 0 };
}

impl Inner {
    /// An instance with its configuration. The configuration was accepted at load, so that it is refused now is a fault.
    fn make(&self) -> Result<Instance, Fault> {
        self.component.configured(&self.config, self.limits).map_err(|problem| match problem {
            Problem::Faulted { fault, .. } => fault,
            other => Fault { kind: FaultKind::BadOutput, message: other.to_string() },
        })
    }
}

impl Restock for Inner {
    fn restock(&self) -> bool {
        self.stock.add(|| self.make().ok())
    }
}

impl Blueprint {
    fn new(engine: &Engine, bytes: &[u8]) -> Result<Self, Problem> {
        gate::check_kind(bytes)?;
        let compile = |error: wasmtime::Error| Problem::Compile(format!("{error:#}"));
        let component = Component::from_binary(engine.wasmtime(), bytes).map_err(compile)?;
        let log = gate::check_imports(engine.wasmtime(), &component)?;
        let exports = gate::check_exports(engine.wasmtime(), &component)?;
        let mut linker = Linker::new(engine.wasmtime());
        let of_import = |error: wasmtime::Error| Problem::Type { function: "log".into(), detail: format!("{error:#}") };
        if let Some(name) = log {
            guest::add_log(&mut linker, &name).map_err(of_import)?;
        }
        let component = linker.instantiate_pre(&component).map_err(of_import)?;
        Ok(Self { engine: engine.clone(), component, exports })
    }

    fn instance(&self, limits: Limits, step: &'static str) -> Result<Instance, Problem> {
        Instance::new(&self.engine, &self.component, &self.exports, limits)
            .map_err(|fault| Problem::Faulted { step, fault })
    }

    fn describe(&self, limits: Limits) -> Result<Description, Problem> {
        let mut instance = self.instance(limits, "instantiation")?;
        let of_type = |(function, detail): (&str, String)| Problem::Type { function: function.to_owned(), detail };
        instance.check_types().map_err(of_type)?;
        instance.describe().map_err(|fault| Problem::Faulted { step: "describe", fault })
    }

    fn configured(&self, config: &str, limits: Limits) -> Result<Instance, Problem> {
        let mut instance = self.instance(limits, "instantiation")?;
        let accepted = instance.configure(config).map_err(|fault| Problem::Faulted { step: "configure", fault })?;
        accepted.map_err(|errors| Problem::Config { errors })?;
        Ok(instance)
    }
}
