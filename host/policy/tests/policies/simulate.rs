//! A log of a real supervisor with real modules, played again: by itself it gives what it gave, and other answers have consequences.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use prism_core::Supervisor;
use prism_core::bounds::Bounds;
use prism_core::effect::{Effect, Launched};
use prism_core::entry::Entry;
use prism_core::event::{Event, Exit, Launch, Probed, Terminate, Ticket};
use prism_core::isolation::IsolationLevel;
use prism_core::manifest::{Filesystem, HealthCheck, Manifest, Probe, Resources, RestartBounds};
use prism_core::names::{Namespace, PatternName, SessionId};
use prism_core::place::{Asked, place};
use prism_core::policy::{Outcome, Policy, Usage};
use prism_core::process::Ports;
use prism_core::time::{Timestamp, UnixMillis};
use prism_policy::{
    Decision, Engine, Event as LoggedEvent, EventLine, Handle, Key, Limits, LogLine, Module, ModuleRef, ModuleSpec,
    Observer, PoliciesConfig, PolicySet, Record, Recording, Redaction, ReplayReport, Replayer, SecretKeys, Severity,
    Simulation, SimulationReport, Survey,
};
use serde_json::{Value, json};

use crate::dice::Dice;
use crate::support::{builtin, engine};

/// The lines of a log, as a launcher writes them.
#[derive(Default)]
struct Log(Mutex<Vec<String>>);

impl Observer for Log {
    fn decided(&self, _: &Decision<'_>) {}

    fn logged(&self, _: &str, _: Severity, _: &str) {}

    fn records(&self) -> bool {
        true
    }

    fn record(&self, recording: Recording) {
        let keys = SecretKeys::new(&[]);
        let redaction = Redaction { hides: &|key| keys.matches(key), salt: &[7; 32] };
        self.push(serde_json::to_string(&Record::new(&recording, &redaction)).expect("is JSON"));
    }

    fn entered(&self, entry: &Entry<'_>) {
        self.push(serde_json::to_string(&EventLine::from(entry)).expect("is JSON"));
    }
}

impl Log {
    fn push(&self, line: String) {
        self.0.lock().expect("not poisoned").push(line);
    }

    /// Read back, as another program would.
    fn lines(&self) -> Vec<LogLine> {
        let lines = self.0.lock().expect("not poisoned");
        lines.iter().map(|line| LogLine::read(line.as_bytes()).expect("reads back")).collect()
    }
}

/// What comes in a played world.
enum Coming {
    Launch { pattern: &'static str, namespace: u64, session: Option<u64> },
    Terminate(String),
    Event(Event),
}

/// A supervisor, callers and an operating system, all by one seed.
struct World {
    policies: Handle,
    supervisor: Supervisor,
    coming: BTreeMap<(Timestamp, u64), Coming>,
    number: u64,
    dice: Dice,
    now: Timestamp,
}

/// The supervisor's clock at the beginning.
const BEGINS: Timestamp = Timestamp::ZERO;
const WALL: UnixMillis = UnixMillis(1_700_000_000_000);

impl World {
    fn new(policies: PolicySet) -> Self {
        let policies = Handle::new(policies);
        let bounds = Bounds { processes_max: 60, namespace_processes_max: 25, ..Bounds::default() };
        let supervisor = Supervisor::new(bounds, Box::new(policies.clone()), 7, WALL);
        Self { policies, supervisor, coming: BTreeMap::new(), number: 0, dice: Dice::new(42), now: BEGINS }
    }

    fn random(&mut self, below: usize) -> u64 {
        self.dice.below(below) as u64
    }

    fn later(&mut self, millis: u64, coming: Coming) {
        self.number += 1;
        self.coming.insert((self.now + Duration::from_millis(millis), self.number), coming);
    }

    /// `launches` requests, and all that follows from them for a while.
    fn play(&mut self, launches: u64) {
        for _ in 0..launches {
            let pattern = ["consumer", "producer", "registry"][usize::try_from(self.random(3)).expect("small")];
            let (namespace, session) = (self.random(6), (self.random(4) > 0).then_some(()));
            let session = session.map(|()| self.random(12));
            self.later(0, Coming::Launch { pattern, namespace, session });
            let until = self.now + Duration::from_millis(20 + self.random(400));
            self.advance(until);
        }
        let end = self.now + Duration::from_secs(30);
        self.advance(end);
        self.supervisor.audit().expect("the books agree");
    }

