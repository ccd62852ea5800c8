//! One scenario, played: steps, operating system and deadlines in the order of their times.

use std::collections::BTreeMap;
use std::sync::Arc;

use prism_core::Supervisor;
use prism_core::effect::Effect;
use prism_core::event::{Event, Launch, Terminate, Ticket};
use prism_core::notice::{Happening, Notice};
use prism_core::place::{Asked, place};
use prism_core::process::Identity;
use prism_core::time::{Timestamp, UnixMillis};
use prism_policy::{Handle, PoliciesConfig};

use crate::modules;
use crate::os::Os;
use crate::pattern::SIGTERM;
use crate::scenario::{self, Action, Mistake, Source, Step};
use crate::trace::Trace;
use prism_policy::locate::Step as PathStep;

/// The wall clock at the beginning: 2023-11-14 22:13:20 UTC.
const EPOCH: UnixMillis = UnixMillis(1_700_000_000_000);
/// Moments after which a scenario is taken not to come to rest: a day of probes every second.
const MOMENTS_MAX: u32 = 100_000;

/// Plays the scenario and gives its trace.
///
/// # Errors
///
/// A policy selection that cannot be obeyed, a step that makes no sense when it comes, books that do not agree.
pub(crate) fn run(source: &Source) -> Result<String, Mistake> {
    let launcher = &source.scenario.launcher;
    let policies = modules::policies(source.folder(), &launcher.policies).map_err(|unusable| {
        source.mistake(&[vec!["launcher".into(), "policies".into()], unusable.path].concat(), unusable.message)
    })?;
    let policies = Handle::new(policies);
    let supervisor = Supervisor::new(launcher.bounds(), Box::new(policies.clone()), source.scenario.seed, EPOCH);
    let play = Play {
        source,
        policies,
        supervisor,
        os: Os::default(),
        trace: Trace::default(),
        now: Timestamp::ZERO,
        callers: BTreeMap::new(),
        tickets: 0,
    };
    play.finish()
}

struct Play<'a> {
    source: &'a Source,
    policies: Handle,
    supervisor: Supervisor,
    os: Os,
    trace: Trace,
    now: Timestamp,
    /// Who waits for an answer.
    callers: BTreeMap<Ticket, &'a str>,
    tickets: u64,
}

impl<'a> Play<'a> {
    fn finish(mut self) -> Result<String, Mistake> {
        let source = self.source;
        for (index, step) in source.scenario.steps.iter().enumerate() {
            self.advance(Timestamp::after_origin(step.at.0))?;
            self.step(index, step)?;
        }
        self.advance(Timestamp::after_origin(source.scenario.end()))?;
        for caller in self.callers.into_values() {
            self.trace.line(self.now, caller, "at the end: still waiting");
        }
        for process in self.supervisor.processes() {
            self.trace.remains(self.now, &process);
        }
        Ok(self.trace.into_text())
    }

    /// Lets time pass up to and including `end`. What happens at the same time happens in this order: the operating system, then
    /// deadlines, then steps.
    fn advance(&mut self, end: Timestamp) -> Result<(), Mistake> {
        let mut moments = 0;
        loop {
            let (of_os, deadline) = (self.os.next(), self.supervisor.next_deadline());
            let Some(next) = of_os.into_iter().chain(deadline).min().filter(|next| *next <= end) else { break };
            self.now = self.now.max(next);
            if of_os == Some(next) {
                if let Some(event) = self.os.poll() {
                    self.supervisor.handle(self.now, event);
                }
            } else {
                self.supervisor.handle_timeout(self.now);
            }
            self.settle()?;
            moments += 1;
            if moments > MOMENTS_MAX {
                return Err(self
                    .source
                    .mistake(&[], format!("does not come to rest before {end}; still at {}", self.now)));
            }
        }
        self.now = end;
        Ok(())
    }

