//! B8: launch, list, scrape and stop many; what each costs, beside what it costs where there are few.

use std::time::Instant;

use tokio::runtime::Runtime;

use crate::client::{Client, Namespaces, runtime};
use crate::daemon::{Daemon, Policies};
use crate::figures::{Budget, Rounds, Row, Unit};
use crate::{Outcome, Scale, proc};

const FEW: usize = 100;
/// Lists and scrapes of one population.
const LOOKS: usize = 10;

/// What one of so many costs.
#[derive(Debug, Default)]
struct Costs {
    launch: Rounds,
    launcher_cpu: Rounds,
    spawner_cpu: Rounds,
    list: Rounds,
    scrape: Rounds,
    stop: Rounds,
}

pub(crate) fn rows(scale: &Scale) -> Outcome<Vec<Row>> {
    let runtime = runtime()?;
    let (mut few, mut many) = (Costs::default(), Costs::default());
    for _ in 0..scale.rounds {
        few.measure(&runtime, FEW)?;
        many.measure(&runtime, scale.many)?;
    }
    let row = |work: &str, floor: Rounds, ours: Rounds, budget| Row {
        id: "B8",
        work: format!("{work}, each of {} / each of {FEW}", scale.many),
        unit: Unit::Seconds,
        floor: Some(floor),
        ours,
        budget,
    };
    let linear = Budget::Ratio { p50: 1.3, p99: None };
    Ok(vec![
        row("launch all", few.launch, many.launch, linear),
        row("launch all: CPU of the launcher", few.launcher_cpu, many.launcher_cpu, Budget::AtMost(0.5e-3)),
        row("launch all: CPU of the spawner", few.spawner_cpu, many.spawner_cpu, Budget::None),
        row("list", few.list, many.list, linear),
        row("scrape", few.scrape, many.scrape, linear),
        row("stop all", few.stop, many.stop, linear),
    ])
}

impl Costs {
    /// In a launcher of its own, so that the few are not among the many.
    fn measure(&mut self, runtime: &Runtime, instances: usize) -> Outcome<()> {
        let daemon = Daemon::start(Policies::Default)?;
        let (launcher, spawner) = (daemon.pid(), daemon.spawner_pid()?);
        let each = 1.0 / instances as f64;
        let mut client = runtime.block_on(Client::connect(&daemon))?;
        runtime.block_on(client.launch("http", "the-first"))?;
        let before = [proc::cpu(launcher), proc::cpu(spawner)];
        let began = Instant::now();
        let ids = runtime.block_on(client.launch_all("http", &Namespaces::default().take(instances)))?;
        add(&mut self.launch, began, each);
        self.launcher_cpu.begin();
        self.launcher_cpu.add((proc::cpu(launcher) - before[0]).as_secs_f64() * each);
        self.spawner_cpu.begin();
        self.spawner_cpu.add((proc::cpu(spawner) - before[1]).as_secs_f64() * each);
        self.list.begin();
        self.scrape.begin();
        for _ in 0..LOOKS {
            let began = Instant::now();
            let listed = runtime.block_on(client.list(instances))?;
            self.list.add(began.elapsed().as_secs_f64() / listed as f64);
            let began = Instant::now();
            daemon.scrape()?;
            self.scrape.add(began.elapsed().as_secs_f64() * each);
        }
        let began = Instant::now();
        runtime.block_on(client.terminate_all(&ids, false))?;
        add(&mut self.stop, began, each);
        Ok(())
    }
}

fn add(rounds: &mut Rounds, began: Instant, each: f64) {
    let took = began.elapsed().as_secs_f64();
    rounds.begin();
    rounds.add(took * each);
}
