//! A policy's configuration from a file of its own: YAML, and so JSON too. What is wrong with it is told with its place there, as the
//! launcher tells it of its own file.

use std::fs;
use std::path::{Path, PathBuf};

use prism_policy::locate;
use prism_policy::{LoadError, Problem};
use serde_json::Value;

use super::failed;
use crate::errors::Failure;

/// A configuration and where it was written.
pub(super) struct Configuration {
    /// What it says.
    pub(super) value: Value,
    written: Option<(PathBuf, String)>,
}

impl Configuration {
    /// Reads it; the empty one where no file is named.
    pub(super) fn read(command: &'static str, file: Option<&Path>) -> Result<Self, Failure> {
        let Some(file) = file else {
            return Ok(Self { value: Value::Object(serde_json::Map::new()), written: None });
        };
        let told = |error: &dyn std::fmt::Display| failed(command, format!("{}: {error}", file.display()));
        let text = fs::read_to_string(file).map_err(|error| told(&error))?;
        let value = serde_yaml::from_str(&text).map_err(|error| told(&error))?;
        Ok(Self { value, written: Some((file.to_owned(), text)) })
    }

    /// Why a module is not loaded, with the place in the file where that is what is wrong.
    pub(super) fn placed(&self, error: LoadError) -> Failure {
        let (Some((file, text)), Problem::Config { errors }) = (&self.written, &error.problem) else {
            return error.into();
        };
        let pointer = errors.first().map_or("", |error| error.pointer.as_str());
        let (line, column) = locate::place(text, &locate::pointed(pointer));
        Failure::Config { place: format!("{}:{line}:{column}", file.display()), error: Box::new(error) }
    }
}
