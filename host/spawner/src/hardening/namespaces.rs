//! Namespaces of an instance's own (namespaces(7)): its System V objects and message queues, its /tmp, its processes. They take rights
//! that root has.
//!
//! Of its processes it is the first, as in a container without an init: it gets only signals that it handles, it is whose child an
//! orphan becomes, and the kernel ends all of them with it. Nothing stands between it and the spawner, so that its end, its status and
//! its pidfd are its own.
//!
//! Not: a user namespace (the kernel's largest surface), a network of its own (ports are how it is reached).

#![allow(unsafe_code)] // unshare(2), mount(2) and clone(2).

use std::ffi::{CStr, c_int};
use std::io;
use std::ptr;

/// What an instance has of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Own {
    pub(crate) ipc: bool,
    pub(crate) tmp: bool,
    pub(crate) processes: bool,
}

impl Own {
    const NOTHING: Self = Self { ipc: false, tmp: false, processes: false };
    pub(crate) const IPC: Self = Self { ipc: true, ..Self::NOTHING };
    pub(crate) const TMP: Self = Self { tmp: true, ..Self::NOTHING };
    pub(crate) const PROCESSES: Self = Self { processes: true, ..Self::NOTHING };

    /// Whoever is cloned with these is the first of its own processes: nobody can become that.
    pub(crate) fn clone_flags(self) -> c_int {
        if self.processes { libc::CLONE_NEWPID } else { 0 }
    }
}

/// Gives this process what is its own. For the child: system calls alone.
pub(crate) fn enter(own: Own) -> bool {
    let mut flags = 0;
    if own.ipc {
        flags |= libc::CLONE_NEWIPC;
    }
    let mounts = own.tmp || own.processes;
    if mounts {
        flags |= libc::CLONE_NEWNS;
    }
    // SAFETY: no memory is involved. Nothing that we share with our parent is unshared but what the flags say.
    (flags == 0 || unsafe { libc::unshare(flags) == 0 })
        && (!mounts || unseen_outside())
        && (!own.tmp || mount(c"tmpfs", c"/tmp", libc::MS_NOSUID | libc::MS_NODEV, c"mode=1777"))
        && (!own.processes || mount(c"proc", c"/proc", libc::MS_NOSUID | libc::MS_NODEV | libc::MS_NOEXEC, c""))
}

/// What is mounted from now on is not seen outside; what is mounted outside is seen here.
fn unseen_outside() -> bool {
    let none = ptr::null();
    // SAFETY: a C string that outlives the call.
    unsafe { libc::mount(none, c"/".as_ptr(), none, libc::MS_REC | libc::MS_SLAVE, ptr::null()) == 0 }
}

fn mount(kind: &CStr, at: &CStr, flags: libc::c_ulong, options: &CStr) -> bool {
    // SAFETY: C strings that outlive the call.
    unsafe { libc::mount(kind.as_ptr(), at.as_ptr(), kind.as_ptr(), flags, options.as_ptr().cast()) == 0 }
}

/// Whether a process that we start can have these: one tries. Says why not.
pub(super) fn probe(own: Own) -> Result<(), String> {
    try_out(own).map_err(|error| format!("namespaces cannot be made here: {error}"))
}

fn try_out(own: Own) -> io::Result<()> {
    // SAFETY: a fork, but for the flags: no stack means a copy of ours. The child makes system calls alone and ends without running
    // anything of ours.
    let pid = unsafe { libc::syscall(libc::SYS_clone, own.clone_flags() | libc::SIGCHLD, 0, 0, 0, 0) } as libc::pid_t;
    if pid < 0 {
        return Err(io::Error::last_os_error());
    }
    if pid == 0 {
        let done = enter(own);
        // SAFETY: the thread's errno; and the end of this process, which takes its namespaces with it.
        unsafe { libc::_exit(if done { 0 } else { *libc::__errno_location() }) }
    }
    let mut status = 0;
    // SAFETY: our own child, which nobody else waits for: there is no other thread that does, and the reaper has not begun.
    while unsafe { libc::waitpid(pid, &raw mut status, 0) } < 0 {
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
    match libc::WEXITSTATUS(status) {
        0 if libc::WIFEXITED(status) => Ok(()),
        errno => Err(io::Error::from_raw_os_error(errno)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_tried_out_leaves_us_where_we_were() {
        let ours = || {
            ["ipc", "mnt", "pid_for_children"].map(|name| std::fs::read_link(format!("/proc/self/ns/{name}")).unwrap())
        };
        let before = ours();
        let _ = [Own::IPC, Own::TMP, Own::PROCESSES].map(probe);
        assert_eq!(ours(), before);
        assert!(probe(Own::default()).is_ok());
    }
}
