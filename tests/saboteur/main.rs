//! Runs a launcher as a debugger would (ptrace(2)), and makes a chosen system call of it, of its spawner or of what is just being
//! born go wrong: the call fails, or whoever is chosen is killed at that very instant.
//!
//! It needs no privilege and changes nothing in the programs: what is tested is what is shipped. Orders come on standard input, one
//! a line (`order`), what happened is told on standard output, one a line:
//!
//! ```text
//! launcher 4711            the launcher's pid; then `spawner 4712`, again for each new one
//! obeyed launcher=3 ...    an order is in force, and so many calls were counted under the one before
//! struck spawner 7 rename  the seventh call that counts, of the spawner
//! ended 0                  the launcher's exit status; the last line
//! ```
//!
//! It is no strace: it prints no calls, and knows only the arguments that tell whether one counts (`call`).
//!
//! The invariant: a call counts by what it does, not by its thread, so the same order strikes at the same step in every run that does
//! the same things in the same order.

#![allow(clippy::print_stdout, reason = "its reports are read by a test")]

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod call;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod order;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod tracer;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod vdso;

use std::process::ExitCode;

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn main() -> ExitCode {
    let command: Vec<_> = std::env::args_os().skip(1).collect();
    match tracer::Tracer::start(&command) {
        Ok(mut tracer) => tracer.run(),
        Err(error) => {
            println!("impossible {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
fn main() -> ExitCode {
    println!("impossible only on x86_64 is it known where a call's number is");
    ExitCode::FAILURE
}
