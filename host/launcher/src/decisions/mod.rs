//! The decision log: every decision of a policy, whole, in a bounded ring and in rotated files.
//!
//! Who decides never waits for it: a recording goes into a bounded queue, and one that finds no room is counted and lost. A thread
//! of its own takes secrets out, writes, and tells whoever follows. The invariant: nothing that is kept or told here holds a secret.

mod files;
mod keep;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

use prism_core::policy::DecisionId;
use prism_policy::{Glob, Record, Recording, Redaction};
use tokio::sync::broadcast;

use files::Files;
use keep::Kept;

pub(crate) use files::find;

/// Recordings that wait to be written: a burst of some seconds' worth of cold launches, at about 1 KiB each.
const QUEUE_MAX: usize = 8192;
/// Records in the ring: what `decisions` shows and `explain` finds without a file.
const RING_MAX: usize = 4096;
/// Records that one who follows may be behind before it loses some.
const FOLLOWED_MAX: usize = 1024;
/// Records written with one system call at most.
const BATCH_MAX: usize = 256;

/// How the log is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionLogConfig {
    /// Off: nothing is recorded, refusals carry no id, `explain` knows no past.
    pub enabled: bool,
    /// Where its files are.
    pub dir: PathBuf,
    /// Size at which a file is closed and the next begun.
    pub file_bytes: u64,
    /// Files kept, the current one too.
    pub files: u32,
    /// Keys of a request's configuration that are secret, besides those that a manifest says are.
    pub redact: Vec<Glob>,
}

/// Whether the manifest of a pattern says that a key's value is a secret.
pub(crate) type IsSecret = Box<dyn Fn(&str, &str) -> bool + Send>;

/// The way to the log, and what it holds in memory. Cheap to clone.
#[derive(Clone)]
pub struct DecisionLog {
    shared: Arc<Shared>,
}

struct Shared {
    queue: SyncSender<Message>,
    ring: Mutex<VecDeque<Arc<Record>>>,
    told: broadcast::Sender<Arc<Record>>,
    written: AtomicU64,
    dropped: AtomicU64,
    dir: PathBuf,
}

enum Message {
    Recording(Box<Recording>),
    /// Everything before it is to be in its file; tell when it is.
    Flush(SyncSender<()>),
}

impl DecisionLog {
    /// Makes the directory and starts the thread.
    ///
    /// # Errors
    ///
    /// The directory, its salt or the thread cannot be made.
    pub(crate) fn start(config: &DecisionLogConfig, is_secret: IsSecret) -> std::io::Result<Self> {
        let files = Files::open(config)?;
        let salt = keep::salt(&config.dir)?;
        let (queue, messages) = sync_channel(QUEUE_MAX);
        let shared = Arc::new(Shared {
            queue,
            ring: Mutex::default(),
            told: broadcast::Sender::new(FOLLOWED_MAX),
            written: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
            dir: config.dir.clone(),
        });
        let writer = Writer {
            // Weak would do; the process ends with the log, so a cycle costs nothing.
            shared: shared.clone(),
            files,
            kept: Kept::new(&config.dir)?,
            keys: config.redact.clone(),
            is_secret,
            salt,
        };
        thread::Builder::new().name("decision-log".into()).spawn(move || writer.run(&messages))?;
        Ok(Self { shared })
    }

    /// Takes a recording; never waits.
    pub(crate) fn record(&self, recording: Recording) {
        if self.shared.queue.try_send(Message::Recording(Box::new(recording))).is_err() {
            self.shared.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits until what was recorded before is written.
    pub(crate) fn flush(&self) {
        let (done, written) = sync_channel(1);
        if self.shared.queue.send(Message::Flush(done)).is_ok() {
            let _ = written.recv();
        }
    }

    /// The latest records, oldest first.
    pub(crate) fn recent(&self, count: usize) -> Vec<Arc<Record>> {
        let ring = self.shared.lock_ring();
        ring.iter().skip(ring.len().saturating_sub(count)).cloned().collect()
    }

    /// Those that come from now on.
    pub(crate) fn follow(&self) -> broadcast::Receiver<Arc<Record>> {
        self.shared.told.subscribe()
    }

    /// The record of a decision that is still in memory.
    pub(crate) fn in_memory(&self, id: DecisionId) -> Option<Arc<Record>> {
        let ring = self.shared.lock_ring();
        // Ordered by id but for decisions that were made at the same time on different threads.
        ring.iter().rev().find(|record| record.decision() == Some(id)).cloned()
    }

    /// Where its files are.
    pub(crate) fn dir(&self) -> &std::path::Path {
        &self.shared.dir
    }

    /// Records written, and recordings that found no room.
    pub(crate) fn counts(&self) -> (u64, u64) {
        (self.shared.written.load(Ordering::Relaxed), self.shared.dropped.load(Ordering::Relaxed))
    }
}

impl Shared {
    fn lock_ring(&self) -> MutexGuard<'_, VecDeque<Arc<Record>>> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the thread owns.
struct Writer {
    shared: Arc<Shared>,
    files: Files,
    kept: Kept,
    keys: Vec<Glob>,
    is_secret: IsSecret,
    salt: [u8; 32],
}

impl Writer {
    fn run(mut self, messages: &Receiver<Message>) {
        while let Ok(first) = messages.recv() {
            let mut lines = Vec::new();
            let mut flushed = Vec::new();
            for message in std::iter::once(first).chain(messages.try_iter().take(BATCH_MAX - 1)) {
                match message {
                    Message::Recording(recording) => self.take(&recording, &mut lines),
                    Message::Flush(done) => flushed.push(done),
                }
            }
            if let Err(error) = self.files.append(&lines) {
                tracing::error!(%error, dir = %self.shared.dir.display(), "decisions cannot be written");
            }
            for done in flushed {
                let _ = done.send(());
            }
        }
    }

    fn take(&mut self, recording: &Recording, lines: &mut Vec<u8>) {
        self.kept.keep(&recording.module);
        let pattern = recording.input.pattern();
        let is_secret = |key: &str| (self.is_secret)(pattern, key);
        let redaction = Redaction { keys: &self.keys, is_secret: &is_secret, salt: &self.salt };
        let record = Arc::new(Record::new(recording, &redaction));
        match serde_json::to_writer(&mut *lines, &*record) {
            Ok(()) => lines.push(b'\n'),
            Err(error) => tracing::error!(%error, id = record.id, "a decision cannot be written down"),
        }
        self.shared.written.fetch_add(1, Ordering::Relaxed);
        let mut ring = self.shared.lock_ring();
        if ring.len() == RING_MAX {
            ring.pop_front();
        }
        ring.push_back(record.clone());
        drop(ring);
        // Nobody may be following.
        let _ = self.shared.told.send(record);
    }
}

/// A log that is there once the launcher runs. `check` has none.
#[derive(Clone, Default)]
pub(crate) struct Later(Arc<OnceLock<DecisionLog>>);

impl Later {
    pub(crate) fn get(&self) -> Option<&DecisionLog> {
        self.0.get()
    }

    pub(crate) fn set(&self, log: DecisionLog) {
        // Set once, by the one who starts the launcher.
        let _ = self.0.set(log);
    }
}
