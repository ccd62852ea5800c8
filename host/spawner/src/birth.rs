//! A clone whose child is born in its cgroup (clone3(2), CLONE_INTO_CGROUP), instead of moving there.
//!
//! Moving a process, by a write to `cgroup.procs`, takes a lock of the whole machine and waits for an RCU grace period: microseconds
//! where moves follow one another closely, 5 to 30 ms (measured, HZ=250) for a single one. Being born there takes neither.
//!
//! The C library has no clone3 with a stack, so the call is spelled out as glibc's own (internal) one does it; where it is not spelled
//! out, or is refused (kernels before 5.7, seccomp filters of containers), the caller moves the child the old way.

#![allow(unsafe_code)] // clone3(2) with a stack of its own has no safe form.
#![cfg_attr(
    not(target_arch = "x86_64"),
    allow(dead_code, reason = "what the call is made of, where it is spelled out")
)]

use std::ffi::{c_int, c_void};
use std::io;
use std::os::fd::BorrowedFd;

/// From linux/sched.h; libc has it as an int, which does not hold it.
const CLONE_INTO_CGROUP: u64 = 0x2_0000_0000;

/// What the child runs, on which stack, in which cgroup.
pub(crate) struct Birth<'a> {
    /// Sharing and waiting, as for clone(2).
    pub(crate) flags: c_int,
    /// The stack's lowest address and its size; the top is 16-byte aligned.
    pub(crate) stack: (*mut c_void, usize),
    /// The cgroup's directory.
    pub(crate) cgroup: BorrowedFd<'a>,
    pub(crate) entry: extern "C" fn(*mut c_void) -> c_int,
    pub(crate) argument: *mut c_void,
}

/// Clones; the child's pid. The pidfd is written where `pidfd` points.
///
/// # Safety
///
/// As for clone(2) with these flags: nobody else uses the stack while the child does, and what `argument` points to outlives that.
pub(crate) unsafe fn clone_into(birth: &Birth<'_>, pidfd: &mut c_int) -> io::Result<i32> {
    // SAFETY: the caller's.
    let pid = unsafe { spelled_out(birth, pidfd) };
    if pid < 0 { Err(io::Error::from_raw_os_error(-pid)) } else { Ok(pid) }
}

#[cfg(target_arch = "x86_64")]
unsafe fn spelled_out(birth: &Birth<'_>, pidfd: &mut c_int) -> i32 {
    use std::os::fd::AsRawFd;
    // SAFETY: all zeros is a valid `struct clone_args`: every field is a number, and zero is "none".
    let mut args: libc::clone_args = unsafe { std::mem::zeroed() };
    args.flags = (birth.flags & !libc::SIGCHLD) as u64 | CLONE_INTO_CGROUP;
    args.exit_signal = libc::SIGCHLD as u64;
    args.pidfd = std::ptr::from_mut(pidfd) as u64;
    (args.stack, args.stack_size) = (birth.stack.0 as u64, birth.stack.1 as u64);
    args.cgroup = birth.cgroup.as_raw_fd() as u64;
    let result: i64;
    // SAFETY: the kernel keeps all registers but rax, rcx and r11 (syscall(2)). The parent falls through to label 2. The child has a new
    // stack, so it must not: it calls `entry`, and ends should that return. rbp is zero so that backtraces end there.
    unsafe {
        std::arch::asm!(
            "syscall",
            "test rax, rax",
            "jnz 2f",
            "xor ebp, ebp",
            "mov rdi, r8",
            "call r9",
            "mov edi, eax",
            "mov eax, {exit}",
            "syscall",
            "ud2",
            "2:",
            exit = const libc::SYS_exit,
            inlateout("rax") libc::SYS_clone3 => result,
            in("rdi") std::ptr::from_mut(&mut args),
            in("rsi") size_of::<libc::clone_args>(),
            in("r8") birth.argument,
            in("r9") birth.entry,
            lateout("rcx") _,
            lateout("r11") _,
        );
    }
    // A pid, or an errno below zero.
    result as i32
}

#[cfg(not(target_arch = "x86_64"))]
unsafe fn spelled_out(_: &Birth<'_>, _: &mut c_int) -> i32 {
    -libc::ENOSYS
}
