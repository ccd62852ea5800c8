//! Namespaces of an instance's own (namespaces(7)): its System V objects and message queues, its /tmp. They take rights that root has.
//!
//! Not: a process namespace (its first process would have to reap, and be deaf to signals that it does not handle, which ordinary
//! servers are not written for), a user namespace (the kernel's largest surface), a network of its own (ports are how it is reached).

#![allow(unsafe_code)] // unshare(2), mount(2) and fork(2).

use std::io;
use std::ptr;

/// What an instance has of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Own {
    pub(crate) ipc: bool,
    pub(crate) tmp: bool,
}

/// Gives this process what is its own. For the child: system calls alone.
pub(crate) fn enter(own: Own) -> bool {
    let mut flags = 0;
    if own.ipc {
        flags |= libc::CLONE_NEWIPC;
    }
    if own.tmp {
        flags |= libc::CLONE_NEWNS;
    }
    // SAFETY: no memory is involved. Nothing that we share with our parent is unshared but what the flags say.
    flags == 0 || unsafe { libc::unshare(flags) == 0 } && (!own.tmp || empty_tmp())
}

/// What is mounted from now on is not seen outside; what is mounted outside is seen here.
fn empty_tmp() -> bool {
    let (none, no_data) = (ptr::null(), ptr::null());
    let data = c"mode=1777";
    // SAFETY: C strings that outlive the calls.
    unsafe {
        libc::mount(none, c"/".as_ptr(), none, libc::MS_REC | libc::MS_SLAVE, no_data) == 0
            && libc::mount(
                c"tmpfs".as_ptr(),
                c"/tmp".as_ptr(),
                c"tmpfs".as_ptr(),
                libc::MS_NOSUID | libc::MS_NODEV,
                data.as_ptr().cast(),
            ) == 0
    }
}

/// Whether a process that we start can have these: one tries. Says why not.
pub(super) fn probe(own: Own) -> Result<(), String> {
    try_out(own).map_err(|error| format!("namespaces cannot be made here: {error}"))
}

fn try_out(own: Own) -> io::Result<()> {
    // SAFETY: the child makes system calls alone and ends without running anything of ours.
    let pid = unsafe { libc::fork() };
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
        let ours = || ["ipc", "mnt"].map(|name| std::fs::read_link(format!("/proc/self/ns/{name}")).unwrap());
        let before = ours();
        let _ = (probe(Own { ipc: true, tmp: false }), probe(Own { ipc: false, tmp: true }));
        assert_eq!(ours(), before);
        assert!(probe(Own::default()).is_ok());
    }
}
