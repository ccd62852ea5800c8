//! The driver: the one owner of the supervisor. Everything enters through [`Driver::run`] and leaves through `Driver::perform`.
//!
//! A plain thread that sleeps until the next event or deadline. It keeps what the supervisor must not know: descriptors, channels,
//! the clock.
//!
//! Of each thing that was decided the record is written before anything is done, so that a next launcher finds what was meant.

mod clock;
mod heir;
mod journal;
mod launcher;
mod link;
mod living;
mod pulse;
mod ready;
mod recall;
mod records;
mod unattended;
mod view;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use prism_core::Supervisor;
use prism_core::effect::{Effect, Launched, Spawn, Terminated};
use prism_core::event::{Event, Ticket};
use prism_core::notice::Notice;
use prism_core::process::{BulkheadId, Generation, InstanceId};
use prism_core::refusal::Refusal;
use prism_spawner::{Enforcement, Reply, Spawner};
use tokio::sync::oneshot;

use crate::metrics::Metrics;
use crate::notices;
use crate::probe::Target;
use crate::process::{Entry, Left, Places, StateDir, prune};
use heir::{Inheritance, exit};
use link::{Kept, Survey};
use living::{Living, Livings, token};
use records::needs_its_record;
use unattended::Unattended;

pub use clock::Clock;
pub(crate) use clock::wall;
pub use journal::{Journal, Next};
pub(crate) use launcher::Input;
pub use launcher::Launcher;
pub(crate) use link::{Link, Patience};
pub(crate) use pulse::{SILENT_AFTER, keep_asking};
pub use view::{Sample, View};

/// What the driver needs to be made.
pub(crate) struct Parts {
    pub(crate) kit: Kit,
    pub(crate) link: Link,
    /// What an earlier launcher left.
    pub(crate) left: Left,
}

/// What the driver works with.
pub(crate) struct Kit {
    pub(crate) supervisor: Supervisor,
    pub(crate) launcher: Launcher,
    pub(crate) inputs: Receiver<Input>,
    pub(crate) places: Places,
    pub(crate) state: Arc<StateDir>,
    pub(crate) metrics: Arc<Metrics>,
    /// Where probes run.
    pub(crate) io: tokio::runtime::Handle,
}

/// See the module.
pub(crate) struct Driver {
    parts: Kit,
    link: Link,
    spawner_number: u64,
    /// Until everything that was left is taken up.
    inheritance: Option<Inheritance>,
    /// What a spawner that took the place of one that died tells.
    survey: Survey,
    /// What the one that died had, until it is known what the next one has of it.
    doubtful: HashSet<u64>,
    /// While what was left is taken up: what is on disk already.
    on_disk: HashMap<BulkheadId, Entry>,
    /// Bulkheads whose configuration the spawner remembers.
    remembered: HashSet<BulkheadId>,
    /// The largest generation of what was removed.
    generation_floor: Generation,
    livings: Livings,
    launching: HashMap<Ticket, oneshot::Sender<Result<Launched, Refusal>>>,
    terminating: HashMap<Ticket, oneshot::Sender<Result<Terminated, Refusal>>>,
    drained: Option<oneshot::Sender<()>>,
    leaving: Option<(Instant, oneshot::Sender<Link>)>,
    done: bool,
    /// Who said READY=1 and is not known yet, each with its parents.
    early: Vec<Vec<i32>>,
    /// Held once more by each removal of a work directory that is under way.
    clearing: Arc<()>,
    /// That the spawner does not answer was told.
    silence_told: bool,
    /// Who waits for its next word.
    listening: Vec<oneshot::Sender<()>>,
    /// What was asked to stop while there was no spawner.
    unattended: Unattended,
}

/// Between two tries to start a spawner. Short beside what waits for one, long beside what a try costs.
const SPAWNER_PAUSE: Duration = Duration::from_millis(500);

/// Longest wait for what is being removed when all else has ended. 5 s: some hundred thousand files; service managers wait for longer.
const CLEARING_MAX: Duration = Duration::from_secs(5);

impl Driver {
    /// Takes up what was left as soon as the spawner has told what there is.
    pub(crate) fn new(Parts { kit, link, left }: Parts) -> Self {
        Self {
            parts: kit,
            link,
            spawner_number: 0,
            inheritance: Some(Inheritance::of(left)),
            survey: Survey::new(),
            doubtful: HashSet::new(),
            on_disk: HashMap::new(),
            remembered: HashSet::new(),
            generation_floor: Generation::default(),
            livings: Livings::default(),
            launching: HashMap::new(),
            terminating: HashMap::new(),
            drained: None,
            leaving: None,
            done: false,
            early: Vec::new(),
            clearing: Arc::default(),
            silence_told: false,
            listening: Vec::new(),
            unattended: Unattended::default(),
        }
    }

