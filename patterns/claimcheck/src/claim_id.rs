//! Claim ids: 128 random bits as 32 hex digits. Not guessable, and safe as file names.

use crate::hash::hex;
use std::fmt;
use std::str::FromStr;

const DIGITS: usize = 32;

/// The name of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClaimId(String);

impl ClaimId {
    /// A new one, from the kernel's random numbers.
    pub(crate) fn random() -> std::io::Result<Self> {
        let mut bytes = [0; DIGITS / 2];
        getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
        Ok(Self(hex(&bytes)))
    }
}

impl fmt::Display for ClaimId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What was given is no claim id.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a claim id of 32 hex digits")]
pub(crate) struct NoClaimId;

impl FromStr for ClaimId {
    type Err = NoClaimId;

    fn from_str(text: &str) -> Result<Self, NoClaimId> {
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        match text.len() == DIGITS && text.bytes().all(digit) {
            true => Ok(Self(text.to_owned())),
            false => Err(NoClaimId),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_and_read_back() {
        let (one, other) = (ClaimId::random().expect("random"), ClaimId::random().expect("random"));
        assert_ne!(one, other);
        assert_eq!(one.to_string().parse(), Ok(one));
    }

    #[test]
    fn a_path_is_no_claim_id() {
        for bad in ["", "../../../../../../../../etc/passw", "0123456789ABCDEF0123456789ABCDEF", "0123"] {
            assert_eq!(bad.parse::<ClaimId>(), Err(NoClaimId), "{bad}");
        }
    }
}
