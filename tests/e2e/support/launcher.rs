//! A launcher of a test's own: the real program on ports of the kernel's choice, in a directory of its own.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use nix::sys::signal::Signal;
use prism_proto::v1::pattern_launcher_client::PatternLauncherClient;
use prism_proto::v1::{
    GetProcessStatusRequest, HealthRequest, HealthResponse, LaunchRequest, LaunchResponse, ListPatternsRequest,
    PatternInfo, TerminateRequest, TerminateResponse, WatchPatternsRequest,
};
use tonic::Status;
use tonic::transport::{Channel, Endpoint};

use super::binaries::binary;
use super::client::{Refused, Watcher};
use super::leaks::{Traces, assert_no_zombies};
use super::sabotage::{self, Sabotage};
use super::wait::{PATIENCE, comes_true, until};
use super::{Patterns, http, processes};

/// How long a launcher may take to stop, with patterns that stop at once.
const STOP_PATIENCE: Duration = Duration::from_secs(20);

/// The line that says where it listens.
const READY: &str = "\"ready to launch\"";

/// What a launcher is to be started with.
#[derive(Debug)]
pub(crate) struct Plan {
    directory: tempfile::TempDir,
    flags: Vec<String>,
    environment: Vec<(String, String)>,
    descriptors: Option<u32>,
    unread: bool,
    /// The first order of a saboteur, where there is to be one.
    sabotage: Option<String>,
}

impl Plan {
    /// Nothing but defaults, and no patterns.
    pub(crate) fn new() -> Self {
        let directory = tempfile::Builder::new().prefix("prism-e2e-").tempdir().expect("a directory");
        fs::create_dir(directory.path().join("patterns")).expect("made");
        write_config(directory.path(), "");
        Self { directory, flags: Vec::new(), environment: Vec::new(), descriptors: None, unread: false, sabotage: None }
    }

    /// With these patterns.
    pub(crate) fn patterns(self, make: impl for<'a> FnOnce(&'a Patterns) -> &'a Patterns) -> Self {
        make(&Patterns(self.directory.path().join("patterns")));
        self
    }

    /// With this below `launcher:` of the configuration file.
    pub(crate) fn config(self, yaml: &str) -> Self {
        write_config(self.directory.path(), yaml);
        self
    }

    /// With further flags.
    pub(crate) fn flags(mut self, flags: &[&str]) -> Self {
        self.flags.extend(flags.iter().map(ToString::to_string));
        self
    }

    /// With a variable in the launcher's own environment.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With at most so many descriptors.
    pub(crate) fn descriptors(self, max: u32) -> Self {
        Self { descriptors: Some(max), ..self }
    }

    /// With a log that nobody reads once the launcher is ready.
    pub(crate) fn unread(self) -> Self {
        Self { unread: true, ..self }
    }

    /// Under a saboteur that begins with this order, or without one.
    pub(crate) fn sabotage(self, order: Option<&str>) -> Self {
        Self { sabotage: order.map(str::to_owned), ..self }
    }

    /// Everything of this launcher is below it.
    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// The program with its flags, not started.
    pub(crate) fn command(&self) -> Command {
        let path = self.path();
        let mut command = match self.descriptors {
            None => Command::new(binary("prism-launcher")),
            Some(max) => limited(max),
        };
        command.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", path).env("PRISM_E2E", path);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.arg("--config").arg(path.join("config.yaml"));
        command.arg("--state-dir").arg(path.join("state")).arg("--patterns-dir").arg(path.join("patterns"));
        command.args(["--grpc-port=0", "--metrics-port=0", "--health-port=0", "--log-format=json"]);
        command.args(&self.flags).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        command
    }

    /// Starts it and waits until it serves.
    pub(crate) async fn start(self) -> Launcher {
        match self.try_start().await {
            Ok(launcher) => launcher,
            Err((_, log)) => panic!("the launcher ended: {log}"),
        }
    }

    /// The same for one that may end before it serves; what it wrote then.
    pub(crate) async fn try_start(self) -> Result<Launcher, (Self, String)> {
        let mut command = self.command();
        if self.sabotage.is_some() {
            command = sabotage::wrap(&command);
        }
        let mut child = command.spawn().expect("the launcher can be executed");
        let log = Log::default();
        log.follow(child.stderr.take().expect("stderr is piped"), self.unread);
        let sabotage = self.sabotage.as_deref().map(|order| Sabotage::of(&mut child, order));
        let traces = Traces::of(self.path(), &self.path().join("state"));
        let (plan, child, ports) = (Some(self), Some(child), Ports::default());
        let mut launcher = Launcher { plan, child, sabotage, log, traces, ports, channel: None };
        let ready = until("the launcher is ready", async || match launcher.is_running() {
            true => launcher.log.ports().map(Some),
            false => Some(None),
        })
        .await;
        let Some(ports) = ready else {
            let log = launcher.log();
            return Err((launcher.into_plan(), log));
        };
        launcher.ports = ports;
        // One that is to be killed may be gone already.
        let lazily = launcher.sabotage.is_some();
        launcher.channel = Some(if lazily { launcher.endpoint().connect_lazy() } else { launcher.connect().await });
        Ok(launcher)
    }
}

