//! `policy list`: the modules that are loaded, what each is used for, and how it fares.

use prism_proto::v1::{ListPoliciesRequest, ListPoliciesResponse, PolicyModule};

use crate::client::Launcher;
use crate::commands::READ_TIMEOUT;
use crate::errors::{Call, Failure};
use crate::render::words::{one_line, or_none};
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
    text
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
    fn the_table_says_what_each_is_for_and_what_last_went_wrong() {
        let expected = "\
POLICY  VERSION  SHA256        USED FOR                 ASKED  REFUSED  FAULTED
quota   1.0.0    89657e2a6860  admission[0], shadow[1]  12     3        1
quota: last fault: trap: panicked | at src/lib.rs:7:9 (decision 0192ab0000000007)
";
        assert_eq!(screen(&ListPoliciesResponse { modules: vec![quota()] }, Width::Narrow), expected);
    }
}
