//! The gRPC service: chunks in, chunks out. The payload passes through memory piece by piece.

use crate::claim_id::{ClaimId, NoClaimId};
use crate::hash::Hash;
use crate::store::{ClaimStore, StoreError};
use crate::upload::Terms;
use prism_proto::pattern::claim_check_server::ClaimCheck;
use prism_proto::pattern::{
    Claim, DeleteRequest, DeleteResponse, FetchRequest, FetchResponse, GetClaimRequest, GetClaimResponse, StoreOptions,
    StoreRequest, StoreResponse,
};
use std::fs::File;
use std::io::Read as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::mpsc::{Sender, channel};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Request, Response, Status, Streaming};

/// Where a store names no ttl.
const TTL_DEFAULT: Duration = Duration::from_secs(3600);
/// The longest ttl.
const TTL_MAX: Duration = Duration::from_secs(30 * 24 * 3600);
/// One piece of a fetch: few messages, and far below gRPC's 4 MiB.
const CHUNK_BYTES: u64 = 256 << 10;
/// How late the disk learns that a ttl has run out; claims are gone for clients at once.
const SWEEP_EVERY: Duration = Duration::from_secs(30);

/// Claims of one namespace.
pub(crate) struct ClaimCheckService {
    store: ClaimStore,
}

impl ClaimCheckService {
    /// Serves a store, and sweeps it. Called inside the runtime.
    pub(crate) fn start(store: ClaimStore) -> Self {
        tokio::spawn(sweep(store.clone()));
        Self { store }
    }
}

async fn sweep(store: ClaimStore) {
    let mut ticks = tokio::time::interval(SWEEP_EVERY);
    loop {
        ticks.tick().await;
        if let Err(error) = store.sweep(now_ms()) {
            eprintln!("claimcheck: sweep: {error}");
        }
    }
}

impl From<StoreError> for Status {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            StoreError::Unknown => Code::NotFound,
            StoreError::Full(_) => Code::ResourceExhausted,
            StoreError::TooLarge(_) | StoreError::Unexpected => Code::InvalidArgument,
            StoreError::Damaged => Code::DataLoss,
            StoreError::Io { .. } => Code::Internal,
        };
        Status::new(code, error.to_string())
    }
}

#[tonic::async_trait]
impl ClaimCheck for ClaimCheckService {
    type FetchStream = ReceiverStream<Result<FetchResponse, Status>>;

    async fn store(&self, request: Request<Streaming<StoreRequest>>) -> Result<Response<StoreResponse>, Status> {
        let mut requests = request.into_inner();
        let first = requests.message().await?.ok_or_else(|| Status::invalid_argument("nothing was sent"))?;
        let terms = terms(first.options.unwrap_or_default())?;
        let mut upload = self.store.upload()?;
        upload.write(&first.chunk)?;
        while let Some(request) = requests.message().await? {
            if request.options.is_some() {
                return Err(Status::invalid_argument("options: expected in the first request only"));
            }
            upload.write(&request.chunk)?;
        }
        Ok(Response::new(StoreResponse { claim: Some(upload.finish(terms)?) }))
    }

    async fn fetch(&self, request: Request<FetchRequest>) -> Result<Response<Self::FetchStream>, Status> {
        let id = parse(&request.get_ref().claim_id)?;
        let claim = self.store.claim(&id, now_ms())?;
        let payload = self.store.payload(&id)?;
        let (sender, receiver) = channel(1);
        tokio::spawn(send(claim, payload, sender));
        Ok(Response::new(ReceiverStream::new(receiver)))
    }

    async fn get_claim(&self, request: Request<GetClaimRequest>) -> Result<Response<GetClaimResponse>, Status> {
        let id = parse(&request.get_ref().claim_id)?;
        Ok(Response::new(GetClaimResponse { claim: Some(self.store.claim(&id, now_ms())?) }))
    }

    async fn delete(&self, request: Request<DeleteRequest>) -> Result<Response<DeleteResponse>, Status> {
        let id = parse(&request.get_ref().claim_id)?;
        self.store.delete(&id, now_ms())?;
        Ok(Response::new(DeleteResponse {}))
    }
}

/// Sends the payload until its end or its client's.
async fn send(claim: Claim, mut payload: File, client: Sender<Result<FetchResponse, Status>>) {
    let (sha256, mut hash) = (claim.sha256.clone(), Hash::default());
    let mut head = Some(claim);
    loop {
        let chunk = match next(&mut payload) {
            Ok(chunk) => chunk,
            Err(error) => break give(&client, Err(Status::internal(format!("payload: {error}")))).await,
        };
        hash.update(&chunk);
        if chunk.is_empty() && head.is_none() {
            if hash.finish() != sha256 {
                give(&client, Err(StoreError::Damaged.into())).await;
            }
            break;
        }
        if client.send(Ok(FetchResponse { claim: head.take(), chunk })).await.is_err() {
            break;
        }
    }
}

async fn give(client: &Sender<Result<FetchResponse, Status>>, item: Result<FetchResponse, Status>) {
    // A client that is gone does not want to know.
    let _ = client.send(item).await;
}

/// The next piece; empty at the end.
fn next(payload: &mut File) -> std::io::Result<Vec<u8>> {
    let mut chunk = Vec::new();
    payload.by_ref().take(CHUNK_BYTES).read_to_end(&mut chunk)?;
    Ok(chunk)
}

fn terms(options: StoreOptions) -> Result<Terms, Status> {
    let ttl = match Duration::from_millis(options.ttl_ms) {
        Duration::ZERO => TTL_DEFAULT,
        ttl if ttl <= TTL_MAX => ttl,
        _ => return Err(Status::invalid_argument(format!("ttl_ms: expected at most {}", TTL_MAX.as_millis()))),
    };
    Ok(Terms {
        expires_at_unix_ms: now_ms().saturating_add(millis(ttl)),
        content_type: options.content_type,
        expected_sha256: options.expected_sha256.to_ascii_lowercase(),
    })
}

fn parse(claim_id: &str) -> Result<ClaimId, Status> {
    claim_id.parse().map_err(|error: NoClaimId| Status::invalid_argument(format!("claim_id: {error}")))
}

fn now_ms() -> i64 {
    millis(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ttl_above_the_maximum_is_refused() {
        let ttl_ms = TTL_MAX.as_millis() as u64;
        assert!(terms(StoreOptions { ttl_ms, ..StoreOptions::default() }).is_ok());
        assert!(terms(StoreOptions { ttl_ms: ttl_ms + 1, ..StoreOptions::default() }).is_err());
    }

    #[test]
    fn no_ttl_is_an_hour() {
        let left = terms(StoreOptions::default()).expect("valid").expires_at_unix_ms - now_ms();
        assert!((3_590_000..=3_600_000).contains(&left), "{left}");
    }
}
