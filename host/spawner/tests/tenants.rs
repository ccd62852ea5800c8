//! Tenants that run as users of their own: what one cannot do to another, tried by real processes. It takes root; elsewhere each test
//! says that it was skipped.

#![allow(clippy::unwrap_used)] // In a test, a panic is the report.

mod support;

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};

use prism_spawner::{Confinement, Hardening, Measure, SpawnSpec, Step};
use support::{House, host};

/// Users that no account has.
const ALICE: u32 = 70_001;
const BOB: u32 = 70_002;

/// A house that other users may enter, or a message that says why there is none.
fn with_users(test: impl Fn(&House)) {
    let house = House::open(Confinement::Detect);
    let uid = &house.enforcement.hardening[&Measure::Uid];
    if uid.holds() {
        fs::set_permissions(house.dir.path(), fs::Permissions::from_mode(0o711)).unwrap();
        test(&house);
    } else {
        eprintln!("skipped: uid is {uid}");
    }
}

/// A directory of `user`'s own, with a secret in it.
fn home(house: &House, user: u32) -> PathBuf {
    let home = house.dir.path().join(format!("home-{user}"));
    if fs::create_dir(&home).is_ok() {
        fs::write(home.join("secret"), "x").unwrap();
        fs::set_permissions(home.join("secret"), fs::Permissions::from_mode(0o600)).unwrap();
        fs::set_permissions(&home, fs::Permissions::from_mode(0o700)).unwrap();
        chown(home.join("secret"), Some(user), Some(user)).unwrap();
        chown(&home, Some(user), Some(user)).unwrap();
    }
    home
}

/// `spec`, as `user` and in a directory of the user's own.
fn of(house: &House, user: u32, spec: SpawnSpec) -> SpawnSpec {
    let output = house.output_path(spec.token);
    fs::write(&output, "").unwrap();
    fs::set_permissions(&output, fs::Permissions::from_mode(0o600)).unwrap();
    chown(&output, Some(user), Some(user)).unwrap();
    let hardening = Hardening { user: Some(user), ..spec.hardening };
    SpawnSpec { work_dir: home(house, user), hardening, ..spec }
}

/// The program of the tests, where every user can execute it.
fn program(house: &House) -> PathBuf {
    let program = house.dir.path().join("program");
    if !program.exists() {
        fs::copy(host(), &program).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    }
    program
}

/// What `who` is told when it tries everything on one of Alice's processes.
fn reaches(house: &House, who: u32) -> Vec<String> {
    let victim = house.start(of(house, ALICE, house.spec(1, "/bin/sleep", &["60"])));
    let (directory, output) = (home(house, ALICE), house.output_path(1));
    let path = |path: &Path| path.display().to_string();
    let spec = house.spec(2, program(house), &["reach", &victim.to_string(), &path(&directory), &path(&output)]);
    let said = house.run(of(house, who, spec)).1;
    house.spawner.sweep(1).unwrap();
    house.ended();
    house.gone();
    said.lines().map(str::to_owned).collect()
}

#[test]
fn a_tenant_cannot_signal_trace_or_read_anything_of_another() {
    with_users(|house| {
        let wanted = [
            "signal: EPERM",
            "environ: EACCES",
            "mem: EACCES",
            "list: EACCES",
            "read: EACCES",
            "output: EACCES",
            "ptrace: EPERM",
        ];
        assert_eq!(reaches(house, BOB), wanted);
    });
}

/// Without it the test above would prove nothing.
#[test]
fn a_tenants_own_processes_can_do_these_things_to_one_another() {
    with_users(|house| {
        let reached = reaches(house, ALICE);
        for attempt in ["signal", "environ", "list", "read", "output"] {
            assert!(reached.contains(&format!("{attempt}: done")), "{attempt}: {reached:?}");
        }
    });
}

#[test]
fn a_user_is_all_there_is_of_it() {
    with_users(|house| {
        let status = house.run(of(house, BOB, house.spec(1, "/bin/cat", &["/proc/self/status"]))).1;
        for line in
            ["Uid:\t70002\t70002\t70002\t70002", "Gid:\t70002\t70002\t70002\t70002", "CapEff:\t0000000000000000"]
        {
            assert!(status.contains(line), "no {line} in {status}");
        }
        let groups = status.lines().find(|line| line.starts_with("Groups:")).unwrap();
        assert_eq!(groups.trim(), "Groups:");
    });
}

#[test]
fn the_way_back_is_closed() {
    with_users(|house| {
        let script = "test -w /etc/passwd || echo no write; cat /etc/shadow 2>&1 >/dev/null | wc -l; kill -0 1 || echo no signal";
        let said = house.run(of(house, BOB, house.sh(1, script))).1;
        assert!(said.contains("no write\n1\n") && said.contains("no signal"), "{said}");
    });
}

#[test]
fn capabilities_are_dropped_for_good_whoever_the_user_is() {
    let house = House::open(Confinement::Detect);
    let mut spec = house.spec(1, "/bin/cat", &["/proc/self/status"]);
    spec.hardening.drop_capabilities = true;
    let status = house.run(spec).1;
    let sets: &[&str] = if house.enforcement.hardening[&Measure::Capabilities].to_string().contains("bounding") {
        &["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"]
    } else {
        &["CapInh", "CapPrm", "CapEff", "CapAmb"]
    };
    for set in sets {
        assert!(status.contains(&format!("{set}:\t0000000000000000")), "{set} in {status}");
    }
    // The spawner goes on as it was: the next one has what it has.
    let status = house.run(house.spec(2, "/bin/cat", &["/proc/self/status"])).1;
    let own = fs::read_to_string("/proc/self/status").unwrap();
    let bounding = |status: &str| status.lines().find(|line| line.starts_with("CapBnd")).map(str::to_owned);
    assert_eq!(bounding(&status), bounding(&own));
}

#[test]
fn whoever_is_kept_from_its_program_or_directory_is_told_by_what() {
    with_users(|house| {
        let closed = house.dir.path().join("closed");
        fs::create_dir(&closed).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
        fs::copy(program(house), closed.join("program")).unwrap();
        let error = house.failed(of(house, BOB, house.spec(1, closed.join("program"), &[])));
        let closed = closed.display();
        assert_eq!(error.step, Step::Executable);
        assert_eq!(error.subject, format!("{closed}/program: uid 70002 may not enter {closed}; expected mode o+x"));
        let spec = SpawnSpec { work_dir: home(house, ALICE), ..of(house, BOB, house.sh(2, "true")) };
        let error = house.failed(spec);
        assert_eq!((error.step, error.errno), (Step::WorkDir, libc::EACCES));
        assert!(error.subject.ends_with("home-70001, as uid 70002"), "{error}");
    });
}

#[test]
fn an_ordinary_user_cannot_start_anything_as_another_and_does_not_start_it_as_itself() {
    let house = House::open(Confinement::Detect);
    if house.enforcement.hardening[&Measure::Uid].holds() {
        eprintln!("skipped: this user can");
        return;
    }
    let mut spec = house.sh(1, "true");
    spec.hardening.user = Some(BOB);
    let error = house.failed(spec);
    assert_eq!((error.step, error.errno), (Step::User, libc::EPERM));
}
