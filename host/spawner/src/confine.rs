//! A program that is kept from what an instance is kept from, though the spawner does not start it: a health check's command.
//!
//! The launcher starts its own executable, which puts the hardening in force on itself and executes the command ([`exec_confined`]). So
//! nothing is forked from a large process, and what is done is what the spawner's children do. No cgroup is joined and no limit set.
//!
//! What is to be executed comes on standard input, the environment too: until the hardening is in force that must not say what our own
//! executable loads, and a command line can be read by everyone.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use rustix::fs::MemfdFlags;
use serde::{Deserialize, Serialize};

use crate::hardening::{self, Hardening, Machine};
use crate::reply::{SpawnError, Step};
use crate::wire;

/// A program to execute, and what it is kept from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confined {
    /// What it is kept from.
    pub hardening: Hardening,
    /// Looked up in the PATH of `env`.
    pub program: OsString,
    /// Its arguments.
    pub args: Vec<OsString>,
    /// Its complete environment.
    pub env: Vec<(String, String)>,
}

impl Confined {
    /// What the standard input of a process that calls [`exec_confined`] must be.
    ///
    /// # Errors
    ///
    /// There is no memory or no descriptor for it.
    pub fn as_input(&self) -> io::Result<OwnedFd> {
        let mut file = File::from(rustix::fs::memfd_create(c"confined", MemfdFlags::CLOEXEC)?);
        file.write_all(&wire::encode(self))?;
        file.rewind()?;
        Ok(file.into())
    }
}

/// Executes what standard input says, in place of this process and with an empty input. Returns only if it cannot, with the reason.
#[must_use]
pub fn exec_confined() -> String {
    let mut bytes = Vec::new();
    if let Err(error) = io::stdin().read_to_end(&mut bytes) {
        return format!("what to execute cannot be read: {error}");
    }
    let Some(Confined { hardening, program, args, env }) = wire::decode(&bytes) else {
        return "standard input does not say what to execute".to_owned();
    };
    let mut command = Command::new(&program);
    command.args(args).env_clear().envs(env).stdin(Stdio::null());
    match confine(&hardening) {
        Ok(()) => format!("{}: {}", program.display(), command.exec()),
        Err(error) => error.to_string(),
    }
}

/// In the order of `child`.
fn confine(wanted: &Hardening) -> Result<(), SpawnError> {
    // Namespaces are an instance's: new ones would not be the same.
    let wanted = Hardening { own_ipc: false, own_tmp: false, own_processes: false, ..wanted.clone() };
    let ready = Machine::probe().ready(&wanted, None, None)?;
    let step = |step: Step, done: bool| {
        let errno = io::Error::last_os_error().raw_os_error().unwrap_or(0);
        if done { Ok(()) } else { Err(SpawnError::new(step, errno, "a health check's command")) }
    };
    step(Step::NoNewPrivs, hardening::no_new_privileges())?;
    step(Step::Capabilities, hardening::bound_capabilities(&ready))?;
    step(Step::User, hardening::become_user(&ready))?;
    step(Step::Capabilities, hardening::drop_capabilities(&ready))?;
    let ruleset = ready.ruleset().map_or(-1, |ruleset| ruleset.as_raw_fd());
    step(Step::Landlock, hardening::restrict(&ready, ruleset))?;
    step(Step::Seccomp, hardening::filter_calls(&ready))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_executed_arrives_whole() {
        let confined = Confined {
            hardening: Hardening { user: Some(70_000), seccomp: true, ..Hardening::default() },
            program: "test".into(),
            args: vec!["-e".into(), "a b".into()],
            env: vec![("A".to_owned(), "x".repeat(100_000))],
        };
        let mut bytes = Vec::new();
        File::from(confined.as_input().unwrap()).read_to_end(&mut bytes).unwrap();
        assert_eq!(wire::decode(&bytes), Some(confined));
    }
}
