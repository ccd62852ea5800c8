//! `prismctl` against a real launcher: the RFC's example 2.

use tokio::io::{AsyncBufReadExt as _, BufReader};

use crate::support::binaries::binary;
use crate::support::prismctl::{printed, prismctl};
use crate::support::wait::PATIENCE;
use crate::support::{Ask as _, Launcher, Plan, launch, processes};

async fn reference() -> Launcher {
    let plan = Plan::new().patterns(|patterns| {
        patterns.reference("consumer").reference("producer").reference("multicast_registry").reference("claimcheck")
    });
    plan.start().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_rfcs_second_example() {
    let launcher = reference().await;
    let launched = printed(&launcher, "pattern launch consumer --namespace tenant-a --isolation namespace").await;
    assert!(launched.starts_with("launched ns:tenant-a:consumer at 127.0.0.1:"), "{launched}");
    printed(&launcher, "pattern launch producer --namespace tenant-a").await;
    printed(&launcher, "pattern launch multicast_registry").await;
    let again = printed(&launcher, "pattern launch consumer --namespace tenant-a --isolation namespace").await;
    assert!(again.starts_with("reused ns:tenant-a:consumer"), "{again}");

    let list = printed(&launcher, "pattern list").await;
    let words: Vec<Vec<&str>> = list.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(words[0], ["PATTERN", "PROCESS", "ID", "STATE", "HEALTHY", "UPTIME"]);
    let rows: Vec<_> = words[1..].iter().map(|row| row[..4].to_vec()).collect();
    assert_eq!(
        rows,
        [
            ["consumer", "ns:tenant-a:consumer", "RUNNING", "true"],
            ["producer", "ns:tenant-a:producer", "RUNNING", "true"],
            ["multicast_registry", "shared:multicast_registry", "RUNNING", "true"],
        ]
    );
    assert!(words[1..].iter().all(|row| row.len() == 5 && row[4].ends_with('s')), "{list}");

    let json: serde_json::Value =
        serde_json::from_str(&printed(&launcher, "pattern list -o json").await).expect("JSON");
    assert!(json.to_string().contains("ns:tenant-a:consumer"), "{json}");
    assert!(printed(&launcher, "pattern status ns:tenant-a:consumer").await.contains("RUNNING, healthy"));
    assert!(printed(&launcher, "pattern describe").await.contains("claimcheck"));
    printed(&launcher, "health").await;
    printed(&launcher, "reload").await;
    printed(&launcher, "pattern terminate ns:tenant-a:consumer").await;
    assert!(!printed(&launcher, "pattern list").await.contains("consumer"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_refusal_is_exit_code_1_and_one_line_that_says_why() {
    let launcher = reference().await;
    for (line, reason) in [
        ("pattern launch nothing --namespace a", "nothing"),
        ("pattern launch consumer --namespace a:b", "has ':' at byte 1"),
        ("pattern launch consumer", "namespace"),
        ("pattern launch consumer --namespace a --config topic=..", "does not match"),
        ("pattern terminate ns:a:consumer", "ns:a:consumer"),
        ("pattern status ns:a:consumer", "ns:a:consumer"),
    ] {
        let output = prismctl(&launcher, line).await;
        let text = String::from_utf8(output.stderr).expect("text");
        assert_eq!(output.status.code(), Some(1), "{line}: {text}");
        assert!(text.trim_end().lines().count() == 1 && text.contains(reason), "{line}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn all_reference_patterns_launch_and_answer() {
    let launcher = reference().await;
    for pattern in ["consumer", "producer", "multicast_registry", "claimcheck"] {
        let launched = printed(&launcher, &format!("pattern launch {pattern} --namespace tenant-a -o json")).await;
        let json: serde_json::Value = serde_json::from_str(&launched).expect("JSON");
        let address = json["address"].as_str().expect("an address").to_owned();
        let mut client =
            prism_proto::pattern::pattern_info_client::PatternInfoClient::connect(format!("http://{address}"))
                .await
                .expect("it listens");
        let info = client.get_info(prism_proto::pattern::GetInfoRequest {}).await.expect("it answers").into_inner();
        assert_eq!(info.pattern, pattern);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_watch_prints_what_happens_until_it_is_interrupted() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).start().await;
    let mut command = tokio::process::Command::new(binary("prismctl"));
    command.env_clear().env("PRISM_LAUNCHER", &launcher.ports.grpc).args(["pattern", "watch"]).kill_on_drop(true);
    let mut watch = command.stdout(std::process::Stdio::piped()).spawn().expect("executed");
    let mut lines = BufReader::new(watch.stdout.take().expect("piped")).lines();
    let first = launcher.launched(launch("p").of("tenant-a")).await;
    let mut next_with = async |words: &[&str]| loop {
        let line =
            tokio::time::timeout(PATIENCE, lines.next_line()).await.expect("in time").expect("text").expect("more");
        if words.iter().all(|word| line.contains(word)) {
            return;
        }
    };
    next_with(&["ns:tenant-a:p", "RUNNING"]).await;
    launcher.terminate(&first.process_id).await.expect("ended");
    next_with(&["ns:tenant-a:p", "TERMINATED"]).await;
    processes::signal(i32::try_from(watch.id().expect("it runs")).expect("a pid"), nix::sys::signal::Signal::SIGINT);
    let status = tokio::time::timeout(PATIENCE, watch.wait()).await.expect("in time").expect("waited for");
    assert_eq!(status.code(), Some(0));
}
