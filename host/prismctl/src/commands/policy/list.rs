//! `policy list`: the modules that are loaded, what each is used for, and how it fares.

use prism_proto::v1::{ListPoliciesRequest, ListPoliciesResponse, PolicyCandidate, PolicyModule};

use crate::client::Launcher;
use crate::commands::READ_TIMEOUT;
use crate::errors::{Call, Failure};
use crate::render::words::{one_line, or_none, unix_millis};
use crate::render::{Format, Width, json, table};

/// Digits of a digest that people compare.
const DIGEST_SHOWN: usize = 12;

/// Asks and prints.
pub(crate) async fn run(launcher: &Launcher, format: Format) -> Result<(), Failure> {
    let mut policies = launcher.policies();
    let rpc = |_, request| async move { policies.list_policies(request).await };
    let answer = launcher.call(Call::Policies, Some(READ_TIMEOUT), ListPoliciesRequest {}, rpc).await?;
    format.show(|width| screen(&answer, width), || json::ListPoliciesResponse::from(answer.clone()))
}

fn screen(answer: &ListPoliciesResponse, width: Width) -> String {
    let narrow = ["POLICY", "VERSION", "SHA256", "USED FOR", "ASKED", "REFUSED", "FAULTED"];
    let wide = ["HOOKS", "CONFIG", "LAST FAULT"];
    let header: Vec<&str> = match width {
        Width::Narrow => narrow.to_vec(),
        Width::Wide => narrow.into_iter().chain(wide).collect(),
    };
    let rows: Vec<Vec<String>> = answer.modules.iter().map(|module| row(module, width)).collect();
    let mut text = table::table(&header, &rows);
    for module in answer.modules.iter().filter(|module| width == Width::Narrow && !module.last_fault.is_empty()) {
        text += &format!("{}: last fault: {}\n", one_line(&module.name), fault(module));
    }
    if !answer.candidates.is_empty() {
        text += "\n";
        text += &candidates(&answer.candidates);
    }
    text
}

/// Where each candidate is, and how it fares; below the table why one is not what the configuration says.
fn candidates(candidates: &[PolicyCandidate]) -> String {
    let header = [
        "CANDIDATE",
        "MODE",
        "HOOKS",
        "INSTEAD OF",
        "FOR",
        "STAGE",
        "ANSWERED",
        "REFUSED",
        "FAULTED",
        "FLIPS",
        "CHANGES",
    ];
    let row = |candidate: &PolicyCandidate| {
        vec![
            one_line(&candidate.module),
            one_line(&candidate.mode),
            one_line(&candidate.hooks.join(", ")),
            one_line(or_none(&candidate.instead_of)),
            one_line(or_none(&candidate.namespaces)),
            one_line(&candidate.stage),
            candidate.answered.to_string(),
            candidate.refused.to_string(),
            candidate.faulted.to_string(),
            of(candidate.flips, candidate.compared),
            of(candidate.changes, candidate.compared),
        ]
    };
    let mut text = table::table(&header, &candidates.iter().map(row).collect::<Vec<_>>());
    for candidate in candidates.iter().filter(|candidate| candidate.since_ms > 0) {
        let PolicyCandidate { module, field, stage, by, why, .. } = candidate;
        let why = if why.is_empty() { String::new() } else { format!(": {why}") };
        let since = unix_millis(candidate.since_ms);
        let said = format!(
            "{module}: {stage} since {since} by {by}{why}; the configuration file says otherwise in policies.{field}"
        );
        text += &(one_line(&said) + "\n");
    }
    text
}

/// `3 of 120`; a dash where nothing was compared.
fn of(part: u64, all: u64) -> String {
    if all == 0 { "-".to_owned() } else { format!("{part} of {all}") }
}

fn row(module: &PolicyModule, width: Width) -> Vec<String> {
    let digest = |digest: &str| digest.chars().take(DIGEST_SHOWN).collect::<String>();
    let mut row = vec![
        one_line(&module.name),
        one_line(or_none(&module.version)),
        digest(&module.sha256),
        one_line(or_none(&module.roles.join(", "))),
        module.asked.to_string(),
        module.refused.to_string(),
        module.faulted.to_string(),
    ];
    if width == Width::Wide {
        row.extend([module.hooks.join(", "), digest(&module.config_sha256), or_none(&fault(module)).to_owned()]);
    }
    row
}

/// What last went wrong, and the record of it.
fn fault(module: &PolicyModule) -> String {
    match module.last_fault_decision.as_str() {
        "" => one_line(&module.last_fault),
        decision => format!("{} (decision {decision})", one_line(&module.last_fault)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quota() -> PolicyModule {
        PolicyModule {
            name: "quota".into(),
            version: "1.0.0".into(),
            sha256: "89657e2a6860e94447e63c8765556df0".into(),
            roles: vec!["admission[0]".into(), "shadow[1]".into()],
            asked: 12,
            refused: 3,
            faulted: 1,
            last_fault: "trap: panicked\nat src/lib.rs:7:9".into(),
            last_fault_decision: "0192ab0000000007".into(),
            ..PolicyModule::default()
        }
    }

    #[test]
    fn candidates_follow_with_their_stage_and_what_the_file_says() {
        let canary = PolicyCandidate {
            module: "next".into(),
            field: "canary[0]".into(),
            mode: "canary".into(),
            hooks: vec!["admission".into()],
            instead_of: "quota".into(),
            namespaces: "10%".into(),
            stage: "rolled-back".into(),
            since_ms: 1_700_000_000_000,
            by: "bounds".into(),
            why: "3 faults".into(),
            answered: 90,
            faulted: 3,
            compared: 80,
            flips: 2,
            ..PolicyCandidate::default()
        };
        let expected = "\
CANDIDATE  MODE    HOOKS      INSTEAD OF  FOR  STAGE        ANSWERED  REFUSED  FAULTED  FLIPS    CHANGES
next       canary  admission  quota       10%  rolled-back  90        0        3        2 of 80  0 of 80
next: rolled-back since 2023-11-14T22:13:20Z by bounds: 3 faults; the configuration file says otherwise in policies.canary[0]
";
        assert_eq!(candidates(&[canary]), expected);
    }

    #[test]
    fn the_table_says_what_each_is_for_and_what_last_went_wrong() {
        let expected = "\
POLICY  VERSION  SHA256        USED FOR                 ASKED  REFUSED  FAULTED
quota   1.0.0    89657e2a6860  admission[0], shadow[1]  12     3        1
quota: last fault: trap: panicked | at src/lib.rs:7:9 (decision 0192ab0000000007)
";
        assert_eq!(
            screen(&ListPoliciesResponse { modules: vec![quota()], candidates: Vec::new() }, Width::Narrow),
            expected
        );
    }
}
