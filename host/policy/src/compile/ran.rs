//! How long another thread ran: the time that it had of a processor, so that a loaded machine is not to blame. Where the kernel does not
//! tell (`CONFIG_SCHED_INFO` off), the time since it began.

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// One thread's time.
#[derive(Debug, Default)]
pub(super) struct Ran {
    began: OnceLock<Began>,
}

#[derive(Debug)]
struct Began {
    at: Instant,
    /// `/proc/self/task/TID/schedstat`: nanoseconds on a processor, first of three numbers (sched-stats.rst).
    account: Option<PathBuf>,
}

impl Ran {
    /// The calling thread is the one meant.
    pub(super) fn begin(&self) {
        let own = fs::read_link("/proc/thread-self").ok();
        let account = own.map(|own| PathBuf::from("/proc").join(own).join("schedstat"));
        let account = account.filter(|account| read(account).is_some());
        // Begun once.
        let _ = self.began.set(Began { at: Instant::now(), account });
    }

    /// How long it ran; nothing before it began.
    pub(super) fn since_it_began(&self) -> Duration {
        let Some(began) = self.began.get() else { return Duration::ZERO };
        // A thread that has ended has no account any more; then its result is there.
        began.account.as_ref().map_or_else(|| began.at.elapsed(), |account| read(account).unwrap_or(Duration::ZERO))
    }
}

fn read(account: &PathBuf) -> Option<Duration> {
    let text = fs::read_to_string(account).ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::mpsc::channel;

    use rustix::time::{ClockId, clock_gettime};

    /// A thread that runs for so long and then waits: its time, by its own account and by ours.
    fn of_a_thread_that_runs(for_ms: i64) -> Duration {
        let ran = Arc::new(Ran::default());
        let (through, waits_for_it) = channel();
        let (release, released) = channel::<()>();
        let own = ran.clone();
        let thread = std::thread::spawn(move || {
            own.begin();
            let used = || clock_gettime(ClockId::ThreadCPUTime);
            let until = used().tv_nsec + used().tv_sec * 1_000_000_000 + for_ms * 1_000_000;
            while used().tv_nsec + used().tv_sec * 1_000_000_000 < until {}
            through.send(()).expect("is waited for");
            let _ = released.recv();
        });
        waits_for_it.recv().expect("is through");
        let found = ran.since_it_began();
        drop(release);
        thread.join().expect("ends");
        found
    }

    #[test]
    fn a_thread_that_works_has_run_and_one_that_waits_has_not() {
        let (busy, idle) = (of_a_thread_that_runs(100), of_a_thread_that_runs(0));
        assert!(busy >= Duration::from_millis(50), "{busy:?}");
        assert!(idle < busy, "{idle:?} and {busy:?}");
    }

    #[test]
    fn a_thread_that_has_not_begun_has_not_run() {
        assert_eq!(Ran::default().since_it_began(), Duration::ZERO);
    }
}
