//! Metrics and health pages: the RFC's names, and numbers that agree with what happened.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::{Command, Stdio};

use nix::sys::signal::Signal;

use crate::support::{Ask as _, Launcher, Plan, launch, level, processes, until};

/// Two running, one restarted, one ended, one refused, in three levels.
async fn eventful() -> Launcher {
    let config = "process_manager: {resync_interval: 50ms}";
    let plan = Plan::new().config(config);
    let plan = plan.patterns(|patterns| {
        patterns
            .sleeper("p", "minimum_isolation: namespace")
            .sleeper("q", "")
            .server("web", "healthcheck: {kind: http}")
    });
    let launcher = plan.start().await;
    launcher.launched(launch("web").of("a")).await;
    let first = launcher.launched(launch("p").of("a")).await;
    processes::signal(first.pid, Signal::SIGKILL);
    until("it is back", async || launcher.status("ns:a:p").await.filter(|info| info.generation == 2 && info.healthy))
        .await;
    launcher.launched(launch("q").of("b").session("s").at(level::SESSION)).await;
    launcher.launched(launch("q").of("b").session("s").at(level::SESSION)).await;
    launcher.terminate("session:s:q").await.expect("ended");
    launcher.launched(launch("q").at(level::NONE)).await;
    launcher.refused(launch("p").at(level::NONE)).await;
    launcher
}

