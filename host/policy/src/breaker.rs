//! Whoever's questions a module keeps failing at is not put to it for a while.
//!
//! ```text
//! closed --N faults in a row--> resting --time is up--> one probe --answer--> closed
//!                                  ^                        |
//!                                  +--------- fault --------+   (twice the rest)
//! ```
//!
//! One for each hook, pattern and namespace: what a module fails at may be one tenant's input, and no other tenant pays for it. A module that
//! rests is still a fault, so it never drops out of a vote. The invariant: who has no fault behind it is always asked.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use prism_core::policy::{DecisionId, Fault, FaultKind, Hook};

/// The first rest. A second: what a policy fails at for a moment, such as a machine without memory, may have passed.
const REST_MIN: Duration = Duration::from_secs(1);
/// The longest: a module that was mended by other means is asked again within a minute.
const REST_MAX: Duration = Duration::from_secs(60);
/// Askers in trouble that are remembered. Beyond, the one whose trouble is oldest is forgotten: it is asked again too early, no more.
const TROUBLED_MAX: usize = 1024;

/// The breakers of one module.
#[derive(Debug)]
pub(crate) struct Breakers {
    /// Faults in a row that open one; 0: never.
    limit: u32,
    /// How many are in `troubled`: a module that works is asked without a lock.
    count: AtomicUsize,
    troubled: Mutex<BTreeMap<Asker, Trouble>>,
}

/// Whose questions.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Asker {
    hook: Hook,
    pattern: Box<str>,
    namespace: Box<str>,
}

#[derive(Debug)]
struct Trouble {
    faults: u32,
    rest: Duration,
    /// Not asked before; then one is asked, and nobody else for another rest.
    until: Option<Instant>,
    since: Instant,
    last: Fault,
    decision: Option<DecisionId>,
}

/// Not asked: the fault that stands for the answer, and the decision that led to it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Resting {
    pub(crate) fault: Fault,
    pub(crate) decision: Option<DecisionId>,
}

impl Breakers {
    pub(crate) fn new(limit: u32) -> Self {
        Self { limit, count: AtomicUsize::new(0), troubled: Mutex::default() }
    }

    /// Whether the module rests from this asker's questions. None: ask it.
    pub(crate) fn check(&self, hook: Hook, pattern: &str, namespace: &str, now: Instant) -> Option<Resting> {
        if self.count.load(Ordering::Relaxed) == 0 {
            return None;
        }
        let mut troubled = self.lock();
        let trouble = troubled.get_mut(&asker(hook, pattern, namespace))?;
        let until = trouble.until?;
        if until <= now {
            // The probe. Should it never come back, there is another one after as long again.
            trouble.until = Some(now + trouble.rest);
            return None;
        }
        let (faults, last, left) = (trouble.faults, &trouble.last, until - now);
        let message =
            format!("{faults} faults in a row, the last {last}; asked again in {} s", left.as_millis().div_ceil(1000));
        let fault = Fault { kind: FaultKind::Suspended, message };
        Some(Resting { fault, decision: trouble.decision })
    }

