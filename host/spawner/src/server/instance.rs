//! One instance, as the spawner knows it.

use std::os::fd::OwnedFd;
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::cgroup::Tree;
use crate::reply::Exit;

/// The first pause between two looks at a dying tree; a kill takes some hundred microseconds to some milliseconds.
const PAUSE_MIN: Duration = Duration::from_millis(1);
/// The longest: a tree that does not die (a process in an uninterruptible wait) costs next to nothing to watch.
const PAUSE_MAX: Duration = Duration::from_millis(200);

/// The longest between two looks at a tree that is given time: whoever waits for its end waits this much too long at most.
const PAUSE_SPARED_MAX: Duration = Duration::from_millis(20);

/// From `Spawned` to `Gone`.
pub(super) struct Instance {
    pub(super) pid: i32,
    pub(super) main: Main,
    pub(super) tree: Box<dyn Tree>,
    /// Its name among the others'.
    pub(super) cgroup: String,
    pub(super) stop_signal: i32,
    /// It was asked to stop.
    pub(super) asked: bool,
    /// Its main process is not our child: another spawner had started it.
    pub(super) adopted: bool,
    /// Bound, never listening: they keep the ports from everybody else. Closed with this value.
    pub(super) _reserved: Vec<OwnedFd>,
    pub(super) ending: Option<Ending>,
}

/// The main process.
pub(super) enum Main {
    /// In epoll, not reaped.
    Alive(Rc<OwnedFd>),
    /// `Exited` was sent, or would have been had there been a launcher: how, and whether its memory limit was why.
    Ended(Exit, bool),
}

/// The tree is being killed.
#[derive(Debug)]
pub(super) struct Ending {
    /// How many `Gone`s are owed. None after a mere `kill`: then the instance stays until it is swept.
    pub(super) owed: u32,
    /// Whether something lived that did not end by itself.
    pub(super) killed: bool,
    /// Whether the next look is set, so that no second one is.
    pub(super) is_set: bool,
    /// Nothing is killed before this time.
    spared_until: Option<Instant>,
    pause: Duration,
}

impl Default for Ending {
    fn default() -> Self {
        Self { owed: 0, killed: false, is_set: false, spared_until: None, pause: PAUSE_MIN }
    }
}

impl Ending {
    /// How long to wait before the next look.
    pub(super) fn next_pause(&mut self) -> Duration {
        let pause = self.pause;
        self.pause = (pause * 2).min(if self.spared_until.is_some() { PAUSE_SPARED_MAX } else { PAUSE_MAX });
        pause
    }

    /// Lets what is left live until `patience` is over. Never longer than was said before, unless nothing was.
    pub(super) fn spare(&mut self, patience: Duration, already_dying: bool) {
        let until = Instant::now() + patience;
        self.spared_until = match self.spared_until {
            _ if patience.is_zero() => None,
            None if already_dying => None,
            None => Some(until),
            Some(before) => Some(before.min(until)),
        };
    }

    /// Whether what is left is to be killed now.
    pub(super) fn is_due(&self) -> bool {
        self.spared_until.is_none_or(|until| until <= Instant::now())
    }
}

impl Instance {
    pub(super) fn main_lives(&self) -> bool {
        matches!(self.main, Main::Alive(_))
    }
}
