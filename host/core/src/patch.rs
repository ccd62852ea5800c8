//! What policies change of a process before its first start: a few fields, each within what no policy can exceed.
//!
//! Invariant: a [`Patch`] that exists may be obeyed. Names that would change what code runs, or speak for the launcher, are in none;
//! limits only narrow, since the smallest wins wherever they are applied.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::environment::{self, ConfigError, ConfigProblem};
use crate::manifest::Resources;

/// Variables of one patch: as many as a request's own configuration may sensibly have.
const VARIABLES_MAX: usize = 64;
/// Bytes of one variable's value: an address or a list of them, not a document.
const VALUE_BYTES_MAX: usize = 4096;
/// Labels of one process.
const LABELS_MAX: usize = 16;
/// Bytes of a label's name, and of its value: it stands in lists.
const LABEL_BYTES_MAX: usize = 64;

/// Changes of one process, found right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patch {
    environment: BTreeMap<String, String>,
    limits: Resources,
    grace: Option<Duration>,
    labels: BTreeMap<String, String>,
}

/// Changes as they are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Variables of its environment. They come after the request's own, so that what the operator's policy says holds.
    pub environment: Vec<(String, String)>,
    /// None: as it is.
    pub limits: Resources,
    /// Time between the stop signal and SIGKILL; none: as it is.
    pub grace: Option<Duration>,
    /// For people and lists.
    pub labels: Vec<(String, String)>,
}

/// What a process would be started with, and what may be changed of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The manifest's limits. The operator's may be smaller, and hold anyway.
    pub limits: Resources,
    /// The launch's grace period, else the manifest's.
    pub grace: Duration,
    /// Names of variables that may be set; one that ends in `*` stands for all that begin so.
    pub variables: Vec<String>,
}

/// A change that is not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatchError {
    /// A variable that no process is given, or a value.
    #[error("environment: {0}")]
    Variable(ConfigError),
    /// Not among those that the operator lets be set.
    #[error("environment: {0:?} is not among limits.mutable_environment")]
    NotAllowed(String),
    /// A limit of nothing.
    #[error("limits.{0}: is 0, expected at least 1")]
    Nothing(&'static str),
    /// A label that is none.
    #[error(
        "labels: {0:?}: expected a name of a-z, 0-9, '_', '-', '.', and printable text, each of 1 to {LABEL_BYTES_MAX} bytes"
    )]
    Label(String),
    /// More than may be.
    #[error("{0}: expected at most {1}")]
    TooMany(&'static str, usize),
    /// The same thing twice in one answer.
    #[error("{0}: {1:?} is there twice")]
    Twice(&'static str, String),
}

/// What policies want cannot be together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// One thing is to be two things: `environment LOG_LEVEL`, `grace`, `label tier`.
    #[error("{0} is set otherwise by a policy before it")]
    Otherwise(String),
    /// What is right for each alone is more than one process may have.
    #[error("{0}: {1} with those of the policies before it, expected at most {2}")]
    TooMany(&'static str, usize, usize),
}

impl Patch {
    /// `wanted`, if all of it may be.
    ///
    /// # Errors
    ///
    /// The first that may not.
    pub fn new(wanted: Wanted) -> Result<Self, PatchError> {
        let Wanted { environment, limits, grace, labels } = wanted;
        let environment = once("environment", VARIABLES_MAX, environment)?;
        environment.iter().try_for_each(|(name, value)| check_variable(name, value)).map_err(PatchError::Variable)?;
        let labels = once("labels", LABELS_MAX, labels)?;
        if let Some((name, _)) = labels.iter().find(|(name, value)| !is_label(name, value)) {
            return Err(PatchError::Label(name.clone()));
        }
        let Resources { cpu_millis, memory_bytes, pids, nofile } = limits;
        let given = [("cpu_millis", cpu_millis), ("memory_bytes", memory_bytes), ("pids", pids), ("nofile", nofile)];
        match given.into_iter().find(|(_, limit)| *limit == Some(0)) {
            Some((name, _)) => Err(PatchError::Nothing(name)),
            None => Ok(Self { environment, limits, grace, labels }),
        }
    }

    /// Whether `plan` lets all of it be changed.
    ///
    /// # Errors
    ///
    /// The first variable that it does not.
    pub fn check(&self, plan: &Plan) -> Result<(), PatchError> {
        let other = self.environment.keys().find(|name| !plan.allows(name));
        other.map_or(Ok(()), |name| Err(PatchError::NotAllowed(name.clone())))
    }

    /// Both together. Of two limits the smaller counts; of anything else there can be one, and no more of all than one patch may have.
    ///
    /// # Errors
    ///
    /// The first field that both set, and not to the same, or of which there are too many.
    pub fn join(&mut self, other: Self) -> Result<(), Conflict> {
        if let (Some(one), Some(two)) = (self.grace, other.grace)
            && one != two
        {
            return Err(Conflict::Otherwise("grace".to_owned()));
        }
        extend(("environment", "environment"), VARIABLES_MAX, &mut self.environment, other.environment)?;
        extend(("labels", "label"), LABELS_MAX, &mut self.labels, other.labels)?;
        self.grace = self.grace.or(other.grace);
        self.limits = self.limits.narrowed_by(other.limits);
        Ok(())
    }

    /// Whether it changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Variables, by name.
    #[must_use]
    pub fn environment(&self) -> &BTreeMap<String, String> {
        &self.environment
    }

    /// Limits; none: as they are.
    #[must_use]
    pub fn limits(&self) -> Resources {
        self.limits
    }

    /// The grace period; none: as it is.
    #[must_use]
    pub fn grace(&self) -> Option<Duration> {
        self.grace
    }

    /// Labels, by name.
    #[must_use]
    pub fn labels(&self) -> &BTreeMap<String, String> {
        &self.labels
    }
}

impl Plan {
    /// Whether a variable may be set.
    #[must_use]
    pub fn allows(&self, name: &str) -> bool {
        self.variables.iter().any(|allowed| match allowed.strip_suffix('*') {
            Some(beginning) => name.starts_with(beginning),
            None => name == allowed,
        })
    }
}

impl fmt::Display for Patch {
    /// What is changed, without the values of variables: `environment LOG_LEVEL; memory_bytes 1048576; grace 5000 ms; label tier=gold`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Resources { cpu_millis, memory_bytes, pids, nofile } = self.limits;
        let limits = [("cpu_millis", cpu_millis), ("memory_bytes", memory_bytes), ("pids", pids), ("nofile", nofile)];
        let variables = self.environment.keys().map(|name| format!("environment {name}"));
        let limits = limits.into_iter().filter_map(|(name, limit)| Some(format!("{name} {}", limit?)));
        let grace = self.grace.map(|grace| format!("grace {} ms", grace.as_millis()));
        let labels = self.labels.iter().map(|(name, value)| format!("label {name}={value}"));
        let all: Vec<String> = variables.chain(limits).chain(grace).chain(labels).collect();
        f.write_str(&all.join("; "))
    }
}

