//! Makes policy components: which compiler for WASM there is, and the step from a core module to a component.
//!
//! Shared by the build script that compiles the built-in policies and by `prismctl policy build`, so that an author's policy is made
//! exactly as the built-in ones are. Nothing is installed unless the caller asks for just that.

mod compiler;
mod component;

pub use compiler::{Compiler, TARGET};
pub use component::{ComponentError, componentise};
