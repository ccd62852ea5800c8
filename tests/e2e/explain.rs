//! Why: decisions are written down, found again, explained beforehand, made again, and put to candidates.

use std::fs;

use prism_proto::v1::policy_admin_client::PolicyAdminClient;
use prism_proto::v1::{ExplainRequest, ExplainResponse, ListPoliciesRequest, TailDecisionsRequest};
use tonic::transport::Channel;
use tonic::{Code, Status};

use crate::support::client::Refused;
use crate::support::prismctl::{failed, printed};
use crate::support::{Ask as _, Launcher, Plan, guest, launch, until};

const QUOTA_OF_ONE: &str =
    "policies: {modules: [{name: quota, builtin: standard, config: {max_per_namespace: 1}}], admission: [quota]}";

async fn start(config: &str) -> Launcher {
    let patterns = Plan::new().config(config);
    patterns.patterns(|patterns| patterns.sleeper("p", "").sleeper("q", "isolation_level: none")).start().await
}

fn admin(launcher: &Launcher) -> PolicyAdminClient<Channel> {
    PolicyAdminClient::new(launcher.channel())
}

async fn explain(launcher: &Launcher, request: ExplainRequest) -> Result<ExplainResponse, Status> {
    admin(launcher).explain(request).await.map(tonic::Response::into_inner)
}

fn of_launch(launch: prism_proto::v1::LaunchRequest) -> ExplainRequest {
    ExplainRequest { launch: Some(launch), why_not: true, ..ExplainRequest::default() }
}

fn of_decision(decision: &str) -> ExplainRequest {
    ExplainRequest { decision: decision.to_owned(), ..ExplainRequest::default() }
}

/// Lines of a decision log that are decisions, and not what happened between them.
fn recorded(log: &str) -> usize {
    log.lines().filter(|line| !line.contains("\"event\":\"")).count()
}

