//! What happens when the launcher is gone: the one place that decides it.
//!
//! Now: each instance gets its stop signal, has `orphan_grace` to end, is killed, and the spawner ends with the last of them.
//! A launcher that comes back and takes its instances over would be let in here: `link_closed` would listen for it instead.

use std::time::Instant;

use rustix::event::epoll;

use super::Server;
use super::timers::Timer;
use crate::process;

/// Rounds of the last kill; each finds what the one before had made orphans.
const LAST_ROUNDS_MAX: u32 = 100;

/// Whether there is still a launcher.
#[derive(Debug, Default)]
pub(super) struct Orphans {
    over: bool,
}

impl Orphans {
    pub(super) fn is_over(&self) -> bool {
        self.over
    }
}

impl Server {
    pub(super) fn link_closed(&mut self) {
        self.orphans.over = true;
        // Not closed: a launcher that only said that it has no more requests still hears how its instances end.
        let _ = epoll::delete(&self.epoll, &self.link);
        self.timers.set(Instant::now() + self.settings.orphan_grace, Timer::GraceOver);
        let tokens: Vec<u64> = self.instances.keys().copied().collect();
        for token in tokens {
            self.end_orphan(token);
        }
    }

    fn end_orphan(&mut self, token: u64) {
        match self.instances.get(&token) {
            Some(instance) if instance.main_lives() => self.stop(token, instance.stop_signal),
            _ => self.sweep_orphan(token),
        }
    }

    /// What outlives its main process has nobody to sweep it but us.
    pub(super) fn orphan_exited(&mut self, token: u64) {
        if self.orphans.is_over() {
            self.sweep_orphan(token);
        }
    }

    /// As if the launcher had asked for it, once.
    fn sweep_orphan(&mut self, token: u64) {
        if let Some(instance) = self.instances.get_mut(&token) {
            let ending = instance.ending.get_or_insert_default();
            ending.owed = ending.owed.max(1);
            self.continue_ending(token);
        }
    }

    pub(super) fn grace_over(&mut self) {
        let tokens: Vec<u64> = self.instances.keys().copied().collect();
        for token in tokens {
            self.sweep_orphan(token);
        }
    }

    /// The very end: whoever still descends from us was started by us, whatever it has done to its marks.
    pub(super) fn end_everything(&self) {
        let own = rustix::process::getpid().as_raw_pid();
        for _ in 0..LAST_ROUNDS_MAX {
            let Some(me) = process::stat(own) else { break };
            let left = process::descendants(me.process);
            if left.is_empty() {
                break;
            }
            for stat in left {
                process::signal(stat.process, libc::SIGKILL);
            }
            std::thread::yield_now();
        }
        self.backend.remove();
    }
}
