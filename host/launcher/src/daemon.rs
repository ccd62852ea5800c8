//! The launcher from start to stop: what is deployed, which threads run, what signals do.

mod signals;
mod sockets;
mod succession;

use std::fmt::Display;
use std::io::IsTerminal as _;
use std::net::SocketAddr;
use std::os::fd::AsFd as _;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use prism_core::Supervisor;
use prism_core::bounds::Bounds;
use prism_core::entry::Entry;
use prism_core::isolation::IsolationLevel;
use prism_core::names::PatternName;
use prism_core::policy::Hook;
use prism_core::time::{Timestamp, UnixMillis};
use prism_policy::{
    CanaryComparison, CodeCache, CodeSource, Comparison, Decision, Engine, Event, EventLine, Handle, LoadError,
    ModuleSpec, Observer, OutcomeKind, PolicySet, Recording, Severity, Staged,
};
use prism_spawner::{Confinement, SpawnerConfig};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{mpsc, watch};
use tokio::task::AbortHandle;

use crate::api::{self, Api, Listeners};
use crate::catalogue::{Catalogue, discover};
use crate::config::{Config, Flags, LogFormat, Words};
use crate::decisions::{DecisionLog, Later};
use crate::driver::{Clock, Driver, Input, Kit, Launcher, Link, Parts, Patience, keep_asking, wall};
use crate::http::{self, Pages};
use crate::metrics::Metrics;
use crate::os::handover::Wire;
use crate::os::notify::NotifySocket;
use crate::os::socket_file::SocketFile;
use crate::output::Outputs;
use crate::policy_code;
use crate::policy_kept::{self, KeptPolicies};
use crate::policy_watch;
use crate::probation::{Condemned, Probation};
use crate::process::{Guard, Left, Places, StateDir, contradiction, make_private};
use crate::rollout::{self, Rollout};
use crate::upgrade::{self, Desk, Estate, Heir, Inherited, Seat};

use signals::{Signals, Told};
use sockets::{Place, Sockets, estate};
use succession::outlive;

/// Longest path of a unix socket (unix(7): 108 bytes with the final NUL).
const SOCKET_PATH_BYTES_MAX: usize = 107;
/// How long instances may take to stop once no launcher comes any more. 10 s: the default grace period.
const ORPHAN_GRACE: Duration = Duration::from_secs(10);

/// How long the last answers may take to be sent, once everything is stopped. 2 s: they are ready; only the network is waited for.
const GOODBYE_MAX: Duration = Duration::from_secs(2);

/// What is deployed on a launcher: swapped as a whole, read by everyone.
pub struct Deployment {
    /// What can be launched.
    pub catalogue: ArcSwap<Catalogue>,
    /// Who decides.
    pub policies: Handle,
    /// Level where neither request nor manifest names one.
    pub default_isolation: IsolationLevel,
    /// The core's bounds.
    pub bounds: Bounds,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Tells this run of the launcher from others.
    pub run_id: Arc<str>,
    /// True once the launcher stops.
    pub stopping: watch::Sender<bool>,
    /// What was decided; none where the log is off, or nothing runs.
    pub(crate) decisions: Later,
    probation: Arc<Probation>,
    hidden: Hidden,
    pub(crate) rollout: Rollout,
    /// Candidates that their bounds have ended; taken by who writes that down.
    pub(crate) rolled_back: Mutex<Option<mpsc::UnboundedReceiver<Staged>>>,
    /// One reload at a time: the one that began last has the last word.
    pub(crate) reloading: Mutex<()>,
    engine: Engine,
    config: Config,
    trouble: Mutex<Option<String>>,
    /// The modules as they were written when they were last loaded. Held while they are kept, so that the last word is what is in force.
    specs: Mutex<Vec<ModuleSpec>>,
    kept: Option<KeptPolicies>,
    /// What is written was refused: what is in force is of before.
    behind: AtomicBool,
    /// What was written when it was put in force.
    words: Mutex<Words>,
    /// Another launcher has begun to take this one's place, and has read what is written.
    upgrading: AtomicBool,
}

/// Where modules and manifests are loaded from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loading {
    /// From where the configuration says, as it is now.
    AsWritten,
    /// As they were in force in this very launcher a moment ago: it must not fail by what has happened to a file since.
    AsInForce,
}

