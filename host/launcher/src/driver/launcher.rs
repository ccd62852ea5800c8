//! What others hold of the driver: the way to it, and what it publishes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use prism_core::effect::{Launched, Terminated};
use prism_core::event::{Event, Launch, Terminate, Ticket};
use prism_core::notice::Notice;
use prism_core::refusal::Refusal;
use prism_core::supervisor::Forecast;
use prism_spawner::{Enforcement, Reply};
use tokio::sync::oneshot;

use super::clock::{Clock, wall};
use super::journal::Journal;
use super::link::Link;
use super::pulse::Pulse;
use super::view::View;
use crate::output::Outputs;

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
    /// Time to look whether the spawner answers.
    Beat,
    /// Somebody waits for its next word.
    Ping(oneshot::Sender<()>),
    /// Stop everything; tell when nothing is left.
    Drain(Duration, oneshot::Sender<()>),
    /// Wait for nothing any more: the spawner ends what is left.
    Insist(oneshot::Sender<()>),
    /// Begin nothing new, and when nobody waits any more, or then at the latest, end and leave everything as it is.
    LetGo(Instant, oneshot::Sender<Link>),
}

/// The way to the driver, and what it publishes. Cheap to clone.
#[derive(Clone)]
pub struct Launcher {
    inputs: Sender<Input>,
    tickets: Arc<AtomicU64>,
    waiting: Arc<AtomicUsize>,
    waiting_max: usize,
    pub(super) queued: Arc<AtomicUsize>,
    /// The spawner ended before everything that was left was taken up.
    pub(super) lost_spawner: Arc<AtomicBool>,
    /// Processes that were ended without a spawner.
    pub(super) unattended: Arc<AtomicUsize>,
    /// Whether the spawner answers.
    pub(crate) pulse: Arc<Pulse>,
    /// The processes as they are now.
    pub view: Arc<View>,
    /// What changed, in order.
    pub journal: Arc<Journal>,
    /// The driver's clock.
    pub clock: Clock,
    /// What this machine lets us enforce.
    pub enforcement: Arc<arc_swap::ArcSwapOption<Enforcement>>,
    /// What instances write.
    pub(crate) outputs: Outputs,
}

impl Launcher {
    pub(crate) fn new(inputs: Sender<Input>, clock: Clock, waiting_max: usize, outputs: Outputs) -> Self {
        Self {
            inputs,
            tickets: Arc::default(),
            waiting: Arc::default(),
            waiting_max,
            queued: Arc::default(),
            lost_spawner: Arc::default(),
            unattended: Arc::default(),
            pulse: Arc::default(),
            view: Arc::default(),
            // More numbers a millisecond than changes: a run never reaches the first number of the next.
            journal: Arc::new(Journal::after_number(wall().0 << 10)),
            clock,
            enforcement: Arc::default(),
            outputs,
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
        answer.unwrap_or_else(|_| Err(self.why_it_ends()))
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
        answer.unwrap_or_else(|_| Err(self.why_it_ends()))
    }

    /// What whoever waited for a driver that has ended is told.
    pub(crate) fn why_it_ends(&self) -> Refusal {
        if self.view.is_upgrading() { Refusal::Upgrading } else { Refusal::Draining }
    }

    /// From here on whoever is not answered is told to ask again, and ask the next launcher.
    pub(crate) fn begin_upgrading(&self) {
        self.view.begin_upgrading();
    }

    /// Lets go of everything, for another launcher: what is under way may come to its end, at most for `in_flight_max`, and nothing new is
    /// begun. Comes back with the link, over which nothing is said any more; it is to be kept until somebody else has the spawner.
    pub(crate) async fn let_go(&self, in_flight_max: Duration) -> Option<Link> {
        let (done, gone) = oneshot::channel();
        self.send(Input::LetGo(Instant::now() + in_flight_max, done));
        gone.await.ok()
    }

    /// Stops everything and waits until nothing is left.
    pub(crate) async fn drain(&self, grace_max: Duration) {
        let (done, drained) = oneshot::channel();
        self.send(Input::Drain(grace_max, done));
        let _ = drained.await;
    }

    /// Leaves what is left to the spawner, to be ended. The driver ends.
    pub(crate) async fn insist(&self) {
        let (done, insisted) = oneshot::channel();
        self.send(Input::Insist(done));
        let _ = insisted.await;
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

    /// Whether what was left cannot be taken up, as there is nobody to tell what there is.
    pub(crate) fn is_without_spawner(&self) -> bool {
        self.lost_spawner.load(Ordering::Relaxed)
    }

    /// How many processes the launcher had to end by itself, as there was no spawner.
    pub(crate) fn unattended(&self) -> usize {
        self.unattended.load(Ordering::Relaxed)
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
