//! When to probe an instance, and what to make of the answers.
//!
//! Up is not ready: a starting instance is probed fast until it is ready, then at the manifest's interval. Probing itself is the
//! launcher's work; here is only the schedule and the count.

use std::time::Duration;

use crate::manifest::{HealthCheck, Probe};
use crate::time::Timestamp;

/// Shortest time between two readiness probes. 1 ms: a tiny server is up after about two.
const POLL_MIN: Duration = Duration::from_millis(1);
/// Longest time between two readiness probes, even where the interval is longer. 1 s: nobody waits longer for nothing.
const POLL_MAX: Duration = Duration::from_secs(1);
/// A readiness probe comes after an eighth of the time waited so far: at most 12 % of a start is lost to polling.
const POLL_SHARE: u32 = 8;
/// How long an instance that is not probed is looked at as often as a starting one. 30 s: the default start timeout.
const LOOK_FAST: Duration = Duration::from_secs(30);
/// Time beyond the probe's own timeout after which an unanswered probe counts as missed.
const ANSWER_SLACK: Duration = Duration::from_secs(1);

/// The probes of one instance.
#[derive(Debug)]
pub(crate) struct Prober {
    probed: bool,
    interval: Duration,
    timeout: Duration,
    failure_threshold: u32,
    success_threshold: u32,
    began: Timestamp,
    ready: bool,
    attempts: u32,
    successes: u32,
    misses: u32,
    next: Next,
    last_error: String,
}

#[derive(Clone, Copy, Debug)]
enum Next {
    /// Probe at this time.
    At(Timestamp),
    /// An answer is due by this time.
    Awaiting(Timestamp),
    /// Nothing to probe.
    Never,
}

/// What is known of an instance whose probes are taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// Not ready.
    Starting,
    /// Ready, and it missed its last check.
    Missing,
    /// Ready and well.
    Healthy,
}

/// What a probe's answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// Nothing new.
    Unchanged,
    /// The instance is ready.
    Ready,
    /// A running instance missed a check, but not too many.
    Missed,
    /// A running instance answers again.
    Recovered,
    /// A running instance missed too many in a row.
    Unhealthy(String),
}

impl Prober {
    /// For an instance that was spawned at `now`.
    pub(crate) fn new(check: &HealthCheck, now: Timestamp) -> Self {
        let probed = !matches!(check.probe, Probe::Notify | Probe::Alive);
        Self {
            probed,
            interval: check.interval,
            timeout: check.timeout,
            failure_threshold: check.failure_threshold,
            success_threshold: check.success_threshold,
            began: now,
            ready: false,
            attempts: 0,
            successes: 0,
            misses: 0,
            next: if probed { Next::At(now + check.initial_delay) } else { Next::Never },
            last_error: match check.probe {
                Probe::Notify => "no READY=1 was sent to NOTIFY_SOCKET".into(),
                _ => "no probe was answered".into(),
            },
        }
    }

    /// For an instance that was spawned at `began` and had another prober until now. One that had missed a check has it to make good.
    pub(crate) fn resumed(check: &HealthCheck, began: Timestamp, now: Timestamp, known: Known, seed: u64) -> Self {
        let mut prober = Self::new(check, began);
        prober.ready = known != Known::Starting;
        prober.misses = u32::from(known == Known::Missing);
        if prober.ready {
            prober.next = Next::At(now + prober.share_of_interval(seed));
        } else if let Next::At(at) = prober.next {
            prober.next = Next::At(at.max(now));
        }
        prober
    }

