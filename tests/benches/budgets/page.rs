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
        "Machine: {cores} cores of {}, {} memory, Linux {}; load average at the end {}. Commit {}{}, {}.",
        field(&read("/proc/cpuinfo"), "model name"),
        field(&read("/proc/meminfo"), "MemTotal"),
        read("/proc/sys/kernel/osrelease").trim(),
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

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}
