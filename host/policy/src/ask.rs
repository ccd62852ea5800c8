//! Asking a loaded module: an instance that was never used before, the answer checked, everyone told who wants to know.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use prism_core::isolation::Placement;
use prism_core::names::{Namespace, PatternName};
use prism_core::patch::Patch;
use prism_core::policy::{DecisionId, Ended, Fault, FaultKind, Hook, Outcome, Request, Restart, Stop, Usage};
use prism_core::time::UnixMillis;
use wasmtime::component::{ComponentNamedList, Lift, Lower};

use crate::breaker::Resting;
use crate::changes::{self, ToChange};
use crate::engine::unix_now;
use crate::evidence::Evidence;
use crate::instance::Instance;
use crate::module::Module;
use crate::observer::{Decision, OutcomeKind, Severity, Source};
use crate::recording::{Input, Mode, Output, Recording};
use crate::redaction::{hide, secrets};
use crate::tally::LastFault;
use crate::wire;

/// What came of asking, and where that is written down.
#[derive(Clone, Debug)]
pub(crate) struct Answered<T> {
    pub(crate) outcome: Outcome<T>,
    pub(crate) decision: Option<DecisionId>,
}

impl<T: Clone + Into<Output>> Answered<T> {
    /// The same for any hook.
    pub(crate) fn of_any(&self) -> (Output, Option<DecisionId>) {
        (Output::of(&self.outcome), self.decision)
    }
}

/// What came of asking where nobody is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// What it said.
    pub output: Output,
    /// The fuel that took.
    pub fuel: u64,
    /// What it rests on, by its own account.
    pub evidence: Evidence,
}

/// The same before anyone was told.
struct Ran<T> {
    hook: Hook,
    outcome: Outcome<T>,
    evidence: Evidence,
    cost: Cost,
    lines: Vec<(Severity, String)>,
}

/// Whose question it is, and what of it may be secret.
#[derive(Clone, Copy)]
struct Asker<'a> {
    pattern: &'a PatternName,
    namespace: Option<&'a Namespace>,
    config: Option<&'a BTreeMap<String, String>>,
}

impl<'a> Asker<'a> {
    fn of(request: &'a Request) -> Self {
        Self { pattern: &request.pattern, namespace: request.namespace.as_ref(), config: Some(&request.config) }
    }

    fn names(self) -> (&'a str, &'a str) {
        (self.pattern.as_str(), self.namespace.map_or("", |name| name.as_str()))
    }
}

/// Where an instance is taken from.
#[derive(Clone, Copy)]
enum Taken {
    /// The stock, if there is one: somebody waits.
    Anywhere,
    /// Made for the question: nobody's decision is to wait for it.
    Scratch,
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

impl Module {
    /// Asks [`Hook::Isolation`]. An answer given before to an equal request is given again.
    #[must_use]
    pub fn isolation(&self, request: &Request) -> Outcome<Placement> {
        self.decide_isolation(request, Mode::Enforced).outcome
    }

    /// Asks [`Hook::Admission`].
    #[must_use]
    pub fn admission(&self, request: &Request, placement: &Placement, usage: &Usage, now: UnixMillis) -> Outcome<()> {
        self.decide_admission(request, placement, usage, now, Mode::Enforced).outcome
    }

    /// Asks [`Hook::Restart`].
    #[must_use]
    pub fn restart(&self, ended: &Ended) -> Outcome<Restart> {
        self.decide_restart(ended, Mode::Enforced).outcome
    }

    /// Asks [`Hook::Terminate`].
    #[must_use]
    pub fn terminate(&self, stop: &Stop) -> Outcome<()> {
        self.decide_terminate(stop, Mode::Enforced).outcome
    }

    /// Asks what was asked before, or might be, and tells nobody.
    #[must_use]
    pub fn answer(&self, input: &Input) -> Trial {
        match input {
            Input::Isolation(request) => self.run_isolation(request, Taken::Scratch).told_to_nobody(),
            Input::Admission { request, level, usage, now } => {
                self.run_admission(request, &Placement::at(*level), usage, *now, Taken::Scratch).told_to_nobody()
            }
            Input::Restart(ended) => self.run_restart(ended, Taken::Scratch).told_to_nobody(),
            Input::Terminate(stop) => self.run_terminate(stop, Taken::Scratch).told_to_nobody(),
            Input::Mutate { request, level, plan, before, now } => {
                let asked = ToChange { request, level: *level, plan, before, now: *now };
                self.run_mutate(asked, Taken::Scratch).told_to_nobody()
            }
        }
    }

