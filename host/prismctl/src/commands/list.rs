//! `pattern list`: every page of the processes that match.

use prism_proto::v1::{ListPatternsRequest, PatternInfo, ProcessState};

use crate::args::ListArgs;
use crate::client::Launcher;
use crate::commands::READ_TIMEOUT;
use crate::errors::{Call, Failure};
use crate::render::{Format, json, process};

/// Lists all, and prints them as one table.
pub(crate) async fn run(launcher: &Launcher, args: &ListArgs, format: Format) -> Result<(), Failure> {
    let processes = all_pages(launcher, args).await?;
    format.show(|width| process::list(&processes, width), || json::ListPatternsResponse::from(processes.clone()))
}

/// A launcher that gives one token twice in a row would be asked for ever: it is told from a long list by that.
async fn all_pages(launcher: &Launcher, args: &ListArgs) -> Result<Vec<PatternInfo>, Failure> {
    let mut processes = Vec::new();
    let mut page_token = String::new();
    loop {
        let page = launcher
            .call(Call::List, Some(READ_TIMEOUT), request(args, &page_token), |mut client, request| async move {
                client.list_patterns(request).await
            })
            .await?;
        processes.extend(page.patterns);
        if page.next_page_token.is_empty() {
            return Ok(processes);
        }
        if page.next_page_token == page_token {
            let reason = format!("the launcher answers page {page_token:?} again and again");
            return Err(Failure::Failed { call: Call::List, reason });
        }
        page_token = page.next_page_token;
    }
}

/// The page size is the launcher's own.
fn request(args: &ListArgs, page_token: &str) -> ListPatternsRequest {
    ListPatternsRequest {
        pattern_name: args.pattern.clone().unwrap_or_default(),
        namespace: args.namespace.clone().unwrap_or_default(),
        state: args.state.map(|state| ProcessState::from(state) as i32),
        page_size: 0,
        page_token: page_token.to_owned(),
    }
}
