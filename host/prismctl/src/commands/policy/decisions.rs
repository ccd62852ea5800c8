//! `policy decisions`: what was decided, one line each, and what is decided from now on.

use prism_proto::v1::{Decision, TailDecisionsRequest};

use crate::args::DecisionsArgs;
use crate::client::Launcher;
use crate::errors::{Call, Failure};
use crate::output;
use crate::render::words::{one_line, or_none, unix_millis};
use crate::render::{Format, json, table};

/// Widths of the columns of a stream, whose later rows are not known.
const WIDTHS: [usize; 7] = [16, 24, 9, 12, 9, 10, 12];
const HEADER: [&str; 8] = ["ID", "AT", "HOOK", "MODULE", "ANSWER", "MODE", "NAMESPACE", "PATTERN"];

/// Prints the latest, and with `--follow` what comes, until Ctrl-C.
pub(crate) async fn run(launcher: &Launcher, args: DecisionsArgs, format: Format) -> Result<(), Failure> {
    tokio::select! {
        biased;
        interrupted = tokio::signal::ctrl_c(), if args.follow => interrupted.map_err(Failure::Runtime),
        ended = tail(launcher, &args, format) => ended,
    }
}

async fn tail(launcher: &Launcher, args: &DecisionsArgs, format: Format) -> Result<(), Failure> {
    let request = TailDecisionsRequest {
        recent: args.last,
        no_follow: !args.follow,
        module: args.module.clone().unwrap_or_default(),
        hook: args.hook.clone().unwrap_or_default(),
        namespace: args.namespace.clone().unwrap_or_default(),
        answer: args.answer.clone().unwrap_or_default(),
    };
    let mut policies = launcher.policies();
    let rpc = |_, request| async move { policies.tail_decisions(request).await };
    let mut stream = launcher.call(Call::Decisions, None, request, rpc).await?;
    if matches!(format, Format::Table | Format::Wide) {
        output::print(&table::line(&WIDTHS, HEADER.into_iter()))?;
    }
    loop {
        let response = match stream.message().await {
            Ok(Some(response)) => response,
            Ok(None) => return Ok(()),
            Err(status) => return Err(launcher.failure(Call::Decisions, status)),
        };
        if response.missed > 0 {
            output::note(&format!("{} decisions came too fast to be shown", response.missed));
        }
        let Some(decision) = response.decision else { continue };
        format.show_next(|_| line(&decision), || json::Decision::from(decision.clone()))?;
    }
}

fn line(decision: &Decision) -> String {
    let cells = [
        decision.id.clone(),
        unix_millis(decision.at_ms),
        one_line(&decision.hook),
        one_line(&decision.module),
        one_line(&decision.answer),
        one_line(&decision.mode),
        one_line(or_none(&decision.namespace)),
        one_line(&decision.pattern),
        one_line(&decision.reason),
    ];
    table::line(&WIDTHS, cells.iter().map(String::as_str))
}

/// One decision with all that is known of it.
pub(crate) fn whole(decision: &Decision) -> String {
    let title = format!("decision {}: {}", one_line(&decision.id), one_line(&decision.answer));
    let mut text = table::block(
        &title,
        &[
            ("Reason", one_line(&decision.reason)),
            ("Module", one_line(&decision.module)),
            ("Hook", one_line(&decision.hook)),
            ("At", unix_millis(decision.at_ms)),
            ("Mode", one_line(&decision.mode)),
            ("Pattern", one_line(&decision.pattern)),
            ("Namespace", one_line(&decision.namespace)),
            ("Fuel", decision.fuel.to_string()),
            ("Waited", format!("{} us", decision.waited_us)),
        ],
    );
    text += &format!("  Record:     {}\n", one_line(&decision.record_json));
    text.extend(decision.evidence.iter().map(|check| format!("  {}\n", one_line(check))));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_the_time_and_the_reason() {
        let decision = Decision {
            id: "0192ab0000000007".into(),
            at_ms: 1_700_000_000_123,
            mode: "enforced".into(),
            hook: "admission".into(),
            module: "quota".into(),
            pattern: "consumer".into(),
            namespace: "tenant-a".into(),
            answer: "deny".into(),
            reason: "9 of\n9".into(),
            ..Decision::default()
        };
        let expected = "0192ab0000000007  2023-11-14T22:13:20.123Z  admission  quota         deny       enforced    tenant-a      consumer  9 of | 9\n";
        assert_eq!(line(&decision), expected);
    }
}
