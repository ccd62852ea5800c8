//! redis-server, for the tests of `patterns/redis`.

use crate::command::{program, succeed, works};
use crate::report::Report;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::Command;

/// Where the manifest of `patterns/redis` looks.
const REDIS: &str = "/usr/bin/redis-server";
const WHAT: &str = "tests with redis-server";

/// Its path, installed first where we are root and there is apt; else noted as skipped.
pub(crate) fn redis(report: &mut Report) -> Option<&'static str> {
    if Path::new(REDIS).exists() {
        return Some(REDIS);
    }
    if !is_root() || !works(program("apt-get", &["--version"])) {
        report.skip(WHAT, "install it with: apt-get install redis-server");
        return None;
    }
    let installed = install() || (works(apt(&["update", "-qq"])) && install());
    if !installed || !Path::new(REDIS).exists() {
        report.skip(WHAT, "apt-get could not install redis-server");
        return None;
    }
    Some(REDIS)
}

fn install() -> bool {
    let command = apt(&["install", "-qq", "--yes", "--no-install-recommends", "redis-server"]);
    succeed(command, "apt-get install redis-server", "").is_ok()
}

fn apt(arguments: &[&str]) -> Command {
    let mut command = program("apt-get", arguments);
    // At run level 1 the package does not start its service.
    command.env("DEBIAN_FRONTEND", "noninteractive").env("RUNLEVEL", "1");
    command
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|found| found.uid() == 0)
}
