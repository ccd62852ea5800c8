//! One who reads an output, and may follow it.
//!
//! What it has found is handed on before it reads more: nothing is kept for one that is slow, whose place is only left behind.

use std::io;
use std::time::Duration;

use tokio::sync::watch;

use super::lines::Rest;
use super::reader::{Found, From, Reader};
use super::{Followed, State};

/// How long a line that no newline ends is waited for: a prompt or a progress bar is shown after it, and a line that is written in
/// pieces is mostly whole before it.
const LINE_WAIT: Duration = Duration::from_secs(1);

/// When it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    /// With what is there now.
    Now,
    /// When the process is gone.
    Gone,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Follower {
    reader: Reader,
    state: watch::Receiver<State>,
    known: State,
    until: Until,
    /// The line that was waited for has not come.
    waited: bool,
}

impl Follower {
    /// Begins where `from` says.
    pub(crate) async fn open(followed: Followed, from: From, until: Until) -> io::Result<Self> {
        let Followed { path, mut state } = followed;
        let known = *state.borrow_and_update();
        let reader = off_thread(move || Reader::open(path, known.length, from)).await?;
        Ok(Self { reader, state, known, until, waited: false })
    }

    /// What comes next; none at the end. May be dropped while it waits.
    pub(crate) async fn next(&mut self) -> io::Result<Option<Vec<Found>>> {
        loop {
            let found = self.read().await?;
            if !found.is_empty() {
                return Ok(Some(found));
            }
            if self.until == Until::Now || self.known.gone || !self.wait().await {
                return Ok(None);
            }
        }
    }

    async fn read(&mut self) -> io::Result<Vec<Found>> {
        let all = self.until == Until::Now || self.known.gone || self.waited;
        let (length, rest) = (self.known.length, if all { Rest::Take } else { Rest::Leave });
        let mut reader = self.reader.clone();
        let (reader, found) = off_thread(move || reader.read(length, rest).map(|found| (reader, found))).await?;
        self.reader = reader;
        Ok(found)
    }

    /// Waits for more. False where nobody is left to tell of it.
    async fn wait(&mut self) -> bool {
        let holds = self.reader.position() < self.known.length && !self.waited;
        let changed = tokio::select! {
            changed = self.state.changed() => changed.is_ok(),
            () = tokio::time::sleep(LINE_WAIT), if holds => {
                self.waited = true;
                return true;
            }
        };
        let now = *self.state.borrow_and_update();
        if now.generation != self.known.generation {
            self.reader.read_marks();
        }
        if now.emptied != self.known.emptied {
            self.reader.start_over();
        }
        (self.known, self.waited) = (now, false);
        changed
    }
}

/// A disk may be slow, and this thread answers others.
async fn off_thread<T: Send + 'static>(read: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(read).await.unwrap_or_else(|error| Err(io::Error::other(error)))
}

#[cfg(test)]
mod tests;
