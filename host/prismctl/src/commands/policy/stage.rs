//! `policy promote`, `rollback` and `resume`: how far a candidate has come, moved by hand.
//!
//! The launcher does it and remembers it; what it answers is shown. The configuration file stays as it is, and where it says otherwise
//! is told, so that somebody brings it in line.

use clap::Args;
use prism_proto::v1::{PolicyCandidate, StagePolicyRequest, StagePolicyResponse};

use crate::client::Launcher;
use crate::commands::READ_TIMEOUT;
use crate::errors::{Call, Failure};
use crate::render::words::one_line;
use crate::render::{Format, json};

#[derive(Args, Debug)]
pub(crate) struct StageArgs {
    /// The candidate: a module in shadow, warn or canary of the configuration
    #[arg(value_name = "NAME")]
    pub(crate) module: String,
}

#[derive(Args, Debug)]
pub(crate) struct RollBackArgs {
    /// The candidate [default: the one that is obeyed, where it is only one]
    #[arg(value_name = "NAME")]
    pub(crate) module: Option<String>,
}

/// Which way.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Way {
    Promote,
    RollBack,
    Resume,
}

/// Moves it, and says where it is now.
pub(crate) async fn run(launcher: &Launcher, way: Way, module: String, format: Format) -> Result<(), Failure> {
    let mut policies = launcher.policies();
    let request = StagePolicyRequest { module };
    let rpc = |_, request| async move {
        match way {
            Way::Promote => policies.promote_policy(request).await,
            Way::RollBack => policies.roll_back_policy(request).await,
            Way::Resume => policies.resume_policy(request).await,
        }
    };
    let call = match way {
        Way::Promote => Call::Promote,
        Way::RollBack => Call::RollBack,
        Way::Resume => Call::Resume,
    };
    let answer = launcher.call(call, Some(READ_TIMEOUT), request, rpc).await?;
    format.show(|_| screen(&answer), || json::StagePolicyResponse::from(answer.clone()))
}

fn screen(answer: &StagePolicyResponse) -> String {
    answer.candidates.iter().map(|candidate| one_line(&sentence(candidate)) + "\n").collect()
}

fn sentence(candidate: &PolicyCandidate) -> String {
    let PolicyCandidate { module, field, mode, hooks, instead_of, namespaces, stage, .. } = candidate;
    let hooks = hooks.join(" and ");
    let file = format!("the configuration file says otherwise in policies.{field}: bring it in line");
    match (stage.as_str(), mode.as_str(), instead_of.as_str()) {
        ("promoted", _, "") => format!("{module} decides {hooks} for all, too; {file}"),
        ("promoted", _, stable) => format!("{module} decides {hooks} for all, in the place of {stable}; {file}"),
        ("rolled-back", _, stable) => {
            format!("{module} decides for nobody, and {stable} decides {hooks} for all; {file}")
        }
        (_, "canary", stable) => format!("{module} decides {hooks} for {namespaces}, in the place of {stable}"),
        (_, "warn", _) => format!("{module} is asked at {hooks} and told, and not obeyed"),
        _ => format!("{module} is asked at {hooks} and compared, and not obeyed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(mode: &str, stage: &str) -> PolicyCandidate {
        PolicyCandidate {
            module: "next".into(),
            field: format!("{mode}[0]"),
            mode: mode.into(),
            hooks: vec!["admission".into(), "restart".into()],
            instead_of: "quota".into(),
            namespaces: "10%, lab".into(),
            stage: stage.into(),
            ..PolicyCandidate::default()
        }
    }

    #[test]
    fn what_is_in_force_and_what_is_left_to_do_are_told() {
        let file = "the configuration file says otherwise in policies.canary[0]: bring it in line";
        for (stage, wanted) in [
            ("promoted", format!("next decides admission and restart for all, in the place of quota; {file}")),
            (
                "rolled-back",
                format!("next decides for nobody, and quota decides admission and restart for all; {file}"),
            ),
            ("as-written", "next decides admission and restart for 10%, lab, in the place of quota".to_owned()),
        ] {
            assert_eq!(sentence(&candidate("canary", stage)), wanted);
        }
        assert_eq!(
            sentence(&candidate("warn", "as-written")),
            "next is asked at admission and restart and told, and not obeyed"
        );
        let voter = PolicyCandidate { instead_of: String::new(), ..candidate("warn", "promoted") };
        assert!(sentence(&voter).starts_with("next decides admission and restart for all, too; "));
    }
}
