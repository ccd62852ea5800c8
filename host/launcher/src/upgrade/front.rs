//! What the first launcher becomes when it has handed over: a process that does nothing but stand where it stood.
//!
//! Whoever started the launcher (systemd, a container, a shell, a test) knows it by its pid: its signals go there, and its end is what is
//! waited for. So the pid stays, over any number of upgrades; only what is behind it changes. It passes signals on, reaps, and ends as
//! the launcher of the moment ends. It executes the program that the first launcher was, which may be long gone from the disk.
//!
//! The invariant: what gets a signal is the launcher that was last told of, by its pidfd.

use std::convert::Infallible;
use std::ffi::CString;
use std::io;
use std::os::fd::{AsFd as _, OwnedFd};
use std::process::ExitCode;
use std::time::Duration;

use nix::sys::signal::{SigSet, Signal};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use rustix::process::{PidfdFlags, pidfd_open, pidfd_send_signal};

use super::words;
use crate::os::handover::Wire;
use crate::os::signals::hold;

/// What is passed on.
const PASSED_ON: [Signal; 4] = [Signal::SIGHUP, Signal::SIGINT, Signal::SIGTERM, Signal::SIGUSR2];

/// Who the launcher is.
struct Main {
    pid: i32,
    handle: OwnedFd,
}

impl Main {
    fn of(pid: i32) -> Option<Self> {
        let handle = pidfd_open(rustix::process::Pid::from_raw(pid)?, PidfdFlags::empty()).ok()?;
        Some(Self { pid, handle })
    }
}

/// Turns this process into the front of `main`, its child, at whose other end of `wire` it listens. Comes back only where it cannot.
pub(crate) fn become_front(main: i32, wire: &Wire) -> io::Error {
    let words = [c"prism-launcher".to_owned(), c"front".to_owned(), CString::new(main.to_string()).unwrap_or_default()];
    let turned = (|| -> nix::Result<Infallible> {
        // What comes from here on waits until the front hears it, and so does what has come and was not heard.
        signals().thread_block()?;
        hold()?;
        nix::unistd::dup2_stdin(wire.as_fd())?;
        nix::unistd::execv(c"/proc/self/exe", &words)
    })();
    match turned {
        Ok(never) => match never {},
        Err(errno) => errno.into(),
    }
}

/// Waits for the end of `main`, our child, where nothing else can be done for it.
pub(crate) fn await_end(main: i32) -> i32 {
    waitpid(Pid::from_raw(main), None).map_or(1, |status| code(status).into())
}

fn signals() -> SigSet {
    PASSED_ON.into_iter().chain([Signal::SIGCHLD]).collect()
}

/// Stands where a launcher stood, until the one behind it ends.
#[must_use]
pub fn stand(main: i32) -> ExitCode {
    let (Ok(wire), Some(main)) = (Wire::from_stdin(), Main::of(main)) else { return ExitCode::FAILURE };
    // A next launcher is the child of the one before it, and then ours.
    let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
    if signals().thread_block().is_err() {
        return ExitCode::FAILURE;
    }
    Front { wire, main }.stand()
}

struct Front {
    wire: Wire,
    main: Main,
}

impl Front {
    fn stand(mut self) -> ExitCode {
        // What ended before the signals were blocked made none.
        if let Some(code) = self.reap() {
            return code;
        }
        loop {
            let Ok(signal) = signals().wait() else { continue };
            self.listen();
            if signal != Signal::SIGCHLD {
                // One that has ended hears nothing; its end is what comes next.
                let _ = pidfd_send_signal(&self.main.handle, passed_on(signal));
            }
            if let Some(code) = self.reap() {
                return code;
            }
        }
    }

    /// Hears who the launcher is now. It is said before the one that says it ends.
    fn listen(&mut self) {
        while let Ok(Some(heard)) = self.wire.hear(Some(Duration::from_micros(1))) {
            if let Some(main) = words::main_in(&heard.text).and_then(Main::of) {
                self.main = main;
            }
        }
    }

    /// Takes away who has ended. The launcher's end is ours.
    fn reap(&mut self) -> Option<ExitCode> {
        while let Ok(status) = waitpid(Pid::from_raw(-1), Some(WaitPidFlag::WNOHANG)) {
            let pid = status.pid()?;
            self.listen();
            if pid.as_raw() == self.main.pid {
                return Some(code(status).into());
            }
        }
        // Not ours any more, and not anybody's: it ended before it was our child.
        None
    }
}

fn passed_on(signal: Signal) -> rustix::process::Signal {
    match signal {
        Signal::SIGHUP => rustix::process::Signal::HUP,
        Signal::SIGINT => rustix::process::Signal::INT,
        Signal::SIGUSR2 => rustix::process::Signal::USR2,
        _ => rustix::process::Signal::TERM,
    }
}

/// As a shell has it.
fn code(status: WaitStatus) -> u8 {
    match status {
        WaitStatus::Exited(_, code) => u8::try_from(code & 0xff).unwrap_or(1),
        WaitStatus::Signaled(_, signal, _) => 128 + u8::try_from(signal as i32).unwrap_or(0),
        _ => 1,
    }
}
