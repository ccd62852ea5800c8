//! `pattern status`: one process on one screen. One that is not there is exit code 1.

use prism_proto::v1::{GetProcessStatusRequest, PatternInfo};

use crate::args::StatusArgs;
use crate::client::Launcher;
use crate::commands::READ_TIMEOUT;
use crate::errors::{Call, Failure};
use crate::render::{Format, json, process};

/// Asks for one process, and prints it.
pub(crate) async fn run(launcher: &Launcher, args: StatusArgs, format: Format) -> Result<(), Failure> {
    let process = find(launcher, args.process_id).await?;
    format.show(|_| process::screen(&process), || json::PatternInfo::from(process.clone()))
}

async fn find(launcher: &Launcher, process_id: String) -> Result<PatternInfo, Failure> {
    let request = GetProcessStatusRequest { process_id: process_id.clone() };
    let answer = launcher
        .call(Call::Status, Some(READ_TIMEOUT), request, |mut client, request| async move {
            client.get_process_status(request).await
        })
        .await?;
    let found = answer.process.filter(|_| !answer.not_found);
    found.ok_or_else(|| Failure::Failed { call: Call::Status, reason: format!("no process {process_id}") })
}
