//! How a daemon begins: everything is validated and bound before anything is started, so that one that cannot serve has no effect.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use prism_core::Supervisor;
use prism_core::time::{Timestamp, UnixMillis};
use prism_spawner::{Confinement, SpawnerConfig};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

use super::deployment::{Deployment, Loading};
use super::signals::Signals;
use super::sockets::{Place, Sockets, estate};
use super::{Daemon, report};
use crate::api::{self, Api, Listeners};
use crate::config::Config;
use crate::driver::{Clock, Driver, Input, Kit, Launcher, Link, Parts, Patience, keep_asking, wall};
use crate::http::{self, Pages};
use crate::os::notify::NotifySocket;
use crate::output::Outputs;
use crate::policy_kept::KeptPolicies;
use crate::policy_watch;
use crate::process::{Guard, Left, Places, StateDir, contradiction, make_private};
use crate::upgrade::{Desk, Inherited, Seat};

/// Longest path of a unix socket (unix(7): 108 bytes with the final NUL).
const SOCKET_PATH_BYTES_MAX: usize = 107;
/// How long instances may take to stop once no launcher comes any more. 10 s: the default grace period.
const ORPHAN_GRACE: Duration = Duration::from_secs(10);

/// Validates and binds everything before anything is started, so that a launcher that cannot serve has no effect. One that has a `seat`
/// tells there what became of it.
pub(super) fn start(config: Config, seat: Option<Seat>, inherited: Inherited) -> Result<Daemon, String> {
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

fn check_socket_paths(state_dir: &Path) -> Result<(), String> {
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
