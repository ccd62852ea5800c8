//! What is written is read, and nothing else is believed.

use std::sync::Arc;
use std::time::Duration;

use prism_core::isolation::{IsolationKey, IsolationLevel, Placement};
use prism_core::manifest::{Filesystem, HealthCheck, Manifest, Probe, ProbePort, Resources, RestartBounds};
use prism_core::names::{Namespace, Partition, PatternName, SessionId};
use prism_core::notice::StopReason;
use prism_core::patch::{Patch, Wanted};
use prism_core::policy::{Cause, Request};
use prism_core::process::{Identity, Ports};
use prism_core::record::{History, Phase, Stage, Started, Then};
use prism_core::template::Template;
use prism_core::time::{Timestamp, UnixMillis};

use super::*;

fn at(ms: u64) -> Timestamp {
    Timestamp::after_origin(Duration::from_millis(ms))
}

fn started() -> Started {
    Started {
        spawned_at: at(1_500),
        started_at: UnixMillis(1_700_000_000_000),
        pid: Some(42),
        ports: Ports { grpc: 1, health: 2, metrics: 3 },
        ready_since: Some(at(2_000)),
        healthy: true,
        serves_grpc: true,
    }
}

fn manifest(probe: Probe) -> Manifest {
    let template = |text| Template::parse(text).expect("valid");
    Manifest {
        name: PatternName::parse("p").expect("valid"),
        version: "1.0.0".into(),
        description: "a \"pattern\"\nwith two lines".into(),
        author: String::new(),
        executable: "/bin/true".into(),
        args: vec![template("--port=${GRPC_PORT}"), template("$${x}${config.topic}")],
        environment: vec![("A".into(), template("${NAMESPACE}"))],
        isolation_level: Some(IsolationLevel::Session),
        minimum_isolation: IsolationLevel::Namespace,
        grace_period: Duration::from_millis(1_500),
        stop_signal: 2,
        startup_timeout: Duration::from_secs(30),
        health: HealthCheck {
            probe,
            interval: Duration::from_secs(30),
            timeout: Duration::from_secs(5),
            failure_threshold: 3,
            success_threshold: 1,
            initial_delay: Duration::ZERO,
        },
        fixed_health_port: Some(8080),
        resources: Resources { cpu_millis: Some(500), ..Resources::default() },
        filesystem: Filesystem {
            is_said: true,
            directory: "/patterns/p".into(),
            read: vec![template("/srv/${NAMESPACE}")],
            write: Vec::new(),
        },
        restart: RestartBounds { failures_max: Some(3), ..RestartBounds::default() },
        digest: "00ff".into(),
    }
}

fn patch() -> Patch {
    Patch::new(Wanted {
        environment: vec![("TENANT_TIER".to_owned(), "gold".to_owned())],
        limits: Resources { pids: Some(7), ..Resources::default() },
        grace: Some(Duration::from_secs(3)),
        labels: vec![("tier".to_owned(), "gold".to_owned())],
    })
    .expect("is right")
}

fn entry(bulkhead: u64, stage: Stage) -> Entry {
    let pattern = PatternName::parse("p").expect("valid");
    let (namespace, session) = (Namespace::parse("a").ok(), SessionId::parse("s@1").ok());
    let placement = Placement { level: IsolationLevel::Session, partition: Partition::parse("canary").ok() };
    let key = IsolationKey::derive(pattern.clone(), namespace.as_ref(), session.as_ref(), placement).expect("complete");
    let request = Request {
        pattern,
        version: "1.0.0".into(),
        namespace,
        session,
        requested: None,
        level: IsolationLevel::Session,
        config: Arc::new([("TOPIC".to_owned(), "one\u{0}two".to_owned())].into()),
        caller: "someone".into(),
    };
    let record = Record {
        bulkhead: BulkheadId(bulkhead),
        identity: Arc::new(Identity { process_id: key.rfc_id().into(), key }),
        request,
        manifest: Arc::new(manifest(Probe::Http { path: "/health".into(), port: ProbePort::Health })),
        grace: Some(Duration::from_secs(3)),
        generation: Generation(7),
        stage,
        history: History { failures: 1, restarts: 6, ever_ready: true, started: true, starts: [at(1), at(2)].into() },
        last_failure: Some((Cause::Exited(3), "last words".into())),
        last_error: "the process exited with code 3".into(),
        last_decision: "restart standard: in 0 ms".into(),
        patch: Arc::new(patch()),
    };
    let evidence = Evidence::of(i32::try_from(std::process::id()).expect("a pid"), None);
    Entry { record, evidence, log_file: "/logs/p.log".into(), output_from: 99, boot_id: tree::boot_id().to_owned() }
}

