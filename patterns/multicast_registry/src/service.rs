//! The gRPC service: requests are checked here, the registry answers.

use crate::limits::{
    IDENTITY_BYTES_MAX, METADATA_BYTES_MAX, METADATA_ENTRIES_MAX, PAGE_DEFAULT, PAGE_MAX, PAYLOAD_BYTES_MAX,
    TTL_DEFAULT, TTL_MAX,
};
use crate::registry::{Queue, Registration, Registry, RegistryError, Taken};
use crate::scope;
use prism_pattern_common::{Instance, Namespace, Shutdown};
use prism_proto::pattern::multicast_registry_server::MulticastRegistry;
use prism_proto::pattern::{
    EnumerateRequest, EnumerateResponse, HeartbeatRequest, HeartbeatResponse, MulticastRequest, MulticastResponse,
    RegisterRequest, RegisterResponse, SubscribeRequest, SubscribeResponse, UnregisterRequest, UnregisterResponse,
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{Sender, channel};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Request, Response, Status};

/// How late a subscription may learn that its ttl has run out.
const EXPIRE_EVERY: Duration = Duration::from_secs(1);

/// One registry for all namespaces, or for the one the process was launched for.
#[derive(Clone)]
pub(crate) struct RegistryService {
    registry: Arc<Mutex<Registry>>,
    own: Option<Namespace>,
    shutdown: Shutdown,
}

impl RegistryService {
    /// An empty registry that frees what runs out. Called inside the runtime.
    pub(crate) fn start(instance: &Instance) -> Self {
        let own = instance.environment().namespace.clone();
        let service = Self { registry: Arc::default(), own, shutdown: instance.shutdown().clone() };
        tokio::spawn(expire(Arc::clone(&service.registry)));
        service
    }

    fn namespace(&self, named: &str) -> Result<Namespace, Status> {
        scope::namespace(self.own.as_ref(), named)
    }

    fn registry(&self) -> MutexGuard<'_, Registry> {
        lock(&self.registry)
    }
}

async fn expire(registry: Arc<Mutex<Registry>>) {
    let mut ticks = tokio::time::interval(EXPIRE_EVERY);
    loop {
        ticks.tick().await;
        lock(&registry).expire(Instant::now());
    }
}

fn lock(registry: &Mutex<Registry>) -> MutexGuard<'_, Registry> {
    // No call on a registry panics half way.
    registry.lock().unwrap_or_else(PoisonError::into_inner)
}

impl From<RegistryError> for Status {
    fn from(error: RegistryError) -> Self {
        let code = match error {
            RegistryError::Exists => Code::AlreadyExists,
            RegistryError::Unknown => Code::NotFound,
            RegistryError::Full => Code::ResourceExhausted,
        };
        Status::new(code, error.to_string())
    }
}

#[tonic::async_trait]
impl MulticastRegistry for RegistryService {
    type SubscribeStream = ReceiverStream<Result<SubscribeResponse, Status>>;

    async fn register(&self, request: Request<RegisterRequest>) -> Result<Response<RegisterResponse>, Status> {
        let request = request.into_inner();
        let namespace = self.namespace(&request.namespace)?;
        let asked = registration(request)?;
        let ttl_ms = millis(asked.ttl);
        self.registry().register(&namespace, asked, Instant::now())?;
        Ok(Response::new(RegisterResponse { ttl_ms }))
    }

    async fn heartbeat(&self, request: Request<HeartbeatRequest>) -> Result<Response<HeartbeatResponse>, Status> {
        let request = request.into_inner();
        let namespace = self.namespace(&request.namespace)?;
        let ttl = self.registry().heartbeat(&namespace, &request.identity, Instant::now())?;
        Ok(Response::new(HeartbeatResponse { ttl_ms: millis(ttl) }))
    }

    async fn unregister(&self, request: Request<UnregisterRequest>) -> Result<Response<UnregisterResponse>, Status> {
        let request = request.into_inner();
        let namespace = self.namespace(&request.namespace)?;
        self.registry().unregister(&namespace, &request.identity, Instant::now())?;
        Ok(Response::new(UnregisterResponse {}))
    }

    async fn enumerate(&self, request: Request<EnumerateRequest>) -> Result<Response<EnumerateResponse>, Status> {
        let request = request.into_inner();
        let namespace = self.namespace(&request.namespace)?;
        let size = page_size(request.page_size);
        let filter = request.filter.unwrap_or_default();
        // One more than asked for says whether there is a next page.
        let found = self.registry().enumerate(&namespace, &filter, &request.page_token, size + 1, Instant::now());
        Ok(Response::new(page(found, size)))
    }

    async fn multicast(&self, request: Request<MulticastRequest>) -> Result<Response<MulticastResponse>, Status> {
        let request = request.into_inner();
        let namespace = self.namespace(&request.namespace)?;
        if request.payload.len() > PAYLOAD_BYTES_MAX {
            return Err(Status::invalid_argument(format!("payload: expected at most {PAYLOAD_BYTES_MAX} bytes")));
        }
        let filter = request.filter.unwrap_or_default();
        Ok(Response::new(self.registry().multicast(&namespace, &filter, &request.payload, Instant::now())))
    }