    /// Asks any hook.
    pub(crate) fn decide(&self, input: &Input, mode: Mode) -> (Output, Option<DecisionId>) {
        match input {
            Input::Isolation(request) => self.decide_isolation(request, mode).of_any(),
            Input::Admission { request, level, usage, now } => {
                self.decide_admission(request, &Placement::at(*level), usage, *now, mode).of_any()
            }
            Input::Restart(ended) => self.decide_restart(ended, mode).of_any(),
            Input::Terminate(stop) => self.decide_terminate(stop, mode).of_any(),
            Input::Mutate { request, level, plan, before, now } => {
                self.decide_mutate(ToChange { request, level: *level, plan, before, now: *now }, mode).of_any()
            }
        }
    }

    /// Asks [`Hook::Isolation`], remembers nothing and tells nobody.
    #[must_use]
    pub fn try_isolation(&self, request: &Request) -> (Outcome<Placement>, Trial) {
        let ran = self.run_isolation(request, Taken::Scratch);
        (ran.outcome.clone(), ran.told_to_nobody())
    }

    pub(crate) fn decide_isolation(&self, request: &Request, mode: Mode) -> Answered<Placement> {
        let remembers = mode.is_waited_for();
        if let Some(answered) = self.inner.memo.get(request).filter(|_| remembers) {
            self.observe(Hook::Isolation, &answered.outcome, &Cost::REMEMBERED);
            return answered;
        }
        let asker = Asker::of(request);
        if let Some(resting) = self.rests(Hook::Isolation, mode, asker) {
            return resting;
        }
        let answered =
            self.tell(self.run_isolation(request, Taken::Anywhere), mode, asker, || Input::Isolation(request.clone()));
        if remembers {
            self.inner.memo.put(request, &answered);
        }
        answered
    }

    pub(crate) fn decide_admission(
        &self,
        request: &Request,
        placement: &Placement,
        usage: &Usage,
        now: UnixMillis,
        mode: Mode,
    ) -> Answered<()> {
        let asker = Asker::of(request);
        if let Some(resting) = self.rests(Hook::Admission, mode, asker) {
            return resting;
        }
        let ran = self.run_admission(request, placement, usage, now, Taken::Anywhere);
        let input = || Input::Admission { request: request.clone(), level: placement.level, usage: *usage, now };
        self.tell(ran, mode, asker, input)
    }

    pub(crate) fn decide_restart(&self, ended: &Ended, mode: Mode) -> Answered<Restart> {
        let asker = Asker { pattern: &ended.pattern, namespace: ended.namespace.as_ref(), config: None };
        let asked =
            || self.tell(self.run_restart(ended, Taken::Anywhere), mode, asker, || Input::Restart(ended.clone()));
        self.rests(Hook::Restart, mode, asker).unwrap_or_else(asked)
    }

    pub(crate) fn decide_terminate(&self, stop: &Stop, mode: Mode) -> Answered<()> {
        let asker = Asker { pattern: &stop.pattern, namespace: stop.namespace.as_ref(), config: None };
        let asked =
            || self.tell(self.run_terminate(stop, Taken::Anywhere), mode, asker, || Input::Terminate(stop.clone()));
        self.rests(Hook::Terminate, mode, asker).unwrap_or_else(asked)
    }

    pub(crate) fn decide_mutate(&self, asked: ToChange<'_>, mode: Mode) -> Answered<Patch> {
        let asker = Asker::of(asked.request);
        if let Some(resting) = self.rests(Hook::Mutate, mode, asker) {
            return resting;
        }
        self.tell(self.run_mutate(asked, Taken::Anywhere), mode, asker, || asked.into())
    }

