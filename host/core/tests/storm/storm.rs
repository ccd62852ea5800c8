//! One storm, start to end.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use prism_core::Supervisor;
use prism_core::bounds::{Bounds, START_WINDOW};
use prism_core::effect::Effect;
use prism_core::event::Event;
use prism_core::notice::{Happening, Notice};
use prism_core::process::{BulkheadId, Generation, ProcessInfo, ProcessState};
use prism_core::record::Record;
use prism_core::time::{Timestamp, UnixMillis};

use crate::answers::AnyAnswer;
use crate::callers::Callers;
use crate::dice::Dice;
use crate::kernel::Kernel;

/// Steps of the longest storm.
const STEPS_MAX: usize = 200;
/// The longest restart delay, and the longest grace, of a storm.
const DELAY_MAX: Duration = Duration::from_secs(60);
/// Long enough for that, one after the other where there is one start permit.
const CALM: Duration = Duration::from_secs(3600);

/// Either nothing is wrong, or what is.
type Check = Result<(), String>;

/// The supervisor in its weather.
pub(crate) struct Storm {
    pub(crate) trace: Vec<String>,
    supervisor: Supervisor,
    bounds: Bounds,
    now: Timestamp,
    dice: Dice,
    placing: AnyAnswer,
    kernel: Kernel,
    callers: Callers,
    /// What notices say there is: what the launcher's read view would show.
    view: BTreeMap<BulkheadId, Arc<ProcessInfo>>,
    /// When each bulkhead was started.
    starts: BTreeMap<BulkheadId, Vec<Timestamp>>,
    /// What is written down for a next launcher.
    records: BTreeMap<BulkheadId, Record>,
    /// The largest generation of what was removed.
    generation_floor: Generation,
    draining: bool,
    drained: bool,
}

