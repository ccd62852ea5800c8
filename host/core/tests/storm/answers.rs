//! A policy that answers anything, by the dice.

use std::sync::Mutex;
use std::time::Duration;

use prism_core::isolation::{IsolationLevel, Placement};
use prism_core::names::Partition;
use prism_core::patch::{Patch, Plan, Wanted};
use prism_core::policy::{
    Denial, DenialCode, Ended, Fault, FaultKind, Outcome, Policy, Request, Restart, Stop, Usage, Verdict,
};
use prism_core::time::UnixMillis;

use crate::dice::Dice;

impl Dice {
    pub(crate) fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// Answers anything a policy can answer.
pub(crate) struct AnyAnswer(Mutex<Dice>);

impl AnyAnswer {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Mutex::new(Dice::new(seed)))
    }

    fn verdict<T>(&self, answer: impl FnOnce(&mut Dice) -> T) -> Verdict<T> {
        let mut dice = self.0.lock().expect("no storm panics in a policy");
        let outcome = match dice.below(20) {
            0 => {
                let retry_after = dice.percent(50).then_some(Duration::from_secs(1));
                Outcome::Refused(Denial { code: DenialCode::Quota, reason: "no".into(), retry_after })
            }
            1 => Outcome::Fault(Fault { kind: FaultKind::Trap, message: "unreachable".into() }),
            _ => Outcome::Answer(answer(&mut dice)),
        };
        Verdict { module: "dice".into(), outcome, decision: None, warnings: Vec::new() }
    }
}

impl Policy for AnyAnswer {
    fn isolation(&self, request: &Request) -> Verdict<Placement> {
        self.verdict(|dice| {
            let level = if dice.percent(80) { request.level } else { dice.pick(&IsolationLevel::ALL) };
            let partition = dice.percent(5).then(|| Partition::parse("canary").expect("valid"));
            Placement { level, partition }
        })
    }

    fn admission(&self, _: &Request, _: &Placement, usage: &Usage, _: UnixMillis) -> Verdict<()> {
        assert!(usage.total < usage.total_max, "policies are asked only where there is room");
        self.verdict(|_| ())
    }

    fn restart(&self, _: &Ended) -> Verdict<Restart> {
        self.verdict(|dice| match dice.below(8) {
            0 => Restart::GiveUp("dice".into()),
            1 => Restart::After(Duration::MAX),
            2 | 3 => Restart::After(Duration::ZERO),
            _ => Restart::After(Duration::from_millis(dice.roll() % 3_000)),
        })
    }

    fn mutate(&self, _: &Request, _: &Placement, plan: &Plan, _: UnixMillis) -> Verdict<Patch> {
        self.verdict(|dice| {
            let environment = match dice.below(4) {
                0 => vec![("TENANT_TIER".to_owned(), "gold".to_owned())],
                // Not allowed: the core is to refuse it.
                1 => vec![("LOG_LEVEL".to_owned(), "debug".to_owned())],
                _ => Vec::new(),
            };
            let grace = dice.percent(20).then(|| plan.grace * 2);
            Patch::new(Wanted { environment, grace, ..Wanted::default() }).expect("is right")
        })
    }

    fn terminate(&self, _: &Stop) -> Verdict<()> {
        self.verdict(|_| ())
    }
}
