//! From a core module to a component.

use wit_component::ComponentEncoder;

/// A core module that cannot be made a component.
#[derive(Debug)]
pub struct ComponentError(String);

impl std::fmt::Display for ComponentError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot be made a component: {}", self.0)
    }
}

impl std::error::Error for ComponentError {}

/// The component that `core` describes. What is a component already stays as it is: `wasm-component-ld` as the linker makes one.
///
/// No WASI adapter: a guest that needs one is not a policy.
///
/// # Errors
///
/// If `core` is no WASM, or has not the sections in which wit-bindgen says what it imports and exports.
pub fn componentise(core: &[u8]) -> Result<Vec<u8>, ComponentError> {
    if is_component(core) {
        return Ok(core.to_vec());
    }
    let encode = || ComponentEncoder::default().module(core)?.validate(true).encode();
    encode().map_err(|error| ComponentError(format!("{error:#}")))
}

/// By the version field of the binary format: 1 for core modules, 13 and layer 1 for components.
fn is_component(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\0asm\x0d\0\x01\0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_component_already_stays_as_it_is() {
        let empty = b"\0asm\x0d\0\x01\0";
        assert_eq!(componentise(empty).expect("is one"), empty);
    }

    #[test]
    fn what_is_no_wasm_is_refused() {
        let error = componentise(b"\x7fELF").expect_err("is no WASM").to_string();
        assert!(error.starts_with("cannot be made a component: "), "{error}");
    }
}
