//! Which processes descend from which, read from /proc (proc(5)).

use std::fs;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::sync::OnceLock;

use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

/// Longest chain of parents that is followed: deeper trees exist, ready messages from there do not.
const DEPTH_MAX: usize = 64;
/// Most descendants looked at.
const DESCENDANTS_MAX: usize = 256;

/// The parent of `pid`.
fn parent(pid: i32) -> Option<i32> {
    stat_field(pid, 1)?.try_into().ok()
}

/// A number in /proc/pid/stat, counted from the one after the name. The name is in parentheses and may hold anything, also what is no
/// text; what comes after the last one are numbers.
fn stat_field(pid: i32, index: usize) -> Option<u64> {
    // Read at once: the kernel makes the whole line anew for each read, and it is at most 52 numbers and a name of 64 bytes.
    let mut line = [0; 2048];
    let bytes = fs::File::open(format!("/proc/{pid}/stat")).ok()?.read(&mut line).ok()?;
    let line = &line[..bytes];
    let numbers = std::str::from_utf8(line.get(line.iter().rposition(|byte| *byte == b')')? + 2..)?).ok()?;
    numbers.split(' ').nth(index)?.parse().ok()
}

/// `pid` and its parents, nearest first, up to but not including init.
pub(crate) fn ancestry(pid: i32) -> impl Iterator<Item = i32> {
    std::iter::successors(Some(pid), |pid| parent(*pid).filter(|parent| *parent > 1)).take(DEPTH_MAX)
}

/// `pid` and its descendants, breadth first.
pub(crate) fn family(pid: i32) -> impl Iterator<Item = i32> {
    let mut pending = std::collections::VecDeque::from([pid]);
    std::iter::from_fn(move || {
        let next = pending.pop_front()?;
        pending.extend(children(next));
        Some(next)
    })
    .take(DESCENDANTS_MAX)
}

fn children(pid: i32) -> Vec<i32> {
    let Ok(tasks) = fs::read_dir(format!("/proc/{pid}/task")) else { return Vec::new() };
    let of_task = |task: fs::DirEntry| fs::read_to_string(task.path().join("children")).unwrap_or_default();
    tasks
        .flatten()
        .flat_map(|task| of_task(task).split_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<_>>())
        .collect()
}

/// When `pid` started, in clock ticks since boot: with the boot id, what tells it from a later process of the same number.
pub(crate) fn start_ticks(pid: i32) -> Option<u64> {
    stat_field(pid, 19)
}

/// SIGKILL to `pid` and its descendants, if it is still the process that started at `start_ticks`.
///
/// By pidfd, opened before the start time is compared: what is signalled is what was looked at.
pub(crate) fn kill_proven(pid: i32, start_ticks_expected: u64) -> std::io::Result<()> {
    let members: Vec<_> = family(pid).filter_map(open).collect();
    if start_ticks(pid) != Some(start_ticks_expected) {
        return Ok(());
    }
    members.iter().try_for_each(|pidfd| match pidfd_send_signal(pidfd, Signal::KILL) {
        Ok(()) | Err(rustix::io::Errno::SRCH) => Ok(()),
        Err(errno) => Err(errno.into()),
    })
}

fn open(pid: i32) -> Option<OwnedFd> {
    pidfd_open(Pid::from_raw(pid)?, PidfdFlags::empty()).ok()
}

/// Identifies this boot of the machine. It does not change while we run, so it is read once.
pub(crate) fn boot_id() -> &'static str {
    static BOOT_ID: OnceLock<String> = OnceLock::new();
    let read = || fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    BOOT_ID.get_or_init(read).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn me() -> i32 {
        i32::try_from(std::process::id()).expect("a pid")
    }

    #[test]
    fn a_child_is_in_the_family_and_we_are_in_its_ancestry() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().expect("spawned");
        let pid = i32::try_from(child.id()).expect("a pid");
        assert!(family(me()).any(|member| member == pid));
        assert!(ancestry(pid).any(|ancestor| ancestor == me()));
        assert!(start_ticks(pid) >= start_ticks(me()));
        child.kill().expect("killed");
        child.wait().expect("reaped");
        assert_eq!(start_ticks(pid), None);
    }

    #[test]
    fn this_boot_has_an_id() {
        assert_eq!(boot_id().len(), 36);
    }
}