    fn advance(&mut self, end: Timestamp) {
        loop {
            let (coming, deadline) = (self.coming.keys().next().copied(), self.supervisor.next_deadline());
            let Some(next) = coming.map(|(at, _)| at).into_iter().chain(deadline).min().filter(|next| *next <= end)
            else {
                break;
            };
            self.now = self.now.max(next);
            match coming.filter(|(at, _)| *at == next).and_then(|key| self.coming.remove(&key)) {
                Some(Coming::Launch { pattern, namespace, session }) => self.launch(pattern, namespace, session),
                Some(Coming::Terminate(process_id)) => {
                    self.number += 1;
                    let ticket = Ticket(self.number);
                    let terminate = Terminate {
                        ticket,
                        process_id,
                        grace: None,
                        force: false,
                        caller: "".into(),
                        overrides: false,
                    };
                    self.supervisor.handle(self.now, Event::Terminate(terminate));
                }
                Some(Coming::Event(event)) => self.supervisor.handle(self.now, event),
                None => self.supervisor.handle_timeout(self.now),
            }
            while let Some(effect) = self.supervisor.poll_effect() {
                self.perform(effect);
            }
        }
        self.now = end;
    }

    fn launch(&mut self, pattern: &str, namespace: u64, session: Option<u64>) {
        let manifest = manifest(pattern);
        let asked = Asked {
            isolation: Some(if session.is_some() { IsolationLevel::Session } else { IsolationLevel::Namespace }),
            namespace: Namespace::parse(&format!("tenant-{namespace}")).ok(),
            session: session.and_then(|session| SessionId::parse(&format!("s{session}")).ok()),
            ..Asked::default()
        };
        let placed = place(&self.policies, &manifest, IsolationLevel::Namespace, asked).expect("is placed");
        self.number += 1;
        let launch = Launch {
            ticket: Ticket(self.number),
            request: placed.request,
            placement: placed.placement,
            key: placed.key,
            manifest: Arc::new(manifest),
            grace: None,
        };
        self.supervisor.handle(self.now, Event::Launch(Box::new(launch)));
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Spawn(spawn) => {
                let instance = spawn.instance;
                self.later(2, Coming::Event(Event::Spawned { instance, pid: 101, ports: Ports::default() }));
                let ready = 5 + self.random(300);
                self.later(ready, Coming::Event(Event::Notified { instance, found: Probed::default() }));
                // One pattern always fails: it is given up in the end.
                let fails = spawn.identity.key.pattern.as_str() == "registry";
                if fails || self.random(3) == 0 {
                    let life = self.random(if fails { 1_000 } else { 8_000 });
                    let exit = Exit::Code(i32::try_from(self.random(2)).expect("small"));
                    self.later(life, Coming::Event(Event::Ended { instance, exit, output: "".into() }));
                }
            }
            Effect::Stop { instance, .. } => {
                let took = self.random(50);
                let event = Event::Ended { instance, exit: Exit::Code(0), output: "".into() };
                self.later(took, Coming::Event(event));
            }
            Effect::Kill { instance } => {
                let event = Event::Ended { instance, exit: Exit::Signal(9), output: "".into() };
                self.later(1, Coming::Event(event));
            }
            Effect::Sweep { instance, .. } => {
                self.later(1, Coming::Event(Event::Swept { instance, killed: false }));
            }
            Effect::AnswerLaunch { answer: Ok(Launched { process, reused: false, .. }), .. }
                if process.identity.key.pattern.as_str() != "registry" =>
            {
                let life = 200 + self.random(9_000);
                self.later(life, Coming::Terminate(process.identity.process_id.to_string()));
            }
            _ => {}
        }
    }
}

fn manifest(pattern: &str) -> Manifest {
    let health = HealthCheck {
        probe: Probe::Notify,
        interval: Duration::from_secs(30),
        timeout: Duration::from_secs(5),
        failure_threshold: 3,
        success_threshold: 1,
        initial_delay: Duration::ZERO,
    };
    Manifest {
        name: PatternName::parse(pattern).expect("valid"),
        version: "1.0.0".into(),
        description: String::new(),
        author: String::new(),
        executable: "/bin/true".into(),
        args: Vec::new(),
        environment: Vec::new(),
        isolation_level: None,
        minimum_isolation: IsolationLevel::None,
        grace_period: Duration::from_secs(10),
        stop_signal: 15,
        startup_timeout: Duration::from_secs(30),
        health,
        fixed_health_port: None,
        resources: Resources::default(),
        filesystem: Filesystem::default(),
        restart: RestartBounds::default(),
        digest: "d".into(),
    }
}

/// What decides while the log is written: three voters, one of whom refuses bursts, which depends on the last minute.
fn policies() -> Value {
    json!({
        "modules": [
            {"name": "list", "builtin": "allowlist", "config": {"namespaces": ["tenant-*"]}},
            {"name": "quota", "builtin": "standard", "config": {"max_per_namespace": 8}},
            {"name": "total", "builtin": "standard", "config": {"max_total": 40, "max_starts_per_minute_per_namespace": 20}},
        ],
        "admission": ["list", "quota", "total"],
        "restart": "quota",
    })
}

/// Over ten thousand decisions, and who made them: one log for all tests, as modules take their time to compile.
fn shared() -> (&'static [LogLine], &'static [Module]) {
    static SHARED: OnceLock<(Vec<LogLine>, Vec<Module>)> = OnceLock::new();
    let (lines, modules) = SHARED.get_or_init(|| log_of(4_000, policies()));
    (lines, modules)
}

/// The log of so many launches.
fn log_of(launches: u64, policies: Value) -> (Vec<LogLine>, Vec<Module>) {
    let log = Arc::new(Log::default());
    let engine = Engine::new(log.clone()).expect("the machine lets us");
    let config: PoliciesConfig = serde_json::from_value(policies).expect("is valid");
    let modules: Vec<Module> = config
        .modules
        .iter()
        .cloned()
        .chain([ModuleSpec::builtin("standard")])
        .map(|spec| {
            let limits = Limits { time_ms: 60_000, ..spec.limits };
            Module::load(&engine, &spec.with_limits(limits)).expect("loads")
        })
        .collect();
    let set = PolicySet::new(&config.selection(), modules.clone()).expect("all are there");
    World::new(set).play(launches);
    (log.lines(), modules)
}

fn simulation(lines: &[LogLine], modules: &[Module]) -> Simulation {
    let mut survey = Survey::default();
    lines.iter().for_each(|line| survey.add(line));
    let mut simulation = Simulation::new(survey);
    for module in modules {
        simulation.know(ModuleRef::from(module), module.clone());
    }
    simulation
}

fn played(mut simulation: Simulation, lines: &[LogLine]) -> SimulationReport {
    lines.iter().for_each(|line| simulation.feed(line));
    simulation.finish()
}

fn decisions(lines: &[LogLine]) -> impl Iterator<Item = &Record> {
    lines.iter().filter_map(|line| match line {
        LogLine::Decision(record) => Some(&**record),
        LogLine::Event(_) => None,
    })
}

#[test]
fn ten_thousand_decisions_of_a_supervisor_played_again_are_the_same_and_so_is_every_number_they_saw() {
    let (lines, modules) = shared();
    let count = decisions(lines).count();
    assert!(count > 10_000, "{count}");
    let hooks: BTreeSet<_> = decisions(lines).map(|record| (record.hook(), record.answer.kind())).collect();
    assert!(hooks.len() >= 5, "allowed and refused, restarted and given up: {hooks:?}");

    let report = played(simulation(lines, modules), lines);
    assert_eq!((report.divergences, report.shown.first()), (0, None));
    assert_eq!((report.unaccounted, report.first_unaccounted.as_ref()), (0, None));
    assert!(report.accounted > 2_000 && report.endings > 200, "{report:?}");
    assert_eq!((report.joined, report.assumed, report.unanswerable, report.without_arrival), (0, 0, 0, 0));
    assert_eq!((report.decided, report.admitted), (report.arrivals, report.recorded_admitted));
    assert!(report.namespaces.values().all(|peak| peak.simulated == peak.recorded && peak.recorded > 0));
    let admitted: u64 = report.intervals.iter().map(|interval| interval.admitted).sum();
    assert_eq!(admitted, report.admitted);
    assert!(report.intervals.len() <= 24 && report.intervals.is_sorted_by_key(|interval| interval.from_ms));

    let mut replayer = Replayer::default();
    modules.iter().for_each(|module| replayer.know(ModuleRef::from(module), module.clone()));
    let mut replayed = ReplayReport::default();
    for record in decisions(lines) {
        replayed.add(record, &replayer.replay(record).expect("could have been asked"));
    }
    assert_eq!((replayed.verified, replayed.unverified), (replayed.records, 0));
}

#[test]
fn a_stricter_candidate_holds_its_own_bound_where_a_replay_counts_places_that_nobody_would_hold() {
    let (lines, modules) = shared();
    let stricter = || builtin("standard", json!({"max_per_namespace": 3})).expect("loads");
    let report = played(simulation(lines, modules).with_candidate("quota", stricter()), lines);
    assert!(report.divergences > 0 && report.admitted < report.recorded_admitted, "{report:?}");
    for (namespace, peak) in &report.namespaces {
        assert!(peak.simulated <= 3 && peak.recorded > 3, "{namespace}: {peak:?}");
    }
    let refused_here = report.decided - report.admitted;
    let replayer = Replayer::default().with_candidate(stricter());
    let mut open = ReplayReport::default();
    for record in decisions(lines).filter(|record| record.module.name == "quota") {
        open.add(record, &replayer.replay(record).expect("could have been asked"));
    }
    let refused_in_replay: u64 = open.matrix.iter().filter(|((_, to), _)| *to == "deny").map(|(_, count)| count).sum();
    assert!(refused_in_replay > refused_here, "{refused_in_replay} in a replay, {refused_here} here");
    assert_eq!(report.unaccounted, 0, "up to the first divergence everything is as it was");
    assert!(report.shown[0].recorded.is_some() && report.shown[0].process.contains("tenant-"), "{:?}", report.shown[0]);
}

#[test]
fn a_laxer_candidate_admits_what_the_log_refused_and_says_what_it_assumes_of_that() {
    let (lines, modules) = shared();
    let laxer = builtin("standard", json!({"max_per_namespace": 20})).expect("loads");
    let report = played(simulation(lines, modules).with_candidate("quota", laxer), lines);
    assert!(report.admitted + report.joined > report.recorded_admitted, "{report:?}");
    assert!(report.assumed > 0 && report.assumed_to_stay == 0, "others of each pattern went: {report:?}");
    assert!(report.peak.simulated <= 40, "the module after it, which the log did not ask there, still has its say");
    assert!(report.namespaces.values().any(|peak| peak.simulated > 8));
    assert!(report.namespaces.values().all(|peak| peak.simulated <= 20));
}

#[test]
fn a_candidate_that_gives_up_sooner_frees_places() {
    let (lines, modules) = shared();
    let hasty = builtin("standard", json!({"max_per_namespace": 8, "max_failures": 1})).expect("loads");
    let report = played(simulation(lines, modules).with_candidate("quota", hasty), lines);
    assert!(report.divergences > 0 && report.endings_of_none > 0, "{report:?}");
    let kinds: BTreeSet<_> =
        report.shown.iter().map(|shown| shown.simulated.as_ref().map_or("none", |answer| answer.kind())).collect();
    assert!(kinds.contains("give-up"), "{kinds:?}");
}

#[test]
fn a_log_that_lacks_its_beginning_says_that_its_numbers_do_not_add_up() {
    let (lines, modules) = shared();
    let rest = &lines[lines.len() * 9 / 10..];
    let report = played(simulation(rest, modules), rest);
    let first = report.first_unaccounted.expect("some processes began before");
    assert!(report.unaccounted > 0 && first.recorded.total > first.accounted.total, "{first:?}");
}

/// A log of one namespace by hand, asked of the supervisor's own kind: who decides is real, when is said.
struct ByHand {
    log: Arc<Log>,
    set: PolicySet,
}

impl ByHand {
    /// A quota of so many for each namespace decides.
    fn new(max: u32) -> Self {
        let log = Arc::new(Log::default());
        let engine = Engine::new(log.clone()).expect("the machine lets us");
        let config = json!({
            "modules": [{"name": "quota", "builtin": "standard", "config": {"max_per_namespace": max}}],
            "admission": ["quota"],
        });
        let config: PoliciesConfig = serde_json::from_value(config).expect("is valid");
        Self { log, set: PolicySet::load(&engine, &config).expect("loads") }
    }

