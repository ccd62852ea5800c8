//! A pattern's life: bind, serve, say ready, stop on a signal, drain, exit 0.
//!
//! One thread (a current_thread runtime): a reference pattern does little, and starts in about 2 ms this way.

use crate::info::Info;
use crate::notify::{READY, STOPPING, notify};
use crate::shutdown::StopSignals;
use crate::{Environment, EnvironmentError, Shutdown, http};
use prism_proto::pattern::pattern_info_server::PatternInfoServer;
use std::convert::Infallible;
use std::error::Error;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tonic::body::Body;
use tonic::codegen::{Service, http::Request};
use tonic::server::NamedService;
use tonic::service::Routes;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;

/// The longest drain. Half of a launcher's usual grace of 10 s, so that a stuck call does not turn a stop into a kill.
const DRAIN_MAX: Duration = Duration::from_secs(5);

/// Until READY=1 is said again to a launcher that did not hear it. 200 ms: a next one begins to listen within some 100 ms, and nothing is
/// served later for it.
const READY_AGAIN: Duration = Duration::from_millis(200);

/// The process a pattern's services live in. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Instance(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    name: &'static str,
    version: &'static str,
    environment: Environment,
    started: Instant,
    shutdown: Shutdown,
}

impl Instance {
    /// An instance of the pattern `name` in an environment that was read before.
    pub fn new(name: &'static str, version: &'static str, environment: Environment) -> Self {
        Self(Arc::new(Inner { name, version, environment, started: Instant::now(), shutdown: Shutdown::new() }))
    }

    /// What the launcher said.
    pub fn environment(&self) -> &Environment {
        &self.0.environment
    }

    /// The name it was launched by, else the pattern's own.
    pub fn pattern(&self) -> &str {
        self.0.environment.pattern.as_deref().unwrap_or(self.0.name)
    }

    /// The version of the executable.
    pub fn version(&self) -> &'static str {
        self.0.version
    }

    /// Time since the start.
    pub fn uptime(&self) -> Duration {
        self.0.started.elapsed()
    }

    /// What a long stream watches.
    pub fn shutdown(&self) -> &Shutdown {
        &self.0.shutdown
    }

    /// Writes a line to stderr, which the launcher keeps as this process's log.
    pub fn log(&self, line: &str) {
        eprintln!("{}: {line}", self.pattern());
    }
}

/// The gRPC services of a pattern, each known to grpc.health.v1 by its name.
#[derive(Debug, Default)]
pub struct Services {
    routes: Routes,
    names: Vec<&'static str>,
}

impl Services {
    /// With one more service.
    #[must_use]
    pub fn with<S>(mut self, service: S) -> Self
    where
        S: Service<Request<Body>, Error = Infallible> + NamedService + Clone + Send + Sync + 'static,
        S::Response: axum::response::IntoResponse,
        S::Future: Send + 'static,
    {
        self.names.push(S::NAME);
        self.routes = self.routes.add_service(service);
        self
    }
}

