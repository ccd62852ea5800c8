//! `grpc.health.v1.Health/Check` over a connection of its own.

use std::net::SocketAddr;
use std::time::Duration;

use tonic::transport::Endpoint;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

/// SERVING is good.
pub(super) async fn check(address: SocketAddr, service: &str, timeout: Duration) -> Result<(), String> {
    // A refused connection is the common answer while a server starts; it is found out without building a channel.
    drop(super::connect(address).await?);
    let endpoint = Endpoint::from_shared(format!("http://{address}")).map_err(|error| error.to_string())?;
    let channel = endpoint.connect_timeout(timeout).timeout(timeout).connect().await;
    let channel = channel.map_err(|error| format!("cannot connect to {address}: {error}"))?;
    let request = HealthCheckRequest { service: service.to_owned() };
    let mut client = HealthClient::new(channel).max_decoding_message_size(4096);
    let answer = client.check(request).await.map_err(|status| format!("grpc health: {}", status.message()))?;
    match answer.into_inner().status() {
        ServingStatus::Serving => Ok(()),
        other => Err(format!("grpc health: {}; expected SERVING", other.as_str_name())),
    }
}
