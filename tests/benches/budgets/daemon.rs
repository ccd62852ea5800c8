//! The real release daemon, with a directory of its own.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::{Outcome, proc};

/// How long it may take to start, and to stop everything.
const PATIENCE: Duration = Duration::from_secs(60);

/// Everything by default but the ports, the state directory and the quota of places.
const CONFIG: &str = "launcher:\n  grpc_port: 0\n  metrics: {port: 0}\n  health: {port: 0}\n  log_dir: LOGS\n";

/// All three built-in modules, each asked at each launch.
const ALL_POLICIES: &str = "  policies:
    modules:
      - {name: allowlist, builtin: allowlist, config: {namespaces: ['*'], allow_unnamed: true}}
      - {name: tiered, builtin: tiered, config: {default_tier: all, tiers: {all: {isolation: namespace, max_processes: 5000}}}}
    isolation: standard
    admission: [allowlist, tiered, standard]
";

/// Which policies decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policies {
    /// What decides where the configuration says nothing.
    Default,
    /// Every policy there is.
    All,
}

/// A running launcher. Dropped, it stops all its instances and ends.
#[derive(Debug)]
pub(crate) struct Daemon {
    child: Child,
    pub(crate) grpc: SocketAddr,
    metrics: SocketAddr,
    dir: TempDir,
}

fn configure(dir: &Path, policies: &str) -> Outcome<()> {
    let config = CONFIG.replace("LOGS", &dir.join("logs").display().to_string());
    Ok(fs::write(dir.join("config.yaml"), config + policies)?)
}

/// Where xtask has built what is measured.
pub(crate) fn binary(name: &str) -> PathBuf {
    let dir = std::env::var_os("PRISM_BENCH_BIN_DIR").map_or_else(|| PathBuf::from("target/release"), PathBuf::from);
    dir.join(name)
}

impl Daemon {
    pub(crate) fn start(policies: Policies) -> Outcome<Self> {
        let dir = tempfile::Builder::new().prefix("prism-bench-").tempdir()?;
        let patterns = dir.path().join("patterns");
        let runaways = crate::neighbour::RUNAWAYS.map(|kind| (kind, kind));
        for (name, kind) in [("http", "http"), ("notify", "notify"), ("hello", "notify")].into_iter().chain(runaways) {
            write_pattern(&patterns.join(name), name, kind, dir.path())?;
        }
        configure(dir.path(), if policies == Policies::All { ALL_POLICIES } else { "" })?;
        let child = launcher(dir.path())?;
        let unknown = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut daemon = Self { child, grpc: unknown, metrics: unknown, dir };
        daemon.await_ready()?;
        Ok(daemon)
    }

    /// kill -9, and no other one in its place yet.
    pub(crate) fn kill(&mut self) -> Outcome<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// The next one, on the same state directory. Comes back when it says that it answers.
    pub(crate) fn start_again(&mut self) -> Outcome<()> {
        self.child = launcher(self.dir.path())?;
        self.await_ready()
    }

    /// What instances of a pattern execute.
    pub(crate) fn pattern_executable(&self, pattern: &str) -> PathBuf {
        self.dir.path().join("patterns").join(pattern).join("tiny")
    }

    /// Writes other policies into its configuration, for its next reload.
    pub(crate) fn configure(&self, policies: &str) -> Outcome<()> {
        configure(self.dir.path(), policies)
    }

    /// The same, while this thread does other things: a disk that is busy makes nobody's request late.
    pub(crate) async fn configure_meanwhile(&self, policies: &'static str) -> Outcome<()> {
        let dir = self.dir.path().to_owned();
        tokio::task::spawn_blocking(move || configure(&dir, policies)).await?
    }

    fn await_ready(&mut self) -> Outcome<()> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE && self.child.try_wait()?.is_none() {
            if let Some(line) = self.log().lines().find(|line| line.contains("ready to launch")) {
                (self.grpc, self.metrics) = (address(line, "grpc=")?, address(line, "metrics=")?);
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Err(format!("the launcher did not start:\n{}", self.log()).into())
    }

    fn log(&self) -> String {
        fs::read_to_string(self.dir.path().join("launcher.log")).unwrap_or_default()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Its helper process, the only child it has.
    pub(crate) fn spawner_pid(&self) -> Outcome<u32> {
        proc::children(self.pid()).first().copied().ok_or_else(|| "the launcher has no spawner".into())
    }

    /// Where patterns of kind hello say that they execute.
    pub(crate) fn hello_socket(&self) -> PathBuf {
        self.dir.path().join("hello.sock")
    }

    /// The metrics page; how long it is.
    pub(crate) fn scrape(&self) -> Outcome<usize> {
        let mut stream = TcpStream::connect(self.metrics)?;
        stream.write_all(b"GET /metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        let mut page = Vec::new();
        stream.read_to_end(&mut page)?;
        if page.starts_with(b"HTTP/1.1 200") { Ok(page.len()) } else { Err("the metrics page was not served".into()) }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        // Our own child, not yet waited for: the pid is its.
        let _ = pid.map(|pid| kill_process(pid, Signal::TERM));
        let began = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) && began.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn launcher(dir: &Path) -> Outcome<Child> {
    let mut command = Command::new(binary("prism-launcher"));
    command.arg("--config").arg(dir.join("config.yaml")).arg("--state-dir").arg(dir.join("state"));
    command.arg("--patterns-dir").arg(dir.join("patterns")).env_remove("RUST_LOG").stdout(Stdio::null());
    Ok(command.stderr(fs::File::create(dir.join("launcher.log"))?).spawn()?)
}

fn address(line: &str, key: &str) -> Outcome<SocketAddr> {
    let found = line.split_whitespace().find_map(|word| word.strip_prefix(key));
    Ok(found.ok_or_else(|| format!("no {key} in: {line}"))?.parse()?)
}

/// Default probes, default restarts: what is not said here is the launcher's default.
fn write_pattern(dir: &Path, name: &str, kind: &str, sockets: &Path) -> Outcome<()> {
    fs::create_dir_all(dir)?;
    fs::copy(binary("bench-pattern"), dir.join("tiny"))?;
    let hello = match name {
        "hello" => format!("environment: {{BENCH_HELLO: {}}}\n", sockets.join("hello.sock").display()),
        runaway if crate::neighbour::RUNAWAYS.contains(&runaway) => crate::neighbour::LIMITS.to_owned(),
        _ => String::new(),
    };
    let check = if kind == "http" { "http" } else { "notify" };
    let manifest = format!(
        "name: {name}\nversion: 1.0.0\nexecutable: ./tiny\nargs: [{kind}]\nisolation_level: namespace\nhealthcheck: {{kind: {check}}}\n{hello}"
    );
    Ok(fs::write(dir.join("manifest.yaml"), manifest)?)
}
