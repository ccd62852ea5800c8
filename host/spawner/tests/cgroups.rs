//! What a cgroup has to hold that nothing else would: processes that are frozen, and processes in cgroups that an instance made itself.

#![allow(clippy::unwrap_used)] // In a test, a panic is the report.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use prism_spawner::{Confinement, Exit};
use support::{House, eventually, lives, skip};

/// Waits to be asked, with a child that does the same.
const POLITE: &str = "trap 'exit 0' TERM; sh -c 'echo $$; exec sleep 60' & echo ready; wait";

/// A house with cgroups, or a message that says why there is none.
fn with_cgroups(test: impl Fn(House)) {
    let house = House::open(Confinement::Detect);
    if house.enforcement.backend == "none" {
        skip("this machine has no cgroups that we may use");
    } else {
        test(house);
    }
}

/// The v2 cgroup of a process, wherever machines mount it.
fn cgroup(pid: i32) -> PathBuf {
    let own = fs::read_to_string(format!("/proc/{pid}/cgroup")).unwrap();
    let path = own.lines().find_map(|line| line.strip_prefix("0::/")).unwrap();
    let dirs = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"].map(|mount| Path::new(mount).join(path));
    dirs.into_iter().find(|dir| dir.join("cgroup.freeze").exists()).unwrap()
}

fn freeze(cgroup: &Path) {
    fs::write(cgroup.join("cgroup.freeze"), "1").unwrap();
    eventually(|| fs::read_to_string(cgroup.join("cgroup.events")).unwrap().contains("frozen 1"));
}

/// Moves a process into a cgroup two levels below that of its instance.
fn move_below(pid: i32) -> PathBuf {
    let below = cgroup(pid).join("its/own");
    fs::create_dir_all(&below).unwrap();
    fs::write(below.join("cgroup.procs"), pid.to_string()).unwrap();
    below
}

#[test]
fn a_frozen_instance_is_killed_like_any_other() {
    with_cgroups(|house| {
        let pid = house.start(house.sh(1, POLITE));
        let child = house.pids(1, 2)[0];
        freeze(&cgroup(pid));
        house.spawner.stop(1, libc::SIGTERM).unwrap();
        house.spawner.kill(1).unwrap();
        assert_eq!(house.ended().status, Exit::Signal(libc::SIGKILL));
        house.sweep(1);
        assert!(!lives(child));
    });
}

#[test]
fn a_stop_reaches_who_lives_in_a_cgroup_of_the_instances_own() {
    with_cgroups(|house| {
        house.start(house.sh(1, POLITE));
        let child = house.pids(1, 2)[0];
        let below = move_below(child);
        house.spawner.stop(1, libc::SIGTERM).unwrap();
        assert_eq!(house.ended().status, Exit::Code(0));
        eventually(|| !lives(child));
        house.sweep(1);
        assert!(!below.exists());
    });
}

#[test]
fn a_sweep_takes_the_instances_own_cgroups_with_it() {
    with_cgroups(|house| {
        house.start(house.sh(1, POLITE));
        let child = house.pids(1, 2)[0];
        let below = move_below(child);
        freeze(&below);
        house.spawner.sweep(1).unwrap();
        assert_eq!((house.ended().status, house.gone()), (Exit::Signal(libc::SIGKILL), 1));
        assert!(!lives(child) && !below.exists());
        house.run(house.sh(1, "true"));
    });
}

#[test]
fn usage_counts_who_lives_below() {
    with_cgroups(|house| {
        let busy = "while :; do :; done & echo $!; wait";
        house.start(house.sh(1, busy));
        move_below(house.pids(1, 1)[0]);
        eventually(|| {
            house.spawner.usage(1).unwrap();
            let prism_spawner::Reply::Usage { cpu_time, .. } = house.next() else { panic!("expected Usage") };
            cpu_time.as_millis() > 20
        });
    });
}

#[test]
fn leftovers_are_swept_also_where_they_are_frozen_or_live_below() {
    with_cgroups(|house| {
        let frozen = house.start(house.sh(1, POLITE));
        house.start(house.sh(2, POLITE));
        let below = house.pids(2, 2)[0];
        let dirs = [cgroup(frozen), move_below(below)];
        freeze(&dirs[0]);
        let next = house.lose_spawner(&[]);
        assert!(!lives(frozen) && !lives(below));
        assert!(!dirs.iter().any(|dir| dir.exists()));
        next.run(next.sh(1, "true"));
    });
}
