//! What the tests are made of.

pub(crate) mod binaries;
pub(crate) mod client;
pub(crate) mod guest;
pub(crate) mod http;
pub(crate) mod launcher;
pub(crate) mod leaks;
pub(crate) mod patterns;
pub(crate) mod prismctl;
pub(crate) mod processes;
pub(crate) mod sabotage;
pub(crate) mod wait;

pub(crate) use client::{Ask, launch, level};
pub(crate) use launcher::{Launcher, Plan};
pub(crate) use patterns::Patterns;
pub(crate) use wait::until;
