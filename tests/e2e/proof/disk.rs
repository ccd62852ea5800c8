//! A disk that is slow rather than full: each call of the launcher that changes something on it takes a long moment. What must be written
//! before it is done waits for it; who needs nothing written waits for nothing, and a launcher that dies over it loses and doubles nothing.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use prism_proto::v1::LaunchResponse;

use super::concurrent::assert_in_line_with_the_kernel;
use super::kills::successor;
use super::stage::{FRESH, KEPT, fresh, kept, plan};
use super::trees::living;
use crate::support::{Ask as _, Launcher, launch, processes, sabotage, until};

/// How long each call waits.
const PAUSE: Duration = Duration::from_millis(400);

/// How long each question waited for its answer, each time.
type Waits = BTreeMap<&'static str, Vec<Duration>>;

/// The middle one: whoever has to wait for the disk does so each time, and a busy machine makes one or the other late.
fn median(mut waits: Vec<Duration>) -> Duration {
    waits.sort_unstable();
    waits[waits.len() / 2]
}

/// Asks everything for whose answer nothing has to be written, once.
async fn ask(launcher: &Launcher, waits: &mut Waits) {
    let mut waited = |what, since: Instant| waits.entry(what).or_default().push(since.elapsed());
    let now = Instant::now();
    assert!(launcher.launched(kept()).await.reused);
    waited("a launch of what runs", now);
    let now = Instant::now();
    assert!(launcher.status(KEPT).await.is_some());
    waited("a status", now);
    let now = Instant::now();
    launcher.list().await;
    waited("the list", now);
    let now = Instant::now();
    launcher.health().await;
    waited("health", now);
    let now = Instant::now();
    assert_eq!(launcher.page("/ready").await.status, 200, "{}", launcher.page("/health").await.body);
    waited("the health page", now);
    let now = Instant::now();
    assert_eq!(launcher.metrics("/metrics").await.status, 200);
    waited("the metrics page", now);
}

/// Starts one and ends another one, while others ask. What was started, and how long that took.
async fn work(launcher: &Launcher, ended: &LaunchResponse, waits: &mut Waits) -> (LaunchResponse, Duration) {
    let began = Instant::now();
    let work = async {
        let fresh = launcher.launched(fresh()).await;
        let answer = launcher.terminate(&ended.process_id).await.expect("it can be ended");
        assert!(answer.success && !processes::alive(ended.pid));
        fresh
    };
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            fresh = &mut work => return (fresh, began.elapsed()),
            () = ask(launcher, waits) => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn on_a_slow_disk_only_what_must_be_written_waits_and_nothing_is_lost_or_doubled() {
    if !sabotage::is_possible() {
        return;
    }
    let mut launcher = plan().sabotage(Some("off")).start().await;
    let before = launcher.launched(kept()).await;
    let ended = launcher.launched(launch("p").of("ended")).await;
    launcher.sabotaged().order(&format!("slow {}", PAUSE.as_millis()));
    let mut waits = Waits::new();
    let (started, took) = work(&launcher, &ended, &mut waits).await;
    assert!(took > 3 * PAUSE, "{took:?}: the disk was not slow");
    let waits: BTreeMap<_, _> = waits.into_iter().map(|(what, waits)| (what, median(waits))).collect();
    assert_eq!(waits.len(), 6, "everything was asked: {waits:?}");
    assert!(waits.values().all(|wait| *wait < PAUSE), "somebody waits for the disk: {waits:?}");

    // It dies while a record is being written.
    let mut client = launcher.client();
    let other = tokio::spawn(async move { client.launch_pattern(launch("web").of("other")).await });
    let instances = launcher.state_dir().join("instances");
    until("a record is being written", async || {
        let mut files = std::fs::read_dir(&instances).expect("it is there").flatten();
        files.any(|file| file.path().extension().is_some_and(|it| it == "tmp")).then_some(())
    })
    .await;
    processes::signal(launcher.pid(), Signal::SIGKILL);
    assert!(other.await.expect("no panic").is_err(), "nobody was told of it");
    let launcher = successor(launcher).await;
    assert_in_line_with_the_kernel(&launcher).await;
    for (process, told) in [(KEPT, &before), (FRESH, &started)] {
        let info = launcher.status(process).await.unwrap_or_else(|| panic!("{process} was lost"));
        assert_eq!((info.pid, info.generation), (told.pid, told.generation), "{process}");
    }
    assert!(launcher.status(&ended.process_id).await.is_none(), "what was ended stays so");
    for info in launcher.list().await {
        launcher.terminate(&info.process_id).await.expect("ended");
    }
    assert_eq!(living(launcher.path()), [].into(), "ended, and there is left");
}
