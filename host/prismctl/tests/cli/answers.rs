//! Each command where all goes well: what it asks, and what it prints.

use prism_proto::v1;
use tonic::Status;

use crate::fake::{Fake, recording};
use crate::run::{bare, end, prismctl, process};

fn launched() -> v1::LaunchResponse {
    v1::LaunchResponse {
        process_id: "ns:tenant-a:consumer".to_owned(),
        state: v1::ProcessState::StateRunning as i32,
        address: "127.0.0.1:40001".to_owned(),
        healthy: true,
        generation: 1,
        isolation: v1::IsolationLevel::IsolationNamespace as i32,
        pid: 4711,
        ..v1::LaunchResponse::default()
    }
}

fn listing(processes: Vec<v1::PatternInfo>) -> Fake {
    let answer = move |_| Ok(v1::ListPatternsResponse { patterns: processes.clone(), ..Default::default() });
    Fake { list: Box::new(answer), ..Fake::default() }
}

#[test]
fn the_rfcs_launch_leaves_unset_what_was_not_typed() {
    let (launch, asked) = recording(|_| Ok(launched()));
    let launcher = Fake { launch, ..Fake::default() }.serve();
    let ran = prismctl(&launcher.address, "pattern launch consumer --namespace tenant-a --isolation namespace");
    let line =
        "launched ns:tenant-a:consumer at 127.0.0.1:40001 (RUNNING, pid 4711, generation 1, isolation namespace)\n";
    assert_eq!(ran.ok(), line);
    let expected = v1::LaunchRequest {
        pattern_name: "consumer".to_owned(),
        namespace: "tenant-a".to_owned(),
        isolation: Some(v1::IsolationLevel::IsolationNamespace as i32),
        ..Default::default()
    };
    assert_eq!(asked.take(), [expected]);
}

#[test]
fn everything_typed_at_launch_is_sent() {
    let (launch, asked) = recording(|_| Ok(launched()));
    let launcher = Fake { launch, ..Fake::default() }.serve();
    let line = "pattern launch consumer --namespace tenant-a --session user-1 --isolation session \
                --config TOPIC=a=b --config EMPTY= --grace 1m30s --pattern-version 1.2.0";
    prismctl(&launcher.address, line).ok();
    let expected = v1::LaunchRequest {
        pattern_name: "consumer".to_owned(),
        isolation: Some(v1::IsolationLevel::IsolationSession as i32),
        namespace: "tenant-a".to_owned(),
        session_id: "user-1".to_owned(),
        config: [("TOPIC", "a=b"), ("EMPTY", "")].map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
        grace_period_secs: 90,
        pattern_version: "1.2.0".to_owned(),
    };
    assert_eq!(asked.take(), [expected]);
}

#[test]
fn isolation_none_is_sent_and_is_not_the_same_as_unset() {
    let (launch, asked) = recording(|_| Ok(launched()));
    let launcher = Fake { launch, ..Fake::default() }.serve();
    prismctl(&launcher.address, "pattern launch p --isolation none").ok();
    prismctl(&launcher.address, "pattern launch p").ok();
    let levels: Vec<Option<i32>> = asked.take().into_iter().map(|request| request.isolation).collect();
    assert_eq!(levels, [Some(0), None]);
}

#[test]
fn a_launch_as_json_is_the_answers_fields() {
    let launcher = Fake { launch: Box::new(|_| Ok(launched())), ..Fake::default() }.serve();
    let text = prismctl(&launcher.address, "pattern launch consumer -o json").ok();
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(json["process_id"], "ns:tenant-a:consumer");
    assert_eq!((json["state"].as_str(), json["reused"].as_bool()), (Some("RUNNING"), Some(false)));
}

#[test]
fn the_list_is_the_rfcs_columns() {
    let launcher = listing(vec![process("consumer")]).serve();
    let expected = "\
PATTERN   PROCESS ID            STATE    HEALTHY  UPTIME
consumer  ns:tenant-a:consumer  RUNNING  true     5m30s
";
    assert_eq!(prismctl(&launcher.address, "pattern list").ok(), expected);
}

