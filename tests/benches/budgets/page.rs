//! The table in BENCHMARKS.md. The prose around it is written by hand.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::Outcome;
use crate::figures::Row;

const BEGIN: &str = "<!-- measured: written by cargo xtask bench -->\n";
const END: &str = "<!-- /measured -->\n";

/// Replaces what is between the marks.
pub(crate) fn write(rows: &[Row]) -> Outcome<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../BENCHMARKS.md");
    let page = fs::read_to_string(&path)?;
    let (before, rest) = page.split_once(BEGIN).ok_or("BENCHMARKS.md has no mark for the table")?;
    let (_, after) = rest.split_once(END).ok_or("BENCHMARKS.md has no mark for the table's end")?;
    let lines: String = rows.iter().map(|row| row.line() + "\n").collect();
    let measured = format!("{}\n\n{}{lines}", circumstances(), Row::HEAD);
    Ok(fs::write(&path, format!("{before}{BEGIN}{measured}{END}{after}"))?)
}

fn circumstances() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!(
        "Machine: {cores} cores of {}, {} memory, Linux {}; load average at the end {}. Commit {}{}, {}.\nRepeat: `cargo xtask bench`.",
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
