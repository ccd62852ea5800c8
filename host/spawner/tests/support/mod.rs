//! A spawner with a temporary directory, and patient ways to ask it things.

#![allow(dead_code)] // Each test file uses its part.

use std::fs::{self, File};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use prism_spawner::{
    Attached, Confinement, Enforcement, Exit, Hardening, Limits, Reply, SpawnError, SpawnSpec, Spawner, SpawnerConfig,
};
use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType};

/// For what must happen. Generous, because the machine is shared; nothing waits for it when all is well.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct House {
    pub(crate) spawner: Spawner,
    pub(crate) enforcement: Enforcement,
    pub(crate) dir: Rc<tempfile::TempDir>,
    pub(crate) cgroup_parent: String,
    confinement: Confinement,
    replies: Receiver<Reply>,
    closed: bool,
}

/// What `Kept` says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) token: u64,
    pub(crate) pid: i32,
    pub(crate) has_pidfd: bool,
    pub(crate) exited: Option<(Exit, bool)>,
    pub(crate) asked: bool,
}

/// What `Exited` says.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: Exit,
    pub(crate) oom_killed: bool,
    pub(crate) cpu_time: Duration,
    pub(crate) max_rss_bytes: u64,
}

/// Every backend that this machine has.
pub(crate) fn each_backend(test: impl Fn(House)) {
    for confinement in backends() {
        test(House::open(*confinement));
    }
}

/// In the guest of `tests/uml`, which is slow, only what it is there for.
fn backends() -> &'static [Confinement] {
    if is_unified_promised() { &[Confinement::Detect] } else { &[Confinement::Detect, Confinement::NoCgroups] }
}

/// By who runs the tests: they must not be skipped for want of cgroup v2.
fn is_unified_promised() -> bool {
    std::env::var_os("PRISM_TEST_UNIFIED").is_some()
}

/// A house with cgroup limits, or a message that says why there is none.
pub(crate) fn with_limits(item: impl Fn(&Enforcement) -> bool, test: impl Fn(House)) {
    let house = House::open(Confinement::Detect);
    if item(&house.enforcement) {
        test(house);
    } else {
        skip(&format!("this machine enforces only {:?}", house.enforcement));
    }
}

/// Says that a test cannot be had on this machine.
pub(crate) fn skip(why: &str) {
    assert!(!is_unified_promised(), "{why}");
    eprintln!("skipped: {why}");
}

/// The same, with a door by which a next launcher can come in.
pub(crate) fn each_backend_with_a_door(orphan_timeout: Duration, test: impl Fn(House)) {
    for confinement in backends() {
        test(House::with_door(*confinement, orphan_timeout));
    }
}

/// A socket that listens at `path`.
pub(crate) fn door(path: &Path) -> OwnedFd {
    let socket = rustix::net::socket_with(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None);
    let socket = socket.unwrap();
    rustix::net::bind(&socket, &SocketAddrUnix::new(path).unwrap()).unwrap();
    rustix::net::listen(&socket, 4).unwrap();
    socket
}

pub(crate) fn host() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    tests.ancestors().nth(2).unwrap().join("examples/spawner-host")
}

impl House {
    pub(crate) fn open(confinement: Confinement) -> Self {
        Self::open_as(confinement, &unique())
    }

    pub(crate) fn open_as(confinement: Confinement, cgroup_parent: &str) -> Self {
        let (dir, config) = (tempfile::tempdir().unwrap(), config(confinement, cgroup_parent));
        Self::start_with(dir.into(), config, &[])
    }

