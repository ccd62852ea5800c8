//! Building, and putting each pattern's executable beside its manifest, where the launcher looks for it.

use crate::command::{cargo, succeed};
use crate::report::Failed;
use crate::root::{root, target};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The patterns that are built here; `patterns/redis` has nothing to build.
const PATTERNS: [&str; 4] = ["consumer", "producer", "multicast_registry", "claimcheck"];

const SEE_ABOVE: &str = "see the compiler's messages above";

/// How it is optimised.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Profile {
    Dev,
    Release,
    /// Optimised across crates, too: for measuring and for handing out.
    Dist,
}

impl Profile {
    /// Where cargo puts its binaries.
    pub(crate) fn dir(self) -> PathBuf {
        target().join(match self {
            Self::Dev => "debug",
            Self::Release => "release",
            Self::Dist => "dist",
        })
    }

    fn build<'a>(self, packages: &[&'a str]) -> Vec<&'a str> {
        let release = (self == Self::Release).then_some("--release");
        let packages = packages.iter().flat_map(|package| ["--package", package]);
        ["build", "--bins"].into_iter().chain(release).chain(packages).collect()
    }
}

/// Builds and installs the patterns.
pub(crate) fn patterns(profile: Profile) -> Result<(), Failed> {
    succeed(cargo(&profile.build(&PATTERNS)), "build the patterns", SEE_ABOVE)?;
    install(profile)
}

/// Builds what `run` needs, in one go, and installs the patterns.
pub(crate) fn for_run() -> Result<(), Failed> {
    let packages: Vec<&str> = ["prism-launcher", "prismctl"].into_iter().chain(PATTERNS).collect();
    succeed(cargo(&Profile::Release.build(&packages)), "build the launcher, prismctl and the patterns", SEE_ABOVE)?;
    install(Profile::Release)
}

/// Builds every binary of the workspace for tests, and installs the patterns.
pub(crate) fn for_tests() -> Result<(), Failed> {
    succeed(cargo(&["build", "--workspace", "--bins"]), "build all binaries", SEE_ABOVE)?;
    install(Profile::Dev)
}

fn install(profile: Profile) -> Result<(), Failed> {
    for name in PATTERNS {
        let (built, installed) = (profile.dir().join(name), root().join("patterns").join(name).join(name));
        replace(&built, &installed).map_err(|error| Failed(format!("install {}: {error}", installed.display())))?;
    }
    eprintln!("xtask: installed {} patterns in {}", PATTERNS.len(), root().join("patterns").display());
    Ok(())
}

/// Copies to a temporary name and renames: a running executable cannot be written to, but it can be replaced, and a
/// launcher never sees half of one.
fn replace(from: &Path, to: &Path) -> io::Result<()> {
    let temporary = to.with_extension(format!("new-{}", std::process::id()));
    fs::copy(from, &temporary).and_then(|_| fs::rename(&temporary, to)).inspect_err(|_| {
        // The first error is the one to tell.
        let _ = fs::remove_file(&temporary);
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn a_release_build_names_profile_and_packages() {
        let arguments = Profile::Release.build(&["consumer"]);
        assert_eq!(arguments, ["build", "--bins", "--release", "--package", "consumer"]);
    }

    /// Another test's child may hold the file as it was written, until it executes its own (ETXTBSY).
    fn spawn(command: &mut Command) -> std::process::Child {
        loop {
            match command.spawn() {
                Err(error) if error.kind() == io::ErrorKind::ExecutableFileBusy => std::thread::yield_now(),
                spawned => return spawned.expect("running"),
            }
        }
    }

    #[test]
    fn a_running_executable_is_replaced() {
        let dir = std::env::temp_dir().join(format!("xtask-replace-{}", std::process::id()));
        fs::create_dir_all(&dir).expect("created");
        let program = dir.join("program");
        replace(Path::new("/bin/sleep"), &program).expect("installed");
        let mut running = spawn(Command::new(&program).arg("60"));
        let replaced = replace(Path::new("/bin/true"), &program);
        running.kill().and_then(|()| running.wait()).expect("stopped");
        replaced.expect("replaced");
        assert_eq!(fs::read_dir(&dir).expect("readable").count(), 1, "no temporary file is left");
        fs::remove_dir_all(&dir).expect("removed");
    }
}
