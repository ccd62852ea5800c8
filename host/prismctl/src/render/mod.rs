//! How an answer looks: for people in aligned columns ([`table`]), for programs as the proto's own fields ([`json`]).
//!
//! The same bytes are written to a terminal and to a pipe: no colour, no box drawing, no width that depends on the window.

use clap::ValueEnum;
use serde::Serialize;

use crate::errors::Failure;
use crate::output;

mod base64;
pub(crate) mod json;
pub(crate) mod process;
pub(crate) mod table;
pub(crate) mod words;

/// What `-o` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Aligned columns
    Table,
    /// Aligned columns, all of them
    Wide,
    /// The proto's fields as JSON
    Json,
    /// The proto's fields as YAML
    Yaml,
}

/// How many columns people want.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Width {
    Narrow,
    Wide,
}

impl Format {
    /// Prints an answer: `text` for people, `data` for programs. Only the one that is asked for is made.
    ///
    /// # Errors
    ///
    /// [`Failure::Output`] or [`Failure::Format`].
    pub(crate) fn show<D: Serialize>(
        self,
        text: impl FnOnce(Width) -> String,
        data: impl FnOnce() -> D,
    ) -> Result<(), Failure> {
        let shown = match self {
            Self::Table => text(Width::Narrow),
            Self::Wide => text(Width::Wide),
            Self::Json => json_document(&data())?,
            Self::Yaml => yaml_document(&data())?,
        };
        output::print(&shown)
    }

    /// Prints one element of a stream: a line of text, a line of JSON, or a YAML document.
    ///
    /// # Errors
    ///
    /// As [`Self::show`].
    pub(crate) fn show_next<D: Serialize>(
        self,
        text: impl FnOnce(Width) -> String,
        data: impl FnOnce() -> D,
    ) -> Result<(), Failure> {
        match self {
            Self::Table | Self::Wide => self.show(text, data),
            Self::Json => output::print(&json_line(&data())?),
            Self::Yaml => output::print(&format!("---\n{}", yaml_document(&data())?)),
        }
    }
}

fn json_document(data: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(data).map(|text| text + "\n").map_err(|error| unwritable("json", &error))
}

fn json_line(data: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(data).map(|text| text + "\n").map_err(|error| unwritable("json", &error))
}

fn yaml_document(data: &impl Serialize) -> Result<String, Failure> {
    serde_yaml::to_string(data).map_err(|error| unwritable("yaml", &error))
}

fn unwritable(format: &'static str, error: &dyn std::error::Error) -> Failure {
    Failure::Format { format, reason: error.to_string() }
}
