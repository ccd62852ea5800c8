//! The smallest honest pattern: it is ready at once and does nothing after. Started by the launcher and, as the floor, directly.
//!
//! `http` answers every request on HEALTH_PORT with 200; `notify` says READY=1 to NOTIFY_SOCKET; `spin`, `fork` and `hog` do so and then
//! take all that they can get. With BENCH_HELLO it says there, first
//! of all, that it executes: its pid and generation.

use std::env::{args, var, var_os};
use std::io::{self, Read, Write};
use std::net::TcpListener;
use std::os::unix::net::UnixDatagram;
use std::process::ExitCode;

fn main() -> ExitCode {
    let done = say_hello().and_then(|()| match args().nth(1).as_deref() {
        Some("http") => serve(),
        Some("notify") => notify(),
        Some("spin") => ready().map(|()| spin()),
        Some("fork") => ready().map(|()| storm()),
        Some("hog") => ready().map(|()| hog()),
        _ => Err(io::Error::other("expected http, notify, spin, fork or hog")),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn say_hello() -> io::Result<()> {
    let Some(socket) = var_os("BENCH_HELLO") else { return Ok(()) };
    let hello = format!("{} {}", std::process::id(), var("PRISM_GENERATION").unwrap_or_default());
    UnixDatagram::unbound()?.send_to(hello.as_bytes(), socket).map(|_| ())
}

fn serve() -> io::Result<()> {
    let port: u16 = var("HEALTH_PORT").ok().and_then(|port| port.parse().ok()).ok_or(io::ErrorKind::InvalidInput)?;
    let listener = TcpListener::bind(("127.0.0.1", port))?;
    for stream in listener.incoming() {
        // One that goes away before it is answered is its own concern.
        let _ = stream.and_then(|mut stream| {
            let _ = stream.read(&mut [0; 1024])?;
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok")
        });
    }
    Ok(())
}

fn ready() -> io::Result<()> {
    let socket = var_os("NOTIFY_SOCKET").ok_or(io::ErrorKind::InvalidInput)?;
    UnixDatagram::unbound()?.send_to(b"READY=1", socket).map(|_| ())
}

/// Four threads that never rest: more than the machine has cores.
fn spin() {
    (0..3).for_each(|_| drop(std::thread::spawn(turn)));
    turn();
}

fn turn() {
    loop {
        std::hint::spin_loop();
    }
}

/// As many processes as it can start, each of which does the same.
#[allow(clippy::zombie_processes, reason = "it is a storm: nobody is waited for")]
fn storm() {
    let Ok(own) = std::env::current_exe() else { return };
    loop {
        // Refused most of the time: that is the limit, and it is tried again.
        let _ = std::process::Command::new(&own).arg("fork").spawn();
    }
}

/// All the memory there is, touched.
fn hog() {
    let mut held = Vec::new();
    loop {
        held.push(vec![1_u8; 1 << 20]);
        std::hint::black_box(&held);
    }
}

fn notify() -> io::Result<()> {
    ready()?;
    loop {
        std::thread::park();
    }
}
