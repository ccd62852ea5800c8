//! Bookkeeping of failures: what the restart policy is told, and the bounds its answer is held to.

use std::collections::VecDeque;
use std::time::Duration;

use crate::bounds::{Bounds, FALLBACK_FAILURES_MAX, START_WINDOW};
use crate::manifest::RestartBounds;
use crate::policy::{Ended, Restart};
use crate::time::Timestamp;

/// First delay of the built-in rule; it doubles with each failure.
const FALLBACK_BACKOFF: Duration = Duration::from_millis(500);

/// The starts and failures of one bulkhead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Failures in a row.
    pub failures: u32,
    /// Starts but the first.
    pub restarts: u32,
    /// Whether any instance has been ready.
    pub ever_ready: bool,
    /// Whether an instance was started.
    pub started: bool,
    /// When the last ones were, as many as the window budget looks at.
    pub starts: VecDeque<Timestamp>,
}

impl History {
    /// An instance is being started.
    pub(crate) fn record_start(&mut self, now: Timestamp, bounds: &Bounds) {
        self.started = true;
        self.starts.push_back(now);
        while self.starts.len() > bounds.starts_per_window_max.max(1) {
            self.starts.pop_front();
        }
    }

    /// True once an instance was started.
    pub(crate) fn has_started(&self) -> bool {
        self.started
    }

    /// What a bulkhead that takes the place of this one's begins with: nothing but the starts of this minute. Otherwise a caller
    /// who alternates between two configurations would be a hot loop.
    pub(crate) fn for_successor(&self) -> Self {
        Self { starts: self.starts.clone(), ..Self::default() }
    }

    /// How long the window budget forbids a start.
    pub(crate) fn must_wait(&self, now: Timestamp, bounds: &Bounds) -> Duration {
        self.earliest_start(now, bounds) - now
    }

    /// An instance ended that nobody stopped. `stable`: it had been ready for the stable time.
    pub(crate) fn record_failure(&mut self, stable: bool) {
        self.failures = if stable { 1 } else { self.failures.saturating_add(1) };
    }

    /// Holds a restart to the window budget: as [`clamp`] does to the other bounds.
    pub(crate) fn within_budget(
        &self,
        now: Timestamp,
        answer: Restart,
        clamped: Option<&'static str>,
        bounds: &Bounds,
    ) -> (Restart, Option<&'static str>) {
        let Restart::After(delay) = answer else { return (answer, clamped) };
        let allowed = self.earliest_start(now + delay, bounds) - now;
        if allowed > delay {
            (Restart::After(allowed), Some("the starts of this minute are used up"))
        } else {
            (Restart::After(delay), clamped)
        }
    }

    /// The earliest time at which the window budget allows a start that is wanted at `wanted`.
    fn earliest_start(&self, wanted: Timestamp, bounds: &Bounds) -> Timestamp {
        if self.starts.len() < bounds.starts_per_window_max {
            return wanted;
        }
        self.starts.front().map_or(wanted, |oldest| wanted.max(*oldest + START_WINDOW))
    }
}

/// Holds a restart policy's answer to the bounds. Returns it and, where it was changed, why.
pub(crate) fn clamp(
    answer: Restart,
    ended: &Ended,
    pattern: RestartBounds,
    bounds: &Bounds,
) -> (Restart, Option<&'static str>) {
    let Restart::After(delay) = answer else { return (answer, None) };
    if pattern.failures_max.is_some_and(|max| ended.consecutive_failures >= max) {
        let reason = format!("{} failures in a row reach the manifest's bound", ended.consecutive_failures);
        return (Restart::GiveUp(reason), Some("the manifest's failure bound is reached"));
    }
    // A manifest's bounds narrow the operator's: neither may lie outside of them, whatever the other one is.
    let ceiling = pattern.delay_max.unwrap_or(bounds.restart_delay_max);
    let ceiling = ceiling.min(bounds.restart_delay_max).max(bounds.restart_delay_min);
    let floor = pattern.delay_min.unwrap_or_default().max(bounds.restart_delay_min).min(ceiling);
    // A ready instance's first failure may be answered at once: the caller's next request should find it back.
    let first = ended.was_ready && ended.consecutive_failures <= 1;
    if !first && delay < floor {
        (Restart::After(floor), Some("the delay was below the floor"))
    } else if delay > ceiling {
        (Restart::After(ceiling), Some("the delay was above the ceiling"))
    } else {
        (Restart::After(delay), None)
    }
}

