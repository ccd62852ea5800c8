//! The launcher from start to stop: what is deployed, which threads run, what signals do.

mod begin;
mod deployment;
mod observed;
mod signals;
mod sockets;
mod succession;

use std::fmt::Display;
use std::io::IsTerminal as _;
use std::os::fd::AsFd as _;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use crate::catalogue::Catalogue;
use crate::config::{Config, Flags, LogFormat};
use crate::driver::Launcher;
use crate::os::handover::Wire;
use crate::os::socket_file::SocketFile;
use crate::process::StateDir;
use crate::upgrade::{self, Estate, Heir, Inherited, Seat};

use begin::start;
pub use deployment::Deployment;
use deployment::Loading;
use signals::{Signals, Told};
use succession::outlive;

/// How long the last answers may take to be sent, once everything is stopped. 2 s: they are ready; only the network is waited for.
const GOODBYE_MAX: Duration = Duration::from_secs(2);

/// The helper process. Its link to the launcher is its standard input.
#[must_use]
pub fn run_spawner() -> ExitCode {
    match std::io::stdin().as_fd().try_clone_to_owned() {
        Ok(link) => prism_spawner::run(link),
        Err(_) => ExitCode::FAILURE,
    }
}

/// Sees to it that no signal that tells a launcher something is lost. To be called before there is another thread.
pub fn note_signals() {
    if let Err(error) = crate::os::signals::note() {
        eprintln!("prism-launcher: a signal that comes before it serves ends it: {error}");
    }
}

/// Sees to it that threads share the memory that they have freed. To be called before there is another thread.
pub fn share_memory() {
    crate::os::memory::share_arenas();
}

/// A health check's command, in place of this process.
#[must_use]
pub fn run_confined() -> ExitCode {
    refuse(prism_spawner::exec_confined())
}

/// Log lines to stderr; `RUST_LOG` narrows or widens them.
pub fn init_logs(format: LogFormat) {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    // A line that cannot be written is lost. To say so on the same stderr would be a panic, in whichever thread had the line.
    let lines = lines.log_internal_errors(false);
    match format {
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => lines.json().init(),
    }
}

/// Says why the launcher does not start: one plain line, for whoever typed the command.
#[allow(clippy::needless_pass_by_value, reason = "called with what was just made for it")]
pub fn refuse(problem: impl Display) -> ExitCode {
    eprintln!("prism-launcher: {problem}");
    ExitCode::FAILURE
}