    /// Runs until everything is drained, or another launcher is to have it.
    pub(crate) fn run(mut self) {
        while !self.done && !self.may_leave() {
            let input = match self.patience() {
                Some(patience) => self.parts.inputs.recv_timeout(patience),
                None => self.parts.inputs.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match input {
                Ok(input) => self.take(input),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            self.parts.supervisor.handle_timeout(self.parts.launcher.clock.now());
            self.settle();
            self.parts.launcher.queued.store(self.parts.supervisor.queued(), Ordering::Relaxed);
        }
        if self.done {
            self.await_clearing();
        }
        if let Some((_, gone)) = self.leaving {
            // Whoever wanted it has ended, and everything with it.
            let _ = gone.send(self.link);
        }
    }

    /// What was a tenant's is gone before the launcher is.
    fn await_clearing(&self) {
        let began = Instant::now();
        while Arc::strong_count(&self.clearing) > 1 {
            if began.elapsed() > CLEARING_MAX {
                return tracing::warn!("a work directory is still being removed; the next start removes what is left");
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// How long there is nothing to do by itself.
    fn patience(&self) -> Option<Duration> {
        let now = self.parts.launcher.clock.now();
        let deadline = self.parts.supervisor.next_deadline().map(|deadline| deadline - now);
        let leave = self.leaving.as_ref().map(|(at, _)| at.saturating_duration_since(Instant::now()));
        deadline.into_iter().chain(leave).min()
    }

    /// Whether it is time to leave everything to another launcher: what was decided is written down and done by now.
    fn may_leave(&self) -> bool {
        let nobody_waits = self.launching.is_empty() && self.terminating.is_empty();
        self.leaving.as_ref().is_some_and(|(at, _)| nobody_waits || *at <= Instant::now())
    }

    /// Writes down what was decided and does it, until nothing is left to do.
    fn settle(&mut self) {
        loop {
            let effects: Vec<Effect> = std::iter::from_fn(|| self.parts.supervisor.poll_effect()).collect();
            if effects.is_empty() {
                return;
            }
            let records = self.records_of(&effects);
            if effects.iter().any(needs_its_record) {
                self.write_down(&records);
                effects.into_iter().for_each(|effect| self.perform(effect));
            } else {
                effects.into_iter().for_each(|effect| self.perform(effect));
                self.write_down(&records);
            }
        }
    }

    fn handle(&mut self, event: Event) {
        self.parts.supervisor.handle(self.parts.launcher.clock.now(), event);
    }

    fn take(&mut self, input: Input) {
        match input {
            Input::Event(event) => {
                if let Event::Abandon(ticket) = event {
                    self.launching.remove(&ticket);
                    self.terminating.remove(&ticket);
                }
                self.handle(event);
            }
            Input::Launch(_, reply) if self.leaving.is_some() => drop(reply.send(Err(Refusal::Upgrading))),
            Input::Terminate(_, reply) if self.leaving.is_some() => drop(reply.send(Err(Refusal::Upgrading))),
            Input::LetGo(latest, gone) => self.leaving = Some((latest, gone)),
            Input::Launch(launch, reply) => {
                self.launching.insert(launch.ticket, reply);
                self.handle(Event::Launch(launch));
            }
            Input::Terminate(terminate, reply) => {
                self.terminating.insert(terminate.ticket, reply);
                self.handle(Event::Terminate(terminate));
            }
            Input::Forecast(launch, reply) => {
                let now = self.parts.launcher.clock.now();
                // Whoever asked may be gone.
                let _ = reply.send(self.parts.supervisor.forecast(now, &launch));
            }
            Input::Spawner(number, reply) if number == self.spawner_number => {
                self.heard_it(&reply);
                match self.inheritance.take() {
                    Some(inheritance) => self.heard_early(inheritance, reply),
                    None => self.heard(reply),
                }
            }
            Input::Spawner(..) => {}
            Input::Ready(pid) => self.said_ready(pid),
            Input::Notice(notice) => self.tell(notice),
            Input::Housekeep => self.housekeep(),
            Input::Beat => self.beat(),
            Input::Ping(somebody) => self.ask_for(somebody),
            Input::Drain(grace_max, done) => {
                self.drained = Some(done);
                self.parts.launcher.view.begin_draining();
                self.handle(Event::Drain { grace_max });
            }
            Input::Insist(done) => {
                self.kill_alone();
                // What is ended now is not to be taken up.
                self.parts.state.erase_all();
                self.link.spawner.shutdown();
                self.done = true;
                let _ = done.send(());
            }
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Spawn(spawn) => self.spawn(*spawn),
            Effect::Probe { instance, attempt } => self.probe(instance, attempt),
            Effect::Stop { instance, signal } if self.is_alone() => self.signal_alone(instance, signal),
            Effect::Kill { instance } if self.is_alone() => self.signal_alone(instance, libc::SIGKILL),
            Effect::Stop { instance, signal } => self.ask(instance, |spawner, token| spawner.stop(token, signal)),
            Effect::Kill { instance } => self.ask(instance, Spawner::kill),
            Effect::Sweep { instance, patience } => self.sweep(instance, patience),
            Effect::AnswerLaunch { ticket, answer } => {
                if let Some(reply) = self.launching.remove(&ticket) {
                    // Whoever asked may be gone by now; the process stays.
                    let _ = reply.send(answer);
                }
            }
            Effect::AnswerTerminate { ticket, answer } => {
                if let Some(reply) = self.terminating.remove(&ticket) {
                    let _ = reply.send(answer);
                }
            }
            Effect::Notice(notice) => self.tell(notice),
            Effect::Drained => {
                self.done = true;
                self.parts.state.erase_all();
                self.link.spawner.shutdown();
                self.drained.take().map(|drained| drained.send(()));
            }
        }
    }

    fn spawn(&mut self, spawn: Spawn) {
        let instance = spawn.instance;
        let token = token(instance);
        let prepared = match self.parts.places.prepare(&spawn, token) {
            Ok(prepared) => prepared,
            Err(error) => return self.handle(Event::SpawnFailed { instance, error: error.to_string() }),
        };
        let living = Living::new(&spawn, prepared.surroundings);
        let (process, began) = (living.process(), living.began(wall()));
        self.livings.insert(token, living);
        // What no next launcher could find again would be lost with this one.
        if let Err(error) = self.record(instance.bulkhead) {
            self.livings.remove(token);
            return self.handle(Event::SpawnFailed { instance, error: format!("it cannot be written down: {error}") });
        }
        match self.link.spawner.spawn(prepared.spec, prepared.output, prepared.reserved) {
            // Who keeps outputs is told while the spawner is at work.
            Ok(()) => {
                self.parts.launcher.pulse.asked();
                self.parts.launcher.outputs.began(process, began);
            }
            Err(error) => {
                self.livings.remove(token);
                self.handle(Event::SpawnFailed { instance, error: format!("the spawner cannot be reached: {error}") });
            }
        }
    }

    fn probe(&self, instance: InstanceId, attempt: u32) {
        let Some(target) = self.livings.of(instance).and_then(|(_, living)| living.target()) else { return };
        let launcher = self.parts.launcher.clone();
        let metrics = self.parts.metrics.clone();
        self.parts.io.spawn(async move {
            let answer = target.probe().await;
            metrics.probed(target.manifest.name.as_str(), answer.is_ok());
            launcher.send(Input::Event(Event::Probed { instance, attempt, answer }));
        });
    }

    fn ask(&mut self, instance: InstanceId, request: impl FnOnce(&Spawner, u64) -> std::io::Result<()>) {
        let Some((token, _)) = self.livings.of(instance) else { return };
        if let Err(error) = request(&self.link.spawner, token) {
            // The supervisor's deadline for it stands, and asks again.
            tracing::error!(%error, token, "the spawner cannot be reached");
        }
    }

    fn sweep(&mut self, instance: InstanceId, patience: Duration) {
        match self.livings.of(instance) {
            Some((_, living)) if !living.lost => {
                self.ask(instance, |spawner, token| spawner.sweep_within(token, patience));
            }
            // No spawner has it; a new one killed what was left before it said Hello.
            Some((token, _)) => {
                self.forget(token);
                self.handle(Event::Swept { instance, killed: true });
            }
            None => self.handle(Event::Swept { instance, killed: false }),
        }
    }

    fn heard(&mut self, reply: Reply) {
        match reply {
            Reply::Hello { enforcement } => self.show(enforcement),
            Reply::Spawned { token, pid, pidfd } => {
                let Some(living) = self.livings.spawned(token, pid, pidfd) else { return };
                let (instance, ports) = (living.instance, living.surroundings.ports);
                self.handle(Event::Spawned { instance, pid, ports });
                self.said_ready_before(pid);
            }
            Reply::SpawnFailed { token, error } => {
                if let Some(living) = self.livings.remove(token) {
                    self.handle(Event::SpawnFailed { instance: living.instance, error: error.to_string() });
                }
            }
            Reply::Exited { token, status, oom_killed, .. } => {
                let Some(living) = self.livings.get_mut(token) else { return };
                living.ended = true;
                let exit = exit((status, oom_killed));
                let (instance, output) = (living.instance, living.tail().into());
                self.handle(Event::Ended { instance, exit, output });
            }
            Reply::Gone { token, killed } => {
                if let Some(living) = self.forget(token) {
                    self.handle(Event::Swept { instance: living.instance, killed });
                }
            }
            Reply::Usage { token, cpu_time, memory_bytes } => {
                if let Some(living) = self.livings.get(token) {
                    let launcher = &self.parts.launcher;
                    launcher.view.set_usage(
                        &living.identity.process_id,
                        cpu_time,
                        launcher.clock.elapsed(),
                        memory_bytes,
                    );
                }
            }
            Reply::Kept { token, pid, pidfd, exited, asked } => {
                self.survey.insert(token, Kept { pid, pidfd, exited, asked });
            }
            Reply::Memo { .. } | Reply::Pong => {}
            Reply::KeptAll => {
                let survey = std::mem::take(&mut self.survey);
                self.survived(&survey);
            }
            Reply::Closed => self.replace_spawner(),
        }
    }

    /// What is enforced, for everyone to see.
    fn show(&self, machine: Enforcement) {
        let in_force = self.parts.places.guard.in_force(machine);
        self.parts.launcher.enforcement.store(Some(Arc::new(in_force)));
    }

    fn forget(&mut self, token: u64) -> Option<Living> {
        self.livings.remove(token)
    }

    /// The spawner died. Another one adopts what lives, and tells what that is.
    fn replace_spawner(&mut self) {
        if self.done {
            return;
        }
        tracing::error!(instances = self.livings.len(), "the spawner ended; another one takes its place");
        self.spawner_number += 1;
        self.survey.clear();
        self.doubtful = self.livings.iter().map(|(token, _)| token).collect();
        self.silence_told = false;
        let (launcher, places) = (&self.parts.launcher, &self.parts.places);
        let livings = self.livings.iter().map(|(_, living)| living);
        if let Err(error) = self.link.replace(launcher, self.spawner_number, places, livings) {
            // What lives lives on meanwhile; to end it would make a moment's want everyone's loss.
            tracing::error!(%error, "a new spawner cannot be started; launches fail until one can");
            self.parts.launcher.pulse.is_gone();
            self.look_after_unattended();
            return self.replace_spawner_later();
        }
        self.parts.launcher.pulse.is_back();
        self.remembered.clear();
        let known: Vec<_> = self.parts.supervisor.processes().map(|info| (info.bulkhead, info.config)).collect();
        known.iter().for_each(|(bulkhead, config)| self.remember(*bulkhead, config));
    }

    /// As if the one that could not be started had ended a moment later.
    fn replace_spawner_later(&self) {
        let (launcher, number) = (self.parts.launcher.clone(), self.spawner_number);
        self.parts.io.spawn(async move {
            tokio::time::sleep(SPAWNER_PAUSE).await;
            launcher.send(Input::Spawner(number, Reply::Closed));
        });
    }

    fn housekeep(&mut self) {
        self.handle(Event::Clock(wall()));
        // One that does not answer is not asked for more: once the link is full, each question would wait for a second.
        let is_well = self.parts.launcher.pulse.ailment().is_none();
        for (token, _) in self.livings.iter().filter(|(_, living)| is_well && living.has_pid()) {
            // One that cannot be asked now is asked next time.
            let _ = self.link.spawner.usage(token);
        }
        self.parts.launcher.outputs.look_at_all();
        let files: HashSet<_> = self.livings.iter().map(|(_, living)| living.surroundings.log_file.clone()).collect();
        let logs = self.parts.places.logs.clone();
        self.parts.io.spawn_blocking(move || {
            if let Err(error) = prune(&logs, &files) {
                tracing::warn!(%error, "output files cannot be kept within their number");
            }
        });
    }

    fn tell(&self, notice: Notice) {
        let launcher = &self.parts.launcher;
        match &notice {
            Notice::Changed(info) => {
                if launcher.view.by_id(&info.identity.process_id).is_some_and(|known| known == *info) {
                    return;
                }
                if info.pid.is_none() {
                    launcher.view.forget_usage(&info.identity.process_id);
                }
                launcher.journal.append(info.clone(), || launcher.view.set(info));
            }
            Notice::Removed(info) => {
                launcher.journal.append(info.clone(), || launcher.view.remove(info));
                launcher.outputs.gone(launcher.outputs.of(info));
                let (places, info, clearing) = (self.parts.places.clone(), info.clone(), self.clearing.clone());
                self.parts.io.spawn_blocking(move || {
                    places.clear(&info);
                    drop(clearing);
                });
            }
            Notice::About(..) | Notice::Refused { .. } | Notice::StopRefused { .. } | Notice::PolicyFault { .. } => {}
        }
        self.parts.metrics.noticed(&notice);
        notices::log(&notice);
    }
}

impl Living {
    fn target_of(&self) -> Option<(InstanceId, Target)> {
        self.target().map(|target| (self.instance, target))
    }

    fn target(&self) -> Option<Target> {
        let (surroundings, manifest) = (self.surroundings.clone(), self.manifest.clone());
        self.pid.map(|pid| Target { pid, surroundings, manifest })
    }
}
