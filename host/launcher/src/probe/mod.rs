//! One probe of one instance. When to probe, and what to make of the answer, is the core's to decide.

mod exec;
mod grpc;
mod http;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use prism_core::event::Probed;
use prism_core::manifest::{HealthCheck, Probe, ProbePort};
use prism_core::process::Ports;
use tokio::net::TcpStream;

use crate::os::listener::{self, Owner};
use crate::os::tree;
use crate::process::Surroundings;

/// What is probed.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) pid: i32,
    pub(crate) surroundings: Arc<Surroundings>,
    pub(crate) manifest: Arc<prism_core::manifest::Manifest>,
}

impl Target {
    /// Probes it once. Good only if the port that answered belongs to the instance's own tree.
    pub(crate) async fn probe(&self) -> Result<Probed, String> {
        let check = &self.manifest.health;
        match tokio::time::timeout(check.timeout, self.ask(check)).await {
            Ok(answer) => answer?,
            Err(_) => return Err(format!("no answer within {}", humantime::format_duration(check.timeout))),
        }
        let ports = self.surroundings.ports;
        if let Some(port) = probed_port(check, ports) {
            self.require_own(port)?;
        }
        Ok(self.found())
    }

    /// What can be said of it without asking it.
    pub(crate) fn found(&self) -> Probed {
        Probed { serves_grpc: self.owner(self.surroundings.ports.grpc) == Owner::Ours }
    }

    async fn ask(&self, check: &HealthCheck) -> Result<(), String> {
        let ports = self.surroundings.ports;
        match &check.probe {
            Probe::Http { path, port } => http::get(address(*port, ports), path).await,
            Probe::Grpc { service, port } => grpc::check(address(*port, ports), service, check.timeout).await,
            Probe::Tcp { port } => connect(address(*port, ports)).await.map(drop),
            Probe::Exec { .. } => exec::run(&self.surroundings).await,
            Probe::Notify | Probe::Alive => Ok(()),
        }
    }

    fn owner(&self, port: u16) -> Owner {
        listener::owner(port, tree::family(self.pid))
    }

    /// A port that somebody else listens on answers for somebody else.
    fn require_own(&self, port: u16) -> Result<(), String> {
        match self.owner(port) {
            Owner::Ours => Ok(()),
            Owner::Foreign => Err(format!("port {port} is answered by a process that is not the instance's")),
            Owner::NobodyListens => Err(format!("nobody listens on port {port} any more")),
        }
    }
}

fn probed_port(check: &HealthCheck, ports: Ports) -> Option<u16> {
    match &check.probe {
        Probe::Http { port, .. } | Probe::Grpc { port, .. } | Probe::Tcp { port } => Some(number(*port, ports)),
        Probe::Exec { .. } | Probe::Notify | Probe::Alive => None,
    }
}

fn number(port: ProbePort, ports: Ports) -> u16 {
    match port {
        ProbePort::Grpc => ports.grpc,
        ProbePort::Health => ports.health,
        ProbePort::Metrics => ports.metrics,
    }
}

/// Always loopback: a manifest cannot make the launcher knock elsewhere.
fn address(port: ProbePort, ports: Ports) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, number(port, ports)).into()
}

async fn connect(address: SocketAddr) -> Result<TcpStream, String> {
    let stream = TcpStream::connect(address).await.map_err(|error| format!("cannot connect to {address}: {error}"))?;
    // Without it a small request may wait 40 ms for an acknowledgement.
    stream.set_nodelay(true).map_err(|error| error.to_string())?;
    Ok(stream)
}
