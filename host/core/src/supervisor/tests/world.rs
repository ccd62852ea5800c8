//! A driver in virtual time: policies are closures, the operating system does as it is told, and every step is audited.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::Supervisor;
use crate::bounds::Bounds;
use crate::effect::{Effect, Launched, Spawn, Terminated};
use crate::event::{Event, Exit, Launch, Probed, Terminate, Ticket};
use crate::isolation::{IsolationLevel, Placement};
use crate::manifest::Manifest;
use crate::names::PatternName;
use crate::notice::{Happening, Notice};
use crate::patch::{Patch, Plan};
use crate::place::place;
use crate::policy::{
    Denial, DenialCode, Ended, Fault, FaultKind, Outcome, Policy, Request, Restart, Stop, Usage, Verdict,
};
use crate::process::{Generation, InstanceId, Ports, ProcessInfo};
use crate::record::{Adopted, Fate, Record};
use crate::refusal::Refusal;
use crate::testing::{asked, manifest};
use crate::time::{Timestamp, UnixMillis};

/// The wall clock at the origin of virtual time.
pub(super) const EPOCH: UnixMillis = UnixMillis(1_000_000);

/// How the fake operating system reacts to one kind of effect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Reply {
    /// As hoped, at once.
    #[default]
    Good,
    /// With an error, at once.
    Bad,
    /// Not at all; the test may speak for it.
    Silent,
}

/// What the operating system does next, until told otherwise.
#[derive(Debug, Default)]
pub(super) struct Os {
    pub(super) spawn: Reply,
    pub(super) probe: Reply,
    pub(super) stop: Reply,
    pub(super) kill: Reply,
    pub(super) sweep: Reply,
    /// What a good probe finds.
    pub(super) found: Probed,
}

type Answers<Q, A> = Box<dyn Fn(&Q) -> Outcome<A> + Send>;

/// What policies answer, and what they were asked.
struct Script {
    isolation: Answers<Request, Placement>,
    admission: Answers<Usage, ()>,
    restart: Answers<Ended, Restart>,
    terminate: Answers<Stop, ()>,
    mutate: Answers<Plan, Patch>,
    usages: Vec<(Usage, UnixMillis)>,
    ended: Vec<Ended>,
    stops: Vec<Stop>,
    plans: Vec<Plan>,
}

#[derive(Clone)]
struct Scripted(Arc<Mutex<Script>>);

impl Policy for Scripted {
    fn isolation(&self, request: &Request) -> Verdict<Placement> {
        verdict((self.script().isolation)(request))
    }

    fn admission(&self, _: &Request, _: &Placement, usage: &Usage, now: UnixMillis) -> Verdict<()> {
        let mut script = self.script();
        script.usages.push((*usage, now));
        verdict((script.admission)(usage))
    }

    fn restart(&self, ended: &Ended) -> Verdict<Restart> {
        let mut script = self.script();
        script.ended.push(ended.clone());
        verdict((script.restart)(ended))
    }

    fn mutate(&self, _: &Request, _: &Placement, plan: &Plan, _: UnixMillis) -> Verdict<Patch> {
        let mut script = self.script();
        script.plans.push(plan.clone());
        verdict((script.mutate)(plan))
    }

    fn terminate(&self, stop: &Stop) -> Verdict<()> {
        let mut script = self.script();
        script.stops.push(stop.clone());
        verdict((script.terminate)(stop))
    }
}

impl Scripted {
    fn script(&self) -> std::sync::MutexGuard<'_, Script> {
        self.0.lock().expect("no test panics in a policy")
    }
}

fn verdict<T>(outcome: Outcome<T>) -> Verdict<T> {
    Verdict { module: "script".into(), outcome, decision: None, warnings: Vec::new() }
}

/// A policy's no.
pub(super) fn no<T>(reason: &str) -> Outcome<T> {
    Outcome::Refused(Denial { code: DenialCode::Quota, reason: reason.into(), retry_after: None })
}

/// A policy that traps.
pub(super) fn trap<T>() -> Outcome<T> {
    Outcome::Fault(Fault { kind: FaultKind::Trap, message: "unreachable".into() })
}

/// Again after `ms`.
pub(super) fn after(ms: u64) -> Outcome<Restart> {
    Outcome::Answer(Restart::After(Duration::from_millis(ms)))
}

