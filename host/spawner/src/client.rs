//! The launcher's side of the link: requests go out from any thread, replies come in on one.

use std::ffi::OsString;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use rustix::net::sockopt::{self, Timeout};

use crate::link::{self, Frame, Received, Wait};
use crate::reply::{Reply, SpawnError, Step};
use crate::spec::{Confinement, SpawnSpec};
use crate::wire::{self, Answer, Request, Settings};

/// How long a request waits for room on the link. The spawner reads between any two things it does, and the longest of these is
/// one spawn; a link that is full for a second belongs to a spawner that is stuck or a reply callback that does not return.
const SEND_WAIT_MAX: Duration = Duration::from_secs(1);

/// How to start a spawner.
#[derive(Clone, Debug)]
pub struct SpawnerConfig {
    /// The executable that calls [`crate::run`] with its descriptor 0, usually `/proc/self/exe`.
    pub exe: PathBuf,
    /// The arguments that make it do so.
    pub args: Vec<OsString>,
    /// How long instances may take to stop once the launcher has died, before they are killed.
    pub orphan_grace: Duration,
    /// A file name for the cgroup directory of all instances, with the launcher's state id in it: whatever lives in a directory
    /// of this name when the spawner starts is a leftover, and is killed.
    pub cgroup_parent: String,
    /// What may hold the trees.
    pub confinement: Confinement,
}

/// A running spawner. Clones are handles of the same one; it ends its instances and itself when the last is dropped.
#[derive(Clone, Debug)]
pub struct Spawner {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    socket: Arc<OwnedFd>,
    pid: u32,
}

impl Spawner {
    /// Starts the process and a thread named `spawner-link` that hands each reply to `on_reply`, [`Reply::Hello`] first.
    ///
    /// `on_reply` should not block: requests fail once a spawner that is not listened to has stopped reading.
    ///
    /// # Errors
    ///
    /// The process or the thread could not be started.
    pub fn start(config: SpawnerConfig, on_reply: impl FnMut(Reply) + Send + 'static) -> io::Result<Self> {
        let (ours, theirs) = link::pair()?;
        sockopt::set_socket_timeout(&ours, Timeout::Send, Some(SEND_WAIT_MAX))?;
        let child = start_process(&config, theirs)?;
        let socket = Arc::new(ours);
        let spawner = Self { shared: Arc::new(Shared { socket: Arc::clone(&socket), pid: child.id() }) };
        spawner.request(&Request::Configure(settings(config)), &[])?;
        std::thread::Builder::new()
            .name("spawner-link".to_owned())
            .spawn(move || Listener { socket, child, on_reply }.listen())?;
        Ok(spawner)
    }

    /// Starts `spec` with its output in `output` and nothing as its input; keeps `reserved` open until it is `Gone`.
    ///
    /// # Errors
    ///
    /// The request did not reach the spawner, so no reply will come.
    pub fn spawn(&self, spec: SpawnSpec, output: OwnedFd, reserved: Vec<OwnedFd>) -> io::Result<()> {
        let descriptors: Vec<_> = std::iter::once(&output).chain(&reserved).map(AsFd::as_fd).collect();
        self.request(&Request::Spawn(spec), &descriptors)
    }

    /// Sends `signal` and then SIGCONT (a stopped process handles nothing) to every process of the tree.
    ///
    /// # Errors
    ///
    /// The request did not reach the spawner.
    pub fn stop(&self, token: u64, signal: i32) -> io::Result<()> {
        self.request(&Request::Stop { token, signal }, &[])
    }

    /// Sends SIGKILL to every process of the tree, and again until none is left.
    ///
    /// # Errors
    ///
    /// The request did not reach the spawner.
    pub fn kill(&self, token: u64) -> io::Result<()> {
        self.request(&Request::Kill { token }, &[])
    }

    /// Kills what is left of the tree (all of it, if the main process still runs) and gives back its cgroups and ports: `Gone`.
    ///
    /// # Errors
    ///
    /// The request did not reach the spawner.
    pub fn sweep(&self, token: u64) -> io::Result<()> {
        self.sweep_within(token, Duration::ZERO)
    }

