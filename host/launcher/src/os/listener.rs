//! Who listens on a port of 127.0.0.1: one of these processes, somebody else, nobody.
//!
//! The kernel is asked for the one socket that a connection would reach (NETLINK_SOCK_DIAG, sock_diag(7), an exact lookup and not
//! a dump), so the cost does not grow with the machine's sockets. It finds listeners on 127.0.0.1, on 0.0.0.0 and dual-stack ones on
//! [::] alike, because it is the lookup that a SYN goes through. The inode it answers is then looked for among the descriptors of
//! the given processes.
//!
//! Several sockets may share a port (SO_REUSEPORT); then a connection's hash decides. So the kernel is asked for a few imaginary
//! connections, and all listeners it names must be ours: a stranger that has joined the port is found with a probability of 255 in
//! 256 at each look.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::os::fd::OwnedFd;
use std::sync::OnceLock;

use rustix::net::{AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, netlink};

/// Imaginary connections. Each costs a few microseconds.
const LOOKUPS: u16 = 8;
/// SOCK_DIAG_BY_FAMILY and NLM_F_REQUEST of linux/sock_diag.h and linux/netlink.h.
const SOCK_DIAG_BY_FAMILY: u16 = 20;
const NLM_F_REQUEST: u16 = 1;
const NLMSG_HEADER_BYTES: usize = 16;
const REQUEST_BYTES: usize = NLMSG_HEADER_BYTES + 56;
const AF_INET: u8 = 2;
const IPPROTO_TCP: u8 = 6;
const TCP_LISTEN: u8 = 10;
/// Where `struct inet_diag_msg` has its state and its inode.
const STATE_AT: usize = NLMSG_HEADER_BYTES + 1;
const INODE_AT: usize = NLMSG_HEADER_BYTES + 68;

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// Every listener on the port belongs to one of the processes.
    Ours,
    /// Some listener does not.
    Foreign,
    /// There is none.
    NobodyListens,
}

/// Whether one of the processes `pids` listens on 127.0.0.1:`port`. They are asked one after the other, so the likeliest should
/// come first; an iterator that walks a tree is only walked as far as needed.
pub(crate) fn owner(port: u16, pids: impl IntoIterator<Item = i32>) -> Owner {
    let mut missing = listeners(port);
    if missing.is_empty() {
        return Owner::NobodyListens;
    }
    for pid in pids {
        strike_out(pid, &mut missing);
        if missing.is_empty() {
            return Owner::Ours;
        }
    }
    Owner::Foreign
}

/// Removes the sockets that `pid` holds.
fn strike_out(pid: i32, inodes: &mut BTreeSet<u32>) {
    let Ok(descriptors) = fs::read_dir(format!("/proc/{pid}/fd")) else { return };
    for link in descriptors.flatten().filter_map(|descriptor| fs::read_link(descriptor.path()).ok()) {
        let inode = link.to_str().and_then(|link| link.strip_prefix("socket:[")?.strip_suffix(']')?.parse().ok());
        if inode.is_some_and(|inode: u32| inodes.remove(&inode)) && inodes.is_empty() {
            return;
        }
    }
}

/// The inodes of the sockets that listen on 127.0.0.1:`port`.
fn listeners(port: u16) -> BTreeSet<u32> {
    static DIAG_WORKS: OnceLock<bool> = OnceLock::new();
    if *DIAG_WORKS.get_or_init(diag_works) { by_diag(port).unwrap_or_default() } else { by_scan(port) }
}

/// Without the module tcp_diag the kernel answers as if there was no socket; so it is asked for one that there is.
fn diag_works() -> bool {
    let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)) else { return false };
    let found = listener.local_addr().and_then(|address| by_diag(address.port()));
    found.is_ok_and(|inodes| !inodes.is_empty())
}

