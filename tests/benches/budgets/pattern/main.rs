//! The smallest honest pattern: it is ready at once and does nothing after. Started by the launcher and, as the floor, directly.
//!
//! `http` answers every request on HEALTH_PORT with 200; `notify` says READY=1 to NOTIFY_SOCKET. With BENCH_HELLO it says there, first
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
        _ => Err(io::Error::other("expected http or notify")),
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

fn notify() -> io::Result<()> {
    UnixDatagram::unbound()?.send_to(b"READY=1", var_os("NOTIFY_SOCKET").ok_or(io::ErrorKind::InvalidInput)?)?;
    loop {
        std::thread::park();
    }
}
