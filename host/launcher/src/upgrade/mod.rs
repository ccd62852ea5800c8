//! Another program in the place of this one, while clients ask and instances run.
//!
//! ```text
//!   the present launcher                                  the next one, its child
//!   starts it, offers sockets and lock  ───────────────>  loads configuration, policies, manifests
//!   goes on serving                     <───────────────  prepared
//!   ends streams, answers what is under way, lets go
//!   yours                               ───────────────>  takes the spawner over, and with it every instance
//!   becomes the front: the same pid     <───────────────  serving
//! ```
//!
//! Until it is prepared nothing has happened: one that crashes, is no launcher, or refuses the configuration is told, and that was it. When
//! it fails after that, the present launcher executes itself once more with the same sockets, and takes back what there is. The listening
//! sockets are open all the time; who connects in between waits in their queue for some milliseconds, and nobody is refused.
//!
//! The invariant: at any time exactly one of the two may speak with the spawner and write records, and the lock is never free.

mod binary;
mod front;
mod heir;
mod seat;
mod words;

use std::convert::Infallible;
use std::ffi::{CString, OsString};
use std::io;
use std::os::fd::AsFd as _;
use std::os::unix::ffi::OsStringExt as _;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use crate::os::handover::{Wire, parcel};

pub(crate) use binary::trusted;
pub use front::stand;
pub(crate) use front::{await_end, become_front};
pub(crate) use heir::{Estate, Heir, Leash};
pub(crate) use seat::{Inherited, Seat};

/// How long requests under way may still be answered when a launcher lets go. 1 s: most starts are faster, and a caller of a slower one
/// asks the next launcher, which goes on with the same start.
pub(crate) const IN_FLIGHT_MAX: Duration = Duration::from_secs(1);

/// By which name the configuration in force is offered to who takes back.
const IN_FORCE: &str = "configuration";

/// Somebody wants an upgrade.
#[derive(Debug)]
pub(crate) struct Request {
    /// Which program; none: where this one was started from.
    pub(crate) binary: Option<PathBuf>,
    /// Only to find out whether it could.
    pub(crate) only_check: bool,
    pub(crate) reply: oneshot::Sender<Result<Upgraded, String>>,
    /// Held as long as it is dealt with, whether or not who asked still waits. None: nobody waits.
    pub(crate) turn: Option<OwnedSemaphorePermit>,
}

impl Request {
    /// By a signal, whose sender hears of it in the log alone.
    pub(crate) fn by_signal() -> Self {
        Self { binary: None, only_check: false, reply: oneshot::channel().0, turn: None }
    }
}

/// What came of it.
#[derive(Clone, Debug)]
pub(crate) struct Upgraded {
    pub(crate) version: String,
    pub(crate) binary: PathBuf,
    /// The process that serves.
    pub(crate) pid: i32,
}

/// Where upgrades are asked for. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Desk {
    requests: mpsc::Sender<Request>,
    turn: Arc<Semaphore>,
}

impl Desk {
    /// The desk, and who is to serve at it: one at a time.
    pub(crate) fn open() -> (Self, mpsc::Receiver<Request>) {
        let (requests, received) = mpsc::channel(1);
        (Self { requests, turn: Arc::new(Semaphore::new(1)) }, received)
    }

    /// Asks, and waits until it is done or has failed. Why not, in words.
    pub(crate) async fn ask(&self, binary: Option<PathBuf>, only_check: bool) -> Result<Upgraded, String> {
        let busy = || "nothing was changed: another upgrade is under way".to_owned();
        let (reply, answer) = oneshot::channel();
        let turn = Some(self.turn.clone().try_acquire_owned().map_err(|_| busy())?);
        self.requests.try_send(Request { binary, only_check, reply, turn }).map_err(|_| busy())?;
        answer.await.unwrap_or_else(|_| Err("the launcher is shutting down".to_owned()))
    }
}

/// Where this program was started from, as it was called then: what is there now may be another one.
pub fn own_binary() -> Option<&'static PathBuf> {
    static PATH: OnceLock<Option<PathBuf>> = OnceLock::new();
    PATH.get_or_init(|| std::env::current_exe().ok().map(installed)).as_ref()
}

/// Of a program that was replaced since, the kernel says that it was deleted; where it was, there is another one.
fn installed(path: PathBuf) -> PathBuf {
    let replaced = path.to_str().and_then(|text| text.strip_suffix(" (deleted)")).map(PathBuf::from);
    replaced.filter(|_| !path.exists()).unwrap_or(path)
}

/// The arguments that this launcher serves by, for another one. A launcher that took over has one more at the end, which is not its own.
pub(crate) fn own_arguments(took_over: bool) -> Vec<OsString> {
    let mut arguments: Vec<_> = std::env::args_os().skip(1).collect();
    if took_over {
        arguments.pop();
    }
    arguments
}

/// Executes this program once more in this process, to take back what it had let go. Comes back only where that cannot be done.
///
/// It goes on with the `configuration` that was in force: what is written by now may be what the other one has failed by.
pub(crate) fn begin_again(
    arguments: &[OsString],
    estate: &Estate,
    front: Option<&Wire>,
    configuration: &str,
) -> io::Error {
    let again = || -> io::Result<Infallible> {
        let (ours, theirs) = Wire::pair()?;
        let configuration = parcel(configuration)?;
        // It hears from nobody that it may, since nobody else is there: everything is said before.
        let more = front.map_or(("alone", ours.as_fd()), |front| ("front", front.as_fd()));
        estate.offer(&ours, &[more, (IN_FORCE, configuration.as_fd())])?;
        ours.say(words::YOURS, &[])?;
        let arguments = arguments.iter().cloned().map(|argument| CString::new(argument.into_vec()));
        let mut words = vec![c"prism-launcher".to_owned()];
        words.extend(arguments.chain([Ok(c"handover".to_owned())]).collect::<Result<Vec<_>, _>>()?);
        nix::unistd::dup2_stdin(theirs.as_fd())?;
        match nix::unistd::execv(c"/proc/self/exe", &words)? {}
    };
    match again() {
        Ok(never) => match never {},
        Err(error) => error,
    }
}

/// Tells the front who the launcher is from now on.
pub(crate) fn tell_front(front: &Wire, main: i32) -> io::Result<()> {
    front.say(&words::main_is(main), &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_was_replaced_is_looked_for_where_it_was() {
        assert_eq!(installed("/opt/prism-launcher (deleted)".into()), PathBuf::from("/opt/prism-launcher"));
        assert_eq!(installed("/opt/prism-launcher".into()), PathBuf::from("/opt/prism-launcher"));
    }

    #[tokio::test]
    async fn one_upgrade_at_a_time() {
        let (desk, mut requests) = Desk::open();
        let first = tokio::spawn({
            let desk = desk.clone();
            async move { desk.ask(None, true).await }
        });
        while requests.is_empty() {
            tokio::task::yield_now().await;
        }
        assert!(desk.ask(None, true).await.expect_err("busy").contains("another upgrade is under way"));
        let request = requests.recv().await.expect("the first");
        request.reply.send(Err("no".into())).expect("it waits");
        assert_eq!(first.await.expect("no panic").expect_err("no"), "no");
    }
}
