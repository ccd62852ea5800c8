//! What the kernel says of a process (proc(5)).

use std::fs;
use std::path::Path;
use std::time::Duration;

/// CPU time of all its threads so far, to the nanosecond; that of ended threads is not in it.
pub(crate) fn cpu(pid: u32) -> Duration {
    let Ok(tasks) = fs::read_dir(format!("/proc/{pid}/task")) else { return Duration::ZERO };
    tasks.flatten().map(|task| ran(&fs::read_to_string(task.path().join("schedstat")).unwrap_or_default())).sum()
}

fn ran(schedstat: &str) -> Duration {
    Duration::from_nanos(schedstat.split(' ').next().and_then(|nanos| nanos.parse().ok()).unwrap_or(0))
}

/// Resident and anonymous bytes, counted page by page (`VmRSS` may lag behind).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Memory {
    pub(crate) resident: f64,
    pub(crate) anonymous: f64,
}

/// Its memory.
pub(crate) fn memory(pid: u32) -> Memory {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let bytes = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).map_or(f64::NAN, |kib| kib * 1024.0)
    };
    Memory { resident: bytes("Rss:"), anonymous: bytes("Anonymous:") }
}

/// Its open descriptors.
pub(crate) fn descriptors(pid: u32) -> f64 {
    fs::read_dir(format!("/proc/{pid}/fd")).map_or(f64::NAN, |entries| entries.count() as f64)
}

/// A variable of the environment that it was started with.
pub(crate) fn variable(pid: i32, name: &str) -> Option<String> {
    let block = fs::read_to_string(format!("/proc/{pid}/environ")).ok()?;
    block.split('\0').find_map(|entry| Some(entry.strip_prefix(name)?.strip_prefix('=')?.to_owned()))
}

/// Its parent. No process here has a name with a parenthesis in it.
pub(crate) fn parent(pid: i32) -> Option<i32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()
}

/// Its children.
pub(crate) fn children(pid: u32) -> Vec<u32> {
    let Ok(tasks) = fs::read_dir(format!("/proc/{pid}/task")) else { return Vec::new() };
    let of_task = |task: fs::DirEntry| fs::read_to_string(task.path().join("children")).unwrap_or_default();
    tasks.flatten().flat_map(|task| of_task(task).split_whitespace().flat_map(str::parse).collect::<Vec<_>>()).collect()
}

/// How many processes execute this very file.
pub(crate) fn executing(file: &Path) -> usize {
    let Ok(processes) = fs::read_dir("/proc") else { return 0 };
    processes.flatten().filter(|process| fs::read_link(process.path().join("exe")).is_ok_and(|exe| exe == file)).count()
}
