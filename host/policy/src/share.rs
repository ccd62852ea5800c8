//! A share of the namespaces, always the same ones: who belongs to it follows from two names alone.
//!
//! Namespaces stand in a line that differs from one candidate to the next; a share is its beginning. So a larger share only adds,
//! and nobody is the canary of every candidate. It says nothing of how much those namespaces ask.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// Hundredths of a percent, up to [`WHOLE`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(u32);

const WHOLE: u32 = 10_000;

/// Not a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a share such as 10% or 0.25%, from 0% to 100%, with at most two decimals")]
pub struct ShareError;

impl Share {
    /// Whether `namespace` is among the first of `candidate`'s line.
    #[must_use]
    pub fn takes(self, candidate: &str, namespace: &str) -> bool {
        let place = (u128::from(mixed(candidate, namespace)) * u128::from(WHOLE)) >> 64;
        place < u128::from(self.0)
    }

    /// Whether `part` of `all` is more than this.
    #[must_use]
    pub fn is_exceeded_by(self, part: u64, all: u64) -> bool {
        u128::from(part) * u128::from(WHOLE) > u128::from(all) * u128::from(self.0)
    }

    /// True where nobody is taken.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0 == 0
    }
}

/// FNV-1a of both names (64 bits), then the last step of SplitMix64, as FNV alone does not spread names that differ in their ends.
fn mixed(candidate: &str, namespace: &str) -> u64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    // A byte that is in no name stands between them.
    let bytes = candidate.bytes().chain([0]).chain(namespace.bytes());
    let mut z = bytes.fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl FromStr for Share {
    type Err = ShareError;

    fn from_str(text: &str) -> Result<Self, ShareError> {
        let number = text.strip_suffix('%').ok_or(ShareError)?;
        let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
        let digits =
            |text: &str, max| (1..=max).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole, 3) || !digits(part, 2) {
            return Err(ShareError);
        }
        let hundredths = |text: &str| text.parse::<u32>().map_err(|_| ShareError);
        let part = hundredths(part)? * if part.len() == 1 { 10 } else { 1 };
        let share = hundredths(whole)? * 100 + part;
        if share <= WHOLE { Ok(Self(share)) } else { Err(ShareError) }
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:02}", self.0 / 100, self.0 % 100);
        write!(f, "{}%", text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Asked for any type, so that `10` is told that it lacks its percent sign.
        deserializer.deserialize_any(Written)
    }
}

struct Written;

impl Visitor<'_> for Written {
    type Value = Share;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a share such as 10% or 0.25%")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Share, E> {
        text.parse().map_err(|error| E::custom(format!("{text:?}: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(text: &str) -> Share {
        text.parse().expect("is a share")
    }

    #[test]
    fn a_share_is_written_as_it_is_read() {
        for text in ["0%", "10%", "0.25%", "12.5%", "0.01%", "100%"] {
            assert_eq!(share(text).to_string(), text);
        }
        for wrong in ["", "10", "%", "101%", "100.01%", "-1%", "1.234%", "1.%", ".5%", "1e1%", "٣%"] {
            assert_eq!(wrong.parse::<Share>(), Err(ShareError), "{wrong}");
        }
        let error = serde_json::from_str::<Share>("10").expect_err("has no percent sign").to_string();
        assert!(error.contains("expected a share such as 10%"), "{error}");
    }

    #[test]
    fn a_larger_share_keeps_those_that_were_in() {
        let shares = ["0%", "1%", "10%", "20%", "50%", "100%"].map(share);
        for namespace in (0..2000).map(|number| format!("tenant-{number}")) {
            let taken = shares.map(|share| share.takes("next", &namespace));
            assert!(taken.is_sorted() && !taken[0] && taken[5], "{namespace}: {taken:?}");
        }
    }

    #[test]
    fn a_share_takes_about_so_many_and_others_for_another_candidate() {
        let names: Vec<String> = (0..10_000).map(|number| format!("tenant-{number}")).collect();
        let taken = |candidate: &str| names.iter().filter(|name| share("10%").takes(candidate, name)).count();
        assert!((900..1100).contains(&taken("next")), "{}", taken("next"));
        let both = names.iter().filter(|name| share("10%").takes("next", name) && share("10%").takes("other", name));
        assert!((60..140).contains(&both.count()));
    }

    #[test]
    fn a_bound_is_exceeded_by_more_and_not_by_as_much() {
        assert!(!share("1%").is_exceeded_by(1, 100));
        assert!(share("1%").is_exceeded_by(2, 100) && share("0%").is_exceeded_by(1, u64::MAX));
        assert!(!share("0%").is_exceeded_by(0, 100));
    }
}
