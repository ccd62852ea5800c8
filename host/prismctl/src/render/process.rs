//! A process as a row of `list` and as the screen of `status`.

use prism_proto::v1::{PatternInfo, ProcessState};

use crate::durations;
use crate::render::Width;
use crate::render::table;
use crate::render::words::{self, NONE, one_line, or_none};

/// The RFC's columns (Example 2), in its order.
const COLUMNS: [&str; 5] = ["PATTERN", "PROCESS ID", "STATE", "HEALTHY", "UPTIME"];
/// What `wide` adds. The last is the only one that may hold spaces.
const COLUMNS_WIDE: [&str; 11] = [
    "ADDRESS",
    "PID",
    "GEN",
    "RESTARTS",
    "NAMESPACE",
    "SESSION",
    "ISOLATION",
    "VERSION",
    "CPU",
    "MEMORY",
    "LAST ERROR",
];

/// All processes as a table.
pub(crate) fn list(processes: &[PatternInfo], width: Width) -> String {
    let rows: Vec<Vec<String>> = processes.iter().map(|process| row(process, width)).collect();
    table::table(&columns(width), &rows)
}

/// One process as a screen.
pub(crate) fn screen(process: &PatternInfo) -> String {
    let title = format!("{}  {}, {}", one_line(&process.process_id), words::state(process.state), health(process));
    let fields = [
        ("Pattern", one_line(&format!("{} {}", process.pattern_name, process.version))),
        ("Isolation", isolation(process)),
        ("Address", one_line(&process.address)),
        ("Process", pid_and_generation(process)),
        ("Started", started(process)),
        ("Restarts", restarts(process)),
        ("Usage", usage(process)),
        ("Decision", one_line(&process.last_decision)),
        ("Changed", one_line(&process.changed)),
        ("Last error", one_line(&process.last_error)),
    ];
    table::block(&title, &fields)
}

fn columns(width: Width) -> Vec<&'static str> {
    match width {
        Width::Narrow => COLUMNS.to_vec(),
        Width::Wide => COLUMNS.into_iter().chain(COLUMNS_WIDE).collect(),
    }
}

fn row(process: &PatternInfo, width: Width) -> Vec<String> {
    let mut cells = narrow_cells(process);
    if width == Width::Wide {
        cells.extend(wide_cells(process));
    }
    cells
}

fn narrow_cells(process: &PatternInfo) -> Vec<String> {
    vec![
        cell(&process.pattern_name),
        cell(&process.process_id),
        words::state(process.state),
        process.healthy.to_string(),
        uptime(process),
    ]
}

fn wide_cells(process: &PatternInfo) -> Vec<String> {
    vec![
        cell(&process.address),
        words::pid(process.pid),
        process.generation.to_string(),
        process.restart_count.to_string(),
        cell(&process.namespace),
        cell(&process.session_id),
        words::isolation(process.isolation),
        cell(&process.version),
        process.cpu_usage.map_or_else(|| NONE.to_owned(), |cores| format!("{cores:.2}")),
        process.memory_bytes.map_or_else(|| NONE.to_owned(), words::memory),
        cell(&process.last_error),
    ]
}

fn cell(text: &str) -> String {
    or_none(&one_line(text)).to_owned()
}

/// A process that is not ready has no uptime; one that just became ready has `0s`.
fn uptime(process: &PatternInfo) -> String {
    if process.state == ProcessState::StateRunning as i32 || process.uptime_seconds > 0 {
        durations::format_secs(process.uptime_seconds)
    } else {
        NONE.to_owned()
    }
}

fn health(process: &PatternInfo) -> &'static str {
    if process.healthy { "healthy" } else { "not healthy" }
}

fn isolation(process: &PatternInfo) -> String {
    let level = words::isolation(process.isolation);
    match (process.namespace.as_str(), process.session_id.as_str()) {
        ("", _) => level,
        (namespace, "") => one_line(&format!("{level}, namespace {namespace}")),
        (namespace, session) => one_line(&format!("{level}, namespace {namespace}, session {session}")),
    }
}

fn pid_and_generation(process: &PatternInfo) -> String {
    match process.pid {
        1.. => format!("pid {}, generation {}", process.pid, process.generation),
        _ => format!("none, last generation {}", process.generation),
    }
}

fn started(process: &PatternInfo) -> String {
    let up = match uptime(process) {
        none if none == NONE => "not up".to_owned(),
        uptime => format!("up {uptime}"),
    };
    match process.started_at {
        Some(mut at) => {
            at.nanos = 0; // nobody reads nine decimals
            format!("{at}, {up}")
        }
        None => up,
    }
}

