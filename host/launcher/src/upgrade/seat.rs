//! The place that a launcher takes over from another one, as the one that takes it sees it.

use std::net::{SocketAddr, TcpListener};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixListener;
use std::path::Path;

use super::IN_FORCE;
use super::words::{self, Hello};
use crate::config::Words;
use crate::os::handover::{Wire, unpacked};
use crate::process::{RECORD_VERSION, RECORD_VERSIONS_READ};

/// What was handed over, until somebody wants it. One that nobody wants is closed.
#[derive(Debug, Default)]
pub(crate) struct Inherited(Vec<(String, OwnedFd)>);

impl Inherited {
    /// The descriptor of this name.
    pub(crate) fn take(&mut self, name: &str) -> Option<OwnedFd> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.swap_remove(at).1)
    }

    /// The listener of this name, if it is where it should be; 0: at any port. Another configuration may want it elsewhere.
    pub(crate) fn tcp(&mut self, name: &str, address: SocketAddr) -> Option<TcpListener> {
        let listener = TcpListener::from(self.take(name)?);
        let at = listener.local_addr().ok()?;
        let is_there = at.ip() == address.ip() && (address.port() == 0 || at.port() == address.port());
        (is_there && listener.set_nonblocking(true).is_ok()).then_some(listener)
    }

    /// The same for a unix socket.
    pub(crate) fn unix(&mut self, name: &str, path: &Path) -> Option<UnixListener> {
        let listener = UnixListener::from(self.take(name)?);
        let is_there = listener.local_addr().ok()?.as_pathname() == Some(path);
        (is_there && listener.set_nonblocking(true).is_ok()).then_some(listener)
    }
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Seat {
    wire: Wire,
    /// What it stands behind once it serves.
    front: Standing,
    /// The configuration in force, where it takes back what it had itself: it does not depend on a file.
    in_force: Option<Words>,
}

#[derive(Debug)]
enum Standing {
    /// Who handed over becomes the front.
    BehindItsGiver,
    /// There is one already.
    Behind(OwnedFd),
    /// In the very process of a launcher that took it back.
    Alone,
}

impl Seat {
    /// From the launcher that started this process.
    pub(crate) fn from_stdin() -> Result<(Self, Inherited), String> {
        let strange = || "handover: standard input is no launcher's; this command is for launchers alone".to_owned();
        let wire = Wire::from_stdin().map_err(|_| strange())?;
        let heard = wire.hear(None).ok().flatten().ok_or_else(strange)?;
        let names = words::offered(&heard.text).ok_or_else(strange)?;
        let mut inherited = Inherited(names.into_iter().zip(heard.descriptors).collect());
        let front = match (inherited.take("front"), inherited.take("alone")) {
            (Some(front), _) => Standing::Behind(front),
            (None, Some(_)) => Standing::Alone,
            (None, None) => Standing::BehindItsGiver,
        };
        let in_force = inherited.take(IN_FORCE).and_then(|parcel| Words::decode(&unpacked(parcel).ok()?));
        let seat = Self { wire, front, in_force };
        let hello = Hello {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            spawner: prism_spawner::PROTOCOL,
            reads: RECORD_VERSIONS_READ.to_vec(),
            writes: RECORD_VERSION,
        };
        seat.say(&hello.encode());
        Ok((seat, inherited))
    }

    /// The words of the configuration to go on with, where it takes back what it had itself.
    pub(crate) fn in_force(&self) -> Option<&Words> {
        self.in_force.as_ref()
    }

    /// Everything is loaded and found right. Waits for the present launcher to let go; false where it does not.
    pub(crate) fn await_turn(&self) -> bool {
        self.say(words::PREPARED);
        matches!(self.wire.hear(None), Ok(Some(heard)) if heard.text == words::YOURS)
    }

    /// It is taken. What tells that the front is gone, and is told of the one that comes next.
    pub(crate) fn taken(self) -> Option<Wire> {
        self.say(words::SERVING);
        match self.front {
            Standing::BehindItsGiver => Some(self.wire),
            Standing::Behind(front) => Some(front.into()),
            Standing::Alone => None,
        }
    }

    /// It will not be.
    pub(crate) fn refuse(&self, why: &str) {
        self.say(&words::refused(why));
    }

    /// Whoever would hear it may be gone: then we go on, if it was our turn, or end when nobody gives it to us.
    fn say(&self, text: &str) {
        let _ = self.wire.say(text, &[]);
    }
}
