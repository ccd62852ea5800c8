//! What kill points and failing calls are tried on: four processes, each with something of its own at stake, and what must be true of
//! each once whoever was killed has a successor.

use std::path::{Path, PathBuf};

use nix::sys::signal::Signal;
use prism_proto::v1::{LaunchRequest, LaunchResponse, PatternInfo, ProcessState};

use super::concurrent::{FAMILY, assert_in_line_with_the_kernel};
use super::trees::living;
use crate::support::{Ask as _, Launcher, Patterns, Plan, launch, processes, until};

/// Writes down that it was asked to stop, with which process it was, and stops a moment later.
const POLITE: &str = "trap 'echo asked >> $OUT/asked-$PRISM_GENERATION; sleep 0.02; exit 0' TERM\nsleep 600 & wait";

/// Touched by nobody: it must be the same process in the end.
pub(crate) const KEPT: &str = "ns:kept:p";
/// Somebody asks for its end.
const DOOMED: &str = "ns:doomed:polite";
/// Dies by itself.
const CRASHED: &str = "ns:crashed:p";
/// Somebody asks for its start.
pub(crate) const FRESH: &str = "ns:fresh:web";

/// The patterns, for a launcher that is not started.
pub(crate) fn plan() -> Plan {
    let alive = "healthcheck: {kind: alive}\ngrace_period: 1s";
    let make = move |patterns: &Patterns| {
        patterns.script("p", alive, FAMILY).script("polite", alive, POLITE);
        patterns.server("web", "healthcheck: {kind: tcp}\ngrace_period: 1s");
    };
    Plan::new().patterns(|patterns| {
        make(patterns);
        patterns
    })
}

/// What was told so far.
#[derive(Debug)]
pub(crate) struct Stage {
    out: PathBuf,
    kept: LaunchResponse,
    doomed: LaunchResponse,
    crashed: LaunchResponse,
    /// Told that `doomed` has ended.
    ended: bool,
    /// Told of `fresh`.
    fresh: Option<LaunchResponse>,
}

impl Stage {
    /// Starts what is there from the beginning.
    pub(crate) async fn set(launcher: &Launcher) -> Self {
        let out = launcher.path().to_owned();
        let kept = launcher.launched(kept()).await;
        let doomed = launcher.launched(launch("polite").of("doomed").with("OUT", out.display())).await;
        let crashed = launcher.launched(launch("p").of("crashed")).await;
        until("the script has set its trap", async || (!processes::children(doomed.pid).is_empty()).then_some(()))
            .await;
        Self { out, kept, doomed, crashed, ended: false, fresh: None }
    }

    /// One process dies, one is asked for, one is ended: whatever becomes of the answers.
    pub(crate) async fn act(&mut self, launcher: &Launcher) {
        self.begin(launcher).await;
        self.end(launcher).await;
    }

    /// One process dies, and one is asked for.
    pub(crate) async fn begin(&mut self, launcher: &Launcher) {
        processes::signal(self.crashed.pid, Signal::SIGKILL);
        self.fresh = launcher.launch(fresh()).await.ok();
    }

    /// One is ended.
    pub(crate) async fn end(&mut self, launcher: &Launcher) {
        self.ended = launcher.terminate(DOOMED).await.is_ok_and(|answer| answer.success);
    }

    /// What must be true under the launcher that serves now.
    pub(crate) async fn assert_kept(&self, launcher: &Launcher, after: &str) {
        // At once: who was told of something finds it so.
        if self.ended {
            assert_eq!(launcher.status(DOOMED).await, None, "{after}: it was told to be gone");
            assert!(!processes::alive(self.doomed.pid), "{after}: it was told to be gone and lives");
        }
        if let Some(fresh) = &self.fresh {
            let info = launcher.status(FRESH).await.unwrap_or_else(|| panic!("{after}: who was told of it lost it"));
            assert!(info.generation >= fresh.generation, "{after}: {info:?}");
        }
        self.assert_what_crashed_is_back(launcher, after).await;
        assert_in_line_with_the_kernel(launcher).await;
        self.assert_nothing_is_lost(launcher, after).await;
        self.assert_the_stop_is_whole(launcher, after).await;
        self.assert_it_goes_on(launcher, after).await;
    }

    /// Not at once: on a busy machine it takes a killed process its time to die, and until then it is listed as what it is.
    pub(crate) async fn assert_what_crashed_is_back(&self, launcher: &Launcher, after: &str) {
        let is_back = |info: &PatternInfo| is_running(info) && info.generation >= 2;
        let what = format!("{after}: what crashed is back");
        until(&what, async || launcher.status(CRASHED).await.filter(is_back).map(drop)).await;
    }

    async fn assert_nothing_is_lost(&self, launcher: &Launcher, after: &str) {
        let kept = launcher.status(KEPT).await.unwrap_or_else(|| panic!("{after}: it was lost"));
        assert_eq!((kept.pid, kept.generation), (self.kept.pid, 1), "{after}: nobody touched it");
        if let Some(fresh) = &self.fresh {
            let info = launcher.status(FRESH).await.unwrap_or_else(|| panic!("{after}: what was started was lost"));
            assert_eq!((info.pid, info.generation), (fresh.pid, fresh.generation), "{after}");
        }
    }

    /// One that was told to stop has stopped; one that was not told lives on as it was.
    async fn assert_the_stop_is_whole(&self, launcher: &Launcher, after: &str) {
        let asked = self.out.join("asked-1").exists();
        match launcher.status(DOOMED).await {
            Some(info) => {
                assert!(!asked, "{after}: it was told to stop, and is there: {info:?}");
                assert_eq!((info.pid, info.generation), (self.doomed.pid, 1), "{after}");
            }
            None => assert!(!processes::alive(self.doomed.pid), "{after}: it is not listed, and lives"),
        }
        assert!(!self.out.join("asked-2").exists(), "{after}: it was started again");
    }

    /// Everything can be launched and ended as ever.
    async fn assert_it_goes_on(&self, launcher: &Launcher, after: &str) {
        let kept = launcher.launched(self::kept()).await;
        assert_eq!((kept.pid, kept.reused), (self.kept.pid, true), "{after}: its configuration is known still");
        launcher.launched(fresh()).await;
        launcher.launched(launch("polite").of("doomed").with("OUT", self.out.display())).await;
        for info in launcher.list().await {
            launcher.terminate(&info.process_id).await.unwrap_or_else(|error| panic!("{after}: {error:?}"));
        }
        assert_eq!(living(&self.out), [].into(), "{after}: ended, and there is left");
    }
}

pub(crate) fn kept() -> LaunchRequest {
    launch("p").of("kept").with("token", "s3cret")
}

pub(crate) fn fresh() -> LaunchRequest {
    launch("web").of("fresh").with("token", "s3cret")
}

fn is_running(info: &PatternInfo) -> bool {
    info.state() == ProcessState::StateRunning && info.healthy
}

/// Files that launchers of this directory left in it, besides what is theirs for good.
pub(crate) fn leftovers(directory: &Path) -> Vec<PathBuf> {
    let of = |name: &str| std::fs::read_dir(directory.join("state").join(name)).into_iter().flatten().flatten();
    ["instances", "work"].into_iter().flat_map(of).map(|entry| entry.path()).collect()
}