#[test]
fn a_wide_list_has_more_columns() {
    let launcher = listing(vec![process("consumer")]).serve();
    let text = prismctl(&launcher.address, "pattern list -o wide").ok();
    let header = text.lines().next().expect("a header");
    for column in ["ADDRESS", "PID", "GEN", "RESTARTS", "NAMESPACE", "LAST ERROR"] {
        assert!(header.contains(column), "{column} in {header}");
    }
    assert!(text.contains("127.0.0.1:40001"));
}

#[test]
fn an_empty_list_is_a_header_or_an_empty_array() {
    let launcher = listing(Vec::new()).serve();
    assert_eq!(prismctl(&launcher.address, "pattern list").ok(), "PATTERN  PROCESS ID  STATE  HEALTHY  UPTIME\n");
    let json = prismctl(&launcher.address, "pattern list -o json").ok();
    assert_eq!(json, "{\n  \"patterns\": [],\n  \"total_count\": 0\n}\n");
}

/// Three pages of two, each token the number of the page.
fn page(request: &v1::ListPatternsRequest) -> Result<v1::ListPatternsResponse, Status> {
    let page: usize = request.page_token.parse().unwrap_or(0);
    let patterns = (0..2).map(|i| process(&format!("p{}", page * 2 + i))).collect();
    let next_page_token = if page < 2 { (page + 1).to_string() } else { String::new() };
    Ok(v1::ListPatternsResponse { patterns, total_count: 6, next_page_token })
}

#[test]
fn a_list_goes_through_every_page_with_its_filters() {
    let (list, asked) = recording(page);
    let launcher = Fake { list, ..Fake::default() }.serve();
    let line = "pattern list --namespace tenant-a --pattern p --state running -o json";
    let text = prismctl(&launcher.address, line).ok();
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((json["total_count"].as_u64(), &json["patterns"][5]["pattern_name"]), (Some(6), &"p5".into()));
    let asked = asked.take();
    assert_eq!(asked.iter().map(|request| request.page_token.as_str()).collect::<Vec<_>>(), ["", "1", "2"]);
    let running = Some(v1::ProcessState::StateRunning as i32);
    assert!(asked.iter().all(|request| request.namespace == "tenant-a" && request.state == running));
}

#[test]
fn a_status_is_one_screen() {
    let (status, asked) =
        recording(|_| Ok(v1::GetProcessStatusResponse { process: Some(process("consumer")), not_found: false }));
    let launcher = Fake { status, ..Fake::default() }.serve();
    let text = prismctl(&launcher.address, "pattern status ns:tenant-a:consumer").ok();
    assert!(text.starts_with("ns:tenant-a:consumer  RUNNING, healthy\n  Pattern:"), "{text}");
    assert_eq!(asked.take()[0].process_id, "ns:tenant-a:consumer");
    let yaml = prismctl(&launcher.address, "pattern status ns:tenant-a:consumer -o yaml").ok();
    assert!(yaml.starts_with("pattern_name: consumer\nprocess_id: ns:tenant-a:consumer\nstate: RUNNING\n"), "{yaml}");
}

#[test]
fn terminating_says_what_ended_and_whether_it_was_forced() {
    let (terminate, asked) = recording(|request: &v1::TerminateRequest| {
        let forced = request.force || request.grace_period_secs == Some(0);
        Ok(v1::TerminateResponse { success: true, forced, ..Default::default() })
    });
    let launcher = Fake { terminate, ..Fake::default() }.serve();
    let terminate =
        |flags: &str| prismctl(&launcher.address, &format!("pattern terminate ns:tenant-a:consumer {flags}")).ok();
    assert_eq!(terminate(""), "terminated ns:tenant-a:consumer\n");
    assert_eq!(terminate("--force"), "terminated ns:tenant-a:consumer (forced: SIGKILL, as asked)\n");
    let outlived = "terminated ns:tenant-a:consumer (forced: SIGKILL, it outlived its grace period)\n";
    assert_eq!(terminate("--grace 0s"), outlived);
    let graces: Vec<Option<i64>> = asked.take().into_iter().map(|request| request.grace_period_secs).collect();
    assert_eq!(graces, [None, None, Some(0)]);
}