/// Never again.
pub(super) fn give_up() -> Outcome<Restart> {
    Outcome::Answer(Restart::GiveUp("enough".into()))
}

/// The supervisor and everything around it.
pub(super) struct World {
    pub(super) supervisor: Supervisor,
    pub(super) now: Timestamp,
    pub(super) os: Os,
    /// What the next launches launch, but for the name.
    pub(super) manifest: Manifest,
    /// What the next launches ask for.
    pub(super) grace: Option<Duration>,
    pub(super) spawns: Vec<Spawn>,
    pub(super) notices: Vec<Notice>,
    /// Every effect as one line.
    pub(super) trace: Vec<String>,
    pub(super) drained: u32,
    bounds: Bounds,
    policy: Scripted,
    launches: BTreeMap<Ticket, Result<Launched, Refusal>>,
    terminates: BTreeMap<Ticket, Result<Terminated, Refusal>>,
    tickets: u64,
}

impl World {
    /// Everything is allowed, every failure is answered with a restart after 200 ms, and the operating system is kind.
    pub(super) fn new() -> Self {
        Self::bounded(Bounds::default())
    }

    pub(super) fn bounded(bounds: Bounds) -> Self {
        let script = Script {
            isolation: Box::new(|request| Outcome::Answer(Placement::at(request.level))),
            admission: Box::new(|_| Outcome::Answer(())),
            restart: Box::new(|_| after(200)),
            terminate: Box::new(|_| Outcome::Answer(())),
            mutate: Box::new(|_| Outcome::Answer(Patch::default())),
            usages: Vec::new(),
            ended: Vec::new(),
            stops: Vec::new(),
            plans: Vec::new(),
        };
        let policy = Scripted(Arc::new(Mutex::new(script)));
        Self {
            supervisor: Supervisor::new(bounds.clone(), Box::new(policy.clone()), 7, EPOCH),
            bounds,
            now: Timestamp::ZERO,
            os: Os { found: Probed { serves_grpc: true }, ..Os::default() },
            manifest: manifest("template"),
            grace: None,
            spawns: Vec::new(),
            notices: Vec::new(),
            trace: Vec::new(),
            drained: 0,
            policy,
            launches: BTreeMap::new(),
            terminates: BTreeMap::new(),
            tickets: 0,
        }
    }

    pub(super) fn isolate(&self, isolation: impl Fn(&Request) -> Outcome<Placement> + Send + 'static) {
        self.policy.script().isolation = Box::new(isolation);
    }

    pub(super) fn mutate(&self, mutate: impl Fn(&Plan) -> Outcome<Patch> + Send + 'static) {
        self.policy.script().mutate = Box::new(mutate);
    }

    pub(super) fn guard(&self, terminate: impl Fn(&Stop) -> Outcome<()> + Send + 'static) {
        self.policy.script().terminate = Box::new(terminate);
    }

    pub(super) fn admit(&self, admission: impl Fn(&Usage) -> Outcome<()> + Send + 'static) {
        self.policy.script().admission = Box::new(admission);
    }

    pub(super) fn restart(&self, restart: impl Fn(&Ended) -> Outcome<Restart> + Send + 'static) {
        self.policy.script().restart = Box::new(restart);
    }

    /// What the restart policy was asked so far.
    pub(super) fn ended(&self) -> Vec<Ended> {
        self.policy.script().ended.clone()
    }

    /// What the mutate policy was shown so far.
    pub(super) fn plans(&self) -> Vec<Plan> {
        self.policy.script().plans.clone()
    }

    /// What the terminate policy was asked so far.
    pub(super) fn stops(&self) -> Vec<Stop> {
        self.policy.script().stops.clone()
    }

    /// What the admission policy was told so far.
    pub(super) fn usages(&self) -> Vec<(Usage, UnixMillis)> {
        self.policy.script().usages.clone()
    }

    /// Asks for a process; see [`asked`] for the word.
    pub(super) fn launch(&mut self, word: &str) -> Ticket {
        self.launch_with(word, &[])
    }

