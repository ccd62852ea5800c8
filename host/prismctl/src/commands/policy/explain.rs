//! `policy explain`: what would become of a launch, and why; or why a past decision was made. Starts nothing.

use prism_proto::v1::{ExplainRequest, ExplainResponse, LaunchRequest, Opinion, TerminateRequest};

use crate::args::ExplainArgs;
use crate::client::Launcher;
use crate::commands::READ_TIMEOUT;
use crate::commands::policy::decisions;
use crate::errors::{Call, Failure};
use crate::render::words::{isolation, one_line};
use crate::render::{Format, json, table};

/// Asks and prints.
pub(crate) async fn run(launcher: &Launcher, args: ExplainArgs, format: Format) -> Result<(), Failure> {
    let request = request(args)?;
    let mut policies = launcher.policies();
    let rpc = |_, request| async move { policies.explain(request).await };
    let answer = launcher.call(Call::Explain, Some(READ_TIMEOUT), request, rpc).await?;
    format.show(|_| screen(&answer), || json::ExplainResponse::from(answer.clone()))
}

fn request(args: ExplainArgs) -> Result<ExplainRequest, Failure> {
    let why_not = args.why_not;
    let nothing = ExplainRequest { why_not, ..ExplainRequest::default() };
    match (args.pattern, args.decision, args.terminate) {
        (Some(pattern_name), None, None) => {
            let launch = LaunchRequest {
                pattern_name,
                isolation: args.isolation.map(|level| prism_proto::v1::IsolationLevel::from(level).into()),
                namespace: args.namespace.unwrap_or_default(),
                session_id: args.session.unwrap_or_default(),
                config: args.config.into_iter().map(|entry| (entry.key, entry.value)).collect(),
                ..LaunchRequest::default()
            };
            Ok(ExplainRequest { launch: Some(launch), ..nothing })
        }
        (None, Some(decision), None) => Ok(ExplainRequest { decision, ..nothing }),
        (None, None, Some(process_id)) => {
            let terminate = TerminateRequest { process_id, grace_period_secs: None, force: args.force };
            Ok(ExplainRequest { terminate: Some(terminate), ..nothing })
        }
        _ => Err(Failure::Usage("explain: expected a pattern's name, --decision ID or --terminate ID".to_owned())),
    }
}

fn screen(answer: &ExplainResponse) -> String {
    let mut text = match &answer.decision {
        Some(decision) => decisions::whole(decision),
        None => table::block(&title(answer), &fields(answer)),
    };
    for opinion in &answer.opinions {
        text += &format!("  {}\n", said(opinion));
        text.extend(opinion.evidence.iter().map(|check| format!("    {}\n", one_line(check))));
    }
    for note in answer.notes.iter().chain(&answer.why_not) {
        text += &format!("  {}\n", one_line(note));
    }
    text
}

fn title(answer: &ExplainResponse) -> String {
    let process = one_line(&answer.process_id);
    match answer.outcome.as_str() {
        "REUSE" => format!("would be answered at once: {process} runs"),
        "JOIN" => format!("would wait for {process}, which is starting"),
        "WAIT_AND_ADMIT" => format!("would wait until {process} is gone, and start it anew"),
        "ADMIT" => format!("would start {process}"),
        "STOP" => format!("would terminate {process}"),
        _ => format!("would be refused: {} ({})", one_line(&answer.refusal), one_line(&answer.reason)),
    }
}

fn fields(answer: &ExplainResponse) -> Vec<(&'static str, String)> {
    let level = match answer.isolation_from.as_str() {
        "" => String::new(),
        from => format!("{} (from the {})", isolation(answer.isolation), one_line(from)),
    };
    let mut usage: Vec<_> = answer.usage.iter().collect();
    usage.sort();
    let usage: Vec<String> = usage.iter().map(|(name, value)| format!("{name} {value}")).collect();
    vec![("Isolation", level), ("Usage", one_line(&usage.join(", ")))]
}

/// `admission quota: deny: 9 of 9 are held (1,204 fuel, 12 us)`.
fn said(opinion: &Opinion) -> String {
    let reason = match opinion.reason.as_str() {
        "" => String::new(),
        reason => format!(": {reason}"),
    };
    let Opinion { hook, module, answer, fuel, waited_us, .. } = opinion;
    let mode = match opinion.mode.as_str() {
        "" | "enforced" => String::new(),
        mode => format!(" ({mode})"),
    };
    one_line(&format!("{hook} {module}{mode}: {answer}{reason} (fuel {fuel}, {waited_us} us)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_with_every_opinion_and_the_way_out() {
        let answer = ExplainResponse {
            outcome: "REFUSE".into(),
            process_id: "ns:a:consumer".into(),
            isolation: 1,
            isolation_from: "manifest".into(),
            refusal: "policy quota: 9 of 9 are held".into(),
            reason: "QUOTA".into(),
            usage: [("namespace".to_owned(), 9), ("total".to_owned(), 57)].into(),
            opinions: vec![Opinion {
                hook: "admission".into(),
                module: "quota".into(),
                answer: "deny".into(),
                reason: "9 of 9 are held".into(),
                fuel: 1204,
                waited_us: 12,
                evidence: vec!["rule quota: held = 9 < max = 9: no (src/lib.rs:41)".into()],
                ..Opinion::default()
            }],
            why_not: vec!["quota would allow if usage.namespace were 8 or less, now 9".into()],
            ..ExplainResponse::default()
        };
        let expected = "\
would be refused: policy quota: 9 of 9 are held (QUOTA)
  Isolation:  namespace (from the manifest)
  Usage:      namespace 9, total 57
  admission quota: deny: 9 of 9 are held (fuel 1204, 12 us)
    rule quota: held = 9 < max = 9: no (src/lib.rs:41)
  quota would allow if usage.namespace were 8 or less, now 9
";
        assert_eq!(screen(&answer), expected);
    }
}
