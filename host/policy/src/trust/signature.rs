//! A detached signature, in minisign's text: over the file (or its BLAKE2b digest), and over that and a comment.

use std::str::FromStr;

use blake2::{Blake2b512, Digest as _};
use ed25519_dalek::Signer as _;

use super::armor;
use super::keys::{ED25519, KeyId, PublicKey, SecretKey};

/// Over the file's digest; what is written today.
const PREHASHED: [u8; 2] = *b"ED";
const TRUSTED: &str = "trusted comment: ";
const BYTES: usize = 64;

/// What is wrong with a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// Not the text of one.
    #[error("is no signature; expected the four lines of a minisign signature")]
    Text,
    /// It is of other bytes, or was not made with that key.
    #[error("the signature is of other bytes, or by another key")]
    Content,
    /// The signature's own comment was changed.
    #[error("the signature's trusted comment was changed")]
    Comment,
}

/// A signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    algorithm: [u8; 2],
    key: KeyId,
    of_content: [u8; BYTES],
    comment: String,
    of_comment: [u8; BYTES],
}

impl Signature {
    /// Signs `bytes`. The comment, which is signed too, is for people: one line.
    #[must_use]
    pub fn sign(key: &SecretKey, bytes: &[u8], comment: &str) -> Self {
        let of_content = key.key.sign(&signed(PREHASHED, bytes)).to_bytes();
        let comment = comment.lines().next().unwrap_or_default().to_owned();
        let of_comment = key.key.sign(&[&of_content[..], comment.as_bytes()].concat()).to_bytes();
        Self { algorithm: PREHASHED, key: key.id(), of_content, comment, of_comment }
    }

    /// Whose it says it is.
    #[must_use]
    pub fn key(&self) -> KeyId {
        self.key
    }

    /// What the signer said beside it; only to be believed where [`Self::verify`] does.
    #[must_use]
    pub fn comment(&self) -> &str {
        &self.comment
    }

    /// Whether it is of these bytes and by this key.
    ///
    /// # Errors
    ///
    /// It is not, or its comment is another one.
    pub fn verify(&self, key: &PublicKey, bytes: &[u8]) -> Result<(), SignatureError> {
        let holds = |message: &[u8], signature: &[u8; BYTES]| {
            key.key.verify_strict(message, &ed25519_dalek::Signature::from_bytes(signature)).is_ok()
        };
        if key.id() != self.key || !holds(&signed(self.algorithm, bytes), &self.of_content) {
            return Err(SignatureError::Content);
        }
        let with_comment = [&self.of_content[..], self.comment.as_bytes()].concat();
        if holds(&with_comment, &self.of_comment) { Ok(()) } else { Err(SignatureError::Comment) }
    }

    /// The text of its file.
    #[must_use]
    pub fn text(&self) -> String {
        let first = [&self.algorithm[..], &self.key.0, &self.of_content].concat();
        let of_comment = armor::encode(&self.of_comment);
        armor::armored("signature of a prism policy", &first) + &format!("{TRUSTED}{}\n{of_comment}\n", self.comment)
    }
}

impl FromStr for Signature {
    type Err = SignatureError;

    fn from_str(text: &str) -> Result<Self, SignatureError> {
        let mut lines = armor::payload(text);
        let mut line = || lines.next().ok_or(SignatureError::Text);
        let first: [u8; 2 + 8 + BYTES] = armor::decode(line()?).ok_or(SignatureError::Text)?;
        let comment = line()?.strip_prefix(TRUSTED).ok_or(SignatureError::Text)?.to_owned();
        let of_comment = armor::decode(line()?).ok_or(SignatureError::Text)?;
        let (algorithm, rest) = armor::split::<2, { 2 + 8 + BYTES }>(&first);
        let (key, of_content) = rest.split_at(8);
        if algorithm != ED25519 && algorithm != PREHASHED {
            return Err(SignatureError::Text);
        }
        let key = KeyId(key.try_into().map_err(|_| SignatureError::Text)?);
        let of_content = of_content.try_into().map_err(|_| SignatureError::Text)?;
        Ok(Self { algorithm, key, of_content, comment, of_comment })
    }
}

/// What is signed of a file.
fn signed(algorithm: [u8; 2], bytes: &[u8]) -> Vec<u8> {
    if algorithm == PREHASHED { Blake2b512::digest(bytes).to_vec() } else { bytes.to_vec() }
}
