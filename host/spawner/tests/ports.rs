//! Reserved ports: nobody else's while the instance is there, everybody's when it is gone.

#![allow(clippy::unwrap_used)] // In a test, a panic is the report.

mod support;

use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpListener};
use std::os::fd::OwnedFd;

use rustix::net::{AddressFamily, SocketType, sockopt};
use support::{each_backend, host};

fn reserve() -> (u16, OwnedFd) {
    let socket = rustix::net::socket(AddressFamily::INET, SocketType::STREAM, None).unwrap();
    sockopt::set_socket_reuseaddr(&socket, true).unwrap();
    sockopt::set_socket_reuseport(&socket, true).unwrap();
    rustix::net::bind(&socket, &SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = SocketAddr::try_from(rustix::net::getsockname(&socket).unwrap()).unwrap();
    (address.port(), socket)
}

/// Without SO_REUSEADDR, which std would set.
fn is_free(port: u16) -> bool {
    let socket = rustix::net::socket(AddressFamily::INET, SocketType::STREAM, None).unwrap();
    rustix::net::bind(&socket, &SocketAddrV4::new(Ipv4Addr::LOCALHOST, port)).is_ok()
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
        assert!(is_free(port));
    });
}

#[test]
fn a_port_is_given_back_when_nothing_could_be_started() {
    each_backend(|house| {
        let (port, socket) = reserve();
        house.send_with(house.spec(1, "/nowhere", &[]), vec![socket]);
        house.next();
        assert!(is_free(port));
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