impl Deployment {
    /// Loads policies and manifests.
    ///
    /// # Errors
    ///
    /// A policy cannot be loaded, or `patterns_dir` cannot be read. A manifest that is wrong is only left out.
    fn load(
        config: &Config,
        cache: Option<CodeCache>,
        kept: Option<KeptPolicies>,
        loading: Loading,
    ) -> Result<Self, String> {
        let metrics = Arc::new(Metrics::default());
        let (decisions, probation, hidden) = (Later::default(), Arc::<Probation>::default(), Hidden::default());
        // At most one for each candidate that is loaded.
        let (ended, rolled_back) = mpsc::unbounded_channel();
        let observed = Observed {
            ended,
            metrics: metrics.clone(),
            decisions: decisions.clone(),
            probation: probation.clone(),
            hidden: hidden.clone(),
        };
        let engine = Engine::with_cache(Arc::new(observed), cache).map_err(|error| format!("policies: {error}"))?;
        let mut stale = Vec::new();
        let mut instead = |spec: &ModuleSpec, error: &LoadError| {
            let other = kept.as_ref()?.instead_of(spec, error)?;
            stale.push(error.to_string());
            Some(other)
        };
        let in_force = kept.as_ref().filter(|_| loading == Loading::AsInForce);
        let in_force = in_force.and_then(|kept| PolicySet::load(&engine, &kept.in_place_of(&config.policies)).ok());
        let policies = in_force.map_or_else(|| PolicySet::load_or(&engine, &config.policies, &mut instead), Ok);
        let policies = policies.map_err(|error| config.policies_problem(&error).to_string())?;
        let (catalogue, missing) = match (discover(&config.patterns_dir), loading) {
            (Err(problem), Loading::AsInForce) => {
                (Catalogue::default(), Some(format!("{problem}; until a reload succeeds nothing new is launched")))
            }
            (found, _) => (found.map_err(|problem| problem.to_string())?, None),
        };
        let is_behind = !stale.is_empty() || missing.is_some();
        Ok(Self {
            catalogue: ArcSwap::from_pointee(catalogue),
            policies: Handle::new(policies),
            default_isolation: config.default_isolation,
            bounds: config.bounds.clone(),
            metrics,
            run_id: format!("{:x}-{:x}", wall().0, std::process::id()).into(),
            stopping: watch::Sender::new(false),
            decisions,
            probation,
            hidden,
            rollout: Rollout::default(),
            rolled_back: Mutex::new(Some(rolled_back)),
            reloading: Mutex::default(),
            engine,
            config: config.clone(),
            trouble: Mutex::new(policy_kept::trouble(&stale).or(missing)),
            specs: Mutex::new(config.policies.modules.clone()),
            kept,
            behind: AtomicBool::new(is_behind),
            words: Mutex::new(config.words.clone()),
            upgrading: AtomicBool::new(false),
        })
    }

    /// The modules whose files are looked at.
    pub(crate) fn watched(&self) -> Vec<ModuleSpec> {
        let specs = self.specs.lock().unwrap_or_else(PoisonError::into_inner);
        specs.iter().filter(|spec| spec.watch).cloned().collect()
    }

    /// What was written when what is in force was put in force.
    fn words(&self) -> Words {
        self.words.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether another launcher takes this one's place, which hears of no change any more.
    pub(crate) fn is_upgrading(&self) -> bool {
        self.upgrading.load(Ordering::Relaxed)
    }

    fn set_upgrading(&self, upgrading: bool) {
        self.upgrading.store(upgrading, Ordering::Relaxed);
    }

    /// What is in force is what a next start falls back to.
    fn keep_policies(&self) {
        if let Some(kept) = &self.kept {
            let specs = self.specs.lock().unwrap_or_else(PoisonError::into_inner);
            kept.keep(&specs, &self.policies.current());
        }
    }

    /// Whether what is written was refused when it was last read.
    pub(crate) fn is_behind(&self) -> bool {
        self.behind.load(Ordering::Relaxed)
    }

    /// Reads manifests and policies again: everything is validated, then swapped. Returns the keys that changed, too, and that
    /// need a restart.
    ///
    /// # Errors
    ///
    /// What is wrong. Nothing was changed then, and [`Self::problems`] says so until a reload succeeds.
    pub fn reload(&self) -> Result<Vec<&'static str>, String> {
        let outcome = self.try_reload();
        match &outcome {
            Ok(needs_restart) => {
                tracing::info!(patterns = self.catalogue.load().patterns.len(), "reloaded manifests and policies");
                for key in needs_restart {
                    tracing::warn!("launcher.{key} has changed; it counts from the next start");
                }
            }
            Err(error) => tracing::error!("reload changed nothing: {error}"),
        }
        self.behind.store(outcome.is_err(), Ordering::Relaxed);
        self.set_trouble(outcome.as_ref().err().map(|error| format!("the last reload changed nothing: {error}")));
        outcome
    }

