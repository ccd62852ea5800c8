//! B9: kill -9 of a launcher with many live instances, and of launcher and spawner; how soon the next one answers, and has them all.
//!
//! The clock runs from the next launcher's own start, which is a service manager's to decide. What counts as "all" is held against the
//! kernel: the processes from before, with the pids from before, and no others.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tokio::runtime::Runtime;

use crate::client::{Client, Namespaces, runtime};
use crate::daemon::{Daemon, Policies};
use crate::figures::{Budget, Rounds, Row, Unit};
use crate::{Outcome, Scale, proc};

/// How long all may take to be there again.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two lists.
const PAUSE: Duration = Duration::from_millis(2);

/// Who is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Killed {
    Launcher,
    LauncherAndSpawner,
}

/// One way to be killed, and what came of it.
struct Case {
    killed: Killed,
    answers: Rounds,
    all: Rounds,
}

pub(crate) fn rows(scale: &Scale) -> Outcome<Vec<Row>> {
    let mut daemon = Daemon::start(Policies::Default)?;
    let runtime = runtime()?;
    let client = runtime.block_on(Client::connect(&daemon))?;
    let (instances, _) = scale.idle;
    runtime.block_on(client.launch_all("notify", &Namespaces::default().take(instances)))?;
    let mut rows = Vec::new();
    for killed in [Killed::Launcher, Killed::LauncherAndSpawner] {
        let mut case = Case { killed, answers: Rounds::default(), all: Rounds::default() };
        for _ in 0..scale.rounds {
            case.measure(&mut daemon, &runtime, instances)?;
        }
        rows.extend(case.rows(instances));
    }
    Ok(rows)
}

impl Case {
    fn measure(&mut self, daemon: &mut Daemon, runtime: &Runtime, instances: usize) -> Outcome<()> {
        let before = processes(runtime, daemon, instances)?;
        // Its parent, whichever launcher started it.
        let spawner = before.values().next().and_then(|pid| Pid::from_raw(proc::parent(*pid)?)).ok_or("no spawner")?;
        daemon.kill()?;
        if self.killed == Killed::LauncherAndSpawner {
            kill_process(spawner, Signal::KILL)?;
        }
        let began = Instant::now();
        daemon.start_again()?;
        let mut known = processes(runtime, daemon, instances)?;
        self.answers.begin();
        self.answers.add(began.elapsed().as_secs_f64());
        while known != before && began.elapsed() < PATIENCE {
            std::thread::sleep(PAUSE);
            known = processes(runtime, daemon, instances)?;
        }
        self.all.begin();
        self.all.add(began.elapsed().as_secs_f64());
        let executing = proc::executing(&daemon.pattern_executable("notify"));
        if known == before && executing == instances {
            return Ok(());
        }
        let same = known.iter().filter(|(id, pid)| before.get(*id) == Some(pid)).count();
        Err(format!("of {instances} processes {same} are the same, and {executing} run").into())
    }

    fn rows(self, instances: usize) -> [Row; 2] {
        let who = match self.killed {
            Killed::Launcher => "launcher",
            Killed::LauncherAndSpawner => "launcher and spawner",
        };
        let row = |what: &str, ours, most| Row {
            id: "B9",
            work: format!("kill -9 of {who}, {instances} live: the next one started until {what}"),
            unit: Unit::Seconds,
            floor: None,
            ours,
            budget: Budget::AtMost(most),
        };
        [row("it answers", self.answers, 0.5), row("it has them all, the same", self.all, 1.0)]
    }
}

/// The processes that run, as the launcher tells, and their pids.
fn processes(runtime: &Runtime, daemon: &Daemon, instances: usize) -> Outcome<BTreeMap<String, i32>> {
    runtime.block_on(async { Client::connect(daemon).await?.running(instances).await })
}