fn restarts(process: &PatternInfo) -> String {
    match process.error_count {
        0 => process.restart_count.to_string(),
        1 => format!("{}, 1 failure since it was last stable", process.restart_count),
        failures => format!("{}, {failures} failures since it was last stable", process.restart_count),
    }
}

fn usage(process: &PatternInfo) -> String {
    let cpu = process.cpu_usage.map(|cores| format!("{cores:.2} cores"));
    let memory = process.memory_bytes.map(words::memory);
    let known: Vec<String> = cpu.into_iter().chain(memory).collect();
    known.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use prism_proto::v1::IsolationLevel;

    fn process(pattern: &str, id: &str, uptime_seconds: i64) -> PatternInfo {
        PatternInfo {
            pattern_name: pattern.to_owned(),
            process_id: id.to_owned(),
            state: ProcessState::StateRunning as i32,
            healthy: true,
            uptime_seconds,
            ..PatternInfo::default()
        }
    }

    fn failed() -> PatternInfo {
        PatternInfo {
            state: ProcessState::StateFailed as i32,
            healthy: false,
            namespace: "tenant-a".to_owned(),
            isolation: IsolationLevel::IsolationNamespace as i32,
            generation: 5,
            restart_count: 4,
            error_count: 5,
            last_error: "exit code 1\nno such topic".to_owned(),
            ..process("consumer", "ns:tenant-a:consumer", 0)
        }
    }

    #[test]
    fn the_list_is_the_rfcs() {
        let processes = [
            process("consumer", "ns:tenant-a:consumer", 330),
            process("producer", "ns:tenant-a:producer", 195),
            process("multicast_registry", "shared:registry", 645),
        ];
        let expected = "\
PATTERN             PROCESS ID            STATE    HEALTHY  UPTIME
consumer            ns:tenant-a:consumer  RUNNING  true     5m30s
producer            ns:tenant-a:producer  RUNNING  true     3m15s
multicast_registry  shared:registry       RUNNING  true     10m45s
";
        assert_eq!(list(&processes, Width::Narrow), expected);
    }

    #[test]
    fn a_wide_row_has_a_cell_for_every_column() {
        let text = list(&[failed()], Width::Wide);
        let words: Vec<&str> = text.lines().nth(1).expect("a row").split_whitespace().collect();
        assert_eq!(words[..7], ["consumer", "ns:tenant-a:consumer", "FAILED", "false", "-", "-", "-"]);
        assert_eq!(words[7..15], ["5", "4", "tenant-a", "-", "namespace", "-", "-", "-"]);
        assert!(text.trim_end().ends_with("exit code 1 | no such topic"));
    }

    #[test]
    fn what_is_not_ready_has_no_uptime() {
        let starting = PatternInfo { state: ProcessState::StateStarting as i32, ..process("p", "shared:p", 0) };
        assert_eq!(uptime(&starting), "-");
        assert_eq!(uptime(&process("p", "shared:p", 0)), "0s");
    }

    #[test]
    fn a_healthy_screen_says_where_and_since_when() {
        let healthy = PatternInfo {
            version: "1.2.0".to_owned(),
            address: "127.0.0.1:40001".to_owned(),
            pid: 4711,
            generation: 1,
            started_at: Some(prost_types::Timestamp { seconds: 1_763_848_800, nanos: 123_456_789 }),
            cpu_usage: Some(0.25),
            memory_bytes: Some(12_897_484),
            ..process("consumer", "shared:consumer", 330)
        };
        let expected = "\
shared:consumer  RUNNING, healthy
  Pattern:     consumer 1.2.0
  Isolation:   none
  Address:     127.0.0.1:40001
  Process:     pid 4711, generation 1
  Started:     2025-11-22T22:00:00Z, up 5m30s
  Restarts:    0
  Usage:       0.25 cores, 12.3MiB
";
        assert_eq!(screen(&healthy), expected);
    }

    #[test]
    fn a_failed_screen_says_why() {
        let expected = "\
ns:tenant-a:consumer  FAILED, not healthy
  Pattern:     consumer
  Isolation:   namespace, namespace tenant-a
  Process:     none, last generation 5
  Started:     not up
  Restarts:    4, 5 failures since it was last stable
  Last error:  exit code 1 | no such topic
";
        assert_eq!(screen(&failed()), expected);
    }
}
