//! The words of a configuration: what its file said when it was put in force, for a launcher that must go on with that.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What was written where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    /// The file. None: built-in defaults.
    pub(crate) file: Option<PathBuf>,
    /// What was in it at the start.
    pub(crate) text: Option<String>,
    /// What was in it at the last reload, of which nothing but policies is in force.
    pub(crate) policies: Option<String>,
}

impl Words {
    pub(crate) fn encode(&self) -> String {
        // It fails where the name of the file is no text; then there is nothing to go by but the file.
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(crate) fn decode(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}