    fn run_isolation(&self, request: &Request, wanted: Taken) -> Ran<Placement> {
        let pairs = wire::pairs(request);
        let params = (wire::Request::new(request, &pairs),);
        self.run(Hook::Isolation, wanted, params, wire::placement_outcome)
    }

    fn run_admission(
        &self,
        request: &Request,
        placement: &Placement,
        usage: &Usage,
        now: UnixMillis,
        wanted: Taken,
    ) -> Ran<()> {
        let pairs = wire::pairs(request);
        let params =
            (wire::Request::new(request, &pairs), wire::Level::from(placement.level), wire::Usage::from(usage), now.0);
        self.run(Hook::Admission, wanted, params, wire::yes_or_no)
    }

    fn run_restart(&self, ended: &Ended, wanted: Taken) -> Ran<Restart> {
        let params = (wire::Ended::from(ended),);
        self.run(Hook::Restart, wanted, params, wire::restart_outcome)
    }

    fn run_mutate(&self, asked: ToChange<'_>, wanted: Taken) -> Ran<Patch> {
        let ToChange { request, level, plan, before, now } = asked;
        let pairs = wire::pairs(request);
        let params = (wire::Request::new(request, &pairs), wire::Level::from(level), wire::Plan::from(plan), now.0);
        self.run(Hook::Mutate, wanted, params, |answer| changes::beside(before, wire::patch_outcome(answer, plan)?))
    }

    fn run_terminate(&self, stop: &Stop, wanted: Taken) -> Ran<()> {
        let params = (wire::Stop::from(stop),);
        self.run(Hook::Terminate, wanted, params, wire::yes_or_no)
    }

    fn run<P, R, T>(
        &self,
        hook: Hook,
        wanted: Taken,
        params: P,
        read: impl FnOnce(R) -> Result<Outcome<T>, String>,
    ) -> Ran<T>
    where
        P: ComponentNamedList + Lower,
        R: Lift,
        (R,): ComponentNamedList + Lift,
    {
        let started = Instant::now();
        let (instance, source) = match wanted {
            _ if !self.has(hook) => (Err(self.lacks(hook)), Source::Fresh),
            Taken::Anywhere => self.instance(),
            Taken::Scratch => (self.inner.make(), Source::Fresh),
        };
        let mut instance = match instance {
            Ok(instance) => instance,
            Err(fault) => {
                let cost = Cost { waited: started.elapsed(), fuel: 0, source, lines_dropped: 0 };
                let (evidence, lines) = (Evidence::default(), Vec::new());
                return Ran { hook, outcome: Outcome::Fault(fault), evidence, cost, lines };
            }
        };
        // Who explains or replays always wants to know; of a decision that is obeyed, who writes it down does.
        let observer = self.inner.component.engine.observer();
        instance.guest().keeps_evidence = matches!(wanted, Taken::Scratch) || observer.records();
        let (answer, fuel) = instance.ask(hook, params);
        let outcome = answer.map_or_else(Outcome::Fault, |answer| {
            read(answer).unwrap_or_else(|message| Outcome::Fault(Fault { kind: FaultKind::BadOutput, message }))
        });
        let guest = instance.guest();
        let (lines, lines_dropped) = (std::mem::take(&mut guest.lines), guest.lines_dropped);
        let evidence = std::mem::take(&mut guest.evidence);
        self.inner.stock.discard(instance);
        let cost = Cost { waited: started.elapsed(), fuel, source, lines_dropped };
        Ran { hook, outcome, evidence, cost, lines }
    }

