//! A loaded module: compiled, checked against the contract, configured, ready to be asked.
//!
//! How it is asked is [`crate::ask`]'s. Every question goes to an instance that was never used before, so a module remembers nothing and one bad call cannot spoil the
//! next.

mod candidate;

use std::fmt;
use std::sync::Arc;

use prism_core::policy::{Fault, FaultKind, Hook, REASON_BYTES_MAX};
use wasmtime::component::{Component, InstancePre, Linker};

pub use candidate::{Candidate, Measured};

use crate::breaker::Breakers;
use crate::engine::Engine;
use crate::evidence;
use crate::gate::{self, Exports};
use crate::guest::{self, Guest};
use crate::instance::Instance;
use crate::limits::Limits;
use crate::load_error::{LoadError, Problem};
use crate::memo::Memo;
use crate::spec::{ModuleSpec, sha256_hex};
use crate::stock::{Restock, Stock};
use crate::tally::{Fares, Tally};
use crate::text;
use crate::trust::Signer;
use crate::wire::{ConfigError, Description};

/// Errors of a configuration that are passed on; an operator mends them from the first on.
const CONFIG_ERRORS_MAX: usize = 8;

/// A loaded module. Cheap to clone: clones are the same module.
#[derive(Clone)]
pub struct Module {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    name: Arc<str>,
    bytes: Vec<u8>,
    sha256: String,
    pub(crate) config: String,
    config_sha256: String,
    pub(crate) limits: Limits,
    signer: Option<Signer>,
    description: Description,
    pub(crate) component: Blueprint,
    pub(crate) stock: Stock,
    pub(crate) memo: Memo,
    pub(crate) tally: Tally,
    pub(crate) breakers: Breakers,
}

/// What instances are made from.
pub(crate) struct Blueprint {
    pub(crate) engine: Engine,
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
        let candidate = Candidate::try_load(engine, spec, name)?;
        candidate.check_schema(&spec.config)?;
        let Candidate { bytes, sha256, limits, signer, description, component, .. } = candidate;
        let config = spec.config.to_string();
        component.configured(&config, limits)?;
        let inner = Arc::new(Inner {
            name: name.clone(),
            bytes,
            sha256,
            config_sha256: sha256_hex(config.as_bytes()),
            config,
            limits,
            signer,
            description,
            component,
            stock: Stock::new(engine, limits.stock),
            memo: Memo::new(limits.memo_entries),
            tally: Tally::default(),
            breakers: Breakers::new(limits.faults_in_a_row),
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

    /// The component as it was loaded.
    #[must_use]
    pub fn component(&self) -> &[u8] {
        &self.inner.bytes
    }

    /// Its configuration: compact JSON, keys in order. It may hold what a log must not show.
    #[must_use]
    pub fn config(&self) -> &str {
        &self.inner.config
    }

    /// The SHA-256 of its configuration (compact JSON, keys in order) in hex: what a log may show where the configuration may not be.
    #[must_use]
    pub fn config_sha256(&self) -> &str {
        &self.inner.config_sha256
    }

    /// Whose signature let it in, where there is a key ring and it is not built in.
    #[must_use]
    pub fn signer(&self) -> Option<&Signer> {
        self.inner.signer.as_ref()
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

    /// What was asked of it since it was loaded, and how that went. What was answered from memory is not counted.
    #[must_use]
    pub fn fares(&self) -> Fares {
        self.inner.tally.read()
    }

    /// How many instances are ready beforehand at this moment.
    #[must_use]
    pub fn stocked(&self) -> usize {
        self.inner.stock.ready()
    }
}

impl fmt::Debug for Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Module").field("name", self.name()).field("sha256", &self.sha256()).finish_non_exhaustive()
    }
}

impl Inner {
    /// An instance with its configuration. The configuration was accepted at load, so that it is refused now is a fault.
    pub(crate) fn make(&self) -> Result<Instance, Fault> {
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
    fn new(engine: &Engine, component: &Component) -> Result<Self, Problem> {
        let imports = gate::check_imports(engine.wasmtime(), component)?;
        let exports = gate::check_exports(engine.wasmtime(), component)?;
        let mut linker = Linker::new(engine.wasmtime());
        let of_import = |error: wasmtime::Error| Problem::Import(format!("{error:#}"));
        if let Some(name) = imports.log {
            guest::add_log(&mut linker, &name).map_err(of_import)?;
        }
        if let Some(name) = imports.evidence {
            evidence::add_evidence(&mut linker, &name).map_err(of_import)?;
        }
        let component = linker.instantiate_pre(component).map_err(of_import)?;
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
        accepted.map_err(|errors| Problem::Config { errors: presentable(errors) })?;
        Ok(instance)
    }
}

/// A guest's words about its configuration, a few and fit to be shown. One that refuses and says nothing has refused the whole.
fn presentable(mut errors: Vec<ConfigError>) -> Vec<ConfigError> {
    errors.truncate(CONFIG_ERRORS_MAX);
    for ConfigError { pointer, message } in &mut errors {
        *pointer = text::presentable(pointer, REASON_BYTES_MAX);
        *message = text::presentable(message, REASON_BYTES_MAX);
    }
    if errors.is_empty() {
        errors.push(ConfigError {
            pointer: String::new(),
            message: "is refused, and the module does not say why".into(),
        });
    }
    errors
}
