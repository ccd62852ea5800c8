//! Steps 1 and 2 of a launch: which level is in force, and which key follows from what the isolation policy answers.
//!
//! Outside the supervisor on purpose: it needs no state, so it runs on the request's own worker and nothing waits for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::isolation::{IsolationKey, IsolationLevel, Placement};
use crate::manifest::Manifest;
use crate::names::{Namespace, SessionId};
use crate::policy::{Hook, Outcome, Policy, Request, Warning};
use crate::refusal::Refusal;

/// What a caller asked for, names parsed.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Level, if it named one.
    pub isolation: Option<IsolationLevel>,
    /// Tenant, if it named one.
    pub namespace: Option<Namespace>,
    /// Session, if it named one.
    pub session: Option<SessionId>,
    /// Configuration.
    pub config: Arc<BTreeMap<String, String>>,
    /// Who asks.
    pub caller: Arc<str>,
}

/// A request with its key.
#[derive(Clone, Debug)]
pub struct Placed {
    /// As policies see it.
    pub request: Request,
    /// Within the fence.
    pub placement: Placement,
    /// What follows.
    pub key: IsolationKey,
    /// Who named the level that was in force before the policy was asked.
    pub level_from: LevelFrom,
    /// The level that the policy answered, where it was below the fence and was raised.
    pub raised_from: Option<IsolationLevel>,
    /// The module that answered.
    pub decided_by: Arc<str>,
    /// What other modules would have objected.
    pub warnings: Vec<Warning>,
}

/// Finds the key of a request.
///
/// # Errors
///
/// The level is below the manifest's minimum, a name is missing, the policy refused, or gave no usable answer.
pub fn place(
    policy: &dyn Policy,
    manifest: &Manifest,
    default: IsolationLevel,
    asked: Asked,
) -> Result<Placed, Refusal> {
    let (level, level_from) = level_in_force(manifest, default, asked.isolation)?;
    let request = Request {
        pattern: manifest.name.clone(),
        version: manifest.version.clone(),
        namespace: asked.namespace,
        session: asked.session,
        requested: asked.isolation,
        level,
        config: asked.config,
        caller: asked.caller,
    };
    let verdict = policy.isolation(&request);
    let (module, decision, warnings) = (verdict.module, verdict.decision, verdict.warnings);
    let mut placement = match verdict.outcome {
        Outcome::Answer(placement) => placement,
        Outcome::Refused(denial) => return Err(Refusal::Denied { module, denial, decision }),
        Outcome::Fault(fault) => return Err(Refusal::PolicyFailed { hook: Hook::Isolation, module, fault, decision }),
    };
    let raised_from = (placement.level < level).then_some(placement.level);
    placement.level = placement.level.max(level);
    let names = (request.namespace.as_ref(), request.session.as_ref());
    let key = IsolationKey::derive(request.pattern.clone(), names.0, names.1, placement.clone())?;
    Ok(Placed { request, placement, key, level_from, raised_from, decided_by: module, warnings })
}

/// Who named an isolation level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LevelFrom {
    /// The request.
    Request,
    /// The manifest's `isolation_level`.
    Manifest,
    /// The operator's `default_isolation`.
    Default,
    /// The manifest's `minimum_isolation`, above what would have been in force.
    Minimum,
}

impl LevelFrom {
    /// Its name for people.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Manifest => "manifest",
            Self::Default => "default",
            Self::Minimum => "minimum",
        }
    }
}

