//! From a plan to a running program: one clone, and what the child does before execve.
//!
//! The child shares the spawner's memory and descriptor table until it executes (`CLONE_VM | CLONE_VFORK | CLONE_FILES`), so
//! nothing is copied and the cost does not grow with the spawner. It takes a private, tiny table with its first call
//! (`close_range(..., CLOSE_RANGE_UNSHARE)`), and from there on touches only what is its own.
//!
//! The rule for everything below [`child_main`]: system calls on memory that was prepared before; no allocation, no lock, no
//! panic. A failure is reported as (step, errno) through the shared memory; the parent sleeps until execve or `_exit`.

#![allow(unsafe_code)] // clone(2) with shared memory has no safe form.

use std::ffi::{CString, c_char, c_int, c_void};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, FromRawFd, OwnedFd};
use std::ptr;
use std::sync::atomic::{AtomicI32, Ordering};

use crate::birth::{self, Birth};
use crate::hardening::{self, Ready};
use crate::reply::Step;
use crate::sys::{self, FIRST_UNNEEDED, OUTPUT_SLOT, RULESET_SLOT};

/// The child's stack until it executes: the deepest call is a system call wrapper, a few hundred bytes.
const STACK_BYTES: usize = 64 * 1024;
/// The page below the stack that nobody may touch.
const GUARD_BYTES: usize = 4096;
/// "Text file busy" is what remains of another process' write to the file; measured, one retry after 1 ms was always enough.
const BUSY_RETRIES_MAX: u32 = 3;
const BUSY_RETRY_NANOS: libc::c_long = 1_000_000;
/// Files that an instance makes are its user's alone: tenants do not read one another by default.
const UMASK: libc::mode_t = 0o077;
/// The child shares everything until it executes, and the spawner sleeps so long.
const CLONE_FLAGS: c_int = libc::CLONE_VM | libc::CLONE_VFORK | libc::CLONE_FILES | libc::CLONE_PIDFD | libc::SIGCHLD;
/// Where memory runs out, instances go before the launcher and the spawner do.
const OOM_SCORE_ADJ: &[u8] = b"500";

/// Everything that the child needs, laid out before the clone.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) executable: CString,
    pub(crate) argv: Vec<CString>,
    pub(crate) env: Vec<CString>,
    pub(crate) work_dir: CString,
    /// The cgroup to be born in.
    pub(crate) home: Option<Home>,
    /// The files by which to enter other cgroups.
    pub(crate) joins: Vec<CString>,
    /// Soft and hard `RLIMIT_NOFILE`.
    pub(crate) nofile: (u64, u64),
    /// What it is kept from.
    pub(crate) hardening: Ready,
}

/// A cgroup of the v2 hierarchy.
#[derive(Debug)]
pub(crate) struct Home {
    /// Its directory.
    pub(crate) dir: OwnedFd,
    /// Its `cgroup.procs`, for who could not be born there.
    pub(crate) procs: CString,
}

/// A program that runs.
#[derive(Debug)]
pub(crate) struct Started {
    pub(crate) pid: i32,
    pub(crate) pidfd: OwnedFd,
}

/// Where the child failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Failed {
    pub(crate) step: Step,
    pub(crate) errno: i32,
}

/// The stack that children start on, one after the other.
#[derive(Debug)]
pub(crate) struct Launchpad {
    lowest: *mut c_void,
}

impl Launchpad {
    pub(crate) fn new() -> io::Result<Self> {
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_STACK;
        // SAFETY: a new anonymous mapping, owned by the value that is returned.
        let lowest = unsafe {
            libc::mmap(ptr::null_mut(), STACK_BYTES + GUARD_BYTES, libc::PROT_READ | libc::PROT_WRITE, flags, -1, 0)
        };
        if lowest == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the first page of our own mapping.
        unsafe { libc::mprotect(lowest, GUARD_BYTES, libc::PROT_NONE) };
        Ok(Self { lowest })
    }

    /// Starts `plan` with `output` as its stdout and stderr. Returns once the program executes or has failed to.
    pub(crate) fn launch(&mut self, plan: &Plan, output: BorrowedFd<'_>) -> Result<Started, Failed> {
        let at = |step| move |error: io::Error| Failed { step, errno: error.raw_os_error().unwrap_or(libc::EIO) };
        sys::fill_slot(OUTPUT_SLOT, Some(output)).map_err(at(Step::Descriptors))?;
        if let Some(ruleset) = plan.hardening.ruleset() {
            sys::fill_slot(RULESET_SLOT, Some(ruleset)).map_err(at(Step::Descriptors))?;
        }
        let result = self.clone_and_execute(&mut Order::new(plan));
        // /dev/null is open as 0, so this cannot fail; if it did, one log file stays open until the next spawn.
        let _ = sys::fill_slot(OUTPUT_SLOT, None);
        result
    }

