//! B12: a cold start beside many live instances and with every policy loaded and asked, beside one in a launcher that has neither.

use crate::client::{Client, Namespaces, runtime};
use crate::cold::start;
use crate::daemon::{Daemon, Policies};
use crate::figures::{Budget, Rounds, Row, Unit};
use crate::{Outcome, Scale};

/// It needs no probes, so those that only live cost nothing while others are started.
const PATTERN: &str = "notify";

pub(crate) fn rows(scale: &Scale) -> Outcome<Vec<Row>> {
    let runtime = runtime()?;
    let (fresh, grown) = (Daemon::start(Policies::Default)?, Daemon::start(Policies::All)?);
    let mut at_fresh = runtime.block_on(Client::connect(&fresh))?;
    let mut at_grown = runtime.block_on(Client::connect(&grown))?;
    let mut namespaces = Namespaces::default();
    runtime.block_on(at_grown.launch_all(PATTERN, &namespaces.take(scale.many)))?;
    let (mut floor, mut ours) = (Rounds::default(), Rounds::default());
    for _ in 0..scale.rounds {
        floor.begin();
        ours.begin();
        for _ in 0..scale.starts {
            let namespace = namespaces.next();
            floor.add(runtime.block_on(start(&mut at_fresh, PATTERN, &namespace))?);
            ours.add(runtime.block_on(start(&mut at_grown, PATTERN, &namespace))?);
        }
    }
    let work = format!("cold start, {} instances and all policies / fresh launcher", scale.many);
    let budget = Budget::Ratio { p50: 1.1, p99: None };
    Ok(vec![Row { id: "B12", work, unit: Unit::Seconds, floor: Some(floor), ours, budget }])
}
