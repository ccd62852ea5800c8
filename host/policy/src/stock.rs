//! Instances made ready before anyone waits for one: instantiated, configured, their first pages touched. Each is used once.
//!
//! Most of what a fresh instance costs is page faults, not code. One thread makes instances for all modules and takes the used ones
//! away, so that a decision waits for neither; an empty stock is no error, the asker then makes its own.
//!
//! That thread only works while nobody asks. All instances share one address space, and to make one beside a decision slows the
//! decision by more than a stocked instance saves (measured with instances whose memory grows: 30-45 us with both at work, 24-35 us without
//! any stock, 6-11 us from a stock at rest). Under a lasting load the stock runs dry and every asker makes its own, which is the fastest there is.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use crate::engine::Engine;
use crate::instance::Instance;

/// Nobody asked for so long: now is the time to make an instance. Ten times what making one takes.
const QUIET: Duration = Duration::from_micros(250);

/// One module's instances.
pub(crate) struct Stock {
    engine: Engine,
    size: usize,
    shelf: Mutex<Shelf>,
    /// How many there are of each kind on the shelf, so that nobody waits for it to learn that it is of no use: under a lasting load
    /// it has none ready and no room for used ones, and everybody asks.
    ready: AtomicUsize,
    used: AtomicUsize,
    /// Whether the thread knows already that this stock is low.
    queued: AtomicBool,
}

#[derive(Default)]
struct Shelf {
    ready: Vec<Instance>,
    used: Vec<Instance>,
}

impl Stock {
    pub(crate) fn new(engine: &Engine, size: usize) -> Self {
        let (ready, used, queued) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
        Self { engine: engine.clone(), size, shelf: Mutex::default(), ready, used, queued }
    }

    /// A ready instance, if there is one, and whether it is time to ask for more.
    pub(crate) fn take(&self) -> (Option<Instance>, bool) {
        self.engine.refiller().asked();
        let taken = if self.ready() > 0 { self.with_shelf(|shelf| shelf.ready.pop()) } else { None };
        if taken.is_some() {
            self.engine.release_stock(1);
        }
        // Half empty, not one missing: waking the thread costs more than a decision.
        let low = self.size > 0 && self.ready() <= self.size / 2;
        (taken, low && !self.queued.load(Ordering::Relaxed) && !self.queued.swap(true, Ordering::Relaxed))
    }

    /// Has a used instance taken away later.
    pub(crate) fn discard(&self, used: Instance) {
        if self.used.load(Ordering::Relaxed) >= self.size {
            return;
        }
        let full = self.with_shelf(|shelf| {
            if shelf.used.len() >= self.size {
                return Some(used);
            }
            shelf.used.push(used);
            None
        });
        // Taken away by whoever used it, and not while others wait for the shelf.
        drop(full);
    }

    /// Takes the used ones away and makes one. True if more are wanted; not where the pool has no room or an instance cannot be
    /// made: whoever asks next makes one itself, and hears why not.
    pub(crate) fn add(&self, make: impl FnOnce() -> Option<Instance>) -> bool {
        // First, so that a stock that gets low from here on is announced again.
        self.queued.store(false, Ordering::Relaxed);
        drop(self.with_shelf(|shelf| std::mem::take(&mut shelf.used)));
        if self.ready() >= self.size || !self.engine.reserve_stock() {
            return false;
        }
        let Some(instance) = make() else {
            self.engine.release_stock(1);
            return false;
        };
        self.with_shelf(|shelf| shelf.ready.push(instance));
        self.ready() < self.size
    }

    /// How many are ready.
    pub(crate) fn ready(&self) -> usize {
        self.ready.load(Ordering::Relaxed)
    }

    fn with_shelf<T>(&self, change: impl FnOnce(&mut Shelf) -> T) -> T {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = change(&mut shelf);
        self.ready.store(shelf.ready.len(), Ordering::Relaxed);
        self.used.store(shelf.used.len(), Ordering::Relaxed);
        changed
    }
}

impl Drop for Stock {
    fn drop(&mut self) {
        self.engine.release_stock(self.ready());
    }
}

/// What the thread does for a module whose stock is low.
pub(crate) trait Restock: Send + Sync {
    /// Makes one instance. True if more are wanted.
    fn restock(&self) -> bool;
}

/// The thread that fills the stocks of one engine. Ends with the engine.
pub(crate) struct Refiller {
    // Unbounded, but no module is in it often: a stock announces itself once until it is worked on.
    low: Sender<Weak<dyn Restock>>,
    asks: Arc<AtomicU64>,
}

impl Refiller {
    pub(crate) fn start() -> std::io::Result<Self> {
        let (low, requests) = channel();
        let asks = Arc::new(AtomicU64::new(0));
        let heard = asks.clone();
        thread::Builder::new().name("policy-stock".into()).spawn(move || fill_until_closed(&requests, &heard))?;
        Ok(Self { low, asks })
    }

    /// Has `module` restocked soon.
    pub(crate) fn request(&self, module: &Arc<impl Restock + 'static>) {
        let module: Weak<dyn Restock> = Arc::downgrade(&(module.clone() as Arc<dyn Restock>));
        // Without its thread a stock stays empty and every asker makes its own instance: slower, not wrong.
        let _ = self.low.send(module);
    }

    /// Somebody asks at this moment.
    fn asked(&self) {
        self.asks.fetch_add(1, Ordering::Relaxed);
    }
}

fn fill_until_closed(requests: &Receiver<Weak<dyn Restock>>, asks: &AtomicU64) {
    while let Ok(module) = requests.recv() {
        // The module is only held while an instance is made: one that is dropped meanwhile is gone.
        while wait_for_quiet(asks) && module.upgrade().is_some_and(|module| module.restock()) {}
    }
}

fn wait_for_quiet(asks: &AtomicU64) -> bool {
    loop {
        let before = asks.load(Ordering::Relaxed);
        thread::sleep(QUIET);
        if asks.load(Ordering::Relaxed) == before {
            return true;
        }
    }
}
