//! What lives, as the kernel shows it, whatever the launcher says: the trees of one launcher's instances.
//!
//! A tree is everything that carries the same `PROCESS_ID` and `PRISM_GENERATION` in its environment, in one launcher's directory.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use crate::support::processes;

/// Which generation of which process.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tree {
    pub(crate) process_id: String,
    pub(crate) generation: u64,
}

/// A process of a tree, told from a later one with its pid by when it was started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Member {
    pid: i32,
    started: u64,
}

impl Member {
    fn lives(self) -> bool {
        processes::alive(self.pid) && processes::started(self.pid) == Some(self.started)
    }
}

/// Every tree below `directory`, in the order in which its first process was seen.
pub(crate) fn living(directory: &Path) -> BTreeSet<Tree> {
    scan(directory).into_iter().map(|(tree, _)| tree).collect()
}

fn scan(directory: &Path) -> Vec<(Tree, Member)> {
    processes::all().into_iter().filter_map(|pid| member(pid, directory)).collect()
}

fn member(pid: i32, directory: &Path) -> Option<(Tree, Member)> {
    let started = processes::started(pid)?;
    let environment = fs::read(format!("/proc/{pid}/environ")).ok()?;
    let value = |name: &str| {
        let entries = environment.split(|byte| *byte == 0).filter_map(|entry| std::str::from_utf8(entry).ok());
        entries.rev().find_map(|entry| entry.strip_prefix(name)?.strip_prefix('='))
    };
    if !Path::new(value("NOTIFY_SOCKET")?).starts_with(directory) || !processes::alive(pid) {
        return None;
    }
    let tree =
        Tree { process_id: value("PROCESS_ID")?.to_owned(), generation: value("PRISM_GENERATION")?.parse().ok()? };
    Some((tree, Member { pid, started }))
}

/// Two trees of one process that live at one instant, in words.
///
/// A look at /proc takes time, in which one tree may end and the next begin. So whoever was seen first is looked at again after
/// the second was seen: one that lives then lived in between, when the second did.
fn doubled(seen: &[(Tree, Member)]) -> Option<String> {
    let mut first = BTreeMap::<&str, Vec<(u64, Member)>>::new();
    for (Tree { process_id, generation }, member) in seen {
        let others = first.entry(process_id).or_default();
        let other = others.iter().find(|(other, before)| other != generation && before.lives());
        if let Some((other, before)) = other
            && member.lives()
            && before.lives()
        {
            return Some(format!(
                "{process_id}: generation {other} (pid {}) and {generation} (pid {}) live at one instant",
                before.pid, member.pid
            ));
        }
        others.push((*generation, *member));
    }
    None
}

/// Looks at the kernel again and again, on a thread of its own.
#[derive(Debug)]
pub(crate) struct Sampler {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<Seen>>,
}

/// What a sampler saw.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// How often it looked.
    pub(crate) samples: u64,
    /// All trees that it ever saw.
    pub(crate) trees: BTreeSet<Tree>,
    /// What must not be.
    pub(crate) doubled: Option<String>,
}

impl Sampler {
    pub(crate) fn start(directory: &Path) -> Self {
        let (stop, directory) = (Arc::<AtomicBool>::default(), directory.to_owned());
        let stopped = stop.clone();
        Self { stop, thread: Some(std::thread::spawn(move || sample(&directory, &stopped))) }
    }

    /// Ends it. Fails where two trees of one process were seen at one instant.
    pub(crate) fn finish(mut self) -> Seen {
        self.stop.store(true, Ordering::Relaxed);
        let seen = self.thread.take().expect("not finished yet").join().expect("it does not panic");
        assert_eq!(seen.doubled, None, "after {} samples", seen.samples);
        seen
    }
}

impl Drop for Sampler {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

fn sample(directory: &Path, stopped: &AtomicBool) -> Seen {
    let mut seen = Seen::default();
    while !stopped.load(Ordering::Relaxed) && seen.doubled.is_none() {
        let scanned = scan(directory);
        seen.doubled = doubled(&scanned);
        seen.trees.extend(scanned.into_iter().map(|(tree, _)| tree));
        seen.samples += 1;
    }
    seen
}

/// A process that says that it is this tree, in a directory that nobody else uses.
fn pretender(directory: &Path, generation: u64) -> std::process::Child {
    let mut command = std::process::Command::new("/bin/sleep");
    command.arg("600").env_clear().env("NOTIFY_SOCKET", directory.join("notify.sock"));
    command.env("PROCESS_ID", "ns:a:p").env("PRISM_GENERATION", generation.to_string()).spawn().expect("executed")
}

#[test]
fn the_sampler_sees_two_trees_of_one_process_and_no_two_that_follow_one_another() {
    let directory: PathBuf = tempfile::tempdir().expect("a directory").path().to_owned();
    let mut first = pretender(&directory, 1);
    let seen = wait_for(&directory, 1);
    assert_eq!(doubled(&seen), None);
    let mut second = pretender(&directory, 2);
    let both = wait_for(&directory, 2);
    assert!(doubled(&both).is_some_and(|what| what.contains("live at one instant")), "{both:?}");
    first.kill().and_then(|()| first.wait()).expect("ended");
    assert_eq!(doubled(&both), None, "what was seen before it ended is no proof");
    second.kill().and_then(|()| second.wait()).expect("ended");
}

/// What is seen once so many processes are.
fn wait_for(directory: &Path, processes: usize) -> Vec<(Tree, Member)> {
    let mut seen = Vec::new();
    assert!(crate::support::wait::comes_true(crate::support::wait::PATIENCE, || {
        seen = scan(directory);
        seen.len() == processes
    }));
    seen
}