/// One whose process is `pid`, for tests of other modules.
pub(crate) fn an_entry(pid: Option<i32>) -> Entry {
    entry(1, Stage::Running(Started { pid, ..started() }))
}

fn stages() -> Vec<Stage> {
    let stopping = |phase, then, why| Stage::Stopping { started: started(), phase, then, forced: false, why };
    vec![
        Stage::Waiting { until: at(5) },
        Stage::Starting(Started { pid: None, ready_since: None, ..started() }),
        Stage::Running(started()),
        stopping(Phase::AwaitingSpawn { grace: Duration::from_secs(1), force: true }, Then::Remove, None),
        stopping(Phase::Asked { kill_at: at(9) }, Then::Restart(at(10)), Some(StopReason::Unhealthy)),
        stopping(Phase::Killing { again_at: at(9) }, Then::GiveUp("enough".into()), Some(StopReason::Terminated)),
        stopping(Phase::Sweeping { kill_at: at(9) }, Then::Remove, Some(StopReason::Draining)),
        Stage::Failed { reason: "enough".into(), until: at(60_000) },
    ]
}

fn read_back(content: &[u8]) -> Result<Entry, Unreadable> {
    decode(content).map(|told| told.entry)
}

fn opened() -> (tempfile::TempDir, StateDir) {
    let dir = tempfile::tempdir().expect("a directory");
    let state = StateDir::open(&dir.path().join("state")).expect("free");
    (dir, state)
}

#[test]
fn a_second_launcher_is_refused_and_told_who_was_first() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("state");
    let first = StateDir::open(&path).expect("free");
    let error = StateDir::open(&path).expect_err("taken").to_string();
    assert!(error.contains(&format!("pid {}", std::process::id())), "{error}");
    drop(first);
    assert!(StateDir::open(&path).is_ok());
}

#[test]
fn what_is_written_is_read() {
    for stage in stages() {
        let written = entry(1, stage);
        assert_eq!(read_back(&encode(&written).expect("encoded")), Ok(written));
    }
    let probes = [
        Probe::Grpc { service: "s".into(), port: ProbePort::Grpc },
        Probe::Tcp { port: ProbePort::Metrics },
        Probe::Exec { command: vec![Template::parse("${WORK_DIR}/check").expect("valid")] },
        Probe::Notify,
        Probe::Alive,
    ];
    let causes = [
        Cause::Signalled(9),
        Cause::OutOfMemory,
        Cause::Unhealthy("no".into()),
        Cause::StartTimeout("no".into()),
        Cause::SpawnFailed("no".into()),
    ];
    for (probe, cause) in probes.into_iter().zip(causes) {
        let mut written = entry(1, Stage::Waiting { until: at(0) });
        written.record.manifest = Arc::new(manifest(probe));
        written.record.last_failure = Some((cause, "".into()));
        assert_eq!(read_back(&encode(&written).expect("encoded")), Ok(written));
    }
}

#[test]
fn a_record_that_is_cut_off_anywhere_is_not_believed() {
    let whole = encode(&entry(1, Stage::Running(started()))).expect("encoded");
    for length in 0..whole.len() {
        assert!(decode(&whole[..length]).is_err(), "cut off at {length}");
    }
}

#[test]
fn a_record_with_any_bit_flipped_is_not_believed() {
    let whole = encode(&entry(1, Stage::Running(started()))).expect("encoded");
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << bit;
            assert!(decode(&flipped).is_err(), "byte {at}, bit {bit}: {}", String::from_utf8_lossy(&flipped));
        }
    }
}

#[test]
fn of_several_records_in_a_file_the_last_one_counts() {
    let (_dir, state) = opened();
    let file = state.record_file(BulkheadId(1));
    let (mut length, mut begun_anew) = (0, 0);
    for number in 0..200 {
        let entry = entry(1, Stage::Waiting { until: at(number) });
        state.write(&entry).expect("written");
        assert_eq!(state.read(&file), Ok(entry));
        let before = std::mem::replace(&mut length, fs::metadata(&file).expect("there").len());
        assert!(length <= RECORDS_BYTES_MAX);
        begun_anew += u32::from(length < before);
    }
    assert!((1..20).contains(&begun_anew), "{begun_anew} times");
}

