//! Where policies' compiled code is kept between runs, and what is said of it. Whether it may be trusted is `prism-policy`'s to say.
//!
//! A cache is a convenience: whatever is wrong with it is a warning, and modules are compiled.

use std::path::PathBuf;

use prism_policy::{CodeCache, CodeSource};

/// `launcher.policy_cache`, complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyCacheConfig {
    /// Whether code is kept.
    pub enabled: bool,
    /// Where; made with mode 700.
    pub dir: PathBuf,
    /// How much of it.
    pub bytes: u64,
}

impl PolicyCacheConfig {
    /// The cache, if there is to be one and it can be had.
    pub(crate) fn open(&self) -> Option<CodeCache> {
        if !self.enabled {
            return None;
        }
        let opened = CodeCache::open(&self.dir, self.bytes);
        opened.inspect_err(|error| tracing::warn!("policy_cache.dir is not used, policies are compiled: {error}")).ok()
    }
}

/// Says where a module's code came from.
pub(crate) fn log(module: &str, source: &CodeSource) {
    match source {
        CodeSource::Kept => tracing::debug!(module, "policy code taken up"),
        CodeSource::Compiled => tracing::debug!(module, "policy compiled"),
        CodeSource::NotTrusted(reason) => tracing::warn!(module, "kept policy code is not trusted, compiled: {reason}"),
        CodeSource::NotKept(reason) => tracing::warn!(module, "policy code cannot be kept: {reason}"),
    }
}
