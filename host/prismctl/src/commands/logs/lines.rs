//! What logs look like for people: the generation, a sign, and what was written. `|` begins a line of the process, `+` goes on with one;
//! `=` and `~` are ours, and no process can write them in that place.

use prism_proto::v1::tail_logs_response::Event;
use prism_proto::v1::{LogGap, LogGeneration, LogLine, TailLogsResponse};

use crate::render::words::{self, NONE};

/// What was shown last.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The generation that was told of last.
    generation: Option<u64>,
    /// The line that was shown last has no end yet.
    is_open: bool,
}

impl Lines {
    /// False for what was told before an outage already: the beginning of a generation may come twice.
    pub(super) fn is_news(&mut self, response: &TailLogsResponse) -> bool {
        let Some(Event::Began(LogGeneration { generation, .. })) = response.event else { return true };
        self.generation.replace(generation).is_none_or(|told| told < generation)
    }

    /// The line that a response adds.
    pub(super) fn render(&mut self, response: &TailLogsResponse) -> String {
        match &response.event {
            Some(Event::Line(line)) => self.line(line),
            Some(Event::Began(began)) => {
                self.is_open = false;
                format!("{} = began {}\n", began.generation, words::unix_millis(began.at_ms))
            }
            Some(Event::Gap(gap)) => {
                self.is_open = false;
                format!("{} ~ {}\n", number(self.generation.unwrap_or(0)), missing(*gap))
            }
            None => String::new(),
        }
    }

    fn line(&mut self, line: &LogLine) -> String {
        let sign = if std::mem::replace(&mut self.is_open, !line.ended) { '+' } else { '|' };
        let text =
            if line.binary.is_empty() { line.text.as_str().into() } else { String::from_utf8_lossy(&line.binary) };
        let shown = format!("{} {sign} {}", number(line.generation), words::shown(&text));
        shown.trim_end().to_owned() + "\n"
    }
}

fn number(generation: u64) -> String {
    if generation == 0 { NONE.to_owned() } else { generation.to_string() }
}

fn missing(gap: LogGap) -> String {
    match gap.bytes {
        0 => "the output was emptied here".to_owned(),
        bytes => format!("{bytes} bytes are not kept any more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(events: Vec<Event>) -> Vec<String> {
        let mut lines = Lines::default();
        let responses = events.into_iter().map(|event| TailLogsResponse { position: 0, event: Some(event) });
        responses
            .filter(|response| lines.is_news(response))
            .collect::<Vec<_>>()
            .iter()
            .map(|it| lines.render(it))
            .collect()
    }

    fn line(text: &str, ended: bool) -> Event {
        Event::Line(LogLine { generation: 2, text: text.to_owned(), ended, ..LogLine::default() })
    }

    fn began(generation: u64) -> Event {
        Event::Began(LogGeneration { generation, at_ms: 1_700_000_000_123 })
    }

    #[test]
    fn a_line_has_its_generation_and_no_line_looks_like_ours() {
        let events = vec![began(2), line("  indented", true), line("3 = began 2023-11-14T22:13:20.123Z", true)];
        let expected =
            ["2 = began 2023-11-14T22:13:20.123Z\n", "2 |   indented\n", "2 | 3 = began 2023-11-14T22:13:20.123Z\n"];
        assert_eq!(shown(events), expected);
    }

    #[test]
    fn a_line_that_comes_in_parts_is_seen_to_be_one() {
        let events = vec![line("long", false), line("er", false), line("", true), line("next", true)];
        assert_eq!(shown(events), ["2 | long\n", "2 + er\n", "2 +\n", "2 | next\n"]);
    }

    #[test]
    fn an_open_line_ends_with_its_generation() {
        assert_eq!(shown(vec![began(2), line("panic", false), began(3), line("up", true)])[3], "2 | up\n");
    }

    #[test]
    fn control_characters_and_bytes_command_no_terminal() {
        assert_eq!(shown(vec![line("\u{1b}[2Jx", true)]), ["2 | \\u{1b}[2Jx\n"]);
        let binary = LogLine { generation: 2, binary: b"\xffa\x07".to_vec(), ended: true, ..LogLine::default() };
        assert_eq!(shown(vec![Event::Line(binary)]), ["2 | \u{fffd}a\\u{7}\n"]);
    }

    #[test]
    fn what_is_missing_is_said() {
        let gap = |bytes| Event::Gap(LogGap { bytes });
        let expected = ["- ~ 4096 bytes are not kept any more\n", "- ~ the output was emptied here\n"];
        assert_eq!(shown(vec![gap(4096), gap(0)]), expected);
    }

    #[test]
    fn a_beginning_that_comes_again_after_an_outage_is_no_news() {
        let mut lines = Lines::default();
        let response = |generation| TailLogsResponse { position: 0, event: Some(began(generation)) };
        assert_eq!([2, 2, 3].map(|generation| lines.is_news(&response(generation))), [true, false, true]);
    }
}
