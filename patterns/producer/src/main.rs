//! The producer pattern: appends messages to topics of its namespace, in the broker slot.

mod service;

use prism_pattern_common::broker::{self, OpenError};
use prism_pattern_common::{Instance, Services, run};
use prism_proto::pattern::producer_server::ProducerServer;
use service::ProducerService;
use std::process::ExitCode;

fn main() -> ExitCode {
    run("producer", env!("CARGO_PKG_VERSION"), services)
}

fn services(instance: &Instance) -> Result<Services, OpenError> {
    let environment = instance.environment();
    let broker = broker::open(environment)?;
    let topic = environment.parsed_setting("topic", "a topic name")?;
    Ok(Services::default().with(ProducerServer::new(ProducerService::new(broker, topic))))
}
