//! Keys of Ed25519 with an id, in minisign's text.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{SigningKey, VerifyingKey};
use serde::Deserialize;

use super::armor;

/// The algorithm of a key, and of a signature over a whole file.
pub(super) const ED25519: [u8; 2] = *b"Ed";
/// What a secret key says of its check sum.
const BLAKE2B: [u8; 2] = *b"B2";
/// A secret key that no password locks.
const UNLOCKED: [u8; 2] = [0, 0];
/// Salt and costs of a password's derivation, where there is a password.
const DERIVATION_BYTES: usize = 32 + 8 + 8;
/// The check sum tells a wrong password; without one it is zero, and nobody looks.
const SUM_BYTES: usize = 32;

/// What a key is spoken of by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub(super) [u8; 8]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:X}", u64::from_le_bytes(self.0))
    }
}

/// What is not a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not the text of one.
    #[error("is no {0} key; expected the line of base64 that a minisign key has")]
    Text(&'static str),
    /// Bytes that are no point of the curve, or one that anybody can sign for.
    #[error("is no Ed25519 key")]
    Weak,
    /// Locked with a password.
    #[error("is locked with a password; expected a key that prismctl policy keygen or minisign -G -W has made")]
    Locked,
    /// Its two halves are of two keys.
    #[error("is damaged: its halves do not fit")]
    Damaged,
}

/// A key that signatures are checked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    id: KeyId,
    pub(super) key: VerifyingKey,
}

impl PublicKey {
    /// What it is spoken of by.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The line of base64 that it is written as.
    #[must_use]
    pub fn line(&self) -> String {
        armor::encode(&[&ED25519[..], &self.id.0, self.key.as_bytes()].concat())
    }

    /// The text of its file.
    #[must_use]
    pub fn text(&self) -> String {
        format!("untrusted comment: minisign public key {}\n{}\n", self.id, self.line())
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;

    /// The line, or the whole text of a file.
    fn from_str(text: &str) -> Result<Self, KeyError> {
        const WRONG: KeyError = KeyError::Text("public");
        let line = armor::payload(text).next().ok_or(WRONG)?;
        let bytes: [u8; 42] = armor::decode(line).ok_or(WRONG)?;
        let (algorithm, rest) = armor::split::<2, 42>(&bytes);
        let (id, key) = rest.split_at(8);
        if algorithm != ED25519 {
            return Err(WRONG);
        }
        let key = VerifyingKey::from_bytes(key.try_into().map_err(|_| WRONG)?).map_err(|_| KeyError::Weak)?;
        if key.is_weak() {
            return Err(KeyError::Weak);
        }
        Ok(Self { id: KeyId(id.try_into().map_err(|_| WRONG)?), key })
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|error| serde::de::Error::custom(format!("{text:?} {error}")))
    }
}

/// A key that signatures are made with. Not shown.
pub struct SecretKey {
    id: KeyId,
    pub(super) key: SigningKey,
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({})", self.id)
    }
}

impl SecretKey {
    /// A new one.
    ///
    /// # Errors
    ///
    /// The system has no randomness to give.
    pub fn generate() -> std::io::Result<Self> {
        let (mut id, mut seed) = ([0; 8], [0; 32]);
        getrandom::fill(&mut id).and_then(|()| getrandom::fill(&mut seed)).map_err(std::io::Error::other)?;
        Ok(Self { id: KeyId(id), key: SigningKey::from_bytes(&seed) })
    }

    /// What it is spoken of by.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The key that its signatures are checked with.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey { id: self.id, key: self.key.verifying_key() }
    }

    /// The text of its file, which nobody else may read: no password locks it.
    #[must_use]
    pub fn text(&self) -> String {
        let pair = self.key.to_keypair_bytes();
        let parts = [&ED25519[..], &UNLOCKED, &BLAKE2B, &[0; DERIVATION_BYTES], &self.id.0, &pair, &[0; SUM_BYTES]];
        armor::armored(&format!("secret key {} of a signer of prism policies", self.id), &parts.concat())
    }
}

impl FromStr for SecretKey {
    type Err = KeyError;

    /// The text of its file.
    fn from_str(text: &str) -> Result<Self, KeyError> {
        const WRONG: KeyError = KeyError::Text("secret");
        const LENGTH: usize = 2 + 2 + 2 + DERIVATION_BYTES + 8 + 64 + SUM_BYTES;
        let bytes: [u8; LENGTH] = armor::payload(text).next().and_then(armor::decode).ok_or(WRONG)?;
        let (algorithms, rest) = armor::split::<6, LENGTH>(&bytes);
        if algorithms[..2] != ED25519 || algorithms[4..] != BLAKE2B {
            return Err(WRONG);
        }
        if algorithms[2..4] != UNLOCKED {
            return Err(KeyError::Locked);
        }
        let (id, rest) = rest[DERIVATION_BYTES..].split_at(8);
        let id = KeyId(id.try_into().map_err(|_| WRONG)?);
        let pair: &[u8; 64] = rest[..64].try_into().map_err(|_| WRONG)?;
        Ok(Self { id, key: SigningKey::from_keypair_bytes(pair).map_err(|_| KeyError::Damaged)? })
    }
}