    /// Keeps what is in force, unless that is what was kept already; which is told.
    fn begin_keeping(&self) {
        match self.trouble.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            Some(trouble) => tracing::error!("{trouble}"),
            None => self.keep_policies(),
        }
    }

    /// What [`Self::problems`] says of policies until the next reload succeeds.
    fn set_trouble(&self, trouble: Option<String>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    /// Puts the policies of before back, each time that a reload's newcomer fails at everything.
    async fn keep_probation(self: Arc<Self>) {
        loop {
            let Condemned { set, before, reason } = self.probation.condemned().await;
            if self.policies.put_back(before.clone(), &set) {
                self.rollout.save_or_say(&before);
                self.keep_policies();
                tracing::error!("{reason}");
                self.metrics.rolled_back();
                self.set_trouble(Some(reason));
            }
            // With its last user go its compiled modules, which takes a while.
            tokio::task::spawn_blocking(move || drop(set));
        }
    }

    fn try_reload(&self) -> Result<Vec<&'static str>, String> {
        let _one_at_a_time = self.reloading.lock().unwrap_or_else(PoisonError::into_inner);
        let config = Config::load(&self.config.flags).map_err(|problem| problem.to_string())?;
        let policies = PolicySet::load(&self.engine, &config.policies)
            .map_err(|error| config.policies_problem(&error).to_string())?;
        let found = discover(&self.config.patterns_dir).map_err(|problem| problem.to_string())?;
        report(&found);
        self.catalogue.store(Arc::new(found.keeping_good(&self.catalogue.load())));
        let policies = Arc::new(policies);
        let overruled = policies.restore(self.policies.current().staged());
        let before = self.policies.swap(policies.clone());
        self.rollout.save_or_say(&policies);
        self.tell_overruled(&policies, &overruled);
        self.probation.begin(policies, before);
        self.specs.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&config.policies.modules);
        self.words.lock().unwrap_or_else(PoisonError::into_inner).policies.clone_from(&config.words.text);
        self.keep_policies();
        Ok(self.config.needs_restart(&config))
    }

    /// From here on decisions are written down.
    fn start_decision_log(self: &Arc<Self>) -> Result<(), String> {
        let (config, deployment) = (&self.config.decision_log, self.clone());
        // Set once, by the one who starts the launcher.
        let _ = self.hidden.set(Box::new(move |pattern, key| deployment.hides(pattern, key)));
        if !config.enabled {
            return Ok(());
        }
        let deployment = self.clone();
        let is_secret = move |pattern: &str, key: &str| deployment.hides(pattern, key);
        let log = DecisionLog::start(config, Box::new(is_secret))
            .map_err(|error| format!("decision_log.dir: {}: {error}", config.dir.display()))?;
        self.decisions.set(log);
        Ok(())
    }

    /// Whether a key's value is a secret: its manifest says so, or it reads like one. Of a pattern that is not known any more everything is.
    fn hides(&self, pattern: &str, key: &str) -> bool {
        let catalogue = self.catalogue.load();
        let known = PatternName::parse(pattern).ok().and_then(|name| catalogue.patterns.get(&name).cloned());
        let Some(pattern) = known else { return true };
        self.config.decision_log.redact.matches(key)
            || pattern.config_rules.iter().flatten().any(|rule| rule.secret && rule.name == key)
    }

    /// What is not as it should be.
    pub fn problems(&self) -> Vec<String> {
        let rejected = self
            .catalogue
            .load()
            .rejected
            .iter()
            .map(|problem| format!("manifest refused: {problem}"))
            .collect::<Vec<_>>();
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let candidates = self.rollout.problems(&self.policies.current());
        let log = self.decisions.get().and_then(DecisionLog::problem);
        rejected.into_iter().chain(trouble).chain(candidates).chain(log).collect()
    }

    /// What is as it should be, and worth knowing.
    pub fn notes(&self) -> Vec<String> {
        rollout::notes(&self.policies.current())
    }
}

