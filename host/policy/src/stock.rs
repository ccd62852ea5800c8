//! Instances made ready before anyone waits for one: instantiated, configured, their first pages touched. Each is used once.
//!
//! Most of what a fresh instance costs is page faults, not code. One thread makes instances for all modules and takes the used ones
//! away, so that a decision waits for neither; an empty stock is no error, the asker then makes its own.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;

use crate::engine::Engine;
use crate::instance::Instance;

/// One module's instances.
pub(crate) struct Stock {
    engine: Engine,
    size: usize,
    shelf: Mutex<Shelf>,
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
        Self { engine: engine.clone(), size, shelf: Mutex::default(), queued: AtomicBool::new(false) }
    }

    /// A ready instance, if there is one, and whether it is time to ask for more.
    pub(crate) fn take(&self) -> (Option<Instance>, bool) {
        let mut shelf = self.shelf();
        let taken = shelf.ready.pop();
        // Half empty, not one missing: waking the thread costs more than a decision.
        let low = self.size > 0 && shelf.ready.len() <= self.size / 2;
        drop(shelf);
        if taken.is_some() {
            self.engine.release_stock(1);
        }
        (taken, low && !self.queued.swap(true, Ordering::Relaxed))
    }

    /// Has a used instance taken away later.
    pub(crate) fn discard(&self, used: Instance) {
        let mut shelf = self.shelf();
        if shelf.used.len() < self.size {
            shelf.used.push(used);
            return;
        }
        drop(shelf);
        drop(used);
    }

    /// Takes the used ones away and fills up. Ends early where the pool has no room or an instance cannot be made: whoever asks
    /// next makes one itself, and hears why not.
    pub(crate) fn fill(&self, make: impl Fn() -> Option<Instance>) {
        self.queued.store(false, Ordering::Relaxed);
        drop(std::mem::take(&mut self.shelf().used));
        while self.ready() < self.size && self.engine.reserve_stock() {
            match make() {
                Some(instance) => self.shelf().ready.push(instance),
                None => return self.engine.release_stock(1),
            }
        }
    }

    /// How many are ready.
    pub(crate) fn ready(&self) -> usize {
        self.shelf().ready.len()
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Stock {
    fn drop(&mut self) {
        self.engine.release_stock(self.ready());
    }
}

/// What the thread does for a module whose stock is low.
pub(crate) trait Restock: Send + Sync {
    /// Fills up.
    fn restock(&self);
}

/// The thread that fills the stocks of one engine. Ends with the engine.
pub(crate) struct Refiller {
    // Unbounded, but no module is in it twice.
    low: Sender<Weak<dyn Restock>>,
}

impl Refiller {
    pub(crate) fn start() -> std::io::Result<Self> {
        let (low, requests) = channel();
        thread::Builder::new().name("policy-stock".into()).spawn(move || fill_until_closed(&requests))?;
        Ok(Self { low })
    }

    /// Has `module` restocked soon.
    pub(crate) fn request(&self, module: &Arc<impl Restock + 'static>) {
        let module: Weak<dyn Restock> = Arc::downgrade(&(module.clone() as Arc<dyn Restock>));
        // Without its thread a stock stays empty and every asker makes its own instance: slower, not wrong.
        let _ = self.low.send(module);
    }
}

fn fill_until_closed(requests: &Receiver<Weak<dyn Restock>>) {
    while let Ok(module) = requests.recv() {
        if let Some(module) = module.upgrade() {
            module.restock();
        }
    }
}
