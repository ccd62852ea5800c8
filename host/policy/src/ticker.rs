//! The clock of guests: moves the engine's epoch on while any is called, and sleeps where none was for a while.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, Thread};
use std::time::Duration;

/// How often the epoch moves on, and the time is looked at that a guest has run for. Fuel stops a busy guest long before; this is for
/// what fuel does not see, so it may be coarse.
pub(crate) const TICK: Duration = Duration::from_millis(10);
/// Ticks without a call after which it sleeps. To be woken costs the next call some microseconds, so a second's worth: who is busy has
/// calls more often, and who is not is not woken a hundred times a second.
const IDLE_TICKS: u32 = 100;

/// A thread that ticks. It ends with this.
#[derive(Debug)]
pub(crate) struct Ticker {
    shared: Arc<Shared>,
    thread: Thread,
}

#[derive(Debug, Default)]
struct Shared {
    /// Calls under way.
    calls: AtomicUsize,
    sleeps: AtomicBool,
    done: AtomicBool,
}

impl Ticker {
    pub(crate) fn start(engine: wasmtime::Engine) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let ticking = shared.clone();
        let tick = move || ticking.tick(|| engine.increment_epoch());
        let thread = thread::Builder::new().name("policy-epoch".into()).spawn(tick)?.thread().clone();
        Ok(Self { shared, thread })
    }

    /// A guest runs, until what this returns is dropped.
    pub(crate) fn call(&self) -> Call<'_> {
        self.shared.calls.fetch_add(1, Ordering::SeqCst);
        if self.shared.sleeps.load(Ordering::SeqCst) {
            self.thread.unpark();
        }
        Call(&self.shared.calls)
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.shared.done.store(true, Ordering::SeqCst);
        self.thread.unpark();
    }
}

/// See [`Ticker::call`].
pub(crate) struct Call<'a>(&'a AtomicUsize);

impl Drop for Call<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Shared {
    fn tick(&self, advance: impl Fn()) {
        let mut idle = 0;
        while !self.done.load(Ordering::SeqCst) {
            advance();
            idle = if self.calls.load(Ordering::SeqCst) == 0 { idle + 1 } else { 0 };
            if idle < IDLE_TICKS {
                thread::sleep(TICK);
            } else {
                self.sleep();
                idle = 0;
            }
        }
    }

    /// Until somebody calls. Who calls says so before it looks whether this sleeps, and this looks for calls after it has said that it
    /// sleeps: one of the two sees the other.
    fn sleep(&self) {
        self.sleeps.store(true, Ordering::SeqCst);
        while self.calls.load(Ordering::SeqCst) == 0 && !self.done.load(Ordering::SeqCst) {
            thread::park();
        }
        self.sleeps.store(false, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn until(what: &str, is_so: impl Fn() -> bool) {
        for _ in 0..10_000 {
            if is_so() {
                return;
            }
            thread::sleep(Duration::from_millis(1));
        }
        panic!("never: {what}");
    }

    #[test]
    fn it_sleeps_where_nobody_calls_and_is_woken_by_a_call() {
        let shared = Arc::new(Shared::default());
        let (ticking, ticks) = (shared.clone(), Arc::new(AtomicUsize::new(0)));
        let counted = ticks.clone();
        let advance = move || {
            counted.fetch_add(1, Ordering::SeqCst);
        };
        let thread = thread::spawn(move || ticking.tick(advance));
        let ticker = Ticker { shared: shared.clone(), thread: thread.thread().clone() };
        for _ in 0..2 {
            until("it sleeps", || shared.sleeps.load(Ordering::SeqCst));
            let before = ticks.load(Ordering::SeqCst);
            let call = ticker.call();
            until("it ticks", || ticks.load(Ordering::SeqCst) > before + 3);
            drop(call);
        }
        drop(ticker);
        thread.join().expect("it ends");
    }

    #[test]
    fn it_goes_on_as_long_as_a_call_takes() {
        let shared = Shared::default();
        let ticks = AtomicUsize::new(0);
        shared.calls.store(1, Ordering::SeqCst);
        let advance = || {
            shared.done.store(ticks.fetch_add(1, Ordering::SeqCst) > IDLE_TICKS as usize + 5, Ordering::SeqCst);
        };
        shared.tick(advance);
        assert!(!shared.sleeps.load(Ordering::SeqCst));
    }
}