/// Policies' decisions as metrics and records, guests' lines as log lines.
struct Observed {
    ended: mpsc::UnboundedSender<Staged>,
    metrics: Arc<Metrics>,
    decisions: Later,
    probation: Arc<Probation>,
    hidden: Hidden,
}

/// Whether the value of a pattern's key is a secret. Known once the launcher runs; before that nobody asks policies.
type Hidden = Arc<OnceLock<Box<dyn Fn(&str, &str) -> bool + Send + Sync>>>;

impl Observer for Observed {
    fn hides(&self, pattern: &str, key: &str) -> bool {
        self.hidden.get().is_none_or(|hides| hides(pattern, key))
    }

    fn decided(&self, decision: &Decision<'_>) {
        self.metrics.decided(decision);
        if matches!(decision.outcome, OutcomeKind::Fault(_)) {
            self.probation.heard_fault();
        }
    }

    fn records(&self) -> bool {
        self.decisions.get().is_some()
    }

    fn record(&self, recording: Recording) {
        if let Some(log) = self.decisions.get() {
            log.record(recording);
        }
    }

    fn compared(&self, comparison: &Comparison<'_>) {
        self.metrics.compared(comparison);
    }

    fn not_compared(&self, module: &str, hook: Hook) {
        self.metrics.not_compared(module, hook);
    }

    fn canary_compared(&self, comparison: &CanaryComparison<'_>) {
        self.metrics.canary_compared(comparison);
        rollout::log_difference(comparison);
    }

    fn rolled_back(&self, staged: &Staged) {
        // Nobody takes it while the launcher ends.
        let _ = self.ended.send(staged.clone());
    }

    fn entered(&self, entry: &Entry<'_>) {
        let Some(log) = self.decisions.get() else { return };
        let mut line = EventLine::from(entry);
        if let Event::Opened { up_ms, .. } = &mut line.event {
            // The supervisor's clock began long before: with the machine, by which a simulation knows one boot from the next.
            *up_ms = u64::try_from(Clock::start().now().since(Timestamp::ZERO).as_millis()).unwrap_or(u64::MAX);
            line.at_ms = wall().0;
        }
        log.note(line);
    }

    fn took_up(&self, module: &str, source: &CodeSource) {
        self.metrics.took_up(source);
        policy_code::log(module, source);
    }

    fn logged(&self, module: &str, severity: Severity, line: &str) {
        match severity {
            Severity::Debug => tracing::debug!(module, "policy: {line}"),
            Severity::Info => tracing::info!(module, "policy: {line}"),
            Severity::Warn | Severity::Error => tracing::warn!(module, "policy: {line}"),
        }
    }
}

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

/// Validates and binds everything before anything is started, so that a launcher that cannot serve has no effect. One that has a `seat`
/// tells there what became of it.
fn start(config: Config, seat: Option<Seat>, inherited: Inherited) -> Result<Daemon, String> {
    let began = begin(config, seat.as_ref(), inherited);
    match (began, seat) {
        (Ok(daemon), None) => Ok(daemon),
        (Ok(daemon), Some(seat)) => Ok(Daemon { front: seat.taken().map(Arc::new), ..daemon }),
        (Err(problem), seat) => {
            if let Some(seat) = seat {
                seat.refuse(&problem);
            }
            Err(problem)
        }
    }
}

