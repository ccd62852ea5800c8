//! Readiness by sd_notify(3): one datagram to NOTIFY_SOCKET, a path or, after `@`, an abstract name.

use std::ffi::OsStr;
use std::io;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram};

/// Up: everything that was promised answers.
pub(crate) const READY: &str = "READY=1";
/// On the way down.
pub(crate) const STOPPING: &str = "STOPPING=1";

/// Sends `state` to the notify socket, if there is one.
pub(crate) fn notify(socket: Option<&OsStr>, state: &str) -> io::Result<()> {
    let Some(socket) = socket else { return Ok(()) };
    let sender = UnixDatagram::unbound()?;
    // A reader that is stuck must not stop us: the datagram is dropped then.
    sender.set_nonblocking(true)?;
    sender.send_to_addr(state.as_bytes(), &address(socket)?).map(|_| ())
}

fn address(socket: &OsStr) -> io::Result<SocketAddr> {
    match socket.as_bytes().strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name),
        None => SocketAddr::from_pathname(socket),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(socket: &UnixDatagram) -> String {
        let mut bytes = [0; 64];
        let length = socket.recv(&mut bytes).expect("a datagram");
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    }

    #[test]
    fn no_socket_is_no_error() {
        notify(None, READY).expect("nothing to do");
    }

    #[test]
    fn a_path_is_told() {
        let dir = tempfile::tempdir().expect("temporary directory");
        let path = dir.path().join("notify");
        let socket = UnixDatagram::bind(&path).expect("bound");
        notify(Some(path.as_os_str()), READY).expect("sent");
        assert_eq!(received(&socket), "READY=1");
    }

    #[test]
    fn an_abstract_name_is_told() {
        let name = format!("prism-notify-test-{}", std::process::id());
        let socket = UnixDatagram::bind_addr(&SocketAddr::from_abstract_name(&name).expect("a name")).expect("bound");
        notify(Some(OsStr::new(&format!("@{name}"))), STOPPING).expect("sent");
        assert_eq!(received(&socket), "STOPPING=1");
    }
}