    fn event(&self, event: LoggedEvent) {
        self.log.push(serde_json::to_string(&EventLine::new(event, WALL.0)).expect("is JSON"));
    }

    /// A launcher begins with an empty ledger.
    fn opened(&self, up_ms: u64) {
        let (processes_max, namespace_processes_max, session_processes_max) = (100, 100, 100);
        self.event(LoggedEvent::Opened { up_ms, processes_max, namespace_processes_max, session_processes_max });
    }

    /// `pattern` is asked for where the namespace holds so many; booked, where that is allowed.
    fn asked(&self, up_ms: u64, pattern: &str, held: u32) {
        self.event(LoggedEvent::Asked { up_ms, process: process(pattern) });
        let name = PatternName::parse(pattern).expect("valid");
        let request = prism_core::policy::Request { pattern: name, ..crate::support::request("tenant-a") };
        let usage = Usage { total_max: 100, namespace_max: 100, ..crate::support::usage(held) };
        let verdict = self.set.admission(&request, &crate::support::placement(), &usage, WALL);
        if matches!(verdict.outcome, Outcome::Answer(())) {
            self.booked(up_ms, pattern, true);
        }
    }

    fn booked(&self, up_ms: u64, pattern: &str, place: bool) {
        self.event(LoggedEvent::Booked { up_ms, process: process(pattern), place, starting: false });
    }

