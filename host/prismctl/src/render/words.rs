//! Words for values: the short names of enums, sizes, and text from strangers made fit to print.

use prism_proto::v1::{IsolationLevel, ProcessState};

/// What stands in a cell that has no value, so that every row has the same number of words.
pub(crate) const NONE: &str = "-";

/// A state as the RFC's list shows it, without its prefix. One that a newer launcher added is shown by its number.
pub(crate) fn state(number: i32) -> String {
    let Ok(state) = ProcessState::try_from(number) else { return format!("STATE_{number}") };
    state.as_str_name().trim_start_matches("STATE_").to_owned()
}

/// A level by the name that configuration, metrics and `--isolation` have for it.
pub(crate) fn isolation(number: i32) -> String {
    let Ok(level) = IsolationLevel::try_from(number) else { return format!("isolation_{number}") };
    level.as_str_name().trim_start_matches("ISOLATION_").to_ascii_lowercase()
}

/// `text`, or a dash where there is none.
pub(crate) fn or_none(text: &str) -> &str {
    if text.is_empty() { NONE } else { text }
}

/// A count of something living, or a dash where nothing lives.
pub(crate) fn pid(pid: i32) -> String {
    if pid > 0 { pid.to_string() } else { NONE.to_owned() }
}

/// A time as RFC 3339 has it, in UTC.
pub(crate) fn unix_millis(millis: i64) -> String {
    let nanos = i32::try_from(millis.rem_euclid(1000) * 1_000_000).unwrap_or_default();
    prost_types::Timestamp { seconds: millis.div_euclid(1000), nanos }.to_string()
}

/// A size in the largest binary unit below it, with one decimal: `12.3MiB`.
pub(crate) fn memory(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
    #[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
    let mut size = bytes as f64;
    let mut unit = 0;
    while size >= 1024.0 && unit + 1 < UNITS.len() {
        size /= 1024.0;
        unit += 1;
    }
    if unit == 0 { format!("{bytes}B") } else { format!("{size:.1}{}", UNITS[unit]) }
}

/// Text as one line that no terminal obeys: lines are joined with ` | `, control and direction characters are shown escaped.
///
/// Last errors and messages carry log lines of patterns, which tenants write.
pub(crate) fn one_line(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| printable(line.trim())).filter(|line| !line.is_empty()).collect();
    lines.join(" | ")
}

/// A line that a process wrote, as it can be shown: with its spaces and tabs, and nothing that a terminal obeys.
pub(crate) fn shown(line: &str) -> String {
    line.split('\t').map(printable).collect::<Vec<_>>().join("\t")
}

fn printable(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    for character in line.chars() {
        match character {
            '\t' => shown.push(' '),
            c if c.is_control() || is_direction(c) => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    shown
}

/// The bidirectional controls of Unicode (UAX 9) and the line separators, which reorder or break what is shown.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enums_are_shown_without_prefixes() {
        assert_eq!(state(ProcessState::StateRunning as i32), "RUNNING");
        assert_eq!(state(99), "STATE_99");
        assert_eq!(isolation(IsolationLevel::IsolationNamespace as i32), "namespace");
        assert_eq!(isolation(-1), "isolation_-1");
    }

    #[test]
    fn sizes_have_one_decimal() {
        for (bytes, text) in
            [(0, "0B"), (1023, "1023B"), (1024, "1.0KiB"), (12_897_484, "12.3MiB"), (5 << 30, "5.0GiB")]
        {
            assert_eq!(memory(bytes), text);
        }
        assert_eq!(memory(u64::MAX), "16384.0PiB");
    }

    #[test]
    fn a_line_is_shown_with_its_tabs_and_commands_no_terminal() {
        assert_eq!(shown("  a\tb\u{1b}]0;x\u{7}\r"), "  a\tb\\u{1b}]0;x\\u{7}\\u{d}");
    }

    #[test]
    fn a_strangers_text_stays_one_line_and_commands_no_terminal() {
        assert_eq!(one_line("exit 1\n  last line:\tbang\r\n\n"), "exit 1 | last line: bang");
        assert_eq!(one_line("\u{1b}[31mred\u{7}"), "\\u{1b}[31mred\\u{7}");
        assert_eq!(one_line("a\u{202e}b\u{2028}c"), "a\\u{202e}b\\u{2028}c");
        assert_eq!(one_line("grün"), "grün");
    }
}