    /// When something is due.
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        match self.next {
            Next::At(at) | Next::Awaiting(at) => Some(at),
            Next::Never => None,
        }
    }

    /// The number of the probe to make now, if one is due.
    pub(crate) fn poll(&mut self, now: Timestamp) -> Option<u32> {
        match self.next {
            Next::At(at) if at <= now => {
                self.attempts += 1;
                self.next = Next::Awaiting(now + self.timeout + ANSWER_SLACK);
                Some(self.attempts)
            }
            _ => None,
        }
    }

    /// A probe that was not answered counts as missed.
    pub(crate) fn expire(&mut self, now: Timestamp) -> Finding {
        match self.next {
            Next::Awaiting(by) if by <= now => self.record(now, Err("the probe gave no answer".into())),
            _ => Finding::Unchanged,
        }
    }

    /// True where the answer to probe number `attempt` is neither late nor a second one.
    pub(crate) fn awaits(&self, attempt: u32) -> bool {
        attempt == self.attempts && matches!(self.next, Next::Awaiting(_))
    }

    /// Takes the answer to the probe that it awaits.
    pub(crate) fn record(&mut self, now: Timestamp, answer: Result<(), String>) -> Finding {
        let finding = match answer {
            // It is only looked at, for the port it may serve; whether it is well, it says itself by running.
            _ if !self.probed => Finding::Unchanged,
            Ok(()) => self.succeed(),
            Err(error) => self.miss(error),
        };
        self.next = Next::At(now + self.pause(now));
        finding
    }

    /// The instance said itself that it is ready, or needs not say it.
    pub(crate) fn declare_ready(&mut self) -> Finding {
        if std::mem::replace(&mut self.ready, true) { Finding::Unchanged } else { Finding::Ready }
    }

    /// The last thing that went wrong.
    pub(crate) fn last_error(&self) -> &str {
        &self.last_error
    }

    /// Spreads the first liveness probe over the interval, so that instances started together are not probed together. One that
    /// is not probed may not listen yet: it is looked at soon.
    pub(crate) fn spread(&mut self, now: Timestamp, seed: u64) {
        let first = if self.probed { self.share_of_interval(seed) } else { POLL_MIN };
        self.next = Next::At(now + first);
    }

    /// From half of the interval to the whole of it.
    fn share_of_interval(&self, seed: u64) -> Duration {
        let share = u32::try_from(seed % 1000).unwrap_or(0);
        self.interval / 2 + self.interval / 2000 * share
    }

    fn succeed(&mut self) -> Finding {
        let missed = std::mem::take(&mut self.misses);
        self.successes += 1;
        if self.ready {
            if missed > 0 { Finding::Recovered } else { Finding::Unchanged }
        } else if self.successes >= self.success_threshold {
            self.ready = true;
            Finding::Ready
        } else {
            Finding::Unchanged
        }
    }

    fn miss(&mut self, error: String) -> Finding {
        self.successes = 0;
        self.last_error = error;
        if !self.ready {
            return Finding::Unchanged;
        }
        self.misses += 1;
        if self.misses >= self.failure_threshold {
            Finding::Unhealthy(format!("{} in a row missed, the last: {}", self.misses, self.last_error))
        } else {
            Finding::Missed
        }
    }

    fn pause(&self, now: Timestamp) -> Duration {
        let settled = self.probed || now.since(self.began) > LOOK_FAST;
        if self.ready && settled {
            self.interval
        } else {
            (now.since(self.began) / POLL_SHARE).clamp(POLL_MIN, POLL_MAX).min(self.interval.max(POLL_MIN))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{at, health_check};

    fn prober() -> Prober {
        Prober::new(&health_check(), at(0))
    }

    fn step(prober: &mut Prober, answer: Result<(), String>) -> (Timestamp, Finding) {
        let due = prober.deadline().expect("something is due");
        let attempt = prober.poll(due).expect("a probe is due");
        assert!(prober.awaits(attempt));
        (due, prober.record(due, answer))
    }

    #[test]
    fn a_starting_instance_is_polled_from_one_millisecond_up() {
        let mut prober = prober();
        let mut times = Vec::new();
        for _ in 0..40 {
            times.push(step(&mut prober, Err("refused".into())).0);
        }
        assert_eq!(times[0], at(0));
        assert_eq!(times[1] - times[0], POLL_MIN);
        assert!(times.windows(2).all(|pair| pair[1] - pair[0] <= POLL_MAX));
        let late = times.last().copied().expect("forty");
        assert!(late > at(100), "polling slows down: {late}");
    }

    #[test]
    fn polling_never_costs_more_than_an_eighth_of_the_start() {
        let mut prober = prober();
        let mut last = at(0);
        while last < at(5_000) {
            let (due, _) = step(&mut prober, Err("refused".into()));
            let allowed = (last.since(at(0)) / POLL_SHARE).max(POLL_MIN);
            assert!(due - last <= allowed, "{last} to {due}");
            last = due;
        }
    }

    #[test]
    fn ready_needs_successes_in_a_row() {
        let mut prober = Prober::new(&HealthCheck { success_threshold: 2, ..health_check() }, at(0));
        assert_eq!(step(&mut prober, Ok(())).1, Finding::Unchanged);
        assert_eq!(step(&mut prober, Err("no".into())).1, Finding::Unchanged);
        assert_eq!(step(&mut prober, Ok(())).1, Finding::Unchanged);
        assert_eq!(step(&mut prober, Ok(())).1, Finding::Ready);
    }

    #[test]
    fn misses_in_a_row_are_unhealthy_and_a_success_forgives_them() {
        let mut prober = prober();
        assert_eq!(step(&mut prober, Ok(())).1, Finding::Ready);
        assert_eq!(step(&mut prober, Err("no".into())).1, Finding::Missed);
        assert_eq!(step(&mut prober, Ok(())).1, Finding::Recovered);
        assert_eq!(step(&mut prober, Err("no".into())).1, Finding::Missed);
        assert_eq!(step(&mut prober, Err("no".into())).1, Finding::Missed);
        assert!(
            matches!(step(&mut prober, Err("no".into())).1, Finding::Unhealthy(error) if error.contains("3 in a row"))
        );
    }

    #[test]
    fn an_answer_that_never_comes_is_a_miss() {
        let mut prober = prober();
        step(&mut prober, Ok(()));
        let due = prober.deadline().expect("due");
        assert!(prober.poll(due).is_some());
        assert_eq!(prober.poll(due), None, "one probe at a time");
        let lost = prober.deadline().expect("an answer is due");
        assert_eq!(prober.expire(lost), Finding::Missed);
    }

    #[test]
    fn a_late_answer_is_dropped() {
        let mut prober = prober();
        let attempt = prober.poll(at(0)).expect("due");
        let lost = prober.deadline().expect("due");
        assert!(prober.awaits(attempt));
        prober.expire(lost);
        assert!(!prober.awaits(attempt));
    }

    #[test]
    fn notify_and_alive_are_looked_at_once_they_are_ready_and_never_found_unwell() {
        for probe in [Probe::Notify, Probe::Alive] {
            let mut prober = Prober::new(&HealthCheck { probe, ..health_check() }, at(0));
            assert_eq!(prober.deadline(), None);
            assert_eq!(prober.declare_ready(), Finding::Ready);
            assert_eq!(prober.declare_ready(), Finding::Unchanged);
            prober.spread(at(0), 0);
            let mut looks = Vec::new();
            for _ in 0..100 {
                let (due, finding) = step(&mut prober, Err("no answer".into()));
                assert_eq!(finding, Finding::Unchanged);
                looks.push(due);
            }
            assert_eq!(looks[0], at(1));
            assert_eq!(looks[99] - looks[98], health_check().interval, "in the end as often as others");
        }
    }

    #[test]
    fn first_liveness_probes_are_spread_over_the_interval() {
        let mut times = std::collections::BTreeSet::new();
        for seed in 0..1000 {
            let mut prober = prober();
            step(&mut prober, Ok(()));
            prober.spread(at(0), seed);
            let due = prober.deadline().expect("due");
            assert!(due >= at(15_000) && due <= at(30_000), "{due}");
            times.insert(due);
        }
        assert!(times.len() > 900);
    }
}
