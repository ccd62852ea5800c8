//! `pattern terminate`: stop one process with its whole tree.
//!
//! It has no deadline: the answer takes as long as the grace period, which may be the manifest's. The connection's keep-alive ends
//! the wait for a launcher that is gone.

use prism_proto::v1::{TerminateRequest, TerminateResponse};

use crate::args::TerminateArgs;
use crate::client::Launcher;
use crate::errors::{Call, Failure};
use crate::render::words::one_line;
use crate::render::{Format, json};

/// Terminates, waits until nothing is left, and says how it went.
pub(crate) async fn run(launcher: &Launcher, args: TerminateArgs, format: Format) -> Result<(), Failure> {
    let (policies, overrides) = (launcher.policies(), args.overrides);
    let answer = launcher
        .call_again(Call::Terminate, None, request(&args), |mut client, request| {
            let mut policies = policies.clone();
            async move {
                match overrides {
                    true => policies.terminate_anyway(request).await,
                    false => client.terminate_pattern(request).await,
                }
            }
        })
        .await?;
    if !answer.success {
        return Err(Failure::Failed { call: Call::Terminate, reason: answer.error });
    }
    format.show(|_| line(&args, &answer), || json::TerminateResponse::from(answer.clone()))
}

fn request(args: &TerminateArgs) -> TerminateRequest {
    TerminateRequest {
        process_id: args.process_id.clone(),
        grace_period_secs: args.grace.map(|grace| grace.secs),
        force: args.force,
    }
}

fn line(args: &TerminateArgs, answer: &TerminateResponse) -> String {
    let how = match (answer.forced, args.force) {
        (false, _) => "",
        (true, true) => " (forced: SIGKILL, as asked)",
        (true, false) => " (forced: SIGKILL, it outlived its grace period)",
    };
    one_line(&format!("terminated {}{how}", args.process_id)) + "\n"
}
