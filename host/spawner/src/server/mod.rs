//! The spawner's loop: one thread, one epoll, nothing that waits for anybody.
//!
//! ```text
//!            ┌───────────── epoll ─────────────┐
//!   link ────┤ requests  -> instances          │
//!   door ────┤ a caller  -> the next link      │
//!   pidfds ──┤ main ended -> Exited            ├──> outbox ──> link
//!   SIGCHLD ─┤ orphans   -> reaped, each second│
//!   timers ──┤ endings   -> killed, Gone       │
//!            └─────────────────────────────────┘
//! ```
//!
//! Invariants: nothing here blocks, except a spawn until its execve and the clearing of leftovers before the first request;
//! nothing panics on what the launcher or an instance does; each event is handled by asking the kernel again (`WNOHANG`), so a
//! stale one does nothing.

mod endings;
mod instance;
mod orphans;
mod outbox;
mod reaper;
mod spawning;
mod timers;

use std::collections::BTreeMap;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, OwnedFd};
use std::process::ExitCode;
use std::rc::Rc;
use std::time::Instant;

use rustix::event::Timespec;
use rustix::event::epoll::{self, EventData, EventFlags};
use rustix::net::sockopt;

use self::instance::Instance;
use self::orphans::Orphans;
use self::outbox::Outbox;
use self::timers::{Timer, Timers};
use crate::cgroup::{self, Backend};
use crate::child::Launchpad;
use crate::hardening::Machine;
use crate::link::{self, Frame, Received, Wait};
use crate::reply::Enforcement;
use crate::sys;
use crate::wire::{self, Answer, Request, Settings};

/// The tokens that no instance may have: these and all above [`RESERVED`].
const LINK: u64 = u64::MAX;
const SIGNALS: u64 = u64::MAX - 1;
const DOOR: u64 = u64::MAX - 2;
const CALLER: u64 = u64::MAX - 3;
const RESERVED: u64 = CALLER;
/// Requests handled before exits are looked at again: a spawn takes up to a few milliseconds.
const REQUESTS_PER_TURN: usize = 8;
/// Events taken at once.
const EVENTS_PER_TURN: usize = 64;

