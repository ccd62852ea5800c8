//! `${NAME}` in manifest arguments and environment values, parsed once when the manifest is read.

use std::fmt;
use std::sync::Arc;

/// Text with places to fill in. `$${` stands for a literal `${`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Arc<[Segment]>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Text(String),
    Variable(Variable),
}

/// What a template can name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Variable {
    /// The instance's own port for gRPC, whose address callers get.
    GrpcPort,
    /// The instance's own port for health checks.
    HealthPort,
    /// The instance's own port for metrics.
    MetricsPort,
    /// The tenant; empty where everyone shares the process.
    Namespace,
    /// The session; empty unless the process serves one.
    SessionId,
    /// The process id as the API shows it.
    ProcessId,
    /// The instance's own directory.
    WorkDir,
    /// A key of the request's configuration; empty where the request does not have it.
    Config(String),
}

impl Variable {
    const NAMES: &'static str =
        "GRPC_PORT, HEALTH_PORT, METRICS_PORT, NAMESPACE, SESSION_ID, PROCESS_ID, WORK_DIR, config.KEY";

    /// As it is written in a template, without the braces.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::GrpcPort => "GRPC_PORT".into(),
            Self::HealthPort => "HEALTH_PORT".into(),
            Self::MetricsPort => "METRICS_PORT".into(),
            Self::Namespace => "NAMESPACE".into(),
            Self::SessionId => "SESSION_ID".into(),
            Self::ProcessId => "PROCESS_ID".into(),
            Self::WorkDir => "WORK_DIR".into(),
            Self::Config(key) => format!("config.{key}"),
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "GRPC_PORT" => Self::GrpcPort,
            "HEALTH_PORT" => Self::HealthPort,
            "METRICS_PORT" => Self::MetricsPort,
            "NAMESPACE" => Self::Namespace,
            "SESSION_ID" => Self::SessionId,
            "PROCESS_ID" => Self::ProcessId,
            "WORK_DIR" => Self::WorkDir,
            _ => Self::Config(name.strip_prefix("config.").filter(|key| !key.is_empty())?.to_owned()),
        })
    }
}

impl Template {
    /// Parses `text`.
    ///
    /// # Errors
    ///
    /// Names the variable that does not exist, or the brace that is not closed.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut segments = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(at) = rest.find("${") {
            if let Some(before) = rest[..at].strip_suffix('$') {
                literal.push_str(before);
                literal.push_str("${");
                rest = &rest[at + 2..];
                continue;
            }
            literal.push_str(&rest[..at]);
            let inside = &rest[at + 2..];
            let end = inside.find('}').ok_or_else(|| TemplateError::Unclosed(rest[at..].to_owned()))?;
            let name = &inside[..end];
            let variable = Variable::parse(name).ok_or_else(|| TemplateError::Unknown(name.to_owned()))?;
            if !literal.is_empty() {
                segments.push(Segment::Text(std::mem::take(&mut literal)));
            }
            segments.push(Segment::Variable(variable));
            rest = &inside[end + 1..];
        }
        literal.push_str(rest);
        if !literal.is_empty() || segments.is_empty() {
            segments.push(Segment::Text(literal));
        }
        Ok(Self(segments.into()))
    }

    /// The text with every variable replaced by what `value` gives for it.
    pub fn render(&self, value: impl Fn(&Variable) -> String) -> String {
        let mut text = String::new();
        for segment in self.0.iter() {
            match segment {
                Segment::Text(literal) => text.push_str(literal),
                Segment::Variable(variable) => text.push_str(&value(variable)),
            }
        }
        text
    }

    /// The text as it was written.
    #[must_use]
    pub fn source(&self) -> String {
        let segment = |segment: &Segment| match segment {
            Segment::Text(literal) => literal.replace("${", "$${"),
            Segment::Variable(variable) => format!("${{{}}}", variable.name()),
        };
        self.0.iter().map(segment).collect()
    }

    /// What is named.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.0.iter().filter_map(|segment| match segment {
            Segment::Variable(variable) => Some(variable),
            Segment::Text(_) => None,
        })
    }

    /// The configuration keys named.
    pub fn config_keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|segment| match segment {
            Segment::Variable(Variable::Config(key)) => Some(key.as_str()),
            _ => None,
        })
    }
}

/// A template that cannot be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateError {
    /// No such variable.
    Unknown(String),
    /// `${` without `}`.
    Unclosed(String),
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(name) => write!(f, "unknown variable ${{{name}}}; expected one of {}", Variable::NAMES),
            Self::Unclosed(text) => write!(f, "{text:?} has no closing brace; write $${{ for a literal ${{"),
        }
    }
}

impl std::error::Error for TemplateError {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn render(text: &str) -> String {
        Template::parse(text).expect("valid").render(|variable| match variable {
            Variable::GrpcPort => "50051".into(),
            Variable::Config(key) => format!("<{key}>"),
            _ => String::new(),
        })
    }

    #[test]
    fn variables_are_filled_in() {
        assert_eq!(render("--port=${GRPC_PORT}!"), "--port=50051!");
        assert_eq!(render("${GRPC_PORT}${config.topic}"), "50051<topic>");
        assert_eq!(render("plain $HOME {x}"), "plain $HOME {x}");
        assert_eq!(render("$${GRPC_PORT}"), "${GRPC_PORT}");
        assert_eq!(render(""), "");
    }

    #[test]
    fn a_value_is_not_expanded_again() {
        let template = Template::parse("${config.a}").expect("valid");
        assert_eq!(template.render(|_| "${GRPC_PORT}".into()), "${GRPC_PORT}");
    }

    #[test]
    fn mistakes_name_what_was_expected() {
        let unknown = Template::parse("${PORT}").expect_err("unknown").to_string();
        assert!(unknown.contains("${PORT}") && unknown.contains("GRPC_PORT"), "{unknown}");
        assert!(Template::parse("${GRPC_PORT").is_err());
        assert!(Template::parse("${config.}").is_err());
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in "[$\\{\\}A-Z_ca.]{0,24}") {
            let _ = Template::parse(&text);
        }

        #[test]
        fn the_source_is_what_was_parsed(text in "(\\$\\{GRPC_PORT\\}|\\$\\$\\{|\\$\\{config\\.a\\}|[a-z ]){0,8}") {
            if let Ok(template) = Template::parse(&text) {
                prop_assert_eq!(Template::parse(&template.source()), Ok(template));
            }
        }

        #[test]
        fn text_without_a_dollar_is_itself(text in "[^$]{0,24}") {
            prop_assert_eq!(render(&text), text);
        }
    }
}
