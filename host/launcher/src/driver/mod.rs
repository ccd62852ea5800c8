//! The driver: the one owner of the supervisor. Everything enters through [`Driver::run`] and leaves through `Driver::perform`.
//!
//! A plain thread that sleeps until the next event or deadline. It keeps what the supervisor must not know: descriptors, channels,
//! the clock.

mod journal;
mod living;
mod view;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use prism_core::Supervisor;
use prism_core::effect::{Effect, Launched, Spawn, Terminated};
use prism_core::event::{Event, Exit, Launch, Terminate, Ticket};
use prism_core::notice::Notice;
use prism_core::process::InstanceId;
use prism_core::refusal::Refusal;
use prism_core::supervisor::Forecast;
use prism_core::time::{Timestamp, UnixMillis};
use prism_spawner::{Enforcement, Reply, Spawner, SpawnerConfig};
use tokio::sync::oneshot;

use crate::metrics::Metrics;
use crate::notices;
use crate::probe::Target;
use crate::process::{Places, StateDir, prune, trim};
use living::{Living, Livings};

pub use journal::{Journal, Next};
pub use view::{Sample, View};

/// What happens outside and concerns the supervisor.
pub(crate) enum Input {
    /// As it is.
    Event(Event),
    /// A launch, and who waits for it.
    Launch(Box<Launch>, oneshot::Sender<Result<Launched, Refusal>>),
    /// A terminate, and who waits for it.
    Terminate(Terminate, oneshot::Sender<Result<Terminated, Refusal>>),
    /// What would become of a launch, and who wants to know.
    Forecast(Box<Launch>, oneshot::Sender<Forecast>),
    /// From the spawner with this number.
    Spawner(u64, Reply),
    /// A process said `READY=1`.
    Ready(i32),
    /// Something was decided before there was anything to supervise.
    Notice(Notice),
    /// Time to look after things: samples, sizes, the wall clock.
    Housekeep,
    /// Stop everything; tell when nothing is left.
    Drain(Duration, oneshot::Sender<()>),
}

/// The way to the driver, and what it publishes. Cheap to clone.
#[derive(Clone)]
pub struct Launcher {
    inputs: Sender<Input>,
    tickets: Arc<AtomicU64>,
    waiting: Arc<AtomicUsize>,
    waiting_max: usize,
    queued: Arc<AtomicUsize>,
    /// The processes as they are now.
    pub view: Arc<View>,
    /// What changed, in order.
    pub journal: Arc<Journal>,
    /// The driver's clock.
    pub clock: Clock,
    /// What this machine lets us enforce.
    pub enforcement: Arc<arc_swap::ArcSwapOption<Enforcement>>,
}

/// Where [`Timestamp::ZERO`] is.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    origin: Instant,
}

impl Clock {
    /// Starts now.
    #[must_use]
    pub fn start() -> Self {
        Self { origin: Instant::now() }
    }

    /// What it shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::after_origin(self.origin.elapsed())
    }

    /// Time since [`Timestamp::ZERO`].
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.origin.elapsed()
    }
}

/// The wall clock.
pub(crate) fn wall() -> UnixMillis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixMillis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

impl Launcher {
    pub(crate) fn new(inputs: Sender<Input>, clock: Clock, waiting_max: usize) -> Self {
        Self {
            inputs,
            tickets: Arc::default(),
            waiting: Arc::default(),
            waiting_max,
            queued: Arc::default(),
            view: Arc::default(),
            // More numbers a millisecond than changes: a run never reaches the first number of the next.
            journal: Arc::new(Journal::after_number(wall().0 << 10)),
            clock,
            enforcement: Arc::default(),
        }
    }

    pub(crate) fn next_ticket(&self) -> Ticket {
        Ticket(self.tickets.fetch_add(1, Ordering::Relaxed))
    }

    /// Asks for a process and waits for it. A caller that stops waiting stops nothing.
    pub(crate) async fn launch(&self, launch: Launch) -> Result<Launched, Refusal> {
        let waiting = self.wait_for(launch.ticket)?;
        let (reply, answer) = oneshot::channel();
        self.send(Input::Launch(Box::new(launch), reply));
        let answer = answer.await;
        waiting.answered();
        answer.unwrap_or(Err(Refusal::Draining))
    }

    /// What would become of a launch. None: the driver is gone.
    pub(crate) async fn forecast(&self, launch: Launch) -> Option<Forecast> {
        let (reply, answer) = oneshot::channel();
        self.send(Input::Forecast(Box::new(launch), reply));
        answer.await.ok()
    }

    /// Stops a process and waits until nothing of it is left.
    pub(crate) async fn terminate(&self, terminate: Terminate) -> Result<Terminated, Refusal> {
        let waiting = self.wait_for(terminate.ticket)?;
        let (reply, answer) = oneshot::channel();
        self.send(Input::Terminate(terminate, reply));
        let answer = answer.await;
        waiting.answered();
        answer.unwrap_or(Err(Refusal::Draining))
    }

    /// Stops everything and waits until nothing is left.
    pub(crate) async fn drain(&self, grace_max: Duration) {
        let (done, drained) = oneshot::channel();
        self.send(Input::Drain(grace_max, done));
        let _ = drained.await;
    }

