//! Whole trees: what a stop reaches, what a sweep leaves, and what nobody else has to suffer.

#![allow(clippy::unwrap_used)] // In a test, a panic is the report.

mod support;

use prism_spawner::{Exit, Reply};
use support::{descriptors, each_backend, eventually, host, lives, zombies};

/// A shell that waits, with a child and a grandchild that write their pids and sleep.
const FAMILY: &str = "sh -c 'echo $$; sh -c \"echo \\$\\$; exec sleep 60\" & wait' & echo $$; wait";
/// A daemon by the book: parent gone, session of its own.
const DAEMON: &str = "setsid sh -c 'sh -c \"echo \\$\\$; exec sleep 60\" & exit' & wait; sleep 60";

#[test]
fn a_stop_reaches_grandchildren() {
    each_backend(|house| {
        house.start(house.sh(1, FAMILY));
        let pids = house.pids(1, 3);
        house.spawner.stop(1, libc::SIGTERM).unwrap();
        assert_eq!(house.ended().status, Exit::Signal(libc::SIGTERM));
        eventually(|| !pids.iter().any(|&pid| lives(pid)));
        house.sweep(1);
    });
}

#[test]
fn a_stopped_process_hears_the_stop() {
    each_backend(|house| {
        let pid = house.start(house.sh(1, "trap 'exit 5' TERM; echo ready; kill -STOP $$; sleep 60 & wait"));
        house.lines(1, 1);
        eventually(|| std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap().contains(") T "));
        house.spawner.stop(1, libc::SIGTERM).unwrap();
        assert_eq!(house.ended().status, Exit::Code(5));
        house.sweep(1);
    });
}

#[test]
fn a_stopped_process_is_killed_like_any_other() {
    each_backend(|house| {
        house.start(house.sh(1, "kill -STOP $$"));
        house.spawner.kill(1).unwrap();
        assert_eq!(house.ended().status, Exit::Signal(libc::SIGKILL));
        house.sweep(1);
    });
}

#[test]
fn a_kill_ends_the_tree_and_only_a_sweep_ends_the_instance() {
    each_backend(|house| {
        house.start(house.sh(1, FAMILY));
        let pids = house.pids(1, 3);
        house.spawner.kill(1).unwrap();
        assert_eq!(house.ended().status, Exit::Signal(libc::SIGKILL));
        eventually(|| !pids.iter().any(|&pid| lives(pid)));
        assert!(house.is_silent());
        house.sweep(1);
    });
}

#[test]
fn the_end_of_the_main_process_is_told_while_its_children_live() {
    each_backend(|house| {
        house.start(house.sh(1, "sleep 60 & echo $!; exit 4"));
        assert_eq!(house.ended().status, Exit::Code(4));
        let child = house.pids(1, 1)[0];
        assert!(lives(child));
        house.sweep(1);
        assert!(!lives(child));
    });
}

#[test]
fn a_daemonised_grandchild_is_dead_when_its_instance_is_gone() {
    each_backend(|house| {
        house.start(house.sh(1, DAEMON));
        let daemon = house.pids(1, 1)[0];
        let spawner = format!("PPid:\t{}\n", house.spawner.pid());
        eventually(|| std::fs::read_to_string(format!("/proc/{daemon}/status")).unwrap().contains(&spawner));
        house.spawner.sweep(1).unwrap();
        assert_eq!(house.ended().status, Exit::Signal(libc::SIGKILL));
        assert_eq!(house.gone(), 1);
        assert!(!lives(daemon));
    });
}

#[test]
fn the_daemon_of_one_instance_survives_the_sweep_of_another() {
    each_backend(|house| {
        house.start(house.sh(1, DAEMON));
        house.start(house.sh(2, DAEMON));
        let (first, second) = (house.pids(1, 1)[0], house.pids(2, 1)[0]);
        house.spawner.sweep(1).unwrap();
        house.ended();
        assert_eq!(house.gone(), 1);
        assert!(!lives(first) && lives(second));
        house.spawner.sweep(2).unwrap();
        house.ended();
        assert_eq!(house.gone(), 2);
        assert!(!lives(second));
    });
}

