//! Limits of manifest and operator on real processes: the smaller of each is what the kernel was told, and what it does is what the
//! restart policy hears.

use std::fs;
use std::path::PathBuf;

use crate::support::{Ask as _, Launcher, Plan, launch, until};

const ALIVE: &str = "healthcheck: {kind: alive}";

/// Whether this machine enforces `limit`, or a message that it does not.
async fn enforces(launcher: &Launcher, limit: &str) -> bool {
    let how = &launcher.health().await.enforcement[limit];
    let holds = how.starts_with("enforced");
    if !holds {
        eprintln!("skipped: {limit} is {how}");
    }
    holds
}

/// What the kernel says of the cgroup of `pid` in this file of the v1 controller, or in that of v2.
fn told(pid: i32, controller: &str, v1: &str, v2: &str) -> String {
    let groups = fs::read_to_string(format!("/proc/{pid}/cgroup")).expect("the process lives");
    let path = |of: &str| {
        let mut lines = groups.lines().filter_map(|line| line.split_once(':')?.1.split_once(':'));
        lines.find(|(names, _)| names.split(',').any(|name| name == of)).map(|(_, path)| path.to_owned())
    };
    let read = |root: PathBuf, path: &str, file: &str| fs::read_to_string(root.join(&path[1..]).join(file)).ok();
    let v1 = path(controller).and_then(|path| read(PathBuf::from("/sys/fs/cgroup").join(controller), &path, v1));
    let told = v1.or_else(|| read("/sys/fs/cgroup".into(), &path("")?, v2));
    told.unwrap_or_else(|| panic!("no {controller} limit in: {groups}")).trim().to_owned()
}

/// The open files that `pid` may have, soft and hard.
fn open_files(pid: i32) -> Vec<String> {
    let limits = fs::read_to_string(format!("/proc/{pid}/limits")).expect("the process lives");
    let line = limits.lines().find(|line| line.starts_with("Max open files")).expect("every kernel says it");
    line.split_whitespace().skip(3).take(2).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn of_two_limits_the_smaller_one_is_what_the_kernel_is_told() {
    let operator = "resources: {cpu_limit: 500m, memory_limit: 64Mi, pids_limit: 30, nofile: 100}";
    let (less, more) = (
        "resources: {cpu_limit: 200m, memory_limit: 32Mi, pids_limit: 20, nofile: 50}",
        "resources: {cpu_limit: 2, memory_limit: 1Gi, pids_limit: 1000, nofile: 1000}",
    );
    let plan = Plan::new().config(operator);
    let plan = plan.patterns(|patterns| patterns.sleeper("less", less).sleeper("more", more).sleeper("none", ""));
    let launcher = plan.start().await;
    let mut found = Vec::new();
    for pattern in ["less", "more", "none"] {
        let pid = launcher.launched(launch(pattern).of("a")).await.pid;
        assert_eq!(open_files(pid), if pattern == "less" { ["50", "50"] } else { ["100", "100"] }, "{pattern}");
        found.push((pattern, pid));
    }
    for limit in ["memory_limit", "pids_limit", "cpu_limit"] {
        if !enforces(&launcher, limit).await {
            return;
        }
    }
    for (pattern, pid) in found {
        let (cpu, memory, pids) = if pattern == "less" { ("20000", 32 << 20, "20") } else { ("50000", 64 << 20, "30") };
        let quota = told(pid, "cpu", "cpu.cfs_quota_us", "cpu.max");
        assert_eq!(quota.split(' ').next(), Some(cpu), "{pattern}");
        assert_eq!(told(pid, "memory", "memory.limit_in_bytes", "memory.max"), memory.to_string(), "{pattern}");
        assert_eq!(told(pid, "pids", "pids.max", "pids.max"), pids, "{pattern}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_restart_policy_is_told_that_memory_was_why() {
    let script = "test $PRISM_GENERATION = 1 || exec sleep infinity\nwhile [ ! -e go ]; do sleep 0.01; done\n\
                  x=$(head -c 200000000 /dev/zero | tr '\\0' x)\nexec sleep infinity";
    let manifest = format!("{ALIVE}\nresources: {{memory_limit: 30Mi}}");
    let launcher = Plan::new().patterns(|patterns| patterns.script("greedy", &manifest, script)).start().await;
    if !enforces(&launcher, "memory_limit").await {
        return;
    }
    let pid = launcher.launched(launch("greedy").of("a")).await.pid;
    let directory = fs::read_link(format!("/proc/{pid}/cwd")).expect("the process lives");
    fs::write(directory.join("go"), "").expect("written");
    let again = until("it is restarted", async || {
        launcher.status("ns:a:greedy").await.filter(|info| info.generation == 2 && info.pid != 0)
    })
    .await;
    assert!(again.last_error.contains("exceeding its memory limit"), "{}", again.last_error);
    let log = launcher.state_dir().join("decisions/decisions.jsonl");
    let asked = until("the decision is written down", async || {
        let text = fs::read_to_string(&log).unwrap_or_default();
        text.lines().find(|line| line.contains("\"restart\"")).map(str::to_owned)
    })
    .await;
    assert!(asked.contains("out-of-memory"), "{asked}");
}