/// The request's level if it names one, else the manifest's, else the operator's default; never below the manifest's minimum.
///
/// # Errors
///
/// The request names a level below the minimum.
pub fn level_in_force(
    manifest: &Manifest,
    default: IsolationLevel,
    requested: Option<IsolationLevel>,
) -> Result<(IsolationLevel, LevelFrom), Refusal> {
    let minimum = manifest.minimum_isolation;
    if let Some(requested) = requested {
        let refusal = Refusal::IsolationTooWeak { requested, minimum };
        return if requested < minimum { Err(refusal) } else { Ok((requested, LevelFrom::Request)) };
    }
    let (level, from) = match manifest.isolation_level {
        Some(level) => (level, LevelFrom::Manifest),
        None => (default, LevelFrom::Default),
    };
    Ok(if level < minimum { (minimum, LevelFrom::Minimum) } else { (level, from) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patch::{Patch, Plan};
    use crate::policy::{Ended, Restart, Stop, Usage, Verdict};
    use crate::testing::{level, manifest};
    use crate::time::UnixMillis;

    struct Answers(Placement);

    impl Policy for Answers {
        fn isolation(&self, _: &Request) -> Verdict<Placement> {
            Verdict::answer(&"test".into(), self.0.clone())
        }
        fn admission(&self, _: &Request, _: &Placement, _: &Usage, _: UnixMillis) -> Verdict<()> {
            Verdict::answer(&"test".into(), ())
        }
        fn restart(&self, _: &Ended) -> Verdict<Restart> {
            Verdict::answer(&"test".into(), Restart::GiveUp(String::new()))
        }
        fn mutate(&self, _: &Request, _: &Placement, _: &Plan, _: UnixMillis) -> Verdict<Patch> {
            Verdict::answer(&"test".into(), Patch::default())
        }
        fn terminate(&self, _: &Stop) -> Verdict<()> {
            Verdict::answer(&"test".into(), ())
        }
    }

    fn asked(isolation: Option<&str>) -> Asked {
        Asked {
            isolation: isolation.map(level),
            namespace: Namespace::parse("tenant-a").ok(),
            session: SessionId::parse("user-1").ok(),
            ..Asked::default()
        }
    }

    #[test]
    fn request_then_manifest_then_default() {
        let silent = manifest("p");
        let says = Manifest { isolation_level: Some(IsolationLevel::Session), ..manifest("p") };
        let in_force = |manifest: &Manifest, requested| level_in_force(manifest, IsolationLevel::Namespace, requested);
        assert_eq!(in_force(&silent, None), Ok((IsolationLevel::Namespace, LevelFrom::Default)));
        assert_eq!(in_force(&says, None), Ok((IsolationLevel::Session, LevelFrom::Manifest)));
        assert_eq!(in_force(&says, Some(IsolationLevel::None)), Ok((IsolationLevel::None, LevelFrom::Request)));
    }

    #[test]
    fn a_request_below_the_minimum_is_refused_and_a_default_below_it_is_raised() {
        let floor = Manifest { minimum_isolation: IsolationLevel::Session, ..manifest("p") };
        let refused = level_in_force(&floor, IsolationLevel::None, Some(IsolationLevel::None));
        assert!(matches!(refused, Err(Refusal::IsolationTooWeak { .. })));
        let raised = level_in_force(&floor, IsolationLevel::None, None);
        assert_eq!(raised, Ok((IsolationLevel::Session, LevelFrom::Minimum)));
    }

    #[test]
    fn a_policy_may_divide_more_finely_and_never_less() {
        let stricter = Answers(Placement::at(IsolationLevel::Session));
        let placed = place(&stricter, &manifest("p"), IsolationLevel::Namespace, asked(None)).expect("placed");
        assert_eq!(placed.key.scope.level(), IsolationLevel::Session);
        let weaker = Answers(Placement::at(IsolationLevel::None));
        let placed = place(&weaker, &manifest("p"), IsolationLevel::Namespace, asked(None)).expect("placed");
        assert_eq!(placed.key.scope.level(), IsolationLevel::Namespace);
        assert_eq!(placed.raised_from, Some(IsolationLevel::None));
    }

    #[test]
    fn a_level_that_needs_a_name_says_which() {
        let session = Answers(Placement::at(IsolationLevel::Session));
        let nameless = Asked { session: None, ..asked(None) };
        let refusal = place(&session, &manifest("p"), IsolationLevel::None, nameless).expect_err("no session");
        assert_eq!(refusal.to_string(), "session_id is needed at isolation level session");
    }
}
