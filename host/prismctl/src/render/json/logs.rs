//! What processes wrote.

use prism_proto::v1;
use serde::Serialize;

use crate::render::base64;

/// `TailLogsResponse`, with the one event that it has.
#[derive(Default, Serialize)]
pub(crate) struct TailLogsResponse {
    position: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<LogLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    began: Option<LogGeneration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gap: Option<LogGap>,
}

/// `LogLine`. Bytes that are no text are in base64, as the proto's own JSON has them.
#[derive(Default, Serialize)]
pub(crate) struct LogLine {
    generation: u64,
    text: String,
    binary: String,
    ended: bool,
}

/// `LogGeneration`.
#[derive(Default, Serialize)]
pub(crate) struct LogGeneration {
    generation: u64,
    at_ms: i64,
}

/// `LogGap`.
#[derive(Default, Serialize)]
pub(crate) struct LogGap {
    bytes: u64,
}

impl From<v1::TailLogsResponse> for TailLogsResponse {
    fn from(response: v1::TailLogsResponse) -> Self {
        use v1::tail_logs_response::Event;
        let mut shown = Self { position: response.position, ..Self::default() };
        match response.event {
            Some(Event::Line(line)) => shown.line = Some(line.into()),
            Some(Event::Began(v1::LogGeneration { generation, at_ms })) => {
                shown.began = Some(LogGeneration { generation, at_ms });
            }
            Some(Event::Gap(v1::LogGap { bytes })) => shown.gap = Some(LogGap { bytes }),
            None => {}
        }
        shown
    }
}

impl From<v1::LogLine> for LogLine {
    fn from(line: v1::LogLine) -> Self {
        let v1::LogLine { generation, text, binary, ended } = line;
        Self { generation, text, binary: base64::of(&binary), ended }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{json_fields, proto_fields};
    use super::*;

    #[test]
    fn a_log_line_has_every_field_and_one_event() {
        let all = TailLogsResponse {
            line: Some(LogLine::default()),
            began: Some(LogGeneration::default()),
            gap: Some(LogGap::default()),
            position: 0,
        };
        assert_eq!(json_fields(&all), proto_fields("TailLogsResponse"));
        let event = Some(v1::tail_logs_response::Event::Gap(v1::LogGap { bytes: 7 }));
        assert_eq!(
            json_fields(&TailLogsResponse::from(v1::TailLogsResponse { position: 1, event })),
            ["position", "gap"]
        );
    }
}
