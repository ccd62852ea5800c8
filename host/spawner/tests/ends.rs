//! The end of the launcher, of the spawner, and what a next start finds.

#![allow(clippy::unwrap_used)] // In a test, a panic is the report.

mod support;

use std::path::{Path, PathBuf};

use prism_spawner::{Confinement, Reply};
use support::{House, each_backend, eventually, lives};

#[test]
fn when_the_link_closes_everything_stops_and_the_spawner_ends() {
    each_backend(|house| {
        let polite = house.start(house.sh(1, "trap 'echo asked; exit 0' TERM; echo ready; sleep 60 & wait"));
        let deaf = house.start(house.sh(2, "trap '' TERM; echo ready; while :; do sleep 1; done"));
        house.lines(1, 1);
        house.lines(2, 1);
        let spawner = i32::try_from(house.spawner.pid()).unwrap();
        let (output, parent) = (house.output_path(1), house.cgroup_parent.clone());
        let kept = std::fs::File::open(output).unwrap();
        let said = house.close();
        assert_eq!(said.iter().filter(|reply| matches!(reply, Reply::Exited { .. })).count(), 2, "{said:?}");
        assert_eq!(said.iter().filter(|reply| matches!(reply, Reply::Gone { .. })).count(), 2, "{said:?}");
        assert!(!lives(polite) && !lives(deaf) && !lives(spawner));
        assert_eq!(std::io::read_to_string(kept).unwrap(), "ready\nasked\n");
        assert!(directories(&parent).is_empty());
    });
}

#[test]
fn dropping_the_last_handle_is_the_end_too() {
    let house = House::open(Confinement::Detect);
    let pid = house.start(house.sh(1, "sleep 60"));
    let extra = house.spawner.clone();
    drop(house);
    assert!(!lives(pid));
    assert!(extra.kill(1).is_err());
}

#[test]
fn a_spawner_that_is_killed_is_told_and_its_leftovers_are_gone_with_the_next_start() {
    let house = House::open(Confinement::Detect);
    if house.enforcement.backend == "none" {
        eprintln!("skipped: without cgroups nothing proves that a leftover is ours");
        return;
    }
    let pid = house.start(house.sh(1, "setsid sleep 60 & exec sleep 60"));
    rustix::process::kill_process(
        rustix::process::Pid::from_raw(i32::try_from(house.spawner.pid()).unwrap()).unwrap(),
        rustix::process::Signal::KILL,
    )
    .unwrap();
    assert!(matches!(house.next(), Reply::Closed));
    assert!(lives(pid));
    let parent = house.cgroup_parent.clone();
    let next = House::open_as(Confinement::Detect, &parent);
    eventually(|| !lives(pid));
    assert!(directories(&parent).iter().all(|dir| children(dir).is_empty()));
    next.run(next.sh(1, "true"));
    next.close();
    assert!(directories(&parent).is_empty());
}

#[test]
fn a_signal_to_the_spawner_does_not_end_it() {
    let house = House::open(Confinement::Detect);
    let pid = rustix::process::Pid::from_raw(i32::try_from(house.spawner.pid()).unwrap()).unwrap();
    for signal in [rustix::process::Signal::TERM, rustix::process::Signal::HUP, rustix::process::Signal::PIPE] {
        rustix::process::kill_process(pid, signal).unwrap();
    }
    house.run(house.sh(1, "true"));
}

/// Every cgroup directory of this name, wherever it is mounted.
fn directories(name: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::from("/sys/fs/cgroup")];
    while let Some(dir) = open.pop() {
        if dir.ends_with(name) {
            found.push(dir);
        } else {
            open.extend(children(&dir));
        }
    }
    found
}

fn children(dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path()).collect()
}
