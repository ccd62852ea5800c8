//! The launcher dies and the spawner keeps what it has; the spawner dies and another one adopts it.

#![allow(clippy::unwrap_used)] // In a test, a panic is the report.

mod support;

use std::fs;
use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

use prism_spawner::{AdoptSpec, AttachError, Confinement, Exit, Limits, Reply};
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open};
use support::{House, Kept, each_backend_with_a_door, eventually, lives};

/// Longer than any test.
const LONG: Duration = Duration::from_secs(600);

fn pidfd(pid: i32) -> OwnedFd {
    pidfd_open(Pid::from_raw(pid).unwrap(), PidfdFlags::empty()).unwrap()
}

fn adopt(house: &House, token: u64, pid: i32) {
    let spec =
        AdoptSpec { token, pid, limits: Limits::default(), cgroup: format!("i-{token}"), stop_signal: libc::SIGTERM };
    house.spawner.adopt(spec, pidfd(pid).as_fd(), &[]).unwrap();
}

fn living(token: u64, pid: i32) -> Kept {
    Kept { token, pid, has_pidfd: true, exited: None, asked: false }
}

#[test]
fn instances_outlive_their_launcher_and_the_next_one_is_told_how_they_are() {
    each_backend_with_a_door(LONG, |house| {
        let go = house.dir.path().join("go");
        let stays = house.start(house.sh(1, "sleep 60"));
        let wait = format!("while [ ! -e {} ]; do sleep 0.01; done; exit 7", go.display());
        let goes = house.start(house.sh(2, &wait));
        let asked = house.start(house.sh(3, "trap : TERM; echo ready; while :; do sleep 0.01; done"));
        house.lines(3, 1);
        house.spawner.stop(3, libc::SIGTERM).unwrap();
        let spawner = house.spawner.pid();
        house.spawner.detach();
        fs::write(&go, "").unwrap();
        eventually(|| !lives(goes));
        let house = house.die();
        assert_eq!(house.spawner.pid(), spawner);
        let told = Kept { token: 2, pid: goes, has_pidfd: false, exited: Some((Exit::Code(7), false)), asked: false };
        assert_eq!(house.survey(), [living(1, stays), told, Kept { asked: true, ..living(3, asked) }]);
        house.spawner.kill(1).unwrap();
        assert_eq!(house.ended().status, Exit::Signal(9));
        house.sweep(1);
        house.sweep(2);
        house.spawner.sweep(3).unwrap();
        assert_eq!((house.ended().status, house.gone()), (Exit::Signal(9), 3));
        assert_eq!(house.survey(), []);
        house.run(house.sh(4, "true"));
    });
}

#[test]
fn it_goes_on_from_launcher_to_launcher() {
    each_backend_with_a_door(LONG, |mut house| {
        let pid = house.start(house.sh(1, "sleep 60"));
        for _ in 0..5 {
            house = house.die();
            assert_eq!(house.survey(), [living(1, pid)]);
        }
    });
}

#[test]
fn what_a_launcher_wants_remembered_is_told_to_the_next_one() {
    let house = House::with_door(Confinement::Detect, LONG);
    for (key, memo) in [(1, "one"), (2, "two"), (3, "three"), (1, "another")] {
        house.spawner.remember(key, memo.into()).unwrap();
    }
    house.spawner.forget(2).unwrap();
    let house = house.die();
    house.spawner.survey().unwrap();
    assert!(matches!(house.next(), Reply::Memo { key: 1, memo } if memo == b"another"));
    assert!(matches!(house.next(), Reply::Memo { key: 3, memo } if memo == b"three"));
    assert!(matches!(house.next(), Reply::KeptAll));
}

#[test]
fn a_next_launcher_need_not_wait_until_the_first_is_seen_to_be_gone() {
    each_backend_with_a_door(LONG, |mut house| {
        let pid = house.start(house.sh(1, "sleep 60"));
        house.send(house.sh(2, "sleep 60"));
        let next = house.attach().unwrap();
        assert_eq!(next.survey().len(), 2, "what had still been asked for is done first");
        house.await_closed();
        assert!(house.spawner.kill(1).is_err() && lives(pid));
    });
}

#[test]
fn a_sweep_under_way_goes_on_and_can_be_asked_for_again() {
    each_backend_with_a_door(LONG, |house| {
        let pid = house.start(house.sh(1, "trap '' TERM; (trap '' TERM; sleep 60) & sleep 60"));
        house.spawner.sweep(1).unwrap();
        let attached = house.die_in_doubt();
        eventually(|| !lives(pid));
        let house = match attached {
            Ok(house) => house,
            // The sweep was quicker than the launcher's death: nothing was left to be kept for anybody.
            Err(error) => return assert!(matches!(error, AttachError::Nobody), "{error}"),
        };
        eventually(|| house.survey().first().is_some_and(|kept| kept.exited.is_some()));
        house.sweep(1);
        assert_eq!(house.survey(), []);
    });
}