    /// As [`Self::sweep`], but what is left of a tree whose main process has ended may take up to `patience` to end by itself:
    /// a wrapper that hands a stop signal on goes before those that still drain. A later request may cut the time short.
    ///
    /// # Errors
    ///
    /// The request did not reach the spawner.
    pub fn sweep_within(&self, token: u64, patience: Duration) -> io::Result<()> {
        self.request(&Request::Sweep { token, patience }, &[])
    }

    /// Asks what the tree uses now.
    ///
    /// # Errors
    ///
    /// The request did not reach the spawner.
    pub fn usage(&self, token: u64) -> io::Result<()> {
        self.request(&Request::Usage { token }, &[])
    }

    /// The spawner's process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.shared.pid
    }

    /// Ends the requests: the spawner stops what still runs, with `orphan_grace`, and ends. Replies come on, a `Gone` for each
    /// instance too, until [`Reply::Closed`].
    pub fn shutdown(&self) {
        self.shared.close();
    }

    fn request(&self, request: &Request, descriptors: &[BorrowedFd<'_>]) -> io::Result<()> {
        link::send(self.shared.socket.as_fd(), &wire::encode(request), descriptors, Wait::Yes)
    }
}

impl Shared {
    fn close(&self) {
        // It fails only for a link that is closed already, which is what is wanted.
        let _ = rustix::net::shutdown(&self.socket, rustix::net::Shutdown::Write);
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.close();
    }
}

fn settings(config: SpawnerConfig) -> Settings {
    Settings { orphan_grace: config.orphan_grace, cgroup_parent: config.cgroup_parent, confinement: config.confinement }
}

/// No `pre_exec` and no `uid`: with either, std forks instead of a vfork-like spawn (76 ms from a large launcher).
fn start_process(config: &SpawnerConfig, link: OwnedFd) -> io::Result<Child> {
    Command::new(&config.exe)
        .arg0("prism-spawner")
        .args(&config.args)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::from(link))
        .stdout(Stdio::null())
        .spawn()
}

/// What the thread `spawner-link` owns.
struct Listener<F> {
    socket: Arc<OwnedFd>,
    child: Child,
    on_reply: F,
}

impl<F: FnMut(Reply)> Listener<F> {
    fn listen(mut self) {
        let mut buffer = link::buffer();
        loop {
            match link::receive(self.socket.as_fd(), &mut buffer, Wait::Yes) {
                Ok(Received::Frame(frame)) => self.deliver(frame),
                Ok(Received::Noise) => {}
                Ok(Received::Closed) | Err(_) => break,
            }
        }
        // The socket closes with the process, so this does not wait; it only takes the zombie away.
        let _ = self.child.wait();
        (self.on_reply)(Reply::Closed);
    }

    fn deliver(&mut self, mut frame: Frame) {
        if let Some(answer) = wire::decode(&frame.body) {
            (self.on_reply)(reply(answer, frame.descriptors.pop()));
        }
    }
}

fn reply(answer: Answer, pidfd: Option<OwnedFd>) -> Reply {
    match answer {
        Answer::Hello(enforcement) => Reply::Hello { enforcement },
        Answer::Spawned { token, pid } => Reply::Spawned { token, pid, pidfd },
        Answer::SpawnFailed { token, error } => Reply::SpawnFailed { token, error },
        Answer::Exited { token, status, oom_killed, cpu_time, max_rss_bytes } => {
            Reply::Exited { token, status, oom_killed, cpu_time, max_rss_bytes }
        }
        Answer::Gone { token, killed } => Reply::Gone { token, killed },
        Answer::Usage { token, cpu_time, memory_bytes } => Reply::Usage { token, cpu_time, memory_bytes },
    }
}

impl SpawnError {
    pub(crate) fn new(step: Step, errno: i32, subject: impl Into<String>) -> Self {
        Self { step, errno, subject: subject.into() }
    }
}
