//! An ordinary server as a pattern: redis, without a line of code for it.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::binaries::repository;
use crate::support::{Ask as _, Plan, launch};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn each_namespace_has_a_redis_of_its_own() {
    let Some(server) = std::env::var_os("PRISM_TEST_REDIS") else {
        eprintln!("skipped: PRISM_TEST_REDIS is not set; cargo xtask test sets it where redis-server is installed");
        return;
    };
    let server = server.into_string().expect("text");
    let manifest = std::fs::read_to_string(repository("patterns/redis/manifest.yaml")).expect("it is there");
    let manifest = manifest.replace("executable: /usr/bin/redis-server", &format!("executable: {server}"));
    let launcher = Plan::new().patterns(|patterns| patterns.manifest("redis", &manifest)).start().await;
    let (a, b) = (launcher.launched(launch("redis").of("a")).await, launcher.launched(launch("redis").of("b")).await);
    assert_ne!(a.address, b.address);
    assert_eq!(say(&a.address, "PING\r\n").await, "+PONG\r\n");
    assert_eq!(say(&a.address, "SET key of-a\r\n").await, "+OK\r\n");
    assert_eq!(say(&b.address, "GET key\r\n").await, "$-1\r\n");
    assert_eq!(say(&a.address, "GET key\r\n").await, "$4\r\nof-a\r\n");
    let ended = launcher.terminate(&a.process_id).await.expect("ended");
    assert!(!ended.forced, "redis stops on SIGTERM");
}

/// One command, and what is answered at once.
async fn say(address: &str, command: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("somebody listens");
    stream.write_all(command.as_bytes()).await.expect("sent");
    stream.shutdown().await.expect("said");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("answered");
    answer
}
