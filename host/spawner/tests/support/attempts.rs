//! What one tenant would try on another: each attempt is made for real, and said with what the kernel answered.

#![allow(unsafe_code)] // ptrace(2) and plain system calls have no safe form.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// One line for each attempt on `pid`, its directory and its output file: `what: done` or `what: <errno>`.
pub(crate) fn on_neighbour(pid: &str, work_dir: &str, output: &str) -> Vec<String> {
    let number: i32 = pid.parse().unwrap_or(0);
    let attempts: [(&str, io::Result<()>); 7] = [
        ("signal", signal(number)),
        ("environ", fs::read(format!("/proc/{pid}/environ")).map(drop)),
        ("mem", File::open(format!("/proc/{pid}/mem")).map(drop)),
        ("list", fs::read_dir(work_dir).map(drop)),
        ("read", fs::read(Path::new(work_dir).join("secret")).map(drop)),
        ("output", fs::read(output).map(drop)),
        ("ptrace", attach(number)),
    ];
    attempts.into_iter().map(|(what, result)| format!("{what}: {}", outcome(&result))).collect()
}

fn outcome(result: &io::Result<()>) -> String {
    match result {
        Ok(()) => "done".to_owned(),
        Err(error) => name(error.raw_os_error().unwrap_or(0)),
    }
}

/// System calls that servers do not need, each with arguments that no call accepts: so nothing happens where one is let through.
const CALLS: [(&str, libc::c_long); 27] = [
    ("mount", libc::SYS_mount),
    ("umount2", libc::SYS_umount2),
    ("pivot_root", libc::SYS_pivot_root),
    ("move_mount", libc::SYS_move_mount),
    ("fsopen", libc::SYS_fsopen),
    ("mount_setattr", libc::SYS_mount_setattr),
    ("open_by_handle_at", libc::SYS_open_by_handle_at),
    ("setns", libc::SYS_setns),
    ("unshare", libc::SYS_unshare),
    ("clone", libc::SYS_clone),
    ("ptrace", libc::SYS_ptrace),
    ("process_vm_readv", libc::SYS_process_vm_readv),
    ("process_vm_writev", libc::SYS_process_vm_writev),
    ("pidfd_getfd", libc::SYS_pidfd_getfd),
    ("bpf", libc::SYS_bpf),
    ("perf_event_open", libc::SYS_perf_event_open),
    ("userfaultfd", libc::SYS_userfaultfd),
    ("keyctl", libc::SYS_keyctl),
    ("add_key", libc::SYS_add_key),
    ("request_key", libc::SYS_request_key),
    ("init_module", libc::SYS_init_module),
    ("finit_module", libc::SYS_finit_module),
    ("delete_module", libc::SYS_delete_module),
    ("kexec_load", libc::SYS_kexec_load),
    ("reboot", libc::SYS_reboot),
    ("swapon", libc::SYS_swapon),
    ("clone3", libc::SYS_clone3),
];

/// One line for each of them.
pub(crate) fn on_kernel() -> Vec<String> {
    // SAFETY: no address or descriptor is -1, so nothing is read or written.
    let call = |number| check(unsafe { libc::syscall(number, -1_i64, -1_i64, -1_i64, -1_i64, -1_i64, -1_i64) });
    CALLS.into_iter().map(|(what, number)| format!("{what}: {}", outcome(&call(number)))).collect()
}

/// The errnos that tests ask for, by name.
fn name(errno: i32) -> String {
    match errno {
        libc::EPERM => "EPERM".to_owned(),
        libc::EACCES => "EACCES".to_owned(),
        libc::ENOSYS => "ENOSYS".to_owned(),
        other => other.to_string(),
    }
}

/// One that changes nothing: SIGCONT to a process that is not stopped.
fn signal(pid: i32) -> io::Result<()> {
    // SAFETY: no memory is involved.
    check(unsafe { libc::kill(pid, libc::SIGCONT) }.into())
}

fn attach(pid: i32) -> io::Result<()> {
    // SAFETY: no memory is involved; what is attached to is let go when this process ends.
    check(unsafe { libc::syscall(libc::SYS_ptrace, libc::PTRACE_SEIZE, pid, 0, 0) })
}

fn check(result: libc::c_long) -> io::Result<()> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
