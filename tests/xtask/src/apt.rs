//! Debian's packages, for the tests that want a program which is not the project's.

use crate::command::{program, succeed, works};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::Command;

/// Whether there is apt at all.
pub(crate) fn exists() -> bool {
    works(program("apt-get", &["--version"]))
}

/// Whether packages may be installed, and lists of packages brought up to date.
pub(crate) fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|found| found.uid() == 0)
}

/// Installs it, with fresh lists of packages if it takes them.
pub(crate) fn install(package: &str) -> bool {
    let install = || {
        let command = apt(&["install", "-qq", "--yes", "--no-install-recommends", package]);
        succeed(command, &format!("apt-get install {package}"), "").is_ok()
    };
    install() || update() && install()
}

/// Fetches it into `directory` and unpacks it there. That takes no root, and changes nothing elsewhere.
pub(crate) fn unpack(package: &str, directory: &Path) -> bool {
    let download = || {
        let mut command = apt(&["download", "-qq", package]);
        command.current_dir(directory);
        succeed(command, &format!("apt-get download {package}"), "").is_ok()
    };
    if !(download() || is_root() && update() && download()) {
        return false;
    }
    let unpack = "exec dpkg-deb --extract \"$0\"_*.deb .";
    let mut command = program("/bin/sh", &["-c", unpack, package]);
    command.current_dir(directory);
    succeed(command, &format!("dpkg-deb --extract {package}"), "").is_ok()
}

fn update() -> bool {
    works(apt(&["update", "-qq"]))
}

fn apt(arguments: &[&str]) -> Command {
    let mut command = program("apt-get", arguments);
    // At run level 1 a package does not start its service. Files are fetched into directories that only we may write.
    command.env("DEBIAN_FRONTEND", "noninteractive").env("RUNLEVEL", "1").args(["-o", "APT::Sandbox::User=root"]);
    command
}
