//! The decision log: every decision of a policy, whole, in a bounded ring and in rotated files.
//!
//! Who decides never waits for it: a recording goes into a bounded queue, and one that finds no room is counted and lost. A thread
//! of its own takes secrets out, writes, and tells whoever follows. The invariant: nothing that is kept or told here holds a secret.

mod files;
mod keep;

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, Thread};
use std::time::Duration;

use prism_core::policy::DecisionId;
use prism_policy::{EventLine, Input, Output, Record, Recording, Redaction, SecretKeys};
use tokio::sync::broadcast;

use files::Files;
use keep::Kept;

pub(crate) use files::find;

/// Recordings that wait to be written: a burst of some seconds' worth of cold launches.
const QUEUE_MAX: usize = 8192;
/// Bytes of requests' configurations, and of changes, that wait with them, as one may have 192 KiB.
const QUEUE_BYTES_MAX: usize = 32 << 20;
/// Records in the ring: what `decisions` shows and `explain` finds without a file.
const RING_MAX: usize = 4096;
/// Bytes of records in the ring, as they are written: 4,096 of 4 KiB.
const RING_BYTES_MAX: usize = 16 << 20;
/// Records that one who follows may be behind before it loses some.
const FOLLOWED_MAX: usize = 1024;
/// Records written with one system call at most.
const BATCH_MAX: usize = 256;
/// How long the writer lets recordings gather. Who decides wakes nobody, which costs a decision more than all else that recording it does.
const GATHER: Duration = Duration::from_millis(5);
/// How often it looks where nothing is decided. Twenty times a second cost an idle launcher 0.03 % of a core.
const IDLE: Duration = Duration::from_millis(50);
/// Waiting bytes from which on it is woken all the same.
const WAKE_BYTES: usize = QUEUE_BYTES_MAX / 8;

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
    pub redact: SecretKeys,
}

/// Whether the value of a pattern's key is a secret.
pub(crate) type IsSecret = Box<dyn Fn(&str, &str) -> bool + Send>;

/// The way to the log, and what it holds in memory. Cheap to clone.
#[derive(Clone)]
pub struct DecisionLog {
    shared: Arc<Shared>,
}

struct Shared {
    queue: SyncSender<Message>,
    waiting_bytes: AtomicUsize,
    ring: Mutex<Ring>,
    told: broadcast::Sender<Arc<Record>>,
    written: AtomicU64,
    dropped: AtomicU64,
    /// The last attempt to write failed.
    failing: AtomicBool,
    dir: PathBuf,
    /// The writer's thread.
    writer: OnceLock<Thread>,
}

/// The latest records, with the bytes that each has as a line.
#[derive(Default)]
struct Ring {
    records: VecDeque<(Arc<Record>, usize)>,
    bytes: usize,
}

impl Ring {
    fn push(&mut self, record: Arc<Record>, bytes: usize) {
        self.records.push_back((record, bytes));
        self.bytes += bytes;
        while self.records.len() > RING_MAX || self.bytes > RING_BYTES_MAX {
            let Some((_, bytes)) = self.records.pop_front() else { return };
            self.bytes -= bytes;
        }
    }
}