#[test]
fn when_no_launcher_comes_everything_is_stopped_and_the_spawner_ends() {
    each_backend_with_a_door(Duration::from_millis(50), |mut house| {
        let polite = house.start(house.sh(1, "trap 'echo asked; exit 0' TERM; echo ready; sleep 60 & wait"));
        let deaf = house.start(house.sh(2, "trap '' TERM; echo ready; while :; do sleep 1; done"));
        house.lines(1, 1);
        house.lines(2, 1);
        let spawner = i32::try_from(house.spawner.pid()).unwrap();
        house.spawner.detach();
        house.await_closed();
        eventually(|| !lives(spawner));
        assert!(!lives(polite) && !lives(deaf));
        assert_eq!(house.output(1), "ready\nasked\n");
        assert!(matches!(house.attach(), Err(AttachError::Nobody)));
    });
}

#[test]
fn a_launcher_that_says_so_leaves_nothing_for_another() {
    each_backend_with_a_door(LONG, |house| {
        let pid = house.start(house.sh(1, "sleep 60"));
        house.close();
        assert!(!lives(pid));
    });
}

#[test]
fn a_spawner_without_instances_does_not_wait_for_anybody() {
    each_backend_with_a_door(LONG, |mut house| {
        house.run(house.sh(1, "true"));
        house.spawner.detach();
        house.await_closed();
    });
}

#[test]
fn no_instance_comes_in_by_the_door() {
    each_backend_with_a_door(LONG, |house| {
        let door = house.dir.path().join("door").display().to_string();
        let (_, output) = house.run(house.spec(1, support::host(), &["knock", &door]));
        assert_eq!(output, "no spawner listens\n");
    });
}

#[test]
fn what_is_no_hail_is_shown_out() {
    use rustix::net::{AddressFamily, SendFlags, SocketAddrUnix, SocketFlags, SocketType};
    each_backend_with_a_door(LONG, |house| {
        for word in [&b"\0GET / HTTP/1.1"[..], b"", b"\0prism-spawner hail \xff\xff\xff\xff"] {
            let flags = SocketFlags::CLOEXEC;
            let socket = rustix::net::socket_with(AddressFamily::UNIX, SocketType::SEQPACKET, flags, None).unwrap();
            rustix::net::connect(&socket, &SocketAddrUnix::new(house.dir.path().join("door")).unwrap()).unwrap();
            rustix::net::send(&socket, word, SendFlags::empty()).unwrap();
        }
        house.run(house.sh(1, "true"));
    });
}

#[test]
fn a_new_spawner_adopts_what_one_that_died_had_started() {
    each_backend_with_a_door(LONG, |house| {
        let script = "echo $$; setsid sh -c 'echo $$; exec sleep 60' & wait";
        let pid = house.start(house.sh(1, script));
        let family = house.pids(1, 2);
        let house = house.lose_spawner(&[1]);
        assert!(family.iter().all(|pid| lives(*pid)));
        adopt(&house, 1, pid);
        assert_eq!(house.survey(), [living(1, pid)]);
        house.spawner.usage(1).unwrap();
        assert!(matches!(house.next(), Reply::Usage { token: 1, memory_bytes: 1.., .. }));
        rustix::process::kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL).unwrap();
        assert_eq!(house.ended().status, Exit::Unknown);
        house.sweep(1);
        assert!(family.iter().all(|pid| !lives(*pid)), "the whole tree is ended");
        house.run(house.sh(1, "true"));
    });
}

#[test]
fn an_adopted_instance_is_stopped_and_killed_like_any_other() {
    each_backend_with_a_door(LONG, |house| {
        let polite =
            house.start(house.sh(1, "trap 'echo asked; exit 0' TERM; echo ready; while :; do sleep 0.01; done"));
        let deaf = house.start(house.sh(2, "trap '' TERM; echo ready; while :; do sleep 0.01; done"));
        house.lines(1, 1);
        house.lines(2, 1);
        let house = house.lose_spawner(&[1, 2]);
        adopt(&house, 1, polite);
        adopt(&house, 2, deaf);
        house.spawner.stop(1, libc::SIGTERM).unwrap();
        assert_eq!(house.ended().status, Exit::Unknown);
        assert!(house.output(1).ends_with("asked\n"));
        house.sweep(1);
        house.spawner.kill(2).unwrap();
        assert_eq!(house.ended().status, Exit::Unknown);
        house.sweep(2);
    });
}