    fn clone_and_execute(&mut self, order: &mut Order<'_>) -> Result<Started, Failed> {
        let mut pidfd: c_int = -1;
        let pid = self.clone_into_home(order, &mut pidfd).or_else(|_| self.clone_here(order, &mut pidfd));
        let pid =
            pid.map_err(|error| Failed { step: Step::Clone, errno: error.raw_os_error().unwrap_or(libc::EIO) })?;
        // SAFETY: clone succeeded, so the kernel put a new descriptor there, and nobody else knows of it.
        let pidfd = unsafe { OwnedFd::from_raw_fd(pidfd) };
        match order.failure() {
            None => Ok(Started { pid, pidfd }),
            Some(failed) => {
                sys::reap_failed(pidfd.as_fd());
                Err(failed)
            }
        }
    }
}

impl Launchpad {
    /// Refused where there is no home, and by kernels and filters that do not know it; whatever the reason, `clone_here` is next.
    fn clone_into_home(&mut self, order: &mut Order<'_>, pidfd: &mut c_int) -> io::Result<i32> {
        let home = order.plan.home.as_ref().ok_or(io::ErrorKind::Unsupported)?;
        order.is_home = true;
        let birth = Birth {
            flags: order.clone_flags(),
            stack: (self.lowest, STACK_BYTES + GUARD_BYTES),
            cgroup: home.dir.as_fd(),
            entry: child_main,
            argument: ptr::from_ref(order).cast_mut().cast(),
        };
        // SAFETY: as in `clone_here`.
        unsafe { birth::clone_into(&birth, pidfd) }
    }

    fn clone_here(&mut self, order: &mut Order<'_>, pidfd: &mut c_int) -> io::Result<i32> {
        order.is_home = false;
        // SAFETY: the stack is ours alone (CLONE_VFORK: this thread sleeps until the child has left it) and 16-byte aligned at
        // its top; `order` outlives the child's use of it; every signal is blocked, so no handler runs on the shared memory.
        let pid = unsafe {
            let top = self.lowest.cast::<u8>().add(STACK_BYTES + GUARD_BYTES).cast();
            let argument = ptr::from_ref(order).cast_mut().cast();
            libc::clone(child_main, top, order.clone_flags(), argument, ptr::from_mut(pidfd))
        };
        if pid < 0 { Err(io::Error::last_os_error()) } else { Ok(pid) }
    }
}

impl Drop for Launchpad {
    fn drop(&mut self) {
        // SAFETY: the mapping of `new`, and no child is on it: each has left it before `launch` returned.
        unsafe { libc::munmap(self.lowest, STACK_BYTES + GUARD_BYTES) };
    }
}

/// A plan as the pointers that execve takes, and the place where the child says what went wrong.
struct Order<'a> {
    plan: &'a Plan,
    /// Born where it belongs.
    is_home: bool,
    argv: Vec<*const c_char>,
    env: Vec<*const c_char>,
    step: AtomicI32,
    errno: AtomicI32,
}

