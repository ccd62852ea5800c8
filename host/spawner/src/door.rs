//! The door: a listening socket by which a later launcher finds a spawner that has outlived the one before.
//!
//! Both ends may be of different builds, so what is said here is fixed for ever: one message each way, without a serializer. Only when
//! both turn out to speak the same does the connection become the link.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::net::sockopt;

use crate::link::{self, Received, Wait};
use crate::process;
use crate::wire::PROTOCOL;

const HAIL: &[u8] = b"prism-spawner hail ";
const RELEASE: &[u8] = b"prism-spawner release ";

/// The longest chain of parents that is followed; whoever is that deep is nobody's launcher.
const ANCESTORS_MAX: usize = 64;

/// What a caller wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// To be the launcher, speaking this protocol.
    Hail(u32),
    /// The spawner should end and leave its instances alone.
    Release,
}

/// What the spawner answers to a hail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Welcome {
    pub(crate) protocol: u32,
    pub(crate) pid: u32,
}

impl Word {
    pub(crate) fn encode(self) -> Vec<u8> {
        match self {
            Self::Hail(protocol) => [HAIL, &protocol.to_le_bytes()].concat(),
            Self::Release => RELEASE.to_vec(),
        }
    }

    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        if bytes == RELEASE {
            return Some(Self::Release);
        }
        let protocol = bytes.strip_prefix(HAIL)?.try_into().ok()?;
        Some(Self::Hail(u32::from_le_bytes(protocol)))
    }
}

impl Welcome {
    pub(crate) fn ours() -> Self {
        Self { protocol: PROTOCOL, pid: std::process::id() }
    }

    pub(crate) fn encode(self) -> Vec<u8> {
        [HAIL, &self.protocol.to_le_bytes(), &self.pid.to_le_bytes()].concat()
    }

    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let (protocol, pid) = bytes.strip_prefix(HAIL)?.split_at_checked(4)?;
        Some(Self {
            protocol: u32::from_le_bytes(protocol.try_into().ok()?),
            pid: u32::from_le_bytes(pid.try_into().ok()?),
        })
    }
}

/// The next caller, if there is one that may come in: of our own user, and none of the instances.
pub(crate) fn let_in(door: BorrowedFd<'_>) -> io::Result<Option<OwnedFd>> {
    let caller = rustix::net::accept_with(door, rustix::net::SocketFlags::CLOEXEC)?;
    let who = sockopt::socket_peercred(&caller)?;
    let is_ours = who.uid == rustix::process::geteuid() && !descends_from_us(who.pid.as_raw_pid());
    Ok(is_ours.then_some(caller))
}

fn descends_from_us(pid: i32) -> bool {
    let own = rustix::process::getpid().as_raw_pid();
    let parents = std::iter::successors(Some(pid), |pid| process::stat(*pid).map(|stat| stat.parent));
    parents.take(ANCESTORS_MAX).any(|parent| parent == own)
}

/// Says `word` and waits for the answer, as long as the socket's timeout allows.
pub(crate) fn ask(spawner: BorrowedFd<'_>, word: Word) -> io::Result<Option<(Welcome, Vec<OwnedFd>)>> {
    link::send(spawner, &word.encode(), &[], Wait::Yes)?;
    match link::receive(spawner, &mut link::buffer(), Wait::Yes)? {
        Received::Frame(frame) => Ok(Welcome::decode(&frame.body).map(|welcome| (welcome, frame.descriptors))),
        Received::Noise | Received::Closed => Ok(None),
    }
}

/// Answers a hail, with what is kept from one launcher to the next.
pub(crate) fn welcome(caller: BorrowedFd<'_>, kept: &[OwnedFd]) -> io::Result<()> {
    let descriptors: Vec<_> = kept.iter().map(AsFd::as_fd).collect();
    link::send(caller, &Welcome::ours().encode(), &descriptors, Wait::No)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_understood_by_every_build() {
        assert_eq!(Word::Hail(1).encode(), b"prism-spawner hail \x01\0\0\0");
        for word in [Word::Hail(7), Word::Release] {
            assert_eq!(Word::decode(&word.encode()), Some(word));
        }
        let welcome = Welcome { protocol: 3, pid: 4 };
        assert_eq!(Welcome::decode(&welcome.encode()), Some(welcome));
    }

    #[test]
    fn what_is_no_word_is_none() {
        for bytes in [&b""[..], b"prism-spawner hail ", b"prism-spawner hail 12345", b"prism-spawner release", b"\0"] {
            assert_eq!(Word::decode(bytes), None, "{bytes:?}");
            assert_eq!(Welcome::decode(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn our_own_process_descends_from_us_and_our_parent_does_not() {
        let own = rustix::process::getpid().as_raw_pid();
        assert!(descends_from_us(own));
        assert!(!descends_from_us(process::stat(own).unwrap().parent));
    }
}