    /// What came of asking.
    pub(crate) fn record(
        &self,
        hook: Hook,
        pattern: &str,
        namespace: &str,
        fault: Option<&Fault>,
        decision: Option<DecisionId>,
        now: Instant,
    ) {
        if self.limit == 0 || (fault.is_none() && self.count.load(Ordering::Relaxed) == 0) {
            return;
        }
        let mut troubled = self.lock();
        match fault {
            None => drop(troubled.remove(&asker(hook, pattern, namespace))),
            Some(fault) => {
                let trouble =
                    troubled.entry(asker(hook, pattern, namespace)).or_insert_with(|| Trouble::new(fault, now));
                trouble.add(fault, decision, now, self.limit);
                forget_oldest(&mut troubled);
            }
        }
        self.count.store(troubled.len(), Ordering::Relaxed);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Asker, Trouble>> {
        self.troubled.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn asker(hook: Hook, pattern: &str, namespace: &str) -> Asker {
    Asker { hook, pattern: pattern.into(), namespace: namespace.into() }
}

fn forget_oldest(troubled: &mut BTreeMap<Asker, Trouble>) {
    while troubled.len() > TROUBLED_MAX {
        let oldest = troubled.iter().min_by_key(|(_, trouble)| trouble.since).map(|(asker, _)| Asker {
            hook: asker.hook,
            pattern: asker.pattern.clone(),
            namespace: asker.namespace.clone(),
        });
        let Some(oldest) = oldest else { return };
        troubled.remove(&oldest);
    }
}

impl Trouble {
    fn new(fault: &Fault, now: Instant) -> Self {
        Self { faults: 0, rest: REST_MIN, until: None, since: now, last: fault.clone(), decision: None }
    }

    fn add(&mut self, fault: &Fault, decision: Option<DecisionId>, now: Instant, limit: u32) {
        self.faults = self.faults.saturating_add(1);
        self.last = fault.clone();
        self.decision = decision;
        if self.until.is_some() {
            self.rest = (self.rest * 2).min(REST_MAX);
        }
        if self.faults >= limit {
            self.until = Some(now + self.rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trap() -> Fault {
        Fault { kind: FaultKind::Trap, message: "boom".into() }
    }

    /// Breakers after `faults` faults of tenant-a at admission.
    fn after(faults: u32, now: Instant) -> Breakers {
        let breakers = Breakers::new(3);
        for number in 0..faults {
            breakers.record(Hook::Admission, "p", "tenant-a", Some(&trap()), Some(DecisionId(number.into())), now);
        }
        breakers
    }

    fn rests(breakers: &Breakers, hook: Hook, namespace: &str, now: Instant) -> bool {
        breakers.check(hook, "p", namespace, now).is_some()
    }

    #[test]
    fn it_opens_with_the_last_of_so_many_faults_in_a_row_and_says_why() {
        let now = Instant::now();
        assert!(!rests(&after(2, now), Hook::Admission, "tenant-a", now));
        let resting = after(3, now).check(Hook::Admission, "p", "tenant-a", now).expect("rests");
        assert_eq!(resting.fault.to_string(), "suspended: 3 faults in a row, the last trap: boom; asked again in 1 s");
        assert_eq!(resting.decision, Some(DecisionId(2)));
    }

    #[test]
    fn nobody_else_and_no_other_hook_pays_for_it() {
        let now = Instant::now();
        let breakers = after(3, now);
        assert!(!rests(&breakers, Hook::Admission, "tenant-b", now));
        assert!(!rests(&breakers, Hook::Restart, "tenant-a", now));
        assert_eq!(breakers.check(Hook::Admission, "q", "tenant-a", now), None);
    }

    #[test]
    fn one_probe_is_let_through_and_its_answer_closes() {
        let now = Instant::now();
        let breakers = after(3, now);
        let later = now + REST_MIN;
        assert!(!rests(&breakers, Hook::Admission, "tenant-a", later), "the probe");
        assert!(rests(&breakers, Hook::Admission, "tenant-a", later), "nobody beside it");
        breakers.record(Hook::Admission, "p", "tenant-a", None, None, later);
        assert!(!rests(&breakers, Hook::Admission, "tenant-a", later));
    }

    #[test]
    fn a_probe_that_fails_rests_twice_as_long_up_to_a_minute() {
        let mut now = Instant::now();
        let breakers = after(3, now);
        for rest in [1, 2, 4, 8, 16, 32, 60, 60] {
            assert!(rests(&breakers, Hook::Admission, "tenant-a", now + Duration::from_secs(rest) - REST_MIN / 2));
            now += Duration::from_secs(rest);
            assert!(!rests(&breakers, Hook::Admission, "tenant-a", now));
            breakers.record(Hook::Admission, "p", "tenant-a", Some(&trap()), None, now);
        }
    }

    #[test]
    fn an_answer_between_faults_begins_anew() {
        let now = Instant::now();
        let breakers = after(2, now);
        breakers.record(Hook::Admission, "p", "tenant-a", None, None, now);
        breakers.record(Hook::Admission, "p", "tenant-a", Some(&trap()), None, now);
        assert!(!rests(&breakers, Hook::Admission, "tenant-a", now));
    }

    #[test]
    fn it_remembers_so_many_in_trouble_and_no_more() {
        let now = Instant::now();
        let breakers = Breakers::new(1);
        for number in 0..2000_u32 {
            let at = now + Duration::from_millis(number.into());
            breakers.record(Hook::Admission, "p", &number.to_string(), Some(&trap()), None, at);
        }
        assert_eq!(breakers.lock().len(), TROUBLED_MAX);
        assert!(rests(&breakers, Hook::Admission, "1999", now) && !rests(&breakers, Hook::Admission, "0", now));
    }

    #[test]
    fn a_limit_of_zero_never_opens() {
        let now = Instant::now();
        let breakers = Breakers::new(0);
        for _ in 0..100 {
            breakers.record(Hook::Restart, "p", "", Some(&trap()), None, now);
        }
        assert!(!rests(&breakers, Hook::Restart, "", now));
    }
}
