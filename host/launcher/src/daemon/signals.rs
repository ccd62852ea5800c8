//! What a daemon is told by signals. Each is kept until it is heard, whatever the daemon does meanwhile: it is noted where no runtime can lose
//! it (`os::signals`), and streams only wake whoever waits.

use nix::sys::signal;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::os::signals::{is_noted, note, take};

/// What can be told from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    Reload,
    Upgrade,
    Stop,
}

/// By which signals. One that says stop is heard before all others.
const TOLD_BY: [(signal::Signal, Told); 4] = [
    (signal::Signal::SIGTERM, Told::Stop),
    (signal::Signal::SIGINT, Told::Stop),
    (signal::Signal::SIGHUP, Told::Reload),
    (signal::Signal::SIGUSR2, Told::Upgrade),
];

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
        note().map_err(|error| format!("signals cannot be noted: {error}"))?;
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
        loop {
            if let Some((_, told)) = TOLD_BY.into_iter().find(|(signal, _)| take(*signal)) {
                return told;
            }
            self.woken().await;
        }
    }

    /// One that says stop, whatever else is told meanwhile.
    pub(super) async fn stop(&mut self) {
        while self.next().await != Told::Stop {}
    }

    /// Until there is one that says stop. It is left to be heard, and so is whatever else is told.
    pub(super) async fn until_stop(&mut self) {
        while !TOLD_BY.into_iter().any(|(signal, told)| told == Told::Stop && is_noted(signal)) {
            self.woken().await;
        }
    }

    /// One has come, or had when it was last looked.
    async fn woken(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
            _ = self.hangup.recv() => {}
            _ = self.upgrade.recv() => {}
        }
    }
}
