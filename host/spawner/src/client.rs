//! The launcher's side of the link: requests go out from any thread, replies come in on one.

use std::ffi::OsString;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::net::sockopt::{self, Timeout};
use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType};

use crate::door::{self, Word};
use crate::link::{self, Frame, Received, Wait};
use crate::reply::{Reply, SpawnError, Step};
use crate::spec::{AdoptSpec, Confinement, SpawnSpec};
use crate::wire::{self, Answer, PROTOCOL, Request, Settings};

/// How long a request waits for room on the link. The spawner reads between any two things it does, and the longest of these is
/// one spawn; a link that is full for a second belongs to a spawner that is stuck or a reply callback that does not return.
const SEND_WAIT_MAX: Duration = Duration::from_secs(1);

/// How long a spawner that is there may take to answer a hail. It does nothing that takes longer than some milliseconds.
const HAIL_WAIT_MAX: Duration = Duration::from_secs(5);

/// What no instance is called, so nothing is swept under it.
const PING: u64 = u64::MAX;

/// How long the process of a spawner may take to end once its link has closed, until that is told all the same.
const END_WAIT_MAX: Duration = Duration::from_secs(1);

/// How often, and after which pause, a message is tried again that the kernel had no memory for: a tenth of a second in all.
const RETRIES_MAX: u32 = 50;
const RETRY_PAUSE: Duration = Duration::from_millis(2);

/// How to start a spawner.
#[derive(Clone, Debug)]
pub struct SpawnerConfig {
    /// The executable that calls [`crate::run`] with its descriptor 0, usually `/proc/self/exe`.
    pub exe: PathBuf,
    /// The arguments that make it do so.
    pub args: Vec<OsString>,
    /// How long instances live on without a launcher. Zero: not at all.
    pub orphan_timeout: Duration,
    /// How long they may take to stop then, before they are killed.
    pub orphan_grace: Duration,
    /// A secret that stays the same from one spawner to the next, in letters and digits. Where there are no cgroups, what carries it in
    /// its environment is ours.
    pub mark: String,
    /// Token and cgroup of what will be adopted, which is no leftover.
    pub spared: Vec<(u64, String)>,
    /// A file name for the cgroup directory of all instances, with the launcher's state id in it: whatever lives in a directory
    /// of this name when the spawner starts is a leftover, and is killed.
    pub cgroup_parent: String,
    /// What may hold the trees.
    pub confinement: Confinement,
}

/// A running spawner. Clones are handles of the same one. When the last is dropped, it is as if the launcher had died.
#[derive(Clone, Debug)]
pub struct Spawner {
    shared: Arc<Shared>,
}

/// A spawner that was there already.
#[derive(Debug)]
pub struct Attached {
    /// It is now this launcher's.
    pub spawner: Spawner,
    /// What it was given by the launcher that started it, to be kept for this one: the door first.
    pub kept: Vec<OwnedFd>,
}

/// Why there is no spawner to attach to.
#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    /// Nobody listens there.
    #[error("no spawner listens")]
    Nobody,
    /// It speaks another protocol; it was released.
    #[error("the spawner {pid} is of another build (protocol {protocol})")]
    OtherProtocol {
        /// Its process.
        pid: u32,
        /// What it speaks.
        protocol: u32,
    },
    /// It is there and says nothing.
    #[error("the spawner of an earlier launcher does not answer; continue it or end it")]
    Mute,
    /// The system refused something.
    #[error("the spawner of an earlier launcher cannot be reached: {0}")]
    Io(io::Error),
}

#[derive(Debug)]
struct Shared {
    socket: Arc<OwnedFd>,
    /// It was left to the next launcher.
    detached: Arc<AtomicBool>,
    pid: u32,
}

impl Spawner {
    /// Starts the process and a thread named `spawner-link` that hands each reply to `on_reply`, [`Reply::Hello`] first.
    ///
    /// `kept` is kept for a later launcher. The first one is the door, a listening `SOCK_SEQPACKET` socket by which that one comes in;
    /// without a door nobody can, and instances end with the launcher.
    ///
    /// `on_reply` should not block: requests fail once a spawner that is not listened to has stopped reading.
    ///
    /// # Errors
    ///
    /// The process or the thread could not be started.
    pub fn start(
        config: SpawnerConfig,
        kept: &[OwnedFd],
        on_reply: impl FnMut(Reply) + Send + 'static,
    ) -> io::Result<Self> {
        let (ours, theirs) = link::pair()?;
        sockopt::set_socket_timeout(&ours, Timeout::Send, Some(SEND_WAIT_MAX))?;
        let child = start_process(&config, theirs)?;
        let kept: Vec<_> = kept.iter().map(AsFd::as_fd).collect();
        Self::speak(ours, child.id(), Some(child), config, &kept, on_reply)
    }

