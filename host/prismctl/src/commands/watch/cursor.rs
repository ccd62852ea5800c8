//! How far a watch has come, and what to do with what arrives: the rules of resuming, without any IO.

use prism_proto::v1::WatchPatternsResponse;
use prism_proto::v1::watch_patterns_response::Event;

/// The last sequence number taken, and the run of the launcher it belongs to.
#[derive(Debug)]
pub(super) struct Cursor {
    sequence: u64,
    /// Empty: not known yet.
    launcher_id: String,
}

/// What to do with a response.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// It is new.
    Show,
    /// It was shown before the connection broke, or carries nothing.
    Skip,
    /// It belongs to another run of the launcher and is not a snapshot: what came before it was missed.
    StartOver,
}

impl Cursor {
    /// Goes on after `sequence`; 0 begins with a snapshot.
    pub(super) fn after(sequence: u64) -> Self {
        Self { sequence, launcher_id: String::new() }
    }

    /// What to resume with.
    pub(super) fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Judges a response and, unless it is to start over, moves to it.
    pub(super) fn take(&mut self, response: &WatchPatternsResponse) -> Step {
        match &response.event {
            Some(Event::Snapshot(_)) => {
                self.sequence = response.sequence;
                self.launcher_id.clone_from(&response.launcher_id);
                Step::Show
            }
            _ if self.is_another_run(&response.launcher_id) => Step::StartOver,
            event => self.advance(response, event.is_some()),
        }
    }

    fn advance(&mut self, response: &WatchPatternsResponse, has_event: bool) -> Step {
        let is_new = response.sequence > self.sequence;
        self.sequence = self.sequence.max(response.sequence);
        self.launcher_id.clone_from(&response.launcher_id);
        if is_new && has_event { Step::Show } else { Step::Skip }
    }

    fn is_another_run(&self, launcher_id: &str) -> bool {
        !self.launcher_id.is_empty() && self.launcher_id != launcher_id
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prism_proto::v1::{PatternInfo, WatchSnapshot};

    fn response(sequence: u64, launcher_id: &str, event: Option<Event>) -> WatchPatternsResponse {
        WatchPatternsResponse { sequence, event, launcher_id: launcher_id.to_owned() }
    }

    fn change(sequence: u64, launcher_id: &str) -> WatchPatternsResponse {
        response(sequence, launcher_id, Some(Event::Change(PatternInfo::default())))
    }

    fn snapshot(sequence: u64, launcher_id: &str) -> WatchPatternsResponse {
        response(sequence, launcher_id, Some(Event::Snapshot(WatchSnapshot::default())))
    }

    #[test]
    fn what_is_new_is_shown_and_resumed_from() {
        let mut cursor = Cursor::after(0);
        assert_eq!(cursor.take(&snapshot(7, "a")), Step::Show);
        assert_eq!(cursor.take(&change(9, "a")), Step::Show);
        assert_eq!(cursor.sequence(), 9);
    }

    #[test]
    fn what_was_shown_is_not_shown_again() {
        let mut cursor = Cursor::after(9);
        assert_eq!(cursor.take(&change(9, "a")), Step::Skip);
        assert_eq!(cursor.take(&change(8, "a")), Step::Skip);
        assert_eq!(cursor.sequence(), 9);
    }

    #[test]
    fn a_message_without_an_event_moves_the_cursor_only() {
        let mut cursor = Cursor::after(9);
        assert_eq!(cursor.take(&response(12, "a", None)), Step::Skip);
        assert_eq!(cursor.sequence(), 12);
    }

    #[test]
    fn a_snapshot_of_another_run_replaces_what_was_known() {
        let mut cursor = Cursor::after(0);
        cursor.take(&snapshot(500, "a"));
        assert_eq!(cursor.take(&snapshot(3, "b")), Step::Show);
        assert_eq!(cursor.sequence(), 3);
        assert_eq!(cursor.take(&change(4, "b")), Step::Show);
    }

    #[test]
    fn a_change_of_another_run_starts_over() {
        let mut cursor = Cursor::after(0);
        cursor.take(&snapshot(500, "a"));
        assert_eq!(cursor.take(&change(501, "b")), Step::StartOver);
        assert_eq!(cursor.sequence(), 500, "nothing of it was taken");
    }
}
