//! What the child does to itself before it executes. Each step is a few system calls on memory that was laid out before.
//!
//! The rule of `child` holds here: no allocation, no lock, no panic. System calls are raw: the C library's setuid and its like would
//! look for the threads of a process that is not ours alone.

#![allow(unsafe_code)] // System calls that change who we are.

use std::io;
use std::os::fd::RawFd;

use super::Ready;
use super::landlock::allow_reading;

/// From linux/capability.h: the form of the sets with two words each.
const CAPABILITY_VERSION: u32 = 0x2008_0522;
/// From linux/prctl.h.
const PR_CAP_AMBIENT: libc::c_int = 47;
const PR_CAP_AMBIENT_CLEAR_ALL: libc::c_ulong = 4;

#[repr(C)]
struct CapabilityHeader {
    version: u32,
    pid: libc::c_int,
}

/// Effective, permitted, inheritable, for 32 capabilities.
#[repr(C)]
#[derive(Clone, Copy)]
struct CapabilityWord([u32; 3]);

/// No program that is executed from now on gives more rights than we have: setuid files do not.
pub(crate) fn no_new_privileges() -> bool {
    // SAFETY: no memory is involved.
    unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 }
}

/// Whatever is executed from now on gets no capability that was not had before. While we still may.
pub(crate) fn bound_capabilities(ready: &Ready) -> bool {
    // SAFETY: no memory is involved.
    ready.bounding.iter().all(|capability| unsafe { libc::prctl(libc::PR_CAPBSET_DROP, *capability, 0, 0, 0) == 0 })
}

/// Another user and group, and no other groups. All three of each, so that there is no way back.
pub(crate) fn become_user(ready: &Ready) -> bool {
    let Some(user) = ready.user else { return true };
    let user = libc::c_ulong::from(user);
    // SAFETY: no memory is involved; of no groups there is no list.
    unsafe {
        libc::syscall(libc::SYS_setgroups, 0, std::ptr::null::<libc::gid_t>()) == 0
            && libc::syscall(libc::SYS_setresgid, user, user, user) == 0
            && libc::syscall(libc::SYS_setresuid, user, user, user) == 0
    }
}

/// Gives up every capability: what was bounded cannot come back by an execve.
pub(crate) fn drop_capabilities(ready: &Ready) -> bool {
    if !ready.drop_capabilities {
        return true;
    }
    let header = CapabilityHeader { version: CAPABILITY_VERSION, pid: 0 };
    let none = [CapabilityWord([0; 3]); 2];
    // SAFETY: both live on this stack and have the form that the version says; they are only read.
    unsafe {
        // Before Linux 4.3 there are no ambient ones.
        libc::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
        libc::syscall(libc::SYS_capset, &raw const header, none.as_ptr()) == 0
    }
}

/// Keeps to what the ruleset behind `ruleset` allows, if there is one. Whoever we start is kept to it, too.
pub(crate) fn restrict(ready: &Ready, ruleset: RawFd) -> bool {
    if ready.ruleset.is_none() {
        return true;
    }
    // A rule is about what is mounted, and not about its name.
    let has_own_proc = ready.keeps_to_files && ready.own.processes;
    // SAFETY: no memory is involved.
    (!has_own_proc || allow_reading(ruleset, c"/proc"))
        && unsafe { libc::syscall(libc::SYS_landlock_restrict_self, ruleset, 0) == 0 }
}

/// Has the kernel refuse the system calls that are listed. The last thing before execve.
///
/// Speculation is left as it is for every process: by itself a filter would slow all of a program down on kernels before 5.16.
pub(crate) fn filter_calls(ready: &Ready) -> bool {
    let Some(filter) = &ready.filter else { return true };
    let program = filter.program();
    // SAFETY: the program lives on this stack and points to the filter's instructions, which outlive the call; the kernel copies them.
    unsafe {
        libc::syscall(
            libc::SYS_seccomp,
            libc::SECCOMP_SET_MODE_FILTER,
            libc::SECCOMP_FILTER_FLAG_SPEC_ALLOW,
            &raw const program,
        ) == 0
    }
}

/// Whether the kernel takes filters that answer with an errno.
pub(super) fn knows_filters() -> io::Result<()> {
    let action: u32 = libc::SECCOMP_RET_ERRNO;
    // SAFETY: the number lives on this stack and is only read.
    let known = unsafe { libc::syscall(libc::SYS_seccomp, libc::SECCOMP_GET_ACTION_AVAIL, 0, &raw const action) };
    if known == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
