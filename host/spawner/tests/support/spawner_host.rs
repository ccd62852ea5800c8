//! The executable that tests start: the spawner itself, or (with arguments) a pattern that does what /bin/sh cannot.

use std::io::Write;
use std::net::TcpListener;
use std::os::fd::AsFd;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["listen", port] => listen(port),
        ["knock", door] => knock(door),
        ["hog", bytes] => hog(bytes, || {}),
        ["hold", bytes] => hog(bytes, std::thread::park),
        _ => spawner(),
    }
}

fn spawner() -> ExitCode {
    match std::io::stdin().as_fd().try_clone_to_owned() {
        Ok(link) => prism_spawner::run(link),
        Err(_) => ExitCode::FAILURE,
    }
}

/// Listens on a port (std sets SO_REUSEADDR), says so and waits to be killed.
fn listen(port: &str) -> ExitCode {
    let bound = port.parse().ok().and_then(|port: u16| TcpListener::bind(("127.0.0.1", port)).ok());
    let Some(_listener) = bound else { return ExitCode::FAILURE };
    say("listening");
    loop {
        std::thread::park();
    }
}

/// Tries to come in as a launcher.
fn knock(door: &str) -> ExitCode {
    let config = prism_spawner::SpawnerConfig {
        exe: "/bin/false".into(),
        args: Vec::new(),
        orphan_timeout: std::time::Duration::ZERO,
        orphan_grace: std::time::Duration::ZERO,
        mark: String::new(),
        spared: Vec::new(),
        cgroup_parent: String::new(),
        confinement: prism_spawner::Confinement::NoCgroups,
    };
    say(&match prism_spawner::Spawner::attach(door.as_ref(), config, |_| {}) {
        Ok(_) => "let in".to_owned(),
        Err(error) => error.to_string(),
    });
    ExitCode::SUCCESS
}

/// Touches this much memory, and does something else before it gives it back.
fn hog(bytes: &str, then: impl Fn()) -> ExitCode {
    let Ok(bytes) = bytes.parse() else { return ExitCode::FAILURE };
    let block = vec![1_u8; bytes];
    say(&format!("held {}", std::hint::black_box(&block).len()));
    then();
    ExitCode::SUCCESS
}

fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
