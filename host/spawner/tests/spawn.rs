//! What a main process is given, how its end is reported, and why one could not be started.

#![allow(clippy::unwrap_used)] // In a test, a panic is the report.

mod support;

use std::fs;
use std::time::Duration;

use prism_spawner::{Confinement, Exit, Reply, Step};
use support::{House, each_backend, write_executable};

#[test]
fn an_exit_code_is_reported_and_the_output_is_in_the_file() {
    each_backend(|house| {
        let (ended, output) = house.run(house.sh(1, "echo out; echo err >&2; exit 7"));
        assert_eq!((ended.status, output.as_str()), (Exit::Code(7), "out\nerr\n"));
        assert!(!ended.oom_killed && ended.max_rss_bytes > 0 && ended.cpu_time < Duration::from_secs(10));
    });
}

#[test]
fn a_deadly_signal_is_reported() {
    each_backend(|house| assert_eq!(house.run(house.sh(1, "kill -9 $$")).0.status, Exit::Signal(9)));
}

#[test]
fn the_environment_is_exactly_the_given_one() {
    let house = House::open(Confinement::Detect);
    let mut spec = house.spec(1, "/usr/bin/env", &[]);
    spec.env = vec![("B".to_owned(), "2".to_owned()), ("A".to_owned(), "x=y z".to_owned())];
    let marked = house.enforcement.backend == "none";
    let output = house.run(spec).1;
    let own: Vec<_> = output.lines().filter(|line| !(marked && line.starts_with("PRISM_INSTANCE="))).collect();
    assert_eq!(own, ["B=2", "A=x=y z"]);
}

#[test]
fn without_cgroups_the_environment_carries_a_mark_and_nothing_else() {
    let house = House::open(Confinement::NoCgroups);
    let mut spec = house.spec(1, "/usr/bin/env", &[]);
    spec.env.clear();
    let output = house.run(spec).1;
    assert!(output.starts_with("PRISM_INSTANCE=1-") && output.lines().count() == 1, "{output}");
}

#[test]
fn a_child_has_the_three_standard_descriptors_and_no_other() {
    let house = House::open(Confinement::Detect);
    let reserved = vec![fs::File::open("/dev/null").unwrap().into()];
    house.send_with(house.sh(1, "echo ready; sleep 60 & wait"), reserved);
    let pid = house.spawned();
    // Until then the dynamic loader may have a library open.
    house.lines(1, 1);
    let link = |fd: u32| fs::read_link(format!("/proc/{pid}/fd/{fd}")).unwrap();
    let mut fds: Vec<_> = fs::read_dir(format!("/proc/{pid}/fd")).unwrap().map(|fd| fd.unwrap().file_name()).collect();
    fds.sort();
    assert_eq!(fds, ["0", "1", "2"]);
    assert_eq!((link(0), link(1), link(2)), ("/dev/null".into(), house.output_path(1), house.output_path(1)));
}

#[test]
fn a_child_starts_with_default_signals_no_new_privileges_and_its_own_session() {
    let house = House::open(Confinement::Detect);
    let (_, status) = house.run(house.spec(1, "/bin/cat", &["/proc/self/status"]));
    for line in ["SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000", "NoNewPrivs:\t1", "Umask:\t0077"] {
        assert!(status.contains(line), "no {line} in {status}");
    }
    let (_, stat) =
        house.run(house.sh(2, "read -r _ _ _ _ group session _ < /proc/self/stat; echo $group $session $$"));
    let ids: Vec<&str> = stat.split_whitespace().collect();
    assert!(ids.iter().all(|id| *id == ids[2]), "{stat}");
}

#[test]
fn argv0_arguments_and_work_dir_are_the_given_ones() {
    let house = House::open(Confinement::Detect);
    let mut spec = house.sh(1, "echo \"$0|$1|$2\"; pwd; tr '\\0' '|' < /proc/$$/cmdline");
    spec.args.extend(["zero".into(), "a b".into(), "".into()]);
    spec.argv0 = Some("my name".into());
    let output = house.run(spec).1;
    assert!(output.starts_with(&format!("zero|a b|\n{}\nmy name|-c|", house.dir.path().display())), "{output}");
}

