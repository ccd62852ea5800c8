//! A component before it has a configuration: what it is, and what it answers to one question under any configuration.
//!
//! For authors, who ask the same component under many configurations. A [`Module`](super::Module) begins as one, and both ask in the
//! same way, so what an author is told is what the launcher would do.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use prism_core::policy::{Fault, FaultKind, Hook, Outcome};
use serde_json::Value;
use wasmtime::component::{ComponentNamedList, Lift, Lower};

use super::Blueprint;
use crate::changes;
use crate::code;
use crate::engine::Engine;
use crate::evidence::Evidence;
use crate::gate;
use crate::instance::Instance;
use crate::limits::Limits;
use crate::load_error::{LoadError, Problem};
use crate::observer::Severity;
use crate::recording::{Input, Output};
use crate::schema::Schema;
use crate::spec::{ModuleSpec, Taken};
use crate::trust::Signer;
use crate::wire::{self, Description};

/// A component that passed the gate.
pub struct Candidate {
    name: Arc<str>,
    pub(super) bytes: Vec<u8>,
    pub(super) sha256: String,
    pub(super) limits: Limits,
    pub(super) signer: Option<Signer>,
    pub(super) description: Description,
    pub(super) component: Blueprint,
    /// What its configuration is held against before it is told of it; none where it declares none.
    schema: Option<Schema>,
}

/// What came of one question, and what it cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// What came of it.
    pub answer: Output,
    /// Fuel that the hook used.
    pub fuel: u64,
    /// Linear memory of the instance at its end, which is its peak.
    pub memory_bytes: usize,
    /// What making and configuring the instance took.
    pub making: Duration,
    /// What the question took, once the instance was there.
    pub asking: Duration,
    /// What it logged.
    pub lines: Vec<(Severity, String)>,
    /// What the answer rests on, by its own account.
    pub evidence: Evidence,
}

impl Candidate {
    /// Does what [`Module::load`](super::Module::load) does up to the configuration, which is not looked at.
    ///
    /// # Errors
    ///
    /// As [`Module::load`](super::Module::load), in the same words.
    pub fn load(engine: &Engine, spec: &ModuleSpec) -> Result<Self, LoadError> {
        let name: Arc<str> = spec.name.as_str().into();
        Self::try_load(engine, spec, &name).map_err(|problem| LoadError { module: name, problem })
    }

    pub(super) fn try_load(engine: &Engine, spec: &ModuleSpec, name: &Arc<str>) -> Result<Self, Problem> {
        let limits = spec.limits;
        if let Some((name, value, ceiling)) = limits.above_ceiling() {
            return Err(Problem::Limit { name, value, ceiling });
        }
        let Taken { bytes, sha256, signer } = spec.read()?;
        let component = Blueprint::new(engine, &code::component(engine, name, &bytes, &sha256, limits)?)?;
        let description = component.describe(limits)?;
        let schema = Schema::parse(&description.config_schema).map_err(Problem::Schema)?;
        let name = name.clone();
        Ok(Self { name, bytes, sha256, limits, signer, description, component, schema })
    }

    /// Whether `config` is as the module's schema says, which is held against it before the module is.
    pub(super) fn check_schema(&self, config: &Value) -> Result<(), Problem> {
        self.schema.as_ref().map_or(Ok(()), |schema| schema.check(config).map_err(Problem::from))
    }

    fn refused(&self, problem: Problem) -> LoadError {
        LoadError { module: self.name.clone(), problem }
    }

    /// The name that it is spoken of by.
    #[must_use]
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// Size of the component.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// The component's SHA-256 in hex.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// What it may use.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// What it says of itself.
    #[must_use]
    pub fn description(&self) -> &Description {
        &self.description
    }

