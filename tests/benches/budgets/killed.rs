//! B5: from kill -9 to the first instruction of the next generation, beside a loop that waits for its child and spawns it again.
//!
//! Default configuration: the built-in restart policy answers a ready instance's first failure at once, so each kill is one of a new
//! namespace. Both sides' processes say hello to the same kind of socket, on which this thread waits.

use std::process::Child;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Instant;

use rustix::process::{Pid, Signal, kill_process};

use crate::client::{Client, Namespaces, runtime};
use crate::daemon::{Daemon, Policies};
use crate::direct::{Ear, command};
use crate::figures::{Budget, Rounds, Row, Unit};
use crate::{Outcome, Scale};

pub(crate) fn rows(scale: &Scale) -> Outcome<Vec<Row>> {
    let daemon = Daemon::start(Policies::Default)?;
    let ear = Ear::at(&daemon.hello_socket())?;
    let runtime = runtime()?;
    let mut client = runtime.block_on(Client::connect(&daemon))?;
    let mut namespaces = Namespaces::default();
    let mut floor_loop = Respawning::start()?;
    let (mut floor, mut ours) = (Rounds::default(), Rounds::default());
    for _ in 0..scale.rounds {
        floor.begin();
        ours.begin();
        for _ in 0..scale.starts {
            floor.add(floor_loop.kill()?);
            let launched = runtime.block_on(client.launch("hello", &namespaces.next()))?;
            let first = Hello::hear(&ear)?;
            ours.add(kill(&first, &ear)?);
            // A terminate during the restart is answered when the restarted one is gone.
            runtime.block_on(client.terminate(&launched.process_id, true))?;
        }
    }
    floor_loop.stop()?;
    let work = "kill -9 until the next generation executes / waitid and respawn".into();
    let budget = Budget::Ratio { p50: 2.0, p99: None };
    Ok(vec![Row { id: "B5", work, unit: Unit::Seconds, floor: Some(floor), ours, budget }])
}

/// What a process says first.
#[derive(Debug)]
struct Hello {
    pid: i32,
}

impl Hello {
    fn hear(ear: &Ear) -> Outcome<Self> {
        let said = ear.hear()?;
        let pid = said.split(' ').next().unwrap_or_default().parse()?;
        Ok(Self { pid })
    }
}

/// Seconds from the signal to the next hello.
fn kill(victim: &Hello, ear: &Ear) -> Outcome<f64> {
    let pid = Pid::from_raw(victim.pid).ok_or("no pid")?;
    let began = Instant::now();
    kill_process(pid, Signal::KILL)?;
    let next = Hello::hear(ear)?;
    let took = began.elapsed().as_secs_f64();
    if next.pid == victim.pid { Err("the killed one spoke".into()) } else { Ok(took) }
}

/// The floor's supervisor: a thread that waits and spawns, and does nothing else.
struct Respawning {
    ear: Ear,
    now: Hello,
    notify_ear: Ear,
    done: Arc<AtomicBool>,
    thread: JoinHandle<std::io::Result<()>>,
}

impl Respawning {
    fn start() -> Outcome<Self> {
        let (ear, hello) = Ear::anywhere()?;
        let (notify_ear, notify) = Ear::anywhere()?;
        let done = Arc::new(AtomicBool::new(false));
        let over = done.clone();
        let spawn = move || command("notify").env("BENCH_HELLO", &hello).env("NOTIFY_SOCKET", &notify).spawn();
        let thread = std::thread::spawn(move || {
            while !over.load(Ordering::Relaxed) {
                spawn().and_then(|mut child: Child| child.wait())?;
            }
            Ok(())
        });
        let now = Hello::hear(&ear)?;
        notify_ear.hear()?;
        Ok(Self { ear, now, notify_ear, done, thread })
    }

    fn kill(&mut self) -> Outcome<f64> {
        let pid = Pid::from_raw(self.now.pid).ok_or("no pid")?;
        let began = Instant::now();
        kill_process(pid, Signal::KILL)?;
        self.now = Hello::hear(&self.ear)?;
        let took = began.elapsed().as_secs_f64();
        // Its READY=1 too, or the socket fills up.
        self.notify_ear.hear()?;
        Ok(took)
    }

    fn stop(self) -> Outcome<()> {
        self.done.store(true, Ordering::Relaxed);
        kill_process(Pid::from_raw(self.now.pid).ok_or("no pid")?, Signal::KILL)?;
        Ok(self.thread.join().map_err(|_| "the floor panicked")??)
    }
}