enum Message {
    Recording(Box<Recording>),
    /// What lies between decisions.
    Event(Box<EventLine>),
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
            waiting_bytes: AtomicUsize::new(0),
            ring: Mutex::default(),
            told: broadcast::Sender::new(FOLLOWED_MAX),
            written: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
            failing: AtomicBool::new(false),
            dir: config.dir.clone(),
            writer: OnceLock::new(),
        });
        let writer = Writer {
            // Weak would do; the process ends with the log, so a cycle costs nothing.
            shared: shared.clone(),
            files,
            kept: Kept::new(&config.dir)?,
            is_secret,
            salt,
        };
        let writer = thread::Builder::new().name("decision-log".into()).spawn(move || writer.run(&messages))?;
        // Set once, here.
        let _ = shared.writer.set(writer.thread().clone());
        Ok(Self { shared })
    }

    /// Takes a recording; never waits.
    pub(crate) fn record(&self, recording: Recording) {
        let bytes = weight(&recording);
        let waiting = self.shared.waiting_bytes.fetch_add(bytes, Ordering::Relaxed);
        let sent = waiting + bytes <= QUEUE_BYTES_MAX
            && self.shared.queue.try_send(Message::Recording(Box::new(recording))).is_ok();
        if !sent {
            self.shared.waiting_bytes.fetch_sub(bytes, Ordering::Relaxed);
            self.shared.dropped.fetch_add(1, Ordering::Relaxed);
        }
        if waiting < WAKE_BYTES && waiting + bytes >= WAKE_BYTES {
            self.shared.wake();
        }
    }

    /// Takes a line that is no decision; never waits.
    pub(crate) fn note(&self, line: EventLine) {
        if self.shared.queue.try_send(Message::Event(Box::new(line))).is_err() {
            self.shared.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits until what was recorded before is written.
    pub(crate) fn flush(&self) {
        let (done, written) = sync_channel(1);
        if self.shared.queue.send(Message::Flush(done)).is_ok() {
            self.shared.wake();
            let _ = written.recv();
        }
    }

    /// The latest records that are `wanted`, oldest first.
    pub(crate) fn recent(&self, count: usize, wanted: impl Fn(&Record) -> bool) -> Vec<Arc<Record>> {
        let ring = self.shared.lock_ring();
        let latest = ring.records.iter().rev().map(|(record, _)| record).filter(|record| wanted(record));
        let mut latest: Vec<_> = latest.take(count).cloned().collect();
        latest.reverse();
        latest
    }

    /// What is wrong with it, if something is.
    pub(crate) fn problem(&self) -> Option<String> {
        let failing = self.shared.failing.load(Ordering::Relaxed);
        failing.then(|| format!("decisions cannot be written to {}; see the log", self.shared.dir.display()))
    }

    /// Those that come from now on.
    pub(crate) fn follow(&self) -> broadcast::Receiver<Arc<Record>> {
        self.shared.told.subscribe()
    }

    /// The record of a decision that is still in memory.
    pub(crate) fn in_memory(&self, id: DecisionId) -> Option<Arc<Record>> {
        let ring = self.shared.lock_ring();
        // Ordered by id but for decisions that were made at the same time on different threads.
        let mut latest = ring.records.iter().rev().map(|(record, _)| record);
        latest.find(|record| record.decision() == Some(id)).cloned()
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
    fn lock_ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wake(&self) {
        if let Some(writer) = self.writer.get() {
            writer.unpark();
        }
    }
}

/// What the thread owns.
struct Writer {
    shared: Arc<Shared>,
    files: Files,
    kept: Kept,
    is_secret: IsSecret,
    salt: [u8; 32],
}

impl Writer {
    fn run(mut self, messages: &Receiver<Message>) -> ! {
        let mut pause = IDLE;
        loop {
            thread::park_timeout(pause);
            pause = match self.write_some(messages) {
                0 => IDLE,
                BATCH_MAX => Duration::ZERO,
                _ => GATHER,
            };
        }
    }

    /// Writes what waits, with one system call at most. How many there were.
    fn write_some(&mut self, messages: &Receiver<Message>) -> usize {
        let (mut lines, mut count, mut taken) = (Vec::new(), 0, 0);
        let mut flushed = Vec::new();
        for message in messages.try_iter().take(BATCH_MAX) {
            taken += 1;
            match message {
                Message::Recording(recording) => {
                    self.take(&recording, &mut lines);
                    count += 1;
                }
                Message::Event(line) => append(&line, &mut lines),
                Message::Flush(done) => flushed.push(done),
            }
        }
        if !lines.is_empty() {
            self.write(&lines, count);
        }
        for done in flushed {
            let _ = done.send(());
        }
        taken
    }

    /// What cannot be written is lost and counted; said once, until it works again.
    fn write(&mut self, lines: &[u8], count: u64) {
        let shared = &self.shared;
        match self.files.append(lines) {
            Ok(()) => {
                shared.written.fetch_add(count, Ordering::Relaxed);
                if shared.failing.swap(false, Ordering::Relaxed) {
                    tracing::info!("decisions are written again");
                }
            }
            Err(error) => {
                shared.dropped.fetch_add(count, Ordering::Relaxed);
                if !shared.failing.swap(true, Ordering::Relaxed) {
                    tracing::error!(%error, dir = %shared.dir.display(), "decisions cannot be written");
                }
            }
        }
    }

    fn take(&mut self, recording: &Recording, lines: &mut Vec<u8>) {
        self.shared.waiting_bytes.fetch_sub(weight(recording), Ordering::Relaxed);
        self.kept.keep(&recording.module);
        let pattern = recording.input.pattern();
        let hides = |key: &str| (self.is_secret)(pattern, key);
        let redaction = Redaction { hides: &hides, salt: &self.salt };
        let record = Arc::new(Record::new(recording, &redaction));
        let before = lines.len();
        match serde_json::to_writer(&mut *lines, &*record) {
            Ok(()) => lines.push(b'\n'),
            Err(error) => tracing::error!(%error, id = record.id, "a decision cannot be written down"),
        }
        self.shared.lock_ring().push(record.clone(), lines.len() - before);
        // Nobody may be following.
        let _ = self.shared.told.send(record);
    }
}

fn append(line: &EventLine, lines: &mut Vec<u8>) {
    match serde_json::to_writer(&mut *lines, line) {
        Ok(()) => lines.push(b'\n'),
        Err(error) => tracing::error!(%error, "a line of the decision log cannot be written"),
    }
}

/// Bytes that a recording holds beyond its own size.
fn weight(recording: &Recording) -> usize {
    let input = match &recording.input {
        Input::Isolation(request) | Input::Admission { request, .. } => texts(&request.config),
        Input::Mutate { request, before, .. } => texts(&request.config) + texts(before.environment()),
        Input::Restart(_) | Input::Terminate(_) => 0,
    };
    let output = match &recording.output {
        Output::Patch(patch) => texts(patch.environment()),
        Output::Placement(_) | Output::Allow | Output::Restart(_) | Output::Refused(_) | Output::Fault(_) => 0,
    };
    input + output + recording.evidence.weight()
}

fn texts(of: &BTreeMap<String, String>) -> usize {
    of.iter().map(|(name, value)| name.len() + value.len()).sum()
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
