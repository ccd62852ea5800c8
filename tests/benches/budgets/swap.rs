//! B10: a thousand warm requests a second, while policies are exchanged each 100 ms, beside the same requests without.
//!
//! Requests come by the clock, whether or not those before them were answered, and each is timed from the moment at which it was due: one that waits for a
//! swap makes none after it late unseen. Twice: a reload of another configuration, which compiles; and a promotion taken back and forth, which does not. One
//! request that fails ends the bench.

use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::client::{Client, Namespaces, runtime};
use crate::daemon::{Daemon, Policies};
use crate::figures::{Budget, Rounds, Row, Unit};
use crate::{Outcome, Scale};

/// Between two requests: 1,000 a second.
const PACE: Duration = Duration::from_millis(1);
/// Between two swaps; one that takes longer is followed at once by the next.
const SWAP_EVERY: Duration = Duration::from_millis(100);
/// Requests of one round.
const REQUESTS: usize = 3000;
const TENANTS: usize = 50;
const PATTERN: &str = "notify";

const CANARY: &str = "  policies:
    modules: [{name: next, builtin: standard}]
    canary: [{module: next, instead_of: standard, share: 10%}]
";
const OTHER: &str = "  policies:
    modules: [{name: standard, builtin: standard, config: {max_per_namespace: 99}}]
";

/// How policies are exchanged.
#[derive(Clone, Copy)]
enum Swap {
    Reload,
    Promotion,
}

pub(crate) fn rows(scale: &Scale) -> Outcome<Vec<Row>> {
    [Swap::Reload, Swap::Promotion].into_iter().map(|swap| row(scale, swap)).collect()
}

fn row(scale: &Scale, swap: Swap) -> Outcome<Row> {
    let daemon = Daemon::start(Policies::Default)?;
    let (mut floor, mut ours) = (Rounds::default(), Rounds::default());
    let mut swaps = 0;
    runtime()?.block_on(async {
        let client = Client::connect(&daemon).await?;
        let namespaces = Namespaces::default().take(TENANTS);
        client.launch_all(PATTERN, &namespaces).await?;
        daemon.configure(CANARY)?;
        client.clone().reload().await?;
        for _ in 0..scale.rounds {
            floor.begin();
            for time in requests(&client, &namespaces).await? {
                floor.took(time);
            }
            ours.begin();
            let (times, count) = tokio::try_join!(requests(&client, &namespaces), swapped(&client, &daemon, swap))?;
            swaps += count;
            for time in times {
                ours.took(time);
            }
        }
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
    })?;
    let how = match swap {
        Swap::Reload => "reloads of other policies",
        Swap::Promotion => "promotions and roll backs",
    };
    let work = format!("warm LaunchPattern at 1,000/s during {swaps} {how} / without");
    let budget = Budget::Ratio { p50: 2.0, p99: Some(2.0) };
    Ok(Row { id: "B10", work, unit: Unit::Seconds, floor: Some(floor), ours, budget })
}

/// How long each request took from when it was due.
async fn requests(client: &Client, namespaces: &[String]) -> Outcome<Vec<Duration>> {
    let (began, mut running) = (Instant::now(), JoinSet::<Outcome<Duration>>::new());
    for number in 0..REQUESTS {
        let due = began + PACE * u32::try_from(number)?;
        tokio::time::sleep_until(due.into()).await;
        let (mut client, namespace) = (client.clone(), namespaces[number % namespaces.len()].clone());
        running.spawn(async move {
            let answer = client.launch(PATTERN, &namespace).await?;
            if answer.reused { Ok(due.elapsed()) } else { Err("the process was not there any more".into()) }
        });
    }
    let mut times = Vec::with_capacity(REQUESTS);
    while let Some(ended) = running.join_next().await {
        times.push(ended??);
    }
    Ok(times)
}

/// Exchanges policies as long as requests take, and tells how often.
async fn swapped(client: &Client, daemon: &Daemon, swap: Swap) -> Outcome<usize> {
    let (mut client, began, mut count) = (client.clone(), Instant::now(), 0);
    let end = began + PACE * u32::try_from(REQUESTS)?;
    let mut ticks = tokio::time::interval(SWAP_EVERY);
    while Instant::now() < end {
        ticks.tick().await;
        match (swap, count % 2) {
            (Swap::Reload, parity) => {
                daemon.configure_meanwhile(if parity == 0 { OTHER } else { CANARY }).await?;
                client.reload().await?;
            }
            (Swap::Promotion, 0) => client.promote("next").await?,
            (Swap::Promotion, _) => client.resume("next").await?,
        }
        count += 1;
    }
    // The next round begins as this one did.
    match swap {
        Swap::Reload => {
            daemon.configure_meanwhile(CANARY).await?;
            client.reload().await?;
        }
        Swap::Promotion if count % 2 == 1 => client.resume("next").await?,
        Swap::Promotion => {}
    }
    Ok(count)
}