fn once(
    what: &'static str,
    max: usize,
    entries: Vec<(String, String)>,
) -> Result<BTreeMap<String, String>, PatchError> {
    if entries.len() > max {
        return Err(PatchError::TooMany(what, max));
    }
    let mut map = BTreeMap::new();
    for (name, value) in entries {
        if map.insert(name.clone(), value).is_some() {
            return Err(PatchError::Twice(what, name));
        }
    }
    Ok(map)
}

fn check_variable(name: &str, value: &str) -> Result<(), ConfigError> {
    environment::check_name(name)?;
    if value.contains('\0') {
        return Err(ConfigProblem::Nul.of(name));
    }
    if value.len() > VALUE_BYTES_MAX { Err(ConfigProblem::ValueTooLong(value.len()).of(name)) } else { Ok(()) }
}

fn is_label(name: &str, value: &str) -> bool {
    let fits = |text: &str| (1..=LABEL_BYTES_MAX).contains(&text.len());
    let of_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-' | b'.');
    fits(name)
        && fits(value)
        && name.bytes().all(of_name)
        && value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
}

/// Enters `other` into `map`, whose entries are called by the first of the names together and by the second one by one.
fn extend(
    (all, one): (&'static str, &str),
    max: usize,
    map: &mut BTreeMap<String, String>,
    other: BTreeMap<String, String>,
) -> Result<(), Conflict> {
    for (name, value) in other {
        match map.get(&name) {
            Some(known) if *known != value => return Err(Conflict::Otherwise(format!("{one} {name}"))),
            _ => map.insert(name, value),
        };
    }
    if map.len() > max { Err(Conflict::TooMany(all, map.len(), max)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
        of.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn variables(of: &[(&str, &str)]) -> Result<Patch, PatchError> {
        Patch::new(Wanted { environment: pairs(of), ..Wanted::default() })
    }

    fn memory(bytes: u64) -> Resources {
        Resources { memory_bytes: Some(bytes), ..Resources::default() }
    }

    #[test]
    fn nobody_is_given_what_changes_the_code_that_runs_or_speaks_for_the_launcher() {
        for name in ["LD_PRELOAD", "PATH", "NAMESPACE", "GRPC_PORT", "PRISM_X", "a=b", ""] {
            assert!(matches!(variables(&[(name, "x")]), Err(PatchError::Variable(_))), "{name}");
        }
        assert!(variables(&[("LOG_LEVEL", "debug")]).is_ok());
        assert!(variables(&[("A", &"x".repeat(VALUE_BYTES_MAX + 1))]).is_err());
        assert!(variables(&[("A", "x\0")]).is_err());
        assert_eq!(variables(&[("A", "1"), ("A", "2")]), Err(PatchError::Twice("environment", "A".into())));
    }

    #[test]
    fn only_names_that_the_operator_lets_be_set_are() {
        let plan = Plan { variables: vec!["LOG_LEVEL".into(), "TENANT_*".into()], ..Plan::default() };
        let check = |name| variables(&[(name, "x")]).expect("is right").check(&plan);
        assert_eq!((check("LOG_LEVEL"), check("TENANT_TIER")), (Ok(()), Ok(())));
        let error = check("LOG_LEVELS").expect_err("is not allowed").to_string();
        assert_eq!(error, "environment: \"LOG_LEVELS\" is not among limits.mutable_environment");
        assert!(variables(&[("A", "x")]).expect("is right").check(&Plan::default()).is_err());
    }

    #[test]
    fn limits_are_never_nothing_and_labels_are_short_and_printable() {
        let limits = |limits| Patch::new(Wanted { limits, ..Wanted::default() });
        assert_eq!(limits(memory(0)), Err(PatchError::Nothing("memory_bytes")));
        let label = |name, value| Patch::new(Wanted { labels: pairs(&[(name, value)]), ..Wanted::default() });
        assert!(label("tier", "gold 1").is_ok());
        for (name, value) in [("Tier", "x"), ("", "x"), ("tier", ""), ("tier", "a\nb"), ("tier", "\u{202e}")] {
            assert!(matches!(label(name, value), Err(PatchError::Label(_))), "{name:?} {value:?}");
        }
    }

    #[test]
    fn two_patches_join_unless_they_want_one_thing_to_be_two() {
        let mut one = variables(&[("A", "1"), ("B", "1")]).expect("is right");
        one.join(variables(&[("B", "1"), ("C", "1")]).expect("is right")).expect("agree");
        assert_eq!(one.environment().len(), 3);
        let conflict = one.clone().join(variables(&[("B", "2")]).expect("is right")).expect_err("disagree");
        assert_eq!(conflict, Conflict::Otherwise("environment B".to_owned()));
        let grace = |ms| Patch { grace: Some(Duration::from_millis(ms)), ..Patch::default() };
        assert!(grace(1).join(grace(1)).is_ok() && grace(1).join(grace(2)).is_err());
    }

    #[test]
    fn together_there_are_no_more_than_one_may_have() {
        let label = |number: usize| Wanted { labels: pairs(&[(&format!("l{number}"), "x")]), ..Wanted::default() };
        let mut joined = Patch::default();
        for number in 0..LABELS_MAX {
            joined.join(Patch::new(label(number)).expect("is right")).expect("there is room");
        }
        let again = Patch::new(Wanted { labels: joined.labels().clone().into_iter().collect(), ..Wanted::default() });
        assert_eq!(again, Ok(joined.clone()), "what is together can be written down and read");
        let error = joined.join(Patch::new(label(LABELS_MAX)).expect("is right")).expect_err("is one too many");
        assert_eq!(error.to_string(), "labels: 17 with those of the policies before it, expected at most 16");
    }

    #[test]
    fn of_two_limits_the_smaller_counts() {
        let mut one = Patch { limits: memory(10), ..Patch::default() };
        one.join(Patch { limits: memory(20), ..Patch::default() }).expect("limits never disagree");
        assert_eq!(one.limits(), memory(10));
    }

    #[test]
    fn what_is_changed_is_told_without_values_of_variables() {
        let patch = Patch::new(Wanted {
            environment: pairs(&[("LOG_LEVEL", "s3cret")]),
            limits: memory(1),
            grace: Some(Duration::from_secs(5)),
            labels: pairs(&[("tier", "gold")]),
        });
        let told = patch.expect("is right").to_string();
        assert_eq!(told, "environment LOG_LEVEL; memory_bytes 1; grace 5000 ms; label tier=gold");
    }
}
