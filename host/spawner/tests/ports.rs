//! Reserved ports: nobody else's while the instance is there, everybody's when it is gone.

#![allow(clippy::unwrap_used)] // In a test, a panic is the report.

mod support;

use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpListener};
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use rustix::net::{AddressFamily, SocketFlags, SocketType, sockopt};
use support::{PATIENCE, each_backend, host};

fn socket() -> OwnedFd {
    rustix::net::socket_with(AddressFamily::INET, SocketType::STREAM, SocketFlags::CLOEXEC, None).unwrap()
}

fn reserve() -> (u16, OwnedFd) {
    let socket = socket();
    sockopt::set_socket_reuseaddr(&socket, true).unwrap();
    sockopt::set_socket_reuseport(&socket, true).unwrap();
    rustix::net::bind(&socket, &SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = SocketAddr::try_from(rustix::net::getsockname(&socket).unwrap()).unwrap();
    (address.port(), socket)
}

/// Without SO_REUSEADDR, which std would set.
fn is_free(port: u16) -> bool {
    rustix::net::bind(socket(), &SocketAddrV4::new(Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// Waits, because the other tests of this file may be just starting a spawner: until that one executes, it has a
/// copy of every descriptor. They may also be given the port, for as long as they need it.
fn becomes_free(port: u16) -> bool {
    let deadline = Instant::now() + PATIENCE;
    while !is_free(port) && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(1));
    }
    Instant::now() < deadline
}

#[test]
fn a_port_stays_reserved_after_the_exit_and_is_free_once_gone() {
    each_backend(|house| {
        let (port, socket) = reserve();
        house.send_with(house.sh(1, "exit 0"), vec![socket]);
        house.spawned();
        house.ended();
        assert!(!is_free(port));
        house.sweep(1);
        assert!(becomes_free(port));
    });
}

#[test]
fn a_port_is_given_back_when_nothing_could_be_started() {
    each_backend(|house| {
        let (port, socket) = reserve();
        house.send_with(house.spec(1, "/nowhere", &[]), vec![socket]);
        house.next();
        assert!(becomes_free(port));
    });
}

#[test]
fn a_child_can_listen_on_its_reserved_port() {
    each_backend(|house| {
        let (port, socket) = reserve();
        house.send_with(house.spec(1, host(), &["listen", &port.to_string()]), vec![socket]);
        house.spawned();
        assert_eq!(house.lines(1, 1), ["listening"]);
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
        assert!(TcpListener::bind(("127.0.0.1", port)).is_err());
    });
}
