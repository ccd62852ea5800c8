//! Cedar. It answers which policies were decisive and cannot put a reason together, so its host does.

use std::collections::{HashMap, HashSet};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, Policy, PolicyId, PolicySet,
    Request, Response, RestrictedExpression as Expression,
};
use prism_peers_rule::{Numbers, Quota};

use crate::Outcome;
use crate::engine::{Answer, Decide, Engine, Facts, Handed, version};
use crate::inputs::{Case, World};

pub(crate) fn engine() -> Engine {
    Engine {
        facts: Facts {
            name: format!("cedar-policy {}", version("cedar-policy")),
            sandbox: "language",
            state: "none needed",
            limits: "bounded by its language",
            input: "values; as a table: entities",
        },
        grows: &[Handed::Table],
        start: Box::new(|handed| Ok(Box::new(Cedar::new(handed)?))),
    }
}

struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    names: Names,
    handed: Handed,
}

/// The types of entities, parsed once.
struct Names {
    action: EntityUid,
    launcher: EntityUid,
    namespace: EntityTypeName,
    session: EntityTypeName,
}

impl Cedar {
    fn new(handed: Handed) -> Outcome<Self> {
        let mut policies = PolicySet::new();
        policies.add(Policy::parse(Some(PolicyId::new("permit")), "permit(principal, action, resource);")?)?;
        for quota in Quota::ALL {
            policies.add(Policy::parse(Some(PolicyId::new(quota.name())), policy(quota, handed))?)?;
        }
        let names = Names {
            action: "Action::\"launch\"".parse()?,
            launcher: "Launcher::\"this\"".parse()?,
            namespace: "Namespace".parse()?,
            session: "Session".parse()?,
        };
        Ok(Self { authorizer: Authorizer::new(), policies, names, handed })
    }
}

/// One quota in Cedar. A table is entities: Cedar looks nothing up in a record by a name that it learns from the request.
fn policy(quota: Quota, handed: Handed) -> String {
    let (namespace, session) = ("context.request.namespace != \"\"", "context.request.session != \"\"");
    let (who, count) = match (quota, handed) {
        (Quota::Namespace, Handed::Numbers) => (namespace, "context.usage.namespace"),
        (Quota::StartRate, Handed::Numbers) => (namespace, "context.usage.namespace_admitted_last_minute"),
        (Quota::Session, Handed::Numbers) => (session, "context.usage.session"),
        (Quota::Total, Handed::Numbers) => ("true", "context.usage.total"),
        (Quota::Namespace, _) => (namespace, "principal.held"),
        (Quota::StartRate, _) => (namespace, "principal.started"),
        (Quota::Session, _) => (session, "context.session.held"),
        (Quota::Total, _) => ("true", "resource.total"),
    };
    format!("forbid(principal, action, resource) when {{ {who} && {count} >= {} }};", quota.limit())
}

impl Decide for Cedar {
    fn decide(&mut self, case: &Case) -> Outcome<Answer> {
        let (usage, entities) = match self.handed {
            Handed::Numbers => (("usage", numbers(&case.numbers())?), Entities::empty()),
            Handed::Table | Handed::Kept => {
                let session = self.names.session(case.namespace(), case.session());
                (("session", Expression::new_entity_uid(session)), self.names.entities(&case.world)?)
            }
        };
        let context = Context::from_pairs([("request", request(case)?), usage].map(named))?;
        let principal = self.names.namespace(case.namespace());
        let (action, launcher) = (self.names.action.clone(), self.names.launcher.clone());
        let request = Request::new(principal, action, launcher, context, None)?;
        answer(&self.authorizer.is_authorized(&request, &self.policies, &entities), case)
    }
}

impl Names {
    fn namespace(&self, name: &str) -> EntityUid {
        EntityUid::from_type_name_and_id(self.namespace.clone(), EntityId::new(name))
    }

    fn session(&self, namespace: &str, session: &str) -> EntityUid {
        EntityUid::from_type_name_and_id(self.session.clone(), EntityId::new(format!("{namespace}/{session}")))
    }

    fn entities(&self, world: &World) -> Outcome<Entities> {
        let mut entities = vec![entity(self.launcher.clone(), [("total", world.total)])?];
        for (name, tenant) in &world.namespaces {
            let counts = [("held", tenant.held), ("started", tenant.started)];
            entities.push(entity(self.namespace(name), counts)?);
            for (id, held) in &tenant.sessions {
                entities.push(entity(self.session(name, id), [("held", *held)])?);
            }
        }
        Ok(Entities::from_entities(entities, None)?)
    }
}

fn entity<const N: usize>(uid: EntityUid, counts: [(&str, u32); N]) -> Outcome<Entity> {
    let attributes: HashMap<String, Expression> = counts.map(|(name, count)| named((name, long(count)))).into();
    Ok(Entity::new(uid, attributes, HashSet::new())?)
}

fn request(case: &Case) -> Outcome<Expression> {
    let request = case.handed();
    let config = request.config.into_iter().map(|(key, value)| named((key, text(value))));
    let fields = [
        ("pattern", text(request.pattern)),
        ("version", text(request.version)),
        ("namespace", text(request.namespace)),
        ("session", text(request.session)),
        ("requested", text(request.requested.unwrap_or_default())),
        ("level", text(request.level)),
        ("config", Expression::new_record(config)?),
        ("caller", text(request.caller)),
    ];
    Ok(Expression::new_record(fields.map(named))?)
}

fn numbers(numbers: &Numbers) -> Outcome<Expression> {
    let fields = [
        ("total", numbers.total),
        ("namespace", numbers.namespace),
        ("pattern", numbers.pattern),
        ("namespace_pattern", numbers.namespace_pattern),
        ("session", numbers.session),
        ("starting", numbers.starting),
        ("namespace_starting", numbers.namespace_starting),
        ("namespace_admitted_last_minute", numbers.namespace_admitted_last_minute),
        ("total_max", numbers.total_max),
        ("namespace_max", numbers.namespace_max),
    ];
    Ok(Expression::new_record(fields.map(|(name, count)| named((name, long(count)))))?)
}

fn named((name, value): (&str, Expression)) -> (String, Expression) {
    (name.to_owned(), value)
}

fn text(value: &str) -> Expression {
    Expression::new_string(value.to_owned())
}

fn long(value: u32) -> Expression {
    Expression::new_long(value.into())
}

fn answer(response: &Response, case: &Case) -> Outcome<Answer> {
    // A policy with an error is skipped, and what it forbids would be allowed.
    if let Some(error) = response.diagnostics().errors().next() {
        return Err(error.to_string().into());
    }
    if response.decision() == Decision::Allow {
        return Ok(None);
    }
    let decisive: HashSet<&str> = response.diagnostics().reason().map(AsRef::as_ref).collect();
    let quota = Quota::ALL.into_iter().find(|quota| decisive.contains(quota.name()));
    let quota = quota.ok_or("it denies and names no policy of ours")?;
    let usage = case.numbers();
    Ok(Some(match quota {
        Quota::Namespace => quota.refusal(case.namespace(), usage.namespace),
        Quota::StartRate => quota.refusal(case.namespace(), usage.namespace_admitted_last_minute),
        Quota::Session => quota.refusal(case.session(), usage.session),
        Quota::Total => quota.refusal("", usage.total),
    }))
}