async fn decisions(launcher: &Launcher) -> usize {
    let request = TailDecisionsRequest { recent: 100, no_follow: true, ..TailDecisionsRequest::default() };
    let mut stream = admin(launcher).tail_decisions(request).await.expect("followed").into_inner();
    let mut count = 0;
    while stream.message().await.expect("goes on").is_some() {
        count += 1;
    }
    count
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_refusal_names_its_record_and_the_record_says_why() {
    let launcher = start(QUOTA_OF_ONE).await;
    launcher.launched(launch("p").of("a")).await;
    let other = launch("p").of("a").session("s").at(crate::support::level::SESSION);
    let refused = launcher.refused(other).await.expect(Code::ResourceExhausted, "QUOTA");
    let id = refused.metadata["decision"].clone();
    let past = explain(&launcher, of_decision(&id)).await.expect("is found");
    let decision = past.decision.expect("there is one");
    assert_eq!((decision.id.as_str(), decision.answer.as_str(), decision.module.as_str()), (&*id, "deny", "quota"));
    assert_eq!(decision.reason, "max_per_namespace is 1; namespace a has 1");
    let record: serde_json::Value = serde_json::from_str(&decision.record_json).expect("is JSON");
    assert_eq!((&record["usage"]["namespace"], &record["hook"]), (&1.into(), &"admission".into()));
    let shown = printed(&launcher, &format!("policy explain --decision {id} --why-not")).await;
    assert!(shown.contains("max_per_namespace is 1; namespace a has 1"), "{shown}");
    assert!(shown.contains("quota would allow if usage.namespace were 0, now 1"), "{shown}");
    let told = failed(&launcher, "pattern launch p --namespace a --session t --isolation session").await;
    assert!(told.contains("QUOTA by quota, decision "), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_explanation_says_what_would_become_of_a_launch_and_does_nothing() {
    let launcher = start(QUOTA_OF_ONE).await;
    let before = explain(&launcher, of_launch(launch("p").of("a"))).await.expect("explained");
    assert_eq!((before.outcome.as_str(), before.process_id.as_str()), ("ADMIT", "ns:a:p"));
    assert_eq!((before.isolation_from.as_str(), before.usage["namespace"]), ("default", 0));
    assert_eq!(before.why_not, ["quota would refuse if usage.namespace were 1 or more, now 0"]);
    assert_eq!(launcher.list().await, []);
    launcher.launched(launch("p").of("a")).await;
    let recorded = decisions(&launcher).await;

    let reuse = explain(&launcher, of_launch(launch("p").of("a"))).await.expect("explained");
    assert_eq!((reuse.outcome.as_str(), reuse.opinions.len()), ("REUSE", 1), "admission is not asked of who joins");
    let second = launch("p").of("a").session("s").at(crate::support::level::SESSION);
    let refused = explain(&launcher, of_launch(second)).await.expect("explained");
    assert_eq!((refused.outcome.as_str(), refused.reason.as_str()), ("REFUSE", "QUOTA"));
    assert_eq!(refused.refusal, "policy quota: max_per_namespace is 1; namespace a has 1");
    assert_eq!(refused.isolation_from, "request");
    let said: Vec<_> = refused.opinions.iter().map(|said| (said.hook.as_str(), said.answer.as_str())).collect();
    assert_eq!(said, [("isolation", "allow"), ("admission", "deny")]);
    let conflict = explain(&launcher, of_launch(launch("p").of("a").with("k", "v"))).await.expect("explained");
    assert_eq!((conflict.outcome.as_str(), conflict.reason.as_str()), ("REFUSE", "CONFIG_CONFLICT"));
    let shared = explain(&launcher, of_launch(launch("q").of("a"))).await.expect("explained");
    assert_eq!((shared.process_id.as_str(), shared.isolation_from.as_str()), ("shared:q", "manifest"));

    assert_eq!(decisions(&launcher).await, recorded, "what was only explained was not decided");
    let unknown: Refused = explain(&launcher, of_launch(launch("nope"))).await.expect_err("refused").into();
    unknown.expect(Code::NotFound, "PATTERN_UNKNOWN");
    let unknown: Refused = explain(&launcher, of_decision("0000000000000001")).await.expect_err("refused").into();
    unknown.expect(Code::NotFound, "DECISION_UNKNOWN");
    let wrong: Refused = explain(&launcher, of_decision("yesterday")).await.expect_err("refused").into();
    assert_eq!(wrong.expect(Code::InvalidArgument, "INVALID_ARGUMENT").field.as_deref(), Some("decision"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn records_hold_no_secret_prove_themselves_and_show_what_a_candidate_would_change() {
    let launcher = start("").await;
    for namespace in ["a", "b", "c"] {
        launcher.launched(launch("p").of(namespace).with("DB_PASSWORD", "hunter2").with("topic", "orders")).await;
    }
    let log = launcher.state_dir().join("decisions");
    let text = || fs::read_to_string(log.join("decisions.jsonl")).unwrap_or_default();
    until("six decisions are written", async || (recorded(&text()) == 6).then_some(())).await;
    let mut kept = fs::read_dir(log.join("modules")).expect("readable").flatten().map(|entry| entry.path());
    let module = kept.find(|path| path.extension().is_some_and(|end| end == "wasm"));
    let module = module.expect("the module that decided is kept").display().to_string();
    assert!(!text().contains("hunter2") && text().contains("orders"), "{}", text());

    let path = log.display();
    let verified = printed(&launcher, &format!("policy replay {path}")).await;
    assert!(verified.starts_with("replayed 6 decisions: 6 verified\n"), "{verified}");
    let same = printed(&launcher, &format!("policy replay {path} --module {module} --fail-on any->any")).await;
    assert!(same.contains("compared 6: 0 flips, 0 changed, 0 reworded"), "{same}");
    let stricter = launcher.path().join("stricter.yaml");
    fs::write(&stricter, "max_total: 1\n").expect("written");
    let stricter = format!("policy replay {path} --module {module} --config {}", stricter.display());
    let differs = printed(&launcher, &format!("{stricter} --hook admission")).await;
    assert!(differs.contains("compared 3: 2 flips") && differs.contains("allow -> deny: 2"), "{differs}");
    let gated = failed(&launcher, &format!("{stricter} --fail-on allow->deny")).await;
    assert!(gated.contains("2 decisions go from allow to deny"), "{gated}");
    let gated = failed(&launcher, &format!("{stricter} --max-flip 10%")).await;
    assert!(gated.contains("33.333 % of the decisions flip"), "{gated}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_damaged_line_is_named_and_a_forged_one_does_not_verify() {
    let launcher = start("").await;
    launcher.launched(launch("p").of("a")).await;
    let log = launcher.state_dir().join("decisions").join("decisions.jsonl");
    let text = || fs::read_to_string(&log).unwrap_or_default();
    until("two decisions are written", async || (recorded(&text()) == 2).then_some(())).await;
    let forged = launcher.state_dir().join("decisions").join("forged.jsonl");
    fs::write(&forged, format!("{{torn\n{}", text())).expect("written");
    let output = crate::support::prismctl::prismctl(&launcher, &format!("policy replay {}", forged.display())).await;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.contains("forged.jsonl:1: "), "{said}");
    fs::write(&forged, text().replace("\"allow\"", "{\"give-up\":\"no\"}")).expect("written");
    let told = failed(&launcher, &format!("policy replay {}", forged.display())).await;
    assert!(told.contains("1 of 2 records do not verify"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_shadow_is_asked_and_counted_and_changes_nothing() {
    let launcher = start(
        "policies:\n  modules: [{name: next, builtin: standard, config: {max_total: 1}}]\n  \
         shadow: [{hook: admission, module: next}]",
    )
    .await;
    for namespace in ["a", "b", "c"] {
        launcher.launched(launch("p").of(namespace)).await;
    }
    let flips = "policy_shadow_compared_total{candidate=\"deny\",change=\"flip\",hook=\"admission\",module=\"next\",obeyed=\"allow\"} 2";
    until("two flips are counted", async || launcher.metrics("/metrics").await.body.contains(flips).then_some(()))
        .await;
    let shown = printed(&launcher, "policy decisions --module next").await;
    assert_eq!(shown.lines().filter(|line| line.contains(" shadow ")).count(), 3, "{shown}");
    assert_eq!(launcher.list().await.len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_list_says_what_each_module_is_for_and_what_last_went_wrong() {
    let plan = Plan::new();
    let path = guest::trapping(plan.path());
    let config = format!(
        "policies:\n  modules: [{{name: mine, path: {}}}]\n  overrides: [{{match: {{pattern: q}}, isolation: mine}}]",
        path.display()
    );
    let launcher = plan.config(&config).patterns(|patterns| patterns.sleeper("p", "").sleeper("q", "")).start().await;
    launcher.launched(launch("p").of("a")).await;
    let refused = launcher.refused(launch("q").of("a")).await.expect(Code::Unavailable, "POLICY_FAILED");
    let listed = admin(&launcher).list_policies(ListPoliciesRequest {}).await.expect("listed").into_inner().modules;
    let [mine, standard] = &listed[..] else { panic!("two modules: {listed:?}") };
    assert_eq!((mine.name.as_str(), mine.faulted, mine.asked), ("mine", 1, 1));
    assert_eq!(mine.roles, ["overrides[0].isolation"]);
    assert!(mine.last_fault.starts_with("trap: ") && mine.last_fault_decision == refused.metadata["decision"]);
    assert_eq!(standard.roles, ["isolation", "admission[0]", "restart"]);
    assert_eq!((standard.faulted, standard.asked), (0, 2));
    let shown = printed(&launcher, "policy list").await;
    assert!(shown.contains("mine: last fault: trap: "), "{shown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_log_that_is_off_says_so() {
    let launcher = start("decision_log: {enabled: false}").await;
    let refused: Refused = explain(&launcher, of_decision("0000000000000001")).await.expect_err("refused").into();
    refused.expect(Code::FailedPrecondition, "DECISION_LOG_OFF");
    launcher.launched(launch("p").of("a")).await;
    assert!(!launcher.state_dir().join("decisions").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn decisions_are_found_after_a_restart_and_their_numbers_go_on() {
    let launcher = start(QUOTA_OF_ONE).await;
    launcher.launched(launch("p").of("a")).await;
    let second = || launch("p").of("a").session("s").at(crate::support::level::SESSION);
    let first = launcher.refused(second()).await.metadata["decision"].clone();
    let launcher = launcher.restart().await;
    let past = explain(&launcher, of_decision(&first)).await.expect("is found").decision.expect("there is one");
    assert_eq!((past.id.as_str(), past.answer.as_str()), (first.as_str(), "deny"));
    launcher.launched(launch("p").of("a")).await;
    let later = launcher.refused(second()).await.metadata["decision"].clone();
    assert!(later > first);
}
