//! B1: LaunchPattern of what runs already, beside the nearest to an empty unary that the same server answers on the same connection.
//!
//! The daemon serves no empty method, and one made for a bench would not be the release daemon. `grpc.health.v1.Health/Check` with
//! an empty request is it but for a read lock, a map lookup and two bytes of answer: a little more than nothing, and not ours.

use std::future::Future;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::client::{Client, runtime};
use crate::daemon::{Daemon, Policies};
use crate::figures::{Budget, Rounds, Row, Unit};
use crate::{Outcome, Scale, proc};

const STREAMS: usize = 64;
/// Calls before anything counts.
const WARM_UP: usize = 500;
const PATTERN: &str = "notify";
const NAMESPACE: &str = "tenant-a";

pub(crate) fn rows(scale: &Scale) -> Outcome<Vec<Row>> {
    let daemon = Daemon::start(Policies::Default)?;
    runtime()?.block_on(async {
        let mut client = Client::connect(&daemon).await?;
        client.launch(PATTERN, NAMESPACE).await?;
        let one = one_after_another(&mut client, scale).await?;
        let (many, cpu) = many_at_once(&client, daemon.pid(), scale).await?;
        Ok(vec![one, many, cpu])
    })
}

/// Call by call in turn: whatever slows one down, slows its neighbour down.
async fn one_after_another(client: &mut Client, scale: &Scale) -> Outcome<Row> {
    let (mut floor, mut ours) = (Rounds::default(), Rounds::default());
    for _ in 0..WARM_UP {
        client.check().await?;
        ask(client).await?;
    }
    for _ in 0..scale.rounds {
        floor.begin();
        ours.begin();
        for _ in 0..scale.warm_calls {
            let began = Instant::now();
            client.check().await?;
            floor.took(began.elapsed());
            let began = Instant::now();
            ask(client).await?;
            ours.took(began.elapsed());
        }
    }
    let budget = Budget::Ratio { p50: 1.25, p99: Some(1.5) };
    let work = "warm LaunchPattern / health Check, one at a time".into();
    Ok(Row { id: "B1", work, unit: Unit::Seconds, floor: Some(floor), ours, budget })
}

async fn ask(client: &mut Client) -> Outcome<()> {
    let answer = client.launch(PATTERN, NAMESPACE).await?;
    if answer.reused { Ok(()) } else { Err("the process was not there any more".into()) }
}

/// Windows in turn. The client is the same for both and needs most of the other core; the server's CPU for each call is what it does
/// not hide.
async fn many_at_once(client: &Client, server: u32, scale: &Scale) -> Outcome<(Row, Row)> {
    let mut rates = [Rounds::default(), Rounds::default()];
    let mut cpu = [Rounds::default(), Rounds::default()];
    for _ in 0..scale.rounds {
        for which in 0..2 {
            let before = proc::cpu(server);
            let began = Instant::now();
            let calls = match which {
                0 => busy(client, scale.window, |mut client| async move { client.check().await }).await?,
                _ => busy(client, scale.window, |mut client| async move { ask(&mut client).await }).await?,
            };
            rates[which].begin();
            rates[which].add(calls as f64 / began.elapsed().as_secs_f64());
            cpu[which].begin();
            cpu[which].add((proc::cpu(server) - before).as_secs_f64() / calls as f64);
        }
    }
    let ([floor, ours], [floor_cpu, ours_cpu]) = (rates, cpu);
    let rate = Row {
        id: "B1",
        work: format!("the same, {STREAMS} streams: calls"),
        unit: Unit::PerSecond,
        floor: Some(floor),
        ours,
        budget: Budget::RatioAtLeast(0.8),
    };
    let cpu = Row {
        id: "B1",
        work: format!("the same, {STREAMS} streams: CPU of the launcher for a call"),
        unit: Unit::Seconds,
        floor: Some(floor_cpu),
        ours: ours_cpu,
        budget: Budget::None,
    };
    Ok((rate, cpu))
}

/// Calls answered while `STREAMS` callers ask again and again.
async fn busy<F>(
    client: &Client,
    window: Duration,
    call: impl Fn(Client) -> F + Copy + Send + 'static,
) -> Outcome<usize>
where
    F: Future<Output = Outcome<()>> + Send + 'static,
{
    let until = Instant::now() + window;
    let caller = |client: Client| async move {
        let mut calls = 0_usize;
        while Instant::now() < until {
            call(client.clone()).await?;
            calls += 1;
        }
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(calls)
    };
    let mut callers: JoinSet<_> = (0..STREAMS).map(|_| caller(client.clone())).collect();
    let mut calls = 0;
    while let Some(ended) = callers.join_next().await {
        calls += ended??;
    }
    Ok(calls)
}