#[test]
fn a_description_larger_than_a_datagram_arrives_whole() {
    let house = House::open(Confinement::Detect);
    let mut spec = house.sh(1, "env | wc -c");
    spec.env.extend((0..200).map(|i| (format!("V{i}"), "x".repeat(5_000))));
    assert!(house.run(spec).1.trim().parse::<u64>().unwrap() > 1_000_000);
}

#[test]
fn each_reason_not_to_execute_has_its_name() {
    let house = House::open(Confinement::Detect);
    let path = |name: &str| house.dir.path().join(name);
    write_executable(&path("plain"), b"#!/bin/sh\n", 0o644);
    write_executable(&path("text"), b"echo a shell would run this\n", 0o755);
    write_executable(&path("script"), b"#!/nowhere/python3 -u\n", 0o755);
    write_executable(&path("truncated"), b"\x7fELF\x02\x01\x01", 0o755);
    let failed = |name: &str| {
        let error = house.failed(house.spec(1, path(name), &[]));
        (error.step, error.errno, error.subject)
    };
    let own = |name: &str| path(name).display().to_string();
    assert_eq!(failed("absent"), (Step::Executable, libc::ENOENT, own("absent")));
    assert_eq!(failed("plain"), (Step::Executable, libc::EACCES, own("plain")));
    assert_eq!(failed("text"), (Step::Executable, libc::ENOEXEC, own("text")));
    assert_eq!(failed("truncated"), (Step::Executable, libc::ENOEXEC, own("truncated")));
    assert_eq!(failed("script"), (Step::Interpreter, libc::ENOENT, "/nowhere/python3".to_owned()));
}

#[test]
fn a_missing_work_dir_is_not_a_missing_executable() {
    let house = House::open(Confinement::Detect);
    let mut spec = house.sh(1, "true");
    spec.work_dir = "/nowhere".into();
    let error = house.failed(spec);
    assert_eq!(error.to_string(), "cannot enter the work directory (/nowhere): No such file or directory (os error 2)");
}

#[test]
fn a_description_that_cannot_be_used_is_refused_before_anything_is_made() {
    let house = House::open(Confinement::Detect);
    let mut relative = house.sh(1, "true");
    relative.executable = "sh".into();
    let mut outside = house.sh(1, "true");
    outside.cgroup = "../elsewhere".into();
    let mut nul = house.sh(1, "true");
    nul.env.push(("A".to_owned(), "b\0c".to_owned()));
    for spec in [relative, outside, nul] {
        assert_eq!(house.failed(spec).step, Step::Spec);
    }
}

#[test]
fn a_token_is_free_again_once_its_instance_is_gone() {
    let house = House::open(Confinement::Detect);
    house.start(house.spec(1, "/bin/sleep", &["60"]));
    assert_eq!(house.failed(house.sh(1, "true")).errno, libc::EEXIST);
    house.spawner.sweep(1).unwrap();
    assert_eq!(house.ended().status, Exit::Signal(9));
    assert_eq!(house.gone(), 1);
    assert_eq!(house.run(house.sh(1, "exit 3")).0.status, Exit::Code(3));
}

#[test]
fn a_file_that_is_still_being_written_is_tried_again() {
    let house = House::open(Confinement::Detect);
    let path = house.dir.path().join("busy");
    write_executable(&path, &fs::read("/bin/true").unwrap(), 0o755);
    let writer = fs::File::options().append(true).open(&path).unwrap();
    let error = house.failed(house.spec(1, &path, &[]));
    assert_eq!((error.step, error.errno), (Step::Executable, libc::ETXTBSY));
    drop(writer);
    assert_eq!(house.run(house.spec(1, &path, &[])).0.status, Exit::Code(0));
}

#[test]
fn requests_about_nobody_are_answered_or_ignored_and_never_harm() {
    let house = House::open(Confinement::Detect);
    house.spawner.stop(9, libc::SIGTERM).unwrap();
    house.spawner.kill(9).unwrap();
    house.spawner.usage(9).unwrap();
    house.sweep(9);
    house.start(house.spec(1, "/bin/sleep", &["60"]));
    house.spawner.stop(1, 12_345).unwrap();
    house.spawner.usage(1).unwrap();
    assert!(matches!(house.next(), Reply::Usage { token: 1, .. }));
}
