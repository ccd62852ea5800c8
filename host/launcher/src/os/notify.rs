//! The socket behind NOTIFY_SOCKET (sd_notify(3)): one for all instances; who spoke is what the kernel says, not the message.

use std::io::{self, IoSliceMut};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::net::UnixDatagram;
use std::path::Path;

use nix::sys::socket::{ControlMessageOwned, MsgFlags, RecvMsg, UnixAddr, recvmsg, setsockopt, sockopt};
use tokio::io::Interest;

/// Longest message that is read; systemd's own limit is the page.
const MESSAGE_BYTES_MAX: usize = 4096;
/// Between two tries to read what there was no memory for.
const READ_PAUSE: std::time::Duration = std::time::Duration::from_millis(10);

/// A bound notify socket.
#[derive(Debug)]
pub(crate) struct NotifySocket(UnixDatagram);

impl NotifySocket {
    /// Binds at `path`, replacing a socket that an earlier launcher left. The caller holds the state directory's lock.
    pub(crate) fn bind(path: &Path) -> io::Result<Self> {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let socket = UnixDatagram::bind(path)?;
        socket.set_nonblocking(true)?;
        setsockopt(&socket, sockopt::PassCred, &true)?;
        // Instances may run under other users one day; who spoke is checked by pid, so anyone may speak.
        std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o666))?;
        Ok(Self(socket))
    }

    /// The one that an earlier launcher had bound, with what was said to it since.
    pub(crate) fn taken_over(socket: OwnedFd) -> Self {
        Self(socket.into())
    }

    /// Another handle of the same socket: while one is open, what instances say is kept.
    pub(crate) fn handle(&self) -> io::Result<OwnedFd> {
        Ok(self.0.try_clone()?.into())
    }

    /// Passes on the pid of everyone who says `READY=1`, for ever. Runs on a runtime; an error says that it cannot be registered there.
    pub(crate) async fn hear(self, on_ready: impl Fn(i32)) -> io::Result<std::convert::Infallible> {
        let registered = tokio::net::UnixDatagram::from_std(self.0.try_clone()?)?;
        loop {
            match registered.async_io(Interest::READABLE, || self.next_ready()).await {
                Ok(pid) => on_ready(pid),
                // What one sender sent wrong must not silence the others.
                Err(error) if error.kind() == io::ErrorKind::InvalidData => {}
                // No memory for this one: it, or the next, is heard a moment later.
                Err(error) => {
                    tracing::warn!(%error, "the notify socket could not be read");
                    tokio::time::sleep(READ_PAUSE).await;
                }
            }
        }
    }

    /// The next sender that said `READY=1`; `WouldBlock` when nobody did.
    fn next_ready(&self) -> io::Result<i32> {
        loop {
            let mut buffer = [0u8; MESSAGE_BYTES_MAX];
            let (bytes, pid) = self.receive(&mut buffer)?;
            let ready = buffer[..bytes].split(|byte| *byte == b'\n').any(|line| line == b"READY=1");
            if let (true, Some(pid)) = (ready, pid) {
                return Ok(pid);
            }
        }
    }

    fn receive(&self, buffer: &mut [u8]) -> io::Result<(usize, Option<i32>)> {
        let mut slices = [IoSliceMut::new(buffer)];
        // Descriptors that a sender attaches would be ours to close; without room for them the kernel drops them.
        let mut control = nix::cmsg_space!(nix::sys::socket::UnixCredentials);
        let message: RecvMsg<'_, '_, UnixAddr> =
            recvmsg(self.0.as_raw_fd(), &mut slices, Some(&mut control), MsgFlags::MSG_CMSG_CLOEXEC)?;
        let pid = message.cmsgs()?.find_map(|control| match control {
            ControlMessageOwned::ScmCredentials(credentials) => Some(credentials.pid()),
            _ => None,
        });
        Ok((message.bytes, pid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sender_is_who_the_kernel_says() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("notify.sock");
        let socket = NotifySocket::bind(&path).expect("bound");
        let client = UnixDatagram::unbound().expect("made");
        client.send_to(b"STATUS=hello\nMAINPID=1", &path).expect("sent");
        client.send_to(b"STATUS=up\nREADY=1\n", &path).expect("sent");
        assert_eq!(socket.next_ready().expect("one"), i32::try_from(std::process::id()).expect("a pid"));
        assert_eq!(socket.next_ready().expect_err("no more").kind(), io::ErrorKind::WouldBlock);
    }

    #[test]
    fn what_was_said_while_nobody_listened_is_heard() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("notify.sock");
        let socket = NotifySocket::bind(&path).expect("bound");
        let kept = socket.handle().expect("a handle");
        drop(socket);
        UnixDatagram::unbound().expect("made").send_to(b"READY=1", &path).expect("sent");
        let next = NotifySocket::taken_over(kept);
        assert_eq!(next.next_ready().expect("one"), i32::try_from(std::process::id()).expect("a pid"));
    }

    #[test]
    fn a_socket_that_was_left_is_replaced() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("notify.sock");
        drop(NotifySocket::bind(&path).expect("bound"));
        assert!(NotifySocket::bind(&path).is_ok());
    }
}
