//! The wall clock of a traced program: by which way it asks, and what it is told.
//!
//! A program mostly reads the time without a system call, from a library that the kernel maps into it (vdso(7)). Where that is hidden before the
//! program's first instruction, it asks the kernel as it would on a machine that has none, and every answer can be another one.

use nix::libc::c_long;
use nix::sys::ptrace;
use nix::unistd::Pid;

/// Kinds of auxiliary values (linux/auxvec.h): the last one, one that means nothing, and where the library is.
const AT_NULL: u64 = 0;
const AT_IGNORE: c_long = 1;
const AT_SYSINFO_EHDR: u64 = 33;

const WORD: u64 = size_of::<c_long>() as u64;
/// What a program that has just been executed may have of arguments, variables and auxiliary values in all.
const WORDS_MAX: usize = 100_000;

/// Takes away from a program, stopped by its execve, where that library is.
pub(crate) fn hide(pid: Pid) {
    if let Some(place) = place_of_library(pid) {
        // Whoever reads the list passes over such an entry.
        let _ = ptrace::write(pid, address(place), AT_IGNORE);
    }
}

/// On the stack are the number of arguments, these, 0, the variables, 0, and pairs of a kind and a value (getauxval(3)).
fn place_of_library(pid: Pid) -> Option<u64> {
    let stack = ptrace::getregs(pid).ok()?.rsp;
    let word = |place: u64| ptrace::read(pid, address(place)).ok();
    let arguments = u64::try_from(word(stack)?).ok()?;
    let mut place = stack + WORD * (arguments + 2);
    for _ in 0..WORDS_MAX {
        if word(place)? == 0 {
            break;
        }
        place += WORD;
    }
    place += WORD;
    for _ in 0..WORDS_MAX {
        match u64::try_from(word(place)?).ok()? {
            AT_NULL => return None,
            AT_SYSINFO_EHDR => return Some(place),
            _ => place += 2 * WORD,
        }
    }
    None
}

/// Changes the seconds at `place`, which a call has just put there.
pub(crate) fn move_seconds(pid: Pid, place: u64, by: i64) {
    if let Ok(seconds) = ptrace::read(pid, address(place)) {
        let _ = ptrace::write(pid, address(place), seconds + by);
    }
}

fn address(place: u64) -> ptrace::AddressType {
    place as ptrace::AddressType
}
