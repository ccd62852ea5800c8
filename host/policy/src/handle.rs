//! The set in force, and how another takes its place.

use std::sync::Arc;

use arc_swap::ArcSwap;
use prism_core::entry::Entry;
use prism_core::isolation::Placement;
use prism_core::patch::{Patch, Plan};
use prism_core::policy::{Ended, Policy, Request, Restart, Stop, Usage, Verdict};
use prism_core::time::UnixMillis;

use crate::set::PolicySet;

/// Answers with the set in force. Clones share it; a swap is one pointer, and who is being answered keeps the set that it began with.
#[derive(Clone, Debug)]
pub struct Handle {
    current: Arc<ArcSwap<PolicySet>>,
}

impl Handle {
    /// A handle on `set`.
    #[must_use]
    pub fn new(set: PolicySet) -> Self {
        Self { current: Arc::new(ArcSwap::from_pointee(set)) }
    }

    /// The set in force.
    #[must_use]
    pub fn current(&self) -> Arc<PolicySet> {
        self.current.load_full()
    }

    /// Puts a set back that was in force before, unless another one than `instead_of` has come meanwhile. Whether it did.
    pub fn put_back(&self, before: Arc<PolicySet>, instead_of: &Arc<PolicySet>) -> bool {
        Arc::ptr_eq(&self.current.compare_and_swap(instead_of, before), instead_of)
    }

    /// Puts `set` into force, and gives back the one that was. Drop that where it may take time: with its last user go its compiled
    /// modules.
    pub fn swap(&self, set: impl Into<Arc<PolicySet>>) -> Arc<PolicySet> {
        self.current.swap(set.into())
    }
}

impl Policy for Handle {
    fn isolation(&self, request: &Request) -> Verdict<Placement> {
        self.current.load().isolation(request)
    }

    fn admission(&self, request: &Request, placement: &Placement, usage: &Usage, now: UnixMillis) -> Verdict<()> {
        self.current.load().admission(request, placement, usage, now)
    }

    fn restart(&self, ended: &Ended) -> Verdict<Restart> {
        self.current.load().restart(ended)
    }

    fn mutate(&self, request: &Request, placement: &Placement, plan: &Plan, now: UnixMillis) -> Verdict<Patch> {
        self.current.load().mutate(request, placement, plan, now)
    }

    fn terminate(&self, stop: &Stop) -> Verdict<()> {
        self.current.load().terminate(stop)
    }

    fn entered(&self, entry: Entry<'_>) {
        self.current.load().entered(entry);
    }
}
