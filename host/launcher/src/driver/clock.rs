//! The driver's clock, and the wall's.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use prism_core::time::{Timestamp, UnixMillis};

/// Shows the machine's monotonic time, which goes on from one launcher to the next: [`Timestamp::ZERO`] is about when it booted.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    origin: Instant,
    shown_at_origin: Duration,
}

impl Clock {
    /// Starts now.
    #[must_use]
    pub fn start() -> Self {
        let shown = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
        let (seconds, nanos) = (u64::try_from(shown.tv_sec), u32::try_from(shown.tv_nsec));
        Self { origin: Instant::now(), shown_at_origin: Duration::new(seconds.unwrap_or(0), nanos.unwrap_or(0)) }
    }

    /// What it shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::after_origin(self.shown_at_origin + self.origin.elapsed())
    }

    /// Time since it was started.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.origin.elapsed()
    }
}

/// The wall clock.
pub(crate) fn wall() -> UnixMillis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixMillis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
