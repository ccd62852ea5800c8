//! `health`: how the launcher is. Exit code 1 if it says it is unhealthy; degraded is still 0.

use std::collections::HashMap;

use prism_proto::v1::{HealthRequest, HealthResponse};

use crate::args::HealthArgs;
use crate::client::Launcher;
use crate::commands::READ_TIMEOUT;
use crate::durations;
use crate::errors::{Call, Failure};
use crate::render::words::one_line;
use crate::render::{Format, Width, json, process, table};

/// The order in which levels are counted: loosest first. Keys that are not here follow in the order of their names.
const LEVELS: [&str; 3] = ["none", "namespace", "session"];

/// Asks, prints, and fails if the launcher is unhealthy.
pub(crate) async fn run(launcher: &Launcher, args: &HealthArgs, format: Format) -> Result<(), Failure> {
    let request = HealthRequest { include_processes: args.processes };
    let health =
        launcher
            .call(Call::Health, Some(READ_TIMEOUT), request, |mut client, request| async move {
                client.health(request).await
            })
            .await?;
    format.show(|width| screen(&health, args, width), || json::HealthResponse::from(health.clone()))?;
    verdict(&health)
}

fn verdict(health: &HealthResponse) -> Result<(), Failure> {
    if health.healthy {
        return Ok(());
    }
    let reason = match health.problems.as_slice() {
        [] => "the launcher is unhealthy".to_owned(),
        problems => format!("the launcher is unhealthy: {}", problems.join("; ")),
    };
    Err(Failure::Failed { call: Call::Health, reason })
}

fn screen(health: &HealthResponse, args: &HealthArgs, width: Width) -> String {
    let mut text = table::block(&title(health), &fields(health));
    if args.processes {
        text += "\n";
        text += &process::list(&health.processes, width);
    }
    text
}

fn title(health: &HealthResponse) -> String {
    let status = match (health.status.as_str(), health.healthy) {
        ("", true) => "healthy",
        ("", false) => "unhealthy",
        (status, _) => status,
    };
    one_line(&format!("{status}, up {}", durations::format_secs(health.uptime_seconds)))
}

fn fields(health: &HealthResponse) -> Vec<(&'static str, String)> {
    let mut fields = vec![("Processes", counts(health)), ("Isolation", levels(&health.isolation_distribution))];
    fields.extend(health.problems.iter().map(|problem| ("Problem", one_line(problem))));
    fields.extend(health.notes.iter().map(|note| ("Note", one_line(note))));
    let mut enforcement: Vec<_> = health.enforcement.iter().collect();
    enforcement.sort();
    fields.extend(enforcement.iter().map(|(what, how)| ("Enforces", one_line(&format!("{what}: {how}")))));
    fields
}

fn counts(health: &HealthResponse) -> String {
    format!(
        "{} total, {} running, {} terminating, {} failed",
        health.total_processes, health.running_processes, health.terminating_processes, health.failed_processes
    )
}

fn levels(distribution: &HashMap<String, i32>) -> String {
    let mut counts: Vec<(&String, &i32)> = distribution.iter().collect();
    counts.sort_by_key(|(level, _)| (LEVELS.iter().position(|known| known == level).unwrap_or(LEVELS.len()), *level));
    let counts: Vec<String> = counts.iter().map(|(level, count)| format!("{level} {count}")).collect();
    one_line(&counts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn degraded() -> HealthResponse {
        HealthResponse {
            healthy: true,
            total_processes: 15,
            running_processes: 13,
            terminating_processes: 2,
            isolation_distribution: [("session", 3), ("none", 2), ("namespace", 10)]
                .map(|(level, count)| (level.to_owned(), count))
                .into(),
            uptime_seconds: 3605,
            status: "degraded".to_owned(),
            problems: vec!["policy allowlist is quarantined".to_owned()],
            enforcement: [("tree_kill", "cgroup.kill"), ("memory_limit", "not enforced: no cgroup")]
                .map(|(what, how)| (what.to_owned(), how.to_owned()))
                .into(),
            ..HealthResponse::default()
        }
    }

    #[test]
    fn the_screen_counts_and_says_what_is_wrong() {
        let expected = "\
degraded, up 1h0m5s
  Processes:  15 total, 13 running, 2 terminating, 0 failed
  Isolation:  none 2, namespace 10, session 3
  Problem:    policy allowlist is quarantined
  Enforces:   memory_limit: not enforced: no cgroup
  Enforces:   tree_kill: cgroup.kill
";
        assert_eq!(screen(&degraded(), &HealthArgs { processes: false }, Width::Narrow), expected);
    }

    #[test]
    fn unhealthy_is_a_failure_and_degraded_is_not() {
        assert!(verdict(&degraded()).is_ok());
        let unhealthy = HealthResponse { healthy: false, ..degraded() };
        let line = verdict(&unhealthy).expect_err("unhealthy").to_string();
        assert_eq!(line, "health failed: the launcher is unhealthy: policy allowlist is quarantined");
    }
}