fn by_diag(port: u16) -> io::Result<BTreeSet<u32>> {
    thread_local! {
        /// Kept for the next port, unless something went wrong with it: an answer that was not read would be taken for a later one's.
        static SOCKET: Cell<Option<OwnedFd>> = const { Cell::new(None) };
    }
    let socket = SOCKET.take().map_or_else(diag_socket, Ok)?;
    let mut inodes = BTreeSet::new();
    for client_port in 1..=LOOKUPS {
        match look_up(&socket, port, client_port)? {
            Some(inode) => inodes.insert(inode),
            // The hash chooses among listeners; where it finds none, there is none to find.
            None => break,
        };
    }
    SOCKET.set(Some(socket));
    Ok(inodes)
}

fn diag_socket() -> io::Result<OwnedFd> {
    let flags = SocketFlags::CLOEXEC;
    Ok(rustix::net::socket_with(AddressFamily::NETLINK, SocketType::DGRAM, flags, Some(netlink::SOCK_DIAG))?)
}

/// One lookup. The kernel answers in the call, so the receive does not wait.
fn look_up(socket: &OwnedFd, port: u16, client_port: u16) -> io::Result<Option<u32>> {
    rustix::net::send(socket, &request(port, client_port), SendFlags::empty())?;
    let mut answer = [0_u8; 1024];
    let (_, bytes) = rustix::net::recv(socket, &mut answer[..], RecvFlags::DONTWAIT)?;
    Ok(answer.get(..bytes).and_then(listening_inode))
}

/// `struct nlmsghdr` and `struct inet_diag_req_v2`. The client is 0.0.0.0, which no established connection is with.
fn request(port: u16, client_port: u16) -> [u8; REQUEST_BYTES] {
    let mut request = [0; REQUEST_BYTES];
    let mut put = |at: usize, bytes: &[u8]| request[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &(REQUEST_BYTES as u32).to_ne_bytes());
    put(4, &SOCK_DIAG_BY_FAMILY.to_ne_bytes());
    put(6, &NLM_F_REQUEST.to_ne_bytes());
    put(16, &[AF_INET, IPPROTO_TCP]);
    put(20, &u32::MAX.to_ne_bytes());
    put(24, &port.to_be_bytes());
    put(26, &client_port.to_be_bytes());
    put(28, &Ipv4Addr::LOCALHOST.octets());
    // No cookie: any socket will do.
    put(64, &[0xff; 8]);
    request
}

/// The inode in an answer about a listening socket; an error (ENOENT: there is none) has none.
fn listening_inode(answer: &[u8]) -> Option<u32> {
    let kind = answer.get(4..6)?;
    let listening = kind == SOCK_DIAG_BY_FAMILY.to_ne_bytes() && answer.get(STATE_AT) == Some(&TCP_LISTEN);
    let inode = answer.get(INODE_AT..INODE_AT + 4)?.try_into().ok().map(u32::from_ne_bytes);
    inode.filter(|_| listening)
}

/// The long way, through all sockets of the machine, where the short one is not compiled in.
fn by_scan(port: u16) -> BTreeSet<u32> {
    let tables = ["/proc/self/net/tcp", "/proc/self/net/tcp6"];
    let texts = tables.map(|table| fs::read_to_string(table).unwrap_or_default());
    texts.iter().flat_map(|text| text.lines()).filter_map(|line| listener_in(line, port)).collect()
}

