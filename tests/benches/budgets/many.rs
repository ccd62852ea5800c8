//! B4: a hundred namespaces at once, beside a hundred direct spawns at once.

use std::time::Instant;

use crate::client::{Client, Namespaces, runtime};
use crate::daemon::{Daemon, Policies};
use crate::direct::{Direct, Ear, await_health, end_all, free_ports};
use crate::figures::{Budget, Rounds, Row, Unit};
use crate::{Outcome, Scale};

const PROCESSES: usize = 100;

pub(crate) fn rows(scale: &Scale) -> Outcome<Vec<Row>> {
    let daemon = Daemon::start(Policies::Default)?;
    let runtime = runtime()?;
    let client = runtime.block_on(Client::connect(&daemon))?;
    let mut namespaces = Namespaces::default();
    let mut rows = Vec::new();
    for (kind, directly) in [("http", http_directly as fn() -> Outcome<f64>), ("notify", notify_directly)] {
        let (mut floor, mut ours) = (Rounds::default(), Rounds::default());
        for _ in 0..scale.rounds * 2 {
            floor.begin();
            floor.add(directly()? / PROCESSES as f64);
            ours.begin();
            let began = Instant::now();
            let ids = runtime.block_on(client.launch_all(kind, &namespaces.take(PROCESSES)))?;
            ours.add(began.elapsed().as_secs_f64() / PROCESSES as f64);
            runtime.block_on(client.terminate_all(&ids, true))?;
        }
        let work = format!("{PROCESSES} namespaces at once, `{kind}`: each / spawned directly");
        let budget = Budget::Ratio { p50: 1.3, p99: None };
        rows.push(Row { id: "B4", work, unit: Unit::Seconds, floor: Some(floor), ours, budget });
    }
    Ok(rows)
}

fn http_directly() -> Outcome<f64> {
    let ports = free_ports(PROCESSES)?;
    let began = Instant::now();
    let all = ports.iter().map(|port| Direct::http(*port)).collect::<Result<Vec<_>, _>>()?;
    ports.iter().try_for_each(|port| await_health(*port))?;
    let took = began.elapsed().as_secs_f64();
    end_all(all);
    Ok(took)
}

fn notify_directly() -> Outcome<f64> {
    let (ear, socket) = Ear::anywhere()?;
    let began = Instant::now();
    let all = (0..PROCESSES).map(|_| Direct::notify(&socket)).collect::<Result<Vec<_>, _>>()?;
    for _ in 0..PROCESSES {
        ear.hear()?;
    }
    let took = began.elapsed().as_secs_f64();
    end_all(all);
    Ok(took)
}
