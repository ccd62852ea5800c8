//! Other processes, by way of /proc: who descends from whom, and signals that cannot hit the wrong one.
//!
//! The invariant: no signal is sent to a bare pid. A pidfd is opened first, then the process is proven to be ours by what /proc
//! says of that pid *now*, then the signal goes to the pidfd. If the pid had changed hands before the proof, the pidfd refers to
//! a process that is dead, and the signal fails.

use std::collections::BTreeMap;
use std::fs;
use std::os::fd::{AsFd, OwnedFd};

use rustix::process::{Pid, PidfdFlags};

use crate::sys;

/// A process for as long as this boot lasts: the start time tells it from a later one with its pid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Process {
    pub(crate) pid: i32,
    /// In clock ticks since boot (proc_pid_stat(5), field 22).
    pub(crate) started: u64,
}

/// What /proc/pid/stat says, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stat {
    pub(crate) process: Process,
    pub(crate) zombie: bool,
    pub(crate) parent: i32,
    pub(crate) session: i32,
    pub(crate) cpu_ticks: u64,
    pub(crate) rss_pages: u64,
}

/// Reads it; `None` when there is no such process.
pub(crate) fn stat(pid: i32) -> Option<Stat> {
    parse_stat(pid, &fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

/// The name (field 2) may hold spaces and brackets, so fields are counted from the last bracket.
fn parse_stat(pid: i32, text: &str) -> Option<Stat> {
    let fields: Vec<&str> = text.get(text.rfind(')')? + 1..)?.split_ascii_whitespace().collect();
    let number = |field: usize| fields.get(field - 3)?.parse::<u64>().ok();
    Some(Stat {
        process: Process { pid, started: number(22)? },
        zombie: matches!(fields.first()?, &"Z" | &"X"),
        parent: i32::try_from(number(4)?).ok()?,
        session: i32::try_from(number(6)?).ok()?,
        cpu_ticks: number(14)? + number(15)?,
        rss_pages: number(24)?,
    })
}

/// The processes that `pid` is the parent of. Without `/proc/*/children` (CONFIG_PROC_CHILDREN) all processes are asked.
pub(crate) fn children(pid: i32) -> Vec<i32> {
    let Ok(tasks) = fs::read_dir(format!("/proc/{pid}/task")) else { return Vec::new() };
    let mut children = Vec::new();
    for task in tasks.flatten() {
        match fs::read_to_string(task.path().join("children")) {
            Ok(text) => children.extend(numbers(&text)),
            Err(_) if task.path().exists() => return children_by_scan(pid),
            Err(_) => {}
        }
    }
    children
}

/// Every process there is.
pub(crate) fn all() -> Vec<i32> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

fn children_by_scan(parent: i32) -> Vec<i32> {
    all().into_iter().filter(|&pid| stat(pid).is_some_and(|stat| stat.parent == parent)).collect()
}

/// The numbers in `text`, one a word.
pub(crate) fn numbers(text: &str) -> impl Iterator<Item = i32> + '_ {
    text.split_ascii_whitespace().filter_map(|word| word.parse().ok())
}

/// All living processes below `root`, each proven: its parent is one that was proven before it, and that one was still the same
/// process after its list of children had been read.
pub(crate) fn descendants(root: Process) -> Vec<Stat> {
    let mut found = BTreeMap::new();
    let mut open = vec![root];
    while let Some(parent) = open.pop() {
        for stat in proven_children(parent) {
            // A cycle is impossible, but pids move while we look; nobody is visited twice.
            if found.insert(stat.process, stat).is_none() {
                open.push(stat.process);
            }
        }
    }
    found.into_values().filter(|stat| !stat.zombie).collect()
}

fn proven_children(parent: Process) -> Vec<Stat> {
    let below: Vec<Stat> =
        children(parent.pid).into_iter().filter_map(stat).filter(|stat| stat.parent == parent.pid).collect();
    let same = stat(parent.pid).is_some_and(|stat| stat.process == parent);
    if same { below } else { Vec::new() }
}

/// Whether the environment that `pid` was started with holds exactly this `NAME=value`.
pub(crate) fn has_in_environment(pid: i32, entry: &[u8]) -> bool {
    fs::read(format!("/proc/{pid}/environ")).is_ok_and(|block| block.split(|&byte| byte == 0).any(|one| one == entry))
}

/// The value of a variable in the environment that `pid` was started with.
pub(crate) fn in_environment(pid: i32, name: &str) -> Option<Vec<u8>> {
    let block = fs::read(format!("/proc/{pid}/environ")).ok()?;
    let value = |entry: &[u8]| entry.strip_prefix(name.as_bytes())?.strip_prefix(b"=").map(<[u8]>::to_vec);
    block.split(|&byte| byte == 0).find_map(value)
}

/// Signals `pid` if `is_ours` still says so once it cannot change any more. True if a signal was sent.
pub(crate) fn signal_if(pid: i32, signal: i32, is_ours: impl FnOnce(i32) -> bool) -> bool {
    let Some(pidfd) = open(pid) else { return false };
    is_ours(pid) && sys::send_signal(pidfd.as_fd(), signal).is_ok()
}

/// Signals this very process and none that came after it.
pub(crate) fn signal(process: Process, signal: i32) -> bool {
    signal_if(process.pid, signal, |pid| stat(pid).is_some_and(|stat| stat.process == process))
}

fn open(pid: i32) -> Option<OwnedFd> {
    rustix::process::pidfd_open(Pid::from_raw(pid)?, PidfdFlags::empty()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_and_spaces_does_not_move_the_fields() {
        let line = "7 (a) b (c)) S 5 7 6 0 -1 4194560 1 2 3 4 20 30 7 8 20 0 1 0 4242 1000 99 18446744073709551615";
        let stat = parse_stat(7, line).unwrap();
        assert_eq!((stat.parent, stat.session, stat.process.started), (5, 6, 4242));
        assert_eq!((stat.cpu_ticks, stat.rss_pages, stat.zombie), (50, 99, false));
    }

    #[test]
    fn a_line_that_is_cut_off_is_no_process() {
        assert_eq!(parse_stat(7, "7 (a) S 5 7"), None);
    }

    #[test]
    fn a_child_is_found_below_its_parent() {
        let mut child = std::process::Command::new("/bin/sleep").arg("60").spawn().unwrap();
        let me = stat(i32::try_from(std::process::id()).unwrap()).unwrap().process;
        let pid = i32::try_from(child.id()).unwrap();
        assert!(descendants(me).iter().any(|stat| stat.process.pid == pid));
        assert!(signal(stat(pid).unwrap().process, libc::SIGKILL));
        child.wait().unwrap();
    }

    #[test]
    fn a_process_that_is_not_proven_ours_gets_no_signal() {
        let mut child = std::process::Command::new("/bin/sleep").arg("60").spawn().unwrap();
        let pid = i32::try_from(child.id()).unwrap();
        let stranger = Process { pid, started: 1 };
        assert!(!signal(stranger, libc::SIGKILL));
        assert!(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
