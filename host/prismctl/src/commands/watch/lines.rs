//! What a watch prints for people: one line for each change, and never the same line twice because of a reconnect.
//!
//! A snapshot replaces what was known, so it is shown as the difference to it. What is kept is bounded by the processes that live:
//! one that is gone is forgotten.

use std::collections::BTreeMap;

use prism_proto::v1::watch_patterns_response::Event;
use prism_proto::v1::{PatternInfo, ProcessState, WatchPatternsResponse};

use crate::render::Width;
use crate::render::table;
use crate::render::words::{self, one_line, or_none};

/// Columns and their least widths. Later rows are not known, so these fit what is usual: an id of 40, a port of an IPv4 address.
const COLUMNS: [(&str, usize); 6] =
    [("SEQUENCE", 8), ("PROCESS ID", 40), ("STATE", 11), ("HEALTHY", 7), ("GEN", 4), ("ADDRESS", 21)];
const COLUMNS_WIDE: [(&str, usize); 3] = [("PID", 7), ("RESTARTS", 8), ("LAST ERROR", 10)];

/// The cells after the sequence number.
type Cells = Vec<String>;

/// What was shown last of each process that lives.
#[derive(Debug, Default)]
pub(super) struct Lines {
    known: BTreeMap<String, Cells>,
    has_header: bool,
}

impl Lines {
    /// The lines that a response adds; none where it changes nothing that is shown.
    pub(super) fn render(&mut self, response: &WatchPatternsResponse, width: Width) -> String {
        let mut text = self.header(width);
        match &response.event {
            Some(Event::Snapshot(snapshot)) => {
                text += &self.difference(response.sequence, &snapshot.processes, width);
            }
            Some(Event::Change(process)) => text += &self.change(response.sequence, process, width),
            None => {}
        }
        text
    }

    fn header(&mut self, width: Width) -> String {
        if std::mem::replace(&mut self.has_header, true) {
            return String::new();
        }
        let columns = columns(width);
        let widths: Vec<usize> = columns.iter().map(|(_, width)| *width).collect();
        table::line(&widths, columns.iter().map(|(name, _)| *name))
    }

    fn change(&mut self, sequence: u64, process: &PatternInfo, width: Width) -> String {
        let cells = cells(process, width);
        let text = line(sequence, &cells, width);
        if process.state == ProcessState::StateTerminated as i32 {
            self.known.remove(&process.process_id);
        } else {
            self.known.insert(process.process_id.clone(), cells);
        }
        text
    }

    fn difference(&mut self, sequence: u64, processes: &[PatternInfo], width: Width) -> String {
        let mut before = std::mem::take(&mut self.known);
        let mut text = String::new();
        for process in processes {
            let cells = cells(process, width);
            if before.remove(&process.process_id).as_ref() != Some(&cells) {
                text += &line(sequence, &cells, width);
            }
            self.known.insert(process.process_id.clone(), cells);
        }
        text + &before.into_keys().map(|id| line(sequence, &gone(id, width), width)).collect::<String>()
    }
}

fn columns(width: Width) -> Vec<(&'static str, usize)> {
    match width {
        Width::Narrow => COLUMNS.to_vec(),
        Width::Wide => COLUMNS.into_iter().chain(COLUMNS_WIDE).collect(),
    }
}

/// A process that the launcher no longer has. How it ended was missed; that it did is known.
fn gone(process_id: String, width: Width) -> Cells {
    let state = ProcessState::StateTerminated as i32;
    cells(&PatternInfo { process_id, state, ..PatternInfo::default() }, width)
}

fn cells(process: &PatternInfo, width: Width) -> Cells {
    let cell = |text: &str| or_none(&one_line(text)).to_owned();
    let mut cells = vec![
        cell(&process.process_id),
        words::state(process.state),
        process.healthy.to_string(),
        process.generation.to_string(),
        cell(&process.address),
    ];
    if width == Width::Wide {
        cells.extend([words::pid(process.pid), process.restart_count.to_string(), cell(&process.last_error)]);
    }
    cells
}

fn line(sequence: u64, cells: &Cells, width: Width) -> String {
    let sequence = sequence.to_string();
    let widths: Vec<usize> = columns(width).iter().map(|(_, width)| *width).collect();
    table::line(&widths, std::iter::once(sequence.as_str()).chain(cells.iter().map(String::as_str)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use prism_proto::v1::WatchSnapshot;

    fn process(id: &str, state: ProcessState) -> PatternInfo {
        PatternInfo { process_id: id.to_owned(), state: state as i32, ..PatternInfo::default() }
    }

    fn change(sequence: u64, process: PatternInfo) -> WatchPatternsResponse {
        WatchPatternsResponse { sequence, event: Some(Event::Change(process)), launcher_id: String::new() }
    }

    fn snapshot(sequence: u64, processes: Vec<PatternInfo>) -> WatchPatternsResponse {
        let event = Some(Event::Snapshot(WatchSnapshot { processes }));
        WatchPatternsResponse { sequence, event, launcher_id: String::new() }
    }

    /// The first three words of each line.
    fn shown(lines: &mut Lines, response: &WatchPatternsResponse) -> Vec<String> {
        let text = lines.render(response, Width::Narrow);
        text.lines().map(|line| line.split_whitespace().take(3).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn the_header_comes_once() {
        let mut lines = Lines::default();
        let running = process("shared:a", ProcessState::StateRunning);
        assert_eq!(shown(&mut lines, &snapshot(3, vec![running])), ["SEQUENCE PROCESS ID", "3 shared:a RUNNING"]);
        let stopping = process("shared:a", ProcessState::StateTerminating);
        assert_eq!(shown(&mut lines, &change(4, stopping)), ["4 shared:a TERMINATING"]);
    }

    #[test]
    fn a_snapshot_after_an_outage_is_shown_as_the_difference() {
        let mut lines = Lines::default();
        let running = |id| process(id, ProcessState::StateRunning);
        lines.render(&snapshot(3, vec![running("shared:a"), running("shared:b"), running("shared:c")]), Width::Narrow);
        let failed = process("shared:b", ProcessState::StateFailed);
        let after = snapshot(9, vec![running("shared:a"), failed, running("shared:d")]);
        let expected = ["9 shared:b FAILED", "9 shared:d RUNNING", "9 shared:c TERMINATED"];
        assert_eq!(shown(&mut lines, &after), expected);
        assert!(shown(&mut lines, &after).is_empty(), "nothing has changed since");
    }

    #[test]
    fn what_is_gone_is_forgotten() {
        let mut lines = Lines::default();
        lines.render(&change(1, process("shared:a", ProcessState::StateRunning)), Width::Narrow);
        lines.render(&change(2, process("shared:a", ProcessState::StateTerminated)), Width::Narrow);
        assert!(lines.known.is_empty());
    }

    #[test]
    fn a_line_is_aligned_with_its_header() {
        let mut lines = Lines::default();
        let text = lines.render(&change(1, process("shared:a", ProcessState::StateRunning)), Width::Wide);
        let position = |row: usize, word: &str| text.lines().nth(row).and_then(|line| line.find(word));
        assert_eq!(position(0, "STATE"), position(1, "RUNNING"));
        assert!(position(0, "LAST ERROR").is_some());
    }
}