impl Storm {
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let bounds = Bounds {
            processes_max: dice.pick(&[2, 5, 20]),
            namespace_processes_max: dice.pick(&[2, 20]),
            session_processes_max: dice.pick(&[1, 20]),
            starts_max: dice.pick(&[1, 2, 10]),
            start_queue_max: dice.pick(&[0, 2, 20]),
            waiters_max: dice.pick(&[1, 3, 100]),
            failed_kept_max: dice.pick(&[0, 2, 20]),
            starts_per_window_max: dice.pick(&[1, 4, 30]),
            restart_delay_max: DELAY_MAX,
            grace_max: DELAY_MAX,
            quarantine: Duration::from_secs(dice.pick(&[1, 60])),
            mutable_environment: vec!["TENANT_*".to_owned()],
            ..Bounds::default()
        };
        let policy = Box::new(AnyAnswer::new(dice.roll()));
        Self {
            trace: Vec::new(),
            supervisor: Supervisor::new(bounds.clone(), policy, dice.roll(), UnixMillis(0)),
            bounds,
            now: Timestamp::ZERO,
            placing: AnyAnswer::new(dice.roll()),
            kernel: Kernel::default(),
            callers: Callers::default(),
            view: BTreeMap::new(),
            starts: BTreeMap::new(),
            records: BTreeMap::new(),
            generation_floor: Generation::default(),
            draining: false,
            drained: false,
            dice,
        }
    }

    pub(crate) fn rage(&mut self) -> Check {
        for _ in 0..self.dice.below(STEPS_MAX) {
            self.step()?;
        }
        if self.dice.percent(50) {
            self.calm()?;
        }
        self.drain()
    }

    fn step(&mut self) -> Check {
        match self.dice.below(100) {
            0..30 => match self.callers.launch(&mut self.dice, &self.placing) {
                Some(launch) => self.handle(Event::Launch(Box::new(launch))),
                None => Ok(()),
            },
            30..38 => self.terminate(),
            38..42 => {
                let ticket = self.callers.abandon(&mut self.dice);
                self.handle(Event::Abandon(ticket))
            }
            42..72 => self.hear(),
            72..80 => {
                self.kernel.mishap(&mut self.dice);
                Ok(())
            }
            80..87 => match self.kernel.nonsense(&mut self.dice) {
                Some(event) => self.handle(event),
                None => Ok(()),
            },
            87..88 => {
                let wall = UnixMillis(self.dice.roll() % 1_000_000);
                self.handle(Event::Clock(wall))
            }
            88..90 if !self.draining => self.relaunch(),
            90..92 => self.lose_spawner(),
            _ => self.wait(),
        }
    }

    fn terminate(&mut self) -> Check {
        let known: Vec<_> = self.view.values().map(|info| (info.identity.process_id.clone(), info.bulkhead)).collect();
        let terminate = if known.is_empty() || self.dice.percent(10) {
            self.callers.terminate(&mut self.dice, "ns:a:nobody", None)
        } else {
            let (process_id, bulkhead) = &known[self.dice.below(known.len())];
            self.callers.terminate(&mut self.dice, process_id, Some(*bulkhead))
        };
        self.handle(Event::Terminate(terminate))
    }

    /// The launcher is killed, and another one takes its place.
    fn relaunch(&mut self) -> Check {
        self.trace.push(format!("{} killed", self.now));
        self.callers.lose_all();
        self.view.clear();
        self.now = self.now + Duration::from_millis(self.dice.pick(&[1, 1_000, 100_000]));
        let policy = Box::new(AnyAnswer::new(self.dice.roll()));
        self.supervisor = Supervisor::new(self.bounds.clone(), policy, self.dice.roll(), UnixMillis(0));
        let alone = self.dice.percent(30);
        let left = self.kernel.outlive(&mut self.dice, &self.records, alone)?;
        // A number that no record has may be given to another bulkhead.
        self.starts.retain(|bulkhead, _| self.records.contains_key(bulkhead));
        self.handle(Event::Adopt { left, generation_floor: self.generation_floor })
    }

    /// The spawner is killed, and another one takes its place.
    fn lose_spawner(&mut self) -> Check {
        self.trace.push(format!("{} the spawner ends", self.now));
        self.kernel.fall_silent(&mut self.dice);
        while let Some(event) = self.kernel.last_word() {
            self.handle(event)?;
        }
        self.kernel.succeed(&mut self.dice);
        Ok(())
    }

    /// One piece of news arrives.
    fn hear(&mut self) -> Check {
        match self.kernel.tell(&mut self.dice) {
            Some(event) => self.handle(event),
            None => Ok(()),
        }
    }

    /// Time passes: from deadline to deadline, or past many at once.
    fn wait(&mut self) -> Check {
        let end = self.now + Duration::from_millis(self.dice.pick(&[0, 1, 50, 1_000, 15_000, 70_000]));
        if self.dice.percent(80) {
            while let Some(at) = self.supervisor.next_deadline().filter(|at| *at <= end) {
                self.now = self.now.max(at);
                self.time_out()?;
            }
        }
        // A launcher that was killed meanwhile came back later than that.
        self.now = self.now.max(end);
        self.time_out()
    }

    fn time_out(&mut self) -> Check {
        self.trace.push(format!("{} time", self.now));
        self.supervisor.handle_timeout(self.now);
        if self.supervisor.next_deadline().is_some_and(|next| next <= self.now) {
            return Err("a deadline is left behind".into());
        }
        self.settle()
    }

    /// All goes well for long enough: everyone who waits for a process has his answer then.
    fn calm(&mut self) -> Check {
        self.kernel.unstick(&mut self.dice);
        let end = self.now + CALM;
        self.clear_up(end)?;
        match self.callers.waiting() {
            (0, 0) => Ok(()),
            (launching, terminating) => {
                Err(format!("in calm weather {launching} wait for a launch and {terminating} for an end"))
            }
        }
    }

    /// Shuts down; for a while the weather may stay as it was.
    fn drain(&mut self) -> Check {
        self.kernel.kind = false;
        let grace_max = Duration::from_millis(self.dice.pick(&[0, 1_000, 60_000]));
        self.draining = true;
        self.handle(Event::Drain { grace_max })?;
        for _ in 0..self.dice.below(20) {
            self.step()?;
        }
        self.kernel.unstick(&mut self.dice);
        let end = self.now + CALM;
        self.clear_up(end)?;
        if !self.drained {
            return Err("the drain never ends".into());
        }
        let left = (self.callers.waiting(), self.kernel.trees.len(), self.supervisor.processes().count());
        if left == ((0, 0), 0, 0) { Ok(()) } else { Err(format!("after the drain there is left: {left:?}")) }
    }

    /// Tells all news, and lets time pass where there is none, until `end`.
    fn clear_up(&mut self, end: Timestamp) -> Check {
        loop {
            while let Some(event) = self.kernel.tell(&mut self.dice) {
                self.handle(event)?;
            }
            // Where nobody waits and nothing comes or goes, an hour of health checks shows nothing new.
            let settled = |info: &Arc<ProcessInfo>| matches!(info.state, ProcessState::Running | ProcessState::Failed);
            let busy = self.callers.waiting() != (0, 0) || !self.view.values().all(settled);
            match self.supervisor.next_deadline().filter(|at| *at <= end && busy) {
                Some(at) => self.now = self.now.max(at),
                None => return Ok(()),
            }
            self.time_out()?;
        }
    }

    fn handle(&mut self, event: Event) -> Check {
        self.trace.push(format!("{} > {}", self.now, name(&event)));
        self.supervisor.handle(self.now, event);
        self.settle()
    }

    /// Performs every effect and checks everything.
    fn settle(&mut self) -> Check {
        let effects: Vec<Effect> = std::iter::from_fn(|| self.supervisor.poll_effect()).collect();
        // As the launcher does: before what changes what lives, after what does not.
        let first = effects.iter().any(changes_what_lives);
        if first {
            effects.iter().for_each(|effect| self.write_down(effect));
        }
        for effect in &effects {
            // Killed between two effects: what follows was decided and is not done.
            if !self.draining && self.dice.below(1_000) == 0 {
                return self.relaunch();
            }
            self.trace.push(format!("{}   < {}", self.now, describe(effect)));
            if self.drained && !is_refusal(effect) {
                return Err("something follows the end of the drain".into());
            }
            self.perform(effect.clone())?;
        }
        if !first {
            effects.iter().for_each(|effect| self.write_down(effect));
        }
        self.supervisor.audit()?;
        self.check_caps()?;
        self.check_view()
    }

    /// Brings the record in line with the books.
    fn write_down(&mut self, effect: &Effect) {
        match effect {
            Effect::Notice(Notice::Changed(info)) => {
                self.records.extend(self.supervisor.record(info.bulkhead).map(|record| (info.bulkhead, record)));
            }
            Effect::Notice(Notice::Removed(info)) => {
                self.records.remove(&info.bulkhead);
                self.generation_floor = self.generation_floor.max(info.generation);
            }
            _ => {}
        }
    }

    fn perform(&mut self, effect: Effect) -> Check {
        let (kernel, dice) = (&mut self.kernel, &mut self.dice);
        match effect {
            Effect::Spawn(spawn) => {
                let starts = self.starts.entry(spawn.instance.bulkhead).or_default();
                starts.push(self.now);
                let before = starts.iter().rev().nth(self.bounds.starts_per_window_max);
                if before.is_some_and(|before| self.now.since(*before) < START_WINDOW) {
                    return Err("more starts in a minute than the budget allows".into());
                }
                kernel.spawn(dice, &spawn)
            }
            Effect::Probe { instance, attempt } => kernel.probe(dice, instance, attempt),
            Effect::Stop { instance, .. } => kernel.signal(dice, instance, 60),
            Effect::Kill { instance } => kernel.signal(dice, instance, 90),
            Effect::Sweep { instance, .. } => kernel.sweep(dice, instance),
            Effect::AnswerLaunch { ticket, answer } => self.callers.launched(ticket, &answer, kernel),
            Effect::AnswerTerminate { ticket, answer } => self.callers.terminated(ticket, &answer, kernel),
            Effect::Notice(notice) => self.note(notice),
            Effect::Drained => {
                self.drained = true;
                Ok(())
            }
        }
    }

    fn note(&mut self, notice: Notice) -> Check {
        match notice {
            Notice::Changed(info) => {
                let before = self.view.insert(info.bulkhead, info.clone());
                return if before == Some(info) { Err("a change that changes nothing".into()) } else { Ok(()) };
            }
            Notice::Removed(info) => {
                self.view.remove(&info.bulkhead);
            }
            Notice::About(identity, Happening::Ready { generation, .. } | Happening::Stopping { generation, .. }) => {
                self.kernel.past_its_start(&identity.key, generation);
            }
            _ => {}
        }
        Ok(())
    }

    fn check_caps(&self) -> Check {
        let trees = &self.kernel.trees;
        let of = |name: &str| {
            let is = |namespace: &&prism_core::names::Namespace| namespace.as_str() == name;
            trees.values().filter(|tree| tree.key.scope.namespace().filter(is).is_some()).count()
        };
        let most = of("a").max(of("b"));
        let within = self.kernel.starting() <= self.bounds.starts_max as usize
            && trees.len() <= self.bounds.processes_max as usize
            && most <= self.bounds.namespace_processes_max as usize;
        within.then_some(()).ok_or_else(|| "more trees than the caps allow".into())
    }

    /// Whoever only listens to notices knows exactly what there is.
    fn check_view(&self) -> Check {
        let told = self.view.values().map(|info| (**info).clone());
        match self.supervisor.processes().zip(told).find(|(is, told)| is != told) {
            Some((is, told)) => Err(format!("notices say {told:?}, it is {is:?}")),
            None if self.supervisor.processes().count() != self.view.len() => Err("notices miss a process".into()),
            None => Ok(()),
        }
    }
}