#[test]
fn one_that_was_not_written_to_its_end_is_taken_as_never_written() {
    let (_dir, state) = opened();
    let file = state.record_file(BulkheadId(1));
    let (before, after) = (entry(1, Stage::Running(started())), entry(1, Stage::Waiting { until: at(5) }));
    let whole = encode(&before).expect("encoded");
    let next = encode(&after).expect("encoded");
    for length in 0..next.len() {
        fs::write(&file, [&whole[..], &next[..length]].concat()).expect("written");
        assert_eq!(state.read(&file).as_ref(), Ok(&before), "cut off at {length}");
        assert_eq!(fs::read(&file).expect("there"), whole, "cut off at {length}");
    }
    // And what is written next stands by itself.
    state.write(&after).expect("written");
    assert_eq!(state.read(&file), Ok(after));
}

#[test]
fn of_several_records_none_is_believed_for_another_where_a_bit_is_flipped() {
    let (before, after) = (entry(1, Stage::Running(started())), entry(1, Stage::Waiting { until: at(5) }));
    let whole = [encode(&before).expect("encoded"), encode(&after).expect("encoded")].concat();
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << bit;
            assert!(
                read_back(&flipped).is_ok_and(|entry| entry == after) || decode(&flipped).is_err(),
                "byte {at}, bit {bit}"
            );
        }
    }
    let last = encode(&before).expect("encoded").len();
    for at in last..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        assert!(decode(&flipped).is_err(), "byte {at}");
    }
}

#[test]
fn a_record_behind_one_of_the_version_before_counts() {
    let (before, after) = (entry(1, Stage::Running(started())), entry(1, Stage::Waiting { until: at(5) }));
    let body = serde_json::to_string(&before).expect("encoded");
    let old = format!("{}\n{body}\n", serde_json::to_string(&head(3, &body)).expect("encoded"));
    assert_eq!(read_back(old.as_bytes()), Ok(before));
    let both = [old.as_bytes(), &encode(&after).expect("encoded")].concat();
    assert_eq!(read_back(&both), Ok(after));
}

#[test]
fn a_record_of_a_newer_version_is_not_read() {
    let version = RECORD_VERSION + 1;
    let body = "{\"something\":\"else\"}";
    let text = format!("{}\n{body}\n", serde_json::to_string(&head(version, body)).expect("encoded"));
    assert_eq!(decode(text.as_bytes()), Err(Unreadable::Version(version)));
    let behind = [&encode(&entry(1, Stage::Running(started()))).expect("encoded"), text.as_bytes()].concat();
    assert_eq!(decode(&behind), Err(Unreadable::Version(version)));
}

#[test]
fn a_record_of_the_version_before_is_read_and_says_that_nothing_was_changed() {
    let entry = Entry {
        record: Record { patch: Arc::default(), ..entry(1, stages().remove(2)).record },
        ..entry(1, stages().remove(2))
    };
    let mut body = serde_json::to_value(&entry).expect("encoded");
    body["record"].as_object_mut().expect("is one").remove("patch").expect("was there");
    let body = body.to_string();
    let head = Head { version: 2, sha256: sha256_hex(body.as_bytes()), bytes: None };
    let text = format!("{}\n{body}\n", serde_json::to_string(&head).expect("encoded"));
    assert_eq!(read_back(text.as_bytes()), Ok(entry));
}

#[test]
fn only_records_that_are_believed_are_left_and_the_others_are_removed() {
    let (_dir, state) = opened();
    let mine = entry(1, Stage::Running(started()));
    state.write(&mine).expect("written");
    let mut elsewhere = entry(2, Stage::Running(started()));
    elsewhere.boot_id = "another".into();
    state.write(&elsewhere).expect("written");
    fs::write(state.record_file(BulkheadId(3)), "{torn").expect("written");
    fs::write(state.record_file(BulkheadId(4)), "").expect("written");
    fs::copy(state.record_file(BulkheadId(1)), state.record_file(BulkheadId(5))).expect("copied");
    fs::write(state.record_file(BulkheadId(6)).with_extension("tmp"), "{").expect("written");
    assert_eq!(state.read_left().entries, [mine]);
    assert_eq!(state.record_files(), [state.record_file(BulkheadId(1))]);
    assert_eq!(fs::read_dir(state.path().join("instances")).expect("read").count(), 1);
}

#[test]
fn of_two_records_of_one_process_the_later_one_counts() {
    let (_dir, state) = opened();
    for (bulkhead, generation) in [(1, 3), (2, 9), (3, 4)] {
        let mut one = entry(bulkhead, Stage::Running(started()));
        one.record.generation = Generation(generation);
        state.write(&one).expect("written");
    }
    let left = state.read_left().entries;
    assert_eq!(left.iter().map(|entry| entry.record.bulkhead.0).collect::<Vec<_>>(), [2]);
    assert_eq!(state.record_files().len(), 1);
}