/// Takes a step. False: errno says why not.
type Do = fn(&Order<'_>) -> bool;

/// In the order that the kernel demands: cgroups are joined and the bounding set is emptied while we still may, the user changes before
/// the work directory is entered, so that it is entered as the program will see it.
const STEPS: [(Step, Do); 13] = [
    (Step::Descriptors, own_descriptors),
    (Step::Session, own_session),
    (Step::Join, join_cgroups),
    (Step::Rlimits, limit),
    (Step::Namespaces, |order| hardening::enter_namespaces(order.plan.hardening.own())),
    (Step::NoNewPrivs, |_| hardening::no_new_privileges()),
    (Step::Capabilities, |order| hardening::bound_capabilities(&order.plan.hardening)),
    (Step::User, |order| hardening::become_user(&order.plan.hardening)),
    (Step::Capabilities, |order| hardening::drop_capabilities(&order.plan.hardening)),
    (Step::WorkDir, enter_work_dir),
    (Step::Landlock, |order| hardening::restrict(&order.plan.hardening, RULESET_SLOT)),
    (Step::Seccomp, |order| hardening::filter_calls(&order.plan.hardening)),
    (Step::Executable, execute),
];

impl<'a> Order<'a> {
    fn new(plan: &'a Plan) -> Self {
        let pointers = |strings: &'a [CString]| strings.iter().map(|s| s.as_ptr()).chain([ptr::null()]).collect();
        Self {
            plan,
            is_home: false,
            argv: pointers(&plan.argv),
            env: pointers(&plan.env),
            step: AtomicI32::new(0),
            errno: AtomicI32::new(0),
        }
    }

    fn clone_flags(&self) -> c_int {
        CLONE_FLAGS | self.plan.hardening.own().clone_flags()
    }

    fn failure(&self) -> Option<Failed> {
        let errno = self.errno.load(Ordering::SeqCst);
        let step = usize::try_from(self.step.load(Ordering::SeqCst)).ok().and_then(|index| STEPS.get(index));
        (errno != 0).then(|| Failed { step: step.map_or(Step::Clone, |(step, _)| *step), errno })
    }
}

/// The child. Returns only to be ended by the C library, and never does.
extern "C" fn child_main(order: *mut c_void) -> c_int {
    // SAFETY: `clone_and_execute` passes a live Order and sleeps until we execute or exit.
    let order = unsafe { &*order.cast::<Order<'_>>() };
    for (index, (_, step)) in STEPS.iter().enumerate() {
        order.step.store(index as i32, Ordering::SeqCst);
        if !step(order) {
            break;
        }
    }
    order.errno.store(errno(), Ordering::SeqCst);
    // SAFETY: ends this process and runs nothing of the parent's exit handlers.
    unsafe { libc::_exit(127) }
}

fn errno() -> i32 {
    // SAFETY: the thread's errno; the parent, whose thread it is, sleeps. Zero would read as success.
    let errno = unsafe { *libc::__errno_location() };
    if errno == 0 { libc::EIO } else { errno }
}

/// A private descriptor table that ends before everything that is not the child's.
fn own_descriptors(_: &Order<'_>) -> bool {
    // SAFETY: with UNSHARE the table is copied (up to FIRST_UNNEEDED only) before anything is closed in it.
    let unshared =
        unsafe { libc::syscall(libc::SYS_close_range, FIRST_UNNEEDED, u32::MAX, libc::CLOSE_RANGE_UNSHARE) } == 0;
    // SAFETY: from here on the table is the child's own; 0 is /dev/null already.
    unshared && unsafe { libc::dup2(OUTPUT_SLOT, 1) == 1 && libc::dup2(OUTPUT_SLOT, 2) == 2 }
}

fn own_session(_: &Order<'_>) -> bool {
    // SAFETY: no memory is involved.
    unsafe { libc::setsid() >= 0 }
}

fn join_cgroups(order: &Order<'_>) -> bool {
    let home = order.plan.home.as_ref().filter(|_| !order.is_home).map(|home| &home.procs);
    order.plan.joins.iter().chain(home).all(|file| write_file(file, b"0"))
}

fn limit(order: &Order<'_>) -> bool {
    let (soft, hard) = order.plan.nofile;
    let nofile = libc::rlimit { rlim_cur: soft, rlim_max: hard };
    let core = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // Best effort: without /proc there is no such file, and nothing depends on it.
    write_file(c"/proc/self/oom_score_adj", OOM_SCORE_ADJ);
    // SAFETY: both structures live on this stack.
    unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &nofile) == 0 && libc::setrlimit(libc::RLIMIT_CORE, &core) == 0 }
}

fn enter_work_dir(order: &Order<'_>) -> bool {
    // SAFETY: a C string that outlives us. Mask and directory are the child's own (no CLONE_FS).
    unsafe {
        libc::umask(UMASK);
        libc::chdir(order.plan.work_dir.as_ptr()) == 0
    }
}

/// Returns only on failure. Signals are unblocked last, so that none is handled before the program is there.
fn execute(order: &Order<'_>) -> bool {
    let mut set = std::mem::MaybeUninit::uninit();
    // SAFETY: the set is initialised by sigemptyset; all pointers were laid out by `Order::new` and end with a null.
    unsafe {
        libc::sigemptyset(set.as_mut_ptr());
        libc::sigprocmask(libc::SIG_SETMASK, set.as_ptr(), ptr::null_mut());
        for _ in 0..=BUSY_RETRIES_MAX {
            libc::execve(order.plan.executable.as_ptr(), order.argv.as_ptr(), order.env.as_ptr());
            if *libc::__errno_location() != libc::ETXTBSY {
                break;
            }
            let pause = libc::timespec { tv_sec: 0, tv_nsec: BUSY_RETRY_NANOS };
            libc::nanosleep(&pause, ptr::null_mut());
            *libc::__errno_location() = libc::ETXTBSY;
        }
    }
    false
}

fn write_file(path: &std::ffi::CStr, text: &[u8]) -> bool {
    // SAFETY: a C string and a buffer that outlive the calls; the descriptor is the child's own.
    unsafe {
        let file = libc::open(path.as_ptr(), libc::O_WRONLY | libc::O_CLOEXEC);
        if file < 0 {
            return false;
        }
        let written = libc::write(file, text.as_ptr().cast(), text.len()) >= 0;
        let errno = *libc::__errno_location();
        libc::close(file);
        *libc::__errno_location() = errno;
        written
    }
}
