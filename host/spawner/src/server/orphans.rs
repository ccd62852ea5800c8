//! What happens when the launcher is gone: the one place that decides it.
//!
//! ```text
//!                link closes              orphan_timeout
//!   Attached ----------------> Alone -----------------------> Ending ----> the spawner ends
//!      ^  \                      |                              |
//!      |   `---- Finish, or nobody could come, or nothing lives--'
//!      `------- a next launcher comes in by the door ----------'
//! ```
//!
//! Alone, instances live on and whatever becomes of them is kept to be told. Ending, each gets its stop signal, has `orphan_grace` to
//! end, is killed, and the spawner ends with the last of them.

use std::os::fd::AsFd;
use std::time::Instant;

use rustix::event::epoll::{self, EventData, EventFlags};

use super::instance::{Instance, Main};
use super::timers::Timer;
use super::{CALLER, LINK, Server};
use crate::door::{self, Word};
use crate::link::{self, Received, Wait};
use crate::process;
use crate::wire::{Answer, PROTOCOL, Settings};

/// Rounds of the last kill; each finds what the one before had made orphans.
const LAST_ROUNDS_MAX: u32 = 100;

/// Whether there is a launcher.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    /// There is.
    #[default]
    Attached,
    /// There was.
    Alone { until: Instant },
    /// There will be none.
    Ending,
    /// Another spawner takes over what lives.
    Released,
}

/// Whose the instances are.
#[derive(Debug, Default)]
pub(super) struct Orphans {
    stage: Stage,
    /// The launcher came in by the door and has not said how it is configured. Until then nothing is said to it: `Hello` is the first thing,
    /// and what it misses it is told when it asks for everything.
    unintroduced: bool,
    /// The launcher said that nothing is to outlive it.
    finish: bool,
}

impl Orphans {
    pub(super) fn are_ending(&self) -> bool {
        self.stage == Stage::Ending
    }

    pub(super) fn are_released(&self) -> bool {
        self.stage == Stage::Released
    }

    pub(super) fn are_introduced(&self) -> bool {
        !self.unintroduced
    }

    pub(super) fn finish(&mut self) {
        self.finish = true;
    }
}

impl Server {
    pub(super) fn link_closed(&mut self) {
        let timeout = self.settings.orphan_timeout;
        let nothing_to_keep = self.instances.is_empty() && self.memos.is_empty();
        if self.orphans.finish || self.kept.is_empty() || timeout.is_zero() || nothing_to_keep {
            return self.end_orphans();
        }
        self.link = None;
        self.outbox.clear();
        self.spare_nobody_waits();
        let until = Instant::now() + timeout;
        self.orphans.stage = Stage::Alone { until };
        self.timers.set(until, Timer::Orphaned);
    }

    /// Whoever is owed the news of a sweep is gone. The sweep goes on, and the instance stays until a next launcher asks.
    fn spare_nobody_waits(&mut self) {
        for ending in self.instances.values_mut().filter_map(|instance| instance.ending.as_mut()) {
            ending.owed = 0;
        }
    }

    /// No launcher came. A timer of an earlier time alone does nothing.
    pub(super) fn orphaned(&mut self) {
        if matches!(self.orphans.stage, Stage::Alone { until } if until <= Instant::now()) {
            self.end_orphans();
        }
    }

    fn end_orphans(&mut self) {
        self.orphans.stage = Stage::Ending;
        // Not closed: a launcher that only said that it has no more requests still hears how its instances end.
        if let Some(link) = &self.link {
            let _ = epoll::delete(&self.epoll, link);
        }
        self.timers.set(Instant::now() + self.settings.orphan_grace, Timer::GraceOver);
        let tokens: Vec<u64> = self.instances.keys().copied().collect();
        for token in tokens {
            self.end_orphan(token);
        }
    }

