//! User-Mode Linux: a kernel with cgroup v2 that runs as an ordinary process, for the tests of `tests/uml`.
//!
//! It needs neither root nor a virtual machine, only ptrace. It sees the files of this machine, read-only. What it prints and how it ends
//! is the result; it is ended when it takes too long, and nothing else ever is.

use crate::apt;
use crate::artifacts::{Test, tests};
use crate::command::{program, works};
use crate::report::{Failed, Report};
use crate::root::{root, target};
use std::fs;
use std::io::{self, BufRead as _, BufReader};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Debian's, for amd64 and i386.
const PACKAGE: &str = "user-mode-linux";
const WHAT: &str = "tests of cgroup v2 in User-Mode Linux";
/// The tests that the guest may choose from.
const SOURCES: [&str; 2] = ["host/spawner/tests", "tests/e2e"];
/// The guest bounds each of its tests itself. This is for a guest that does not get on at all.
const PATIENCE: Duration = Duration::from_secs(600);
/// How long it may take to clean up when it is told to end.
const END_PATIENCE: Duration = Duration::from_secs(5);
/// What the guest says once its tests can run: from there on a failure is theirs.
const UP: &str = "uml: up";
/// Two hundred instances at a time, and their shells. Taken as it is touched.
const MEMORY: &str = "mem=1G";

/// Runs the spawner's tests in a guest, or those that `filter` names; noted as skipped where there can be no guest.
pub(crate) fn uml(report: &mut Report, filter: &str) -> Result<(), Failed> {
    let Some(kernel) = kernel(report) else { return Ok(()) };
    if target().display().to_string().contains([' ', '"', ',']) {
        // The kernel's command line would be split there.
        report.skip(WHAT, &format!("the path {} has a blank, a comma or a quote", target().display()));
        return Ok(());
    }
    link(&tests()?).map_err(|error| Failed(format!("link the tests in {}: {error}", home().display())))?;
    match boot(&kernel, filter) {
        Ok(Some(status)) if status.success() => Ok(()),
        Ok(Some(status)) => Err(Failed(format!("{WHAT}: {status}; see above"))),
        Ok(None) => {
            report.skip(WHAT, "it does not boot on this machine, see above; does it permit ptrace?");
            Ok(())
        }
        Err(error) => Err(Failed(format!("{WHAT}: {error}"))),
    }
}

fn home() -> PathBuf {
    target().join("uml")
}

/// Where it is installed or was unpacked, which is done first where there is apt.
fn kernel(report: &mut Report) -> Option<PathBuf> {
    let unpacked = home().join("usr/bin/linux.uml");
    if let Some(found) = [PathBuf::from("/usr/bin/linux.uml"), unpacked.clone()].into_iter().find(|path| path.exists())
    {
        return Some(found);
    }
    if !apt::exists() {
        report.skip(WHAT, "there is no apt to get the package user-mode-linux with");
        return None;
    }
    // Renamed when it is complete, so that half of it is never taken for the whole.
    let fresh = home().with_extension(format!("new-{}", std::process::id()));
    let done = fs::create_dir_all(&fresh).is_ok()
        && apt::unpack(PACKAGE, &fresh)
        && fs::create_dir_all(home().join("usr/bin")).is_ok()
        && fs::rename(fresh.join("usr/bin/linux.uml"), &unpacked).is_ok();
    let _ = fs::remove_dir_all(&fresh);
    if !done {
        report.skip(WHAT, "apt-get could not fetch the package user-mode-linux");
    }
    done.then_some(unpacked)
}

/// Puts the tests where the guest looks, under names without a hash.
fn link(tests: &[Test]) -> io::Result<()> {
    let (links, target) = (home().join("tests"), target().canonicalize()?);
    if links.exists() {
        fs::remove_dir_all(&links)?;
    }
    fs::create_dir_all(&links)?;
    for test in tests.iter().filter(|test| SOURCES.iter().any(|source| test.source.starts_with(source))) {
        let executable = test.executable.canonicalize()?;
        let below = executable
            .strip_prefix(&target)
            .map_err(|_| io::Error::other(format!("{} is not below", executable.display())))?;
        symlink(Path::new("../..").join(below), links.join(&test.name))?;
    }
    Ok(())
}

/// How it ended; none where it never came up.
fn boot(kernel: &Path, filter: &str) -> Result<Option<ExitStatus>, String> {
    eprintln!("xtask: {WHAT}");
    let mut command = program(kernel, &[MEMORY, "rootfstype=hostfs", "rootflags=/", "ro", "quiet"]);
    command.args(["con=null", "con0=null,fd:1"]);
    command.arg(format!("init={}", root().join("tests/uml/init").display()));
    command.arg(format!("TARGET={}", target().display())).arg(format!("FILTER={}", filter));
    // Its memory is a file there, mapped to be executed: /dev/shm is too small or forbids it in many containers. Beside it, its pid.
    command.env("TMPDIR", home()).arg(format!("uml_dir={}", home().join("run").display()));
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut guest = command.spawn().map_err(|error| format!("cannot run {}: {error}", kernel.display()))?;
    let up = follow(&lines(&mut guest));
    let status = end(&mut guest).map_err(|error| error.to_string())?;
    match up {
        Ok(up) => Ok(up.then_some(status)),
        Err(why) => Err(why.to_owned()),
    }
}

/// What it prints, as it comes. Ends when nothing of the guest is left.
fn lines(guest: &mut Child) -> Receiver<String> {
    let (sender, receiver) = channel();
    if let Some(output) = guest.stdout.take() {
        std::thread::spawn(move || {
            for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
                // Nobody listens any more once it is being ended.
                let _ = sender.send(String::from_utf8_lossy(&line).trim_end().to_owned());
            }
        });
    }
    receiver
}

/// Shows it, and says whether the guest came up. What the kernel says before is shown only if it did not. Fails when it takes too long.
fn follow(lines: &Receiver<String>) -> Result<bool, &'static str> {
    let deadline = Instant::now() + PATIENCE;
    let mut before = Some(Vec::new());
    let ended = loop {
        match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) if line == UP => before = None,
            Ok(line) => match &mut before {
                Some(before) => before.push(line),
                None => eprintln!("{line}"),
            },
            Err(error) => break error,
        }
    };
    for line in before.iter().flatten() {
        eprintln!("{line}");
    }
    match ended {
        RecvTimeoutError::Disconnected => Ok(before.is_none()),
        RecvTimeoutError::Timeout => Err("it took too long and was ended"),
    }
}

/// Waits for its end, with less and less patience: the kernel takes the guest's processes with it when it is asked to end.
fn end(guest: &mut Child) -> io::Result<ExitStatus> {
    let pid = guest.id().to_string();
    for signal in ["", "TERM", "KILL"] {
        if !signal.is_empty() {
            // Not yet reaped, so it cannot be another process.
            works(program("/bin/sh", &["-c", "kill -\"$0\" \"$1\"", signal, &pid]));
        }
        let deadline = Instant::now() + END_PATIENCE;
        while Instant::now() < deadline {
            if let Some(status) = guest.try_wait()? {
                return Ok(status);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
    guest.wait()
}
