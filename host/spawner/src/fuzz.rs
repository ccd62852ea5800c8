//! What tests throw bytes at: everything here that reads what another process wrote. No part of what the crate offers.
//!
//! Each returns where the bytes are refused or understood, and panics where what is understood is not the same once written and read
//! again.

use crate::door::{Welcome, Word};
use crate::wire::{self, Answer, Request};

/// A message on the link, in either direction.
pub fn link(bytes: &[u8]) {
    if let Some(request) = wire::decode::<Request>(bytes) {
        again::<Request>(&wire::encode(&request));
    }
    if let Some(answer) = wire::decode::<Answer>(bytes) {
        again::<Answer>(&wire::encode(&answer));
    }
}

/// Whether it is a message: what mutation begins with must be one, or it would try refusals alone.
pub fn is_message(bytes: &[u8]) -> bool {
    wire::decode::<Request>(bytes).is_some() || wire::decode::<Answer>(bytes).is_some()
}

fn again<T: serde::Serialize + serde::de::DeserializeOwned>(written: &[u8]) {
    let read = wire::decode::<T>(written).expect("what was written is read");
    assert_eq!(wire::encode(&read), written);
}

/// What a caller says at the door, and what it is told.
pub fn door(bytes: &[u8]) {
    if let Some(word) = Word::decode(bytes) {
        assert_eq!(word.encode(), bytes);
    }
    if let Some(welcome) = Welcome::decode(bytes) {
        assert_eq!(welcome.encode(), bytes);
    }
}

/// The head of a file that could not be executed.
pub fn executable(bytes: &[u8]) {
    if let Some(interpreter) = crate::diagnose::interpreter(bytes) {
        assert!(interpreter.len() <= bytes.len());
    }
}
