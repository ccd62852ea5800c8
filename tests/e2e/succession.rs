//! What a launcher is told, and what is changed, while another one takes its place: nothing is lost, and a failure does not depend on files.

use std::fs;
use std::path::Path;

use nix::sys::signal::Signal;
use prism_proto::v1::{HealthRequest, ReloadRequest, UpgradeRequest, UpgradeResponse};
use tokio::task::JoinHandle;
use tonic::{Code, Status};

use crate::shutdown::ended;
use crate::support::binaries::binary;
use crate::support::client::Refused;
use crate::support::{Ask as _, Launcher, Plan, launch, processes, until};
use crate::upgrade::{another_build, impostor, program, refused, same, serving, three, upgrade};

const TCP: &str = "healthcheck: {kind: tcp}";
const READS: &str = "1 2 3 4 5 6 7 8 9";
/// Prepared, it fails once it may.
const FAILS: &str = "import os\ns.send(b'prepared')\ns.recv(65536)\nwhile not os.path.exists(__file__ + '.go'): time.sleep(0.01)\nsys.exit(4)";

async fn running() -> Launcher {
    Plan::new().patterns(|patterns| patterns.server("p", TCP)).start().await
}

/// An upgrade under way.
fn upgrading(launcher: &Launcher, binary: &Path) -> JoinHandle<Result<UpgradeResponse, Status>> {
    let request = UpgradeRequest { binary: binary.display().to_string(), only_check: false };
    let mut client = launcher.client();
    tokio::spawn(async move { client.upgrade(request).await.map(tonic::Response::into_inner) })
}

/// The process that is to take over.
async fn heir(launcher: &Launcher) -> i32 {
    let before = processes::spawners(&launcher.state_dir());
    until("the next one is started", async || {
        processes::children(launcher.pid()).into_iter().find(|pid| !before.contains(pid))
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn told_to_stop_while_the_next_one_prepares_it_stops_at_once() {
    let launcher = running().await;
    three(&launcher).await;
    let slow = impostor(&launcher, "slow", 2, READS, "time.sleep(600)");
    let upgrade = upgrading(&launcher, &slow);
    let heir = heir(&launcher).await;
    launcher.signal(Signal::SIGTERM);
    let refusal: Refused = upgrade.await.expect("no panic").expect_err("it stops").into();
    refused_to_stop(refusal);
    // Within less than the heir may take; and with 0, leaving nothing.
    let _plan = ended(launcher).await;
    assert!(!processes::alive(heir));
}

fn refused_to_stop(refusal: Refused) {
    refusal.saying("nothing was changed: the launcher was told to stop");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn told_to_stop_while_it_hands_over_whoever_serves_then_stops() {
    // By the one that takes over; by the one that takes over from that; and by the one that takes back.
    for (upgrades, fails) in [(0, false), (1, false), (0, true), (1, true)] {
        let launcher = running().await;
        three(&launcher).await;
        let build = another_build(&launcher, "next");
        for _ in 0..upgrades {
            upgrade(&launcher, &build).await.expect("it can take over");
            serving(&launcher, 0).await;
        }
        let next = if fails { impostor(&launcher, "fails", 2, READS, FAILS) } else { build };
        let upgrade = upgrading(&launcher, &next);
        launcher.logged("handing over", upgrades + 1).await;
        launcher.signal(Signal::SIGTERM);
        fs::write(launcher.path().join("fails.go"), "").expect("written");
        assert_eq!(upgrade.await.expect("no panic").is_ok(), !fails);
        ended(launcher).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_reload_during_an_upgrade_is_refused_or_kept_and_never_lost() {
    let launcher = running().await;
    let before = three(&launcher).await;
    let refuses = "import os\nwhile not os.path.exists(__file__ + '.go'): time.sleep(0.01)\ns.send(b'refused no luck')";
    let slow = impostor(&launcher, "slow", 2, READS, refuses);
    let failing = upgrading(&launcher, &slow);
    heir(&launcher).await;
    let refusal: Refused = launcher.client().reload(ReloadRequest {}).await.expect_err("it would be lost").into();
    let refusal = refusal.expect(Code::Unavailable, "UPGRADING").saying("ask again");
    assert!(refusal.retry_after.is_some());
    launcher.signal(Signal::SIGHUP);
    fs::write(launcher.path().join("slow.go"), "").expect("written");
    failing.await.expect("no panic").expect_err("it has failed");
    launcher.logged("reloaded manifests and policies", 1).await;
    launcher.client().reload(ReloadRequest {}).await.expect("there is no upgrade any more");
    // After it has let go: whoever serves then reads once more.
    let fails = impostor(&launcher, "fails", 2, READS, FAILS);
    for (next, reloads) in [(fails, 3), (another_build(&launcher, "next"), 4)] {
        let upgrade = upgrading(&launcher, &next);
        launcher.logged("handing over", reloads - 2).await;
        launcher.signal(Signal::SIGHUP);
        fs::write(launcher.path().join("fails.go"), "").expect("written");
        upgrade.await.expect("no panic").ok();
        launcher.logged("reloaded manifests and policies", reloads).await;
    }
    until("it answers", async || launcher.client().health(HealthRequest::default()).await.ok()).await;
    same(&three(&launcher).await, &before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn to_take_back_no_file_is_needed() {
    let plan = Plan::new().config("limits: {processes: 3}").patterns(|patterns| patterns.server("p", TCP));
    let launcher = plan.start().await;
    let before = three(&launcher).await;
    let (patterns, away) = (launcher.path().join("patterns"), launcher.path().join("away"));
    let fails = impostor(&launcher, "fails", 2, READS, FAILS);
    fs::write(launcher.path().join("fails.go"), "").expect("written");
    for spoil in ["grpc_prot: 1", "log_dir: /proc/nope", "require_hardening: [tmp]"] {
        launcher.configure(spoil);
        refused(&launcher, &fails).await.saying("serves again");
        until("it answers", async || launcher.client().health(HealthRequest::default()).await.ok()).await;
        same(&three(&launcher).await, &before);
    }
    fs::rename(&patterns, &away).expect("moved");
    refused(&launcher, &fails).await.saying("serves again");
    let health = until("it answers", async || {
        launcher.client().health(HealthRequest::default()).await.ok().map(tonic::Response::into_inner)
    })
    .await;
    assert!(health.problems.iter().any(|problem| problem.contains("until a reload succeeds")), "{health:?}");
    fs::rename(&away, &patterns).expect("moved");
    launcher.configure("");
    launcher.client().reload(ReloadRequest {}).await.expect("everything is right again");
    same(&three(&launcher).await, &before);
    launcher.refused(launch("p").of("d")).await.expect(Code::ResourceExhausted, "CAPACITY");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_launcher_with_another_state_directory_is_refused_and_leaves_nothing_there() {
    let launcher = running().await;
    let before = three(&launcher).await;
    let other = launcher.path().join("other");
    let (from, to) = (launcher.state_dir(), other.display());
    let text = format!(
        "#!/bin/sh\nfor word; do shift; [ \"$word\" = {} ] && word={to}; set -- \"$@\" \"$word\"; done\nexec {} \"$@\"\n",
        from.display(),
        binary("prism-launcher").display()
    );
    let next = program(&launcher, "elsewhere", &text);
    let refusal = refused(&launcher, &next).await.saying("nothing was changed: ");
    refusal.saying(&format!("state_dir {to} is not that of the launcher that hands over"));
    assert!(!other.exists(), "nothing was made there");
    same(&three(&launcher).await, &before);
}
