//! `cargo xtask run`: the launcher from source, in the foreground.

use crate::build::{Profile, for_run};
use crate::command::program;
use crate::report::Failed;
use std::os::unix::process::CommandExt as _;

/// Builds, then becomes the launcher. Returns only when that fails.
pub(crate) fn run(arguments: &[&str]) -> Result<(), Failed> {
    for_run()?;
    let binaries = Profile::Release.dir();
    eprintln!("xtask: in a second terminal: export PATH=\"{}:$PATH\"; prismctl pattern list", binaries.display());
    let launcher = binaries.join("prism-launcher");
    let error = program(&launcher, with_default(arguments)).exec();
    Err(Failed(format!("cannot run {}: {error}", launcher.display())))
}

/// Without arguments the patterns of this repository; with some, they say everything.
fn with_default<'a>(arguments: &'a [&'a str]) -> &'a [&'a str] {
    if arguments.is_empty() { &["--patterns-dir", "./patterns"] } else { arguments }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_replace_the_default() {
        assert_eq!(with_default(&[]), ["--patterns-dir", "./patterns"]);
        assert_eq!(with_default(&["check"]), ["check"]);
    }
}
