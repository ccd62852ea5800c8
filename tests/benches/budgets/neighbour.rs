//! B14: what a tenant's process notices of another tenant's that takes all it can get, within its limits.

use std::time::Instant;

use crate::client::{Client, Namespaces, runtime};
use crate::daemon::{Daemon, Policies};
use crate::direct::await_health;
use crate::figures::{Budget, Rounds, Row, Unit};
use crate::{Outcome, Scale, proc};

/// Patterns that take all they can get: processor time, processes, memory.
pub(crate) const RUNAWAYS: [&str; 3] = ["spin", "fork", "hog"];
/// What they can get. Half a core of the two that the figures are from.
pub(crate) const LIMITS: &str = "resources: {cpu_limit: 500m, memory_limit: 64Mi, pids_limit: 32}\n";

/// Requests to the neighbour in a round.
const REQUESTS: usize = 300;

pub(crate) fn rows(scale: &Scale) -> Outcome<Vec<Row>> {
    let daemon = Daemon::start(Policies::Default)?;
    let runtime = runtime()?;
    let mut client = runtime.block_on(Client::connect(&daemon))?;
    let mut namespaces = Namespaces::default();
    let neighbour = runtime.block_on(client.launch("http", &namespaces.next()))?;
    let port = proc::variable(neighbour.pid, "HEALTH_PORT").ok_or("the neighbour has no port")?.parse()?;
    let mut rows = Vec::new();
    for runaway in RUNAWAYS {
        let (mut alone, mut beside) = (Rounds::default(), Rounds::default());
        for _ in 0..scale.rounds {
            ask(port, &mut alone)?;
            let process = runtime.block_on(client.launch(runaway, &namespaces.next()))?;
            ask(port, &mut beside)?;
            runtime.block_on(client.terminate(&process.process_id, true))?;
        }
        let work = format!("a request to a process, beside a runaway tenant (`{runaway}`) / without it");
        let budget = Budget::Ratio { p50: 1.5, p99: None };
        rows.push(Row { id: "B14", work, unit: Unit::Seconds, floor: Some(alone), ours: beside, budget });
    }
    Ok(rows)
}

fn ask(port: u16, into: &mut Rounds) -> Outcome<()> {
    into.begin();
    for _ in 0..REQUESTS {
        let began = Instant::now();
        await_health(port)?;
        into.took(began.elapsed());
    }
    Ok(())
}
