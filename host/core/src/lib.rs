//! The heart of prism-launcher: a supervisor without IO.
pub mod isolation;
pub mod names;
pub mod policy;
pub mod time;