/// Validates everything and starts nothing.
#[must_use]
pub fn check(config: &Config) -> ExitCode {
    // Without what is kept: what is checked is that it compiles, and nothing is left behind.
    let deployment = match Deployment::load(config, None, None, Loading::AsWritten) {
        Ok(deployment) => deployment,
        Err(problem) => return refuse(problem),
    };
    let catalogue = deployment.catalogue.load();
    for problem in &catalogue.rejected {
        eprintln!("prism-launcher: manifest refused: {problem}");
    }
    let (patterns, rejected) = (catalogue.patterns.len(), catalogue.rejected.len());
    let modules = deployment.policies.current().modules().count();
    eprintln!(
        "prism-launcher: {patterns} patterns can be launched, {rejected} manifests are refused, {modules} policy modules are loaded"
    );
    if rejected == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn report(catalogue: &Catalogue) {
    for problem in &catalogue.rejected {
        tracing::warn!("manifest refused: {problem}");
    }
}

/// Serves until a signal says stop.
#[must_use]
pub fn run(config: Config) -> ExitCode {
    match start(config, None, Inherited::default()) {
        Ok(daemon) => daemon.run(),
        Err(problem) => refuse(problem),
    }
}

/// The same in the place of the launcher that started this process, once that lets go.
#[must_use]
pub fn take_over(flags: &Flags) -> ExitCode {
    let (seat, inherited) = match Seat::from_stdin() {
        Ok(taken) => taken,
        Err(problem) => return refuse(problem),
    };
    // What it had itself it takes back as it was.
    let in_force = seat.in_force().and_then(|words| Config::of_words(flags, words.clone()).ok());
    let config = match in_force.map_or_else(|| Config::load(flags), Ok) {
        Ok(config) => config,
        Err(problem) => {
            seat.refuse(&problem.to_string());
            return refuse(problem);
        }
    };
    match start(config, Some(seat), inherited) {
        Ok(daemon) => daemon.run(),
        Err(problem) => refuse(problem),
    }
}

struct Daemon {
    config: Config,
    deployment: Arc<Deployment>,
    launcher: Launcher,
    driver: thread::JoinHandle<()>,
    io: Runtime,
    grpc: thread::JoinHandle<()>,
    signals: Signals,
    upgrades: mpsc::Receiver<upgrade::Request>,
    /// What a next launcher is handed. The lock is held as long as this is there.
    estate: Arc<Estate>,
    state: Arc<StateDir>,
    /// What listens for others than the API: to be silent when a next launcher does.
    listening: Vec<AbortHandle>,
    /// By which the front is told who comes next, and its end is heard.
    front: Option<Arc<Wire>>,
    /// What is left of the unix socket when nobody listens there any more.
    socket_file: Option<Arc<SocketFile>>,
}

/// Why a daemon serves no longer.
enum End {
    /// It was told to stop, and nothing is left.
    Stopped,
    /// It was told to stop, and time ran out or somebody insisted.
    InHaste,
    /// Another launcher serves.
    Succeeded(Box<Heir>),
    /// It has let go, and has to take everything back.
    Abandoned,
}

impl Daemon {
    fn run(mut self) -> ExitCode {
        if let Some(front) = self.front.clone() {
            self.io.spawn_blocking(move || outlive(&front));
        }
        let io = self.io.handle().clone();
        let end = io.block_on(self.serve());
        self.deployment.stopping.send_replace(true);
        if matches!(end, End::Succeeded(_) | End::Abandoned) {
            say_goodbye(&self.grpc);
        }
        match end {
            End::Succeeded(heir) => self.make_way(*heir),
            End::Abandoned => self.take_back(),
            End::Stopped => self.end(true),
            End::InHaste => self.end(false),
        }
    }

    fn end(self, stopped: bool) -> ExitCode {
        // The driver ends with the last instance; it is not waited for once time is up.
        if stopped {
            let _ = self.driver.join();
            say_goodbye(&self.grpc);
        } else {
            // Left alone, the spawner would keep what is left for a next launcher.
            let insist = async { tokio::time::timeout(GOODBYE_MAX, self.launcher.insist()).await };
            if self.io.block_on(insist).is_err() {
                tracing::error!("the driver does not answer");
            }
        }
        self.io.shutdown_background();
        if let Some(log) = self.deployment.decisions.get() {
            log.flush();
        }
        if let Some(Err(error)) = self.socket_file.as_deref().map(SocketFile::remove) {
            tracing::warn!(%error, "the file of the unix socket cannot be removed");
        }
        match (self.launcher.unattended(), stopped) {
            (0, true) => {
                tracing::info!("stopped");
                return ExitCode::SUCCESS;
            }
            (0, false) => tracing::error!("stopped before everything was gone; the spawner ends what is left"),
            (ended, _) => tracing::error!(
                ended,
                "stopped without a spawner: the launcher itself has ended processes with their descendants; what had left them is ended by \
                 the next launcher with this state_dir"
            ),
        }
        ExitCode::FAILURE
    }

    /// Serves until told to stop, then drains; or until another launcher serves.
    async fn serve(&mut self) -> End {
        loop {
            let request = tokio::select! {
                told = self.signals.next() => match told {
                    Told::Reload => {
                        self.reload().await;
                        continue;
                    }
                    Told::Upgrade => upgrade::Request::by_signal(),
                    Told::Stop => break,
                },
                Some(request) = self.upgrades.recv() => request,
            };
            if let Some(end) = self.upgrade(request).await {
                return end;
            }
        }
        tracing::info!(grace = %humantime::format_duration(self.config.shutdown_grace), "stopping; again to insist");
        tokio::select! {
            () = self.launcher.drain(self.config.shutdown_grace) => End::Stopped,
            () = self.signals.stop() => End::InHaste,
            // Time for the kill and the sweep after the last grace period.
            () = tokio::time::sleep(self.config.shutdown_grace + Duration::from_secs(15)) => End::InHaste,
        }
    }

    async fn reload(&self) {
        let deployment = self.deployment.clone();
        match tokio::task::spawn_blocking(move || deployment.reload()).await {
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "reload changed nothing"),
        }
    }
}

/// Waits for the last answers to be sent. Not for clients that never hang up: one that watches `grpc.health.v1`, or says nothing at
/// all, would keep a launcher that has nothing left from ending.
fn say_goodbye(grpc: &thread::JoinHandle<()>) {
    let began = Instant::now();
    while !grpc.is_finished() && began.elapsed() < GOODBYE_MAX {
        thread::sleep(Duration::from_millis(1));
    }
}
