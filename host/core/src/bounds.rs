//! The operator's hard bounds. They hold whatever a policy answers.

use std::time::Duration;

/// Every bound that the supervisor keeps. Each has a default that argues for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Places in all. 5,000: with four descriptors each in the spawner, what a limit of 20,000 open files carries.
    pub processes_max: u32,
    /// Places of one namespace. 1,000: one tenant cannot take the machine from the others.
    pub namespace_processes_max: u32,
    /// Places of one session in its namespace. 100: every pattern there is, a few times over.
    pub session_processes_max: u32,
    /// Instances between spawn and ready at a time (the RFC's `max_concurrent_starts`, 10).
    pub starts_max: u32,
    /// Instances waiting for that. 5,000: one launch of everything that may run.
    pub start_queue_max: usize,
    /// Callers waiting for one instance. 10,000: far above what one proxy has in flight.
    pub waiters_max: usize,
    /// Failed processes kept to be looked at; the oldest is forgotten. 1,000: one page of a list.
    pub failed_kept_max: usize,
    /// Shortest delay before a restart, but for the first after a ready instance. 100 ms: ten a second is not a hot loop.
    pub restart_delay_min: Duration,
    /// Longest delay before a restart. One hour: longer is giving up.
    pub restart_delay_max: Duration,
    /// Starts of one process id within [`START_WINDOW`]. 30: a crash loop costs at most one start in two seconds.
    pub starts_per_window_max: usize,
    /// How long an instance must have been ready to be stable: its failures no longer count. 60 s: the RFC's two resyncs.
    pub stable_after: Duration,
    /// How long a given-up process id stays refused. 60 s, as [`Self::stable_after`].
    pub quarantine: Duration,
    /// Longest grace period that a request may ask for. 1 hour.
    pub grace_max: Duration,
    /// Ceiling of the built-in backoff, used where a restart policy gives no answer (the RFC's `backoff_period`, 5 s).
    pub fallback_backoff_max: Duration,
    /// Variables that mutate policies may set, by name, or by beginning where one ends in `*`. None: what a process finds in its
    /// environment is its manifest's and its caller's matter, until the operator says otherwise.
    pub mutable_environment: Vec<String>,
}

/// The window of [`Bounds::starts_per_window_max`].
pub const START_WINDOW: Duration = Duration::from_secs(60);

/// How long a killed tree may take to be gone before it is killed again. 10 s: the kernel needs milliseconds; a process in
/// uninterruptible sleep may need minutes, and is reported each time.
pub(crate) const KILL_AGAIN_AFTER: Duration = Duration::from_secs(10);

/// Failures in a row after which the built-in rule gives up (the RFC's circuit breaker).
pub const FALLBACK_FAILURES_MAX: u32 = 5;

impl Default for Bounds {
    fn default() -> Self {
        Self {
            processes_max: 5_000,
            namespace_processes_max: 1_000,
            session_processes_max: 100,
            starts_max: 10,
            start_queue_max: 5_000,
            waiters_max: 10_000,
            failed_kept_max: 1_000,
            restart_delay_min: Duration::from_millis(100),
            restart_delay_max: Duration::from_secs(3600),
            starts_per_window_max: 30,
            stable_after: Duration::from_secs(60),
            quarantine: Duration::from_secs(60),
            grace_max: Duration::from_secs(3600),
            fallback_backoff_max: Duration::from_secs(5),
            mutable_environment: Vec::new(),
        }
    }
}
