//! The executable that tests start: the spawner itself, or (with arguments) a pattern or a launcher that does what /bin/sh cannot.

mod attempts;

use std::error::Error;
use std::io::Write;
use std::net::TcpListener;
use std::os::fd::AsFd;
use std::process::ExitCode;
use std::sync::mpsc::channel;
use std::time::Duration;

use prism_spawner::{Confinement, Hardening, Limits, Reply, SpawnSpec, Spawner, SpawnerConfig};
use rustix::net::{AddressFamily, SendFlags, SocketFlags, SocketType};

/// Of the instance of [`launch`], one of each kind that a cgroup enforces.
const LIMITS: Limits = Limits { cpu_millis: Some(500), memory_bytes: Some(32 << 20), pids: Some(5), nofile: None };

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["listen", port] => listen(port),
        ["knock", door] => knock(door),
        ["hog", bytes] => hog(bytes, || {}),
        ["hold", bytes] => hog(bytes, std::thread::park),
        ["launch", parent, script] => done(launch(parent, script)),
        ["delegate", cgroup] => done(delegate(cgroup)),
        ["loopback"] => done(loopback()),
        ["calls"] => tell(&attempts::on_kernel()),
        ["work"] => work(),
        ["reach", pid, work_dir, output] => tell(&attempts::on_neighbour(pid, work_dir, output)),
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
    let config = config("/bin/false", "", Confinement::NoCgroups);
    say(&match Spawner::attach(door.as_ref(), config, |_| {}) {
        Ok(_) => "let in".to_owned(),
        Err(error) => error.to_string(),
    });
    ExitCode::SUCCESS
}

fn config(exe: &str, cgroup_parent: &str, confinement: Confinement) -> SpawnerConfig {
    SpawnerConfig {
        exe: exe.into(),
        args: Vec::new(),
        orphan_timeout: Duration::ZERO,
        orphan_grace: Duration::ZERO,
        mark: String::new(),
        spared: Vec::new(),
        cgroup_parent: cgroup_parent.to_owned(),
        confinement,
    }
}

/// A launcher, for tests that have to say in which cgroup it lives: tells what is enforced and where it is then, and starts `script`, with
/// limits, whose output is ours.
fn launch(parent: &str, script: &str) -> Result<(), Box<dyn Error>> {
    let (sender, replies) = channel();
    let config = config("/proc/self/exe", parent, Confinement::Detect);
    let spawner = Spawner::start(config, &[], move |reply| drop(sender.send(reply)))?;
    let spec = SpawnSpec {
        token: 1,
        executable: "/bin/sh".into(),
        argv0: None,
        args: vec!["-c".into(), script.into()],
        env: vec![("PATH".to_owned(), "/usr/bin:/bin".to_owned())],
        work_dir: "/".into(),
        limits: LIMITS,
        cgroup: "one".to_owned(),
        stop_signal: 15,
        hardening: Hardening::default(),
    };
    for reply in replies {
        match reply {
            Reply::Hello { enforcement } => {
                say(&format!("backend: {}", enforcement.backend));
                say(&format!("tree kill: {}", enforcement.tree_kill));
                say(&format!("cpu: {}", enforcement.cpu_limit));
                say(&format!("memory: {}", enforcement.memory_limit));
                say(&format!("pids: {}", enforcement.pids_limit));
                say(&format!("launcher: {}", std::fs::read_to_string("/proc/self/cgroup")?.trim()));
                spawner.spawn(spec.clone(), std::io::stdout().as_fd().try_clone_to_owned()?, Vec::new())?;
            }
            Reply::Exited { status, oom_killed, .. } => {
                say(&format!("exited: {status:?}, out of memory: {oom_killed}"));
                spawner.sweep(1)?;
            }
            Reply::Gone { .. } => spawner.shutdown(),
            Reply::SpawnFailed { error, .. } => return Err(error.into()),
            Reply::Closed => return Ok(()),
            _ => {}
        }
    }
    Err("the spawner went away".into())
}

/// Marks a cgroup as systemd marks what it delegates.
fn delegate(cgroup: &str) -> Result<(), Box<dyn Error>> {
    Ok(rustix::fs::setxattr(cgroup, "user.delegate", b"1", rustix::fs::XattrFlags::empty())?)
}

/// Takes the loopback interface up, by netlink's protocol 0 (NETLINK_ROUTE), as `ip link set lo up` does where there is one (rtnetlink(7): RTM_NEWLINK, an ifinfomsg).
fn loopback() -> Result<(), Box<dyn Error>> {
    const LENGTH: u32 = 32;
    const RTM_NEWLINK: u16 = 16;
    const NLM_F_REQUEST: u16 = 1;
    const IFF_UP: u32 = 1;
    let index = 1_u32;
    let mut message = Vec::new();
    message.extend(LENGTH.to_ne_bytes());
    message.extend([RTM_NEWLINK.to_ne_bytes(), NLM_F_REQUEST.to_ne_bytes()].concat());
    // Sequence, sender; family, type.
    message.extend([0; 12]);
    message.extend([index, IFF_UP, IFF_UP].map(u32::to_ne_bytes).concat());
    let (flags, kind) = (SocketFlags::CLOEXEC, SocketType::RAW);
    let socket = rustix::net::socket_with(AddressFamily::NETLINK, kind, flags, None)?;
    // It is done before the call returns.
    rustix::net::send(&socket, &message, SendFlags::empty())?;
    Ok(())
}

fn done(result: Result<(), Box<dyn Error>>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("failed: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Touches this much memory, and does something else before it gives it back.
fn hog(bytes: &str, then: impl Fn()) -> ExitCode {
    let Ok(bytes) = bytes.parse() else { return ExitCode::FAILURE };
    let block = vec![1_u8; bytes];
    say(&format!("held {}", std::hint::black_box(&block).len()));
    then();
    ExitCode::SUCCESS
}

/// What every server does: threads, and other programs.
fn work() -> ExitCode {
    let thread = std::thread::spawn(|| "a thread").join();
    let program = std::process::Command::new("/bin/true").status();
    match (thread, program) {
        (Ok(thread), Ok(status)) if status.success() => say(&format!("{thread} and a program")),
        other => say(&format!("{other:?}")),
    }
    ExitCode::SUCCESS
}

fn tell(lines: &[String]) -> ExitCode {
    lines.iter().for_each(|line| say(line));
    ExitCode::SUCCESS
}

fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