#[test]
fn what_is_not_spared_is_a_leftover_with_and_without_cgroups() {
    each_backend_with_a_door(LONG, |house| {
        let spared = house.start(house.sh(1, "sleep 60"));
        let script = "echo $$; setsid sh -c 'echo $$; exec sleep 60' & wait";
        house.start(house.sh(2, script));
        let left = house.pids(2, 2);
        let house = house.lose_spawner(&[1]);
        assert!(left.iter().all(|pid| !lives(*pid)) && lives(spared));
        adopt(&house, 1, spared);
        assert_eq!(house.survey(), [living(1, spared)]);
    });
}

#[test]
fn what_is_spared_and_ends_before_it_is_adopted_leaves_no_children() {
    each_backend_with_a_door(LONG, |house| {
        let script = "echo $$; setsid sh -c 'echo $$; exec sleep 60' & wait";
        let pid = house.start(house.sh(1, script));
        let (family, main) = (house.pids(1, 2), pidfd(pid));
        let house = house.lose_spawner(&[1]);
        rustix::process::pidfd_send_signal(&main, Signal::KILL).unwrap();
        eventually(|| !lives(pid));
        assert!(lives(family[1]), "its child outlives it");
        let (limits, cgroup) = (Limits::default(), "i-1".to_owned());
        let spec = AdoptSpec { token: 1, pid, limits, cgroup, stop_signal: libc::SIGTERM };
        house.spawner.adopt(spec, main.as_fd(), &[]).unwrap();
        assert_eq!(house.survey(), []);
        assert!(family.iter().all(|pid| !lives(*pid)), "nobody else would end it");
        house.run(house.sh(1, "true"));
    });
}

#[test]
fn what_is_spared_and_never_named_is_ended_when_a_next_launcher_does_not_spare_it() {
    each_backend_with_a_door(LONG, |house| {
        let told = house.start(house.sh(1, "sleep 60"));
        house.start(house.sh(2, "echo $$; setsid sh -c 'echo $$; exec sleep 60' & wait"));
        let untold = house.pids(2, 2);
        let house = house.lose_spawner_behind_a_door(&[1, 2]);
        adopt(&house, 1, told);
        assert_eq!(house.survey(), [living(1, told)]);
        assert!(untold.iter().all(|pid| lives(*pid)), "it may be named yet");
        let house = house.die();
        assert_eq!(house.survey(), [living(1, told)]);
        assert!(untold.iter().all(|pid| !lives(*pid)));
    });
}

#[test]
fn what_is_not_in_its_cgroup_is_not_adopted() {
    let house = House::with_door(Confinement::Detect, LONG);
    if house.enforcement.backend == "none" {
        eprintln!("skipped: without cgroups the proof is the launcher's");
        return;
    }
    let mut stranger = std::process::Command::new("/bin/sleep").arg("60").spawn().unwrap();
    adopt(&house, 1, i32::try_from(stranger.id()).unwrap());
    assert_eq!(house.survey(), []);
    assert!(stranger.try_wait().unwrap().is_none());
    stranger.kill().unwrap();
    stranger.wait().unwrap();
}

/// Says a word at the door and leaves.
fn hail_and_leave(house: &House) {
    use rustix::net::{AddressFamily, SendFlags, SocketAddrUnix, SocketFlags, SocketType};
    let caller = rustix::net::socket_with(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None);
    let caller = caller.unwrap();
    rustix::net::connect(&caller, &SocketAddrUnix::new(house.dir.path().join("door")).unwrap()).unwrap();
    let word = [&[0][..], b"prism-spawner hail ", &prism_spawner::PROTOCOL.to_le_bytes()].concat();
    rustix::net::send(&caller, &word, SendFlags::NOSIGNAL).unwrap();
}

#[test]
fn a_caller_that_gave_up_while_the_spawner_was_stopped_takes_nobodys_place() {
    let house = House::with_door(Confinement::Detect, LONG);
    let pid = house.start(house.sh(1, "sleep 60"));
    let spawner = Pid::from_raw(i32::try_from(house.spawner.pid()).unwrap()).unwrap();
    rustix::process::kill_process(spawner, Signal::STOP).unwrap();
    hail_and_leave(&house);
    hail_and_leave(&house);
    rustix::process::kill_process(spawner, Signal::CONT).unwrap();
    house.spawner.ping().unwrap();
    assert!(matches!(house.next(), Reply::Pong));
    // By now they were let in, and the launcher is the same.
    assert_eq!(house.survey(), [living(1, pid)]);
    house.run(house.sh(2, "true"));
}

#[test]
fn a_ping_is_answered_and_nothing_is_swept() {
    let house = House::open(Confinement::Detect);
    let pid = house.start(house.sh(1, "sleep 60"));
    house.spawner.ping().unwrap();
    assert!(matches!(house.next(), Reply::Pong) && lives(pid));
}
