//! The real binary: says ready by NOTIFY_SOCKET, multicasts to those who match, and stops when told.

use prism_pattern_common::harness::Process;
use prism_proto::pattern::multicast_registry_client::MulticastRegistryClient;
use prism_proto::pattern::{Filter, MulticastRequest, RegisterRequest, SubscribeRequest};
use std::os::unix::net::UnixDatagram;
use tokio_stream::StreamExt as _;
use tonic::Code;
use tonic::transport::Channel;

const BINARY: &str = env!("CARGO_BIN_EXE_multicast_registry");

async fn register(client: &mut MulticastRegistryClient<Channel>, namespace: &str, identity: &str, site: &str) {
    let metadata = [("site".to_owned(), site.to_owned())].into();
    let (namespace, identity) = (namespace.into(), identity.into());
    let request = RegisterRequest { namespace, identity, metadata, ..RegisterRequest::default() };
    client.register(request).await.expect("registered");
}

fn to_berlin() -> MulticastRequest {
    let equals = [("site".to_owned(), "berlin".to_owned())].into();
    let filter = Some(Filter { equals, ..Filter::default() });
    MulticastRequest { namespace: "tenant-a".into(), filter, payload: b"hello".to_vec() }
}

#[tokio::test]
async fn a_multicast_reaches_those_who_match_in_their_namespace() {
    let process = Process::start(BINARY, &[]);
    let mut client = MulticastRegistryClient::connect(process.url()).await.expect("connected");
    register(&mut client, "tenant-a", "one", "berlin").await;
    register(&mut client, "tenant-a", "two", "paris").await;
    register(&mut client, "tenant-b", "one", "berlin").await;
    let subscribe = SubscribeRequest { namespace: "tenant-a".into(), identity: "one".into() };
    let mut stream = client.subscribe(subscribe).await.expect("subscribed").into_inner();

    let answer = client.multicast(to_berlin()).await.expect("answered").into_inner();
    assert_eq!((answer.matched, answer.delivered), (1, 1));
    assert_eq!(stream.next().await.expect("one").expect("a message").payload, b"hello");

    let ended = tokio::spawn(process.terminate());
    assert_eq!(stream.next().await.expect("an end").expect_err("told").code(), Code::Unavailable);
    let ended = ended.await.expect("joined");
    assert_eq!(ended.status.code(), Some(0), "{}", ended.log);
}

#[tokio::test]
async fn readiness_is_told_to_the_notify_socket() {
    let dir = tempfile::tempdir().expect("temporary directory");
    let path = dir.path().join("notify");
    let socket = UnixDatagram::bind(&path).expect("bound");
    let process = Process::start(BINARY, &[("NOTIFY_SOCKET", path.to_str().expect("text"))]);
    let mut bytes = [0; 32];
    let length = socket.recv(&mut bytes).expect("told");
    assert_eq!(&bytes[..length], b"READY=1");
    process.terminate().await;
    let length = socket.recv(&mut bytes).expect("told");
    assert_eq!(&bytes[..length], b"STOPPING=1");
}
