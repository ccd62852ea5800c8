//! The system calls that rustix does not have, each as one safe function, and the spawner's descriptor layout.

#![allow(unsafe_code)] // Raw system calls; every other module of this crate but `child` is safe code.

use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, IntoRawFd, OwnedFd};
use std::time::Duration;

use crate::reply::Exit;

/// Where the spawner keeps the output file of the child that it is about to start; /dev/null at other times, so that nothing
/// else ever lands there.
pub(crate) const OUTPUT_SLOT: i32 = 3;
/// Where it keeps what the child restricts itself by: the ruleset of the last child that had one, or /dev/null. Closed by execve.
pub(crate) const RULESET_SLOT: i32 = 4;
/// The first descriptor that no child needs. 0 is /dev/null, 1 and 2 are replaced.
pub(crate) const FIRST_UNNEEDED: i32 = 5;
/// Where the spawner keeps the link.
const LINK_SLOT: i32 = 5;

/// How a process ended and what it had used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ended {
    pub(crate) status: Exit,
    pub(crate) cpu_time: Duration,
    pub(crate) max_rss_bytes: u64,
}

fn check(result: libc::c_long) -> io::Result<libc::c_long> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(result) }
}

/// Puts `link` on its slot, /dev/null on 0 and on the slots for children, and closes whatever else this process was given.
///
/// Only for the start of a process that owns nothing else yet.
pub(crate) fn arrange_descriptors(link: OwnedFd) -> io::Result<OwnedFd> {
    let given = link.into_raw_fd();
    // SAFETY: plain descriptor calls; the caller's process has no other owner of a descriptor above 2.
    unsafe {
        if given != LINK_SLOT {
            check(libc::dup3(given, LINK_SLOT, libc::O_CLOEXEC).into())?;
        }
        let null = libc::open(c"/dev/null".as_ptr(), libc::O_RDWR | libc::O_CLOEXEC);
        check(null.into())?;
        check(libc::dup2(null, 0).into())?;
        for slot in [OUTPUT_SLOT, RULESET_SLOT] {
            if null != slot {
                check(libc::dup3(null, slot, libc::O_CLOEXEC).into())?;
            }
        }
        // Best effort: a kernel without close_range refuses each spawn anyway, with a reason.
        libc::syscall(libc::SYS_close_range, LINK_SLOT + 1, u32::MAX, 0);
        Ok(OwnedFd::from_raw_fd(LINK_SLOT))
    }
}

/// Puts a copy of `file` on a slot for children; `None` puts /dev/null back, so that no log file is kept open.
pub(crate) fn fill_slot(slot: i32, file: Option<BorrowedFd<'_>>) -> io::Result<()> {
    let source = file.map_or(0, |file| file.as_raw_fd());
    // SAFETY: the slots belong to nobody else: `arrange_descriptors` put something there and they are never closed.
    check(unsafe { libc::dup3(source, slot, libc::O_CLOEXEC) }.into()).map(drop)
}

/// Puts every disposition back to the default and blocks every signal: children inherit both, and what the spawner wants to
/// know it reads from the returned signalfd (SIGCHLD). SIGTERM and SIGHUP stay blocked: the spawner ends when its link does.
pub(crate) fn silence_signals() -> io::Result<OwnedFd> {
    default_dispositions();
    let mut set = MaybeUninit::uninit();
    // SAFETY: sigfillset initialises the set; the mask of this single-threaded process is ours to set.
    unsafe {
        libc::sigfillset(set.as_mut_ptr());
        check(libc::sigprocmask(libc::SIG_SETMASK, set.as_ptr(), std::ptr::null_mut()).into())?;
        libc::sigemptyset(set.as_mut_ptr());
        libc::sigaddset(set.as_mut_ptr(), libc::SIGCHLD);
        let fd = libc::signalfd(-1, set.as_ptr(), libc::SFD_CLOEXEC | libc::SFD_NONBLOCK);
        check(fd.into())?;
        Ok(OwnedFd::from_raw_fd(fd))
    }
}

/// By the raw call, because libc's refuses the two signals that it uses itself, and a shell may have them ignored.
fn default_dispositions() {
    /// SIG_DFL, no flags, no restorer, an empty mask: all zeroes, and no smaller than any architecture's `struct sigaction`.
    const DEFAULT: [u64; 4] = [0; 4];
    const SIGNAL_SET_BYTES: usize = 8;
    const NO_OLD: *mut libc::c_void = std::ptr::null_mut();
    for signal in 1..=libc::SIGRTMAX() {
        // SAFETY: the structure is read only; the kernel refuses SIGKILL and SIGSTOP, which is fine.
        unsafe { libc::syscall(libc::SYS_rt_sigaction, signal, DEFAULT.as_ptr(), NO_OLD, SIGNAL_SET_BYTES) };
    }
}

