//! Ports that belong to an instance before it listens on them.
//!
//! A reservation is a TCP socket that is bound to 127.0.0.1 and never listens, with SO_REUSEADDR and SO_REUSEPORT: the kernel
//! gives its number to nobody else (neither `bind(0)` nor `connect` takes it), and the instance's own bind succeeds all the same,
//! because servers set SO_REUSEADDR (Rust, Go, Python, Node and gRPC do; measured). Whoever holds the reservation must keep it for
//! the life of the instance, so that a restart finds the port free. Choosing a number and closing the socket, the usual way, gave
//! the same port to two of a thousand processes 33 times.
//!
//! The invariant: no two reservations that are held have the same port. It does not keep out a local process that binds this
//! very number with the same options; who really listens, `listener` tells.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::os::fd::OwnedFd;

use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, sockopt};

/// The range that `bind(0)` takes from (ip(7)).
const EPHEMERAL_RANGE: &str = "/proc/sys/net/ipv4/ip_local_port_range";
/// Linux's own default for it, where /proc does not say.
const EPHEMERAL_DEFAULT: (u16, u16) = (32_768, 60_999);

/// A port that nobody else is given while the descriptors are open.
#[derive(Debug)]
pub(crate) struct Reservation {
    /// Its number.
    pub(crate) port: u16,
    /// Bound, never listening.
    pub(crate) socket: OwnedFd,
    /// For a number that was asked for: what a second reservation of it collides with.
    pub(crate) guard: Option<OwnedFd>,
}

impl Reservation {
    /// Everything that must stay open.
    pub(crate) fn into_descriptors(self) -> impl Iterator<Item = OwnedFd> {
        std::iter::once(self.socket).chain(self.guard)
    }
}

/// Reserves a port of the kernel's choice.
///
/// The options come after the bind: with SO_REUSEADDR the kernel looks through a quarter of its range before it looks elsewhere, each
/// time from the beginning, and from 5,000 reservations on takes a millisecond for one.
pub(crate) fn reserve() -> io::Result<Reservation> {
    let socket = bind(0, Sharing::WithNobody)?;
    share(&socket)?;
    let address = SocketAddr::try_from(rustix::net::getsockname(&socket)?)?;
    Ok(Reservation { port: address.port(), socket, guard: None })
}

/// Reserves this very port. Fails with `AddrInUse` if it is reserved, or if somebody listens on it.
///
/// Two bound sockets with SO_REUSEADDR do not collide, so a number that is asked for needs more than a bind: a name of its own in
/// the abstract unix namespace (of the same network namespace, and gone with its last descriptor) against other numbers asked
/// for, and a bind without options against what `reserve` gave out. The latter also fails while old connections are in
/// TIME_WAIT, so it only counts in the range that `bind(0)` takes from.
pub(crate) fn reserve_exactly(port: u16) -> io::Result<Reservation> {
    let guard = guard(port)?;
    if is_ephemeral(port) {
        bind(port, Sharing::WithNobody)?;
    }
    Ok(Reservation { port, socket: bind(port, Sharing::WithOwner)?, guard: Some(guard) })
}

/// Reserves again what an instance that lives was given. None where it listens there already: then it holds the port itself.
pub(crate) fn reserve_again(port: u16) -> Option<OwnedFd> {
    bind(port, Sharing::WithOwner).ok()
}

/// Who else may bind the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sharing {
    WithNobody,
    WithOwner,
}

fn bind(port: u16, sharing: Sharing) -> io::Result<OwnedFd> {
    let socket = rustix::net::socket_with(AddressFamily::INET, SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
    if sharing == Sharing::WithOwner {
        share(&socket)?;
    }
    rustix::net::bind(&socket, &SocketAddrV4::new(Ipv4Addr::LOCALHOST, port))?;
    Ok(socket)
}

fn share(socket: &OwnedFd) -> io::Result<()> {
    sockopt::set_socket_reuseaddr(socket, true)?;
    Ok(sockopt::set_socket_reuseport(socket, true)?)
}

fn guard(port: u16) -> io::Result<OwnedFd> {
    let socket = rustix::net::socket_with(AddressFamily::UNIX, SocketType::DGRAM, SocketFlags::CLOEXEC, None)?;
    rustix::net::bind(&socket, &SocketAddrUnix::new_abstract_name(format!("prism-port-{port}").as_bytes())?)?;
    Ok(socket)
}

fn is_ephemeral(port: u16) -> bool {
    let text = std::fs::read_to_string(EPHEMERAL_RANGE).unwrap_or_default();
    let mut numbers = text.split_ascii_whitespace().filter_map(|word| word.parse().ok());
    let (low, high) = numbers.next().zip(numbers.next()).unwrap_or(EPHEMERAL_DEFAULT);
    (low..=high).contains(&port)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn a_thousand_reservations_are_a_thousand_ports() {
        let held: Vec<Reservation> = (0..1000).map(|_| reserve().expect("a port")).collect();
        let ports: BTreeSet<u16> = held.iter().map(|reservation| reservation.port).collect();
        assert_eq!(ports.len(), 1000);
    }

    #[test]
    fn the_owner_can_listen_on_a_reserved_port_again_and_again() {
        let reservation = reserve().expect("a port");
        for _ in 0..2 {
            let listener =
                TcpListener::bind(("127.0.0.1", reservation.port)).expect("the reservation lets its owner in");
            let _client = TcpStream::connect(("127.0.0.1", reservation.port)).expect("connected");
            listener.accept().expect("the reservation takes no connection away");
        }
    }

    #[test]
    fn nobody_answers_on_a_port_that_is_only_reserved() {
        let reservation = reserve().expect("a port");
        let refused = TcpStream::connect(("127.0.0.1", reservation.port)).expect_err("nobody listens");
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
    }

    #[test]
    fn a_port_that_is_reserved_cannot_be_asked_for() {
        let given = reserve().expect("a port");
        assert_eq!(reserve_exactly(given.port).expect_err("taken").kind(), io::ErrorKind::AddrInUse);
        let port = given.port;
        drop(given);
        let asked = reserve_exactly(port).expect("free again");
        assert_eq!(reserve_exactly(port).expect_err("taken").kind(), io::ErrorKind::AddrInUse);
        assert_eq!(asked.into_descriptors().count(), 2);
        assert!(reserve_exactly(port).is_ok());
    }

    #[test]
    fn a_port_that_somebody_listens_on_cannot_be_asked_for() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("its number").port();
        assert_eq!(reserve_exactly(port).expect_err("taken").kind(), io::ErrorKind::AddrInUse);
    }
}