fn begin(config: Config, seat: Option<&Seat>, mut inherited: Inherited) -> Result<Daemon, String> {
    let place = Place::find(&config, seat, &mut inherited)?;
    let (loading, patience) = match seat.and_then(Seat::in_force) {
        Some(_) => (Loading::AsInForce, Patience::UntilToldToStop),
        None => (Loading::AsWritten, Patience::Bounded),
    };
    let kept = KeptPolicies::new(&config.state_dir);
    let deployment = Arc::new(Deployment::load(&config, config.policy_cache.open(), Some(kept), loading)?);
    deployment.engine.give_way();
    report(&deployment.catalogue.load());
    let io = Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("io")
        .enable_all()
        .build()
        .map_err(|error| format!("the io runtime cannot be started: {error}"))?;
    let sockets = Sockets::bind(&config, &mut inherited, &io)?;
    check_socket_paths(&config.state_dir)?;
    // What can be found wrong before anybody lets go is.
    make_private(&config.log_dir).map_err(|error| format!("log_dir {}: {error}", config.log_dir.display()))?;
    if let Some(contradiction) = contradiction(&config.hardening) {
        return Err(contradiction);
    }
    let state = Arc::new(place.taken(&config, seat)?);
    deployment.start_decision_log()?;
    deployment.restore_rollout(state.path());
    deployment.begin_keeping();
    let estate = estate(&sockets, &state).map_err(|error| format!("what is handed over one day: {error}"))?;
    let Sockets { grpc: listeners, metrics: metrics_page, health: health_page } = sockets;
    // As bound, which is more than was configured where a port is 0.
    let (grpc_at, metrics_at, health_at) = (listeners.address(), local(&metrics_page), local(&health_page));
    let socket_file = listeners.socket_file.clone();

    let (inputs, received) = std::sync::mpsc::channel();
    let outputs =
        Outputs::start(&config.log_dir).map_err(|error| format!("outputs cannot be looked after: {error}"))?;
    let launcher = Launcher::new(inputs, Clock::start(), config.bounds.waiters_max, outputs);
    let guard = Arc::new(Guard::new(&config.hardening, &state, &config.patterns_dir)?);
    let (ground, notify) = Ground::find(&config, state.clone(), guard.clone(), &launcher, patience)?;
    let driver = start_driver(&deployment, &launcher, received, ground, &io)?;
    await_spawner(&launcher, &config, &guard, patience)?;

    let pages = Pages { launcher: launcher.clone(), deployment: deployment.clone() };
    let (metrics_path, health_path) = (config.metrics_path.clone(), config.health_path.clone());
    let metrics_pages = pages.clone();
    let listening = [
        io.spawn(async move { drop(http::serve_metrics(metrics_page, &metrics_path, metrics_pages).await) }),
        io.spawn(async move { drop(http::serve_health(health_page, &health_path, pages).await) }),
        io.spawn(hear_ready(notify, launcher.clone())),
        io.spawn(housekeep(launcher.clone(), config.resync_interval)),
        io.spawn(keep_asking(launcher.clone())),
        io.spawn(policy_watch::watch(deployment.clone())),
    ];
    io.spawn(deployment.clone().keep_probation());
    io.spawn(deployment.clone().keep_rollout());
    let signals = io.block_on(async { Signals::new() })?;
    let (desk, upgrades) = Desk::open();
    let grpc = start_grpc(listeners, Api::new(launcher.clone(), deployment.clone(), desk), &deployment)?;
    tracing::info!(
        grpc = %shown(grpc_at),
        metrics = %shown(metrics_at),
        health = %shown(health_at),
        patterns = deployment.catalogue.load().patterns.len(),
        "ready to launch"
    );
    let listening = listening.iter().map(tokio::task::JoinHandle::abort_handle).collect();
    let (estate, front) = (Arc::new(estate), None);
    Ok(Daemon {
        config,
        deployment,
        launcher,
        driver,
        io,
        grpc,
        signals,
        upgrades,
        estate,
        state,
        listening,
        front,
        socket_file,
    })
}

fn local(listener: &TcpListener) -> Option<SocketAddr> {
    listener.local_addr().ok()
}

fn shown(address: Option<SocketAddr>) -> String {
    address.map(|address| address.to_string()).unwrap_or_default()
}

fn check_socket_paths(state_dir: &std::path::Path) -> Result<(), String> {
    let longest = state_dir.join("spawner.sock");
    if longest.as_os_str().len() <= SOCKET_PATH_BYTES_MAX {
        return Ok(());
    }
    Err(format!(
        "state_dir: {} is too long for a socket ({SOCKET_PATH_BYTES_MAX} bytes at most); choose a shorter --state-dir",
        longest.display()
    ))
}

/// What the driver stands on.
struct Ground {
    state: Arc<StateDir>,
    places: Places,
    /// What an earlier launcher left.
    left: Left,
    link: Link,
}

impl Ground {
    /// With a spawner: the one that an earlier launcher left, or a new one.
    fn find(
        config: &Config,
        state: Arc<StateDir>,
        guard: Arc<Guard>,
        launcher: &Launcher,
        patience: Patience,
    ) -> Result<(Self, NotifySocket), String> {
        let places = Places {
            work: state.path().join("work"),
            logs: config.log_dir.clone(),
            notify_socket: state.path().join("notify.sock"),
            resources: config.resources,
            guard,
        };
        let left = state.read_left();
        let (link, notify) = Link::open(&state, spawner_config(config, &state)?, &places, &left, launcher, patience)?;
        Ok((Self { state, places, left, link }, notify))
    }
}