#[test]
fn the_generation_floor_and_the_mark_stay() {
    let (_dir, state) = opened();
    assert_eq!(state.read_left().generation_floor, Generation(0));
    state.write_floor(Generation(12)).expect("written");
    assert_eq!(state.read_left().generation_floor, Generation(12));
    let mark = state.mark().expect("made");
    assert_eq!(state.mark().expect("read"), mark);
    fs::write(state.path().join("mark"), "short").expect("written");
    assert_eq!(state.mark().expect("made anew").len(), 2 * MARK_BYTES);
}

#[test]
fn records_are_for_this_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (_dir, state) = opened();
    state.write(&entry(1, Stage::Running(started()))).expect("written");
    let mode = fs::metadata(state.record_file(BulkheadId(1))).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_directory_that_others_may_write_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().expect("a directory");
    fs::set_permissions(dir.path(), PermissionsExt::from_mode(0o777)).expect("set");
    assert!(StateDir::open(dir.path()).expect_err("shared").to_string().contains("mode 777"));
}

#[test]
fn a_lock_that_is_handed_over_is_never_free() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("state");
    let state = StateDir::open(&path).expect("opened");
    let next = StateDir::take_over(&path, state.lock_handle().expect("a handle")).expect("taken over");
    let owner = fs::read_to_string(path.join("lock")).expect("there");
    assert_eq!(owner, format!("pid {}\n", std::process::id()));
    assert!(matches!(StateDir::open(&path), Err(StateError::InUse { .. })));
    // The one that hands over executes another program or exits: nothing of it is dropped.
    std::mem::forget(state);
    assert!(matches!(StateDir::open(&path), Err(StateError::InUse { .. })));
    drop(next);
    assert!(StateDir::open(&path).is_ok());
}

#[test]
fn one_that_is_about_to_end_is_waited_for() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("state");
    let state = StateDir::open(&path).expect("opened");
    let next = std::thread::spawn({
        let path = path.clone();
        move || StateDir::open(&path).map(drop)
    });
    // It has opened the file when there are two handles of it, and finds it locked.
    let lock = path.join("lock").canonicalize().expect("there");
    let handles = || {
        let all = fs::read_dir("/proc/self/fd").expect("proc is mounted").flatten();
        all.filter(|handle| fs::read_link(handle.path()).is_ok_and(|file| file == lock)).count()
    };
    while handles() < 2 && !next.is_finished() {
        std::thread::yield_now();
    }
    drop(state);
    assert!(next.join().expect("no panic").is_ok());
}

#[test]
fn the_lock_of_another_directory_is_not_taken() {
    let dir = tempfile::tempdir().expect("a directory");
    let [here, there] = ["here", "there"].map(|name| StateDir::open(&dir.path().join(name)).expect("opened"));
    let refused = StateDir::take_over(here.path(), there.lock_handle().expect("a handle"));
    assert!(matches!(refused, Err(StateError::Another { .. })));
}

#[test]
fn records_that_another_launcher_replaced_can_be_brought_back() {
    let dir = tempfile::tempdir().expect("a directory");
    let state = StateDir::open(&dir.path().join("state")).expect("opened");
    let before = entry(7, Stage::Running(started()));
    state.write(&before).expect("written");
    state.keep_copies().expect("kept");
    let file = state.record_file(BulkheadId(7));
    state.replace(&file, b"{\"version\":99,\"sha256\":\"\"}\n{}\n").expect("written");
    state.bring_back_copies();
    assert_eq!(state.read_left().entries, std::slice::from_ref(&before));
    // Also where it was only written on.
    state.keep_copies().expect("kept");
    state.write(&entry(7, Stage::Waiting { until: at(5) })).expect("written");
    state.bring_back_copies();
    assert_eq!(state.read_left().entries, [before]);
    assert!(!state.path().join("instances.before").exists());
}

#[test]
fn the_last_generation_is_remembered_without_new_room() {
    let dir = tempfile::tempdir().expect("a directory");
    let state = StateDir::open(dir.path()).expect("ours");
    let file = |state: &StateDir| fs::metadata(state.floor_file()).expect("its room was taken at the start");
    let before = file(&state);
    for floor in [7, u64::MAX, 8] {
        state.write_floor(Generation(floor)).expect("written");
        assert_eq!(state.read_left().generation_floor, Generation(floor));
        assert_eq!((file(&state).ino(), file(&state).len()), (before.ino(), before.len()));
    }
    // As an earlier build wrote it.
    fs::write(state.floor_file(), "12").expect("written");
    assert_eq!(state.read_left().generation_floor, Generation(12));
    state.write_floor(Generation(345)).expect("written");
    assert_eq!(state.read_left().generation_floor, Generation(345));
}
