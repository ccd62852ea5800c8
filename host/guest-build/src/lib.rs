//! Makes policy components: which compilers for WASM there are, and the step from a core module to a component.
//!
//! Shared by the build script that compiles the built-in policies and by `prismctl policy build`, so that an author's policy is made
//! exactly as the built-in ones are. Nothing is installed unless the caller asks for just that.

mod compiler;
mod component;
#[cfg(feature = "languages")]
mod languages;

pub use compiler::{Compiler, TARGET};
pub use component::{ComponentError, componentise};
#[cfg(feature = "languages")]
pub use languages::{BuildError, Language};
