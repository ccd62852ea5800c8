//! Who asked for what, and whether the answer was right.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use prism_core::effect::{Launched, Terminated};
use prism_core::event::{Launch, Terminate, Ticket};
use prism_core::isolation::IsolationLevel;
use prism_core::manifest::{Filesystem, HealthCheck, Manifest, Probe, ProbePort, Resources, RestartBounds};
use prism_core::names::{Namespace, PatternName, SessionId};
use prism_core::place::{Asked, Placed, place};
use prism_core::policy::{Policy, Request};
use prism_core::process::{BulkheadId, InstanceId};
use prism_core::refusal::Refusal;

use crate::dice::Dice;
use crate::kernel::Kernel;

/// Callers that wait.
#[derive(Default)]
pub(crate) struct Callers {
    launching: BTreeMap<Ticket, Request>,
    terminating: BTreeMap<Ticket, Option<BulkheadId>>,
    gone: BTreeSet<Ticket>,
    tickets: u64,
}

impl Callers {
    fn ticket(&mut self) -> Ticket {
        self.tickets += 1;
        Ticket(self.tickets)
    }

    /// Asks for something. None where it is refused before the supervisor hears of it.
    pub(crate) fn launch(&mut self, dice: &mut Dice, policy: &dyn Policy) -> Option<Launch> {
        let manifest = any_manifest(dice);
        let default = dice.pick(&IsolationLevel::ALL);
        let Placed { request, placement, key, .. } = place(policy, &manifest, default, any_request(dice)).ok()?;
        let ticket = self.ticket();
        self.launching.insert(ticket, request.clone());
        let grace = dice.percent(30).then(|| Duration::from_millis(dice.roll() % 5_000));
        Some(Launch { ticket, request, placement, key, manifest: Arc::new(manifest), grace })
    }

    pub(crate) fn terminate(&mut self, dice: &mut Dice, process_id: &str, bulkhead: Option<BulkheadId>) -> Terminate {
        let ticket = self.ticket();
        self.terminating.insert(ticket, bulkhead);
        let grace = dice.percent(50).then(|| Duration::from_millis(dice.pick(&[0, 500, 20_000, 1 << 40])));
        let (force, overrides) = (dice.percent(20), dice.percent(20));
        Terminate { ticket, process_id: process_id.into(), grace, force, caller: "".into(), overrides }
    }

    /// One who waits goes away; so may, again, one who went or was answered.
    pub(crate) fn abandon(&mut self, dice: &mut Dice) -> Ticket {
        let ticket = Ticket(1 + dice.roll() % self.tickets.max(1));
        if self.launching.remove(&ticket).is_some() || self.terminating.remove(&ticket).is_some() {
            self.gone.insert(ticket);
        }
        ticket
    }

    pub(crate) fn launched(
        &mut self,
        ticket: Ticket,
        answer: &Result<Launched, Refusal>,
        kernel: &Kernel,
    ) -> Result<(), String> {
        let request = self.launching.remove(&ticket).ok_or_else(|| self.unexpected(ticket))?;
        let Ok(Launched { process, .. }) = answer else { return Ok(()) };
        let instance = InstanceId { bulkhead: process.bulkhead, generation: process.generation };
        let tree = kernel.trees.get(&instance).ok_or("answered with a process that is gone")?;
        if !tree.told_ready || tree.told_ended {
            return Err("answered with a process that is not known to be ready and alive".into());
        }
        let scope = &process.identity.key.scope;
        let shared = scope.level() == IsolationLevel::None && request.level == IsolationLevel::None;
        if !shared && scope.namespace() != request.namespace.as_ref() {
            return Err("answered with a process of another tenant".into());
        }
        if scope.level() < request.level
            || scope.session().is_some_and(|session| Some(session) != request.session.as_ref())
        {
            return Err("answered with a process of another session".into());
        }
        let right =
            tree.key == process.identity.key && tree.key.pattern == request.pattern && tree.config == request.config;
        right.then_some(()).ok_or_else(|| "answered with another pattern or config".into())
    }

