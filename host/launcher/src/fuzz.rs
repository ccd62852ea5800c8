//! What tests throw bytes at: what the launcher reads and another launcher wrote. No part of what the crate offers.

use crate::process::{heads_of, read_again};

/// A state record. Nobody would get past its digest, so the bytes are also tried as the body of one whose digest is right.
pub fn record(bytes: &[u8]) {
    holds(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let body = text.strip_suffix('\n').unwrap_or(text);
    for head in heads_of(body) {
        holds(format!("{head}\n{body}\n").as_bytes());
    }
}

/// Whether it is the body of a record, of any version that is read.
pub fn is_body(bytes: &[u8]) -> bool {
    let Ok(body) = std::str::from_utf8(bytes) else { return false };
    let body = body.strip_suffix('\n').unwrap_or(body);
    heads_of(body).iter().any(|head| read_again(format!("{head}\n{body}\n").as_bytes()) == Some(true))
}

fn holds(bytes: &[u8]) {
    assert_ne!(read_again(bytes), Some(false), "a record that is read means another once it is written");
}