/// Sends `signal` to the process behind `pidfd`, whatever its pid is by now.
pub(crate) fn send_signal(pidfd: BorrowedFd<'_>, signal: i32) -> io::Result<()> {
    // SAFETY: the descriptor is open for the call; a null siginfo is allowed.
    let result = unsafe {
        libc::syscall(libc::SYS_pidfd_send_signal, pidfd.as_raw_fd(), signal, std::ptr::null::<libc::siginfo_t>(), 0)
    };
    check(result).map(drop)
}

/// Whether the process behind `pidfd` has ended, be it our child or not.
pub(crate) fn has_ended(pidfd: BorrowedFd<'_>) -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec};
    let mut watched = [PollFd::from_borrowed_fd(pidfd, PollFlags::IN)];
    rustix::event::poll(&mut watched, Some(&Timespec::default())).is_ok_and(|ready| ready > 0)
}

/// Which child to look at.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which<'a> {
    Pidfd(BorrowedFd<'a>),
    Pid(i32),
}

/// Reaps this child if it has ended. Never waits.
pub(crate) fn reap(which: Which<'_>) -> io::Result<Option<Ended>> {
    wait(which, libc::WEXITED | libc::WNOHANG)
}

/// Waits for a child that is on its way out (it failed before its program began) and reaps it.
pub(crate) fn reap_failed(pidfd: BorrowedFd<'_>) {
    // It cannot be anything but our unreaped child, so this does not fail; and there is nobody to tell.
    let _ = wait(Which::Pidfd(pidfd), libc::WEXITED);
}

fn wait(which: Which<'_>, options: i32) -> io::Result<Option<Ended>> {
    let (kind, id) = match which {
        Which::Pidfd(pidfd) => (libc::P_PIDFD, pidfd.as_raw_fd()),
        Which::Pid(pid) => (libc::P_PID, pid),
    };
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    let info = waitid(kind, id, options, usage.as_mut_ptr())?;
    // SAFETY: waitid wrote it, or it is all zeroes, which is a valid rusage.
    let usage = unsafe { usage.assume_init() };
    Ok(info.map(|info| Ended {
        status: exit(&info),
        cpu_time: duration(usage.ru_utime) + duration(usage.ru_stime),
        max_rss_bytes: u64::try_from(usage.ru_maxrss).unwrap_or(0) * 1024,
    }))
}

/// The pid of a child that has ended and was not reaped; it stays so.
pub(crate) fn peek_ended_child() -> Option<i32> {
    let options = libc::WEXITED | libc::WNOHANG | libc::WNOWAIT;
    let info = waitid(libc::P_ALL, 0, options, std::ptr::null_mut()).ok()??;
    // SAFETY: waitid filled the fields of SIGCHLD.
    Some(unsafe { info.si_pid() })
}

/// The raw call: glibc's has no place for the rusage.
fn waitid(
    kind: libc::idtype_t,
    id: i32,
    options: i32,
    usage: *mut libc::rusage,
) -> io::Result<Option<libc::siginfo_t>> {
    let mut info = MaybeUninit::<libc::siginfo_t>::zeroed();
    // SAFETY: both pointers are to live memory of the right types (the usage may be null).
    check(unsafe { libc::syscall(libc::SYS_waitid, kind, id, info.as_mut_ptr(), options, usage) })?;
    // SAFETY: zeroed or written; with WNOHANG and nothing to tell, si_pid stays 0 (waitid(2)).
    let info = unsafe { info.assume_init() };
    // SAFETY: as above.
    Ok((unsafe { info.si_pid() } != 0).then_some(info))
}

fn exit(info: &libc::siginfo_t) -> Exit {
    // SAFETY: waitid filled the fields of SIGCHLD.
    let status = unsafe { info.si_status() };
    if info.si_code == libc::CLD_EXITED { Exit::Code(status) } else { Exit::Signal(status) }
}

fn duration(time: libc::timeval) -> Duration {
    let micros = u64::try_from(time.tv_usec).unwrap_or(0);
    Duration::from_secs(u64::try_from(time.tv_sec).unwrap_or(0)) + Duration::from_micros(micros)
}
