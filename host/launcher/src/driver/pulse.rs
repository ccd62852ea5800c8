//! Whether the spawner answers. One that is stopped, or that the kernel does not let run, is there and of no use: what runs goes on, and
//! nothing can be started or ended. That must not go unnoticed until somebody wants it.
//!
//! It is asked whenever it has said nothing for a while, and the age of the oldest thing that it owes is what is told. The invariant: whoever
//! asks how long it has been silent waits for nobody.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use prism_spawner::{Reply, Spawner};
use tokio::sync::oneshot;

use super::{Driver, Input, Launcher};

/// How often a spawner that is not heard is asked. 5 s: three wake-ups of a process that has nothing to do, each 5 s.
const EVERY: Duration = Duration::from_secs(5);
/// From how long on silence is told. 5 s: what it does at the longest is to wait so long for leftovers to die.
pub(crate) const SILENT_AFTER: Duration = Duration::from_secs(5);

/// See the module. Shared between the driver, which asks and hears, and whoever wants to know.
#[derive(Debug)]
pub(crate) struct Pulse {
    origin: Instant,
    /// When the oldest thing that was not answered was asked, in milliseconds since the origin, plus 1; 0: it owes nothing.
    owes_since: AtomicU64,
    /// When there was no spawner any more and none could be started, in the same way.
    absent_since: AtomicU64,
}

/// What is not as it should be with the spawner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Ailment {
    #[error("the spawner has not answered for {} s; continue it or end it", .0.as_secs())]
    Silent(Duration),
    #[error("there has been no spawner for {} s, as none can be started", .0.as_secs())]
    Absent(Duration),
}

impl Ailment {
    /// Since when it is so.
    pub(crate) fn lasts(self) -> Duration {
        match self {
            Self::Silent(lasts) | Self::Absent(lasts) => lasts,
        }
    }
}

impl Default for Pulse {
    fn default() -> Self {
        Self { origin: Instant::now(), owes_since: AtomicU64::new(0), absent_since: AtomicU64::new(0) }
    }
}

impl Pulse {
    /// How long it has owed an answer.
    pub(crate) fn silence(&self) -> Option<Duration> {
        self.since(&self.owes_since)
    }

    /// Whether there is none, and none can be started.
    pub(super) fn is_absent(&self) -> bool {
        self.since(&self.absent_since).is_some()
    }

    /// What is worth telling.
    pub(crate) fn ailment(&self) -> Option<Ailment> {
        let absent = self.since(&self.absent_since).map(Ailment::Absent);
        absent.or_else(|| self.silence().filter(|silence| *silence >= SILENT_AFTER).map(Ailment::Silent))
    }

    /// It was asked something that it answers at once.
    pub(super) fn asked(&self) {
        // What it owes already is older.
        let _ = self.owes_since.compare_exchange(0, self.now(), Ordering::Relaxed, Ordering::Relaxed);
    }

    /// It has said something.
    pub(super) fn heard(&self) {
        self.owes_since.store(0, Ordering::Relaxed);
    }

    /// There is none, and none can be started.
    pub(super) fn is_gone(&self) {
        self.heard();
        let _ = self.absent_since.compare_exchange(0, self.now(), Ordering::Relaxed, Ordering::Relaxed);
    }

    /// There is another one.
    pub(super) fn is_back(&self) {
        self.heard();
        self.absent_since.store(0, Ordering::Relaxed);
    }

    /// Asks `spawner`.
    fn ask(&self, spawner: &Spawner) {
        self.asked();
        if spawner.ping().is_err_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe) {
            // It has ended, which is told in another way.
            self.heard();
        }
    }

    fn since(&self, moment: &AtomicU64) -> Option<Duration> {
        let at = moment.load(Ordering::Relaxed).checked_sub(1)?;
        Some(self.origin.elapsed().saturating_sub(Duration::from_millis(at)))
    }

    fn now(&self) -> u64 {
        u64::try_from(self.origin.elapsed().as_millis()).map_or(u64::MAX, |now| now.saturating_add(1))
    }
}

impl Driver {
    /// Time to look whether the spawner answers. Told once when it does not, and once when it does again.
    pub(super) fn beat(&mut self) {
        let pulse = &self.parts.launcher.pulse;
        match pulse.ailment() {
            Some(ailment @ Ailment::Silent(_)) if !std::mem::replace(&mut self.silence_told, true) => {
                let pid = self.link.spawner.pid();
                tracing::error!(pid, "{ailment}; what runs goes on, and nothing can be started or stopped");
            }
            None if pulse.silence().is_none() => pulse.ask(&self.link.spawner),
            _ => {}
        }
    }

    /// Somebody waits for a word of the spawner.
    pub(super) fn ask_for(&mut self, somebody: oneshot::Sender<()>) {
        self.listening.push(somebody);
        self.parts.launcher.pulse.ask(&self.link.spawner);
    }

    /// The spawner has said something.
    pub(super) fn heard_it(&mut self, reply: &Reply) {
        self.parts.launcher.pulse.heard();
        if std::mem::take(&mut self.silence_told) && !matches!(reply, Reply::Closed) {
            tracing::info!("the spawner answers again");
        }
        if matches!(reply, Reply::Pong) {
            for somebody in self.listening.drain(..) {
                // Whoever waited may be gone.
                let _ = somebody.send(());
            }
        }
    }
}

impl Launcher {
    /// Whether the spawner answers, which it may take `within` for; why not, in words.
    pub(crate) async fn hears_spawner(&self, within: Duration) -> Result<(), String> {
        if let Some(ailment) = self.pulse.ailment() {
            return Err(ailment.to_string());
        }
        let (somebody, heard) = oneshot::channel();
        self.send(Input::Ping(somebody));
        match tokio::time::timeout(within, heard).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err("the launcher is shutting down".to_owned()),
            Err(_) => Err(Ailment::Silent(within).to_string()),
        }
    }
}

/// Looks whether the spawner answers, as long as there is a launcher.
pub(crate) async fn keep_asking(launcher: Launcher) {
    let mut beats = tokio::time::interval(EVERY);
    beats.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        beats.tick().await;
        launcher.send(Input::Beat);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(elapsed: Duration) -> Pulse {
        let origin = Instant::now().checked_sub(elapsed).expect("the machine has run for so long");
        Pulse { origin, ..Pulse::default() }
    }

    #[test]
    fn the_oldest_question_counts_and_any_word_answers_it() {
        let pulse = Pulse::default();
        assert_eq!((pulse.silence(), pulse.ailment()), (None, None));
        pulse.asked();
        assert!(pulse.silence().is_some() && pulse.ailment().is_none(), "a moment is no silence");
        pulse.heard();
        assert_eq!(pulse.silence(), None);

        let pulse = after(Duration::from_secs(7));
        pulse.owes_since.store(1, Ordering::Relaxed);
        pulse.asked();
        let said = pulse.ailment().expect("it is silent").to_string();
        assert_eq!(said, "the spawner has not answered for 7 s; continue it or end it");
    }

    #[test]
    fn one_that_is_not_there_is_told_at_once_and_is_not_silent() {
        let pulse = after(Duration::from_secs(7));
        pulse.owes_since.store(1, Ordering::Relaxed);
        pulse.is_gone();
        assert!(matches!(pulse.ailment(), Some(Ailment::Absent(since)) if since < Duration::from_secs(7)));
        pulse.is_back();
        assert_eq!(pulse.ailment(), None);
    }
}
