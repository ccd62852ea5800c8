//! Landlock (landlock(7)): a process gives up, for itself and all that descends from it, what it does not need. No rights are needed.
//!
//! Two uses of one ruleset. **Scope**: an instance is a domain of its own. The kernel lets nobody in a domain trace, or read by /proc the
//! environment and memory of, what is outside of it, and (ABI 6) send it a signal, whoever the user is. **Files**: what is not
//! named cannot be opened.
//!
//! Rulesets are made here, before the clone; the child puts one in force with a single call.

#![allow(unsafe_code)] // Three system calls that the C library has no functions for.

use std::ffi::CStr;
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};

/// From linux/landlock.h.
const CREATE_RULESET_VERSION: libc::c_uint = 1;
const RULE_PATH_BENEATH: libc::c_int = 1;
const SCOPE_SIGNAL: u64 = 1 << 1;
/// The first ABI that scopes signals.
pub(super) const ABI_OF_SIGNALS: i32 = 6;

/// Rights on files, a bit each (linux/landlock.h).
mod right {
    pub(super) const EXECUTE: u64 = 1 << 0;
    pub(super) const WRITE_FILE: u64 = 1 << 1;
    pub(super) const READ_FILE: u64 = 1 << 2;
    pub(super) const READ_DIR: u64 = 1 << 3;
    pub(super) const MAKE_CHAR: u64 = 1 << 6;
    pub(super) const MAKE_BLOCK: u64 = 1 << 11;
    pub(super) const TRUNCATE: u64 = 1 << 14;
    pub(super) const IOCTL_DEV: u64 = 1 << 15;
    /// Those that a file can have which is no directory.
    pub(super) const OF_FILES: u64 = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV;
}

/// What may be done with a path and everything below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Read and execute.
    Read,
    /// Anything but making devices.
    Write,
}

#[repr(C)]
struct RulesetAttr {
    handled_access_fs: u64,
    handled_access_net: u64,
    scoped: u64,
}

/// Packed in the kernel's header.
#[repr(C, packed)]
struct PathBeneathAttr {
    allowed_access: u64,
    parent_fd: libc::c_int,
}

/// A kernel that has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Landlock {
    pub(super) abi: i32,
}

impl Landlock {
    /// Asks the kernel. ENOSYS: it has none; EOPNOTSUPP: it is switched off by the kernel's command line.
    pub(super) fn probe() -> io::Result<Self> {
        let (none, no_bytes) = (std::ptr::null::<RulesetAttr>(), 0_usize);
        // SAFETY: with this flag no memory is read.
        let abi = unsafe { libc::syscall(libc::SYS_landlock_create_ruleset, none, no_bytes, CREATE_RULESET_VERSION) };
        if abi < 0 { Err(io::Error::last_os_error()) } else { Ok(Self { abi: abi as i32 }) }
    }

    /// Every right on files that this kernel knows.
    fn rights(self) -> u64 {
        let known = match self.abi {
            ..=1 => 13,
            2 => 14,
            3 | 4 => 15,
            _ => 16,
        };
        (1 << known) - 1
    }

    /// A ruleset that keeps signals in, and tracing: that is kept in by every ruleset. Without signals it must handle something, so it is
    /// what no instance does: making block devices.
    pub(super) fn scope(self) -> io::Result<OwnedFd> {
        if self.abi >= ABI_OF_SIGNALS { create(0, SCOPE_SIGNAL) } else { create(right::MAKE_BLOCK, 0) }
    }

    /// A ruleset that keeps to the files that rules name; with `scope`, signals too.
    pub(super) fn files(self, scope: bool) -> io::Result<OwnedFd> {
        create(self.rights(), if scope && self.abi >= ABI_OF_SIGNALS { SCOPE_SIGNAL } else { 0 })
    }

    /// Names a path in such a ruleset.
    pub(super) fn allow(self, ruleset: &OwnedFd, path: BorrowedFd<'_>, access: Access) -> io::Result<()> {
        let of_access = match access {
            Access::Read => right::EXECUTE | right::READ_FILE | right::READ_DIR,
            Access::Write => !(right::MAKE_CHAR | right::MAKE_BLOCK),
        };
        let is_dir = rustix::fs::FileType::from_raw_mode(rustix::fs::fstat(path)?.st_mode).is_dir();
        let of_kind = if is_dir { u64::MAX } else { right::OF_FILES };
        let rule = PathBeneathAttr { allowed_access: of_access & of_kind & self.rights(), parent_fd: path.as_raw_fd() };
        // SAFETY: the rule lives on this stack and has the form that the type says; it is only read.
        let added = unsafe {
            libc::syscall(
                libc::SYS_landlock_add_rule,
                ruleset.as_raw_fd(),
                RULE_PATH_BENEATH,
                &raw const rule,
                0 as libc::c_uint,
            )
        };
        if added < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
    }
}

/// Names a directory in a ruleset, for the child: system calls alone.
pub(super) fn allow_reading(ruleset: RawFd, directory: &CStr) -> bool {
    let allowed_access = right::EXECUTE | right::READ_FILE | right::READ_DIR;
    // SAFETY: a C string that outlives the call.
    let parent_fd = unsafe { libc::open(directory.as_ptr(), libc::O_PATH | libc::O_DIRECTORY | libc::O_CLOEXEC) };
    let rule = PathBeneathAttr { allowed_access, parent_fd };
    // SAFETY: as in `allow`. The descriptor is closed by execve.
    parent_fd >= 0
        && unsafe { libc::syscall(libc::SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &raw const rule, 0) == 0 }
}

/// An empty ruleset that handles this. Kernels of an earlier ABI take the whole structure as long as they know all that is set in it.
fn create(handled_access_fs: u64, scoped: u64) -> io::Result<OwnedFd> {
    let attr = RulesetAttr { handled_access_fs, handled_access_net: 0, scoped };
    // SAFETY: the structure lives on this stack and is only read; the size is its own.
    let ruleset = unsafe {
        libc::syscall(libc::SYS_landlock_create_ruleset, &raw const attr, size_of::<RulesetAttr>(), 0 as libc::c_uint)
    };
    if ruleset < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the kernel has just made it (close-on-exec), and nobody else knows of it.
    Ok(unsafe { OwnedFd::from_raw_fd(ruleset as libc::c_int) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_kernel_is_asked_for_no_right_that_it_does_not_know() {
        let highest = |abi| 63 - Landlock { abi }.rights().leading_zeros();
        assert_eq!([1, 2, 3, 4, 5, 6, 99].map(highest), [12, 13, 14, 14, 15, 15, 15]);
    }
}