    pub(super) fn launch_with(&mut self, word: &str, config: &[(&str, &str)]) -> Ticket {
        let ticket = self.ticket();
        let (pattern, mut asked) = asked(word);
        asked.config = Arc::new(config.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect());
        let manifest = Manifest { name: PatternName::parse(pattern).expect("valid"), ..self.manifest.clone() };
        match place(&self.policy, &manifest, IsolationLevel::None, asked) {
            Ok(placed) => self.handle(Event::Launch(Box::new(Launch {
                ticket,
                request: placed.request,
                placement: placed.placement,
                key: placed.key,
                manifest: Arc::new(manifest),
                grace: self.grace,
            }))),
            Err(refusal) => self.answer(ticket, Err(refusal)),
        }
        ticket
    }

    pub(super) fn terminate(&mut self, process_id: &str) -> Ticket {
        self.terminate_as(process_id, |_| {})
    }

    pub(super) fn terminate_within(&mut self, process_id: &str, ms: u64) -> Ticket {
        self.terminate_as(process_id, |asked| asked.grace = Some(Duration::from_millis(ms)))
    }

    pub(super) fn force(&mut self, process_id: &str) -> Ticket {
        self.terminate_as(process_id, |asked| asked.force = true)
    }

    /// An operator's.
    pub(super) fn override_and_terminate(&mut self, process_id: &str) -> Ticket {
        self.terminate_as(process_id, |asked| asked.overrides = true)
    }

    fn terminate_as(&mut self, process_id: &str, how: impl FnOnce(&mut Terminate)) -> Ticket {
        let ticket = self.ticket();
        let (process_id, caller) = (process_id.into(), "carol".into());
        let mut asked = Terminate { ticket, process_id, grace: None, force: false, caller, overrides: false };
        how(&mut asked);
        self.handle(Event::Terminate(asked));
        ticket
    }

    pub(super) fn abandon(&mut self, ticket: Ticket) {
        self.handle(Event::Abandon(ticket));
    }

    pub(super) fn drain(&mut self, grace_max_ms: u64) {
        self.handle(Event::Drain { grace_max: Duration::from_millis(grace_max_ms) });
    }

    /// The main process of the latest instance exits.
    pub(super) fn exit(&mut self, process_id: &str, code: i32) {
        self.tell(process_id, |instance| Event::Ended {
            instance,
            exit: Exit::Code(code),
            output: "last words".into(),
        });
    }

    pub(super) fn spawned(&mut self, process_id: &str) {
        self.tell(process_id, spawned);
    }

    pub(super) fn swept(&mut self, process_id: &str) {
        self.swept_with(process_id, false);
    }

    /// What was left had to be killed, or had not.
    pub(super) fn swept_with(&mut self, process_id: &str, killed: bool) {
        self.tell(process_id, |instance| Event::Swept { instance, killed });
    }

    /// Something happened to the latest instance.
    pub(super) fn tell(&mut self, process_id: &str, event: impl FnOnce(InstanceId) -> Event) {
        let instance = self.instance(process_id);
        self.handle(event(instance));
    }

    /// The latest instance.
    pub(super) fn instance(&self, process_id: &str) -> InstanceId {
        let spawn = self.spawns.iter().rfind(|spawn| &*spawn.identity.process_id == process_id);
        spawn.unwrap_or_else(|| panic!("{process_id} was never spawned")).instance
    }

    /// The launcher is killed. Everything that it had written down.
    pub(super) fn kill(&mut self) -> Vec<Record> {
        let policy = Box::new(self.policy.clone());
        let killed = std::mem::replace(&mut self.supervisor, Supervisor::new(self.bounds.clone(), policy, 8, EPOCH));
        self.trace.clear();
        killed.processes().filter_map(|process| killed.record(process.bulkhead)).collect()
    }

    /// Another launcher finds this of it.
    pub(super) fn adopt(&mut self, left: Vec<(Record, Fate)>) {
        let left = left.into_iter().map(|(record, fate)| Adopted { record, fate }).collect();
        self.handle(Event::Adopt { left, generation_floor: Generation(0) });
    }

    /// The launcher is killed and another one finds the same of everything.
    pub(super) fn relaunch(&mut self, fate: &Fate) {
        let records = self.kill();
        self.adopt(records.into_iter().map(|record| (record, fate.clone())).collect());
    }

    pub(super) fn handle(&mut self, event: Event) {
        self.supervisor.handle(self.now, event);
        self.settle();
    }

