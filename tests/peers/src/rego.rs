//! regorus: Rego, by its interpreter and by its virtual machine.
//!
//! Values are built from the launcher's types, which spares it a way by JSON.

use std::sync::Arc;

use prism_peers_rule::{CODE, Numbers, Quota, Refusal};
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::RegoVM;
use regorus::{Engine as Interpreter, Value};

use crate::Outcome;
use crate::engine::{Answer, Decide, Engine, Facts, Handed, version};
use crate::inputs::{Case, World};

const RULE: &str = "data.launcher.decision";

pub(crate) fn engines() -> [Engine; 2] {
    let facts = |how: &str| Facts {
        name: format!("regorus {}, {how}", version("regorus")),
        sandbox: "language",
        state: "reused",
        limits: "none",
        input: "values",
    };
    [
        Engine {
            facts: facts("interpreter"),
            grows: &[Handed::Table],
            start: Box::new(|handed| Ok(Box::new(Interpreted { engine: interpreter(handed)?, handed }))),
        },
        Engine {
            facts: facts("RVM"),
            grows: &[Handed::Table, Handed::Kept],
            start: Box::new(|handed| Ok(Box::new(Compiled { vm: compiled(handed)?, handed, kept: None }))),
        },
    ]
}

/// The rule in Rego.
fn policy(handed: Handed) -> String {
    let usage = if handed == Handed::Kept { "data.usage" } else { "input.usage" };
    let tenant = format!("{usage}.namespaces[input.request.namespace]");
    let [held, started, session] = match handed {
        Handed::Numbers => {
            ["namespace", "namespace_admitted_last_minute", "session"].map(|name| format!("{usage}.{name}"))
        }
        Handed::Table | Handed::Kept => {
            ["held", "started", "sessions[input.request.session]"].map(|name| format!("{tenant}.{name}"))
        }
    };
    let (namespace, user) = ("input.request.namespace", "input.request.session");
    let branches = [
        branch(Quota::Namespace, Some(namespace), &held, "namespace %s has %d"),
        branch(Quota::StartRate, Some(namespace), &started, "namespace %s started %d in the last minute"),
        branch(Quota::Session, Some(user), &session, "session %s has %d"),
        branch(Quota::Total, None, &format!("{usage}.total"), "the launcher has %d"),
    ];
    format!("package launcher\nimport rego.v1\ndecision := {} else := \"allow\" if true\n", branches.join(" else := "))
}

/// `who` names what has reached the quota, where that is something with a name.
fn branch(quota: Quota, who: Option<&str>, count: &str, reason: &str) -> String {
    let (name, limit, retry_after_ms) = (quota.name(), quota.limit(), quota.retry_after_ms());
    let named = who.map(|who| format!("{who} != \"\"\n  ")).unwrap_or_default();
    let arguments = who.map(|who| format!("{who}, {count}")).unwrap_or(count.to_owned());
    let reason = format!("sprintf(\"{name} is {limit}; {reason}\", [{arguments}])");
    format!(
        "{{\"code\": \"{CODE}\", \"reason\": {reason}, \"retry_after_ms\": {retry_after_ms}}} if {{\n  \
        {named}{count} >= {limit}\n}}"
    )
}

fn interpreter(handed: Handed) -> Outcome<Interpreter> {
    let mut engine = Interpreter::new();
    engine.add_policy("launcher.rego".into(), policy(handed))?;
    Ok(engine)
}

fn compiled(handed: Handed) -> Outcome<RegoVM> {
    let policy = interpreter(handed)?.compile_with_entrypoint(&RULE.into())?;
    let mut vm = RegoVM::new();
    vm.load_program(Compiler::compile_from_policy(&policy, &[RULE]).map_err(|error| error.to_string())?);
    Ok(vm)
}

struct Interpreted {
    engine: Interpreter,
    handed: Handed,
}

impl Decide for Interpreted {
    fn decide(&mut self, case: &Case) -> Outcome<Answer> {
        self.engine.set_input(input(case, self.handed));
        answer(&self.engine.eval_rule(RULE.into())?)
    }
}

struct Compiled {
    vm: RegoVM,
    handed: Handed,
    kept: Option<Arc<World>>,
}

impl Decide for Compiled {
    fn decide(&mut self, case: &Case) -> Outcome<Answer> {
        self.vm.set_input(input(case, self.handed));
        answer(&self.vm.execute()?)
    }

    fn prepare(&mut self, case: &Case) -> Outcome<()> {
        let has_it = self.kept.as_ref().is_some_and(|kept| Arc::ptr_eq(kept, &case.world));
        if self.handed == Handed::Kept && !has_it {
            self.vm.set_data(object([("usage", table(&case.world))]))?;
            self.kept = Some(case.world.clone());
        }
        Ok(())
    }
}

fn input(case: &Case, handed: Handed) -> Value {
    match handed {
        Handed::Numbers => object([("request", request(case)), ("usage", numbers(&case.numbers()))]),
        Handed::Table => object([("request", request(case)), ("usage", table(&case.world))]),
        Handed::Kept => object([("request", request(case))]),
    }
}

fn request(case: &Case) -> Value {
    let request = case.handed();
    object([
        ("pattern", request.pattern.into()),
        ("version", request.version.into()),
        ("namespace", request.namespace.into()),
        ("session", request.session.into()),
        ("requested", request.requested.map_or(Value::Null, Value::from)),
        ("level", request.level.into()),
        ("config", object(request.config.into_iter().map(|(key, value)| (key, value.into())))),
        ("caller", request.caller.into()),
    ])
}

fn numbers(numbers: &Numbers) -> Value {
    object([
        ("total", numbers.total.into()),
        ("namespace", numbers.namespace.into()),
        ("pattern", numbers.pattern.into()),
        ("namespace_pattern", numbers.namespace_pattern.into()),
        ("session", numbers.session.into()),
        ("starting", numbers.starting.into()),
        ("namespace_starting", numbers.namespace_starting.into()),
        ("namespace_admitted_last_minute", numbers.namespace_admitted_last_minute.into()),
        ("total_max", numbers.total_max.into()),
        ("namespace_max", numbers.namespace_max.into()),
    ])
}

fn table(world: &World) -> Value {
    let tenants = world.namespaces.iter().map(|(name, tenant)| {
        let sessions = object(tenant.sessions.iter().map(|(id, count)| (id.as_str(), (*count).into())));
        let fields = [("held", tenant.held.into()), ("started", tenant.started.into()), ("sessions", sessions)];
        (name.as_str(), object(fields))
    });
    object([("total", world.total.into()), ("namespaces", object(tenants))])
}

fn object<'a>(fields: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let mut object = regorus::value::Object::new();
    for (key, value) in fields {
        object.insert(key.into(), value);
    }
    object.into_value()
}

fn answer(value: &Value) -> Outcome<Answer> {
    if matches!(value, Value::String(_)) {
        return Ok(None);
    }
    Ok(Some(Refusal {
        code: value["code"].as_string()?.to_string(),
        reason: value["reason"].as_string()?.to_string(),
        retry_after_ms: value["retry_after_ms"].as_u64()?,
    }))
}
