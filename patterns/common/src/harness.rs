//! For tests of patterns: a real pattern process, started by hand and stopped as a launcher stops it.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};

/// A running pattern. Killed when dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    stderr: BufReader<ChildStderr>,
    address: String,
}

/// How a pattern ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit status.
    pub status: ExitStatus,
    /// What it wrote to stderr after it was up.
    pub log: String,
}

impl Process {
    /// Starts `binary` with exactly these variables and waits until it says where it listens.
    ///
    /// # Panics
    ///
    /// Where it cannot be started or ends before it listens: with what it wrote.
    pub fn start(binary: &str, variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new(binary);
        command.env_clear().envs(variables.iter().copied()).stdin(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the pattern's binary starts");
        let mut stderr = BufReader::new(child.stderr.take().expect("stderr is piped"));
        let address = address(&mut stderr);
        Self { child, stderr, address }
    }

    /// The URL of its gRPC server.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its pid.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends SIGTERM and waits for the end, while the test's runtime goes on: a client that does not answer the server's
    /// goodbye would hold up the drain.
    ///
    /// # Panics
    ///
    /// Where the process cannot be signalled or waited for.
    pub async fn terminate(self) -> Ended {
        tokio::task::spawn_blocking(|| self.terminate_blocking()).await.expect("it does not panic")
    }

    fn terminate_blocking(mut self) -> Ended {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).expect("a pid is positive"));
        // Our own child that was not waited for: the pid is still its.
        kill(pid, Signal::SIGTERM).expect("the pattern can be signalled");
        let mut log = String::new();
        self.stderr.read_to_string(&mut log).expect("stderr is text");
        Ended { status: self.child.wait().expect("the pattern can be waited for"), log }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn address(stderr: &mut BufReader<ChildStderr>) -> String {
    let mut seen = String::new();
    loop {
        let begins = seen.len();
        let length = stderr.read_line(&mut seen).expect("stderr is text");
        assert!(length > 0, "the pattern ended before it listened: {seen}");
        if let Some((_, address)) = seen[begins..].trim_end().split_once("listening on ") {
            return address.to_owned();
        }
    }
}
