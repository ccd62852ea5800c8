//! One instance of a module: made, configured, asked once, thrown away.

use std::sync::Arc;

use prism_core::policy::{Fault, FaultKind, Hook, REASON_BYTES_MAX};
use wasmtime::component::{ComponentExportIndex, ComponentNamedList, Func, InstancePre, Lift, Lower};
use wasmtime::{Store, Trap};

use crate::engine::Engine;
use crate::gate::Exports;
use crate::guest::{Guest, OverLimit};
use crate::limits::Limits;
use crate::text;
use crate::ticker::Ticker;
use crate::wire::{
    ConfigError, Description, Ended, Level, Patch, PlacementAnswer, Plan, Refusal, Request, RestartAnswer, Stop, Usage,
};

/// A store with the component's one instance in it. Never asked twice.
pub(crate) struct Instance {
    store: Store<Guest>,
    ticker: Arc<Ticker>,
    describe: Func,
    configure: Func,
    hooks: [Option<Func>; Hook::ALL.len()],
    limits: Limits,
}

impl Instance {
    pub(crate) fn new(
        engine: &Engine,
        component: &InstancePre<Guest>,
        exports: &Exports,
        limits: Limits,
    ) -> Result<Self, Fault> {
        let mut store = Store::new(engine.wasmtime(), Guest::new(limits));
        store.limiter(|guest| guest);
        store.epoch_deadline_callback(|mut store| store.data_mut().tick());
        store.set_hostcall_fuel(limits.output_bytes);
        allow(&mut store, limits);
        let ticker = engine.ticker();
        let call = ticker.call();
        let instance = component.instantiate(&mut store).map_err(|error| fault(&error, &store, limits))?;
        drop(call);
        let mut function = |index: &ComponentExportIndex| {
            instance.get_func(&mut store, index).expect("the gate found this function in the component")
        };
        let (describe, configure) = (function(&exports.describe), function(&exports.configure));
        let hooks = exports.hooks.each_ref().map(|index| index.as_ref().map(&mut function));
        Ok(Self { store, ticker, describe, configure, hooks, limits })
    }

    /// What the module says of itself.
    pub(crate) fn describe(&mut self) -> Result<Description, Fault> {
        let describe = self.describe;
        self.call::<(), (Description,)>(describe, ()).map(|(description,)| description)
    }

    /// Gives the instance its configuration; the inner error is the module's own.
    pub(crate) fn configure(&mut self, config: &str) -> Result<Result<(), Vec<ConfigError>>, Fault> {
        let configure = self.configure;
        self.call::<(&str,), (Result<(), Vec<ConfigError>>,)>(configure, (config,)).map(|(result,)| result)
    }

    /// Asks the one question of this instance's life. Also says what it cost in fuel.
    pub(crate) fn ask<P, R>(&mut self, hook: Hook, params: P) -> (Result<R, Fault>, u64)
    where
        P: ComponentNamedList + Lower,
        R: Lift,
        (R,): ComponentNamedList + Lift,
    {
        let function = self.hooks[hook as usize].expect("a module is only asked for hooks that it has");
        let answer = self.call::<P, (R,)>(function, params).map(|(answer,)| answer);
        let used = self.limits.fuel.saturating_sub(self.store.get_fuel().unwrap_or(0));
        (answer, used)
    }

    /// Whether every function has the contract's type; else which one has not, and how.
    pub(crate) fn check_types(&self) -> Result<(), (&'static str, String)> {
        self.check::<(), (Description,)>("describe", Some(self.describe))?;
        self.check::<(&str,), (Result<(), Vec<ConfigError>>,)>("configure", Some(self.configure))?;
        let [derive, decide, on_exit, may_stop, change] = self.hooks;
        self.check::<(Request<'_>,), (Result<PlacementAnswer, Refusal>,)>("derive", derive)?;
        self.check::<(Request<'_>, Level, Usage, u64), (Result<(), Refusal>,)>("decide", decide)?;
        self.check::<(Ended<'_>,), (RestartAnswer,)>("on-exit", on_exit)?;
        self.check::<(Stop<'_>,), (Result<(), Refusal>,)>("may-stop", may_stop)?;
        self.check::<(Request<'_>, Level, Plan<'_>, u64), (Patch,)>("change", change)
    }

    fn check<P, R>(&self, name: &'static str, function: Option<Func>) -> Result<(), (&'static str, String)>
    where
        P: ComponentNamedList + Lower,
        R: ComponentNamedList + Lift,
    {
        let Some(function) = function else { return Ok(()) };
        function.typed::<P, R>(&self.store).map(drop).map_err(|error| (name, format!("{error:#}")))
    }

    /// What the guest logged so far.
    pub(crate) fn guest(&mut self) -> &mut Guest {
        self.store.data_mut()
    }

    /// Every call has the whole allowance: what making the instance cost must not show in an answer.
    fn call<P, R>(&mut self, function: Func, params: P) -> Result<R, Fault>
    where
        P: ComponentNamedList + Lower,
        R: ComponentNamedList + Lift,
    {
        allow(&mut self.store, self.limits);
        let _call = self.ticker.call();
        function
            .typed::<P, R>(&self.store)
            .and_then(|function| function.call(&mut self.store, params))
            .map_err(|error| fault(&error, &self.store, self.limits))
    }
}

fn allow(store: &mut Store<Guest>, limits: Limits) {
    store.set_fuel(limits.fuel).expect("fuel is on in the engine");
    store.data_mut().begin_call();
    store.set_epoch_deadline(1);
}

/// What went wrong, in the core's words and the guest's.
fn fault(error: &wasmtime::Error, store: &Store<Guest>, limits: Limits) -> Fault {
    let kind = kind(error);
    let message = match kind {
        FaultKind::Fuel => format!("used up its fuel of {}", limits.fuel),
        FaultKind::Time => format!("ran for longer than {} ms", limits.time_ms),
        FaultKind::Trap => store.data().last_error.clone().unwrap_or_else(|| root(error)),
        _ => root(error),
    };
    Fault { kind, message: text::presentable(&message, REASON_BYTES_MAX) }
}

fn kind(error: &wasmtime::Error) -> FaultKind {
    if error.is::<OverLimit>() {
        return FaultKind::Memory;
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => FaultKind::Fuel,
        Some(Trap::Interrupt) => FaultKind::Time,
        Some(_) => FaultKind::Trap,
        // A store counts instances and tables itself and has no type for what is too many.
        None if root(error).starts_with("resource limit exceeded") => FaultKind::Memory,
        // What is neither a trap nor a limit comes of taking the guest's answer: lengths, discriminants, encodings.
        None => FaultKind::BadOutput,
    }
}

fn root(error: &wasmtime::Error) -> String {
    error.root_cause().to_string()
}
