//! From bytes to code that can be run, within bounds: what there is to compile is counted first, and a thread of its own compiles it, for
//! which nobody waits longer than `compile_ms`.
//!
//! A compiler cannot be interrupted. A thread that is given up goes on until it is through, gives way to everyone, and its result is
//! dropped; there may be few of them. Invariant: what is not within the bounds of [`extent`] is never compiled.

mod extent;
mod ran;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use rustix::process::setpriority_process;
use wasmtime::component::Component;

use crate::limits::Limits;
use crate::load_error::Problem;
use ran::Ran;

pub(crate) use extent::check as check_extent;

/// How often the compiling thread's time is looked at, and so how much longer than allowed it may take.
const LOOK: Duration = Duration::from_millis(20);
/// Threads that were given up and still compile. Each holds memory, and a core when nobody else wants it; beyond, nothing is compiled.
const GIVEN_UP_MAX: usize = 2;
/// Priority of a compiling thread where others have work to do (`setpriority(2)`): a tenth of the weight of a thread that decides.
const NICE: i32 = 10;
/// What a thread gets that is not told otherwise is for code that does not recurse over a guest's.
const STACK_BYTES: usize = 8 << 20;

/// What compiles for one engine.
#[derive(Debug, Default)]
pub(crate) struct Compiler {
    gives_way: AtomicBool,
    /// One count is held by each thread that was given up.
    given_up: Arc<AtomicUsize>,
}

impl Compiler {
    /// From here on compiling gives way to everything else on the machine.
    pub(crate) fn give_way(&self) {
        self.gives_way.store(true, Ordering::Relaxed);
    }

    /// Compiles a component whose extent is within the limits.
    pub(crate) fn compile(
        &self,
        engine: &wasmtime::Engine,
        bytes: &[u8],
        limits: Limits,
    ) -> Result<Component, Problem> {
        if self.given_up.load(Ordering::Relaxed) >= GIVEN_UP_MAX {
            return Err(Problem::CompileBusy { given_up: GIVEN_UP_MAX });
        }
        let (ran, claimed) = (Arc::new(Ran::default()), Arc::new(AtomicBool::new(false)));
        let (result, compiled) = sync_channel(1);
        let job = Job {
            engine: engine.clone(),
            bytes: bytes.to_vec(),
            gives_way: self.gives_way.load(Ordering::Relaxed),
            ran: ran.clone(),
            claimed: claimed.clone(),
            result,
            given_up: self.given_up.clone(),
        };
        let thread = thread::Builder::new().name("policy-compile".into()).stack_size(STACK_BYTES);
        let spawned = thread.spawn(move || job.run());
        spawned.map_err(|error| Problem::Compile(format!("there is no thread to compile on: {error}")))?;
        loop {
            match compiled.recv_timeout(LOOK) {
                Ok(compiled) => return compiled.map_err(Problem::Compile),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Problem::Compile("the compiler ended without a result".into()));
                }
                Err(RecvTimeoutError::Timeout) if ran.since_it_began() < Duration::from_millis(limits.compile_ms) => {}
                Err(RecvTimeoutError::Timeout) => {
                    self.given_up.fetch_add(1, Ordering::Relaxed);
                    if !claimed.swap(true, Ordering::AcqRel) {
                        return Err(Problem::CompileTime { limit_ms: limits.compile_ms });
                    }
                    // It is through at this very moment.
                    self.given_up.fetch_sub(1, Ordering::Relaxed);
                }
            }
        }
    }
}

/// What one thread does.
struct Job {
    engine: wasmtime::Engine,
    bytes: Vec<u8>,
    gives_way: bool,
    ran: Arc<Ran>,
    /// Taken by the first of two: the thread that has a result, and who gives it up.
    claimed: Arc<AtomicBool>,
    result: SyncSender<Result<Component, String>>,
    given_up: Arc<AtomicUsize>,
}

impl Job {
    fn run(self) {
        if self.gives_way {
            // Of this thread alone, as Linux has it. Where it is refused, it is slower for others and not wrong.
            let _ = setpriority_process(None, NICE);
        }
        self.ran.begin();
        let compiled = Component::from_binary(&self.engine, &self.bytes).map_err(|error| format!("{error:#}"));
        if self.claimed.swap(true, Ordering::AcqRel) {
            self.given_up.fetch_sub(1, Ordering::Relaxed);
        } else {
            // There is room for one, and somebody waits for it.
            let _ = self.result.send(compiled);
        }
    }
}

#[cfg(test)]
mod tests;