/// The built-in rule, where no policy answers: exponential backoff, given up after five failures in a row.
pub(crate) fn fallback(ended: &Ended, bounds: &Bounds) -> Restart {
    if ended.consecutive_failures >= FALLBACK_FAILURES_MAX {
        return Restart::GiveUp(format!("{} failures in a row; the last: {}", ended.consecutive_failures, ended.cause));
    }
    let doublings = ended.consecutive_failures.saturating_sub(1).min(16);
    Restart::After((FALLBACK_BACKOFF * (1 << doublings)).min(bounds.fallback_backoff_max))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{at, ended};
    use proptest::prelude::*;

    #[test]
    fn the_first_failure_of_a_ready_instance_may_be_answered_at_once() {
        let first = Ended { was_ready: true, consecutive_failures: 1, ..ended() };
        let answer = clamp(Restart::After(Duration::ZERO), &first, RestartBounds::default(), &Bounds::default());
        assert_eq!(answer, (Restart::After(Duration::ZERO), None));
    }

    #[test]
    fn later_failures_have_a_floor_and_all_have_a_ceiling() {
        let bounds = Bounds::default();
        let second = Ended { was_ready: true, consecutive_failures: 2, ..ended() };
        let (answer, why) = clamp(Restart::After(Duration::ZERO), &second, RestartBounds::default(), &bounds);
        assert_eq!(answer, Restart::After(bounds.restart_delay_min));
        assert!(why.is_some());
        let (answer, _) = clamp(Restart::After(Duration::MAX), &second, RestartBounds::default(), &bounds);
        assert_eq!(answer, Restart::After(bounds.restart_delay_max));
    }

    #[test]
    fn a_start_that_never_was_ready_has_a_floor_from_the_first() {
        let failed = Ended { was_ready: false, consecutive_failures: 1, ..ended() };
        let (answer, _) = clamp(Restart::After(Duration::ZERO), &failed, RestartBounds::default(), &Bounds::default());
        assert_eq!(answer, Restart::After(Bounds::default().restart_delay_min));
    }

    #[test]
    fn the_manifest_gives_up_before_a_patient_policy() {
        let pattern = RestartBounds { failures_max: Some(3), ..RestartBounds::default() };
        let third = Ended { consecutive_failures: 3, ..ended() };
        let (answer, _) = clamp(Restart::After(Duration::ZERO), &third, pattern, &Bounds::default());
        assert!(matches!(answer, Restart::GiveUp(_)));
    }

    #[test]
    fn the_window_budget_delays_a_start() {
        let bounds = Bounds { starts_per_window_max: 3, ..Bounds::default() };
        let mut history = History::default();
        for ms in [0, 100, 200] {
            assert_eq!(history.earliest_start(at(ms), &bounds), at(ms), "within the budget");
            history.record_start(at(ms), &bounds);
        }
        assert_eq!(history.earliest_start(at(300), &bounds), at(60_000));
        history.record_start(at(60_000), &bounds);
        assert_eq!(history.earliest_start(at(60_001), &bounds), at(60_100));
    }

    #[test]
    fn stability_forgives() {
        let mut history = History::default();
        history.record_failure(false);
        history.record_failure(false);
        assert_eq!(history.failures, 2);
        history.record_failure(true);
        assert_eq!(history.failures, 1);
    }

    #[test]
    fn the_built_in_rule_backs_off_and_gives_up() {
        let nth = |consecutive_failures| fallback(&Ended { consecutive_failures, ..ended() }, &Bounds::default());
        assert_eq!(nth(1), Restart::After(Duration::from_millis(500)));
        assert_eq!(nth(2), Restart::After(Duration::from_secs(1)));
        assert_eq!(nth(4), Restart::After(Duration::from_secs(4)));
        assert!(matches!(nth(5), Restart::GiveUp(reason) if reason.starts_with("5 failures")));
    }

    fn near_a_bound() -> impl Strategy<Value = Duration> {
        prop::sample::select(vec![0, 1, 99, 100, 101, 5_000, 3_599_999, 3_600_000, 3_600_001])
            .prop_map(Duration::from_millis)
    }

    proptest! {
        #[test]
        fn no_answer_escapes_the_bounds(ms: u64, failures in 0..10u32, was_ready: bool) {
            let bounds = Bounds::default();
            let ended = Ended { consecutive_failures: failures, was_ready, ..ended() };
            let (answer, _) = clamp(Restart::After(Duration::from_millis(ms)), &ended, RestartBounds::default(), &bounds);
            let Restart::After(delay) = answer else { return Err(TestCaseError::fail("gave up")) };
            prop_assert!(delay <= bounds.restart_delay_max);
            prop_assert!(delay >= bounds.restart_delay_min || (was_ready && failures <= 1));
        }

        #[test]
        fn no_manifest_widens_the_operators_bounds(delay in near_a_bound(), min in near_a_bound(), max in near_a_bound()) {
            let bounds = Bounds::default();
            let pattern = RestartBounds { delay_min: Some(min), delay_max: Some(max), failures_max: None };
            let (answer, _) = clamp(Restart::After(delay), &ended(), pattern, &bounds);
            let Restart::After(delay) = answer else { return Err(TestCaseError::fail("gave up")) };
            prop_assert!((bounds.restart_delay_min..=bounds.restart_delay_max).contains(&delay), "{delay:?}");
        }

        #[test]
        fn no_window_holds_more_starts_than_its_budget(max in 1..5usize, delays in prop::collection::vec(0..40_000u64, 1..60)) {
            let bounds = Bounds { starts_per_window_max: max, ..Bounds::default() };
            let (mut history, mut now, mut starts) = (History::default(), at(0), Vec::new());
            for ms in delays {
                let wanted = Restart::After(Duration::from_millis(ms));
                let (Restart::After(delay), _) = history.within_budget(now, wanted, None, &bounds) else { continue };
                now = now + delay;
                history.record_start(now, &bounds);
                starts.push(now);
            }
            prop_assert!(starts.windows(max + 1).all(|window| window[max] - window[0] >= START_WINDOW));
        }
    }
}
