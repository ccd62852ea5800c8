//! Names with a `*` in them, and what is said of names by them.

use serde::{Deserialize, Deserializer};

use crate::table::Table;

/// A name, or a pattern of names: `*` stands for any run of characters, also none. `vip-*` is every name that begins so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Glob(String);

impl Glob {
    /// Every text is one.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `name` is one of those meant.
    pub fn matches(&self, name: &str) -> bool {
        let Some((prefix, rest)) = self.0.split_once('*') else { return self.0 == name };
        name.strip_prefix(prefix).is_some_and(|name| matches_after_star(rest, name))
    }

    /// How narrow it is: a name before every pattern, then the one with more letters.
    pub fn specificity(&self) -> (bool, usize) {
        let stars = self.0.bytes().filter(|byte| *byte == b'*').count();
        (stars == 0, self.0.len() - stars)
    }
}

/// Matches the rest of a pattern whose star may take any beginning of `name`. Leftmost matches suffice: a later star can take
/// whatever an earlier one leaves, so this is linear where backtracking would not be.
fn matches_after_star(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => name.ends_with(pattern),
        Some((literal, rest)) => {
            name.find(literal).is_some_and(|at| matches_after_star(rest, &name[at + literal.len()..]))
        }
    }
}

impl<'de> Deserialize<'de> for Glob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

/// What is said of names by globs. The narrowest that means a name counts.
pub type Globs<T> = Table<Glob, T>;

impl<T> Globs<T> {
    /// What is said of `name`, and by which glob: a name before every pattern, then the one with more letters.
    pub fn narrowest(&self, name: &str) -> Option<(&Glob, &T)> {
        self.iter().filter(|(glob, _)| glob.matches(name)).max_by_key(|(glob, _)| glob.specificity())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_narrowest_glob_counts() {
        let globs: Globs<u32> = serde_json::from_str(r#"{"vip-*": 2, "*": 1, "vip-a": 3}"#).expect("is one");
        let of = |name: &str| globs.narrowest(name).map(|(glob, said)| (glob.as_str(), *said));
        assert_eq!([of("vip-a"), of("vip-b"), of("b")], [Some(("vip-a", 3)), Some(("vip-*", 2)), Some(("*", 1))]);
        assert!(Globs::<u32>::default().narrowest("a").is_none());
    }

    #[test]
    fn a_star_stands_for_any_run() {
        for (glob, name) in
            [("vip-*", "vip-"), ("vip-*", "vip-a"), ("*", ""), ("a*b*c", "a-b-b-c"), ("*a", "aa"), ("x", "x")]
        {
            assert!(Glob::new(glob).matches(name), "{glob} {name}");
        }
        for (glob, name) in [("vip-*", "vip"), ("a*a", "a"), ("a*b*c", "a-c-b"), ("x", "xy"), ("", "x"), ("*a", "ab")] {
            assert!(!Glob::new(glob).matches(name), "{glob} {name}");
        }
    }

    #[test]
    fn a_name_is_narrower_than_any_pattern() {
        assert!(Glob::new("a").specificity() > Glob::new("abc*").specificity());
        assert!(Glob::new("vip-*").specificity() > Glob::new("*").specificity());
    }
}
