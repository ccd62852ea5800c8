//! `--limits`: what a component may use, in the names that an operator's `modules[].limits` has.

use clap::Args;
use prism_policy::Limits;
use serde_json::{Map, Value};

/// Limits that are not the defaults.
#[derive(Args, Debug, Default)]
pub(super) struct LimitsArgs {
    /// Limits that differ from the defaults, by their names in the launcher's configuration: fuel=1000000,memory_bytes=1048576
    #[arg(long, value_name = "NAME=N", value_delimiter = ',', value_parser = parse)]
    limits: Vec<Given>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Given {
    name: String,
    value: u64,
}

impl LimitsArgs {
    /// `limits` with those that were given in their places.
    pub(super) fn over(&self, limits: Limits) -> Limits {
        self.limits.iter().fold(limits, |limits, Given { name, value }| {
            replaced(limits, name, *value).expect("each was tried when it was parsed")
        })
    }

    /// Whether there are any.
    pub(super) fn are_given(&self) -> bool {
        !self.limits.is_empty()
    }
}

fn parse(text: &str) -> Result<Given, String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=N")?;
    let value = value.parse().map_err(|_| format!("expected a whole number, found {value:?}"))?;
    replaced(Limits::default(), name, value)?;
    Ok(Given { name: name.to_owned(), value })
}

/// Its own reader knows the names and how large each may be.
fn replaced(limits: Limits, name: &str, value: u64) -> Result<Limits, String> {
    let mut written: Map<String, Value> =
        limits.by_name().into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    written.insert(name.to_owned(), value.into());
    serde_json::from_value(Value::Object(written)).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_takes_the_place_of_a_default_and_nothing_else_does() {
        let limits: Result<_, _> = ["fuel=7", "stock=0"].map(parse).into_iter().collect();
        let args = LimitsArgs { limits: limits.expect("are limits") };
        assert_eq!(args.over(Limits::default()), Limits { fuel: 7, stock: 0, ..Limits::default() });
    }

    #[test]
    fn what_is_no_limit_is_refused() {
        assert!(parse("gas=1").expect_err("is none").starts_with("unknown field `gas`, expected one of `fuel`"));
        assert!(parse("log_lines=5000000000").expect_err("is too large").contains("u32"));
    }
}
