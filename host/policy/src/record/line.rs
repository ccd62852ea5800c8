//! A record as a reader meets it: every field beside every other.
//!
//! What a hook was asked stands beside the rest, and its name says which fields that are. Read by the derived way, all of a line would be
//! copied aside until that name is known; here each field is read where it stands, and what the hook needs is looked for afterwards.

use serde::Deserialize;

use super::{Answer, Ended, Level, ModuleRef, Patch, Plan, Question, Record, Request, Stop, Usage};
use crate::evidence::Check;

#[derive(Deserialize)]
pub(super) struct Line {
    v: u32,
    id: String,
    at_ms: u64,
    mode: String,
    module: ModuleRef,
    engine: String,
    hook: Asked,
    request: Option<Request>,
    level: Option<Level>,
    usage: Option<Usage>,
    plan: Option<Plan>,
    #[serde(default)]
    before: Patch,
    now_ms: Option<u64>,
    ended: Option<Ended>,
    stop: Option<Stop>,
    answer: Answer,
    fuel: u64,
    waited_us: u64,
    source: String,
    #[serde(default)]
    redacted: Vec<String>,
    #[serde(default)]
    evidence: Vec<Check>,
    #[serde(default)]
    evidence_lost: u32,
}

/// The names of [`Question`].
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Asked {
    Isolation,
    Admission,
    Restart,
    Terminate,
    Mutate,
}

/// A field that the hook's question has, and the line does not.
#[derive(Debug, thiserror::Error)]
#[error("missing field `{0}`")]
pub(super) struct Missing(&'static str);

impl TryFrom<Line> for Record {
    type Error = Missing;

    fn try_from(line: Line) -> Result<Self, Missing> {
        let Line { hook, request, level, usage, plan, before, now_ms, ended, stop, .. } = line;
        let request = || present("request", request);
        let level = || present("level", level);
        let now_ms = || present("now_ms", now_ms);
        let question = match hook {
            Asked::Isolation => Question::Isolation { request: request()? },
            Asked::Admission => Question::Admission {
                request: request()?,
                level: level()?,
                usage: present("usage", usage)?,
                now_ms: now_ms()?,
            },
            Asked::Restart => Question::Restart { ended: present("ended", ended)? },
            Asked::Terminate => Question::Terminate { stop: present("stop", stop)? },
            Asked::Mutate => Question::Mutate {
                request: request()?,
                level: level()?,
                plan: present("plan", plan)?,
                before,
                now_ms: now_ms()?,
            },
        };
        let Line { v, id, at_ms, mode, module, engine, answer, fuel, waited_us, source, .. } = line;
        let Line { redacted, evidence, evidence_lost, .. } = line;
        Ok(Self {
            v,
            id,
            at_ms,
            mode,
            module,
            engine,
            question,
            answer,
            fuel,
            waited_us,
            source,
            redacted,
            evidence,
            evidence_lost,
        })
    }
}

fn present<T>(name: &'static str, field: Option<T>) -> Result<T, Missing> {
    field.ok_or(Missing(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: &str = r#""id":"0000000000000001","at_ms":1,"mode":"enforced","module":{"name":"m","sha256":"s","config_sha256":"c"},"engine":"e","answer":"allow","fuel":1,"waited_us":1,"source":"fresh""#;

    fn read(question: &str) -> Result<Record, String> {
        serde_json::from_str(&format!("{{\"v\":1,{question},{REST}}}")).map_err(|error| error.to_string())
    }

    #[test]
    fn a_question_lacks_nothing_and_the_order_says_nothing() {
        let request = r#""request":{"pattern":"consumer","version":"1","level":"none"}"#;
        let record = read(&format!(r#"{request},"hook":"isolation""#)).expect("is complete");
        assert!(matches!(record.question, Question::Isolation { .. }));
        for (question, missing) in [
            (r#""hook":"isolation""#.to_owned(), "request"),
            (format!(r#""hook":"admission",{request},"usage":{{}},"now_ms":1"#), "level"),
            (format!(r#""hook":"admission",{request},"level":"none","now_ms":1"#), "usage"),
            (format!(r#""hook":"mutate",{request},"level":"none","now_ms":1"#), "plan"),
            (r#""hook":"restart""#.to_owned(), "ended"),
            (r#""hook":"terminate""#.to_owned(), "stop"),
        ] {
            let error = read(&question).expect_err("is not complete");
            assert!(error.starts_with(&format!("missing field `{missing}`")), "{question}: {error}");
        }
        let error = read(r#""hook":"unheard-of""#).expect_err("is no hook");
        assert!(error.contains("unknown variant `unheard-of`"), "{error}");
    }
}
