//! Servers of others, for the tests that want a real one: redis-server for `patterns/redis`, docker-registry for `prismctl policy push` and `pull`.

use crate::apt;
use crate::report::Report;
use std::path::Path;

/// The path of redis-server, where the manifest of `patterns/redis` looks.
pub(crate) fn redis(report: &mut Report) -> Option<&'static str> {
    installed(report, "redis-server", "/usr/bin/redis-server")
}

/// The path of docker-registry.
pub(crate) fn registry(report: &mut Report) -> Option<&'static str> {
    installed(report, "docker-registry", "/usr/bin/docker-registry")
}

/// `path`, installed first where we are root and there is apt; else noted as skipped.
fn installed(report: &mut Report, package: &str, path: &'static str) -> Option<&'static str> {
    if Path::new(path).exists() {
        return Some(path);
    }
    let what = format!("tests with {package}");
    if !apt::is_root() || !apt::exists() {
        report.skip(&what, &format!("install it with: apt-get install {package}"));
        return None;
    }
    if !apt::install(package) || !Path::new(path).exists() {
        report.skip(&what, &format!("apt-get could not install {package}"));
        return None;
    }
    Some(path)
}
