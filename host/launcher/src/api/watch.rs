//! WatchPatterns: a snapshot, then every change in order, from the journal.

use std::pin::Pin;
use std::sync::Arc;

use prism_core::refusal::Refusal;
use prism_proto::v1;
use tokio::sync::watch;
use tokio_stream::Stream;
use tonic::Status;

use super::convert;
use super::service::Filter;
use crate::driver::{Launcher, Next};

/// Changes handed out at a time.
const BATCH_MAX: usize = 256;

/// The answer's stream.
pub(super) type Changes = Pin<Box<dyn Stream<Item = Result<v1::WatchPatternsResponse, Status>> + Send>>;

/// A watcher and where it is.
struct Watcher {
    launcher: Launcher,
    run: Arc<str>,
    filter: Filter,
    known: u64,
    fresh: bool,
    latest: watch::Receiver<u64>,
    stopping: watch::Receiver<bool>,
    pending: std::collections::VecDeque<v1::WatchPatternsResponse>,
}

/// Follows the journal after change number `after`; 0 begins with a snapshot.
pub(super) fn follow(
    launcher: Launcher,
    run: Arc<str>,
    filter: Filter,
    after: u64,
    stopping: watch::Receiver<bool>,
) -> Changes {
    let latest = launcher.journal.subscribe();
    let pending = std::collections::VecDeque::new();
    let watcher = Watcher { launcher, run, filter, known: after, fresh: after == 0, latest, stopping, pending };
    Box::pin(unfold(watcher))
}

/// The stream of what `Watcher::next` gives; written out, as it is the only one.
fn unfold(watcher: Watcher) -> impl Stream<Item = Result<v1::WatchPatternsResponse, Status>> + Send {
    let (sender, receiver) = tokio::sync::mpsc::channel(1);
    tokio::spawn(async move {
        let mut watcher = watcher;
        while let Some(change) = tokio::select! {
            change = watcher.next() => change,
            () = sender.closed() => None,
        } {
            if sender.send(Ok(change)).await.is_err() {
                return;
            }
        }
        // What is watched goes on: whoever hears this asks the next launcher.
        if watcher.launcher.view.is_upgrading() {
            let _ = sender.send(Err(super::status::of(&Refusal::Upgrading))).await;
        }
    });
    tokio_stream::wrappers::ReceiverStream::new(receiver)
}

impl Watcher {
    /// The next thing to tell; none when the launcher stops.
    async fn next(&mut self) -> Option<v1::WatchPatternsResponse> {
        loop {
            if let Some(change) = self.pending.pop_front() {
                return Some(change);
            }
            self.latest.mark_unchanged();
            if std::mem::take(&mut self.fresh) {
                return Some(self.snapshot());
            }
            match self.launcher.journal.after(self.known, BATCH_MAX) {
                Next::Snapshot(_) => return Some(self.snapshot()),
                Next::Changes(changes) if changes.is_empty() => self.wait().await?,
                Next::Changes(changes) => self.take(changes),
            }
        }
    }

    fn take(&mut self, changes: Vec<(u64, Arc<prism_core::process::ProcessInfo>)>) {
        for (sequence, info) in changes {
            self.known = sequence;
            if self.filter.matches(&info) {
                let event = v1::watch_patterns_response::Event::Change(convert::process(&info, &self.launcher));
                self.pending.push_back(self.response(sequence, event));
            }
        }
    }

    fn snapshot(&mut self) -> v1::WatchPatternsResponse {
        let (sequence, all) = self.launcher.journal.snapshot(|| self.launcher.view.all());
        self.known = sequence;
        let matching = all.iter().filter(|info| self.filter.matches(info));
        let processes = matching.map(|info| convert::process(info, &self.launcher)).collect();
        self.response(sequence, v1::watch_patterns_response::Event::Snapshot(v1::WatchSnapshot { processes }))
    }

    fn response(&self, sequence: u64, event: v1::watch_patterns_response::Event) -> v1::WatchPatternsResponse {
        v1::WatchPatternsResponse { sequence, event: Some(event), launcher_id: self.run.to_string() }
    }

    async fn wait(&mut self) -> Option<()> {
        tokio::select! {
            changed = self.latest.changed() => changed.ok(),
            _ = self.stopping.wait_for(|stopping| *stopping) => None,
        }
    }
}
