//! The link: whole messages with descriptors over a `SOCK_SEQPACKET` pair.
//!
//! Why not a stream with length prefixes: here a message and its descriptors arrive together or not at all, there is no
//! half-read frame to keep, and senders need no lock. The price is a largest datagram (the socket's send buffer, 208 KiB by
//! default), so a body beyond [`INLINE_BYTES_MAX`] travels in a memfd, as the last descriptor.

use std::io::{self, IoSlice, IoSliceMut, Read, Seek, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::fs::MemfdFlags;
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, ReturnFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, SocketFlags, SocketType,
};

/// Bodies up to this are sent in the datagram itself. Several of them fit into a default send buffer.
const INLINE_BYTES_MAX: usize = 32 * 1024;
/// Nothing larger is sent or accepted: execve refuses arguments and environment beyond 6 MiB in all (execve(2)).
pub(crate) const BODY_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Descriptors with one message: the output file, the memfd and the ports. The kernel's own limit is 253.
pub(crate) const DESCRIPTORS_MAX: usize = 16;

const INLINE: u8 = 0;
const IN_MEMFD: u8 = 1;

/// One message.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) body: Vec<u8>,
    pub(crate) descriptors: Vec<OwnedFd>,
}

/// Whether the other end is gone. Any other error says that the kernel had no memory for this call, and the next one may succeed.
pub(crate) fn is_gone(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::ECONNRESET | libc::EPIPE | libc::ENOTCONN | libc::EBADF))
}

/// Whether a send may succeed a moment later: the kernel was short of memory, or too many descriptors are in flight.
pub(crate) fn is_for_a_moment(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::ENOMEM | libc::ENOBUFS | libc::ETOOMANYREFS))
}

/// What a receive brought.
#[derive(Debug)]
pub(crate) enum Received {
    Frame(Frame),
    /// Something that is no message; dropped.
    Noise,
    /// The other end is gone.
    Closed,
}

/// Whether a call may wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wait {
    Yes,
    No,
}

/// A connected pair: the launcher's end and the spawner's.
pub(crate) fn pair() -> io::Result<(OwnedFd, OwnedFd)> {
    Ok(rustix::net::socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)?)
}

/// Sends one message, whole or not at all.
pub(crate) fn send(socket: BorrowedFd<'_>, body: &[u8], descriptors: &[BorrowedFd<'_>], wait: Wait) -> io::Result<()> {
    if body.len() > BODY_BYTES_MAX || descriptors.len() >= DESCRIPTORS_MAX {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "more than one message can carry"));
    }
    if body.len() <= INLINE_BYTES_MAX {
        return send_datagram(socket, INLINE, body, descriptors, wait);
    }
    let memfd = fill_memfd(body)?;
    let mut all = descriptors.to_vec();
    all.push(memfd.as_fd());
    send_datagram(socket, IN_MEMFD, &[], &all, wait)
}

fn send_datagram(
    socket: BorrowedFd<'_>,
    kind: u8,
    body: &[u8],
    descriptors: &[BorrowedFd<'_>],
    wait: Wait,
) -> io::Result<()> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(DESCRIPTORS_MAX))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    if !descriptors.is_empty() {
        control.push(SendAncillaryMessage::ScmRights(descriptors));
    }
    let flags = SendFlags::NOSIGNAL | if wait == Wait::No { SendFlags::DONTWAIT } else { SendFlags::empty() };
    let parts = [IoSlice::new(std::slice::from_ref(&kind)), IoSlice::new(body)];
    rustix::io::retry_on_intr(|| rustix::net::sendmsg(socket, &parts, &mut control, flags))?;
    Ok(())
}

fn fill_memfd(body: &[u8]) -> io::Result<std::fs::File> {
    let mut file = std::fs::File::from(rustix::fs::memfd_create("prism-spawn", MemfdFlags::CLOEXEC)?);
    file.write_all(body)?;
    Ok(file)
}

/// A receive buffer of the right size.
pub(crate) fn buffer() -> Vec<u8> {
    vec![0; INLINE_BYTES_MAX + 1]
}

/// Takes one message off the socket. Descriptors that did not fit into this process are missing from it.
pub(crate) fn receive(socket: BorrowedFd<'_>, buffer: &mut [u8], wait: Wait) -> io::Result<Received> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(DESCRIPTORS_MAX))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let flags = RecvFlags::CMSG_CLOEXEC | if wait == Wait::No { RecvFlags::DONTWAIT } else { RecvFlags::empty() };
    let message = rustix::io::retry_on_intr(|| {
        rustix::net::recvmsg(socket, &mut [IoSliceMut::new(buffer)], &mut control, flags)
    })?;
    let descriptors = take_descriptors(&mut control);
    match buffer.get(..message.bytes) {
        Some([]) => Ok(Received::Closed),
        Some([kind, body @ ..]) if !message.flags.contains(ReturnFlags::TRUNC) => Ok(unpack(*kind, body, descriptors)),
        _ => Ok(Received::Noise),
    }
}

fn take_descriptors(control: &mut RecvAncillaryBuffer<'_>) -> Vec<OwnedFd> {
    let mut descriptors = Vec::new();
    for message in control.drain() {
        if let RecvAncillaryMessage::ScmRights(received) = message {
            descriptors.extend(received);
        }
    }
    descriptors
}

fn unpack(kind: u8, inline: &[u8], mut descriptors: Vec<OwnedFd>) -> Received {
    let body = match kind {
        INLINE => Some(inline.to_vec()),
        IN_MEMFD => descriptors.pop().and_then(|memfd| drain_memfd(memfd).ok()),
        _ => None,
    };
    body.map_or(Received::Noise, |body| Received::Frame(Frame { body, descriptors }))
}

fn drain_memfd(memfd: OwnedFd) -> io::Result<Vec<u8>> {
    let mut file = std::fs::File::from(memfd);
    file.rewind()?;
    let mut body = Vec::new();
    file.take(BODY_BYTES_MAX as u64).read_to_end(&mut body)?;
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(body: &[u8], descriptors: &[BorrowedFd<'_>]) -> Frame {
        let (here, there) = pair().unwrap();
        send(here.as_fd(), body, descriptors, Wait::No).unwrap();
        match receive(there.as_fd(), &mut buffer(), Wait::No).unwrap() {
            Received::Frame(frame) => frame,
            other => panic!("expected a frame, got {other:?}"),
        }
    }

    #[test]
    fn a_message_and_its_descriptors_arrive_together() {
        let file = std::fs::File::open("/dev/null").unwrap();
        let frame = round_trip(b"hello", &[file.as_fd(), file.as_fd()]);
        assert_eq!((frame.body.as_slice(), frame.descriptors.len()), (b"hello".as_slice(), 2));
    }

    #[test]
    fn a_body_beyond_a_datagram_travels_in_a_memfd() {
        let file = std::fs::File::open("/dev/null").unwrap();
        let frame = round_trip(&vec![7; 3_000_000], &[file.as_fd()]);
        assert_eq!((frame.body.len(), frame.descriptors.len()), (3_000_000, 1));
    }

    #[test]
    fn the_end_of_the_other_side_is_a_message_too() {
        let (here, there) = pair().unwrap();
        drop(here);
        assert!(matches!(receive(there.as_fd(), &mut buffer(), Wait::No).unwrap(), Received::Closed));
    }

    #[test]
    fn what_no_message_can_carry_is_refused_before_it_is_sent() {
        let (here, _there) = pair().unwrap();
        let refused = send(here.as_fd(), &vec![0; BODY_BYTES_MAX + 1], &[], Wait::No).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::InvalidInput);
    }
}
