//! Running other programs, in the repository, with what they say on our terminal.

use crate::report::Failed;
use crate::root::root;
use std::ffi::OsString;
use std::process::{Command, Stdio};

/// The cargo that runs us.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), arguments)
}

/// Any program.
pub(crate) fn program(name: impl Into<OsString>, arguments: &[&str]) -> Command {
    let mut command = Command::new(name.into());
    command.args(arguments).current_dir(root());
    command
}

/// Runs it to its end. `what` is the failure's name, `remedy` what to do about it.
pub(crate) fn succeed(mut command: Command, what: &str, remedy: &str) -> Result<(), Failed> {
    eprintln!("xtask: {what}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failed(format!("{what}: {status}; {remedy}"))),
        Err(error) => Err(Failed(format!("{what}: cannot run {}: {error}", command.get_program().display()))),
    }
}

/// Whether it runs and succeeds; what it says is dropped.
pub(crate) fn works(mut command: Command) -> bool {
    let silent = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    silent.status().is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_step_and_the_remedy() {
        let Failed(what) = succeed(program("false", &[]), "tests", "see above").expect_err("fails");
        assert!(what.starts_with("tests: ") && what.ends_with("see above"), "{what}");
    }

    #[test]
    fn a_missing_program_is_named() {
        let Failed(what) = succeed(program("no-such-program", &[]), "lints", "").expect_err("fails");
        assert!(what.contains("cannot run no-such-program"), "{what}");
        assert!(!works(program("no-such-program", &[])));
    }
}
