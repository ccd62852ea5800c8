//! cgroup v2 as machines hand it out: delegated or not, to root or to an ordinary user, by a service manager or by hand.
//!
//! Each test is a service manager: it makes a cgroup (a unit), gives it away and starts a launcher in it. That takes root and a v2
//! hierarchy with controllers at /sys/fs/cgroup, as in the guest of `tests/uml`; elsewhere each test says that it was skipped.

#![allow(clippy::unwrap_used)] // In a test, a panic is the report.

mod support;
#[path = "support/unit.rs"]
mod unit;

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use prism_spawner::{Confinement, Exit};
use support::{House, eventually, host, lives};
use unit::{CONTROLLERS, NOBODY, PARENT, ROOT, Unit, V2, can_make_units, for_each_user};

/// Says where it lives and what its limits are.
const LIMITS: &str =
    "own=$(cut -d: -f3 /proc/self/cgroup); echo instance: $own; cd /sys/fs/cgroup$own; cat cpu.max memory.max pids.max";
/// What it says where each limit is in force.
const LIMITED: &str = "50000 100000\n33554432\n5\n";
/// What the launcher says then.
const ENFORCED: &str = "backend: unified\ntree kill: enforced by cgroup v2 cgroup.kill\ncpu: enforced by cgroup v2 cpu.max\n\
                        memory: enforced by cgroup v2 memory.max\npids: enforced by cgroup v2 pids.max\n";

fn assert_says(said: &str, lines: &[&str]) {
    for line in lines {
        assert!(said.contains(line), "no {line:?} in:\n{said}");
    }
}

#[test]
fn a_launcher_in_a_delegated_cgroup_moves_aside_and_every_limit_is_enforced() {
    for_each_user(|unit| {
        let said = unit.says(&unit.dir, LIMITS);
        let launcher = format!("launcher: 0::{}\n", unit.path("/prism-house.self"));
        let instance = format!("instance: {}\n", unit.path("/prism-house/one"));
        assert_says(&said, &[ENFORCED, &launcher, &instance, LIMITED, "exited: Code(0), out of memory: false"]);
        assert!(!unit.dir.join(PARENT).exists(), "what the launcher made for its instances goes with it");
        // And from there the next one builds in the same place.
        let again = unit.says(&unit.dir.join("prism-house.self"), LIMITS);
        assert_says(&again, &[ENFORCED, &launcher, &instance, LIMITED]);
    });
}

#[test]
fn a_launcher_that_is_started_in_a_subgroup_of_what_is_delegated_stays_there() {
    for_each_user(|unit| {
        let subgroup = unit.below("launcher");
        rustix::fs::setxattr(&unit.dir, "user.delegate", b"1", rustix::fs::XattrFlags::empty()).unwrap();
        let instance = format!("instance: {}\n", unit.path("/prism-house/one"));
        let launcher = format!("launcher: 0::{}\n", unit.path("/launcher"));
        for _ in 0..2 {
            assert_says(&unit.says(&subgroup, LIMITS), &[ENFORCED, &launcher, &instance, LIMITED]);
        }
    });
}

#[test]
fn above_what_is_delegated_nothing_is_made() {
    for_each_user(|unit| {
        let own = unit.below("own");
        fs::write(unit.dir.join("cgroup.subtree_control"), "+cpu +memory +pids").unwrap();
        for dir in [&unit.dir, &own] {
            rustix::fs::setxattr(dir, "user.delegate", b"1", rustix::fs::XattrFlags::empty()).unwrap();
        }
        let instance = format!("instance: {}\n", unit.path("/own/prism-house/one"));
        assert_says(&unit.says(&own, LIMITS), &[ENFORCED, &instance, LIMITED]);
    });
}

#[test]
fn where_others_live_nobody_is_moved_and_the_reason_is_said() {
    for_each_user(|unit| {
        let mut other = Command::new("/bin/sleep").arg("60").spawn().unwrap();
        fs::write(unit.dir.join("cgroup.procs"), other.id().to_string()).unwrap();
        let said = unit.says(&unit.dir, "cut -d: -f3 /proc/self/cgroup");
        let reason = format!("other processes live in {} (pid {})", unit.dir.display(), other.id());
        let reasons = CONTROLLERS.map(|name| format!("{name}: not enforced: {reason}\n"));
        let launcher = format!("launcher: 0::{}\n", unit.path(""));
        let instance = unit.path("/prism-house/one");
        assert_says(&said, &[&reasons.concat(), &launcher, &instance, "tree kill: enforced by cgroup v2 cgroup.kill"]);
        assert!(other.try_wait().unwrap().is_none());
        assert!(!unit.dir.join("prism-house.self").exists());
        other.kill().unwrap();
        other.wait().unwrap();
    });
}

