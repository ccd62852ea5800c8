//! What the launcher says that it enforces is asked of the kernel: the limits of a manifest are read where they are in force.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::prismctl::printed;
use crate::support::{Ask as _, Plan, launch};

/// Where cgroups are mounted; v1 controllers below, each by its name.
const CGROUPS: &str = "/sys/fs/cgroup";
/// The limits of the pattern, and how kernels write them.
const RESOURCES: &str = "resources: {cpu_limit: 0.25, memory_limit: 64Mi, pids_limit: 7}";
const LIMITS: [(&str, &[&str]); 3] =
    [("cpu_limit", &["25000 100000", "25000"]), ("memory_limit", &["67108864"]), ("pids_limit", &["7"])];

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn limits_that_are_said_to_be_enforced_are_in_force() {
    let launcher = Plan::new().patterns(|patterns| patterns.sleeper("limited", RESOURCES)).start().await;
    let process = launcher.launched(launch("limited").of("a")).await;
    let said = launcher.health().await.enforcement;
    let printed = printed(&launcher, "health").await;
    if std::env::var_os("PRISM_TEST_UNIFIED").is_some() {
        assert_eq!(said["backend"], "unified", "{said:?}");
    }
    for (limit, values) in LIMITS {
        let how = &said[limit];
        assert!(printed.contains(&format!("{limit}: {how}")), "{printed}");
        match how.strip_prefix("enforced by cgroup ") {
            Some(file) => {
                let found = in_force(process.pid, file);
                assert!(values.contains(&found.as_str()), "{limit}: {file} is {found}");
            }
            None => assert!(said["backend"] != "unified" && how.starts_with("not enforced: "), "{limit}: {how}"),
        }
    }
}

/// What stands in a file of the process's own cgroup: `v2 cpu.max`, `v1 pids.max`.
fn in_force(pid: i32, file: &str) -> String {
    let own = fs::read_to_string(format!("/proc/{pid}/cgroup")).expect("it lives");
    let (version, file) = file.split_once(' ').expect("a version and a name");
    let controller = file.split('.').next().expect("a name");
    let directory = match version {
        "v2" => cgroup(&own, "").map(|path| Path::new(CGROUPS).join(path)),
        _ => cgroup(&own, controller).map(|path| Path::new(CGROUPS).join(controller).join(path)),
    };
    let path = directory.expect("it has such a cgroup").join(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.trim().to_owned()
}

/// By `hierarchy:controllers:/path`; v2 has no controllers there.
fn cgroup(own: &str, controller: &str) -> Option<PathBuf> {
    own.lines().find_map(|line| {
        let (controllers, path) = line.split_once(':')?.1.split_once(":/")?;
        controllers.split(',').any(|name| name == controller).then(|| path.into())
    })
}