fn start_driver(
    deployment: &Arc<Deployment>,
    launcher: &Launcher,
    inputs: std::sync::mpsc::Receiver<Input>,
    ground: Ground,
    io: &Runtime,
) -> Result<thread::JoinHandle<()>, String> {
    let Ground { state, places, left, link } = ground;
    let (seed, now) = (wall().0 ^ u64::from(std::process::id()).rotate_left(32), launcher.clock.now());
    let since_zero = u64::try_from(now.since(Timestamp::ZERO).as_millis()).unwrap_or(0);
    let wall_at_zero = UnixMillis(wall().0.saturating_sub(since_zero));
    let supervisor =
        Supervisor::new(deployment.bounds.clone(), Box::new(deployment.policies.clone()), seed, wall_at_zero);
    let kit = Kit {
        supervisor,
        launcher: launcher.clone(),
        inputs,
        places,
        state,
        metrics: deployment.metrics.clone(),
        io: io.handle().clone(),
    };
    let driver = Driver::new(Parts { kit, link, left });
    thread::Builder::new()
        .name("driver".into())
        .spawn(move || driver.run())
        .map_err(|error| format!("the driver's thread cannot be started: {error}"))
}

fn spawner_config(config: &Config, state: &StateDir) -> Result<SpawnerConfig, String> {
    Ok(SpawnerConfig {
        exe: "/proc/self/exe".into(),
        args: vec!["spawner".into()],
        orphan_timeout: config.orphan_timeout,
        orphan_grace: ORPHAN_GRACE,
        mark: state.mark().map_err(|error| format!("state_dir {}: mark: {error}", state.path().display()))?,
        spared: Vec::new(),
        cgroup_parent: format!("prism-launcher-{}", state.id()),
        confinement: Confinement::Detect,
    })
}

/// Waits until the spawner has said what it can enforce, and what an earlier launcher left is taken up.
fn await_spawner(launcher: &Launcher, config: &Config, guard: &Guard, patience: Patience) -> Result<(), String> {
    const ANSWER_MAX: Duration = Duration::from_secs(15);
    let began = launcher.clock.elapsed();
    let enforcement = loop {
        if let Some(enforcement) = launcher.enforcement.load_full() {
            break enforcement;
        }
        if launcher.is_without_spawner() {
            return Err("the spawner ended before it had told what it has; start the launcher again".into());
        }
        if launcher.clock.elapsed() - began > ANSWER_MAX && patience.is_over() {
            return Err("the spawner did not answer in time".into());
        }
        thread::sleep(Duration::from_millis(1));
    };
    let missing = enforcement.limits().find(|(_, enforced)| config.require_limits && !enforced.holds());
    if let Some((name, enforced)) = missing {
        return Err(format!("require_limits is set, but {name} is {enforced}"));
    }
    if let Some(missing) = guard.missing(&enforcement) {
        return Err(missing);
    }
    let measures = enforcement.hardening.iter().filter(|(measure, _)| guard.wants(**measure));
    let measures = measures.map(|(measure, enforced)| (measure.name(), enforced));
    for (name, enforced) in enforcement.limits().chain(measures).filter(|(_, enforced)| !enforced.holds()) {
        tracing::warn!("{name} is {enforced}");
    }
    Ok(())
}

fn start_grpc(listeners: Listeners, api: Api, deployment: &Deployment) -> Result<thread::JoinHandle<()>, String> {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the gRPC runtime cannot be started: {error}"))?;
    let stopping = deployment.stopping.subscribe();
    let serve = async move {
        if let Err(error) = api::serve(api, listeners, stopping).await {
            tracing::error!(%error, "the gRPC server ended");
        }
    };
    thread::Builder::new()
        .name("grpc".into())
        .spawn(move || runtime.block_on(serve))
        .map_err(|error| format!("the gRPC thread cannot be started: {error}"))
}

/// Passes on who said `READY=1`.
async fn hear_ready(socket: NotifySocket, launcher: Launcher) {
    let Err(error) = socket.hear(|pid| launcher.send(Input::Ready(pid))).await;
    tracing::error!(%error, "the notify socket cannot be read");
}

async fn housekeep(launcher: Launcher, every: Duration) {
    let mut ticks = tokio::time::interval(every);
    loop {
        ticks.tick().await;
        launcher.send(Input::Housekeep);
    }
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
