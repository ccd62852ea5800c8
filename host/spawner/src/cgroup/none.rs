//! Without cgroups: a tree is what descends from the main process, and what had to be adopted but carries its mark or session.
//!
//! A daemonised process is handed to the spawner when its parent dies (subreaper), so it is among the spawner's own children.
//! Whose it was, it shows by its session (the main process leads one, and a session's number is not given away while somebody is
//! in it) or by `PRISM_INSTANCE=<token>-<nonce>` in the environment that it was started with; the nonce is this spawner's alone.
//! What has left the session *and* dropped the mark cannot be told apart; it dies when the spawner ends.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::{CStr, CString};
use std::rc::Rc;
use std::time::Duration;

use super::{Backend, Tree, nofile_limit};
use crate::process::{self, Process, Stat};
use crate::reply::{Enforced, Enforcement, SpawnError};
use crate::spec::Limits;

/// Which instance led the session of this number last, and whether its main process still lives.
type Leaders = Rc<RefCell<BTreeMap<i32, Leader>>>;

#[derive(Clone, Copy, Debug)]
struct Leader {
    token: u64,
    alive: bool,
}

/// No cgroups, and why.
#[derive(Debug)]
pub(super) struct NoCgroups {
    reason: String,
    nonce: String,
    leaders: Leaders,
}

impl NoCgroups {
    pub(super) fn new(reason: &str) -> Self {
        Self { reason: reason.to_owned(), nonce: nonce(), leaders: Leaders::default() }
    }
}

/// Sixteen random bytes in hexadecimal: an instance cannot guess the mark of another.
fn nonce() -> String {
    let mut bytes = [0; 16];
    // Only in early boot is there no randomness yet. A mark that can be guessed is worth more than a spawner that waits.
    let _ = rustix::rand::getrandom(&mut bytes, rustix::rand::GetRandomFlags::NONBLOCK);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Backend for NoCgroups {
    fn enforcement(&self) -> Enforcement {
        let not = || Enforced::Not(format!("no cgroups: {}", self.reason));
        Enforcement {
            backend: "none".to_owned(),
            tree_kill: Enforced::By(
                "descent, session and mark in /proc (not a process that left its session and cleared its environment)"
                    .to_owned(),
            ),
            cpu_limit: not(),
            memory_limit: not(),
            pids_limit: not(),
            nofile_limit: nofile_limit(),
        }
    }

    fn plant(&self, _name: &str, token: u64, _limits: &Limits) -> Result<Box<dyn Tree>, SpawnError> {
        let mark = CString::new(format!("PRISM_INSTANCE={token}-{}", self.nonce)).unwrap_or_default();
        Ok(Box::new(Family { mark, main: None, session: 0, token, leaders: Rc::clone(&self.leaders) }))
    }

    fn remove(&self) {}
}

/// One instance.
#[derive(Debug)]
struct Family {
    token: u64,
    mark: CString,
    main: Option<Process>,
    session: i32,
    leaders: Leaders,
}

impl Family {
    /// Everybody alive, the main process too.
    fn members(&self) -> Vec<Stat> {
        let mut roots: Vec<Stat> = self.adopted();
        roots.extend(self.main.and_then(|main| process::stat(main.pid)));
        let below: Vec<Stat> = roots.iter().flat_map(|root| process::descendants(root.process)).collect();
        roots.into_iter().chain(below).filter(|stat| !stat.zombie).collect()
    }

    /// The spawner's own children that are no main process and belong to this instance.
    fn adopted(&self) -> Vec<Stat> {
        let spawner = rustix::process::getpid().as_raw_pid();
        let leaders = self.leaders.borrow();
        let is_main = |pid: &i32| leaders.get(pid).is_some_and(|leader| leader.alive);
        let candidates = process::children(spawner).into_iter().filter(|pid| !is_main(pid));
        candidates.filter_map(process::stat).filter(|stat| stat.parent == spawner && self.is_ours(stat)).collect()
    }

    fn is_ours(&self, stat: &Stat) -> bool {
        self.leads(stat.session) || process::has_in_environment(stat.process.pid, self.mark.to_bytes())
    }

    /// A later instance's main process with our main's old pid took the session's number with it.
    fn leads(&self, session: i32) -> bool {
        session == self.session && self.leaders.borrow().get(&session).is_some_and(|last| last.token == self.token)
    }
}

impl Tree for Family {
    fn mark(&self) -> Option<&CStr> {
        Some(&self.mark)
    }

    fn rooted(&mut self, pid: i32) {
        self.leaders.borrow_mut().insert(pid, Leader { token: self.token, alive: true });
        self.session = pid;
        self.main = process::stat(pid).map(|stat| stat.process);
    }

    fn root_ended(&mut self) {
        if let Some(leader) = self.leaders.borrow_mut().get_mut(&self.session) {
            leader.alive = false;
        }
        self.main = None;
    }

    fn signal(&self, signal: i32) {
        for stat in self.members() {
            process::signal(stat.process, signal);
        }
    }

    fn kill(&mut self) {
        self.signal(libc::SIGKILL);
    }

    /// Two looks: one is not one moment, and a process may be handed over during it. It is there by the second.
    fn is_empty(&mut self) -> bool {
        self.members().is_empty() && self.members().is_empty()
    }

    fn uproot(&mut self) -> bool {
        if self.leads(self.session) {
            self.leaders.borrow_mut().remove(&self.session);
        }
        true
    }

    fn usage(&self) -> (Duration, u64) {
        let members = self.members();
        let ticks: u64 = members.iter().map(|stat| stat.cpu_ticks).sum();
        let pages: u64 = members.iter().map(|stat| stat.rss_pages).sum();
        let nanos = ticks.saturating_mul(1_000_000_000 / rustix::param::clock_ticks_per_second().max(1));
        (Duration::from_nanos(nanos), pages * rustix::param::page_size() as u64)
    }
}
