//! The one place where bytes become code without being compiled, and the one `unsafe` of this crate.

use wasmtime::component::Component;

/// The component whose code `code` is. Callers have opened its seal.
#[allow(unsafe_code)]
pub(super) fn component(engine: &wasmtime::Engine, code: &[u8]) -> wasmtime::Result<Component> {
    // SAFETY: `deserialize` wants bytes that `Component::serialize` gave and that nobody has changed since. They bear a MAC under a key that
    // is readable by this user alone, over the bytes and over the id of this very engine and component, so they are what
    // `CodeCache::keep` wrote; and they are in our memory, so that nobody changes them now. Who can read the key can write into this
    // process's memory as well.
    unsafe { Component::deserialize(engine, code) }
}