    /// Lets time pass, deadline by deadline.
    pub(super) fn advance(&mut self, ms: u64) {
        let end = self.now + Duration::from_millis(ms);
        while let Some(at) = self.supervisor.next_deadline().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.supervisor.handle_timeout(self.now);
            assert!(self.supervisor.next_deadline().is_none_or(|next| next > self.now), "a deadline is left behind");
            self.settle();
        }
        self.now = end;
    }

    /// Performs effects until there are none.
    fn settle(&mut self) {
        self.supervisor.audit().expect("the books agree");
        while let Some(effect) = self.supervisor.poll_effect() {
            self.trace.push(format!("{} {}", self.now, self.describe(&effect)));
            if let Some(event) = self.perform(effect) {
                self.supervisor.handle(self.now, event);
                self.supervisor.audit().expect("the books agree");
            }
        }
    }

    fn perform(&mut self, effect: Effect) -> Option<Event> {
        assert_eq!(self.drained, 0, "nothing follows the end of a drain: {effect:?}");
        match effect {
            Effect::Spawn(spawn) => {
                let instance = spawn.instance;
                self.spawns.push(*spawn);
                choose(self.os.spawn, spawned(instance), Event::SpawnFailed { instance, error: "no such file".into() })
            }
            Effect::Probe { instance, attempt } => {
                let answer = |answer| Event::Probed { instance, attempt, answer };
                choose(self.os.probe, answer(Ok(self.os.found)), answer(Err("refused".into())))
            }
            Effect::Stop { instance, signal } => by_signal(self.os.stop, instance, signal),
            Effect::Kill { instance } => by_signal(self.os.kill, instance, 9),
            Effect::Sweep { instance, .. } => {
                let swept = Event::Swept { instance, killed: false };
                choose(self.os.sweep, swept.clone(), swept)
            }
            Effect::AnswerLaunch { ticket, answer } => {
                self.answer(ticket, answer);
                None
            }
            Effect::AnswerTerminate { ticket, answer } => {
                assert!(self.terminates.insert(ticket, answer).is_none(), "{ticket:?} is answered twice");
                None
            }
            Effect::Notice(notice) => {
                self.notices.push(notice);
                None
            }
            Effect::Drained => {
                self.drained += 1;
                None
            }
        }
    }

    fn answer(&mut self, ticket: Ticket, answer: Result<Launched, Refusal>) {
        assert!(self.launches.insert(ticket, answer).is_none(), "{ticket:?} is answered twice");
    }

    fn ticket(&mut self) -> Ticket {
        self.tickets += 1;
        Ticket(self.tickets)
    }

    /// True where the caller has no answer yet.
    pub(super) fn waits(&self, ticket: Ticket) -> bool {
        !self.launches.contains_key(&ticket) && !self.terminates.contains_key(&ticket)
    }

    pub(super) fn launched(&self, ticket: Ticket) -> &Launched {
        self.launches.get(&ticket).expect("answered").as_ref().expect("launched")
    }

    pub(super) fn refusal(&self, ticket: Ticket) -> &Refusal {
        self.launches.get(&ticket).expect("answered").as_ref().expect_err("refused")
    }

    pub(super) fn terminated(&self, ticket: Ticket) -> Terminated {
        *self.terminates.get(&ticket).expect("answered").as_ref().expect("terminated")
    }

    pub(super) fn not_terminated(&self, ticket: Ticket) -> &Refusal {
        self.terminates.get(&ticket).expect("answered").as_ref().expect_err("refused")
    }

    pub(super) fn process(&self, process_id: &str) -> Option<ProcessInfo> {
        self.supervisor.processes().find(|process| &*process.identity.process_id == process_id)
    }

    /// The process's state as lists show it; ABSENT where it is not in the books.
    pub(super) fn state(&self, process_id: &str) -> &'static str {
        self.process(process_id).map_or("ABSENT", |process| process.state.as_str())
    }

    /// Generations spawned under this id.
    pub(super) fn generations(&self, process_id: &str) -> Vec<u64> {
        let of = |spawn: &&Spawn| &*spawn.identity.process_id == process_id;
        self.spawns.iter().filter(of).map(|spawn| spawn.instance.generation.0).collect()
    }

    /// What happened to a process, as logs show it.
    pub(super) fn happenings(&self, process_id: &str) -> Vec<String> {
        let about = |notice: &Notice| match notice {
            Notice::About(identity, happening) if &*identity.process_id == process_id => Some(happening.to_string()),
            _ => None,
        };
        self.notices.iter().filter_map(about).collect()
    }

    /// The restart decisions so far, with the reason where one was changed.
    pub(super) fn decisions(&self) -> Vec<(Restart, Option<&'static str>)> {
        let decision = |notice: &Notice| match notice {
            Notice::About(_, Happening::Restart { answer, clamped, .. }) => Some((answer.clone(), *clamped)),
            _ => None,
        };
        self.notices.iter().filter_map(decision).collect()
    }

    /// Times at which the trace has the effect that `words` begins with, with the rest of `words` in the line.
    pub(super) fn when(&self, words: &str) -> Vec<&str> {
        let (effect, rest) = words.split_once(' ').unwrap_or((words, ""));
        let has = |line: &&str| rest.split(' ').all(|word| line.split(' ').any(|w| w == word) || word.is_empty());
        let lines = self.trace.iter().map(String::as_str);
        lines
            .filter(has)
            .filter_map(|line| line.split_once(' '))
            .filter(|(_, line)| line.starts_with(&format!("{effect} ")))
            .map(|(at, _)| at)
            .collect()
    }

    fn name(&self, instance: InstanceId) -> String {
        let spawn = self.spawns.iter().find(|spawn| spawn.instance == instance).expect("an effect is for an instance");
        format!("{}#{}", spawn.identity.process_id, instance.generation)
    }

    fn describe(&self, effect: &Effect) -> String {
        match effect {
            Effect::Spawn(spawn) => format!("spawn {}#{}", spawn.identity.process_id, spawn.instance.generation),
            Effect::Probe { instance, attempt } => format!("probe {} {attempt}", self.name(*instance)),
            Effect::Stop { instance, signal } => format!("stop {} with signal {signal}", self.name(*instance)),
            Effect::Kill { instance } => format!("kill {}", self.name(*instance)),
            Effect::Sweep { instance, patience } => format!("sweep {} in {patience:?}", self.name(*instance)),
            Effect::AnswerLaunch { ticket, answer: Ok(Launched { process, reused, .. }) } => {
                let how = if *reused { "reused" } else { "new" };
                format!("answer {}: {}#{} {how}", ticket.0, process.identity.process_id, process.generation)
            }
            Effect::AnswerTerminate { ticket, answer: Ok(Terminated { forced }) } => {
                format!("answer {}: terminated{}", ticket.0, if *forced { " by force" } else { "" })
            }
            Effect::AnswerLaunch { ticket, answer: Err(refusal) }
            | Effect::AnswerTerminate { ticket, answer: Err(refusal) } => format!("refuse {}: {refusal}", ticket.0),
            Effect::Notice(notice) => describe_notice(notice),
            Effect::Drained => "drained".into(),
        }
    }
}