#[test]
fn a_controller_that_is_not_handed_down_is_named_and_the_others_hold() {
    for_each_user(|unit| {
        let below = unit.below("below");
        fs::write(unit.dir.join("cgroup.subtree_control"), "+pids").unwrap();
        let said = unit.says(&below, "cat /sys/fs/cgroup$(cut -d: -f3 /proc/self/cgroup)/pids.max");
        let lacking = |name| {
            format!("{name}: not enforced: the cgroup v2 controller {name} is not handed down to {}\n", below.display())
        };
        assert_says(&said, &[&lacking("cpu"), &lacking("memory"), "pids: enforced by cgroup v2 pids.max", "\n5\n"]);
    });
}

#[test]
fn a_cgroup_that_was_not_given_to_an_ordinary_user_is_not_used_and_the_reason_is_said() {
    if can_make_units() {
        let mut unit = Unit::owned_by(ROOT);
        unit.user = NOBODY;
        let said = unit.says(&unit.dir, "true");
        let parent = unit.dir.join(PARENT);
        let reason = format!("cpu: not enforced: no cgroups: cannot make {}: Permission denied", parent.display());
        assert_says(&said, &["backend: none\n", &reason, "exited: Code(0)"]);
    }
}

#[test]
fn a_launcher_that_is_the_first_process_of_a_container_moves_aside_too() {
    for_each_user(|unit| {
        // Who waits for the first process lives outside of what the container sees as its root; here it has to be beside.
        let container = "echo 0 > \"$0/cgroup.procs\" && exec unshare --cgroup --mount /bin/sh -c '\
            umount -l /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup && cd /sys/fs/cgroup && \
            mkdir runtime && echo 0 > runtime/cgroup.procs && exec unshare --pid --fork --mount-proc \"$@\"' sh \"$@\"";
        let wrapper = ["/bin/sh", "-c", container, unit.dir.to_str().unwrap()];
        let said = unit.says_within(&wrapper, V2.as_ref(), &format!("echo first: $(cat /proc/1/comm); {LIMITS}"));
        let (launcher, instance) = ("launcher: 0::/prism-house.self\n", "instance: /prism-house/one\n");
        assert_says(&said, &[ENFORCED, launcher, instance, LIMITED, "first: spawner-host\n"]);
    });
}

#[test]
fn the_hierarchy_may_be_mounted_elsewhere() {
    for_each_user(|unit| {
        let elsewhere = unit.executable.path().join("else where");
        fs::create_dir(&elsewhere).unwrap();
        let mount = format!("mount -t cgroup2 none '{}' && umount -l {V2} && exec \"$@\"", elsewhere.display());
        let wrapper = ["unshare", "--mount", "/bin/sh", "-c", &mount, "sh"];
        let script = format!("cat '{}'$(cut -d: -f3 /proc/self/cgroup)/pids.max", elsewhere.display());
        let said = unit.says_within(&wrapper, &elsewhere.join(unit.dir.strip_prefix(V2).unwrap()), &script);
        assert_says(&said, &[ENFORCED, "\n5\n"]);
    });
}

#[test]
fn what_a_killed_spawner_left_is_swept_by_the_next_start() {
    for_each_user(|unit| {
        let script = "echo main $$; setsid sleep 60 & echo child $!; wait";
        let mut launcher = unit.launcher(&[], &unit.dir, script).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(launcher.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut pid =
            |name: &str| -> i32 { said.find_map(|line| line.strip_prefix(name)?.trim().parse().ok()).unwrap() };
        let left = [pid("main"), pid("child")];
        fs::write(unit.dir.join(PARENT).join("one/cgroup.freeze"), "1").unwrap();
        let spawner = fs::read_to_string(format!("/proc/{0}/task/{0}/children", launcher.id())).unwrap();
        let spawner = rustix::process::Pid::from_raw(spawner.trim().parse().unwrap()).unwrap();
        rustix::process::kill_process(spawner, rustix::process::Signal::KILL).unwrap();
        launcher.wait().unwrap();
        assert!(left.iter().all(|pid| lives(*pid)));
        assert_says(&unit.says(&unit.dir.join("prism-house.self"), LIMITS), &[ENFORCED, LIMITED]);
        eventually(|| !left.iter().any(|pid| lives(*pid)));
    });
}

#[test]
fn a_worker_over_the_memory_limit_takes_its_whole_instance_with_it() {
    if can_make_units() {
        let house = House::open(Confinement::Detect);
        let mut spec = house.sh(1, &format!("{} hog 200000000 & wait; exit 0", host().display()));
        spec.limits.memory_bytes = Some(32 << 20);
        let (ended, _) = house.run(spec);
        assert_eq!((ended.status, ended.oom_killed), (Exit::Signal(libc::SIGKILL), true));
    }
}