/// `sl local_address rem_address st ... inode`, addresses in hexadecimal (proc_pid_net(5)).
fn listener_in(line: &str, port: u16) -> Option<u32> {
    const LOOPBACK_AND_ANY: [&str; 3] = ["0100007F", "00000000", "00000000000000000000000000000000"];
    let fields: Vec<&str> = line.split_ascii_whitespace().collect();
    let (address, number) = fields.get(1)?.split_once(':')?;
    let reached = LOOPBACK_AND_ANY.contains(&address) && u16::from_str_radix(number, 16) == Ok(port);
    (reached && *fields.get(3)? == "0A").then(|| fields.get(9)?.parse().ok())?
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::process::{Child, Command, Stdio};

    use super::*;
    use crate::os::ports;

    fn me() -> i32 {
        i32::try_from(std::process::id()).expect("a pid")
    }

    fn port_of(listener: &TcpListener) -> u16 {
        listener.local_addr().expect("its address").port()
    }

    /// This test executable again, in the role of `a_listener_for_another_test`.
    fn listening_process() -> (Child, u16) {
        let mut child = Command::new(std::env::current_exe().expect("ourselves"))
            .args(["--exact", "os::listener::tests::a_listener_for_another_test", "--nocapture", "--ignored"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("started");
        let output = BufReader::new(child.stdout.take().expect("piped"));
        let port =
            output.lines().map_while(Result::ok).find_map(|line| line.split("port ").nth(1)?.trim().parse().ok());
        (child, port.expect("it says its port"))
    }

    #[test]
    #[ignore = "the other process of the tests below"]
    fn a_listener_for_another_test() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        #[expect(clippy::print_stdout, reason = "how the test on the other side learns the number")]
        {
            println!("port {}", port_of(&listener));
        }
        let _ = io::read_to_string(io::stdin());
    }

    #[test]
    fn listeners_on_loopback_on_any_and_on_both_families_are_found() {
        for address in ["127.0.0.1:0", "0.0.0.0:0", "[::]:0"] {
            let listener = TcpListener::bind(address).expect("a port");
            assert_eq!(owner(port_of(&listener), [me()]), Owner::Ours, "{address}");
        }
    }

    #[test]
    fn the_scan_finds_what_the_lookup_finds() {
        for address in ["127.0.0.1:0", "0.0.0.0:0", "[::]:0"] {
            let listener = TcpListener::bind(address).expect("a port");
            let port = port_of(&listener);
            assert_eq!((by_scan(port), by_scan(port).len()), (by_diag(port).expect("looked up"), 1), "{address}");
        }
    }

    #[test]
    fn a_reserved_port_has_no_listener() {
        let reservation = ports::reserve().expect("a port");
        assert_eq!(owner(reservation.port, [me()]), Owner::NobodyListens);
    }

    #[test]
    fn established_connections_do_not_hide_the_listener() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let _client = std::net::TcpStream::connect(listener.local_addr().expect("its address")).expect("connected");
        let (accepted, _) = listener.accept().expect("accepted");
        assert_eq!(owner(port_of(&listener), [me()]), Owner::Ours);
        drop(listener);
        assert_eq!(owner(accepted.local_addr().expect("its address").port(), [me()]), Owner::NobodyListens);
    }

    #[test]
    fn a_listener_of_another_process_is_foreign_until_that_process_is_asked() {
        let (mut child, port) = listening_process();
        let pid = i32::try_from(child.id()).expect("a pid");
        assert_eq!(owner(port, [me()]), Owner::Foreign);
        assert_eq!(owner(port, [me(), pid]), Owner::Ours);
        assert_eq!(owner(port, crate::os::tree::family(me())), Owner::Ours);
        drop(child.stdin.take());
        child.wait().expect("it ends with its input");
    }

    #[test]
    fn a_stranger_that_joins_the_port_is_noticed() {
        // The guarantee is 255 in 256 a look; the hash has a new secret each boot, so several ports are looked at.
        let noticed = (0..8).filter(|_| {
            let reservation = ports::reserve().expect("a port");
            let (first, second) = (listen(reservation.port), listen(reservation.port));
            let inodes = by_diag(reservation.port).expect("looked up");
            drop((first, second));
            inodes.len() == 2
        });
        assert!(noticed.count() >= 6);
    }

    fn listen(port: u16) -> OwnedFd {
        let address = std::net::SocketAddrV4::new(Ipv4Addr::LOCALHOST, port);
        let socket = rustix::net::socket(AddressFamily::INET, SocketType::STREAM, None).expect("a socket");
        rustix::net::sockopt::set_socket_reuseport(&socket, true).expect("shared");
        rustix::net::bind(&socket, &address).expect("bound");
        rustix::net::listen(&socket, 8).expect("listening");
        socket
    }

    #[test]
    fn what_is_no_answer_has_no_inode() {
        assert_eq!(listening_inode(&[]), None);
        assert_eq!(listening_inode(&[0; 200]), None);
    }
}
