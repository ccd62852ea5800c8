//! Processes as /proc shows them (proc(5)).

use std::fs;
use std::path::Path;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::wait::{PATIENCE, comes_true};

/// Every process there is.
pub(crate) fn all() -> Vec<i32> {
    let entries = fs::read_dir("/proc").expect("proc is mounted");
    entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

/// Neither gone nor a zombie.
pub(crate) fn alive(pid: i32) -> bool {
    state(pid).is_some_and(|state| !matches!(state, 'Z' | 'X'))
}

/// `R`, `S`, `Z`, ...; none where it is gone.
pub(crate) fn state(pid: i32) -> Option<char> {
    stat(pid)?.chars().next()
}

/// The parent of `pid`.
pub(crate) fn parent(pid: i32) -> Option<i32> {
    stat(pid)?.split(' ').nth(1)?.parse().ok()
}

/// When it was started, in clock ticks since boot: tells it from a later process with its pid.
pub(crate) fn started(pid: i32) -> Option<u64> {
    stat(pid)?.split(' ').nth(19)?.parse().ok()
}

/// The spawners that answer at the door `spawner.sock` of `state`, whoever started them.
pub(crate) fn spawners(state: &Path) -> Vec<i32> {
    let door = state.join("spawner.sock").display().to_string();
    let sockets = fs::read_to_string("/proc/net/unix").expect("proc is mounted");
    let inodes = sockets.lines().filter(|line| line.ends_with(&door)).filter_map(|line| line.split_whitespace().nth(6));
    let links: Vec<String> = inodes.map(|inode| format!("socket:[{inode}]")).collect();
    let holds = |pid: &i32| {
        let descriptors = fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
        let mut targets = descriptors.filter_map(|entry| fs::read_link(entry.path()).ok());
        targets.any(|target| links.iter().any(|link| target.as_os_str() == link.as_str()))
    };
    let is_one =
        |pid: &i32| fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| line.starts_with(b"prism-spawner\0"));
    all().into_iter().filter(|pid| is_one(pid) && alive(*pid) && holds(pid)).collect()
}

/// How many descriptors it has open; none where it is gone.
pub(crate) fn descriptors(pid: i32) -> Option<usize> {
    Some(fs::read_dir(format!("/proc/{pid}/fd")).ok()?.count())
}

/// The children of `pid`, zombies too.
pub(crate) fn children(pid: i32) -> Vec<i32> {
    all().into_iter().filter(|child| parent(*child) == Some(pid)).collect()
}

/// The name of what it executes, at most 15 bytes.
pub(crate) fn name(pid: i32) -> String {
    fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default().trim().to_owned()
}

/// The environment that it was started with.
pub(crate) fn environment(pid: i32) -> Vec<(String, String)> {
    let mut block = Vec::new();
    // For a moment after execve(2) has succeeded the kernel shows an empty one.
    comes_true(PATIENCE, || {
        block = fs::read(format!("/proc/{pid}/environ")).expect("the process lives");
        !block.is_empty()
    });
    let entries = block.split(|byte| *byte == 0).filter(|entry| !entry.is_empty());
    entries
        .map(|entry| {
            let entry = String::from_utf8(entry.to_vec()).expect("text");
            let (name, value) = entry.split_once('=').expect("name=value");
            (name.to_owned(), value.to_owned())
        })
        .collect()
}

/// Whether its environment, directory or cgroup speaks of `mark` or `cgroup`.
pub(crate) fn belongs(pid: i32, mark: &Path, cgroup: &str) -> bool {
    let text = mark.to_str().expect("a temporary directory has a plain name");
    let has = |file: &str, text: &str| {
        fs::read(format!("/proc/{pid}/{file}")).is_ok_and(|content| String::from_utf8_lossy(&content).contains(text))
    };
    has("environ", text)
        || has("cgroup", cgroup)
        || fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|cwd| cwd.starts_with(mark))
}

/// Sends a signal; to nobody where the process is gone.
pub(crate) fn signal(pid: i32, signal: Signal) {
    assert!(pid > 1, "not a process of ours: {pid}");
    let _ = kill(Pid::from_raw(pid), signal);
}

/// What follows the name, which is in parentheses and may hold anything.
fn stat(pid: i32) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.get(stat.rfind(')')? + 2..).map(str::to_owned)
}
