//! The signals that tell a launcher something. None is lost: not before somebody can hear it, not while it is upgraded, and not while one
//! program makes way for another in the same process.
//!
//! A runtime's own streams lose what nobody has polled for, and a program that is executed begins with nobody who hears. So each signal is
//! noted here by its handler, whoever else is woken by it, and stays noted until it is taken; and before another program is executed
//! all of them wait, blocked, for the thread that executes it (execve(2) keeps what is pending).
//!
//! The invariant: what has come is noted, or pending in the thread that [`hold`] was called by.

#![allow(unsafe_code, reason = "handlers of signals, and sigtimedwait(2), which no library here has")]

use std::sync::atomic::{AtomicI32, AtomicU32, Ordering};

use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, raise, sigaction};

/// What a launcher can be told.
const TOLD: [Signal; 4] = [Signal::SIGHUP, Signal::SIGINT, Signal::SIGTERM, Signal::SIGUSR2];

/// What has come and was not taken: one bit for each number.
static NOTED: AtomicU32 = AtomicU32::new(0);
/// The thread that all of them wait for; 0: none.
static HOLDER: AtomicI32 = AtomicI32::new(0);

/// From here on each of these signals is noted, those too that waited for this program to begin; these only by the thread that executed it.
pub(crate) fn note() -> nix::Result<()> {
    let action = SigAction::new(SigHandler::Handler(heard), SaFlags::SA_RESTART, SigSet::empty());
    for signal in TOLD {
        // SAFETY: the handler does nothing but what signal-safety(7) allows: atomics, getpid and tgkill.
        unsafe { sigaction(signal, &action)? };
    }
    all().thread_unblock()
}

/// Whether one has come and was not taken.
pub(crate) fn is_noted(signal: Signal) -> bool {
    NOTED.load(Ordering::SeqCst) & bit(signal as i32) != 0
}

/// Takes one, if it has come.
pub(crate) fn take(signal: Signal) -> bool {
    NOTED.fetch_and(!bit(signal as i32), Ordering::SeqCst) & bit(signal as i32) != 0
}

/// From here on they wait for this thread, and so do those that have come and were not taken: another program that it executes finds them, and
/// [`held`] says which.
pub(crate) fn hold() -> nix::Result<()> {
    all().thread_block()?;
    HOLDER.store(nix::unistd::gettid().as_raw(), Ordering::SeqCst);
    TOLD.into_iter().filter(|signal| take(*signal)).try_for_each(raise)
}

/// Takes those that wait for this thread.
pub(crate) fn held() -> Vec<Signal> {
    let pending = || {
        let nothing = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: both point to what lives until the call returns; the third argument may be null (sigtimedwait(2)).
        let signal = unsafe { libc::sigtimedwait(all().as_ref(), std::ptr::null_mut(), &raw const nothing) };
        Signal::try_from(signal).ok()
    };
    std::iter::from_fn(pending).collect()
}

fn all() -> SigSet {
    TOLD.into_iter().collect()
}

const fn bit(signal: i32) -> u32 {
    1 << signal
}

/// On whichever thread the kernel has chosen.
extern "C" fn heard(signal: i32) {
    match HOLDER.load(Ordering::SeqCst) {
        0 => {
            NOTED.fetch_or(bit(signal), Ordering::SeqCst);
        }
        thread => {
            // SAFETY: it takes three numbers; the thread is one of this process, where the signal is blocked.
            unsafe { libc::syscall(libc::SYS_tgkill, libc::getpid(), thread, signal) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One test: what is noted belongs to the whole process.
    #[tokio::test]
    async fn what_has_come_is_noted_whoever_else_hears_it_until_it_is_taken_or_held() {
        note().expect("noted");
        raise(Signal::SIGHUP).expect("raised");
        let mut stream = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).expect("heard");
        assert!(
            is_noted(Signal::SIGHUP) && take(Signal::SIGHUP) && !take(Signal::SIGHUP),
            "before anybody could hear it"
        );
        raise(Signal::SIGHUP).expect("raised");
        stream.recv().await;
        assert!(is_noted(Signal::SIGHUP), "the stream of a runtime takes nothing away");
        let holder = std::thread::spawn(|| {
            let (held_by_now, go) = std::sync::mpsc::channel();
            // By a thread where it is not blocked, and which is not to keep it.
            let other = std::thread::spawn(move || go.recv().map(|()| raise(Signal::SIGUSR2)));
            hold().expect("held");
            held_by_now.send(()).expect("it waits");
            other.join().expect("no panic").expect("told").expect("raised");
            let held = held();
            HOLDER.store(0, Ordering::SeqCst);
            held
        });
        assert_eq!(holder.join().expect("no panic"), [Signal::SIGHUP, Signal::SIGUSR2]);
        assert!(!is_noted(Signal::SIGHUP) && !is_noted(Signal::SIGUSR2));
        for signal in TOLD {
            // Whoever wants to end these tests can.
            // SAFETY: it installs no handler.
            unsafe { sigaction(signal, &SigAction::new(SigHandler::SigDfl, SaFlags::empty(), SigSet::empty())) }
                .expect("set");
        }
    }
}