    fn step(&mut self, index: usize, step: &'a Step) -> Result<(), Mistake> {
        let at = |field: &str| -> Vec<PathStep> { vec!["steps".into(), index.into(), field.into()] };
        let nobody = |id: &str| format!("no process {id} lives at this time");
        for action in step.actions() {
            match action {
                Action::Launch(launch) => self.launch(launch),
                Action::Abandon(caller) => self.abandon(caller).ok_or_else(|| {
                    self.source.mistake(&at("abandon"), format!("{caller} waits for nothing at this time"))
                })?,
                Action::Terminate(terminate) => self.terminate(terminate),
                Action::Exit(exit) => self
                    .os
                    .exit(self.now, &exit.process, exit.with)
                    .ok_or_else(|| self.source.mistake(&at("exit"), nobody(&exit.process)))?,
                Action::Health(id, answers) => self.set_health(id, answers).ok_or_else(|| {
                    self.source.mistake(&at(if answers { "healthy" } else { "unhealthy" }), nobody(id))
                })?,
                Action::Swap(policies) => self.swap(policies, at("swap"))?,
                Action::Drain(drain) => {
                    self.trace.line(self.now, "launcher", "is asked to shut down");
                    self.supervisor.handle(self.now, Event::Drain { grace_max: drain.grace_max.0 });
                }
            }
        }
        self.settle()
    }

    /// As the launcher's API does it: the key first, outside of the supervisor; then the launch.
    fn launch(&mut self, launch: &'a scenario::Launch) {
        self.trace.asks(self.now, launch);
        let ticket = self.ticket(&launch.caller);
        let Some(pattern) = self.source.scenario.pattern(&launch.pattern) else { return };
        let manifest = pattern.manifest();
        let asked = Asked {
            isolation: launch.isolation.map(|level| level.0),
            namespace: launch.namespace.clone(),
            session: launch.session.clone(),
            config: Arc::new(launch.config.clone()),
            caller: launch.caller.as_str().into(),
        };
        match place(&self.policies, &manifest, self.source.scenario.launcher.default_isolation(), asked) {
            Ok(placed) => {
                if let Some(answered) = placed.raised_from {
                    let identity = Identity { process_id: placed.key.rfc_id().into(), key: placed.key.clone() };
                    let raised = Happening::LevelRaised { answered, floor: placed.placement.level };
                    self.trace.notice(self.now, &Notice::About(Arc::new(identity), raised));
                }
                placed.warnings.iter().for_each(|warning| self.trace.warned(self.now, &launch.caller, warning));
                let launch = Launch {
                    ticket,
                    request: placed.request,
                    placement: placed.placement,
                    key: placed.key,
                    manifest: Arc::new(manifest),
                    grace: launch.grace.map(|grace| grace.0),
                };
                self.supervisor.handle(self.now, Event::Launch(Box::new(launch)));
            }
            Err(refusal) => {
                self.callers.remove(&ticket);
                self.trace.launched(self.now, &launch.caller, &Err(refusal));
            }
        }
    }

    /// The caller's latest request is the one that is given up.
    fn abandon(&mut self, caller: &str) -> Option<()> {
        let ticket = self.callers.iter().rfind(|(_, waiting)| **waiting == caller).map(|(ticket, _)| *ticket)?;
        self.callers.remove(&ticket);
        self.trace.line(self.now, caller, "goes away");
        self.supervisor.handle(self.now, Event::Abandon(ticket));
        Some(())
    }

    fn terminate(&mut self, terminate: &'a scenario::Terminate) {
        let how = match terminate.force {
            _ if terminate.overrides => "whatever policies say ",
            true => "by force ",
            false => "",
        };
        let within =
            terminate.grace.map_or(String::new(), |grace| format!("within {}", humantime::format_duration(grace.0)));
        let what = format!("asks to terminate {} {how}{within}", terminate.process);
        self.trace.line(self.now, &terminate.caller, what.trim_end());
        let ticket = self.ticket(&terminate.caller);
        let terminate = Terminate {
            ticket,
            process_id: terminate.process.clone(),
            grace: terminate.grace.map(|grace| grace.0),
            force: terminate.force,
            caller: terminate.caller.as_str().into(),
            overrides: terminate.overrides,
        };
        self.supervisor.handle(self.now, Event::Terminate(terminate));
    }

