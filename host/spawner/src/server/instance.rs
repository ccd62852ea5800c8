//! One instance, as the spawner knows it.

use std::os::fd::OwnedFd;
use std::rc::Rc;
use std::time::Duration;

use crate::cgroup::Tree;

/// The first pause between two looks at a dying tree; a kill takes some hundred microseconds to some milliseconds.
const PAUSE_MIN: Duration = Duration::from_millis(1);
/// The longest: a tree that does not die (a process in an uninterruptible wait) costs next to nothing to watch.
const PAUSE_MAX: Duration = Duration::from_millis(200);

/// From `Spawned` to `Gone`.
pub(super) struct Instance {
    pub(super) pid: i32,
    pub(super) main: Main,
    pub(super) tree: Box<dyn Tree>,
    pub(super) stop_signal: i32,
    /// Bound, never listening: they keep the ports from everybody else. Closed with this value.
    pub(super) _reserved: Vec<OwnedFd>,
    pub(super) ending: Option<Ending>,
}

/// The main process.
pub(super) enum Main {
    /// In epoll, not reaped.
    Alive(Rc<OwnedFd>),
    /// `Exited` was sent.
    Ended,
}

/// The tree is being killed.
#[derive(Debug)]
pub(super) struct Ending {
    /// How many `Gone`s are owed. None after a mere `kill`: then the instance stays until it is swept.
    pub(super) owed: u32,
    /// Whether the next look is set, so that no second one is.
    pub(super) is_set: bool,
    pause: Duration,
}

impl Default for Ending {
    fn default() -> Self {
        Self { owed: 0, is_set: false, pause: PAUSE_MIN }
    }
}

impl Ending {
    /// How long to wait before the next look.
    pub(super) fn next_pause(&mut self) -> Duration {
        let pause = self.pause;
        self.pause = (pause * 2).min(PAUSE_MAX);
        pause
    }
}

impl Instance {
    pub(super) fn main_lives(&self) -> bool {
        matches!(self.main, Main::Alive(_))
    }
}
