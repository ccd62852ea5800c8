//! The next launcher, as the present one sees it: a child that is asked, step by step, whether it can take over.
//!
//! The invariant: until it says that it serves, it is ours to end, and dropping it ends it.

use std::ffi::OsString;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use rustix::process::{Pid, PidfdFlags, pidfd_open};

use super::words::{self, Answer, Hello};
use crate::os::handover::Wire;
use crate::os::tree::signal_all;
use crate::process::{RECORD_VERSION, RECORD_VERSIONS_READ};

/// How long a program may take to say that it is a launcher. It does so before it does anything else.
const HELLO_WAIT: Duration = Duration::from_secs(5);
/// How long it may take to load everything: policies are compiled, a second or two for a large one on a busy machine.
const PREPARED_WAIT: Duration = Duration::from_secs(60);
/// How long it may take to take over what there is, and to serve. Nobody is answered meanwhile.
const SERVING_WAIT: Duration = Duration::from_secs(20);
/// How long a process may take to end that has closed its end.
const END_WAIT: Duration = Duration::from_secs(1);

/// What is handed over, by name.
#[derive(Debug)]
pub(crate) struct Estate(pub(crate) Vec<(&'static str, OwnedFd)>);

impl Estate {
    /// Offers it at `wire`.
    pub(super) fn offer(&self, wire: &Wire, more: &[(&'static str, BorrowedFd<'_>)]) -> io::Result<()> {
        let own = self.0.iter().map(|(name, descriptor)| (*name, descriptor.as_fd()));
        let (names, descriptors): (Vec<_>, Vec<_>) = own.chain(more.iter().copied()).unzip();
        wire.say(&words::offer(&names), &descriptors)
    }
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Heir {
    child: Option<Child>,
    wire: Wire,
    hello: Hello,
    binary: PathBuf,
}

impl Heir {
    /// Starts `binary`. Nothing of ours is touched.
    pub(crate) fn start(
        binary: &Path,
        arguments: &[OsString],
        estate: &Estate,
        front: Option<BorrowedFd<'_>>,
    ) -> Result<Self, String> {
        let cannot = |error: io::Error| format!("{} cannot be started: {error}", binary.display());
        let (wire, theirs) = Wire::pair().map_err(cannot)?;
        let front: Vec<_> = front.map(|front| ("front", front)).into_iter().collect();
        estate.offer(&wire, &front).map_err(cannot)?;
        let mut command = Command::new(binary);
        command.arg0("prism-launcher").args(arguments).arg("handover").stdin(Stdio::from(OwnedFd::from(theirs)));
        let child = command.stdout(Stdio::null()).spawn().map_err(cannot)?;
        // Its own end went with the command.
        drop(command);
        Ok(Self { child: Some(child), wire, hello: Hello::default(), binary: binary.to_owned() })
    }

    /// Has it prepare.
    pub(crate) fn prepare(mut self) -> Result<Self, String> {
        self.hello = match self.hear(HELLO_WAIT) {
            Ok(Answer::Hello(hello)) => hello,
            Ok(_) => return Err(format!("{} is no prism-launcher that can take over", self.name())),
            Err(why) => return Err(format!("{} is no prism-launcher that can take over: {why}", self.name())),
        };
        self.check()?;
        match self.hear(PREPARED_WAIT)? {
            Answer::Prepared => Ok(self),
            Answer::Refused(why) => Err(format!("{} {} refuses: {why}", self.name(), self.hello.version)),
            _ => Err(format!("{} says what nobody understands", self.name())),
        }
    }

    /// What it can be ended by while somebody waits for it.
    pub(crate) fn leash(&self) -> Result<Leash, String> {
        let child = self.child.as_ref().and_then(|child| Pid::from_raw(i32::try_from(child.id()).ok()?));
        let pidfd = child.map(|pid| pidfd_open(pid, PidfdFlags::empty()));
        let pidfd = pidfd.unwrap_or(Err(rustix::io::Errno::SRCH));
        pidfd.map(Leash).map_err(|errno| format!("{} cannot be held: {errno}", self.name()))
    }

    /// What it speaks must be what there is.
    fn check(&self) -> Result<(), String> {
        let Hello { spawner, reads, version, .. } = &self.hello;
        if *spawner != prism_spawner::PROTOCOL {
            return Err(format!(
                "{} {version} speaks protocol {spawner} with spawners, and the one that runs speaks {}; \
                 such a change needs a restart of the launcher",
                self.name(),
                prism_spawner::PROTOCOL
            ));
        }
        // One of an older version stays as it is until it changes.
        if !RECORD_VERSIONS_READ.iter().all(|there| reads.contains(there)) {
            return Err(format!(
                "{} {version} reads records of versions {reads:?}, and there may be some of versions {RECORD_VERSIONS_READ:?}",
                self.name()
            ));
        }
        Ok(())
    }

    /// Whether what it writes can be read by us, should it fail after it has begun.
    pub(crate) fn writes_as_we_do(&self) -> bool {
        self.hello.writes == RECORD_VERSION
    }

    /// Lets it take over, and waits until it serves.
    pub(crate) fn take_over(&mut self) -> Result<(), String> {
        self.wire.say(words::YOURS, &[]).map_err(|error| format!("{} is gone: {error}", self.name()))?;
        match self.hear(SERVING_WAIT)? {
            Answer::Serving => Ok(()),
            Answer::Refused(why) => Err(format!("{} {} could not take over: {why}", self.name(), self.hello.version)),
            _ => Err(format!("{} says what nobody understands", self.name())),
        }
    }

    /// It serves: it is not ours to end any more. Its process, and our end of what it hears its front by, where it has none yet.
    pub(crate) fn release(&mut self) -> (i32, &Wire) {
        let pid = self.pid();
        self.child = None;
        (pid, &self.wire)
    }

    pub(crate) fn version(&self) -> &str {
        &self.hello.version
    }

    pub(crate) fn binary(&self) -> &Path {
        &self.binary
    }

    /// Its process.
    pub(crate) fn pid(&self) -> i32 {
        self.child.as_ref().and_then(|child| i32::try_from(child.id()).ok()).unwrap_or(0)
    }

    fn name(&self) -> std::path::Display<'_> {
        self.binary.display()
    }

    /// What it says next; why not, where it does not.
    fn hear(&mut self, within: Duration) -> Result<Answer, String> {
        match self.wire.hear(Some(within)) {
            Ok(Some(heard)) => Ok(Answer::decode(&heard.text)),
            Ok(None) => Err(self.ended()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                Err(format!("{} has said nothing for {} s", self.name(), within.as_secs()))
            }
            Err(error) => Err(format!("{} cannot be heard: {error}", self.name())),
        }
    }

    /// Its end of the wire is closed: mostly because it has ended, which is looked at once it is reaped.
    fn ended(&mut self) -> String {
        let name = self.binary.display().to_string();
        let Some(mut child) = self.child.take() else { return format!("{name} is gone") };
        let began = Instant::now();
        while began.elapsed() < END_WAIT {
            if let Ok(Some(status)) = child.try_wait() {
                return format!("{name} ended with {status}");
            }
            thread::sleep(Duration::from_millis(1));
        }
        // One that has only closed its end is of no use either.
        let _ = child.kill();
        let _ = child.wait();
        format!("{name} hung up")
    }
}

/// The end of an heir that somebody else waits for.
#[derive(Debug)]
pub(crate) struct Leash(OwnedFd);

impl Leash {
    /// Ends it, whatever it does.
    pub(crate) fn end(&self) {
        self.signal(Signal::SIGKILL);
    }

    /// It is told what we were told.
    pub(crate) fn signal(&self, signal: Signal) {
        // One that has ended hears nothing, and its end is heard.
        let _ = signal_all(std::slice::from_ref(&self.0), signal as i32);
    }
}

impl Drop for Heir {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // It has ended already, or it has not begun to serve.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
