//! The tables in BENCHMARKS.md. The prose around them is written by hand. The peers' bench (`tests/peers`) includes this text, too.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::Outcome;

/// Between the marks `<!-- mark: written by command -->` and `<!-- /mark -->`.
pub(crate) struct Place {
    pub(crate) mark: &'static str,
    pub(crate) command: &'static str,
}

impl Place {
    /// Replaces what is there by `tables` and the circumstances they were measured in.
    pub(crate) fn write(&self, tables: &str) -> Outcome<()> {
        let Self { mark, command } = self;
        let (begin, end) = (format!("<!-- {mark}: written by {command} -->\n"), format!("<!-- /{mark} -->\n"));
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../BENCHMARKS.md");
        let page = fs::read_to_string(&path)?;
        let (before, rest) = page.split_once(&begin).ok_or(format!("BENCHMARKS.md has no line {begin}"))?;
        let (_, after) = rest.split_once(&end).ok_or(format!("BENCHMARKS.md has no line {end}"))?;
        let measured = format!("{}\nRepeat: `{command}`.\n\n{tables}", circumstances());
        Ok(fs::write(&path, format!("{before}{begin}{measured}{end}{after}"))?)
    }
}

fn circumstances() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!(
        "Machine: {cores} cores of {}, {} memory, Linux {}; temporary files on {}; load average at the end {}. Commit {}{}, {}.",
        field(&read("/proc/cpuinfo"), "model name"),
        field(&read("/proc/meminfo"), "MemTotal"),
        read("/proc/sys/kernel/osrelease").trim(),
        file_system(&std::env::temp_dir()),
        read("/proc/loadavg").split(' ').next().unwrap_or_default(),
        said("git", &["rev-parse", "--short", "HEAD"]),
        if said("git", &["status", "--porcelain", "--untracked-files=no"]).is_empty() {
            ""
        } else {
            " with local changes"
        },
        said("date", &["-u", "+%F"]),
    )
}

/// What `path` lies on (proc_pid_mountinfo(5)). ext4 says whether it has a journal: without one it makes no file in the place of one that was
/// removed a moment ago, and takes long to find another.
fn file_system(path: &Path) -> String {
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let above = mounts.lines().filter_map(|line| {
        let (mount, of) = line.split_once(" - ")?;
        let point = mount.split(' ').nth(4).filter(|point| path.starts_with(point))?;
        let mut of = of.split(' ');
        Some((point.len(), of.next()?, of.next()?))
    });
    let Some((_, kind, device)) = above.max_by_key(|(length, ..)| *length) else { return "?".to_owned() };
    let device = device.rsplit('/').next().unwrap_or_default();
    let journal = fs::read_to_string(format!("/sys/fs/{kind}/{device}/journal_task")).unwrap_or_default();
    if journal.trim() == "<none>" { format!("{kind} without a journal") } else { kind.to_owned() }
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}
