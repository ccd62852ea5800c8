//! What a daemon is told by signals. Each is kept until it is heard.

use tokio::signal::unix::{Signal, SignalKind, signal};

/// What can be told from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    Reload,
    Upgrade,
    Stop,
}

/// See the module.
pub(super) struct Signals {
    hangup: Signal,
    terminate: Signal,
    interrupt: Signal,
    upgrade: Signal,
}

impl Signals {
    /// To be called on a runtime, before anybody is told that there is somebody to signal.
    pub(super) fn new() -> Result<Self, String> {
        let handle = |kind| signal(kind).map_err(|error| format!("signals cannot be heard: {error}"));
        Ok(Self {
            hangup: handle(SignalKind::hangup())?,
            terminate: handle(SignalKind::terminate())?,
            interrupt: handle(SignalKind::interrupt())?,
            upgrade: handle(SignalKind::user_defined2())?,
        })
    }

    /// The next one.
    pub(super) async fn next(&mut self) -> Told {
        tokio::select! {
            _ = self.terminate.recv() => Told::Stop,
            _ = self.interrupt.recv() => Told::Stop,
            _ = self.hangup.recv() => Told::Reload,
            _ = self.upgrade.recv() => Told::Upgrade,
        }
    }

    /// One that says stop, whatever else is told meanwhile.
    pub(super) async fn stop(&mut self) {
        while self.next().await != Told::Stop {}
    }

    /// What has come and was not heard.
    pub(super) async fn unheard(&mut self) -> Vec<Told> {
        let mut unheard = Vec::new();
        loop {
            tokio::select! {
                biased;
                told = self.next() => unheard.push(told),
                () = std::future::ready(()) => return unheard,
            }
        }
    }
}