fn changes_what_lives(effect: &Effect) -> bool {
    matches!(effect, Effect::Spawn(_) | Effect::Stop { .. } | Effect::Kill { .. } | Effect::Sweep { .. })
}

fn is_refusal(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::AnswerLaunch { answer: Err(_), .. }
            | Effect::AnswerTerminate { answer: Err(_), .. }
            | Effect::Notice(Notice::Refused { .. } | Notice::StopRefused { .. })
    )
}

/// An event, short enough for a trace.
fn name(event: &Event) -> String {
    match event {
        Event::Launch(launch) => {
            let (id, digest) = (launch.key.qualified_id(), &launch.manifest.digest);
            format!("launch {} {id} {:?} {digest}", launch.ticket.0, launch.request.config)
        }
        Event::Adopt { left, .. } => {
            let one = |adopted: &prism_core::record::Adopted| {
                format!("{} {:?} {:?}", adopted.record.identity.process_id, adopted.record.stage, adopted.fate)
            };
            format!("adopt {:?}", left.iter().map(one).collect::<Vec<_>>())
        }
        other => format!("{other:?}"),
    }
}

fn describe(effect: &Effect) -> String {
    match effect {
        Effect::Spawn(spawn) => format!("spawn {} {:?}", spawn.identity.process_id, spawn.instance),
        Effect::AnswerLaunch { ticket, answer: Ok(launched) } => {
            format!("launched {} {}", ticket.0, launched.process.identity.process_id)
        }
        Effect::AnswerLaunch { ticket, answer: Err(refusal) } => format!("refused {} {refusal}", ticket.0),
        Effect::Notice(Notice::Changed(info)) => {
            let ProcessInfo { identity, state, healthy, generation, .. } = &**info;
            format!("changed {} {} {generation} {healthy}", identity.process_id, state.as_str())
        }
        Effect::Notice(Notice::Removed(info)) => format!("removed {}", info.identity.process_id),
        Effect::Notice(Notice::About(identity, happening)) => format!("{}: {happening}", identity.process_id),
        Effect::Notice(Notice::Refused { identity, refusal }) => format!("refused {}: {refusal}", identity.process_id),
        other => format!("{other:?}"),
    }
}
