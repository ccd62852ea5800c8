//! The real binary: reads what another process appended, keeps its place over a restart, and stops when told.

use prism_pattern_common::broker::{Broker as _, FileBroker};
use prism_pattern_common::harness::Process;
use prism_proto::pattern::consumer_client::ConsumerClient;
use prism_proto::pattern::{AckRequest, ConsumeRequest, NewMessage};
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::time::Duration;
use tokio_stream::StreamExt as _;
use tonic::transport::Channel;

const BINARY: &str = env!("CARGO_BIN_EXE_consumer");

fn start(root: &Path) -> Process {
    let url = format!("file:{}", root.display());
    let variables = [
        ("NAMESPACE", "tenant-a"),
        ("BROKER_URL", &url),
        ("kafka_brokers", "localhost:9092"),
        ("consumer_group", "tenant-a-consumer"),
        ("topic", "orders"),
    ];
    Process::start(BINARY, &variables)
}

async fn client(process: &Process) -> ConsumerClient<Channel> {
    ConsumerClient::connect(process.url()).await.expect("connected")
}

async fn next(client: &mut ConsumerClient<Channel>) -> Vec<u8> {
    let request = ConsumeRequest { messages_max: 1, ..ConsumeRequest::default() };
    let mut stream = client.consume(request).await.expect("a stream").into_inner();
    let message = stream.next().await.expect("one").expect("a message").message.expect("set");
    let ack = AckRequest { offsets: vec![message.offset], ..AckRequest::default() };
    client.ack(ack).await.expect("acked");
    message.payload
}

fn produce(root: &Path, payloads: &[&str]) {
    let broker = FileBroker::open(root, Some(&"tenant-a".parse().expect("a name"))).expect("opened");
    let message = |payload: &&str| NewMessage { payload: payload.as_bytes().to_vec(), ..NewMessage::default() };
    broker.append(&"orders".parse().expect("a name"), payloads.iter().map(message).collect()).expect("appended");
}

#[tokio::test]
async fn a_consumer_goes_on_where_it_was_after_a_restart() {
    let root = tempfile::tempdir().expect("temporary directory");
    produce(root.path(), &["one", "two"]);
    let process = start(root.path());
    assert_eq!(next(&mut client(&process).await).await, b"one");

    let ended = process.terminate().await;
    assert_eq!(ended.status.code(), Some(0), "{}", ended.log);
    assert!(ended.log.contains("SIGTERM received"), "{}", ended.log);

    let process = start(root.path());
    let mut client = client(&process).await;
    assert_eq!(next(&mut client).await, b"two");
    produce(root.path(), &["three"]);
    assert_eq!(next(&mut client).await, b"three");
}

#[tokio::test]
async fn a_consumer_with_an_open_stream_stops_at_once() {
    let root = tempfile::tempdir().expect("temporary directory");
    let process = start(root.path());
    let mut client = client(&process).await;
    let mut stream = client.consume(ConsumeRequest::default()).await.expect("a stream").into_inner();
    let ended = tokio::spawn(process.terminate());
    assert_eq!(stream.next().await.expect("an end").expect_err("told").code(), tonic::Code::Unavailable);
    let ended = ended.await.expect("joined");
    assert_eq!(ended.status.code(), Some(0), "{}", ended.log);
    assert!(!ended.log.contains("cut off"), "{}", ended.log);
}

/// Launcher and spawner may both die between the first answered health check and READY=1: nobody listens then until the next ones do.
#[tokio::test]
async fn a_consumer_whose_launcher_died_before_it_was_ready_serves_and_tells_the_next_one() {
    let root = tempfile::tempdir().expect("temporary directory");
    produce(root.path(), &["one"]);
    let (socket, url) = (root.path().join("notify.sock"), format!("file:{}", root.path().display()));
    let socket_name = socket.display().to_string();
    // There, and nobody behind it: what a launcher that was killed leaves.
    drop(UnixDatagram::bind(&socket).expect("bound"));
    let variables =
        [("NAMESPACE", "tenant-a"), ("BROKER_URL", &*url), ("topic", "orders"), ("NOTIFY_SOCKET", &*socket_name)];
    let process = Process::start(BINARY, &variables);
    assert_eq!(next(&mut client(&process).await).await, b"one");

    std::fs::remove_file(&socket).expect("removed");
    let launcher = UnixDatagram::bind(&socket).expect("bound");
    launcher.set_read_timeout(Some(Duration::from_secs(20))).expect("set");
    let (launcher, said) = tokio::task::spawn_blocking(move || {
        let mut said = [0; 64];
        let bytes = launcher.recv(&mut said);
        (launcher, bytes.map(|bytes| String::from_utf8_lossy(&said[..bytes]).into_owned()))
    })
    .await
    .expect("joined");
    assert_eq!(said.expect("it is said again"), "READY=1");
    let ended = process.terminate().await;
    drop(launcher);
    assert_eq!(ended.status.code(), Some(0), "{}", ended.log);
    assert!(ended.log.contains("NOTIFY_SOCKET does not hear READY=1: Connection refused"), "{}", ended.log);
}
