//! What one launcher says to the next and hands to it: short texts with descriptors over a `SOCK_SEQPACKET` pair, whose other end is the
//! standard input of the one that is started.
//!
//! Descriptors travel in messages and not by inheritance, so nothing that happens to be started at the same moment is given any.

use std::fs::File;
use std::io::{self, IoSlice, IoSliceMut, Read as _, Seek as _, Write as _};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Duration;

use rustix::fs::MemfdFlags;
use rustix::net::sockopt::{self, Timeout};
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage,
    SendFlags, SocketFlags, SocketType,
};

/// Longest text: a reason why not, with the whole of a policy's complaint.
const TEXT_BYTES_MAX: usize = 16 << 10;
/// Longest content of a parcel: two configuration files of the largest size, in JSON, where a byte may take six.
const PARCEL_BYTES_MAX: u64 = 1 << 20;
/// Descriptors with one message: the sockets, the lock, the front.
const DESCRIPTORS_MAX: usize = 16;

/// One end.
#[derive(Debug)]
pub(crate) struct Wire(OwnedFd);

/// What was heard.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) text: String,
    pub(crate) descriptors: Vec<OwnedFd>,
}

impl Wire {
    /// Both ends.
    pub(crate) fn pair() -> io::Result<(Self, Self)> {
        let flags = SocketFlags::CLOEXEC;
        let (here, there) = rustix::net::socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, flags, None)?;
        Ok((Self(here), Self(there)))
    }

    /// The end that this process was started with. In its place comes /dev/null, so that nobody else is given it.
    pub(crate) fn from_stdin() -> io::Result<Self> {
        let stdin = io::stdin();
        // Anything else there was not started by a launcher.
        sockopt::socket_domain(&stdin)?;
        let wire = Self(stdin.as_fd().try_clone_to_owned()?);
        nix::unistd::dup2_stdin(File::open("/dev/null")?)?;
        Ok(wire)
    }

    /// Says something, with descriptors.
    pub(crate) fn say(&self, text: &str, descriptors: &[BorrowedFd<'_>]) -> io::Result<()> {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(DESCRIPTORS_MAX))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        if !descriptors.is_empty() && !control.push(SendAncillaryMessage::ScmRights(descriptors)) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "more descriptors than one message can carry"));
        }
        let text = &text.as_bytes()[..text.len().min(TEXT_BYTES_MAX)];
        rustix::net::sendmsg(&self.0, &[IoSlice::new(text)], &mut control, SendFlags::NOSIGNAL)?;
        Ok(())
    }

    /// What the other end says next, at most `within`. None: it is gone.
    pub(crate) fn hear(&self, within: Option<Duration>) -> io::Result<Option<Heard>> {
        sockopt::set_socket_timeout(&self.0, Timeout::Recv, within)?;
        let mut text = vec![0; TEXT_BYTES_MAX];
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(DESCRIPTORS_MAX))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let received = rustix::io::retry_on_intr(|| {
            let mut slices = [IoSliceMut::new(&mut text)];
            rustix::net::recvmsg(&self.0, &mut slices, &mut control, RecvFlags::CMSG_CLOEXEC)
        });
        let bytes = match received {
            Ok(message) => message.bytes,
            // It ended with something unheard.
            Err(rustix::io::Errno::CONNRESET) => return Ok(None),
            Err(errno) => return Err(errno.into()),
        };
        let mut descriptors = Vec::new();
        for message in control.drain() {
            if let RecvAncillaryMessage::ScmRights(received) = message {
                descriptors.extend(received);
            }
        }
        if bytes == 0 {
            return Ok(None);
        }
        text.truncate(bytes);
        Ok(Some(Heard { text: String::from_utf8_lossy(&text).into_owned(), descriptors }))
    }
}

impl From<OwnedFd> for Wire {
    fn from(end: OwnedFd) -> Self {
        Self(end)
    }
}

impl From<Wire> for OwnedFd {
    fn from(wire: Wire) -> Self {
        wire.0
    }
}

impl AsFd for Wire {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

/// Something longer than a text, to be handed over like a descriptor.
pub(crate) fn parcel(content: &str) -> io::Result<OwnedFd> {
    let mut file = File::from(rustix::fs::memfd_create("prism-parcel", MemfdFlags::CLOEXEC)?);
    file.write_all(content.as_bytes())?;
    Ok(file.into())
}

/// What is in a parcel.
pub(crate) fn unpacked(parcel: OwnedFd) -> io::Result<String> {
    let mut file = File::from(parcel);
    file.rewind()?;
    io::read_to_string(file.take(PARCEL_BYTES_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parcel_has_what_was_put_into_it() {
        let content = "launcher:\n".repeat(10_000);
        assert_eq!(unpacked(parcel(&content).expect("packed")).expect("unpacked"), content);
    }

    #[test]
    fn a_text_comes_with_its_descriptors() {
        let (here, there) = Wire::pair().expect("made");
        let (mut reader, writer) = io::pipe().expect("made");
        here.say("take these", &[writer.as_fd()]).expect("said");
        drop(writer);
        let mut heard = there.hear(None).expect("heard").expect("something");
        assert_eq!((heard.text.as_str(), heard.descriptors.len()), ("take these", 1));
        let mut file = File::from(heard.descriptors.remove(0));
        file.write_all(b"through it").expect("written");
        drop(file);
        let mut text = String::new();
        reader.read_to_string(&mut text).expect("read");
        assert_eq!(text, "through it");
    }

    #[test]
    fn what_was_said_before_the_end_is_heard_and_then_the_end() {
        let (here, there) = Wire::pair().expect("made");
        here.say("bye", &[]).expect("said");
        drop(here);
        assert_eq!(there.hear(None).expect("heard").expect("something").text, "bye");
        assert!(there.hear(None).expect("heard").is_none());
        assert!(there.say("hello?", &[]).is_err());
    }

    #[test]
    fn who_says_nothing_is_not_waited_for_for_ever() {
        let (here, _there) = Wire::pair().expect("made");
        let error = here.hear(Some(Duration::from_millis(1))).expect_err("nothing was said");
        assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
    }
}
