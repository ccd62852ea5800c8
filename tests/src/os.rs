//! The operating system, played: processes that do what the scenario says, when it says so.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use prism_core::effect::Spawn;
use prism_core::event::{Event, Exit, Probed};
use prism_core::manifest::Probe;
use prism_core::process::{InstanceId, Ports};
use prism_core::time::Timestamp;

use crate::pattern::Behaviour;
use crate::units::{After, Ending};

/// What every working pattern's probe finds.
const FOUND: Probed = Probed { serves_grpc: true };
/// The first process that is ever spawned.
const FIRST_PID: i32 = 101;
/// The first port that is ever given.
const FIRST_PORT: u16 = 20_001;

/// All processes, and what they will do.
#[derive(Default)]
pub(crate) struct Os {
    processes: BTreeMap<InstanceId, Process>,
    /// By time, then in the order in which it came about.
    coming: BTreeMap<(Timestamp, u64), Event>,
    scheduled: u64,
}

struct Process {
    id: Arc<str>,
    behaviour: Behaviour,
    notifies: bool,
    spawned_at: Timestamp,
    life: Life,
    /// What the scenario said of its health in a step.
    told: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Life {
    Ordered,
    Lives,
    Ended,
    Swept,
}

impl Os {
    /// When something happens next.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.coming.keys().next().map(|(at, _)| *at)
    }

    /// What happens next, where it still can.
    pub(crate) fn poll(&mut self) -> Option<Event> {
        let ((now, _), event) = self.coming.pop_first()?;
        match &event {
            Event::Spawned { instance, .. } => {
                let process = self.process(*instance)?;
                (process.life, process.spawned_at) = (Life::Lives, now);
                self.foresee(now, *instance);
            }
            Event::Notified { instance, .. } if self.process(*instance)?.life != Life::Lives => return None,
            Event::Ended { instance, .. } => self.moves(*instance, Life::Lives, Life::Ended)?,
            Event::Swept { instance, .. } => self.moves(*instance, Life::Ended, Life::Swept)?,
            _ => {}
        }
        Some(event)
    }

    /// A process is to be spawned.
    pub(crate) fn spawn(&mut self, now: Timestamp, spawn: &Spawn, behaviour: Behaviour) {
        let instance = spawn.instance;
        let number = u16::try_from(self.processes.len()).unwrap_or(0);
        let done = now + behaviour.spawn_takes.0;
        let event = match behaviour.spawn_fails.clone() {
            Some(error) => Event::SpawnFailed { instance, error },
            None => {
                let grpc = FIRST_PORT + number;
                let ports = Ports { grpc, health: grpc + 10_000, metrics: grpc + 20_000 };
                Event::Spawned { instance, pid: FIRST_PID + i32::from(number), ports }
            }
        };
        let process = Process {
            id: spawn.identity.process_id.clone(),
            behaviour,
            notifies: spawn.manifest.health.probe == Probe::Notify,
            spawned_at: done,
            life: Life::Ordered,
            told: None,
        };
        self.processes.insert(instance, process);
        self.schedule(done, event);
    }

    /// A process is probed.
    pub(crate) fn probe(&mut self, now: Timestamp, instance: InstanceId, attempt: u32) {
        let answer = self.processes.get(&instance).map_or(Err("no such process".into()), |process| process.answer(now));
        self.schedule(now, Event::Probed { instance, attempt, answer });
    }

    /// A process is asked to stop.
    pub(crate) fn stop(&mut self, now: Timestamp, instance: InstanceId) {
        if let Some(After(Some(takes))) = self.processes.get(&instance).map(|process| process.behaviour.stop_takes) {
            self.end(now + takes, instance, Exit::Code(0));
        }
    }

    /// A process gets SIGKILL.
    pub(crate) fn kill(&mut self, now: Timestamp, instance: InstanceId) {
        if let Some(process) = self.processes.get(&instance) {
            let at = now + process.behaviour.kill_takes.0;
            self.end(at, instance, Exit::Signal(9));
        }
    }

    /// What is left of a process's tree is given `patience`. Returns whether there is something.
    pub(crate) fn sweep(&mut self, now: Timestamp, instance: InstanceId, patience: Duration) -> bool {
        let left =
            self.processes.get(&instance).map_or(Some(Duration::ZERO), |process| process.behaviour.leftovers_take.0);
        let killed = left.is_none_or(|left| left > patience);
        self.schedule(now + left.unwrap_or(patience).min(patience), Event::Swept { instance, killed });
        left != Some(Duration::ZERO)
    }

    /// The process of this id that lives ends by itself. None: there is none.
    pub(crate) fn exit(&mut self, now: Timestamp, id: &str, Ending(exit): Ending) -> Option<()> {
        let instance = self.living(id)?;
        self.end(now, instance, exit);
        Some(())
    }

    /// From now on the process of this id that lives answers its health checks, or does not. None: there is none.
    pub(crate) fn set_health(&mut self, id: &str, answers: bool) -> Option<()> {
        let instance = self.living(id)?;
        self.process(instance)?.told = Some(answers);
        Some(())
    }

    /// What the trace calls an instance.
    pub(crate) fn name(&self, instance: InstanceId) -> String {
        let id = self.processes.get(&instance).map_or("nothing", |process| &process.id);
        format!("{id} generation {}", instance.generation)
    }

    fn living(&self, id: &str) -> Option<InstanceId> {
        let lives = |process: &Process| *process.id == *id && process.life == Life::Lives;
        self.processes.iter().rfind(|(_, process)| lives(process)).map(|(instance, _)| *instance)
    }

    fn process(&mut self, instance: InstanceId) -> Option<&mut Process> {
        self.processes.get_mut(&instance)
    }

    /// What a process that was just spawned will do by itself.
    fn foresee(&mut self, now: Timestamp, instance: InstanceId) {
        let Some(process) = self.processes.get(&instance) else { return };
        let (exits, ready) = (process.behaviour.exits, process.behaviour.ready_after.0.filter(|_| process.notifies));
        if let Some(exits) = exits {
            self.end(now + exits.after.0, instance, exits.with.0);
        }
        if let Some(ready) = ready {
            self.schedule(now + ready, Event::Notified { instance, found: FOUND });
        }
    }

    fn end(&mut self, at: Timestamp, instance: InstanceId, exit: Exit) {
        let Some(process) = self.processes.get(&instance) else { return };
        let output = process.behaviour.output.as_str().into();
        self.schedule(at, Event::Ended { instance, exit, output });
    }

    fn moves(&mut self, instance: InstanceId, from: Life, to: Life) -> Option<()> {
        let process = self.process(instance).filter(|process| process.life == from)?;
        process.life = to;
        Some(())
    }

    fn schedule(&mut self, at: Timestamp, event: Event) {
        self.scheduled += 1;
        self.coming.insert((at, self.scheduled), event);
    }
}

impl Process {
    fn answer(&self, now: Timestamp) -> Result<Probed, String> {
        let passed = |After(after): After| after.is_some_and(|after| now >= self.spawned_at + after);
        let ready = self.told.unwrap_or(passed(self.behaviour.ready_after));
        let ill = self.told.map_or(passed(self.behaviour.unhealthy_after), |answers| !answers);
        match (ready, ill) {
            (_, true) => Err("no answer in time".into()),
            (false, false) => Err("connection refused".into()),
            (true, false) => Ok(FOUND),
        }
    }
}