    /// A driver that is gone takes nothing any more; whoever waits for an answer finds its channel closed.
    pub(crate) fn send(&self, input: Input) {
        let _ = self.inputs.send(input);
    }

    /// Callers that wait for an answer.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Processes that wait for a start permit.
    pub(crate) fn queued(&self) -> usize {
        self.queued.load(Ordering::Relaxed)
    }

    fn wait_for(&self, ticket: Ticket) -> Result<Waiting<'_>, Refusal> {
        let waiting = self.waiting.fetch_add(1, Ordering::Relaxed);
        let guard = Waiting { launcher: self, ticket, answered: false };
        if waiting < self.waiting_max {
            Ok(guard)
        } else {
            guard.answered();
            Err(Refusal::QueueFull { waiting, max: self.waiting_max })
        }
    }
}

/// A caller that waits. Dropped before its answer came, it tells the driver that nobody does any more.
struct Waiting<'a> {
    launcher: &'a Launcher,
    ticket: Ticket,
    answered: bool,
}

impl Waiting<'_> {
    fn answered(mut self) {
        self.answered = true;
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.launcher.waiting.fetch_sub(1, Ordering::Relaxed);
        if !self.answered {
            self.launcher.send(Input::Event(Event::Abandon(self.ticket)));
        }
    }
}

/// What the driver needs to be made.
pub(crate) struct Parts {
    pub(crate) supervisor: Supervisor,
    pub(crate) launcher: Launcher,
    pub(crate) inputs: Receiver<Input>,
    pub(crate) places: Places,
    pub(crate) state: Arc<StateDir>,
    pub(crate) spawner: SpawnerConfig,
    pub(crate) metrics: Arc<Metrics>,
    /// Where probes run.
    pub(crate) io: tokio::runtime::Handle,
}

/// See the module.
pub(crate) struct Driver {
    parts: Parts,
    spawner: Spawner,
    spawner_number: u64,
    livings: Livings,
    launching: HashMap<Ticket, oneshot::Sender<Result<Launched, Refusal>>>,
    terminating: HashMap<Ticket, oneshot::Sender<Result<Terminated, Refusal>>>,
    drained: Option<oneshot::Sender<()>>,
    done: bool,
    /// Who said READY=1 and is not known yet, each with its parents.
    early: Vec<Vec<i32>>,
}

/// Of these at most so many. 256: far more than start at a time, and every one of them is an instance's process or a stranger's.
const EARLY_MAX: usize = 256;

impl Driver {
    /// Starts the spawner.
    pub(crate) fn new(parts: Parts) -> std::io::Result<Self> {
        let spawner = start_spawner(&parts, 0)?;
        Ok(Self {
            parts,
            spawner,
            spawner_number: 0,
            livings: Livings::default(),
            launching: HashMap::new(),
            terminating: HashMap::new(),
            drained: None,
            done: false,
            early: Vec::new(),
        })
    }