    fn lacks(&self, hook: Hook) -> Fault {
        let message = format!("module {} does not have the hook {hook}", self.name());
        Fault { kind: FaultKind::NotLoaded, message }
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

    /// The fault that stands for an answer while the module rests from this asker's questions.
    fn rests<T>(&self, hook: Hook, mode: Mode, asker: Asker<'_>) -> Option<Answered<T>> {
        if !mode.is_waited_for() {
            return None;
        }
        let (pattern, namespace) = asker.names();
        let Resting { fault, decision } = self.inner.breakers.check(hook, pattern, namespace, Instant::now())?;
        let outcome = Outcome::Fault(fault);
        self.observe(hook, &outcome, &Cost::REMEMBERED);
        Some(Answered { outcome, decision })
    }

    /// Tells the observer, and has it write the decision down if it does that.
    fn tell<T>(&self, ran: Ran<T>, mode: Mode, asker: Asker<'_>, input: impl FnOnce() -> Input) -> Answered<T>
    where
        T: Clone + Into<Output>,
    {
        let engine = &self.inner.component.engine;
        let Ran { hook, outcome, evidence, cost, lines } = ran;
        let outcome = self.without_secrets(outcome, lines, asker);
        let decision = engine.observer().records().then(|| engine.next_decision());
        // Counted first: whoever hears of a fault may look at the counts.
        if mode.is_waited_for() {
            self.count(hook, asker, &outcome, decision);
        }
        self.observe(hook, &outcome, &cost);
        if let Some(decision) = decision {
            let Cost { waited, fuel, source, .. } = cost;
            let (at, module) = (unix_now(), self.clone());
            let (input, output) = (input(), Output::of(&outcome));
            let recording = Recording { decision, at, module, mode, input, output, evidence, waited, fuel, source };
            engine.observer().record(recording);
        }
        Answered { outcome, decision }
    }

    /// What a guest says may repeat what it was shown: secrets are taken out of its words before anyone hears them.
    fn without_secrets<T>(
        &self,
        mut outcome: Outcome<T>,
        lines: Vec<(Severity, String)>,
        asker: Asker<'_>,
    ) -> Outcome<T>
    where
        T: Clone + Into<Output>,
    {
        let observer = self.inner.component.engine.observer();
        let words = !lines.is_empty() || !matches!(outcome, Outcome::Answer(_));
        let shown = match &outcome {
            Outcome::Answer(answer) => answer.clone().into().shown(),
            Outcome::Refused(_) | Outcome::Fault(_) => None,
        };
        let Some(config) = asker.config.filter(|config| (words || shown.is_some()) && !config.is_empty()) else {
            lines.iter().for_each(|(severity, line)| observer.logged(self.name(), *severity, line));
            return outcome;
        };
        let hidden = secrets(config, |key| observer.hides(asker.pattern.as_str(), key));
        for (severity, mut line) in lines {
            hide(&mut line, &hidden);
            observer.logged(self.name(), severity, &line);
        }
        match &mut outcome {
            Outcome::Refused(denial) => hide(&mut denial.reason, &hidden),
            Outcome::Fault(fault) => hide(&mut fault.message, &hidden),
            Outcome::Answer(_) => {}
        }
        if let Some((what, text)) = shown
            && hidden.iter().any(|secret| text.contains(secret))
        {
            let message = format!("the {what} holds a secret of the request, and would be shown");
            return Outcome::Fault(Fault { kind: FaultKind::BadOutput, message });
        }
        outcome
    }

    fn count<T>(&self, hook: Hook, asker: Asker<'_>, outcome: &Outcome<T>, decision: Option<DecisionId>) {
        self.inner.tally.count(OutcomeKind::of(outcome));
        let fault = match outcome {
            Outcome::Fault(fault) => Some(fault),
            Outcome::Answer(_) | Outcome::Refused(_) => None,
        };
        let (pattern, namespace) = asker.names();
        self.inner.breakers.record(hook, pattern, namespace, fault, decision, Instant::now());
        if let Some(fault) = fault {
            self.inner.tally.remember(LastFault { fault: fault.clone(), at: unix_now(), decision });
        }
    }

    fn observe<T>(&self, hook: Hook, outcome: &Outcome<T>, cost: &Cost) {
        let outcome = OutcomeKind::of(outcome);
        let Cost { waited, fuel, source, lines_dropped } = *cost;
        let decision = Decision { module: self.name(), hook, outcome, waited, fuel, source, lines_dropped };
        self.inner.component.engine.observer().decided(&decision);
    }
}

impl<T: Clone + Into<Output>> Ran<T> {
    fn told_to_nobody(self) -> Trial {
        Trial { output: Output::of(&self.outcome), fuel: self.cost.fuel, evidence: self.evidence }
    }
}
