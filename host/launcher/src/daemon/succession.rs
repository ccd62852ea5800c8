//! How a daemon makes way for a next one, and takes everything back where that fails: `upgrade`, as far as it needs all of a daemon.

use std::os::fd::AsFd as _;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use nix::sys::signal::Signal;

use super::{Daemon, End};
use crate::config::Command;
use crate::driver::SILENT_AFTER;
use crate::os::handover::Wire;
use crate::os::signals::{held, hold, take};
use crate::upgrade::{
    self, Heir, IN_FLIGHT_MAX, Leash, Request, Upgraded, become_front, begin_again, own_arguments, own_binary,
    tell_front,
};

/// How long a front may take from looking who the launcher is to having signalled it. 50 ms: two system calls, on a busy machine.
const FRONT_LAG: Duration = Duration::from_millis(50);

impl Daemon {
    /// Has another program take over. None where nothing came of it, and nothing has changed.
    pub(super) async fn upgrade(&mut self, request: Request) -> Option<End> {
        let Request { binary, only_check, reply, turn } = request;
        // Who hears of it may ask again at once. Whoever asked may be gone.
        let tell = |answer| {
            drop(turn);
            let _ = reply.send(answer);
        };
        self.deployment.set_upgrading(!only_check);
        let heir = match self.prepare(binary).await {
            Ok(heir) => heir,
            Err(why) => {
                self.deployment.set_upgrading(false);
                tracing::error!("upgrade: nothing was changed: {why}");
                tell(Err(format!("nothing was changed: {why}")));
                return None;
            }
        };
        let (version, binary) = (heir.version().to_owned(), heir.binary().to_owned());
        let upgraded = Upgraded { version, binary, pid: heir.pid() };
        if only_check {
            tell(Ok(upgraded));
            return None;
        }
        tracing::info!(version = %upgraded.version, binary = %upgraded.binary.display(), pid = upgraded.pid, "handing over");
        self.let_go(&heir).await;
        Some(match take_over(heir).await {
            Ok(heir) => {
                tell(Ok(upgraded));
                End::Succeeded(Box::new(heir))
            }
            Err(why) => {
                tracing::error!("upgrade: {why}; the launcher of before takes everything back");
                tell(Err(format!("{why}; the launcher of before serves again")));
                End::Abandoned
            }
        })
    }

    /// Starts the next one and waits until it is prepared. Told to stop, it waits for nobody.
    async fn prepare(&mut self, binary: Option<PathBuf>) -> Result<Heir, String> {
        // What the next one would fail by with nobody serving is found out while somebody does: now, so that nothing is begun, and last.
        self.launcher.hears_spawner(SILENT_AFTER).await?;
        let heir = self.start_heir(binary).await?;
        let leash = heir.leash()?;
        let mut preparing = std::pin::pin!(off_thread(move || heir.prepare()));
        let heir = tokio::select! {
            prepared = &mut preparing => prepared?,
            () = self.signals.until_stop() => {
                leash.end();
                // It is reaped by whoever waits for its next word, which hears of its end at once.
                drop(preparing.await);
                return Err("the launcher was told to stop".into());
            }
        };
        self.launcher.hears_spawner(SILENT_AFTER).await?;
        Ok(heir)
    }

    async fn start_heir(&self, binary: Option<PathBuf>) -> Result<Heir, String> {
        let binary = match (binary, own_binary()) {
            (Some(binary), _) => binary,
            // Whoever started it from there trusts what is there.
            (None, Some(own)) => own.clone(),
            (None, None) => return Err("it is not known where this launcher was started from; name a binary".into()),
        };
        let (arguments, estate, front) = (self.arguments(), self.estate.clone(), self.front.clone());
        let start = move || Heir::start(&binary, &arguments, &estate, front.as_ref().map(|front| front.as_fd()));
        off_thread(start).await
    }

    fn arguments(&self) -> Vec<std::ffi::OsString> {
        own_arguments(self.config.flags.command == Some(Command::Handover))
    }

    /// From here on nobody is served but who waits already. What listens goes on listening: who comes waits for the next one.
    async fn let_go(&self, heir: &Heir) {
        self.launcher.begin_upgrading();
        self.listening.iter().for_each(tokio::task::AbortHandle::abort);
        self.deployment.stopping.send_replace(true);
        // Closed, it would tell the spawner that there is no launcher, and one that has nothing would end. The next one takes its place.
        std::mem::forget(self.launcher.let_go(IN_FLIGHT_MAX).await);
        if let Some(log) = self.deployment.decisions.get() {
            log.flush();
        }
        if !heir.writes_as_we_do()
            && let Err(error) = self.state.keep_copies()
        {
            tracing::warn!(%error, "records cannot be kept for the case that the upgrade fails");
        }
    }

    /// The next one serves. This process only stands before it, or ends where another one does already. What it was told and has not heard
    /// is told to the next one.
    pub(super) fn make_way(self, mut heir: Heir) -> ! {
        // An upgrade that was asked for during another one has been done.
        take(Signal::SIGUSR2);
        let leash = heir.leash();
        let (pid, wire) = heir.release();
        let error = match &self.front {
            None => become_front(pid, wire),
            Some(front) => match hold().map_err(std::io::Error::from).and_then(|()| tell_front(front, pid)) {
                Ok(()) => {
                    pass_on(leash);
                    // Here and below nothing is dropped: the lock is the next one's.
                    std::process::exit(0)
                }
                Err(error) => error,
            },
        };
        tracing::error!(%error, "signals are not passed on to the launcher {pid}");
        std::process::exit(upgrade::await_end(pid))
    }

    /// The next one has failed. What it left is taken up by this program from its beginning, in this process, with the same sockets.
    pub(super) fn take_back(self) -> ! {
        self.state.bring_back_copies();
        // One that was asked for meanwhile is this one, and has failed. Whatever else was said is heard by who begins again.
        take(Signal::SIGUSR2);
        if let Err(error) = hold() {
            tracing::error!(%error, "a signal that comes now may be lost");
        }
        let configuration = self.deployment.words().encode();
        let error = begin_again(&self.arguments(), &self.estate, self.front.as_deref(), &configuration);
        tracing::error!(%error, "this launcher cannot be executed once more; instances are kept for a next one");
        std::process::exit(1)
    }
}

/// What waits for this thread is told to the next one, and so is what a front still sends here that had looked before it was told.
fn pass_on(leash: Result<Leash, String>) {
    thread::sleep(FRONT_LAG);
    let told = held();
    match leash {
        Ok(leash) => told.into_iter().for_each(|signal| leash.signal(signal)),
        Err(error) if !told.is_empty() => tracing::error!(%error, ?told, "signals were lost"),
        Err(_) => {}
    }
}

async fn take_over(mut heir: Heir) -> Result<Heir, String> {
    off_thread(move || heir.take_over().map(|()| heir)).await
}

async fn off_thread<T: Send + 'static>(what: impl FnOnce() -> Result<T, String> + Send + 'static) -> Result<T, String> {
    tokio::task::spawn_blocking(what).await.unwrap_or_else(|error| Err(error.to_string()))
}

/// Whoever stands before this launcher is what others know as the launcher: when it is killed, so is this one.
pub(super) fn outlive(front: &Wire) {
    while let Ok(Some(_)) = front.hear(None) {}
    tracing::error!("the process that stands before this launcher is gone; instances are kept for a next launcher");
    std::process::exit(1);
}