/// The launcher, by way of a shell that lowers the limit first.
fn limited(descriptors: u32) -> Command {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &format!("ulimit -n {descriptors}; exec \"$0\" \"$@\"")]).arg(binary("prism-launcher"));
    command
}

/// What instances write into the test's own directory they write as the test's own user, unless the test says who they are.
const OWN_USER: &str = "hardening: {uid_range: off}";

fn write_config(directory: &Path, yaml: &str) {
    let own_user = if yaml.contains("hardening:") { String::new() } else { format!("\n{OWN_USER}") };
    let yaml = format!("{yaml}{own_user}");
    let indented: String = yaml.lines().map(|line| format!("  {line}\n")).collect();
    fs::write(directory.join("config.yaml"), format!("launcher:\n{indented}")).expect("written");
}

/// Where it listens, as `host:port`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ports {
    pub(crate) grpc: String,
    pub(crate) metrics: String,
    pub(crate) health: String,
}

/// What it wrote to stderr, one JSON object a line.
#[derive(Clone, Debug, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    /// Until the end, or only until it is ready.
    fn follow(&self, stderr: ChildStderr, until_ready: bool) {
        let lines = self.0.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let last = until_ready && line.contains(READY);
                lines.lock().expect("not poisoned").push(line);
                if last {
                    return;
                }
            }
        });
    }

    fn text(&self) -> String {
        self.0.lock().expect("not poisoned").join("\n")
    }

    fn ports(&self) -> Option<Ports> {
        let lines = self.0.lock().expect("not poisoned");
        let ready = lines.iter().find(|line| line.contains(READY))?;
        let ready: serde_json::Value = serde_json::from_str(ready).expect("a line is JSON");
        let field = |name: &str| ready["fields"][name].as_str().expect("it says where it listens").to_owned();
        Some(Ports { grpc: field("grpc"), metrics: field("metrics"), health: field("health") })
    }
}

/// A running launcher. Dropped, it is stopped, and held to leave nothing.
#[derive(Debug)]
pub(crate) struct Launcher {
    plan: Option<Plan>,
    child: Option<Child>,
    sabotage: Option<Sabotage>,
    log: Log,
    pub(crate) traces: Traces,
    pub(crate) ports: Ports,
    channel: Option<Channel>,
}

/// The API.
impl Launcher {
    /// A client of it.
    pub(crate) fn client(&self) -> PatternLauncherClient<Channel> {
        PatternLauncherClient::new(self.channel())
    }

    /// Its connection.
    pub(crate) fn channel(&self) -> Channel {
        self.channel.clone().expect("it is running")
    }