#[test]
fn a_process_that_keeps_forking_out_of_its_session_does_not_get_away() {
    // Each generation leaves its session, leaves a sleeper behind and hands over; bounded by its own counter.
    let storm = "echo $$; [ $1 -gt 0 ] || exec sleep 60; sleep 60 & setsid sh storm $(($1 - 1)) & exit";
    each_backend(|house| {
        std::fs::write(house.dir.path().join("storm"), storm).unwrap();
        house.start(house.sh(1, "exec sh storm 25"));
        assert_eq!(house.ended().status, Exit::Code(0));
        house.sweep(1);
        for pid in house.pids(1, 1) {
            assert!(!lives(pid), "{pid} got away");
        }
        eventually(|| zombies(house.spawner.pid()) == 0);
    });
}

#[test]
fn orphans_that_end_by_themselves_are_reaped() {
    each_backend(|house| {
        let (ended, _) = house.run(house.sh(1, "for i in 1 2 3; do setsid sh -c 'true & exit' & done; wait"));
        assert_eq!(ended.status, Exit::Code(0));
        eventually(|| zombies(house.spawner.pid()) == 0);
    });
}

#[test]
fn two_hundred_instances_leave_no_descriptor_and_no_zombie_behind() {
    each_backend(|house| {
        house.run(house.sh(1, "true"));
        let before = descriptors(house.spawner.pid());
        for token in 0..200 {
            let reserved = vec![std::fs::File::open("/dev/null").unwrap().into()];
            house.send_with(house.spec(token, "/bin/sleep", &["60"]), reserved);
        }
        for token in 0..200 {
            house.spawner.sweep(token).unwrap();
        }
        let replies: Vec<Reply> = (0..600).map(|_| house.next()).collect();
        assert_eq!(replies.iter().filter(|reply| matches!(reply, Reply::Spawned { .. })).count(), 200);
        assert_eq!(replies.iter().filter(|reply| matches!(reply, Reply::Gone { .. })).count(), 200);
        assert_eq!(descriptors(house.spawner.pid()), before);
        assert_eq!(zombies(house.spawner.pid()), 0);
    });
}

#[test]
fn usage_is_that_of_the_whole_tree() {
    each_backend(|house| {
        let hog = format!(
            "{} hold 20000000 & echo started; {} hold 20000000 & while :; do :; done",
            host().display(),
            host().display()
        );
        house.start(house.sh(1, &hog));
        house.lines(1, 3);
        // Where it is counted in the kernel's ticks, it is none at first.
        support::eventually(|| {
            house.spawner.usage(1).unwrap();
            let Reply::Usage { token: 1, memory_bytes, cpu_time } = house.next() else { panic!("expected Usage") };
            assert!(memory_bytes > 40_000_000, "{memory_bytes}");
            cpu_time > std::time::Duration::ZERO
        });
    });
}

#[test]
fn each_sweep_is_answered_once() {
    each_backend(|house| {
        house.start(house.sh(1, FAMILY));
        for _ in 0..3 {
            house.spawner.sweep(1).unwrap();
        }
        house.ended();
        assert_eq!([house.gone(), house.gone(), house.gone()], [1, 1, 1]);
        house.sweep(1);
        assert!(house.is_silent());
    });
}

#[test]
fn what_still_drains_may_end_by_itself_within_the_patience() {
    each_backend(|house| {
        let drain = "sh -c 'trap \"sleep 0.2; echo drained; exit\" TERM; echo up; while :; do sleep 0.05; done' & trap 'exit 0' TERM; wait";
        house.start(house.sh(1, drain));
        house.lines(1, 1);
        house.spawner.stop(1, libc::SIGTERM).unwrap();
        assert_eq!(house.ended().status, Exit::Code(0));
        house.spawner.sweep_within(1, std::time::Duration::from_secs(30)).unwrap();
        assert_eq!(house.gone(), 1);
        assert!(house.output(1).contains("drained"), "{}", house.output(1));
    });
}

#[test]
fn what_outlasts_the_patience_is_killed_and_a_later_sweep_cuts_it_short() {
    each_backend(|house| {
        let stubborn = "sh -c 'trap \"\" TERM; echo up; while :; do sleep 0.05; done' & trap 'exit 0' TERM; wait";
        house.start(house.sh(1, stubborn));
        house.lines(1, 1);
        house.spawner.stop(1, libc::SIGTERM).unwrap();
        house.ended();
        house.spawner.sweep_within(1, std::time::Duration::from_secs(3600)).unwrap();
        house.spawner.sweep_within(1, std::time::Duration::from_millis(100)).unwrap();
        assert_eq!((house.gone(), house.gone()), (1, 1));
    });
}