    fn set_health(&mut self, id: &str, answers: bool) -> Option<()> {
        self.os.set_health(id, answers)?;
        let what =
            if answers { "answers its health checks from now on" } else { "answers no health check from now on" };
        self.trace.line(self.now, "os", &format!("{id} {what}"));
        Some(())
    }

    fn swap(&mut self, config: &PoliciesConfig, at: Vec<PathStep>) -> Result<(), Mistake> {
        let set = modules::policies(self.source.folder(), config)
            .map_err(|unusable| self.source.mistake(&[at, unusable.path].concat(), unusable.message))?;
        drop(self.policies.swap(set));
        self.trace.line(self.now, "launcher", "swaps its policies");
        Ok(())
    }

    fn ticket(&mut self, caller: &'a str) -> Ticket {
        self.tickets += 1;
        self.callers.insert(Ticket(self.tickets), caller);
        Ticket(self.tickets)
    }

    /// Performs effects until there are none; the books must agree each time.
    fn settle(&mut self) -> Result<(), Mistake> {
        while let Some(effect) = self.supervisor.poll_effect() {
            self.perform(effect)?;
        }
        let disagree = |what: String| self.source.mistake(&[], format!("at {}: {what}", self.now));
        self.supervisor.audit().map_err(disagree)
    }

    fn perform(&mut self, effect: Effect) -> Result<(), Mistake> {
        let now = self.now;
        match effect {
            Effect::Spawn(spawn) => {
                let generation = spawn.instance.generation;
                let with: Vec<String> =
                    spawn.patch.environment().iter().map(|(name, value)| format!(" {name}={value}")).collect();
                let with = if with.is_empty() { String::new() } else { format!(" with{}", with.concat()) };
                self.trace.line(
                    now,
                    "os",
                    &format!("spawns {} generation {generation}{with}", spawn.identity.process_id),
                );
                let pattern = self.source.scenario.pattern(&spawn.manifest.name);
                let behaviour = pattern.map(|pattern| pattern.behaviour(generation.0)).unwrap_or_default();
                self.os.spawn(now, &spawn, behaviour);
            }
            Effect::Probe { instance, attempt } => self.os.probe(now, instance, attempt),
            Effect::Stop { instance, signal } => {
                let signal = if signal == SIGTERM { "SIGTERM".into() } else { format!("signal {signal}") };
                self.trace.line(now, "os", &format!("sends {signal} to {}", self.os.name(instance)));
                self.os.stop(now, instance);
            }
            Effect::Kill { instance } => {
                self.trace.line(now, "os", &format!("sends SIGKILL to {}", self.os.name(instance)));
                self.os.kill(now, instance);
            }
            Effect::Sweep { instance, patience } => {
                if self.os.sweep(now, instance, patience) {
                    let what = format!("gives what is left of {} {} ms", self.os.name(instance), patience.as_millis());
                    self.trace.line(now, "os", &what);
                }
            }
            Effect::AnswerLaunch { ticket, answer } => {
                let caller = self.caller(ticket)?;
                self.trace.launched(now, caller, &answer);
            }
            Effect::AnswerTerminate { ticket, answer } => {
                let caller = self.caller(ticket)?;
                self.trace.terminated(now, caller, &answer);
            }
            Effect::Notice(notice) => self.trace.notice(now, &notice),
            Effect::Drained => self.trace.line(now, "launcher", "has nothing left and may go"),
        }
        Ok(())
    }

    /// Who an answer is for. Each waits once and is answered once.
    fn caller(&mut self, ticket: Ticket) -> Result<&'a str, Mistake> {
        let nobody = || self.source.mistake(&[], format!("at {}: an answer to someone who waits for none", self.now));
        self.callers.remove(&ticket).ok_or_else(nobody)
    }
}