    /// A connection of its own.
    pub(crate) async fn connect(&self) -> Channel {
        self.endpoint().connect().await.expect("it listens")
    }

    fn endpoint(&self) -> Endpoint {
        Endpoint::from_shared(format!("http://{}", self.ports.grpc)).expect("an address").timeout(PATIENCE)
    }

    /// Launches.
    pub(crate) async fn launch(&self, request: LaunchRequest) -> Result<LaunchResponse, Status> {
        self.client().launch_pattern(request).await.map(tonic::Response::into_inner)
    }

    /// Launches what must launch.
    #[track_caller]
    pub(crate) fn launched(&self, request: LaunchRequest) -> impl Future<Output = LaunchResponse> {
        let (mut client, place) = (self.client(), std::panic::Location::caller());
        async move {
            let answer = client.launch_pattern(request).await;
            answer.unwrap_or_else(|status| panic!("refused at {place}: {status:?}")).into_inner()
        }
    }

    /// Launches what must be refused.
    pub(crate) async fn refused(&self, request: LaunchRequest) -> Refused {
        self.launch(request).await.expect_err("a refusal was expected").into()
    }

    /// Ends a process.
    pub(crate) async fn terminate(&self, process_id: &str) -> Result<TerminateResponse, Status> {
        let request = TerminateRequest { process_id: process_id.to_owned(), ..TerminateRequest::default() };
        self.client().terminate_pattern(request).await.map(tonic::Response::into_inner)
    }

    /// Everything that is listed.
    pub(crate) async fn list(&self) -> Vec<PatternInfo> {
        let answer = self.client().list_patterns(ListPatternsRequest::default()).await.expect("listed").into_inner();
        assert_eq!(answer.patterns.len(), usize::try_from(answer.total_count).expect("a count"));
        answer.patterns
    }

    /// One process, if there is one of that id.
    pub(crate) async fn status(&self, process_id: &str) -> Option<PatternInfo> {
        let request = GetProcessStatusRequest { process_id: process_id.to_owned() };
        let answer = self.client().get_process_status(request).await.expect("answered").into_inner();
        assert_eq!(answer.not_found, answer.process.is_none());
        answer.process
    }

    /// Its own health.
    pub(crate) async fn health(&self) -> HealthResponse {
        self.client().health(HealthRequest { include_processes: true }).await.expect("answered").into_inner()
    }

    /// Follows everything, beginning with a snapshot.
    pub(crate) async fn watch(&self) -> Watcher {
        Watcher(self.client().watch_patterns(WatchPatternsRequest::default()).await.expect("followed").into_inner())
    }

    /// A page of the metrics port.
    pub(crate) async fn metrics(&self, path: &str) -> http::Page {
        http::get(&self.ports.metrics, path).await
    }

    /// The value of a metric without labels.
    pub(crate) async fn sample(&self, name: &str) -> f64 {
        let page = self.metrics("/metrics").await;
        let start = format!("pattern_launcher_{name} ");
        let line = page.body.lines().find_map(|line| line.strip_prefix(&start));
        line.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("no {name}: {}", page.body))
    }

    /// A page of the health port.
    pub(crate) async fn page(&self, path: &str) -> http::Page {
        http::get(&self.ports.health, path).await
    }
}

/// The process.
impl Launcher {
    /// Its pid.
    pub(crate) fn pid(&self) -> i32 {
        let child = || i32::try_from(self.child.as_ref().expect("it was started").id()).expect("a pid");
        self.sabotage.as_ref().map_or_else(child, Sabotage::launcher)
    }

    /// Whoever makes its calls go wrong.
    pub(crate) fn sabotaged(&mut self) -> &mut Sabotage {
        self.sabotage.as_mut().expect("it was started with a saboteur")
    }

    /// The pid of its helper.
    pub(crate) fn spawner(&self) -> i32 {
        let spawners = processes::children(self.pid());
        assert_eq!(spawners.len(), 1, "the launcher has one child, the spawner");
        spawners[0]
    }

