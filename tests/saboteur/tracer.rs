//! The debugger: who is traced, in which role, and what becomes of each stop.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io::{BufRead as _, Write as _};
use std::process::{Child, ExitCode, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::libc;
use nix::sys::ptrace::{self, Options};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

use crate::call::Call;
use crate::order::{Order, Role, Victim};
use crate::vdso;

/// Between two looks while somebody waits. 1 ms: short beside any wait.
const LOOK_PAUSE: Duration = Duration::from_millis(1);

/// Waits for a line, which is its permission, and becomes the program.
const GATE: &str = r#"read -r _; exec "$0" "$@" </dev/null"#;

/// Everything that is traced.
pub(crate) struct Tracer {
    launcher: Pid,
    /// The last one that was started.
    spawner: Option<Pid>,
    tracees: BTreeMap<Pid, Tracee>,
    /// Stopped at their birth, before whoever bore them said so.
    early: BTreeSet<Pid>,
    orders: Orders,
    /// The launcher's program has begun: before, only the gate is seen.
    begun: bool,
    /// Who waits at the entry of a call, and until when.
    waiting: Vec<(Instant, Pid)>,
}

/// A thread.
struct Tracee {
    role: Role,
    process: Pid,
    /// The call that it is in was taken away, and fails with this.
    failing: Option<i32>,
    /// The call that it is in puts the wall clock there.
    telling: Option<u64>,
}

/// What is in force, and what was counted since.
#[derive(Clone, Default)]
struct Orders(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    order: Order,
    counts: BTreeMap<Role, u64>,
    struck: bool,
}

/// What becomes of a call.
enum Fate {
    Passes,
    Fails(i32),
    Kills(Victim),
    Waits(Duration),
    /// It is to say another time, put there.
    Tells(u64),
}

impl Tracer {
    /// Starts the gate, traces it, and opens it once the first order is in force.
    pub(crate) fn start(command: &[OsString]) -> Result<Self, String> {
        let failed = |what: &'static str| move |error: std::io::Error| format!("{what}: {error}");
        let mut gate = std::process::Command::new("/bin/sh");
        gate.args(["-c", GATE]).args(command).stdin(Stdio::piped()).stdout(Stdio::null());
        let gate = gate.spawn().map_err(failed("the gate cannot be started"))?;
        let launcher = Pid::from_raw(i32::try_from(gate.id()).map_err(|_| "a pid is no pid".to_owned())?);
        let options = Options::PTRACE_O_TRACESYSGOOD
            | Options::PTRACE_O_TRACECLONE
            | Options::PTRACE_O_TRACEFORK
            | Options::PTRACE_O_TRACEVFORK
            | Options::PTRACE_O_TRACEEXEC;
        ptrace::seize(launcher, options).map_err(|errno| format!("ptrace is not permitted: {errno}"))?;
        ptrace::interrupt(launcher).map_err(|errno| format!("ptrace is not permitted: {errno}"))?;
        let orders = Orders::default();
        let first = Tracee { role: Role::Launcher, process: launcher, failing: None, telling: None };
        let tracer = Self {
            launcher,
            spawner: None,
            tracees: BTreeMap::from([(launcher, first)]),
            early: BTreeSet::new(),
            orders: orders.clone(),
            begun: false,
            waiting: Vec::new(),
        };
        std::thread::spawn(move || orders.listen(gate));
        Ok(tracer)
    }

    /// Until the launcher ends. What is left then goes on untraced.
    pub(crate) fn run(&mut self) -> ExitCode {
        println!("launcher {}", self.launcher);
        loop {
            let status = match self.next() {
                Ok(status) => status,
                Err(Errno::EINTR) => continue,
                Err(_) => return ExitCode::FAILURE,
            };
            match status {
                WaitStatus::Exited(pid, code) if pid == self.launcher => {
                    println!("ended {code}");
                    return ExitCode::from(u8::try_from(code).unwrap_or(1));
                }
                WaitStatus::Signaled(pid, signal, _) if pid == self.launcher => {
                    println!("ended {signal}");
                    return ExitCode::FAILURE;
                }
                WaitStatus::Exited(pid, _) | WaitStatus::Signaled(pid, ..) => drop(self.tracees.remove(&pid)),
                WaitStatus::PtraceSyscall(pid) => self.on_call(pid),
                WaitStatus::PtraceEvent(pid, _, event) => self.on_event(pid, event),
                WaitStatus::Stopped(pid, signal) => go_on(pid, Some(signal)),
                _ => {}
            }
        }
    }

    /// What happens next. While somebody waits, it is looked for again and again: there is no wait with an end.
    fn next(&mut self) -> nix::Result<WaitStatus> {
        if self.waiting.is_empty() {
            return waitpid(None, Some(WaitPidFlag::__WALL));
        }
        let now = Instant::now();
        self.waiting.extract_if(.., |(until, _)| *until <= now).for_each(|(_, pid)| go_on(pid, None));
        let status = waitpid(None, Some(WaitPidFlag::__WALL | WaitPidFlag::WNOHANG));
        if status == Ok(WaitStatus::StillAlive) {
            std::thread::sleep(LOOK_PAUSE);
        }
        status
    }

    fn on_event(&mut self, pid: Pid, event: i32) {
        match event {
            libc::PTRACE_EVENT_CLONE | libc::PTRACE_EVENT_FORK | libc::PTRACE_EVENT_VFORK => self.on_birth(pid, event),
            libc::PTRACE_EVENT_EXEC => return self.on_exec(pid),
            // A birth whose bearer was not heard yet.
            libc::PTRACE_EVENT_STOP if !self.tracees.contains_key(&pid) => {
                self.early.insert(pid);
                return;
            }
            _ => {}
        }
        go_on(pid, None);
    }

    fn on_birth(&mut self, bearer: Pid, event: i32) {
        let Some(child) = ptrace::getevent(bearer).ok().and_then(|pid| i32::try_from(pid).ok()).map(Pid::from_raw)
        else {
            return;
        };
        let Some(tracee) = self.tracees.get(&bearer) else { return };
        let (role, process) = match (event, tracee.role) {
            (libc::PTRACE_EVENT_CLONE, role) => (role, tracee.process),
            (_, Role::Launcher) => (Role::Spawner, child),
            (_, Role::Spawner | Role::Newborn) => (Role::Newborn, child),
        };
        if role == Role::Spawner {
            self.spawner = Some(process);
        }
        self.tracees.insert(child, Tracee { role, process, failing: None, telling: None });
        if self.early.remove(&child) {
            go_on(child, None);
        }
    }

    /// What has become a program of its own is left alone; the spawner is ours still.
    fn on_exec(&mut self, pid: Pid) {
        let role = self.tracees.get(&pid).map(|tracee| tracee.role);
        if matches!(role, Some(Role::Launcher | Role::Spawner)) && self.orders.moves_clocks() {
            vdso::hide(pid);
        }
        match role {
            Some(Role::Launcher) => self.begun = true,
            Some(Role::Spawner) => println!("spawner {pid}"),
            Some(Role::Newborn) | None => {
                self.tracees.remove(&pid);
                let _ = ptrace::detach(pid, None);
                return;
            }
        }
        go_on(pid, None);
    }

    fn on_call(&mut self, pid: Pid) {
        if self.begun && self.tracees.contains_key(&pid) {
            match ptrace::syscall_info(pid).map(|info| info.op) {
                Ok(libc::PTRACE_SYSCALL_INFO_ENTRY) => return self.on_entry(pid),
                Ok(libc::PTRACE_SYSCALL_INFO_EXIT) => self.on_return(pid),
                _ => {}
            }
        }
        go_on(pid, None);
    }

    fn on_entry(&mut self, pid: Pid) {
        let (Some(tracee), Ok(mut registers)) = (self.tracees.get_mut(&pid), ptrace::getregs(pid)) else {
            return go_on(pid, None);
        };
        match self.orders.fate(tracee.role, Call::of(pid, &registers)) {
            Fate::Passes => {}
            Fate::Fails(errno) => {
                // The kernel knows no such call, and so does nothing.
                registers.orig_rax = u64::MAX;
                if ptrace::setregs(pid, registers).is_ok() {
                    tracee.failing = Some(errno);
                }
            }
            Fate::Kills(victim) => self.kill(victim),
            Fate::Waits(pause) => return self.waiting.push((Instant::now() + pause, pid)),
            Fate::Tells(place) => tracee.telling = Some(place),
        }
        go_on(pid, None);
    }

    fn on_return(&mut self, pid: Pid) {
        let Some(tracee) = self.tracees.get_mut(&pid) else { return };
        if let Some(place) = tracee.telling.take() {
            vdso::move_seconds(pid, place, self.orders.ahead());
        }
        let Some(errno) = tracee.failing.take() else { return };
        if let Ok(mut registers) = ptrace::getregs(pid) {
            registers.rax = i64::from(-errno) as u64;
            let _ = ptrace::setregs(pid, registers);
        }
    }

    /// Both at once, so that neither sees the other's end.
    fn kill(&self, victim: Victim) {
        let victims = match victim {
            Victim::Launcher => [Some(self.launcher), None],
            Victim::Spawner => [None, self.spawner],
            Victim::Both => [Some(self.launcher), self.spawner],
        };
        for victim in victims.into_iter().flatten() {
            let _ = kill(victim, Signal::SIGKILL);
        }
    }
}

impl Orders {
    fn fate(&self, role: Role, call: Call) -> Fate {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = match state.order {
            Order::Off | Order::Kill { .. } => call.change().map(|name| (name, 0)),
            Order::Fail { .. } | Order::Deny { .. } => call.failure(),
            Order::Full => call.room().map(|name| (name, libc::ENOSPC)),
            Order::Slow { .. } => call.disk().map(|name| (name, 0)),
            Order::Clock { .. } => return call.wall_clock().map_or(Fate::Passes, Fate::Tells),
        };
        let Some((name, errno)) = counted else { return Fate::Passes };
        let count = state.counts.entry(role).or_default();
        *count += 1;
        let count = *count;
        match state.order {
            Order::Kill { role: whose, nth, victim } if (whose, nth) == (role, count) && !state.struck => {
                state.strike(role, count, name);
                Fate::Kills(victim)
            }
            Order::Fail { role: whose, nth } if (whose, nth) == (role, count) && !state.struck => {
                state.strike(role, count, name);
                Fate::Fails(errno)
            }
            Order::Deny { role: whose, name: denied } if whose == role && denied.name() == name => Fate::Fails(errno),
            Order::Full => Fate::Fails(errno),
            Order::Slow { pause } if role == Role::Launcher => Fate::Waits(pause),
            _ => Fate::Passes,
        }
    }

    fn moves_clocks(&self) -> bool {
        matches!(self.0.lock().unwrap_or_else(PoisonError::into_inner).order, Order::Clock { .. })
    }

    /// By how many seconds the wall clock is.
    fn ahead(&self) -> i64 {
        match self.0.lock().unwrap_or_else(PoisonError::into_inner).order {
            Order::Clock { ahead } => ahead,
            _ => 0,
        }
    }

    /// Obeys one line after another. The first one opens the gate.
    fn listen(&self, mut gate: Child) {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            match line.parse() {
                Ok(order) => self.obey(order),
                Err(error) => println!("impossible {error}"),
            }
            if let Some(mut gate) = gate.stdin.take() {
                // A gate that is gone ends everything by itself.
                let _ = writeln!(gate, "go");
            }
        }
    }

    fn obey(&self, order: Order) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *state, State { order, ..State::default() });
        let counted: Vec<String> = before.counts.iter().map(|(role, count)| format!("{role}={count}")).collect();
        println!("obeyed {}", counted.join(" "));
    }
}

impl State {
    fn strike(&mut self, role: Role, count: u64, name: &str) {
        self.struck = true;
        println!("struck {role} {count} {name}");
    }
}

/// One that was killed meanwhile needs no permission.
fn go_on(pid: Pid, signal: Option<Signal>) {
    let _ = ptrace::syscall(pid, signal);
}
