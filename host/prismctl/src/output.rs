//! The way out: everything printed on stdout goes through here, and a reader that has had enough is not an error.

use std::io::{self, Write as _};

use crate::errors::Failure;

/// Writes `text` to stdout as it is, and flushes.
///
/// # Errors
///
/// [`Failure::Output`]; where the other end of a pipe is closed its kind is `BrokenPipe`, which ends the program quietly.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    print_bytes(text.as_bytes())
}

/// The same for what may be no text.
///
/// # Errors
///
/// As [`print()`].
pub(crate) fn print_bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(Failure::Output)
}

/// Writes one line to stderr, for people. A stderr that is closed is nobody's loss, and `eprintln!` would panic on it.
pub(crate) fn note(line: &str) {
    let _ = writeln!(io::stderr(), "prismctl: {line}");
}
