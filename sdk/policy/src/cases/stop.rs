//! What a case says of a process that someone wants stopped. As the rest of the format, this text is compiled twice: see
//! [`super::format`].

use serde::{Deserialize, Serialize};

use super::format::Level;
use super::names;

/// A process that a caller wants stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Stop {
    /// Its id; where it is not said, the one that the names give.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub process_id: Option<String>,
    /// What runs.
    #[serde(deserialize_with = "names::pattern")]
    pub pattern: String,
    /// Its version.
    pub version: String,
    /// For whom.
    #[serde(deserialize_with = "names::namespace", skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// For which session.
    #[serde(deserialize_with = "names::session", skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The level in force; where it is not said, what fits the names that are given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Who asks, where callers authenticate.
    pub caller: String,
    /// Where it is in its life.
    pub state: State,
    /// Which start it is, from 1.
    pub generation: u64,
    /// How long its present start lives; `null` where nothing of it does.
    pub uptime_ms: Option<u64>,
    /// Without a grace period.
    pub force: bool,
}

/// Where a process is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Not ready.
    Starting,
    /// Ready.
    Running,
    /// Being stopped already.
    Terminating,
    /// Given up.
    Failed,
}

impl Stop {
    /// The level in force.
    #[must_use]
    pub fn level(&self) -> Level {
        self.level.unwrap_or_else(|| Level::of(self.namespace.as_ref(), self.session.as_ref()))
    }

    /// Its id.
    #[must_use]
    pub fn process_id(&self) -> String {
        let given = |name: &Option<String>| name.clone().unwrap_or_default();
        self.process_id.clone().unwrap_or_else(|| match self.level() {
            Level::None => format!("shared:{}", self.pattern),
            Level::Namespace => format!("ns:{}:{}", given(&self.namespace), self.pattern),
            Level::Session => format!("session:{}:{}", given(&self.session), self.pattern),
        })
    }
}

impl Default for Stop {
    fn default() -> Self {
        Self {
            process_id: None,
            pattern: "pattern".to_owned(),
            version: "1.0.0".to_owned(),
            namespace: None,
            session: None,
            level: None,
            caller: String::new(),
            state: State::Running,
            generation: 1,
            uptime_ms: Some(0),
            force: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_follows_from_the_names_unless_it_is_said() {
        let stop = Stop { namespace: Some("a".to_owned()), ..Stop::default() };
        assert_eq!((stop.process_id().as_str(), stop.level()), ("ns:a:pattern", Level::Namespace));
        assert_eq!(Stop { session: Some("s".to_owned()), ..stop.clone() }.process_id(), "session:s:pattern");
        assert_eq!(Stop { process_id: Some("x".to_owned()), ..stop }.process_id(), "x");
        assert_eq!(Stop::default().process_id(), "shared:pattern");
    }
}
