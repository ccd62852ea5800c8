//! A wall clock that jumps by an hour while processes start, end and are restarted: times that are shown are its, and nothing else is.
//!
//! The saboteur answers whoever of launcher and spawner asks the kernel for the wall clock, and sees to it that both do. What waits until a time of
//! that clock is not moved; nothing here does.

use std::time::{SystemTime, UNIX_EPOCH};

use nix::sys::signal::Signal;

use super::concurrent::assert_in_line_with_the_kernel;
use super::kills::{Said, successor};
use super::stage::{KEPT, Stage, plan};
use crate::support::{Launcher, processes, sabotage};

const HOUR: i64 = 3_600;
/// A test that takes longer has other troubles.
const A_FEW_MINUTES: i64 = 300;

/// How far the launcher's wall clock is ahead of this one, by the last line that it wrote.
fn ahead(launcher: &Launcher) -> i64 {
    let log = launcher.log();
    let line: serde_json::Value = serde_json::from_str(log.lines().last().expect("it wrote")).expect("a line is JSON");
    let written = humantime::parse_rfc3339(line["timestamp"].as_str().expect("it has a time")).expect("a time");
    seconds(written) - seconds(SystemTime::now())
}

fn seconds(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).expect("after 1970");
    i64::try_from(since.as_secs()).expect("a time")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_wall_clock_that_jumps_ends_delays_and_loses_nothing() {
    if !sabotage::is_possible() {
        return;
    }
    for jump in [HOUR, -HOUR] {
        let said = Said(format!("the wall clock jumped by {jump} s"));
        let mut launcher = plan().sabotage(Some("clock 0")).start().await;
        let mut stage = Stage::set(&launcher).await;
        launcher.sabotaged().order(&format!("clock {jump}"));
        stage.act(&launcher).await;
        // What crashed is restarted as soon as ever.
        assert_in_line_with_the_kernel(&launcher).await;
        let off = (ahead(&launcher) - jump).abs();
        assert!(off < A_FEW_MINUTES, "{}: the launcher's clock did not jump, it is off by {off} s", said.0);
        let kept = launcher.status(KEPT).await.expect("it is listed");
        assert!((0..A_FEW_MINUTES).contains(&kept.uptime_seconds), "{}: {kept:?}", said.0);
        // The next one has the right time again.
        processes::signal(launcher.pid(), Signal::SIGKILL);
        let launcher = successor(launcher).await;
        stage.assert_kept(&launcher, &said.0).await;
    }
}
