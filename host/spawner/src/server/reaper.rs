//! Zombies of processes that were handed to us: reaped together, at most once a second.
//!
//! Main processes are noticed by their pidfds; this is only housekeeping. It is bounded and rare because `waitid(P_ALL)` looks
//! through all children (7.9 ms at 10,000). It peeks before it reaps, so it cannot steal a main process' status.

use std::io;
use std::time::{Duration, Instant};

use super::Server;
use super::timers::Timer;
use crate::sys::{self, Which};

/// Between two rounds. A zombie costs 11 KiB and a place in the pids limit meanwhile.
const PAUSE: Duration = Duration::from_secs(1);
/// In one round; more are left to the next one, which then follows soon.
const REAPED_MAX: usize = 64;

/// When the last round was and whether the next one is set.
#[derive(Debug, Default)]
pub(super) struct Reaper {
    last: Option<Instant>,
    is_set: bool,
}

impl Server {
    /// SIGCHLD: some child ended, one that we know or one that we were handed.
    pub(super) fn on_signal(&mut self) {
        let mut block = [0; 128 * 8];
        while matches!(rustix::io::read(&self.signals, &mut block), Ok(1..)) {}
        let now = Instant::now();
        let earliest = self.reaper.last.map_or(now, |last| now.max(last + PAUSE));
        self.set_reaper(earliest);
    }

    fn set_reaper(&mut self, at: Instant) {
        if !self.reaper.is_set {
            self.reaper.is_set = true;
            self.timers.set(at, Timer::Reap);
        }
    }

    pub(super) fn reap_orphans(&mut self) {
        let now = Instant::now();
        self.reaper = Reaper { last: Some(now), is_set: false };
        for _ in 0..REAPED_MAX {
            match sys::peek_ended_child() {
                Some(pid) if self.reap_one(pid).is_ok() => {}
                _ => return,
            }
        }
        self.set_reaper(now + PAUSE / 100);
    }

    fn reap_one(&mut self, pid: i32) -> io::Result<()> {
        match self.mains.get(&pid) {
            Some(&token) => self.main_ended(token),
            None => drop(sys::reap(Which::Pid(pid))?),
        }
        Ok(())
    }
}
