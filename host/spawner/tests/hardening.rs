//! What instances are kept from whoever runs them: no rights are needed for it. What the kernel does not have is skipped, and said.

#![allow(clippy::unwrap_used)] // In a test, a panic is the report.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use prism_spawner::{Confinement, Exit, Filesystem, Hardening, Measure, SpawnSpec, Step};
use support::{House, each_backend, eventually, host, lives};

/// A house where this measure can be taken, or a message that says why there is none.
fn with(measure: Measure, test: impl Fn(&House)) {
    let house = House::open(Confinement::Detect);
    let enforced = &house.enforcement.hardening[&measure];
    if enforced.holds() {
        test(&house);
    } else {
        eprintln!("skipped: {measure} is {enforced}");
    }
}

/// Without capabilities: to whom has them /proc shows every environment.
fn scoped(spec: SpawnSpec) -> SpawnSpec {
    let hardening = Hardening { process_scope: true, drop_capabilities: true, ..Hardening::default() };
    SpawnSpec { hardening, ..spec }
}

fn free(spec: SpawnSpec) -> SpawnSpec {
    SpawnSpec { hardening: Hardening { drop_capabilities: true, ..Hardening::default() }, ..spec }
}

fn filtered(spec: SpawnSpec) -> SpawnSpec {
    SpawnSpec { hardening: Hardening { seccomp: true, ..Hardening::default() }, ..spec }
}

/// What one process of the spawner's own user is told when it tries everything on another.
fn reached(house: &House, of: impl Fn(SpawnSpec) -> SpawnSpec) -> BTreeSet<String> {
    let victim = house.start(of(house.spec(1, "/bin/sleep", &["60"])));
    let (directory, output) = (house.dir.path().display().to_string(), house.output_path(1).display().to_string());
    let spec = house.spec(2, host(), &["reach", &victim.to_string(), &directory, &output]);
    let said = house.run(of(spec)).1;
    house.spawner.sweep(1).unwrap();
    house.ended();
    house.gone();
    said.lines().map(str::to_owned).collect()
}

#[test]
fn instances_of_one_user_cannot_signal_or_trace_one_another() {
    with(Measure::ProcessScope, |house| {
        let reached = reached(house, scoped);
        for attempt in ["signal: EPERM", "environ: EACCES", "mem: EACCES", "ptrace: EPERM", "output: done"] {
            assert!(reached.contains(attempt), "{attempt}: {reached:?}");
        }
        // Without it they can, or the above would prove nothing.
        let free = self::reached(house, free);
        for attempt in ["signal: done", "environ: done"] {
            assert!(free.contains(attempt), "{attempt}: {free:?}");
        }
    });
}

#[test]
fn within_an_instance_signals_go_where_they_are_sent() {
    with(Measure::ProcessScope, |house| {
        let script = "sleep 60 & kill $! && wait $! 2>/dev/null; exit $?";
        assert_eq!(house.run(scoped(house.sh(1, script))).0.status, Exit::Code(143));
    });
}

#[test]
fn a_scoped_instance_is_stopped_and_killed_as_any_other() {
    each_backend(|house| {
        let pid = house.start(scoped(house.sh(1, "trap 'exit 7' TERM; echo up; while :; do sleep 0.01; done")));
        house.lines(1, 1);
        house.spawner.stop(1, libc::SIGTERM).unwrap();
        assert_eq!(house.ended().status, Exit::Code(7));
        house.sweep(1);
        let other = house.start(scoped(house.spec(2, "/bin/sleep", &["60"])));
        house.spawner.sweep(2).unwrap();
        assert_eq!(house.ended().status, Exit::Signal(9));
        house.gone();
        assert!(!lives(pid) && !lives(other));
    });
}

#[test]
fn system_calls_that_no_server_needs_are_refused() {
    with(Measure::Seccomp, |house| {
        let said = house.run(filtered(house.spec(1, host(), &["calls"]))).1;
        let refused = |line: &&str| !line.ends_with(": EPERM") && *line != "clone3: ENOSYS";
        assert_eq!(said.lines().filter(refused).collect::<Vec<_>>(), [""; 0]);
        assert!(said.lines().count() > 20, "{said}");
        // Without a filter the kernel looks at the arguments, and does not like them.
        let free = house.run(house.spec(2, host(), &["calls"])).1;
        for call in ["setns", "ptrace", "keyctl", "clone", "unshare", "clone3", "pidfd_getfd"] {
            assert!(!free.contains(&format!("{call}: E")), "{call} in {free}");
        }
    });
}

#[test]
fn threads_programs_and_pipes_are_as_ever_behind_the_filter() {
    with(Measure::Seccomp, |house| {
        assert_eq!(house.run(filtered(house.spec(1, host(), &["work"]))).1, "a thread and a program\n");
        let script = "echo a | cat; sh -c 'exit 9'; echo $?; grep Seccomp: /proc/self/status";
        assert_eq!(house.run(filtered(house.sh(2, script))).1, "a\n9\nSeccomp:\t2\n");
    });
}