/// Serves one launcher after another, the first over `link`, until none comes any more and everything that was started is gone.
///
/// To be called first thing in a process of its own, which must own no descriptor but 0, 1, 2 and `link` (others are closed) and
/// have no other thread. The link must be the first request's source: [`crate::Spawner::start`] sees to both.
#[must_use]
pub fn run(link: OwnedFd) -> ExitCode {
    match Server::start(link) {
        Ok(Some(mut server)) => server.serve(),
        Ok(None) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

pub(super) struct Server {
    settings: Settings,
    backend: Box<dyn Backend>,
    machine: Machine,
    launchpad: Launchpad,
    epoll: OwnedFd,
    signals: OwnedFd,
    /// None while there is no launcher.
    link: Option<OwnedFd>,
    /// What the first launcher wants kept for the next ones, the door first.
    kept: Vec<OwnedFd>,
    /// Somebody came in by the door and has not said what for.
    caller: Option<OwnedFd>,
    buffer: Vec<u8>,
    outbox: Outbox,
    timers: Timers,
    reaper: reaper::Reaper,
    orphans: Orphans,
    nofile: (u64, u64),
    instances: BTreeMap<u64, Instance>,
    /// What launchers want remembered. As many as they have bulkheads, so it is theirs to bound.
    memos: BTreeMap<u64, Vec<u8>>,
    /// Whose main process this is; only mains that were not reaped.
    mains: BTreeMap<i32, u64>,
}

impl Server {
    /// `None`: the launcher went away before it said anything.
    fn start(link: OwnedFd) -> io::Result<Option<Self>> {
        let link = sys::arrange_descriptors(link)?;
        let signals = sys::silence_signals()?;
        // It fails for a process that leads a group already, which is just as good.
        let _ = rustix::process::setsid();
        rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
        let nofile = spawning::raise_nofile();
        let Some((settings, kept)) = first_request(&link)? else { return Ok(None) };
        // Who made the pair of sockets. Not our parent: where the launcher has died, that is somebody else.
        let launcher = sockopt::socket_peercred(&link)?.pid.as_raw_pid();
        let backend = cgroup::detect(&settings, launcher);
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        epoll::add(&epoll, &link, EventData::new_u64(LINK), EventFlags::IN)?;
        epoll::add(&epoll, &signals, EventData::new_u64(SIGNALS), EventFlags::IN)?;
        if let Some(door) = kept.first() {
            // Whoever knocked may be gone before the door is opened.
            rustix::io::ioctl_fionbio(door, true)?;
            epoll::add(&epoll, door, EventData::new_u64(DOOR), EventFlags::IN)?;
        }
        Ok(Some(Self {
            settings,
            backend,
            machine: Machine::probe(),
            launchpad: Launchpad::new()?,
            epoll,
            signals,
            link: Some(link),
            kept,
            caller: None,
            buffer: link::buffer(),
            outbox: Outbox::default(),
            timers: Timers::default(),
            reaper: reaper::Reaper::default(),
            orphans: Orphans::default(),
            nofile,
            instances: BTreeMap::new(),
            memos: BTreeMap::new(),
            mains: BTreeMap::new(),
        }))
    }

    fn serve(&mut self) -> ExitCode {
        self.answer(Answer::Hello(self.enforcement()));
        while !self.is_finished() {
            if self.turn().is_err() {
                self.end_everything();
                return ExitCode::FAILURE;
            }
        }
        if !self.orphans.are_released() {
            self.end_everything();
        }
        ExitCode::SUCCESS
    }

    fn enforcement(&self) -> Enforcement {
        Enforcement { hardening: self.machine.report(), ..self.backend.enforcement() }
    }

    /// Exits first: they are what somebody waits for, and their pids must be known to be free before orphans are reaped.
    fn turn(&mut self) -> io::Result<()> {
        let ready = self.wait()?;
        for &token in ready.iter().filter(|&&token| token < RESERVED) {
            self.main_ended(token);
        }
        if ready.contains(&LINK) {
            self.on_link();
        }
        if ready.contains(&CALLER) {
            self.on_caller();
        }
        if ready.contains(&DOOR) {
            self.on_door();
        }
        if ready.contains(&SIGNALS) {
            self.on_signal();
        }
        for timer in self.timers.due(Instant::now()) {
            self.on_timer(timer);
        }
        Ok(())
    }

    fn wait(&self) -> io::Result<Vec<u64>> {
        let timeout = self.timers.next().map(|at| timespec(at.saturating_duration_since(Instant::now())));
        let mut space = [const { MaybeUninit::<epoll::Event>::uninit() }; EVENTS_PER_TURN];
        match epoll::wait(&self.epoll, &mut space, timeout.as_ref()) {
            Ok((events, _)) => Ok(events.iter().map(|event| event.data.u64()).collect()),
            Err(rustix::io::Errno::INTR) => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }

    fn on_timer(&mut self, timer: Timer) {
        match timer {
            Timer::Ending(token) => self.look_again(token),
            Timer::Reap => self.reap_orphans(),
            Timer::Orphaned => self.orphaned(),
            Timer::GraceOver => self.grace_over(),
        }
    }

    fn on_link(&mut self) {
        self.flush();
        for _ in 0..REQUESTS_PER_TURN {
            if self.outbox.is_full() || !self.take_request() {
                break;
            }
        }
        self.watch_link();
    }

    /// The next request; false where there is none.
    pub(super) fn take_request(&mut self) -> bool {
        let Some(link) = &self.link else { return false };
        match link::receive(link.as_fd(), &mut self.buffer, Wait::No) {
            Ok(Received::Frame(frame)) => self.on_frame(frame),
            Ok(Received::Noise) => {}
            // Nothing there, or no memory to take it: it is there still, and epoll says so again.
            Err(error) if !link::is_gone(&error) => return false,
            Ok(Received::Closed) | Err(_) => {
                self.link_closed();
                return false;
            }
        }
        true
    }

    /// What cannot be read is dropped: both ends are one executable, so it is noise, and there is nobody to answer.
    fn on_frame(&mut self, frame: Frame) {
        match wire::decode(&frame.body) {
            Some(Request::Spawn(spec)) => self.spawn(spec, frame.descriptors),
            Some(Request::Stop { token, signal }) => self.stop(token, signal),
            Some(Request::Kill { token }) => self.kill(token),
            Some(Request::Sweep { token, patience }) => self.sweep(token, patience),
            Some(Request::Usage { token }) => self.usage(token),
            Some(Request::Adopt(spec)) => self.adopt(spec, frame.descriptors),
            Some(Request::Remember { key, memo }) => drop(self.memos.insert(key, memo)),
            Some(Request::Forget { key }) => drop(self.memos.remove(&key)),
            Some(Request::Survey) => self.survey(),
            Some(Request::Finish) => self.orphans.finish(),
            Some(Request::Configure(settings)) => self.configure(settings),
            None => {}
        }
    }

    fn answer(&mut self, answer: Answer) {
        self.answer_with(&answer, None);
    }

    fn answer_with(&mut self, answer: &Answer, descriptor: Option<Rc<OwnedFd>>) {
        if !self.orphans.are_introduced() {
            return;
        }
        self.outbox.push(wire::encode(answer), descriptor);
        self.flush();
        self.watch_link();
    }

    fn flush(&mut self) {
        let Some(link) = &self.link else { return self.outbox.clear() };
        if self.outbox.flush(link.as_fd()).is_err() {
            // The launcher is gone; the link's own event says so, and `link_closed` is the one place that acts on it.
            self.outbox.clear();
        }
    }

    /// Listens for what there is to do on the link: no reading while the launcher does not read.
    fn watch_link(&mut self) {
        let Some(link) = self.link.as_ref().filter(|_| !self.orphans.are_ending()) else { return };
        let mut flags = EventFlags::empty();
        flags.set(EventFlags::IN, !self.outbox.is_full());
        flags.set(EventFlags::OUT, !self.outbox.is_empty());
        if self.outbox.watched != Some(flags) {
            self.outbox.watched = Some(flags);
            let _ = epoll::modify(&self.epoll, link, EventData::new_u64(LINK), flags);
        }
    }

    fn is_finished(&self) -> bool {
        self.orphans.are_released() || self.orphans.are_ending() && self.instances.is_empty()
    }
}

fn first_request(link: &OwnedFd) -> io::Result<Option<(Settings, Vec<OwnedFd>)>> {
    let mut buffer = link::buffer();
    match link::receive(link.as_fd(), &mut buffer, Wait::Yes)? {
        Received::Closed => Ok(None),
        Received::Frame(frame) => match wire::decode(&frame.body) {
            Some(Request::Configure(settings)) => Ok(Some((settings, frame.descriptors))),
            _ => Err(io::ErrorKind::InvalidData.into()),
        },
        Received::Noise => Err(io::ErrorKind::InvalidData.into()),
    }
}

fn timespec(duration: std::time::Duration) -> Timespec {
    // Rounded up to epoll's millisecond, or a deadline half a millisecond away would be polled for in a loop.
    let millis = i64::try_from(duration.as_micros().div_ceil(1000)).unwrap_or(i64::MAX / 1000);
    Timespec { tv_sec: millis / 1000, tv_nsec: millis % 1000 * 1_000_000 }
}
