//! The end of a pattern: SIGTERM and SIGINT, told to everything that runs.
//!
//! A long stream must watch this, or it holds up the drain until the drain's own limit.

use std::io;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

/// Whether the process was told to stop. Clones share one answer.
#[derive(Debug, Clone)]
pub struct Shutdown {
    requested: watch::Sender<bool>,
}

impl Shutdown {
    /// Not requested yet.
    pub fn new() -> Self {
        Self { requested: watch::Sender::new(false) }
    }

    /// Asks everything to stop. Repeating it is harmless.
    pub fn request(&self) {
        self.requested.send_replace(true);
    }

    /// Whether a stop was requested.
    pub fn is_requested(&self) -> bool {
        *self.requested.borrow()
    }

    /// Completes when a stop is requested.
    pub async fn requested(&self) {
        let mut watched = self.requested.subscribe();
        // The sender lives in `self`, so this ends only by a request.
        let _ = watched.wait_for(|requested| *requested).await;
    }
}

impl Default for Shutdown {
    fn default() -> Self {
        Self::new()
    }
}

/// The two signals that end a pattern. Made before the pattern is ready, so that none is missed.
pub(crate) struct StopSignals {
    terminate: Signal,
    interrupt: Signal,
}

impl StopSignals {
    /// Takes both signals over from their default, which would kill.
    pub(crate) fn take() -> io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// The name of the first one that arrives.
    pub(crate) async fn arrived(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_request_reaches_those_who_wait_and_those_who_come_later() {
        let shutdown = Shutdown::new();
        let waiting = tokio::spawn({
            let shutdown = shutdown.clone();
            async move { shutdown.requested().await }
        });
        assert!(!shutdown.is_requested());
        shutdown.request();
        waiting.await.expect("told");
        shutdown.requested().await;
        assert!(shutdown.is_requested());
    }
}