/// `spec`, kept to a directory of its own and what is named besides.
fn kept(house: &House, spec: SpawnSpec, read: &[&Path], write: &[&Path]) -> SpawnSpec {
    let work_dir = house.dir.path().join(format!("work-{}", spec.token));
    let _ = fs::create_dir(&work_dir);
    let paths = |paths: &[&Path]| paths.iter().map(|path| path.as_os_str().to_owned()).collect();
    let write = paths(&[write, &[&work_dir]].concat());
    let hardening = Hardening { filesystem: Some(Filesystem { read: paths(read), write }), ..spec.hardening };
    SpawnSpec { work_dir, hardening, ..spec }
}

/// A directory with a file `secret`.
fn vault(house: &House) -> PathBuf {
    let vault = house.dir.path().join("vault");
    fs::create_dir_all(&vault).unwrap();
    fs::write(vault.join("secret"), "x\n").unwrap();
    vault
}

#[test]
fn an_instance_that_keeps_to_its_files_opens_no_others() {
    with(Measure::Filesystem, |house| {
        let secret = vault(house).join("secret");
        let tries = format!(
            "cat {secret}; ln -s {secret} link; cat link; echo y > {secret}; ls {vault}; rm {secret}; ls /tmp /root /var",
            secret = secret.display(),
            vault = vault(house).display()
        );
        let script = format!(
            "({tries}) >/dev/null 2>errors; grep -c 'Permission denied\\|cannot create' errors; wc -l < errors"
        );
        let said = house.run(kept(house, house.sh(1, &script), &[], &[])).1;
        assert_eq!(said.split_whitespace().collect::<Vec<_>>(), ["8", "8"]);
        assert_eq!(fs::read_to_string(secret).unwrap(), "x\n");
    });
}

#[test]
fn an_instance_that_keeps_to_its_files_does_what_every_program_does() {
    with(Measure::Filesystem, |house| {
        let script = "
            mkdir d && echo one > d/f && mv d/f g && cat g && rm -r d
            head -c 4 /dev/urandom | wc -c
            cat /etc/passwd /proc/self/status /proc/meminfo /sys/devices/system/cpu/online > /dev/null && echo read
            echo anew >> /dev/stdout
            printf '#!/bin/sh\\necho script\\n' > run && chmod +x run && ./run";
        let (ended, said) = house.run(kept(house, house.sh(1, script), &[], &[]));
        assert_eq!((ended.status, said.as_str()), (Exit::Code(0), "one\n4\nread\nanew\nscript\n"));
    });
}

#[test]
fn what_is_named_to_be_read_is_read_and_what_is_named_to_be_written_is_written() {
    with(Measure::Filesystem, |house| {
        let vault = vault(house);
        let script = format!("cat {0}/secret; echo z >> {0}/secret || true", vault.display());
        let said = house.run(kept(house, house.sh(1, &script), &[&vault], &[])).1;
        assert!(said.starts_with("x\n") && said.contains("Permission denied"), "{said}");
        assert_eq!(house.run(kept(house, house.sh(2, &script), &[], &[&vault])).1, "x\n");
        assert_eq!(fs::read_to_string(vault.join("secret")).unwrap(), "x\nz\n");
    });
}

#[test]
fn a_path_that_is_not_there_is_named_and_nothing_is_started() {
    with(Measure::Filesystem, |house| {
        let error = house.failed(kept(house, house.sh(1, "true"), &[Path::new("/nowhere/data")], &[]));
        assert_eq!((error.step, error.errno, error.subject.as_str()), (Step::Landlock, libc::ENOENT, "/nowhere/data"));
    });
}

#[test]
fn a_program_that_is_not_among_the_files_is_executed_but_its_interpreter_is_not() {
    with(Measure::Filesystem, |house| {
        let program = house.dir.path().join("program");
        fs::copy("/bin/true", &program).unwrap();
        assert_eq!(house.run(kept(house, house.spec(1, &program, &[]), &[], &[])).0.status, Exit::Code(0));
        let script = house.dir.path().join("script");
        support::write_executable(&script, format!("#!{}\n", program.display()).as_bytes(), 0o755);
        let error = house.failed(kept(house, house.spec(2, &script, &[]), &[], &[]));
        assert_eq!(error.step, Step::Executable);
        assert!(error.subject.ends_with("which keeps to the files that its manifest names"), "{error}");
    });
}

#[test]
fn the_ruleset_of_one_is_not_the_next_ones() {
    with(Measure::Filesystem, |house| {
        let secret = vault(house).join("secret");
        let read = format!("cat {}", secret.display());
        house.run(kept(house, house.sh(1, "true"), &[], &[]));
        assert_eq!(house.run(house.sh(2, &read)).1, "x\n");
        assert_eq!(house.run(scoped(house.sh(3, &read))).1, "x\n");
    });
}

