//! A filter of system calls (seccomp(2)): what no server needs, and what the kernel has most of its privilege bugs in, is answered EPERM.
//!
//! A list of what is denied, not of what is allowed: an ordinary program must run, also one that was compiled for a kernel of tomorrow.
//! It is no wall but takes away ladders: mounts, namespaces, other processes' memory, kernel keys, BPF, modules.
//!
//! Three answers. EPERM for what is denied. ENOSYS for clone3, whose flags are in memory where no filter sees them, and for the calls of
//! x32: the C libraries then use clone. SIGSYS for programs of another architecture (32 bits), whose calls have other numbers.
//!
//! Hand-made, as it is sixty lines of data and a binary search, by the classic BPF that the kernel takes. The
//! kernel (5.11) remembers which numbers are always allowed, so that most calls never run it.

use std::collections::BTreeMap;

/// One instruction (linux/filter.h); `jump_true` and `jump_false` count instructions from the next one.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Instruction {
    code: u16,
    jump_true: u8,
    jump_false: u8,
    operand: u32,
}

/// `struct sock_fprog`.
#[repr(C)]
#[derive(Debug)]
pub(super) struct Program {
    length: u16,
    instructions: *const Instruction,
}

/// A filter, ready to be loaded.
#[derive(Debug)]
pub(crate) struct Filter(Vec<Instruction>);

/// BPF_LD | BPF_W | BPF_ABS: a word of `struct seccomp_data`.
const LOAD: u16 = 0x20;
/// BPF_JMP | BPF_JEQ | BPF_K, and the same with BPF_JGE and BPF_JSET.
const IF_EQUAL: u16 = 0x15;
const IF_AT_LEAST: u16 = 0x35;
const IF_ANY_OF: u16 = 0x45;
/// BPF_RET | BPF_K.
const RETURN: u16 = 0x06;

/// Offsets in `struct seccomp_data`. Of the first argument the lower half: these are little-endian machines.
const NUMBER: u32 = 0;
const ARCHITECTURE: u32 = 4;
const FIRST_ARGUMENT: u32 = 16;

/// linux/seccomp.h.
const ALLOW: u32 = 0x7fff_0000;
const KILL_PROCESS: u32 = 0x8000_0000;
const DENY: u32 = 0x0005_0000 | libc::EPERM as u32;
const ABSENT: u32 = 0x0005_0000 | libc::ENOSYS as u32;

/// AUDIT_ARCH_X86_64 and AUDIT_ARCH_AARCH64 (linux/audit.h).
#[cfg(target_arch = "x86_64")]
const OURS: u32 = 0xc000_003e;
#[cfg(target_arch = "aarch64")]
const OURS: u32 = 0xc000_00b7;
/// Numbers from here on are x32's (asm/unistd.h); no other architecture has so many.
const X32: u32 = 0x4000_0000;

/// Every flag of clone(2) and unshare(2) that makes a namespace.
const NAMESPACES: u32 = (libc::CLONE_NEWNS
    | libc::CLONE_NEWCGROUP
    | libc::CLONE_NEWUTS
    | libc::CLONE_NEWIPC
    | libc::CLONE_NEWUSER
    | libc::CLONE_NEWPID
    | libc::CLONE_NEWNET) as u32
    // CLONE_NEWTIME. To clone(2) it is a signal that does not exist.
    | 0x80;

/// Not in libc yet: open_tree_attr (Linux 6.15).
const OPEN_TREE_ATTR: libc::c_long = 467;

/// What is answered EPERM, whatever the arguments.
const DENIED: &[libc::c_long] = &[
    // File systems: what is mounted where.
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_move_mount,
    libc::SYS_open_tree,
    OPEN_TREE_ATTR,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_mount_setattr,
    // Opens files by number, past the directories that they are in.
    libc::SYS_open_by_handle_at,
    // Other namespaces.
    libc::SYS_setns,
    // Other processes' memory, registers and descriptors.
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_pidfd_getfd,
    libc::SYS_kcmp,
    // Programs and watches in the kernel.
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_fanotify_init,
    // Keys of the kernel, which have no namespace.
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    // The kernel itself.
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_kexec_load,
    libc::SYS_kexec_file_load,
    libc::SYS_reboot,
    libc::SYS_syslog,
    // The machine.
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_acct,
    libc::SYS_quotactl,
    libc::SYS_quotactl_fd,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_iopl,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_ioperm,
];

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Allow,
    Deny,
    Absent,
    /// Denied where the first argument, its flags, asks for a namespace.
    ByFlags,
}

impl Filter {
    /// The filter for the architecture that this was compiled for.
    pub(super) fn new() -> Self {
        let mut filter = vec![load(ARCHITECTURE), when(IF_EQUAL, OURS, 1, 0), answer(KILL_PROCESS), load(NUMBER)];
        search(&stretches(), &mut filter);
        Self(filter)
    }

    /// How many system calls it refuses whatever their arguments.
    pub(super) fn refused(&self) -> usize {
        DENIED.len()
    }

    /// As the kernel takes it. Valid as long as the filter is.
    pub(super) fn program(&self) -> Program {
        // Far below the kernel's 4096 instructions.
        Program { length: self.0.len() as u16, instructions: self.0.as_ptr() }
    }
}