    async fn subscribe(&self, request: Request<SubscribeRequest>) -> Result<Response<Self::SubscribeStream>, Status> {
        let request = request.into_inner();
        let namespace = self.namespace(&request.namespace)?;
        let queue = self.registry().subscribe(&namespace, &request.identity, Instant::now())?;
        let (sender, receiver) = channel(1);
        tokio::spawn(self.clone().forward(namespace, request.identity, queue, sender));
        Ok(Response::new(ReceiverStream::new(receiver)))
    }
}

impl RegistryService {
    /// Moves a subscription's queue to its client, and tells it why it ended.
    async fn forward(
        self,
        namespace: Namespace,
        identity: String,
        mut queue: Queue,
        client: Sender<Result<SubscribeResponse, Status>>,
    ) {
        let end = loop {
            tokio::select! {
                message = queue.recv() => match message {
                    Some(message) => if client.send(Ok(message)).await.is_err() { return },
                    None => break self.why_ended(&namespace, &identity),
                },
                () = client.closed() => return,
                () = self.shutdown.requested() => break Status::unavailable("this process was told to stop"),
            }
        };
        // A client that is gone does not want to know.
        let _ = client.send(Err(end)).await;
    }

    fn why_ended(&self, namespace: &Namespace, identity: &str) -> Status {
        match self.registry().holds(namespace, identity, Instant::now()) {
            true => Status::aborted("a later subscription of this identity took over"),
            false => RegistryError::Unknown.into(),
        }
    }
}

fn registration(request: RegisterRequest) -> Result<Registration, Status> {
    check_identity(&request.identity)?;
    let bytes: usize = request.metadata.iter().map(|(name, value)| name.len() + value.len()).sum();
    if request.metadata.len() > METADATA_ENTRIES_MAX || bytes > METADATA_BYTES_MAX {
        let expected = format!("at most {METADATA_ENTRIES_MAX} entries and {METADATA_BYTES_MAX} bytes");
        return Err(Status::invalid_argument(format!("metadata: expected {expected}")));
    }
    Ok(Registration {
        identity: request.identity,
        metadata: request.metadata,
        ttl: ttl(request.ttl_ms)?,
        taken: if request.replace { Taken::Replace } else { Taken::Refuse },
    })
}

fn check_identity(identity: &str) -> Result<(), Status> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._~@=+-".contains(&byte);
    match (1..=IDENTITY_BYTES_MAX).contains(&identity.len()) && identity.bytes().all(allowed) {
        true => Ok(()),
        false => Err(Status::invalid_argument("identity: expected 1 to 128 of `A-Z a-z 0-9 . _ ~ @ = + -`")),
    }
}

fn ttl(ttl_ms: u64) -> Result<Duration, Status> {
    match Duration::from_millis(ttl_ms) {
        Duration::ZERO => Ok(TTL_DEFAULT),
        ttl if ttl <= TTL_MAX => Ok(ttl),
        _ => Err(Status::invalid_argument(format!("ttl_ms: expected at most {}", TTL_MAX.as_millis()))),
    }
}

fn page_size(asked: u32) -> usize {
    match usize::try_from(asked).unwrap_or(usize::MAX) {
        0 => PAGE_DEFAULT,
        asked => asked.min(PAGE_MAX),
    }
}

fn page(mut registrants: Vec<prism_proto::pattern::Registrant>, size: usize) -> EnumerateResponse {
    let more = registrants.len() > size;
    registrants.truncate(size);
    let last = registrants.last().filter(|_| more).map(|registrant| registrant.identity.clone());
    EnumerateResponse { registrants, next_page_token: last.unwrap_or_default() }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_request_may_not_say_is_invalid() {
        let request = |identity: &str| RegisterRequest { identity: identity.into(), ..RegisterRequest::default() };
        assert!(registration(request("sensor-1@site")).is_ok());
        assert!(registration(request("")).is_err());
        assert!(registration(request("a:b")).is_err());
        let ttl_ms = 3_600_001;
        assert!(registration(RegisterRequest { ttl_ms, ..request("x") }).is_err());
        let metadata = [("k".to_owned(), "v".repeat(METADATA_BYTES_MAX))].into();
        assert!(registration(RegisterRequest { metadata, ..request("x") }).is_err());
    }

    #[test]
    fn a_page_names_the_next_one_only_where_there_is_one() {
        let registrant = |identity: &str| prism_proto::pattern::Registrant {
            identity: identity.into(),
            ..prism_proto::pattern::Registrant::default()
        };
        assert_eq!(page(vec![registrant("a"), registrant("b"), registrant("c")], 2).next_page_token, "b");
        assert_eq!(page(vec![registrant("a"), registrant("b")], 2).next_page_token, "");
    }
}