#[test]
fn everything_together_leaves_three_descriptors_and_no_new_rights() {
    let house = House::open(Confinement::Detect);
    let mut spec = kept(
        &house,
        house.sh(1, "ls /proc/self/fd | head -n 3 | tr '\\n' ' '; grep NoNewPrivs /proc/self/status"),
        &[],
        &[],
    );
    spec.hardening = Hardening { drop_capabilities: true, process_scope: true, seccomp: true, ..spec.hardening };
    assert_eq!(house.run(spec).1, "0 1 2 NoNewPrivs:\t1\n");
}

fn link(pid: i32, name: &str) -> PathBuf {
    fs::read_link(format!("/proc/{pid}/ns/{name}")).unwrap()
}

#[test]
fn an_instance_has_objects_and_queues_of_its_own_and_nothing_else_of_its_own() {
    with(Measure::Ipc, |house| {
        let own = |token| {
            let mut spec = house.spec(token, "/bin/sleep", &["60"]);
            spec.hardening.own_ipc = true;
            house.start(spec)
        };
        let (one, other, shared) = (own(1), own(2), house.start(house.spec(3, "/bin/sleep", &["60"])));
        let ours = i32::try_from(std::process::id()).unwrap();
        assert_eq!(BTreeSet::from([one, other, ours].map(|pid| link(pid, "ipc"))).len(), 3);
        assert_eq!(link(shared, "ipc"), link(ours, "ipc"));
        for name in ["mnt", "pid", "net", "user"] {
            assert_eq!(link(one, name), link(ours, name), "{name}");
        }
    });
}

fn alone(spec: SpawnSpec) -> SpawnSpec {
    SpawnSpec { hardening: Hardening { own_processes: true, ..Hardening::default() }, ..spec }
}

#[test]
fn an_instance_is_the_first_of_its_own_processes_and_sees_no_others() {
    with(Measure::Processes, |house| {
        let said = house.run(alone(house.sh(1, "echo $$; ls -d /proc/[0-9]* | wc -l; cat /proc/1/comm"))).1;
        // The shell, and whoever counts: in a pipe, two.
        let lines: Vec<&str> = said.lines().collect();
        assert!(lines[0] == "1" && lines[1].parse::<u32>().unwrap() <= 3 && lines[2] == "sh", "{said}");
        // And the machine's own /proc is as it was.
        assert!(Path::new(&format!("/proc/{}", std::process::id())).exists());
        assert_eq!(house.run(alone(house.sh(2, "exit 7"))).0.status, Exit::Code(7));
    });
}

#[test]
fn one_that_keeps_to_its_files_sees_its_own_processes_too() {
    let both = |house: &House| {
        let mut spec = alone(house.sh(1, "cat /proc/self/comm; cat /proc/1/comm"));
        spec.hardening.filesystem = Some(Filesystem::default());
        spec.work_dir = "/usr".into();
        assert_eq!(house.run(spec).1, "cat\nsh\n");
    };
    with(Measure::Processes, |_| with(Measure::Filesystem, both));
}

/// Without a cgroup, and with those it left in sessions of their own: nothing is looked for, the kernel ends them.
#[test]
fn all_of_its_processes_end_with_the_first() {
    let house = House::open(Confinement::NoCgroups);
    if !house.enforcement.hardening[&Measure::Processes].holds() {
        return eprintln!("skipped: processes is {}", house.enforcement.hardening[&Measure::Processes]);
    }
    let script =
        "for i in 1 2 3; do setsid sh -c 'setsid sleep 60 & setsid sleep 60' & done; while :; do sleep 1; done";
    let pid = house.start(alone(house.sh(1, script)));
    let namespace = link(pid, "pid");
    let inside = || {
        let pids = fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        pids.filter(|pid: &i32| fs::read_link(format!("/proc/{pid}/ns/pid")).is_ok_and(|it| it == namespace)).count()
    };
    eventually(|| inside() >= 10);
    // From outside, and not by the spawner.
    assert!(std::process::Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
    house.ended();
    eventually(|| inside() == 0);
}

#[test]
fn an_instance_has_an_empty_tmp_that_nobody_else_sees() {
    with(Measure::Tmp, |house| {
        let mark = format!("/tmp/{}", house.cgroup_parent);
        let own = |token, script: &str| {
            let spec = house.sh(token, script);
            let hardening = Hardening { own_tmp: true, ..Hardening::default() };
            house.run(SpawnSpec { work_dir: "/".into(), hardening, ..spec }).1
        };
        assert_eq!(own(1, &format!("ls -A /tmp | wc -l; echo x > {mark} && cat {mark}")), "0\nx\n");
        assert!(!Path::new(&mark).exists());
        assert_eq!(own(2, "ls -A /tmp | wc -l; stat -c %a /tmp"), "0\n1777\n");
        // And the machine's own mounts are as they were: the next one sees them.
        assert!(house.run(house.sh(3, "ls -A /tmp | wc -l")).1.trim().parse::<u32>().unwrap() > 0);
    });
}