/// The value of a series as it is written, if it is there.
fn value(text: &str, series: &str) -> Option<f64> {
    let line = text.lines().find(|line| line.strip_prefix(series).is_some_and(|rest| rest.starts_with(' ')))?;
    line[series.len()..].trim().parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_metrics_have_the_rfcs_names_and_count_what_happened() {
    let launcher = eventful().await;
    let text = until("usage is sampled", async || {
        let text = launcher.metrics("/metrics").await.body;
        value(&text, r#"pattern_launcher_process_cpu_usage{process_id="ns:a:p"}"#).map(|_| text)
    })
    .await;
    for (series, expected) in [
        (r#"process_starts_total{isolation="namespace",namespace="a",pattern="p"}"#, 2.0),
        (r#"process_starts_total{isolation="session",namespace="b",pattern="q"}"#, 1.0),
        (r#"process_starts_total{isolation="none",namespace="",pattern="q"}"#, 1.0),
        (r#"process_failures_total{isolation="namespace",namespace="a",pattern="p"}"#, 1.0),
        (r#"process_restarts_total{isolation="namespace",namespace="a",pattern="p"}"#, 1.0),
        (r#"process_stops_total{isolation="session",namespace="b",pattern="q"}"#, 1.0),
        (r#"processes_running{isolation="namespace",pattern="p"}"#, 1.0),
        (r#"processes_running{isolation="none",pattern="q"}"#, 1.0),
        (r#"isolation_level{level="none"}"#, 1.0),
        (r#"isolation_level{level="namespace"}"#, 2.0),
        (r#"isolation_level{level="session"}"#, 0.0),
        (r#"launch_duration_seconds_count{isolation="session",pattern="q"}"#, 2.0),
        (r#"launches_total{outcome="reused"}"#, 1.0),
        (r#"launches_total{outcome="started"}"#, 4.0),
        (r#"launches_total{outcome="refused"}"#, 1.0),
    ] {
        assert_eq!(value(&text, &format!("pattern_launcher_{series}")), Some(expected), "{series}\n{text}");
    }
    assert!(
        value(&text, r#"pattern_launcher_process_memory_bytes{process_id="ns:a:p"}"#).is_some_and(|bytes| bytes > 0.0)
    );
    for (name, kind) in [
        ("process_starts_total", "counter"),
        ("process_stops_total", "counter"),
        ("process_failures_total", "counter"),
        ("process_restarts_total", "counter"),
        ("processes_running", "gauge"),
        ("launch_duration_seconds", "histogram"),
        ("isolation_level", "gauge"),
        ("process_cpu_usage", "gauge"),
        ("process_memory_bytes", "gauge"),
        ("health_checks_total", "counter"),
        ("policy_duration_seconds", "histogram"),
        ("policy_decisions_total", "counter"),
        ("uptime_seconds", "gauge"),
    ] {
        assert!(text.contains(&format!("# TYPE pattern_launcher_{name} {kind}\n")), "{name}\n{text}");
        assert!(text.contains(&format!("# HELP pattern_launcher_{name} ")), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn every_start_ends_in_exactly_one_way() {
    let launcher = eventful().await;
    let json = launcher.metrics("/metrics.json").await.json();
    let number = |name: &str| json[name].as_u64().unwrap_or_else(|| panic!("{name}: {json}"));
    assert_eq!(
        number("process_starts_total"),
        number("process_stops_total") + number("process_failures_total") + number("running_processes")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn prometheus_own_checker_accepts_the_metrics() {
    if Command::new("promtool").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
        eprintln!("skipped: promtool is not installed");
        return;
    }
    let launcher = eventful().await;
    let text = launcher.metrics("/metrics").await.body;
    let mut command = Command::new("promtool");
    command.args(["check", "metrics"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut promtool = command.spawn().expect("executed");
    promtool.stdin.take().expect("piped").write_all(text.as_bytes()).expect("taken");
    let output = promtool.wait_with_output().expect("ended");
    assert!(output.status.success(), "{}\n{text}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_json_export_has_these_keys_and_these_counts() {
    let launcher = eventful().await;
    let json = launcher.metrics("/metrics.json").await.json();
    assert_eq!(
        keys(&json),
        [
            "failed_processes",
            "health_check_failure_total",
            "health_check_success_total",
            "isolation_distribution",
            "launch_duration_p50_seconds",
            "launch_duration_p95_seconds",
            "launch_duration_p99_seconds",
            "process_failures_total",
            "process_restarts_total",
            "process_starts_total",
            "process_stops_total",
            "running_processes",
            "terminating_processes",
            "total_processes",
            "uptime_seconds",
        ]
        .into()
    );
    assert_eq!((&json["total_processes"], &json["process_starts_total"]), (&3.into(), &5.into()));
    assert_eq!(json["isolation_distribution"], serde_json::json!({"none": 1, "namespace": 2, "session": 0}));
    let percentile = |name: &str| json[name].as_f64().expect("a number");
    let [p50, p95, p99] = ["50", "95", "99"].map(|p| percentile(&format!("launch_duration_p{p}_seconds")));
    assert!(0.0 < p50 && p50 <= p95 && p95 <= p99 && p99 < 30.0);
    assert!(json["health_check_success_total"].as_u64() > Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_health_page_is_the_rfcs() {
    let launcher = eventful().await;
    let page = launcher.page("/health").await;
    assert_eq!(page.status, 200);
    let json = page.json();
    let expected = [
        "enforcement",
        "failed_processes",
        "isolation_distribution",
        "notes",
        "problems",
        "processes",
        "running_processes",
        "status",
        "terminating_processes",
        "total_processes",
        "uptime_seconds",
    ];
    assert_eq!(keys(&json), expected.into());
    assert_eq!(json["status"], "healthy");
    assert_eq!((&json["total_processes"], &json["running_processes"]), (&3.into(), &3.into()));
    assert_eq!(json["isolation_distribution"], serde_json::json!({"none": 1, "namespace": 2, "session": 0}));
    let web = json["processes"].as_array().expect("a list").iter().find(|process| process["pattern_name"] == "web");
    let web = web.expect("it is listed");
    let names = ["address", "healthy", "namespace", "pattern_name", "process_id", "state", "uptime_seconds"];
    assert_eq!(keys(web), names.into());
    assert_eq!(
        (&web["process_id"], &web["state"], &web["healthy"]),
        (&"ns:a:web".into(), &"RUNNING".into(), &true.into())
    );
    assert_eq!(web["address"], launcher.status("ns:a:web").await.expect("it is there").address);
    assert_eq!((launcher.page("/ready").await.status, launcher.page("/live").await.status), (200, 200));
    assert_eq!(launcher.page("/nothing").await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_pages_paths_are_configurable() {
    let launcher = Plan::new().config("metrics: {path: /m}\nhealth: {path: /h}").start().await;
    assert_eq!((launcher.metrics("/m").await.status, launcher.metrics("/m.json").await.status), (200, 200));
    assert_eq!((launcher.page("/h").await.status, launcher.metrics("/metrics").await.status), (200, 404));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn health_over_grpc_agrees_with_the_page_and_says_what_is_enforced() {
    let launcher = eventful().await;
    let health = launcher.health().await;
    let page = launcher.page("/health").await.json();
    assert_eq!(page["total_processes"], health.total_processes);
    assert_eq!(page["processes"].as_array().map(Vec::len), Some(health.processes.len()));
    assert_eq!((health.healthy, health.status.as_str(), health.problems.len()), (true, "healthy", 0));
    for limit in ["tree_kill", "cpu_limit", "memory_limit", "pids_limit", "nofile_limit"] {
        assert!(!health.enforcement[limit].is_empty(), "{limit}");
    }
}

fn keys(json: &serde_json::Value) -> BTreeSet<&str> {
    json.as_object().expect("an object").keys().map(String::as_str).collect()
}