    /// Takes over the spawner that listens at `door`, as [`Self::start`] would start one. Ask it then what it has ([`Self::survey`]).
    ///
    /// # Errors
    ///
    /// There is none, or it cannot be taken over.
    pub fn attach(
        door: &Path,
        config: SpawnerConfig,
        on_reply: impl FnMut(Reply) + Send + 'static,
    ) -> Result<Attached, AttachError> {
        let socket = knock(door)?;
        let (welcome, kept) =
            door::ask(socket.as_fd(), Word::Hail(PROTOCOL)).map_err(unheard)?.ok_or(AttachError::Nobody)?;
        if welcome.protocol != PROTOCOL {
            Self::release(door)?;
            return Err(AttachError::OtherProtocol { pid: welcome.pid, protocol: welcome.protocol });
        }
        sockopt::set_socket_timeout(&socket, Timeout::Send, Some(SEND_WAIT_MAX))
            .and_then(|()| sockopt::set_socket_timeout(&socket, Timeout::Recv, None))
            .map_err(|errno| AttachError::Io(errno.into()))?;
        let spawner = Self::speak(socket, welcome.pid, None, config, &[], on_reply).map_err(AttachError::Io)?;
        Ok(Attached { spawner, kept })
    }

    /// Has whoever listens at `door` end and leave its instances alone, for another to adopt. Nobody there is as good.
    ///
    /// # Errors
    ///
    /// It cannot be reached.
    pub fn release(door: &Path) -> Result<(), AttachError> {
        match knock(door) {
            Ok(caller) => {
                link::send(caller.as_fd(), &Word::Release.encode(), &[], Wait::Yes).map_err(AttachError::Io)?;
                wait_closed(&caller);
                Ok(())
            }
            Err(AttachError::Nobody) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn speak(
        socket: OwnedFd,
        pid: u32,
        child: Option<Child>,
        config: SpawnerConfig,
        kept: &[BorrowedFd<'_>],
        on_reply: impl FnMut(Reply) + Send + 'static,
    ) -> io::Result<Self> {
        let socket = Arc::new(socket);
        let detached = Arc::new(AtomicBool::new(false));
        let shared = Shared { socket: Arc::clone(&socket), detached: Arc::clone(&detached), pid };
        let spawner = Self { shared: Arc::new(shared) };
        if let Err(error) = spawner.request(&Request::Configure(settings(config)), kept) {
            // It ends with its link, and would stay a zombie.
            drop((spawner, socket));
            let _ = child.map(|mut child| child.wait());
            return Err(error);
        }
        std::thread::Builder::new()
            .name("spawner-link".to_owned())
            .spawn(move || Listener { socket, child, detached, on_reply }.listen())?;
        Ok(spawner)
    }

    /// Hands over an instance whose spawner died: `pidfd` is the handle of its main process, and whoever calls has proven that it is
    /// one. What is not in its cgroup, where it should have one, is not adopted; `survey` says which ones are.
    ///
    /// # Errors
    ///
    /// The request did not reach the spawner.
    pub fn adopt(&self, spec: AdoptSpec, pidfd: BorrowedFd<'_>, reserved: &[OwnedFd]) -> io::Result<()> {
        let descriptors: Vec<_> = std::iter::once(pidfd).chain(reserved.iter().map(AsFd::as_fd)).collect();
        self.request(&Request::Adopt(spec), &descriptors)
    }

    /// Has `memo` kept under `key` for the next launcher, in place of what was: what must not be lost with this one, and not be written to
    /// a file either. It lives as long as the spawner.
    ///
    /// # Errors
    ///
    /// The request did not reach the spawner.
    pub fn remember(&self, key: u64, memo: Vec<u8>) -> io::Result<()> {
        self.request(&Request::Remember { key, memo }, &[])
    }

    /// Ends that.
    ///
    /// # Errors
    ///
    /// The request did not reach the spawner.
    pub fn forget(&self, key: u64) -> io::Result<()> {
        self.request(&Request::Forget { key }, &[])
    }

    /// Asks for a [`Reply::Memo`] for each thing remembered, a [`Reply::Kept`] for each instance, and [`Reply::KeptAll`] at last.
    ///
    /// # Errors
    ///
    /// The request did not reach the spawner.
    pub fn survey(&self) -> io::Result<()> {
        self.request(&Request::Survey, &[])
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

    /// Asks for a [`Reply::Pong`]: whether the spawner is there and hears.
    ///
    /// # Errors
    ///
    /// The request did not reach the spawner.
    pub fn ping(&self) -> io::Result<()> {
        // Of what it does not have a spawner of any build says at once that it is gone, so this takes no message of its own.
        self.request(&Request::Sweep { token: PING, patience: Duration::ZERO }, &[])
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
        // It fails only for a spawner that is gone, or stuck for a second, and then nothing helps.
        let _ = self.request(&Request::Finish, &[]);
        self.shared.close();
    }

    /// Closes the link without a word, as the launcher's death does: instances are kept for the next one.
    pub fn detach(&self) {
        self.shared.detached.store(true, Ordering::Relaxed);
        self.shared.close();
    }

    fn request(&self, request: &Request, descriptors: &[BorrowedFd<'_>]) -> io::Result<()> {
        let body = wire::encode(request);
        let mut tries = 0;
        loop {
            match link::send(self.shared.socket.as_fd(), &body, descriptors, Wait::Yes) {
                Err(error) if link::is_for_a_moment(&error) && tries < RETRIES_MAX => tries += 1,
                done => return done,
            }
            std::thread::sleep(RETRY_PAUSE);
        }
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
    Settings {
        orphan_timeout: config.orphan_timeout,
        orphan_grace: config.orphan_grace,
        mark: config.mark,
        spared: config.spared,
        cgroup_parent: config.cgroup_parent,
        confinement: config.confinement,
    }
}

/// A connection to whoever listens at `door`.
fn knock(door: &Path) -> Result<OwnedFd, AttachError> {
    let failed = |errno: rustix::io::Errno| AttachError::Io(errno.into());
    let socket = rustix::net::socket_with(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None);
    let socket = socket.map_err(failed)?;
    for way in [Timeout::Send, Timeout::Recv] {
        sockopt::set_socket_timeout(&socket, way, Some(HAIL_WAIT_MAX)).map_err(failed)?;
    }
    let address = SocketAddrUnix::new(door).map_err(failed)?;
    match rustix::net::connect(&socket, &address) {
        Ok(()) => Ok(socket),
        Err(rustix::io::Errno::CONNREFUSED | rustix::io::Errno::NOENT) => Err(AttachError::Nobody),
        Err(rustix::io::Errno::AGAIN) => Err(AttachError::Mute),
        Err(errno) => Err(failed(errno)),
    }
}

/// What no answer to a hail means. One that ends while it is hailed has nothing to hand over.
fn unheard(error: io::Error) -> AttachError {
    match error.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => AttachError::Mute,
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => AttachError::Nobody,
        _ => AttachError::Io(error),
    }
}

fn wait_closed(socket: &OwnedFd) {
    // Whatever it is, there is nothing more to be heard from it.
    let _ = link::receive(socket.as_fd(), &mut link::buffer(), Wait::Yes);
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
    /// None where another launcher had started it.
    child: Option<Child>,
    detached: Arc<AtomicBool>,
    on_reply: F,
}

impl<F: FnMut(Reply)> Listener<F> {
    fn listen(mut self) {
        let mut buffer = link::buffer();
        loop {
            match link::receive(self.socket.as_fd(), &mut buffer, Wait::Yes) {
                Ok(Received::Frame(frame)) => self.deliver(frame),
                Ok(Received::Noise) => {}
                Err(error) if !link::is_gone(&error) => std::thread::sleep(RETRY_PAUSE),
                Ok(Received::Closed) | Err(_) => break,
            }
        }
        self.await_end();
        (self.on_reply)(Reply::Closed);
        // Of a spawner that goes on without us, only to take its zombie away one day.
        let _ = self.child.take().map(|mut child| child.wait());
    }

    /// The link mostly closes because the process ends, which it has in a moment.
    fn await_end(&mut self) {
        let began = Instant::now();
        let Some(child) = &mut self.child else { return };
        while !self.detached.load(Ordering::Relaxed)
            && began.elapsed() < END_WAIT_MAX
            && matches!(child.try_wait(), Ok(None))
        {
            std::thread::sleep(Duration::from_millis(1));
        }
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
        Answer::Gone { token: PING, .. } => Reply::Pong,
        Answer::Gone { token, killed } => Reply::Gone { token, killed },
        Answer::Kept { token, pid, exited, asked } => Reply::Kept { token, pid, pidfd, exited, asked },
        Answer::Memo { key, memo } => Reply::Memo { key, memo },
        Answer::KeptAll => Reply::KeptAll,
        Answer::Usage { token, cpu_time, memory_bytes } => Reply::Usage { token, cpu_time, memory_bytes },
    }
}

impl SpawnError {
    pub(crate) fn new(step: Step, errno: i32, subject: impl Into<String>) -> Self {
        Self { step, errno, subject: subject.into() }
    }
}