/// The numbers from which on another verdict counts, ascending, from 0.
fn stretches() -> Vec<(u32, Verdict)> {
    let special = [
        (libc::SYS_clone3, Verdict::Absent),
        (libc::SYS_clone, Verdict::ByFlags),
        (libc::SYS_unshare, Verdict::ByFlags),
    ];
    let denied = DENIED.iter().map(|number| (*number, Verdict::Deny));
    let known: BTreeMap<u32, Verdict> =
        denied.chain(special).map(|(number, verdict)| (number as u32, verdict)).collect();
    let mut stretches = vec![(0, Verdict::Allow)];
    for (number, verdict) in &known {
        stretches.push((*number, *verdict));
        if !known.contains_key(&(number + 1)) {
            stretches.push((number + 1, Verdict::Allow));
        }
    }
    stretches.push((X32, Verdict::Absent));
    stretches.dedup_by_key(|(_, verdict)| *verdict);
    stretches
}

/// Appends the search for the stretch that a number lies in: half of them with each comparison. The kernel runs the filter for every
/// number there is when it loads it, which for one comparison a number took longer than execve.
fn search(stretches: &[(u32, Verdict)], filter: &mut Vec<Instruction>) {
    match stretches {
        [] => {}
        [(_, verdict)] => conclude(*verdict, filter),
        _ => {
            let (lower, upper) = stretches.split_at(stretches.len() / 2);
            let at = filter.len();
            filter.push(when(IF_AT_LEAST, upper[0].0, 0, 0));
            search(lower, filter);
            // Half of the filter, and that is half of what a jump may span.
            filter[at].jump_true = (filter.len() - at - 1) as u8;
            search(upper, filter);
        }
    }
}

fn conclude(verdict: Verdict, filter: &mut Vec<Instruction>) {
    match verdict {
        Verdict::Allow => filter.push(answer(ALLOW)),
        Verdict::Deny => filter.push(answer(DENY)),
        Verdict::Absent => filter.push(answer(ABSENT)),
        Verdict::ByFlags => {
            filter.extend([load(FIRST_ARGUMENT), when(IF_ANY_OF, NAMESPACES, 0, 1), answer(DENY), answer(ALLOW)]);
        }
    }
}

fn load(offset: u32) -> Instruction {
    Instruction { code: LOAD, jump_true: 0, jump_false: 0, operand: offset }
}

fn when(code: u16, operand: u32, jump_true: u8, jump_false: u8) -> Instruction {
    Instruction { code, jump_true, jump_false, operand }
}

fn answer(value: u32) -> Instruction {
    Instruction { code: RETURN, jump_true: 0, jump_false: 0, operand: value }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the kernel's interpreter would answer. Panics where the kernel would not load the filter.
    fn answered(architecture: u32, number: u32, argument: u64) -> u32 {
        let filter = Filter::new().0;
        let (mut at, mut accumulator) = (0, 0);
        loop {
            let Instruction { code, jump_true, jump_false, operand } = filter[at];
            let branch = |condition: bool| usize::from(if condition { jump_true } else { jump_false });
            at += 1;
            match code {
                LOAD => {
                    accumulator = match operand {
                        NUMBER => number,
                        ARCHITECTURE => architecture,
                        FIRST_ARGUMENT => argument as u32,
                        other => panic!("nothing is at {other}"),
                    }
                }
                IF_EQUAL => at += branch(accumulator == operand),
                IF_AT_LEAST => at += branch(accumulator >= operand),
                IF_ANY_OF => at += branch(accumulator & operand != 0),
                RETURN => return operand,
                other => panic!("no instruction has code {other}"),
            }
        }
    }

    #[test]
    fn every_call_is_allowed_but_those_that_are_listed() {
        let special = [libc::SYS_clone, libc::SYS_clone3, libc::SYS_unshare];
        for number in 0..1024 {
            let wanted = if DENIED.contains(&number) { DENY } else { ALLOW };
            if !special.contains(&number) {
                assert_eq!(answered(OURS, number as u32, u64::MAX), wanted, "call {number}");
            }
        }
    }

    #[test]
    fn processes_and_threads_can_be_made_and_namespaces_cannot() {
        let thread = libc::CLONE_VM | libc::CLONE_FS | libc::CLONE_FILES | libc::CLONE_SIGHAND | libc::CLONE_THREAD;
        let clone = |flags: u64| answered(OURS, libc::SYS_clone as u32, flags);
        assert_eq!([clone(libc::SIGCHLD as u64), clone(thread as u64)], [ALLOW; 2]);
        let unshare = |flags: u64| answered(OURS, libc::SYS_unshare as u32, flags);
        assert_eq!(unshare((libc::CLONE_FILES | libc::CLONE_FS) as u64), ALLOW);
        for flag in [libc::CLONE_NEWUSER, libc::CLONE_NEWNS, libc::CLONE_NEWNET, libc::CLONE_NEWPID, 0x80] {
            assert_eq!([clone((flag | libc::SIGCHLD) as u64), unshare(flag as u64)], [DENY; 2], "{flag:x}");
        }
        assert_eq!(answered(OURS, libc::SYS_clone3 as u32, 0), ABSENT);
    }

    #[test]
    fn no_number_takes_more_than_a_few_comparisons() {
        let filter = Filter::new().0;
        assert!(filter.len() < 256, "a jump may span 255 instructions; there are {}", filter.len());
        // A search by halves: the depth of the tree is the logarithm of the number of its leaves.
        assert!(stretches().len() <= 128, "seven comparisons, and {} stretches", stretches().len());
    }

    #[test]
    fn numbers_of_other_architectures_mean_nothing_here() {
        assert_eq!(answered(OURS, X32 | libc::SYS_ptrace as u32, 0), ABSENT);
        // AUDIT_ARCH_I386 and AUDIT_ARCH_ARM: 26 is ptrace there.
        for other in [0x4000_0003, 0x4000_0028] {
            assert_eq!(answered(other, 26, 0), KILL_PROCESS);
        }
    }
}
