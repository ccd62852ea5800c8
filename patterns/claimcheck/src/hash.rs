//! SHA-256 of a payload that comes in pieces, as hex digits.

use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// A hash under way.
#[derive(Debug, Default)]
pub(crate) struct Hash(Sha256);

impl Hash {
    /// Takes the next piece in.
    pub(crate) fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// 64 hex digits.
    pub(crate) fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// Two lower-case digits a byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        // Writing to a String cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_hash_like_the_whole() {
        let mut hash = Hash::default();
        hash.update(b"a");
        hash.update(b"bc");
        // FIPS 180-2, appendix B.1.
        assert_eq!(hash.finish(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
