//! Each call that can fail does, once: in the launcher, in its spawner, in what is being born. Whatever is answered then, nobody else
//! notices, nothing is left behind, and the next request is served.
//!
//! A launcher that has begun is tried: one that cannot begin says why, and ends.

use std::path::PathBuf;

use super::scale;
use super::stage::{FRESH, fresh, leftovers, plan};
use super::trees::living;
use crate::support::wait::{PATIENCE, PAUSE};
use crate::support::{Ask as _, Launcher, launch, processes, sabotage, until};

/// Of so many calls a sample makes one fail.
const EVERY: u64 = 9;
const POINTS_MAX: u64 = 2_000;

/// What must be the same after as before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Baseline {
    /// One: a second would keep what nobody asks it for.
    spawners: Vec<i32>,
    spawner_descriptors: Vec<Option<usize>>,
    launcher_descriptors: Option<usize>,
    files: Vec<PathBuf>,
    cgroups: Vec<PathBuf>,
    trees: usize,
    zombies: usize,
}

impl Baseline {
    fn of(launcher: &Launcher) -> Self {
        let children = processes::children(launcher.pid());
        let spawners = processes::spawners(&launcher.state_dir());
        let grandchildren = spawners.iter().flat_map(|spawner| processes::children(*spawner));
        let is_zombie = |pid: &i32| processes::state(*pid) == Some('Z');
        let zombies = children.iter().copied().chain(grandchildren).filter(is_zombie).count();
        let parents = launcher.traces.cgroups();
        let (mut files, mut cgroups) =
            (leftovers(launcher.path()), parents.iter().flat_map(|parent| directories(parent)).collect::<Vec<_>>());
        files.sort();
        cgroups.sort();
        Self {
            spawner_descriptors: spawners.iter().map(|pid| processes::descriptors(*pid)).collect(),
            spawners,
            launcher_descriptors: processes::descriptors(launcher.pid()),
            files,
            cgroups,
            trees: living(launcher.path()).len(),
            zombies,
        }
    }

    /// Where a fault has cost a spawner, the one that took its place has descriptors of its own.
    fn under(self, other: &Self) -> Self {
        if self.spawners == other.spawners || other.spawners.len() != 1 {
            return self;
        }
        Self { spawners: other.spawners.clone(), spawner_descriptors: other.spawner_descriptors.clone(), ..self }
    }
}

fn directories(parent: &std::path::Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}

/// One process is started, probed and ended, another one killed and swept. Whatever is answered.
async fn act(launcher: &Launcher) {
    let started = launcher.launch(fresh()).await;
    if let Ok(process) = &started {
        processes::signal(process.pid, nix::sys::signal::Signal::SIGKILL);
    }
    let _ = launcher.terminate(FRESH).await;
    let _ = launcher.launch(launch("polite").of("doomed").with("OUT", launcher.path().display())).await;
    let _ = launcher.terminate("ns:doomed:polite").await;
}

/// Ends all but the canary, however often that takes.
async fn tidy(launcher: &Launcher, canary: &str) {
    until("all but the canary is gone", async || {
        let Ok(listed) = launcher.client().list_patterns(prism_proto::v1::ListPatternsRequest::default()).await else {
            return None;
        };
        let others: Vec<_> =
            listed.into_inner().patterns.into_iter().filter(|info| info.process_id != canary).collect();
        for info in &others {
            let _ = launcher.terminate(&info.process_id).await;
        }
        others.is_empty().then_some(())
    })
    .await;
}

async fn sweep(role: &str) -> u64 {
    let mut launcher = plan().sabotage(Some("off")).start().await;
    let canary = launcher.launched(launch("p").of("canary").with("token", "s3cret")).await;
    for _ in 0..2 {
        act(&launcher).await;
        tidy(&launcher, &canary.process_id).await;
    }
    // What is just ending is not what it was before.
    let mut before = Baseline { zombies: 0, ..Baseline::of(&launcher) };
    let (mut tried, mut point) = (0, 0);
    loop {
        point += if tried == 0 { 1 + scale::seed() % scale::every(EVERY) } else { scale::every(EVERY) };
        assert!(point < POINTS_MAX, "there is no end of calls");
        let strikes = launcher.sabotaged().strikes();
        launcher.sabotaged().order(&format!("fail {role} {point}"));
        act(&launcher).await;
        launcher.sabotaged().order("off");
        if launcher.sabotaged().strikes() == strikes {
            break;
        }
        let failed = launcher.sabotaged().struck().expect("one was struck");
        tried += 1;
        assert!(processes::alive(launcher.pid()), "{failed}: the launcher ended: {}", launcher.log());
        tidy(&launcher, &canary.process_id).await;
        let info = launcher.status(&canary.process_id).await.unwrap_or_else(|| panic!("{failed}: the canary is lost"));
        assert_eq!((info.pid, info.generation), (canary.pid, 1), "{failed}: the canary was touched");
        before = restored(&launcher, before, &failed).await;
    }
    eprintln!("{tried} calls of {role} failed, one of each {}", scale::every(EVERY));
    tried
}

