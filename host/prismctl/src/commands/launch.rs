//! `pattern launch`: get or start the process of a pattern, and wait until it is ready.

use std::collections::HashMap;
use std::time::Duration;

use prism_proto::v1::{IsolationLevel, LaunchRequest, LaunchResponse, PolicyWarning};

use crate::args::{ConfigEntry, LaunchArgs};
use crate::client::Launcher;
use crate::errors::{Call, Failure};
use crate::output;
use crate::render::words::{self, one_line};
use crate::render::{Format, json};

/// What a launch means: the request, and how long its answer may take.
#[derive(Debug, PartialEq)]
pub(crate) struct Plan {
    request: LaunchRequest,
    timeout: Duration,
}

/// Turns what was typed into a request.
///
/// Names are not checked here: the launcher's rules are the only ones, and its answer names the field.
///
/// # Errors
///
/// [`Failure::Usage`] where a config key is given twice; which of the two was meant is not ours to guess.
pub(crate) fn plan(args: LaunchArgs) -> Result<Plan, Failure> {
    let request = LaunchRequest {
        config: config(args.config)?,
        isolation: args.isolation.map(|level| IsolationLevel::from(level) as i32),
        pattern_name: args.pattern,
        namespace: args.namespace.unwrap_or_default(),
        session_id: args.session.unwrap_or_default(),
        grace_period_secs: args.grace.map_or(0, |grace| grace.secs),
        pattern_version: args.pattern_version.unwrap_or_default(),
    };
    Ok(Plan { request, timeout: args.timeout })
}

/// Launches, and prints what answers.
pub(crate) async fn run(launcher: &Launcher, plan: Plan, format: Format) -> Result<(), Failure> {
    let launch =
        launcher.call_again(Call::Launch, Some(plan.timeout), plan.request, |mut client, request| async move {
            client.launch_pattern(request).await
        });
    let answer = launch.await?;
    if !answer.error.is_empty() {
        return Err(Failure::Failed { call: Call::Launch, reason: answer.error });
    }
    format.show(|_| line(&answer), || json::LaunchResponse::from(answer.clone()))?;
    for warning in &answer.warnings {
        output::note(&one_line(&warned(warning)));
    }
    Ok(())
}

/// `warned: admission policy freeze would refuse: not today (POLICY_DENIED, decision 19abd9b6de300004)`
fn warned(warning: &PolicyWarning) -> String {
    let PolicyWarning { hook, module, reason, message, decision } = warning;
    let would = if reason == "POLICY_FAILED" { "would fail" } else { "would refuse" };
    let decision = if decision.is_empty() { String::new() } else { format!(", decision {decision}") };
    format!("warned: {hook} policy {module} {would}: {message} ({reason}{decision})")
}

fn config(entries: Vec<ConfigEntry>) -> Result<HashMap<String, String>, Failure> {
    let mut config = HashMap::new();
    for ConfigEntry { key, value } in entries {
        if config.contains_key(&key) {
            return Err(Failure::Usage(format!("--config {key} is given twice")));
        }
        config.insert(key, value);
    }
    Ok(config)
}

/// `launched ns:tenant-a:consumer at 127.0.0.1:40001 (RUNNING, pid 4711, generation 1, isolation namespace)`
fn line(answer: &LaunchResponse) -> String {
    let verb = if answer.reused { "reused" } else { "launched" };
    let address = if answer.address.is_empty() { String::new() } else { format!(" at {}", answer.address) };
    let health = if answer.healthy { "" } else { ", not healthy" };
    let text = format!(
        "{verb} {}{address} ({}{health}, pid {}, generation {}, isolation {})",
        answer.process_id,
        words::state(answer.state),
        words::pid(answer.pid),
        answer.generation,
        words::isolation(answer.isolation)
    );
    one_line(&text) + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use prism_proto::v1::ProcessState;

    fn entry(key: &str, value: &str) -> ConfigEntry {
        ConfigEntry { key: key.to_owned(), value: value.to_owned() }
    }

    #[test]
    fn a_key_given_twice_is_wrong_usage() {
        let failure = config(vec![entry("A", "1"), entry("A", "2")]).expect_err("twice");
        assert_eq!(failure.to_string(), "--config A is given twice");
        assert!(matches!(failure, Failure::Usage(_)));
    }

    #[test]
    fn the_line_says_where_it_runs_and_whether_it_ran_before() {
        let answer = LaunchResponse {
            process_id: "ns:tenant-a:consumer".to_owned(),
            state: ProcessState::StateRunning as i32,
            address: "127.0.0.1:40001".to_owned(),
            healthy: true,
            generation: 1,
            isolation: IsolationLevel::IsolationNamespace as i32,
            pid: 4711,
            ..LaunchResponse::default()
        };
        let details = "(RUNNING, pid 4711, generation 1, isolation namespace)\n";
        assert_eq!(line(&answer), format!("launched ns:tenant-a:consumer at 127.0.0.1:40001 {details}"));
        let again = LaunchResponse { reused: true, ..answer };
        assert_eq!(line(&again), format!("reused ns:tenant-a:consumer at 127.0.0.1:40001 {details}"));
    }

    #[test]
    fn a_warning_names_who_would_have_said_no_and_where_that_is_written_down() {
        let warning = PolicyWarning {
            hook: "admission".to_owned(),
            module: "freeze".to_owned(),
            reason: "POLICY_DENIED".to_owned(),
            message: "not today".to_owned(),
            decision: "19abd9b6de300004".to_owned(),
        };
        let expected =
            "warned: admission policy freeze would refuse: not today (POLICY_DENIED, decision 19abd9b6de300004)";
        assert_eq!(warned(&warning), expected);
        let failed = PolicyWarning { reason: "POLICY_FAILED".to_owned(), decision: String::new(), ..warning };
        assert_eq!(warned(&failed), "warned: admission policy freeze would fail: not today (POLICY_FAILED)");
    }

    #[test]
    fn a_pattern_without_a_port_has_no_address() {
        let answer = LaunchResponse { process_id: "shared:batch".to_owned(), ..LaunchResponse::default() };
        assert_eq!(
            line(&answer),
            "launched shared:batch (STARTING, not healthy, pid -, generation 0, isolation none)\n"
        );
    }
}
