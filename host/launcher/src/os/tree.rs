//! Which processes descend from which, read from /proc (proc(5)).

use std::fs;
use std::os::fd::OwnedFd;

use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

/// Longest chain of parents that is followed: deeper trees exist, ready messages from there do not.
const DEPTH_MAX: usize = 64;
/// Most descendants looked at.
const DESCENDANTS_MAX: usize = 256;

/// The parent of `pid`.
fn parent(pid: i32) -> Option<i32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name is in parentheses and may hold anything; the fields after the last one are numbers.
    let fields = stat.get(stat.rfind(')')? + 2..)?;
    fields.split(' ').nth(1)?.parse().ok()
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
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let fields = stat.get(stat.rfind(')')? + 2..)?;
    fields.split(' ').nth(19)?.parse().ok()
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

/// Identifies this boot of the machine.
pub(crate) fn boot_id() -> String {
    fs::read_to_string("/proc/sys/kernel/random/boot_id").map(|id| id.trim().to_owned()).unwrap_or_default()
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