fn describe_notice(notice: &Notice) -> String {
    match notice {
        Notice::Changed(process) => format!("changed {} {}", process.identity.process_id, process.state.as_str()),
        Notice::Removed(process) => format!("removed {}", process.identity.process_id),
        Notice::About(identity, happening) => format!("notice {}: {happening}", identity.process_id),
        Notice::Refused { identity, refusal } => format!("refused {}: {refusal}", identity.process_id),
        Notice::StopRefused { identity, refusal } => format!("not stopped {}: {refusal}", identity.process_id),
        Notice::PolicyFault { hook, module, fault } => format!("fault {hook} {module}: {fault}"),
    }
}

fn choose(reply: Reply, good: Event, bad: Event) -> Option<Event> {
    match reply {
        Reply::Good => Some(good),
        Reply::Bad => Some(bad),
        Reply::Silent => None,
    }
}

fn by_signal(reply: Reply, instance: InstanceId, signal: i32) -> Option<Event> {
    let ended = |exit| Event::Ended { instance, exit, output: "".into() };
    choose(reply, ended(Exit::Code(0)), ended(Exit::Signal(signal)))
}

/// An instance lives; its numbers follow from its identity.
pub(super) fn spawned(instance: InstanceId) -> Event {
    let number = u16::try_from(instance.bulkhead.0 % 1_000).expect("below a thousand");
    let ports = Ports { grpc: 20_000 + number, health: 21_000 + number, metrics: 22_000 + number };
    Event::Spawned { instance, pid: 100 + i32::from(number), ports }
}
