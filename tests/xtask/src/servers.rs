//! redis-server, for the tests of `patterns/redis`.

use crate::apt;
use crate::report::Report;
use std::path::Path;

/// Where the manifest of `patterns/redis` looks.
const REDIS: &str = "/usr/bin/redis-server";
const WHAT: &str = "tests with redis-server";

/// Its path, installed first where we are root and there is apt; else noted as skipped.
pub(crate) fn redis(report: &mut Report) -> Option<&'static str> {
    if Path::new(REDIS).exists() {
        return Some(REDIS);
    }
    if !apt::is_root() || !apt::exists() {
        report.skip(WHAT, "install it with: apt-get install redis-server");
        return None;
    }
    if !apt::install("redis-server") || !Path::new(REDIS).exists() {
        report.skip(WHAT, "apt-get could not install redis-server");
        return None;
    }
    Some(REDIS)
}
