//! A spawner that is there and does not answer: stopped by somebody, or never let run by the machine.

use std::time::Duration;

use nix::sys::signal::Signal;
use prism_proto::v1::HealthRequest;
use tonic::Code;

use crate::support::prismctl::printed;
use crate::support::{Ask as _, Launcher, Plan, launch, processes, until};
use crate::upgrade::{another_build, impostor, refused, same, serving, three, upgrade};

const TCP: &str = "healthcheck: {kind: tcp}";
const SILENT: &str = "the spawner has not answered for ";

async fn running() -> Launcher {
    Plan::new().patterns(|patterns| patterns.server("p", TCP)).start().await
}

fn is_silent(problems: &[String]) -> bool {
    problems.iter().any(|problem| problem.starts_with(SILENT))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn that_the_spawner_does_not_answer_is_told_and_so_is_that_it_does_again() {
    let launcher = running().await;
    let warm = launcher.launched(launch("p").of("a")).await;
    assert_eq!(
        (launcher.health().await.status.as_str(), launcher.sample("spawner_silent_seconds").await),
        ("healthy", 0.0)
    );
    let spawner = launcher.spawner();
    processes::signal(spawner, Signal::SIGSTOP);
    let health =
        until("it is told", async || Some(launcher.health().await).filter(|health| is_silent(&health.problems))).await;
    assert_eq!((health.status.as_str(), health.healthy), ("degraded", true));
    let page = launcher.page("/health").await;
    assert!(page.status == 200 && page.body.contains(SILENT), "{}", page.body);
    let ready = launcher.page("/ready").await;
    assert!(ready.status == 503 && ready.body.starts_with(&format!("not ready: {SILENT}")), "{}", ready.body);
    assert!(launcher.sample("spawner_silent_seconds").await >= 5.0);
    assert!(printed(&launcher, "health").await.contains(SILENT));
    launcher.logged(SILENT, 1).await;
    assert_eq!(launcher.launched(launch("p").of("a")).await.pid, warm.pid, "what runs is answered");
    processes::signal(spawner, Signal::SIGCONT);
    until("it is well", async || (launcher.health().await.status == "healthy").then_some(())).await;
    assert_eq!((launcher.page("/ready").await.status, launcher.sample("spawner_silent_seconds").await), (200, 0.0));
    launcher.logged("the spawner answers again", 1).await;
    assert_eq!(launcher.spawner(), spawner, "it was not ended: it has the processes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_upgrade_beside_a_spawner_that_does_not_answer_changes_nothing() {
    let launcher = running().await;
    let before = three(&launcher).await;
    let (spawner, build) = (launcher.spawner(), another_build(&launcher, "next"));
    let mut watch = launcher.watch().await;
    watch.next().await;
    processes::signal(spawner, Signal::SIGSTOP);
    let refusal = refused(&launcher, &build).await.expect(Code::FailedPrecondition, "UPGRADE_FAILED");
    refusal.saying("nothing was changed: ").saying(SILENT).saying("continue it or end it");
    launcher.signal(Signal::SIGUSR2);
    launcher.logged("upgrade: nothing was changed: ", 2).await;
    same(&three(&launcher).await, &before);
    processes::signal(spawner, Signal::SIGCONT);
    // One that is stopped while the next launcher prepares is found out before anything is let go.
    let then = format!("import os\nos.kill({spawner}, 19)\ns.send(b'prepared')\ns.recv(65536)\nsys.exit(4)");
    let stops = impostor(&launcher, "stops", 2, "1 2 3 4 5 6 7 8 9", &then);
    refused(&launcher, &stops).await.saying("nothing was changed: ").saying(SILENT);
    processes::signal(spawner, Signal::SIGCONT);
    let process = launcher.launched(launch("p").of("d")).await;
    watch.until("the stream is still the same", |info| info.pid == process.pid).await;
    let serves = upgrade(&launcher, &build).await.expect("it can take over").pid;
    assert_eq!(serving(&launcher, 0).await, serves);
    same(&three(&launcher).await, &before);
}

/// A launcher that has let go, and whose spawner was stopped at that very moment.
async fn left_alone(launcher: &Launcher) -> i32 {
    let spawner = launcher.spawner();
    let then = format!("s.send(b'prepared')\ns.recv(65536)\nimport os\nos.kill({spawner}, 19)\nsys.exit(4)");
    let stops = impostor(launcher, "stops", 2, "1 2 3 4 5 6 7 8 9", &then);
    refused(launcher, &stops).await.saying("ended with exit status: 4").saying("serves again");
    launcher.logged("nobody is answered until then", 1).await;
    spawner
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn one_that_is_stopped_at_the_last_moment_is_waited_for_and_nothing_ends() {
    let launcher = running().await;
    let before = three(&launcher).await;
    let spawner = left_alone(&launcher).await;
    assert!(processes::alive(launcher.pid()) && before.iter().all(|process| processes::alive(process.pid)));
    processes::signal(spawner, Signal::SIGCONT);
    until("it answers", async || launcher.client().health(HealthRequest::default()).await.ok()).await;
    same(&three(&launcher).await, &before);
    launcher.launched(launch("p").of("d")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_launcher_that_waits_for_its_spawner_can_be_stopped() {
    let mut launcher = running().await;
    let before = three(&launcher).await;
    let spawner = left_alone(&launcher).await;
    launcher.signal(Signal::SIGTERM);
    let status = launcher.wait(Duration::from_secs(15)).expect("it does not wait for ever");
    assert_eq!(status.code(), Some(1), "it could stop nothing");
    launcher.logged("the spawner of an earlier launcher does not answer", 1).await;
    processes::signal(spawner, Signal::SIGCONT);
    let launcher = launcher.into_plan().start().await;
    same(&three(&launcher).await, &before);
}
