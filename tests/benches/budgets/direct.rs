//! The floor: the same binary, spawned directly, as somebody would who needs nothing else of a launcher.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::Outcome;
use crate::daemon::binary;

/// Between two looks at a server that does not listen yet.
const PAUSE: Duration = Duration::from_micros(100);

/// Spawned directly; ended when it is dropped.
#[derive(Debug)]
pub(crate) struct Direct(Child);

impl Direct {
    pub(crate) fn http(port: u16) -> io::Result<Self> {
        Self::spawn("http", "HEALTH_PORT", port.to_string())
    }

    pub(crate) fn notify(socket: &Path) -> io::Result<Self> {
        Self::spawn("notify", "NOTIFY_SOCKET", socket.display().to_string())
    }

    fn spawn(kind: &str, name: &str, value: String) -> io::Result<Self> {
        command(kind).env(name, value).spawn().map(Self)
    }
}

impl Drop for Direct {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Ends many: all are killed before the first is waited for.
pub(crate) fn end_all(mut all: Vec<Direct>) {
    for direct in &mut all {
        let _ = direct.0.kill();
    }
}

/// The tiny pattern, with nothing inherited. std spawns it without a fork: there is no `pre_exec`.
pub(crate) fn command(kind: &str) -> Command {
    let mut command = Command::new(binary("bench-pattern"));
    command.arg(kind).env_clear().stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Ports that were free a moment ago.
pub(crate) fn free_ports(count: usize) -> io::Result<Vec<u16>> {
    let held: Vec<_> = (0..count).map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).collect::<io::Result<_>>()?;
    held.iter().map(|listener| listener.local_addr().map(|address| address.port())).collect()
}

/// Asks until it answers.
pub(crate) fn await_health(port: u16) -> io::Result<()> {
    loop {
        if is_healthy(port)? {
            return Ok(());
        }
        std::thread::sleep(PAUSE);
    }
}

fn is_healthy(port: u16) -> io::Result<bool> {
    let mut stream = match TcpStream::connect((Ipv4Addr::LOCALHOST, port)) {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => return Ok(false),
        connected => connected?,
    };
    stream.write_all(b"GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n")?;
    let mut answer = [0; 64];
    let bytes = stream.read(&mut answer)?;
    Ok(answer[..bytes].starts_with(b"HTTP/1.1 200"))
}

/// A socket that others tell us something on.
#[derive(Debug)]
pub(crate) struct Ear {
    socket: UnixDatagram,
    _dir: Option<TempDir>,
}

impl Ear {
    /// Longest wait for a word: whatever is waited for takes milliseconds.
    const PATIENCE: Duration = Duration::from_secs(10);

    pub(crate) fn at(path: &Path) -> Outcome<Self> {
        let socket = UnixDatagram::bind(path)?;
        // Instances may run as users of their own.
        fs::set_permissions(path, fs::Permissions::from_mode(0o666))?;
        socket.set_read_timeout(Some(Self::PATIENCE))?;
        Ok(Self { socket, _dir: None })
    }

    /// In a directory of its own, and where it is.
    pub(crate) fn anywhere() -> Outcome<(Self, std::path::PathBuf)> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join("ear.sock");
        Ok((Self { _dir: Some(dir), ..Self::at(&path)? }, path))
    }

    /// The next word.
    pub(crate) fn hear(&self) -> io::Result<String> {
        let mut buffer = [0; 128];
        let bytes = self.socket.recv(&mut buffer)?;
        Ok(String::from_utf8_lossy(&buffer[..bytes]).into_owned())
    }
}
