//! The real binary: stores and fetches in chunks, notices damage, and stops when told.

use prism_pattern_common::harness::Process;
use prism_proto::pattern::claim_check_client::ClaimCheckClient;
use prism_proto::pattern::{Claim, DeleteRequest, FetchRequest, StoreOptions, StoreRequest};
use std::path::Path;
use tonic::transport::Channel;
use tonic::{Code, Status};

const BINARY: &str = env!("CARGO_BIN_EXE_claimcheck");

fn start(root: &Path) -> Process {
    Process::start(BINARY, &[("NAMESPACE", "tenant-a"), ("CLAIM_DIR", root.to_str().expect("text"))])
}

async fn client(process: &Process) -> ClaimCheckClient<Channel> {
    ClaimCheckClient::connect(process.url()).await.expect("connected")
}

async fn store(client: &mut ClaimCheckClient<Channel>, payload: &[u8]) -> Claim {
    let options = StoreOptions { content_type: "text/plain".into(), ..StoreOptions::default() };
    let mut requests = vec![StoreRequest { options: Some(options), chunk: Vec::new() }];
    requests.extend(payload.chunks(100_000).map(|chunk| StoreRequest { options: None, chunk: chunk.to_vec() }));
    let answer = client.store(tokio_stream::iter(requests)).await.expect("stored");
    answer.into_inner().claim.expect("set")
}

async fn fetch(client: &mut ClaimCheckClient<Channel>, claim_id: &str) -> Result<Vec<u8>, Status> {
    let mut stream = client.fetch(FetchRequest { claim_id: claim_id.into() }).await?.into_inner();
    let mut payload = Vec::new();
    while let Some(part) = stream.message().await? {
        payload.extend(part.chunk);
    }
    Ok(payload)
}

#[tokio::test]
async fn a_payload_comes_back_also_after_a_restart() {
    let root = tempfile::tempdir().expect("temporary directory");
    let process = start(root.path());
    let payload: Vec<u8> = (0..1_000_000u32).map(|number| (number % 251) as u8).collect();
    let claim = store(&mut client(&process).await, &payload).await;
    assert_eq!((claim.size_bytes, claim.content_type.as_str()), (1_000_000, "text/plain"));

    let ended = process.terminate().await;
    assert_eq!(ended.status.code(), Some(0), "{}", ended.log);
    assert!(ended.log.contains("SIGTERM received"), "{}", ended.log);

    let process = start(root.path());
    let mut client = client(&process).await;
    assert!(fetch(&mut client, &claim.claim_id).await.expect("fetched") == payload);
    client.delete(DeleteRequest { claim_id: claim.claim_id.clone() }).await.expect("deleted");
    assert_eq!(fetch(&mut client, &claim.claim_id).await.expect_err("gone").code(), Code::NotFound);
}

#[tokio::test]
async fn a_payload_that_was_changed_on_disk_is_not_passed_off_as_whole() {
    let root = tempfile::tempdir().expect("temporary directory");
    let process = start(root.path());
    let mut client = client(&process).await;
    let claim = store(&mut client, b"hello").await;
    let path = root.path().join("tenant-a").join(format!("{}.payload", claim.claim_id));
    std::fs::write(path, "jello").expect("written");
    assert_eq!(fetch(&mut client, &claim.claim_id).await.expect_err("damaged").code(), Code::DataLoss);
}

#[tokio::test]
async fn an_empty_payload_is_a_payload() {
    let root = tempfile::tempdir().expect("temporary directory");
    let process = start(root.path());
    let mut client = client(&process).await;
    let claim = store(&mut client, b"").await;
    assert_eq!(fetch(&mut client, &claim.claim_id).await.expect("fetched"), b"");
}
