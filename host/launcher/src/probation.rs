//! A module that came with a reload and only fails is taken back, with the reload that brought it.
//!
//! What cannot be loaded never comes into force; what loads and then fails at everything it is asked is found out here. One good
//! answer ends a newcomer's probation: from then on its faults are its own, and its breakers'. The invariant: only the set that is
//! on probation is ever replaced, and only by the one before it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use prism_policy::{Module, PolicySet};
use tokio::sync::Notify;

/// First answers that must not all be faults. Five, as the breakers have it: one bad request is not a bad module.
const FAULTS: u64 = 5;
/// And they must have had this long to come from others: whoever can make a module fail must not be able to have it taken back
/// just by being first.
const TIME: Duration = Duration::from_secs(5);

/// Whether the set in force came with the last reload and has not proved itself.
#[derive(Default)]
pub(crate) struct Probation {
    active: AtomicBool,
    case: ArcSwapOption<Case>,
    fault: Notify,
}

/// A set on probation.
struct Case {
    set: Arc<PolicySet>,
    before: Arc<PolicySet>,
    newcomers: Vec<Module>,
    since: Instant,
}

/// A newcomer that failed at everything: the set to put back, and what to say.
pub(crate) struct Condemned {
    pub(crate) set: Arc<PolicySet>,
    pub(crate) before: Arc<PolicySet>,
    pub(crate) reason: String,
}

impl Probation {
    /// `set` has taken the place of `before`.
    pub(crate) fn begin(&self, set: Arc<PolicySet>, before: Arc<PolicySet>) {
        let newcomers: Vec<Module> =
            set.modules().filter(|module| is_obeyed(&set, module) && !had(&before, module)).cloned().collect();
        self.active.store(!newcomers.is_empty(), Ordering::Relaxed);
        self.case
            .store((!newcomers.is_empty()).then(|| Arc::new(Case { set, before, newcomers, since: Instant::now() })));
    }

    /// A module gave no usable answer. On the thread that asked: wakes whoever looks into it, no more.
    pub(crate) fn heard_fault(&self) {
        if self.active.load(Ordering::Relaxed) {
            self.fault.notify_one();
        }
    }

    /// Waits until a newcomer is found to fail at everything.
    pub(crate) async fn condemned(&self) -> Condemned {
        loop {
            self.fault.notified().await;
            if let Some(early) = self.case.load().as_ref().and_then(|case| TIME.checked_sub(case.since.elapsed())) {
                tokio::time::sleep(early).await;
            }
            if let Some(condemned) = self.judge() {
                return condemned;
            }
        }
    }

    fn judge(&self) -> Option<Condemned> {
        let case = self.case.load_full()?;
        let mut open = false;
        for module in &case.newcomers {
            let fares = module.fares();
            if fares.asked == fares.faulted && fares.faulted >= FAULTS {
                self.close();
                let last = fares.last_fault.map(|last| last.fault.to_string()).unwrap_or_default();
                let reason = format!(
                    "policy {} failed at all of its first {} decisions, the last {last}; the policies of before the reload are in force again",
                    module.name(),
                    fares.faulted
                );
                return Some(Condemned { set: case.set.clone(), before: case.before.clone(), reason });
            }
            open |= fares.asked == fares.faulted;
        }
        if !open {
            self.close();
        }
        None
    }

    fn close(&self) {
        self.active.store(false, Ordering::Relaxed);
        self.case.store(None);
    }
}

/// What is only compared or told may fail as it likes; a canary has bounds of its own.
fn is_obeyed(set: &PolicySet, module: &Module) -> bool {
    let is_candidate = |role: &String| ["shadow", "warn", "canary"].iter().any(|list| role.starts_with(list));
    set.roles(module.name()).iter().any(|role| !is_candidate(role))
}

/// The same module with the same configuration, under whatever name.
fn had(before: &PolicySet, module: &Module) -> bool {
    let same = |other: &Module| (other.sha256(), other.config_sha256()) == (module.sha256(), module.config_sha256());
    before.modules().any(same)
}
