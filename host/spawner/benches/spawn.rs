//! What a spawn costs with 10 and with 1,000 instances alive, beside a direct spawn of the same program.
//!
//! `cargo bench -p prism-spawner`. The rounds are interleaved, so what else the machine does hits all alike; read the ratios. It is
//! a figure, not a test: nothing here fails for being slow.

use std::fs::File;
use std::io::Write;
use std::os::fd::AsFd;
use std::process::{Command, ExitCode};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use prism_spawner::{Confinement, Filesystem, Hardening, Limits, Reply, SpawnSpec, Spawner, SpawnerConfig};

const PROGRAM: &str = "/bin/true";
const ROUNDS: u64 = 400;
const FEW: u64 = 10;
const MANY: u64 = 1_000;
/// Tokens of what is measured start here; below are those that only live.
const MEASURED_FROM: u64 = 1_000_000;

fn main() -> ExitCode {
    if std::env::args().any(|arg| arg == "in-the-role-of-the-spawner") {
        return std::io::stdin().as_fd().try_clone_to_owned().map_or(ExitCode::FAILURE, prism_spawner::run);
    }
    let (free, unlimited) = (Hardening::default(), Limits::default());
    measure("detected, no limits", Confinement::Detect, unlimited, &free);
    measure("detected, cpu + memory + pids", Confinement::Detect, all_limits(), &free);
    measure("no cgroups", Confinement::NoCgroups, unlimited, &free);
    for (title, hardening) in measures() {
        measure(&format!("detected, no limits, {title}"), Confinement::Detect, unlimited, &hardening);
    }
    ExitCode::SUCCESS
}

fn all_limits() -> Limits {
    Limits { cpu_millis: Some(1_000), memory_bytes: Some(256 << 20), pids: Some(100), nofile: Some(1_024) }
}

/// What is on by default, measure by measure and all together; as another user only where that is possible.
fn measures() -> Vec<(&'static str, Hardening)> {
    let none = Hardening::default();
    let is_root = rustix::process::geteuid().is_root();
    let all = Hardening {
        user: is_root.then_some(70_000),
        drop_capabilities: true,
        own_ipc: true,
        process_scope: true,
        seccomp: true,
        ..none.clone()
    };
    vec![
        ("user and capabilities", Hardening { user: all.user, drop_capabilities: true, ..none.clone() }),
        ("ipc", Hardening { own_ipc: true, ..none.clone() }),
        ("process_scope", Hardening { process_scope: true, ..none.clone() }),
        ("filesystem", Hardening { filesystem: Some(Filesystem::default()), ..none.clone() }),
        ("seccomp", Hardening { seccomp: true, ..none }),
        ("all that is on by default", all),
    ]
}

fn measure(title: &str, confinement: Confinement, limits: Limits, hardening: &Hardening) {
    let few = House::open("few", confinement, FEW, limits, hardening);
    let many = House::open("many", confinement, MANY, limits, hardening);
    let mut times: [Vec<Duration>; 5] = Default::default();
    for round in 0..ROUNDS {
        times[0].push(direct());
        for (house, at) in [(&few, 1), (&many, 3)] {
            let (running, gone) = house.life(MEASURED_FROM + round, limits);
            times[at].push(running);
            times[at + 1].push(gone);
        }
    }
    let names =
        ["direct, until reaped", "few, until it runs", "few, until gone", "many, until it runs", "many, until gone"];
    say(&format!("{title} ({})", few.backend));
    let medians: Vec<f64> = names.iter().zip(&mut times).map(|(name, times)| report(name, times)).collect();
    say(&format!(
        "  {MANY} alive / {FEW} alive: runs {:.2}, gone {:.2}",
        medians[3] / medians[1],
        medians[4] / medians[2]
    ));
    say(&format!("  ours until gone / direct until reaped: {:.2}", medians[2] / medians[0]));
    say(&format!("  spawner with {MANY}: {}", many.memory()));
}

fn direct() -> Duration {
    let began = Instant::now();
    let child = Command::new(PROGRAM).env_clear().spawn();
    child.and_then(|mut child| child.wait()).expect("the program runs");
    began.elapsed()
}

fn report(name: &str, times: &mut [Duration]) -> f64 {
    times.sort();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1e6;
    say(&format!("  {name:22} p50 {:7.0} us   p99 {:7.0} us", at(50), at(99)));
    at(50)
}

fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

struct House {
    spawner: Spawner,
    replies: Receiver<Reply>,
    backend: String,
    hardening: Hardening,
}

impl House {
    fn open(name: &str, confinement: Confinement, alive: u64, limits: Limits, hardening: &Hardening) -> Self {
        let (sender, replies) = channel();
        let config = SpawnerConfig {
            exe: "/proc/self/exe".into(),
            args: vec!["in-the-role-of-the-spawner".into()],
            orphan_timeout: Duration::ZERO,
            orphan_grace: Duration::ZERO,
            // Each its own: a spawner ends what carries its mark and nobody speaks of.
            mark: format!("bench-{name}-{}", std::process::id()),
            spared: Vec::new(),
            cgroup_parent: format!("prism-bench-{name}-{}", std::process::id()),
            confinement,
        };
        let spawner = Spawner::start(config, &[], move |reply| drop(sender.send(reply))).expect("the spawner starts");
        let Ok(Reply::Hello { enforcement }) = replies.recv() else { panic!("no hello") };
        let house = Self { spawner, replies, backend: enforcement.backend, hardening: hardening.clone() };
        for token in 0..alive {
            house.spawn(token, "/bin/sleep", &["3600"], limits);
            assert!(matches!(house.next(), Reply::Spawned { .. }));
        }
        house
    }

    fn spawn(&self, token: u64, executable: &str, args: &[&str], limits: Limits) {
        let spec = SpawnSpec {
            token,
            executable: executable.into(),
            argv0: None,
            args: args.iter().map(Into::into).collect(),
            env: Vec::new(),
            work_dir: "/".into(),
            limits,
            hardening: self.hardening.clone(),
            cgroup: format!("b-{token}"),
            stop_signal: libc::SIGTERM,
        };
        let null = File::options().write(true).open("/dev/null").expect("/dev/null");
        self.spawner.spawn(spec, null.into(), Vec::new()).expect("sent");
    }

    /// From the request to `Spawned`, and to `Gone`.
    fn life(&self, token: u64, limits: Limits) -> (Duration, Duration) {
        let began = Instant::now();
        self.spawn(token, PROGRAM, &[], limits);
        assert!(matches!(self.next(), Reply::Spawned { .. }));
        let running = began.elapsed();
        self.spawner.sweep(token).expect("sent");
        assert!(matches!(self.next(), Reply::Exited { .. }));
        assert!(matches!(self.next(), Reply::Gone { .. }));
        (running, began.elapsed())
    }

    fn next(&self) -> Reply {
        self.replies.recv().expect("a reply")
    }

    fn memory(&self) -> String {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.spawner.pid())).unwrap_or_default();
        status
            .lines()
            .filter(|line| line.starts_with("VmRSS") || line.starts_with("RssAnon"))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.spawner.shutdown();
        while !matches!(self.replies.recv(), Ok(Reply::Closed) | Err(_)) {}
    }
}
