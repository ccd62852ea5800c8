//! Where the programs under test are.

use std::path::PathBuf;

/// The program `name`: in `PRISM_TEST_BIN_DIR`, else where cargo put it beside this test.
pub(crate) fn binary(name: &str) -> PathBuf {
    let path = directory().join(name);
    assert!(path.is_file(), "{} is not built; build it with: cargo build --workspace --bins", path.display());
    path
}

fn directory() -> PathBuf {
    if let Some(directory) = std::env::var_os("PRISM_TEST_BIN_DIR") {
        return directory.into();
    }
    // target/<profile>/deps/e2e-<hash>
    let test = std::env::current_exe().expect("a running program has a path");
    test.ancestors().nth(2).expect("cargo runs tests two levels below its programs").to_owned()
}

/// A directory or file of the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}
