//! B3: from LaunchPattern to its answer where nothing runs, beside a direct spawn of the same binary until it is ready.

use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::client::{Client, Namespaces, runtime};
use crate::daemon::{Daemon, Policies};
use crate::direct::{Direct, Ear, await_health, free_ports};
use crate::figures::{Budget, Rounds, Row, Unit};
use crate::{Outcome, Scale};

/// Starts before anything counts.
const WARM_UP: usize = 5;
/// Before each start: one that comes right after another finds the kernel prepared (moves between cgroups, for one, are fast for some
/// milliseconds after a move), and a cold start in earnest is a single one.
const PAUSE: Duration = Duration::from_millis(50);

pub(crate) fn rows(scale: &Scale) -> Outcome<Vec<Row>> {
    let daemon = Daemon::start(Policies::Default)?;
    let runtime = runtime()?;
    let mut client = runtime.block_on(Client::connect(&daemon))?;
    let mut namespaces = Namespaces::default();
    let (ear, socket) = Ear::anywhere()?;
    let mut row = |kind: &'static str, work: &str, p50: f64, direct: &dyn Fn() -> Outcome<f64>| {
        let mut cold = || runtime.block_on(start(&mut client, kind, &namespaces.next()));
        for _ in 0..WARM_UP {
            direct()?;
            cold()?;
        }
        let (mut floor, mut ours) = (Rounds::default(), Rounds::default());
        for _ in 0..scale.rounds {
            floor.begin();
            ours.begin();
            for _ in 0..scale.starts {
                sleep(PAUSE);
                floor.add(direct()?);
                sleep(PAUSE);
                ours.add(cold()?);
            }
        }
        let budget = Budget::Ratio { p50, p99: None };
        Ok(Row { id: "B3", work: work.into(), unit: Unit::Seconds, floor: Some(floor), ours, budget })
    };
    let http: Outcome<Row> =
        row("http", "cold start, `http`: ready answered / spawned until its health answers", 1.3, &http_directly);
    let notify = row("notify", "cold start, `notify`: ready answered / spawned until READY=1", 1.2, &|| {
        let began = Instant::now();
        let _direct = Direct::notify(&socket)?;
        ear.hear()?;
        Ok(began.elapsed().as_secs_f64())
    });
    Ok(vec![http?, notify?])
}

fn http_directly() -> Outcome<f64> {
    let port = free_ports(1)?[0];
    let began = Instant::now();
    let _direct = Direct::http(port)?;
    await_health(port)?;
    Ok(began.elapsed().as_secs_f64())
}

/// Seconds of one cold start; the process is ended after.
pub(crate) async fn start(client: &mut Client, pattern: &str, namespace: &str) -> Outcome<f64> {
    let began = Instant::now();
    let answer = client.launch(pattern, namespace).await?;
    let took = began.elapsed().as_secs_f64();
    client.terminate(&answer.process_id, true).await?;
    if answer.reused { Err("it ran already".into()) } else { Ok(took) }
}
