//! Which processes descend from which, read from /proc (proc(5)).

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::sync::OnceLock;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};
use serde::{Deserialize, Serialize};

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
fn start_ticks(pid: i32) -> Option<u64> {
    stat_field(pid, 19)
}

/// What tells a process from every other one of this boot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Evidence {
    start_ticks: u64,
    /// Unique within a boot, where the kernel has pidfs (Linux 6.9). Start times have ticks of 10 ms.
    pidfd_inode: Option<u64>,
}

impl Evidence {
    /// Of the process behind `pidfd`, whose number is `pid`. None where it has ended.
    pub(crate) fn of(pid: i32, pidfd: Option<&OwnedFd>) -> Option<Self> {
        Some(Self { start_ticks: start_ticks(pid)?, pidfd_inode: pidfd.and_then(pidfs_inode) })
    }

    /// The process with this number, if it is the one.
    pub(crate) fn prove(self, pid: i32) -> Option<OwnedFd> {
        self.check(pid).ok()
    }

    /// The same, and why not. Its pidfd is opened before anything is compared: what is proven is what it refers to.
    pub(crate) fn check(self, pid: i32) -> Result<OwnedFd, Unproven> {
        let number = Pid::from_raw(pid).ok_or(Unproven::Gone)?;
        let pidfd = pidfd_open(number, PidfdFlags::empty()).map_err(|errno| match errno {
            Errno::SRCH => Unproven::Gone,
            errno => Unproven::Unopened(errno),
        })?;
        let found = Self::of(pid, Some(&pidfd)).ok_or(Unproven::Gone)?;
        let inodes = self.pidfd_inode.zip(found.pidfd_inode);
        match inodes.filter(|(written, found)| written != found) {
            _ if found.start_ticks != self.start_ticks => Err(Unproven::Other {
                what: "start in clock ticks",
                written: self.start_ticks,
                found: found.start_ticks,
            }),
            Some((written, found)) => Err(Unproven::Other { what: "pidfd inode", written, found }),
            None => Ok(pidfd),
        }
    }
}

/// Why a process is not the one that is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unproven {
    #[error("was not written down with what tells it from another one")]
    Unwritten,
    #[error("is gone")]
    Gone,
    #[error("cannot be looked at: {0}")]
    Unopened(Errno),
    #[error("is another one: its {what} is {found}, expected {written}")]
    Other { what: &'static str, written: u64, found: u64 },
}

/// The inode number of a pidfd, where it says anything (before pidfs all had the same).
fn pidfs_inode(pidfd: &OwnedFd) -> Option<u64> {
    const PIDFS_MAGIC: rustix::fs::FsWord = 0x5049_4446;
    if rustix::fs::fstatfs(pidfd).ok()?.f_type != PIDFS_MAGIC {
        return None;
    }
    rustix::fs::fstat(pidfd).ok().map(|stat| stat.st_ino)
}

/// SIGKILL to `pid` and its descendants, if it is still the process that `evidence` is of.
///
/// By pidfds, opened before it is proven: what is signalled is what was looked at.
pub(crate) fn kill_proven(pid: i32, evidence: Evidence) -> std::io::Result<()> {
    signal_all(&proven_family(pid, evidence), libc::SIGKILL)
}

/// `pid` and its descendants, if it is still the process that `evidence` is of.
pub(crate) fn proven_family(pid: i32, evidence: Evidence) -> Vec<OwnedFd> {
    let members: Vec<_> = family(pid).filter_map(open).collect();
    if evidence.prove(pid).is_some() { members } else { Vec::new() }
}

/// Sends a signal to each of these that lives.
pub(crate) fn signal_all(members: &[OwnedFd], signal: i32) -> std::io::Result<()> {
    let signal = Signal::from_named_raw(signal).ok_or(std::io::ErrorKind::InvalidInput)?;
    members.iter().try_for_each(|pidfd| match pidfd_send_signal(pidfd, signal) {
        Ok(()) | Err(Errno::SRCH) => Ok(()),
        Err(errno) => Err(errno.into()),
    })
}

/// Whether the process behind `pidfd` has ended.
pub(crate) fn has_ended(pidfd: &OwnedFd) -> bool {
    let mut waits = [PollFd::new(pidfd, PollFlags::IN)];
    poll(&mut waits, Some(&Timespec { tv_sec: 0, tv_nsec: 0 })).is_ok_and(|ready| ready > 0)
}

fn open(pid: i32) -> Option<OwnedFd> {
    pidfd_open(Pid::from_raw(pid)?, PidfdFlags::empty()).ok()
}

/// The environment that `pid` was started with, as far as it is text.
pub(crate) fn environment(pid: i32) -> std::io::Result<BTreeMap<String, String>> {
    let block = fs::read(format!("/proc/{pid}/environ"))?;
    let variable = |entry: &[u8]| {
        let (name, value) = std::str::from_utf8(entry).ok()?.split_once('=')?;
        Some((name.to_owned(), value.to_owned()))
    };
    Ok(block.split(|byte| *byte == 0).filter_map(variable).collect())
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
    fn a_process_is_proven_by_its_evidence_and_no_other_is() {
        let evidence = Evidence::of(me(), None).expect("we live");
        assert!(evidence.prove(me()).is_some());
        let later = Evidence { start_ticks: evidence.start_ticks + 1, ..evidence };
        assert!(later.prove(me()).is_none());
        let pidfd = open(me()).expect("opened");
        let with_inode = Evidence::of(me(), Some(&pidfd)).expect("we live");
        assert!(with_inode.prove(me()).is_some());
        if let Some(inode) = with_inode.pidfd_inode {
            assert!(Evidence { pidfd_inode: Some(inode + 1), ..with_inode }.prove(me()).is_none());
        }
        assert!(kill_proven(me(), later).is_ok(), "nobody is signalled, or this test would not end");
    }

    #[test]
    fn this_boot_has_an_id() {
        assert_eq!(boot_id().len(), 36);
    }
}
