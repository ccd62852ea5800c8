//! How an instance ends: its main process exits, somebody stops or kills it, and at last it is swept.
//!
//! `stop` and `kill` are about processes; only `sweep` ends the instance. Killing is repeated until the tree is empty, because
//! only `cgroup.kill` is one indivisible act.

use std::os::fd::{AsFd, BorrowedFd};
use std::time::{Duration, Instant};

use rustix::event::epoll;

use super::Server;
use super::instance::{Ending, Main};
use super::timers::Timer;
use crate::reply::Exit;
use crate::sys::{self, Ended, Which};
use crate::wire::Answer;

impl Server {
    /// The pidfd of this instance's main process says that it ended; if it did, it is reaped and reported.
    pub(super) fn main_ended(&mut self, token: u64) {
        let Some(instance) = self.instances.get_mut(&token) else { return };
        let Main::Alive(pidfd) = &instance.main else { return };
        let ended = if instance.adopted {
            stranger_ended(pidfd.as_fd())
        } else {
            sys::reap(Which::Pidfd(pidfd.as_fd())).ok().flatten()
        };
        let Some(ended) = ended else { return };
        // Before the descriptor is closed: a copy of it may be on its way to the launcher and would keep the entry alive.
        let _ = epoll::delete(&self.epoll, pidfd);
        let oom_killed = ended.status != Exit::Code(0) && instance.tree.oom_killed();
        instance.main = Main::Ended(ended.status, oom_killed);
        instance.tree.root_ended();
        self.mains.remove(&instance.pid);
        let Ended { status, cpu_time, max_rss_bytes } = ended;
        self.answer(Answer::Exited { token, status, oom_killed, cpu_time, max_rss_bytes });
        self.continue_ending(token);
        self.orphan_exited(token);
    }

    /// Asks the whole tree to end. A stopped process would not hear it, so it is woken.
    pub(super) fn stop(&mut self, token: u64, signal: i32) {
        if let Some(instance) = self.instances.get_mut(&token) {
            instance.asked = true;
            instance.tree.signal(signal);
            instance.tree.signal(libc::SIGCONT);
        }
    }

    pub(super) fn kill(&mut self, token: u64) {
        if let Some(instance) = self.instances.get_mut(&token) {
            instance.ending.get_or_insert_default().spare(Duration::ZERO, true);
            self.continue_ending(token);
        }
    }

    /// Of a token that is not known nothing lives.
    pub(super) fn sweep(&mut self, token: u64, patience: Duration) {
        match self.instances.get_mut(&token) {
            Some(instance) => {
                let already_dying = instance.ending.is_some() || instance.main_lives();
                let ending = instance.ending.get_or_insert_default();
                ending.spare(patience, already_dying);
                ending.owed += 1;
                self.continue_ending(token);
            }
            None => self.answer(Answer::Gone { token, killed: false }),
        }
    }

    /// One round: done, or killed once more and looked at again later.
    pub(super) fn continue_ending(&mut self, token: u64) {
        let Some(instance) = self.instances.get_mut(&token) else { return };
        let Some(ending) = &mut instance.ending else { return };
        let empty = !matches!(instance.main, Main::Alive(_)) && instance.tree.is_empty();
        if empty && ending.owed == 0 {
            instance.ending = None;
        } else if empty && instance.tree.uproot() {
            self.gone(token);
        } else {
            if !empty && ending.is_due() {
                instance.tree.kill();
                ending.killed = true;
            }
            if !std::mem::replace(&mut ending.is_set, true) {
                self.timers.set(Instant::now() + ending.next_pause(), Timer::Ending(token));
            }
        }
    }

    /// The time for the next look has come.
    pub(super) fn look_again(&mut self, token: u64) {
        if let Some(ending) = self.instances.get_mut(&token).and_then(|instance| instance.ending.as_mut()) {
            ending.is_set = false;
            self.continue_ending(token);
        }
    }

    fn gone(&mut self, token: u64) {
        // Dropped first: the reserved ports must be closed by the time anybody hears of it.
        let ending = self.instances.remove(&token).and_then(|instance| instance.ending);
        let Some(Ending { owed, killed, .. }) = ending else { return };
        for _ in 0..owed {
            self.answer(Answer::Gone { token, killed });
        }
    }

    pub(super) fn usage(&mut self, token: u64) {
        if let Some(instance) = self.instances.get(&token) {
            let (cpu_time, memory_bytes) = instance.tree.usage();
            self.answer(Answer::Usage { token, cpu_time, memory_bytes });
        }
    }
}

/// Whether a process that is not our child has ended. Its status is its parent's to know.
fn stranger_ended(pidfd: BorrowedFd<'_>) -> Option<Ended> {
    sys::has_ended(pidfd).then_some(Ended { status: Exit::Unknown, cpu_time: Duration::ZERO, max_rss_bytes: 0 })
}
