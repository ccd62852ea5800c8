//! Where things are.

use std::path::{Path, PathBuf};

/// The repository: two directories above this crate.
pub(crate) fn root() -> PathBuf {
    let crate_dir = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let crate_dir = crate_dir.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    crate_dir.ancestors().nth(2).map(Path::to_owned).unwrap_or(crate_dir)
}

/// Where cargo builds. A relative CARGO_TARGET_DIR is below the repository: every command runs there.
pub(crate) fn target() -> PathBuf {
    root().join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_found() {
        assert!(root().join("rust-toolchain.toml").exists());
    }
}