    pub(crate) fn with_door(confinement: Confinement, orphan_timeout: Duration) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let kept = [door(&dir.path().join("door")), File::open("/dev/null").unwrap().into()];
        let config = SpawnerConfig { orphan_timeout, ..config(confinement, &unique()) };
        Self::start_with(dir.into(), config, &kept)
    }

    fn start_with(dir: Rc<tempfile::TempDir>, config: SpawnerConfig, kept: &[OwnedFd]) -> Self {
        let (sender, replies) = channel();
        let (cgroup_parent, confinement) = (config.cgroup_parent.clone(), config.confinement);
        let spawner = Spawner::start(config, kept, move |reply| drop(sender.send(reply))).unwrap();
        let enforcement = hello(&replies);
        Self { spawner, enforcement, dir, cgroup_parent, confinement, replies, closed: false }
    }

    /// The launcher dies; what is there for the next one.
    pub(crate) fn die(self) -> Self {
        self.die_in_doubt().unwrap()
    }

    /// The same, where the spawner may have had nothing left to keep, and so has ended.
    pub(crate) fn die_in_doubt(mut self) -> Result<Self, prism_spawner::AttachError> {
        self.spawner.detach();
        self.await_closed();
        self.attach()
    }

    /// Another launcher comes in by the door.
    pub(crate) fn attach(&self) -> Result<Self, prism_spawner::AttachError> {
        let (sender, replies) = channel();
        let config =
            SpawnerConfig { orphan_timeout: Duration::from_secs(600), ..config(self.confinement, &self.cgroup_parent) };
        let attached = Spawner::attach(&self.dir.path().join("door"), config, move |reply| drop(sender.send(reply)))?;
        let Attached { spawner, kept } = attached;
        assert_eq!(kept.len(), 2, "it is given what the first launcher wanted kept");
        let enforcement = hello(&replies);
        let (dir, cgroup_parent, confinement) = (self.dir.clone(), self.cgroup_parent.clone(), self.confinement);
        Ok(Self { spawner, enforcement, dir, cgroup_parent, confinement, replies, closed: false })
    }

    /// SIGKILL to the spawner, which alone tells whose its instances are; another one takes its place and spares these.
    pub(crate) fn lose_spawner(self, spared: &[u64]) -> Self {
        self.lose_spawner_with(spared, Duration::ZERO, &[])
    }

    /// The same, and the one that takes its place lets in a next launcher.
    pub(crate) fn lose_spawner_behind_a_door(self, spared: &[u64]) -> Self {
        let path = self.dir.path().join("door");
        fs::remove_file(&path).unwrap();
        let kept = [door(&path), File::open("/dev/null").unwrap().into()];
        self.lose_spawner_with(spared, Duration::from_secs(600), &kept)
    }

    fn lose_spawner_with(mut self, spared: &[u64], orphan_timeout: Duration, kept: &[OwnedFd]) -> Self {
        let pid = rustix::process::Pid::from_raw(i32::try_from(self.spawner.pid()).unwrap()).unwrap();
        rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
        self.await_closed();
        let spared = spared.iter().map(|token| (*token, format!("i-{token}"))).collect();
        let config = SpawnerConfig { spared, orphan_timeout, ..config(self.confinement, &self.cgroup_parent) };
        Self::start_with(self.dir.clone(), config, kept)
    }

    /// Everything that the spawner has.
    pub(crate) fn survey(&self) -> Vec<Kept> {
        self.spawner.survey().unwrap();
        let mut all = Vec::new();
        loop {
            match self.next() {
                Reply::Kept { token, pid, pidfd, exited, asked } => {
                    all.push(Kept { token, pid, has_pidfd: pidfd.is_some(), exited, asked });
                }
                Reply::KeptAll => return all,
                // Its end may come before the answer, which then tells of it, too.
                Reply::Exited { .. } => {}
                other => panic!("expected Kept, got {other:?}"),
            }
        }
    }

    pub(crate) fn spec(&self, token: u64, executable: impl Into<PathBuf>, args: &[&str]) -> SpawnSpec {
        SpawnSpec {
            token,
            executable: executable.into(),
            argv0: None,
            args: args.iter().map(Into::into).collect(),
            env: vec![("PATH".to_owned(), "/usr/bin:/bin".to_owned())],
            work_dir: self.dir.path().to_owned(),
            limits: Limits::default(),
            hardening: Hardening::default(),
            cgroup: format!("i-{token}"),
            stop_signal: libc::SIGTERM,
        }
    }

    pub(crate) fn sh(&self, token: u64, script: &str) -> SpawnSpec {
        self.spec(token, "/bin/sh", &["-c", script])
    }

    pub(crate) fn send(&self, spec: SpawnSpec) {
        self.send_with(spec, Vec::new());
    }

    pub(crate) fn send_with(&self, spec: SpawnSpec, reserved: Vec<OwnedFd>) {
        let output = File::options().create(true).append(true).open(self.output_path(spec.token)).unwrap();
        self.spawner.spawn(spec, output.into(), reserved).unwrap();
    }

    /// Starts it and waits until it runs; returns its pid.
    pub(crate) fn start(&self, spec: SpawnSpec) -> i32 {
        self.send(spec);
        self.spawned()
    }

    pub(crate) fn spawned(&self) -> i32 {
        match self.next() {
            Reply::Spawned { pid, pidfd, .. } => {
                assert!(pidfd.is_some());
                pid
            }
            other => panic!("expected Spawned, got {other:?}"),
        }
    }

    pub(crate) fn failed(&self, spec: SpawnSpec) -> SpawnError {
        self.send(spec);
        match self.next() {
            Reply::SpawnFailed { error, .. } => error,
            other => panic!("expected SpawnFailed, got {other:?}"),
        }
    }

    pub(crate) fn ended(&self) -> Ended {
        match self.next() {
            Reply::Exited { status, oom_killed, cpu_time, max_rss_bytes, .. } => {
                Ended { status, oom_killed, cpu_time, max_rss_bytes }
            }
            other => panic!("expected Exited, got {other:?}"),
        }
    }

    pub(crate) fn gone(&self) -> u64 {
        match self.next() {
            Reply::Gone { token, .. } => token,
            other => panic!("expected Gone, got {other:?}"),
        }
    }

    /// Sweeps one whose main process has ended.
    pub(crate) fn sweep(&self, token: u64) {
        self.spawner.sweep(token).unwrap();
        assert_eq!(self.gone(), token);
    }

    /// Starts a script, waits for its end and for `Gone`; returns what it wrote.
    pub(crate) fn run(&self, spec: SpawnSpec) -> (Ended, String) {
        let token = spec.token;
        self.start(spec);
        let ended = self.ended();
        self.sweep(token);
        (ended, self.output(token))
    }

    pub(crate) fn next(&self) -> Reply {
        self.replies.recv_timeout(PATIENCE).expect("a reply within the patience")
    }

    pub(crate) fn is_silent(&self) -> bool {
        matches!(self.replies.try_recv(), Err(std::sync::mpsc::TryRecvError::Empty))
    }

    pub(crate) fn output_path(&self, token: u64) -> PathBuf {
        self.dir.path().join(format!("out-{token}"))
    }

    pub(crate) fn output(&self, token: u64) -> String {
        fs::read_to_string(self.output_path(token)).unwrap()
    }

    /// Waits until the instance has written `lines` lines, and returns them.
    pub(crate) fn lines(&self, token: u64, lines: usize) -> Vec<String> {
        eventually(|| self.output(token).matches('\n').count() >= lines);
        self.output(token).lines().map(str::to_owned).collect()
    }

    /// As `lines`, for pids.
    pub(crate) fn pids(&self, token: u64, count: usize) -> Vec<i32> {
        self.lines(token, count).iter().filter_map(|line| line.trim().parse().ok()).collect()
    }

    /// Waits for the end of the spawner, with whatever it says before.
    pub(crate) fn close(mut self) -> Vec<Reply> {
        self.wait_closed()
    }

    fn wait_closed(&mut self) -> Vec<Reply> {
        self.spawner.shutdown();
        self.await_closed()
    }

    /// Waits until the link is closed, with whatever is said before.
    pub(crate) fn await_closed(&mut self) -> Vec<Reply> {
        let mut said = Vec::new();
        while !self.closed {
            match self.replies.recv_timeout(PATIENCE) {
                Ok(Reply::Closed) | Err(RecvTimeoutError::Disconnected) => self.closed = true,
                Ok(reply) => said.push(reply),
                Err(RecvTimeoutError::Timeout) => panic!("the spawner did not end"),
            }
        }
        said
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.wait_closed();
        }
    }
}