    /// Everything of this launcher is below it.
    pub(crate) fn path(&self) -> &Path {
        self.plan.as_ref().expect("it was started").path()
    }

    /// Its patterns.
    pub(crate) fn patterns(&self) -> Patterns {
        Patterns(self.path().join("patterns"))
    }

    /// Its state directory.
    pub(crate) fn state_dir(&self) -> PathBuf {
        self.path().join("state")
    }

    /// The program with the same flags, not started.
    pub(crate) fn another(&self) -> Command {
        self.plan.as_ref().expect("it was started").command()
    }

    /// Replaces what is below `launcher:` of the configuration file. Read at the next reload or start.
    pub(crate) fn configure(&self, yaml: &str) {
        write_config(self.path(), yaml);
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        processes::signal(self.pid(), signal);
    }

    /// What it wrote to stderr so far.
    pub(crate) fn log(&self) -> String {
        self.log.text()
    }

    /// Waits until it has written `text` to stderr `times` times.
    pub(crate) async fn logged(&self, text: &str, times: usize) {
        until(&format!("{text:?} in the log"), async || (self.log().matches(text).count() >= times).then_some(()))
            .await;
    }

    /// SIGTERM and the gate, and then another one in the same place.
    pub(crate) async fn restart(mut self) -> Self {
        self.stop_and_check();
        self.plan.take().expect("it was started").start().await
    }

    /// Takes the launcher's plan after it has ended.
    pub(crate) fn into_plan(mut self) -> Plan {
        assert!(!self.is_running(), "the launcher runs");
        (self.child, self.sabotage) = (None, None);
        self.plan.take().expect("it was started")
    }

    /// Waits for its end.
    pub(crate) fn wait(&mut self, patience: Duration) -> Option<ExitStatus> {
        let child = self.child.as_mut().expect("it was started");
        let mut status = None;
        comes_true(patience, || {
            status = child.try_wait().expect("it is our child");
            status.is_some()
        });
        status
    }

    /// SIGKILL, to it alone.
    pub(crate) fn kill(&mut self) {
        let child = self.child.as_mut().expect("it was started");
        child.kill().expect("killed");
        let status = child.wait().expect("reaped");
        assert_eq!(status.signal(), Some(9));
    }

    fn is_running(&mut self) -> bool {
        self.child.as_mut().is_some_and(|child| child.try_wait().expect("it is our child").is_none())
    }

    fn stop_and_check(&mut self) {
        assert!(self.is_running(), "the launcher ended by itself: {}", self.log());
        assert_no_zombies(&[&[self.pid()][..], &processes::children(self.pid())].concat());
        self.signal(Signal::SIGTERM);
        match self.wait(STOP_PATIENCE) {
            Some(status) => assert!(status.success(), "the launcher ended with {status}: {}", self.log()),
            None => panic!("the launcher did not stop within {STOP_PATIENCE:?}: {}", self.log()),
        }
        self.child = None;
        self.channel = None;
        self.traces.assert_gone();
    }

    /// After a failure: nothing of this test may disturb another.
    fn clean_up(&mut self) {
        eprintln!("what the launcher wrote:\n{}", self.log());
        if let Some(mut child) = self.child.take() {
            // The spawner, too: it would keep what lives for a next launcher.
            let own = i32::try_from(child.id()).expect("a pid");
            let spawner = match &self.sabotage {
                Some(sabotage) => sabotage.spawner().into_iter().chain([sabotage.launcher()]).collect(),
                None => processes::children(own),
            };
            let _ = child.kill();
            let _ = child.wait();
            spawner.into_iter().for_each(|pid| processes::signal(pid, Signal::SIGKILL));
        }
        for pid in self.traces.processes() {
            processes::signal(pid, Signal::SIGKILL);
        }
    }
}

impl Drop for Launcher {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.clean_up();
        } else if self.child.is_some() {
            self.stop_and_check();
        }
    }
}
