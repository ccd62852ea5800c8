//! Tenants are kept apart by the machine itself: users of their own, their own files, and a launcher that says what of it holds.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::fs::PermissionsExt as _;

use crate::support::{Ask as _, Launcher, Plan, launch, level, processes, until};

/// Users that no account has, and no other launcher of these tests.
const USERS: &str = "hardening: {uid_range: 71000-71099}";
const ALIVE: &str = "healthcheck: {kind: alive}";

/// Whether instances can run as other users here.
fn has_users() -> bool {
    let has = nix::unistd::geteuid().is_root();
    if !has {
        eprintln!("skipped: only root can run processes as other users");
    }
    has
}

/// The uid that a process runs as.
fn uid(pid: i32) -> u32 {
    fs::metadata(format!("/proc/{pid}")).expect("the process lives").uid()
}

/// A process that does nothing, of this tenant; its pid.
async fn sleeper(launcher: &Launcher, namespace: &str) -> i32 {
    launcher.launched(launch("p").of(namespace)).await.pid
}

/// The output of the only process there was of `pattern`.
fn output(launcher: &Launcher, pattern: &str) -> String {
    let names = fs::read_dir(launcher.state_dir().join("logs")).expect("there").flatten().map(|entry| entry.path());
    let is_its = |name: &str| name.starts_with(&format!("{pattern}-")) && name.ends_with(".log");
    let mut logs = names.filter(|path| path.file_name().is_some_and(|name| is_its(&name.to_string_lossy())));
    fs::read_to_string(logs.next().expect("it wrote something")).expect("text")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn each_namespace_has_a_user_of_its_own_and_keeps_it() {
    if !has_users() {
        return;
    }
    let plan = Plan::new().config(USERS).patterns(|patterns| patterns.sleeper("p", "").sleeper("q", ""));
    let mut launcher = plan.start().await;
    let (a, b) = (sleeper(&launcher, "a").await, sleeper(&launcher, "b").await);
    let q = launcher.launched(launch("q").of("a").session("s").at(level::SESSION)).await.pid;
    let shared = launcher.launched(launch("q").at(level::NONE)).await.pid;
    let users = [uid(a), uid(b), uid(shared)];
    assert_eq!(uid(q), users[0], "what a namespace runs is one user");
    assert!(users.iter().all(|user| (71_000..=71_099).contains(user)), "{users:?}");
    assert!(users[0] != users[1] && users[1] != users[2] && users[0] != users[2], "{users:?}");
    // Whatever happens to the launcher or to a process.
    launcher.kill();
    launcher = launcher.into_plan().start().await;
    assert_eq!((sleeper(&launcher, "a").await, uid(a)), (a, users[0]));
    processes::signal(a, nix::sys::signal::Signal::SIGKILL);
    let again = until("it is restarted", async || {
        launcher.status("ns:a:p").await.filter(|info| info.pid != a && info.pid != 0)
    })
    .await;
    assert_eq!(uid(again.pid), users[0]);
    launcher.terminate("ns:b:p").await.expect("terminated");
    let c = sleeper(&launcher, "c").await;
    assert!(!users.contains(&uid(c)), "the user of one that has no process now is not given away");
    launcher = launcher.restart().await;
    let b = sleeper(&launcher, "b").await;
    assert_eq!(uid(b), users[1]);
}

/// Everything that B tries on A is refused, by A's own directory, output and process.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_tenant_reaches_nothing_of_another() {
    if !has_users() {
        return;
    }
    let spy = "for file in $DIR/secret $LOG /proc/$PID/environ /proc/$PID/mem; do head -c 1 $file && echo REACHED $file; done\n\
               ls $DIR && echo REACHED $DIR\n(: < $STATE/lock) && echo REACHED the lock\n\
               ls $STATE && echo REACHED $STATE\nkill -CONT $PID && echo REACHED $PID\necho tried\nexec sleep infinity";
    let plan = Plan::new().config(USERS);
    let plan = plan.patterns(|patterns| {
        patterns.script("p", ALIVE, "echo x > secret\necho up\nexec sleep infinity").script("spy", ALIVE, spy)
    });
    let launcher = plan.start().await;
    let a = sleeper(&launcher, "a").await;
    let directory = fs::read_link(format!("/proc/{a}/cwd")).expect("the process lives");
    let log = fs::read_link(format!("/proc/{a}/fd/1")).expect("the process lives");
    let state = launcher.state_dir();
    until("A has its secret", async || directory.join("secret").exists().then_some(())).await;
    let spying = |namespace: &str| {
        launch("spy")
            .of(namespace)
            .with("DIR", directory.display())
            .with("LOG", log.display())
            .with("PID", a)
            .with("STATE", state.display())
    };
    launcher.launched(spying("b")).await;
    until("B has tried", async || output(&launcher, "spy").contains("tried").then_some(())).await;
    let said = output(&launcher, "spy");
    assert!(!said.contains("REACHED") && said.matches("ermission denied").count() >= 7, "{said}");
    // The launcher itself does.
    assert_eq!(fs::read_to_string(directory.join("secret")).expect("read"), "x\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_work_directory_and_an_output_belong_to_the_tenant_and_go_with_it() {
    if !has_users() {
        return;
    }
    let script = "echo anew > /dev/stdout\nmkdir -p d/e && touch d/e/f\nexec sleep infinity";
    let plan = Plan::new().config(USERS).patterns(|patterns| patterns.script("p", ALIVE, script));
    let launcher = plan.start().await;
    let pid = sleeper(&launcher, "a").await;
    let directory = fs::read_link(format!("/proc/{pid}/cwd")).expect("the process lives");
    until("it has written", async || directory.join("d/e/f").exists().then_some(())).await;
    let mode = |path: &std::path::Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!((fs::metadata(&directory).expect("there").uid(), mode(&directory)), (uid(pid), 0o700));
    assert_eq!([mode(&launcher.state_dir()), mode(&launcher.state_dir().join("work"))], [0o711; 2]);
    assert_eq!([mode(&launcher.state_dir().join("logs")), mode(&launcher.state_dir().join("instances"))], [0o700; 2]);
    assert!(output(&launcher, "p").contains("anew"));
    launcher.terminate("ns:a:p").await.expect("terminated");
    until("it is removed", async || (!directory.exists()).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_command_of_a_health_check_is_the_tenants_too() {
    let check = "healthcheck: {kind: exec, command: [/bin/sh, -c, 'id -u > checked; grep Seccomp: /proc/self/status >> checked; test -n \"$NAMESPACE\"']}";
    let config = if has_users() { USERS } else { "hardening: {uid_range: off}" };
    let plan = Plan::new().config(config);
    let launcher = plan.patterns(|patterns| patterns.script("p", check, "exec sleep infinity")).start().await;
    let pid = sleeper(&launcher, "a").await;
    let directory = fs::read_link(format!("/proc/{pid}/cwd")).expect("the process lives");
    let checked = fs::read_to_string(directory.join("checked")).expect("it was checked");
    let filtered = launcher.health().await.enforcement["seccomp"].starts_with("enforced");
    assert_eq!(checked, format!("{}\nSeccomp:\t{}\n", uid(pid), if filtered { 2 } else { 0 }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_reference_pattern_serves_as_a_user_of_its_own() {
    if !has_users() {
        return;
    }
    let plan = Plan::new().config(USERS).patterns(|patterns| patterns.reference("consumer").reference("producer"));
    let launcher = plan.start().await;
    for pattern in ["consumer", "producer"] {
        let process = launcher.launched(launch(pattern).of("a").with("broker_url", "memory:")).await;
        assert!(!process.address.is_empty() && uid(process.pid) >= 71_000);
    }
}

/// A real server as number 1 of its own processes: ready, adopted after both deaths, restarted, stopped with its grace.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_reference_pattern_serves_as_the_first_of_its_own_processes() {
    let plan = Plan::new().config("hardening: {uid_range: off, private_processes: true}");
    let mut launcher = plan.patterns(|patterns| patterns.reference("consumer")).start().await;
    let enforced = launcher.health().await.enforcement["processes"].clone();
    if !enforced.starts_with("enforced") {
        eprintln!("skipped: processes is {enforced}");
        return;
    }
    let request = || launch("consumer").of("a").with("broker_url", "memory:");
    let first = launcher.launched(request()).await;
    let namespaces = |pid: i32| {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("the process lives");
        status.lines().find(|line| line.starts_with("NSpid:")).expect("a line").to_owned()
    };
    assert!(namespaces(first.pid).ends_with("\t1"), "{}", namespaces(first.pid));
    let spawner = launcher.spawner();
    launcher.kill();
    processes::signal(spawner, nix::sys::signal::Signal::SIGKILL);
    launcher = launcher.into_plan().start().await;
    let adopted = launcher.launched(request()).await;
    assert_eq!((adopted.pid, adopted.address), (first.pid, first.address));
    processes::signal(first.pid, nix::sys::signal::Signal::SIGKILL);
    let again = until("it is restarted", async || {
        launcher.status("ns:a:consumer").await.filter(|info| info.pid != first.pid && info.pid != 0)
    })
    .await;
    assert!(namespaces(again.pid).ends_with("\t1"));
    launcher.terminate("ns:a:consumer").await.expect("terminated");
    assert!(!processes::alive(again.pid));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_is_kept_apart_is_said_measure_by_measure() {
    let config = "hardening: {uid_range: off, seccomp: false, filesystem: off}";
    let launcher = Plan::new().config(config).patterns(|patterns| patterns.sleeper("p", "")).start().await;
    let enforcement = launcher.health().await.enforcement;
    for (measure, words) in [
        ("uid", "not enforced: launcher.hardening.uid_range switches it off"),
        ("seccomp", "not enforced: launcher.hardening.seccomp switches it off"),
        ("filesystem", "not enforced: launcher.hardening.filesystem switches it off"),
    ] {
        assert_eq!(enforcement[measure], words);
    }
    assert!(enforcement.contains_key("capabilities") && enforcement.contains_key("process_scope"));
    let page = launcher.page("/health").await.json();
    assert_eq!(page["enforcement"]["seccomp"], "not enforced: launcher.hardening.seccomp switches it off");
    let pid = sleeper(&launcher, "a").await;
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("the process lives");
    assert!(status.contains("Seccomp:\t0"), "{status}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_launcher_that_cannot_keep_what_it_is_required_to_does_not_start() {
    let refused = |config: &str| {
        let plan = Plan::new().config(config);
        // As /root is.
        fs::set_permissions(plan.path(), fs::Permissions::from_mode(0o700)).expect("set");
        let output = plan.command().output().expect("executed");
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).expect("text")
    };
    let said = refused("hardening: {uid_range: off, seccomp: false}\nrequire_hardening: [seccomp, uid]");
    let why =
        "require_hardening names seccomp, but seccomp is not enforced: launcher.hardening.seccomp switches it off";
    assert!(said.contains(why), "{said}");
    let said = refused(USERS);
    let why = if has_users() { "other users may not enter" } else { "only root can run processes as other users" };
    assert!(said.contains(&format!("launcher.hardening.uid_range: {why}")), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_pattern_that_names_its_files_is_kept_to_them() {
    let script = "cat ${CONFIG} && echo REACHED\ncat $DATA/${NAMESPACE}/file\necho own > own && cat own\necho done\nexec sleep infinity";
    let plan = Plan::new();
    let data = plan.path().join("data");
    fs::create_dir_all(data.join("a")).expect("made");
    fs::write(data.join("a/file"), "data of a\n").expect("written");
    let manifest = format!("{ALIVE}\nfilesystem: {{read: ['{}/${{NAMESPACE}}']}}", data.display());
    let launcher = plan.patterns(|patterns| patterns.script("p", &manifest, script)).start().await;
    if launcher.health().await.enforcement["filesystem"].starts_with("not enforced") {
        eprintln!("skipped: this kernel has no landlock");
        return;
    }
    let config = launcher.path().join("config.yaml");
    let request =
        |namespace: &str| launch("p").of(namespace).with("CONFIG", config.display()).with("DATA", data.display());
    launcher.launched(request("a")).await;
    until("it has tried", async || output(&launcher, "p").contains("done").then_some(())).await;
    let said = output(&launcher, "p");
    assert!(
        said.contains("data of a\nown\n") && said.contains("ermission denied") && !said.contains("REACHED"),
        "{said}"
    );
    // What is not there is named to whoever asks.
    let refused = launcher.refused(request("b")).await;
    assert!(refused.message.contains(&format!("{}/b", data.display())), "{refused:?}");
}
