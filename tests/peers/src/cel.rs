//! CEL, as Kubernetes has it for admission. The language has no refusal: the expression answers with a map, or null.

use std::sync::Arc;

use ::cel::objects::Key;
use ::cel::{Context, Env, Program, Value};
use prism_peers_rule::{CODE, Quota, Refusal};

use crate::Outcome;
use crate::engine::{Answer, Decide, Engine, Facts, Handed, version};
use crate::inputs::Case;

pub(crate) fn engine() -> Outcome<Engine> {
    Ok(Engine {
        facts: Facts {
            name: format!("cel {}", version("cel")),
            sandbox: "language",
            state: "fresh variables",
            limits: "none",
            input: "values (serde)",
        },
        grows: &[Handed::Table],
        start: Box::new(|handed| {
            let env = Arc::new(Env::stdlib());
            let program = env.compile(&expression(handed)).map_err(|error| error.to_string())?;
            Ok(Box::new(Cel { env, program, handed }))
        }),
    })
}

/// The rule in CEL.
fn expression(handed: Handed) -> String {
    let (held, started, session) = match handed {
        Handed::Numbers => ("usage.namespace", "usage.namespace_admitted_last_minute", "usage.session"),
        Handed::Table | Handed::Kept => (
            "usage.namespaces[request.namespace].held",
            "usage.namespaces[request.namespace].started",
            "usage.namespaces[request.namespace].sessions[request.session]",
        ),
    };
    [
        branch(Quota::Namespace, Some(("namespace ", "request.namespace")), held, " has ", ""),
        branch(
            Quota::StartRate,
            Some(("namespace ", "request.namespace")),
            started,
            " started ",
            " in the last minute",
        ),
        branch(Quota::Session, Some(("session ", "request.session")), session, " has ", ""),
        branch(Quota::Total, None, "usage.total", "the launcher has ", ""),
        "null".into(),
    ]
    .join(" : ")
}

/// `who` says what has reached the quota, in words and as an expression, where that is something with a name.
fn branch(quota: Quota, who: Option<(&str, &str)>, count: &str, has: &str, end: &str) -> String {
    let (name, limit, retry_after_ms) = (quota.name(), quota.limit(), quota.retry_after_ms());
    let named = who.map(|(_, name)| format!("{name} != \"\" && ")).unwrap_or_default();
    let who = who.map(|(kind, name)| format!("\"{kind}\" + {name} + ")).unwrap_or_default();
    let reason = format!("\"{name} is {limit}; \" + {who}\"{has}\" + string({count}) + \"{end}\"");
    format!(
        "{named}{count} >= {limit}u ? \
        {{\"code\": \"{CODE}\", \"reason\": {reason}, \"retry_after_ms\": {retry_after_ms}}}"
    )
}

struct Cel {
    env: Arc<Env>,
    program: Program,
    handed: Handed,
}

impl Decide for Cel {
    fn decide(&mut self, case: &Case) -> Outcome<Answer> {
        let mut context = Context::with_env(self.env.clone());
        context.add_variable("request", case.handed())?;
        match self.handed {
            Handed::Numbers => context.add_variable("usage", case.numbers())?,
            Handed::Table | Handed::Kept => context.add_variable("usage", &*case.world)?,
        }
        answer(self.program.execute(&context).map_err(|error| error.to_string())?)
    }
}

fn answer(value: Value) -> Outcome<Answer> {
    let Value::Map(fields) = value else { return Ok(None) };
    let field = |name: &str| fields.map.get(&Key::from(name));
    let text = |name: &str| match field(name) {
        Some(Value::String(text)) => Ok(text.to_string()),
        other => Err(format!("{name} is {other:?}; expected a string")),
    };
    let Some(Value::Int(retry_after_ms)) = field("retry_after_ms") else {
        return Err("retry_after_ms is missing; expected an int".into());
    };
    Ok(Some(Refusal { code: text("code")?, reason: text("reason")?, retry_after_ms: *retry_after_ms as u64 }))
}
