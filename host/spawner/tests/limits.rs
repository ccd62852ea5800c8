//! Limits that bite, on machines that have them; elsewhere each test says that it was skipped.

#![allow(clippy::unwrap_used)] // In a test, a panic is the report.

mod support;

use prism_spawner::{Confinement, Enforced, Exit, Reply};
use support::{House, eventually, host, lives, with_limits};

#[test]
fn an_open_file_limit_holds_everywhere() {
    let house = House::open(Confinement::NoCgroups);
    let mut spec = house.sh(1, "ulimit -n; ulimit -Hn; ulimit -c");
    spec.limits.nofile = Some(77);
    assert_eq!(house.run(spec).1, "77\n77\n0\n");
}

#[test]
fn without_a_limit_the_open_files_are_what_the_launcher_had() {
    let house = House::open(Confinement::Detect);
    let soft = rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap();
    assert_eq!(house.run(house.sh(1, "ulimit -n")).1, format!("{soft}\n"));
}

#[test]
fn what_cannot_be_enforced_is_said_and_does_not_fail() {
    let house = House::open(Confinement::NoCgroups);
    assert!(matches!(&house.enforcement.memory_limit, Enforced::Not(why) if why.contains("switched off")));
    let mut spec = house.sh(1, "exit 0");
    spec.limits.memory_bytes = Some(1 << 20);
    assert_eq!(house.run(spec).0.status, Exit::Code(0));
}

#[test]
fn a_process_killed_for_memory_is_recognised() {
    with_limits(
        |enforced| enforced.memory_limit.holds(),
        |house| {
            let mut spec = house.spec(1, host(), &["hog", "200000000"]);
            spec.limits.memory_bytes = Some(32 << 20);
            let (ended, _) = house.run(spec);
            assert_eq!((ended.status, ended.oom_killed), (Exit::Signal(9), true));
            let mut spec = house.spec(2, host(), &["hog", "1000000"]);
            spec.limits.memory_bytes = Some(32 << 20);
            let (ended, output) = house.run(spec);
            assert_eq!((ended.status, ended.oom_killed, output.as_str()), (Exit::Code(0), false, "held 1000000\n"));
        },
    );
}

#[test]
fn a_worker_killed_for_memory_is_recognised_behind_its_shell() {
    with_limits(
        |enforced| enforced.memory_limit.holds(),
        |house| {
            let mut spec = house.sh(1, &format!("{} hog 200000000; exit 3", host().display()));
            spec.limits.memory_bytes = Some(32 << 20);
            assert!(house.run(spec).0.oom_killed);
        },
    );
}

#[test]
fn a_limit_on_processes_bites() {
    with_limits(
        |enforced| enforced.pids_limit.holds(),
        |house| {
            let mut spec = house.sh(1, "for i in 1 2 3 4 5 6 7 8 9; do sleep 60 & echo $!; done; exit 0");
            spec.limits.pids = Some(5);
            house.start(spec);
            assert_ne!(house.ended().status, Exit::Code(0));
            let started = house.pids(1, 5);
            house.sweep(1);
            assert!(started.len() == 4 && !started.iter().any(|&pid| lives(pid)));
        },
    );
}

#[test]
fn a_limit_on_cpu_slows_down_and_usage_counts_it() {
    with_limits(
        |enforced| enforced.cpu_limit.holds(),
        |house| {
            let mut spec = house.sh(1, "while :; do :; done");
            spec.limits.cpu_millis = Some(100);
            let began = std::time::Instant::now();
            house.start(spec);
            eventually(|| usage(&house).as_millis() >= 30);
            // A tenth of a core is 10 ms in each period of 100 ms, so a whole period has passed between the first and the third.
            assert!(began.elapsed().as_millis() >= 100, "{:?}", began.elapsed());
            house.spawner.sweep(1).unwrap();
            house.ended();
            house.gone();
        },
    );
}

fn usage(house: &House) -> std::time::Duration {
    house.spawner.usage(1).unwrap();
    match house.next() {
        Reply::Usage { cpu_time, .. } => cpu_time,
        other => panic!("expected Usage, got {other:?}"),
    }
}