/// What is as it was before, in the end.
async fn restored(launcher: &Launcher, before: Baseline, failed: &str) -> Baseline {
    let mut now = Baseline::default();
    let restored = tokio::time::timeout(PATIENCE, async {
        loop {
            now = Baseline::of(launcher);
            if now == before.clone().under(&now) {
                return;
            }
            tokio::time::sleep(PAUSE).await;
        }
    });
    assert!(restored.await.is_ok(), "{failed}: left behind\nbefore {before:#?}\nnow {now:#?}");
    now
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_failure_of_any_call_is_answered_and_leaves_nothing_behind() {
    if !sabotage::is_possible() {
        return;
    }
    for role in ["newborn", "spawner", "launcher"] {
        let tried = sweep(role).await;
        assert!(tried > 1, "{role}: only {tried} calls were tried");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn on_a_full_disk_nothing_is_started_that_could_be_lost_and_what_runs_can_be_ended() {
    if !sabotage::is_possible() {
        return;
    }
    let mut launcher = plan().sabotage(Some("off")).start().await;
    let kept = launcher.launched(launch("p").of("kept")).await;
    let ended = launcher.launched(launch("p").of("ended")).await;
    launcher.sabotaged().order("full");
    // Of a namespace that is known: where each has a user of its own, a new one is written down first.
    let fresh = || launch("polite").of("kept").with("OUT", "/tmp");
    let refused = launcher.refused(fresh()).await;
    refused.expect(tonic::Code::Unavailable, "START_FAILED").saying("cannot be written down: No space left on device");
    assert!(launcher.launched(launch("p").of("kept")).await.reused, "what runs is answered");
    let answer = launcher.terminate(&ended.process_id).await.expect("it can be ended");
    assert!(answer.success && !processes::alive(ended.pid));
    // A launcher that is killed on a full disk leaves what it had.
    processes::signal(launcher.pid(), nix::sys::signal::Signal::SIGKILL);
    let launcher = super::kills::successor(launcher).await;
    assert_eq!(launcher.status(&kept.process_id).await.expect("it is listed").pid, kept.pid);
    assert!(launcher.status(&ended.process_id).await.is_none(), "what was ended stays so");
    launcher.launched(fresh()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_spawner_that_cannot_be_replaced_is_tried_again_and_costs_nobody_a_process() {
    if !sabotage::is_possible() {
        return;
    }
    // Without processes none can be started; without messages one can that is never told what it is to adopt.
    for denied in ["clone", "sendmsg"] {
        let mut launcher = plan().sabotage(Some("off")).start().await;
        let kept = launcher.launched(launch("p").of("kept").with("token", "s3cret")).await;
        launcher.sabotaged().order(&format!("deny launcher {denied}"));
        processes::signal(launcher.spawner(), nix::sys::signal::Signal::SIGKILL);
        launcher.logged("a new spawner cannot be started", 2).await;
        assert!(
            processes::alive(kept.pid)
                && launcher.launched(launch("p").of("kept").with("token", "s3cret")).await.reused
        );
        let refused = launcher.refused(launch("p").of("fresh")).await;
        refused.expect(tonic::Code::Unavailable, "START_FAILED");
        launcher.sabotaged().order("off");
        until("there is one", async || launcher.launch(launch("p").of("fresh")).await.ok()).await;
        assert_eq!(processes::spawners(&launcher.state_dir()).len(), 1, "{denied}");
        assert_eq!(launcher.status(&kept.process_id).await.expect("it is listed").pid, kept.pid, "{denied}");
        let ended = launcher.terminate(&kept.process_id).await.expect("it is looked after");
        assert!(ended.success && !processes::alive(kept.pid));
    }
}