/// Runs a pattern to its end: the whole of a `main`. `services` is called once, inside the runtime.
pub fn run<E>(
    name: &'static str,
    version: &'static str,
    services: impl FnOnce(&Instance) -> Result<Services, E>,
) -> ExitCode
where
    E: Into<Box<dyn Error + Send + Sync>>,
{
    match start(name, version, |instance| services(instance).map_err(|error| RunError::Pattern(error.into()))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{name}: {error}");
            ExitCode::FAILURE
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum RunError {
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    #[error("cannot listen on {address} ({variable}): {source}")]
    Listen { variable: &'static str, address: SocketAddr, source: io::Error },
    #[error("cannot start: {0}")]
    Runtime(io::Error),
    #[error("the server ended: {0}")]
    Serve(#[from] tonic::transport::Error),
    #[error("{0}")]
    Pattern(Box<dyn Error + Send + Sync>),
}

fn start(
    name: &'static str,
    version: &'static str,
    services: impl FnOnce(&Instance) -> Result<Services, RunError>,
) -> Result<(), RunError> {
    let instance = Instance::new(name, version, Environment::of_process()?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(RunError::Runtime)?;
    runtime.block_on(async {
        let signals = StopSignals::take().map_err(RunError::Runtime)?;
        let services = services(&instance)?;
        serve(instance, services, signals).await
    })
}

async fn serve(instance: Instance, services: Services, signals: StopSignals) -> Result<(), RunError> {
    let listener = listen("GRPC_PORT", instance.environment().grpc_port.unwrap_or(0)).await?;
    serve_http(&instance).await?;
    instance.log(&format!("listening on {}", listener.local_addr().map_err(RunError::Runtime)?));
    let (health, health_service) = tonic_health::server::health_reporter();
    for name in &services.names {
        health.set_service_status(name, ServingStatus::Serving).await;
    }
    let routes =
        services.routes.add_service(health_service).add_service(PatternInfoServer::new(Info(instance.clone())));
    // tonic's own `tcp_nodelay` is not applied to a listener that is handed to it, and a call without it takes 40 ms.
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let stopped = instance.shutdown().clone();
    let server = Server::builder().serve_with_incoming_shutdown(routes.prepare(), incoming, async move {
        stopped.requested().await;
    });
    tokio::spawn(stop_on_signal(instance.clone(), signals, health, services.names));
    tokio::spawn(say_ready(instance.clone()));
    drained(&instance, server).await
}

/// Says that all is up until somebody hears it. Whoever should hear may have died meanwhile, and another one listens in a moment: what can be
/// served is served all the same.
async fn say_ready(instance: Instance) {
    let say = || notify(instance.environment().notify_socket.as_deref(), READY);
    let Err(error) = say() else { return };
    instance.log(&format!("NOTIFY_SOCKET does not hear READY=1: {error}; it is said again"));
    loop {
        tokio::time::sleep(READY_AGAIN).await;
        if say().is_ok() {
            return instance.log("NOTIFY_SOCKET has heard READY=1");
        }
    }
}

/// Waits for the server's end; after a stop request at most `DRAIN_MAX`.
async fn drained(
    instance: &Instance,
    server: impl Future<Output = Result<(), tonic::transport::Error>>,
) -> Result<(), RunError> {
    let too_long = async {
        instance.shutdown().requested().await;
        tokio::time::sleep(DRAIN_MAX).await;
    };
    tokio::select! {
        ended = server => Ok(ended?),
        () = too_long => {
            instance.log("connections still open after 5 s were cut off");
            Ok(())
        }
    }
}

async fn stop_on_signal(
    instance: Instance,
    mut signals: StopSignals,
    mut health: HealthReporter,
    names: Vec<&'static str>,
) {
    let signal = signals.arrived().await;
    instance.log(&format!("{signal} received"));
    // Best effort: who listens there learns of the end anyway.
    let _ = notify(instance.environment().notify_socket.as_deref(), STOPPING);
    for name in names.into_iter().chain([""]) {
        health.set_service_status(name, ServingStatus::NotServing).await;
        // Ends the Watch streams, which would hold up the drain; they see NOT_SERVING first.
        health.clear_service_status(name).await;
    }
    instance.shutdown().request();
}

async fn serve_http(instance: &Instance) -> Result<(), RunError> {
    let health = instance.environment().health_port;
    let metrics = instance.environment().metrics_port.filter(|port| Some(*port) != health);
    for (variable, port) in [("HEALTH_PORT", health), ("METRICS_PORT", metrics)] {
        if let Some(port) = port {
            http::serve(listen(variable, port).await?, instance.clone());
        }
    }
    Ok(())
}

/// Binds on loopback. tokio sets SO_REUSEADDR, which a port that a launcher holds reserved needs.
async fn listen(variable: &'static str, port: u16) -> Result<TcpListener, RunError> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address).await.map_err(|source| RunError::Listen { variable, address, source })
}
