//! The multicast_registry pattern: who is there, and a message to those who match. One process serves all namespaces
//! and keeps each one's registrants apart.

mod filter;
mod limits;
mod registry;
mod scope;
mod service;

use prism_pattern_common::{EnvironmentError, Instance, Services, run};
use prism_proto::pattern::multicast_registry_server::MulticastRegistryServer;
use service::RegistryService;
use std::process::ExitCode;

fn main() -> ExitCode {
    run("multicast_registry", env!("CARGO_PKG_VERSION"), services)
}

fn services(instance: &Instance) -> Result<Services, EnvironmentError> {
    let service = RegistryService::start(instance);
    Ok(Services::default().with(MulticastRegistryServer::new(service)))
}
