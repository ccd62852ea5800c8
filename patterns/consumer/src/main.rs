//! The consumer pattern: reads topics of its namespace through consumer groups, at least once, from the broker slot.

mod delivery;
mod group;
mod service;
mod stream;

use prism_pattern_common::broker::{self, OpenError};
use prism_pattern_common::{Instance, Services, run};
use prism_proto::pattern::consumer_server::ConsumerServer;
use service::ConsumerService;
use std::process::ExitCode;

fn main() -> ExitCode {
    run("consumer", env!("CARGO_PKG_VERSION"), services)
}

fn services(instance: &Instance) -> Result<Services, OpenError> {
    let environment = instance.environment();
    let service = ConsumerService::new(
        broker::open(environment)?,
        instance.shutdown().clone(),
        environment.parsed_setting("topic", "a topic name")?,
        environment.parsed_setting("consumer_group", "a consumer group name")?,
    );
    Ok(Services::default().with(ConsumerServer::new(service)))
}
