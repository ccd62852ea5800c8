//! The text around keys and signatures: lines of comments, and lines of base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const COMMENT: &str = "untrusted comment: ";

/// A comment line and a line of base64.
pub(super) fn armored(comment: &str, bytes: &[u8]) -> String {
    format!("{COMMENT}{comment}\n{}\n", STANDARD.encode(bytes))
}

pub(super) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// So many bytes of base64.
pub(super) fn decode<const N: usize>(line: &str) -> Option<[u8; N]> {
    STANDARD.decode(line.trim()).ok()?.try_into().ok()
}

/// The lines that are there, without an untrusted comment before them.
pub(super) fn payload(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.starts_with(COMMENT) && !line.trim().is_empty())
}

/// The first `A` bytes, and the others.
pub(super) fn split<const A: usize, const N: usize>(bytes: &[u8; N]) -> ([u8; A], &[u8]) {
    let (first, rest) = bytes.split_at(A);
    (first.try_into().expect("was split there"), rest)
}
