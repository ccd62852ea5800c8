//! `reload`: the launcher re-reads manifests and policies.
//!
//! Exit code 1 where a manifest was rejected: who reloads has just changed something, and it is not in force.
//! No deadline: compiling policies takes as long as it takes.

use prism_proto::v1::{ReloadRequest, ReloadResponse};

use crate::client::Launcher;
use crate::commands::describe::rejected_lines;
use crate::errors::{Call, Failure};
use crate::render::words::one_line;
use crate::render::{Format, json, table};

/// Reloads, and says what is in force now.
pub(crate) async fn run(launcher: &Launcher, format: Format) -> Result<(), Failure> {
    let answer =
        launcher
            .call_again(Call::Reload, None, ReloadRequest {}, |mut client, request| async move {
                client.reload(request).await
            })
            .await?;
    format.show(|_| screen(&answer), || json::ReloadResponse::from(answer.clone()))?;
    verdict(&answer)
}

fn verdict(answer: &ReloadResponse) -> Result<(), Failure> {
    let reason = match answer.rejected.len() {
        0 => return Ok(()),
        1 => "1 manifest was rejected".to_owned(),
        rejected => format!("{rejected} manifests were rejected"),
    };
    Err(Failure::Failed { call: Call::Reload, reason })
}

fn screen(answer: &ReloadResponse) -> String {
    let policies = answer.policies.iter().map(|policy| ("Policy", one_line(policy)));
    let later = answer.needs_restart.iter().map(|key| ("Needs a restart", one_line(key)));
    let rows: Vec<_> = policies.chain(later).collect();
    let title = format!("reloaded: patterns {}, policy modules {}", answer.patterns, answer.policies.len());
    table::block(&title, &rows) + &rejected_lines(&answer.rejected)
}