    pub(crate) fn terminated(
        &mut self,
        ticket: Ticket,
        answer: &Result<Terminated, Refusal>,
        kernel: &Kernel,
    ) -> Result<(), String> {
        let bulkhead = self.terminating.remove(&ticket).ok_or_else(|| self.unexpected(ticket))?;
        let lives = kernel.trees.keys().any(|instance| Some(instance.bulkhead) == bulkhead);
        if answer.is_ok() && lives { Err("terminated, and something of it is left".into()) } else { Ok(()) }
    }

    /// Their connections end with the launcher: nobody waits any more.
    pub(crate) fn lose_all(&mut self) {
        self.gone.extend(std::mem::take(&mut self.launching).into_keys());
        self.gone.extend(std::mem::take(&mut self.terminating).into_keys());
    }

    fn unexpected(&self, ticket: Ticket) -> String {
        let why = if self.gone.contains(&ticket) { "went away" } else { "was answered already" };
        format!("{ticket:?} is answered and {why}")
    }

    /// Callers who wait, for a launch and for an end.
    pub(crate) fn waiting(&self) -> (usize, usize) {
        (self.launching.len(), self.terminating.len())
    }
}

fn any_request(dice: &mut Dice) -> Asked {
    let name = |dice: &mut Dice, names: &[&'static str]| dice.percent(90).then(|| dice.pick(names));
    let config = match dice.below(4) {
        0 => BTreeMap::from([("TOPIC".to_owned(), "other".to_owned())]),
        _ => BTreeMap::new(),
    };
    Asked {
        isolation: dice.percent(80).then(|| dice.pick(&IsolationLevel::ALL)),
        namespace: name(dice, &["a", "b"]).map(|name| Namespace::parse(name).expect("valid")),
        session: name(dice, &["s", "t"]).map(|name| SessionId::parse(name).expect("valid")),
        config: Arc::new(config),
        caller: "".into(),
    }
}

fn any_manifest(dice: &mut Dice) -> Manifest {
    let (name, probe) = match dice.below(3) {
        0 => ("web", Probe::Tcp { port: ProbePort::Grpc }),
        1 => ("note", Probe::Notify),
        _ => ("bare", Probe::Alive),
    };
    let millis = |dice: &mut Dice, of: &[u64]| Duration::from_millis(dice.pick(of));
    Manifest {
        name: PatternName::parse(name).expect("valid"),
        version: "1".into(),
        description: String::new(),
        author: String::new(),
        executable: "/bin/true".into(),
        args: Vec::new(),
        environment: Vec::new(),
        isolation_level: dice.percent(50).then(|| dice.pick(&IsolationLevel::ALL)),
        minimum_isolation: dice.pick(&[IsolationLevel::None, IsolationLevel::None, IsolationLevel::Namespace]),
        grace_period: millis(dice, &[0, 2_000, 10_000]),
        stop_signal: 15,
        startup_timeout: millis(dice, &[0, 3_000, 30_000]),
        health: HealthCheck {
            probe,
            interval: millis(dice, &[5_000, 30_000]),
            timeout: millis(dice, &[100, 5_000]),
            failure_threshold: dice.pick(&[1, 3]),
            success_threshold: dice.pick(&[1, 1, 2]),
            initial_delay: millis(dice, &[0, 0, 1_000]),
        },
        fixed_health_port: None,
        resources: Resources::default(),
        filesystem: Filesystem::default(),
        restart: RestartBounds {
            delay_min: dice.percent(20).then_some(Duration::from_secs(1)),
            delay_max: dice.percent(20).then_some(Duration::from_millis(10)),
            failures_max: dice.percent(20).then_some(2),
        },
        digest: dice.pick(&["one", "one", "one", "two"]).into(),
    }
}
