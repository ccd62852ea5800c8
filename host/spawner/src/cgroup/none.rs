//! Without cgroups: a tree is what descends from the main process, and what had to be adopted but carries its mark or session.
//!
//! A daemonised process is handed to the spawner when its parent dies (subreaper), so it is among the spawner's own children.
//! Whose it was, it shows by its session (the main process leads one, and a session's number is not given away while somebody is
//! in it) or by `PRISM_INSTANCE=<token>-<mark>` in the environment that it was started with; the mark is a secret of this launcher's
//! state directory. What has left the session *and* dropped the mark cannot be told apart; it dies when the spawner ends.
//!
//! Of an instance that another spawner had started, nothing is handed to us: it is what descends from its main process while that
//! lives, and what carries its mark, wherever it hangs in the tree of processes.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{CStr, CString};
use std::rc::Rc;
use std::time::Duration;

use super::{Backend, Tree, nofile_limit};
use crate::process::{self, Process, Stat};
use crate::reply::{Enforced, Enforcement, SpawnError};
use crate::spec::Limits;
use crate::wire::Settings;

/// The name of the variable that carries the mark.
const VARIABLE: &str = "PRISM_INSTANCE";
/// Rounds over the leftovers of an earlier spawner, and the time between two: 5 s in all, as where there are cgroups.
const LEFTOVER_ROUNDS_MAX: u32 = 1000;
/// See [`LEFTOVER_ROUNDS_MAX`].
const LEFTOVERS_PAUSE: Duration = Duration::from_millis(5);

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
    secret: String,
    leaders: Leaders,
}

impl NoCgroups {
    /// Kills what carries the mark of an earlier spawner, and is not spared.
    pub(super) fn new(reason: &str, settings: &Settings) -> Self {
        let spared: BTreeSet<u64> = settings.spared.iter().map(|(token, _)| *token).collect();
        clear_leftovers(&settings.mark, |token| !spared.contains(&token));
        Self { reason: reason.to_owned(), secret: settings.mark.clone(), leaders: Leaders::default() }
    }

    fn mark(&self, token: u64) -> CString {
        CString::new(format!("{VARIABLE}={token}-{}", self.secret)).unwrap_or_default()
    }
}

/// Carrying a secret that only our instances are given is the proof that it is one. Bounded; what does not die in time is left.
fn clear_leftovers(secret: &str, is_left: impl Fn(u64) -> bool) {
    if secret.is_empty() {
        return;
    }
    let is_left = |pid: i32| token_of(pid, secret).is_some_and(&is_left);
    for _ in 0..LEFTOVER_ROUNDS_MAX {
        let left: Vec<i32> = process::all().into_iter().filter(|pid| is_left(*pid)).collect();
        if left.is_empty() {
            return;
        }
        for pid in left {
            process::signal_if(pid, libc::SIGKILL, is_left);
        }
        // Before the first request there is nothing else to do.
        std::thread::sleep(LEFTOVERS_PAUSE);
    }
}

/// Whose mark `pid` carries. A zombie carries none: its environment is gone.
fn token_of(pid: i32, secret: &str) -> Option<u64> {
    let value = process::in_environment(pid, VARIABLE)?;
    String::from_utf8(value).ok()?.strip_suffix(secret)?.strip_suffix('-')?.parse().ok()
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
            hardening: BTreeMap::new(),
        }
    }

    fn plant(&self, _name: &str, token: u64, _limits: &Limits) -> Result<Box<dyn Tree>, SpawnError> {
        let (mark, leaders) = (self.mark(token), Rc::clone(&self.leaders));
        Ok(Box::new(Family { mark, main: None, session: 0, token, leaders, adopted: false }))
    }

    /// That `main` is ours was proven by whoever hands it over.
    fn adopt(&self, _name: &str, token: u64, _limits: &Limits, main: i32) -> Option<Box<dyn Tree>> {
        let (mark, leaders) = (self.mark(token), Rc::clone(&self.leaders));
        let main = process::stat(main)?.process;
        Some(Box::new(Family { mark, main: Some(main), session: 0, token, leaders, adopted: true }))
    }

    fn clear(&self, _name: &str, token: u64) {
        clear_leftovers(&self.secret, |of| of == token);
    }

    fn clear_all_but(&self, spared: &[(u64, String)]) {
        clear_leftovers(&self.secret, |of| !spared.iter().any(|(token, _)| *token == of));
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
    /// Another spawner had started it.
    adopted: bool,
}

impl Family {
    /// Everybody alive, the main process too, and nobody twice.
    fn members(&self) -> Vec<Stat> {
        let mut roots = if self.adopted { self.marked() } else { self.handed_over() };
        let same = |main: Process| process::stat(main.pid).filter(|stat| stat.process == main);
        roots.extend(self.main.and_then(same));
        let below: Vec<Stat> = roots.iter().flat_map(|root| process::descendants(root.process)).collect();
        let all: BTreeMap<Process, Stat> = roots.into_iter().chain(below).map(|stat| (stat.process, stat)).collect();
        all.into_values().filter(|stat| !stat.zombie).collect()
    }

    /// Every process that carries this instance's mark.
    fn marked(&self) -> Vec<Stat> {
        let stats = process::all().into_iter().filter_map(process::stat);
        stats.filter(|stat| process::has_in_environment(stat.process.pid, self.mark.to_bytes())).collect()
    }

    /// The spawner's own children that are no main process and belong to this instance.
    fn handed_over(&self) -> Vec<Stat> {
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