    /// Played with a quota of so many in the place of the one that decided.
    fn played_with(&self, max: u32) -> SimulationReport {
        let lines = self.log.lines();
        let modules: Vec<Module> = self.set.modules().cloned().collect();
        let candidate = builtin("standard", json!({"max_per_namespace": max})).expect("loads");
        played(simulation(&lines, &modules).with_candidate("quota", candidate), &lines)
    }
}

fn process(pattern: &str) -> Key {
    Key {
        pattern: pattern.to_owned(),
        level: IsolationLevel::Namespace.into(),
        namespace: Some("tenant-a".to_owned()),
        session: None,
        partition: None,
    }
}

#[test]
fn who_a_candidate_refused_has_no_place_in_the_next_launcher_that_adopts_it_either() {
    let log = ByHand::new(9);
    log.opened(0);
    log.asked(1_000, "a", 0);
    log.asked(2_000, "b", 1);
    // The next launcher finds both alive, on the same machine's clock.
    log.opened(5_000);
    log.booked(5_000, "a", true);
    log.booked(5_000, "b", true);
    let report = log.played_with(1);
    assert_eq!((report.admitted, report.recorded_admitted, report.divergences), (1, 2, 1));
    let peak = &report.namespaces["tenant-a"];
    assert_eq!((peak.simulated, peak.recorded), (1, 2), "b was refused here, whoever adopts it there");
}

#[test]
fn who_is_asked_for_again_after_it_went_is_decided_anew_though_it_was_refused_before() {
    let log = ByHand::new(9);
    log.opened(0);
    log.asked(1_000, "a", 0);
    log.asked(2_000, "b", 1);
    log.opened(5_000);
    log.booked(5_000, "b", true);
    log.booked(6_000, "b", false);
    log.asked(7_000, "b", 0);
    let report = log.played_with(1);
    // Nobody adopted a: it ended with the launcher that had started it.
    assert_eq!((report.admitted, report.divergences), (2, 1), "{report:?}");
}

#[test]
fn what_is_assumed_to_live_outlives_a_launcher_and_no_machine() {
    let asked_again_after = |up_ms| {
        let log = ByHand::new(1);
        log.opened(0);
        log.asked(1_000, "a", 0);
        log.asked(2_000, "b", 1);
        log.opened(up_ms);
        log.booked(up_ms, "a", true);
        log.asked(up_ms + 1_000, "b", 1);
        log.played_with(2)
    };
    let same_machine = asked_again_after(5_000);
    assert_eq!((same_machine.assumed, same_machine.joined), (1, 1), "b lives on: {same_machine:?}");
    assert_eq!(same_machine.peak.simulated, 2);
    let started_anew = asked_again_after(10);
    assert_eq!((started_anew.assumed, started_anew.joined), (2, 0), "nothing lives over that: {started_anew:?}");
}

#[test]
fn a_module_that_is_not_kept_is_counted_and_the_logs_answer_taken() {
    let (lines, modules) = shared();
    let known: Vec<Module> = modules.iter().filter(|module| &**module.name() != "total").cloned().collect();
    let begin = &lines[..lines.len() / 10];
    let report = played(simulation(begin, &known), begin);
    assert!(report.unanswerable > 0 && report.divergences == 0, "{report:?}");
}

#[test]
fn a_survey_knows_whose_place_a_candidate_can_take() {
    let (lines, _) = shared();
    let mut survey = Survey::default();
    lines.iter().for_each(|line| survey.add(line));
    let list = Module::load(engine(), &ModuleSpec::builtin("allowlist").with_config(json!({"namespaces": ["a"]})));
    let names: Vec<&str> = survey.replaceable_by(&list.expect("loads")).into_iter().collect();
    assert_eq!(names, ["list", "quota", "total"]);
    assert!(survey.arrivals() > 100);
}