    /// Somebody knocks.
    pub(super) fn on_door(&mut self) {
        let Some(Ok(Some(caller))) = self.kept.first().map(|door| door::let_in(door.as_fd())) else { return };
        if epoll::add(&self.epoll, &caller, EventData::new_u64(CALLER), EventFlags::IN).is_ok() {
            // Whoever came before and said nothing yet is shown out: one launcher is all that the state directory's lock allows.
            self.caller = Some(caller);
        }
    }

    /// Whoever came in says what for, or goes.
    pub(super) fn on_caller(&mut self) {
        let Some(caller) = self.caller.take() else { return };
        let Ok(Received::Frame(frame)) = link::receive(caller.as_fd(), &mut self.buffer, Wait::No) else { return };
        match Word::decode(&frame.body) {
            Some(Word::Hail(PROTOCOL)) if !self.orphans.finish => self.attach(caller),
            // It will know by the version that this is not for it; and one that comes too late, by the end of the connection.
            Some(Word::Hail(_)) if !self.orphans.finish => drop(door::welcome(caller.as_fd(), &[])),
            Some(Word::Release) => self.orphans.stage = Stage::Released,
            Some(Word::Hail(_)) | None => {}
        }
    }

    /// The caller is the launcher now. What the one before it had still asked for is done first: it is written down as done.
    ///
    /// One that hailed and has gone since, while we could not hear it, takes nobody's place.
    fn attach(&mut self, caller: std::os::fd::OwnedFd) {
        while self.take_request() {}
        if self.orphans.finish || door::welcome(caller.as_fd(), &self.kept).is_err() {
            return;
        }
        self.outbox.clear();
        self.spare_nobody_waits();
        let _ = epoll::modify(&self.epoll, &caller, EventData::new_u64(LINK), EventFlags::IN);
        self.outbox.watched = Some(EventFlags::IN);
        self.link = Some(caller);
        self.orphans.stage = Stage::Attached;
        self.orphans.unintroduced = true;
    }

    /// A next launcher may have been configured otherwise. Where the trees are is not its choice any more.
    ///
    /// The one before may have died while it told what is to be adopted. What it spared and did not name again is ended now, unless this
    /// one spares it, too.
    pub(super) fn configure(&mut self, settings: Settings) {
        let own = self.instances.iter().map(|(token, instance)| (*token, instance.cgroup.clone()));
        let spared: Vec<(u64, String)> = own.chain(settings.spared).collect();
        self.backend.clear_all_but(&spared);
        self.settings.orphan_timeout = settings.orphan_timeout;
        self.settings.orphan_grace = settings.orphan_grace;
        self.orphans.unintroduced = false;
        self.answer(Answer::Hello(self.enforcement()));
    }

    /// Tells of everything there is.
    pub(super) fn survey(&mut self) {
        for (key, memo) in self.memos.clone() {
            self.answer(Answer::Memo { key, memo });
        }
        let kept: Vec<_> = self.instances.iter().map(|(token, instance)| (*token, kept(*token, instance))).collect();
        for (token, answer) in kept {
            let pidfd = self.instances.get(&token).and_then(|instance| match &instance.main {
                Main::Alive(pidfd) => Some(pidfd.clone()),
                Main::Ended(..) => None,
            });
            self.answer_with(&answer, pidfd);
        }
        self.answer(Answer::KeptAll);
    }

    fn end_orphan(&mut self, token: u64) {
        match self.instances.get(&token) {
            Some(instance) if instance.main_lives() => self.stop(token, instance.stop_signal),
            _ => self.sweep_orphan(token),
        }
    }

    /// What outlives its main process has nobody to sweep it but us.
    pub(super) fn orphan_exited(&mut self, token: u64) {
        if self.orphans.are_ending() {
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
        if !self.orphans.are_ending() {
            return;
        }
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

fn kept(token: u64, instance: &Instance) -> Answer {
    let exited = match instance.main {
        Main::Alive(_) => None,
        Main::Ended(exit, oom_killed) => Some((exit, oom_killed)),
    };
    Answer::Kept { token, pid: instance.pid, exited, asked: instance.asked }
}