fn unique() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("prism-test-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

fn config(confinement: Confinement, cgroup_parent: &str) -> SpawnerConfig {
    SpawnerConfig {
        exe: host(),
        args: Vec::new(),
        orphan_timeout: Duration::ZERO,
        orphan_grace: Duration::from_millis(300),
        mark: format!("mark-of-{cgroup_parent}"),
        spared: Vec::new(),
        cgroup_parent: cgroup_parent.to_owned(),
        confinement,
    }
}

fn hello(replies: &Receiver<Reply>) -> Enforcement {
    match replies.recv_timeout(PATIENCE).unwrap() {
        Reply::Hello { enforcement } => enforcement,
        other => panic!("expected Hello, got {other:?}"),
    }
}

/// Waits for a condition in another process that tells nobody about itself.
pub(crate) fn eventually(mut condition: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < until, "did not become true");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Whether a process runs (a zombie does not).
pub(crate) fn lives(pid: i32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit(')').next().is_some_and(|rest| !rest.trim().is_empty() && !rest.trim_start().starts_with(['Z', 'X']))
}

pub(crate) fn descriptors(pid: u32) -> usize {
    fs::read_dir(format!("/proc/{pid}/fd")).unwrap().count()
}

pub(crate) fn zombies(parent: u32) -> usize {
    let children = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap();
    children.split_whitespace().filter(|pid| !lives(pid.parse().unwrap())).count()
}

pub(crate) fn write_executable(path: &Path, content: &[u8], mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::write(path, content).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}