    /// Runs until everything is drained.
    pub(crate) fn run(mut self) {
        while !self.done {
            let input = match self.parts.supervisor.next_deadline() {
                Some(deadline) => self.parts.inputs.recv_timeout(deadline - self.parts.launcher.clock.now()),
                None => self.parts.inputs.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match input {
                Ok(input) => self.take(input),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            self.parts.supervisor.handle_timeout(self.parts.launcher.clock.now());
            while let Some(effect) = self.parts.supervisor.poll_effect() {
                self.perform(effect);
            }
            self.parts.launcher.queued.store(self.parts.supervisor.queued(), Ordering::Relaxed);
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
            Input::Spawner(number, reply) if number == self.spawner_number => self.heard(reply),
            Input::Spawner(..) => {}
            Input::Ready(pid) => self.said_ready(pid),
            Input::Notice(notice) => self.tell(notice),
            Input::Housekeep => self.housekeep(),
            Input::Drain(grace_max, done) => {
                self.drained = Some(done);
                self.parts.launcher.view.begin_draining();
                self.handle(Event::Drain { grace_max });
            }
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Spawn(spawn) => self.spawn(*spawn),
            Effect::Probe { instance, attempt } => self.probe(instance, attempt),
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
                self.drained.take().map(|drained| drained.send(()));
            }
        }
    }

    fn spawn(&mut self, spawn: Spawn) {
        let instance = spawn.instance;
        let token = self.livings.next_token();
        let prepared = match self.parts.places.prepare(&spawn, token) {
            Ok(prepared) => prepared,
            Err(error) => return self.handle(Event::SpawnFailed { instance, error: error.to_string() }),
        };
        let living = Living::new(&spawn, prepared.surroundings);
        self.livings.insert(token, living);
        if let Err(error) = self.spawner.spawn(prepared.spec, prepared.output, prepared.reserved) {
            self.livings.remove(token);
            self.handle(Event::SpawnFailed { instance, error: format!("the spawner cannot be reached: {error}") });
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
        if let Err(error) = request(&self.spawner, token) {
            // The supervisor's deadline for it stands, and asks again.
            tracing::error!(%error, token, "the spawner cannot be reached");
        }
    }

    fn sweep(&mut self, instance: InstanceId, patience: Duration) {
        match self.livings.of(instance) {
            Some((_, living)) if !living.lost => {
                self.ask(instance, |spawner, token| spawner.sweep_within(token, patience));
            }
            // Its spawner is gone; the next one killed what was left before it said Hello.
            Some((token, _)) => {
                self.forget(token);
                self.handle(Event::Swept { instance, killed: true });
            }
            None => self.handle(Event::Swept { instance, killed: false }),
        }
    }

    fn heard(&mut self, reply: Reply) {
        match reply {
            Reply::Hello { enforcement } => self.parts.launcher.enforcement.store(Some(Arc::new(enforcement))),
            Reply::Spawned { token, pid, pidfd } => {
                let Some(living) = self.livings.spawned(token, pid, pidfd) else { return };
                let (instance, ports) = (living.instance, living.surroundings.ports);
                if let Err(error) = living.record(pid).map_or(Ok(()), |record| self.parts.state.write(token, &record)) {
                    tracing::warn!(%error, pid, "the instance could not be written down; a later launcher will not know it");
                }
                self.handle(Event::Spawned { instance, pid, ports });
                self.said_ready_before(pid);
            }
            Reply::SpawnFailed { token, error } => {
                if let Some(living) = self.livings.remove(token) {
                    self.handle(Event::SpawnFailed { instance: living.instance, error: error.to_string() });
                }
            }
            Reply::Exited { token, status, oom_killed, .. } => {
                let Some(living) = self.livings.get(token) else { return };
                let exit = match status {
                    _ if oom_killed => Exit::OutOfMemory,
                    prism_spawner::Exit::Code(code) => Exit::Code(code),
                    prism_spawner::Exit::Signal(signal) => Exit::Signal(signal),
                };
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
            Reply::Closed => self.replace_spawner(),
        }
    }

    fn forget(&mut self, token: u64) -> Option<Living> {
        self.parts.state.erase(token);
        self.livings.remove(token)
    }

    /// The spawner died. Everything it had is ended, as nobody could say any more how it ends; then a new one takes over.
    fn replace_spawner(&mut self) {
        if self.done {
            return;
        }
        tracing::error!(instances = self.livings.len(), "the spawner ended; its instances are ended and started anew");
        self.livings.kill_mains();
        self.spawner_number += 1;
        match start_spawner(&self.parts, self.spawner_number) {
            Ok(spawner) => self.spawner = spawner,
            Err(error) => tracing::error!(%error, "a new spawner cannot be started; launches fail"),
        }
        for (instance, spawned) in self.livings.lose() {
            let output = "the process that looked after it ended".into();
            if spawned {
                self.handle(Event::Ended { instance, exit: Exit::Signal(libc::SIGKILL), output });
            } else {
                self.handle(Event::SpawnFailed { instance, error: "the spawner ended".into() });
            }
        }
    }

    /// The process and its spawner speak on different ways: a quick one is heard before its own `Spawned`.
    fn said_ready(&mut self, pid: i32) {
        let lineage: Vec<i32> = crate::os::tree::ancestry(pid).collect();
        match lineage.iter().find_map(|pid| self.livings.by_pid(*pid)).and_then(Living::target_of) {
            Some((instance, target)) => self.handle(Event::Notified { instance, found: target.found() }),
            None if self.livings.awaits_any() && self.early.len() < EARLY_MAX => self.early.push(lineage),
            None => {}
        }
    }

    /// Hears what the process `pid` said before it was known.
    fn said_ready_before(&mut self, pid: i32) {
        if let Some(at) = self.early.iter().position(|lineage| lineage.contains(&pid)) {
            self.early.swap_remove(at);
            self.said_ready(pid);
        }
        // What is left then was said by nobody who is awaited.
        if !self.livings.awaits_any() {
            self.early.clear();
        }
    }

    fn housekeep(&mut self) {
        self.handle(Event::Clock(wall()));
        for (token, _) in self.livings.iter().filter(|(_, living)| living.has_pid()) {
            // One that cannot be asked now is asked next time.
            let _ = self.spawner.usage(token);
        }
        let files: HashSet<_> = self.livings.iter().map(|(_, living)| living.surroundings.log_file.clone()).collect();
        let logs = self.parts.places.logs.clone();
        self.parts.io.spawn_blocking(move || {
            for error in files.iter().filter_map(|file| trim(file).err()).chain(prune(&logs, &files).err()) {
                tracing::warn!(%error, "an output file cannot be kept within its bound");
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
                let (places, info) = (self.parts.places.clone(), info.clone());
                self.parts.io.spawn_blocking(move || places.clear(&info));
            }
            Notice::About(..) | Notice::Refused { .. } | Notice::PolicyFault { .. } => {}
        }
        self.parts.metrics.noticed(&notice);
        notices::log(&notice);
    }
}

fn start_spawner(parts: &Parts, number: u64) -> std::io::Result<Spawner> {
    let launcher = parts.launcher.clone();
    Spawner::start(parts.spawner.clone(), move |reply| launcher.send(Input::Spawner(number, reply)))
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
