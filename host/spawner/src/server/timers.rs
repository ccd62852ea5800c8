//! Deadlines, in order.

use std::collections::BTreeSet;
use std::time::Instant;

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Timer {
    /// Look again whether this instance has died.
    Ending(u64),
    /// Reap orphans.
    Reap,
    /// No launcher came for the instances.
    Orphaned,
    /// Orphaned instances have had their time.
    GraceOver,
}

/// A set: the same timer at the same moment is one.
#[derive(Debug, Default)]
pub(super) struct Timers(BTreeSet<(Instant, Timer)>);

impl Timers {
    pub(super) fn set(&mut self, at: Instant, timer: Timer) {
        self.0.insert((at, timer));
    }

    pub(super) fn next(&self) -> Option<Instant> {
        self.0.first().map(|(at, _)| *at)
    }

    /// Takes out what is due by `now`.
    pub(super) fn due(&mut self, now: Instant) -> Vec<Timer> {
        let mut due = Vec::new();
        while let Some(&(at, timer)) = self.0.first().filter(|(at, _)| *at <= now) {
            self.0.remove(&(at, timer));
            due.push(timer);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn what_is_due_comes_out_once_and_in_order() {
        let now = Instant::now();
        let mut timers = Timers::default();
        timers.set(now + Duration::from_secs(2), Timer::Reap);
        timers.set(now + Duration::from_secs(1), Timer::Ending(1));
        timers.set(now + Duration::from_secs(9), Timer::GraceOver);
        assert_eq!(timers.next(), Some(now + Duration::from_secs(1)));
        assert_eq!(timers.due(now + Duration::from_secs(3)), [Timer::Ending(1), Timer::Reap]);
        assert!(timers.due(now + Duration::from_secs(3)).is_empty());
    }
}
