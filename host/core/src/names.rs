//! The names that requests carry, parsed once at the border. Inside they cannot be wrong: no ':' or '/' ever occurs in one.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// Longest pattern name or namespace, in bytes: a DNS label and one (RFC 1035 section 2.3.4 allows 63; the contract says 64).
pub const NAME_BYTES_MAX: usize = 64;
/// Longest session id, in bytes: room for two UUIDs and a prefix.
pub const SESSION_ID_BYTES_MAX: usize = 128;
/// Longest partition that an isolation policy may answer, in bytes.
pub const PARTITION_BYTES_MAX: usize = 64;

/// A name that is not one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing where a name is needed.
    #[error("is empty; expected {expected}")]
    Empty {
        /// The rule, in words.
        expected: &'static str,
    },
    /// Longer than the rule allows.
    #[error("is {bytes} bytes long; at most {bytes_max} are allowed")]
    TooLong {
        /// Its length.
        bytes: usize,
        /// The rule's.
        bytes_max: usize,
    },
    /// A character that the rule does not have, or not there.
    #[error("has {character:?} at byte {position}; expected {expected}")]
    Character {
        /// The first character that is wrong.
        character: char,
        /// Its byte offset.
        position: usize,
        /// The rule, in words.
        expected: &'static str,
    },
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $bytes_max:expr, $expected:literal, edges $edges:expr, inside $inside:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// What a valid one looks like, in words.
            pub const EXPECTED: &'static str = $expected;

            /// Parses `text`.
            ///
            /// # Errors
            ///
            /// Says what is wrong and where.
            pub fn parse(text: &str) -> Result<Self, NameError> {
                check(text, $bytes_max, $expected, $edges, $inside)?;
                Ok(Self(text.into()))
            }

            /// The name itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = NameError;

            fn from_str(text: &str) -> Result<Self, NameError> {
                Self::parse(text)
            }
        }
    };
}

name!(
    /// The name of a pattern: `[a-z0-9]([a-z0-9_-]{0,62}[a-z0-9])?`.
    PatternName,
    NAME_BYTES_MAX,
    "lower-case letters, digits, '_' and '-', beginning and ending with a letter or digit",
    edges is_lower_alphanumeric,
    inside |c| is_lower_alphanumeric(c) || matches!(c, '_' | '-')
);

name!(
    /// The name of a tenant: as a pattern's, and `.` inside.
    Namespace,
    NAME_BYTES_MAX,
    "lower-case letters, digits, '_', '-' and '.', beginning and ending with a letter or digit",
    edges is_lower_alphanumeric,
    inside |c| is_lower_alphanumeric(c) || matches!(c, '_' | '-' | '.')
);

name!(
    /// The id of a client's session within its namespace: 1 to 128 of `[A-Za-z0-9._~@=+-]`.
    SessionId,
    SESSION_ID_BYTES_MAX,
    "letters, digits and any of . _ ~ @ = + -",
    edges is_session_character,
    inside is_session_character
);

name!(
    /// A finer division of a compartment that an isolation policy asked for. Shown after `~` in ids.
    Partition,
    PARTITION_BYTES_MAX,
    "lower-case letters, digits, '_', '-' and '.', beginning and ending with a letter or digit",
    edges is_lower_alphanumeric,
    inside |c| is_lower_alphanumeric(c) || matches!(c, '_' | '-' | '.')
);

fn is_lower_alphanumeric(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

fn is_session_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '~' | '@' | '=' | '+' | '-')
}

fn check(
    text: &str,
    bytes_max: usize,
    expected: &'static str,
    edges: impl Fn(char) -> bool,
    inside: impl Fn(char) -> bool,
) -> Result<(), NameError> {
    if text.is_empty() {
        return Err(NameError::Empty { expected });
    }
    if text.len() > bytes_max {
        return Err(NameError::TooLong { bytes: text.len(), bytes_max });
    }
    for (position, character) in text.char_indices() {
        let at_edge = position == 0 || position + character.len_utf8() == text.len();
        if !inside(character) || (at_edge && !edges(character)) {
            return Err(NameError::Character { character, position, expected });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_rfcs_names_are_names() {
        for name in ["consumer", "multicast_registry", "a", "9", "a-b_c"] {
            assert_eq!(PatternName::parse(name).map(|n| n.to_string()), Ok(name.to_owned()));
        }
        assert!(Namespace::parse("tenant-a.eu").is_ok());
        assert!(SessionId::parse("user-1@example=+~._").is_ok());
    }

    #[test]
    fn what_could_confuse_ids_or_paths_is_refused() {
        for bad in ["", "a:b", "a/b", "../x", "a\0b", "A", "-a", "a-", "_", "a b", "\u{202e}a", "ä", "a\nb", ".a"] {
            assert!(PatternName::parse(bad).is_err(), "{bad:?}");
            assert!(Namespace::parse(bad).is_err(), "{bad:?}");
        }
        for bad in ["", "a:b", "a/b", "a b", "a\0", "é", "a%3Ab"] {
            assert!(SessionId::parse(bad).is_err(), "{bad:?}");
        }
        assert!(PatternName::parse("a.b").is_err());
    }

    #[test]
    fn lengths_are_bounded_exactly() {
        assert!(PatternName::parse(&"a".repeat(64)).is_ok());
        assert!(PatternName::parse(&"a".repeat(65)).is_err());
        assert!(SessionId::parse(&"a".repeat(128)).is_ok());
        assert!(SessionId::parse(&"a".repeat(129)).is_err());
    }

    #[test]
    fn an_error_names_the_character_and_the_rule() {
        let error = PatternName::parse("ab:c").expect_err("has a colon");
        assert_eq!(
            error.to_string(),
            "has ':' at byte 2; expected lower-case letters, digits, '_' and '-', beginning and ending with a letter or digit"
        );
    }

    proptest! {
        #[test]
        fn nothing_that_parses_holds_a_separator(text in ".{0,80}") {
            for ok in [PatternName::parse(&text).is_ok(), Namespace::parse(&text).is_ok(), SessionId::parse(&text).is_ok()] {
                if ok {
                    prop_assert!(!text.contains([':', '/', '\0', '\n', ' ', '#']));
                    prop_assert!(text.is_ascii());
                }
            }
        }

        #[test]
        fn the_pattern_rule_is_the_contracts_expression(text in "[a-c0_.:-]{0,6}") {
            let edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
            let expected = text.starts_with(edge) && text.ends_with(edge)
                && text.chars().all(|c| edge(c) || c == '_' || c == '-');
            prop_assert_eq!(PatternName::parse(&text).is_ok(), expected);
        }
    }
}
