//! System calls, as far as it matters which one: what it changes, and how it fails where it can.

use std::path::PathBuf;

use nix::libc::{self, c_long, user_regs_struct};
use nix::unistd::Pid;

/// One call at its entry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call {
    caller: Pid,
    number: c_long,
    first: u64,
    second: u64,
    third: u64,
}

/// What the first argument refers to, where it is a descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    File,
    Socket,
    /// A waker, a clock, stderr: nobody else sees it.
    Own,
}

impl Call {
    pub(crate) fn of(caller: Pid, registers: &user_regs_struct) -> Self {
        // The kernel's own number, never above a few hundred.
        let number = registers.orig_rax as c_long;
        Self { caller, number, first: registers.rdi, second: registers.rsi, third: registers.rdx }
    }

    /// Its name, where it changes something outside of its process: what a kill just before it, and one just after it, leave differs.
    pub(crate) fn change(self) -> Option<&'static str> {
        match self.number {
            libc::SYS_openat if self.opens_for_writing() => Some("openat"),
            libc::SYS_rename | libc::SYS_renameat | libc::SYS_renameat2 => Some("rename"),
            libc::SYS_unlink | libc::SYS_unlinkat | libc::SYS_rmdir => Some("unlink"),
            libc::SYS_mkdir | libc::SYS_mkdirat => Some("mkdir"),
            libc::SYS_write | libc::SYS_pwrite64 | libc::SYS_writev if self.target() != Target::Own => Some("write"),
            libc::SYS_sendmsg | libc::SYS_sendto => Some("send"),
            libc::SYS_bind => Some("bind"),
            libc::SYS_listen => Some("listen"),
            libc::SYS_connect => Some("connect"),
            libc::SYS_flock => Some("flock"),
            libc::SYS_ftruncate | libc::SYS_fallocate => Some("truncate"),
            libc::SYS_clone if self.first & libc::CLONE_THREAD as u64 == 0 => Some("clone"),
            libc::SYS_clone3 | libc::SYS_vfork | libc::SYS_fork => Some("clone"),
            libc::SYS_execve => Some("execve"),
            libc::SYS_kill | libc::SYS_pidfd_send_signal => Some("kill"),
            libc::SYS_waitid | libc::SYS_wait4 => Some("wait"),
            libc::SYS_setsid => Some("setsid"),
            libc::SYS_chdir => Some("chdir"),
            _ => None,
        }
    }

    /// Its name and a plain reason, where the kernel may refuse it to a program that has made no mistake.
    pub(crate) fn failure(self) -> Option<(&'static str, i32)> {
        let change = self.change();
        match self.number {
            libc::SYS_openat => Some(("openat", libc::EMFILE)),
            libc::SYS_socket => Some(("socket", libc::EMFILE)),
            libc::SYS_accept4 => Some(("accept4", libc::EMFILE)),
            libc::SYS_pidfd_open => Some(("pidfd_open", libc::EMFILE)),
            libc::SYS_memfd_create => Some(("memfd_create", libc::EMFILE)),
            libc::SYS_fcntl if self.duplicates() => Some(("fcntl", libc::EMFILE)),
            libc::SYS_epoll_ctl => Some(("epoll_ctl", libc::ENOMEM)),
            libc::SYS_getdents64 => Some(("getdents64", libc::EIO)),
            libc::SYS_read | libc::SYS_pread64 if self.target() == Target::File => Some(("read", libc::EIO)),
            libc::SYS_recvmsg => Some(("recvmsg", libc::ENOMEM)),
            libc::SYS_write | libc::SYS_pwrite64 if self.target() == Target::File => Some(("write", libc::ENOSPC)),
            libc::SYS_bind => Some(("bind", libc::EADDRINUSE)),
            libc::SYS_clone3 | libc::SYS_clone | libc::SYS_vfork => change.map(|name| (name, libc::EAGAIN)),
            libc::SYS_execve => Some(("execve", libc::ENOMEM)),
            libc::SYS_unlink | libc::SYS_unlinkat | libc::SYS_rmdir => Some(("unlink", libc::EIO)),
            libc::SYS_rename | libc::SYS_mkdir => change.map(|name| (name, libc::ENOSPC)),
            libc::SYS_sendmsg => Some(("sendmsg", libc::ENOBUFS)),
            libc::SYS_prlimit64 => Some(("prlimit64", libc::EPERM)),
            libc::SYS_setsid | libc::SYS_chdir => change.map(|name| (name, libc::EPERM)),
            libc::SYS_close_range => Some(("close_range", libc::EMFILE)),
            libc::SYS_prctl => Some(("prctl", libc::EPERM)),
            _ => None,
        }
    }

    /// Its name, where it takes room on a disk. A name takes none that is not there already, as a rule; what is in the file does.
    pub(crate) fn room(self) -> Option<&'static str> {
        match self.number {
            libc::SYS_write | libc::SYS_pwrite64 if self.is_on_disk() => Some("write"),
            _ => None,
        }
    }

    /// Its name, where it changes something on a disk.
    pub(crate) fn disk(self) -> Option<&'static str> {
        match self.number {
            libc::SYS_fsync | libc::SYS_fdatasync if self.is_on_disk() => Some("fsync"),
            libc::SYS_ftruncate | libc::SYS_fallocate if self.is_on_disk() => Some("truncate"),
            libc::SYS_openat | libc::SYS_rename | libc::SYS_renameat | libc::SYS_renameat2 => self.change(),
            libc::SYS_unlink | libc::SYS_unlinkat | libc::SYS_rmdir | libc::SYS_mkdir | libc::SYS_mkdirat => {
                self.change()
            }
            _ => self.room(),
        }
    }

    /// Where it has the wall clock put: a `timespec` or a `timeval`, which both begin with seconds.
    pub(crate) fn wall_clock(self) -> Option<u64> {
        const CLOCKS: [i32; 3] = [libc::CLOCK_REALTIME, libc::CLOCK_REALTIME_COARSE, libc::CLOCK_TAI];
        match self.number {
            libc::SYS_clock_gettime if CLOCKS.iter().any(|clock| *clock as u64 == self.first) => Some(self.second),
            libc::SYS_gettimeofday => Some(self.first),
            _ => None,
        }
    }

    fn opens_for_writing(self) -> bool {
        let writing = libc::O_WRONLY | libc::O_RDWR | libc::O_CREAT | libc::O_TRUNC;
        self.third & writing as u64 != 0
    }

    fn duplicates(self) -> bool {
        [libc::F_DUPFD, libc::F_DUPFD_CLOEXEC].iter().any(|command| self.second == *command as u64)
    }

    fn target(self) -> Target {
        if self.first == 2 {
            return Target::Own;
        }
        let link = self.link();
        let name = link.to_string_lossy();
        if name.starts_with("socket:") {
            Target::Socket
        } else if name.starts_with('/') && !name.starts_with("/dev/") && !name.starts_with("/memfd:") {
            Target::File
        } else {
            Target::Own
        }
    }

    fn is_on_disk(self) -> bool {
        let link = self.link();
        link.is_absolute() && !["/dev", "/proc", "/sys", "/memfd:"].iter().any(|other| link.starts_with(other))
    }

    fn link(self) -> PathBuf {
        std::fs::read_link(format!("/proc/{}/fd/{}", self.caller, self.first)).unwrap_or_default()
    }
}