    /// The questions it answers.
    pub fn hooks(&self) -> impl Iterator<Item = Hook> + '_ {
        Hook::ALL.into_iter().filter(|hook| self.has(*hook))
    }

    /// Whether it answers this question.
    #[must_use]
    pub fn has(&self, hook: Hook) -> bool {
        self.component.exports.hooks[hook as usize].is_some()
    }

    /// The interfaces that it imports, without those that only name types and so give it nothing to call.
    #[must_use]
    pub fn imports(&self) -> Vec<String> {
        let engine = self.component.engine.wasmtime();
        let component_type = self.component.component.component().component_type();
        let imports = component_type.imports(engine);
        let callable = imports.filter(|(_, import)| !gate::only_types(engine, &import.ty));
        callable.map(|(name, _)| name.to_owned()).collect()
    }

    /// The version of the contract that it was made for.
    #[must_use]
    pub fn contract(&self) -> String {
        let component = self.component.component.component();
        let component_type = component.component_type();
        let mut exports = component_type.exports(self.component.engine.wasmtime());
        let version = exports.find_map(|(name, _)| name.strip_prefix("prism:policy/lifecycle@").map(str::to_owned));
        version.expect("the gate found the lifecycle")
    }

    /// Whether it takes this configuration.
    ///
    /// # Errors
    ///
    /// As [`Module::load`](super::Module::load), in the same words.
    pub fn configure(&self, config: &Value) -> Result<(), LoadError> {
        self.check_schema(config).map_err(|problem| self.refused(problem))?;
        let configured = self.component.configured(&config.to_string(), self.limits);
        configured.map(drop).map_err(|problem| self.refused(problem))
    }

    /// Asks an instance made for the question alone. Nothing is remembered and nothing is taken from a stock.
    ///
    /// # Errors
    ///
    /// If the configuration is refused, or making the instance is a fault already.
    pub fn ask(&self, config: &Value, question: &Input) -> Result<Measured, LoadError> {
        self.check_schema(config).map_err(|problem| self.refused(problem))?;
        let config = config.to_string();
        let started = Instant::now();
        let configured = self.component.configured(&config, self.limits);
        let mut instance = configured.map_err(|problem| self.refused(problem))?;
        let making = started.elapsed();
        let (answer, fuel) = self.put(&mut instance, question);
        let asking = started.elapsed().saturating_sub(making);
        let guest = instance.guest();
        Ok(Measured {
            answer,
            fuel,
            memory_bytes: guest.memory_bytes(),
            making,
            asking,
            lines: std::mem::take(&mut guest.lines),
            evidence: std::mem::take(&mut guest.evidence),
        })
    }

    fn put(&self, instance: &mut Instance, question: &Input) -> (Output, u64) {
        let hook = question.hook();
        if !self.has(hook) {
            let message = format!("module {} does not have the hook {hook}", self.name);
            return (Output::Fault(Fault { kind: FaultKind::NotLoaded, message }), 0);
        }
        match question {
            Input::Isolation(request) => {
                let pairs = wire::pairs(request);
                put(instance, hook, (wire::Request::new(request, &pairs),), wire::placement_outcome)
            }
            Input::Admission { request, level, usage, now } => {
                let pairs = wire::pairs(request);
                let request = wire::Request::new(request, &pairs);
                let params = (request, wire::Level::from(*level), wire::Usage::from(usage), now.0);
                put(instance, hook, params, wire::yes_or_no)
            }
            Input::Restart(ended) => put(instance, hook, (wire::Ended::from(ended),), wire::restart_outcome),
            Input::Mutate { request, level, plan, before, now } => {
                let pairs = wire::pairs(request);
                let request = wire::Request::new(request, &pairs);
                let params = (request, wire::Level::from(*level), wire::Plan::from(plan), now.0);
                put(instance, hook, params, |answer| changes::beside(before, wire::patch_outcome(answer, plan)?))
            }
            Input::Terminate(stop) => put(instance, hook, (wire::Stop::from(stop),), wire::yes_or_no),
        }
    }
}

impl fmt::Debug for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Candidate").field("name", &self.name).field("sha256", &self.sha256).finish_non_exhaustive()
    }
}

fn put<P, R, T>(
    instance: &mut Instance,
    hook: Hook,
    params: P,
    read: impl FnOnce(R) -> Result<Outcome<T>, String>,
) -> (Output, u64)
where
    P: ComponentNamedList + Lower,
    R: Lift,
    (R,): ComponentNamedList + Lift,
    T: Clone + Into<Output>,
{
    let (answer, fuel) = instance.ask(hook, params);
    let outcome = answer.map_or_else(Outcome::Fault, |answer| {
        read(answer).unwrap_or_else(|message| Outcome::Fault(Fault { kind: FaultKind::BadOutput, message }))
    });
    (Output::of(&outcome), fuel)
}