fn catalogue() -> v1::DescribePatternsResponse {
    let consumer = v1::PatternDescription { name: "consumer".to_owned(), ..Default::default() };
    let rejected = v1::RejectedManifest { path: "producer/manifest.yaml".to_owned(), reason: "line 3".to_owned() };
    v1::DescribePatternsResponse { patterns: vec![consumer], rejected: vec![rejected] }
}

#[test]
fn the_catalogue_shows_what_was_rejected() {
    let launcher = Fake { describe: Box::new(|_| Ok(catalogue())), ..Fake::default() }.serve();
    let text = prismctl(&launcher.address, "pattern describe").ok();
    assert!(text.contains("\nconsumer ") && text.ends_with("\nrejected producer/manifest.yaml: line 3\n"), "{text}");
    let one = prismctl(&launcher.address, "pattern describe consumer").ok();
    assert!(one.starts_with("consumer\n  Isolation:"), "{one}");
    let json = prismctl(&launcher.address, "pattern describe -o json").ok();
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["rejected"][0]["path"], "producer/manifest.yaml");
}

#[test]
fn health_lists_the_processes_when_asked() {
    let (health, asked) = recording(|request: &v1::HealthRequest| {
        let processes = if request.include_processes { vec![process("consumer")] } else { Vec::new() };
        Ok(v1::HealthResponse { healthy: true, status: "degraded".to_owned(), processes, ..Default::default() })
    });
    let launcher = Fake { health, ..Fake::default() }.serve();
    assert!(prismctl(&launcher.address, "health").ok().starts_with("degraded, up 0s\n"));
    assert!(prismctl(&launcher.address, "health --processes").ok().contains("\n\nPATTERN "));
    assert_eq!(asked.take().iter().map(|request| request.include_processes).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn a_reload_says_what_is_in_force() {
    let reload = |_| {
        Ok(v1::ReloadResponse {
            patterns: 4,
            rejected: vec![],
            policies: vec!["quota 9f86".to_owned()],
            needs_restart: vec!["grpc_port".to_owned()],
        })
    };
    let launcher = Fake { reload: Box::new(reload), ..Fake::default() }.serve();
    let expected =
        "reloaded: patterns 4, policy modules 1\n  Policy:           quota 9f86\n  Needs a restart:  grpc_port\n";
    assert_eq!(prismctl(&launcher.address, "reload").ok(), expected);
}

#[test]
fn completions_and_help_need_no_launcher() {
    for shell in ["bash", "zsh", "fish"] {
        assert!(end(bare(&format!("completions {shell}"))).ok().contains("prismctl"), "{shell}");
    }
    assert!(end(bare("--help")).ok().contains("Exit codes: 0 ok"));
}

#[test]
fn the_address_may_come_from_the_environment_and_the_flag_wins() {
    let launcher = listing(Vec::new()).serve();
    let mut from_environment = bare("pattern list");
    from_environment.env("PRISM_LAUNCHER", &launcher.address);
    end(from_environment).ok();
    let mut flag_wins = bare("pattern list --launcher");
    flag_wins.arg(&launcher.address).env("PRISM_LAUNCHER", "127.0.0.1:1");
    end(flag_wins).ok();
}

#[test]
fn a_unix_socket_is_an_address() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let launcher = listing(Vec::new()).serve_unix(&folder.path().join("prism.sock"));
    prismctl(&launcher.address, "pattern list").ok();
}
