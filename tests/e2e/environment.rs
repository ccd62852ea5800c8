//! What a process finds in its environment, and what it does not.

use std::collections::BTreeMap;

use crate::support::{Ask as _, Launcher, Plan, launch, level, processes, until};

async fn environment(launcher: &Launcher, request: prism_proto::v1::LaunchRequest) -> BTreeMap<String, String> {
    let process = launcher.launched(request).await;
    let mut environment: BTreeMap<_, _> = processes::environment(process.pid).into_iter().collect();
    // How trees are told apart where there are no cgroups.
    environment.remove("PRISM_INSTANCE");
    environment
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_environment_is_exactly_what_is_documented() {
    let plan = Plan::new().env("AWS_SECRET_ACCESS_KEY", "leaked").env("LD_LIBRARY_PATH", "/leaked");
    let launcher = plan.patterns(|patterns| patterns.sleeper("p", "")).start().await;
    let request = launch("p").of("tenant-a").session("user-1").at(level::SESSION);
    let mut environment = environment(&launcher, request).await;
    let ports: Vec<u16> = ["GRPC_PORT", "HEALTH_PORT", "METRICS_PORT"]
        .iter()
        .map(|name| environment.remove(*name).expect("is given").parse().expect("is a port"))
        .collect();
    assert!(ports.iter().all(|port| *port > 1023) && ports[0] != ports[1] && ports[1] != ports[2], "{ports:?}");
    let home = environment.remove("HOME").expect("is given");
    assert!(home.starts_with(launcher.state_dir().to_str().expect("text")), "{home}");
    let socket = launcher.state_dir().join("notify.sock");
    let expected = [
        ("LANG", "C.UTF-8"),
        ("NAMESPACE", "tenant-a"),
        ("NOTIFY_SOCKET", socket.to_str().expect("text")),
        ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
        ("PATTERN_NAME", "p"),
        ("PATTERN_VERSION", "1.0.0"),
        ("PRISM_GENERATION", "1"),
        ("PROCESS_ID", "session:user-1:p"),
        ("SESSION_ID", "user-1"),
        ("TZ", "UTC"),
    ];
    assert_eq!(environment, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_requests_config_wins_over_the_manifest_and_the_launcher_over_both() {
    let manifest = "environment: {A: manifest, B: manifest, LANG: de_DE, METRICS_PORT: '9091', P: '${PROCESS_ID}'}";
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", manifest)).start().await;
    let environment = environment(&launcher, launch("p").of("a").with("B", "config").with("c_d", "")).await;
    let value = |name: &str| environment.get(name).map(String::as_str);
    assert_eq!((value("A"), value("B"), value("c_d")), (Some("manifest"), Some("config"), Some("")));
    assert_eq!((value("LANG"), value("P")), (Some("de_DE"), Some("ns:a:p")));
    assert!(value("METRICS_PORT").is_some_and(|port| port != "9091"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_process_has_its_own_session_directory_and_descriptors() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("p", "")).start().await;
    let pid = launcher.launched(launch("p").of("a")).await.pid;
    let link = |name: &str| std::fs::read_link(format!("/proc/{pid}/{name}")).expect("the process lives");
    let home = processes::environment(pid).into_iter().find(|(name, _)| name == "HOME").expect("is given").1;
    assert_eq!(link("cwd"), std::path::Path::new(&home));
    assert_eq!(link("fd/0"), std::path::Path::new("/dev/null"));
    assert!(link("fd/1").starts_with(launcher.state_dir().join("logs")) && link("fd/1") == link("fd/2"));
    // Its loader has a library open for a moment.
    until("nothing of the launcher's is inherited", async || {
        let descriptors = std::fs::read_dir(format!("/proc/{pid}/fd")).expect("the process lives").count();
        (descriptors == 3).then_some(())
    })
    .await;
    assert_eq!(nix::unistd::getsid(Some(nix::unistd::Pid::from_raw(pid))).map(nix::unistd::Pid::as_raw), Ok(pid));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn arguments_are_templates_that_no_shell_sees() {
    let manifest =
        "args: ['${NAMESPACE}', '${GRPC_PORT}', '${config.topic}', '$${NAMESPACE}']\nhealthcheck: {kind: alive}";
    let script = "while :; do sleep 1; done";
    let launcher = Plan::new().patterns(|patterns| patterns.script("p", manifest, script)).start().await;
    let process = launcher.launched(launch("p").of("a").with("topic", "${SESSION_ID} $(id) ;")).await;
    let environment: BTreeMap<_, _> = processes::environment(process.pid).into_iter().collect();
    // Read until the shell has taken the place of the spawner's child.
    let arguments = until("the script runs", async || {
        let line = std::fs::read_to_string(format!("/proc/{}/cmdline", process.pid)).expect("the process lives");
        let arguments: Vec<String> = line.split_terminator('\0').map(str::to_owned).collect();
        (arguments.len() == 6).then_some(arguments)
    })
    .await;
    assert_eq!(arguments[2..], ["a", &environment["GRPC_PORT"], "${SESSION_ID} $(id) ;", "${NAMESPACE}"]);
}
