//! Names with a `*` in them, as overrides are written.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A name, or a pattern of names: `*` stands for any run of characters, also none.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Glob(String);

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Glob {
    /// Every text is one.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Whether `name` is one of those meant.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        match self.0.split_once('*') {
            None => self.0 == name,
            Some((prefix, rest)) => name.strip_prefix(prefix).is_some_and(|name| after_star(rest, name)),
        }
    }
}

/// The leftmost match of each piece suffices, since the star after it can take whatever is left: linear, without backtracking.
fn after_star(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => name.ends_with(pattern),
        Some((piece, rest)) => name.find(piece).is_some_and(|at| after_star(rest, &name[at + piece.len()..])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_run_of_characters() {
        for (glob, name) in
            [("vip-*", "vip-"), ("vip-*", "vip-a"), ("*", ""), ("a*b*c", "a-b-b-c"), ("*a", "aa"), ("x", "x")]
        {
            assert!(Glob::new(glob).matches(name), "{glob} {name}");
        }
        for (glob, name) in [("vip-*", "vip"), ("a*a", "a"), ("a*b*c", "a-c-b"), ("x", "xy"), ("", "x"), ("*a", "ab")] {
            assert!(!Glob::new(glob).matches(name), "{glob} {name}");
        }
    }
}
