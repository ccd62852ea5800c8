//! The real binary: produces, answers whose process it is, and stops when told.

use prism_pattern_common::harness::Process;
use prism_proto::pattern::pattern_info_client::PatternInfoClient;
use prism_proto::pattern::producer_client::ProducerClient;
use prism_proto::pattern::{GetInfoRequest, NewMessage, ProduceBatchRequest};

const BINARY: &str = env!("CARGO_BIN_EXE_producer");

#[tokio::test]
async fn a_producer_produces_and_stops_when_told() {
    let root = tempfile::tempdir().expect("temporary directory");
    let url = format!("file:{}", root.path().display());
    let identity = [("NAMESPACE", "tenant-a"), ("PROCESS_ID", "ns:tenant-a:producer"), ("PRISM_GENERATION", "3")];
    let process = Process::start(BINARY, &[identity.as_slice(), &[("BROKER_URL", &url)]].concat());

    let mut producer = ProducerClient::connect(process.url()).await.expect("connected");
    let messages = vec![NewMessage::default(), NewMessage { payload: b"two".to_vec(), ..NewMessage::default() }];
    let request = ProduceBatchRequest { topic: "orders".into(), messages };
    let answer = producer.produce_batch(request).await.expect("produced").into_inner();
    assert_eq!((answer.first_offset, answer.count), (0, 2));
    assert!(root.path().join("tenant-a/orders/log").exists());

    let mut info = PatternInfoClient::connect(process.url()).await.expect("connected");
    let info = info.get_info(GetInfoRequest {}).await.expect("answered").into_inner();
    assert_eq!((info.pattern.as_str(), info.version.as_str()), ("producer", "1.0.0"));
    assert_eq!((info.process_id.as_str(), info.namespace.as_str()), ("ns:tenant-a:producer", "tenant-a"));
    assert_eq!((info.generation, info.pid), (3, process.pid()));

    let ended = process.terminate().await;
    assert_eq!(ended.status.code(), Some(0), "{}", ended.log);
    assert!(ended.log.contains("SIGTERM received"), "{}", ended.log);
}
