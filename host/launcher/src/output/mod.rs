//! What instances write to stdout and stderr: kept in files within a bound, read and followed by whoever asks.
//!
//! An instance writes to its file itself (`process::output` opens it): nobody stands between, so it never waits for a reader, and neither
//! launcher nor spawner has to live for it to go on. What is known besides (which generation, when) is noted in a file of our own.
//!
//! Start reading at [`keeper`].

mod bound;
mod follow;
mod index;
mod keeper;
mod kept;
mod lines;
mod reader;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use prism_core::process::{BulkheadId, ProcessInfo};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};

use crate::os::inotify::{Bell, FirstWrites};
use crate::process::log_file;
use keeper::{Ask, Keeper};

pub(crate) use bound::first_data;
#[cfg(test)]
pub(crate) use bound::trim;
pub(crate) use follow::{Follower, Until};
pub(crate) use index::{Began, beside as marks_beside};
pub(crate) use lines::Part;
pub(crate) use reader::{Found, From, What};

/// Readers and followers at a time. 256: every one may wait for a disk in a thread of its own for a moment, and hold 64 KiB.
pub(crate) const READERS_MAX: usize = 256;

/// Whose output.
#[derive(Clone, Debug)]
pub(crate) struct Process {
    /// Its id.
    pub(crate) id: Arc<str>,
    /// Which bulkhead of that id.
    pub(crate) bulkhead: BulkheadId,
    /// Its file.
    pub(crate) path: Arc<Path>,
}

/// What is told of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct State {
    /// Everything before this is noted and may be read.
    pub(crate) length: u64,
    /// The last generation that began.
    pub(crate) generation: u64,
    /// How often it was emptied while it was kept.
    pub(crate) emptied: u64,
    /// Nothing will be written any more.
    pub(crate) gone: bool,
}

/// A file that is followed.
#[derive(Clone, Debug)]
pub(crate) struct Followed {
    /// Where it is: while it is written to, where it was made.
    path: Arc<Path>,
    state: watch::Receiver<State>,
}

/// The way to the keeper. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Outputs {
    asks: Sender<Ask>,
    bell: Bell,
    directory: Arc<Path>,
    readers: Arc<Semaphore>,
}

impl Outputs {
    /// Starts the keeper's thread. Files of processes that do not live are looked for in `directory`.
    pub(crate) fn start(directory: &Path) -> io::Result<Self> {
        let (asks, received) = channel();
        let writes = FirstWrites::new()?;
        let bell = writes.bell();
        let keeper = Keeper::new(received, writes);
        thread::Builder::new().name("outputs".into()).spawn(move || keeper.run())?;
        let readers = Arc::new(Semaphore::new(READERS_MAX));
        Ok(Self { asks, bell, directory: directory.into(), readers })
    }

    /// Whose output a process's is.
    pub(crate) fn of(&self, info: &ProcessInfo) -> Process {
        let path = log_file(&self.directory, &info.identity).into();
        Process { id: info.identity.process_id.clone(), bulkhead: info.bulkhead, path }
    }

    /// A generation is about to write at this place.
    pub(crate) fn began(&self, process: Process, began: Began) {
        self.ask(Ask::Began(process, began));
    }

    /// Nothing of a process is left.
    pub(crate) fn gone(&self, process: Process) {
        self.ask(Ask::Gone(process));
    }

    /// Looks at every file, in case that the kernel has not told of a write.
    pub(crate) fn look_at_all(&self) {
        self.ask(Ask::LookAtAll);
    }

    /// A place among the readers, as long as it is held. None: there are [`READERS_MAX`] of them.
    pub(crate) fn enter(&self) -> Option<OwnedSemaphorePermit> {
        self.readers.clone().try_acquire_owned().ok()
    }

    /// What there is of a process's output, and what comes. None: the keeper is gone.
    pub(crate) async fn follow(&self, process: Process) -> Option<Followed> {
        let (reply, followed) = oneshot::channel();
        self.ask(Ask::Follow(process, reply));
        followed.await.ok()
    }

    /// A keeper that is gone keeps nothing any more; who follows finds its channel closed.
    fn ask(&self, ask: Ask) {
        let _ = self.asks.send(ask);
        self.bell.ring();
    }
}
